//! The figures stay in step while the service runs: a look every few seconds, a round for what changed. They can also be
//! made anew, from what they are made of.

use super::budget::spread_missing;
use super::reckon::{A_LONG_ROUND, A_ROUND, catch_up, round};
use crate::db::{Db, displaced};
use crate::orders::terms;
use crate::output::unreckoned;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How old a figure of turnover may be; what it takes is a look at two small tables.
const LOOK: Duration = Duration::from_secs(10);

/// Keeps them in step until `stop`. What fails is told, and tried again at the next look; nothing waits for it.
pub async fn keep_in_step(db: Db, stop: CancellationToken) {
    let mut is_spread = false;
    loop {
        if let Err(error) = look(&db, &mut is_spread, &stop).await
            // The desk says it, once.
            && displaced(&error).is_none()
        {
            tracing::warn!(%error, "the figures of turnover are behind; trying again");
        }
        if tokio::time::timeout(LOOK, stop.cancelled()).await.is_ok() {
            return;
        }
    }
}

/// Takes what changed into account, a round at a time, so that an end does not wait for all of it.
async fn look(db: &Db, is_spread: &mut bool, stop: &CancellationToken) -> sqlx::Result<()> {
    if !*is_spread {
        let mut tx = db.begin().await?;
        spread_missing(&mut tx).await?;
        tx.commit().await?;
        *is_spread = true;
    }
    while !stop.is_cancelled() && !round(db, A_ROUND).await?.is_last {}
    Ok(())
}

/// Reckons everything anew; rows that are right stay as they are.
pub async fn anew(db: &Db) -> sqlx::Result<()> {
    let mut tx = db.begin().await?;
    spread_missing(&mut tx).await?;
    unreckoned::mark_all(&mut tx).await?;
    terms::mark_all(&mut tx).await?;
    tx.commit().await?;
    catch_up(db, A_LONG_ROUND).await
}
