//! Who can sign on: badges are opaque, so a list of them names nobody.

use crate::db::Db;

/// The badge of every active worker, in order.
pub async fn all(db: &Db) -> sqlx::Result<Vec<String>> {
    let rows: Vec<(String,)> = db
        .all("select badge from worker where active and badge is not null order by badge", &[])
        .await?;
    Ok(rows.into_iter().map(|(badge,)| badge).collect())
}
