//! Connections that say nothing do not keep a terminal out.

use super::stand;
use crate::endpoint::client::{Client, publish};
use crate::harness::{Authority, TestDb, dial, eventually};
use rumqttc::mqttbytes::v4::{Connect, ConnectReturnCode};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// A terminal that is kept waiting longer than this is kept out.
const SOON: Duration = Duration::from_secs(5);

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
    let anonymous = server.client(None);
    let certified = server.client(Some(terminals.issue("werf/one")));

    // On the TLS port half of them stop before the handshake and half of them after it.
    let (mut idle, mut shaken) = (Vec::new(), Vec::new());
    for _ in 0..100 {
        for address in [&plain, &plain, &secure] {
            idle.push(TcpStream::connect(address).await.unwrap());
        }
        shaken.push(dial(&anonymous, &secure).await.unwrap());
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
        let mut client = Client::new(dial(&anonymous, &secure).await.unwrap());
        assert_eq!(client.try_to(login_one).await, Some(ConnectReturnCode::Success));
        client.say(&publish(topic, 2, message.clone())).await;
        assert_eq!(client.puback().await, 2);
        let mut client = Client::new(dial(&certified, &secure).await.unwrap());
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
