//! CONNECT and its answers.

use super::client::{connect, publish};
use super::house::{LOOPBACK, Rig, SECRET, end};
use rumqttc::mqttbytes::QoS;
use rumqttc::mqttbytes::v4::{Connect, ConnectReturnCode as Code, LastWill, Packet};
use std::sync::atomic::Ordering;
use werkvloer::intake::endpoint::{End, Limits, SignIn};

async fn answer(rig: &Rig, connect: Connect) -> Option<Code> {
    rig.connect().0.try_to(connect).await
}

#[tokio::test(start_paused = true)]
async fn the_right_secret_gets_in_under_any_client_id() {
    let rig = Rig::new();
    for id in ["", "t1", "noord/t2", "ééé"] {
        let hello = Connect { client_id: id.to_owned(), ..connect("noord/t1") };
        assert_eq!(answer(&rig, hello).await, Some(Code::Success));
    }
    assert_eq!(rig.counters.sign_ins(SignIn::Accepted), 4);
}

#[tokio::test(start_paused = true)]
async fn what_is_wrong_gets_the_code_the_protocol_has_for_it() {
    let rig = Rig::new();
    let login = |user: &str, secret: &str| {
        let mut connect = connect(user);
        connect.set_login(user, secret);
        connect
    };
    let cases = [
        (login("noord/t1", "wrong"), Code::NotAuthorized, SignIn::BadCredentials),
        (login("noord/t77", SECRET), Code::NotAuthorized, SignIn::BadCredentials),
        (login("noord/t1", ""), Code::NotAuthorized, SignIn::BadCredentials),
        (login("admin", SECRET), Code::BadUserNamePassword, SignIn::UserName),
        (Connect::new("nobody"), Code::BadUserNamePassword, SignIn::UserName),
        (
            Connect { client_id: String::new(), clean_session: false, ..connect("noord/t1") },
            Code::BadClientId,
            SignIn::ClientId,
        ),
    ];
    for (hello, code, outcome) in cases {
        let before = rig.counters.sign_ins(outcome);
        let (mut client, task) = rig.connect();
        assert_eq!(client.try_to(hello).await, Some(code), "{outcome:?}");
        assert_eq!(client.hear().await, None);
        assert_eq!(end(task).await, End::Refused);
        assert_eq!(rig.counters.sign_ins(outcome), before + 1);
    }
    assert_eq!(rig.counters.closed(End::Refused), 6);
    assert_eq!(rig.endpoint.terminals().count(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_house_that_cannot_store_says_try_later() {
    let rig = Rig::new();
    rig.house.not_now.store(true, Ordering::Relaxed);
    assert_eq!(answer(&rig, connect("noord/t1")).await, Some(Code::ServiceUnavailable));
    assert_eq!(rig.counters.sign_ins(SignIn::NotNow), 1);
    rig.house.not_now.store(false, Ordering::Relaxed);
    assert_eq!(answer(&rig, connect("noord/t1")).await, Some(Code::Success));
}

#[tokio::test(start_paused = true)]
async fn other_protocol_levels_are_answered_with_1() {
    let rig = Rig::new();
    let three_one = b"\x10\x0f\x00\x06MQIsdp\x03\x02\x00\x00\x00\x01c";
    let five = b"\x10\x0e\x00\x04MQTT\x05\x02\x00\x00\x00\x00\x01c";
    for hello in [&three_one[..], &five[..]] {
        let (mut client, task) = rig.connect();
        client.say_bytes(hello).await;
        let Some(Packet::ConnAck(ack)) = client.hear().await else { panic!("no CONNACK") };
        assert_eq!(ack.code, Code::RefusedProtocolVersion);
        assert_eq!(end(task).await, End::Refused);
    }
    assert_eq!(rig.counters.sign_ins(SignIn::Protocol), 2);
}

#[tokio::test(start_paused = true)]
async fn what_is_no_connect_at_all_is_closed_without_a_word() {
    let rig = Rig::new();
    let cases: [(&[u8], End); 12] = [
        (b"\xc0\x00", End::Unexpected),              // PINGREQ first
        (b"\x20\x02\x00\x00", End::Unexpected),      // a server's packet
        (b"GET / HTTP/1.1\r\n\r\n", End::Malformed), // another protocol
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", End::Malformed), // a TLS hello
        (b"\x11\x0d\x00\x04MQTT\x04\x02\x00\x00\x00\x01c", End::Malformed), // flags of the header
        (b"\x10\x0d\x00\x04MQTT\x04\x03\x00\x00\x00\x01c", End::Malformed), // reserved flag
        (b"\x10\x0d\x00\x04MQTT\x04\x42\x00\x00\x00\x01c", End::Malformed), // secret without user
        (b"\x10\x0d\x00\x04MQTT\x04\x0a\x00\x00\x00\x01c", End::Malformed), // will QoS without will
        (b"\x10\x0e\x00\x04MQTT\x04\x02\x00\x00\x00\x01cc", End::Malformed), // something left over
        (b"\x10\x0d\x00\x04MQTT\x04\x02\x00\x00\x00\x01\xff", End::Malformed), // not UTF-8
        (b"\x10\xff\xff\xff\xff\x01", End::Malformed), // a length of five bytes
        (b"\x10\xff\xff\x03", End::Oversized),       // 64 KiB of CONNECT
    ];
    for (hello, expected) in cases {
        let before = rig.counters.closed(expected);
        let (mut client, task) = rig.connect();
        client.say_bytes(hello).await;
        assert_eq!(client.hear().await, None, "{hello:?}");
        assert_eq!(end(task).await, expected, "{hello:?}");
        assert_eq!(rig.counters.closed(expected), before + 1);
    }
    assert_eq!(rig.house.asked.load(Ordering::Relaxed), 0);
}

#[tokio::test(start_paused = true)]
async fn a_second_connect_closes() {
    let rig = Rig::new();
    let (mut client, task) = rig.terminal("noord/t1").await;
    client.say(&Packet::Connect(connect("noord/t1"))).await;
    assert_eq!(client.hear().await, None);
    assert_eq!(end(task).await, End::Unexpected);
    assert_eq!(rig.counters.closed(End::Unexpected), 1);
}

#[tokio::test(start_paused = true)]
async fn a_will_is_the_terminals_own_state_or_nothing() {
    let rig = Rig::new();
    let will = |topic: &str, qos| Connect {
        last_will: Some(LastWill::new(topic, "{}", qos, true)),
        ..connect("noord/t1")
    };
    let own = "wv/1/noord/t1/state";
    assert_eq!(answer(&rig, will(own, QoS::AtMostOnce)).await, Some(Code::Success));
    assert_eq!(answer(&rig, will(own, QoS::AtLeastOnce)).await, Some(Code::Success));
    for (topic, qos) in [
        (own, QoS::ExactlyOnce),
        ("wv/1/noord/t2/state", QoS::AtLeastOnce),
        ("wv/1/noord/t1/up", QoS::AtLeastOnce),
    ] {
        assert_eq!(answer(&rig, will(topic, qos)).await, Some(Code::NotAuthorized), "{topic}");
    }
    assert_eq!(rig.counters.sign_ins(SignIn::Will), 3);
}

#[tokio::test(start_paused = true)]
async fn a_secret_may_be_any_bytes() {
    let rig = Rig::new();
    let (mut client, _task) = rig.connect();
    client
        .say_bytes(b"\x10\x1b\x00\x04MQTT\x04\xc2\x00\x00\x00\x01c\x00\x08noord/t1\x00\x02\xff\x00")
        .await;
    let Some(Packet::ConnAck(ack)) = client.hear().await else { panic!("no CONNACK") };
    assert_eq!(ack.code, Code::NotAuthorized);
    assert_eq!(rig.house.asked.load(Ordering::Relaxed), 1, "asked, and the answer was no");
}

#[tokio::test(start_paused = true)]
async fn failures_are_throttled_by_address_and_the_right_secret_still_gets_in() {
    let rig = Rig::new();
    let wrong = || {
        let mut connect = connect("noord/t1");
        connect.set_login("noord/t1", "wrong");
        connect
    };
    for _ in 0..10 {
        assert_eq!(answer(&rig, wrong()).await, Some(Code::NotAuthorized));
    }
    assert_eq!(rig.house.asked.load(Ordering::Relaxed), 10);
    for _ in 0..20 {
        assert_eq!(answer(&rig, wrong()).await, Some(Code::NotAuthorized));
    }
    assert_eq!(rig.house.asked.load(Ordering::Relaxed), 10, "the house is not asked again");
    assert_eq!(rig.counters.sign_ins(SignIn::Throttled), 20);

    // Another guess is looked at, but not before a second has passed; so is the right one.
    let start = tokio::time::Instant::now();
    let mut guess = connect("noord/t1");
    guess.set_login("noord/t1", "another guess");
    assert_eq!(answer(&rig, guess).await, Some(Code::NotAuthorized));
    assert_eq!(start.elapsed().as_secs(), 1);
    assert_eq!(answer(&rig, connect("noord/t1")).await, Some(Code::Success));
    assert_eq!(start.elapsed().as_secs(), 2);

    // After the minute all is forgotten.
    tokio::time::advance(std::time::Duration::from_mins(1)).await;
    assert_eq!(answer(&rig, wrong()).await, Some(Code::NotAuthorized));
    assert_eq!(rig.house.asked.load(Ordering::Relaxed), 13);
}

#[tokio::test(start_paused = true)]
async fn another_address_is_not_throttled() {
    let rig = Rig::new();
    for _ in 0..12 {
        let mut wrong = connect("noord/t1");
        wrong.set_login("noord/t1", "wrong");
        answer(&rig, wrong).await;
    }
    assert_eq!(rig.counters.sign_ins(SignIn::Throttled), 2);
    let (client, server) = tokio::io::duplex(1 << 16);
    let endpoint = rig.endpoint.clone();
    rig.tasks.spawn(async move {
        endpoint.connection(server, "192.0.2.7".parse().unwrap(), None).await
    });
    let mut wrong = connect("noord/t1");
    wrong.set_login("noord/t1", "wrong");
    let mut client = super::client::Client::new(client);
    assert_eq!(client.try_to(wrong).await, Some(Code::NotAuthorized));
    assert_eq!(rig.counters.sign_ins(SignIn::Throttled), 2);
}

#[tokio::test(start_paused = true)]
async fn a_certificate_is_the_identity() {
    let rig = Rig::new();
    let with_certificate = |name: &'static str, hello: Connect| {
        let (client, server) = tokio::io::duplex(1 << 16);
        let endpoint = rig.endpoint.clone();
        rig.tasks.spawn(async move { endpoint.connection(server, LOOPBACK, Some(name)).await });
        async move {
            let mut client = super::client::Client::new(client);
            (client.try_to(hello).await, client)
        }
    };
    let without_login = || Connect { keep_alive: 0, ..Connect::new("c") };
    let (code, mut client) = with_certificate("noord/t2", without_login()).await;
    assert_eq!(code, Some(Code::Success));
    client.say(&publish("wv/1/noord/t2/up", 0, "x")).await;
    client.hears_nothing().await;
    assert_eq!(rig.counters.messages.get(), 1);
    // The same name is fine, another one is not, even with a secret that is right.
    assert_eq!(with_certificate("noord/t2", connect("noord/t2")).await.0, Some(Code::Success));
    let other = with_certificate("noord/t2", connect("noord/t3")).await.0;
    assert_eq!(other, Some(Code::NotAuthorized));
    let revoked = with_certificate("noord/t88", without_login()).await.0;
    assert_eq!(revoked, Some(Code::NotAuthorized));
}

#[tokio::test(start_paused = true)]
async fn when_all_places_are_taken_a_newcomer_waits_and_an_old_one_may_come_back() {
    let rig = Rig::with(Limits { connections: 2, ..Limits::default() }, 10);
    let _first = rig.terminal("noord/t1").await;
    let _second = rig.terminal("noord/t2").await;
    assert_eq!(answer(&rig, connect("noord/t3")).await, Some(Code::ServiceUnavailable));
    assert_eq!(rig.counters.sign_ins(SignIn::Full), 1);
    let _again = rig.terminal("noord/t2").await;
    assert_eq!(rig.endpoint.terminals().count(), 2);
    assert_eq!(rig.counters.connected.get(), 2);
}
