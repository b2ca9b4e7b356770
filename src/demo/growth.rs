//! Made-up goals, measurements, agreements and contacts. Some people of the first coach have a story that can be seen in the
//! pictures: one grows steadily, one made a step, one came to work at more stations, one asks for help more often, and one was
//! not spoken to for nine weeks.

use super::dice::Dice;
use super::people::{Story, Told};
use crate::coaching::growth::{
    Agreement, Contact, ContactKind, Goal, GoalKind, GoalOutcome, Measurement,
};
use crate::exchange::Company;
use chrono::{Days, NaiveDate};
use std::collections::HashMap;

/// What is looked back on, in days: half a year.
const BACK: i64 = 182;
/// Thousandths in a unit.
const ONE: i64 = 1_000;
/// The goals of those who have a story; it begins on the goal's first day.
const TOLD: [(&str, Story); 4] = [
    ("doel-groei", Story::Steady),
    ("doel-stap", Story::Step),
    ("doel-breder", Story::Broader),
    ("doel-hulp", Story::Asks),
];
/// Three weeks of Mondays to Fridays, in days.
const THREE_WEEKS: i64 = 21;

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

/// The story of a worker, when there is one.
pub(super) fn of(company: &Company, worker: &str) -> Option<Told> {
    TOLD.iter().find_map(|(id, story)| {
        let goal = company.goals.iter().find(|goal| goal.id == *id && goal.worker == worker)?;
        Some(Told { story: *story, from: goal.from })
    })
}

/// Adds them for everybody who is coached.
pub(super) fn add(company: &mut Company, seed: u64, today: NaiveDate) {
    let coached: Vec<(String, String)> = company
        .caseloads
        .iter()
        .filter(|case| case.until.is_none())
        .map(|case| (case.worker.clone(), case.coach.clone()))
        .collect();
    let told = told(company, &coached);
    for (worker, coach) in &coached {
        let mut maker =
            Maker { company, dice: Dice::about(seed, &["growth", worker]), worker, coach, today };
        maker.goals(told.stories.get(worker.as_str()).copied());
        maker.agreements();
        maker.contacts(told.not_spoken.as_deref() == Some(worker.as_str()));
    }
}

/// Who has which story.
#[derive(Default)]
struct Stories {
    stories: HashMap<String, Story>,
    not_spoken: Option<String>,
}

/// Of the first coach's people: who makes one thing for months has a pace to be seen, and others have what does not need one.
fn told(company: &Company, coached: &[(String, String)]) -> Stories {
    let first = company.coaches.first().map(|coach| coach.id.as_str());
    let own = |group: usize| -> Vec<&String> {
        let group = company.groups.get(group).map(|group| group.id.as_str());
        let workers = company.workers.iter().filter(|worker| Some(worker.group.as_str()) == group);
        let is_own = |id: &&String| {
            coached.iter().any(|(worker, coach)| worker == *id && Some(coach.as_str()) == first)
        };
        workers.map(|worker| &worker.id).filter(is_own).collect()
    };
    let (alone, second, third) = (own(0), own(1), own(2));
    let stories = [
        (alone.get(1), Story::Steady),
        (alone.get(2), Story::Step),
        (second.first(), Story::Broader),
        (third.first(), Story::Asks),
    ];
    Stories {
        stories: stories
            .into_iter()
            .filter_map(|(worker, story)| Some(((*worker?).clone(), story)))
            .collect(),
        not_spoken: second.get(1).map(|worker| (*worker).clone()),
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
        let goal_of =
            |story| TOLD.iter().find(|(_, told)| *told == story).map_or("", |(id, _)| *id);
        match story {
            Some(Story::Steady) => self.goal(goal_of(Story::Steady), WANTED[5], (BACK, -60), None),
            Some(Story::Step) => {
                self.goal(goal_of(Story::Step), WANTED[5], (THREE_WEEKS, -70), None);
            }
            Some(Story::Broader) => {
                self.goal(goal_of(Story::Broader), WANTED[4], (THREE_WEEKS, -90), None);
            }
            Some(Story::Asks) => {
                self.goal(goal_of(Story::Asks), WANTED[3], (THREE_WEEKS, -80), None);
            }
            None if self.dice.chance(850) => {
                // One in fifteen is past its day and nobody closed it.
                let is_over = self.dice.chance(65);
                let due =
                    if is_over { self.dice.between(2, 25) } else { -self.dice.between(10, 120) };
                let span = (self.dice.between(60, 160), due);
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

    /// A goal from and up to so many days ago, with what was measured every other week, of a new one every week.
    fn goal(
        &mut self,
        id: &str,
        (words, kind, unit, baseline, target): (&str, GoalKind, &str, i64, i64),
        (from, due): (i64, i64),
        outcome: Option<GoalOutcome>,
    ) {
        // One in five goes slower than agreed; whoever has a story to tell does not.
        let is_slow = self.dice.chance(200) && TOLD.iter().all(|(told, _)| *told != id);
        let pace = if is_slow { self.dice.between(40, 85) } else { self.dice.between(105, 160) };
        let every = if from <= THREE_WEEKS { 7 } else { 14 };
        let mut ago = from - every;
        while ago >= due.max(1) {
            let part = (target - baseline) * ONE * (from - ago) / (from - due) * pace / 100;
            let value = (baseline * ONE + part).clamp(0, target * ONE * 6 / 5) / 500 * 500;
            self.company.measurements.push(Measurement {
                goal: id.to_owned(),
                day: self.ago(ago),
                value,
            });
            ago -= every;
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

    fn contacts(&mut self, is_long_ago: bool) {
        let last =
            if self.dice.chance(60) { self.dice.between(43, 60) } else { self.dice.between(1, 38) };
        let mut ago = if is_long_ago { 63 } else { last };
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
