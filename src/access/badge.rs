//! What stands on somebody's badge: shorter to type at a tablet than a login name. It is no secret and lets nobody in by
//! itself. It has a room of its own beside the badges of workers: who signs on at a terminal to work is not who signs in.

use super::accounts::{self, Account};
use crate::db::{Db, OptText, Tx};

/// How long it may be.
const LONGEST: usize = 32;

/// A badge as it is kept, if it can be one.
pub fn badge_of(typed: &str) -> Option<String> {
    let badge = typed.trim().to_uppercase();
    let fits = (1..=LONGEST).contains(&badge.chars().count());
    let plain = badge.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    (fits && plain).then_some(badge)
}

/// An account's badge.
pub async fn of(db: &Db, account: &str) -> sqlx::Result<Option<String>> {
    let row: Option<(Option<String>,)> =
        db.maybe("select badge from account where id = $1", &[&account]).await?;
    Ok(row.and_then(|(badge,)| badge))
}

/// An account's badge, held until the transaction ends.
pub(super) async fn held(tx: &mut Tx, account: &str) -> sqlx::Result<Option<String>> {
    let row: Option<(Option<String>,)> = tx
        .maybe("update account set badge = badge where id = $1 returning badge", &[&account])
        .await?;
    Ok(row.and_then(|(badge,)| badge))
}

/// Gives an account a badge, or takes it away. False when it is somebody else's badge or login name already.
pub async fn set(tx: &mut Tx, account: &str, badge: Option<&str>) -> sqlx::Result<bool> {
    let login = badge.map(str::to_lowercase);
    let (taken,): (i64,) = tx
        .one(
            "select count(*) from account where id <> $1 and (badge = $2 or login = $3)",
            &[&account, &OptText(badge), &OptText(login.as_deref())],
        )
        .await?;
    if taken > 0 {
        return Ok(false);
    }
    tx.run("update account set badge = $2 where id = $1", &[&account, &OptText(badge)]).await?;
    Ok(true)
}

/// Whom somebody means who types a login name or what stands on a badge.
pub(super) async fn whose(db: &Db, typed: &str) -> sqlx::Result<Option<Account>> {
    if let Some(login) = accounts::login_of(typed)
        && let Some(account) = accounts::of_login(db, &login).await?
    {
        return Ok(Some(account));
    }
    let Some(badge) = badge_of(typed) else { return Ok(None) };
    let row: Option<(String,)> =
        db.maybe("select id from account where badge = $1", &[&badge]).await?;
    match row {
        Some((id,)) => accounts::one(db, &id).await,
        None => Ok(None),
    }
}
