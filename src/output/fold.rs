//! The fold: one station's production day of events becomes tallies. Pure, and it cannot fail.
//!
//! [`StationDay::step`] takes the next event in order; [`StationDay::fold`] takes all of them and is what every other path comes
//! down to. A property test holds them equal under any order of arrival. What the state is after an event is all that is needed
//! to go on from there, so it can be kept ([`super::snapshot`]) and the events before it need not be read again.
//!
//! The rules, so that a figure can be explained at the table where it was made:
//! - Order is the terminal's time, then terminal, epoch and seq.
//! - The time between two events belongs to everybody signed on, and to the task of the count that ends it; without a
//!   count to the task last counted or planned, whichever is later. Time before any task is known goes to the first one.
//! - A break counts for nothing, other pauses as waiting by their reason. A count ends a pause. When the last person signs
//!   off, the pause ends too. With nobody signed on, waiting is the station's (not attributable).
//! - A sign-on without a sign-off lasts until the station's last event of the day, never beyond what was seen. A new day
//!   begins with nobody: who works across its boundary signs on again, or a person books it afterwards.
//! - Pieces are a person's only at an `individual` station with exactly one person signed on; else nobody's in particular.
//! - An undone or corrected count keeps its place in time; only its pieces (and, by correction, its task) change. A count that
//!   was booked from quarantine is undone by an undo of the event it stands for.

use super::tally::{Counts, TallyKey};
use crate::floor::places::Attribution;
use crate::ledger::{Fact, Moment, Name, What};
use contract::PauseReason;
use std::collections::{BTreeMap, BTreeSet};

/// What is planned at a station: from which instant (microseconds) which task, ascending.
pub type Plan = Vec<(i64, Name)>;

/// The fold's state: the tallies so far and what is needed to go on.
#[derive(Clone, Debug)]
pub struct StationDay {
    pub(super) attribution: Attribution,
    pub(super) plan: Plan,
    pub(super) last: Option<Moment>,
    /// Events folded in.
    pub(super) events: i64,
    /// In order of signing on.
    pub(super) present: Vec<Name>,
    pub(super) pause: Option<(PauseReason, i64)>,
    pub(super) working_since: Option<i64>,
    pub(super) help_since: Option<i64>,
    pub(super) counted_task: Option<(i64, Name)>,
    /// Time of which the task is not known yet, by worker.
    pub(super) untasked: BTreeMap<Name, Counts>,
    pub(super) tallies: BTreeMap<TallyKey, Counts>,
    changed: BTreeSet<TallyKey>,
}

/// The task of counts for which nothing was ever planned; it exists so that a count never vanishes.
pub const NO_TASK: &str = "-";

impl StationDay {
    /// A day on which nothing happened yet.
    pub fn new(attribution: Attribution, plan: Plan) -> Self {
        Self {
            attribution,
            plan,
            last: None,
            events: 0,
            present: Vec::new(),
            pause: None,
            working_since: None,
            help_since: None,
            counted_task: None,
            untasked: BTreeMap::new(),
            tallies: BTreeMap::new(),
            changed: BTreeSet::new(),
        }
    }

    /// Folds a whole day, in any order of `facts`.
    pub fn fold(attribution: Attribution, plan: Plan, mut facts: Vec<Fact>) -> Self {
        facts.sort_by_key(|fact| fact.moment);
        facts.dedup_by_key(|fact| fact.moment);
        let mut day = Self::new(attribution, plan);
        for fact in &facts {
            day.step(fact);
        }
        day
    }

    /// Takes the next event, which must come after the last one. What an undo takes back is 0 by then, wherever it stands: an
    /// undo is only an event in time here.
    pub fn step(&mut self, fact: &Fact) {
        let at = fact.moment.at;
        let counted = match &fact.what {
            What::Count { task, .. } => {
                Some(task.clone().or_else(|| self.planned(at)).unwrap_or_else(|| NO_TASK.into()))
            }
            _ => None,
        };
        self.pass_time_until(at, counted.as_ref());
        match &fact.what {
            What::Count { qty, reject, .. } => {
                let task = counted.expect("a count has a task");
                self.pause = None;
                self.working_since.get_or_insert(at);
                let worker = match (self.attribution, self.present.as_slice()) {
                    (Attribution::Individual, [one]) => one.clone(),
                    _ => "".into(),
                };
                let key = TallyKey { task: task.clone(), worker };
                self.tally(key).add_pieces(*reject, *qty);
                self.counted_task = Some((at, task));
            }
            What::SignOn(worker) => {
                if !self.present.contains(worker) {
                    self.present.push(worker.clone());
                }
                self.working_since.get_or_insert(at);
            }
            What::SignOff(worker) => {
                self.present.retain(|present| present != worker);
                if self.present.is_empty() {
                    self.pause = None;
                    self.working_since = None;
                }
            }
            What::Pause(reason) => {
                if self.pause.is_none_or(|(now, _)| now != *reason) {
                    self.pause = Some((*reason, at));
                }
                self.working_since = None;
            }
            What::Resume => {
                if self.pause.take().is_some() || self.working_since.is_none() {
                    self.working_since = Some(at);
                }
            }
            What::Help => {
                self.help_since.get_or_insert(at);
            }
            What::HelpDone => self.help_since = None,
            What::Undo { .. } => {}
        }
        self.last = Some(fact.moment);
        self.events += 1;
    }

    /// Books the time since the last event.
    fn pass_time_until(&mut self, at: i64, counted: Option<&Name>) {
        let Some(last) = self.last else { return };
        let passed = at - last.at;
        let reason = self.pause.map(|(reason, _)| reason);
        if passed > 0 && reason != Some(PauseReason::Break) {
            let mut time = Counts::default();
            time.add_time(reason, passed);
            let workers: Vec<Name> = if self.present.is_empty() && reason.is_some() {
                vec!["".into()]
            } else {
                self.present.clone()
            };
            match counted.cloned().or_else(|| self.task_at(last.at)) {
                Some(task) => {
                    for worker in workers {
                        self.tally(TallyKey { task: task.clone(), worker }).add(&time);
                    }
                }
                None => {
                    for worker in workers {
                        self.untasked.entry(worker).or_default().add(&time);
                    }
                }
            }
        }
        if let Some(task) = counted.cloned().or_else(|| self.task_at(at)) {
            for (worker, time) in std::mem::take(&mut self.untasked) {
                self.tally(TallyKey { task: task.clone(), worker }).add(&time);
            }
        }
    }

    fn tally(&mut self, key: TallyKey) -> &mut Counts {
        self.changed.insert(key.clone());
        self.tallies.entry(key).or_default()
    }

    fn planned(&self, at: i64) -> Option<Name> {
        let next = self.plan.partition_point(|(from, _)| *from <= at);
        next.checked_sub(1).map(|i| self.plan[i].1.clone())
    }

    /// The task last counted or planned, whichever is later.
    fn task_at(&self, at: i64) -> Option<Name> {
        let next = self.plan.partition_point(|(from, _)| *from <= at);
        let planned = next.checked_sub(1).map(|i| &self.plan[i]);
        match (&self.counted_task, planned) {
            (Some(counted), Some(planned)) => {
                Some(if planned.0 > counted.0 { &planned.1 } else { &counted.1 }.clone())
            }
            (Some((_, task)), None) | (None, Some((_, task))) => Some(task.clone()),
            (None, None) => None,
        }
    }

    /// The last event.
    pub fn last(&self) -> Option<Moment> {
        self.last
    }

    /// How many events are folded in.
    pub fn events(&self) -> i64 {
        self.events
    }

    /// Every tally of the day.
    pub fn tallies(&self) -> &BTreeMap<TallyKey, Counts> {
        &self.tallies
    }

    /// The tallies changed since the last call.
    pub fn take_changed(&mut self) -> Vec<(TallyKey, Counts)> {
        std::mem::take(&mut self.changed)
            .into_iter()
            .map(|key| {
                let counts = self.tallies[&key];
                (key, counts)
            })
            .collect()
    }

    /// What the station looks like after the last event.
    pub fn now(&self) -> Now<'_> {
        let at = self.last.map(|last| last.at);
        let (state, since) = match self.pause {
            Some((reason, since)) => (State::Paused(reason), Some(since)),
            None => match self.working_since {
                Some(since) => (State::Working, Some(since)),
                None => (State::Idle, None),
            },
        };
        Now {
            state,
            since,
            task: at.and_then(|at| self.task_at(at)),
            people: &self.present,
            help_since: self.help_since,
            last_event: at,
        }
    }
}

/// What a station looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Now<'a> {
    /// Working, standing still, or idle.
    pub state: State,
    /// Since when, in microseconds.
    pub since: Option<i64>,
    /// What it makes.
    pub task: Option<Name>,
    /// Who is signed on, in order of signing on.
    pub people: &'a [Name],
    /// Since when somebody waits for help.
    pub help_since: Option<i64>,
    /// The last event.
    pub last_event: Option<i64>,
}

/// Whether a station works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nobody, nothing.
    Idle,
    /// People or counts.
    Working,
    /// Standing still, and why.
    Paused(PauseReason),
}

impl State {
    /// The word in `station_now`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Working => "working",
            Self::Paused(reason) => reason.word(),
        }
    }
}
