//! What a dashboard may ask of, view by view: what it holds, what one must be allowed to do, and which of its columns say
//! whose a row is. The scope is applied to these columns before a file's query sees anything.

use super::file::Holds;
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

/// Where a row of work stands.
const PLACE: Scope = Scope { site: Some("site_id"), hall: Some("hall_id"), ..THE_HOUSE };

/// Of a figure that is the whole house's.
const THE_HOUSE: Scope =
    Scope { site: None, hall: None, group: None, worker: None, is_everybodys: false };

/// Of no figure at all.
const EVERYBODYS: Scope = Scope { is_everybodys: true, ..THE_HOUSE };

/// Whose a row about one person is.
const PERSON: Scope = Scope { worker: Some("worker_id"), ..THE_HOUSE };

/// Every view.
pub const SOURCES: &[Source] = &[
    Source {
        name: "report_turnover",
        action: Action::SeeTurnover,
        scope: PLACE,
        columns: &[
            ("day", Holds::Day),
            ("week", Holds::Week),
            ("month", Holds::Month),
            ("quarter", Holds::Quarter),
            ("year", Holds::Day),
            ("site_id", Holds::Text),
            ("site", Holds::Text),
            ("hall_id", Holds::Text),
            ("hall", Holds::Text),
            ("group_id", Holds::Text),
            ("business_line", Holds::Word),
            ("client_id", Holds::Text),
            ("client", Holds::Text),
            ("municipality_id", Holds::Text),
            ("municipality", Holds::Text),
            ("order_id", Holds::Text),
            ("order_name", Holds::Text),
            ("line_id", Holds::Text),
            ("line_name", Holds::Text),
            ("pricing", Holds::Word),
            ("pieces", Holds::Whole),
            ("step_pieces", Holds::Whole),
            ("produced", Holds::Euro),
            ("invoiced", Holds::Euro),
            ("cost", Holds::Euro),
        ],
    },
    Source {
        name: "report_hours",
        action: Action::SeeTurnover,
        scope: PLACE,
        columns: &[
            ("day", Holds::Day),
            ("week", Holds::Week),
            ("month", Holds::Month),
            ("quarter", Holds::Quarter),
            ("year", Holds::Day),
            ("site_id", Holds::Text),
            ("site", Holds::Text),
            ("hall_id", Holds::Text),
            ("hall", Holds::Text),
            ("business_line", Holds::Word),
            ("people", Holds::Whole),
            ("net_seconds", Holds::Hours),
            ("waiting_seconds", Holds::Hours),
            ("rejected_material", Holds::Whole),
            ("rejected_other", Holds::Whole),
        ],
    },
    Source {
        name: "report_budget",
        action: Action::SeeTurnover,
        scope: PLACE,
        columns: &[
            ("day", Holds::Day),
            ("week", Holds::Week),
            ("month", Holds::Month),
            ("quarter", Holds::Quarter),
            ("year", Holds::Day),
            ("site_id", Holds::Text),
            ("site", Holds::Text),
            ("hall_id", Holds::Text),
            ("hall", Holds::Text),
            ("amount", Holds::Euro),
        ],
    },
    Source {
        name: "report_lines",
        action: Action::SeeTurnover,
        scope: PLACE,
        columns: &[
            ("line_id", Holds::Text),
            ("line_name", Holds::Text),
            ("order_id", Holds::Text),
            ("order_name", Holds::Text),
            ("client_id", Holds::Text),
            ("client", Holds::Text),
            ("municipality_id", Holds::Text),
            ("municipality", Holds::Text),
            ("business_line", Holds::Word),
            ("status", Holds::Word),
            ("due_day", Holds::Day),
            ("closed_day", Holds::Day),
            ("pricing", Holds::Word),
            ("quantity", Holds::Whole),
            ("planned_seconds", Holds::Hours),
            ("site_id", Holds::Text),
            ("hall_id", Holds::Text),
            ("hall", Holds::Text),
            ("group_id", Holds::Text),
            ("group_name", Holds::Text),
            ("planned_day", Holds::Day),
            ("first_day", Holds::Day),
            ("last_day", Holds::Day),
            ("worked_days", Holds::Whole),
            ("pieces", Holds::Whole),
            ("net_seconds", Holds::Hours),
            ("produced", Holds::Euro),
            ("invoiced", Holds::Euro),
            ("cost", Holds::Euro),
            ("expected_day", Holds::Day),
            ("pace_of", Holds::Word),
            ("state", Holds::Word),
        ],
    },
    Source {
        name: "report_months",
        action: Action::SeeTurnover,
        scope: EVERYBODYS,
        columns: &[
            ("month", Holds::Month),
            ("month_before", Holds::Month),
            ("quarter", Holds::Quarter),
            ("year", Holds::Day),
        ],
    },
    Source {
        name: "report_halls",
        action: Action::SeeOccupancy,
        scope: PLACE,
        columns: &[
            ("day", Holds::Day),
            ("week", Holds::Week),
            ("month", Holds::Month),
            ("quarter", Holds::Quarter),
            ("year", Holds::Day),
            ("site_id", Holds::Text),
            ("site", Holds::Text),
            ("hall_id", Holds::Text),
            ("hall", Holds::Text),
            ("stations", Holds::Whole),
            ("stations_used", Holds::Whole),
            ("people", Holds::Whole),
            ("net_seconds", Holds::Hours),
            ("waiting_material", Holds::Hours),
            ("waiting_fault", Holds::Hours),
            ("waiting_instruction", Holds::Hours),
            ("waiting_talk", Holds::Hours),
            ("good", Holds::Whole),
            ("rejected_material", Holds::Whole),
            ("rejected_work", Holds::Whole),
            ("rejected_dirt", Holds::Whole),
            ("rejected_broken", Holds::Whole),
            ("rejected_unknown", Holds::Whole),
        ],
    },
    Source {
        name: "report_help",
        action: Action::SeeOccupancy,
        scope: PLACE,
        columns: &[
            ("day", Holds::Day),
            ("week", Holds::Week),
            ("month", Holds::Month),
            ("quarter", Holds::Quarter),
            ("year", Holds::Day),
            ("site_id", Holds::Text),
            ("site", Holds::Text),
            ("hall_id", Holds::Text),
            ("hall", Holds::Text),
            ("hour", Holds::Whole),
            ("calls", Holds::Whole),
        ],
    },
    Source {
        name: "report_places",
        action: Action::SeeOwners,
        scope: THE_HOUSE,
        columns: &[
            ("quarter", Holds::Quarter),
            ("year", Holds::Day),
            ("municipality_id", Holds::Text),
            ("municipality", Holds::Text),
            ("scheme", Holds::Word),
            ("people", Holds::Whole),
            ("fte", Holds::Real),
            ("places", Holds::Whole),
        ],
    },
    Source {
        name: "report_movement",
        action: Action::SeeOwners,
        scope: THE_HOUSE,
        columns: &[
            ("year", Holds::Day),
            ("municipality_id", Holds::Text),
            ("municipality", Holds::Text),
            ("kind", Holds::Word),
            ("reason", Holds::Word),
            ("people", Holds::Whole),
        ],
    },
    Source {
        name: "report_attendance",
        action: Action::SeeOwners,
        scope: THE_HOUSE,
        columns: &[
            ("quarter", Holds::Quarter),
            ("year", Holds::Day),
            ("municipality_id", Holds::Text),
            ("municipality", Holds::Text),
            ("present", Holds::Share),
            ("absent", Holds::Share),
        ],
    },
    Source {
        name: "report_caseload",
        action: Action::SeeGrowth,
        scope: PERSON,
        columns: &[
            ("worker_id", Holds::Text),
            ("worker", Holds::Text),
            ("group_id", Holds::Text),
            ("group_name", Holds::Text),
            ("hall", Holds::Text),
            ("coach", Holds::Text),
            ("next_agreement_day", Holds::Day),
            ("last_contact_day", Holds::Day),
            ("talk_due_day", Holds::Day),
            ("open_goals", Holds::Whole),
            ("goals_on_course", Holds::Whole),
            ("goals_behind", Holds::Whole),
            ("next_goal_day", Holds::Day),
            ("pace_changed_week", Holds::Week),
            ("pace_until_day", Holds::Day),
            ("presence_changed_day", Holds::Day),
            ("help_changed_day", Holds::Day),
            ("stations_changed_day", Holds::Day),
        ],
    },
    Source {
        name: "report_caseload_goals",
        action: Action::SeeGrowth,
        scope: PERSON,
        columns: &[
            ("worker_id", Holds::Text),
            ("worker", Holds::Text),
            ("goal_id", Holds::Text),
            ("words", Holds::Text),
            ("due_day", Holds::Day),
            ("measured_day", Holds::Day),
            ("course", Holds::Word),
        ],
    },
    Source {
        name: "report_growth",
        action: Action::SeeGrowth,
        scope: PERSON,
        columns: &[
            ("worker_id", Holds::Text),
            ("day", Holds::Day),
            ("week", Holds::Week),
            ("month", Holds::Month),
            ("station_id", Holds::Text),
            ("station", Holds::Text),
            ("task_id", Holds::Text),
            ("task", Holds::Text),
            ("line_name", Holds::Text),
            ("work_id", Holds::Text),
            ("work", Holds::Text),
            ("attributable", Holds::Whole),
            ("good", Holds::Whole),
            ("rejected_material", Holds::Whole),
            ("rejected_work", Holds::Whole),
            ("net_seconds", Holds::Hours),
            ("norm_per_hour", Holds::Real),
            ("norm_basis", Holds::Word),
            ("norm_from", Holds::Day),
        ],
    },
    Source {
        name: "report_goals",
        action: Action::SeeGrowth,
        scope: PERSON,
        columns: &[
            ("worker_id", Holds::Text),
            ("goal_id", Holds::Text),
            ("words", Holds::Text),
            ("kind", Holds::Word),
            ("unit", Holds::Text),
            ("baseline", Holds::Real),
            ("target", Holds::Real),
            ("from_day", Holds::Day),
            ("due_day", Holds::Day),
            ("closed_day", Holds::Day),
            ("outcome", Holds::Word),
            ("measured_day", Holds::Day),
            ("measured", Holds::Real),
            ("course", Holds::Word),
        ],
    },
    Source {
        name: "report_measurements",
        action: Action::SeeGrowth,
        scope: PERSON,
        columns: &[
            ("worker_id", Holds::Text),
            ("goal_id", Holds::Text),
            ("words", Holds::Text),
            ("kind", Holds::Word),
            ("unit", Holds::Text),
            ("day", Holds::Day),
            ("value", Holds::Real),
        ],
    },
    Source {
        name: "report_agreements",
        action: Action::SeeGrowth,
        scope: PERSON,
        columns: &[
            ("worker_id", Holds::Text),
            ("agreement_id", Holds::Text),
            ("made_day", Holds::Day),
            ("words", Holds::Text),
            ("due_day", Holds::Day),
            ("done_day", Holds::Day),
        ],
    },
];

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
