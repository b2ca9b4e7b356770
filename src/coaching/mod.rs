//! Job coaches, whom they coach, and how those people grow: the walled garden.

pub mod growth;
mod keeping;
pub mod purpose;
pub mod wage_value;

pub use keeping::{
    Grown, caseloads_of, count_agreements, count_contacts, count_ended, count_goals, erase_growth,
    erase_worker, forget_agreements, forget_contacts, forget_ended, forget_goals, grown,
};

use crate::db::{Db, Tx, Value, bound, row, slots};
use chrono::NaiveDate;
use std::collections::HashMap;

row! {
    /// A job coach.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Coach {
        /// An id.
        pub id: String,
        /// The name.
        pub name: String,
    }
}

row! {
    /// From when until when a coach coaches a worker.
    #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
    pub struct Caseload {
        /// Id of the coach.
        pub coach: String = "coach_id",
        /// Id of the worker.
        pub worker: String = "worker_id",
        /// First day.
        pub from: NaiveDate = "from_day",
        /// Last day; `None` while it lasts.
        pub until: Option<NaiveDate> = "until_day",
    }
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

/// The coaches of each of these workers on a day.
pub async fn coaches_of<'a>(
    db: &Db,
    workers: impl IntoIterator<Item = &'a str>,
    day: NaiveDate,
) -> sqlx::Result<HashMap<String, Vec<String>>> {
    let mut found: HashMap<String, Vec<String>> = HashMap::new();
    for some in slots(workers) {
        let mut values = bound(&some).to_vec();
        values.push(&day);
        let rows: Vec<(String, String)> = db
            .all(
                "select worker_id, coach_id from caseload
                  where worker_id in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
                    and from_day <= $17 and (until_day is null or until_day >= $17)
                  order by coach_id",
                &values,
            )
            .await?;
        for (worker, coach) in rows {
            found.entry(worker).or_default().push(coach);
        }
    }
    Ok(found)
}

/// Whom these coaches coach on a day, by id, in no order.
pub async fn coached_by<'a>(
    db: &Db,
    coaches: impl IntoIterator<Item = &'a str>,
    day: NaiveDate,
) -> sqlx::Result<Vec<String>> {
    let mut found = Vec::new();
    for some in slots(coaches) {
        let mut values = bound(&some).to_vec();
        values.push(&day);
        let rows: Vec<(String,)> = db
            .all(
                "select worker_id from caseload
                  where coach_id in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
                    and from_day <= $17 and (until_day is null or until_day >= $17)",
                &values,
            )
            .await?;
        found.extend(rows.into_iter().map(|(worker,)| worker));
    }
    Ok(found)
}

/// The names of these coaches, by name.
pub async fn names<'a>(
    db: &Db,
    coaches: impl IntoIterator<Item = &'a str>,
) -> sqlx::Result<Vec<String>> {
    let mut found = Vec::new();
    for some in slots(coaches) {
        let rows: Vec<(String,)> = db
            .all(
                "select name from coach
                  where id in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
                &bound(&some),
            )
            .await?;
        found.extend(rows.into_iter().map(|(name,)| name));
    }
    found.sort();
    Ok(found)
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
