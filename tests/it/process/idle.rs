//! Connections that say nothing do not keep a terminal out.

use super::stand;
use crate::endpoint::client::{Client, publish};
use crate::harness::{Authority, TestDb, eventually};
use rumqttc::mqttbytes::v4::{Connect, ConnectReturnCode};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// A terminal that is kept waiting longer than this is kept out.
const SOON: Duration = Duration::from_secs(5);

struct Dialer {
    connector: TlsConnector,
    address: String,
}

impl Dialer {
    fn new(address: &str, server: &Authority, certificate: Option<(String, String)>) -> Self {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(server.pem.as_bytes()).unwrap()).unwrap();
        let builder =
            ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
                .with_safe_default_protocol_versions()
                .unwrap()
                .with_root_certificates(roots);
        let config = match certificate {
            None => builder.with_no_client_auth(),
            Some((chain, key)) => builder
                .with_client_auth_cert(
                    vec![CertificateDer::from_pem_slice(chain.as_bytes()).unwrap()],
                    PrivateKeyDer::from_pem_slice(key.as_bytes()).unwrap(),
                )
                .unwrap(),
        };
        Self { connector: TlsConnector::from(Arc::new(config)), address: address.to_owned() }
    }

    async fn dial(&self) -> TlsStream<TcpStream> {
        let stream = TcpStream::connect(&self.address).await.unwrap();
        let name = ServerName::try_from("localhost").unwrap();
        self.connector.connect(name, stream).await.unwrap()
    }
}

fn login(user: &str, secret: Option<&str>) -> Connect {
    let mut connect = Connect::new(user);
    connect.keep_alive = 0;
    if let Some(secret) = secret {
        connect.set_login(user, secret);
    }
    connect
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_idle_connections_on_each_port_keep_nobody_out() {
    let (server, terminals) = (Authority::new(), Authority::new());
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let (chain, key) = server.issue("floor server");
    let (chain, key) = (file("server.pem", &chain), file("server.key", &key));
    let ca = file("terminals.pem", &terminals.pem);
    let flags = [
        ["--mqtts", "127.0.0.1:0"],
        ["--tls-certificate", &chain],
        ["--tls-key", &key],
        ["--tls-client-ca", &ca],
    ];
    let stand = stand(TestDb::sqlite().await, flags.as_flattened()).await;
    let (plain, secure) = (stand.service.mqtt_addr().to_owned(), stand.service.mqtts_addr());
    let anonymous = Dialer::new(&secure, &server, None);
    let certified = Dialer::new(&secure, &server, Some(terminals.issue("werf/one")));

    // On the TLS port half of them stop before the handshake and half of them after it.
    let (mut idle, mut shaken) = (Vec::new(), Vec::new());
    for _ in 0..100 {
        for address in [&plain, &plain, &secure] {
            idle.push(TcpStream::connect(address).await.unwrap());
        }
        shaken.push(anonymous.dial().await);
    }
    eventually("all of them are on the porch", async || {
        stand.service.figure("werkvloer_endpoint_unauthenticated").await == 400
    })
    .await;

    let message = super::one_good(9, 1, 1);
    let topic = "wv/1/werf/one/up";
    let gets_in = timeout(SOON, async {
        let mut client = Client::new(TcpStream::connect(&plain).await.unwrap());
        let login_one = login("werf/one", Some(&stand.secrets[0]));
        assert_eq!(client.try_to(login_one.clone()).await, Some(ConnectReturnCode::Success));
        client.say(&publish(topic, 1, message.clone())).await;
        assert_eq!(client.puback().await, 1);
        let mut client = Client::new(anonymous.dial().await);
        assert_eq!(client.try_to(login_one).await, Some(ConnectReturnCode::Success));
        client.say(&publish(topic, 2, message.clone())).await;
        assert_eq!(client.puback().await, 2);
        let mut client = Client::new(certified.dial().await);
        assert_eq!(client.try_to(login("any", None)).await, Some(ConnectReturnCode::Success));
        client.say(&publish(topic, 3, message.clone())).await;
        assert_eq!(client.puback().await, 3);
    });
    gets_in.await.expect("the terminal gets in, whatever others do not say");
    let ledger = stand.json(&["ledger", "export"]).await;
    assert_eq!(ledger.len(), 1, "three times the same event: {ledger:?}");
    assert_eq!(idle.len() + shaken.len(), 400);
    drop((idle, shaken));
    eventually("the porch is empty", async || {
        stand.service.figure("werkvloer_endpoint_unauthenticated").await == 0
    })
    .await;
}
