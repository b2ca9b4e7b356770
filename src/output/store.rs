//! Tallies and live states as rows.

use super::fold::Now;
use super::folder::DayKey;
use super::tally::{Counts, TallyKey};
use super::unreckoned;
use crate::db::{Db, OptText, Tx, Value, bound, row, slots};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::{BTreeMap, BTreeSet};

/// A tally to be written.
pub(super) struct Line<'a> {
    pub(super) station: &'a str,
    pub(super) day: NaiveDate,
    pub(super) key: TallyKey,
    pub(super) counts: Counts,
}

/// Tallies of a station day, to be written.
pub(super) fn lines<'a>(
    (station, day): &'a DayKey,
    tallies: &'a BTreeMap<TallyKey, Counts>,
) -> impl Iterator<Item = Line<'a>> {
    let line = |(key, counts): (&TallyKey, &Counts)| Line {
        station,
        day: *day,
        key: key.clone(),
        counts: *counts,
    };
    tallies.iter().map(line)
}

/// Writes tallies over what is there.
pub(super) async fn write(tx: &mut Tx, lines: &[Line<'_>]) -> sqlx::Result<()> {
    struct Flat<'a> {
        line: &'a Line<'a>,
        task: &'a str,
        worker: &'a str,
        net: i64,
        waiting: [i64; 4],
    }
    let flat: Vec<Flat<'_>> = lines
        .iter()
        .map(|line| Flat {
            line,
            task: &line.key.task,
            worker: &line.key.worker,
            net: line.counts.net_seconds(),
            waiting: line.counts.waiting_seconds(),
        })
        .collect();
    let rows: Vec<[&dyn Value; 15]> = flat
        .iter()
        .map(|f| {
            let row: [&dyn Value; 15] = [
                &f.line.day,
                &f.line.station,
                &f.task,
                &f.worker,
                &f.line.counts.good,
                &f.line.counts.rejected[0],
                &f.line.counts.rejected[1],
                &f.line.counts.rejected[2],
                &f.line.counts.rejected[3],
                &f.line.counts.rejected[4],
                &f.net,
                &f.waiting[0],
                &f.waiting[1],
                &f.waiting[2],
                &f.waiting[3],
            ];
            row
        })
        .collect();
    tx.insert_many(
        "insert into tally (day, station, task, worker, good, rejected_material, rejected_work, rejected_dirt,
                            rejected_broken, rejected_unknown, net_seconds, waiting_material, waiting_fault,
                            waiting_instruction, waiting_talk)",
        "on conflict (station, day, task, worker) do update
         set good = excluded.good, rejected_material = excluded.rejected_material,
             rejected_work = excluded.rejected_work, rejected_dirt = excluded.rejected_dirt,
             rejected_broken = excluded.rejected_broken, rejected_unknown = excluded.rejected_unknown,
             net_seconds = excluded.net_seconds, waiting_material = excluded.waiting_material,
             waiting_fault = excluded.waiting_fault, waiting_instruction = excluded.waiting_instruction,
             waiting_talk = excluded.waiting_talk",
        &rows,
    )
    .await?;
    let days: BTreeSet<_> = lines.iter().map(|line| (line.station, line.day)).collect();
    unreckoned::mark(tx, &Vec::from_iter(days)).await
}

/// Who worked on which day of these, once each.
pub async fn days_worked(
    tx: &mut Tx,
    (from, to): (NaiveDate, NaiveDate),
) -> sqlx::Result<Vec<(String, NaiveDate)>> {
    tx.all(
        "select distinct worker, day from tally where day >= $1 and day <= $2 and worker <> ''",
        &[&from, &to],
    )
    .await
}

/// Forgets a station day's tallies, before they are written anew.
pub(super) async fn clear(tx: &mut Tx, station: &str, day: NaiveDate) -> sqlx::Result<()> {
    tx.run("delete from tally where station = $1 and day = $2", &[&station, &day]).await?;
    unreckoned::mark(tx, &[(station, day)]).await
}

/// A live state to be written.
pub(super) struct NowLine<'a> {
    pub(super) station: &'a str,
    pub(super) day: NaiveDate,
    pub(super) now: Now<'a>,
}

/// Writes live states; one of an earlier day never replaces one of a later day.
pub(super) async fn write_now(tx: &mut Tx, lines: &[NowLine<'_>]) -> sqlx::Result<()> {
    struct Flat<'a> {
        line: &'a NowLine<'a>,
        state: &'static str,
        since: Option<DateTime<Utc>>,
        task: OptText<'a>,
        people: String,
        help_since: Option<DateTime<Utc>>,
        last_event: Option<DateTime<Utc>>,
    }
    let flat: Vec<Flat<'_>> = lines
        .iter()
        .map(|line| Flat {
            line,
            state: line.now.state.word(),
            since: line.now.since.and_then(DateTime::from_timestamp_micros),
            task: OptText(line.now.task.as_deref()),
            people: line.now.people.join(","),
            help_since: line.now.help_since.and_then(DateTime::from_timestamp_micros),
            last_event: line.now.last_event.and_then(DateTime::from_timestamp_micros),
        })
        .collect();
    let rows: Vec<[&dyn Value; 8]> = flat
        .iter()
        .map(|f| {
            let row: [&dyn Value; 8] = [
                &f.line.station,
                &f.line.day,
                &f.state,
                &f.since,
                &f.task,
                &f.people,
                &f.help_since,
                &f.last_event,
            ];
            row
        })
        .collect();
    tx.insert_many(
        "insert into station_now (station, day, state, state_since, task, people, help_since, last_event)",
        "on conflict (station) do update
         set day = excluded.day, state = excluded.state, state_since = excluded.state_since,
             task = excluded.task, people = excluded.people, help_since = excluded.help_since,
             last_event = excluded.last_event
         where excluded.day >= station_now.day",
        &rows,
    )
    .await
}

/// Writes that somebody asks for help, or does no more, at a station whose day is still to be folded. Of a day before the one
/// that is shown it says nothing.
pub(super) async fn write_help(
    tx: &mut Tx,
    (station, day): (&str, NaiveDate),
    at: Option<DateTime<Utc>>,
    since: Option<DateTime<Utc>>,
) -> sqlx::Result<()> {
    tx.run(
        "insert into station_now (station, day, state, state_since, task, people, help_since, last_event)
         values ($1, $2, 'working', null, null, '', $3, $4)
         on conflict (station) do update
         set state = case when station_now.day = excluded.day then station_now.state else excluded.state end,
             state_since = case when station_now.day = excluded.day then station_now.state_since end,
             task = case when station_now.day = excluded.day then station_now.task end,
             people = case when station_now.day = excluded.day then station_now.people else '' end,
             day = excluded.day, help_since = excluded.help_since, last_event = excluded.last_event
         where excluded.day >= station_now.day",
        &[&station, &day, &since, &at],
    )
    .await?;
    Ok(())
}

row! {
    /// A tally as stored.
    #[derive(Clone, Debug, serde::Serialize)]
    pub struct Stored {
        /// The production day.
        pub day: NaiveDate,
        /// The station.
        pub station: String,
        /// The task.
        pub task: String,
        /// The worker; empty is not attributable.
        pub worker: String,
        /// Good pieces.
        pub good: i64,
        /// Pieces rejected because of the material.
        pub rejected_material: i64,
        /// Pieces rejected because of a work step.
        pub rejected_work: i64,
        /// Pieces rejected because they were dirty.
        pub rejected_dirt: i64,
        /// Pieces rejected because they were broken.
        pub rejected_broken: i64,
        /// Pieces rejected, nobody knows why.
        pub rejected_unknown: i64,
        /// Net seconds at the task.
        pub net_seconds: i64,
        /// Seconds waiting for material.
        pub waiting_material: i64,
        /// Seconds waiting because of a fault.
        pub waiting_fault: i64,
        /// Seconds of instruction.
        pub waiting_instruction: i64,
        /// Seconds of talk.
        pub waiting_talk: i64,
    }
}

impl Stored {
    /// Rejected pieces by reason, in the order of [`Counts::rejected`].
    pub fn rejected(&self) -> [i64; 5] {
        [
            self.rejected_material,
            self.rejected_work,
            self.rejected_dirt,
            self.rejected_broken,
            self.rejected_unknown,
        ]
    }

    /// Seconds waited by reason, in the order of [`Counts::waiting_seconds`].
    pub fn waiting_seconds(&self) -> [i64; 4] {
        [self.waiting_material, self.waiting_fault, self.waiting_instruction, self.waiting_talk]
    }
}

/// A station day's tallies.
pub(super) async fn read(tx: &mut Tx, station: &str, day: NaiveDate) -> sqlx::Result<Vec<Stored>> {
    tx.all(
        "select day, station, task, worker, good, rejected_material, rejected_work, rejected_dirt, rejected_broken,
                rejected_unknown, net_seconds, waiting_material, waiting_fault, waiting_instruction, waiting_talk
           from tally where station = $1 and day = $2",
        &[&station, &day],
    )
    .await
}

/// A production day's tallies, by station, task and worker.
pub async fn of_day(db: &Db, day: NaiveDate) -> sqlx::Result<Vec<Stored>> {
    db.all(
        "select day, station, task, worker, good, rejected_material, rejected_work, rejected_dirt, rejected_broken,
                rejected_unknown, net_seconds, waiting_material, waiting_fault, waiting_instruction, waiting_talk
           from tally where day = $1 order by station, task, worker",
        &[&day],
    )
    .await
}

/// Every tally that is attributed to a worker, by day.
pub async fn of_worker(tx: &mut Tx, worker: &str) -> sqlx::Result<Vec<Stored>> {
    tx.all(
        "select day, station, task, worker, good, rejected_material, rejected_work, rejected_dirt, rejected_broken,
                rejected_unknown, net_seconds, waiting_material, waiting_fault, waiting_instruction, waiting_talk
           from tally where worker = $1 order by day, station, task",
        &[&worker],
    )
    .await
}

row! {
    /// What was made somewhere on a day, as far as one person can have had a hand in it.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Task {
        /// The station.
        pub station: String,
        /// The production day.
        pub day: NaiveDate,
        /// The task.
        pub task: String,
        /// The worker whose it is; empty is not attributable to one person.
        pub worker: String,
    }
}

/// What was made at these stations from a day on, of this worker alone or of nobody in particular. No figures.
pub async fn tasks_of_worker<'a>(
    tx: &mut Tx,
    worker: &str,
    stations: impl IntoIterator<Item = &'a str>,
    from: NaiveDate,
) -> sqlx::Result<Vec<Task>> {
    let mut found = Vec::new();
    for some in slots(stations) {
        let mut values = bound(&some).to_vec();
        values.push(&worker);
        values.push(&from);
        let rows: Vec<Task> = tx
            .all(
                "select station, day, task, worker from tally
                  where station in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
                    and worker in ('', $17) and day >= $18 and task <> ''",
                &values,
            )
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// Every station day that has tallies.
pub(super) async fn station_days(tx: &mut Tx) -> sqlx::Result<Vec<(String, NaiveDate)>> {
    tx.all("select distinct station, day from tally order by station, day", &[]).await
}

/// The latest production day that has tallies.
pub async fn last_day(db: &Db) -> sqlx::Result<Option<NaiveDate>> {
    let (day,) = db.one("select max(day) from tally", &[]).await?;
    Ok(day)
}
