//! When help was asked for: calls of a group on a day by the hour of the clock there. Who asked is not in it.

use super::hall_day::Place;
use crate::db::{Tx, Value, bound_after, slots};
use crate::floor::day::SiteTime;
use crate::ledger;
use chrono::{DateTime, NaiveDate, Timelike as _};
use std::collections::BTreeMap;

/// How many calls by hour.
pub type Hours = BTreeMap<i64, i64>;

/// The calls of these stations on a day.
pub async fn calls_of<'a>(
    tx: &mut Tx,
    stations: impl IntoIterator<Item = &'a str>,
    day: NaiveDate,
    time: &SiteTime,
) -> sqlx::Result<Hours> {
    let mut hours = Hours::new();
    for at in ledger::help_calls(tx, stations, day).await? {
        let at = DateTime::from_timestamp_micros(at).unwrap_or_default();
        *hours.entry(at.with_timezone(&time.zone).hour().into()).or_default() += 1;
    }
    Ok(hours)
}

/// Writes the calls of groups over what is there.
pub async fn write(tx: &mut Tx, calls: &BTreeMap<Place, Hours>) -> sqlx::Result<()> {
    let mut groups: BTreeMap<NaiveDate, Vec<&str>> = BTreeMap::new();
    for (day, group) in calls.keys() {
        groups.entry(*day).or_default().push(group);
    }
    for (day, groups) in groups {
        for some in slots(groups) {
            tx.run(
                "delete from help_hour
                  where day = $1 and group_id in ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
                &bound_after(&day, &some),
            )
            .await?;
        }
    }
    let rows: Vec<[&dyn Value; 4]> = calls
        .iter()
        .flat_map(|((day, group), hours)| {
            hours.iter().map(move |(hour, calls)| [day as &dyn Value, group, hour, calls])
        })
        .collect();
    tx.insert_many("insert into help_hour (day, group_id, hour, calls)", "", &rows).await
}
