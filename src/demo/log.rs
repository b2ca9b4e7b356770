//! One station's day: who came and went, what was counted, what stood still.

use super::dice::Dice;
use super::people::Person;
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, TimeZone as _, Utc};
use chrono_tz::Tz;
use contract::{Body, Event, MAX_QTY, PauseReason, RejectReason};

/// Somebody who works in a group.
pub(super) struct Member<'a> {
    /// The worker's id.
    pub(super) id: &'a str,
    /// The worker's badge.
    pub(super) badge: &'a str,
    /// What stays the same of the worker.
    pub(super) person: Person,
}

/// Seconds after local midnight.
const fn at(hour: i64, minute: i64) -> i64 {
    (hour * 60 + minute) * 60
}

/// A station's day as it is told.
pub(super) struct Log {
    day: NaiveDate,
    zone: Tz,
    said: Vec<(i64, Body)>,
}

impl Log {
    /// The day of who is here and makes this task, whose norm is in thousandths of a piece per hour.
    pub(super) fn of(
        seed: u64,
        (day, zone): (NaiveDate, Tz),
        dice: &mut Dice,
        here: &[&Member<'_>],
        task: (&str, i64),
    ) -> Self {
        let mut log = Self { day, zone, said: Vec::new() };
        log.tell(dice, seed, here, task);
        log
    }

    fn say(&mut self, second: i64, body: Body) {
        self.said.push((second, body));
    }

    fn tell(
        &mut self,
        dice: &mut Dice,
        seed: u64,
        here: &[&Member<'_>],
        (task, norm): (&str, i64),
    ) {
        let (mut morning, mut afternoon) = (0, 0);
        let stays = here.iter().any(|m| !m.person.half_days);
        let asks = here.iter().any(|m| m.person.asks(self.day));
        let (lost_before, lost_after) = self.interruptions(dice, stays, asks);
        for member in here {
            let mut chance = Dice::about(seed, &["shift", member.id, &self.day.to_string()]);
            let on = at(8, 0) + chance.bell(-120, 900);
            let off =
                if member.person.half_days { at(12, 0) } else { at(16, 10) } + chance.bell(30, 600);
            let badge = || member.badge.to_owned();
            self.say(on, Body::SignOn { badge: badge() });
            self.say(off, Body::SignOff { badge: badge() });
            let pace =
                member.person.pace(seed, member.id, self.day) * chance.bell(850, 1_150) / 1_000;
            // Norm in thousandths an hour, pace in thousandths of it.
            let made = |seconds: i64| seconds.max(0) * norm * pace / (3_600 * 1_000 * 1_000);
            morning += made(at(12, 0) - on - lost_before);
            if !member.person.half_days {
                afternoon += made(at(16, 5) - at(12, 30) - lost_after);
            }
        }
        self.count(dice, at(11, 56), task, morning);
        self.count(dice, at(16, 2), task, afternoon);
    }

    /// Breaks, waiting and help; gives the seconds they take before and after noon.
    fn interruptions(&mut self, dice: &mut Dice, stays: bool, asks: bool) -> (i64, i64) {
        let (mut before, mut after) = (0, 0);
        let still = |log: &mut Self, from: i64, seconds: i64, reason: PauseReason| {
            log.say(from, Body::Pause { reason });
            log.say(from + seconds, Body::Resume);
            seconds
        };
        if stays {
            still(self, at(12, 0) + dice.between(0, 20), 30 * 60, PauseReason::Break);
        }
        if dice.chance(250) {
            before += still(self, at(10, 0) + dice.between(0, 60), 15 * 60, PauseReason::Break);
        }
        if stays && dice.chance(80) {
            let reason = *dice.pick(&PauseReason::ALL[1..]);
            after +=
                still(self, at(13, 15) + dice.between(0, 2_400), dice.between(300, 2_400), reason);
        }
        if dice.chance(if asks { 700 } else { 60 }) {
            // Mostly soon after the start, and after the break at noon.
            let from = if stays && dice.chance(450) { at(13, 0) } else { at(8, 45) };
            let asked = from + dice.between(0, 10_500).min(dice.between(0, 10_500));
            self.say(asked, Body::Help);
            self.say(asked + dice.between(120, 600), Body::HelpDone);
        }
        (before, after)
    }

    /// A count, sometimes mistaken and taken back, sometimes with rejects.
    fn count(&mut self, dice: &mut Dice, second: i64, task: &str, pieces: i64) {
        let Ok(pieces @ 1..=MAX_QTY) = u32::try_from(pieces.min(i64::from(MAX_QTY))) else {
            return;
        };
        let good = |qty: u32| Body::Good { task: Some(task.to_owned()), qty };
        let second = second + dice.between(0, 50);
        if dice.chance(15) {
            self.say(second, good((pieces * 10).min(MAX_QTY)));
            self.say(second + 8, Body::Undo { of: 0 });
        }
        self.say(second + 20, good(pieces));
        if dice.chance(300) {
            let share = u32::try_from(dice.between(4, 30)).unwrap_or(4);
            let reason = *dice.pick(&RejectReason::ALL);
            let qty = (pieces * share / 1_000).max(1);
            self.say(second + 40, Body::Reject { task: Some(task.to_owned()), qty, reason });
        }
    }

    /// In order of time, numbered; an undo names the count before it.
    pub(super) fn events(mut self) -> Vec<Event> {
        self.said.sort_by_key(|(second, _)| *second);
        let (day, zone) = (self.day, self.zone);
        let mut counted = 0;
        (1..)
            .zip(self.said)
            .map(|(seq, (second, mut body))| {
                match &mut body {
                    Body::Good { .. } => counted = seq,
                    Body::Undo { of } => *of = counted,
                    _ => {}
                }
                Event { seq, at: instant(day, zone, second), body, extra: None }
            })
            .collect()
    }
}

/// A local time of day as an instant. Working hours are never in the hour that a clock change repeats or skips.
fn instant(day: NaiveDate, zone: Tz, second: i64) -> DateTime<Utc> {
    let local = day.and_time(NaiveTime::MIN) + TimeDelta::seconds(second);
    zone.from_local_datetime(&local).earliest().map_or_else(|| local.and_utc(), |at| at.to_utc())
}
