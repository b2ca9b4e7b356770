//! What the door keeps of those who came, and for how long: each counted and taken away by its age. Nothing here lets anybody
//! in any more.

use crate::db::{Db, Tx};
use chrono::{DateTime, Utc};

/// How many sessions began before a moment; none lasts longer than a day.
pub async fn count_sessions(db: &Db, before: DateTime<Utc>) -> sqlx::Result<i64> {
    let (count,) = db.one("select count(*) from session where made_at < $1", &[&before]).await?;
    Ok(count)
}

/// Forgets at most `limit` of them; gives how many.
pub async fn forget_sessions(tx: &mut Tx, before: DateTime<Utc>, limit: i64) -> sqlx::Result<u64> {
    tx.run(
        "delete from session where id_hash in
            (select id_hash from session where made_at < $1 limit $2)",
        &[&before, &limit],
    )
    .await
}

/// How many one-time links were used, or became too old to be used, before a moment.
pub async fn count_links(db: &Db, before: DateTime<Utc>) -> sqlx::Result<i64> {
    let (count,) = db
        .one("select count(*) from one_time_link where used_at < $1 or expires_at < $1", &[&before])
        .await?;
    Ok(count)
}

/// Forgets at most `limit` of them; gives how many.
pub async fn forget_links(tx: &mut Tx, before: DateTime<Utc>, limit: i64) -> sqlx::Result<u64> {
    tx.run(
        "delete from one_time_link where token_hash in
            (select token_hash from one_time_link where used_at < $1 or expires_at < $1 limit $2)",
        &[&before, &limit],
    )
    .await
}

/// How many browsers were last signed in to before a moment.
pub async fn count_browsers(db: &Db, before: DateTime<Utc>) -> sqlx::Result<i64> {
    let (count,) =
        db.one("select count(*) from known_browser where seen_at < $1", &[&before]).await?;
    Ok(count)
}

/// Forgets at most `limit` of them; gives how many.
pub async fn forget_browsers(tx: &mut Tx, before: DateTime<Utc>, limit: i64) -> sqlx::Result<u64> {
    tx.run(
        "delete from known_browser where (browser_hash, account_id) in
            (select browser_hash, account_id from known_browser where seen_at < $1 limit $2)",
        &[&before, &limit],
    )
    .await
}

/// When somebody signed in last in a browser, until a moment.
pub async fn latest_until(db: &Db, moment: DateTime<Utc>) -> sqlx::Result<Option<DateTime<Utc>>> {
    let row: Option<(DateTime<Utc>,)> = db
        .maybe(
            "select seen_at from known_browser where seen_at <= $1 order by seen_at desc limit 1",
            &[&moment],
        )
        .await?;
    Ok(row.map(|(at,)| at))
}

/// How many counters of failed sign-ins stand still since before a moment.
pub async fn count_failures(db: &Db, before: DateTime<Utc>) -> sqlx::Result<i64> {
    let (count,) =
        db.one("select count(*) from sign_in_failure where last_at < $1", &[&before]).await?;
    Ok(count)
}

/// Forgets at most `limit` of them; gives how many.
pub async fn forget_failures(tx: &mut Tx, before: DateTime<Utc>, limit: i64) -> sqlx::Result<u64> {
    tx.run(
        "delete from sign_in_failure where bucket in
            (select bucket from sign_in_failure where last_at < $1 limit $2)",
        &[&before, &limit],
    )
    .await
}

/// How many forms were acted on before a moment.
pub async fn count_form_keys(db: &Db, before: DateTime<Utc>) -> sqlx::Result<i64> {
    let (count,) = db.one("select count(*) from form_key where acted_at < $1", &[&before]).await?;
    Ok(count)
}

/// Forgets at most `limit` of them; gives how many.
pub async fn forget_form_keys(tx: &mut Tx, before: DateTime<Utc>, limit: i64) -> sqlx::Result<u64> {
    tx.run(
        "delete from form_key where id in (select id from form_key where acted_at < $1 limit $2)",
        &[&before, &limit],
    )
    .await
}
