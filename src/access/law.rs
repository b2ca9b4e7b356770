//! The law of the house: what each role may do, and to whose things. It is one table, a row an action; the actions, the
//! answers and the printed table in `docs/who-may-what.md` are made of it. One function gives a viewer's rows, one answers
//! "may this viewer do this to that"; rooms ask them, and no page compares the names of roles. What is refused is *not
//! found*: the answer does not tell whether it exists.
//!
//! A board without people shows work and stations only, so it may go further than names do. A day belongs to a whole site,
//! so who leads one group of it does not close it for the others. Accounts and the trail are the whole house's: who has a
//! part of it sees neither. Planner and controller see what a station made, not who sat there, nor when anybody came,
//! paused or asked for help. A wrong telephone number is corrected by the people whom the worker tells: the supervisor and
//! the coach, who see it. The coach gives a worker the list of who looked, or the privacy officer does, who gets a number
//! and no name. A PIN at a shared tablet is good for the floor's work ([`Action::is_floor_work`]) and nothing else.

use super::role::Role;

pub use super::rows::{Acting, Rows, Target, may, rows, scope};

/// What an action is about, which says what part of the house one must have for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    /// Halls, groups and stations: any part of the house, but not a caseload.
    Place,
    /// People, who belong to a coach by the caseload.
    Person,
    /// A whole site, so that a part of one does not do.
    Site,
    /// The whole house, so that a site does not do either.
    House,
}

/// How far a role reaches with an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// What the role is held for: everything, a site, a group, a hall, the caseload of a coach.
    Own,
    /// Everything there is.
    Every,
}

/// What the law says about an action.
struct Row {
    #[cfg(test)]
    says: &'static str,
    about: About,
    is_floor_work: bool,
    reach: &'static [(Role, Reach)],
}

/// The actions, and a row for each in the same order.
macro_rules! law {
    ($(
        $(#[doc = $says:literal])+
        ($action:ident, about: $about:ident, floor: $floor:literal, [$($role:ident: $reach:ident),+]);
    )+) => {
        /// What somebody can do, in the words of the floor.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Action {
            $($(#[doc = $says])+ $action,)+
        }

        impl Action {
            /// Every action.
            pub const ALL: &[Self] = &[$(Self::$action,)+];
        }

        const LAW: &[Row] = &[$(Row {
            #[cfg(test)]
            says: concat!($($says),+),
            about: About::$about,
            is_floor_work: $floor,
            reach: &[$((Role::$role, Reach::$reach),)+],
        },)+];
    };
}

law! {
    /// See the board of a hall: stations, work, calls for help; no people.
    (SeeBoard, about: Place, floor: true, [Supervisor: Own, JobCoach: Every, Sales: Own, Planner: Own,
        Controller: Own, Administrator: Own, Device: Own]);

    /// See who works at a station.
    (SeePeople, about: Person, floor: true, [Supervisor: Own, JobCoach: Own]);

    /// See a person: in a list, on a page of their own, on a photo.
    (SeePerson, about: Person, floor: false, [Supervisor: Own, JobCoach: Own]);

    /// Change how a person is reached, and the photo.
    (ChangePerson, about: Person, floor: false, [Supervisor: Own, JobCoach: Own]);

    /// See how a person grows: goals, measurements, agreements, and what they made against their own past.
    (SeeGrowth, about: Person, floor: false, [JobCoach: Own]);

    /// See who looked at a person's data.
    (SeeWhoLooked, about: Person, floor: false, [JobCoach: Own, PrivacyOfficer: Own]);

    /// See what a station made on a day; what was reported there only with the right to see who works there.
    (SeeStation, about: Place, floor: true, [Supervisor: Own, Planner: Own, Controller: Own]);

    /// Say to come to a call for help.
    (AnswerHelp, about: Place, floor: true, [Supervisor: Own]);

    /// Say what a count really was.
    (CorrectCount, about: Place, floor: true, [Supervisor: Own]);

    /// See what waits in quarantine, and book or discard it.
    (DecideQuarantine, about: Place, floor: false, [Supervisor: Own, Administrator: Own]);

    /// See which production days are closed.
    (SeeDays, about: Site, floor: false, [Supervisor: Own, Planner: Own, Controller: Own]);

    /// Close a production day.
    (CloseDay, about: Site, floor: false, [Supervisor: Own, Controller: Own]);

    /// See turnover, budgets, and how orders stand; no people.
    (SeeTurnover, about: Place, floor: false, [Sales: Own, Planner: Own, Controller: Own]);

    /// See how a hall is used: stations, how many people, waiting, rejects; nobody by name, and nothing of fewer than ten.
    (SeeOccupancy, about: Place, floor: false, [Supervisor: Own, Planner: Own, Controller: Own]);

    /// See people by municipality, by scheme, and who came and left; nothing of fewer than ten.
    (SeeOwners, about: House, floor: false, [Controller: Own]);

    /// Pair tablets and displays with a hall, name them, take their access away.
    (ManageDevices, about: Place, floor: false, [Administrator: Own]);

    /// Enrol terminals and take their access away.
    (ManageTerminals, about: Site, floor: false, [Administrator: Own]);

    /// Make and change accounts, give and take roles, end sessions.
    (ManageAccounts, about: House, floor: false, [Administrator: Own]);

    /// Look through who has which role.
    (ReviewRights, about: House, floor: false, [Administrator: Own]);

    /// Read and export the trail.
    (ReadTrail, about: House, floor: false, [PrivacyOfficer: Own]);
}

impl Action {
    fn row(self) -> &'static Row {
        &LAW[self as usize]
    }

    pub(super) fn about(self) -> About {
        self.row().about
    }

    /// True for what is done on the floor, between machines: all that a PIN at a shared tablet is good for.
    pub fn is_floor_work(self) -> bool {
        self.row().is_floor_work
    }

    /// How far a role reaches with this; `None` is nowhere.
    pub(super) fn reach(self, role: Role) -> Option<Reach> {
        self.row().reach.iter().find(|(who, _)| *who == role).map(|(_, reach)| *reach)
    }
}

/// True for a role that has work on the floor, so that a PIN at a shared tablet is of use.
pub fn has_floor_work(role: Role) -> bool {
    Action::AnswerHelp.reach(role).is_some()
}

/// True for a role that sees people or the trail: nobody gives that to themselves.
pub fn sees_people_or_trail(role: Role) -> bool {
    Action::ALL
        .iter()
        .filter(|action| action.about() == About::Person || **action == Action::ReadTrail)
        .any(|action| action.reach(role).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// Roles as the printed table has them: all that somebody can hold, and a device by itself.
    fn roles() -> impl Iterator<Item = Role> {
        Role::ALL.into_iter().chain([Role::Device])
    }

    /// What a role can be held for at most, in the words of the table.
    fn cell(role: Role, about: About, reach: Option<Reach>) -> &'static str {
        match (reach, about, role) {
            (None, ..) => "–",
            (Some(Reach::Every), ..) => "everywhere",
            (_, About::House, _) => "the house",
            (_, About::Site, _) => "whole sites",
            (_, _, Role::Supervisor) => "own groups",
            (_, _, Role::JobCoach) => "own caseload",
            (_, _, Role::PrivacyOfficer) => "everybody",
            (_, _, Role::Device) => "own hall",
            _ => "own scope",
        }
    }

    fn table() -> String {
        let line = |cells: &mut dyn Iterator<Item = String>| {
            cells.fold("|".to_owned(), |line, cell| line + " " + &cell + " |") + "\n"
        };
        let names = roles().map(|role| role.word().replace('_', " "));
        let mut table =
            line(&mut ["action".to_owned(), "with a PIN".to_owned()].into_iter().chain(names));
        table += &line(&mut (0..2 + roles().count()).map(|_| "---".to_owned()));
        for row in LAW {
            let says = row.says.trim().trim_end_matches('.').to_owned();
            let pin = if row.is_floor_work { "yes" } else { "–" }.to_owned();
            let reach =
                |role| row.reach.iter().find(|(who, _)| *who == role).map(|(_, reach)| *reach);
            let cells = roles().map(|role| cell(role, row.about, reach(role)).to_owned());
            table += &line(&mut [says, pin].into_iter().chain(cells));
        }
        table
    }

    #[test]
    fn the_printed_table_is_the_law() {
        let document = include_str!("../../docs/who-may-what.md");
        assert!(document.contains(&table()), "put this into docs/who-may-what.md:\n{}", table());
    }

    #[test]
    fn no_row_names_a_role_twice() {
        for (action, row) in Action::ALL.iter().zip(LAW) {
            let roles: BTreeSet<Role> = row.reach.iter().map(|(role, _)| *role).collect();
            assert_eq!(roles.len(), row.reach.len(), "{action:?}");
        }
    }
}
