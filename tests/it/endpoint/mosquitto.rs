//! Mosquitto's own clients against the endpoint.

use super::house::{Rig, SECRET, name};
use super::sockets::listen;
use super::until;
use contract::Channel;
use std::net::SocketAddr;
use std::process::{Command, Output};
use werkvloer::intake::endpoint::{End, SignIn};

/// Runs a command of the mosquitto-clients package that signs in as `noord/t1`.
async fn run(command: &'static str, at: SocketAddr, secret: &str, more: &[&str]) -> Output {
    let mut client = Command::new(command);
    client.args(["-h", "127.0.0.1", "-V", "mqttv311", "-u", "noord/t1", "-P", secret]);
    client.arg("-p").arg(at.port().to_string()).args(more);
    let running = move || client.output().expect("the package mosquitto-clients is installed");
    tokio::task::spawn_blocking(running).await.unwrap()
}

#[tokio::test]
async fn mosquitto_pub_is_acknowledged_or_refused() {
    let mut rig = Rig::new();
    rig.run_desk();
    let at = listen(&rig).await;
    let own = ["-t", "wv/1/noord/t1/up", "-q", "1", "-m", "one message"];
    let done = run("mosquitto_pub", at, SECRET, &own).await;
    assert!(done.status.success(), "{done:?}");
    assert_eq!(rig.counters.acknowledged.get(), 1);
    until("it said goodbye", || rig.counters.closed(End::Disconnect) == 1).await;

    let refused = run("mosquitto_pub", at, "wrong", &own).await;
    assert!(!refused.status.success(), "{refused:?}");
    assert_eq!(rig.counters.sign_ins(SignIn::BadCredentials), 1);
    assert_eq!(rig.counters.messages.get(), 1);
}

#[tokio::test]
async fn mosquitto_sub_gets_what_is_remembered_and_nothing_of_others() {
    let rig = Rig::new();
    let card = (name("noord/t1"), Channel::Task, r#"{"task":"t8"}"#.into());
    rig.house.remembered.lock().unwrap().push(card);
    let at = listen(&rig).await;
    let own = ["-t", "wv/1/noord/t1/down/task", "-C", "1", "-W", "10", "-F", "%r %t %p"];
    let done = run("mosquitto_sub", at, SECRET, &own).await;
    assert!(done.status.success(), "{done:?}");
    let heard = String::from_utf8(done.stdout).unwrap();
    assert_eq!(heard.trim(), r#"1 wv/1/noord/t1/down/task {"task":"t8"}"#);

    let all = ["-t", "#", "-t", "$share/g/wv/1/noord/t1/down/task", "-W", "1"];
    let done = run("mosquitto_sub", at, SECRET, &all).await;
    assert!(done.stdout.is_empty(), "{done:?}");
    assert_eq!(rig.counters.filters_refused.get(), 2);
}
