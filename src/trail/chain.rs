//! The chain: each line's hash covers the hash before it, so that whoever changes the past changes everything after it.
//!
//! A line's hash is SHA-256 of the previous hash (64 hexadecimal digits), a newline, and its fields in the order of
//! [`hashed`]: each as its length in bytes, `:`, the bytes, `,`; a field that is not there as `-,`. Who holds an export can
//! compute it with any tool.

use super::store::Line;
use sha2::{Digest as _, Sha256};

/// A place in the chain: so many lines, ending with this hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The number of the last line.
    pub no: i64,
    /// Its hash.
    pub hash: String,
}

/// Where the chain is broken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// A line does not say what was written, or does not follow the line before it.
    #[error("line {0} is not what was written there, or the line before it is not")]
    Changed(i64),
    /// A number is left out.
    #[error("line {0} is missing")]
    Missing(i64),
    /// The last lines are gone.
    #[error("the trail ends before line {0}, which was written")]
    Cut(i64),
    /// A line was added without the chain.
    #[error("line {0} was added behind the end of the trail")]
    Added(i64),
    /// The oldest lines are gone without retention having said so.
    #[error("the lines before {0} were taken away, and no line says that retention did it")]
    Base(i64),
    /// An earlier head differs.
    #[error("line {0} does not have the hash that was noted of it: the trail was written anew")]
    Rewritten(i64),
}

impl Broken {
    /// The first line that is wrong.
    pub fn line(&self) -> i64 {
        match self {
            Self::Changed(no)
            | Self::Missing(no)
            | Self::Cut(no)
            | Self::Added(no)
            | Self::Base(no)
            | Self::Rewritten(no) => *no,
        }
    }
}

/// The hash of a line that follows `previous`.
pub(super) fn hash(previous: &str, line: &Line) -> String {
    use std::fmt::Write as _;
    let (no, at) = (line.no.to_string(), line.at.timestamp_micros().to_string());
    let mut text = format!("{previous}\n");
    for field in hashed(line, &no, &at) {
        // Writing into a String cannot fail.
        let _ = match field {
            Some(field) => write!(text, "{}:{field},", field.len()),
            None => write!(text, "-,"),
        };
    }
    crate::id::hex(&Sha256::digest(text))
}

/// The fields, the number first and the time as microseconds since 1970.
fn hashed<'a>(line: &'a Line, no: &'a str, at: &'a str) -> [Option<&'a str>; 15] {
    [
        Some(no),
        Some(at),
        Some(&line.actor),
        Some(&line.acting_as),
        line.on_behalf_of.as_deref(),
        line.device.as_deref(),
        Some(&line.origin),
        Some(&line.action),
        Some(&line.object_kind),
        Some(&line.object_id),
        line.subject.as_deref(),
        Some(&line.ground),
        line.scope.as_deref(),
        Some(&line.outcome),
        line.note.as_deref(),
    ]
}

/// Walks along the chain.
pub(super) struct Walk {
    at: Head,
}

impl Walk {
    /// From here on.
    pub(super) fn from(base: Head) -> Self {
        Self { at: base }
    }

    /// Where the walk is.
    pub(super) fn head(&self) -> &Head {
        &self.at
    }

    /// One line further.
    pub(super) fn step(&mut self, line: &Line) -> Result<(), Broken> {
        let next = self.at.no + 1;
        if line.no != next {
            return Err(Broken::Missing(next));
        }
        let hash = hash(&self.at.hash, line);
        if hash != line.hash {
            return Err(Broken::Changed(next));
        }
        self.at = Head { no: next, hash };
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(actor: &str, role: &str) -> Line {
        Line {
            no: 1,
            at: chrono::DateTime::UNIX_EPOCH,
            actor: actor.to_owned(),
            acting_as: role.to_owned(),
            on_behalf_of: None,
            device: None,
            origin: String::new(),
            action: "read".to_owned(),
            object_kind: "worker".to_owned(),
            object_id: "w1".to_owned(),
            subject: None,
            ground: "role".to_owned(),
            scope: None,
            outcome: "done".to_owned(),
            note: None,
            hash: String::new(),
        }
    }

    /// The form must never change, or every trail that exists would be broken.
    #[test]
    fn the_hash_is_what_it_always_was() {
        let previous = "0".repeat(64);
        let text = format!(
            "{previous}\n1:1,1:0,2:a1,5:coach,-,-,0:,4:read,6:worker,2:w1,-,4:role,-,4:done,-,"
        );
        let expected = crate::id::hex(&Sha256::digest(text));
        assert_eq!(hash(&previous, &line("a1", "coach")), expected);
    }

    #[test]
    fn text_cannot_move_from_one_field_to_the_next() {
        let of = |actor: &str, role: &str| hash("", &line(actor, role));
        assert_ne!(of("ab", "c"), of("a", "bc"));
        let mut note = line("a", "b");
        note.note = Some(String::new());
        assert_ne!(hash("", &note), of("a", "b"), "an empty note is not no note");
    }
}
