//! The way back to the terminals: a client that only publishes, one for the process.
//!
//! It may lose messages and does not mind: a receipt is cumulative, a terminal that misses one asks, and task cards are
//! published anew by whoever watches [`Egress::connections`]. So nothing is carried over from one connection to the next.

use super::backoff::Backoff;
use super::queue::{Key, Put, Queue};
use super::{Counters, Dial};
use bytes::Bytes;
use contract::{Epoch, MAX_PAYLOAD, TerminalName};
use rumqttc::{AsyncClient, Event, EventLoop, Packet, QoS};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, watch};
use tokio::time::{Instant, timeout, timeout_at};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// A receipt for each of ten thousand terminals.
const ROOM: usize = 10_000;
/// Small, so that a receipt stays where a newer one can replace it until the broker takes it.
const ON_THE_WAY: usize = 8;

/// Publishes to terminals; cheap to clone.
#[derive(Clone)]
pub struct Egress {
    line: Arc<Line>,
}

struct Line {
    queue: Mutex<Queue>,
    more: Notify,
    notices: AtomicU64,
    connections: watch::Sender<u64>,
    counters: Counters,
}

impl Egress {
    pub(super) fn start(
        dial: &Dial,
        holder: &str,
        counters: &Counters,
        tracker: &TaskTracker,
        cancel: &CancellationToken,
    ) -> Self {
        let line = Arc::new(Line {
            queue: Mutex::new(Queue::new(ROOM)),
            more: Notify::new(),
            notices: AtomicU64::new(0),
            connections: watch::Sender::new(0),
            counters: counters.clone(),
        });
        let egress = Self { line: Arc::clone(&line) };
        let client_id = format!("werkvloer-egress-{holder}");
        tracker.spawn(keep_connected(
            dial.clone(),
            client_id,
            line,
            tracker.clone(),
            cancel.clone(),
        ));
        egress
    }

    /// What is safely stored (contract JSON). A newer one of the same epoch replaces one that still waits.
    pub fn receipt(&self, terminal: &TerminalName, json: Bytes) {
        #[derive(serde::Deserialize)]
        struct Spoken {
            epoch: Epoch,
        }
        match serde_json::from_slice::<Spoken>(&json) {
            Ok(Spoken { epoch }) => self.put(Key::Receipt(terminal.clone(), epoch), json),
            Err(error) => {
                tracing::error!(%terminal, %error, "a receipt that is no receipt; not sent");
            }
        }
    }

    /// What the terminal's station makes now (contract JSON); the broker keeps it for whoever subscribes later.
    pub fn task(&self, terminal: &TerminalName, json: Bytes) {
        self.put(Key::Task(terminal.clone()), json);
    }

    /// A word to the person at the terminal (contract JSON).
    pub fn notice(&self, terminal: &TerminalName, json: Bytes) {
        let number = self.line.notices.fetch_add(1, Ordering::Relaxed);
        self.put(Key::Notice(terminal.clone(), number), json);
    }

    /// Raised with every connection to the broker; the time to publish all task cards anew, because the broker may have
    /// forgotten them.
    pub fn connections(&self) -> watch::Receiver<u64> {
        self.line.connections.subscribe()
    }

    fn put(&self, key: Key, json: Bytes) {
        if json.len() > MAX_PAYLOAD {
            tracing::error!(topic = %key.topic(), bytes = json.len(), "above the contract's limit; not sent");
            return;
        }
        let put = self.line.queue.lock().unwrap_or_else(PoisonError::into_inner).put(key, json);
        match put {
            Put::Added => {}
            Put::Replaced => _ = self.line.counters.replaced.inc(),
            Put::Displaced => _ = self.line.counters.unsent_dropped.inc(),
        }
        self.line.more.notify_one();
    }
}

impl Line {
    async fn next(&self) -> (Key, Bytes) {
        loop {
            // There is one taker, and a notification that comes before it waits is kept for it.
            let taken = self.queue.lock().unwrap_or_else(PoisonError::into_inner).take();
            match taken {
                Some(message) => return message,
                None => self.more.notified().await,
            }
        }
    }
}

async fn keep_connected(
    dial: Dial,
    client_id: String,
    line: Arc<Line>,
    tracker: TaskTracker,
    cancel: CancellationToken,
) {
    let mut backoff = Backoff::new(&dial.patience);
    while !cancel.is_cancelled() {
        let good = Arc::new(AtomicBool::new(false));
        let connection = connection(&dial, &client_id, &line, &good);
        let own_cancel = cancel.clone();
        // In a task of its own, so that a panic of the library ends one connection only.
        let ended = tracker.spawn(async move {
            tokio::select! {
                biased;
                () = own_cancel.cancelled() => "stopped".to_owned(),
                why = connection => why,
            }
        });
        let why = ended.await.unwrap_or_else(|error| error.to_string());
        if cancel.is_cancelled() {
            return;
        }
        if good.load(Ordering::Relaxed) {
            backoff.reset();
        }
        let wait = backoff.next();
        let wait_ms = wait.as_millis();
        tracing::warn!(wait_ms, "connection to the broker for receipts ended: {why}");
        let _ = timeout(wait, cancel.cancelled()).await;
    }
}

/// One connection, until it ends; says why. `good` tells that the broker took something.
fn connection(
    dial: &Dial,
    client_id: &str,
    line: &Arc<Line>,
    good: &Arc<AtomicBool>,
) -> impl Future<Output = String> + use<> {
    let (client, events) = dial.client(client_id, true, ON_THE_WAY);
    let (line, good) = (Arc::clone(line), Arc::clone(good));
    let silence = dial.patience.silence;
    async move {
        // Watched from before there can be a connection.
        let connected = line.connections.subscribe();
        tokio::select! {
            why = poll(events, &line, &good, silence) => why,
            why = feed(&client, &line, connected) => why,
        }
    }
}

/// Polls and nothing else, until the connection ends.
async fn poll(mut events: EventLoop, line: &Line, good: &AtomicBool, silence: Duration) -> String {
    let mut heard = Instant::now();
    loop {
        match timeout_at(heard + silence, events.poll()).await {
            Ok(Ok(Event::Incoming(packet))) => {
                heard = Instant::now();
                match packet {
                    Packet::ConnAck(_) => line.connections.send_modify(|n| *n += 1),
                    Packet::PubAck(_) => good.store(true, Ordering::Relaxed),
                    _ => {}
                }
            }
            Ok(Ok(Event::Outgoing(_))) => {}
            Ok(Err(error)) => return error.to_string(),
            Err(_) => return "nothing heard".to_owned(),
        }
    }
}

/// Feeds the client from the queue, once there is a connection: until then a message stays where a newer one replaces it.
async fn feed(client: &AsyncClient, line: &Line, mut connected: watch::Receiver<u64>) -> String {
    if connected.changed().await.is_err() {
        return "stopped".to_owned();
    }
    loop {
        let (key, payload) = line.next().await;
        let retain = matches!(key, Key::Task(_));
        let topic = key.topic().to_string();
        if client.publish_bytes(topic, QoS::AtLeastOnce, retain, payload).await.is_err() {
            return "the client takes nothing any more".to_owned();
        }
        line.counters.sent.inc();
    }
}
