//! Keeps the station days that events come in for, and writes what they change, in the transaction of those events.

use super::fold::{EventKey, Fact, Name, Plan, What};
use super::stale;
use super::store::{self, Line, NowLine};
use super::window::{LiveDay, Taken};
use crate::db::Tx;
use crate::floor::places::Attribution;
use crate::intake::ledger;
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Which station day.
pub type DayKey = (Name, NaiveDate);

/// More station days than this are not kept between batches; a day that is needed again is folded from the ledger.
const KEPT: usize = 4_096;

/// A day of more events than this is put off while the desk is busy.
const LONG: usize = 256;

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
    days: HashMap<DayKey, LiveDay>,
    /// Changed by events in order: their changed tallies are written.
    touched: BTreeSet<DayKey>,
    /// Changed in the middle: all their tallies are written anew.
    rewritten: BTreeSet<DayKey>,
    /// To be folded from the ledger at the end of the batch.
    again: BTreeSet<DayKey>,
    /// To be folded when there is time; a row in `stale_day` says so too.
    put_off: BTreeSet<DayKey>,
    /// New events by day, and the days of which one was overtaken by later ones of its epoch.
    pending: BTreeMap<DayKey, Vec<Fact>>,
    overtaken: BTreeSet<DayKey>,
    undone: Vec<EventKey>,
    shown: HashMap<Name, Shown>,
}

/// What was last written of a station's live state; it is written again when a person would see a difference.
#[derive(PartialEq)]
struct Shown {
    day: NaiveDate,
    state: super::fold::State,
    since: Option<i64>,
    task: Option<Name>,
    people: Vec<Name>,
    help_since: Option<i64>,
    last_minute: Option<i64>,
}

impl Folder {
    /// Forgets everything kept: after a transaction that failed, or when plans changed.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    /// Takes the next new event, which the running transaction is about to store. `late`: events after it in its epoch
    /// were stored before it, so something that names it may already be there.
    pub fn take(&mut self, key: DayKey, fact: Fact, late: bool) {
        if late {
            self.overtaken.insert(key.clone());
        }
        self.pending.entry(key).or_default().push(fact);
    }

    /// Asks for a station day to be folded again at the end of the batch.
    pub fn fold_again(&mut self, key: DayKey) {
        self.touched.remove(&key);
        self.rewritten.remove(&key);
        self.put_off.remove(&key);
        self.days.remove(&key);
        self.again.insert(key);
    }

    /// Folds the days that the batch's events are of from what the ledger holds so far; the batch's rows must not be in it
    /// yet. Most often that is nothing or little, and nothing has to be folded or written a second time.
    pub async fn open(&mut self, tx: &mut Tx, context: &mut impl Context) -> sqlx::Result<()> {
        let wanted: Vec<&DayKey> = self
            .pending
            .keys()
            .filter(|key| !self.days.contains_key(key) && !self.put_off.contains(key))
            .collect();
        for of_station in wanted.chunk_by(|one, next| one.0 == next.0) {
            // Many days of one station at once are mostly new: one question tells it of all of them.
            let days: Vec<NaiveDate> = of_station.iter().map(|key| key.1).collect();
            let held = match of_station {
                [(station, _), _, ..] => ledger::held(tx, station, &days).await?,
                _ => days.into_iter().collect(),
            };
            for key in of_station {
                let day = if held.contains(&key.1) {
                    fold(tx, context, key).await?
                } else {
                    let (attribution, plan) = context.of(tx, &key.0, key.1).await?;
                    LiveDay::fold(attribution, plan, Vec::new())
                };
                self.days.insert((*key).clone(), day);
            }
        }
        Ok(())
    }

    /// Works the batch's events in. `busy`: more is waiting, so a long day that must be folded again is put off; folding
    /// thousands of events for each of thousands that come in late would keep the desk from ever catching up.
    async fn work_in(&mut self, tx: &mut Tx, busy: bool) -> sqlx::Result<()> {
        let overtaken = std::mem::take(&mut self.overtaken);
        for (key, facts) in std::mem::take(&mut self.pending) {
            let undone: Vec<EventKey> = facts
                .iter()
                .filter_map(|fact| if let What::Undo { of } = fact.what { Some(of) } else { None })
                .collect();
            if self.again.contains(&key) || self.put_off.contains(&key) {
                self.undone.extend(undone);
                continue;
            }
            let day = self.days.get_mut(&key).expect("opened before");
            match day.take(facts) {
                Ok(Taken::InOrder) if !overtaken.contains(&key) => _ = self.touched.insert(key),
                Ok(Taken::Between) if !overtaken.contains(&key) => _ = self.rewritten.insert(key),
                Ok(_) | Err(_) => {
                    // What they take back may be of another day, or not be there yet.
                    self.undone.extend(undone);
                    let long = day.len() > LONG;
                    self.fold_again(key.clone());
                    if busy && long {
                        self.again.remove(&key);
                        stale::mark_stale(tx, &key.0, key.1).await?;
                        self.put_off.insert(key);
                    }
                }
            }
        }
        Ok(())
    }

    /// Writes every change. The batch's rows must be in the ledger by now.
    pub async fn finish(
        &mut self,
        tx: &mut Tx,
        context: &mut impl Context,
        now: DateTime<Utc>,
        busy: bool,
    ) -> sqlx::Result<()> {
        self.work_in(tx, busy).await?;
        for of in std::mem::take(&mut self.undone) {
            if let Some(place) = ledger::undoable(tx, of).await? {
                let key = (place.station.into(), place.day);
                if !self.put_off.contains(&key) {
                    self.fold_again(key);
                }
            }
        }
        for key in std::mem::take(&mut self.again) {
            let day = fold(tx, context, &key).await?;
            self.days.insert(key.clone(), day);
            self.rewritten.insert(key);
        }
        let rewritten = std::mem::take(&mut self.rewritten);
        let mut touched = std::mem::take(&mut self.touched);
        let mut lines = Vec::new();
        for key in &rewritten {
            touched.remove(key);
            store::clear(tx, &key.0, key.1).await?;
            let day = self.days.get_mut(key).expect("rewritten days are kept");
            day.take_changed();
            let all = day.tallies().iter().map(|(tally, counts)| Line {
                station: &key.0,
                day: key.1,
                key: tally.clone(),
                counts: *counts,
            });
            lines.extend(all);
        }
        for key in &touched {
            let day = self.days.get_mut(key).expect("touched days are kept");
            let changed = day.take_changed();
            lines.extend(changed.into_iter().map(|(tally, counts)| Line {
                station: &key.0,
                day: key.1,
                key: tally,
                counts,
            }));
        }
        store::write(tx, &lines).await?;
        let mut states = Vec::new();
        for key in touched.iter().chain(&rewritten) {
            let day = &self.days[key];
            // A day that is only planned so far says nothing about now.
            if day.now().last_event.is_none() {
                continue;
            }
            // Nor does tomorrow, of which a clock that runs ahead may report already.
            if key.1 > context.day_at(tx, &key.0, now).await? {
                continue;
            }
            let shown = Shown::of(key.1, day);
            let before = self.shown.get(&key.0);
            if before.is_none_or(|before| *before != shown && before.day <= shown.day) {
                self.shown.insert(key.0.clone(), shown);
                states.push(NowLine { station: &key.0, day: key.1, now: day.now() });
            }
        }
        // Two days of one station in one batch: only the later one may be written, one statement takes one row a station.
        states.sort_by(|a, b| (a.station, b.day).cmp(&(b.station, a.day)));
        states.dedup_by(|later, earlier| later.station == earlier.station);
        store::write_now(tx, &states).await?;
        if self.days.len() > KEPT {
            self.days.clear();
        }
        Ok(())
    }
}

/// A station's day as the ledger has it now.
async fn fold(tx: &mut Tx, context: &mut impl Context, key: &DayKey) -> sqlx::Result<LiveDay> {
    let (attribution, plan) = context.of(tx, &key.0, key.1).await?;
    let facts = ledger::facts(tx, &key.0, key.1).await?;
    Ok(LiveDay::fold(attribution, plan, facts))
}

impl Shown {
    fn of(key: NaiveDate, day: &LiveDay) -> Self {
        let now = day.now();
        Self {
            day: key,
            state: now.state,
            since: now.since,
            people: now.people.to_vec(),
            help_since: now.help_since,
            last_minute: now.last_event.map(|at| at / 60_000_000),
            task: now.task,
        }
    }
}
