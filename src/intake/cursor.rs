//! How far an epoch of a terminal is received: the receipt's `contiguous` and `beyond`, and the gap between them.

use super::ledger;
use crate::db::{Db, Tx};
use chrono::{DateTime, Utc};
use contract::receipt::Quarantined;
use contract::{Epoch, Receipt, Why};
use std::collections::BTreeSet;

/// The cursor of one epoch.
#[derive(Clone, Debug)]
pub struct Cursor {
    epoch: Epoch,
    contiguous: i64,
    beyond: BTreeSet<i64>,
    highest: i64,
    next: i64,
    quarantined: Vec<Quarantined>,
}

impl Cursor {
    /// Reads it, or begins one.
    pub async fn load(tx: &mut Tx, terminal: i64, epoch: Epoch) -> sqlx::Result<Self> {
        let bits = epoch.0.cast_signed();
        let row: Option<(i64, i64, i64)> = tx
            .maybe(
                "select contiguous, highest, next from terminal_cursor where terminal_no = $1 and epoch = $2",
                &[&terminal, &bits],
            )
            .await?;
        let Some((contiguous, highest, next)) = row else {
            return Ok(Self {
                epoch,
                contiguous: 0,
                beyond: BTreeSet::new(),
                highest: 0,
                next: 1,
                quarantined: vec![],
            });
        };
        let beyond = if highest > contiguous {
            ledger::beyond(tx, terminal, bits, contiguous).await?.into_iter().collect()
        } else {
            BTreeSet::new()
        };
        let mut quarantined: Vec<(i64, String)> = tx
            .all(
                "select seq, why from quarantine
                  where terminal_no = $1 and epoch = $2 and seq is not null order by seq desc limit 64",
                &[&terminal, &bits],
            )
            .await?;
        quarantined.reverse();
        let quarantined = quarantined
            .into_iter()
            .map(|(seq, why)| Quarantined { seq: seq.cast_unsigned(), why })
            .collect();
        Ok(Self { epoch, contiguous, beyond, highest, next, quarantined })
    }

    /// True when the ledger holds this seq.
    pub fn holds(&self, seq: i64) -> bool {
        seq <= self.contiguous || self.beyond.contains(&seq)
    }

    /// The highest seq the ledger holds.
    pub fn highest(&self) -> i64 {
        self.highest
    }

    /// Takes note of a seq that the running transaction stores. Must not be one it holds.
    pub fn add(&mut self, seq: i64) {
        self.highest = self.highest.max(seq);
        if seq == self.contiguous + 1 {
            self.contiguous = seq;
            while self.beyond.remove(&(self.contiguous + 1)) {
                self.contiguous += 1;
            }
        } else {
            self.beyond.insert(seq);
        }
    }

    /// Takes note of an event that was stored but not counted.
    pub fn quarantine(&mut self, seq: i64, why: Why) {
        if self.quarantined.len() == Receipt::MAX_QUARANTINED {
            self.quarantined.remove(0);
        }
        self.quarantined.push(Quarantined { seq: seq.cast_unsigned(), why: why.word().to_owned() });
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
        (self.next - 1).max(self.highest) - self.contiguous - self.beyond_len()
    }

    fn beyond_len(&self) -> i64 {
        i64::try_from(self.beyond.len()).unwrap_or(i64::MAX)
    }

    /// The values of its row: epoch, contiguous, highest, beyond, next.
    pub fn row(&self) -> [i64; 5] {
        [self.epoch.0.cast_signed(), self.contiguous, self.highest, self.beyond_len(), self.next]
    }

    /// The promise.
    pub fn receipt(&self, now: DateTime<Utc>) -> Receipt {
        // Of very many the latest: the older ones were named by the receipts before.
        let older = self.beyond.len().saturating_sub(Receipt::MAX_BEYOND);
        Receipt {
            epoch: self.epoch,
            contiguous: self.contiguous.cast_unsigned(),
            beyond: self.beyond.iter().skip(older).map(|seq| seq.cast_unsigned()).collect(),
            quarantined: self.quarantined.clone(),
            time: now,
        }
    }
}

/// Writes cursors: rows of terminal number and [`Cursor::row`].
pub async fn save(tx: &mut Tx, rows: &[(i64, [i64; 5])], now: DateTime<Utc>) -> sqlx::Result<()> {
    let values: Vec<[&dyn crate::db::Value; 7]> = rows
        .iter()
        .map(|(terminal, row)| {
            let values: [&dyn crate::db::Value; 7] =
                [terminal, &row[0], &row[1], &row[2], &row[3], &row[4], &now];
            values
        })
        .collect();
    tx.insert_many(
        "insert into terminal_cursor (terminal_no, epoch, contiguous, highest, beyond, next, updated_at)",
        "on conflict (terminal_no, epoch) do update
         set contiguous = excluded.contiguous, highest = excluded.highest, beyond = excluded.beyond,
             next = excluded.next, updated_at = excluded.updated_at",
        &values,
    )
    .await
}

/// The epoch a terminal used last, for the receipt a new subscriber gets at once.
pub async fn latest(db: &Db, terminal: i64) -> sqlx::Result<Option<Epoch>> {
    let row: Option<(i64,)> = db
        .maybe(
            "select epoch from terminal_cursor where terminal_no = $1 order by updated_at desc, epoch limit 1",
            &[&terminal],
        )
        .await?;
    Ok(row.map(|(epoch,)| Epoch(epoch.cast_unsigned())))
}
