//! The lease's row.

use crate::db::{Db, Subject, Tx, mark, row};
use crate::terminals::forget_online;

row! {
    /// The row, as read.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(super) struct Row {
        pub(super) holder: String,
        pub(super) fence: i64,
        pub(super) beat: i64,
    }
}

/// Why an ingest transaction may not go on.
#[derive(Debug, thiserror::Error)]
pub enum HoldError {
    /// Another process leads the site now; what this transaction holds will come to that one again.
    #[error("the ingest of this site is led by another process now")]
    Lost,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Called in every ingest transaction of a site: proves that the lead is still ours, and keeps it ours, and the site's day
/// from being closed, until the transaction ends. Somebody who locks more than one site does so in order of their ids.
pub async fn hold(tx: &mut Tx, site: &str, fence: i64) -> Result<(), HoldError> {
    let held = tx
        .run(
            "update ingest_lease set batch = batch + 1 where site_id = $1 and fence = $2",
            &[&site, &fence],
        )
        .await?;
    if held == 0 { Err(HoldError::Lost) } else { Ok(()) }
}

/// Waits until a running batch of the site is committed and keeps the next one waiting until this transaction ends.
pub async fn wait_for_batch(tx: &mut Tx, site: &str) -> sqlx::Result<()> {
    tx.run("update ingest_lease set batch = batch + 1 where site_id = $1", &[&site]).await?;
    Ok(())
}

/// Reads the row; a site that never had one gets one that nobody holds.
pub(super) async fn read(db: &Db, site: &str) -> sqlx::Result<Row> {
    let row = db
        .maybe("select holder, fence, beat from ingest_lease where site_id = $1", &[&site])
        .await?;
    if let Some(row) = row {
        return Ok(row);
    }
    let mut tx = db.begin().await?;
    tx.run(
        "insert into ingest_lease (site_id, holder, fence, beat, batch)
         values ($1, '', 0, 0, 0) on conflict (site_id) do nothing",
        &[&site],
    )
    .await?;
    let row =
        tx.one("select holder, fence, beat from ingest_lease where site_id = $1", &[&site]).await?;
    tx.commit().await?;
    Ok(row)
}

/// Takes the lease if it still is as `seen`; gives the new fence. Who leads now has heard no terminal of the site yet: those
/// that are there say so, to the endpoint when they come to this process, to a broker with the state it retains.
pub(super) async fn take(
    db: &Db,
    site: &str,
    holder: &str,
    seen: &Row,
) -> sqlx::Result<Option<i64>> {
    let mut tx = db.begin().await?;
    let taken = tx
        .run(
            "update ingest_lease set holder = $4, fence = fence + 1, beat = beat + 1
              where site_id = $1 and fence = $2 and beat = $3",
            &[&site, &seen.fence, &seen.beat, &holder],
        )
        .await?;
    if taken > 0 && forget_online(&mut tx, site).await? {
        mark(&mut tx, Subject::Tallies).await?;
    }
    tx.commit().await?;
    Ok((taken > 0).then_some(seen.fence + 1))
}

/// Raises the beat; false when the lease is no longer ours.
pub(super) async fn renew(db: &Db, site: &str, holder: &str, fence: i64) -> sqlx::Result<bool> {
    let mut tx = db.begin().await?;
    let renewed = tx
        .run(
            "update ingest_lease set beat = beat + 1
              where site_id = $1 and holder = $2 and fence = $3",
            &[&site, &holder, &fence],
        )
        .await?;
    tx.commit().await?;
    Ok(renewed > 0)
}

/// Leaves the lease without a holder. The fence stays, so that a batch that is just being committed still holds.
pub(super) async fn release(db: &Db, site: &str, holder: &str, fence: i64) -> sqlx::Result<()> {
    let mut tx = db.begin().await?;
    tx.run(
        "update ingest_lease set holder = '', beat = beat + 1
          where site_id = $1 and holder = $2 and fence = $3",
        &[&site, &holder, &fence],
    )
    .await?;
    tx.commit().await
}
