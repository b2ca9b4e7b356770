//! Proxies that are ours. Behind one every connection comes from its address, so it says in `X-Forwarded-For` whom it passes on.
//! Anybody can send that header, so it is believed only of a connection from such a proxy, and of what it says only the last
//! address that is not again one of ours: all before it was written by somebody we do not know.

use anyhow::{Context as _, ensure};
use axum::http::HeaderMap;
use std::net::IpAddr;
use std::str::FromStr;

/// Where our proxies are; none unless somebody says so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proxies(Vec<Network>);

/// Addresses that begin alike; of a single address all bits count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Network {
    address: IpAddr,
    bits: u8,
}

impl FromStr for Proxies {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let all = text.split([',', ' ']).map(str::trim).filter(|one| !one.is_empty());
        Ok(Self(all.map(str::parse).collect::<anyhow::Result<_>>()?))
    }
}

impl FromStr for Network {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let said = || {
            format!(
                "trusted_proxies: '{text}' is no address or network, such as 10.0.0.5 or 10.0.0.0/24"
            )
        };
        let (address, bits) = text.split_once('/').map_or((text, None), |(a, b)| (a, Some(b)));
        let address: IpAddr = address.parse().with_context(said)?;
        let longest = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(longest), str::parse).with_context(said)?;
        ensure!(bits <= longest, said());
        // The whole world would let everybody say where they come from.
        ensure!(bits > 0, "trusted_proxies: '{text}' is every address there is; name your proxies");
        Ok(Self { address, bits })
    }
}

impl Network {
    fn holds(self, other: IpAddr) -> bool {
        let begin = |number: u128, length: u32| number.checked_shr(length - u32::from(self.bits));
        match (self.address.to_canonical(), other.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                begin(u128::from(own.to_bits()), 32) == begin(u128::from(other.to_bits()), 32)
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                begin(own.to_bits(), 128) == begin(other.to_bits(), 128)
            }
            _ => false,
        }
    }
}

impl Proxies {
    /// True when none was named.
    pub fn are_none(&self) -> bool {
        self.0.is_empty()
    }

    /// True when this is one of them.
    pub fn hold(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.holds(address))
    }

    /// From where a request comes whose connection is from this peer.
    pub(super) fn origin(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut last = peer.to_canonical();
        let said = headers.get_all("x-forwarded-for").iter().rev();
        // Each hop adds whom it heard, so the nearest stands last.
        for hop in said.flat_map(|value| value.as_bytes().rsplit(|byte| *byte == b',')) {
            if !self.hold(last) {
                break;
            }
            let Some(before) = address_of(hop) else { break };
            last = before;
        }
        last
    }
}

/// The address of a hop; some proxies write the port behind it.
fn address_of(hop: &[u8]) -> Option<IpAddr> {
    let text = str::from_utf8(hop).ok()?.trim();
    let address = text.parse::<IpAddr>().ok();
    let address = address.or_else(|| text.parse().ok().map(|with: std::net::SocketAddr| with.ip()));
    address.map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(proxies: &str, peer: &str, said: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for value in said {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        let proxies: Proxies = proxies.parse().unwrap();
        proxies.origin(peer.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn a_header_is_believed_of_our_own_proxies_and_of_nobody_else() {
        let own = "10.0.0.5, 10.1.0.0/16 2001:db8::/32";
        assert_eq!(origin("", "10.0.0.5", &["192.0.2.1"]), "10.0.0.5", "none is named");
        assert_eq!(origin(own, "10.0.0.6", &["192.0.2.1"]), "10.0.0.6", "forged");
        assert_eq!(origin(own, "10.0.0.5", &[]), "10.0.0.5");
        assert_eq!(origin(own, "10.0.0.5", &["192.0.2.1"]), "192.0.2.1");
        assert_eq!(origin(own, "::ffff:10.0.0.5", &["192.0.2.1"]), "192.0.2.1");
        assert_eq!(
            origin(own, "10.0.0.5", &["1.1.1.1, 192.0.2.1"]),
            "192.0.2.1",
            "the first is hearsay"
        );
        assert_eq!(
            origin(own, "10.0.0.5", &["192.0.2.1, 10.1.9.9"]),
            "192.0.2.1",
            "through two of ours"
        );
        assert_eq!(
            origin(own, "10.0.0.5", &["192.0.2.1", "10.1.9.9"]),
            "192.0.2.1",
            "a header each"
        );
        assert_eq!(
            origin(own, "10.0.0.5", &["10.1.0.1, 10.1.9.9"]),
            "10.1.0.1",
            "one of ours asks itself"
        );
        assert_eq!(origin(own, "10.0.0.5", &["192.0.2.1, rubbish"]), "10.0.0.5");
        assert_eq!(origin(own, "10.0.0.5", &["rubbish, 192.0.2.1"]), "192.0.2.1");
        assert_eq!(origin(own, "10.0.0.5", &["192.0.2.1:4711"]), "192.0.2.1");
        assert_eq!(origin(own, "2001:db8::7", &["[2001:db9::1]:4711"]), "2001:db9::1");
        assert_eq!(origin(own, "2001:db9::7", &["192.0.2.1"]), "2001:db9::7");
        assert_eq!(origin(own, "10.0.0.5", &["2001:db9::1"]), "2001:db9::1");
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for wrong in [
            "proxy",
            "10.0.0.0/33",
            "10.0.0/8",
            "10.0.0.0/",
            "2001:db8::/129",
            "0.0.0.0/0",
            "::/0",
            "10.0.0.1;10.0.0.2",
        ] {
            let refused = wrong.parse::<Proxies>().unwrap_err();
            assert!(format!("{refused:#}").starts_with("trusted_proxies: '"), "{refused:#}");
        }
        assert!("".parse::<Proxies>().unwrap().are_none());
        assert!(!"127.0.0.1".parse::<Proxies>().unwrap().are_none());
    }
}
