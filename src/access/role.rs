//! As what somebody is here. A person may hold several roles and wears one at a time, openly: the bar says which.

use chrono::TimeDelta;

/// What somebody is here to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Leads groups on the floor.
    Supervisor,
    /// Guides the people of a caseload.
    JobCoach,
    /// Clients and orders.
    Sales,
    /// What is made where and when.
    Planner,
    /// Figures, also of the management.
    Controller,
    /// Sets up the house.
    Administrator,
    /// Looks after people's data.
    PrivacyOfficer,
    /// Nobody: a paired tablet or display by itself. No account holds it, so it is not in [`Role::ALL`].
    Device,
}

impl Role {
    /// Every role that somebody can hold, in the order in which they are offered.
    pub const ALL: [Self; 7] = [
        Self::Supervisor,
        Self::JobCoach,
        Self::Sales,
        Self::Planner,
        Self::Controller,
        Self::Administrator,
        Self::PrivacyOfficer,
    ];

    /// Its word in the database, in forms and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Supervisor => "supervisor",
            Self::JobCoach => "job_coach",
            Self::Sales => "sales",
            Self::Planner => "planner",
            Self::Controller => "controller",
            Self::Administrator => "administrator",
            Self::PrivacyOfficer => "privacy_officer",
            Self::Device => "device",
        }
    }

    /// Reads a word; a dash will do for the underscore.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word.replace('-', "_"))
    }

    /// The key of its name.
    pub fn text(self) -> &'static str {
        match self {
            Self::Supervisor => "role.supervisor",
            Self::JobCoach => "role.job_coach",
            Self::Sales => "role.sales",
            Self::Planner => "role.planner",
            Self::Controller => "role.controller",
            Self::Administrator => "role.administrator",
            Self::PrivacyOfficer => "role.privacy_officer",
            Self::Device => "role.device",
        }
    }

    /// True where a password alone does not do: who can let others in, and who sees what others did.
    pub fn needs_second_factor(self) -> bool {
        matches!(self, Self::Administrator | Self::PrivacyOfficer)
    }

    /// How long a session of this role may last.
    pub fn limits(self) -> Limits {
        let minutes = TimeDelta::minutes;
        match self {
            // The board lies on a table between two breaks, and nobody should sign in with gloves on; a day has one shift.
            Self::Supervisor => Limits { idle: minutes(150), absolute: minutes(12 * 60) },
            // At a desk with a telephone, with no more on the screen than work and money.
            Self::Sales | Self::Planner | Self::Controller => {
                Limits { idle: minutes(60), absolute: minutes(12 * 60) }
            }
            // What is on the screen is somebody's life, or the keys of the house.
            Self::JobCoach | Self::Administrator | Self::PrivacyOfficer => {
                Limits { idle: minutes(15), absolute: minutes(10 * 60) }
            }
            // It has none: it stays paired until somebody takes that away.
            Self::Device => Limits { idle: TimeDelta::zero(), absolute: TimeDelta::zero() },
        }
    }
}

/// How long a session may last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Without a sign of the person.
    pub idle: TimeDelta,
    /// From the sign-in on, whatever happens.
    pub absolute: TimeDelta,
}

impl Limits {
    /// The shorter of each.
    #[must_use]
    pub fn shorter(self, other: Self) -> Self {
        Self { idle: self.idle.min(other.idle), absolute: self.absolute.min(other.absolute) }
    }
}
