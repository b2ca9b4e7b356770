//! What the bar of a page offers its viewer. Who may enter what is decided elsewhere; the shell only draws it.

/// The entries of the bar, the viewer's own ones only; none for who is not signed in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Menu {
    /// At most five, in the order of the bar.
    pub sections: Vec<Section>,
    /// Who is signed in.
    pub person: Option<Person>,
    /// The paired device, when nobody is signed on at it.
    pub device: Option<Device>,
    /// Everything is made up, and the page says so.
    pub is_demo: bool,
}

/// Who is signed in, and as what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The name.
    pub name: String,
    /// The key of the role's name.
    pub role: &'static str,
    /// The person's other roles: each the word a form sends and the key of its name.
    pub others: Vec<(&'static str, &'static str)>,
    /// Signed on at a shared tablet, for a short while.
    pub is_brief: bool,
}

/// A paired device with nobody signed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// Its name.
    pub name: String,
    /// People can sign on at it.
    pub can_sign_on: bool,
}

/// The parts of the product a bar can lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// Halls and boards.
    Floor,
    /// The people one leads or coaches.
    People,
    /// What waits for a person.
    Quarantine,
    /// Production days, open and closed.
    Days,
    /// Figures to read.
    Dashboards,
    /// Paired tablets and displays.
    Devices,
    /// Who may come in.
    Accounts,
    /// Which terminals may report.
    Terminals,
    /// The trail.
    Log,
}

impl Section {
    /// Where the entry leads.
    pub fn href(self) -> &'static str {
        match self {
            Self::Floor => "/vloer",
            Self::People => "/medewerkers",
            Self::Quarantine => "/quarantaine",
            Self::Days => "/dagen",
            Self::Dashboards => "/dashboards",
            Self::Devices => "/beheer/apparaten",
            Self::Accounts => "/beheer/gebruikers",
            Self::Terminals => "/beheer/terminals",
            Self::Log => "/logboek",
        }
    }

    /// The key of its word, which says where it may be broken on a telephone.
    pub fn text(self) -> &'static str {
        match self {
            Self::Floor => "bar.floor",
            Self::People => "bar.people",
            Self::Quarantine => "bar.quarantine",
            Self::Days => "bar.days",
            Self::Dashboards => "bar.dashboards",
            Self::Devices => "bar.devices",
            Self::Accounts => "bar.accounts",
            Self::Terminals => "bar.terminals",
            Self::Log => "bar.logbook",
        }
    }
}
