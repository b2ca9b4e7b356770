//! Station days whose tallies are behind the ledger or the plan. Whoever causes that says so here, in the same
//! transaction; the leader of the site folds the day again and removes the row.

use crate::db::{Db, Tx, Value};
use chrono::NaiveDate;

/// Says that a station's day must be folded again. A mark that is there already is written again, because that waits for
/// whoever is working it off at this moment and does not see this transaction yet.
pub async fn mark_stale(tx: &mut Tx, station: &str, day: NaiveDate) -> sqlx::Result<()> {
    tx.run(
        "insert into stale_day (station, day) values ($1, $2)
         on conflict (station, day) do update set day = excluded.day",
        &[&station, &day],
    )
    .await?;
    Ok(())
}

/// Says the same of several days of a station.
pub async fn mark_days_stale(tx: &mut Tx, station: &str, days: &[NaiveDate]) -> sqlx::Result<()> {
    let rows: Vec<[&dyn Value; 2]> = days.iter().map(|day| [&station as &dyn Value, day]).collect();
    tx.insert_many(
        "insert into stale_day (station, day)",
        "on conflict (station, day) do update set day = excluded.day",
        &rows,
    )
    .await
}

/// Some of them; the rest comes with a later batch.
pub(crate) async fn some(tx: &mut Tx, most: i64) -> sqlx::Result<Vec<(String, NaiveDate)>> {
    tx.all("select station, day from stale_day order by day, station limit $1", &[&most]).await
}

/// The day is folded.
pub(crate) async fn clear(tx: &mut Tx, station: &str, day: NaiveDate) -> sqlx::Result<()> {
    tx.run("delete from stale_day where station = $1 and day = $2", &[&station, &day]).await?;
    Ok(())
}

/// True when there is any.
pub(crate) async fn is_any(db: &Db) -> sqlx::Result<bool> {
    let row: Option<(String,)> = db.maybe("select station from stale_day limit 1", &[]).await?;
    Ok(row.is_some())
}

/// True when a station's day is still to be folded again.
pub async fn is_behind(db: &Db, station: &str, day: NaiveDate) -> sqlx::Result<bool> {
    let row: Option<(String,)> = db
        .maybe("select station from stale_day where station = $1 and day = $2", &[&station, &day])
        .await?;
    Ok(row.is_some())
}
