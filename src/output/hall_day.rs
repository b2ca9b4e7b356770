//! How a hall's stations were used on a day: made of the tallies of all of them, for the figures of the floor. Nobody's own
//! output is in it; of people only how many different ones there were. A station at which nothing happened counts among the
//! stations, so a group that stood still does too.

use super::store::Stored;
use crate::db::{Tx, Value, bound, slots};
use chrono::{Datelike as _, Days, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};

/// A hall or a group on a day.
pub type Place = (NaiveDate, String);

/// How it was used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Use {
    used: BTreeSet<String>,
    stations: i64,
    people: BTreeSet<String>,
    net_seconds: i64,
    waiting: [i64; 4],
    good: i64,
    rejected: [i64; 5],
}

impl Use {
    /// Of a hall with so many stations, nothing known yet.
    pub fn of(stations: usize) -> Self {
        Self { stations: i64::try_from(stations).unwrap_or(i64::MAX), ..Self::default() }
    }

    /// Adds a tally of one of its stations.
    pub fn add(&mut self, tally: &Stored) {
        if tally.good != 0 || tally.net_seconds != 0 {
            self.used.insert(tally.station.clone());
        }
        if !tally.worker.is_empty() {
            self.people.insert(tally.worker.clone());
        }
        self.net_seconds += tally.net_seconds;
        self.good += tally.good;
        self.waiting.iter_mut().zip(tally.waiting_seconds()).for_each(|(mine, more)| *mine += more);
        self.rejected.iter_mut().zip(tally.rejected()).for_each(|(mine, more)| *mine += more);
    }

    /// True when nothing happened there: such a day is none on which the hall worked.
    fn is_nothing(&self) -> bool {
        *self == Self { stations: self.stations, ..Self::default() }
    }
}

/// The tallies of these stations on a day.
pub async fn tallies_of<'a>(
    tx: &mut Tx,
    stations: impl IntoIterator<Item = &'a str>,
    day: NaiveDate,
) -> sqlx::Result<Vec<Stored>> {
    let mut found = Vec::new();
    for some in slots(stations) {
        let mut values = bound(&some).to_vec();
        values.push(&day);
        let rows: Vec<Stored> = tx
            .all(
                "select day, station, task, worker, good, rejected_material, rejected_work, rejected_dirt, rejected_broken,
                        rejected_unknown, net_seconds, waiting_material, waiting_fault, waiting_instruction, waiting_talk
                   from tally
                  where station in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) and day = $17",
                &values,
            )
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// The tallies of these tasks, of every day.
pub async fn tallies_of_tasks<'a>(
    tx: &mut Tx,
    tasks: impl IntoIterator<Item = &'a str>,
) -> sqlx::Result<Vec<Stored>> {
    let mut found = Vec::new();
    for some in slots(tasks) {
        let rows: Vec<Stored> = tx
            .all(
                "select day, station, task, worker, good, rejected_material, rejected_work, rejected_dirt, rejected_broken,
                        rejected_unknown, net_seconds, waiting_material, waiting_fault, waiting_instruction, waiting_talk
                   from tally
                  where task in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
                &bound(&some),
            )
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// Writes how halls were used over what is there. Of a day on which nothing happened any more there is no row.
pub async fn write(tx: &mut Tx, uses: &BTreeMap<Place, Use>) -> sqlx::Result<()> {
    struct Flat<'a> {
        place: &'a Place,
        week: NaiveDate,
        month: NaiveDate,
        numbers: [i64; 3],
        of: &'a Use,
    }
    let count = |set: &BTreeSet<String>| i64::try_from(set.len()).unwrap_or(i64::MAX);
    for ((day, hall), _) in uses.iter().filter(|(_, of)| of.is_nothing()) {
        tx.run("delete from hall_day where day = $1 and hall_id = $2", &[day, hall]).await?;
    }
    let flat: Vec<Flat<'_>> = uses
        .iter()
        .filter(|(_, of)| !of.is_nothing())
        .map(|(place, of)| Flat {
            place,
            week: monday(place.0),
            month: first_of_month(place.0),
            numbers: [count(&of.used), of.stations, count(&of.people)],
            of,
        })
        .collect();
    let rows: Vec<[&dyn Value; 18]> = flat
        .iter()
        .map(|f| {
            let row: [&dyn Value; 18] = [
                &f.place.0,
                &f.place.1,
                &f.week,
                &f.month,
                &f.numbers[0],
                &f.numbers[1],
                &f.numbers[2],
                &f.of.net_seconds,
                &f.of.waiting[0],
                &f.of.waiting[1],
                &f.of.waiting[2],
                &f.of.waiting[3],
                &f.of.good,
                &f.of.rejected[0],
                &f.of.rejected[1],
                &f.of.rejected[2],
                &f.of.rejected[3],
                &f.of.rejected[4],
            ];
            row
        })
        .collect();
    tx.insert_many(
        "insert into hall_day (day, hall_id, week, month, stations_used, stations, people, net_seconds,
                               waiting_material, waiting_fault, waiting_instruction, waiting_talk, good,
                               rejected_material, rejected_work, rejected_dirt, rejected_broken, rejected_unknown)",
        "on conflict (day, hall_id) do update
         set stations_used = excluded.stations_used, stations = excluded.stations, people = excluded.people,
             net_seconds = excluded.net_seconds, waiting_material = excluded.waiting_material,
             waiting_fault = excluded.waiting_fault, waiting_instruction = excluded.waiting_instruction,
             waiting_talk = excluded.waiting_talk, good = excluded.good,
             rejected_material = excluded.rejected_material, rejected_work = excluded.rejected_work,
             rejected_dirt = excluded.rejected_dirt, rejected_broken = excluded.rejected_broken,
             rejected_unknown = excluded.rejected_unknown",
        &rows,
    )
    .await
}

/// The Monday of a day's week.
pub fn monday(day: NaiveDate) -> NaiveDate {
    day - Days::new(day.weekday().num_days_from_monday().into())
}

/// The first day of a day's month.
pub fn first_of_month(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}
