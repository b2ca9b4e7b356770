//! What the [law](super::law) answers about somebody: the rows to which they may do something, and whether they may do it
//! to one thing. What they hold decides: a role, and the parts of the house for which they hold it.

use super::grant::Scope;
use super::law::{About, Action, Reach};
use super::role::Role;
use std::collections::BTreeSet;

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

/// The viewer's reach with an action, which a PIN ends at the floor's work.
fn reach(viewer: &Acting, action: Action) -> Option<Reach> {
    if viewer.is_brief && !action.is_floor_work() {
        return None;
    }
    action.reach(viewer.role)
}

/// True when what is held is part enough of the house for such an action.
fn counts(scope: &Scope, about: About) -> bool {
    match scope {
        Scope::Everything => true,
        Scope::Site(_) | Scope::Hall(_) => about != About::House,
        Scope::Group(_) => matches!(about, About::Place | About::Person),
        Scope::Caseload(_) => about == About::Person,
    }
}

/// True when that is part of what is held.
fn holds(scope: &Scope, target: &Target<'_>) -> bool {
    match (scope, target) {
        (Scope::Everything, _) => true,
        (
            Scope::Site(id),
            Target::Site(site)
            | Target::Hall { site, .. }
            | Target::Group { site, .. }
            | Target::Worker { site, .. },
        ) => id == site,
        (Scope::Hall(id), Target::Hall { hall, .. }) => id == hall,
        (Scope::Group(id), Target::Hall { groups, .. }) => groups.contains(&id.as_str()),
        (Scope::Group(id), Target::Group { group, .. } | Target::Worker { group, .. }) => {
            id == group
        }
        (Scope::Caseload(id), Target::Worker { coaches, .. }) => coaches.contains(id),
        _ => false,
    }
}

/// The rows to which a viewer may do this.
pub fn rows(viewer: &Acting, action: Action) -> Rows {
    let scopes: &[Scope] = match reach(viewer, action) {
        Some(Reach::Every) => return Rows::All,
        Some(Reach::Own) => &viewer.scopes,
        None => &[],
    };
    let (mut sites, mut halls) = (BTreeSet::new(), BTreeSet::new());
    let (mut groups, mut coaches) = (BTreeSet::new(), BTreeSet::new());
    for scope in scopes.iter().filter(|scope| counts(scope, action.about())) {
        match scope {
            Scope::Everything => return Rows::All,
            Scope::Site(id) => _ = sites.insert(id.clone()),
            Scope::Hall(id) => _ = halls.insert(id.clone()),
            Scope::Group(id) => _ = groups.insert(id.clone()),
            Scope::Caseload(id) => _ = coaches.insert(id.clone()),
        }
    }
    Rows::Of { sites, halls, groups, coaches }
}

/// Which of a viewer's scopes lets them do this to that; the first that does.
pub fn scope<'a>(viewer: &'a Acting, action: Action, target: &Target<'_>) -> Option<&'a Scope> {
    let reach = reach(viewer, action)?;
    viewer.scopes.iter().find(|scope| {
        reach == Reach::Every || (counts(scope, action.about()) && holds(scope, target))
    })
}

/// May this viewer do this to that?
pub fn may(viewer: &Acting, action: Action, target: &Target<'_>) -> bool {
    reach(viewer, action) == Some(Reach::Every) || scope(viewer, action, target).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `may` and `rows` are two ways to the same answer, for one thing and for a list.
    #[test]
    fn what_one_may_do_is_what_is_in_ones_rows() {
        let id = str::to_owned;
        let scopes = [
            vec![],
            vec![Scope::Everything],
            vec![Scope::Site(id("a"))],
            vec![Scope::Hall(id("a"))],
            vec![Scope::Group(id("a"))],
            vec![Scope::Caseload(id("a"))],
            vec![Scope::Group(id("b")), Scope::Caseload(id("a"))],
        ];
        let coaches = [id("a"), id("c")];
        let mut targets = vec![Target::House];
        for (x, y) in [("a", "a"), ("a", "b"), ("b", "a"), ("b", "b")] {
            targets.extend([
                Target::Site(x),
                Target::Hall { site: x, hall: y, groups: &["c", "d"] },
                Target::Hall { site: x, hall: "c", groups: &["c", "a"] },
                Target::Group { site: x, group: y },
                Target::Worker { site: x, group: y, coaches: &[] },
                Target::Worker { site: x, group: y, coaches: &coaches },
            ]);
        }
        for (role, is_brief) in Role::ALL
            .into_iter()
            .chain([Role::Device])
            .flat_map(|role| [(role, false), (role, true)])
        {
            for scopes in &scopes {
                let viewer = Acting { role, scopes: scopes.clone(), is_brief };
                for (action, target) in
                    Action::ALL.iter().flat_map(|a| targets.iter().map(move |t| (*a, t)))
                {
                    let may = may(&viewer, action, target);
                    assert_eq!(
                        may,
                        rows(&viewer, action).hold(target),
                        "{viewer:?} {action:?} {target:?}"
                    );
                    // Who may do it everywhere may do it without any scope, and then none is named.
                    let named = scope(&viewer, action, target).is_some();
                    assert_eq!(
                        named,
                        may && !scopes.is_empty(),
                        "{viewer:?} {action:?} {target:?}"
                    );
                }
            }
        }
    }
}
