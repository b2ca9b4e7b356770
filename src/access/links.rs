//! One-time links: what somebody uses who has no password yet. The first start prints one for the first administrator, and
//! `werkvloer user add` one for each new account. Only the hash is kept; a link works once, and not for long.

use super::sessions::Token;
use crate::db::{Db, OptText, Tx};
use chrono::{DateTime, TimeDelta, Utc};

/// How long the link of the first start works.
const SETUP: TimeDelta = TimeDelta::hours(24);
/// How long the link of a new account works: it may wait for somebody's next working day.
const ACTIVATION: TimeDelta = TimeDelta::days(7);
/// How long after its use a link leads to where one signs in.
const JUST: TimeDelta = TimeDelta::minutes(15);

/// For whom a link is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// For the first administrator, who has no account yet.
    Setup,
    /// For the owner of this account.
    Account(String),
}

/// Makes a link, in the place of earlier ones for the same.
pub async fn make(tx: &mut Tx, link: &Link, now: DateTime<Utc>) -> sqlx::Result<Token> {
    let (account, lasts) = match link {
        Link::Setup => (None, SETUP),
        Link::Account(id) => (Some(id.as_str()), ACTIVATION),
    };
    let nobody = account.is_none();
    let whose = account.unwrap_or_default();
    tx.run(
        "delete from one_time_link where account_id = $1 or ($2 and account_id is null)",
        &[&whose, &nobody],
    )
    .await?;
    let token = Token::new();
    tx.run(
        "insert into one_time_link (token_hash, account_id, expires_at) values ($1, $2, $3)",
        &[&token.hash(), &OptText(account), &(now + lasts)],
    )
    .await?;
    Ok(token)
}

/// For whom a link is that still works.
pub async fn find(db: &Db, token: &Token, now: DateTime<Utc>) -> sqlx::Result<Option<Link>> {
    let row: Option<(Option<String>,)> = db
        .maybe(
            "select account_id from one_time_link where token_hash = $1 and used_at is null and expires_at > $2",
            &[&token.hash(), &now],
        )
        .await?;
    Ok(row.map(|(account,)| account.map_or(Link::Setup, Link::Account)))
}

/// True when it was used not long ago: pressed twice, or opened once more.
pub async fn was_just_used(db: &Db, token: &Token, now: DateTime<Utc>) -> sqlx::Result<bool> {
    let row: Option<(String,)> = db
        .maybe(
            "select token_hash from one_time_link where token_hash = $1 and used_at > $2",
            &[&token.hash(), &(now - JUST)],
        )
        .await?;
    Ok(row.is_some())
}

/// Uses it up. False when somebody was first, or it is too late.
pub async fn consume(tx: &mut Tx, token: &Token, now: DateTime<Utc>) -> sqlx::Result<bool> {
    let used = tx
        .run(
            "update one_time_link set used_at = $2 where token_hash = $1 and used_at is null and expires_at > $2",
            &[&token.hash(), &now],
        )
        .await?;
    Ok(used > 0)
}
