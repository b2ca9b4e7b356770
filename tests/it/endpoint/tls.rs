//! TLS with certificates made for the test.

use super::client::{Client, connect, publish};
use super::house::Rig;
use super::until;
use crate::harness::{Authority, dial};
use rumqttc::mqttbytes::v4::{Connect, ConnectReturnCode as Code};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::client::TlsStream;
use werkvloer::intake::endpoint::{End, Limits, SignIn, Tls, TlsFiles};

/// A folder with a server certificate and a client CA in use by a listener.
struct Server {
    folder: TempDir,
    tls: Arc<Tls>,
    address: SocketAddr,
    authority: Authority,
    terminals: Authority,
}

fn files(folder: &Path) -> TlsFiles {
    TlsFiles {
        certificates: folder.join("server.pem"),
        key: folder.join("server.key"),
        client_ca: Some(folder.join("terminals.pem")),
    }
}

impl Server {
    async fn start(rig: &Rig) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (authority, terminals) = (Authority::new(), Authority::new());
        put(folder.path(), &authority.issue("floor server"));
        std::fs::write(folder.path().join("terminals.pem"), &terminals.pem).unwrap();
        let tls = Arc::new(Tls::load(files(folder.path())).await.unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (endpoint, served) = (rig.endpoint.clone(), tls.clone());
        rig.tasks.spawn(async move { endpoint.serve(listener, Some(served)).await });
        Self { folder, tls, address, authority, terminals }
    }

    /// A TLS connection that trusts `authority` and shows a certificate or not.
    async fn connect(
        &self,
        authority: &Authority,
        certificate: Option<(String, String)>,
    ) -> std::io::Result<Client<TlsStream<TcpStream>>> {
        let stream = dial(&authority.client(certificate), &self.address.to_string()).await?;
        Ok(Client::new(stream))
    }
}

fn put(folder: &Path, (certificate, key): &(String, String)) {
    std::fs::write(folder.join("server.pem"), certificate).unwrap();
    std::fs::write(folder.join("server.key"), key).unwrap();
}

fn without_login() -> Connect {
    Connect { keep_alive: 0, ..Connect::new("c") }
}

#[tokio::test]
async fn secret_or_certificate_both_get_in_over_tls() {
    let mut rig = Rig::new();
    rig.run_desk();
    let server = Server::start(&rig).await;
    let mut client = server.connect(&server.authority, None).await.unwrap();
    client.sign_in("noord/t1").await;
    client.say(&publish("wv/1/noord/t1/up", 1, vec![b'x'; 50_000])).await;
    assert_eq!(client.puback().await, 1);

    let certificate = server.terminals.issue("noord/t2");
    let mut client = server.connect(&server.authority, Some(certificate.clone())).await.unwrap();
    assert_eq!(client.try_to(without_login()).await, Some(Code::Success));
    client.say(&publish("wv/1/noord/t2/up", 1, "x")).await;
    assert_eq!(client.puback().await, 1);

    let mut client = server.connect(&server.authority, Some(certificate)).await.unwrap();
    assert_eq!(client.try_to(connect("noord/t3")).await, Some(Code::NotAuthorized));
    let mut client = server.connect(&server.authority, None).await.unwrap();
    assert_eq!(client.try_to(without_login()).await, Some(Code::BadUserNamePassword));
    assert_eq!(rig.counters.sign_ins(SignIn::Accepted), 2);
}

#[tokio::test]
async fn a_certificate_of_another_authority_is_refused() {
    let rig = Rig::new();
    let server = Server::start(&rig).await;
    let forged = Authority::new().issue("noord/t1");
    // TLS 1.3 tells a client only after its own handshake is done.
    if let Ok(mut client) = server.connect(&server.authority, Some(forged)).await {
        assert_eq!(client.hear().await, None);
    }
    until("the refusal is counted", || rig.counters.closed(End::Tls) == 1).await;
    assert_eq!(rig.endpoint.terminals().count(), 0);
}

#[tokio::test]
async fn idle_connections_before_and_after_the_handshake_keep_nobody_out() {
    let rig = Rig::with(Limits { unauthenticated: 50, ..Limits::default() }, 10);
    let server = Server::start(&rig).await;
    let (mut silent, mut shaken) = (Vec::new(), Vec::new());
    for _ in 0..200 {
        silent.push(TcpStream::connect(server.address).await.unwrap());
    }
    for _ in 0..5 {
        shaken.push(server.connect(&server.authority, None).await.unwrap());
    }
    let mut client = server.connect(&server.authority, None).await.unwrap();
    client.sign_in("noord/t1").await;
    until("as many as do not fit are pushed out", || {
        rig.counters.closed(End::PushedOut) == 206 - 50
    })
    .await;
}

#[tokio::test]
async fn changed_files_are_used_without_a_restart_and_broken_ones_are_not() {
    let rig = Rig::new();
    let server = Server::start(&rig).await;
    assert!(!server.tls.refresh().await, "nothing changed");
    let next = Authority::new();
    let renewed = next.issue("floor server");
    std::fs::write(server.folder.path().join("server.pem"), &renewed.0).unwrap();
    assert!(!server.tls.refresh().await, "the key does not fit yet");
    server.connect(&server.authority, None).await.unwrap().sign_in("noord/t1").await;
    put(server.folder.path(), &renewed);
    // The listener looks by itself now and then, so it may have been first.
    server.tls.refresh().await;
    assert!(server.connect(&server.authority, None).await.is_err(), "the old one is gone");
    server.connect(&next, None).await.unwrap().sign_in("noord/t1").await;
    std::fs::remove_file(server.folder.path().join("server.key")).unwrap();
    assert!(!server.tls.refresh().await);
    server.connect(&next, None).await.unwrap().sign_in("noord/t1").await;
}

#[tokio::test]
async fn errors_are_sentences_that_name_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let authority = Authority::new();
    let path = |name: &str| folder.path().join(name);
    let put = |name: &str, text: &str| std::fs::write(path(name), text).unwrap();
    let error = async || Tls::load(files(folder.path())).await.err().unwrap().to_string();

    assert!(error().await.starts_with("Cannot read the client CA "));
    put("terminals.pem", "no PEM");
    let text = error().await;
    let chain = path("server.pem").display().to_string();
    assert!(text.starts_with(&format!("Cannot read the certificate chain {chain}: ")), "{text}");
    put("server.pem", "no PEM");
    put("server.key", "no PEM");
    let expected = format!("The certificate chain {chain} holds no certificate in PEM form.");
    assert_eq!(error().await, expected);
    put("server.pem", &authority.issue("floor server").0);
    let key = path("server.key").display().to_string();
    assert_eq!(error().await, format!("The file {key} holds no private key in PEM form."));
    put("server.key", &authority.issue("another").1);
    let ca = path("terminals.pem").display().to_string();
    assert_eq!(error().await, format!("The client CA {ca} holds no certificate in PEM form."));
    put("terminals.pem", &authority.pem);
    let text = error().await;
    let start = format!("The private key in {key} and the certificate in {chain} cannot be used");
    assert!(text.starts_with(&start), "{text}");
}
