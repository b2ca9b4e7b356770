//! The desk: one task that takes what the doors hand in, commits it in batches, and answers only then.
//!
//! It commits whatever is there and never waits for more, so a broker that delivers twenty messages and waits is served,
//! and under load batches grow by themselves. When the database fails, nothing is answered: the batch is tried again, and
//! after a while its connections are told to come back later. Nothing was promised, so nothing is lost.

use super::batch::{BatchError, Batcher, Stored};
use super::counters::Counters;
use super::delivery::{Content, Delivery};
use super::door::{Incoming, Refused};
use super::readiness::Readiness;
use super::trouble;
use crate::clock::Clock;
use crate::db::{Db, Subject, mark, marked};
use crate::fault;
use crate::lease::Leases;
use crate::output::beside::Beside;
use crate::output::changes::Changes;
use crate::output::folder::Measures;
use crate::output::stale;
use bytes::Bytes;
use contract::Receipt;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, Semaphore, mpsc, watch};
use tokio::time::{Instant, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Bytes of payload that may wait at the desk; more than that slows the doors.
const ROOM: usize = 24 * 1024 * 1024;
/// Messages that may wait at the desk.
const QUEUE: usize = 16_384;
/// Events in one transaction; a transaction of this size takes well under a second on a slow disk.
const EVENTS: usize = 8_192;
/// A batch of more events than this is one of many to come.
const MANY: usize = 256;
/// How long a batch is tried before its connections are told to come back later.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often a database that failed is tried again.
const AGAIN: Duration = Duration::from_millis(250);
/// How often an idle desk looks whether company data or stale days ask for a fold.
const LOOK: Duration = Duration::from_millis(500);

/// How long an idle desk believes that it can still store before it tries. Less than a lease lasts: of a database that is
/// gone, that it cannot be reached says more than that the lead was lost.
const PROVED_FOR: Duration = Duration::from_secs(5);

/// The way to the desk; cheap to clone.
#[derive(Clone)]
pub struct Desk {
    queue: mpsc::Sender<(Delivery, Room)>,
    room: Arc<Semaphore>,
    ready: watch::Receiver<Readiness>,
}

type Room = tokio::sync::OwnedSemaphorePermit;

/// What the desk works with.
pub struct Parts {
    /// Where it stores.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// Which sites it may store for.
    pub leases: Leases,
    /// Told after every commit that changed what the floor board shows.
    pub changed: Changes,
    /// What it counts.
    pub counters: Counters,
}

impl Desk {
    /// Starts it. When `cancel` fires it stores what was handed in and ends.
    pub fn start(parts: Parts, tracker: &TaskTracker, cancel: &CancellationToken) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE);
        let (ready_in, ready) = watch::channel(Readiness::Ready);
        let folded = Arc::new(Notify::new());
        let beside = Beside {
            db: parts.db.clone(),
            tracker: tracker.clone(),
            stop: cancel.clone(),
            done: folded.clone(),
        };
        let work = Work {
            parts,
            batcher: Batcher::new(Measures::default(), Some(beside)),
            folded,
            waiting,
            carried: VecDeque::new(),
            ready: ready_in,
            cancel: cancel.clone(),
            marks: None,
            is_behind: false,
            proved: Instant::now(),
        };
        tracker.spawn(work.run());
        Self { queue, room: Arc::new(Semaphore::new(ROOM)), ready }
    }

    /// Whether it can store.
    pub fn readiness(&self) -> watch::Receiver<Readiness> {
        self.ready.clone()
    }

    /// Parses a message and hands it in; waits while the desk is full. `no` is the terminal's number where the door knows.
    pub async fn submit(&self, message: Incoming, no: Option<i64>) -> Result<(), Refused> {
        // Every message takes some room besides its payload, and none more than there is.
        let size = u32::try_from((message.payload.len() + 256).min(ROOM))
            .expect("ROOM is less than u32::MAX");
        let room = self.room.clone().acquire_many_owned(size).await.map_err(|_| Refused::NotNow)?;
        let delivery = Delivery::of(message, no);
        self.queue.send((delivery, room)).await.map_err(|_| Refused::NotNow)
    }
}

struct Work {
    parts: Parts,
    batcher: Batcher,
    /// Told when a long day was folded beside the desk.
    folded: Arc<Notify>,
    waiting: mpsc::Receiver<(Delivery, Room)>,
    carried: VecDeque<(Delivery, Room)>,
    ready: watch::Sender<Readiness>,
    cancel: CancellationToken,
    marks: Option<[i64; 2]>,
    /// Station days wait to be folded; an idle desk goes on with them at once.
    is_behind: bool,
    /// When something was committed last.
    proved: Instant,
}

impl Work {
    async fn run(mut self) {
        loop {
            if self.cancel.is_cancelled() && self.waiting.is_empty() && self.carried.is_empty() {
                return;
            }
            if self.carried.is_empty() && !self.gather().await {
                self.batcher.expect_more(false);
                if self.is_behind || self.must_prove() || self.is_asked_to_fold().await {
                    self.store_patiently(&[]).await;
                }
                continue;
            }
            let (batch, room) = self.next_batch();
            let events: usize = batch.iter().map(Delivery::events).sum();
            self.batcher.expect_more(!self.carried.is_empty() || events > MANY);
            self.store_patiently(&batch).await;
            drop(room);
        }
    }

    /// Waits for messages; false when there was none for a while.
    async fn gather(&mut self) -> bool {
        let mut arrived = Vec::new();
        let wait = if self.is_behind { Duration::ZERO } else { LOOK };
        let cancel = self.cancel.clone();
        let some = tokio::select! {
            biased;
            some = timeout(wait, self.waiting.recv_many(&mut arrived, QUEUE)) => some.is_ok(),
            () = self.folded.notified() => false,
            () = cancel.cancelled() => false,
        };
        self.carried.extend(arrived);
        some && !self.carried.is_empty()
    }

    fn next_batch(&mut self) -> (Vec<Delivery>, Vec<Room>) {
        // What came while the last batch was stored goes along; that is what makes batches grow under load.
        while let Ok(more) = self.waiting.try_recv() {
            self.carried.push_back(more);
        }
        let mut events = 0;
        let mut batch = Vec::new();
        let mut rooms = Vec::new();
        while let Some((delivery, room)) = self.carried.pop_front() {
            events += delivery.events().max(1);
            batch.push(delivery);
            rooms.push(room);
            if events >= EVENTS {
                break;
            }
        }
        (batch, rooms)
    }

    /// True when company data changed, station days are stale, or the database does not answer (then a batch finds out).
    async fn is_asked_to_fold(&mut self) -> bool {
        match self.look().await {
            Ok((now, stale)) => self.marks.replace(now) != Some(now) || stale,
            Err(_) => true,
        }
    }

    /// Whether it can store is only known by writing: a disk can be full or read-only long before the next event comes.
    fn must_prove(&self) -> bool {
        *self.ready.borrow() != Readiness::Ready
            || self.proved.elapsed() >= PROVED_FOR
            || self.parts.db.look_in_place().is_err()
    }

    async fn look(&self) -> sqlx::Result<([i64; 2], bool)> {
        let db = &self.parts.db;
        let marks = [marked(db, Subject::Company).await?, marked(db, Subject::Terminals).await?];
        Ok((marks, stale::is_any(db).await?))
    }

    /// Stores a batch, however often that takes, or sends its connections away.
    async fn store_patiently(&mut self, batch: &[Delivery]) {
        let began = Instant::now();
        let mut refused = 0;
        loop {
            let error = match self.store(batch).await {
                Ok(stored) => {
                    self.ready.send_if_modified(|ready| {
                        std::mem::replace(ready, Readiness::Ready) != Readiness::Ready
                    });
                    self.is_behind = stored.is_behind;
                    self.answer(batch, &stored);
                    return;
                }
                Err(BatchError::NotLed(site)) => {
                    tracing::warn!(
                        site,
                        "not led by this process; its terminals must connect elsewhere"
                    );
                    // The other sites' messages come again through their own connections, which is rare and harmless.
                    turn_away(batch);
                    return;
                }
                Err(BatchError::Database(error)) => error,
            };
            self.parts.counters.failed_batches.inc();
            if trouble::may_have_lost_writes(&error) {
                tracing::error!(%error, "the disk failed to keep what was written; ending, so that the next start reads what is really there");
                std::process::exit(74);
            }
            if trouble::is_of_the_data(&error) {
                // The first time a copy that was too old may be the cause; it was thrown away, so once more.
                refused += 1;
                match batch {
                    _ if refused == 1 => continue,
                    [one] if !one.is_unreadable() => {
                        tracing::error!(%error, terminal = %one.terminal, "a message cannot be stored; it goes to quarantine as text");
                        let kept = one.unreadable(format!("the database refused it: {error}"));
                        return Box::pin(self.store_patiently(&[kept])).await;
                    }
                    [] | [_] => {}
                    many => {
                        for delivery in many {
                            Box::pin(self.store_patiently(std::slice::from_ref(delivery))).await;
                        }
                        return;
                    }
                }
            }
            self.report(&error);
            if began.elapsed() > PATIENCE || batch.is_empty() || self.cancel.is_cancelled() {
                self.send_away(batch);
                return;
            }
            pause(AGAIN).await;
        }
    }

    async fn store(&mut self, batch: &[Delivery]) -> Result<Stored, BatchError> {
        let proves = !batch.is_empty() || self.must_prove();
        let parts = &self.parts;
        let result = async {
            let mut tx = parts.db.begin().await?;
            let fence = |site: &str| parts.leases.fence(site);
            let stored = self.batcher.store(&mut tx, batch, &fence, &parts.clock).await?;
            if proves && batch.is_empty() {
                mark(&mut tx, Subject::Proof).await?;
            }
            fault::point("before_commit");
            tx.commit().await?;
            fault::point("after_commit");
            self.batcher.committed();
            Ok(stored)
        }
        .await;
        match &result {
            Ok(_) if proves => self.proved = Instant::now(),
            Ok(_) => {}
            Err(_) => self.batcher.forget(),
        }
        result
    }

    fn answer(&self, batch: &[Delivery], stored: &Stored) {
        for delivery in batch {
            if delivery.packet != 0 {
                delivery.replies.stored(delivery.packet);
            }
        }
        if !batch.is_empty() {
            fault::point("after_puback");
        }
        for (place, receipt) in &stored.receipts {
            let delivery = &batch[*place];
            delivery.replies.receipt(&delivery.terminal, json(receipt));
        }
        self.parts.counters.count(batch, stored);
        self.parts.changed.ring();
    }

    fn report(&self, error: &sqlx::Error) {
        let reason = trouble::in_words(error);
        let new = self.ready.send_if_modified(|ready| {
            let now = Readiness::NotReady(reason.clone());
            std::mem::replace(ready, now.clone()) != now
        });
        if new {
            tracing::error!(%error, reason, "cannot store; nothing is acknowledged until it can");
        }
    }

    /// Lets go of everything that waits: unacknowledged, so it comes again.
    fn send_away(&mut self, batch: &[Delivery]) {
        turn_away(batch);
        while let Ok(more) = self.waiting.try_recv() {
            self.carried.push_back(more);
        }
        self.carried.drain(..).for_each(|(delivery, _)| delivery.replies.lost());
    }
}

/// Their connections end, so that they come again.
fn turn_away(batch: &[Delivery]) {
    for delivery in batch {
        delivery.replies.lost();
    }
}

fn json(receipt: &Receipt) -> Bytes {
    serde_json::to_vec(receipt).expect("a receipt is plain data").into()
}

#[expect(clippy::disallowed_methods, reason = "a failed database is left alone for a moment")]
async fn pause(time: Duration) {
    tokio::time::sleep(time).await;
}

impl Counters {
    fn count(&self, batch: &[Delivery], stored: &Stored) {
        self.counted.inc_by(stored.counted);
        self.quarantined.inc_by(stored.quarantined);
        self.duplicates.inc_by(stored.duplicates);
        self.lost_spools.inc_by(stored.lost_spools);
        let messages =
            batch.iter().filter(|delivery| !matches!(delivery.content, Content::State(_))).count();
        self.messages.inc_by(messages as u64);
        if !batch.is_empty() {
            self.batches.inc();
        }
    }
}
