//! What a terminal may read, and what it gets.

use super::house::{Rig, end, name};
use bytes::Bytes;
use contract::Channel;
use rumqttc::mqttbytes::v4::{Packet, Unsubscribe};
use werkvloer::intake::endpoint::End;

const RECEIPT: &str = "wv/1/noord/t1/down/receipt";
const TASK: &str = "wv/1/noord/t1/down/task";
const NOTICE: &str = "wv/1/noord/t1/down/notice";

fn receipt(epoch: u64, contiguous: u64) -> Bytes {
    format!(r#"{{"epoch":"{epoch:016x}","contiguous":{contiguous},"beyond":[],"quarantined":[]}}"#)
        .into()
}

#[tokio::test(start_paused = true)]
async fn own_topics_are_granted_and_all_else_gets_nothing() {
    let rig = Rig::new();
    let filters = [
        (RECEIPT, true),
        ("#", false),
        ("wv/1/noord/t1/down/+", false),
        ("wv/1/noord/t1/#", false),
        ("wv/1/+/t1/down/task", false),
        ("$share/g/wv/1/noord/t1/down/task", false),
        ("$share/g/#", false),
        ("$SYS/#", false),
        ("wv/1/noord/t2/down/receipt", false),
        ("wv/1/noord/t1/up", false),
        ("wv/1/noord/t1/state", false),
        (NOTICE, true),
    ];
    let (mut client, task) = rig.terminal("noord/t1").await;
    let (mut other, _other) = rig.terminal("noord/t2").await;
    other.subscribe(&["wv/1/noord/t2/down/receipt", "wv/1/noord/t2/down/task"]).await;
    let codes = client.subscribe(&filters.map(|(filter, _)| filter)).await;
    assert_eq!(codes, filters.map(|(_, granted)| granted));
    assert_eq!(rig.counters.filters_refused.get(), 10);

    let terminals = rig.endpoint.terminals();
    assert!(terminals.send(&name("noord/t2"), Channel::Task, "{}".into(), true));
    assert!(!terminals.send(&name("noord/t1"), Channel::Task, "{}".into(), true), "not subscribed");
    assert!(!terminals.send(&name("noord/t1"), Channel::Up, "{}".into(), false), "not a way down");
    assert!(!terminals.send(&name("noord/t3"), Channel::Task, "{}".into(), true), "not there");
    client.hears_nothing().await;
    assert_eq!(other.message().await, ("wv/1/noord/t2/down/task".to_owned(), "{}".into(), true));
    assert!(!task.is_finished());
}

#[tokio::test(start_paused = true)]
async fn what_the_house_remembers_follows_the_suback() {
    let rig = Rig::new();
    rig.house.remembered.lock().unwrap().extend([
        (name("noord/t1"), Channel::Receipt, receipt(1, 8)),
        (name("noord/t1"), Channel::Task, Bytes::from_static(br#"{"task":"t8"}"#)),
        (name("noord/t2"), Channel::Task, Bytes::from_static(br#"{"task":"t9"}"#)),
    ]);
    let (mut client, _task) = rig.terminal("noord/t1").await;
    assert_eq!(client.subscribe(&[TASK, RECEIPT, NOTICE]).await, [true; 3]);
    assert_eq!(client.message().await, (RECEIPT.to_owned(), receipt(1, 8), false));
    assert_eq!(client.message().await, (TASK.to_owned(), r#"{"task":"t8"}"#.into(), true));
    client.hears_nothing().await;
    assert_eq!(rig.counters.sent.get(), 2);
}

#[tokio::test(start_paused = true)]
async fn of_what_is_not_sent_yet_the_newest_counts() {
    let rig = Rig::new();
    let (mut client, _task) = rig.terminal("noord/t1").await;
    client.subscribe(&[RECEIPT, TASK, NOTICE]).await;
    let (terminals, t1) = (rig.endpoint.terminals(), name("noord/t1"));
    // The test runs on one thread: nothing is written before the next await.
    for n in 0..1_000 {
        assert!(terminals.send(&t1, Channel::Receipt, receipt(n % 2, n), false));
        assert!(terminals.send(&t1, Channel::Task, n.to_string().into(), true));
        assert!(terminals.send(&t1, Channel::Notice, n.to_string().into(), false));
    }
    assert_eq!(client.message().await, (RECEIPT.to_owned(), receipt(0, 998), false));
    assert_eq!(client.message().await, (RECEIPT.to_owned(), receipt(1, 999), false));
    assert_eq!(client.message().await, (TASK.to_owned(), "999".into(), true));
    for n in 984..1_000 {
        assert_eq!(client.message().await, (NOTICE.to_owned(), n.to_string().into(), false));
    }
    client.hears_nothing().await;
}

#[tokio::test(start_paused = true)]
async fn a_receipt_finds_the_connection_the_terminal_has_by_then() {
    let mut rig = Rig::new();
    let (mut old, old_task) = rig.terminal("noord/t1").await;
    old.say(&super::client::publish("wv/1/noord/t1/up", 1, "x")).await;
    let message = rig.next().await;
    let (mut new, _task) = rig.terminal("noord/t1").await;
    new.subscribe(&[RECEIPT]).await;
    assert_eq!(end(old_task).await, End::TakenOver);
    message.replies.stored(1);
    message.replies.receipt(&name("noord/t1"), receipt(1, 1));
    // The receipt, but not the PUBACK: that packet id means nothing on this connection.
    assert_eq!(new.message().await, (RECEIPT.to_owned(), receipt(1, 1), false));
    new.hears_nothing().await;
}

#[tokio::test(start_paused = true)]
async fn unsubscribe_ends_it() {
    let rig = Rig::new();
    let (mut client, _task) = rig.terminal("noord/t1").await;
    client.subscribe(&[TASK]).await;
    let mut unsubscribe = Unsubscribe::new(TASK);
    unsubscribe.pkid = 9;
    client.say(&Packet::Unsubscribe(unsubscribe)).await;
    match client.hear().await {
        Some(Packet::UnsubAck(ack)) => assert_eq!(ack.pkid, 9),
        other => panic!("not an UNSUBACK: {other:?}"),
    }
    assert!(!rig.endpoint.terminals().send(&name("noord/t1"), Channel::Task, "{}".into(), true));
    client.hears_nothing().await;
}

#[tokio::test(start_paused = true)]
async fn malformed_subscriptions_close() {
    let rig = Rig::new();
    let cases: [&[u8]; 8] = [
        b"\x82\x06\x00\x00\x00\x01a\x00",    // packet id 0
        b"\x80\x06\x00\x01\x00\x01a\x00",    // flags of the header
        b"\x82\x06\x00\x01\x00\x01a\x03",    // QoS 3
        b"\x82\x02\x00\x01",                 // no filter
        b"\x82\x05\x00\x01\x00\x00\x00",     // an empty filter
        b"\x82\x06\x00\x01\x00\x05a\x00",    // longer than the packet
        b"\xa2\x02\x00\x01",                 // UNSUBSCRIBE of nothing
        b"\x82\x06\x00\x01\x00\x01\xff\x00", // not UTF-8
    ];
    for case in cases {
        let (mut client, task) = rig.terminal("noord/t1").await;
        client.say_bytes(case).await;
        assert_eq!(client.hear().await, None, "{case:?}");
        assert_eq!(end(task).await, End::Malformed, "{case:?}");
    }
    assert_eq!(rig.counters.closed(End::Malformed), 8);
}
