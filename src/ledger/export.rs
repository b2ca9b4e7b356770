//! The ledger as lines, in the order of terminal name, epoch and seq, read in pages: memory stays the same however long
//! the ledger is, and a page is found by its key however deep it lies.

use crate::db::{Db, row};
use crate::terminals;
use chrono::{DateTime, SecondsFormat, Utc};
use contract::{Epoch, TerminalName};
use serde::{Serialize, Serializer};
use std::collections::VecDeque;

/// Rows of one page.
const PAGE: i64 = 2_000;

/// One event of the ledger, as the export writes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LedgerLine {
    /// `<site>/<terminal>`.
    #[serde(serialize_with = "as_text")]
    pub terminal: TerminalName,
    /// The spool's incarnation.
    pub epoch: Epoch,
    /// The number within the epoch.
    pub seq: u64,
    /// What happened.
    pub kind: String,
    /// The task a count names.
    pub task: Option<String>,
    /// Pieces.
    pub qty: Option<i64>,
    /// Of a reject, a pause or a correction.
    pub reason: Option<String>,
    /// The terminal's clock.
    #[serde(serialize_with = "to_the_millisecond")]
    pub at: DateTime<Utc>,
    /// The service's clock.
    #[serde(serialize_with = "to_the_microsecond")]
    pub received_at: DateTime<Utc>,
    /// `counted` or `quarantined`.
    pub outcome: String,
    /// Why it waits in quarantine.
    pub why: Option<String>,
    /// The fingerprint taken at intake ([`contract::Event::hash`]); not exported.
    #[serde(skip)]
    pub hash: i64,
}

fn as_text<S: Serializer>(name: &TerminalName, s: S) -> Result<S::Ok, S::Error> {
    s.collect_str(name)
}

fn to_the_millisecond<S: Serializer>(at: &DateTime<Utc>, s: S) -> Result<S::Ok, S::Error> {
    s.serialize_str(&at.to_rfc3339_opts(SecondsFormat::Millis, true))
}

fn to_the_microsecond<S: Serializer>(at: &DateTime<Utc>, s: S) -> Result<S::Ok, S::Error> {
    s.serialize_str(&at.to_rfc3339_opts(SecondsFormat::Micros, true))
}

row! {
    struct Row {
        seq: i64,
        kind: String,
        task: Option<String>,
        qty: Option<i64>,
        reason: Option<String>,
        at: i64,
        received_at: i64,
        outcome: String,
        why: Option<String>,
        hash: i64,
    }
}

/// Reads the ledger page by page.
pub struct Export {
    db: Db,
    terminals: VecDeque<(TerminalName, i64)>,
    epochs: VecDeque<i64>,
    after: i64,
}

impl Export {
    /// Of one terminal (`None` of the list when it is not known), or of all.
    pub async fn new(db: &Db, terminal: Option<&TerminalName>) -> sqlx::Result<Option<Self>> {
        let mut terminals: Vec<_> = terminals::numbers(db)
            .await?
            .into_iter()
            .filter(|(name, _)| terminal.is_none_or(|t| t == name))
            .collect();
        if terminal.is_some() && terminals.is_empty() {
            return Ok(None);
        }
        // By the text that is exported: '-' sorts before '/', so site and name apart would give another order.
        terminals.sort_by_cached_key(|(name, _)| name.to_string());
        let mut export =
            Self { db: db.clone(), terminals: terminals.into(), epochs: VecDeque::new(), after: 0 };
        export.find_epochs().await?;
        Ok(Some(export))
    }

    /// The next lines; empty at the end.
    pub async fn page(&mut self) -> sqlx::Result<Vec<LedgerLine>> {
        while let Some((terminal, no)) = self.terminals.front().cloned() {
            while let Some(epoch) = self.epochs.front().copied() {
                let rows: Vec<Row> = self
                    .db
                    .all(
                        "select seq, kind, task, qty, reason, at, received_at, outcome, why, hash
                           from ledger
                          where terminal = $1 and epoch = $2 and seq > $3
                          order by seq limit $4",
                        &[&no, &epoch, &self.after, &PAGE],
                    )
                    .await?;
                if let Some(last) = rows.last() {
                    self.after = last.seq;
                    return rows.into_iter().map(|row| line(&terminal, epoch, row)).collect();
                }
                self.epochs.pop_front();
                self.after = 0;
            }
            self.terminals.pop_front();
            self.find_epochs().await?;
        }
        Ok(Vec::new())
    }

    /// Epochs are unsigned and kept in a signed column: their order as text is that of the unsigned numbers.
    async fn find_epochs(&mut self) -> sqlx::Result<()> {
        if let Some((_, no)) = self.terminals.front() {
            let mut epochs = epochs(&self.db, *no).await?;
            epochs.sort_unstable_by_key(|epoch| epoch.cast_unsigned());
            self.epochs = epochs.into();
        }
        Ok(())
    }
}

/// The epochs of a terminal, each found by one step through the ledger's key.
async fn epochs(db: &Db, terminal: i64) -> sqlx::Result<Vec<i64>> {
    let mut found = Vec::new();
    let (mut next,): (Option<i64>,) =
        db.one("select min(epoch) from ledger where terminal = $1", &[&terminal]).await?;
    while let Some(epoch) = next {
        found.push(epoch);
        (next,) = db
            .one(
                "select min(epoch) from ledger where terminal = $1 and epoch > $2",
                &[&terminal, &epoch],
            )
            .await?;
    }
    Ok(found)
}

/// Every epoch the ledger holds of a terminal.
pub async fn epochs_of(db: &Db, terminal: &TerminalName) -> sqlx::Result<Vec<Epoch>> {
    let no = terminals::number(&mut db.reading().await?, terminal).await?;
    let Some(no) = no else { return Ok(Vec::new()) };
    Ok(epochs(db, no).await?.into_iter().map(|epoch| Epoch(epoch.cast_unsigned())).collect())
}

fn line(terminal: &TerminalName, epoch: i64, row: Row) -> sqlx::Result<LedgerLine> {
    let time = |micros: i64| {
        DateTime::from_timestamp_micros(micros)
            .ok_or_else(|| sqlx::Error::Decode(format!("{micros} is no time").into()))
    };
    Ok(LedgerLine {
        terminal: terminal.clone(),
        epoch: Epoch(epoch.cast_unsigned()),
        seq: row.seq.cast_unsigned(),
        kind: row.kind,
        task: row.task,
        qty: row.qty,
        reason: row.reason,
        at: time(row.at)?,
        received_at: time(row.received_at)?,
        outcome: row.outcome,
        why: row.why,
        hash: row.hash,
    })
}
