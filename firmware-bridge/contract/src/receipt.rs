//! What is safely stored. A receipt is cumulative: losing one is harmless, the next one says it all again.

use crate::name::Epoch;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The service's promise about one epoch of one terminal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The epoch it speaks of.
    pub epoch: Epoch,
    /// Every event up to and with this `seq` is stored; 0 when none is.
    pub contiguous: u64,
    /// Events stored after a gap, ascending; at most [`Receipt::MAX_BEYOND`], and then the latest.
    pub beyond: Vec<u64>,
    /// Which of the stored events wait for a person; at most [`Receipt::MAX_QUARANTINED`], the latest of the epoch.
    pub quarantined: Vec<Quarantined>,
    /// The service's clock.
    pub time: DateTime<Utc>,
}

impl Receipt {
    /// Bounds the payload; a terminal resends what no receipt names, so leaving some out costs a resend, no event.
    pub const MAX_BEYOND: usize = 2_000;
    /// Bounds the payload; the list is information for the terminal's screen, the promise does not rest on it.
    pub const MAX_QUARANTINED: usize = 64;

    /// True when this receipt promises that event `seq` of its epoch is stored.
    pub fn names(&self, seq: u64) -> bool {
        seq <= self.contiguous || self.beyond.binary_search(&seq).is_ok()
    }
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
        text.parse().map_err(serde::de::Error::custom)
    }
}
