//! The rules of the lease, without a database: when it may be taken, and how long a leader may believe in itself.

use super::store::Row;
use std::time::Duration;
use tokio::time::Instant;

/// How fast everybody contends.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// A lease whose beat stands still this long may be taken.
    pub stale_after: Duration,
    /// A leader that could not renew stops leading this long after its last renewal began; `None` is never. It is
    /// shorter than `stale_after`: a rival first sees a beat after the renewal that made it began, so its wait ends later.
    pub lead_for: Option<Duration>,
    /// How often a leader renews.
    pub beat_every: Duration,
    /// How often a rival looks.
    pub look_every: Duration,
}

impl Pace {
    /// For a database that processes share: from `kill -9` to take-over it takes at most `stale_after` and two looks.
    pub const SHARED: Self = Self {
        stale_after: Duration::from_secs(10),
        lead_for: Some(Duration::from_secs(7)),
        beat_every: Duration::from_secs(2),
        look_every: Duration::from_secs(1),
    };
    /// For a database that a lock keeps for this process: nobody to wait for, nobody to renew for.
    pub const ALONE: Self = Self {
        stale_after: Duration::ZERO,
        lead_for: None,
        beat_every: Duration::from_mins(1),
        look_every: Duration::from_secs(1),
    };
}

/// The lead of one site, held by this process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lead {
    fence: i64,
    until: Option<Instant>,
}

impl Lead {
    /// Taken by a statement that began at `sent`.
    pub(super) fn new(fence: i64, sent: Instant, pace: &Pace) -> Self {
        Self { fence, until: pace.lead_for.map(|d| sent + d) }
    }

    /// Renewed by a statement that began at `sent`.
    pub(super) fn renewed(&mut self, sent: Instant, pace: &Pace) {
        self.until = pace.lead_for.map(|d| sent + d);
    }

    /// The number every ingest transaction shows to [`super::hold`].
    pub fn fence(&self) -> i64 {
        self.fence
    }

    pub(super) fn until(&self) -> Option<Instant> {
        self.until
    }

    pub(super) fn holds_at(&self, now: Instant) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}

/// What a process that does not lead remembers.
#[derive(Debug, Default)]
pub(super) struct Watching {
    seen: Option<(i64, i64, Instant)>,
}

impl Watching {
    /// Notes what the row said; true when it may be taken. `now` is read after the row was: the later, the safer.
    pub(super) fn may_take(
        &mut self,
        row: &Row,
        own_name: &str,
        now: Instant,
        stale_after: Duration,
    ) -> bool {
        // Released, or ours from a renewal that came too late: nobody leads.
        if row.holder.is_empty() || row.holder == own_name {
            return true;
        }
        match self.seen {
            Some((fence, beat, since)) if (fence, beat) == (row.fence, row.beat) => {
                now.duration_since(since) >= stale_after
            }
            _ => {
                self.seen = Some((row.fence, row.beat, now));
                stale_after.is_zero()
            }
        }
    }
}

#[cfg(test)]
mod tests;
