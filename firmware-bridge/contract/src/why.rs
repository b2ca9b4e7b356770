//! Why something went to quarantine: one word for machines; the sentence for people is the service's.

use std::fmt;
use std::str::FromStr;

macro_rules! whys {
    ($($(#[$doc:meta])* $variant:ident = $word:literal,)*) => {
        /// A reason for quarantine. Quarantined events are stored whole, so they count as received.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Why { $($(#[$doc])* $variant,)* }

        impl Why {
            /// Every reason.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word that travels in receipts and stands in exports.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
        }

        impl FromStr for Why {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                match text { $($word => Ok(Self::$variant),)* _ => Err(format!("'{text}' is not a reason for quarantine")) }
            }
        }
    };
}

whys! {
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

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
