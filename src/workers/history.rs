//! What somebody worked on in the last weeks: stations and tasks, and on how many days. It tells what a person knows how to do,
//! not how fast, how much or how well; and neither does it ask where they were on a day on which they signed on nowhere.

use crate::db::Tx;
use crate::ledger::signed_on;
use crate::output::store::{Task, tasks_of_worker};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// Somebody at a station with a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Work {
    /// Code of the station.
    pub(super) station: String,
    /// Id of the task; `None` on days of which none is known.
    pub(super) task: Option<String>,
    /// On how many days.
    pub(super) days: usize,
    /// The latest of them.
    pub(super) last: NaiveDate,
}

/// Reads it, from a day on.
pub(super) async fn history(tx: &mut Tx, worker: &str, from: NaiveDate) -> sqlx::Result<Vec<Work>> {
    let signed_on = signed_on(tx, worker, from).await?;
    let stations: BTreeSet<&str> = signed_on.iter().map(|(station, _)| station.as_str()).collect();
    let tasks = tasks_of_worker(tx, worker, stations, from).await?;
    Ok(gather(&signed_on, &tasks))
}

/// Puts days and tasks together, the latest first. Where a station counts for one person, that person's tasks are theirs; where
/// several sit at it, all of them worked on what it made.
fn gather(signed_on: &[(String, NaiveDate)], tasks: &[Task]) -> Vec<Work> {
    let mut of_day: BTreeMap<(&str, NaiveDate), Vec<&Task>> = BTreeMap::new();
    for task in tasks {
        of_day.entry((&task.station, task.day)).or_default().push(task);
    }
    let mut days: BTreeMap<(&str, Option<&str>), BTreeSet<NaiveDate>> = BTreeMap::new();
    for (station, day) in signed_on {
        let made = of_day.get(&(station.as_str(), *day)).map_or(&[][..], Vec::as_slice);
        let is_theirs = made.iter().any(|task| !task.worker.is_empty());
        let theirs = made.iter().filter(|task| task.worker.is_empty() != is_theirs);
        let mut names: Vec<Option<&str>> = theirs.map(|task| Some(task.task.as_str())).collect();
        if names.is_empty() {
            names.push(None);
        }
        for name in names {
            days.entry((station, name)).or_default().insert(*day);
        }
    }
    let work = |((station, task), days): ((&str, Option<&str>), BTreeSet<NaiveDate>)| {
        let (station, task) = (station.to_owned(), task.map(str::to_owned));
        days.last().map(|last| Work { station, task, days: days.len(), last: *last })
    };
    let mut all: Vec<Work> = days.into_iter().filter_map(work).collect();
    all.sort_by(|a, b| b.last.cmp(&a.last).then_with(|| a.station.cmp(&b.station)));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(n: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, n).unwrap()
    }
    fn on(station: &str, n: u32) -> (String, NaiveDate) {
        (station.to_owned(), day(n))
    }
    fn task(station: &str, n: u32, task: &str, worker: &str) -> Task {
        Task { station: station.into(), day: day(n), task: task.into(), worker: worker.into() }
    }
    fn told(works: Vec<Work>) -> Vec<String> {
        let tell = |w: Work| {
            let task = w.task.unwrap_or_else(|| "-".to_owned());
            format!("{} {task} {} {}", w.station, w.days, w.last.format("%d"))
        };
        works.into_iter().map(tell).collect()
    }

    #[test]
    fn ones_own_tasks_where_they_are_known_and_the_tables_otherwise() {
        let signed_on = [on("a", 2), on("a", 3), on("b", 4), on("c", 1)];
        let tasks = [
            task("a", 2, "t1", "w1"),
            task("a", 2, "t9", ""),
            task("a", 3, "t1", "w1"),
            task("b", 4, "t2", ""),
            task("b", 4, "t3", ""),
            // Of a day on which they were not there.
            task("b", 5, "t4", ""),
        ];
        assert_eq!(
            told(gather(&signed_on, &tasks)),
            ["b t2 1 04", "b t3 1 04", "a t1 2 03", "c - 1 01"]
        );
        assert!(gather(&[], &tasks).is_empty());
    }
}
