//! What intake asks of orders, inside its own transaction.

use crate::db::Tx;

/// True when there is such a task.
pub async fn task_exists(tx: &mut Tx, id: &str) -> sqlx::Result<bool> {
    let row: Option<(String,)> = tx.maybe("select id from task where id = $1", &[&id]).await?;
    Ok(row.is_some())
}
