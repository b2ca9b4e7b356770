//! From a publish to its PUBACK.

use super::client::{bytes, publish};
use super::house::{Rig, end, name};
use super::until;
use contract::{Channel, MAX_PAYLOAD};
use rumqttc::mqttbytes::QoS;
use rumqttc::mqttbytes::v4::{Packet, Publish};
use std::sync::Arc;
use std::time::Duration;
use werkvloer::intake::endpoint::{End, Limits};

const UP: &str = "wv/1/noord/t1/up";
const STATE: &str = "wv/1/noord/t1/state";

#[tokio::test(start_paused = true)]
async fn puback_leaves_only_after_the_commit_and_in_receive_order() {
    let mut rig = Rig::new();
    let (mut client, _task) = rig.terminal("noord/t1").await;
    for (packet, text) in [(3, "a"), (1, "b"), (2, "c")] {
        client.say(&publish(UP, packet, text)).await;
    }
    let mut messages = Vec::new();
    for (packet, text) in [(3, "a"), (1, "b"), (2, "c")] {
        let message = rig.next().await;
        assert_eq!(message.terminal, name("noord/t1"));
        assert_eq!((message.channel, message.packet), (Channel::Up, packet));
        assert_eq!(message.payload, text);
        messages.push(message);
    }
    client.hears_nothing().await;
    // A desk that breaks its promise of order: nothing may leave before the first one.
    messages[2].replies.stored(2);
    messages[1].replies.stored(1);
    client.hears_nothing().await;
    assert_eq!(rig.counters.acknowledged.get(), 0);
    messages[0].replies.stored(3);
    assert_eq!([client.puback().await, client.puback().await, client.puback().await], [3, 1, 2]);
    assert_eq!((rig.counters.acknowledged.get(), rig.counters.messages.get()), (3, 3));
}

#[tokio::test(start_paused = true)]
async fn a_publish_sent_again_before_its_puback_is_acknowledged_twice() {
    let mut rig = Rig::new();
    let (mut client, _task) = rig.terminal("noord/t1").await;
    let mut again = Publish::new(UP, QoS::AtLeastOnce, "x");
    (again.pkid, again.dup) = (5, true);
    client.say(&publish(UP, 5, "x")).await;
    client.say(&Packet::Publish(again)).await;
    let (first, second) = (rig.next().await, rig.next().await);
    first.replies.stored(5);
    assert_eq!(client.puback().await, 5);
    client.hears_nothing().await;
    second.replies.stored(5);
    assert_eq!(client.puback().await, 5);
}

#[tokio::test(start_paused = true)]
async fn qos_0_and_retained_state_come_through_without_puback() {
    let mut rig = Rig::new();
    let (mut client, _task) = rig.terminal("noord/t1").await;
    let mut state = Publish::new(STATE, QoS::AtMostOnce, r#"{"online":true}"#);
    state.retain = true;
    client.say(&Packet::Publish(state)).await;
    let message = rig.next().await;
    assert_eq!((message.channel, message.packet), (Channel::State, 0));
    message.replies.stored(0);
    client.hears_nothing().await;
}

#[tokio::test(start_paused = true)]
async fn packets_may_come_in_any_pieces() {
    let mut rig = Rig::new();
    rig.run_desk();
    let (mut client, _task) = rig.terminal("noord/t1").await;
    let large = vec![b'x'; MAX_PAYLOAD];
    let mut stream = bytes(&publish(UP, 1, "short"));
    stream.extend_from_slice(&bytes(&publish(UP, 2, large)));
    stream.extend_from_slice(&bytes(&publish(UP, 3, "")));
    let (head, tail) = stream.split_at(40);
    for byte in head {
        client.say_bytes(&[*byte]).await;
        tokio::task::yield_now().await;
    }
    for piece in tail.chunks(997) {
        client.say_bytes(piece).await;
        tokio::task::yield_now().await;
    }
    assert_eq!([client.puback().await, client.puback().await, client.puback().await], [1, 2, 3]);
}

#[tokio::test(start_paused = true)]
async fn a_foreign_topic_closes_and_is_counted() {
    let mut rig = Rig::new();
    let topics = [
        "wv/1/noord/t2/up",
        "wv/1/noord/t1/down/task",
        "wv/1/noord/t1/up/more",
        "wv/1/zuid/t1/state",
        "$SYS/broker",
        "up",
    ];
    for (topic, count) in topics.iter().zip(1..) {
        let (mut client, task) = rig.terminal("noord/t1").await;
        client.say(&publish(topic, 1, "x")).await;
        assert_eq!(client.hear().await, None, "{topic}");
        assert_eq!(end(task).await, End::ForeignTopic);
        assert_eq!(rig.counters.closed(End::ForeignTopic), count);
        // Nothing reached the desk but the word that the terminal is offline.
        assert_eq!(rig.next().await.channel, Channel::State);
    }
    assert_eq!(rig.counters.messages.get(), 0);
}

#[tokio::test(start_paused = true)]
async fn qos_2_and_large_payloads_close_and_are_counted() {
    let rig = Rig::new();
    let (mut client, task) = rig.terminal("noord/t1").await;
    let mut exactly_once = Publish::new(UP, QoS::ExactlyOnce, "x");
    exactly_once.pkid = 1;
    client.say(&Packet::Publish(exactly_once)).await;
    assert_eq!(client.hear().await, None);
    assert_eq!(end(task).await, End::QosTwo);
    assert_eq!(rig.counters.closed(End::QosTwo), 1);

    let (mut client, task) = rig.terminal("noord/t1").await;
    client.say(&publish(UP, 1, vec![b'x'; MAX_PAYLOAD + 1])).await;
    assert_eq!(end(task).await, End::Oversized);

    // A promise of 200 MB is refused before any of it is there.
    let (mut client, task) = rig.terminal("noord/t1").await;
    client.say_bytes(&[0x32, 0xff, 0xff, 0xff, 0x5f]).await;
    assert_eq!(end(task).await, End::Oversized);
    assert_eq!(rig.counters.closed(End::Oversized), 2);
    assert_eq!(rig.counters.messages.get(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_full_desk_slows_the_terminal_and_costs_it_nothing() {
    let mut rig = Rig::with(Limits::default(), 1);
    let (mut client, task) = rig.connect_to(256);
    let mut hello = super::client::connect("noord/t1");
    hello.keep_alive = 1;
    client.try_to(hello).await.unwrap();
    let mut stream = Vec::new();
    for packet in 1..=100 {
        stream.extend_from_slice(&bytes(&publish(UP, packet, [b'x'; 50])));
    }
    let (mut read, mut write) = tokio::io::split(client.stream);
    let sending = async {
        tokio::io::AsyncWriteExt::write_all(&mut write, &stream).await.unwrap();
    };
    let desk = async {
        // Far longer than the keep-alive; the terminal cannot even write its next packet.
        tokio::time::advance(Duration::from_hours(1)).await;
        for packet in 1..=100 {
            let message = rig.next().await;
            assert_eq!(message.packet, packet);
            message.replies.stored(packet);
        }
    };
    let acks = async {
        let mut acks = [0; 400];
        tokio::io::AsyncReadExt::read_exact(&mut read, &mut acks).await.unwrap();
    };
    tokio::join!(sending, desk, acks);
    assert!(!task.is_finished());
    assert_eq!(rig.counters.acknowledged.get(), 100);
}

#[tokio::test(start_paused = true)]
async fn reading_stops_at_the_limit_of_unacknowledged_publishes() {
    let mut rig = Rig::with(Limits { unacknowledged: 3, ..Limits::default() }, 100);
    let (mut client, _task) = rig.terminal("noord/t1").await;
    for packet in 1..=5 {
        client.say(&publish(UP, packet, "x")).await;
    }
    let first: Vec<_> = [rig.next().await, rig.next().await, rig.next().await].into();
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert!(rig.desk.try_recv().is_err(), "the fourth waits");
    first[0].replies.stored(1);
    assert_eq!(client.puback().await, 1);
    assert_eq!(rig.next().await.packet, 4);
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert!(rig.desk.try_recv().is_err(), "the fifth waits");
    first[1].replies.stored(2);
    assert_eq!(rig.next().await.packet, 5);
}

#[tokio::test(start_paused = true)]
async fn a_connection_over_its_rate_is_slowed_and_loses_nothing() {
    let mut rig = Rig::with(Limits { messages_per_second: 10, ..Limits::default() }, 1_000);
    rig.run_desk();
    let (mut client, _task) = rig.terminal("noord/t1").await;
    let start = tokio::time::Instant::now();
    for packet in 1..=50 {
        client.say(&publish(UP, packet, "x")).await;
    }
    for packet in 1..=50 {
        assert_eq!(client.puback().await, packet);
    }
    let took = start.elapsed();
    assert!((3..=5).contains(&took.as_secs()), "10 at once, then 10 a second: {took:?}");
}

#[tokio::test(start_paused = true)]
async fn a_message_the_desk_lost_ends_the_connection() {
    let mut rig = Rig::new();
    let (mut client, task) = rig.terminal("noord/t1").await;
    client.say(&publish(UP, 1, "x")).await;
    rig.next().await.replies.lost();
    assert_eq!(client.hear().await, None);
    assert_eq!(end(task).await, End::Lost);
    assert_eq!(rig.counters.closed(End::Lost), 1);
    until("the terminal is gone", || rig.endpoint.terminals().count() == 0).await;
}

/// Not a benchmark, only a guard against something slow by design: release builds do many times this.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_pipelined_publishes_are_acknowledged() {
    let mut rig = Rig::new();
    rig.run_desk();
    let (client, _task) = rig.terminal("noord/t1").await;
    let mut stream = Vec::new();
    for packet in 1..=10_000 {
        stream.extend_from_slice(&bytes(&publish(UP, packet, [b'x'; 120])));
    }
    let (mut read, mut write) = tokio::io::split(client.stream);
    let mut acks = vec![0; 40_000];
    let (sent, heard) = tokio::join!(
        tokio::io::AsyncWriteExt::write_all(&mut write, &stream),
        tokio::io::AsyncReadExt::read_exact(&mut read, &mut acks),
    );
    sent.unwrap();
    heard.unwrap();
    let heard: Vec<_> = acks.chunks(4).map(|ack| u16::from_be_bytes([ack[2], ack[3]])).collect();
    assert_eq!(heard, (1..=10_000).collect::<Vec<_>>());
    assert_eq!(Arc::strong_count(&rig.house), 2, "one house for the endpoint and the test");
}
