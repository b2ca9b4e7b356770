//! Everything a broker can do wrong, one test each.

use super::desk::{Process, dial, up};
use super::evil::Evil;
use crate::harness::eventually;
use rumqttc::SubscribeReasonCode;
use std::time::Duration;

/// Long enough for an acknowledgement that must not come to come all the same.
const A_WHILE: Duration = Duration::from_millis(700);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn acknowledges_after_storing_in_order_of_receiving() {
    let mut evil = Evil::start().await;
    let process = Process::start(&evil.url).await;
    process.desk.sleep();
    let mut link = evil.accept_whole(false).await;
    assert_eq!(link.client_id, "werkvloer-ingest-hal-noord");
    for packet in 1..=5 {
        link.publish(packet, &up("t1"), &[packet.to_le_bytes()[0]]).await;
    }
    eventually("five wait", async || process.desk.waiting() == 5).await;
    assert_eq!(link.puback_within(A_WHILE).await, None, "nothing is stored yet");
    process.desk.wake();
    for packet in 1..=5 {
        assert_eq!(link.puback().await, packet);
    }
    process.stop().await;
}

/// The library would send late acknowledgements on the next connection, where the same packet ids mean other messages.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_late_answer_is_never_sent_on_the_next_connection() {
    let mut evil = Evil::start().await;
    let process = Process::start(&evil.url).await;
    process.desk.sleep();
    let mut link = evil.accept_whole(false).await;
    for packet in 1..=3 {
        link.publish(packet, &up("t1"), b"old session").await;
    }
    eventually("three wait", async || process.desk.waiting() == 3).await;
    drop(link);
    // The broker lost the session: packet ids start again, under other messages.
    let mut link = evil.accept_whole(false).await;
    link.publish(1, &up("t1"), b"new session").await;
    eventually("four wait", async || process.desk.waiting() == 4).await;
    process.desk.wake();
    assert_eq!(link.puback().await, 1, "the new message");
    assert_eq!(link.puback_within(A_WHILE).await, None, "nothing of the old session");
    assert_eq!(process.counters.stale.get(), 3);
    process.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_redelivery_under_another_id_is_acknowledged_under_that_id() {
    let mut evil = Evil::start().await;
    let process = Process::start(&evil.url).await;
    let mut link = evil.accept_whole(false).await;
    link.publish(7, &up("t1"), b"once").await;
    assert_eq!(link.puback().await, 7);
    drop(link);
    let mut link = evil.accept_whole(true).await;
    link.publish(9, &up("t1"), b"once").await;
    assert_eq!(link.puback().await, 9);
    assert_eq!((process.desk.count(), process.desk.deliveries()), (1, 2));
    process.stop().await;
}

/// NATS sends a message again on the same connection when 30 seconds passed without an acknowledgement.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_id_twice_on_one_connection_is_acknowledged_once() {
    let mut evil = Evil::start().await;
    let process = Process::start(&evil.url).await;
    process.desk.sleep();
    let mut link = evil.accept_whole(false).await;
    for (packet, payload) in [(1, b"a"), (2, b"b"), (1, b"a")] {
        link.publish(packet, &up("t1"), payload).await;
    }
    eventually("three wait", async || process.desk.waiting() == 3).await;
    process.desk.wake();
    assert_eq!((link.puback().await, link.puback().await), (1, 2));
    assert_eq!(link.puback_within(A_WHILE).await, None);
    process.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_ours_takes_no_place_in_the_window() {
    let mut evil = Evil::start().await;
    let process = Process::start(&evil.url).await;
    let mut link = evil.accept_whole(false).await;
    for (packet, topic) in [
        (1, "wv/1/hal-noord/t1/down/receipt"),
        (2, "wv/1/hal-zuid/t1/up"),
        (3, "something/else"),
        (4, "wv/1/hal-noord/T%201/up"),
    ] {
        link.publish(packet, topic, b"?").await;
        assert_eq!(link.puback().await, packet, "{topic}");
    }
    assert_eq!((process.desk.count(), process.counters.not_ours.get()), (0, 4));
    process.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn qos_0_is_taken_and_not_acknowledged() {
    let mut evil = Evil::start().await;
    let process = Process::start(&evil.url).await;
    let mut link = evil.accept_whole(false).await;
    link.publish(0, &up("t1"), b"unassured").await;
    link.publish(1, &up("t1"), b"assured").await;
    assert_eq!(link.puback().await, 1);
    assert!(process.desk.has(b"unassured"));
    process.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_subscription_is_reported_and_tried_again() {
    let mut evil = Evil::start().await;
    let process = Process::start(&evil.url).await;
    let mut link = evil.accept().await;
    link.connack(false).await;
    link.answer_subscribe(SubscribeReasonCode::Failure).await;
    link.closed().await;
    eventually("counted", async || process.counters.subscribe_refused.get() == 1).await;
    let mut link = evil.accept_whole(false).await;
    link.publish(1, &up("t1"), b"now").await;
    assert_eq!(link.puback().await, 1);
    process.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_subscription_that_is_never_answered_is_given_up() {
    let mut evil = Evil::start().await;
    let process = Process::start(&evil.url).await;
    let mut link = evil.accept().await;
    link.connack(false).await;
    link.closed().await;
    evil.accept_whole(false).await;
    process.stop().await;
}

/// Should the library forget its pings, our own watch is kept all the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_on_which_nothing_is_heard_is_given_up() {
    let mut evil = Evil::start().await;
    let mut dial = dial(&evil.url);
    dial.patience.keep_alive = Duration::from_mins(1);
    dial.patience.silence = Duration::from_secs(1);
    let process = Process::start_with(dial).await;
    let mut link = evil.accept_whole(false).await;
    link.closed().await;
    eventually("counted", async || process.counters.watchdog.get() == 1).await;
    process.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_silent_broker_is_given_up() {
    let mut evil = Evil::start().await;
    let process = Process::start(&evil.url).await;
    let mut link = evil.accept_whole(false).await;
    // Reads everything, says nothing, not even to pings.
    link.closed().await;
    evil.accept_whole(true).await;
    process.stop().await;
}

/// A payload above the contract's limit is taken, so that the broker gets rid of it, and handed in whole.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_payload_above_the_limit_does_not_come_back_for_ever() {
    let mut evil = Evil::start().await;
    let process = Process::start(&evil.url).await;
    let mut link = evil.accept_whole(false).await;
    link.publish(1, &up("t1"), &vec![b'x'; 300 * 1024]).await;
    assert_eq!(link.puback().await, 1);
    assert_eq!(process.desk.longest(), 300 * 1024);
    assert_eq!(process.counters.oversized.get(), 1);
    process.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_packet_that_cannot_be_taken_at_all_raises_an_alarm() {
    let mut evil = Evil::start().await;
    let process = Process::start(&evil.url).await;
    for _ in 0..3 {
        let mut link = evil.accept_whole(true).await;
        link.publish(1, &up("t1"), &vec![b'x'; 2 * 1024 * 1024]).await;
    }
    eventually("counted", async || process.counters.poison.get() == 1).await;
    process.stop().await;
}

/// The desk cannot store: the connection ends, and what was in hand comes again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_desk_forgets_comes_again() {
    let mut evil = Evil::start().await;
    let process = Process::start(&evil.url).await;
    process.desk.sleep();
    let mut link = evil.accept_whole(false).await;
    link.publish(1, &up("t1"), b"kept").await;
    eventually("it waits", async || process.desk.waiting() == 1).await;
    process.desk.give_up();
    link.closed().await;
    process.desk.wake();
    let mut link = evil.accept_whole(true).await;
    link.publish(1, &up("t1"), b"kept").await;
    assert_eq!(link.puback().await, 1);
    assert_eq!(process.counters.unstored.get(), 1);
    process.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stopping_ends_the_connection() {
    let mut evil = Evil::start().await;
    let process = Process::start(&evil.url).await;
    let mut link = evil.accept_whole(false).await;
    assert_eq!(process.leases.fence(super::desk::SITE), Some(1));
    process.stop().await;
    link.closed().await;
}
