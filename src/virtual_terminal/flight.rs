//! The packet ids under way: never 0, never one that is still unacknowledged.

use std::collections::VecDeque;
use tokio::time::Instant;

/// Unacknowledged publishes, oldest first.
#[derive(Default)]
pub(super) struct Flight {
    last: u16,
    open: VecDeque<(u16, Instant)>,
}

impl Flight {
    pub(super) fn len(&self) -> usize {
        self.open.len()
    }

    /// A free id for a publish that leaves now. The window is far below 65,535, so there always is one.
    pub(super) fn depart(&mut self, now: Instant) -> u16 {
        loop {
            self.last = self.last.checked_add(1).unwrap_or(1);
            if !self.open.iter().any(|(id, _)| *id == self.last) {
                self.open.push_back((self.last, now));
                return self.last;
            }
        }
    }

    /// An acknowledgement came; one for an unknown id is ignored.
    pub(super) fn arrive(&mut self, id: u16) {
        if let Some(position) = self.open.iter().position(|(open, _)| *open == id) {
            self.open.remove(position);
        }
    }

    /// When the oldest one left.
    pub(super) fn oldest(&self) -> Option<Instant> {
        self.open.front().map(|(_, departed)| *departed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_never_zero_and_never_two_publishes_at_once() {
        let now = Instant::now();
        let mut flight = Flight::default();
        let stuck = flight.depart(now);
        let mut previous = stuck;
        for _ in 0..70_000 {
            let id = flight.depart(now);
            assert_ne!(id, 0);
            assert_ne!(id, stuck);
            assert_ne!(id, previous);
            flight.arrive(id);
            previous = id;
        }
        assert_eq!(flight.len(), 1);
        flight.arrive(stuck);
        flight.arrive(stuck);
        assert_eq!(flight.oldest(), None);
    }
}
