//! How long to wait before the next attempt: longer with every failure, and never the same, so that a thousand clients of
//! a broker that restarts do not come back in one instant.

use super::Patience;
use crate::id;
use std::time::Duration;

pub(super) struct Backoff {
    first: Duration,
    last: Duration,
    failures: u32,
}

impl Backoff {
    pub(super) fn new(patience: &Patience) -> Self {
        Self { first: patience.first_retry, last: patience.last_retry, failures: 0 }
    }

    /// The last connection did some good: the next failure counts as the first.
    pub(super) fn reset(&mut self) {
        self.failures = 0;
    }

    /// Between a fifth of the longest wait and all of it.
    pub(super) fn next(&mut self) -> Duration {
        let longest = self.first.saturating_mul(1 << self.failures.min(16)).min(self.last);
        self.failures = self.failures.saturating_add(1);
        let dice = u32::from(u16::from_le_bytes(id::random()));
        longest / 5 + longest * 4 / 5 * dice / u32::from(u16::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::{Backoff, Duration, Patience};

    #[test]
    fn grows_to_the_bound_and_starts_again() {
        let mut backoff = Backoff::new(&Patience::default());
        for longest in [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000] {
            let longest = Duration::from_millis(longest);
            let wait = backoff.next();
            assert!(wait >= longest / 5 && wait <= longest, "{wait:?} of {longest:?}");
        }
        backoff.reset();
        assert!(backoff.next() <= Duration::from_millis(500));
    }
}
