//! What the floor asks about tasks: what it is, for whom, and how much is asked.

use crate::db::{Db, bound, slots};
use std::collections::HashMap;

/// A task with its order and client.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct TaskInfo {
    /// The task's id.
    pub id: String,
    /// What is done.
    pub name: String,
    /// 1, 2, 3 … within the order line.
    pub step: i64,
    /// Pieces in a pack.
    pub pack_size: i64,
    /// The name of a picture terminals hold.
    pub pictogram: Option<String>,
    /// Pieces the line asks for.
    pub asked: i64,
    /// The order's id.
    pub order_id: String,
    /// The order's name.
    pub order_name: String,
    /// The client's name.
    pub client_name: String,
}

/// These tasks, by id; unknown ones are left out.
pub async fn tasks<'a>(
    db: &Db,
    ids: impl IntoIterator<Item = &'a str>,
) -> sqlx::Result<HashMap<String, TaskInfo>> {
    let mut found = HashMap::new();
    for some in slots(ids) {
        let rows = db
            .all::<TaskInfo>(
                "select t.id, t.name, t.step, t.pack_size, t.pictogram, l.quantity as asked,
                        o.id as order_id, o.name as order_name, c.name as client_name
                   from task t
                   join order_line l on l.id = t.line_id
                   join client_order o on o.id = l.order_id
                   join client c on c.id = o.client_id
                  where t.id in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
                &bound(&some),
            )
            .await?;
        found.extend(rows.into_iter().map(|task| (task.id.clone(), task)));
    }
    Ok(found)
}
