//! The office of a site: the terminal through which persons book. It has no secret, so nobody can sign in as it.

use crate::db::Tx;
use crate::output::stale::mark_stale;
use chrono::{DateTime, NaiveDate, Utc};
use contract::{Body, Event};

/// A count that a person books.
pub(super) struct Count<'a> {
    pub(super) site: &'a str,
    pub(super) station: &'a str,
    /// The production day of `at`.
    pub(super) day: NaiveDate,
    pub(super) at: DateTime<Utc>,
    pub(super) body: Body,
    /// The quarantined event it stands for.
    pub(super) quarantine: &'a str,
    pub(super) now: DateTime<Utc>,
}

/// Appends it to the ledger and says that the station day must be folded again; gives its epoch and seq.
pub(super) async fn append(tx: &mut Tx, count: &Count<'_>) -> sqlx::Result<(i64, i64)> {
    let terminal = office(tx, count.site, count.now).await?;
    let (epoch, seq) = next_seq(tx, terminal, count.now).await?;
    let event = Event {
        seq: seq.unsigned_abs(),
        at: count.at,
        body: count.body.clone(),
        extra: Some(serde_json::json!({ "quarantine": count.quarantine }).to_string()),
    };
    tx.run(
        "insert into ledger (terminal, epoch, seq, kind, station, day, task, qty, reason, at, received_at, outcome, hash, extra)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'counted', $12, $13)",
        &[
            &terminal,
            &epoch,
            &seq,
            &event.body.kind(),
            &count.station,
            &count.day,
            &event.body.task().map(str::to_owned),
            &event.body.qty().map(i64::from),
            &event.body.reason(),
            &count.at.timestamp_micros(),
            &count.now.timestamp_micros(),
            &event.hash(),
            &event.extra,
        ],
    )
    .await?;
    mark_stale(tx, count.station, count.day).await?;
    Ok((epoch, seq))
}

/// The number of the site's office; made at the first booking.
async fn office(tx: &mut Tx, site: &str, now: DateTime<Utc>) -> sqlx::Result<i64> {
    let found: Option<(i64,)> = tx
        .maybe(
            "select no from terminal
              where site_id = $1 and station_code is null and secret_hash is null and revoked_at is null
              order by no",
            &[&site],
        )
        .await?;
    if let Some((no,)) = found {
        return Ok(no);
    }
    let (no,): (i64,) =
        tx.one("select cast(coalesce(max(no), 0) + 1 as bigint) from terminal", &[]).await?;
    tx.run(
        "insert into terminal (no, site_id, name, enrolled_at) values ($1, $2, 'office', $3)",
        &[&no, &site, &now],
    )
    .await?;
    Ok(no)
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
