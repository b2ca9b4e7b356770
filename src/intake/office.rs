//! The office of a site: the terminal through which persons book. It has no secret, so nobody can sign in as it.

use super::ledger::{self, Entry};
use crate::db::{Subject, Tx, mark};
use crate::output::fold::EventKey;
use crate::output::stale::mark_stale;
use chrono::{DateTime, NaiveDate, Utc};

/// What a person says, as an event of the site's office.
pub(super) struct Saying<'a> {
    pub(super) site: &'a str,
    pub(super) station: &'a str,
    /// The production day it is about.
    pub(super) day: NaiveDate,
    pub(super) at: DateTime<Utc>,
    /// The contract's kind, or [`ledger::CORRECT`].
    pub(super) kind: &'static str,
    pub(super) task: Option<String>,
    pub(super) qty: Option<i64>,
    pub(super) reason: Option<String>,
    /// Who came or left.
    pub(super) worker: Option<String>,
    /// The event that it corrects, or for which it is booked.
    pub(super) of: Option<EventKey>,
    /// What else belongs to it, such as who said it.
    pub(super) extra: serde_json::Value,
    pub(super) now: DateTime<Utc>,
}

/// Appends it to the ledger and says that the station day must be folded again; gives its epoch and seq.
pub(super) async fn append(tx: &mut Tx, saying: Saying<'_>) -> sqlx::Result<(i64, i64)> {
    let terminal = hold(tx, saying.site, saying.now).await?;
    let (epoch, seq) = next_seq(tx, terminal, saying.now).await?;
    let extra = saying.extra.to_string();
    let entry = Entry {
        key: EventKey { terminal, epoch, seq },
        kind: saying.kind.into(),
        station: saying.station.into(),
        day: saying.day,
        task: saying.task.map(Into::into),
        qty: saying.qty,
        reason: saying.reason.map(Into::into),
        worker: saying.worker.map(Into::into),
        of: saying.of,
        at: saying.at.timestamp_micros(),
        received_at: saying.now.timestamp_micros(),
        why: None,
        // Nobody sends it again, so there is nothing to compare it with; its place in the office's epoch is enough.
        hash: seq,
        extra: Some(extra),
    };
    let mut changes_from = entry.at;
    if entry.kind == ledger::CORRECT
        && let Some(of) = entry.of
        && let Some(place) = ledger::place(tx, of).await?
    {
        changes_from = place.at;
    }
    ledger::insert(tx, &[entry]).await?;
    mark_stale(tx, saying.station, saying.day, changes_from).await?;
    Ok((epoch, seq))
}

/// The number of the site's office, made at the first booking, and held so that two bookings wait for each other.
pub(super) async fn hold(tx: &mut Tx, site: &str, now: DateTime<Utc>) -> sqlx::Result<i64> {
    if !is_held(tx, site).await? {
        // Who gives out a number waits for whoever is doing so, and then sees what they made: perhaps this very office.
        mark(tx, Subject::Terminals).await?;
        // `where true`, or SQLite reads `on conflict` as the condition of a join.
        tx.run(
            "insert into terminal (no, site_id, name, enrolled_at)
             select coalesce(max(no), 0) + 1, $1, 'office', $2 from terminal where true
                 on conflict (site_id, name) do nothing",
            &[&site, &now],
        )
        .await?;
        is_held(tx, site).await?;
    }
    let (no,) = tx
        .one(
            "select no from terminal
              where site_id = $1 and station_code is null and secret_hash is null and revoked_at is null
              order by no",
            &[&site],
        )
        .await?;
    Ok(no)
}

/// Holds the site's office; false when there is none yet.
async fn is_held(tx: &mut Tx, site: &str) -> sqlx::Result<bool> {
    let rows = tx
        .run(
            "update terminal set enrolled_at = enrolled_at
              where site_id = $1 and station_code is null and secret_hash is null and revoked_at is null",
            &[&site],
        )
        .await?;
    Ok(rows > 0)
}

/// The office's epoch and its next number. The update comes first: it makes two bookings wait for each other.
async fn next_seq(tx: &mut Tx, terminal: i64, now: DateTime<Utc>) -> sqlx::Result<(i64, i64)> {
    let moved = tx
        .run(
            "update terminal_cursor
                set contiguous = contiguous + 1, highest = highest + 1, next = next + 1, updated_at = $2
              where terminal_no = $1",
            &[&terminal, &now],
        )
        .await?;
    if moved == 0 {
        let epoch = i64::from_be_bytes(crate::id::random());
        tx.run(
            "insert into terminal_cursor (terminal_no, epoch, contiguous, highest, beyond, next, updated_at)
             values ($1, $2, 1, 1, 0, 2, $3)",
            &[&terminal, &epoch, &now],
        )
        .await?;
        return Ok((epoch, 1));
    }
    tx.one("select epoch, highest from terminal_cursor where terminal_no = $1", &[&terminal]).await
}
