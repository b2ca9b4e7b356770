//! A desk that stores into a set, and a process around it: what stands behind the broker client in these tests.

use crate::harness::{TestDb, eventually};
use bytes::Bytes;
use contract::{Channel, TerminalName, Topic};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use werkvloer::clock::Clock;
use werkvloer::db::Db;
use werkvloer::intake::broker::{self, Counters, Dial, Egress, Patience, Setup};
use werkvloer::intake::door::{Door, Incoming, Refused, SignedIn};
use werkvloer::lease::{Leases, Pace};

pub(super) const SITE: &str = "hal-noord";

/// Impatient, so that a test of what happens after a failure does not wait for it.
pub(super) const PATIENCE: Patience = Patience {
    keep_alive: Duration::from_secs(1),
    silence: Duration::from_secs(3),
    subscribe: Duration::from_secs(2),
    first_retry: Duration::from_millis(50),
    last_retry: Duration::from_millis(400),
};

pub(super) fn terminal(name: &str) -> TerminalName {
    TerminalName::new(SITE, name).unwrap()
}

pub(super) fn up(name: &str) -> String {
    Topic { terminal: terminal(name), channel: Channel::Up }.to_string()
}

/// Stores what is there, all at once, and answers in order, as the real one does.
#[derive(Clone)]
pub(super) struct Desk {
    inbox: mpsc::Sender<Incoming>,
    shelf: Arc<Shelf>,
}

#[derive(Default)]
struct Shelf {
    /// How often each payload came.
    stored: Mutex<BTreeMap<Bytes, usize>>,
    /// While set the desk answers nothing.
    asleep: AtomicBool,
    waiting: Mutex<Vec<Incoming>>,
}

impl Desk {
    fn start(tracker: &TaskTracker, cancel: &CancellationToken) -> Self {
        let (inbox, taken) = mpsc::channel(64);
        let desk = Self { inbox, shelf: Arc::default() };
        let (shelf, cancel) = (Arc::clone(&desk.shelf), cancel.clone());
        tracker.spawn(async move { cancel.run_until_cancelled(work(taken, shelf)).await });
        desk
    }

    /// Every different payload that is stored.
    pub(super) fn count(&self) -> usize {
        self.shelf.stored.lock().unwrap().len()
    }

    /// Everything that came, redeliveries counted.
    pub(super) fn deliveries(&self) -> usize {
        self.shelf.stored.lock().unwrap().values().sum()
    }

    pub(super) fn has(&self, payload: &[u8]) -> bool {
        self.shelf.stored.lock().unwrap().contains_key(payload)
    }

    /// The longest payload stored.
    pub(super) fn longest(&self) -> usize {
        self.shelf.stored.lock().unwrap().keys().map(Bytes::len).max().unwrap_or(0)
    }

    /// From now on messages are taken in and not answered.
    pub(super) fn sleep(&self) {
        self.shelf.asleep.store(true, Ordering::SeqCst);
    }

    /// How many wait for an answer.
    pub(super) fn waiting(&self) -> usize {
        self.shelf.waiting.lock().unwrap().len()
    }

    /// Answers what waits, and from now on everything.
    pub(super) fn wake(&self) {
        self.shelf.asleep.store(false, Ordering::SeqCst);
        let waiting = std::mem::take(&mut *self.shelf.waiting.lock().unwrap());
        self.shelf.store(waiting);
    }

    /// Forgets what waits, as the real one does when the database is gone for long.
    pub(super) fn give_up(&self) {
        for message in std::mem::take(&mut *self.shelf.waiting.lock().unwrap()) {
            message.replies.lost();
        }
    }
}

async fn work(mut taken: mpsc::Receiver<Incoming>, shelf: Arc<Shelf>) {
    let mut batch = Vec::new();
    while taken.recv_many(&mut batch, 200).await > 0 {
        let batch = std::mem::take(&mut batch);
        if shelf.asleep.load(Ordering::SeqCst) {
            shelf.waiting.lock().unwrap().extend(batch);
            continue;
        }
        // What a commit takes, so that answers come late enough to meet a connection that has ended.
        let _ = tokio::time::timeout(Duration::from_millis(2), std::future::pending::<()>()).await;
        shelf.store(batch);
    }
}

impl Shelf {
    fn store(&self, batch: Vec<Incoming>) {
        for message in batch {
            *self.stored.lock().unwrap().entry(message.payload).or_default() += 1;
            message.replies.stored(message.packet);
        }
    }
}

impl Door for Desk {
    async fn sign_in(&self, _: &str, _: &[u8]) -> Result<SignedIn, Refused> {
        Err(Refused::BadCredentials)
    }

    async fn sign_in_by_certificate(&self, _: &str) -> Result<SignedIn, Refused> {
        Err(Refused::BadCredentials)
    }

    async fn submit(&self, message: Incoming) -> Result<(), Refused> {
        self.inbox.send(message).await.map_err(|_| Refused::NotNow)
    }

    async fn retained(&self, _: &SignedIn, _: Channel) -> Option<Bytes> {
        None
    }
}

/// A process: it leads [`SITE`] when nobody else does, and takes in what a broker delivers.
pub(super) struct Process {
    pub(super) desk: Desk,
    pub(super) egress: Egress,
    pub(super) counters: Counters,
    pub(super) leases: Leases,
    tracker: TaskTracker,
    cancel: CancellationToken,
    _db: Option<TestDb>,
}

/// An impatient way to a broker.
pub(super) fn dial(url: &str) -> Dial {
    let mut dial = Dial::new(url.parse().unwrap(), None).unwrap();
    dial.patience = PATIENCE;
    dial
}

pub(super) async fn add_site(db: &Db) {
    let mut tx = db.begin().await.unwrap();
    tx.run(
        "insert into site (id, name, time_zone, day_boundary_minutes, afternoon_from_minutes)
         values ($1, $1, 'Europe/Amsterdam', 180, 750)",
        &[&SITE],
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

impl Process {
    pub(super) async fn start(url: &str) -> Self {
        Self::start_with(dial(url)).await
    }

    /// On a database of its own.
    pub(super) async fn start_with(dial: Dial) -> Self {
        let db = TestDb::sqlite().await;
        add_site(&db.db).await;
        let process = Self::start_on(&db.db, "only", Pace::ALONE, dial);
        Self { _db: Some(db), ..process }
    }

    /// On a database that holds the site and may be shared with others.
    pub(super) fn start_on(db: &Db, holder: &str, pace: Pace, dial: Dial) -> Self {
        let (tracker, cancel) = (TaskTracker::new(), CancellationToken::new());
        let sites = |_| async { Ok(vec![SITE.to_owned()]) };
        let leases = Leases::start_at(pace, db, holder.to_owned(), sites, &tracker, &cancel);
        let desk = Desk::start(&tracker, &cancel);
        let counters = Counters::default();
        let (clock, holder) = (Clock::system(), holder.to_owned());
        let setup = Setup { dial, holder, clock, counters: counters.clone() };
        let egress = broker::start(setup, Arc::new(desk.clone()), leases.led(), &tracker, &cancel);
        Self { desk, egress, counters, leases, tracker, cancel, _db: None }
    }

    pub(super) async fn subscribed(&self) {
        eventually("subscribed", async || self.counters.subscribed.get() == 1).await;
    }

    pub(super) async fn stop(self) {
        self.cancel.cancel();
        self.tracker.close();
        self.tracker.wait().await;
    }
}
