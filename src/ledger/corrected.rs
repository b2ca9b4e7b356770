//! What persons said about counted events: the corrections in the ledger, read back. The last one of an event holds.

use crate::db::{Tx, row};
use crate::ledger::{CORRECT, EventKey};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::HashMap;

/// The event a booking became: of the site's office.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Booked {
    /// The office's epoch.
    pub epoch: i64,
    /// The event's number.
    pub seq: i64,
}

/// What a correction says, as the ledger holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Corrected {
    /// Where it stands in the ledger.
    pub booked: Booked,
    /// Pieces.
    pub qty: i64,
    /// The task, when that was wrong too.
    pub task: Option<String>,
    /// Why.
    pub reason: String,
    /// Who said it.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

row! {
    struct Row {
        epoch: i64,
        seq: i64,
        qty: Option<i64>,
        task: Option<String>,
        reason: Option<String>,
        extra: Option<String>,
        at: i64,
        of_terminal: i64,
        of_epoch: i64,
        of_seq: i64,
    }
}

impl From<Row> for Corrected {
    fn from(row: Row) -> Self {
        Self {
            booked: Booked { epoch: row.epoch, seq: row.seq },
            qty: row.qty.unwrap_or_default(),
            task: row.task,
            reason: row.reason.unwrap_or_default(),
            by: word_of(row.extra.as_deref(), "by").unwrap_or_default(),
            at: DateTime::from_timestamp_micros(row.at).unwrap_or_default(),
        }
    }
}

/// A text among what the ledger keeps beside an event's own fields.
pub fn word_of(extra: Option<&str>, name: &str) -> Option<String> {
    let fields: serde_json::Value = serde_json::from_str(extra?).ok()?;
    Some(fields.get(name)?.as_str()?.to_owned())
}

/// The correction of an event that holds.
pub async fn correction_of(tx: &mut Tx, of: EventKey) -> sqlx::Result<Option<Corrected>> {
    let row: Option<Row> = tx
        .maybe(
            "select epoch, seq, qty, task, reason, extra, at, of_terminal, of_epoch, of_seq
               from ledger
              where of_terminal = $1 and of_epoch = $2 and of_seq = $3 and of_seq is not null
                and kind = $4 and outcome = 'counted'
              order by received_at desc, epoch desc, seq desc limit 1",
            &[&of.terminal, &of.epoch, &of.seq, &CORRECT],
        )
        .await?;
    Ok(row.map(Corrected::from))
}

/// The corrections of a station's day that hold, by what they correct: they stand with the station and day of that. Persons
/// write them one by one, so there are few.
pub async fn corrections_of_day(
    tx: &mut Tx,
    station: &str,
    day: NaiveDate,
) -> sqlx::Result<HashMap<EventKey, Corrected>> {
    let rows: Vec<Row> = tx
        .all(
            "select epoch, seq, qty, task, reason, extra, at, of_terminal, of_epoch, of_seq
               from ledger
              where station = $1 and day = $2 and kind = 'correct' and outcome = 'counted' and of_seq is not null
              order by received_at, epoch, seq",
            &[&station, &day],
        )
        .await?;
    let of =
        |row: &Row| EventKey { terminal: row.of_terminal, epoch: row.of_epoch, seq: row.of_seq };
    Ok(rows.into_iter().map(|row| (of(&row), Corrected::from(row))).collect())
}
