//! What intake asks of people, inside its own transaction.

use crate::db::Tx;

/// The worker who carries a badge.
pub async fn worker_of_badge(tx: &mut Tx, badge: &str) -> sqlx::Result<Option<String>> {
    let row: Option<(String,)> =
        tx.maybe("select id from worker where badge = $1", &[&badge]).await?;
    Ok(row.map(|(id,)| id))
}
