//! Who is in, as the rooms see it: an extractor of a handler, and the two questions of the [law]. It is a person
//! in one role, or a paired device with nobody signed on; the [layers](super::layers) let the latter come to boards only.

use super::accounts::Account;
use super::address::Address;
use super::device::{self, Device};
use super::door::{Door, Ground};
use super::grant::Scope;
use super::law::{self, Acting, Action, Rows, Target};
use super::role::Role;
use super::sessions::Session;
use super::told;
use crate::error::Error;
use crate::id;
use crate::trail;
use crate::web::menu::{self, Menu, Section};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use sha2::{Digest as _, Sha256};
use std::sync::Arc;

/// Somebody who is signed in, in one role, or a device by itself. An extractor; cheap to clone.
#[derive(Clone)]
pub struct Access(Arc<Inner>);

struct Inner {
    somebody: Somebody,
    acting: Acting,
    device: Option<Device>,
    origin: Address,
    door: Door,
}

enum Somebody {
    Person(Box<Person>),
    /// The id and the name of a device with nobody signed on.
    Device(String, String),
}

struct Person {
    account: Account,
    session: Session,
    roles: Vec<Role>,
}

impl Access {
    /// Somebody of this account, in one of these roles, perhaps at a paired device.
    pub(super) fn new(
        door: Door,
        (account, session): (Account, Session),
        (acting, roles): (Acting, Vec<Role>),
        (device, origin): (Option<Device>, Address),
    ) -> Self {
        let somebody = Somebody::Person(Box::new(Person { account, session, roles }));
        Self(Arc::new(Inner { somebody, acting, device, origin, door }))
    }

    /// A paired device with nobody signed on.
    pub(super) fn of_device(door: Door, device: Device, origin: Address) -> Self {
        let scopes = vec![Scope::Hall(device.hall.clone())];
        let acting = Acting { role: Role::Device, scopes, is_brief: false };
        let somebody = Somebody::Device(device.id.clone(), device.name.clone());
        Self(Arc::new(Inner { somebody, acting, device: Some(device), origin, door }))
    }

    /// May this viewer do this to that?
    pub fn may(&self, action: Action, target: &Target<'_>) -> bool {
        law::may(&self.0.acting, action, target)
    }

    /// The rows to which this viewer may do this.
    pub fn rows(&self, action: Action) -> Rows {
        law::rows(&self.0.acting, action)
    }

    /// The account's id; of a device with nobody signed on its own.
    pub fn account(&self) -> &str {
        match &self.0.somebody {
            Somebody::Person(person) => &person.account.id,
            Somebody::Device(id, _) => id,
        }
    }

    /// The person's name. Of a device with nobody signed on its own.
    fn name(&self) -> &str {
        match &self.0.somebody {
            Somebody::Person(person) => &person.account.name,
            Somebody::Device(_, name) => name,
        }
    }

    /// The role in which they act now.
    pub fn role(&self) -> Role {
        self.0.acting.role
    }

    /// True for who signed on at a shared tablet with a PIN.
    pub fn is_brief(&self) -> bool {
        self.0.acting.is_brief
    }

    /// Who they are to the trail.
    pub fn who(&self) -> trail::Who {
        let device = self.0.device.as_ref().map(|device| device.id.as_str());
        told::by(self.account(), self.role().word(), (&self.0.origin, device))
    }

    /// A line of the trail: they did this now, as their role does.
    pub fn did(&self, action: trail::Action, object: trail::Object) -> trail::Entry {
        let now = self.0.door.clock().now();
        trail::Entry::done(now, self.who(), action, object, trail::Ground::Role.into())
    }

    /// Who they are beside a decision about the floor's figures: the account's id, with its line of the trail.
    pub fn decider(&self) -> trail::Decider {
        trail::Decider::account(self.who())
    }

    /// A line of the trail: they did this to a person now, and why they may.
    pub fn did_to(
        &self,
        worker: &str,
        (action, target): (Action, &Target<'_>),
        done: trail::Action,
    ) -> trail::Entry {
        let entry = self.did(done, trail::Object::new(trail::Kind::Worker, worker)).about(worker);
        let basis = match law::scope(&self.0.acting, action, target) {
            Some(Scope::Site(id)) => (trail::Ground::Site, Some(id)),
            Some(Scope::Group(id)) => (trail::Ground::Group, Some(id)),
            Some(Scope::Caseload(id)) => (trail::Ground::Caseload, Some(id)),
            Some(Scope::Everything | Scope::Hall(_)) | None => (trail::Ground::Role, None),
        };
        trail::Entry { basis: trail::Basis { ground: basis.0, scope: basis.1.cloned() }, ..entry }
    }

    /// A mark of who looks: another one after another sign-in, in another role, or with nobody signed on. It says nothing about
    /// who that is, so a page may put it into the address of its stream.
    pub fn mark(&self) -> String {
        id::hex(&Sha256::digest(self.sender().as_bytes())[..6])
    }

    /// The key of a form of theirs that asks for this one thing: the same however often its page is drawn, so that a page that
    /// is drawn anew while nothing changed stays the same to the letter.
    pub fn form_key(&self, what: &str) -> String {
        id::hex(&Sha256::digest(format!("{}\n{what}", self.sender()).as_bytes())[..16])
    }

    /// Tells open streams to look whether what they stand on still stands.
    pub fn ring(&self) {
        self.0.door.ring();
    }

    /// Ends when the session, or the device's pairing, ends: for streams, which outlive the look at the door.
    pub fn ended(&self) -> impl Future<Output = ()> + Send + use<> {
        self.0.door.ended(match &self.0.somebody {
            Somebody::Person(person) => {
                Ground::Session(person.session.hash.clone(), self.0.acting.clone())
            }
            Somebody::Device(id, _) => Ground::Device(id.clone()),
        })
    }

    /// Where this role begins its day: who coaches people begins with them, and everybody else with the first of what they see.
    pub fn start(&self) -> &'static str {
        if !self.rows(Action::SeeGrowth).are_none() {
            return "/dashboards/begeleiding";
        }
        match self.sections().first() {
            Some(Section::Floor) => "/",
            Some(section) => section.href(),
            None => "/mijn",
        }
    }

    pub(super) fn door(&self) -> &Door {
        &self.0.door
    }

    pub(super) fn owner(&self) -> &Account {
        &self.person().account
    }

    pub(super) fn session(&self) -> &Session {
        &self.person().session
    }

    /// Who sends a form: a session by its hash, or a device with nobody signed on.
    pub(super) fn sender(&self) -> &str {
        match &self.0.somebody {
            Somebody::Person(person) => &person.session.hash,
            Somebody::Device(id, _) => id,
        }
    }

    pub(super) fn roles(&self) -> &[Role] {
        &self.person().roles
    }

    fn person(&self) -> &Person {
        match &self.0.somebody {
            Somebody::Person(person) => person,
            Somebody::Device(..) => unreachable!("the layers let a device come to boards only"),
        }
    }

    fn sections(&self) -> Vec<Section> {
        [
            (Section::Floor, [Action::SeeBoard].as_slice()),
            (Section::People, &[Action::SeePerson]),
            (Section::Quarantine, &[Action::DecideQuarantine]),
            (Section::Days, &[Action::SeeDays]),
            (Section::Dashboards, &[Action::SeeTurnover, Action::SeeOccupancy, Action::SeeGrowth]),
            (Section::Devices, &[Action::ManageDevices]),
            (Section::Accounts, &[Action::ManageAccounts]),
            (Section::Terminals, &[Action::ManageTerminals]),
            (Section::Log, &[Action::ReadTrail]),
        ]
        .into_iter()
        .filter(|(_, actions)| actions.iter().any(|action| !self.rows(*action).are_none()))
        .map(|(section, _)| section)
        .collect()
    }

    /// What the bar shows them.
    pub(super) fn menu(&self) -> Menu {
        let person = match &self.0.somebody {
            Somebody::Person(person) => {
                let others = person.roles.iter().filter(|role| **role != self.role());
                Some(menu::Person {
                    name: self.name().to_owned(),
                    role: self.role().text(),
                    others: others.map(|role| (role.word(), role.text())).collect(),
                    is_brief: self.is_brief(),
                })
            }
            Somebody::Device(..) => None,
        };
        let device = self.0.device.as_ref().filter(|_| person.is_none()).map(menu_of);
        let is_demo = self.0.door.settings().is_demo;
        Menu { sections: self.sections(), person, device, is_demo }
    }
}

/// What the bar shows of a device with nobody signed on.
pub(super) fn menu_of(device: &Device) -> menu::Device {
    menu::Device { name: device.name.clone(), can_sign_on: device.kind == device::Kind::Tablet }
}

impl<S: Sync> FromRequestParts<S> for Access {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        match parts.extensions.get::<Who>() {
            Some(Who::In(access) | Who::Device(access)) => Ok(access.clone()),
            _ => Err(Error::Internal(anyhow::anyhow!("a page that the door does not guard"))),
        }
    }
}

/// Who asks, as far as the door knows. An extractor for the door's own pages.
#[derive(Clone)]
pub(super) enum Who {
    /// Nobody we know.
    Nobody,
    /// A paired device with nobody signed on.
    Device(Access),
    /// Somebody whose password was right, and who must do more.
    Halfway(Arc<(Account, Session)>),
    /// Somebody who is in.
    In(Access),
}

impl Who {
    /// The session, whole or half.
    pub(super) fn session(&self) -> Option<&Session> {
        match self {
            Self::Nobody | Self::Device(_) => None,
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

/// The paired device that a request comes from, whoever asks. An extractor for the door's own pages.
#[derive(Clone)]
pub(super) struct Here(pub(super) Option<Device>);

impl Here {
    /// Its id, when it is one.
    pub(super) fn id(&self) -> Option<&str> {
        self.0.as_ref().map(|device| device.id.as_str())
    }
}

impl<S: Sync> FromRequestParts<S> for Here {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        let here = parts.extensions.get::<Self>().cloned();
        here.ok_or_else(|| Error::Internal(anyhow::anyhow!("a page outside of the door")))
    }
}
