//! What waits to go to terminals: the newest receipt of each spool, the newest task card, every notice; bounded.

use bytes::Bytes;
use contract::{Channel, Epoch, TerminalName, Topic};
use std::collections::{HashMap, VecDeque};

/// What a newer message replaces.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Key {
    /// Receipts are cumulative within an epoch.
    Receipt(TerminalName, Epoch),
    Task(TerminalName),
    /// Numbered, because no notice replaces another.
    Notice(TerminalName, u64),
}

impl Key {
    pub(super) fn topic(&self) -> Topic {
        let (terminal, channel) = match self {
            Self::Receipt(terminal, _) => (terminal, Channel::Receipt),
            Self::Task(terminal) => (terminal, Channel::Task),
            Self::Notice(terminal, _) => (terminal, Channel::Notice),
        };
        Topic { terminal: terminal.clone(), channel }
    }
}

/// What putting a message in did to others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Put {
    Added,
    /// An older one of the same key went.
    Replaced,
    /// The queue was full: the one that waited longest went.
    Displaced,
}

pub(super) struct Queue {
    payloads: HashMap<Key, Bytes>,
    order: VecDeque<Key>,
    room: usize,
}

impl Queue {
    pub(super) fn new(room: usize) -> Self {
        Self { payloads: HashMap::new(), order: VecDeque::new(), room }
    }

    /// A newer message takes the place of the older one in the line.
    pub(super) fn put(&mut self, key: Key, payload: Bytes) -> Put {
        if let Some(old) = self.payloads.get_mut(&key) {
            *old = payload;
            return Put::Replaced;
        }
        self.payloads.insert(key.clone(), payload);
        self.order.push_back(key);
        if self.order.len() <= self.room {
            return Put::Added;
        }
        if let Some(oldest) = self.order.pop_front() {
            self.payloads.remove(&oldest);
        }
        Put::Displaced
    }

    pub(super) fn take(&mut self) -> Option<(Key, Bytes)> {
        let key = self.order.pop_front()?;
        let payload = self.payloads.remove(&key)?;
        Some((key, payload))
    }
}

#[cfg(test)]
mod tests {
    use super::{Bytes, Epoch, Key, Put, Queue, TerminalName};

    fn receipt(epoch: u64) -> Key {
        Key::Receipt(TerminalName::new("hal", "t1").unwrap(), Epoch(epoch))
    }

    #[test]
    fn the_newest_receipt_of_an_epoch_is_kept() {
        let mut queue = Queue::new(10);
        assert_eq!(queue.put(receipt(1), Bytes::from_static(b"a")), Put::Added);
        assert_eq!(queue.put(receipt(2), Bytes::from_static(b"b")), Put::Added);
        assert_eq!(queue.put(receipt(1), Bytes::from_static(b"c")), Put::Replaced);
        assert_eq!(queue.take(), Some((receipt(1), Bytes::from_static(b"c"))));
        assert_eq!(queue.take(), Some((receipt(2), Bytes::from_static(b"b"))));
        assert_eq!(queue.take(), None);
    }

    #[test]
    fn a_full_queue_forgets_what_waited_longest() {
        let mut queue = Queue::new(2);
        queue.put(receipt(1), Bytes::new());
        queue.put(receipt(2), Bytes::new());
        assert_eq!(queue.put(receipt(3), Bytes::new()), Put::Displaced);
        assert_eq!(queue.take().map(|(key, _)| key), Some(receipt(2)));
        assert_eq!(queue.take().map(|(key, _)| key), Some(receipt(3)));
    }
}
