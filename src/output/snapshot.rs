//! What a station day was after one of its events, kept beside its tallies, so that going on from there reads only what came
//! later: after a restart, and for an event that comes in late.
//!
//! A snapshot is a tally by another name. It can be thrown away, and folding anew gives the same ones. It is written in the
//! transaction that writes the tallies. Whatever changes something of before it takes it away: what comes in late, an undo, a
//! correction. A changed plan does not: the snapshot holds the part of the plan it was folded by, and is not used when that is
//! no longer the plan. Nor is one that another version of the fold made.

use super::fold::{Plan, StationDay};
use super::state_text::{read, text};
use crate::db::{Db, Tx, Value};
use crate::floor::places::Attribution;
use chrono::{Days, NaiveDate};

/// The version of the fold and of its state as text. Whoever changes what the fold makes of events raises it; a test that holds
/// a state of each version in a file reminds them.
pub const FOLD: i64 = 1;

/// A station's snapshots of days so long before are taken away as the first one of a new day is written. What comes in later
/// still is folded from the day's beginning.
const KEPT_FOR: Days = Days::new(7);

/// True when snapshot number `number` is worth its place beside the newest one: all of the last four, of those before every
/// second, then every fourth. So a day of a million events has some thirty, and what is late by so many events is folded from
/// at most twice as far back. What is not kept once is never kept again as the newest grows.
fn is_kept(number: i64, newest: i64) -> bool {
    let behind = newest - number;
    behind < 4 || number % (1 << (behind / 2).ilog2()) == 0
}

/// Takes out of states in order those that are not worth their place.
pub(super) fn thin(states: &mut Vec<StationDay>, every: i64) {
    if let Some(newest) = states.last().map(|state| state.events() / every) {
        states.retain(|state| is_kept(state.events() / every, newest));
    }
}

/// A snapshot of a station day, to be written.
pub(super) struct Row<'a> {
    pub(super) station: &'a str,
    pub(super) day: NaiveDate,
    pub(super) state: &'a StationDay,
}

/// Writes them, each over one of the same `every` events; gives up what is not worth its place any more.
pub(super) async fn write(tx: &mut Tx, rows: &[Row<'_>], every: i64) -> sqlx::Result<()> {
    let texts: Vec<(i64, i64, i64, String)> = rows
        .iter()
        .filter_map(|row| {
            let last = row.state.last()?;
            Some((row.state.events() / every, last.at, row.state.events(), text(row.state)))
        })
        .collect();
    let values: Vec<[&dyn Value; 7]> = rows
        .iter()
        .filter(|row| row.state.last().is_some())
        .zip(&texts)
        .map(|(row, (number, at, events, state))| {
            let values: [&dyn Value; 7] =
                [&row.station, &row.day, number, &FOLD, at, events, state];
            values
        })
        .collect();
    tx.insert_many(
        "insert into station_day_snapshot (station, day, number, fold, at, events, state)",
        "on conflict (station, day, number) do update
         set fold = excluded.fold, at = excluded.at, events = excluded.events, state = excluded.state",
        &values,
    )
    .await?;
    for one in rows.chunk_by(|a, b| (a.station, a.day) == (b.station, b.day)) {
        give_up(tx, one[0].station, one[0].day).await?;
    }
    Ok(())
}

async fn give_up(tx: &mut Tx, station: &str, day: NaiveDate) -> sqlx::Result<()> {
    let numbers: Vec<(i64,)> = tx
        .all(
            "select number from station_day_snapshot where station = $1 and day = $2 order by number",
            &[&station, &day],
        )
        .await?;
    let Some((newest,)) = numbers.last().copied() else { return Ok(()) };
    for (number,) in &numbers {
        if !is_kept(*number, newest) {
            tx.run(
                "delete from station_day_snapshot where station = $1 and day = $2 and number = $3",
                &[&station, &day, number],
            )
            .await?;
        }
    }
    if numbers.len() == 1 {
        let before = day - KEPT_FOR;
        tx.run(
            "delete from station_day_snapshot where station = $1 and day < $2",
            &[&station, &before],
        )
        .await?;
    }
    Ok(())
}

/// The newest state of a station day that can be gone on from on these terms.
pub(super) async fn newest(
    tx: &mut Tx,
    station: &str,
    day: NaiveDate,
    (attribution, plan): (Attribution, &Plan),
) -> sqlx::Result<Option<StationDay>> {
    let mut before = i64::MAX;
    loop {
        let row: Option<(i64, i64, String)> = tx
            .maybe(
                "select number, fold, state from station_day_snapshot
                  where station = $1 and day = $2 and number < $3 order by number desc limit 1",
                &[&station, &day, &before],
            )
            .await?;
        let Some((number, fold, state)) = row else { return Ok(None) };
        let read = (fold == FOLD).then(|| read(&state, attribution, plan)).flatten();
        if read.is_some() {
            return Ok(read);
        }
        before = number;
    }
}

/// Every state of a station day that can be gone on from on these terms, in order.
pub(super) async fn all(
    tx: &mut Tx,
    station: &str,
    day: NaiveDate,
    (attribution, plan): (Attribution, &Plan),
) -> sqlx::Result<Vec<StationDay>> {
    let rows: Vec<(String,)> = tx
        .all(
            "select state from station_day_snapshot
              where station = $1 and day = $2 and fold = $3 order by number",
            &[&station, &day, &FOLD],
        )
        .await?;
    Ok(rows.iter().filter_map(|(state,)| read(state, attribution, plan)).collect())
}

/// Takes away the snapshots of a station day in which an event of this moment or later is folded in.
pub(super) async fn drop_from(
    tx: &mut Tx,
    station: &str,
    day: NaiveDate,
    at: i64,
) -> sqlx::Result<()> {
    tx.run(
        "delete from station_day_snapshot where station = $1 and day = $2 and at >= $3",
        &[&station, &day, &at],
    )
    .await?;
    Ok(())
}

/// How many station days before this one have snapshots.
pub async fn count_before(db: &Db, day: NaiveDate) -> sqlx::Result<i64> {
    let (count,) =
        db.one("select count(*) from station_day_snapshot where day < $1", &[&day]).await?;
    Ok(count)
}

/// Takes away some of the snapshots of days before this one; gives how many.
pub async fn forget_before(tx: &mut Tx, day: NaiveDate, most: i64) -> sqlx::Result<u64> {
    tx.run(
        "delete from station_day_snapshot
          where (station, day, number) in
                (select station, day, number from station_day_snapshot where day < $1 limit $2)",
        &[&day, &most],
    )
    .await
}

/// Takes away the snapshots that may name a worker: those of every station day on which they signed on or off.
pub async fn erase_worker(tx: &mut Tx, signed: &[(String, NaiveDate)]) -> sqlx::Result<()> {
    for (station, day) in signed {
        drop_from(tx, station, *day, i64::MIN).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_million_events_have_few_snapshots_and_none_comes_back() {
        let mut kept: Vec<i64> = Vec::new();
        for newest in 0..4_000 {
            kept.push(newest);
            kept.retain(|number| is_kept(*number, newest));
            let all: Vec<i64> = (0..=newest).filter(|number| is_kept(*number, newest)).collect();
            assert_eq!(kept, all, "what was given up would be missed at {newest}");
        }
        assert!(kept.len() <= 36, "{}", kept.len());
        for pair in kept.windows(2) {
            assert!(pair[1] - pair[0] <= (3_999 - pair[0]).max(1), "{pair:?}");
        }
    }
}
