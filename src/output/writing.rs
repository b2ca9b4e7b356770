//! What a batch changed, written: tallies, what stations look like now, and snapshots, in the transaction of its events.

use super::fold::State;
use super::folder::{Context, DayKey, Folder, Kept};
use super::snapshot;
use super::store::{self, Line, NowLine};
use super::window::LiveDay;
use crate::db::Tx;
use crate::fault;
use crate::ledger::Name;
use chrono::{DateTime, NaiveDate, Utc};

/// Snapshots that an idle desk writes in one batch.
const SNAPSHOTS: usize = 100;

/// What was last written of a station's live state; it is written again when a person would see a difference.
#[derive(PartialEq)]
pub(super) struct Shown {
    day: NaiveDate,
    state: State,
    since: Option<i64>,
    task: Option<Name>,
    people: Vec<Name>,
    help_since: Option<i64>,
    last_minute: Option<i64>,
}

impl Folder {
    pub(super) async fn write_tallies(&mut self, tx: &mut Tx) -> sqlx::Result<()> {
        let mut changed = Vec::new();
        for key in self.touched.union(&self.rewritten) {
            let kept = self.days.get_mut(key).expect("changed days are kept");
            let of_day = kept.day.take_changed();
            if !self.rewritten.contains(key) {
                changed.push((key, of_day));
            }
        }
        let mut lines = Vec::new();
        for key in &self.rewritten {
            store::clear(tx, &key.0, key.1).await?;
            lines.extend(store::lines(key, self.days[key].day.tallies()));
        }
        for (key, of_day) in changed {
            lines.extend(of_day.into_iter().map(|(tally, counts)| Line {
                station: &key.0,
                day: key.1,
                key: tally,
                counts,
            }));
        }
        store::write(tx, &lines).await
    }

    pub(super) async fn write_states(
        &mut self,
        tx: &mut Tx,
        context: &mut impl Context,
        now: DateTime<Utc>,
    ) -> sqlx::Result<()> {
        let mut states = Vec::new();
        for key in self.touched.union(&self.rewritten) {
            let day = &self.days[key].day;
            // A day that is only planned so far says nothing about now.
            if day.now().last_event.is_none() {
                continue;
            }
            // Nor does tomorrow, of which a clock that runs ahead may report already.
            if key.1 > context.day_at(tx, &key.0, now).await? {
                continue;
            }
            let shown = Shown::of(key.1, day);
            let before = self.shown.get(&key.0);
            if before.is_none_or(|before| *before != shown && before.day <= shown.day) {
                self.shown.insert(key.0.clone(), shown);
                states.push(NowLine { station: &key.0, day: key.1, now: day.now() });
            }
        }
        // Two days of one station in one batch: only the later one may be written, one statement takes one row a station.
        states.sort_by(|a, b| (a.station, b.day).cmp(&(b.station, a.day)));
        states.dedup_by(|later, earlier| later.station == earlier.station);
        store::write_now(tx, &states).await
    }

    /// A day has a snapshot every so many events; a desk that has time writes those of the others that went on.
    pub(super) async fn write_snapshots(&mut self, tx: &mut Tx) -> sqlx::Result<()> {
        let every = self.measures.every;
        let is_idle = !self.busy && self.touched.is_empty() && self.rewritten.is_empty();
        let is_due = |kept: &Kept| {
            let events = kept.day.base().events();
            events / every > kept.snapshot / every || (is_idle && events > kept.snapshot)
        };
        let due = |key: &&DayKey| self.days.get(*key).is_some_and(is_due);
        let due: Vec<DayKey> = if is_idle {
            self.unkept.iter().filter(due).take(SNAPSHOTS).cloned().collect()
        } else {
            self.touched.union(&self.rewritten).filter(due).cloned().collect()
        };
        if due.is_empty() {
            return Ok(());
        }
        fault::point("between_tally_and_snapshot");
        let rows: Vec<snapshot::Row<'_>> = due
            .iter()
            .map(|key| snapshot::Row {
                station: &key.0,
                day: key.1,
                state: self.days[key].day.base(),
            })
            .collect();
        snapshot::write(tx, &rows, every).await?;
        for key in due {
            self.unkept.remove(&key);
            if let Some(kept) = self.days.get_mut(&key) {
                kept.snapshot = kept.day.base().events();
            }
        }
        Ok(())
    }
}

impl Shown {
    fn of(key: NaiveDate, day: &LiveDay) -> Self {
        let now = day.now();
        Self {
            day: key,
            state: now.state,
            since: now.since,
            people: now.people.to_vec(),
            help_since: now.help_since,
            last_minute: now.last_event.map(|at| at / 60_000_000),
            task: now.task,
        }
    }
}
