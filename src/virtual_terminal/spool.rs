//! What a terminal keeps: its events, in order, until a receipt names them.
//!
//! Three marks run along the events. *Released*: may be sent (an event that has to be written down elsewhere first is not).
//! *Under way*: sent since the last break. And the front: everything before it is named by a receipt and gone. Rewinding
//! moves "under way" back to the front, and nothing but a receipt moves the front.

use bytes::BytesMut;
use chrono::{DateTime, Utc};
use contract::{Body, Epoch, Event, MAX_PAYLOAD, Receipt};
use std::collections::VecDeque;
use std::fmt::Write as _;
use tokio::time::Instant;

/// A receipt named an event that was never sent: the other side speaks of somebody else's events, or makes them up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a receipt names event {seq}, but only events up to {highest_sent} were ever sent")]
pub struct NeverSent {
    /// The number it named.
    pub seq: u64,
    /// The highest number ever sent.
    pub highest_sent: u64,
}

/// What one message took out of the spool.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// Events in the message.
    pub events: usize,
    /// How many of them were sent before.
    pub again: usize,
}

struct Held {
    seq: u64,
    json: Box<str>,
    first_sent: Option<Instant>,
}

/// A spool in memory.
pub struct Spool {
    epoch: Epoch,
    last: u64,
    released: u64,
    highest_sent: u64,
    last_at: DateTime<Utc>,
    events: VecDeque<Held>,
    under_way: usize,
}

impl Default for Spool {
    fn default() -> Self {
        Self::new()
    }
}

impl Spool {
    /// An empty spool of a new epoch.
    pub fn new() -> Self {
        Self {
            epoch: Epoch(u64::from_be_bytes(crate::id::random())),
            last: 0,
            released: 0,
            highest_sent: 0,
            last_at: DateTime::<Utc>::MIN_UTC,
            events: VecDeque::new(),
            under_way: 0,
        }
    }

    /// Its incarnation.
    pub fn epoch(&self) -> Epoch {
        self.epoch
    }

    /// The number of the newest event; 0 when there never was one.
    pub fn last(&self) -> u64 {
        self.last
    }

    /// How many events no receipt names yet.
    pub fn len(&self) -> usize {
        self.events.len()
    }

    /// True when a receipt names every event.
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// How many of them were sent since the last rewind.
    pub fn under_way(&self) -> usize {
        self.under_way
    }

    /// The numbers no receipt names yet, ascending.
    pub fn unreceipted(&self) -> impl Iterator<Item = u64> {
        self.events.iter().map(|held| held.seq)
    }

    /// Keeps an event, not yet released; gives its JSON. A clock that was set back does not turn the terminal's own time.
    pub fn add(&mut self, at: DateTime<Utc>, body: Body) -> &str {
        self.last_at = self.last_at.max(at);
        let event = Event { seq: self.last + 1, at: self.last_at, body, extra: None };
        self.keep(event.to_json())
    }

    /// Keeps an event as the text that `write` makes for its number: for what no [`Body`] can say.
    pub fn add_raw(&mut self, write: impl FnOnce(u64) -> String) -> &str {
        let json = write(self.last + 1);
        self.keep(json)
    }

    fn keep(&mut self, json: String) -> &str {
        self.last += 1;
        let held = Held { seq: self.last, json: json.into_boxed_str(), first_sent: None };
        &self.events.push_back_mut(held).json
    }

    /// Allows sending every event up to and with `seq`.
    pub fn release(&mut self, seq: u64) {
        self.released = self.released.max(seq.min(self.last));
    }

    /// Puts everything that no receipt names in the queue again.
    pub fn rewind(&mut self) {
        self.under_way = 0;
    }

    /// Appends a message with the next events, at most `most`, to `message`, which must be empty; without events there is
    /// no message.
    pub fn take(&mut self, most: usize, now: Instant, message: &mut BytesMut) -> Taken {
        let mut taken = Taken::default();
        while taken.events < most
            && let Some(held) = self.events.get_mut(self.under_way)
            && held.seq <= self.released
        {
            if taken.events == 0 {
                begin(message, self.epoch, self.released);
            } else if message.len() + held.json.len() + 3 > MAX_PAYLOAD {
                break;
            } else {
                message.extend_from_slice(b",");
            }
            message.extend_from_slice(held.json.as_bytes());
            taken.again += usize::from(held.first_sent.is_some());
            held.first_sent.get_or_insert(now);
            self.highest_sent = self.highest_sent.max(held.seq);
            self.under_way += 1;
            taken.events += 1;
        }
        if taken.events > 0 {
            message.extend_from_slice(b"]}");
        }
        taken
    }

    /// Appends the message without events that asks for a receipt.
    pub fn hello(&self, message: &mut BytesMut) {
        begin(message, self.epoch, self.released);
        message.extend_from_slice(b"]}");
    }

    /// Drops what a receipt names; `named` hears when each was sent first. A receipt of another epoch says nothing here.
    pub fn receipt(
        &mut self,
        receipt: &Receipt,
        mut named: impl FnMut(Instant),
    ) -> Result<usize, NeverSent> {
        if receipt.epoch != self.epoch {
            return Ok(0);
        }
        let seq = receipt.highest();
        if seq > self.highest_sent {
            return Err(NeverSent { seq, highest_sent: self.highest_sent });
        }
        let before = self.events.len();
        let mut drop_held = |held: &Held| {
            if let Some(first_sent) = held.first_sent {
                named(first_sent);
            }
        };
        while let Some(held) = self.events.pop_front_if(|held| held.seq <= receipt.contiguous) {
            drop_held(&held);
            self.under_way = self.under_way.saturating_sub(1);
        }
        if receipt.is_beyond_a_gap() {
            let (mut position, mut still_under_way) = (0, 0);
            self.events.retain(|held| {
                let keep = !receipt.names(held.seq);
                if !keep {
                    drop_held(held);
                } else if position < self.under_way {
                    still_under_way += 1;
                }
                position += 1;
                keep
            });
            self.under_way = still_under_way;
        }
        Ok(before - self.events.len())
    }
}

fn begin(message: &mut BytesMut, epoch: Epoch, released: u64) {
    // Writing into a buffer in memory cannot fail.
    let _ = write!(message, r#"{{"epoch":"{epoch}","next":{},"events":["#, released + 1);
}
