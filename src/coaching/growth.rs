//! What people want to learn, what was measured of it, what was agreed, and when they spoke with their coach. Words are about
//! the work; nothing here has room for health.

use crate::db::{Db, Tx, Value, row, words};
use chrono::NaiveDate;
use serde::Serialize;

words! {
    /// How a goal is measured.
    pub enum GoalKind {
        /// Pieces an hour.
        CountPerHour = "count_per_hour",
        /// Minutes at a stretch.
        MinutesSustained = "minutes_sustained",
        /// How often.
        Frequency = "frequency",
        /// From 1 to 5.
        Rating = "rating",
        /// Points of a list.
        Checklist = "checklist",
    }
}

words! {
    /// What became of a goal.
    pub enum GoalOutcome {
        /// Reached.
        Reached = "reached",
        /// Reached in part.
        Partly = "partly",
        /// Stopped before.
        Stopped = "stopped",
    }
}

row! {
    /// What somebody wants to learn. Values are thousandths of the unit.
    #[derive(Clone, Debug, PartialEq, Eq, Serialize)]
    pub struct Goal {
        /// An id.
        pub id: String,
        /// Id of the worker.
        pub worker: String = "worker_id",
        /// The goal in the person's words.
        pub words: String,
        /// How it is measured.
        pub kind: GoalKind,
        /// Where it began.
        pub baseline: i64,
        /// Where it leads.
        pub target: i64,
        /// What is counted, in words.
        pub unit: String,
        /// First day.
        pub from: NaiveDate = "from_day",
        /// The day by which it should be reached.
        pub due: NaiveDate = "due_day",
        /// The day it was closed.
        pub closed: Option<NaiveDate> = "closed_day",
        /// What became of it, once it is closed.
        pub outcome: Option<GoalOutcome>,
    }
}

row! {
    /// What was measured of a goal on a day, in thousandths of its unit.
    #[derive(Clone, Debug, PartialEq, Eq, Serialize)]
    pub struct Measurement {
        /// Id of the goal.
        pub goal: String = "goal_id",
        /// The day.
        pub day: NaiveDate,
        /// The value.
        pub value: i64,
    }
}

row! {
    /// What was agreed with somebody.
    #[derive(Clone, Debug, PartialEq, Eq, Serialize)]
    pub struct Agreement {
        /// An id.
        pub id: String,
        /// Id of the worker.
        pub worker: String = "worker_id",
        /// The day it was made.
        pub made: NaiveDate = "made_day",
        /// The agreement in words.
        pub words: String,
        /// The day by which it is kept.
        pub due: NaiveDate = "due_day",
        /// The day it was kept.
        pub done: Option<NaiveDate> = "done_day",
    }
}

words! {
    /// How a coach and a worker met.
    pub enum ContactKind {
        /// A talk.
        Talk = "talk",
        /// A visit at the station.
        Visit = "visit",
        /// A telephone call.
        Call = "call",
    }
}

row! {
    /// That a coach and a worker met on a day, and nothing of what was said.
    #[derive(Clone, Debug, PartialEq, Eq, Serialize)]
    pub struct Contact {
        /// Id of the worker.
        pub worker: String = "worker_id",
        /// Id of the coach.
        pub coach: String = "coach_id",
        /// The day.
        pub day: NaiveDate,
        /// How.
        pub kind: ContactKind,
        /// For how long.
        pub minutes: i64,
        /// Id of the goal it was about.
        pub goal: Option<String> = "goal_id",
    }
}

/// Every goal.
pub async fn goals(tx: &mut Tx) -> sqlx::Result<Vec<Goal>> {
    tx.all(
        "select id, worker_id, words, kind, baseline, target, unit, from_day, due_day, closed_day, outcome from coaching_goal",
        &[],
    )
    .await
}

/// Adds goals, or changes those that exist.
pub async fn store_goals(tx: &mut Tx, rows: &[&Goal]) -> sqlx::Result<()> {
    let rows: Vec<[&dyn Value; 11]> = rows
        .iter()
        .map(|g| {
            let row: [&dyn Value; 11] = [
                &g.id,
                &g.worker,
                &g.words,
                &g.kind,
                &g.baseline,
                &g.target,
                &g.unit,
                &g.from,
                &g.due,
                &g.closed,
                &g.outcome,
            ];
            row
        })
        .collect();
    tx.insert_many(
        "insert into coaching_goal (id, worker_id, words, kind, baseline, target, unit, from_day, due_day, closed_day, outcome)",
        "on conflict (id) do update set worker_id = excluded.worker_id, words = excluded.words, kind = excluded.kind,
             baseline = excluded.baseline, target = excluded.target, unit = excluded.unit, from_day = excluded.from_day,
             due_day = excluded.due_day, closed_day = excluded.closed_day, outcome = excluded.outcome",
        &rows,
    )
    .await
}

/// Every measurement.
pub async fn measurements(tx: &mut Tx) -> sqlx::Result<Vec<Measurement>> {
    tx.all("select goal_id, day, value from goal_measurement", &[]).await
}

/// Adds measurements, or changes those of the same day.
pub async fn store_measurements(tx: &mut Tx, rows: &[&Measurement]) -> sqlx::Result<()> {
    let rows: Vec<[&dyn Value; 3]> =
        rows.iter().map(|m| [&m.goal as &dyn Value, &m.day, &m.value]).collect();
    tx.insert_many(
        "insert into goal_measurement (goal_id, day, value)",
        "on conflict (goal_id, day) do update set value = excluded.value",
        &rows,
    )
    .await
}

/// Every agreement.
pub async fn agreements(tx: &mut Tx) -> sqlx::Result<Vec<Agreement>> {
    tx.all("select id, worker_id, made_day, words, due_day, done_day from agreement", &[]).await
}

/// Adds agreements, or changes those that exist.
pub async fn store_agreements(tx: &mut Tx, rows: &[&Agreement]) -> sqlx::Result<()> {
    let rows: Vec<[&dyn Value; 6]> = rows
        .iter()
        .map(|a| [&a.id as &dyn Value, &a.worker, &a.made, &a.words, &a.due, &a.done])
        .collect();
    tx.insert_many(
        "insert into agreement (id, worker_id, made_day, words, due_day, done_day)",
        "on conflict (id) do update set worker_id = excluded.worker_id, made_day = excluded.made_day,
             words = excluded.words, due_day = excluded.due_day, done_day = excluded.done_day",
        &rows,
    )
    .await
}

/// Every contact.
pub async fn contacts(tx: &mut Tx) -> sqlx::Result<Vec<Contact>> {
    tx.all("select worker_id, coach_id, day, kind, minutes, goal_id from contact", &[]).await
}

/// Adds contacts, or changes those of the same day.
pub async fn store_contacts(tx: &mut Tx, rows: &[&Contact]) -> sqlx::Result<()> {
    let rows: Vec<[&dyn Value; 6]> = rows
        .iter()
        .map(|c| [&c.worker as &dyn Value, &c.coach, &c.day, &c.kind, &c.minutes, &c.goal])
        .collect();
    tx.insert_many(
        "insert into contact (worker_id, coach_id, day, kind, minutes, goal_id)",
        "on conflict (worker_id, coach_id, day) do update set kind = excluded.kind, minutes = excluded.minutes,
             goal_id = excluded.goal_id",
        &rows,
    )
    .await
}

/// Everybody whom somebody coaches on a day, by id, in no order.
pub async fn coached(db: &Db, day: NaiveDate) -> sqlx::Result<Vec<String>> {
    let rows: Vec<(String,)> = db
        .all(
            "select distinct worker_id from caseload where from_day <= $1 and (until_day is null or until_day >= $1)",
            &[&day],
        )
        .await?;
    Ok(rows.into_iter().map(|(worker,)| worker).collect())
}
