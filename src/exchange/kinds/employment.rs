//! Schemes, contracts, steps of the work ladder and what municipalities have to provide, as rows.

use super::{optional_day, word};
use crate::exchange::cells::Cells;
use crate::exchange::{Record, day};
use crate::floor::places::Municipality;
use crate::number;
use crate::people::Worker;
use crate::people::employment::{Contract, Enrolment, Outflow, Placement, Scheme, Step, Target};
use chrono::NaiveDate;

/// Decimals of hours a week, and how many of the last are a minute's sixtieth.
const HOURS: u32 = 2;

const SCHEMES: &[(&str, &str, Scheme)] = &[
    ("wsw", "sw", Scheme::Wsw),
    ("sheltered_10b", "beschut", Scheme::Sheltered10b),
    ("job_agreement", "banenafspraak", Scheme::JobAgreement),
    ("wajong", "wajong", Scheme::Wajong),
    ("wage_cost_subsidy", "loonkostensubsidie", Scheme::WageCostSubsidy),
    ("wage_cost_subsidy_flat", "forfaitair", Scheme::WageCostSubsidyFlat),
    ("participation_place", "participatieplaats", Scheme::ParticipationPlace),
    ("trial_placement", "proefplaatsing", Scheme::TrialPlacement),
    ("learning_place", "leerwerkplek", Scheme::LearningPlace),
    ("internship", "stage", Scheme::Internship),
    ("learn_work_track", "leerwerktraject", Scheme::LearnWorkTrack),
    ("status_holder", "statushouder", Scheme::StatusHolder),
    ("day_activity", "dagbesteding", Scheme::DayActivity),
    ("staff", "staf", Scheme::Staff),
];
const OUTFLOWS: &[(&str, &str, Outflow)] = &[
    ("regular_job", "baan", Outflow::RegularJob),
    ("pension", "pensioen", Outflow::Pension),
    ("sickness", "wia", Outflow::Sickness),
    ("death", "overlijden", Outflow::Death),
    ("moved", "verhuisd", Outflow::Moved),
    ("other", "anders", Outflow::Other),
];
const STEPS: &[(&str, &str, Step)] = &[
    ("sheltered", "beschut", Step::Sheltered),
    ("on_location", "locatie", Step::OnLocation),
    ("group_secondment", "groepsdetachering", Step::GroupSecondment),
    ("individual_secondment", "detachering", Step::IndividualSecondment),
    ("supported_employment", "begeleid", Step::SupportedEmployment),
    ("regular", "regulier", Step::Regular),
];

/// The first and the last day, when they are in order.
fn term(row: &mut Cells<'_>) -> Option<(NaiveDate, Option<NaiveDate>)> {
    let (from, until) = (row.day("from"), row.optional_day("until"));
    let (from, until) = (from?, until?);
    if until.is_some_and(|until| until < from) {
        row.mismatch("until", "import.until_before_from");
        return None;
    }
    Some((from, until))
}

impl Record for Enrolment {
    const FILE: &'static str = "scheme_enrolments.csv";
    const COLUMNS: &'static [&'static str] = &["worker", "scheme", "from", "until", "outflow"];
    const OPTIONAL: &'static [&'static str] = &["outflow"];

    fn key(&self) -> Vec<String> {
        vec![self.worker.clone(), self.scheme.word().to_owned(), self.from.to_string()]
    }

    fn read(row: &mut Cells<'_>) -> Option<Self> {
        let (worker, scheme) = (row.reference::<Worker>("worker"), row.word("scheme", SCHEMES));
        let (term, outflow) = (term(row), row.optional_word("outflow", OUTFLOWS));
        let ((from, until), outflow) = (term?, outflow?);
        if outflow.is_some() && until.is_none() {
            row.mismatch("outflow", "import.left_without_day");
            return None;
        }
        Some(Self { worker: worker?, scheme: scheme?, from, until, outflow })
    }

    fn write(&self) -> Vec<String> {
        vec![
            self.worker.clone(),
            word(SCHEMES, &self.scheme),
            day::write(self.from),
            optional_day(self.until),
            self.outflow.map(|outflow| word(OUTFLOWS, &outflow)).unwrap_or_default(),
        ]
    }

    fn keep(&mut self, had: &Self, left_out: &[&'static str]) {
        if left_out.contains(&"outflow") && self.until.is_some() {
            self.outflow = had.outflow;
        }
    }
}

impl Record for Contract {
    const FILE: &'static str = "contracts.csv";
    const COLUMNS: &'static [&'static str] = &["worker", "from", "until", "hours_a_week"];

    fn key(&self) -> Vec<String> {
        vec![self.worker.clone(), self.from.to_string()]
    }

    fn read(row: &mut Cells<'_>) -> Option<Self> {
        let (worker, term) = (row.reference::<Worker>("worker"), term(row));
        let hours = row.decimal("hours_a_week", HOURS, 2..=10_000);
        let (from, until) = term?;
        let week_minutes = (hours? * 60 + 50) / 100;
        Some(Self { worker: worker?, from, until, week_minutes })
    }

    fn write(&self) -> Vec<String> {
        let hours = (self.week_minutes * 100 + 30) / 60;
        vec![
            self.worker.clone(),
            day::write(self.from),
            optional_day(self.until),
            number::write(hours, HOURS, 0).to_string(),
        ]
    }
}

impl Record for Placement {
    const FILE: &'static str = "placements.csv";
    const COLUMNS: &'static [&'static str] = &["worker", "from", "until", "step"];

    fn key(&self) -> Vec<String> {
        vec![self.worker.clone(), self.from.to_string()]
    }

    fn read(row: &mut Cells<'_>) -> Option<Self> {
        let (worker, term) = (row.reference::<Worker>("worker"), term(row));
        let step = row.word("step", STEPS);
        let (from, until) = term?;
        Some(Self { worker: worker?, from, until, step: step? })
    }

    fn write(&self) -> Vec<String> {
        vec![
            self.worker.clone(),
            day::write(self.from),
            optional_day(self.until),
            word(STEPS, &self.step),
        ]
    }
}

impl Record for Target {
    const FILE: &'static str = "municipality_targets.csv";
    const COLUMNS: &'static [&'static str] = &["municipality", "scheme", "year", "places"];

    fn key(&self) -> Vec<String> {
        vec![self.municipality.clone(), self.scheme.word().to_owned(), self.year.to_string()]
    }

    fn read(row: &mut Cells<'_>) -> Option<Self> {
        let municipality = row.reference::<Municipality>("municipality");
        let (scheme, year) = (row.word("scheme", SCHEMES), row.whole("year", 2_000..=2_100));
        let places = row.whole("places", 0..=100_000);
        Some(Self { municipality: municipality?, scheme: scheme?, year: year?, places: places? })
    }

    fn write(&self) -> Vec<String> {
        vec![
            self.municipality.clone(),
            word(SCHEMES, &self.scheme),
            self.year.to_string(),
            self.places.to_string(),
        ]
    }
}
