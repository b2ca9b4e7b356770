//! Made-up goals, measurements, agreements and contacts. Three people of the first coach have a story: one grows steadily, one
//! makes a step, and one was not spoken to for nine weeks.

use super::dice::Dice;
use crate::coaching::growth::{
    Agreement, Contact, ContactKind, Goal, GoalKind, GoalOutcome, Measurement,
};
use crate::company::Company;
use chrono::{Days, NaiveDate};

/// What is looked back on, in days: half a year.
const BACK: i64 = 182;
/// Thousandths in a unit.
const ONE: i64 = 1_000;
/// The goal of who makes a step, on the day of its beginning.
const STEP: &str = "doel-stap";
/// The goal of who grows steadily.
const STEADY: &str = "doel-groei";

/// What somebody can want: words, how it is measured, the unit, where it begins and where it leads.
const WANTED: [(&str, GoalKind, &str, i64, i64); 6] = [
    ("Langer achter elkaar doorwerken", GoalKind::MinutesSustained, "minuten", 20, 45),
    ("Op tijd beginnen na de pauze", GoalKind::Frequency, "keer per week", 2, 5),
    ("Zelf mijn materiaal klaarzetten", GoalKind::Checklist, "punten van de lijst", 3, 9),
    ("Vragen stellen als ik vastloop", GoalKind::Rating, "cijfer van 1 tot 5", 2, 4),
    ("Een tweede taak leren", GoalKind::Checklist, "punten van de lijst", 0, 8),
    ("Een vast ritme vinden bij mijn taak", GoalKind::CountPerHour, "stuks per uur", 30, 40),
];

const AGREED: [&str; 6] = [
    "Nieuwe werkplek een week proberen",
    "Werkinstructie met foto's bekijken",
    "Samen een dag meelopen bij montage",
    "Doel bespreken met de werkleider",
    "Zitkruk in hoogte instellen",
    "Cursus veilig tillen kiezen",
];

/// Who has a story.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Story {
    Steady,
    Step,
    NotSpoken,
}

/// The day on which a worker made a step, when theirs is that story; and true for who grows steadily.
pub(super) fn of(company: &Company, worker: &str) -> (Option<NaiveDate>, bool) {
    let goal = |id: &str| company.goals.iter().find(|goal| goal.id == id && goal.worker == worker);
    (goal(STEP).map(|goal| goal.from), goal(STEADY).is_some())
}

/// Adds them for everybody who is coached.
pub(super) fn add(company: &mut Company, seed: u64, today: NaiveDate) {
    let coached: Vec<(String, String)> = company
        .caseloads
        .iter()
        .filter(|case| case.until.is_none())
        .map(|case| (case.worker.clone(), case.coach.clone()))
        .collect();
    for (number, (worker, coach)) in coached.iter().enumerate() {
        let story = match number {
            1 => Some(Story::Steady),
            2 => Some(Story::Step),
            3 => Some(Story::NotSpoken),
            _ => None,
        };
        let mut maker =
            Maker { company, dice: Dice::about(seed, &["growth", worker]), worker, coach, today };
        maker.goals(story);
        maker.agreements();
        maker.contacts(story);
    }
}

struct Maker<'a> {
    company: &'a mut Company,
    dice: Dice,
    worker: &'a str,
    coach: &'a str,
    today: NaiveDate,
}

impl Maker<'_> {
    fn ago(&self, days: i64) -> NaiveDate {
        let distance = Days::new(days.unsigned_abs());
        if days >= 0 { self.today - distance } else { self.today + distance }
    }

    fn goals(&mut self, story: Option<Story>) {
        let wanted = *self.dice.pick(&WANTED);
        let id = format!("doel-{}-1", self.worker);
        match story {
            Some(Story::Steady) => self.goal(STEADY, WANTED[5], (BACK, -60), None),
            Some(Story::Step) => self.goal(STEP, WANTED[5], (21, -70), None),
            Some(Story::NotSpoken) => self.goal(&id, WANTED[0], (120, -30), None),
            None if self.dice.chance(850) => {
                let span = (self.dice.between(60, 160), -self.dice.between(10, 120));
                self.goal(&id, wanted, span, None);
            }
            None => {}
        }
        if self.dice.chance(400) {
            let other = *self.dice.pick(&WANTED);
            let outcome =
                if self.dice.chance(650) { GoalOutcome::Reached } else { GoalOutcome::Partly };
            let due = self.dice.between(10, 60);
            let id = format!("doel-{}-0", self.worker);
            self.goal(&id, other, (due + 120, due), Some(outcome));
        }
    }

    /// A goal from and up to so many days ago, with what was measured every other week.
    fn goal(
        &mut self,
        id: &str,
        (words, kind, unit, baseline, target): (&str, GoalKind, &str, i64, i64),
        (from, due): (i64, i64),
        outcome: Option<GoalOutcome>,
    ) {
        let pace = self.dice.between(40, 150);
        let mut ago = from - 14;
        while ago >= due.max(1) {
            let part = (target - baseline) * ONE * (from - ago) / (from - due) * pace / 100;
            let value = (baseline * ONE + part).clamp(0, target * ONE * 6 / 5) / 500 * 500;
            self.company.measurements.push(Measurement {
                goal: id.to_owned(),
                day: self.ago(ago),
                value,
            });
            ago -= 14;
        }
        self.company.goals.push(Goal {
            id: id.to_owned(),
            worker: self.worker.to_owned(),
            words: words.to_owned(),
            kind,
            baseline: baseline * ONE,
            target: target * ONE,
            unit: unit.to_owned(),
            from: self.ago(from),
            due: self.ago(due),
            closed: outcome.map(|_| self.ago(due)),
            outcome,
        });
    }

    fn agreements(&mut self) {
        for number in 0..self.dice.between(1, 3) {
            let made = self.dice.between(10, 90);
            // One in ten of those that are open is past its day.
            let is_done = self.dice.chance(450);
            let is_late = !is_done && self.dice.chance(100);
            let due = if is_done || is_late {
                self.dice.between(1, made - 1)
            } else {
                -self.dice.between(1, 40)
            };
            self.company.agreements.push(Agreement {
                id: format!("afspraak-{}-{number}", self.worker),
                worker: self.worker.to_owned(),
                made: self.ago(made),
                words: (*self.dice.pick(&AGREED)).to_owned(),
                due: self.ago(due),
                done: is_done.then(|| self.ago(due)),
            });
        }
    }

    fn contacts(&mut self, story: Option<Story>) {
        let last =
            if self.dice.chance(60) { self.dice.between(43, 60) } else { self.dice.between(1, 38) };
        let mut ago = if story == Some(Story::NotSpoken) { 63 } else { last };
        while ago <= BACK {
            let kind = *self.dice.pick(&[
                ContactKind::Talk,
                ContactKind::Talk,
                ContactKind::Visit,
                ContactKind::Call,
            ]);
            self.company.contacts.push(Contact {
                worker: self.worker.to_owned(),
                coach: self.coach.to_owned(),
                day: self.ago(ago),
                kind,
                minutes: self.dice.between(2, 9) * 5,
                goal: None,
            });
            ago += self.dice.between(14, 42);
        }
    }
}
