//! From terminals to the ledger: two doors (the built-in MQTT endpoint, the client of an external broker), one desk that
//! commits batches, and receipts back. Nothing is refused silently: what cannot be booked goes to quarantine.

pub mod broker;
pub mod door;
pub mod endpoint;
pub mod export;
pub mod secret;
pub mod terminals;

pub use door::{Door, Incoming, Refused, SignedIn};
