//! The law of the house: what each role may do, and to whose things. One function gives a viewer's rows, one answers "may
//! this viewer do this to that"; rooms ask them, and no page compares the names of roles. What is refused is *not found*:
//! the answer does not tell whether it exists.
//!
//! | | supervisor | job coach | sales | planner | controller | administrator | privacy officer | device |
//! |---|---|---|---|---|---|---|---|---|
//! | see a hall's board | halls of own groups | every hall | own scope | own scope | own scope | own scope | – | own hall |
//! | see who works at a station | own groups | own caseload | – | – | – | – | – | – |
//! | see a person: list, page, photo | own groups | own caseload | – | – | – | – | – | – |
//! | change how a person is reached, and the photo | own groups | own caseload | – | – | – | – | – | – |
//! | see how a person grows: goals, agreements, own figures | – | own caseload | – | – | – | – | – | – |
//! | see who looked at a person's data | – | own caseload | – | – | – | – | everybody | – |
//! | see a station's day | own groups | – | – | own scope | own scope | – | – | – |
//! | say "I come" to a call for help | own groups | – | – | – | – | – | – | – |
//! | correct a count | own groups | – | – | – | – | – | – | – |
//! | see and decide quarantine | own groups | – | – | – | – | own scope | – | – |
//! | see which days are closed | whole sites | – | – | whole sites | whole sites | – | – | – |
//! | close a day | whole sites | – | – | – | whole sites | – | – | – |
//! | see what work is worth | – | – | own scope | own scope | own scope | – | – | – |
//! | see how halls are used | halls of own groups | – | – | own scope | own scope | – | – | – |
//! | see figures of municipalities | – | – | – | – | the house | – | – | – |
//! | pair devices, take that away | – | – | – | – | – | own scope | – | – |
//! | enrol and revoke terminals | – | – | – | – | – | whole sites | – | – |
//! | make accounts, give and take roles | – | – | – | – | – | the house | – | – |
//! | review who has which role | – | – | – | – | – | the house | – | – |
//! | read the trail | – | – | – | – | – | – | the house | – |
//!
//! *Own scope* is what the grant says: everything, a site, a group, the caseload of a coach. A board without people shows
//! work and stations only, so it may go further than names do. A day belongs to a whole site, so who leads one group of it
//! does not close it for the others. Accounts and the trail are the whole house's: who has a part of it sees neither.
//! Planner and controller see what a station made, not who sat there, nor when anybody came, paused or asked for help.
//! A telephone number that is wrong is put right by whom the person tells it, so who sees it may change it: the supervisor
//! and the coach. Who looked is given to the person by the coach, or by the privacy officer, who gets a number and no name.
//! Who signed on at a shared tablet with a PIN does the floor's work there ([`Action::is_floor_work`]) and nothing else.

use super::grant::Scope;
use super::role::Role;
use std::collections::BTreeSet;

/// What somebody can do, in the words of the floor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// See the board of a hall: stations, work, calls for help; no people.
    SeeBoard,
    /// See who works at a station.
    SeePeople,
    /// See a person: in a list, on a page of their own, on a photo.
    SeePerson,
    /// Change how a person is reached, and the photo.
    ChangePerson,
    /// See how a person grows: goals, measurements, agreements, and what they made against their own past.
    SeeGrowth,
    /// See who looked at a person's data.
    SeeWhoLooked,
    /// See what a station made on a day; what was reported there only with [`Self::SeePeople`].
    SeeStation,
    /// Say to come to a call for help.
    AnswerHelp,
    /// Say what a count really was.
    CorrectCount,
    /// See what waits in quarantine, and book or discard it.
    DecideQuarantine,
    /// See which production days are closed.
    SeeDays,
    /// Close a production day.
    CloseDay,
    /// See turnover, budgets, and how orders stand; no people.
    SeeTurnover,
    /// See how a hall is used: stations, how many people, waiting, rejects; nobody by name, and nothing of fewer than ten.
    SeeOccupancy,
    /// See people by municipality, by scheme, and who came and left; nothing of fewer than ten.
    SeeOwners,
    /// Pair tablets and displays with a hall, name them, take their access away.
    ManageDevices,
    /// Enrol terminals and take their access away.
    ManageTerminals,
    /// Make and change accounts, give and take roles, end sessions.
    ManageAccounts,
    /// Look through who has which role.
    ReviewRights,
    /// Read and export the trail.
    ReadTrail,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 20] = [
        Self::SeeBoard,
        Self::SeePeople,
        Self::SeePerson,
        Self::ChangePerson,
        Self::SeeGrowth,
        Self::SeeWhoLooked,
        Self::SeeStation,
        Self::AnswerHelp,
        Self::CorrectCount,
        Self::DecideQuarantine,
        Self::SeeDays,
        Self::CloseDay,
        Self::SeeTurnover,
        Self::SeeOccupancy,
        Self::SeeOwners,
        Self::ManageDevices,
        Self::ManageTerminals,
        Self::ManageAccounts,
        Self::ReviewRights,
        Self::ReadTrail,
    ];

    /// True for what is done on the floor, between machines: all that a PIN at a shared tablet is good for.
    pub fn is_floor_work(self) -> bool {
        matches!(
            self,
            Self::SeeBoard
                | Self::SeePeople
                | Self::SeeStation
                | Self::AnswerHelp
                | Self::CorrectCount
        )
    }

    /// True when it is about people, who are a coach's by the caseload.
    fn is_about_people(self) -> bool {
        matches!(
            self,
            Self::SeePeople
                | Self::SeePerson
                | Self::ChangePerson
                | Self::SeeGrowth
                | Self::SeeWhoLooked
        )
    }

    /// True when it is about a whole site, so that part of one does not do.
    fn is_about_sites(self) -> bool {
        matches!(self, Self::SeeDays | Self::CloseDay | Self::ManageTerminals)
    }

    /// True when it is about the whole house, so that a site does not do either.
    fn is_about_the_house(self) -> bool {
        matches!(
            self,
            Self::SeeOwners | Self::ManageAccounts | Self::ReviewRights | Self::ReadTrail
        )
    }
}

/// What it is done to, with where it belongs.
#[derive(Clone, Copy, Debug)]
pub enum Target<'a> {
    /// What belongs to no part of the house: accounts, the trail.
    House,
    /// A site.
    Site(&'a str),
    /// A hall, with its groups.
    Hall {
        /// Its site.
        site: &'a str,
        /// Itself.
        hall: &'a str,
        /// Its groups.
        groups: &'a [&'a str],
    },
    /// A group, or a station of it.
    Group {
        /// Its site.
        site: &'a str,
        /// Itself.
        group: &'a str,
    },
    /// A worker, at a station or in a group.
    Worker {
        /// The site.
        site: &'a str,
        /// The group.
        group: &'a str,
        /// Who coaches them now.
        coaches: &'a [String],
    },
}

/// A role with what it is held for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acting {
    /// The role.
    pub role: Role,
    /// For what.
    pub scopes: Vec<Scope>,
    /// Signed on at a shared tablet with a PIN: the floor's work and nothing else.
    pub is_brief: bool,
}

/// How far a role reaches with an action.
enum Reach {
    Nowhere,
    OwnScope,
    Everywhere,
}

/// The table above.
fn reach(role: Role, action: Action) -> Reach {
    use Action as A;
    use Role as R;
    match (role, action) {
        (R::JobCoach, A::SeeBoard) => Reach::Everywhere,
        (
            R::Supervisor,
            A::SeeBoard
            | A::SeePeople
            | A::SeePerson
            | A::ChangePerson
            | A::SeeStation
            | A::AnswerHelp
            | A::CorrectCount
            | A::DecideQuarantine
            | A::SeeDays
            | A::CloseDay
            | A::SeeOccupancy,
        )
        | (
            R::JobCoach,
            A::SeePeople | A::SeePerson | A::ChangePerson | A::SeeGrowth | A::SeeWhoLooked,
        )
        | (R::Sales | R::Device, A::SeeBoard)
        | (R::Sales, A::SeeTurnover)
        | (
            R::Planner,
            A::SeeBoard | A::SeeStation | A::SeeDays | A::SeeTurnover | A::SeeOccupancy,
        )
        | (
            R::Controller,
            A::SeeBoard
            | A::SeeStation
            | A::SeeDays
            | A::CloseDay
            | A::SeeTurnover
            | A::SeeOccupancy
            | A::SeeOwners,
        )
        | (
            R::Administrator,
            A::SeeBoard
            | A::DecideQuarantine
            | A::ManageDevices
            | A::ManageTerminals
            | A::ManageAccounts
            | A::ReviewRights,
        )
        | (R::PrivacyOfficer, A::ReadTrail | A::SeeWhoLooked) => Reach::OwnScope,
        _ => Reach::Nowhere,
    }
}

/// The rows to which a viewer may do something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rows {
    /// All there are.
    All,
    /// Those of these sites, of these halls, of these groups, and of these coaches' caseloads.
    Of {
        /// Ids of sites.
        sites: BTreeSet<String>,
        /// Ids of halls.
        halls: BTreeSet<String>,
        /// Ids of groups.
        groups: BTreeSet<String>,
        /// Ids of coaches.
        coaches: BTreeSet<String>,
    },
}

impl Rows {
    /// True when there can be none.
    pub fn are_none(&self) -> bool {
        match self {
            Self::All => false,
            Self::Of { sites, halls, groups, coaches } => {
                sites.is_empty() && halls.is_empty() && groups.is_empty() && coaches.is_empty()
            }
        }
    }

    /// True when this is one of them.
    pub fn hold(&self, target: &Target<'_>) -> bool {
        let Self::Of { sites, halls, groups, coaches } = self else { return true };
        match target {
            Target::House => false,
            Target::Site(site) => sites.contains(*site),
            Target::Hall { site, hall, groups: here } => {
                sites.contains(*site)
                    || halls.contains(*hall)
                    || here.iter().any(|group| groups.contains(*group))
            }
            Target::Group { site, group } => sites.contains(*site) || groups.contains(*group),
            Target::Worker { site, group, coaches: by } => {
                sites.contains(*site)
                    || groups.contains(*group)
                    || by.iter().any(|coach| coaches.contains(coach))
            }
        }
    }
}

/// The rows to which a viewer may do this.
pub fn rows(viewer: &Acting, action: Action) -> Rows {
    let scopes: &[Scope] = match reach(viewer.role, action) {
        _ if viewer.is_brief && !action.is_floor_work() => &[],
        Reach::Everywhere => return Rows::All,
        Reach::OwnScope => &viewer.scopes,
        Reach::Nowhere => &[],
    };
    let (mut sites, mut halls) = (BTreeSet::new(), BTreeSet::new());
    let (mut groups, mut coaches) = (BTreeSet::new(), BTreeSet::new());
    for scope in scopes {
        match scope {
            Scope::Everything => return Rows::All,
            _ if action.is_about_the_house() => {}
            Scope::Site(id) => _ = sites.insert(id.clone()),
            Scope::Hall(id) => _ = halls.insert(id.clone()),
            Scope::Group(id) if !action.is_about_sites() => _ = groups.insert(id.clone()),
            Scope::Caseload(id) if action.is_about_people() => _ = coaches.insert(id.clone()),
            Scope::Group(_) | Scope::Caseload(_) => {}
        }
    }
    Rows::Of { sites, halls, groups, coaches }
}

/// Which of a viewer's scopes lets them do this to that; the first that does.
pub fn scope<'a>(viewer: &'a Acting, action: Action, target: &Target<'_>) -> Option<&'a Scope> {
    viewer.scopes.iter().find(|scope| {
        let alone = Acting { scopes: vec![(*scope).clone()], ..*viewer };
        may(&alone, action, target)
    })
}

/// True for a role that has work on the floor, so that a PIN at a shared tablet is of use.
pub fn has_floor_work(role: Role) -> bool {
    matches!(reach(role, Action::AnswerHelp), Reach::OwnScope | Reach::Everywhere)
}

/// True for a role that sees people or the trail: nobody gives that to themselves.
pub fn sees_people_or_trail(role: Role) -> bool {
    Action::ALL
        .into_iter()
        .filter(|action| action.is_about_people() || *action == Action::ReadTrail)
        .any(|action| !matches!(reach(role, action), Reach::Nowhere))
}

/// May this viewer do this to that?
pub fn may(viewer: &Acting, action: Action, target: &Target<'_>) -> bool {
    rows(viewer, action).hold(target)
}
