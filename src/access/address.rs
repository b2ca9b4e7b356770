//! From where a request comes.

use super::proxies::Proxies;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::Extensions;
use axum::http::request::Parts;
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
