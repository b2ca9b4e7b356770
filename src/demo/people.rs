//! Made-up people: names, badges, presence, and each one's own pace with its slow changes.

use super::dice::Dice;
use super::words::{FAMILY, FIRST, THINGS};
use chrono::{Datelike, NaiveDate};
use std::collections::HashSet;

/// How many of a thousand workers are there on a day.
pub(super) const PRESENT: i64 = 720;
/// Of those who are not in a longer absence; see [`is_present`].
const PRESENT_OTHERWISE: i64 = 783;
/// A longer absence takes this many days and this many of a thousand at any time.
const ABSENCE_DAYS: i32 = 14;
const ABSENT: i64 = 80;
/// The pace of all together, in thousandths of the norm.
pub(super) const PACE: i64 = 500;

/// A name that nobody bears.
pub(super) fn name(dice: &mut Dice) -> String {
    format!("{} {}{}", dice.pick(&FIRST), dice.pick(&THINGS), dice.pick(&FAMILY))
}

/// A token that says nothing, and that nobody else has.
pub(super) fn badge(dice: &mut Dice, taken: &mut HashSet<String>) -> String {
    loop {
        let letters = (0..10).map(|_| char::from(*dice.pick(b"abcdefghjkmnpqrstuvwxyz23456789")));
        let badge: String = "b-".chars().chain(letters).collect();
        if taken.insert(badge.clone()) {
            return badge;
        }
    }
}

/// True when a worker is there on the day with this number: absent now and then, and now and then for weeks.
pub(super) fn is_present(seed: u64, worker: &str, day: i32) -> bool {
    let block = day.div_euclid(ABSENCE_DAYS).to_string();
    !Dice::about(seed, &["absence", worker, &block]).chance(ABSENT)
        && Dice::about(seed, &["presence", worker, &day.to_string()]).chance(PRESENT_OTHERWISE)
}

/// What stays the same of a person.
pub(super) struct Person {
    base: i64,
    /// Thousandths a year.
    growth: i64,
    /// Works mornings only.
    pub(super) half_days: bool,
    story: Option<Told>,
}

/// What there is to see of somebody, from some day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Story {
    /// A little more every week, for half a year.
    Steady,
    /// A third more.
    Step,
    /// Another station every day, after months at one.
    Broader,
    /// Asks for help on most days.
    Asks,
}

/// A story and the day on which it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) story: Story,
    pub(super) from: NaiveDate,
}

impl Person {
    /// The person behind a worker's id.
    pub(super) fn of(seed: u64, worker: &str) -> Self {
        let mut dice = Dice::about(seed, &["person", worker]);
        Self {
            base: dice.bell(220, 780),
            growth: dice.bell(-60, 100),
            half_days: dice.chance(100),
            story: None,
        }
    }

    /// The same person with a story: there is something to see of who is there all day.
    pub(super) fn with_story(self, story: Option<Told>) -> Self {
        Self { half_days: self.half_days && story.is_none(), story, ..self }
    }

    /// True when they are there on the day with this number: who has a story nearly always.
    pub(super) fn is_present(&self, seed: u64, worker: &str, day: i32) -> bool {
        if self.story.is_none() {
            return is_present(seed, worker, day);
        }
        Dice::about(seed, &["presence", worker, &day.to_string()]).chance(930)
    }

    /// The station that is theirs on a day, among so many of the group; those of a group who have a story have different ones.
    pub(super) fn place(&self, day: NaiveDate, stations: usize) -> Option<usize> {
        let told = self.story?;
        match told.story {
            Story::Step => Some(1),
            Story::Broader if day >= told.from => {
                usize::try_from(day.num_days_from_ce()).ok().map(|number| number % stations.max(1))
            }
            Story::Steady | Story::Asks | Story::Broader => Some(0),
        }
    }

    /// True on the days on which they ask for help more often than others.
    pub(super) fn asks(&self, day: NaiveDate) -> bool {
        self.story.is_some_and(|told| told.story == Story::Asks && day >= told.from)
    }

    /// The pace on a day, in thousandths of the norm, without the chance of the day: it grows or shrinks slowly over the
    /// years and wanders a little over the months.
    pub(super) fn pace(&self, seed: u64, worker: &str, day: NaiveDate) -> i64 {
        const SEASON: i64 = 60;
        let number = i64::from(day.num_days_from_ce());
        match self.story {
            Some(Told { story: Story::Step, from }) => return if day < from { 420 } else { 560 },
            Some(Told { story: Story::Steady, from }) => {
                return 400 + (day - from).num_days().clamp(0, 210);
            }
            _ => {}
        }
        let knot = |n: i64| Dice::about(seed, &["season", worker, &n.to_string()]).between(-60, 60);
        let (season, into) = (number.div_euclid(SEASON), number.rem_euclid(SEASON));
        let wander = (knot(season) * (SEASON - into) + knot(season + 1) * into) / SEASON;
        // Years count from 2026, so that today's people are not all at the end of their growth.
        let years = number
            - i64::from(NaiveDate::from_ymd_opt(2026, 1, 1).unwrap_or_default().num_days_from_ce());
        let growth = self.growth * years.clamp(-1_500, 1_500) / 365;
        (self.base + growth + wander).clamp(120, 980)
    }
}

/// Who sits where in a group: `individual` stations hold one person each, the rest share the `shared` ones. Places
/// turn by `turn`, so that over weeks everybody has a place alone; who has a place of their own gets it from whoever is there.
/// Gives a station's number for each person.
pub(super) fn places(
    own: &[Option<usize>],
    individual: usize,
    shared: usize,
    turn: usize,
) -> Vec<usize> {
    let people = own.len();
    let mut places: Vec<usize> = (0..people)
        .map(|person| {
            let place = (person + turn) % people;
            if place < individual || shared == 0 {
                place.min(individual.saturating_sub(1))
            } else {
                individual + (place - individual) % shared
            }
        })
        .collect();
    for (person, own) in own.iter().enumerate() {
        let Some(own) = own else { continue };
        let other = places.iter().position(|place| place == own);
        let left = std::mem::replace(&mut places[person], *own);
        if let Some(other) = other.filter(|other| *own < individual && *other != person) {
            places[other] = left;
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn about_72_percent_are_there() {
        let there = (0..1_000)
            .flat_map(|w| (0..40).map(move |day| (format!("w{w}"), day * 9)))
            .filter(|(w, day)| is_present(7, w, *day))
            .count();
        assert!((28_000..29_600).contains(&there), "{there} of 40000");
    }

    #[test]
    fn pace_changes_slowly() {
        let person = Person::of(7, "w1");
        let start = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
        let paces: Vec<i64> =
            start.iter_days().take(400).map(|d| person.pace(7, "w1", d)).collect();
        assert!(paces.windows(2).all(|w| (w[0] - w[1]).abs() <= 5), "{paces:?}");
        assert!(paces.iter().any(|p| *p != paces[0]));
    }

    #[test]
    fn a_place_alone_is_for_one() {
        let mut own = [None; 12];
        for _ in 0..2 {
            let places = places(&own, 4, 1, 3);
            assert!((0..4).all(|alone| places.iter().filter(|p| **p == alone).count() == 1));
            assert_eq!(places.iter().filter(|p| **p == 4).count(), 8);
            assert!(
                own.iter().zip(&places).all(|(own, place)| own.is_none_or(|own| own == *place))
            );
            (own[2], own[5]) = (Some(0), Some(2));
        }
    }
}
