//! Checking a password: counted first, then looked at, whether the name is known or not.

use super::accounts::Account;
use super::door::Door;
use super::proxies::Proxies;
use super::throttle::{self, Counter};
use crate::error::Error;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap};
use std::convert::Infallible;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// From where a request comes. What `X-Forwarded-For` says is believed of our own proxies only ([`super::proxies`]): anybody
/// can send it.
#[derive(Clone, Copy, Debug)]
pub struct Address(IpAddr);

impl Address {
    /// Of a request that comes through these proxies, or by itself.
    pub(super) fn of(proxies: &Proxies, parts: &Parts) -> Self {
        let peer = peer(&parts.extensions);
        Self(proxies.origin(peer, &parts.headers))
    }

    /// The address itself.
    pub(super) fn ip(self) -> IpAddr {
        self.0
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<S: Sync> FromRequestParts<S> for Address {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        // The layer of the door has looked; outside of it nothing asks.
        let looked = parts.extensions.get::<Self>().copied();
        Ok(looked.unwrap_or_else(|| Self(peer(&parts.extensions))))
    }
}

/// The other end of the connection.
fn peer(extensions: &Extensions) -> IpAddr {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>();
    peer.map_or(Ipv4Addr::UNSPECIFIED.into(), |peer| peer.0.ip().to_canonical())
}

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
    Ok(vec![Counter::Login(login.to_owned()), Counter::Address(address.0)])
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
