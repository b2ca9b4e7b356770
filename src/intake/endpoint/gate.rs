//! The porch: connections that have not signed in yet. It holds a bounded number; a newcomer pushes the oldest out, so that
//! whoever merely opens connections stands in nobody's way for longer than a sign-in takes.

use super::counters::{Counters, End};
use super::limits::Limits;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::time::{Instant, timeout_at};
use tokio_util::sync::CancellationToken;

pub(super) struct Gate {
    waiting: Mutex<Waiting>,
    room: usize,
    time: std::time::Duration,
    counters: Counters,
}

#[derive(Default)]
struct Waiting {
    next: u64,
    by_age: BTreeMap<u64, CancellationToken>,
}

/// A place on the porch; dropping it frees the place.
pub(super) struct Pass {
    gate: Arc<Gate>,
    number: u64,
    pushed_out: CancellationToken,
    deadline: Instant,
}

impl Gate {
    pub(super) fn new(limits: &Limits, counters: Counters) -> Arc<Self> {
        Arc::new(Self {
            waiting: Mutex::default(),
            room: limits.unauthenticated.max(1),
            time: limits.unauthenticated_time,
            counters,
        })
    }

    pub(super) fn enter(self: &Arc<Self>) -> Pass {
        let pushed_out = CancellationToken::new();
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.by_age.len() >= self.room
            && let Some((_, oldest)) = waiting.by_age.pop_first()
        {
            oldest.cancel();
        }
        let number = waiting.next;
        waiting.next += 1;
        waiting.by_age.insert(number, pushed_out.clone());
        self.note(&waiting);
        let deadline = Instant::now() + self.time;
        Pass { gate: self.clone(), number, pushed_out, deadline }
    }

    fn note(&self, waiting: &Waiting) {
        self.counters.unauthenticated.set(i64::try_from(waiting.by_age.len()).unwrap_or(i64::MAX));
    }
}

impl Pass {
    /// Runs a step of the way in, unless the time is over or the place is taken.
    pub(super) async fn within<F: Future>(&self, step: F) -> Result<F::Output, End> {
        tokio::select! {
            biased;
            () = self.pushed_out.cancelled() => Err(End::PushedOut),
            done = timeout_at(self.deadline, step) => done.map_err(|_| End::Late),
        }
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        let mut waiting = self.gate.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.by_age.remove(&self.number);
        self.gate.note(&waiting);
    }
}
