//! From where somebody is in, roughly: enough to recognise one's own tablet in a list of sessions, and no more. Of the browser
//! its family and its system, of the address the part of the network.

use super::address::Address;
use axum::http::HeaderMap;
use axum::http::header::USER_AGENT;
use std::net::IpAddr;

/// Browsers by a word that only they write; those that pretend to be another stand before it.
const BROWSERS: [(&str, &str); 7] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];
/// Systems, in the same manner.
const SYSTEMS: [(&str, &str); 7] = [
    ("Android", "Android"),
    ("iPad", "iPad"),
    ("iPhone", "iPhone"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
];

/// A browser and a part of the network.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Such as `Firefox, Windows`; empty when it does not say.
    pub browser: String,
    /// Such as `192.0.2.*`.
    pub address: String,
}

impl Place {
    /// From where a request comes.
    pub(super) fn of(headers: &HeaderMap, address: &Address) -> Self {
        let agent = headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok());
        Self { browser: browser(agent.unwrap_or_default()), address: network(address.ip()) }
    }
}

fn browser(agent: &str) -> String {
    let first = |words: &[(&str, &'static str)]| {
        words.iter().find(|(word, _)| agent.contains(word)).map(|(_, name)| *name)
    };
    let named: Vec<_> = [first(&BROWSERS), first(&SYSTEMS)].into_iter().flatten().collect();
    named.join(", ")
}

fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            format!("{a}.{b}.{c}.*")
        }
        IpAddr::V6(address) => {
            let [a, b, c, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:*")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_told_by_its_family() {
        for (agent, told) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0",
                "Firefox, Windows",
            ),
            (
                "Mozilla/5.0 (Linux; Android 14; SM-X210) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36",
                "Chrome, Android",
            ),
            (
                "Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Safari/604.1",
                "Safari, iPad",
            ),
            ("Mozilla/5.0 (Windows NT 10.0) Chrome/142.0 Safari/537.36 Edg/142.0", "Edge, Windows"),
            ("curl/8", ""),
        ] {
            assert_eq!(browser(agent), told, "{agent}");
        }
    }

    #[test]
    fn an_address_is_told_roughly() {
        for (address, told) in [
            ("192.0.2.7", "192.0.2.*"),
            ("::ffff:192.0.2.7", "192.0.2.*"),
            ("2001:db8:1:2::3", "2001:db8:1:*"),
        ] {
            assert_eq!(network(address.parse().unwrap()), told);
        }
    }
}
