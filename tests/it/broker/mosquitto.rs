//! Mosquitto with the settings it comes with: a window of 20 messages, a queue of 1,000 for a client that is away.

use super::desk::{PATIENCE, Process, SITE, terminal, up};
use crate::harness::{Cut, Mosquitto, eventually};
use bytes::Bytes;
use contract::{Channel, Topic};
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use rumqttc::{AsyncClient, Event, EventLoop, MqttOptions, Packet, Publish, QoS};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use werkvloer::intake::broker::Dial;

/// A plain client, as a test needs it: it publishes and waits, or listens.
pub(super) struct Plain {
    client: AsyncClient,
    events: EventLoop,
}

impl Plain {
    pub(super) async fn connect(address: SocketAddr, id: &str, clean: bool) -> Self {
        Self::connect_to(MqttOptions::new(id, address.ip().to_string(), address.port()), clean)
            .await
            .0
    }

    /// Gives also whether the broker had kept the session.
    async fn connect_to(mut options: MqttOptions, clean: bool) -> (Self, bool) {
        options.set_clean_session(clean).set_manual_acks(true);
        let (client, events) = AsyncClient::new(options, 4_096);
        let mut plain = Self { client, events };
        let Packet::ConnAck(connack) = plain.hear().await else { panic!("not connected") };
        (plain, connack.session_present)
    }

    async fn hear(&mut self) -> Packet {
        loop {
            if let Event::Incoming(packet) = self.events.poll().await.unwrap() {
                return packet;
            }
        }
    }

    /// Publishes all of them and waits until the broker has taken them.
    pub(super) async fn publish(&mut self, topic: &str, payloads: impl Iterator<Item = usize>) {
        let mut left = 0;
        for payload in payloads {
            self.client.try_publish(topic, QoS::AtLeastOnce, false, payload.to_string()).unwrap();
            left += 1;
        }
        while left > 0 {
            left -= usize::from(matches!(self.hear().await, Packet::PubAck(_)));
        }
    }

    pub(super) async fn subscribe(&mut self, topic: &str) {
        self.client.try_subscribe(topic, QoS::AtLeastOnce).unwrap();
        while !matches!(self.hear().await, Packet::SubAck(_)) {}
    }

    /// The next publish, acknowledged; `None` when none comes in time.
    pub(super) async fn next(&mut self, wait: Duration) -> Option<Publish> {
        timeout(wait, async {
            loop {
                if let Packet::Publish(publish) = self.hear().await {
                    self.client.try_ack(&publish).unwrap();
                    return publish;
                }
            }
        })
        .await
        .ok()
    }
}

/// What the broker still holds for the ingest of the site, which must be stopped. Fails when it lost the session.
async fn left_at(broker: &Mosquitto) -> Option<Publish> {
    let address = broker.address();
    let id = format!("werkvloer-ingest-{SITE}");
    let options = MqttOptions::new(id, address.ip().to_string(), address.port());
    let (mut plain, kept) = Plain::connect_to(options, false).await;
    assert!(kept, "the broker kept the session");
    plain.next(Duration::from_secs(2)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_that_is_cut_forty_times_loses_nothing() {
    const COUNT: usize = 2_000;
    const CUTS: usize = 40;
    let broker = Mosquitto::start("").await;
    let cut = Cut::to(&broker.address());
    let process = Process::start(&format!("mqtt://{}", cut.address())).await;
    process.subscribed().await;

    let seed = 20_261_121;
    let mut dice = ChaCha8Rng::seed_from_u64(seed);
    let mut when: Vec<usize> = (0..CUTS).map(|_| dice.random_range(1..COUNT)).collect();
    when.sort_unstable();
    let mut terminal = Plain::connect(broker.address(), "terminal", true).await;
    let mut published = 0;
    for at in when {
        // Ahead of the ingest by more than a window, and by less than the queue that Mosquitto keeps.
        let until = (at + 100).min(COUNT);
        terminal.publish(&up("t1"), published..until).await;
        published = published.max(until);
        eventually("stored up to the cut", async || process.desk.count() >= at).await;
        process.subscribed().await;
        let connections = process.counters.connections.get();
        cut.cut();
        eventually("connected anew", async || process.counters.connections.get() > connections)
            .await;
    }
    terminal.publish(&up("t1"), published..COUNT).await;
    eventually("everything stored", async || process.desk.count() == COUNT).await;
    assert!(process.counters.connections.get() > CUTS as u64);
    println!(
        "seed {seed}: {} deliveries of {COUNT}, {} acknowledgements, {} stale",
        process.desk.deliveries(),
        process.counters.acknowledged.get(),
        process.counters.stale.get(),
    );
    process.stop().await;
    assert_eq!(left_at(&broker).await, None, "everything is acknowledged");
}

/// What came while nobody led the site is more than a window; a desk that waited for full batches would hang here.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backlog_larger_than_the_window_flows_off() {
    let broker = Mosquitto::start("").await;
    let process = Process::start(&broker.url()).await;
    process.subscribed().await;
    process.stop().await;
    let mut terminal = Plain::connect(broker.address(), "terminal", true).await;
    terminal.publish(&up("t1"), 0..605).await;
    let process = Process::start(&broker.url()).await;
    process.desk.sleep();
    process.subscribed().await;
    // More do not come before the first is acknowledged. (From then on Mosquitto 2.0 sends twenty for each one that is.)
    eventually("a window waits", async || process.desk.waiting() == 20).await;
    process.desk.wake();
    eventually("everything stored", async || process.desk.count() == 605).await;
    process.stop().await;
    assert_eq!(left_at(&broker).await, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broker_that_is_killed_is_found_again() {
    let mut broker = Mosquitto::start("").await;
    let process = Process::start(&broker.url()).await;
    process.subscribed().await;
    let mut terminal = Plain::connect(broker.address(), "terminal", true).await;
    terminal.publish(&up("t1"), 0..10).await;
    eventually("stored", async || process.desk.count() == 10).await;
    let mut connections = process.egress.connections();
    broker.kill();
    eventually("noticed", async || process.counters.subscribed.get() == 0).await;
    broker.restart().await;
    // Its sessions are gone with it: the subscription must have been made anew.
    process.subscribed().await;
    let mut terminal = Plain::connect(broker.address(), "terminal", true).await;
    terminal.publish(&up("t1"), 10..20).await;
    eventually("stored", async || process.desk.count() == 20).await;
    timeout(Duration::from_secs(5), connections.changed()).await.unwrap().unwrap();
    process.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn terminals_hear_the_newest_receipt_and_find_their_task_card() {
    let mut broker = Mosquitto::start("").await;
    let process = Process::start(&broker.url()).await;
    process.subscribed().await;
    let topic = |channel| Topic { terminal: terminal("t1"), channel }.to_string();
    let mut connections = process.egress.connections();
    connections.wait_for(|n| *n == 1).await.unwrap();

    // While the broker is away only the newest of each epoch is kept.
    broker.stop().await;
    let receipt = |epoch: u8, contiguous: u8| {
        Bytes::from(format!(r#"{{"epoch":"00000000000000{epoch:02x}","contiguous":{contiguous}}}"#))
    };
    for contiguous in 1..=50 {
        process.egress.receipt(&terminal("t1"), receipt(1, contiguous));
    }
    process.egress.receipt(&terminal("t1"), receipt(2, 1));
    process.egress.receipt(&terminal("t1"), Bytes::from_static(b"no receipt"));
    broker.restart().await;
    let mut listener = Plain::connect(broker.address(), "t1", true).await;
    listener.subscribe(&topic(Channel::Receipt)).await;
    // The connection may have come before the subscription, so the last word is said once more.
    connections.wait_for(|n| *n == 2).await.unwrap();
    eventually("the queue is sent", async || process.counters.sent.get() >= 2).await;
    process.egress.receipt(&terminal("t1"), receipt(1, 51));
    let mut heard = Vec::new();
    while heard.last() != Some(&receipt(1, 51)) {
        heard.push(listener.next(Duration::from_secs(10)).await.expect("a receipt").payload);
    }
    assert!(heard.len() <= 4, "{heard:?}");
    assert!(process.counters.replaced.get() >= 40);

    process.egress.task(&terminal("t1"), Bytes::from_static(b"card"));
    eventually("the card is sent", async || process.counters.sent.get() >= 4).await;
    let mut later = Plain::connect(broker.address(), "later", true).await;
    later.subscribe(&topic(Channel::Task)).await;
    let card = later.next(Duration::from_secs(10)).await.expect("the card");
    assert_eq!((card.retain, &card.payload[..]), (true, &b"card"[..]));

    later.subscribe(&topic(Channel::Notice)).await;
    process.egress.notice(&terminal("t1"), Bytes::from_static(b"help"));
    let notice = later.next(Duration::from_secs(10)).await.expect("the notice");
    assert_eq!((notice.retain, &notice.payload[..]), (false, &b"help"[..]));
    process.stop().await;
}

/// Receipts by the thousand do not keep acknowledgements waiting: they go through another client.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn receipts_do_not_hold_up_acknowledgements() {
    let broker = Mosquitto::start("").await;
    let process = Process::start(&broker.url()).await;
    process.subscribed().await;
    let (tracker, cancel) = (TaskTracker::new(), CancellationToken::new());
    let (egress, stop) = (process.egress.clone(), cancel.clone());
    tracker.spawn(async move {
        let card = Bytes::from(vec![b' '; 32 * 1024]);
        while !stop.is_cancelled() {
            (0..500).for_each(|n| egress.task(&terminal(&format!("t{n}")), card.clone()));
            tokio::task::yield_now().await;
        }
    });
    let mut terminal = Plain::connect(broker.address(), "terminal", true).await;
    terminal.publish(&up("t1"), 0..300).await;
    eventually("stored", async || process.desk.count() == 300).await;
    eventually("acknowledged", async || process.counters.acknowledged.get() == 300).await;
    cancel.cancel();
    tracker.close();
    tracker.wait().await;
    process.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tls_trusts_the_named_authority_and_nobody_else() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    let certify = |name: &str| {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        std::fs::write(file(&format!("{name}.crt")), made.cert.pem()).unwrap();
        std::fs::write(file(&format!("{name}.key")), made.signing_key.serialize_pem()).unwrap();
    };
    certify("broker");
    certify("stranger");
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let broker = Mosquitto::start(&format!(
        "listener {port} 127.0.0.1\ncertfile {}\nkeyfile {}\n",
        file("broker.crt").display(),
        file("broker.key").display()
    ))
    .await;
    let dial = |ca: &str| {
        let url = format!("mqtts://localhost:{port}").parse().unwrap();
        let mut dial = Dial::new(url, Some(&file(ca))).unwrap();
        dial.patience = PATIENCE;
        dial
    };

    let process = Process::start_with(dial("broker.crt")).await;
    process.subscribed().await;
    let mut terminal = Plain::connect(broker.address(), "terminal", true).await;
    terminal.publish(&up("t1"), 0..5).await;
    eventually("stored", async || process.desk.count() == 5).await;
    process.stop().await;

    let process = Process::start_with(dial("stranger.crt")).await;
    eventually("refused", async || process.counters.failures.get() >= 2).await;
    assert_eq!(process.counters.connections.get(), 0);
    process.stop().await;

    let bad = Dial::new("mqtts://localhost".parse().unwrap(), Some(&file("broker.key")));
    assert!(bad.unwrap_err().to_string().contains("holds no certificate"));
}
