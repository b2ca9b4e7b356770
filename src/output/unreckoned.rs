//! Station days whose tallies changed since figures were last made of them. Whoever writes tallies says so here, in the same
//! transaction; whoever reckons settles what it has seen, and a change that came in the meantime stays.

use crate::db::{Tx, Value, bound, row, slots};
use chrono::NaiveDate;
use std::collections::BTreeMap;

row! {
    /// A station day, and which of its changes was seen.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Change {
        /// The station.
        pub station: String,
        /// The production day.
        pub day: NaiveDate,
        version: i64,
    }
}

/// Says that tallies of these station days change.
pub(super) async fn mark(tx: &mut Tx, days: &[(&str, NaiveDate)]) -> sqlx::Result<()> {
    let rows: Vec<[&dyn Value; 3]> =
        days.iter().map(|(station, day)| [station as &dyn Value, day, &1_i64]).collect();
    tx.insert_many(
        "insert into unreckoned (station, day, version)",
        "on conflict (station, day) do update set version = unreckoned.version + 1",
        &rows,
    )
    .await
}

/// Says it of everything there is.
pub async fn mark_all(tx: &mut Tx) -> sqlx::Result<()> {
    tx.run(
        "insert into unreckoned (station, day, version)
         select distinct station, day, cast(1 as bigint) from tally where true
         on conflict (station, day) do update set version = unreckoned.version + 1",
        &[],
    )
    .await?;
    Ok(())
}

/// Some of them, the latest days first: those are looked at most.
pub async fn some(tx: &mut Tx, most: i64) -> sqlx::Result<Vec<Change>> {
    tx.all(
        "select station, day, version from unreckoned order by day desc, station limit $1",
        &[&most],
    )
    .await
}

/// Forgets what was seen.
pub async fn settle(tx: &mut Tx, changes: &[Change]) -> sqlx::Result<()> {
    let mut seen: BTreeMap<(NaiveDate, i64), Vec<&str>> = BTreeMap::new();
    for change in changes {
        seen.entry((change.day, change.version)).or_default().push(&change.station);
    }
    for ((day, version), stations) in seen {
        for some in slots(stations) {
            let mut values: Vec<&dyn Value> = vec![&day, &version];
            values.extend(bound(&some));
            tx.run(
                "delete from unreckoned
                  where day = $1 and version = $2
                    and station in ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
                &values,
            )
            .await?;
        }
    }
    Ok(())
}
