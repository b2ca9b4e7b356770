//! Durations in fixed memory: 64 buckets for each doubling, so a percentile is right to within 1.6 %.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

const SUB: u64 = 64;
/// Two weeks in microseconds is below 2^41; what is longer counts as that.
const LARGEST: u64 = (1 << 41) - 1;
const BUCKETS: usize = 36 * 64;

/// Counts durations to the microsecond; many threads may record at once.
pub struct Histogram {
    buckets: Box<[AtomicU64]>,
    longest: AtomicU64,
}

impl Default for Histogram {
    fn default() -> Self {
        Self {
            buckets: (0..BUCKETS).map(|_| AtomicU64::new(0)).collect(),
            longest: AtomicU64::new(0),
        }
    }
}

fn bucket(micros: u64) -> usize {
    let shift = (u64::BITS - micros.leading_zeros()).saturating_sub(SUB.ilog2() + 1);
    let index = u64::from(shift) * SUB + (micros >> shift);
    usize::try_from(index).expect("fewer buckets than 2^32")
}

/// The largest value of a bucket.
fn top(bucket: usize) -> u64 {
    let index = bucket as u64;
    let shift = (index / SUB).saturating_sub(1);
    ((index - shift * SUB + 1) << shift) - 1
}

impl Histogram {
    /// Counts one duration.
    pub fn record(&self, duration: Duration) {
        let micros = u64::try_from(duration.as_micros()).unwrap_or(LARGEST).min(LARGEST);
        self.buckets[bucket(micros)].fetch_add(1, Ordering::Relaxed);
        self.longest.fetch_max(micros, Ordering::Relaxed);
    }

    /// How many were counted.
    pub fn count(&self) -> u64 {
        self.buckets.iter().map(|b| b.load(Ordering::Relaxed)).sum()
    }

    /// The longest.
    pub fn longest(&self) -> Duration {
        Duration::from_micros(self.longest.load(Ordering::Relaxed))
    }

    /// The duration that `per_mille` of a thousand do not exceed; `None` when nothing was counted.
    pub fn percentile(&self, per_mille: u64) -> Option<Duration> {
        let rank = (self.count() * per_mille).div_ceil(1000).max(1);
        let mut seen = 0;
        let found = self.buckets.iter().position(|b| {
            seen += b.load(Ordering::Relaxed);
            seen >= rank
        })?;
        Some(Duration::from_micros(top(found)).min(self.longest()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_value_lies_in_its_bucket() {
        let edges = (0..41).flat_map(|bit| [(1_u64 << bit) - 1, 1 << bit, (1 << bit) + 1]);
        for value in edges.chain([LARGEST]) {
            let bucket = bucket(value);
            assert!(bucket < BUCKETS);
            assert!(value <= top(bucket), "{value}");
            assert!(bucket == 0 || value > top(bucket - 1), "{value}");
        }
    }

    proptest! {
        #[test]
        fn percentiles_are_those_of_the_sorted_values(
            mut values in prop::collection::vec(0_u64..5_000_000, 1..400),
            per_mille in 1_u64..=1000,
        ) {
            let histogram = Histogram::default();
            for value in &values {
                histogram.record(Duration::from_micros(*value));
            }
            values.sort_unstable();
            let rank = (values.len() * usize::try_from(per_mille)?).div_ceil(1000).max(1);
            let exact = values[rank - 1];
            let told = u64::try_from(histogram.percentile(per_mille).unwrap().as_micros())?;
            prop_assert!(told >= exact && told <= exact + exact / SUB, "{told} for {exact}");
            prop_assert_eq!(histogram.count(), values.len() as u64);
        }
    }

    #[test]
    fn nothing_counted_has_no_percentile() {
        assert_eq!(Histogram::default().percentile(500), None);
    }
}
