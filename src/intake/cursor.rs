//! How far an epoch of a terminal is received: the receipt's `contiguous` and `beyond`, and the gap between them.

use super::runs::Runs;
use crate::db::Tx;
use crate::ledger;
use crate::quarantine;
use crate::terminals;
use chrono::{DateTime, Utc};
use contract::receipt::{Quarantined, Run};
use contract::{Epoch, Receipt};
use std::collections::BTreeSet;

/// The cursor of one epoch.
#[derive(Clone, Debug, PartialEq)]
pub struct Cursor {
    epoch: Epoch,
    contiguous: i64,
    beyond: Runs,
    highest: i64,
    next: i64,
    quarantined: Vec<Quarantined>,
    /// Something came to or went from quarantine since the list was read.
    is_outdated: bool,
}

impl Cursor {
    /// Begins one, of an epoch of which nothing came yet.
    pub fn begin(epoch: Epoch) -> Self {
        Self {
            epoch,
            contiguous: 0,
            beyond: Runs::default(),
            highest: 0,
            next: 1,
            quarantined: Vec::new(),
            is_outdated: false,
        }
    }

    /// Reads it, or begins one.
    pub async fn load(tx: &mut Tx, terminal: i64, epoch: Epoch) -> sqlx::Result<Self> {
        let bits = epoch.0.cast_signed();
        let row = terminals::cursor(tx, terminal, bits).await?;
        let Some((contiguous, highest, next)) = row else { return Ok(Self::begin(epoch)) };
        let beyond = if highest > contiguous {
            Runs::of(ledger::beyond(tx, terminal, bits, contiguous).await?)
        } else {
            Runs::default()
        };
        let mut cursor = Self {
            epoch,
            contiguous,
            beyond,
            highest,
            next,
            quarantined: Vec::new(),
            is_outdated: true,
        };
        cursor.read_quarantined(tx, terminal).await?;
        Ok(cursor)
    }

    /// Reads what waits for a person, if that can have changed since it was read.
    pub async fn read_quarantined(&mut self, tx: &mut Tx, terminal: i64) -> sqlx::Result<()> {
        if self.is_outdated {
            let waiting = quarantine::waiting(tx, terminal, self.epoch).await?;
            self.quarantined = waiting
                .into_iter()
                .map(|(seq, why)| Quarantined { seq: seq.cast_unsigned(), why })
                .collect();
            self.is_outdated = false;
        }
        Ok(())
    }

    /// Takes note that persons decided about things in quarantine.
    pub fn hear_of_decisions(&mut self) {
        self.is_outdated |= !self.quarantined.is_empty();
    }

    /// Takes note that the running transaction puts an event of this epoch into quarantine.
    pub fn hear_of_quarantine(&mut self) {
        self.is_outdated = true;
    }

    /// True when the ledger holds this seq.
    pub fn holds(&self, seq: i64) -> bool {
        seq <= self.contiguous || self.beyond.contains(seq)
    }

    /// The highest seq the ledger holds.
    pub fn highest(&self) -> i64 {
        self.highest
    }

    /// Takes note of a seq that the running transaction stores. Must not be one it holds.
    pub fn add(&mut self, seq: i64) {
        self.highest = self.highest.max(seq);
        if seq == self.contiguous + 1 {
            self.contiguous = self.beyond.take_run(seq + 1).unwrap_or(seq);
        } else {
            self.beyond.add(seq);
        }
    }

    /// Takes note of what the terminal says its next number is. True when that is below what is stored: the terminal lost
    /// its spool and counts the same epoch again, which it must not.
    pub fn hear_next(&mut self, next: i64) -> bool {
        let is_behind = next <= self.highest;
        // An old message that comes again must not hide what is missing.
        self.next = self.next.max(next);
        is_behind
    }

    /// How many events below the terminal's next number are not stored.
    pub fn missing(&self) -> i64 {
        (self.next - 1).max(self.highest) - self.contiguous - self.beyond.len()
    }

    /// The values of its row: epoch, contiguous, highest, beyond, next.
    pub fn row(&self) -> [i64; 5] {
        [self.epoch.0.cast_signed(), self.contiguous, self.highest, self.beyond.len(), self.next]
    }

    /// The promise, in answer to a message that held the events `answered`.
    pub fn receipt(
        &self,
        now: DateTime<Utc>,
        answered: impl DoubleEndedIterator<Item = i64>,
    ) -> Receipt {
        let beyond = self.beyond_named(answered);
        // An older terminal knows no ranges, and a short receipt needs none.
        let mut ranges = Vec::new();
        if i64::try_from(beyond.len()).is_ok_and(|named| named < self.beyond.len()) {
            ranges.extend(
                self.beyond
                    .descending()
                    .take(Receipt::MAX_RANGES)
                    .map(|(from, to)| Run { from: from.cast_unsigned(), to: to.cast_unsigned() }),
            );
            ranges.reverse();
        }
        Receipt {
            epoch: self.epoch,
            contiguous: self.contiguous.cast_unsigned(),
            beyond: beyond.into_iter().map(i64::cast_unsigned).collect(),
            ranges,
            quarantined: self.quarantined.clone(),
            time: now,
        }
    }

    /// What is answered comes first: a terminal that sends again what no receipt named must be told of just that, else it
    /// would do so for ever. Then the latest, as far as there is room.
    fn beyond_named(&self, answered: impl DoubleEndedIterator<Item = i64>) -> BTreeSet<i64> {
        let answered = answered.rev().filter(|seq| self.beyond.contains(*seq));
        let mut named: BTreeSet<i64> = answered.take(Receipt::MAX_BEYOND).collect();
        for seq in self.beyond.descending().flat_map(|(from, to)| (from..=to).rev()) {
            if named.len() >= Receipt::MAX_BEYOND {
                break;
            }
            named.insert(seq);
        }
        named
    }
}
