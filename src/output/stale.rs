//! Station days whose tallies are behind the ledger or the plan. Whoever causes that says so here, in the same
//! transaction; the leader of the site folds the day again and removes the row.

use crate::db::{Db, Tx, Value, bound_after, row, slots};
use chrono::NaiveDate;
use std::collections::HashSet;

/// Nothing of what happened changed: the plan did, or the day is merely behind.
pub(super) const NOTHING: i64 = i64::MAX;

row! {
    /// A station day that is behind.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct Stale {
        /// The station.
        pub(crate) station: String,
        /// The production day.
        pub(crate) day: NaiveDate,
        /// The first instant of which something changed, in microseconds since 1970; [`NOTHING`]: only the plan did.
        pub(super) from_at: i64,
        /// Which saying of it this is.
        pub(super) mark: i64,
    }
}

/// Says that a station's day must be folded again, because something of this instant or later is otherwise than it was. A mark
/// that is there already is written again, because that waits for whoever is working it off at this moment and does not see
/// this transaction yet. Gives which saying of it this is.
pub async fn mark_stale(
    tx: &mut Tx,
    station: &str,
    day: NaiveDate,
    from_at: i64,
) -> sqlx::Result<i64> {
    let (mark,) = tx
        .one(
            "insert into stale_day (station, day, from_at, mark) values ($1, $2, $3, 1)
             on conflict (station, day) do update
             set from_at = case when excluded.from_at < stale_day.from_at then excluded.from_at
                                else stale_day.from_at end,
                 mark = stale_day.mark + 1
             returning mark",
            &[&station, &day, &from_at],
        )
        .await?;
    Ok(mark)
}

/// Says of several days of a station that another plan or other terms hold: nothing of what happened is otherwise.
pub async fn mark_days_stale(tx: &mut Tx, station: &str, days: &[NaiveDate]) -> sqlx::Result<()> {
    let rows: Vec<[&dyn Value; 4]> =
        days.iter().map(|day| [&station as &dyn Value, day, &NOTHING, &1_i64]).collect();
    tx.insert_many(
        "insert into stale_day (station, day, from_at, mark)",
        "on conflict (station, day) do update set mark = stale_day.mark + 1",
        &rows,
    )
    .await
}

/// Some of them; the rest comes with a later batch.
pub(crate) async fn some(tx: &mut Tx, most: i64) -> sqlx::Result<Vec<Stale>> {
    tx.all(
        "select station, day, from_at, mark from stale_day order by day, station limit $1",
        &[&most],
    )
    .await
}

/// Takes the mark away, before the day is read; gives from which instant on it is otherwise.
pub(super) async fn take(tx: &mut Tx, station: &str, day: NaiveDate) -> sqlx::Result<Option<i64>> {
    let row: Option<(i64,)> = tx
        .maybe(
            "delete from stale_day where station = $1 and day = $2 returning from_at",
            &[&station, &day],
        )
        .await?;
    Ok(row.map(|(from_at,)| from_at))
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

/// Of which of these stations the day is still to be folded again.
pub async fn behind<'a>(
    db: &Db,
    stations: impl IntoIterator<Item = &'a str>,
    day: NaiveDate,
) -> sqlx::Result<HashSet<String>> {
    let mut behind = HashSet::new();
    for some in slots(stations) {
        let rows: Vec<(String,)> = db
            .all(
                "select station from stale_day
                  where day = $1
                    and station in ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
                &bound_after(&day, &some),
            )
            .await?;
        behind.extend(rows.into_iter().map(|(station,)| station));
    }
    Ok(behind)
}
