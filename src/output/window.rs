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

/// How events were taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// After all others: only what they changed differs.
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

    /// Takes new events, in any order. `Err` means that the whole day must be folded, and this state is of no more use.
    pub fn take(&mut self, mut facts: Vec<Fact>) -> Result<Taken, Again> {
        facts.sort_by_key(|fact| fact.moment);
        self.length += facts.len();
        let Some(first) = facts.first().map(|fact| fact.moment) else { return Ok(Taken::InOrder) };
        if self.head.last().is_none_or(|last| last < first) {
            facts.iter().try_for_each(|fact| self.head.apply(fact))?;
            self.tail.append(&mut facts);
            self.move_on()?;
            return Ok(Taken::InOrder);
        }
        if self.base.last().is_none_or(|last| first <= last) {
            return Err(Again::Late);
        }
        self.tail.append(&mut facts);
        self.tail.sort_by_key(|fact| fact.moment);
        let mut head = self.base.clone();
        self.tail.iter().try_for_each(|fact| head.apply(fact))?;
        self.head = head;
        self.move_on()?;
        Ok(Taken::Between)
    }

    /// Keeps the window small. What the newest state took in this order, the older one takes as well.
    fn move_on(&mut self) -> Result<(), Again> {
        if self.tail.len() >= 2 * WINDOW {
            let moved = self.tail.len() - WINDOW;
            self.tail.drain(..moved).try_for_each(|fact| self.base.apply(&fact))?;
        }
        Ok(())
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
