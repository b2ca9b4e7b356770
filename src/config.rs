//! Every setting of the service: `werkvloer.toml`, then the environment (`WERKVLOER_…`), then flags; the later one wins.
//! A setting nobody knows is an error, because a misspelt one would silently do nothing.

use crate::access::{self, OpenId, Proxies, openid};
use crate::clock::Clock;
use crate::db::Settings;
use crate::intake::broker::BrokerUrl;
use crate::privacy::Terms;
use crate::web::public_url::PublicUrl;
use anyhow::{Context as _, anyhow, bail, ensure};
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Settings that cannot be: one sentence, and exit code 2.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Impossible(String);

impl From<anyhow::Error> for Impossible {
    /// With its causes in the one sentence; kept as sources they would be told twice.
    fn from(error: anyhow::Error) -> Self {
        Self(format!("{error:#}"))
    }
}

/// The environment, for [`Layer::from_environment`].
pub fn variables() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
}

/// Settings as one source gives them; what it leaves out comes from the source before.
#[derive(Clone, Debug, Default, Deserialize, clap::Args)]
#[serde(deny_unknown_fields)]
pub struct Layer {
    /// Folder with the SQLite database; made if missing [default: ./werkvloer-data]
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Postgres instead of SQLite, as `postgres://user@host/name`
    #[arg(long, value_name = "URL", conflicts_with = "data")]
    pub database: Option<String>,
    /// Where pages are served; port 0 takes any free one [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR:PORT")]
    pub http: Option<String>,
    /// The address people type, such as `https://werkvloer.example`, when a proxy ends TLS in front of the service: then
    /// cookies are for TLS only and forms must come from there
    #[arg(long, value_name = "URL")]
    pub public_url: Option<String>,
    /// Your own proxies, as addresses or networks with commas between them, such as `10.0.0.5, 10.1.0.0/24`: what one of them says
    /// in `X-Forwarded-For` is from where somebody comes, for slowing down guesses, the trail and the lists of sessions. Without
    /// it everybody seems to come from the proxy, also when connections are shared out [default: none]
    #[arg(long, value_name = "ADDRS")]
    pub trusted_proxies: Option<String>,
    /// Who signs people in besides passwords: an OpenID Connect issuer, as `https://…`; needs `public_url` and --openid-client
    #[arg(long, value_name = "URL")]
    pub openid_issuer: Option<String>,
    /// Our name at the issuer
    #[arg(long, value_name = "ID")]
    pub openid_client: Option<String>,
    /// A file with what proves that name (the client secret)
    #[arg(long, value_name = "FILE")]
    pub openid_secret_file: Option<PathBuf>,
    /// Who signs the issuer's certificate (PEM), when the system's authorities do not
    #[arg(long, value_name = "FILE")]
    pub openid_ca: Option<PathBuf>,
    /// What people call those accounts, for the button on the sign-in page [default: OpenID]
    #[arg(long, value_name = "NAME")]
    pub openid_name: Option<String>,
    /// Where terminals connect to the built-in MQTT endpoint; port 0 takes any free one [default: 127.0.0.1:1883]
    #[arg(long, value_name = "ADDR:PORT")]
    pub mqtt: Option<String>,
    /// Where terminals connect with TLS; needs --tls-certificate and --tls-key
    #[arg(long, value_name = "ADDR:PORT")]
    pub mqtts: Option<String>,
    /// The endpoint's certificate chain (PEM); a changed file is picked up without a restart
    #[arg(long, value_name = "FILE")]
    pub tls_certificate: Option<PathBuf>,
    /// The endpoint's private key (PEM)
    #[arg(long, value_name = "FILE")]
    pub tls_key: Option<PathBuf>,
    /// Who signs terminals' own certificates (PEM); with one, a certificate's common name `<site>/<terminal>` signs in
    #[arg(long, value_name = "FILE")]
    pub tls_client_ca: Option<PathBuf>,
    /// An external MQTT broker instead of the built-in endpoint, as mqtt://user:password@host:port or mqtts://…
    #[arg(long, value_name = "URL")]
    pub broker: Option<String>,
    /// Who signs the broker's certificate (PEM), when the system's authorities do not
    #[arg(long, value_name = "FILE")]
    pub broker_ca: Option<PathBuf>,
    /// A folder with dashboards of your own, `NAME.toml` each; one named like a shipped one takes its place
    #[arg(long, value_name = "DIR")]
    pub dashboards_dir: Option<PathBuf>,
    /// Where /metrics is served; loopback only; port 0 takes any free one [default: 127.0.0.1:9464]
    #[arg(long, value_name = "ADDR:PORT")]
    pub metrics: Option<String>,
    /// How long what is kept; only in the settings file, as `[retention]` with days a kind
    #[arg(skip)]
    pub retention: Option<Terms>,
}

/// The settings in force.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where everything is kept.
    pub database: Settings,
    /// Pages.
    pub http: SocketAddr,
    /// Under which address people come, and whether the door is a demo's.
    pub door: access::Settings,
    /// How terminals come in.
    pub terminals: Terminals,
    /// Dashboards of the company's own.
    pub dashboards: Option<PathBuf>,
    /// Figures for machines.
    pub metrics: SocketAddr,
    /// True when nobody asked for that address, so that another will do when it is taken.
    pub is_any_metrics: bool,
    /// Connections of its own that the process will have besides, as a demo with virtual terminals has.
    pub own_connections: usize,
}

/// How terminals come in.
#[derive(Clone, Debug)]
pub enum Terminals {
    /// Through the built-in endpoint.
    Endpoint {
        /// Without TLS.
        mqtt: SocketAddr,
        /// With TLS.
        tls: Option<(SocketAddr, TlsFiles)>,
    },
    /// Through a broker.
    Broker {
        /// Where it is.
        url: String,
        /// Who signs its certificate.
        ca: Option<PathBuf>,
    },
}

/// PEM files.
#[derive(Clone, Debug)]
pub struct TlsFiles {
    /// Certificate chain.
    pub certificate: PathBuf,
    /// Private key.
    pub key: PathBuf,
    /// Who signs client certificates.
    pub client_ca: Option<PathBuf>,
}

impl Layer {
    /// Reads a settings file; one that was not named may be missing.
    pub fn from_file(named: Option<&Path>) -> anyhow::Result<Self> {
        let path = named.unwrap_or(Path::new("werkvloer.toml"));
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if named.is_none() && error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Self::default());
            }
            Err(error) => {
                return Err(error)
                    .with_context(|| format!("cannot read the settings file {}", path.display()));
            }
        };
        toml::from_str(&text).map_err(|error: toml::de::Error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            let number = before.matches('\n').count();
            // Only the name: the value may be a URL with a password.
            let line = text.lines().nth(number).unwrap_or_default();
            let name = line.split('=').next().unwrap_or_default().trim();
            anyhow!(
                "in the settings file {}, line {} ({name}): {}",
                path.display(),
                number + 1,
                error.message()
            )
        })
    }

    /// Reads `WERKVLOER_…` variables, given as name and value.
    pub fn from_environment(
        variables: impl Iterator<Item = (String, String)>,
    ) -> anyhow::Result<Self> {
        let table: toml::Table = variables
            .filter_map(|(name, value)| {
                let key = name.strip_prefix("WERKVLOER_")?.to_ascii_lowercase();
                // Asked for by tests, no setting (see fault.rs).
                (key != "fault").then_some((key, toml::Value::String(value)))
            })
            .collect();
        table.try_into().map_err(|error: toml::de::Error| {
            anyhow!(
                "in the environment (variables that begin with WERKVLOER_): {}",
                error.message()
            )
        })
    }

    /// Lets `later` win. A folder and a database URL exclude each other, so the later of the two wins as well.
    #[must_use]
    pub fn overlaid_by(self, later: Self) -> Self {
        let named = later.data.is_some() || later.database.is_some();
        Self {
            data: later.data.or(self.data.filter(|_| !named)),
            database: later.database.or(self.database.filter(|_| !named)),
            http: later.http.or(self.http),
            public_url: later.public_url.or(self.public_url),
            trusted_proxies: later.trusted_proxies.or(self.trusted_proxies),
            openid_issuer: later.openid_issuer.or(self.openid_issuer),
            openid_client: later.openid_client.or(self.openid_client),
            openid_secret_file: later.openid_secret_file.or(self.openid_secret_file),
            openid_ca: later.openid_ca.or(self.openid_ca),
            openid_name: later.openid_name.or(self.openid_name),
            mqtt: later.mqtt.or(self.mqtt),
            mqtts: later.mqtts.or(self.mqtts),
            tls_certificate: later.tls_certificate.or(self.tls_certificate),
            tls_key: later.tls_key.or(self.tls_key),
            tls_client_ca: later.tls_client_ca.or(self.tls_client_ca),
            broker: later.broker.or(self.broker),
            broker_ca: later.broker_ca.or(self.broker_ca),
            dashboards_dir: later.dashboards_dir.or(self.dashboards_dir),
            metrics: later.metrics.or(self.metrics),
            retention: later.retention.or(self.retention),
        }
    }

    /// Which database is meant.
    pub fn database(self) -> anyhow::Result<Settings> {
        match (self.database, self.data) {
            (Some(_), Some(_)) => {
                bail!("give a folder (data) or a database URL (database), not both")
            }
            (Some(url), None) => {
                let is_postgres =
                    url.starts_with("postgres://") || url.starts_with("postgresql://");
                // The value stays out of the sentence: it may hold a password.
                ensure!(
                    is_postgres,
                    "database is no address of a Postgres database, such as postgres://user@host/name"
                );
                Ok(Settings::Url(url))
            }
            (None, folder) => {
                Ok(Settings::Folder(folder.unwrap_or_else(|| "werkvloer-data".into())))
            }
        }
    }

    /// Under which address people come, if it is set.
    pub fn public_url(&self) -> anyhow::Result<Option<PublicUrl>> {
        self.public_url.as_deref().map(str::parse).transpose()
    }

    /// The proxies that are believed about from where somebody comes.
    pub fn proxies(&self) -> anyhow::Result<Proxies> {
        self.trusted_proxies.as_deref().unwrap_or_default().parse()
    }

    /// The organisation's own accounts, if people may come in with those.
    fn openid(&self, public_url: Option<&PublicUrl>) -> anyhow::Result<Option<OpenId>> {
        let (issuer, client, public_url) =
            match (&self.openid_issuer, &self.openid_client, public_url) {
                (None, None, _) => return Ok(None),
                (Some(issuer), Some(client), Some(public_url)) => (issuer, client, public_url),
                (_, _, None) => {
                    bail!("openid_issuer needs public_url: the issuer sends people back there")
                }
                _ => {
                    bail!("signing in through an issuer needs both openid_issuer and openid_client")
                }
            };
        let secret = self.openid_secret_file.as_ref().map(|path| {
            let text = std::fs::read_to_string(path)
                .with_context(|| format!("cannot read openid_secret_file {}", path.display()))?;
            anyhow::Ok(text.trim().to_owned())
        });
        let settings = openid::Settings {
            issuer: issuer.clone(),
            client: client.clone(),
            secret: secret.transpose()?,
            ca: self.openid_ca.clone(),
        };
        let back = format!("{}{}", public_url.origin(), access::pages::openid::BACK);
        let provider = openid::Provider::new(&settings, &back, Clock::system())?;
        let name = self.openid_name.clone().unwrap_or_else(|| "OpenID".to_owned());
        Ok(Some(OpenId { provider: Arc::new(provider), name }))
    }

    /// Checks and completes.
    pub fn into_config(self) -> anyhow::Result<Config> {
        let database = self.clone().database()?;
        let public_url = self.public_url()?;
        let openid = self.openid(public_url.as_ref())?;
        let proxies = self.proxies()?;
        self.retention.unwrap_or_default().checked()?;
        let is_any_metrics = self.metrics.is_none();
        let metrics = address("metrics", self.metrics, "127.0.0.1:9464")?;
        if !metrics.ip().is_loopback() {
            bail!(
                "metrics = {metrics}: figures are served on a loopback address only, such as 127.0.0.1:9464"
            );
        }
        let terminals = match self.broker {
            Some(_) if self.mqtt.is_some() || self.mqtts.is_some() => {
                bail!(
                    "give a broker or an address for the built-in endpoint (mqtt, mqtts), not both"
                )
            }
            Some(url) => {
                url.parse::<BrokerUrl>().map_err(|problem| anyhow::anyhow!("broker: {problem}"))?;
                Terminals::Broker { url, ca: self.broker_ca }
            }
            None => {
                let files = match (self.tls_certificate, self.tls_key) {
                    (Some(certificate), Some(key)) => {
                        Some(TlsFiles { certificate, key, client_ca: self.tls_client_ca })
                    }
                    (None, None) if self.tls_client_ca.is_none() => None,
                    _ => bail!("TLS needs both tls_certificate and tls_key"),
                };
                let tls = match (self.mqtts, files) {
                    (Some(listen), Some(files)) => {
                        Some((address("mqtts", Some(listen), "")?, files))
                    }
                    (Some(_), None) => bail!("mqtts needs tls_certificate and tls_key"),
                    (None, Some(_)) => {
                        bail!("tls_certificate is given, but no address for it: add mqtts")
                    }
                    (None, None) => None,
                };
                Terminals::Endpoint { mqtt: address("mqtt", self.mqtt, "127.0.0.1:1883")?, tls }
            }
        };
        Ok(Config {
            database,
            http: address("http", self.http, "127.0.0.1:8080")?,
            door: access::Settings { public_url, is_demo: false, openid, proxies },
            terminals,
            dashboards: self.dashboards_dir,
            metrics,
            is_any_metrics,
            own_connections: 0,
        })
    }
}

fn address(name: &str, text: Option<String>, otherwise: &str) -> anyhow::Result<SocketAddr> {
    let text = text.unwrap_or_else(|| otherwise.to_owned());
    text.parse().with_context(|| {
        format!("{name} = '{text}' is no address and port, such as 127.0.0.1:8080")
    })
}
