//! What the service tells a terminal besides receipts, and what a terminal tells about itself.
//!
//! Nothing here names a person, a work condition or a scheme: a terminal stands where everybody reads along.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a station makes now (`down/task`, retained).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskCard {
    /// The task, to be named in counts; `null` when nothing is planned.
    pub task: Option<String>,
    /// What to do, in few words, by language (`nl`, `en`, …).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub words: BTreeMap<String, String>,
    /// The name of a picture the terminal holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pictogram: Option<String>,
    /// Pieces in a full pack, box or tray; at least 1.
    pub pack_size: u64,
    /// Packs made of this task so far, by all stations together.
    pub packs_done: u64,
    /// Packs still asked; 0 when enough are made.
    pub packs_left: u64,
}

/// A word to the person at the terminal (`down/notice`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// What it is about; `help_on_the_way` is the only one so far.
    pub kind: String,
    /// The words, by language.
    pub words: BTreeMap<String, String>,
}

/// What a terminal tells about itself (`state`, retained, and as its last will).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateReport {
    /// False in the last will and before an orderly goodbye.
    pub online: bool,
    /// Firmware version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub firmware: Option<String>,
    /// Events that wait for a receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spool: Option<u64>,
    /// The terminal's clock when it wrote this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<DateTime<Utc>>,
}
