//! What a dashboard may ask of, view by view: what it holds, what one must be allowed to do, and which of its columns say
//! whose a row is. The scope is applied to these columns before a file's query sees anything.

use super::file::Holds;
use super::sources::SOURCES;
use crate::access::law::Action;

/// A view a query may name.
#[derive(Debug)]
pub struct Source {
    /// Its name.
    pub name: &'static str,
    /// What the viewer must be allowed to do, and to whose rows.
    pub action: Action,
    /// The columns that say whose a row is.
    pub scope: Scope,
    /// Its columns, in the order in which they are described.
    pub columns: &'static [(&'static str, Holds)],
}

/// The columns that say whose a row is; what has none of a kind is nobody's in particular.
#[derive(Clone, Copy, Debug, Default)]
pub struct Scope {
    /// Of which site.
    pub site: Option<&'static str>,
    /// Of which hall.
    pub hall: Option<&'static str>,
    /// Of which group.
    pub group: Option<&'static str>,
    /// Of which worker.
    pub worker: Option<&'static str>,
    /// It is about nothing of the company's, so everybody who asks sees all of it.
    pub is_everybodys: bool,
}

impl Source {
    /// The view of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        SOURCES.iter().find(|source| source.name == name)
    }

    /// True when it has such a column.
    pub fn has(&self, column: &str) -> bool {
        self.columns.iter().any(|(name, _)| *name == column)
    }

    /// True when it tells about persons one by one.
    pub fn is_about_persons(&self) -> bool {
        self.scope.worker.is_some()
    }

    /// True when it holds nothing of the company's: no scope and no choice takes a row away.
    pub fn is_everybodys(&self) -> bool {
        self.scope.is_everybodys
    }

    /// True when it is asked for one person at a time: of those about persons only the caseload and its goals, which hold
    /// nothing of what anybody made, are lists.
    pub fn is_of_one_person(&self) -> bool {
        self.is_about_persons()
            && !["report_caseload", "report_caseload_goals"].contains(&self.name)
    }
}
