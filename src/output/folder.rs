//! Keeps the station days that events come in for, and writes what they change, in the transaction of those events.
//!
//! What an event costs does not grow with what its day holds. A day that is opened goes on from its newest snapshot; what comes
//! in late is folded from the last snapshot before it. What that takes is bounded for each batch: a day for which it is not
//! enough is behind for a while (`behind.rs`), and the events are stored and promised all the same.

use super::behind::Behind;
use super::beside::{Beside, Running, Start};
use super::fold::{Plan, StationDay};
use super::snapshot;
use super::window::{Late, LiveDay, Taken, undone_by};
use super::writing::Shown;
use crate::db::Tx;
use crate::floor::places::Attribution;
use crate::ledger::{self, EventKey, Fact, Name, Part};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Instant;

/// Which station day.
pub type DayKey = (Name, NaiveDate);

/// More station days than this are not kept between batches; a day that is needed again is read.
const KEPT: usize = 4_096;
/// What opening a day costs beside the events it reads, in events.
const OPENING: i64 = 100;
/// Events that a busy desk reads in a millisecond, at most: a fifth of what it could.
const BUSY_PACE: i64 = 50;

/// How much is kept and done at once. A test chooses small ones.
#[derive(Clone, Copy, Debug)]
pub struct Measures {
    /// Events within which a late one is put in its place, and half of what is kept of them.
    pub window: usize,
    /// Events between two snapshots.
    pub every: i64,
    /// Events read in one batch to open days and to fold them again.
    pub at_once: i64,
}

impl Default for Measures {
    fn default() -> Self {
        Self { window: 64, every: 256, at_once: 2_000 }
    }
}

/// Everything the fold needs that is not in the ledger.
pub trait Context {
    /// Whose the station's output is, and what was planned there.
    fn of(
        &mut self,
        tx: &mut Tx,
        station: &Name,
        day: NaiveDate,
    ) -> impl Future<Output = sqlx::Result<(Attribution, Plan)>> + Send;

    /// The station's production day of an instant.
    fn day_at(
        &mut self,
        tx: &mut Tx,
        station: &Name,
        at: DateTime<Utc>,
    ) -> impl Future<Output = sqlx::Result<NaiveDate>> + Send;
}

/// The station days at hand.
#[derive(Default)]
pub struct Folder {
    pub(super) measures: Measures,
    /// Where long stretches are folded; without it nobody waits, and all is folded here.
    pub(super) beside: Option<Beside>,
    pub(super) days: HashMap<DayKey, Kept>,
    /// Changed by events in order: their changed tallies are written.
    pub(super) touched: BTreeSet<DayKey>,
    /// Changed in the middle: all their tallies are written anew.
    pub(super) rewritten: BTreeSet<DayKey>,
    /// Days that are behind, until they are read on.
    pub(super) behind: BTreeMap<DayKey, Behind>,
    pub(super) running: Option<Running>,
    pub(super) start: Option<Start>,
    /// When the next job may begin.
    pub(super) rested: Option<Instant>,
    /// Days that went on since their last snapshot.
    pub(super) unkept: BTreeSet<DayKey>,
    /// New events by day, and the days of which one was overtaken by later ones of its epoch.
    pending: BTreeMap<DayKey, Vec<Fact>>,
    overtaken: BTreeSet<DayKey>,
    pub(super) shown: HashMap<Name, Shown>,
    /// Events that may still be read in this batch, and what was read.
    allowed: i64,
    last_batch: Option<Instant>,
    pub(super) busy: bool,
}

/// A station day at hand.
pub(super) struct Kept {
    pub(super) day: LiveDay,
    /// How many events its last snapshot held.
    pub(super) snapshot: i64,
}

impl Folder {
    /// One with measures of its own, and with a place for long stretches.
    pub fn new(measures: Measures, beside: Option<Beside>) -> Self {
        Self { measures, beside, ..Self::default() }
    }

    /// Forgets everything kept: after a transaction that failed, or when plans changed. A job that runs is for nothing.
    pub fn forget(&mut self) {
        *self = Self {
            allowed: self.allowed,
            busy: self.busy,
            last_batch: self.last_batch,
            ..Self::new(self.measures, self.beside.take())
        };
    }

    /// Begins a batch. `busy`: more is waiting behind it.
    pub fn begin(&mut self, busy: bool) {
        let since = self
            .last_batch
            .replace(Instant::now())
            .map_or(0, |last| i64::try_from(last.elapsed().as_millis()).unwrap_or(i64::MAX));
        self.busy = busy;
        self.allowed = if busy {
            self.measures.at_once.min(since.saturating_mul(BUSY_PACE))
        } else {
            self.most()
        };
    }

    /// The most events that are read of one day.
    fn most(&self) -> i64 {
        if self.beside.is_none() && !self.busy { i64::MAX } else { self.measures.at_once }
    }

    pub(super) fn may_read(&self) -> bool {
        self.allowed > 0
    }

    /// Takes the next new event, which the running transaction is about to store. `late`: events after it in its epoch
    /// were stored before it, so something that names it may already be there.
    pub fn take(&mut self, key: DayKey, fact: Fact, late: bool) {
        if late {
            self.overtaken.insert(key.clone());
        }
        self.pending.entry(key).or_default().push(fact);
    }

    /// Opens the days that the batch's events are of, from what the ledger holds so far; the batch's rows must not be in it
    /// yet. Most often that is nothing or little.
    pub async fn open(&mut self, tx: &mut Tx, context: &mut impl Context) -> sqlx::Result<()> {
        let wanted: Vec<DayKey> = self
            .pending
            .keys()
            .filter(|key| !self.days.contains_key(*key) && !self.behind.contains_key(*key))
            .cloned()
            .collect();
        for of_station in wanted.chunk_by(|one, next| one.0 == next.0) {
            // Many days of one station at once are mostly new: one question tells it of all of them.
            let days: Vec<NaiveDate> = of_station.iter().map(|key| key.1).collect();
            let held = ledger::held(tx, &of_station[0].0, &days).await?;
            for key in of_station {
                if !held.contains(&key.1) {
                    let (attribution, plan) = context.of(tx, &key.0, key.1).await?;
                    self.keep(key, StationDay::new(attribution, plan), Vec::new());
                } else if !self.may_read() {
                    self.behind.insert(key.clone(), Behind::default());
                } else if !self.read_on(tx, context, key).await? {
                    self.behind.insert(key.clone(), Behind::too_much(self.beside.is_some()));
                }
            }
        }
        Ok(())
    }

    fn keep(&mut self, key: &DayKey, from: StationDay, facts: Vec<Fact>) {
        let snapshot = from.events();
        let day = LiveDay::resume(from, facts, self.measures.window);
        if day.base().events() > snapshot {
            self.unkept.insert(key.clone());
        }
        self.days.insert(key.clone(), Kept { day, snapshot });
    }

    /// Goes on from a day's newest snapshot with what came after it; false when that is too much to read here.
    pub(super) async fn read_on(
        &mut self,
        tx: &mut Tx,
        context: &mut impl Context,
        key: &DayKey,
    ) -> sqlx::Result<bool> {
        let (station, day) = (&key.0, key.1);
        let (attribution, plan) = context.of(tx, station, day).await?;
        let from = match snapshot::newest(tx, station, day, (attribution, &plan)).await? {
            Some(state) => state,
            None => StationDay::new(attribution, plan),
        };
        let part = Part { station, day, after: from.last(), until: None };
        let found = ledger::facts(tx, part, self.most()).await?;
        self.allowed = self.allowed.saturating_sub(found.read + OPENING);
        if found.is_all {
            self.keep(key, from, found.facts);
        }
        Ok(found.is_all)
    }

    /// Works the batch's events in.
    async fn work_in(
        &mut self,
        tx: &mut Tx,
        context: &mut impl Context,
        now: DateTime<Utc>,
    ) -> sqlx::Result<()> {
        let overtaken = std::mem::take(&mut self.overtaken);
        let mut elsewhere: Vec<EventKey> = Vec::new();
        for (key, facts) in std::mem::take(&mut self.pending) {
            let Some(first) = facts.iter().map(|fact| fact.moment.at).min() else { continue };
            if self.behind.contains_key(&key) {
                elsewhere.extend(undone_by(&facts));
                self.call_for_help(tx, context, (&key, &facts), now).await?;
                self.disturb(tx, &key, first).await?;
                continue;
            }
            let kept = self.days.get_mut(&key).expect("opened before");
            match kept.day.take(facts, &mut elsewhere) {
                Ok(_) if overtaken.contains(&key) => self.disturb(tx, &key, first).await?,
                Ok(taken) => {
                    if kept.day.base().events() > kept.snapshot {
                        self.unkept.insert(key.clone());
                    }
                    match taken {
                        Taken::InOrder => self.touched.insert(key),
                        Taken::Between => self.rewritten.insert(key),
                    };
                }
                Err(Late(from)) => self.disturb(tx, &key, from.at).await?,
            }
        }
        for of in elsewhere {
            if let Some(place) = ledger::undoable(tx, of).await?
                && place.kind.is_count()
            {
                self.disturb(tx, &(place.station.into(), place.day), place.at).await?;
            }
        }
        Ok(())
    }

    /// A day is no longer at hand; its state is of no more use.
    pub(super) fn let_go(&mut self, key: &DayKey) {
        self.days.remove(key);
        self.touched.remove(key);
        self.rewritten.remove(key);
        self.unkept.remove(key);
    }

    /// A station's live state is written otherwise than by its day.
    pub(super) fn forget_shown(&mut self, station: &Name) {
        self.shown.remove(station);
    }

    /// Writes every change. The batch's rows must be in the ledger by now.
    pub async fn finish(
        &mut self,
        tx: &mut Tx,
        context: &mut impl Context,
        now: DateTime<Utc>,
    ) -> sqlx::Result<()> {
        self.land(tx).await?;
        self.work_in(tx, context, now).await?;
        self.catch_up(tx, context).await?;
        self.write_tallies(tx).await?;
        self.write_states(tx, context, now).await?;
        self.write_snapshots(tx).await?;
        self.touched.clear();
        self.rewritten.clear();
        self.mark_behind(tx).await?;
        self.plan_job(tx, context).await?;
        if self.days.len() > KEPT {
            self.days.clear();
            self.unkept.clear();
        }
        Ok(())
    }
}
