//! Checking a password: counted first, then looked at, whether the name is known or not.

use super::accounts::Account;
use super::address::Address;
use super::door::Door;
use super::throttle::{self, Counter};
use crate::error::Error;
use axum::http::HeaderMap;

/// What came of a check.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Checked {
    Right,
    Wrong,
    /// Not looked at: so many seconds to wait.
    Later(i64),
}

/// Whether this is the password of that name.
pub(super) async fn password(
    door: &Door,
    headers: &HeaderMap,
    address: &Address,
    (login, account): (&str, Option<&Account>),
    password: &str,
) -> Result<Checked, Error> {
    let counters = counters(door, headers, address, login, account).await?;
    if let Some(seconds) = count(door, &counters).await? {
        return Ok(Checked::Later(seconds));
    }
    let open = account.filter(|account| account.disabled_at.is_none());
    let hash = open.and_then(|account| account.password_hash.as_deref());
    let is_right = door.hasher().is_right(password, hash).await.map_err(Error::Unavailable)?;
    if !is_right {
        return Ok(Checked::Wrong);
    }
    forgive(door, &counters).await?;
    Ok(Checked::Right)
}

async fn counters(
    door: &Door,
    headers: &HeaderMap,
    address: &Address,
    login: &str,
    account: Option<&Account>,
) -> Result<Vec<Counter>, Error> {
    if let (Some(browser), Some(account)) = (door.browser_of(headers), account) {
        let browser = browser.hash();
        if throttle::is_known(door.db(), &browser, &account.id).await? {
            return Ok(vec![Counter::Known { browser, account: account.id.clone() }]);
        }
    }
    Ok(vec![Counter::Login(login.to_owned()), Counter::Address(address.ip())])
}

/// Counts a try; gives the seconds to wait when it may not be made now.
pub(super) async fn count(door: &Door, counters: &[Counter]) -> Result<Option<i64>, Error> {
    let mut tx = door.db().begin().await?;
    let counted = throttle::count(&mut tx, counters, door.clock().now()).await?;
    if counted.is_ok() {
        tx.commit().await?;
    }
    Ok(counted.err())
}

/// Gives tries back that were right.
pub(super) async fn forgive(door: &Door, counters: &[Counter]) -> Result<(), Error> {
    let mut tx = door.db().begin().await?;
    throttle::forgive(&mut tx, counters).await?;
    Ok(tx.commit().await?)
}
