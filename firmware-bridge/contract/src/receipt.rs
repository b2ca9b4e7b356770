//! What is safely stored. A receipt is cumulative: losing one is harmless, the next one says it all again.

use crate::MAX_SEQ;
use crate::name::Epoch;
use chrono::{DateTime, Utc};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

/// The service's promise about one epoch of one terminal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The epoch it speaks of.
    pub epoch: Epoch,
    /// Every event up to and with this `seq` is stored; 0 when none is.
    pub contiguous: u64,
    /// Events stored after a gap, ascending; at most [`Receipt::MAX_BEYOND`], and then those of the message that is answered
    /// and the latest.
    pub beyond: Vec<u64>,
    /// The same events as runs without a gap, ascending; there only when `beyond` cannot name them all. At most
    /// [`Receipt::MAX_RANGES`], and then the latest.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "ascending")]
    pub ranges: Vec<Run>,
    /// Which of the stored events wait for a person; at most [`Receipt::MAX_QUARANTINED`], the latest of the epoch.
    pub quarantined: Vec<Quarantined>,
    /// The service's clock.
    pub time: DateTime<Utc>,
}

impl Receipt {
    /// Bounds the payload. A terminal resends what no receipt names, and the answer names what it resent: leaving some out
    /// costs a resend, no event.
    pub const MAX_BEYOND: usize = 2_000;
    /// Bounds the payload, as `MAX_BEYOND` does.
    pub const MAX_RANGES: usize = 500;
    /// Bounds the payload; the list is information for the terminal's screen, the promise does not rest on it.
    pub const MAX_QUARANTINED: usize = 64;

    /// True when this receipt promises that event `seq` of its epoch is stored.
    pub fn names(&self, seq: u64) -> bool {
        seq <= self.contiguous || self.beyond.binary_search(&seq).is_ok() || self.in_a_run(seq)
    }

    fn in_a_run(&self, seq: u64) -> bool {
        let before = self.ranges.partition_point(|run| run.from <= seq);
        before > 0 && seq <= self.ranges[before - 1].to
    }

    /// The highest `seq` it promises; 0 when it promises none.
    pub fn highest(&self) -> u64 {
        let run = self.ranges.last().map_or(0, |run| run.to);
        self.beyond.iter().copied().fold(self.contiguous.max(run), u64::max)
    }

    /// True when it promises events after a gap.
    pub fn is_beyond_a_gap(&self) -> bool {
        !self.beyond.is_empty() || !self.ranges.is_empty()
    }
}

/// Stored events without a gap between them, written `[from,to]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(u64, u64)", into = "(u64, u64)")]
pub struct Run {
    /// The first.
    pub from: u64,
    /// The last; the first again when it stands alone.
    pub to: u64,
}

impl From<(u64, u64)> for Run {
    fn from((from, to): (u64, u64)) -> Self {
        Self { from, to }
    }
}

impl From<Run> for (u64, u64) {
    fn from(run: Run) -> Self {
        (run.from, run.to)
    }
}

/// Runs that are turned around, touch or overlap come from somebody who cannot be believed.
fn ascending<'de, D: Deserializer<'de>>(d: D) -> Result<Vec<Run>, D::Error> {
    let runs = Vec::<Run>::deserialize(d)?;
    let mut free = 1;
    for run in &runs {
        if run.from < free || run.to < run.from || run.to > MAX_SEQ {
            return Err(D::Error::custom(format!(
                "range [{},{}] is not after the one before",
                run.from, run.to
            )));
        }
        // Two runs that touch are one.
        free = run.to + 2;
    }
    Ok(runs)
}

/// An event that is stored but not counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quarantined {
    /// Its number.
    pub seq: u64,
    /// The word of a [`crate::Why`]; text, because a terminal may be older than a reason.
    pub why: String,
}

impl Serialize for Epoch {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Epoch {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(d)?;
        text.parse().map_err(D::Error::custom)
    }
}
