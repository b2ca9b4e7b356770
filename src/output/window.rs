//! A station's day that takes a slightly late event without folding the whole day again.
//!
//! Two terminals at one station, or a clock that is set back a little, make events arrive out of order by moments. Folding a
//! day of thousands of events for each of them would cost more the longer the day is. So the state of some events ago is
//! kept beside the newest one, with the events between the two; a late event that falls between them is put in its place
//! and only those are folded again. Anything later than that is for the whole fold.

use super::fold::{Again, Fact, Now, Plan, StationDay};
use super::tally::{Counts, TallyKey};
use crate::floor::places::Attribution;
use std::collections::BTreeMap;

/// Between so many and twice as many events are kept.
const WINDOW: usize = 64;

/// A station's day with a window.
#[derive(Clone, Debug)]
pub struct LiveDay {
    base: StationDay,
    /// What came after `base`, in order.
    tail: Vec<Fact>,
    head: StationDay,
    /// Events in all.
    length: usize,
}

/// How an event was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// After all others: only what it changed differs.
    InOrder,
    /// Between others: any tally of the day may differ, and one may be gone.
    Between,
}

impl LiveDay {
    /// Folds a whole day, in any order of `facts`.
    pub fn fold(attribution: Attribution, plan: Plan, facts: Vec<Fact>) -> Self {
        let length = facts.len();
        let head = StationDay::fold(attribution, plan, facts);
        Self { base: head.clone(), tail: Vec::new(), head, length }
    }

    /// Takes the next event. `Err` leaves the state as it was.
    pub fn apply(&mut self, fact: &Fact) -> Result<Taken, Again> {
        match self.head.apply(fact) {
            Ok(()) => {
                self.tail.push(fact.clone());
                self.length += 1;
                self.move_on();
                Ok(Taken::InOrder)
            }
            Err(Again::Late) => self.insert(fact),
            Err(undo) => Err(undo),
        }
    }

    fn insert(&mut self, fact: &Fact) -> Result<Taken, Again> {
        let place = self.tail.partition_point(|other| other.moment < fact.moment);
        let twice = self.tail.get(place).is_some_and(|other| other.moment == fact.moment);
        if twice || self.base.last().is_none_or(|last| fact.moment <= last) {
            return Err(Again::Late);
        }
        let mut head = self.base.clone();
        let (before, after) = self.tail.split_at(place);
        for fact in before.iter().chain([fact]).chain(after) {
            head.apply(fact)?;
        }
        self.head = head;
        self.tail.insert(place, fact.clone());
        self.length += 1;
        self.move_on();
        Ok(Taken::Between)
    }

    /// Keeps the window small. What the newest state took in this order, the older one takes as well.
    fn move_on(&mut self) {
        if self.tail.len() < 2 * WINDOW {
            return;
        }
        let mut base = self.base.clone();
        let moved = self.tail[..WINDOW].iter().try_for_each(|fact| base.apply(fact));
        if moved.is_ok() {
            self.base = base;
            self.tail.drain(..WINDOW);
        } else {
            // Without a window every late event is for the whole fold, which is right and only slower.
            self.base = self.head.clone();
            self.tail.clear();
        }
    }

    /// How many events the day has.
    pub fn len(&self) -> usize {
        self.length
    }

    /// True for a day without events.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Every tally of the day.
    pub fn tallies(&self) -> &BTreeMap<TallyKey, Counts> {
        self.head.tallies()
    }

    /// The tallies changed since the last call.
    pub fn take_changed(&mut self) -> Vec<(TallyKey, Counts)> {
        self.head.take_changed()
    }

    /// What the station looks like after the last event.
    pub fn now(&self) -> Now<'_> {
        self.head.now()
    }
}
