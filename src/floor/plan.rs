//! The plan: what a station makes in a day part, and who sits there.

use super::day::DayPart;
use crate::db::{Tx, Value, row};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// One line of the plan. Lines of the same station and day part name the same task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// The production day.
    pub day: NaiveDate,
    /// Which half of it.
    pub part: DayPart,
    /// Code of the station.
    pub station: String,
    /// Id of the task; `None` when a person sits there without one.
    pub task: Option<String>,
    /// Id of the worker; `None` when the station has a task and nobody yet.
    pub worker: Option<String>,
}

/// The whole plan of one station in one day part: the unit that is replaced.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seat {
    /// Id of the task.
    pub task: Option<String>,
    /// Ids of the workers.
    pub workers: BTreeSet<String>,
}

/// Names a [`Seat`]: day, day part, code of the station.
pub type SeatKey = (NaiveDate, DayPart, String);

impl Seat {
    /// True when nothing is planned.
    pub fn is_empty(&self) -> bool {
        self.task.is_none() && self.workers.is_empty()
    }
}

/// Gathers lines into seats.
pub fn seats(lines: &[Assignment]) -> BTreeMap<SeatKey, Seat> {
    let mut seats: BTreeMap<SeatKey, Seat> = BTreeMap::new();
    for line in lines {
        let seat = seats.entry((line.day, line.part, line.station.clone())).or_default();
        seat.task = seat.task.take().or_else(|| line.task.clone());
        seat.workers.extend(line.worker.clone());
    }
    seats
}

row! {
    struct TaskRow {
        day: NaiveDate,
        day_part: DayPart,
        station_code: String,
        task_id: String,
    }
}

row! {
    struct WorkerRow {
        day: NaiveDate,
        day_part: DayPart,
        station_code: String,
        worker_id: String,
    }
}

/// The plan of the days `from` up to and with `to`, as lines.
pub async fn load(tx: &mut Tx, from: NaiveDate, to: NaiveDate) -> sqlx::Result<Vec<Assignment>> {
    let mut seats: BTreeMap<SeatKey, Seat> = BTreeMap::new();
    let tasks: Vec<TaskRow> = tx
        .all(
            "select day, day_part, station_code, task_id from station_task where day >= $1 and day <= $2",
            &[&from, &to],
        )
        .await?;
    for row in tasks {
        seats.entry((row.day, row.day_part, row.station_code)).or_default().task =
            Some(row.task_id);
    }
    let workers: Vec<WorkerRow> = tx
        .all(
            "select day, day_part, station_code, worker_id from assignment where day >= $1 and day <= $2",
            &[&from, &to],
        )
        .await?;
    for row in workers {
        let seat = seats.entry((row.day, row.day_part, row.station_code)).or_default();
        seat.workers.insert(row.worker_id);
    }
    Ok(seats.into_iter().flat_map(|(key, seat)| lines(&key, &seat)).collect())
}

fn lines((day, part, station): &SeatKey, seat: &Seat) -> Vec<Assignment> {
    let line = |worker: Option<&String>| Assignment {
        day: *day,
        part: *part,
        station: station.clone(),
        task: seat.task.clone(),
        worker: worker.cloned(),
    };
    if seat.workers.is_empty() {
        vec![line(None)]
    } else {
        seat.workers.iter().map(|worker| line(Some(worker))).collect()
    }
}

/// Plans seats that have no plan yet (`new`) and replaces the plan of seats that have one (`changed`).
pub async fn store(
    tx: &mut Tx,
    new: &[(&SeatKey, &Seat)],
    changed: &[(&SeatKey, &Seat)],
) -> sqlx::Result<()> {
    for ((day, part, station), _) in changed {
        tx.run(
            "delete from station_task where day = $1 and day_part = $2 and station_code = $3",
            &[day, part, station],
        )
        .await?;
        tx.run(
            "delete from assignment where day = $1 and day_part = $2 and station_code = $3",
            &[day, part, station],
        )
        .await?;
    }
    let mut tasks: Vec<[&dyn Value; 4]> = Vec::new();
    let mut workers: Vec<[&dyn Value; 4]> = Vec::new();
    for ((day, part, station), seat) in new.iter().chain(changed) {
        if let Some(task) = &seat.task {
            tasks.push([day, part, station, task]);
        }
        for worker in &seat.workers {
            workers.push([day, part, station, worker]);
        }
    }
    tx.insert_many("insert into station_task (day, day_part, station_code, task_id)", "", &tasks)
        .await?;
    tx.insert_many("insert into assignment (day, day_part, station_code, worker_id)", "", &workers)
        .await
}

/// The next day after `day` for which anything is planned at a station.
pub async fn next_planned(
    tx: &mut Tx,
    station: &str,
    day: NaiveDate,
) -> sqlx::Result<Option<NaiveDate>> {
    let (next,) = tx
        .one(
            "select min(day) from station_task where station_code = $1 and day > $2",
            &[&station, &day],
        )
        .await?;
    Ok(next)
}
