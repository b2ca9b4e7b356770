//! The office of a site: the terminal through which persons book. It has no secret, so nobody can sign in as it.

use crate::db::{Subject, Tx, mark};
use chrono::{DateTime, Utc};

/// The name of a site's own pseudo-terminal, through which persons book and correct.
pub const OFFICE: &str = "office";

/// The number of the site's office, made at the first booking, and held so that two bookings wait for each other.
pub async fn hold_office(tx: &mut Tx, site: &str, now: DateTime<Utc>) -> sqlx::Result<i64> {
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
pub async fn next_office_seq(
    tx: &mut Tx,
    terminal: i64,
    now: DateTime<Utc>,
) -> sqlx::Result<(i64, i64)> {
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
