//! Real sockets on loopback.

use super::client::{Client, connect, publish};
use super::house::Rig;
use super::until;
use prometheus_client::registry::Registry;
use rumqttc::mqttbytes::v4::ConnectReturnCode as Code;
use std::net::SocketAddr;
use tokio::net::{TcpListener, TcpStream};
use werkvloer::intake::endpoint::{End, Limits};

/// A plain listener of the rig's endpoint.
pub(super) async fn listen(rig: &Rig) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let endpoint = rig.endpoint.clone();
    rig.tasks.spawn(async move { endpoint.serve(listener, None).await });
    address
}

#[tokio::test]
async fn a_terminal_publishes_over_tcp() {
    let mut rig = Rig::new();
    rig.run_desk();
    let address = listen(&rig).await;
    let mut client = Client::new(TcpStream::connect(address).await.unwrap());
    client.sign_in("noord/t1").await;
    client.say(&publish("wv/1/noord/t1/up", 4, "x")).await;
    assert_eq!(client.puback().await, 4);
    // Someone refused hears why although the connection is closed right after.
    let mut other = Client::new(TcpStream::connect(address).await.unwrap());
    assert_eq!(other.try_to(connect("noord/t77")).await, Some(Code::NotAuthorized));
    assert_eq!(other.hear().await, None);

    let (mut registry, mut text) = (Registry::default(), String::new());
    rig.counters.register(&mut registry);
    prometheus_client::encoding::text::encode(&mut text, &registry).unwrap();
    for line in [
        "werkvloer_endpoint_connected 1",
        "werkvloer_endpoint_acknowledged_total 1",
        r#"werkvloer_endpoint_sign_ins_total{outcome="BadCredentials"} 1"#,
        r#"werkvloer_endpoint_closed_total{reason="Refused"} 1"#,
    ] {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
}

#[tokio::test]
async fn two_hundred_idle_connections_keep_nobody_out() {
    for room in [512, 64] {
        let limits = Limits { unauthenticated: room, ..Limits::default() };
        let mut rig = Rig::with(limits, 100);
        rig.run_desk();
        let address = listen(&rig).await;
        let mut idle = Vec::new();
        for _ in 0..200 {
            idle.push(TcpStream::connect(address).await.unwrap());
        }
        let mut client = Client::new(TcpStream::connect(address).await.unwrap());
        client.sign_in("noord/t1").await;
        client.say(&publish("wv/1/noord/t1/up", 1, "x")).await;
        assert_eq!(client.puback().await, 1);
        let pushed_out = 201_u64.saturating_sub(room as u64);
        until("as many as do not fit are pushed out", || {
            rig.counters.closed(End::PushedOut) == pushed_out
        })
        .await;
    }
}

#[tokio::test]
async fn two_listeners_share_the_terminals() {
    let rig = Rig::new();
    let (one, two) = (listen(&rig).await, listen(&rig).await);
    let mut old = Client::new(TcpStream::connect(one).await.unwrap());
    old.sign_in("noord/t1").await;
    let mut new = Client::new(TcpStream::connect(two).await.unwrap());
    new.sign_in("noord/t1").await;
    assert_eq!(old.hear().await, None);
    new.hears_nothing().await;
    assert_eq!(rig.endpoint.terminals().count(), 1);
    rig.stop.cancel();
    rig.tasks.close();
    rig.tasks.wait().await;
    assert!(TcpStream::connect(one).await.is_err(), "nobody listens any more");
}
