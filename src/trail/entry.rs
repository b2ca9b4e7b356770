//! What one line tells, as plain values: whoever writes it knows accounts, roles and devices; the trail does not.

use crate::db::{storable, words};
use chrono::{DateTime, Utc};

/// Longer texts from outside are cut: a line is no place to store things.
const LONGEST: usize = 500;

/// A line before it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub who: Who,
    /// Did what.
    pub action: Action,
    /// With what.
    pub object: Object,
    /// Id of the worker it is about.
    pub subject: Option<String>,
    /// Why it was allowed.
    pub basis: Basis,
    /// Whether it was done.
    pub outcome: Outcome,
    /// More about it, without names: numbers, ids, a reason.
    pub note: Option<String>,
}

/// Who, in which capacity, and from where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// An account's id, a device's id, or `cli`. Never a name.
    pub actor: String,
    /// The role in which, such as `job_coach`.
    pub acting_as: String,
    /// The account for whom it was done, when that is another one.
    pub on_behalf_of: Option<String>,
    /// The paired device.
    pub device: Option<String>,
    /// The network address, or `command line`.
    pub origin: String,
}

impl Who {
    /// Who works at the command line of the server; who that is, only the server knows.
    pub fn cli() -> Self {
        Self {
            actor: "cli".to_owned(),
            acting_as: "operator".to_owned(),
            on_behalf_of: None,
            device: None,
            origin: "command line".to_owned(),
        }
    }
}

/// What a line is about: a kind of thing in the words of the company, and its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// What kind of thing.
    pub kind: Kind,
    /// Its id.
    pub id: String,
}

impl Object {
    /// A thing.
    pub fn new(kind: Kind, id: impl Into<String>) -> Self {
        Self { kind, id: id.into() }
    }
}

/// Why it was allowed: a ground, and within which scope, such as a group's id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basis {
    /// The ground.
    pub ground: Ground,
    /// Id of the site, group or caseload.
    pub scope: Option<String>,
}

impl From<Ground> for Basis {
    fn from(ground: Ground) -> Self {
        Self { ground, scope: None }
    }
}

impl Entry {
    /// Something done now.
    pub fn done(at: DateTime<Utc>, who: Who, action: Action, object: Object, basis: Basis) -> Self {
        Self { at, who, action, object, subject: None, basis, outcome: Outcome::Done, note: None }
    }

    /// Something done at the command line of the server.
    pub fn by_cli(at: DateTime<Utc>, action: Action, object: Object) -> Self {
        Self::done(at, Who::cli(), action, object, Ground::Server.into())
    }

    /// About this worker.
    #[must_use]
    pub fn about(mut self, worker: impl Into<String>) -> Self {
        self.subject = Some(worker.into());
        self
    }

    /// With a note.
    #[must_use]
    pub fn noting(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// The same, but it was refused.
    #[must_use]
    pub fn refused(mut self) -> Self {
        self.outcome = Outcome::Refused;
        self
    }

    /// As it can be stored: what came from outside is cut to a length and holds no NUL.
    pub(super) fn stored(&self) -> Self {
        let text = |text: &String| storable(text).chars().take(LONGEST).collect::<String>();
        let maybe = |value: &Option<String>| value.as_ref().map(text);
        Self {
            at: self.at,
            who: Who {
                actor: text(&self.who.actor),
                acting_as: text(&self.who.acting_as),
                on_behalf_of: maybe(&self.who.on_behalf_of),
                device: maybe(&self.who.device),
                origin: text(&self.who.origin),
            },
            action: self.action,
            object: Object { kind: self.object.kind, id: text(&self.object.id) },
            subject: maybe(&self.subject),
            basis: Basis { ground: self.basis.ground, scope: maybe(&self.basis.scope) },
            outcome: self.outcome,
            note: maybe(&self.note),
        }
    }
}

words! {
    /// What was done, in the words of the company.
    pub enum Action {
        /// Looked at.
        Read = "read" "trail.read",
        /// Signed in.
        SignIn = "sign in" "trail.sign_in",
        /// Signed out.
        SignOut = "sign out" "trail.sign_out",
        /// Acted in another role.
        SwitchRole = "switch role" "trail.switch_role",
        /// Made an account.
        MakeAccount = "make account" "trail.make_account",
        /// Let nobody sign in with an account any more.
        DisableAccount = "disable account" "trail.disable_account",
        /// Let its owner sign in again.
        EnableAccount = "enable account" "trail.enable_account",
        /// Gave a role.
        GiveRole = "give role" "trail.give_role",
        /// Took a role.
        TakeRole = "take role" "trail.take_role",
        /// Looked through who has which role.
        ReviewRights = "review rights" "trail.review_rights",
        /// Made a link with which somebody chooses a password.
        MakeLink = "make link" "trail.make_link",
        /// Changed a password, PIN or second factor.
        ChangeSecret = "change secret" "trail.change_secret",
        /// Ended a session of somebody.
        EndSession = "end session" "trail.end_session",
        /// Paired a tablet or display.
        PairDevice = "pair device" "trail.pair_device",
        /// Took a tablet's or display's access away.
        RevokeDevice = "revoke device" "trail.revoke_device",
        /// Gave a terminal its secret.
        EnrolTerminal = "enrol terminal" "trail.enrol_terminal",
        /// Took a terminal's access away.
        RevokeTerminal = "revoke terminal" "trail.revoke_terminal",
        /// Booked a correction of a count.
        Correct = "correct" "trail.correct",
        /// Booked what waited in quarantine.
        Book = "book" "trail.book",
        /// Decided that what waited in quarantine does not count.
        Discard = "discard" "trail.discard",
        /// Closed a production day.
        CloseDay = "close day" "trail.close_day",
        /// Added or changed data.
        Change = "change" "trail.change",
        /// Read data in from files.
        Import = "import" "trail.import",
        /// Took data out in a file.
        Export = "export" "trail.export",
        /// Erased what tells who somebody is.
        Erase = "erase" "trail.erase",
        /// Took away what was kept long enough.
        Forget = "forget" "trail.forget",
    }
}

words! {
    /// A kind of thing, in the words of the company.
    pub enum Kind {
        /// Somebody's account.
        Account = "account" "trail.kind_account",
        /// Whom a coach coaches.
        Caseload = "caseload" "trail.kind_caseload",
        /// What a coach and a worker agreed and wrote down.
        Coaching = "coaching" "trail.kind_coaching",
        /// All company data.
        Company = "company" "trail.kind_company",
        /// A production day.
        Day = "day" "trail.kind_day",
        /// A paired tablet or display.
        Device = "device" "trail.kind_device",
        /// A fact from the floor.
        Event = "event" "trail.kind_event",
        /// Everything that is held on one person.
        File = "file" "trail.kind_file",
        /// Who sits where.
        Plan = "plan" "trail.kind_plan",
        /// What personal figures may be used for.
        Purpose = "purpose" "trail.kind_purpose",
        /// Something that waits in quarantine.
        Quarantine = "quarantine" "trail.kind_quarantine",
        /// Who has which role.
        Rights = "rights" "trail.kind_rights",
        /// Somebody's session.
        Session = "session" "trail.kind_session",
        /// A terminal on the floor.
        Terminal = "terminal" "trail.kind_terminal",
        /// Lines of the trail.
        Trail = "trail" "trail.kind_trail",
        /// A worker's own data.
        Worker = "worker" "trail.kind_worker",
    }
}

words! {
    /// The ground on which something was allowed.
    pub enum Ground {
        /// One's own data.
        Own = "own data" "trail.ground_own",
        /// Charge of a site.
        Site = "site" "trail.ground_site",
        /// Charge of a group.
        Group = "group" "trail.ground_group",
        /// Coaching the person.
        Caseload = "caseload" "trail.ground_caseload",
        /// The role as such.
        Role = "role" "trail.ground_role",
        /// Said to be needed at once, with a reason.
        Emergency = "emergency" "trail.ground_emergency",
        /// Working at the server itself.
        Server = "server" "trail.ground_server",
        /// Open to everybody, such as signing in.
        Anyone = "anyone" "trail.ground_anyone",
        /// There was none; it was refused.
        None = "none" "trail.ground_none",
    }
}

words! {
    /// Whether it was done.
    pub enum Outcome {
        /// Done.
        Done = "done",
        /// Refused.
        Refused = "refused",
    }
}
