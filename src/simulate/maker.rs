//! What a simulated terminal reports: mostly packs counted, now and then a reject, an undo, a pause, a call for help.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use contract::{Body, PauseReason, RejectReason, Why};
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

/// What a terminal works on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Who signs on; nobody without one.
    pub badge: Option<String>,
    /// What counts name; without one they leave it to the plan.
    pub task: Option<String>,
    /// Pieces of a count.
    pub pack_size: u32,
}

/// Makes one terminal's events; the same seed makes the same ones.
pub(super) struct Maker {
    rng: ChaCha8Rng,
    work: Work,
    signed_on: bool,
    /// What ends what was begun: a resume, a help that is done.
    owed: Option<Body>,
    /// The last count that nobody took back.
    last_count: Option<u64>,
}

impl Maker {
    pub(super) fn new(seed: u64, work: Work) -> Self {
        let rng = ChaCha8Rng::seed_from_u64(seed);
        Self { rng, work, signed_on: false, owed: None, last_count: None }
    }

    /// The event that will get the number `seq`.
    pub(super) fn next(&mut self, seq: u64) -> Body {
        if let Some(badge) = self.work.badge.clone()
            && !std::mem::replace(&mut self.signed_on, true)
        {
            return Body::SignOn { badge };
        }
        if let Some(owed) = self.owed.take() {
            return owed;
        }
        match (self.rng.random_range(0..100), self.last_count) {
            (0..3, _) => Body::Reject {
                task: self.work.task.clone(),
                qty: self.rng.random_range(1..=3),
                reason: self.one_of(&RejectReason::ALL),
            },
            (3..5, Some(of)) => {
                self.last_count = None;
                Body::Undo { of }
            }
            (5, _) => {
                self.owed = Some(Body::Resume);
                Body::Pause { reason: self.one_of(&PauseReason::ALL) }
            }
            (6, _) => {
                self.owed = Some(Body::HelpDone);
                Body::Help
            }
            _ => {
                self.last_count = Some(seq);
                Body::Good { task: self.work.task.clone(), qty: self.work.pack_size }
            }
        }
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.rng.random_range(0..all.len())]
    }

    /// An event that nobody can book, as JSON, and why it must land in quarantine.
    pub(super) fn poison(&mut self, seq: u64, now: DateTime<Utc>) -> (String, Why) {
        let at = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Millis, true);
        let (in_time, qty) = (at(now), self.work.pack_size);
        match self.rng.random_range(0..6) {
            0 => (format!(r#"{{"seq":{seq},"at":"{in_time}","kind":"dance"}}"#), Why::UnknownKind),
            1 => (
                format!(r#"{{"seq":{seq},"at":"{in_time}","kind":"good","qty":100001}}"#),
                Why::ImpossibleQuantity,
            ),
            2 => (
                format!(
                    r#"{{"seq":{seq},"at":"{in_time}","kind":"good","task":"no-such-task","qty":{qty}}}"#
                ),
                Why::UnknownTask,
            ),
            3 => (
                format!(
                    r#"{{"seq":{seq},"at":"{in_time}","kind":"sign_on","badge":"no-such-badge"}}"#
                ),
                Why::UnknownBadge,
            ),
            4 => (
                format!(
                    r#"{{"seq":{seq},"at":"{}","kind":"resume"}}"#,
                    at(now + TimeDelta::hours(48))
                ),
                Why::ClockAhead,
            ),
            _ => (
                format!(r#"{{"seq":{seq},"at":"{in_time}","kind":"reject","qty":1}}"#),
                Why::BadField,
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_undo_names_an_earlier_count_once_and_what_begins_ends() {
        let work = Work { badge: Some("b-1".into()), task: Some("t1".into()), pack_size: 12 };
        let mut maker = Maker::new(7, work);
        let mut open_counts = std::collections::HashSet::new();
        let mut owed = None;
        let mut undone = 0;
        for seq in 1..=20_000 {
            let body = maker.next(seq);
            assert_eq!(matches!(body, Body::SignOn { .. }), seq == 1);
            if let Some(owed) = owed.take() {
                assert_eq!(body, owed);
            }
            match body {
                Body::Good { .. } => drop(open_counts.insert(seq)),
                Body::Undo { of } => {
                    assert!(open_counts.remove(&of));
                    undone += 1;
                }
                Body::Pause { .. } => owed = Some(Body::Resume),
                Body::Help => owed = Some(Body::HelpDone),
                _ => {}
            }
        }
        assert!(undone > 100);
    }

    #[test]
    fn poison_that_the_contract_refuses_is_refused_for_the_reason_told() {
        let now = "2026-11-21T08:00:00Z".parse().unwrap();
        let mut maker = Maker::new(7, Work { pack_size: 12, ..Work::default() });
        let mut refused = 0;
        for seq in 1..200 {
            let (json, why) = maker.poison(seq, now);
            let message = format!(r#"{{"epoch":"00000000000000ff","next":900,"events":[{json}]}}"#);
            let up = contract::Up::parse(message.as_bytes()).unwrap();
            match up.events.into_iter().next().unwrap() {
                Err(bad) => {
                    assert_eq!((bad.seq, bad.why), (Some(seq), why));
                    refused += 1;
                }
                // What only the service can know.
                Ok(_) => {
                    assert!(matches!(why, Why::UnknownTask | Why::UnknownBadge | Why::ClockAhead));
                }
            }
        }
        assert!(refused > 50);
    }
}
