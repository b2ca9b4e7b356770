//! When and where one worker signed on and off, as the ledger holds it.

use crate::db::Tx;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

/// A worker signed on or off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sign {
    /// `sign_on` or `sign_off`.
    pub kind: String,
    /// Code of the station.
    pub station: String,
    /// The production day.
    pub day: NaiveDate,
    /// When, by the terminal's clock.
    pub at: Option<DateTime<Utc>>,
}

/// When and where a worker signed on and off.
pub async fn signs(tx: &mut Tx, worker: &str) -> sqlx::Result<Vec<Sign>> {
    let rows: Vec<(String, String, NaiveDate, i64)> = tx
        .all(
            "select kind, station, day, at from ledger where worker = $1 order by at, terminal, epoch, seq",
            &[&worker],
        )
        .await?;
    let sign = |(kind, station, day, at)| {
        let at = DateTime::from_timestamp_micros(at);
        Sign { kind, station, day, at }
    };
    Ok(rows.into_iter().map(sign).collect())
}

/// Every station's production day on which a worker signed on or off.
pub async fn days_of_worker(tx: &mut Tx, worker: &str) -> sqlx::Result<Vec<(String, NaiveDate)>> {
    tx.all("select distinct station, day from ledger where worker = $1", &[&worker]).await
}

/// At which stations a worker signed on from a day on, each station and production day once.
pub async fn signed_on(
    tx: &mut Tx,
    worker: &str,
    from: NaiveDate,
) -> sqlx::Result<Vec<(String, NaiveDate)>> {
    tx.all(
        "select distinct station, day from ledger
          where worker = $1 and kind = 'sign_on' and outcome = 'counted' and day >= $2",
        &[&worker, &from],
    )
    .await
}
