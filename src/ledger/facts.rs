//! A station's day as the fold reads it: counted events in order, with undos and corrections worked in.

use super::fact::{EventKey, Fact, Moment, What};
use super::kind::EntryKind;
use crate::db::{Tx, row};
use chrono::NaiveDate;
use contract::{Kind, PauseReason, RejectReason};
use std::collections::HashMap;

/// Of which part of a station's day.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    /// The station.
    pub station: &'a str,
    /// The production day.
    pub day: NaiveDate,
    /// What comes after this event; from the beginning without one.
    pub after: Option<Moment>,
    /// Up to and with this event; to the end without one.
    pub until: Option<Moment>,
}

/// Before and after everything that can happen.
const EVER: [i64; 2] = [i64::MIN, i64::MAX];

fn bounds(moment: Option<Moment>, without: i64) -> [i64; 4] {
    let all = |m: Moment| [m.at, m.key.terminal, m.key.epoch, m.key.seq];
    moment.map_or([without; 4], all)
}

/// Counted events of a station's day, with undos and corrections worked in, in the order of the fold: the first `most` of this
/// part. An undo takes back the event it names, and what was booked for that from quarantine, which names it too.
pub async fn facts(tx: &mut Tx, part: Part<'_>, most: i64) -> sqlx::Result<Facts> {
    let after = bounds(part.after, EVER[0]);
    let until = bounds(part.until, EVER[1]);
    let lines: Vec<Line> = tx
        .all(
            "select e.terminal, e.epoch, e.seq, e.kind, e.task, e.qty, e.reason, e.worker,
                    e.of_terminal, e.of_epoch, e.of_seq, e.at,
                    exists (select 1 from ledger u
                             where u.of_terminal = coalesce(e.of_terminal, e.terminal)
                               and u.of_epoch = coalesce(e.of_epoch, e.epoch) and u.of_seq = coalesce(e.of_seq, e.seq)
                               and u.of_seq is not null and u.kind = 'undo' and u.outcome = 'counted') as undone
               from ledger e
              where e.station = $1 and e.day = $2 and e.outcome = 'counted' and e.kind <> 'correct'
                and e.at >= $3 and (e.at, e.terminal, e.epoch, e.seq) > ($3, $4, $5, $6)
                and e.at <= $7 and (e.at, e.terminal, e.epoch, e.seq) <= ($7, $8, $9, $10)
              order by e.at, e.terminal, e.epoch, e.seq limit $11",
            &[
                &part.station, &part.day, &after[0], &after[1], &after[2], &after[3],
                &until[0], &until[1], &until[2], &until[3], &most,
            ],
        )
        .await?;
    let read = i64::try_from(lines.len()).unwrap_or(i64::MAX);
    let corrections = if lines.is_empty() {
        HashMap::new()
    } else {
        corrections(tx, part.station, part.day).await?
    };
    Ok(Facts { facts: worked_in(lines, &corrections), is_all: read < most, read })
}

/// What [`facts`] found.
#[derive(Debug)]
pub struct Facts {
    /// Events, in order.
    pub facts: Vec<Fact>,
    /// False when there may be more.
    pub is_all: bool,
    /// Rows read.
    pub read: i64,
}

/// Every event of a station's day.
pub async fn all_facts(tx: &mut Tx, station: &str, day: NaiveDate) -> sqlx::Result<Vec<Fact>> {
    Ok(facts(tx, Part { station, day, after: None, until: None }, i64::MAX).await?.facts)
}

/// The last counted event of a station's day.
pub async fn last_moment(
    tx: &mut Tx,
    station: &str,
    day: NaiveDate,
) -> sqlx::Result<Option<Moment>> {
    let row: Option<(i64, i64, i64, i64)> = tx
        .maybe(
            "select at, terminal, epoch, seq from ledger
              where station = $1 and day = $2 and outcome = 'counted' and kind <> 'correct'
              order by at desc, terminal desc, epoch desc, seq desc limit 1",
            &[&station, &day],
        )
        .await?;
    Ok(row.map(|(at, terminal, epoch, seq)| Moment { at, key: EventKey { terminal, epoch, seq } }))
}

/// The corrections of a station's day by what they correct; the last one given holds. A correction stands with the station and
/// day of what it corrects.
async fn corrections(
    tx: &mut Tx,
    station: &str,
    day: NaiveDate,
) -> sqlx::Result<HashMap<EventKey, Correction>> {
    let rows: Vec<Correction> = tx
        .all(
            "select of_terminal, of_epoch, of_seq, task, qty from ledger
              where station = $1 and day = $2 and kind = 'correct' and outcome = 'counted'
              order by received_at, epoch, seq",
            &[&station, &day],
        )
        .await?;
    Ok(rows.into_iter().map(|row| (row.of(), row)).collect())
}

row! {
    struct Correction {
        of_terminal: i64,
        of_epoch: i64,
        of_seq: i64,
        task: Option<String>,
        qty: Option<i64>,
    }
}

impl Correction {
    fn of(&self) -> EventKey {
        EventKey { terminal: self.of_terminal, epoch: self.of_epoch, seq: self.of_seq }
    }
}

row! {
    struct Line {
        terminal: i64,
        epoch: i64,
        seq: i64,
        kind: String,
        task: Option<String>,
        qty: Option<i64>,
        reason: Option<String>,
        worker: Option<String>,
        of_terminal: Option<i64>,
        of_epoch: Option<i64>,
        of_seq: Option<i64>,
        at: i64,
        undone: bool,
    }
}

impl Line {
    fn key(&self) -> EventKey {
        EventKey { terminal: self.terminal, epoch: self.epoch, seq: self.seq }
    }

    fn of(&self) -> Option<EventKey> {
        Some(EventKey { terminal: self.of_terminal?, epoch: self.of_epoch?, seq: self.of_seq? })
    }
}

fn worked_in(lines: Vec<Line>, corrections: &HashMap<EventKey, Correction>) -> Vec<Fact> {
    lines
        .into_iter()
        .filter_map(|line| {
            let moment = Moment { at: line.at, key: line.key() };
            let correction = corrections.get(&moment.key);
            Some(Fact { moment, what: what(line, correction)? })
        })
        .collect()
}

fn what(line: Line, correction: Option<&Correction>) -> Option<What> {
    let of = line.of();
    let kind = match EntryKind::of(line.kind) {
        EntryKind::Event(kind) => kind,
        // A correction is worked in where it corrects; what nobody knows never counted.
        EntryKind::Correct | EntryKind::Unknown(_) => return None,
    };
    let count = |reject| What::Count {
        task: correction.and_then(|c| c.task.clone()).or(line.task).map(Into::into),
        qty: match correction.and_then(|c| c.qty) {
            Some(corrected) => corrected,
            None if line.undone => 0,
            None => line.qty.unwrap_or(0),
        },
        reject,
        corrected: correction.is_some(),
    };
    let reason = line.reason.as_deref();
    Some(match kind {
        Kind::Good => count(None),
        Kind::Reject => {
            let known = reason.and_then(RejectReason::from_word);
            count(Some(known.unwrap_or(RejectReason::Unknown)))
        }
        Kind::Undo => What::Undo { of: of? },
        Kind::SignOn => What::SignOn(line.worker?.into()),
        Kind::SignOff => What::SignOff(line.worker?.into()),
        Kind::Pause => What::Pause(PauseReason::from_word(reason?)?),
        Kind::Resume => What::Resume,
        Kind::Help => What::Help,
        Kind::HelpDone => What::HelpDone,
    })
}
