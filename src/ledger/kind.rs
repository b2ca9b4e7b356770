//! What a row of the ledger is.

use contract::Kind;
use std::borrow::Cow;

/// A person's correction of a count. A terminal that sends this word sends a kind that the contract does not know: it is
/// quarantined, and never counted.
pub const CORRECT: &str = "correct";

/// What a row of the ledger is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// An event as the contract knows it, reported by a terminal or booked by a person.
    Event(Kind),
    /// What a person says a count really was.
    Correct,
    /// What a terminal called an event that the contract does not know. Such a row is never counted.
    Unknown(Cow<'static, str>),
}

impl EntryKind {
    /// As it is stored.
    pub fn word(&self) -> &str {
        match self {
            Self::Event(kind) => kind.word(),
            Self::Correct => CORRECT,
            Self::Unknown(word) => word,
        }
    }

    /// Reads it back.
    pub fn of(word: String) -> Self {
        match Kind::from_word(&word) {
            Some(kind) => Self::Event(kind),
            None if word == CORRECT => Self::Correct,
            None => Self::Unknown(word.into()),
        }
    }

    /// True for pieces.
    pub fn is_count(&self) -> bool {
        match self {
            Self::Event(kind) => kind.is_count(),
            Self::Correct | Self::Unknown(_) => false,
        }
    }
}

impl From<Kind> for EntryKind {
    fn from(kind: Kind) -> Self {
        Self::Event(kind)
    }
}
