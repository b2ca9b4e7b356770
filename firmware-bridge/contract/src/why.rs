//! Why something went to quarantine: one word for machines; the sentence for people is the service's.

use crate::words;
use std::fmt;
use std::str::FromStr;

words! {
    /// A reason for quarantine. Quarantined events are stored whole, so they count as received.
    pub enum Why {
        /// The payload is not JSON of the contract's shape at all.
        BadJson = "bad_json",
        /// One event lacks a usable `seq` or is no JSON object.
        BadEvent = "bad_event",
        /// A field is missing or has the wrong type or form.
        BadField = "bad_field",
        /// The kind of event is not in this version of the contract.
        UnknownKind = "unknown_kind",
        /// `qty` is not a whole number from 1 to 100,000.
        ImpossibleQuantity = "impossible_quantity",
        /// No such task.
        UnknownTask = "unknown_task",
        /// No task is named and none was planned at the station at that time.
        NoTask = "no_task",
        /// No such badge.
        UnknownBadge = "unknown_badge",
        /// `at` is more than 24 hours ahead of the service's clock.
        ClockAhead = "clock_ahead",
        /// `at` is years behind the service's clock.
        ClockBehind = "clock_behind",
        /// The same terminal, epoch and seq came before with other content.
        KeyReuse = "key_reuse",
        /// The production day is closed; only a correction by a person can still change it.
        DayClosed = "day_closed",
        /// The terminal is not enrolled (an external broker let it through).
        UnknownTerminal = "unknown_terminal",
    }
}

impl FromStr for Why {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::from_word(text).ok_or_else(|| format!("'{text}' is not a reason for quarantine"))
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
