//! Who sat where, as far as it is about one person, and for how long that is kept. What a station made is no part of it.

use super::day::DayPart;
use crate::db::{Db, Tx, bound, row, slots};
use chrono::NaiveDate;
use std::collections::HashMap;

row! {
    /// Somebody's place in a day part.
    #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
    pub struct Seated {
        /// The production day.
        pub day: NaiveDate,
        /// Which half of it.
        pub part: DayPart = "day_part",
        /// Code of the station.
        pub station: String = "station_code",
    }
}

/// Where a worker was planned.
pub async fn of_worker(tx: &mut Tx, worker: &str) -> sqlx::Result<Vec<Seated>> {
    tx.all(
        "select day, day_part, station_code from assignment where worker_id = $1 order by day, day_part desc, station_code",
        &[&worker],
    )
    .await
}

/// Where a worker is planned on a day, the morning first.
pub async fn on_day(tx: &mut Tx, worker: &str, day: NaiveDate) -> sqlx::Result<Vec<Seated>> {
    tx.all(
        "select day, day_part, station_code from assignment
          where day = $2 and worker_id = $1 order by day_part desc, station_code",
        &[&worker, &day],
    )
    .await
}

/// Where these workers are planned in a part of a day: each with the code of a station, of several the first.
pub async fn in_part<'a>(
    tx: &mut Tx,
    workers: impl IntoIterator<Item = &'a str>,
    day: NaiveDate,
    part: DayPart,
) -> sqlx::Result<HashMap<String, String>> {
    let mut found = HashMap::new();
    for some in slots(workers) {
        let mut values = bound(&some).to_vec();
        values.push(&day);
        values.push(&part);
        let rows: Vec<(String, String)> = tx
            .all(
                "select worker_id, min(station_code) from assignment
                  where worker_id in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
                    and day = $17 and day_part = $18
                  group by worker_id",
                &values,
            )
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// Forgets where a worker was planned; gives how many places that were.
pub async fn erase_worker(tx: &mut Tx, worker: &str) -> sqlx::Result<u64> {
    tx.run("delete from assignment where worker_id = $1", &[&worker]).await
}

/// How many places are of before a day.
pub async fn count_before(db: &Db, day: NaiveDate) -> sqlx::Result<i64> {
    let (count,) = db.one("select count(*) from assignment where day < $1", &[&day]).await?;
    Ok(count)
}

/// Forgets at most `limit` places of before a day; gives how many.
pub async fn forget_before(tx: &mut Tx, day: NaiveDate, limit: i64) -> sqlx::Result<u64> {
    tx.run(
        "delete from assignment where (day, day_part, station_code, worker_id) in
            (select day, day_part, station_code, worker_id from assignment where day < $1 limit $2)",
        &[&day, &limit],
    )
    .await
}
