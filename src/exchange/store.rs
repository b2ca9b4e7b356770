//! Storing only what changed.

use super::Record;
use crate::db::Tx;
use crate::floor::plan::{self, Assignment, Seat, SeatKey};
use crate::ledger;
use crate::output::stale::mark_days_stale;
use chrono::NaiveDate;
use std::collections::HashMap;

/// What happened to the records of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Changes {
    /// Name of the file.
    pub file: &'static str,
    /// Records that were not there.
    pub new: usize,
    /// Records that were there and differed.
    pub changed: usize,
    /// Records that were there and are the same.
    pub same: usize,
}

/// Wanted records against those that are there.
pub(super) struct Diff<'a, T> {
    pub(super) new: Vec<&'a T>,
    pub(super) changed: Vec<&'a T>,
    same: usize,
}

impl<'a, T: Record> Diff<'a, T> {
    /// What must be stored.
    pub(super) fn rows(&self) -> Vec<&'a T> {
        self.new.iter().chain(&self.changed).copied().collect()
    }

    pub(super) fn changes(&self) -> Changes {
        Changes { file: T::FILE, new: self.new.len(), changed: self.changed.len(), same: self.same }
    }
}

pub(super) fn diff<'a, T: Record>(had: &[T], wanted: &'a [T]) -> Diff<'a, T> {
    let mut diff = Diff { new: Vec::new(), changed: Vec::new(), same: 0 };
    if wanted.is_empty() {
        return diff;
    }
    let had: HashMap<Vec<String>, &T> = had.iter().map(|record| (record.key(), record)).collect();
    for record in wanted {
        match had.get(&record.key()) {
            None => diff.new.push(record),
            Some(old) if *old == record => diff.same += 1,
            Some(_) => diff.changed.push(record),
        }
    }
    diff
}

/// Stores the plan by seat: the lines of a station and day part say the whole of it, so a person who is no longer among
/// them no longer sits there. A line without task and worker clears the seat. Counts are of seats.
pub(super) async fn plan(
    tx: &mut Tx,
    had: &[Assignment],
    wanted: &[Assignment],
) -> sqlx::Result<Changes> {
    let (had, wanted) = (plan::seats(had), plan::seats(wanted));
    let nothing = Seat::default();
    let (mut new, mut changed): (Vec<(&SeatKey, &Seat)>, Vec<_>) = (Vec::new(), Vec::new());
    let mut same = 0;
    let mut known = KnownDays::default();
    for (key, seat) in &wanted {
        let old = had.get(key).unwrap_or(&nothing);
        if old == seat {
            same += 1;
            continue;
        }
        if old.task != seat.task {
            known.mark_stale(tx, &key.2, key.0).await?;
        }
        if old.is_empty() { new.push((key, seat)) } else { changed.push((key, seat)) }
    }
    plan::store(tx, &new, &changed).await?;
    Ok(Changes { file: Assignment::FILE, new: new.len(), changed: changed.len(), same })
}

/// The last day of which anything is known, by station. A plan is mostly of days to come, and there is nothing to fold again
/// in them.
#[derive(Default)]
struct KnownDays<'a>(HashMap<&'a str, Option<NaiveDate>>);

impl<'a> KnownDays<'a> {
    /// Says that counts are to be folded again, because another task is planned: counts that name no task are of the planned
    /// one, and a station goes on with what it was making, so the days up to the next one with a plan may change too.
    async fn mark_stale(
        &mut self,
        tx: &mut Tx,
        station: &'a str,
        day: NaiveDate,
    ) -> sqlx::Result<()> {
        let last = match self.0.get(station) {
            Some(last) => *last,
            None => ledger::last_day(tx, station).await?,
        };
        self.0.insert(station, last);
        if last.is_none_or(|last| last < day) {
            return Ok(());
        }
        let until = plan::next_planned(tx, station, day).await?;
        let days = ledger::days(tx, station, day, until).await?;
        mark_days_stale(tx, station, &days).await
    }
}
