//! Folding a long stretch of a station's day beside the desk, in a task of its own: receipts go out meanwhile.
//!
//! A job goes up to an event that is there when it begins, and what it brings are snapshots. The desk keeps note of what
//! changes before that event while the job runs, and stores only those snapshots that still hold. What came after that event
//! is little by then, and the desk reads it itself.

use super::fold::StationDay;
use super::folder::DayKey;
use super::snapshot;
use crate::db::{Db, Tx};
use crate::ledger::{self, Moment, Part};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{Notify, oneshot};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Events read at a time: some ten milliseconds, in which a reader keeps the write-ahead log from being folded back.
const PAGE: i64 = 4_096;

/// Where jobs run.
#[derive(Clone)]
pub struct Beside {
    /// Read from.
    pub db: Db,
    /// Waits for them at the end.
    pub tracker: TaskTracker,
    /// Ends them.
    pub stop: CancellationToken,
    /// Told when one is done.
    pub done: Arc<Notify>,
}

/// A stretch to be folded.
pub(super) struct Job {
    pub(super) key: DayKey,
    pub(super) from: StationDay,
    pub(super) until: Moment,
    pub(super) every: i64,
}

/// A job at work.
pub(super) struct Running {
    pub(super) key: DayKey,
    pub(super) until: Moment,
    /// The first instant of which something changed since it began.
    pub(super) disturbed: Option<i64>,
    pub(super) began: Instant,
    answer: oneshot::Receiver<Vec<StationDay>>,
}

/// A job that begins once the transaction in which it was thought of is committed.
pub(super) struct Start {
    job: Job,
    answer: oneshot::Sender<Vec<StationDay>>,
}

/// How a job stands.
pub(super) enum Standing {
    AtWork,
    /// The states it came by, in order; the last is of the event it goes up to.
    Done(Vec<StationDay>),
    Failed,
}

impl Running {
    pub(super) fn new(job: Job) -> (Self, Start) {
        let (sender, answer) = oneshot::channel();
        let running = Self {
            key: job.key.clone(),
            until: job.until,
            disturbed: None,
            began: Instant::now(),
            answer,
        };
        (running, Start { job, answer: sender })
    }

    pub(super) fn standing(&mut self) -> Standing {
        match self.answer.try_recv() {
            Ok(states) => Standing::Done(states),
            Err(oneshot::error::TryRecvError::Empty) => Standing::AtWork,
            Err(oneshot::error::TryRecvError::Closed) => Standing::Failed,
        }
    }

    /// Takes note that something of this instant changed.
    pub(super) fn disturb(&mut self, at: i64) {
        if at <= self.until.at {
            self.disturbed = Some(self.disturbed.map_or(at, |before| before.min(at)));
        }
    }

    pub(super) fn took(&self) -> Duration {
        self.began.elapsed()
    }
}

impl Beside {
    /// Begins a job. Its answer is lost when nobody wants it any more.
    pub(super) fn begin(&self, start: Start) {
        let beside = self.clone();
        self.tracker.spawn(async move {
            let Start { job, mut answer } = start;
            let station = job.key.0.clone();
            let folded = tokio::select! {
                folded = fold(&beside.db, job) => folded,
                () = answer.closed() => return,
                () = beside.stop.cancelled() => return,
            };
            match folded {
                Ok(states) => _ = answer.send(states),
                // The desk tries again; whether the database can be read at all is its own concern.
                Err(error) => {
                    tracing::warn!(%error, %station, "cannot fold a long day; it is tried again");
                    drop(answer);
                }
            }
            beside.done.notify_one();
        });
    }
}

async fn fold(db: &Db, job: Job) -> sqlx::Result<Vec<StationDay>> {
    let Job { key, from: mut state, until, every } = job;
    let mut states = Vec::new();
    loop {
        let mut tx = db.reading().await?;
        let is_all = step_on(&mut tx, &key, &mut state, Some(until), &mut |state| {
            if state.events() % every == 0 {
                states.push(state.clone());
                snapshot::thin(&mut states, every);
            }
        })
        .await?;
        drop(tx);
        if is_all {
            break;
        }
        tokio::task::yield_now().await;
    }
    states.push(state);
    Ok(states)
}

/// Takes the next events of a day up to and with one; each state that comes of it is shown. True when there are no more.
pub(super) async fn step_on(
    tx: &mut Tx,
    (station, day): &DayKey,
    state: &mut StationDay,
    until: Option<Moment>,
    shown: &mut (impl FnMut(&StationDay) + Send),
) -> sqlx::Result<bool> {
    let part = Part { station, day: *day, after: state.last(), until };
    let found = ledger::facts(tx, part, PAGE).await?;
    for fact in &found.facts {
        state.step(fact);
        shown(state);
    }
    Ok(found.is_all)
}
