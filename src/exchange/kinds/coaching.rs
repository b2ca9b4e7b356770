//! Goals, what was measured of them, agreements and contacts, as rows.

use super::{optional_day, text, word};
use crate::coaching::Coach;
use crate::coaching::growth::{
    Agreement, Contact, ContactKind, Goal, GoalKind, GoalOutcome, Measurement,
};
use crate::exchange::cells::Cells;
use crate::exchange::{Record, day};
use crate::number;
use crate::people::Worker;

/// Decimals of what is measured.
const DECIMALS: u32 = 3;
/// The largest value, in thousandths.
const MOST: i64 = 10_000_000;

const GOAL_KINDS: &[(&str, &str, GoalKind)] = &[
    ("count_per_hour", "aantal_per_uur", GoalKind::CountPerHour),
    ("minutes_sustained", "minuten_achter_elkaar", GoalKind::MinutesSustained),
    ("frequency", "hoe_vaak", GoalKind::Frequency),
    ("rating", "cijfer", GoalKind::Rating),
    ("checklist", "lijst", GoalKind::Checklist),
];

const OUTCOMES: &[(&str, &str, GoalOutcome)] = &[
    ("reached", "bereikt", GoalOutcome::Reached),
    ("partly", "deels", GoalOutcome::Partly),
    ("stopped", "gestopt", GoalOutcome::Stopped),
];

const CONTACT_KINDS: &[(&str, &str, ContactKind)] = &[
    ("talk", "gesprek", ContactKind::Talk),
    ("visit", "bezoek", ContactKind::Visit),
    ("call", "telefoon", ContactKind::Call),
];

fn measured(value: i64) -> String {
    number::write(value, DECIMALS, 0).to_string()
}

impl Record for Goal {
    const FILE: &'static str = "goals.csv";
    const COLUMNS: &'static [&'static str] = &[
        "id", "worker", "goal", "kind", "baseline", "target", "unit", "from", "due", "closed",
        "outcome",
    ];

    fn key(&self) -> Vec<String> {
        vec![self.id.clone()]
    }

    fn read(row: &mut Cells<'_>) -> Option<Self> {
        let (id, worker) = (row.own_number("id"), row.reference::<Worker>("worker"));
        let (words, kind) = (row.name("goal"), row.word("kind", GOAL_KINDS));
        let baseline = row.decimal("baseline", DECIMALS, 0..=MOST);
        let target = row.decimal("target", DECIMALS, 0..=MOST);
        let unit = row.name("unit");
        let (from, due) = (row.day("from"), row.day("due"));
        let (closed, outcome) =
            (row.optional_day("closed"), row.optional_word("outcome", OUTCOMES));
        let (from, due, closed, outcome) = (from?, due?, closed?, outcome?);
        if due <= from {
            row.mismatch("due", "import.goal_due_before_from");
            return None;
        }
        if closed.is_some() != outcome.is_some() {
            row.mismatch("outcome", "import.goal_closed_without_outcome");
            return None;
        }
        Some(Self {
            id: id?,
            worker: worker?,
            words: words?,
            kind: kind?,
            baseline: baseline?,
            target: target?,
            unit: unit?,
            from,
            due,
            closed,
            outcome,
        })
    }

    fn write(&self) -> Vec<String> {
        vec![
            self.id.clone(),
            self.worker.clone(),
            self.words.clone(),
            word(GOAL_KINDS, &self.kind),
            measured(self.baseline),
            measured(self.target),
            self.unit.clone(),
            day::write(self.from),
            day::write(self.due),
            optional_day(self.closed),
            self.outcome.map(|outcome| word(OUTCOMES, &outcome)).unwrap_or_default(),
        ]
    }
}

impl Record for Measurement {
    const FILE: &'static str = "goal_measurements.csv";
    const COLUMNS: &'static [&'static str] = &["goal", "day", "value"];

    fn key(&self) -> Vec<String> {
        vec![self.goal.clone(), self.day.to_string()]
    }

    fn read(row: &mut Cells<'_>) -> Option<Self> {
        let (goal, day) = (row.reference::<Goal>("goal"), row.day("day"));
        let value = row.decimal("value", DECIMALS, 0..=MOST);
        Some(Self { goal: goal?, day: day?, value: value? })
    }

    fn write(&self) -> Vec<String> {
        vec![self.goal.clone(), day::write(self.day), measured(self.value)]
    }
}

impl Record for Agreement {
    const FILE: &'static str = "agreements.csv";
    const COLUMNS: &'static [&'static str] = &["id", "worker", "made", "agreement", "due", "done"];

    fn key(&self) -> Vec<String> {
        vec![self.id.clone()]
    }

    fn read(row: &mut Cells<'_>) -> Option<Self> {
        let (id, worker) = (row.own_number("id"), row.reference::<Worker>("worker"));
        let (made, words) = (row.day("made"), row.name("agreement"));
        let (due, done) = (row.day("due"), row.optional_day("done"));
        Some(Self { id: id?, worker: worker?, made: made?, words: words?, due: due?, done: done? })
    }

    fn write(&self) -> Vec<String> {
        vec![
            self.id.clone(),
            self.worker.clone(),
            day::write(self.made),
            self.words.clone(),
            day::write(self.due),
            optional_day(self.done),
        ]
    }
}

impl Record for Contact {
    const FILE: &'static str = "contacts.csv";
    const COLUMNS: &'static [&'static str] = &["worker", "coach", "day", "kind", "minutes", "goal"];

    fn key(&self) -> Vec<String> {
        vec![self.worker.clone(), self.coach.clone(), self.day.to_string()]
    }

    fn read(row: &mut Cells<'_>) -> Option<Self> {
        let (worker, coach) = (row.reference::<Worker>("worker"), row.reference::<Coach>("coach"));
        let (day, kind) = (row.day("day"), row.word("kind", CONTACT_KINDS));
        let minutes = row.whole("minutes", 1..=480);
        let goal = row.optional_reference::<Goal>("goal");
        Some(Self {
            worker: worker?,
            coach: coach?,
            day: day?,
            kind: kind?,
            minutes: minutes?,
            goal: goal?,
        })
    }

    fn write(&self) -> Vec<String> {
        vec![
            self.worker.clone(),
            self.coach.clone(),
            day::write(self.day),
            word(CONTACT_KINDS, &self.kind),
            self.minutes.to_string(),
            text(self.goal.as_ref()),
        ]
    }
}
