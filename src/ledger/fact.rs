//! What an event of the ledger means, as plain values.

use contract::{PauseReason, RejectReason};
use std::sync::Arc;

/// A short text shared by many tallies: a task or a worker.
pub type Name = Arc<str>;

/// The place of an event in a station's day; events are folded in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    /// The terminal's clock, in microseconds since 1970.
    pub at: i64,
    /// Which event.
    pub key: EventKey,
}

/// Names one event of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventKey {
    /// The terminal's number.
    pub terminal: i64,
    /// The epoch's bits.
    pub epoch: i64,
    /// The seq.
    pub seq: i64,
}

/// One event as the fold sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// When and which.
    pub moment: Moment,
    /// What.
    pub what: What,
}

/// What an event means for the tallies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// Pieces made (`reject` is `None`) or rejected. `qty` is after undo and correction.
    Count {
        /// The task it names; `None` is what was planned.
        task: Option<Name>,
        /// Pieces; 0 when taken back.
        qty: i64,
        /// Why rejected.
        reject: Option<RejectReason>,
        /// True when a person's correction set `qty`: that outranks an undo, whichever comes first.
        corrected: bool,
    },
    /// Takes back a count, wherever that is, or what was booked for it from quarantine.
    Undo {
        /// The count.
        of: EventKey,
    },
    /// A worker signs on.
    SignOn(Name),
    /// A worker signs off.
    SignOff(Name),
    /// Work stands still.
    Pause(PauseReason),
    /// Work goes on.
    Resume,
    /// Help is asked.
    Help,
    /// Help came.
    HelpDone,
}
