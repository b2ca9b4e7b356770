//! Job coaches and whom they coach: the walled garden. So far only who belongs to whom.

mod keeping;

pub use keeping::{caseloads_of, count_ended, erase_worker, forget_ended};

use crate::db::{Tx, Value};
use chrono::NaiveDate;

/// A job coach.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Coach {
    /// An id.
    pub id: String,
    /// The name.
    pub name: String,
}

/// From when until when a coach coaches a worker.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, sqlx::FromRow)]
pub struct Caseload {
    /// Id of the coach.
    #[sqlx(rename = "coach_id")]
    pub coach: String,
    /// Id of the worker.
    #[sqlx(rename = "worker_id")]
    pub worker: String,
    /// First day.
    #[sqlx(rename = "from_day")]
    pub from: NaiveDate,
    /// Last day; `None` while it lasts.
    #[sqlx(rename = "until_day")]
    pub until: Option<NaiveDate>,
}

/// Every coach.
pub async fn coaches(tx: &mut Tx) -> sqlx::Result<Vec<Coach>> {
    tx.all("select id, name from coach", &[]).await
}

/// Adds coaches, or changes those that exist.
pub async fn store_coaches(tx: &mut Tx, rows: &[&Coach]) -> sqlx::Result<()> {
    let rows: Vec<[&dyn Value; 2]> = rows.iter().map(|c| [&c.id as &dyn Value, &c.name]).collect();
    tx.insert_many(
        "insert into coach (id, name)",
        "on conflict (id) do update set name = excluded.name",
        &rows,
    )
    .await
}

/// Every caseload, past ones too.
pub async fn caseloads(tx: &mut Tx) -> sqlx::Result<Vec<Caseload>> {
    tx.all("select coach_id, worker_id, from_day, until_day from caseload", &[]).await
}

/// Adds caseloads, or changes the last day of those that exist.
pub async fn store_caseloads(tx: &mut Tx, rows: &[&Caseload]) -> sqlx::Result<()> {
    let rows: Vec<[&dyn Value; 4]> =
        rows.iter().map(|c| [&c.coach as &dyn Value, &c.worker, &c.from, &c.until]).collect();
    tx.insert_many(
        "insert into caseload (coach_id, worker_id, from_day, until_day)",
        "on conflict (coach_id, worker_id, from_day) do update set until_day = excluded.until_day",
        &rows,
    )
    .await
}
