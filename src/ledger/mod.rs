//! The ledger: every fact from the floor, once, and what of it counts.

mod corrected;
mod entries;
mod export;
mod fact;
mod facts;
mod kind;
mod of_worker;

pub use corrected::{Booked, Corrected, correction_of, corrections_of_day, word_of};
pub use entries::{
    Entry, Place, beyond, days, hashes, held, help_calls, holds_day, insert, last_day, place,
    station_days, undoable,
};
pub use export::{Export, LedgerLine, epochs_of};
pub use fact::{EventKey, Fact, Moment, Name, What};
pub use facts::{Facts, Part, all_facts, facts, last_moment};
pub use kind::{CORRECT, EntryKind};
pub use of_worker::{Sign, days_of_worker, signed_on, signs};
