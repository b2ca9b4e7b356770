//! Who works in which group: what a list of people needs. Whoever shows a name writes that down in the trail.

use crate::db::{Db, Tx, bound, row, slots};
use std::collections::HashMap;

row! {
    /// Somebody who works here.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Member {
        /// The worker's id.
        pub id: String,
        /// The name.
        pub name: String,
        /// Id of the group.
        pub group_id: String,
    }
}

/// The group of somebody who works here; `None` for who left, was erased or never was.
pub async fn group_of(db: &Db, worker: &str) -> sqlx::Result<Option<String>> {
    let row: Option<(String,)> = db
        .maybe("select group_id from worker where id = $1 and active and name <> ''", &[&worker])
        .await?;
    Ok(row.map(|(group,)| group))
}

/// Everybody who works in one of these groups, in no order.
pub async fn of_groups<'a>(
    db: &Db,
    groups: impl IntoIterator<Item = &'a str>,
) -> sqlx::Result<Vec<Member>> {
    let mut found = Vec::new();
    for some in slots(groups) {
        let rows: Vec<Member> = db
            .all(
                "select id, name, group_id from worker
                  where active and name <> ''
                    and group_id in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
                &bound(&some),
            )
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// Those of these workers who work here, in no order.
pub async fn of_ids<'a>(
    db: &Db,
    workers: impl IntoIterator<Item = &'a str>,
) -> sqlx::Result<Vec<Member>> {
    let mut found = Vec::new();
    for some in slots(workers) {
        let rows: Vec<Member> = db
            .all(
                "select id, name, group_id from worker
                  where active and name <> ''
                    and id in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
                &bound(&some),
            )
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// The names of these workers, by id, within the transaction that writes down who read them.
pub async fn full_names<'a>(
    tx: &mut Tx,
    workers: impl IntoIterator<Item = &'a str>,
) -> sqlx::Result<HashMap<String, String>> {
    let mut found = HashMap::new();
    for some in slots(workers) {
        let rows: Vec<(String, String)> = tx
            .all(
                "select id, name from worker
                  where active and name <> ''
                    and id in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
                &bound(&some),
            )
            .await?;
        found.extend(rows);
    }
    Ok(found)
}
