//! How a connection is made: address, TLS, sizes and patience.

use super::BrokerUrl;
use anyhow::{Context as _, ensure};
use rumqttc::{AsyncClient, EventLoop, MqttOptions, NetworkOptions, TlsConfiguration, Transport};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Larger than any broker's own limit should be: a packet above it ends the connection, and the broker sends it again.
const MAX_INCOMING: usize = 1024 * 1024;
const MAX_OUTGOING: usize = 256 * 1024;
/// From the first packet of TCP to the answer to CONNECT.
const CONNECT_SECONDS: u64 = 5;

/// A broker and the way to it; cheap to clone.
#[derive(Clone, Debug)]
pub struct Dial {
    url: BrokerUrl,
    tls: Option<Arc<ClientConfig>>,
    /// How long to wait for what.
    pub patience: Patience,
}

/// How long to wait for what.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// Between two pings; whole seconds.
    pub keep_alive: Duration,
    /// A broker that said nothing for so long is given up.
    pub silence: Duration,
    /// A broker that has not answered the subscription for so long is given up.
    pub subscribe: Duration,
    /// The longest wait before the first attempt after a failure; it doubles with every further one.
    pub first_retry: Duration,
    /// The longest wait of all.
    pub last_retry: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            keep_alive: Duration::from_secs(15),
            // Twice the keep-alive and ten seconds.
            silence: Duration::from_secs(40),
            subscribe: Duration::from_secs(15),
            first_retry: Duration::from_millis(500),
            last_retry: Duration::from_secs(30),
        }
    }
}

impl Dial {
    /// `ca_file` holds the certificates (PEM) to trust with `mqtts://` instead of the system's.
    pub fn new(url: BrokerUrl, ca_file: Option<&Path>) -> anyhow::Result<Self> {
        let tls = url.tls.then(|| client_config(ca_file)).transpose()?.map(Arc::new);
        ensure!(
            url.tls || ca_file.is_none(),
            "a file with certificates is of use with mqtts:// only; this broker URL is mqtt://"
        );
        Ok(Self { url, tls, patience: Patience::default() })
    }

    /// The broker's address; shown without the password.
    pub fn url(&self) -> &BrokerUrl {
        &self.url
    }

    /// A client and its event loop, for one connection. Everything is said here: the library's defaults lose messages.
    pub(super) fn client(
        &self,
        client_id: &str,
        clean_session: bool,
        room: usize,
    ) -> (AsyncClient, EventLoop) {
        let mut options = MqttOptions::new(client_id, self.url.host.as_str(), self.url.port);
        options
            .set_keep_alive(self.patience.keep_alive)
            .set_clean_session(clean_session)
            .set_max_packet_size(MAX_INCOMING, MAX_OUTGOING)
            .set_inflight(100)
            .set_manual_acks(true);
        if let Some((user, password)) = &self.url.login {
            options.set_credentials(user, password);
        }
        if let Some(tls) = &self.tls {
            let tls = TlsConfiguration::Rustls(Arc::clone(tls));
            options.set_transport(Transport::tls_with_config(tls));
        }
        let (client, mut events) = AsyncClient::new(options, room);
        let mut network = NetworkOptions::new();
        network.set_connection_timeout(CONNECT_SECONDS);
        // Acknowledgements and receipts are small; together with the peer's delays Nagle's would cost 40 ms each.
        network.set_tcp_nodelay(true);
        events.set_network_options(network);
        (client, events)
    }
}

/// Our own, because the library's skips certificates that it cannot read and takes whichever provider is installed.
fn client_config(ca_file: Option<&Path>) -> anyhow::Result<ClientConfig> {
    let mut roots = RootCertStore::empty();
    if let Some(file) = ca_file {
        let at = || format!("cannot read the certificates in {}", file.display());
        for certificate in CertificateDer::pem_file_iter(file).with_context(at)? {
            roots.add(certificate.with_context(at)?).with_context(at)?;
        }
        ensure!(!roots.is_empty(), "{} holds no certificate", file.display());
    } else {
        // The system's store often holds one that is too old to parse; the others do.
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        ensure!(
            !roots.is_empty(),
            "the system trusts no certificate authority; name a file with the broker's"
        );
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    Ok(ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth())
}
