//! The live board: one reader a hall, however many people look, and only while somebody does.
//!
//! The reader wakes by the bell of this process ([`Changes`]) or by the change marks, which hold what another process
//! committed; it publishes a complete board, at most once a second, and only when it differs. When the database cannot be
//! read it lets go of its viewers: their browsers come back by themselves and say meanwhile that the figures are old.

use super::view::{self, Board};
use crate::clock::Clock;
use crate::db::{Db, any_change};
use crate::output::changes::Changes;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// The shortest time between two boards of a hall.
const BREATH: Duration = Duration::from_secs(1);
/// The shortest time between two reads: the bell rings for every hall, and often.
const REST: Duration = Duration::from_millis(200);
/// How often the change marks are looked at.
const LOOK: Duration = Duration::from_millis(500);
/// How often a board is read without any sign of change: the day part, or the day, may have changed.
const AT_LEAST: Duration = Duration::from_secs(30);

/// A complete board, with everything on it; each viewer is sent what they may see of it.
#[derive(Debug)]
pub struct Frame {
    /// Grows with every board of this reader.
    pub id: u64,
    /// The board.
    pub board: Board,
}

/// All halls somebody looks at; cheap to clone.
#[derive(Clone)]
pub struct Hub(Arc<Inner>);

struct Inner {
    db: Db,
    clock: Clock,
    changes: Changes,
    tasks: TaskTracker,
    stop: CancellationToken,
    halls: Mutex<HashMap<String, watch::Sender<Arc<Frame>>>>,
}

impl Hub {
    /// Readers run in `tasks` and end with `stop`.
    pub fn new(
        db: Db,
        clock: Clock,
        changes: Changes,
        tasks: TaskTracker,
        stop: CancellationToken,
    ) -> Self {
        Self(Arc::new(Inner { db, clock, changes, tasks, stop, halls: Mutex::default() }))
    }

    /// Ended when the service stops.
    pub fn stop(&self) -> &CancellationToken {
        &self.0.stop
    }

    /// How many halls are being read.
    pub fn readers(&self) -> usize {
        self.halls().len()
    }

    /// The boards of a hall, beginning with the one there is now; `None` when there is no such hall. The channel closes
    /// when the board cannot be read.
    pub async fn watch(&self, hall: &str) -> sqlx::Result<Option<watch::Receiver<Arc<Frame>>>> {
        if let Some(running) = self.halls().get(hall) {
            return Ok(Some(running.subscribe()));
        }
        // Heard from before the first read, so that nothing falls in between.
        let bell = self.0.changes.listen();
        let version = any_change(&self.0.db).await?;
        let Some(board) = view::read(&self.0.db, hall, self.0.clock.now()).await? else {
            return Ok(None);
        };
        let mut halls = self.halls();
        // Somebody else may have been as quick.
        if let Some(running) = halls.get(hall) {
            return Ok(Some(running.subscribe()));
        }
        let (boards, watched) = watch::channel(Arc::new(Frame { id: 1, board }));
        halls.insert(hall.to_owned(), boards.clone());
        let reader = Reader {
            hub: self.clone(),
            hall: hall.to_owned(),
            boards,
            version,
            published: Instant::now(),
            read: Instant::now(),
        };
        self.0.tasks.spawn(reader.run(bell));
        Ok(Some(watched))
    }

    fn halls(&self) -> std::sync::MutexGuard<'_, HashMap<String, watch::Sender<Arc<Frame>>>> {
        // The map is whole after every change, so a panic elsewhere does not spoil it.
        self.0.halls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Reader {
    hub: Hub,
    hall: String,
    boards: watch::Sender<Arc<Frame>>,
    /// The change marks as of the last read.
    version: i64,
    published: Instant,
    read: Instant,
}

impl Reader {
    async fn run(mut self, mut bell: watch::Receiver<()>) {
        let stop = self.hub.0.stop.clone();
        let mut look = tokio::time::interval(LOOK);
        look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            let rung = tokio::select! {
                () = stop.cancelled() => break,
                () = self.boards.closed() => {
                    if self.nobody_looks() { return }
                    continue;
                }
                rung = bell.changed() => {
                    // The hub holds the bell, so it cannot be gone.
                    if rung.is_err() { break }
                    true
                }
                _ = look.tick() => false,
            };
            tokio::select! {
                () = stop.cancelled() => break,
                () = tokio::time::sleep_until((self.published + BREATH).max(self.read + REST)) => {}
            }
            match self.look(rung).await {
                Ok(true) => {}
                Ok(false) => break,
                Err(e) => {
                    tracing::warn!(hall = %self.hall, "the board cannot be read: {e}");
                    break;
                }
            }
        }
        self.hub.halls().remove(&self.hall);
    }

    /// Takes the hall off the list, unless somebody came in the same moment.
    fn nobody_looks(&self) -> bool {
        let mut halls = self.hub.halls();
        let alone = self.boards.receiver_count() == 0;
        if alone {
            halls.remove(&self.hall);
        }
        alone
    }

    /// Reads if there is reason to, publishes if the board differs. False when the hall is gone.
    async fn look(&mut self, rung: bool) -> sqlx::Result<bool> {
        let Inner { db, clock, .. } = &*self.hub.0;
        // Before the board: what is committed between the two is read again.
        let version = any_change(db).await?;
        if !rung && version == self.version && self.read.elapsed() < AT_LEAST {
            return Ok(true);
        }
        let Some(board) = view::read(db, &self.hall, clock.now()).await? else { return Ok(false) };
        self.version = version;
        self.read = Instant::now();
        let shown = Arc::clone(&self.boards.borrow());
        if board != shown.board {
            self.boards.send_replace(Arc::new(Frame { id: shown.id + 1, board }));
            self.published = Instant::now();
        }
        Ok(true)
    }
}
