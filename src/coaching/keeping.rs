//! What coaching holds on one person, and for how long.

use super::Caseload;
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
