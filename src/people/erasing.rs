//! Forgetting who a worker is. The id stays, because the ledger still speaks of it; from then on it is a pseudonym that
//! nothing here resolves, and it is never given a name again.

use super::{Worker, employment, remove_photo};
use crate::db::{Db, Tx};
use chrono::{DateTime, Utc};

/// How it stands with a worker's id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Somebody we know.
    Known(Worker),
    /// Somebody who was erased then.
    Erased(DateTime<Utc>),
}

/// How it stands with an id; `None` when it was never anybody's.
pub async fn standing(tx: &mut Tx, id: &str) -> sqlx::Result<Option<Standing>> {
    let erased: Option<(DateTime<Utc>,)> =
        tx.maybe("select erased_at from erased_worker where worker_id = $1", &[&id]).await?;
    if let Some((at,)) = erased {
        return Ok(Some(Standing::Erased(at)));
    }
    let worker: Option<Worker> = tx
        .maybe(
            "select id, name, badge, group_id, municipality_id, active, phone, email from worker where id = $1",
            &[&id],
        )
        .await?;
    Ok(worker.map(Standing::Known))
}

/// Erases name, badge, municipality, telephone, e-mail address, photo, schemes, contracts and steps; gives false when that was done already.
pub async fn erase(tx: &mut Tx, id: &str, at: DateTime<Utc>) -> sqlx::Result<bool> {
    let first = tx
        .run(
            "insert into erased_worker (worker_id, erased_at) values ($1, $2)
             on conflict (worker_id) do nothing",
            &[&id, &at],
        )
        .await?;
    tx.run(
        "update worker set name = '', badge = null, municipality_id = null, active = false, phone = null, email = null
          where id = $1",
        &[&id],
    )
    .await?;
    employment::erase(tx, id).await?;
    remove_photo(tx, id).await?;
    Ok(first > 0)
}

/// Everybody who was erased, with the moment.
pub async fn erased(tx: &mut Tx) -> sqlx::Result<Vec<(String, DateTime<Utc>)>> {
    tx.all("select worker_id, erased_at from erased_worker order by worker_id", &[]).await
}

/// How many workers there are whose number begins so, also those who left or were erased.
pub async fn headcount(db: &Db, begins: &str) -> sqlx::Result<i64> {
    let like = format!("{begins}%");
    let (count,) = db.one("select count(*) from worker where id like $1", &[&like]).await?;
    Ok(count)
}
