//! A station's day that takes a slightly late event without folding the day again.
//!
//! Two terminals at one station, or a clock that is set back a little, make events arrive out of order by moments. So the state
//! of some events ago is kept beside the newest one, with the events between the two. A late event that falls between them is
//! put in its place, an undo of one of them takes its pieces back there, and only those events are folded again. What reaches
//! further back is for the snapshots.

use super::fold::{Now, StationDay};
use super::tally::{Counts, TallyKey};
use crate::ledger::{EventKey, Fact, Moment, What};
use std::collections::BTreeMap;

/// A station's day with a window.
#[derive(Clone, Debug)]
pub struct LiveDay {
    base: StationDay,
    /// What came after `base`, in order.
    tail: Vec<Fact>,
    head: StationDay,
    /// Between so many and twice as many events are kept.
    window: usize,
}

/// How events were taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// After all others: only what they changed differs.
    InOrder,
    /// Between others, or taking one back: any tally of the day may differ, and one may be gone.
    Between,
}

/// Events belong before what is kept, so the day must be folded from before this moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Late(pub Moment);

impl LiveDay {
    /// Goes on from a state with what came after it, in order.
    pub fn resume(state: StationDay, facts: Vec<Fact>, window: usize) -> Self {
        let mut day = Self { head: state.clone(), base: state, tail: facts, window };
        day.tail.iter().for_each(|fact| day.head.step(fact));
        day.move_on();
        day
    }

    /// Takes new events, in any order. `elsewhere` gets what undos among them name and this day does not keep: it may be of
    /// before the window, of another day, or not be there yet. After `Err` this state is of no more use.
    pub fn take(
        &mut self,
        mut facts: Vec<Fact>,
        elsewhere: &mut Vec<EventKey>,
    ) -> Result<Taken, Late> {
        facts.sort_by_key(|fact| fact.moment);
        let Some(first) = facts.first().map(|fact| fact.moment) else { return Ok(Taken::InOrder) };
        if self.base.last().is_some_and(|last| first <= last) {
            elsewhere.extend(undone_by(&facts));
            return Err(Late(first));
        }
        let mut is_between = self.head.last().is_some_and(|last| first <= last);
        for of in undone_by(&facts) {
            match facts.iter_mut().find(|fact| fact.moment.key == of) {
                Some(fact) => _ = take_back(fact),
                None => match self.tail.iter_mut().find(|fact| fact.moment.key == of) {
                    Some(fact) => is_between |= take_back(fact),
                    None => elsewhere.push(of),
                },
            }
        }
        if is_between {
            self.tail.append(&mut facts);
            self.tail.sort_by_key(|fact| fact.moment);
            let mut head = self.base.clone();
            self.tail.iter().for_each(|fact| head.step(fact));
            self.head = head;
        } else {
            for fact in &facts {
                self.head.step(fact);
            }
            self.tail.append(&mut facts);
        }
        self.move_on();
        Ok(if is_between { Taken::Between } else { Taken::InOrder })
    }

    /// Keeps the window small.
    fn move_on(&mut self) {
        if self.tail.len() >= 2 * self.window {
            let moved = self.tail.len() - self.window;
            self.tail.drain(..moved).for_each(|fact| self.base.step(&fact));
            self.base.take_changed();
        }
    }

    /// The older state: what is known to have come before it stays so, or the day is folded again.
    pub fn base(&self) -> &StationDay {
        &self.base
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

/// What undos take back, each once.
pub fn undone_by(facts: &[Fact]) -> Vec<EventKey> {
    let mut undone: Vec<EventKey> = facts
        .iter()
        .filter_map(|fact| if let What::Undo { of } = fact.what { Some(of) } else { None })
        .collect();
    undone.sort_unstable();
    undone.dedup();
    undone
}

/// Takes a count's pieces back where it stands, unless a person corrected them; true when that changes anything.
fn take_back(fact: &mut Fact) -> bool {
    match &mut fact.what {
        What::Count { qty, corrected: false, .. } => std::mem::take(qty) != 0,
        _ => false,
    }
}
