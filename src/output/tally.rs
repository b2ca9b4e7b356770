//! A tally: what one station made of one task on one production day, for one worker or for nobody in particular.

use crate::ledger::Name;
use contract::{PauseReason, RejectReason};

/// Which tally of a station's day.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TallyKey {
    /// The task.
    pub task: Name,
    /// The worker; empty is not attributable.
    pub worker: Name,
}

/// What is counted. Times are microseconds; a table shows whole seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Good pieces.
    pub good: i64,
    /// Rejected pieces, in the order of [`RejectReason::ALL`].
    pub rejected: [i64; 5],
    /// Time at the task: sign-on to sign-off less pause and waiting.
    pub net: i64,
    /// Waiting, in the order material, fault, instruction, talk.
    pub waiting: [i64; 4],
}

impl Counts {
    /// Adds (or, negative, takes back) pieces.
    pub fn add_pieces(&mut self, reject: Option<RejectReason>, qty: i64) {
        match reject {
            None => self.good += qty,
            Some(reason) => self.rejected[reason as usize] += qty,
        }
    }

    /// Adds time that passed working (`None`) or standing still. A break counts for nothing.
    pub fn add_time(&mut self, pause: Option<PauseReason>, micros: i64) {
        match pause {
            None => self.net += micros,
            Some(PauseReason::Break) => {}
            Some(PauseReason::Material) => self.waiting[0] += micros,
            Some(PauseReason::Fault) => self.waiting[1] += micros,
            Some(PauseReason::Instruction) => self.waiting[2] += micros,
            Some(PauseReason::Talk) => self.waiting[3] += micros,
        }
    }

    /// Adds another tally.
    pub fn add(&mut self, other: &Self) {
        self.good += other.good;
        self.net += other.net;
        self.rejected.iter_mut().zip(other.rejected).for_each(|(mine, theirs)| *mine += theirs);
        self.waiting.iter_mut().zip(other.waiting).for_each(|(mine, theirs)| *mine += theirs);
    }

    /// Time at the task in whole seconds.
    pub fn net_seconds(&self) -> i64 {
        self.net / 1_000_000
    }

    /// Waiting in whole seconds, by reason.
    pub fn waiting_seconds(&self) -> [i64; 4] {
        self.waiting.map(|micros| micros / 1_000_000)
    }
}
