//! Amounts that cannot be mixed up: money, pieces and time.
//!
//! A price has four decimals of a euro, because a piece can cost € 0.0375. What is invoiced or paid has two, rounded once, half
//! away from zero (decision D9).

use std::iter::Sum;
use std::ops::{Add, AddAssign, Mul, Neg, Sub, SubAssign};

/// Gives a whole amount its arithmetic. Sums that do not fit stop at the largest amount there is; none in use comes near.
macro_rules! amounts {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(i64);

        impl $name {
            /// None at all.
            pub const ZERO: Self = Self(0);

            /// As it is stored.
            pub const fn stored(self) -> i64 {
                self.0
            }

            /// Reads what [`Self::stored`] gave.
            pub const fn from_stored(amount: i64) -> Self {
                Self(amount)
            }
        }

        impl Add for $name {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self(self.0.saturating_add(other.0))
            }
        }

        impl Sub for $name {
            type Output = Self;
            fn sub(self, other: Self) -> Self {
                Self(self.0.saturating_sub(other.0))
            }
        }

        impl Neg for $name {
            type Output = Self;
            fn neg(self) -> Self {
                Self(self.0.saturating_neg())
            }
        }

        impl AddAssign for $name {
            fn add_assign(&mut self, other: Self) {
                *self = *self + other;
            }
        }

        impl SubAssign for $name {
            fn sub_assign(&mut self, other: Self) {
                *self = *self - other;
            }
        }

        impl Sum for $name {
            fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
                all.fold(Self::ZERO, Add::add)
            }
        }
    )*};
}

amounts! {
    /// Money, stored as ten-thousandths of a euro.
    Money;
    /// Whole pieces.
    Pieces;
    /// Whole seconds of time.
    Seconds;
}

/// Decimals of a euro that [`Money`] keeps.
pub const DECIMALS: u32 = 4;

impl Money {
    /// Whole cents.
    pub const fn cents(cents: i64) -> Self {
        Self(cents.saturating_mul(100))
    }

    /// Rounded to whole cents, half away from zero.
    #[must_use]
    pub fn rounded(self) -> Self {
        Self::of_exact(self.0.into())
    }

    /// The nearest whole cents of an exact number of ten-thousandths.
    fn of_exact(exact: i128) -> Self {
        let half = if exact < 0 { -50 } else { 50 };
        let cents = (exact + half) / 100 * 100;
        let end = if exact < 0 { i64::MIN } else { i64::MAX };
        Self(i64::try_from(cents).unwrap_or(end))
    }
}

/// The price of so many pieces, rounded once to whole cents.
impl Mul<Pieces> for Money {
    type Output = Self;
    fn mul(self, pieces: Pieces) -> Self {
        Self::of_exact(i128::from(self.0) * i128::from(pieces.0))
    }
}

impl Seconds {
    /// Whole minutes.
    pub const fn minutes(minutes: i64) -> Self {
        Self(minutes.saturating_mul(60))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_line_is_rounded_once_half_away_from_zero() {
        let price = Money::from_stored(375); // € 0.0375
        assert_eq!(price * Pieces::from_stored(10_001), Money::cents(37_504));
        assert_eq!(price * Pieces::from_stored(2), Money::cents(8)); // 7.5 cents
        assert_eq!(-price * Pieces::from_stored(2), Money::cents(-8));
        assert_eq!(Money::from_stored(49).rounded(), Money::ZERO);
        assert_eq!(Money::from_stored(-50).rounded(), Money::cents(-1));
    }

    proptest! {
        #[test]
        fn rounding_is_off_by_half_a_cent_at_most(price in -100_000_000_i64..100_000_000, n in 0_i64..10_000_000) {
            let line = Money::from_stored(price) * Pieces::from_stored(n);
            let off = (i128::from(line.stored()) - i128::from(price) * i128::from(n)).abs();
            prop_assert!(off <= 50, "{off}");
            prop_assert_eq!(line.stored() % 100, 0);
        }

        #[test]
        fn a_sum_does_not_depend_on_its_order(mut all in prop::collection::vec(-1_000_000_i64..1_000_000, 0..20)) {
            let sum = |all: &[i64]| all.iter().map(|n| Money::from_stored(*n)).sum::<Money>();
            let forward = sum(&all);
            all.reverse();
            prop_assert_eq!(sum(&all), forward);
        }
    }
}
