//! Taking the oldest lines away when they were kept long enough. The chain then begins later, and a line says where, so that
//! taking lines away in any other manner is still found: an [`Action::Forget`] whose object is the trail names the last
//! line that is gone and notes its hash.

use super::entry::{Action, Entry, Kind, Object};
use super::store::write;
use crate::db::{Db, Tx};
use chrono::{DateTime, Utc};

/// How many of the oldest lines are of before a moment.
pub async fn before(db: &Db, moment: DateTime<Utc>) -> sqlx::Result<i64> {
    let (first_kept,): (Option<i64>,) =
        db.one("select min(no) from trail where at >= $1", &[&moment]).await?;
    let (base, head): (i64, i64) =
        db.one("select base_no, no from trail_head where id = 1", &[]).await?;
    Ok(first_kept.map_or(head, |first| first - 1) - base)
}

/// When the last line until a moment was written.
pub async fn latest_until(db: &Db, moment: DateTime<Utc>) -> sqlx::Result<Option<DateTime<Utc>>> {
    let row: Option<(DateTime<Utc>,)> = db
        .maybe("select at from trail where at <= $1 order by at desc limit 1", &[&moment])
        .await?;
    Ok(row.map(|(at,)| at))
}

/// Takes at most `limit` of the oldest lines away, in the caller's transaction, and writes who did it; gives how many.
pub async fn forget(
    tx: &mut Tx,
    moment: DateTime<Utc>,
    limit: i64,
    entry: impl FnOnce(Action, Object) -> Entry,
) -> sqlx::Result<i64> {
    // Locks the head before it looks: nobody else may move the base or add a line in between.
    let (base, head): (i64, i64) =
        tx.one("update trail_head set no = no where id = 1 returning base_no, no", &[]).await?;
    let (first_kept,): (Option<i64>,) =
        tx.one("select min(no) from trail where at >= $1", &[&moment]).await?;
    let until = first_kept.map_or(head, |first| first - 1).min(base + limit);
    if until <= base {
        return Ok(0);
    }
    let (hash,): (String,) = tx.one("select hash from trail where no = $1", &[&until]).await?;
    tx.run("update trail_head set base_no = $1, base_hash = $2 where id = 1", &[&until, &hash])
        .await?;
    tx.run("delete from trail where no <= $1", &[&until]).await?;
    let object = Object::new(Kind::Trail, until.to_string());
    write(tx, &entry(Action::Forget, object).noting(hash)).await?;
    Ok(until - base)
}
