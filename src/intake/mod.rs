//! From terminals to the ledger: two doors (the built-in MQTT endpoint, the client of an external broker), one desk that
//! commits batches, and receipts back. Nothing is refused silently: what cannot be booked goes to quarantine.

pub mod batch;
pub mod broker;
pub mod corrections;
pub mod counters;
pub mod cursor;
mod cursors;
pub mod delivery;
pub mod desk;
pub mod dismissal;
pub mod door;
pub mod endpoint;
pub mod export;
pub mod facts;
pub mod house;
mod judge;
pub mod lease;
pub mod ledger;
mod misfit;
mod office;
pub mod pages;
mod pages_draw;
pub(crate) mod pages_form;
pub mod person;
pub mod presence;
pub mod quarantine;
pub mod readiness;
pub mod reference;
mod runs;
pub mod said;
pub mod secret;
pub mod state;
pub mod station_day;
pub mod terminals;
mod trouble;
pub(crate) mod whose;

pub use door::{Door, Incoming, Refused, SignedIn};
