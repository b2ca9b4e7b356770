//! Who is signed in. A terminal has one place: a second connection of it takes the place over.

use super::counters::{Counters, End};
use super::outbox::Outbox;
use bytes::Bytes;
use contract::{Channel, TerminalName};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The terminals that are signed in now; clones show the same.
#[derive(Clone)]
pub struct Terminals {
    places: Arc<Mutex<HashMap<TerminalName, Arc<Outbox>>>>,
    room: usize,
    counters: Counters,
}

/// A terminal's place; dropping it frees the place, unless somebody else has it by then.
pub(super) struct Place {
    terminals: Terminals,
    name: TerminalName,
    outbox: Arc<Outbox>,
}

impl Terminals {
    pub(super) fn new(room: usize, counters: Counters) -> Self {
        Self { places: Arc::default(), room, counters }
    }

    /// Sends to a terminal that has subscribed to its own `channel`; false when it has not, or is not there. What is not
    /// sent yet is replaced by what is newer: a task card by the next one, a receipt by the next one of its epoch.
    pub fn send(
        &self,
        terminal: &TerminalName,
        channel: Channel,
        payload: Bytes,
        retain: bool,
    ) -> bool {
        self.places().get(terminal).is_some_and(|outbox| outbox.send(channel, payload, retain))
    }

    /// Ends a terminal's connection, for example because it was revoked; false when it is not there.
    pub fn disconnect(&self, terminal: &TerminalName) -> bool {
        let places = self.places();
        places.get(terminal).is_some_and(|outbox| {
            outbox.end(End::Dismissed);
            true
        })
    }

    /// Who is signed in, in no order.
    pub fn connected(&self) -> Vec<TerminalName> {
        self.places().keys().cloned().collect()
    }

    /// How many are signed in.
    pub fn count(&self) -> usize {
        self.places().len()
    }

    /// Gives the terminal its place and ends the connection that had it; `None` when there is no room.
    pub(super) fn enter(&self, name: &TerminalName, outbox: &Arc<Outbox>) -> Option<Place> {
        let mut places = self.places();
        let full = places.len() >= self.room;
        match places.entry(name.clone()) {
            Entry::Occupied(mut place) => place.insert(outbox.clone()).take_over(),
            Entry::Vacant(_) if full => return None,
            Entry::Vacant(place) => {
                place.insert(outbox.clone());
            }
        }
        self.note(&places);
        Some(Place { terminals: self.clone(), name: name.clone(), outbox: outbox.clone() })
    }

    fn places(&self) -> MutexGuard<'_, HashMap<TerminalName, Arc<Outbox>>> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, places: &HashMap<TerminalName, Arc<Outbox>>) {
        self.counters.connected.set(i64::try_from(places.len()).unwrap_or(i64::MAX));
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut places = self.terminals.places();
        if places.get(&self.name).is_some_and(|current| Arc::ptr_eq(current, &self.outbox)) {
            places.remove(&self.name);
        }
        self.terminals.note(&places);
    }
}
