//! What a person says, appended to the ledger as an event of the site's office.

use crate::db::Tx;
use crate::ledger::{self, Entry, EntryKind, EventKey};
use crate::output::stale::mark_stale;
use crate::terminals;
use chrono::{DateTime, NaiveDate, Utc};

/// What a person says, as an event of the site's office.
pub(super) struct Saying<'a> {
    pub(super) site: &'a str,
    pub(super) station: &'a str,
    /// The production day it is about.
    pub(super) day: NaiveDate,
    pub(super) at: DateTime<Utc>,
    pub(super) kind: EntryKind,
    pub(super) task: Option<String>,
    pub(super) qty: Option<i64>,
    pub(super) reason: Option<String>,
    /// Who came or left.
    pub(super) worker: Option<String>,
    /// The event that it corrects, or for which it is booked.
    pub(super) of: Option<EventKey>,
    /// What else belongs to it, such as who said it.
    pub(super) extra: serde_json::Value,
    pub(super) now: DateTime<Utc>,
}

/// Appends it to the ledger and says that the station day must be folded again; gives its epoch and seq.
pub(super) async fn append(tx: &mut Tx, saying: Saying<'_>) -> sqlx::Result<(i64, i64)> {
    let terminal = terminals::hold_office(tx, saying.site, saying.now).await?;
    let (epoch, seq) = terminals::next_office_seq(tx, terminal, saying.now).await?;
    let extra = saying.extra.to_string();
    let entry = Entry {
        key: EventKey { terminal, epoch, seq },
        kind: saying.kind,
        station: saying.station.into(),
        day: saying.day,
        task: saying.task.map(Into::into),
        qty: saying.qty,
        reason: saying.reason.map(Into::into),
        worker: saying.worker.map(Into::into),
        of: saying.of,
        at: saying.at.timestamp_micros(),
        received_at: saying.now.timestamp_micros(),
        why: None,
        // Nobody sends it again, so there is nothing to compare it with; its place in the office's epoch is enough.
        hash: seq,
        extra: Some(extra),
    };
    let mut changes_from = entry.at;
    if entry.kind == EntryKind::Correct
        && let Some(of) = entry.of
        && let Some(place) = ledger::place(tx, of).await?
    {
        changes_from = place.at;
    }
    ledger::insert(tx, &[entry]).await?;
    mark_stale(tx, saying.station, saying.day, changes_from).await?;
    Ok((epoch, seq))
}
