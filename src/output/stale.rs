//! Which station days must be folded again.

use crate::db::Tx;
use chrono::NaiveDate;

/// Says that the tallies of a station's production day are behind what they are folded from.
pub async fn mark_stale(tx: &mut Tx, station: &str, day: NaiveDate) -> sqlx::Result<()> {
    tx.run(
        "insert into stale_day (station, day) values ($1, $2) on conflict (station, day) do nothing",
        &[&station, &day],
    )
    .await?;
    Ok(())
}
