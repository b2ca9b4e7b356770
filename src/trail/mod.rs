//! The trail: who did or read what of whom, when, from where, and why that was allowed. A room of its own, because every
//! room writes in it and it knows only the database: a line holds plain values, ids and never names.
//!
//! A line is written in the transaction of what it tells: no line, no page. Lines are numbered without a gap and chained by
//! hashes, so that a line that is changed, taken away or put elsewhere is found ([`verify()`]). They say what BIO2 8.15.01 and
//! NEN 7513 ask for.

mod chain;
mod decider;
mod entry;
mod retain;
mod store;
mod verify;

pub use chain::{Broken, Head};
pub use decider::{Decider, typed_at_server};
pub use entry::{Action, Basis, Entry, Ground, Kind, Object, Outcome, Who};
pub use retain::{before, forget, latest_until};
pub use store::{
    Filter, Line, has_looked, head, latest, of_subject, page, read, read_many, record, write,
    write_all,
};
pub use verify::{Verified, verify};
