//! The ledger: every fact from the floor, once, for ever. Rows are only added; both engines refuse anything else.

use crate::db::{OptText, Tx, Value, bound, row, slots};
use crate::output::fold::{EventKey, Name};
use chrono::NaiveDate;
use contract::Why;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

/// The kind of a person's correction; terminals cannot send it.
pub const CORRECT: &str = "correct";

/// A row of the ledger.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Terminal, epoch, seq.
    pub key: EventKey,
    /// The contract's kind, or [`CORRECT`], or whatever an unknown kind was called.
    pub kind: Cow<'static, str>,
    /// Where, as it was when the event came in.
    pub station: Name,
    /// The site's production day of `at`.
    pub day: NaiveDate,
    /// The task a count names.
    pub task: Option<Name>,
    /// Pieces.
    pub qty: Option<i64>,
    /// Of a reject, a pause or a correction.
    pub reason: Option<Cow<'static, str>>,
    /// Who signed on or off.
    pub worker: Option<Name>,
    /// The event that is undone or corrected, or for which this was booked from quarantine.
    pub of: Option<EventKey>,
    /// The terminal's clock, microseconds since 1970.
    pub at: i64,
    /// The service's clock, microseconds since 1970.
    pub received_at: i64,
    /// `None` is counted; else it waits in quarantine.
    pub why: Option<Why>,
    /// See [`contract::Event::hash`].
    pub hash: i64,
    /// Fields the contract does not know.
    pub extra: Option<String>,
}

/// Adds rows.
pub async fn insert(tx: &mut Tx, entries: &[Entry]) -> sqlx::Result<()> {
    struct Row<'a> {
        entry: &'a Entry,
        kind: &'a str,
        station: &'a str,
        task: OptText<'a>,
        reason: OptText<'a>,
        worker: OptText<'a>,
        of: [Option<i64>; 3],
        outcome: &'static str,
        why: OptText<'static>,
        extra: OptText<'a>,
    }
    let rows: Vec<Row<'_>> = entries
        .iter()
        .map(|entry| Row {
            entry,
            kind: &entry.kind,
            station: &entry.station,
            task: OptText(entry.task.as_deref()),
            reason: OptText(entry.reason.as_deref()),
            worker: OptText(entry.worker.as_deref()),
            of: [
                entry.of.map(|of| of.terminal),
                entry.of.map(|of| of.epoch),
                entry.of.map(|of| of.seq),
            ],
            outcome: if entry.why.is_none() { "counted" } else { "quarantined" },
            why: OptText(entry.why.map(Why::word)),
            extra: OptText(entry.extra.as_deref()),
        })
        .collect();
    let values: Vec<[&dyn Value; 19]> = rows
        .iter()
        .map(|row| {
            let entry = row.entry;
            let values: [&dyn Value; 19] = [
                &entry.key.terminal,
                &entry.key.epoch,
                &entry.key.seq,
                &row.kind,
                &row.station,
                &entry.day,
                &row.task,
                &entry.qty,
                &row.reason,
                &row.worker,
                &row.of[0],
                &row.of[1],
                &row.of[2],
                &entry.at,
                &entry.received_at,
                &row.outcome,
                &row.why,
                &entry.hash,
                &row.extra,
            ];
            values
        })
        .collect();
    tx.insert_many(
        "insert into ledger (terminal, epoch, seq, kind, station, day, task, qty, reason, worker,
                             of_terminal, of_epoch, of_seq, at, received_at, outcome, why, hash, extra)",
        "",
        &values,
    )
    .await
}

/// The stored hashes of a run of seqs.
pub async fn hashes(
    tx: &mut Tx,
    terminal: i64,
    epoch: i64,
    from: i64,
    until: i64,
) -> sqlx::Result<HashMap<i64, i64>> {
    let rows: Vec<(i64, i64)> = tx
        .all(
            "select seq, hash from ledger where terminal = $1 and epoch = $2 and seq >= $3 and seq <= $4",
            &[&terminal, &epoch, &from, &until],
        )
        .await?;
    Ok(rows.into_iter().collect())
}

/// What is stored above `contiguous`, as runs without a gap: first and last of each, ascending.
pub async fn beyond(
    tx: &mut Tx,
    terminal: i64,
    epoch: i64,
    contiguous: i64,
) -> sqlx::Result<Vec<(i64, i64)>> {
    // Within a run, seq grows as the count of rows does.
    tx.all(
        "select min(seq), max(seq)
           from (select seq, seq - row_number() over (order by seq) as run from ledger
                  where terminal = $1 and epoch = $2 and seq > $3) as numbered
          group by run order by run",
        &[&terminal, &epoch, &contiguous],
    )
    .await
}

row! {
    /// Where a counted event stands.
    #[derive(Clone, Debug)]
    pub struct Place {
        /// The station.
        pub station: String,
        /// The production day.
        pub day: NaiveDate,
        /// The kind.
        pub kind: String,
        /// When, in microseconds.
        pub at: i64,
    }
}

/// Where a counted event stands; `None` when the ledger does not hold it as counted.
pub async fn place(tx: &mut Tx, key: EventKey) -> sqlx::Result<Option<Place>> {
    tx.maybe(
        "select station, day, kind, at from ledger
          where terminal = $1 and epoch = $2 and seq = $3 and outcome = 'counted'",
        &[&key.terminal, &key.epoch, &key.seq],
    )
    .await
}

/// Where that stands which an undo of this event takes back: the count, or what was booked for it from quarantine.
pub async fn undoable(tx: &mut Tx, of: EventKey) -> sqlx::Result<Option<Place>> {
    if let Some(place) = place(tx, of).await? {
        return Ok(Some(place));
    }
    tx.maybe(
        "select station, day, kind, at from ledger
          where of_terminal = $1 and of_epoch = $2 and of_seq = $3 and of_seq is not null
            and kind in ('good', 'reject') and outcome = 'counted'",
        &[&of.terminal, &of.epoch, &of.seq],
    )
    .await
}

/// Some station days with counted events, in order, after a given one.
pub async fn station_days(
    tx: &mut Tx,
    after_station: &str,
    after_day: NaiveDate,
    limit: i64,
) -> sqlx::Result<Vec<(String, NaiveDate)>> {
    tx.all(
        "select station, day from ledger
          where (station, day) > ($1, $2)
          group by station, day order by station, day limit $3",
        &[&after_station, &after_day, &limit],
    )
    .await
}

/// A station's days of which the ledger holds anything, from a day on, up to and with `until` (all without it). Asked for day
/// by day: `distinct` would read every event of every day.
pub async fn days(
    tx: &mut Tx,
    station: &str,
    from: NaiveDate,
    until: Option<NaiveDate>,
) -> sqlx::Result<Vec<NaiveDate>> {
    let mut days = Vec::new();
    let mut after = from - chrono::Days::new(1);
    loop {
        let row: Option<(NaiveDate,)> = tx
            .maybe(
                "select day from ledger
                  where station = $1 and day > $2 and (cast($3 as date) is null or day <= $3)
                  order by day limit 1",
                &[&station, &after, &until],
            )
            .await?;
        let Some((day,)) = row else { return Ok(days) };
        days.push(day);
        after = day;
    }
}

/// The last day of which the ledger holds anything of a station.
pub async fn last_day(tx: &mut Tx, station: &str) -> sqlx::Result<Option<NaiveDate>> {
    let (day,) = tx.one("select max(day) from ledger where station = $1", &[&station]).await?;
    Ok(day)
}

/// True when the ledger holds anything of a station's day.
pub async fn holds_day(tx: &mut Tx, station: &str, day: NaiveDate) -> sqlx::Result<bool> {
    let row: Option<(i64,)> = tx
        .maybe("select seq from ledger where station = $1 and day = $2 limit 1", &[&station, &day])
        .await?;
    Ok(row.is_some())
}

/// When somebody called for help at these stations on a day, in microseconds since 1970, without the calls that were taken
/// back.
pub async fn help_calls<'a>(
    tx: &mut Tx,
    stations: impl IntoIterator<Item = &'a str>,
    day: NaiveDate,
) -> sqlx::Result<Vec<i64>> {
    let mut found = Vec::new();
    for some in slots(stations) {
        let mut values = bound(&some).to_vec();
        values.push(&day);
        let rows: Vec<(i64,)> = tx
            .all(
                "select e.at from ledger e
                  where e.station in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
                    and e.day = $17 and e.kind = 'help' and e.outcome = 'counted'
                    and not exists (select 1 from ledger u
                                     where u.of_terminal = e.terminal and u.of_epoch = e.epoch and u.of_seq = e.seq
                                       and u.of_seq is not null and u.kind = 'undo' and u.outcome = 'counted')",
                &values,
            )
            .await?;
        found.extend(rows.into_iter().map(|(at,)| at));
    }
    Ok(found)
}

/// Of which of these days of a station, in order, the ledger holds anything. Of many days to come that is one question.
pub async fn held(
    tx: &mut Tx,
    station: &str,
    days: &[NaiveDate],
) -> sqlx::Result<HashSet<NaiveDate>> {
    let mut held = HashSet::new();
    let mut rest = days;
    while let Some(first) = rest.first() {
        let row: Option<(NaiveDate,)> = tx
            .maybe(
                "select day from ledger where station = $1 and day >= $2 order by day limit 1",
                &[&station, first],
            )
            .await?;
        let Some((next,)) = row else { break };
        if rest.contains(&next) {
            held.insert(next);
        }
        rest = &rest[rest.partition_point(|day| *day <= next)..];
    }
    Ok(held)
}
