//! What can be counted now, and in packs of how many.

use crate::db::Db;

/// The task and pack size of every step of every open order, by task.
pub async fn open(db: &Db) -> sqlx::Result<Vec<(String, i64)>> {
    db.all(
        "select t.id, t.pack_size
           from task t join order_line l on l.id = t.line_id join client_order o on o.id = l.order_id
          where o.status = 'open'
          order by t.id",
        &[],
    )
    .await
}
