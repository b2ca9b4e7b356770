//! Station days whose tallies are behind: opened on a busy desk, or changed in the past. Their events are in the ledger and
//! promised, a row in `stale_day` keeps them from being forgotten, and their stations' pages say so.
//!
//! What is little is read by the desk, so much in a batch; what is long goes to [`super::beside`], one day at a time.

use super::beside::{Job, Running, Standing};
use super::fold::StationDay;
use super::folder::{Context, DayKey, Folder};
use super::stale::{self, NOTHING, Stale};
use super::{snapshot, store};
use crate::db::Tx;
use crate::ledger::{self, Fact, What};
use chrono::{DateTime, Utc};
use std::collections::HashSet;
use std::time::Instant;

/// A busy desk, and a day that changed again meanwhile, are left alone for so many times as long as a job took.
const REST: u32 = 4;

/// A station day that is behind.
#[derive(Clone, Copy, Debug)]
pub(super) struct Behind {
    /// Since when, to take the longest waiting first.
    since: Instant,
    /// It is too long for the desk.
    is_long: bool,
    /// Which saying of it in `stale_day` is known; `None` when none is there yet.
    mark: Option<i64>,
    /// No snapshot holds anything of after this instant, in microseconds since 1970.
    newest: i64,
}

impl Default for Behind {
    fn default() -> Self {
        Self { since: Instant::now(), is_long: false, mark: None, newest: i64::MAX }
    }
}

impl Behind {
    /// One that was too much for a batch; without a place beside the desk, a later batch that has time takes it.
    pub(super) fn too_much(is_for_beside: bool) -> Self {
        Self { is_long: is_for_beside, ..Self::default() }
    }
}

impl Folder {
    /// Hears which days of the sites that are led are said to be behind. Another one that was known is no more: its site is led
    /// by another process, or somebody worked it off.
    pub(crate) async fn hear(
        &mut self,
        tx: &mut Tx,
        said: Vec<(DayKey, Stale)>,
    ) -> sqlx::Result<()> {
        let all: HashSet<&DayKey> = said.iter().map(|(key, _)| key).collect();
        self.behind.retain(|key, _| all.contains(key));
        if self.running.as_ref().is_some_and(|running| !all.contains(&running.key)) {
            self.running = None;
        }
        for (key, stale) in said {
            if self.behind.get(&key).is_some_and(|behind| behind.mark == Some(stale.mark)) {
                continue;
            }
            self.disturb(tx, &key, stale.from_at).await?;
            if let Some(behind) = self.behind.get_mut(&key) {
                behind.mark = Some(stale.mark);
            }
        }
        Ok(())
    }

    /// Something of this instant or later is otherwise than the day was folded: what holds it is given up.
    pub(super) async fn disturb(&mut self, tx: &mut Tx, key: &DayKey, at: i64) -> sqlx::Result<()> {
        self.let_go(key);
        if let Some(running) = self.running.as_mut().filter(|running| running.key == *key) {
            running.disturb(at);
        }
        let behind = self.behind.entry(key.clone()).or_default();
        if at != NOTHING && at <= behind.newest {
            behind.newest = at - 1;
            snapshot::drop_from(tx, &key.0, key.1, at).await?;
        }
        Ok(())
    }

    /// A call for help does not wait until its day is folded.
    pub(super) async fn call_for_help(
        &mut self,
        tx: &mut Tx,
        context: &mut impl Context,
        (key, said): (&DayKey, &[Fact]),
        now: DateTime<Utc>,
    ) -> sqlx::Result<()> {
        let about_help = |fact: &&Fact| matches!(fact.what, What::Help | What::HelpDone);
        let Some(last) = said.iter().filter(about_help).max_by_key(|fact| fact.moment) else {
            return Ok(());
        };
        let at = DateTime::from_timestamp_micros(last.moment.at);
        if key.1 > context.day_at(tx, &key.0, now).await? {
            return Ok(());
        }
        let since = at.filter(|_| last.what == What::Help);
        self.forget_shown(&key.0);
        store::write_help(tx, (&key.0, key.1), at, since).await
    }

    /// Reads on what is behind and short, the longest waiting first, as far as this batch may.
    pub(super) async fn catch_up(
        &mut self,
        tx: &mut Tx,
        context: &mut impl Context,
    ) -> sqlx::Result<()> {
        let mut short: Vec<(Instant, DayKey)> = self
            .behind
            .iter()
            .filter(|(_, behind)| !behind.is_long)
            .map(|(key, behind)| (behind.since, key.clone()))
            .collect();
        short.sort_unstable();
        for (_, key) in short {
            if !self.may_read() {
                break;
            }
            let behind = self.behind[&key];
            if behind.mark.is_some() {
                // Taken away before the ledger is read: what is said from then on is of what this does not see.
                let from = stale::take(tx, &key.0, key.1).await?;
                if let Some(from) = from.filter(|from| *from <= behind.newest) {
                    snapshot::drop_from(tx, &key.0, key.1, from).await?;
                }
            }
            if self.read_on(tx, context, &key).await? {
                self.behind.remove(&key);
                self.rewritten.insert(key);
            } else if let Some(behind) = self.behind.get_mut(&key) {
                (behind.is_long, behind.mark) = (self.beside.is_some(), None);
            }
        }
        Ok(())
    }

    /// Stores what a job brought, as far as it still holds.
    pub(super) async fn land(&mut self, tx: &mut Tx) -> sqlx::Result<()> {
        let Some(mut running) = self.running.take() else { return Ok(()) };
        let states = match running.standing() {
            Standing::AtWork => {
                self.running = Some(running);
                return Ok(());
            }
            Standing::Done(states) => states,
            Standing::Failed => Vec::new(),
        };
        let key = &running.key;
        let holds = |state: &&StationDay| {
            state.last().is_none_or(|last| running.disturbed.is_none_or(|from| last.at < from))
        };
        let rows: Vec<snapshot::Row<'_>> = states
            .iter()
            .filter(holds)
            .map(|state| snapshot::Row { station: &key.0, day: key.1, state })
            .collect();
        snapshot::write(tx, &rows, self.measures.every).await?;
        if let Some(behind) = self.behind.get_mut(key) {
            behind.newest = i64::MAX;
            behind.is_long = states.is_empty();
            // Others that wait come first now.
            behind.since = Instant::now();
        }
        if running.disturbed.is_some()
            && let Some(as_of_then) = states.last()
        {
            // At a station where something always comes in late, figures of a moment ago are better than none.
            store::clear(tx, &key.0, key.1).await?;
            let lines: Vec<_> = store::lines(key, as_of_then.tallies()).collect();
            store::write(tx, &lines).await?;
        }
        if self.busy || running.disturbed.is_some() || states.is_empty() {
            self.rested = Some(Instant::now() + running.took() * REST);
        }
        Ok(())
    }

    /// What is still behind is kept from being forgotten.
    pub(super) async fn mark_behind(&mut self, tx: &mut Tx) -> sqlx::Result<()> {
        for (key, behind) in &mut self.behind {
            if behind.mark.is_none() {
                behind.mark = Some(stale::mark_stale(tx, &key.0, key.1, NOTHING).await?);
            }
        }
        Ok(())
    }

    /// Thinks of the next job: it begins once this transaction is committed. From here on whatever changes up to the event it
    /// goes up to is taken note of.
    pub(super) async fn plan_job(
        &mut self,
        tx: &mut Tx,
        context: &mut impl Context,
    ) -> sqlx::Result<()> {
        if self.beside.is_none()
            || self.running.is_some()
            || self.rested.is_some_and(|from| Instant::now() < from)
        {
            return Ok(());
        }
        let long = self.behind.iter().filter(|(_, behind)| behind.is_long);
        let Some(key) = long.min_by_key(|(_, behind)| behind.since).map(|(key, _)| key.clone())
        else {
            return Ok(());
        };
        let (station, day) = (&key.0, key.1);
        let (attribution, plan) = context.of(tx, station, day).await?;
        let from = match snapshot::newest(tx, station, day, (attribution, &plan)).await? {
            Some(state) => state,
            None => StationDay::new(attribution, plan),
        };
        let Some(until) = ledger::last_moment(tx, station, day).await? else {
            if let Some(behind) = self.behind.get_mut(&key) {
                behind.is_long = false;
            }
            return Ok(());
        };
        let job = Job { key, from, until, every: self.measures.every };
        let (running, start) = Running::new(job);
        (self.running, self.start) = (Some(running), Some(start));
        Ok(())
    }

    /// Begins the job that was thought of; its transaction is committed.
    pub fn go_beside(&mut self) {
        if let (Some(beside), Some(start)) = (&self.beside, self.start.take()) {
            beside.begin(start);
        }
    }

    /// True when there is more to read for a desk that has time.
    pub fn is_behind(&self) -> bool {
        self.behind.values().any(|behind| !behind.is_long)
    }
}
