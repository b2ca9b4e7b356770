//! What the floor asks about tasks: what it is, for whom, and how much is asked.

use crate::db::{Db, bound, row, slots};
use std::collections::HashMap;

row! {
    /// A task with its order and client.
    #[derive(Clone, Debug, PartialEq, Eq)]
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
}

impl TaskInfo {
    /// Packs asked; the last may be smaller.
    pub fn packs_asked(&self) -> i64 {
        let (size, asked) = (self.pack_size.max(1), self.asked.max(0));
        asked / size + i64::from(asked % size > 0)
    }

    /// Packs that so many good pieces make: full ones, and the last, smaller one when all that is asked is made.
    pub fn packs_made(&self, made: i64) -> i64 {
        let full = made.max(0) / self.pack_size.max(1);
        if made >= self.asked { full.max(self.packs_asked()) } else { full }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_pack_may_be_smaller_and_then_is_one() {
        let task = |asked, pack_size| TaskInfo {
            id: String::new(),
            name: String::new(),
            step: 1,
            pack_size,
            pictogram: None,
            asked,
            order_id: String::new(),
            order_name: String::new(),
            client_name: String::new(),
        };
        for (asked, size, made, packs) in [
            (100, 30, 99, (3, 4)),
            (100, 30, 100, (4, 4)),
            (100, 30, 119, (4, 4)),
            (100, 30, 120, (4, 4)),
            (100, 30, 150, (5, 4)),
            (480, 12, 0, (0, 40)),
            (480, 12, -5, (0, 40)),
            (5, 0, 4, (4, 5)),
        ] {
            let task = task(asked, size);
            assert_eq!(
                (task.packs_made(made), task.packs_asked()),
                packs,
                "{made} of {asked} in {size}"
            );
        }
    }
}
