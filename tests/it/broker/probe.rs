//! What `doctor` says about a broker.

use super::mosquitto::Plain;
use crate::harness::Mosquitto;
use std::time::Duration;
use werkvloer::intake::broker::{Dial, Report, Verdict, probe};

async fn probed(url: &str) -> Report {
    probe(&Dial::new(url.parse().unwrap(), None).unwrap()).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mosquitto_as_it_comes_drops_what_an_absent_client_should_get() {
    let broker = Mosquitto::start("").await;
    let mut witness = Plain::connect(broker.address(), "witness", true).await;
    let report = probed(&broker.url()).await;
    assert_eq!(report.window, Some(20));
    assert!(report.survived.is_some_and(|n| (1_000..1_100).contains(&n)), "{report}");
    assert_eq!(report.verdict(), Verdict::Mind, "{report}");
    assert_eq!(report.findings.iter().filter(|f| f.verdict == Verdict::Mind).count(), 1);
    // The task card it tried is gone.
    witness.subscribe("wv/1/+/+/down/task").await;
    assert_eq!(witness.next(Duration::from_secs(1)).await, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_well_set_broker_is_good() {
    let broker = Mosquitto::start("max_queued_messages 0\nmax_inflight_messages 50").await;
    let report = probed(&broker.url()).await;
    assert_eq!((report.window, report.survived), (Some(50), Some(1_100)));
    assert_eq!(report.verdict(), Verdict::Good, "{report}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_small_packet_limit_is_bad() {
    let broker = Mosquitto::start("max_queued_messages 0\nmessage_size_limit 60000").await;
    let report = probed(&broker.url()).await;
    assert_eq!(report.verdict(), Verdict::Bad, "{report}");
    assert!(report.to_string().contains("A message of 65 KiB does not pass"), "{report}");
    assert!(report.to_string().contains("It keeps task cards"), "{report}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broker_that_throws_out_who_publishes_task_cards_is_bad() {
    let broker = Mosquitto::start("max_queued_messages 0\nretain_available false").await;
    let report = probed(&broker.url()).await;
    assert_eq!(report.verdict(), Verdict::Bad, "{report}");
    assert!(report.to_string().contains("retained messages must be allowed"), "{report}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broker_that_is_not_there_is_said_so() {
    let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let report = probed(&format!("mqtt://werkvloer:s3cret@{address}")).await;
    assert_eq!(report.verdict(), Verdict::Bad);
    assert!(report.to_string().contains("cannot be reached"), "{report}");
    assert!(!report.to_string().contains("s3cret"));
}
