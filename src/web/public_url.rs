//! The address under which people reach the service. Behind a proxy that ends TLS the service cannot see it itself, so it is
//! a setting; what depends on it is whether cookies are for TLS only, and which origin a form must come from.

/// A scheme, a host and perhaps a port; no path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl {
    origin: String,
}

impl PublicUrl {
    /// As browsers write it in `Origin`: `https://werkvloer.example`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// True over TLS.
    pub fn is_secure(&self) -> bool {
        self.origin.starts_with("https://")
    }

    /// The host without its port.
    pub fn host(&self) -> &str {
        let authority = self.origin.split_once("://").map_or("", |(_, rest)| rest);
        match authority.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
            _ => authority,
        }
    }
}

impl std::str::FromStr for PublicUrl {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> anyhow::Result<Self> {
        let wrong = || {
            anyhow::anyhow!(
                "public_url = '{text}' is no address of a site, such as https://werkvloer.example"
            )
        };
        let origin = text.trim_end_matches('/').to_ascii_lowercase();
        let (scheme, authority) = origin.split_once("://").ok_or_else(wrong)?;
        let default = match scheme {
            "https" => ":443",
            "http" => ":80",
            _ => return Err(wrong()),
        };
        // A browser leaves the scheme's own port out.
        let authority = authority.strip_suffix(default).unwrap_or(authority);
        let fits = |b: u8| b.is_ascii_alphanumeric() || b".-:[]".contains(&b);
        if authority.is_empty() || !authority.bytes().all(fits) {
            return Err(wrong());
        }
        Ok(Self { origin: format!("{scheme}://{authority}") })
    }
}

#[cfg(test)]
mod tests {
    use super::PublicUrl;

    #[test]
    fn an_origin_is_written_as_browsers_do() {
        let url = |text: &str| text.parse::<PublicUrl>();
        let plain = url("HTTPS://Werkvloer.Example:443/").unwrap();
        assert_eq!(
            (plain.origin(), plain.host()),
            ("https://werkvloer.example", "werkvloer.example")
        );
        assert!(plain.is_secure());
        let port = url("http://[::1]:8080").unwrap();
        assert_eq!(
            (port.origin(), port.host(), port.is_secure()),
            ("http://[::1]:8080", "[::1]", false)
        );
        for wrong in [
            "",
            "werkvloer.example",
            "ftp://x",
            "https://",
            "https://x/pad",
            "https://a b",
            "https://u:p@x",
        ] {
            assert!(url(wrong).is_err(), "{wrong}");
        }
    }
}
