//! What coaching holds on one person, and for how long.

use super::Caseload;
use super::growth::{Agreement, Contact, Goal, Measurement};
use crate::db::{Db, Tx};
use chrono::NaiveDate;

/// Who coached a worker, and when.
pub async fn caseloads_of(tx: &mut Tx, worker: &str) -> sqlx::Result<Vec<Caseload>> {
    tx.all(
        "select coach_id, worker_id, from_day, until_day from caseload where worker_id = $1 order by from_day, coach_id",
        &[&worker],
    )
    .await
}

/// Forgets who coached a worker; gives how many caseloads that were.
pub async fn erase_worker(tx: &mut Tx, worker: &str) -> sqlx::Result<u64> {
    tx.run("delete from caseload where worker_id = $1", &[&worker]).await
}

/// What growth holds on one person.
#[derive(Debug, serde::Serialize)]
pub struct Grown {
    /// What they want to learn.
    pub goals: Vec<Goal>,
    /// What was measured of that.
    pub measurements: Vec<Measurement>,
    /// What was agreed.
    pub agreements: Vec<Agreement>,
    /// When they spoke with a coach.
    pub contacts: Vec<Contact>,
}

/// Goals, measurements, agreements and contacts of a worker.
pub async fn grown(tx: &mut Tx, worker: &str) -> sqlx::Result<Grown> {
    Ok(Grown {
        goals: tx
            .all(
                "select id, worker_id, words, kind, baseline, target, unit, from_day, due_day, closed_day, outcome
                   from coaching_goal where worker_id = $1 order by from_day, id",
                &[&worker],
            )
            .await?,
        measurements: tx
            .all(
                "select goal_id, day, value from goal_measurement
                  where goal_id in (select id from coaching_goal where worker_id = $1) order by goal_id, day",
                &[&worker],
            )
            .await?,
        agreements: tx
            .all(
                "select id, worker_id, made_day, words, due_day, done_day from agreement
                  where worker_id = $1 order by made_day, id",
                &[&worker],
            )
            .await?,
        contacts: tx
            .all(
                "select worker_id, coach_id, day, kind, minutes, goal_id from contact
                  where worker_id = $1 order by day, coach_id",
                &[&worker],
            )
            .await?,
    })
}

/// Forgets goals, measurements, agreements and contacts of a worker.
pub async fn erase_growth(tx: &mut Tx, worker: &str) -> sqlx::Result<()> {
    tx.run("delete from contact where worker_id = $1", &[&worker]).await?;
    // A contact of another may have been about a goal of this one.
    tx.run(
        "update contact set goal_id = null where goal_id in (select id from coaching_goal where worker_id = $1)",
        &[&worker],
    )
    .await?;
    tx.run(
        "delete from goal_measurement where goal_id in (select id from coaching_goal where worker_id = $1)",
        &[&worker],
    )
    .await?;
    tx.run("delete from coaching_goal where worker_id = $1", &[&worker]).await?;
    tx.run("delete from agreement where worker_id = $1", &[&worker]).await?;
    Ok(())
}

/// How many goals were over before a day: closed, or due and never closed.
pub async fn count_goals(db: &Db, before: NaiveDate) -> sqlx::Result<i64> {
    let (count,) = db
        .one(
            "select count(*) from coaching_goal where coalesce(closed_day, due_day) < $1",
            &[&before],
        )
        .await?;
    Ok(count)
}

/// Forgets at most `limit` goals that were over before a day, with their measurements; gives how many goals.
pub async fn forget_goals(tx: &mut Tx, before: NaiveDate, limit: i64) -> sqlx::Result<u64> {
    tx.run(
        "update contact set goal_id = null where goal_id in
            (select id from coaching_goal where coalesce(closed_day, due_day) < $1 order by id limit $2)",
        &[&before, &limit],
    )
    .await?;
    tx.run(
        "delete from goal_measurement where goal_id in
            (select id from coaching_goal where coalesce(closed_day, due_day) < $1 order by id limit $2)",
        &[&before, &limit],
    )
    .await?;
    tx.run(
        "delete from coaching_goal where id in
            (select id from coaching_goal where coalesce(closed_day, due_day) < $1 order by id limit $2)",
        &[&before, &limit],
    )
    .await
}

/// How many agreements were over before a day: kept, or due and never kept.
pub async fn count_agreements(db: &Db, before: NaiveDate) -> sqlx::Result<i64> {
    let (count,) = db
        .one("select count(*) from agreement where coalesce(done_day, due_day) < $1", &[&before])
        .await?;
    Ok(count)
}

/// Forgets at most `limit` agreements that were over before a day; gives how many.
pub async fn forget_agreements(tx: &mut Tx, before: NaiveDate, limit: i64) -> sqlx::Result<u64> {
    tx.run(
        "delete from agreement where id in
            (select id from agreement where coalesce(done_day, due_day) < $1 limit $2)",
        &[&before, &limit],
    )
    .await
}

/// How many contacts were before a day.
pub async fn count_contacts(db: &Db, before: NaiveDate) -> sqlx::Result<i64> {
    let (count,) = db.one("select count(*) from contact where day < $1", &[&before]).await?;
    Ok(count)
}

/// Forgets at most `limit` contacts of before a day; gives how many.
pub async fn forget_contacts(tx: &mut Tx, before: NaiveDate, limit: i64) -> sqlx::Result<u64> {
    tx.run(
        "delete from contact where (worker_id, coach_id, day) in
            (select worker_id, coach_id, day from contact where day < $1 limit $2)",
        &[&before, &limit],
    )
    .await
}

/// How many caseloads ended before a day.
pub async fn count_ended(db: &Db, before: NaiveDate) -> sqlx::Result<i64> {
    let (count,) = db.one("select count(*) from caseload where until_day < $1", &[&before]).await?;
    Ok(count)
}

/// Forgets at most `limit` caseloads that ended before a day; gives how many.
pub async fn forget_ended(tx: &mut Tx, before: NaiveDate, limit: i64) -> sqlx::Result<u64> {
    tx.run(
        "delete from caseload where (coach_id, worker_id, from_day) in
            (select coach_id, worker_id, from_day from caseload where until_day < $1 limit $2)",
        &[&before, &limit],
    )
    .await
}
