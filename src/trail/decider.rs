//! Who decides about the floor's figures: what is kept beside the decision, and the same person in the trail.
//!
//! An account is kept by its id, so that its owner's name stands in one place and can change there. Who works at the command
//! line of the server has none, and is kept as the name they typed, marked so that nobody takes it for an account.

use super::entry::{Action, Basis, Entry, Ground, Object, Who};
use crate::db::storable;
use chrono::{DateTime, Utc};

/// Before a name that was typed at the command line. An account's id is hexadecimal digits and holds no colon.
const AT_SERVER: &str = "cli:";

/// Somebody who decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decider {
    by: String,
    who: Who,
    basis: Basis,
}

impl Decider {
    /// The owner of an account, as their role lets them.
    pub fn account(who: Who) -> Self {
        Self { by: who.actor.clone(), who, basis: Ground::Role.into() }
    }

    /// Who works at the command line of the server and says to be this; the trail is not told the name.
    pub fn cli(name: &str) -> Self {
        let by = format!("{AT_SERVER}{}", storable(name.trim()));
        Self { by, who: Who::cli(), basis: Ground::Server.into() }
    }

    /// What is kept beside the decision: an account's id, or the marked name.
    pub fn by(&self) -> &str {
        &self.by
    }

    /// The decision's line of the trail, to be written in its transaction.
    pub fn did(&self, at: DateTime<Utc>, action: Action, object: Object) -> Entry {
        Entry::done(at, self.who.clone(), action, object, self.basis.clone())
    }
}

/// The name, when what is kept beside a decision was typed at the command line.
pub fn typed_at_server(by: &str) -> Option<&str> {
    by.strip_prefix(AT_SERVER)
}
