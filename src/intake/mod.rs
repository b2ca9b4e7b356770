//! From terminals to the ledger: two doors (the built-in MQTT endpoint, the client of an external broker), one desk that
//! commits batches, and receipts back. Nothing is refused silently: what cannot be booked goes to quarantine.

pub mod broker;
pub mod corrections;
pub mod door;
pub mod endpoint;
mod office;
pub mod pages;
mod pages_form;
pub mod presence;
pub mod quarantine;
pub mod readiness;

pub use door::{Door, Incoming, Refused, SignedIn};
