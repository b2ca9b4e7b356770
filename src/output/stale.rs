//! Station days whose tallies are behind the ledger. Written in the transaction that writes the ledger, so that a crash
//! between the two cannot lose the need to fold again.

use crate::db::Tx;
use chrono::NaiveDate;

/// Says that a station day must be folded again.
pub async fn mark_stale(tx: &mut Tx, station: &str, day: NaiveDate) -> sqlx::Result<()> {
    tx.run(
        "insert into stale_day (station, day) values ($1, $2) on conflict (station, day) do nothing",
        &[&station, &day],
    )
    .await?;
    Ok(())
}
