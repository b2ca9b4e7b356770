//! The workers themselves.

use crate::db::{Tx, Value, row};
row! {
    /// A person who works here. A worker who leaves becomes inactive and is never deleted: the ledger still speaks of
    /// them.
    #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
    pub struct Worker {
        /// An id that says nothing about the person.
        pub id: String,
        /// The name.
        pub name: String,
        /// The token on the badge, opaque; nobody else has the same.
        pub badge: Option<String>,
        /// Id of the group.
        pub group: String = "group_id",
        /// Id of the municipality that is responsible.
        pub municipality: Option<String> = "municipality_id",
        /// False for who has left.
        pub active: bool,
        /// A telephone number.
        pub phone: Option<String>,
        /// An e-mail address.
        pub email: Option<String>,
    }
}

/// Every worker, except those who were erased.
pub async fn workers(tx: &mut Tx) -> sqlx::Result<Vec<Worker>> {
    tx.all(
        "select id, name, badge, group_id, municipality_id, active, phone, email from worker w
          where not exists (select 1 from erased_worker e where e.worker_id = w.id)",
        &[],
    )
    .await
}
/// Takes the badges of these workers, who are about to be stored again: two who swap badges would else collide halfway.
pub async fn release_badges(tx: &mut Tx, rows: &[&Worker]) -> sqlx::Result<()> {
    for worker in rows {
        tx.run("update worker set badge = null where id = $1", &[&worker.id]).await?;
    }
    Ok(())
}
/// Adds workers, or changes those that exist. Who was erased stays erased, whoever asks.
pub async fn store_workers(tx: &mut Tx, rows: &[&Worker]) -> sqlx::Result<()> {
    let rows: Vec<[&dyn Value; 8]> = rows
        .iter()
        .map(|w| {
            let row: [&dyn Value; 8] = [
                &w.id,
                &w.name,
                &w.badge,
                &w.group,
                &w.municipality,
                &w.active,
                &w.phone,
                &w.email,
            ];
            row
        })
        .collect();
    tx.insert_many(
        "insert into worker (id, name, badge, group_id, municipality_id, active, phone, email)",
        "on conflict (id) do update set name = excluded.name, badge = excluded.badge, \
         group_id = excluded.group_id, municipality_id = excluded.municipality_id, active = excluded.active, \
         phone = excluded.phone, email = excluded.email \
         where not exists (select 1 from erased_worker e where e.worker_id = worker.id)",
        &rows,
    )
    .await
}
