//! What a client may cost.

use super::client::{bytes, publish};
use super::house::{Rig, end};
use rumqttc::mqttbytes::v4::Packet;
use std::time::Duration;
use tokio::io::AsyncWriteExt as _;
use werkvloer::intake::endpoint::{End, Limits};

#[tokio::test(start_paused = true)]
async fn who_does_not_sign_in_in_time_is_closed() {
    let rig = Rig::new();
    let (mut client, task) = rig.connect();
    let start = tokio::time::Instant::now();
    tokio::task::yield_now().await;
    // One byte at a time does not help.
    for byte in [0x10, 0x20, 0x00, 0x04] {
        client.say_bytes(&[byte]).await;
        tokio::time::advance(Duration::from_secs(2)).await;
    }
    assert_eq!(client.hear().await, None);
    assert_eq!(end(task).await, End::Late);
    assert_eq!(start.elapsed().as_secs(), 10);
    assert_eq!(rig.counters.closed(End::Late), 1);
}

#[tokio::test(start_paused = true)]
async fn a_newcomer_pushes_the_oldest_stranger_out() {
    let rig = Rig::with(Limits { unauthenticated: 3, ..Limits::default() }, 10);
    let (mut first, first_task) = rig.connect();
    tokio::task::yield_now().await;
    let mut others = Vec::new();
    for _ in 0..2 {
        others.push(rig.connect());
        tokio::task::yield_now().await;
    }
    assert_eq!(rig.counters.unauthenticated.get(), 3);
    let (_terminal, _task) = rig.terminal("noord/t1").await;
    assert_eq!(first.hear().await, None);
    assert_eq!(end(first_task).await, End::PushedOut);
    assert_eq!(rig.counters.closed(End::PushedOut), 1);
    assert!(others.iter().all(|(_, task)| !task.is_finished()));
    assert_eq!(rig.counters.unauthenticated.get(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_does_not_read_is_dropped() {
    let ping = bytes(&Packet::PingReq).to_vec();
    let message = bytes(&publish("wv/1/noord/t1/up", 1, "x")).to_vec();
    for packet in [ping, message] {
        let mut rig = Rig::new();
        rig.run_desk();
        let (mut client, task) = rig.connect_to(1_024);
        client.sign_in("noord/t1").await;
        let stream = packet.repeat(1_000_000);
        let start = tokio::time::Instant::now();
        let mut written = 0;
        while let Ok(more @ 1..) = client.stream.write(&stream[written..]).await {
            written += more;
        }
        assert_eq!(end(task).await, End::WriteTime);
        assert!((10..=11).contains(&start.elapsed().as_secs()));
        assert_eq!(rig.counters.closed(End::WriteTime), 1);
        // It was read until 64 KiB of answers were held back and as many on their way, and a little more was buffered.
        let answered = written / packet.len() * if packet.len() == 2 { 2 } else { 4 };
        assert!(answered < 3 * 64 * 1024, "{answered} bytes of answers");
    }
}
