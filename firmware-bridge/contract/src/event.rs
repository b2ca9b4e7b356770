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

words! {
    /// What kind of event it is. Whoever treats kinds differently matches all of them, so that the compiler names every place
    /// that a new kind concerns.
    pub enum Kind {
        /// Pieces made.
        Good = "good",
        /// Pieces rejected.
        Reject = "reject",
        /// Takes back a count.
        Undo = "undo",
        /// A person starts at the station.
        SignOn = "sign_on",
        /// A person leaves the station.
        SignOff = "sign_off",
        /// Work stands still.
        Pause = "pause",
        /// Work goes on.
        Resume = "resume",
        /// Somebody asks for help.
        Help = "help",
        /// Help came, or is no longer needed.
        HelpDone = "help_done",
    }
}

impl Kind {
    /// True for pieces: what an undo takes back and a person can correct.
    pub fn is_count(self) -> bool {
        match self {
            Self::Good | Self::Reject => true,
            Self::Undo
            | Self::SignOn
            | Self::SignOff
            | Self::Pause
            | Self::Resume
            | Self::Help
            | Self::HelpDone => false,
        }
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

/// What an event says beside its kind and time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fields<'a> {
    /// The task a count names.
    pub task: Option<&'a str>,
    /// Pieces, for a count.
    pub qty: Option<u32>,
    /// The word in `reason`.
    pub reason: Option<&'static str>,
    /// The badge of a sign-on or sign-off.
    pub badge: Option<&'a str>,
    /// The `seq` an undo takes back.
    pub of: Option<u64>,
}

impl Body {
    /// The `kind` of the payload.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Good { .. } => Kind::Good,
            Self::Reject { .. } => Kind::Reject,
            Self::Undo { .. } => Kind::Undo,
            Self::SignOn { .. } => Kind::SignOn,
            Self::SignOff { .. } => Kind::SignOff,
            Self::Pause { .. } => Kind::Pause,
            Self::Resume => Kind::Resume,
            Self::Help => Kind::Help,
            Self::HelpDone => Kind::HelpDone,
        }
    }

    /// The fields that its kind uses.
    pub fn fields(&self) -> Fields<'_> {
        let none = Fields::default();
        match self {
            Self::Good { task, qty } => Fields { task: task.as_deref(), qty: Some(*qty), ..none },
            Self::Reject { task, qty, reason } => Fields {
                task: task.as_deref(),
                qty: Some(*qty),
                reason: Some(reason.word()),
                ..none
            },
            Self::Undo { of } => Fields { of: Some(*of), ..none },
            Self::SignOn { badge } | Self::SignOff { badge } => {
                Fields { badge: Some(badge), ..none }
            }
            Self::Pause { reason } => Fields { reason: Some(reason.word()), ..none },
            Self::Resume | Self::Help | Self::HelpDone => none,
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
            self.body.kind().word()
        );
        let Fields { task, qty, reason, badge, of } = self.body.fields();
        let mut text = |name: &str, value: Option<&str>| {
            if let Some(value) = value {
                // Writing into a String cannot fail.
                let _ = write!(json, r#","{name}":{}"#, serde_json::Value::from(value));
            }
        };
        text("task", task);
        text("reason", reason);
        text("badge", badge);
        for (name, value) in [("qty", qty.map(u64::from)), ("of", of)] {
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
