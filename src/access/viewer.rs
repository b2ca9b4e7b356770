//! Who is in, as the rooms see it: an extractor of a handler, and the two questions of the [law](super::law).

use super::accounts::Account;
use super::check::Address;
use super::door::Door;
use super::law::{self, Acting, Action, Rows, Target};
use super::role::Role;
use super::sessions::Session;
use super::told;
use crate::error::Error;
use crate::trail;
use crate::web::menu::{Menu, Person, Section};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use std::sync::Arc;

/// Somebody who is signed in, in one role. An extractor; cheap to clone.
#[derive(Clone)]
pub struct Access(Arc<Inner>);

struct Inner {
    account: Account,
    acting: Acting,
    roles: Vec<Role>,
    session: Session,
    origin: Address,
    door: Door,
}

impl Access {
    /// Somebody of this account, in one of these roles.
    pub(super) fn new(
        door: Door,
        account: Account,
        (session, origin): (Session, Address),
        acting: Acting,
        roles: Vec<Role>,
    ) -> Self {
        Self(Arc::new(Inner { account, acting, roles, session, origin, door }))
    }

    /// May this viewer do this to that?
    pub fn may(&self, action: Action, target: &Target<'_>) -> bool {
        law::may(&self.0.acting, action, target)
    }

    /// The rows to which this viewer may do this.
    pub fn rows(&self, action: Action) -> Rows {
        law::rows(&self.0.acting, action)
    }

    /// The account's id.
    pub fn account(&self) -> &str {
        &self.0.account.id
    }

    /// The person's name: who booked, corrected or closed something.
    pub fn name(&self) -> &str {
        &self.0.account.name
    }

    /// The role in which they act now.
    pub fn role(&self) -> Role {
        self.0.acting.role
    }

    /// Who they are to the trail.
    pub fn who(&self) -> trail::Who {
        told::by(self.account(), self.role().word(), &self.0.origin)
    }

    /// A line of the trail: they did this now, as their role does.
    pub fn did(&self, action: trail::Action, object: trail::Object) -> trail::Entry {
        let now = self.0.door.clock().now();
        trail::Entry::done(now, self.who(), action, object, trail::Ground::Role.into())
    }

    /// Ends when the session ends: for streams, which outlive the look at the door.
    pub fn ended(&self) -> impl Future<Output = ()> + Send + use<> {
        self.0.door.ended(self.0.session.hash.clone(), self.role())
    }

    /// Where this role begins its day.
    pub fn start(&self) -> &'static str {
        self.sections().first().map_or("/mijn", |section| section.href())
    }

    pub(super) fn door(&self) -> &Door {
        &self.0.door
    }

    pub(super) fn owner(&self) -> &Account {
        &self.0.account
    }

    pub(super) fn session(&self) -> &Session {
        &self.0.session
    }

    pub(super) fn roles(&self) -> &[Role] {
        &self.0.roles
    }

    fn sections(&self) -> Vec<Section> {
        [
            (Section::Floor, Action::SeeBoard),
            (Section::Quarantine, Action::DecideQuarantine),
            (Section::Days, Action::SeeDays),
            (Section::Accounts, Action::ManageAccounts),
            (Section::Terminals, Action::ManageTerminals),
            (Section::Log, Action::ReadTrail),
        ]
        .into_iter()
        .filter(|(_, action)| !self.rows(*action).are_none())
        .map(|(section, _)| section)
        .collect()
    }

    /// What the bar shows them.
    pub(super) fn menu(&self) -> Menu {
        let others = self.0.roles.iter().filter(|role| **role != self.role());
        Menu {
            sections: self.sections(),
            person: Some(Person {
                name: self.name().to_owned(),
                role: self.role().text(),
                others: others.map(|role| (role.word(), role.text())).collect(),
            }),
            is_demo: self.0.door.settings().is_demo,
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Access {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        match parts.extensions.get::<Who>() {
            Some(Who::In(access)) => Ok(access.clone()),
            _ => Err(Error::Internal(anyhow::anyhow!("a page that the door does not guard"))),
        }
    }
}

/// Who asks, as far as the door knows. An extractor for the door's own pages.
#[derive(Clone)]
pub(super) enum Who {
    /// Nobody we know.
    Nobody,
    /// Somebody whose password was right, and who must do more.
    Halfway(Arc<(Account, Session)>),
    /// Somebody who is in.
    In(Access),
}

impl Who {
    /// The session, whole or half.
    pub(super) fn session(&self) -> Option<&Session> {
        match self {
            Self::Nobody => None,
            Self::Halfway(halfway) => Some(&halfway.1),
            Self::In(access) => Some(access.session()),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Who {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        let who = parts.extensions.get::<Self>().cloned();
        who.ok_or_else(|| Error::Internal(anyhow::anyhow!("a page outside of the door")))
    }
}
