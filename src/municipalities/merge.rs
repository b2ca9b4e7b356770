//! The rule that nothing is told of fewer than ten people. Parts that are too small are joined until they are not; so all
//! parts together are the whole, and no difference of them is a small part.

use std::collections::BTreeMap;

/// The fewest people of whom a figure is told.
pub const FEWEST: i64 = 10;

/// The part in which small ones are joined.
pub const OTHER: &str = "other";

/// A part of a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// How many people.
    pub people: i64,
    /// Minutes of their contracts a week.
    pub week_minutes: i64,
    /// Places to be provided, where somebody said.
    pub places: Option<i64>,
}

impl Part {
    fn join(&mut self, more: &Self) {
        self.people += more.people;
        self.week_minutes += more.week_minutes;
        self.places = match (self.places, more.places) {
            (None, None) => None,
            (one, other) => Some(one.unwrap_or(0) + other.unwrap_or(0)),
        };
    }
}

/// Parts of which each has [`FEWEST`] people or more, and which make the same whole: what is smaller is joined in [`OTHER`],
/// with the next smallest until that has enough. `None` when all of them together have too few.
pub fn merged(parts: BTreeMap<String, Part>) -> Option<BTreeMap<String, Part>> {
    if parts.values().map(|part| part.people).sum::<i64>() < FEWEST {
        return None;
    }
    let mut by_size: Vec<(String, Part)> = parts.into_iter().collect();
    by_size.sort_by(|(a, one), (b, other)| (one.people, a).cmp(&(other.people, b)));
    let (mut told, mut joined, mut any) = (BTreeMap::new(), Part::default(), false);
    for (name, part) in by_size {
        if part.people < FEWEST || (any && joined.people < FEWEST) {
            joined.join(&part);
            any = true;
        } else {
            told.insert(name, part);
        }
    }
    if any {
        // What was called so itself is one of them now.
        if let Some(other) = told.remove(OTHER) {
            joined.join(&other);
        }
        told.insert(OTHER.to_owned(), joined);
    }
    Some(told)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parts(of: &[(&str, i64)]) -> BTreeMap<String, Part> {
        let part = |people| Part { people, week_minutes: people * 2_160, places: Some(people + 1) };
        of.iter().map(|(name, people)| ((*name).to_owned(), part(*people))).collect()
    }

    fn people(of: &[(&str, i64)]) -> Option<Vec<(String, i64)>> {
        let merged = merged(parts(of))?;
        Some(merged.into_iter().map(|(name, part)| (name, part.people)).collect())
    }

    #[test]
    fn small_parts_are_joined_until_they_are_ten() {
        let told = |of: &[(&str, i64)]| {
            Some(of.iter().map(|(name, n)| ((*name).to_owned(), *n)).collect::<Vec<_>>())
        };
        assert_eq!(people(&[("a", 20), ("b", 10)]), told(&[("a", 20), ("b", 10)]));
        assert_eq!(people(&[("a", 20), ("b", 6), ("c", 4)]), told(&[("a", 20), (OTHER, 10)]));
        assert_eq!(
            people(&[("a", 30), ("b", 12), ("c", 3)]),
            told(&[("a", 30), (OTHER, 15)]),
            "the next smallest joins"
        );
        assert_eq!(people(&[("a", 30), ("b", 0)]), told(&[(OTHER, 30)]), "nobody is few too");
        assert_eq!(people(&[("a", 30), ("b", 3), (OTHER, 12)]), told(&[("a", 30), (OTHER, 15)]));
        assert_eq!(people(&[("a", 6), ("b", 3)]), None);
        assert_eq!(people(&[]), None);
    }

    proptest! {
        #[test]
        fn no_part_is_small_and_all_are_the_whole(sizes in prop::collection::vec((0_i64..40, 0_i64..90_000, prop::option::of(0_i64..50)), 0..14)) {
            let all: BTreeMap<String, Part> = sizes
                .iter()
                .enumerate()
                .map(|(n, (people, week_minutes, places))| {
                    let name = if n == 5 { OTHER.to_owned() } else { format!("s{n}") };
                    (name, Part { people: *people, week_minutes: *week_minutes, places: *places })
                })
                .collect();
            let whole = all.values().fold(Part::default(), |mut sum, part| { sum.join(part); sum });
            match merged(all.clone()) {
                None => prop_assert!(whole.people < FEWEST),
                Some(told) => {
                    prop_assert!(told.values().all(|part| part.people >= FEWEST));
                    let sum = told.values().fold(Part::default(), |mut sum, part| { sum.join(part); sum });
                    prop_assert_eq!(sum, whole);
                    let stays = |(name, part): (&String, &Part)| name == OTHER || all.get(name) == Some(part);
                    prop_assert!(told.iter().all(stays));
                }
            }
        }
    }
}
