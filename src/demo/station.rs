//! What people do at one station of the demo, as a pure machine: time goes in, events come out.
//!
//! Everybody has an own steady tempo; a pack is counted when it is full, at a pace around the norm times that tempo. Now
//! and then something is rejected, a count is taken back a moment later, work stands still, somebody asks for help, or the
//! terminal falls off the network for some minutes.

use super::floor::Seat;
use chrono::{DateTime, TimeDelta, Utc};
use contract::{Body, MAX_QTY, PauseReason, RejectReason, TaskCard};
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

#[derive(Clone, Debug)]
enum Todo {
    SignOn(String),
    Count,
    Undo(u64),
    Pause,
    Resume,
    Help,
    HelpDone,
    Unplug,
    Plug,
}

/// Seconds between two counts: what a supervisor sees as steady work.
const COUNT_EVERY: std::ops::RangeInclusive<f64> = 20.0..=180.0;
const MINUTE: f64 = 60.0;
const BETWEEN_PAUSES: f64 = 100.0 * MINUTE;
const BETWEEN_HELP: f64 = 150.0 * MINUTE;
const BETWEEN_UNPLUGS: f64 = 240.0 * MINUTE;

pub(super) struct Station {
    seat: Seat,
    rng: ChaCha8Rng,
    agenda: Vec<(DateTime<Utc>, Todo)>,
    signed_on: Vec<String>,
    paused: bool,
}

/// What the station asks of the outside.
pub(super) trait Outside {
    /// An event for the spool; gives its number.
    fn report(&mut self, body: Body) -> u64;
    /// The network cable.
    fn plug(&mut self, in_: bool);
}

impl Station {
    /// People about to start work.
    pub(super) fn new(seat: Seat, seed: u64, now: DateTime<Utc>) -> Self {
        let mut station = Self {
            seat,
            rng: ChaCha8Rng::seed_from_u64(seed),
            agenda: Vec::new(),
            signed_on: Vec::new(),
            paused: false,
        };
        for badge in station.seat.badges.clone() {
            // Most people are there when the bell goes; the others come within the next minutes.
            let after = if station.chance(0.7) { 0.1..1.5 } else { 1.5..120.0 };
            let after = station.rng.random_range(after);
            station.plan(now, after, Todo::SignOn(badge));
        }
        // Work was already in hand: the first pack is somewhere between begun and full.
        let first = station.rng.random_range(2.0..60.0);
        station.plan(now, first, Todo::Count);
        station.plan_some_time(now, BETWEEN_PAUSES, Todo::Pause);
        station.plan_some_time(now, BETWEEN_HELP, Todo::Help);
        if station.chance(0.01) {
            let soon = station.rng.random_range(15.0..60.0);
            station.plan(now, soon, Todo::Unplug);
        } else {
            station.plan_some_time(now, BETWEEN_UNPLUGS, Todo::Unplug);
        }
        station
    }

    /// Does what is due, and says when something is due again.
    pub(super) fn act(
        &mut self,
        now: DateTime<Utc>,
        card: Option<&TaskCard>,
        outside: &mut impl Outside,
    ) -> Option<DateTime<Utc>> {
        while let Some(due) = self.next_due().filter(|due| *due <= now) {
            let position = self.agenda.iter().position(|(at, _)| *at == due)?;
            let (_, todo) = self.agenda.swap_remove(position);
            self.act_on(todo, now, card, outside);
        }
        self.next_due()
    }

    /// Everybody goes home.
    pub(super) fn sign_off(&mut self, outside: &mut impl Outside) {
        self.agenda.clear();
        for badge in self.signed_on.drain(..) {
            outside.report(Body::SignOff { badge });
        }
    }

    fn next_due(&self) -> Option<DateTime<Utc>> {
        self.agenda.iter().map(|(at, _)| *at).min()
    }

    fn act_on(
        &mut self,
        todo: Todo,
        now: DateTime<Utc>,
        card: Option<&TaskCard>,
        outside: &mut impl Outside,
    ) {
        match todo {
            Todo::SignOn(badge) => {
                outside.report(Body::SignOn { badge: badge.clone() });
                self.signed_on.push(badge);
            }
            Todo::Count if self.paused => {}
            Todo::Count => self.count(now, card, outside),
            Todo::Undo(of) => drop(outside.report(Body::Undo { of })),
            Todo::Pause if self.signed_on.is_empty() => {
                self.plan_some_time(now, BETWEEN_PAUSES, Todo::Pause);
            }
            Todo::Pause => {
                let (reason, minutes) = self.why_pause();
                outside.report(Body::Pause { reason });
                self.paused = true;
                self.plan(now, minutes * MINUTE, Todo::Resume);
            }
            Todo::Resume => {
                outside.report(Body::Resume);
                self.paused = false;
                let (seconds, _) = self.next_count(card);
                self.plan(now, seconds, Todo::Count);
                self.plan_some_time(now, BETWEEN_PAUSES, Todo::Pause);
            }
            Todo::Help => {
                outside.report(Body::Help);
                let minutes = self.rng.random_range(1.5..6.0);
                self.plan(now, minutes * MINUTE, Todo::HelpDone);
            }
            Todo::HelpDone => {
                outside.report(Body::HelpDone);
                self.plan_some_time(now, BETWEEN_HELP, Todo::Help);
            }
            Todo::Unplug => {
                outside.plug(false);
                let minutes = self.rng.random_range(1.0..6.0);
                self.plan(now, minutes * MINUTE, Todo::Plug);
            }
            Todo::Plug => {
                outside.plug(true);
                self.plan_some_time(now, BETWEEN_UNPLUGS, Todo::Unplug);
            }
        }
    }

    fn count(&mut self, now: DateTime<Utc>, card: Option<&TaskCard>, outside: &mut impl Outside) {
        let (seconds, qty) = self.next_count(card);
        self.plan(now, seconds, Todo::Count);
        let Some(task) = self.task(card) else { return };
        if self.signed_on.is_empty() {
            return;
        }
        let seq = outside.report(Body::Good { task: Some(task.clone()), qty });
        if self.chance(0.03) {
            let qty = self.rng.random_range(1..=3).min(qty);
            let reason = self.why_reject();
            outside.report(Body::Reject { task: Some(task), qty, reason });
        }
        if self.chance(0.02) {
            let seconds = self.rng.random_range(3.0..15.0);
            self.plan(now, seconds, Todo::Undo(seq));
        }
    }

    fn task(&self, card: Option<&TaskCard>) -> Option<String> {
        match card {
            Some(card) => card.task.clone(),
            None => self.seat.task.clone(),
        }
    }

    /// Seconds until the next count and what it will be: full packs where a pack takes between the bounds, several packs
    /// where it is quicker, part of one where it is slower.
    fn next_count(&mut self, card: Option<&TaskCard>) -> (f64, u32) {
        let card = card.filter(|card| card.task.is_some() && card.task != self.seat.task);
        let pack = match card {
            Some(card) => u32::try_from(card.pack_size).unwrap_or(MAX_QTY),
            None => self.seat.pack_size,
        }
        .clamp(1, MAX_QTY);
        // Of a task that came by card the norm is not known here: a pack in a good minute.
        let per_second = match card {
            Some(_) => f64::from(pack) / 75.0,
            None => self.seat.per_hour.max(0.1) / 3600.0,
        };
        let tempo: f64 = self.signed_on.iter().map(|badge| tempo(badge)).sum();
        let per_second = per_second * if tempo > 0.0 { tempo } else { 1.0 };
        let pack_seconds = f64::from(pack) / per_second;
        let (seconds, pieces) = if COUNT_EVERY.contains(&pack_seconds) {
            (pack_seconds, f64::from(pack))
        } else if pack_seconds < *COUNT_EVERY.start() {
            let packs = (self.rng.random_range(20.0..60.0) / pack_seconds).ceil();
            (packs * pack_seconds, packs * f64::from(pack))
        } else {
            let seconds = self.rng.random_range(60.0..=*COUNT_EVERY.end());
            (seconds, (seconds * per_second).round())
        };
        let seconds = seconds * self.rng.random_range(0.9..1.15);
        (seconds.clamp(*COUNT_EVERY.start(), *COUNT_EVERY.end()), pieces_of(pieces))
    }

    fn plan(&mut self, now: DateTime<Utc>, seconds: f64, todo: Todo) {
        let after = TimeDelta::from_std(std::time::Duration::from_secs_f64(seconds));
        self.agenda.push((now + after.unwrap_or(TimeDelta::MAX), todo));
    }

    /// At a random time that comes after `mean` seconds on average, as calls for help do.
    fn plan_some_time(&mut self, now: DateTime<Utc>, mean: f64, todo: Todo) {
        let seconds = -self.rng.random_range(f64::EPSILON..1.0).ln() * mean;
        self.plan(now, seconds, todo);
    }

    fn chance(&mut self, part: f64) -> bool {
        self.rng.random_range(0.0..1.0) < part
    }

    fn why_pause(&mut self) -> (PauseReason, f64) {
        let (reason, minutes) = match self.rng.random_range(0..100) {
            0..45 => (PauseReason::Break, 10.0..15.0),
            45..70 => (PauseReason::Material, 3.0..10.0),
            70..82 => (PauseReason::Instruction, 3.0..8.0),
            82..92 => (PauseReason::Fault, 4.0..12.0),
            _ => (PauseReason::Talk, 5.0..15.0),
        };
        (reason, self.rng.random_range(minutes))
    }

    fn why_reject(&mut self) -> RejectReason {
        match self.rng.random_range(0..100) {
            0..40 => RejectReason::Material,
            40..65 => RejectReason::Work,
            65..80 => RejectReason::Dirt,
            80..95 => RejectReason::Broken,
            _ => RejectReason::Unknown,
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to what an event may report"
)]
fn pieces_of(pieces: f64) -> u32 {
    pieces.clamp(1.0, f64::from(MAX_QTY)) as u32
}

/// A person's own tempo as a part of the norm, from 0.4 to 1.05: the same every day, because it follows from the badge.
fn tempo(badge: &str) -> f64 {
    let hash = badge.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    ChaCha8Rng::seed_from_u64(hash).random_range(0.4..1.05)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::virtual_terminal::Identity;

    #[derive(Default)]
    struct Log {
        now: DateTime<Utc>,
        events: Vec<(DateTime<Utc>, Body)>,
        plugs: Vec<bool>,
    }

    impl Outside for Log {
        fn report(&mut self, body: Body) -> u64 {
            self.events.push((self.now, body));
            self.events.len() as u64
        }
        fn plug(&mut self, in_: bool) {
            self.plugs.push(in_);
        }
    }

    fn seat(badges: usize) -> Seat {
        Seat {
            identity: Identity { name: "site/t-1".parse().unwrap(), secret: None },
            badges: (0..badges).map(|n| format!("b-{n}")).collect(),
            task: Some("t1".into()),
            pack_size: 12,
            per_hour: 600.0,
        }
    }

    /// Lets a station work for so many hours.
    fn work(seed: u64, people: usize, hours: i64) -> Log {
        let start: DateTime<Utc> = "2026-11-23T07:00:00Z".parse().unwrap();
        let mut station = Station::new(seat(people), seed, start);
        let mut log = Log { now: start, ..Log::default() };
        while let Some(due) = station.act(log.now, None, &mut log) {
            if due > start + TimeDelta::hours(hours) {
                break;
            }
            assert!(due > log.now, "the agenda moves on");
            log.now = due;
        }
        station.sign_off(&mut log);
        log
    }

    #[test]
    fn a_day_holds_everything_a_floor_shows_and_ends_what_it_begins() {
        let mut kinds = std::collections::HashMap::new();
        for seed in 0..40 {
            let log = work(seed, 1, 8);
            let (mut paused, mut helping) = (false, false);
            let mut counts = std::collections::HashSet::new();
            for (seq, (_, body)) in (1_u64..).zip(&log.events) {
                *kinds.entry(body.kind()).or_insert(0) += 1;
                match body {
                    Body::Good { task, qty } => {
                        assert!(!paused, "nobody counts in a pause");
                        assert_eq!(task.as_deref(), Some("t1"));
                        assert_eq!(qty % 12, 0, "this task is counted in packs");
                        counts.insert(seq);
                    }
                    Body::Undo { of } => assert!(counts.remove(of)),
                    Body::Pause { .. } => assert!(!std::mem::replace(&mut paused, true)),
                    Body::Resume => assert!(std::mem::replace(&mut paused, false)),
                    Body::Help => assert!(!std::mem::replace(&mut helping, true)),
                    Body::HelpDone => assert!(std::mem::replace(&mut helping, false)),
                    _ => {}
                }
            }
            assert!(log.plugs.iter().enumerate().all(|(n, plug)| *plug == (n % 2 == 1)));
            for once in [contract::Kind::SignOn, contract::Kind::SignOff] {
                assert_eq!(log.events.iter().filter(|(_, b)| b.kind() == once).count(), 1);
            }
        }
        assert!(contract::Kind::ALL.iter().all(|kind| kinds[kind] > 20), "{kinds:?}");
    }

    #[test]
    fn a_person_works_at_an_own_steady_tempo_around_the_norm() {
        let pieces =
            |log: &Log| -> u32 { log.events.iter().filter_map(|(_, b)| b.fields().qty).sum() };
        for people in [1, 4] {
            let norm = 600.0 * 8.0 * (0..people).map(|n| tempo(&format!("b-{n}"))).sum::<f64>();
            let made =
                f64::from((0..20).map(|seed| pieces(&work(seed, people, 8))).sum::<u32>()) / 20.0;
            assert!(
                (0.8 * norm..1.05 * norm).contains(&made),
                "{people} people: {made} for {norm}"
            );
        }
    }

    #[test]
    fn most_stations_show_life_within_two_seconds() {
        let alive = (0..300)
            .filter(|seed| {
                let log = work(*seed, 2, 1);
                log.events.first().is_some_and(|(at, _)| {
                    (*at - "2026-11-23T07:00:00Z".parse::<DateTime<Utc>>().unwrap()).num_seconds()
                        < 2
                })
            })
            .count();
        assert!(alive > 200, "{alive}");
    }

    #[test]
    fn the_card_is_followed_and_without_work_nothing_is_counted() {
        let start: DateTime<Utc> = "2026-11-23T07:00:00Z".parse().unwrap();
        let card = |task: Option<&str>| TaskCard {
            task: task.map(str::to_owned),
            words: std::collections::BTreeMap::new(),
            pictogram: None,
            pack_size: 30,
            packs_done: 0,
            packs_left: 9,
        };
        for (task, expected) in [(Some("t2"), Some("t2")), (None, None)] {
            let mut station = Station::new(seat(1), 3, start);
            let mut log = Log { now: start, ..Log::default() };
            while log.now < start + TimeDelta::hours(1) {
                log.now = station.act(log.now, Some(&card(task)), &mut log).unwrap();
            }
            let tasks: std::collections::HashSet<_> =
                log.events.iter().filter_map(|(_, b)| b.fields().task).collect();
            assert_eq!(tasks.into_iter().next(), expected);
        }
    }
}
