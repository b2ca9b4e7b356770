//! From terminals to the ledger: two doors (the built-in MQTT endpoint, the client of an external broker), one desk that
//! commits batches, and receipts back. Nothing is refused silently: what cannot be booked goes to [`crate::quarantine`].

pub mod batch;
pub mod broker;
pub mod counters;
pub mod cursor;
mod cursors;
pub mod delivery;
pub mod desk;
pub mod dismissal;
pub mod door;
pub mod endpoint;
pub mod house;
mod judge;
pub mod readiness;
mod runs;
mod trouble;

pub use door::{Door, Incoming, Refused, SignedIn};
