//! A station's production day as its page tells it: what was reported there, and what persons made of it since. Who was
//! signed on is not read: a page of the floor has no use for it.

use crate::db::{Db, Tx, row};
use crate::ledger::{self, CORRECT, Corrected, EntryKind, EventKey};
use crate::terminals::OFFICE;
use chrono::{DateTime, NaiveDate, Utc};
use contract::{Epoch, TerminalName};
use std::collections::HashMap;

/// Events on a sheet.
const SHEET: i64 = 100;

/// Something reported at a station.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The terminal's name within the site.
    pub terminal: String,
    /// Its epoch.
    pub epoch: Epoch,
    /// Its number.
    pub seq: u64,
    /// Where it was, as of when it came in.
    pub station: String,
    /// The production day it counts for.
    pub day: NaiveDate,
    /// What it was.
    pub kind: EntryKind,
    /// The task it named; `None` is what was planned.
    pub task: Option<String>,
    /// Pieces reported.
    pub qty: i64,
    /// Of a reject or a pause.
    pub reason: Option<String>,
    /// The terminal's clock.
    pub at: DateTime<Utc>,
    /// False for what went to quarantine.
    pub is_counted: bool,
    /// Its item in quarantine: where it waits, or what it was booked from.
    pub item: Option<String>,
    /// A count that was taken back at the terminal, itself or as what it was booked for.
    pub is_undone: bool,
    /// The correction that holds.
    pub corrected: Option<Corrected>,
}

impl Event {
    /// True for pieces that count, and so can be corrected.
    pub fn is_correctable(&self) -> bool {
        self.is_counted && self.kind.is_count()
    }

    /// Pieces as they count now.
    pub fn counts(&self) -> i64 {
        match &self.corrected {
            Some(said) => said.qty,
            None if self.is_undone => 0,
            None => self.qty,
        }
    }

    /// The task as it counts now; `None` is what was planned.
    pub fn counts_for(&self) -> Option<&str> {
        self.corrected.as_ref().and_then(|said| said.task.as_deref()).or(self.task.as_deref())
    }
}

/// A sheet of a station's day.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// 1, 2, 3 …
    pub number: i64,
    /// The last one there is.
    pub last: i64,
    /// Its events, the newest first.
    pub events: Vec<Event>,
}

row! {
    struct Row {
        no: i64,
        terminal: String,
        epoch: i64,
        seq: i64,
        station: String,
        day: NaiveDate,
        kind: String,
        task: Option<String>,
        qty: Option<i64>,
        reason: Option<String>,
        at: i64,
        outcome: String,
        extra: Option<String>,
        item: Option<String>,
        undone: bool,
    }
}

impl Row {
    fn key(&self) -> EventKey {
        EventKey { terminal: self.no, epoch: self.epoch, seq: self.seq }
    }

    fn with(self, corrected: Option<Corrected>) -> Event {
        // Only the office's own word counts: a terminal may send any field.
        let booked_from =
            (self.terminal == OFFICE).then(|| ledger::word_of(self.extra.as_deref(), "quarantine"));
        Event {
            terminal: self.terminal,
            epoch: Epoch(self.epoch.cast_unsigned()),
            seq: self.seq.cast_unsigned(),
            station: self.station,
            day: self.day,
            kind: EntryKind::of(self.kind),
            task: self.task,
            qty: self.qty.unwrap_or_default(),
            reason: self.reason,
            at: DateTime::from_timestamp_micros(self.at).unwrap_or_default(),
            is_counted: self.outcome == "counted",
            item: self.item.or_else(|| booked_from.flatten()),
            is_undone: self.undone,
            corrected,
        }
    }
}

/// A sheet of a station's day; a number beyond the last is the last. Corrections are told at what they correct.
pub async fn sheet(db: &Db, station: &str, day: NaiveDate, number: i64) -> sqlx::Result<Sheet> {
    let mut tx = db.reading().await?;
    let (total,): (i64,) = tx
        .one(
            // Two counts within indexes: a day can hold a million events, and looking at the kind of each would take seconds.
            "select (select count(*) from ledger where station = $1 and day = $2)
                  - (select count(*) from ledger
                      where station = $1 and day = $2 and kind = 'correct' and outcome = 'counted')",
            &[&station, &day],
        )
        .await?;
    let last = ((total + SHEET - 1) / SHEET).max(1);
    let number = number.clamp(1, last);
    let rows: Vec<Row> = tx
        .all(
            "select e.terminal as no, t.name as terminal, e.epoch, e.seq, e.station, e.day, e.kind, e.task, e.qty,
                    e.reason, e.at, e.outcome, e.extra,
                    (select min(q.id) from quarantine q
                      where q.terminal_no = e.terminal and q.epoch = e.epoch and q.seq = e.seq and q.why = e.why) as item,
                    exists (select 1 from ledger u
                             where u.of_terminal = coalesce(e.of_terminal, e.terminal)
                               and u.of_epoch = coalesce(e.of_epoch, e.epoch) and u.of_seq = coalesce(e.of_seq, e.seq)
                               and e.kind in ('good', 'reject')
                               and u.of_seq is not null and u.kind = 'undo' and u.outcome = 'counted') as undone
               from ledger e join terminal t on t.no = e.terminal
              where e.station = $1 and e.day = $2 and not (e.kind = $3 and e.outcome = 'counted')
              order by e.at desc, e.terminal desc, e.epoch desc, e.seq desc
              limit $4 offset $5",
            &[&station, &day, &CORRECT, &SHEET, &((number - 1) * SHEET)],
        )
        .await?;
    let mut corrected: HashMap<EventKey, Corrected> =
        ledger::corrections_of_day(&mut tx, station, day).await?;
    let events = rows.into_iter().map(|row| {
        let said = corrected.remove(&row.key());
        row.with(said)
    });
    Ok(Sheet { number, last, events: events.collect() })
}

/// One event of a terminal, wherever it stands.
pub async fn event(
    db: &Db,
    terminal: &TerminalName,
    epoch: Epoch,
    seq: u64,
) -> sqlx::Result<Option<Event>> {
    let mut tx = db.reading().await?;
    let row = found(&mut tx, terminal, epoch, seq).await?;
    let Some(row) = row else { return Ok(None) };
    let said = ledger::correction_of(&mut tx, row.key()).await?;
    Ok(Some(row.with(said)))
}

async fn found(
    tx: &mut Tx,
    terminal: &TerminalName,
    epoch: Epoch,
    seq: u64,
) -> sqlx::Result<Option<Row>> {
    tx.maybe(
        "select e.terminal as no, t.name as terminal, e.epoch, e.seq, e.station, e.day, e.kind, e.task, e.qty,
                e.reason, e.at, e.outcome, e.extra,
                (select min(q.id) from quarantine q
                  where q.terminal_no = e.terminal and q.epoch = e.epoch and q.seq = e.seq and q.why = e.why) as item,
                exists (select 1 from ledger u
                         where u.of_terminal = coalesce(e.of_terminal, e.terminal)
                           and u.of_epoch = coalesce(e.of_epoch, e.epoch) and u.of_seq = coalesce(e.of_seq, e.seq)
                           and e.kind in ('good', 'reject')
                           and u.of_seq is not null and u.kind = 'undo' and u.outcome = 'counted') as undone
           from terminal t join ledger e on e.terminal = t.no
          where t.site_id = $1 and t.name = $2 and e.epoch = $3 and e.seq = $4",
        &[&terminal.site(), &terminal.name(), &epoch.0.cast_signed(), &seq.cast_signed()],
    )
    .await
}
