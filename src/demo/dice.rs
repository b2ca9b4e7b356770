//! Chance that is the same on every machine and in every run: a stream of its own for each thing it is about, so that one
//! more draw here changes nothing there. Whole numbers only; floating point may differ between machines.

use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use sha2::{Digest as _, Sha256};

/// A stream of chance.
pub(super) struct Dice(ChaCha8Rng);

impl Dice {
    /// The stream of `seed` that is about `what`.
    pub(super) fn about(seed: u64, what: &[&str]) -> Self {
        let mut hash = Sha256::new();
        hash.update(seed.to_be_bytes());
        for part in what {
            hash.update(part.as_bytes());
            hash.update([0xff]);
        }
        Self(ChaCha8Rng::from_seed(hash.finalize().into()))
    }

    /// Any 64 bits.
    pub(super) fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// From `low` up to and with `high`.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = i128::from(high) - i128::from(low) + 1;
        let step = (i128::from(self.bits()) * span) >> 64;
        i64::try_from(i128::from(low) + step).unwrap_or(low)
    }

    /// From `low` up to and with `high`, rarely near the ends.
    pub(super) fn bell(&mut self, low: i64, high: i64) -> i64 {
        (0..3).map(|_| self.between(low, high)).sum::<i64>() / 3
    }

    /// True this many times out of a thousand.
    pub(super) fn chance(&mut self, permille: i64) -> bool {
        self.between(1, 1_000) <= permille
    }

    /// One of several; there must be one.
    pub(super) fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        let last = i64::try_from(of.len()).unwrap_or(i64::MAX) - 1;
        &of[usize::try_from(self.between(0, last)).unwrap_or(0)]
    }
}
