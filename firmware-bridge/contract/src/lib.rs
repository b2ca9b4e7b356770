//! What terminals and the service say to each other, version 1: five topics, their payloads, and the receipt that is the
//! only promise (a terminal keeps an event until a receipt names it).
//!
//! The service, the firmware bridge and the virtual terminals share this crate, so that the contract exists once. It
//! knows nobody: no database, no MQTT library, no clock. `golden/` holds payloads of real shapes; terminals in the field
//! outlive service releases, so a golden file is added, never changed.
//!
//! Reading order: [`name`] who speaks, [`topic`] where, [`event`] what happened, [`up`] how events travel,
//! [`receipt`] what is safely stored, [`down`] what the service tells a terminal, [`why`] reasons in one word.

pub mod down;
pub mod event;
pub mod name;
mod raw;
pub mod receipt;
pub mod topic;
pub mod up;
pub mod why;
mod words;

pub use down::{Notice, StateReport, TaskCard};
pub use event::{Body, Event, Fields, Kind, PauseReason, RejectReason};
pub use name::{Epoch, TerminalName, is_id};
pub use receipt::Receipt;
pub use topic::{Channel, Topic};
pub use up::{BadEvent, Up, UpError};
pub use why::Why;

/// The largest payload of any topic, in bytes.
pub const MAX_PAYLOAD: usize = 64 * 1024;
/// The largest number of pieces one event may report.
pub const MAX_QTY: u32 = 100_000;
/// The largest sequence number: what a JSON number holds exactly (2^53).
pub const MAX_SEQ: u64 = 1 << 53;
