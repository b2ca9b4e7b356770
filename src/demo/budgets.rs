//! Made-up budgets: near what the orders should bring in, month by month, and for one hall too high and for another too low.

use super::calendar::is_working_day;
use super::dice::Dice;
use super::work::Run;
use crate::exchange::Company;
use crate::turnover::Budget;
use chrono::{Datelike as _, Months, NaiveDate};
use std::collections::BTreeMap;

/// How far ahead budgets reach, in months.
const AHEAD: u32 = 6;
/// Budgets are round sums.
const ROUND: i64 = 500 * 10_000;
/// The hall that was hoped too much of in the last three months, and the one that does better.
const BEHIND: (usize, i64) = (4, 124);
const BETTER: (usize, i64) = (2, 84);

/// What halls should bring in, by hall and month.
#[derive(Default)]
pub(super) struct Hoped(BTreeMap<(String, NaiveDate), i64>);

impl Hoped {
    /// Adds what a group's orders should bring in.
    pub(super) fn add(&mut self, hall: &str, runs: &[Run], date: impl Fn(i64) -> NaiveDate) {
        for run in runs {
            let a_day = run.value / (run.to - run.from + 1);
            for offset in run.from..=run.to {
                let month = first_of(date(offset));
                *self.0.entry((hall.to_owned(), month)).or_default() += a_day;
            }
        }
    }

    fn of(&self, hall: &str, month: NaiveDate) -> i64 {
        self.0.get(&(hall.to_owned(), month)).copied().unwrap_or_default()
    }
}

/// Adds the budgets of so many months back, of this month, and of half a year ahead.
pub(super) fn add(company: &mut Company, seed: u64, today: NaiveDate, back: u32, hoped: &Hoped) {
    let now = first_of(today);
    for (number, hall) in company.halls.iter().enumerate() {
        // A year's mean, for months of which the orders are not known yet.
        let year: Vec<NaiveDate> = (1..=12).map(|n| now - Months::new(n)).collect();
        let days: i64 = year.iter().map(|month| working_days(*month)).sum();
        let mean = year.iter().map(|month| hoped.of(&hall.id, *month)).sum::<i64>() / days.max(1);
        for offset in 0..=back + AHEAD {
            let month = now - Months::new(back) + Months::new(offset);
            let expected = mean * working_days(month);
            let known = if month <= now { hoped.of(&hall.id, month) } else { expected };
            let lately = month > now - Months::new(3) && month <= now;
            let tilt = match (lately, number) {
                (true, hall) if hall == BEHIND.0 => BEHIND.1,
                (true, hall) if hall == BETTER.0 => BETTER.1,
                _ => 100,
            };
            let age = i64::from(back) - i64::from(offset);
            let mut dice = Dice::about(seed, &["budget", &hall.id, &age.to_string()]);
            let turnover = (known * 3 + expected) / 4 * dice.between(96, 105) / 100 * tilt / 100;
            let turnover = ((turnover + ROUND / 2) / ROUND * ROUND).max(ROUND);
            company.budgets.push(Budget { hall: hall.id.clone(), month, turnover });
        }
    }
}

fn working_days(month: NaiveDate) -> i64 {
    let days = month.iter_days().take_while(|day| day.month() == month.month());
    i64::try_from(days.filter(|day| is_working_day(*day)).count()).unwrap_or(0)
}

fn first_of(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}
