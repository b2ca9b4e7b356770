//! A set of numbers kept as runs: first and last of each. What a terminal sends after a gap is one run, however long it is.

use std::collections::BTreeMap;

/// Numbers, as runs that neither overlap nor touch.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Runs {
    last_by_first: BTreeMap<i64, i64>,
    len: i64,
}

impl Runs {
    /// From runs that neither overlap nor touch.
    pub(super) fn of(runs: Vec<(i64, i64)>) -> Self {
        let len = runs.iter().map(|(from, to)| to - from + 1).sum();
        Self { last_by_first: runs.into_iter().collect(), len }
    }

    /// How many numbers there are.
    pub(super) fn len(&self) -> i64 {
        self.len
    }

    pub(super) fn contains(&self, number: i64) -> bool {
        self.last_by_first.range(..=number).next_back().is_some_and(|(_, to)| number <= *to)
    }

    /// Adds a number that is not there.
    pub(super) fn add(&mut self, number: i64) {
        self.len += 1;
        let to = self.last_by_first.remove(&(number + 1)).unwrap_or(number);
        match self.last_by_first.range_mut(..number).next_back() {
            Some((_, last)) if *last == number - 1 => *last = to,
            _ => {
                self.last_by_first.insert(number, to);
            }
        }
    }

    /// Takes the run that begins with `first` out; gives its last number.
    pub(super) fn take_run(&mut self, first: i64) -> Option<i64> {
        let to = self.last_by_first.remove(&first)?;
        self.len -= to - first + 1;
        Some(to)
    }

    /// The runs, highest first.
    pub(super) fn descending(&self) -> impl Iterator<Item = (i64, i64)> {
        self.last_by_first.iter().rev().map(|(from, to)| (*from, *to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        /// Runs hold what a plain set holds, and are as few as can be.
        #[test]
        fn a_set(numbers in prop::collection::vec(1_i64..60, 0..80), taken in 1_i64..60) {
            let (mut runs, mut set) = (Runs::default(), BTreeSet::new());
            for number in numbers {
                prop_assert_eq!(runs.contains(number), set.contains(&number));
                if set.insert(number) {
                    runs.add(number);
                }
            }
            let begins = set.contains(&taken) && !set.contains(&(taken - 1));
            let to = runs.take_run(taken);
            prop_assert_eq!(to.is_some(), begins);
            if let Some(to) = to {
                for number in taken..=to {
                    prop_assert!(set.remove(&number));
                }
                prop_assert!(!set.contains(&(to + 1)));
            }
            let mut all: Vec<_> = runs.descending().collect();
            all.reverse();
            prop_assert!(all.windows(2).all(|pair| pair[0].1 + 1 < pair[1].0));
            let listed: Vec<i64> = all.iter().flat_map(|(from, to)| *from..=*to).collect();
            prop_assert_eq!(&listed, &set.iter().copied().collect::<Vec<_>>());
            prop_assert_eq!(runs.len(), i64::try_from(set.len()).unwrap());
            prop_assert_eq!(Runs::of(all).len(), runs.len());
        }
    }
}
