//! Two processes, one Postgres, one Mosquitto: one leads the ingest, the other takes over, and nothing counts twice.

use crate::endpoint::client::Client;
use crate::harness::floor::Floor;
use crate::harness::{
    Load, Mosquitto, Process, Service, TestDb, eventually, http_get, pause, program,
};
use rumqttc::mqttbytes::v4::{Connect, ConnectReturnCode};
use std::process::Command;
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use werkvloer::clock::Clock;

/// From the death of the leader to the first receipt of the next one.
const TAKE_OVER: Duration = Duration::from_secs(15);

struct Two {
    /// Before the database: fields are dropped in order, and to drop one throws out who still uses it.
    services: [Service; 2],
    broker: Mosquitto,
    db: TestDb,
}

impl Two {
    async fn start() -> Self {
        let db = TestDb::postgres().await;
        Load::company(&db.db).await;
        let broker = Mosquitto::start("").await;
        let url = broker.url();
        let first = Service::serve(&db, &["--broker", &url]).await;
        eventually("the first leads", async || leads(&first)).await;
        let second = Service::serve(&db, &["--broker", &url]).await;
        Self { services: [first, second], broker, db }
    }

    /// Everything the service sends to terminals as receipts, a line each.
    fn receipts(&self) -> Process {
        let address = self.broker.address();
        let mut command = Command::new("mosquitto_sub");
        command.args(["-h", "127.0.0.1", "-p", &address.port().to_string()]);
        Process::start(command.args(["-t", "wv/1/+/+/down/receipt"]))
    }
}

/// How often it began to lead.
fn times_led(service: &Service) -> usize {
    service.output().matches("leads the ingest of this site").count()
}

fn leads(service: &Service) -> bool {
    times_led(service) > 0
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_takes_over_when_the_other_is_killed() {
    let mut two = Two::start().await;
    let receipts = two.receipts();
    let running = Load::of_seed(31).start(&two.db.db, two.broker.address()).await;
    eventually("receipts come", async || receipts.stdout().len() > 20).await;
    assert!(!leads(&two.services[1]), "two lead at once");
    assert_eq!(two.services[0].get("/readyz").await, (200, "ready\n".to_owned()));
    let (status, text) = two.services[1].get("/readyz").await;
    assert_eq!(status, 200, "its pages are served: {text}");
    assert!(text.contains("stands by"), "{text}");

    two.services[0].kill();
    let killed = Instant::now();
    // What the dead one had sent is under way no longer than this.
    let mut heard = receipts.stdout().len();
    while killed.elapsed() < Duration::from_millis(500) {
        heard = receipts.stdout().len();
        pause().await;
    }
    eventually("the other gives receipts", async || receipts.stdout().len() > heard).await;
    let took = killed.elapsed();
    assert!(took <= TAKE_OVER, "took over after {took:?}");
    println!("first receipt {took:?} after kill -9");
    assert!(leads(&two.services[1]));
    assert_eq!(two.services[1].get("/readyz").await, (200, "ready\n".to_owned()));
    running.enough();
    running.proves_exactly_once("take-over").await;
}

/// With the endpoint a terminal must find the leader: who does not lead says so, until it does.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_cannot_let_terminals_in_is_not_ready() {
    let db = TestDb::postgres().await;
    let secret = Floor::build_in(&db.db, Clock::system()).await.secrets[0].clone();
    let mut first = Service::serve(&db, &[]).await;
    assert_eq!(first.get("/readyz").await, (200, "ready\n".to_owned()));

    let mut command = program();
    command.arg("serve").args(db.args());
    command.args(["--http", "127.0.0.1:0", "--mqtt", "127.0.0.1:0", "--metrics", "127.0.0.1:0"]);
    let second = Process::start(&mut command);
    eventually("it prints its addresses", async || second.line("mqtt://").is_some()).await;
    let readyz = format!("{}/readyz", second.line("http://").unwrap());
    let mqtt = second.line("mqtt://").unwrap();
    let sign_in = async || {
        let stream = TcpStream::connect(mqtt.trim_start_matches("mqtt://")).await.unwrap();
        let mut connect = Connect::new("one");
        connect.set_login("werf/one", &secret);
        Client::new(stream).try_to(connect).await
    };
    for _ in 0..20 {
        let (status, text) = http_get(&readyz).await.unwrap();
        assert_eq!(status, 503, "{text}");
        assert!(text.contains("does not lead the ingest of werf"), "{text}");
        pause().await;
    }
    assert_eq!(sign_in().await, Some(ConnectReturnCode::ServiceUnavailable));

    first.kill();
    let killed = Instant::now();
    eventually("it is ready", async || http_get(&readyz).await.unwrap().0 == 200).await;
    assert!(killed.elapsed() < TAKE_OVER, "{:?}", killed.elapsed());
    assert_eq!(
        sign_in().await,
        Some(ConnectReturnCode::Success),
        "ready means that terminals may come"
    );
}

/// A leader that sleeps through its own replacement wakes up, finds its lease gone, and counts nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_leader_that_was_asleep_counts_nothing_when_it_wakes() {
    let two = Two::start().await;
    let running = Load::of_seed(32).start(&two.db.db, two.broker.address()).await;
    let counted = "werkvloer_intake_events_counted_total";
    eventually("the first counts", async || two.services[0].figure(counted).await > 20).await;
    two.services[0].signal("STOP");
    eventually("the second leads", async || leads(&two.services[1])).await;
    eventually("the second counts", async || two.services[1].figure(counted).await > 20).await;
    two.services[0].signal("CONT");
    eventually("the first knows", async || {
        let output = two.services[0].output();
        output.contains("another process took over") || output.contains("not renewed in time")
    })
    .await;
    let before = two.services[1].figure(counted).await;
    eventually("the second goes on", async || two.services[1].figure(counted).await > before + 50)
        .await;
    running.enough();
    running.proves_exactly_once("asleep").await;
    assert_eq!(two.services.each_ref().map(times_led), [1, 1], "the lead changed hands once");
}

/// An orderly stop hands the lead over at once: nobody waits until a lease is stale.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_orderly_stop_hands_over_at_once() {
    let mut two = Two::start().await;
    let running = Load::of_seed(33).start(&two.db.db, two.broker.address()).await;
    let counted = "werkvloer_intake_events_counted_total";
    eventually("the first counts", async || two.services[0].figure(counted).await > 20).await;
    assert!(two.services[0].stop().await.success());
    let stopped = Instant::now();
    eventually("the second counts", async || two.services[1].figure(counted).await > 20).await;
    assert!(stopped.elapsed() < Duration::from_secs(6), "{:?}", stopped.elapsed());
    running.enough();
    running.proves_exactly_once("hand-over").await;
}
