//! Where terminals connect: the built-in endpoint or a broker, as `mqtt://[user:password@]host[:port]`.

use std::str::FromStr;

/// An address of the built-in endpoint or of a broker.
#[derive(Clone, PartialEq, Eq)]
pub struct Broker {
    /// Host name or address.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// User and password for every terminal, where the broker does not know terminals by their own names.
    pub login: Option<(String, String)>,
}

/// The password stays out of logs.
impl std::fmt::Debug for Broker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "mqtt://{}:{}", self.host, self.port)
    }
}

impl FromStr for Broker {
    type Err = String;

    fn from_str(url: &str) -> Result<Self, String> {
        let rest = url
            .strip_prefix("mqtt://")
            .ok_or("a broker's address is written mqtt://[user:password@]host[:port]")?;
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        // The last @: a password may hold one.
        let (login, address) = match rest.rsplit_once('@') {
            Some((login, address)) => {
                let (user, password) = login
                    .split_once(':')
                    .ok_or("a user in a broker's address needs a password: user:password@host")?;
                (Some((user.to_owned(), password.to_owned())), address)
            }
            None => (None, rest),
        };
        // An IPv6 address stands in brackets and is full of colons.
        let (host, port) = match address.strip_prefix('[').and_then(|a| a.split_once(']')) {
            Some((host, "")) => (host, None),
            Some((host, after)) => (host, Some(after.strip_prefix(':').unwrap_or(after))),
            None => address.split_once(':').map_or((address, None), |(h, p)| (h, Some(p))),
        };
        if host.is_empty() {
            return Err("the broker's address names no host".to_owned());
        }
        let port = match port {
            Some(port) => port.parse().map_err(|_| format!("'{port}' is not a port"))?,
            None => 1883,
        };
        Ok(Self { host: host.to_owned(), port, login })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_with_and_without_port_and_login() {
        let broker = |host: &str, port, login| Broker { host: host.to_owned(), port, login };
        let login = Some(("floor".to_owned(), "p@ss:word".to_owned()));
        assert_eq!("mqtt://localhost".parse(), Ok(broker("localhost", 1883, None)));
        assert_eq!("mqtt://127.0.0.1:4711/".parse(), Ok(broker("127.0.0.1", 4711, None)));
        assert_eq!("mqtt://[::1]:4711".parse(), Ok(broker("::1", 4711, None)));
        assert_eq!(
            "mqtt://floor:p@ss:word@mq.example:1884".parse(),
            Ok(broker("mq.example", 1884, login))
        );
        for wrong in
            ["localhost:1883", "mqtts://x", "mqtt://", "mqtt://x:y", "mqtt://a@x", "mqtt://x:70000"]
        {
            assert!(wrong.parse::<Broker>().is_err(), "{wrong}");
        }
    }
}
