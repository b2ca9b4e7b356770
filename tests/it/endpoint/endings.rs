//! How connections end, and what the house hears of it.

use super::client::{connect, publish};
use super::house::{Rig, end, name};
use contract::Channel;
use rumqttc::mqttbytes::QoS;
use rumqttc::mqttbytes::v4::{Connect, LastWill, Packet};
use std::time::Duration;
use werkvloer::intake::endpoint::{End, Limits};

const STATE: &str = "wv/1/noord/t1/state";
const WILL: &str = r#"{"online":false,"firmware":"1.4.0"}"#;

fn with_will() -> Connect {
    Connect {
        last_will: Some(LastWill::new(STATE, WILL, QoS::AtLeastOnce, true)),
        ..connect("noord/t1")
    }
}

#[tokio::test(start_paused = true)]
async fn the_will_speaks_when_a_connection_breaks() {
    let mut rig = Rig::new();
    let (mut client, task) = rig.connect();
    client.try_to(with_will()).await.unwrap();
    drop(client);
    assert_eq!(end(task).await, End::Gone);
    let message = rig.next().await;
    assert_eq!((message.channel, message.packet), (Channel::State, 0));
    assert_eq!(message.payload, WILL);
    assert_eq!(rig.counters.closed(End::Gone), 1);
}

#[tokio::test(start_paused = true)]
async fn without_a_will_the_endpoint_says_offline() {
    let mut rig = Rig::new();
    let (client, task) = rig.terminal("noord/t1").await;
    drop(client);
    assert_eq!(end(task).await, End::Gone);
    assert_eq!(rig.next().await.payload, r#"{"online":false}"#);
}

#[tokio::test(start_paused = true)]
async fn after_disconnect_the_will_is_silent_and_the_terminal_offline() {
    let mut rig = Rig::new();
    let (mut client, task) = rig.connect();
    client.try_to(with_will()).await.unwrap();
    client.say(&Packet::Disconnect).await;
    assert_eq!(client.hear().await, None);
    assert_eq!(end(task).await, End::Disconnect);
    assert_eq!(rig.next().await.payload, r#"{"online":false}"#, "not the will, which says more");
    assert!(rig.desk.try_recv().is_err());
    assert_eq!(rig.counters.closed(End::Disconnect), 1);
}

#[tokio::test(start_paused = true)]
async fn a_second_connection_takes_over_and_its_state_wins() {
    let mut rig = Rig::new();
    let (mut old, old_task) = rig.connect();
    old.try_to(with_will()).await.unwrap();
    let (mut new, new_task) = rig.connect();
    new.try_to(with_will()).await.unwrap();
    new.say(&publish(STATE, 0, r#"{"online":true}"#)).await;
    assert_eq!(old.hear().await, None);
    assert_eq!(end(old_task).await, End::TakenOver);
    assert_eq!(rig.counters.closed(End::TakenOver), 1);
    assert_eq!(rig.next().await.payload, r#"{"online":true}"#);
    new.hears_nothing().await;
    assert!(rig.desk.try_recv().is_err(), "the old will was not said");
    assert_eq!(rig.endpoint.terminals().connected(), [name("noord/t1")]);
    drop(new);
    end(new_task).await;
    assert_eq!(rig.next().await.payload, WILL, "the new one has its own");
    assert_eq!(rig.endpoint.terminals().count(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_will_that_waits_for_the_desk_is_dropped_when_the_terminal_is_back() {
    let mut rig = Rig::with(Limits::default(), 1);
    let (mut blocker, _blocker) = rig.terminal("noord/t2").await;
    blocker.say(&publish("wv/1/noord/t2/up", 1, "fills the desk")).await;
    blocker.hears_nothing().await;
    let (mut old, old_task) = rig.connect();
    old.try_to(with_will()).await.unwrap();
    drop(old);
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert!(!old_task.is_finished(), "its will waits for the desk");
    let (mut new, _new) = rig.connect();
    new.try_to(with_will()).await.unwrap();
    assert_eq!(end(old_task).await, End::Gone);
    new.say(&publish(STATE, 0, r#"{"online":true}"#)).await;
    assert_eq!(rig.next().await.packet, 1);
    assert_eq!(rig.next().await.payload, r#"{"online":true}"#);
    assert_eq!(rig.endpoint.terminals().count(), 2);
}

#[tokio::test(start_paused = true)]
async fn silence_of_one_and_a_half_keep_alives_closes() {
    let mut rig = Rig::new();
    let (mut client, task) = rig.connect();
    client.try_to(Connect { keep_alive: 10, ..connect("noord/t1") }).await.unwrap();
    let start = tokio::time::Instant::now();
    for _ in 0..10 {
        tokio::time::advance(Duration::from_secs(14)).await;
        client.hears_nothing().await;
    }
    // Bytes that are no whole packet are no sign of life.
    tokio::time::advance(Duration::from_secs(10)).await;
    client.say_bytes(&[0x32]).await;
    assert_eq!(client.hear().await, None);
    assert_eq!(end(task).await, End::KeepAlive);
    assert_eq!(start.elapsed().as_secs(), 155);
    assert_eq!(rig.counters.closed(End::KeepAlive), 1);
    assert_eq!(rig.next().await.payload, r#"{"online":false}"#);
}

#[tokio::test(start_paused = true)]
async fn keep_alive_0_means_none() {
    let rig = Rig::new();
    let (mut client, _task) = rig.connect();
    client.try_to(Connect { keep_alive: 0, ..connect("noord/t1") }).await.unwrap();
    tokio::time::sleep_until(tokio::time::Instant::now() + Duration::from_hours(12)).await;
    client.hears_nothing().await;
}

#[tokio::test(start_paused = true)]
async fn a_revoked_terminal_is_dismissed() {
    let mut rig = Rig::new();
    let (mut client, task) = rig.terminal("noord/t1").await;
    let (mut other, _other) = rig.terminal("noord/t2").await;
    assert!(rig.endpoint.terminals().disconnect(&name("noord/t1")));
    assert!(!rig.endpoint.terminals().disconnect(&name("noord/t7")), "not there");
    assert_eq!(client.hear().await, None);
    assert_eq!(end(task).await, End::Dismissed);
    assert_eq!(rig.counters.closed(End::Dismissed), 1);
    assert_eq!(rig.next().await.payload, r#"{"online":false}"#);
    other.hears_nothing().await;
}

#[tokio::test(start_paused = true)]
async fn a_stop_ends_every_connection() {
    let rig = Rig::new();
    let (_client, signed_in) = rig.terminal("noord/t1").await;
    let (_stranger, stranger) = rig.connect();
    rig.stop.cancel();
    assert_eq!(end(signed_in).await, End::Stopping);
    assert_eq!(end(stranger).await, End::Stopping);
    rig.tasks.close();
    rig.tasks.wait().await;
    assert_eq!(rig.counters.connected.get(), 0);
    assert_eq!(rig.counters.unauthenticated.get(), 0);
}
