//! Figures of a municipality out of dated rows about persons. No person comes out of here, and nothing about fewer than ten.

use super::merge::{FEWEST, Part, merged};
use crate::people::employment::{Contract, Enrolment, Placement, Step, Target};
use chrono::{Datelike as _, Days, Months, NaiveDate, Weekday};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Everything the figures are made of, by worker.
#[derive(Default)]
pub struct People {
    /// The municipality that is responsible.
    pub home: HashMap<String, String>,
    enrolments: BTreeMap<String, Vec<Enrolment>>,
    contracts: BTreeMap<String, Vec<Contract>>,
    placements: BTreeMap<String, Vec<Placement>>,
    targets: Vec<Target>,
}

/// A figure of a municipality by a word: of a scheme, or of a kind of movement and its reason.
pub type Figures<K> = BTreeMap<(String, K), Option<Part>>;

/// Who moved in what way; the second word is the reason of an outflow.
pub type Movement = (&'static str, String);

fn holds(from: NaiveDate, until: Option<NaiveDate>, day: NaiveDate) -> bool {
    from <= day && until.is_none_or(|until| until >= day)
}

impl People {
    /// Puts rows in order.
    pub fn new(
        home: HashMap<String, String>,
        enrolments: Vec<Enrolment>,
        contracts: Vec<Contract>,
        placements: Vec<Placement>,
        targets: Vec<Target>,
    ) -> Self {
        let mut people = Self { home, targets, ..Self::default() };
        for row in enrolments {
            people.enrolments.entry(row.worker.clone()).or_default().push(row);
        }
        for row in contracts {
            people.contracts.entry(row.worker.clone()).or_default().push(row);
        }
        for row in placements {
            people.placements.entry(row.worker.clone()).or_default().push(row);
        }
        people.enrolments.values_mut().for_each(|of| of.sort_by_key(|e| (e.from, e.scheme)));
        people.placements.values_mut().for_each(|of| of.sort_by_key(|p| p.from));
        people
    }

    /// People by scheme on a day, each once: by the scheme that began last. With the places of that year.
    pub fn places(&self, day: NaiveDate) -> Figures<String> {
        let mut parts: BTreeMap<&str, BTreeMap<String, Part>> = BTreeMap::new();
        for (worker, enrolments) in &self.enrolments {
            let Some(home) = self.home.get(worker) else { continue };
            let now = enrolments.iter().rfind(|e| holds(e.from, e.until, day));
            let Some(now) = now else { continue };
            let part = parts.entry(home).or_default().entry(now.scheme.word().to_owned());
            let part = part.or_default();
            part.people += 1;
            part.week_minutes += self.week_minutes(worker, day);
        }
        for target in self.targets.iter().filter(|t| t.year == i64::from(day.year())) {
            let of = parts.entry(&target.municipality).or_default();
            let part = of.entry(target.scheme.word().to_owned()).or_default();
            *part.places.get_or_insert(0) += target.places;
        }
        let mut figures = Figures::new();
        for (home, parts) in parts {
            tell(&mut figures, home, merged(parts), |scheme| scheme);
        }
        figures
    }

    fn week_minutes(&self, worker: &str, day: NaiveDate) -> i64 {
        let contracts = self.contracts.get(worker).into_iter().flatten();
        contracts.filter(|c| holds(c.from, c.until, day)).map(|c| c.week_minutes).sum()
    }

    /// Who came, took a step and left from the first of a year up to and with a day of it.
    ///
    /// The places at both ends of a year tell inflow less outflow. So both are told or neither, and of an outflow no
    /// reason is told alone that is too small.
    pub fn movement(&self, to: NaiveDate) -> Figures<Movement> {
        let from = NaiveDate::from_ymd_opt(to.year(), 1, 1).unwrap_or(to);
        let during = |day: NaiveDate| from <= day && day <= to;
        let mut came: BTreeMap<&str, i64> = BTreeMap::new();
        let mut stepped: BTreeMap<&str, i64> = BTreeMap::new();
        let mut left: BTreeMap<&str, BTreeMap<String, Part>> = BTreeMap::new();
        let mut homes: BTreeSet<&str> = BTreeSet::new();
        for (worker, enrolments) in &self.enrolments {
            let Some(home) = self.home.get(worker).map(String::as_str) else { continue };
            homes.insert(home);
            let is_here = |day: Option<NaiveDate>| {
                day.is_some_and(|day| enrolments.iter().any(|e| holds(e.from, e.until, day)))
            };
            let is_new =
                |e: &Enrolment| during(e.from) && !is_here(e.from.checked_sub_days(Days::new(1)));
            *came.entry(home).or_default() += i64::from(enrolments.iter().any(is_new));
            let gone = enrolments.iter().rfind(|e| {
                e.until.is_some_and(|until| {
                    during(until) && !is_here(until.checked_add_days(Days::new(1)))
                })
            });
            if let Some(gone) = gone {
                let reason = gone.outflow.map_or("other", |outflow| outflow.word());
                left.entry(home).or_default().entry(reason.to_owned()).or_default().people += 1;
            }
            let steps = self.placements.get(worker).map(Vec::as_slice).unwrap_or_default();
            let up = steps.windows(2).any(|two| {
                matches!(two, [before, after] if during(after.from) && after.step > before.step)
            });
            *stepped.entry(home).or_default() += i64::from(up);
        }
        let mut figures = Figures::new();
        for home in homes {
            let whole =
                |people: i64| (people >= FEWEST).then(|| Part { people, ..Part::default() });
            let count = |of: &BTreeMap<&str, i64>| of.get(home).copied().unwrap_or_default();
            let reasons = left.remove(home).and_then(merged);
            let both = whole(count(&came)).zip(reasons);
            let (came, reasons) =
                both.map_or((None, None), |(came, reasons)| (Some(came), Some(reasons)));
            let key = |kind| (home.to_owned(), (kind, String::new()));
            figures.insert(key("inflow"), came);
            figures.insert(key("step_up"), whole(count(&stepped)));
            match reasons {
                None => _ = figures.insert(key("outflow"), None),
                some => tell(&mut figures, home, some, |reason| ("outflow", reason)),
            }
        }
        figures
    }

    /// Days present of contracted Mondays to Fridays up to and with `to`, in thousandths, of those who work in our own halls:
    /// who works elsewhere does not sign on here.
    pub fn attendance(
        &self,
        (from, to): (NaiveDate, NaiveDate),
        present: &[(String, NaiveDate)],
    ) -> BTreeMap<String, Option<i64>> {
        let present: BTreeSet<(&str, NaiveDate)> =
            present.iter().map(|(worker, day)| (worker.as_str(), *day)).collect();
        let days: Vec<NaiveDate> = from
            .iter_days()
            .take_while(|day| *day <= to)
            .filter(|day| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun))
            .collect();
        let mut of: BTreeMap<&str, (i64, i64, i64)> = BTreeMap::new();
        for (worker, contracts) in &self.contracts {
            let Some(home) = self.home.get(worker) else { continue };
            let steps = self.placements.get(worker).map(Vec::as_slice).unwrap_or_default();
            let is_due = |day: NaiveDate| {
                let step = steps.iter().rfind(|p| holds(p.from, p.until, day));
                contracts.iter().any(|c| holds(c.from, c.until, day))
                    && step.is_none_or(|placement| placement.step == Step::Sheltered)
            };
            let (mut due, mut there) = (0_i64, 0_i64);
            for day in days.iter().filter(|day| is_due(**day)) {
                due += 1;
                there += i64::from(present.contains(&(worker.as_str(), *day)));
            }
            let sum = of.entry(home).or_default();
            *sum = (sum.0 + i64::from(due > 0), sum.1 + due, sum.2 + there);
        }
        of.into_iter()
            .map(|(home, (people, due, there))| {
                let rate = (people >= FEWEST).then(|| (there * 1_000 + due / 2) / due.max(1));
                (home.to_owned(), rate)
            })
            .collect()
    }
}

/// Adds what is told of a municipality; of one that is withheld, that it is.
fn tell<K: Ord>(
    figures: &mut Figures<K>,
    home: &str,
    parts: Option<BTreeMap<String, Part>>,
    key: impl Fn(String) -> K,
) {
    match parts {
        None => _ = figures.insert((home.to_owned(), key(super::merge::OTHER.to_owned())), None),
        Some(parts) => {
            for (name, part) in parts {
                figures.insert((home.to_owned(), key(name)), Some(part));
            }
        }
    }
}

/// The first day of a day's quarter.
pub fn quarter_of(day: NaiveDate) -> NaiveDate {
    NaiveDate::from_ymd_opt(day.year(), day.month0() / 3 * 3 + 1, 1).unwrap_or(day)
}

/// The last day of a quarter.
pub fn end_of(quarter: NaiveDate) -> NaiveDate {
    (quarter + Months::new(3)).pred_opt().unwrap_or(quarter)
}
