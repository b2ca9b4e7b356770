//! What happened at a terminal.

use crate::words;
use chrono::{DateTime, SecondsFormat, Utc};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

words! {
    /// Why pieces were rejected. The cause is the material or the process, never the person.
    pub enum RejectReason {
        /// The client's material was faulty.
        Material = "material",
        /// Something went wrong in the work step.
        Work = "work",
        /// Dirty.
        Dirt = "dirt",
        /// Broken.
        Broken = "broken",
        /// Nobody knows, and nobody has to.
        Unknown = "unknown",
    }
}

words! {
    /// Why work at a station stands still. `Break` is a person's own time; the others are waiting that nobody at the
    /// station can help.
    pub enum PauseReason {
        /// Coffee, lunch, rest.
        Break = "break",
        /// No material.
        Material = "material",
        /// A machine or tool does not work.
        Fault = "fault",
        /// Instruction.
        Instruction = "instruction",
        /// A talk with a supervisor or coach.
        Talk = "talk",
    }
}

/// One event of a terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// 1, 2, 3 … within the epoch.
    pub seq: u64,
    /// The terminal's clock; its precision is milliseconds.
    pub at: DateTime<Utc>,
    /// What happened.
    pub body: Body,
    /// Fields that the contract does not know, or not for this kind, as one JSON object; kept and ignored.
    pub extra: Option<String>,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// Pieces made.
    Good {
        /// The task; `None` is what the station was making at that time.
        task: Option<String>,
        /// Pieces, 1 to [`crate::MAX_QTY`].
        qty: u32,
    },
    /// Pieces rejected.
    Reject {
        /// As for `Good`.
        task: Option<String>,
        /// Pieces, 1 to [`crate::MAX_QTY`].
        qty: u32,
        /// Why.
        reason: RejectReason,
    },
    /// Takes back a count.
    Undo {
        /// The `seq` of the count, in this epoch.
        of: u64,
    },
    /// A person starts at the station.
    SignOn {
        /// An opaque token, never a name.
        badge: String,
    },
    /// A person leaves the station.
    SignOff {
        /// As for `SignOn`.
        badge: String,
    },
    /// Work stands still.
    Pause {
        /// Why.
        reason: PauseReason,
    },
    /// Work goes on.
    Resume,
    /// Somebody asks for help.
    Help,
    /// Help came, or is no longer needed.
    HelpDone,
}

impl Body {
    /// The word in `kind`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Good { .. } => "good",
            Self::Reject { .. } => "reject",
            Self::Undo { .. } => "undo",
            Self::SignOn { .. } => "sign_on",
            Self::SignOff { .. } => "sign_off",
            Self::Pause { .. } => "pause",
            Self::Resume => "resume",
            Self::Help => "help",
            Self::HelpDone => "help_done",
        }
    }

    /// The task a count names.
    pub fn task(&self) -> Option<&str> {
        match self {
            Self::Good { task, .. } | Self::Reject { task, .. } => task.as_deref(),
            _ => None,
        }
    }

    /// Pieces, for a count.
    pub fn qty(&self) -> Option<u32> {
        match self {
            Self::Good { qty, .. } | Self::Reject { qty, .. } => Some(*qty),
            _ => None,
        }
    }

    /// The word in `reason`.
    pub fn reason(&self) -> Option<&'static str> {
        match self {
            Self::Reject { reason, .. } => Some(reason.word()),
            Self::Pause { reason } => Some(reason.word()),
            _ => None,
        }
    }

    /// The badge of a sign-on or sign-off.
    pub fn badge(&self) -> Option<&str> {
        match self {
            Self::SignOn { badge } | Self::SignOff { badge } => Some(badge),
            _ => None,
        }
    }

    /// The `seq` an undo takes back.
    pub fn of(&self) -> Option<u64> {
        match self {
            Self::Undo { of } => Some(*of),
            _ => None,
        }
    }
}

impl Event {
    /// Writes the event as the contract's JSON, without white space.
    pub fn to_json(&self) -> String {
        let mut json = format!(
            r#"{{"seq":{},"at":"{}","kind":"{}""#,
            self.seq,
            self.at.to_rfc3339_opts(SecondsFormat::Millis, true),
            self.body.kind()
        );
        let mut text = |name: &str, value: Option<&str>| {
            if let Some(value) = value {
                // Writing into a String cannot fail.
                let _ = write!(json, r#","{name}":{}"#, serde_json::Value::from(value));
            }
        };
        text("task", self.body.task());
        text("reason", self.body.reason());
        text("badge", self.body.badge());
        for (name, value) in [("qty", self.body.qty().map(u64::from)), ("of", self.body.of())] {
            if let Some(value) = value {
                let _ = write!(json, r#","{name}":{value}"#);
            }
        }
        match self.extra.as_deref().and_then(|extra| extra.strip_prefix('{')) {
            Some(fields) if fields != "}" => {
                json.push(',');
                json.push_str(fields);
            }
            _ => json.push('}'),
        }
        json
    }

    /// A fingerprint of the content: equal for the same event however its JSON was laid out. The service stores it with
    /// the key, so that the same key with other content is seen and never taken for a duplicate.
    pub fn hash(&self) -> i64 {
        fingerprint(self.to_json().as_bytes())
    }
}

/// The first 64 bits of SHA-256: it tells accidents apart, it is no defence against forgery (the door is).
pub(crate) fn fingerprint(bytes: &[u8]) -> i64 {
    let digest = Sha256::digest(bytes);
    let mut first = [0; 8];
    first.copy_from_slice(&digest[..8]);
    i64::from_be_bytes(first)
}
