//! `mqtt://[user:password@]host[:port]`, or `mqtts://` with TLS. The password is never shown.

use std::fmt;
use std::str::FromStr;

/// Where the broker is and who we are to it.
#[derive(Clone, PartialEq, Eq)]
pub struct BrokerUrl {
    pub(super) tls: bool,
    pub(super) login: Option<(String, String)>,
    /// An IPv6 address stands in brackets.
    pub(super) host: String,
    pub(super) port: u16,
}

impl FromStr for BrokerUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        // The text itself is left out of every sentence: it may hold a password.
        let (tls, rest) = match text.split_once("://") {
            Some(("mqtt", rest)) => (false, rest),
            Some(("mqtts", rest)) => (true, rest),
            _ => return Err("a broker URL starts with mqtt:// or mqtts://".to_owned()),
        };
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        let (login, address) = match rest.rsplit_once('@') {
            Some((login, address)) => (Some(parse_login(login)?), address),
            None => (None, rest),
        };
        if address.contains(['/', '?', '#']) {
            return Err("a broker URL ends after host and port".to_owned());
        }
        let (host, port) = split_port(address)?;
        let port = match port {
            Some(port) => port
                .parse()
                .ok()
                .filter(|p| *p != 0)
                .ok_or_else(|| format!("'{port}' in the broker URL is not a port"))?,
            None if tls => 8883,
            None => 1883,
        };
        if host.is_empty() {
            return Err("the broker URL names no host".to_owned());
        }
        if tls && host.starts_with('[') {
            return Err(
                "with mqtts:// the broker needs a host name, not an IPv6 address".to_owned()
            );
        }
        Ok(Self { tls, login, host: host.to_owned(), port })
    }
}

fn split_port(address: &str) -> Result<(&str, Option<&str>), String> {
    if address.starts_with('[') {
        let end = address.find(']').ok_or("the IPv6 address in the broker URL has no ']'")?;
        let (host, port) = address.split_at(end + 1);
        return match port.strip_prefix(':') {
            Some(port) => Ok((host, Some(port))),
            None if port.is_empty() => Ok((host, None)),
            None => Err("after ']' the broker URL goes on with ':' and a port".to_owned()),
        };
    }
    match address.split_once(':') {
        Some((_, port)) if port.contains(':') => {
            Err("an IPv6 address in the broker URL stands in brackets, as in mqtt://[::1]:1883"
                .to_owned())
        }
        Some((host, port)) => Ok((host, Some(port))),
        None => Ok((address, None)),
    }
}

fn parse_login(login: &str) -> Result<(String, String), String> {
    let (user, password) = login.split_once(':').unwrap_or((login, ""));
    Ok((unescape(user)?, unescape(password)?))
}

/// Undoes `%40` and the like, with which a password may hold any character.
fn unescape(text: &str) -> Result<String, String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || rest.next().and_then(|b| char::from(b).to_digit(16));
        let code = digit().zip(digit()).and_then(|(high, low)| u8::try_from(high * 16 + low).ok());
        bytes.push(code.ok_or("a '%' in the broker URL's user or password is written %25")?);
    }
    String::from_utf8(bytes)
        .map_err(|_| "the broker URL's user or password is not UTF-8".to_owned())
}

/// Without the password.
impl fmt::Display for BrokerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.tls { "mqtts://" } else { "mqtt://" })?;
        if let Some((user, _)) = &self.login {
            write!(f, "{user}:***@")?;
        }
        write!(f, "{}:{}", self.host, self.port)
    }
}

impl fmt::Debug for BrokerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BrokerUrl({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::BrokerUrl;

    #[test]
    fn reads_what_people_write() {
        for (text, shown) in [
            ("mqtt://broker", "mqtt://broker:1883"),
            ("mqtts://broker/", "mqtts://broker:8883"),
            ("mqtt://127.0.0.1:18830", "mqtt://127.0.0.1:18830"),
            ("mqtt://[::1]:1884", "mqtt://[::1]:1884"),
            ("mqtt://[::1]", "mqtt://[::1]:1883"),
            ("mqtts://wv:s3cret@broker:8884", "mqtts://wv:***@broker:8884"),
        ] {
            let url: BrokerUrl = text.parse().unwrap();
            assert_eq!(url.to_string(), shown);
            assert!(!format!("{url:?}").contains("s3cret"));
        }
        let url: BrokerUrl = "mqtt://w%40v:a%3Ab%25@c@host".parse().unwrap();
        assert_eq!(url.login, Some(("w@v".to_owned(), "a:b%@c".to_owned())));
    }

    #[test]
    fn says_what_is_wrong_without_the_password() {
        for text in [
            "broker:1883",
            "http://wv:s3cret@broker",
            "mqtt://wv:s3cret@",
            "mqtt://wv:s3cret@broker:0",
            "mqtt://wv:s3cret@broker:mqtt",
            "mqtt://wv:s3cret@broker/topic",
            "mqtt://wv:s3cret%zz@broker",
            "mqtt://wv:s3cret@::1",
            "mqtts://wv:s3cret@[::1]",
            "mqtt://[::1",
        ] {
            let error = text.parse::<BrokerUrl>().unwrap_err();
            assert!(!error.contains("s3cret"), "{text}: {error}");
        }
    }
}
