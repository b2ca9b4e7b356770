//! What an order line is worth, day by day and group by group. Pure, and it cannot fail.
//!
//! Every amount is a whole cent, rounded half away from zero where it arises, so the sum of any split is the whole:
//! - **by the piece**: the good pieces of the last step, times the price of that day;
//! - **by the hour**: the net time that people worked at any of its steps, times the rate of that day;
//! - **for a fixed price**: what the share that is done grew by. Each step counts the same, and no step counts for more
//!   pieces than were asked.
//!
//! What is invoiced and what was bought in belongs to the line; it is shared out over the groups by what each had produced by
//! that day. Material that the client owns has no price, so it is worth nothing here.

use crate::orders::terms::{LineTerms, Pricing};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// What a piece, an hour or the whole costs on a day.
fn price_on(terms: &LineTerms, day: NaiveDate) -> i64 {
    let next = terms.prices.partition_point(|(from, _)| *from <= day);
    let dated = next.checked_sub(1).and_then(|at| terms.prices.get(at));
    dated.map_or(terms.price, |(_, price)| *price)
}

/// What a group made of a line on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Made {
    /// Good pieces of each step, by its number.
    pub good: BTreeMap<i64, i64>,
    /// Pieces rejected because of the material.
    pub rejected_material: i64,
    /// Pieces rejected for another reason.
    pub rejected_other: i64,
    /// Net seconds at its tasks, of all people together.
    pub net_seconds: i64,
    /// Seconds waited, of all people together.
    pub waiting_seconds: i64,
}

/// What it comes to. Amounts are ten-thousandths of a euro in whole cents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Worth {
    /// Good pieces of the last step.
    pub pieces: i64,
    /// Good pieces of all steps.
    pub step_pieces: i64,
    /// The value of what was made.
    pub produced: i64,
    /// What was invoiced.
    pub invoiced: i64,
    /// What was bought in.
    pub cost: i64,
}

/// A day, and a group; `""` where nobody made anything yet.
pub type Place = (NaiveDate, String);

/// Reckons a line.
pub fn reckon(terms: &LineTerms, made: &BTreeMap<Place, Made>) -> BTreeMap<Place, Worth> {
    let last = terms.steps.values().copied().max().unwrap_or(1);
    let steps = i64::try_from(terms.steps.len().max(1)).unwrap_or(i64::MAX);
    let mut worth: BTreeMap<Place, Worth> = BTreeMap::new();
    let mut done: BTreeMap<i64, i64> = BTreeMap::new();
    let mut before = 0;
    for (place, made) in made {
        let price = i128::from(price_on(terms, place.0));
        let pieces = made.good.get(&last).copied().unwrap_or_default();
        let produced = match terms.pricing {
            Pricing::Piece => cents(i128::from(pieces) * price, 1),
            Pricing::Hour => cents(i128::from(made.net_seconds) * price, 3_600),
            Pricing::Fixed => {
                for (step, good) in &made.good {
                    *done.entry(*step).or_default() += good;
                }
                let most = terms.quantity.max(1);
                let share: i64 = done.values().map(|good| (*good).clamp(0, most)).sum();
                let now = cents(i128::from(share) * price, i128::from(most) * i128::from(steps));
                now - std::mem::replace(&mut before, now)
            }
        };
        let step_pieces = made.good.values().sum();
        worth.insert(place.clone(), Worth { pieces, step_pieces, produced, ..Worth::default() });
    }
    let by_group: Vec<(NaiveDate, String, i64)> =
        worth.iter().map(|((day, group), worth)| (*day, group.clone(), worth.produced)).collect();
    for (day, amount) in &terms.invoiced {
        for (group, part) in share_out(*amount, *day, &by_group) {
            worth.entry((*day, group)).or_default().invoiced += part;
        }
    }
    for (day, amount) in &terms.costs {
        for (group, part) in share_out(*amount, *day, &by_group) {
            worth.entry((*day, group)).or_default().cost += part;
        }
    }
    worth
}

/// Shares an amount out over groups by what each had produced by a day; by what each produced at all when nobody had yet.
fn share_out(
    amount: i64,
    day: NaiveDate,
    produced: &[(NaiveDate, String, i64)],
) -> Vec<(String, i64)> {
    let weights = |until: NaiveDate| {
        let mut weights: BTreeMap<&str, i64> = BTreeMap::new();
        for (_, group, value) in produced.iter().filter(|(day, ..)| *day <= until) {
            *weights.entry(group).or_default() += value;
        }
        weights.retain(|_, weight| *weight > 0);
        weights
    };
    let mut shares = weights(day);
    if shares.is_empty() {
        shares = weights(NaiveDate::MAX);
    }
    let groups: Vec<&str> = shares.keys().copied().collect();
    let weights: Vec<i64> = shares.into_values().collect();
    if groups.is_empty() {
        return vec![(String::new(), amount)];
    }
    groups.into_iter().map(str::to_owned).zip(spread(amount, &weights)).collect()
}

/// Spreads an amount of whole cents over weights, of which at least one is above zero, into parts of whole cents whose sum
/// is the amount.
pub fn spread(amount: i64, weights: &[i64]) -> Vec<i64> {
    let all: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
    let (mut seen, mut given) = (0_i128, 0_i64);
    weights
        .iter()
        .map(|weight| {
            seen += i128::from(*weight);
            let until = cents(i128::from(amount) * seen, all.max(1));
            until - std::mem::replace(&mut given, until)
        })
        .collect()
}

/// `amount / by` in whole cents, half of one away from zero.
fn cents(amount: i128, by: i128) -> i64 {
    let one = by * 100;
    let half = if amount < 0 { -one / 2 } else { one / 2 };
    i64::try_from((amount + half) / one * 100).unwrap_or(if amount < 0 {
        i64::MIN
    } else {
        i64::MAX
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(number: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, number).unwrap()
    }

    /// A line of 1,000 pieces in two steps.
    fn terms(pricing: Pricing, price: i64) -> LineTerms {
        LineTerms {
            business_line: "packaging".to_owned(),
            pricing,
            price,
            prices: Vec::new(),
            quantity: 1_000,
            steps: [("t1".to_owned(), 1), ("t2".to_owned(), 2)].into(),
            invoiced: Vec::new(),
            costs: Vec::new(),
        }
    }

    fn good(pieces: &[(i64, i64)]) -> Made {
        Made { good: pieces.iter().copied().collect(), ..Made::default() }
    }

    fn produced(terms: &LineTerms, made: &[(u32, &str, Made)]) -> Vec<i64> {
        let made =
            made.iter().map(|(at, group, made)| ((day(*at), (*group).to_owned()), made.clone()));
        reckon(terms, &made.collect()).values().map(|worth| worth.produced).collect()
    }

    #[test]
    fn pieces_of_the_last_step_are_paid_and_rounded_once_a_day() {
        // 133 × € 0,0375 = € 4,9875, which is € 4,99; the first step's pieces are not paid.
        let made = [(2, "a", good(&[(1, 500), (2, 133)])), (3, "a", good(&[(1, 500)]))];
        assert_eq!(produced(&terms(Pricing::Piece, 375), &made), [49_900, 0]);
    }

    #[test]
    fn a_new_price_holds_from_its_day_on() {
        let terms = LineTerms { prices: vec![(day(3), 400)], ..terms(Pricing::Piece, 375) };
        let made =
            [(2, "a", good(&[(2, 100)])), (3, "a", good(&[(2, 100)])), (4, "b", good(&[(2, 50)]))];
        assert_eq!(produced(&terms, &made), [37_500, 40_000, 20_000]);
    }

    #[test]
    fn hours_are_those_of_everybody() {
        // Two people, 90 minutes each: 3 hours at € 24,50.
        let made = Made { net_seconds: 2 * 5_400, ..good(&[(1, 10)]) };
        assert_eq!(produced(&terms(Pricing::Hour, 245_000), &[(2, "a", made)]), [735_000]);
    }

    #[test]
    fn a_fixed_price_grows_with_the_steps_done_and_never_beyond_itself() {
        // € 100 for 1,000 pieces in two steps: a step's piece is 5 cents.
        let made = [
            (2, "a", good(&[(1, 333)])),
            (3, "a", good(&[(1, 700), (2, 500)])),
            (4, "b", good(&[(2, 600)])),
        ];
        // 333 of 2,000; then 1,000 (33 too many do not count) and 500; then all.
        assert_eq!(produced(&terms(Pricing::Fixed, 1_000_000), &made), [166_500, 583_500, 250_000]);
    }

    #[test]
    fn what_is_invoiced_is_shared_out_by_what_groups_made() {
        let made =
            [(2, "a", good(&[(2, 200)])), (2, "b", good(&[(2, 100)])), (4, "b", good(&[(2, 900)]))];
        let made =
            made.into_iter().map(|(at, group, made)| ((day(at), group.to_owned()), made)).collect();
        let terms = LineTerms {
            invoiced: vec![(day(3), 20_000)],
            costs: vec![(day(1), 9_900)],
            ..terms(Pricing::Piece, 100)
        };
        let worth = reckon(&terms, &made);
        let invoiced: Vec<_> = worth.iter().filter(|(_, w)| w.invoiced != 0).collect();
        assert_eq!(invoiced.len(), 2);
        assert_eq!((invoiced[0].1.invoiced, invoiced[1].1.invoiced), (13_300, 6_700));
        // Nobody had made anything on the first, so the whole work of the line counts: 200 against 1,000.
        let cost: Vec<_> = worth.values().map(|w| w.cost).filter(|c| *c != 0).collect();
        assert_eq!(cost, [1_700, 8_200]);
        let nobody = reckon(&terms, &BTreeMap::new());
        assert_eq!(nobody[&(day(3), String::new())].invoiced, 20_000);
    }

    proptest! {
        #[test]
        fn parts_are_the_whole(
            amount in -1_000_000_i64..1_000_000,
            weights in prop::collection::vec(0_i64..1_000_000, 1..20),
        ) {
            prop_assume!(weights.iter().any(|weight| *weight > 0));
            let parts = spread(amount * 100, &weights);
            prop_assert_eq!(parts.iter().sum::<i64>(), amount * 100);
            prop_assert!(parts.iter().all(|part| part % 100 == 0));
        }

        #[test]
        fn a_fixed_price_is_earned_whole_and_once(
            days in prop::collection::vec((1_u32..28, 0_usize..3, 0_i64..400, 0_i64..400), 1..30),
            price in 0_i64..1_000_000,
        ) {
            let terms = terms(Pricing::Fixed, price * 100);
            let mut made: BTreeMap<Place, Made> = BTreeMap::new();
            for (at, group, one, two) in days {
                let good = &mut made.entry((day(at), ["a", "b", "c"][group].to_owned())).or_default().good;
                *good.entry(1).or_default() += one;
                *good.entry(2).or_default() += two;
            }
            let done: i64 = [1, 2].map(|s| made.values().map(|m| m.good[&s]).sum::<i64>().min(1_000)).iter().sum();
            let whole: i64 = reckon(&terms, &made).values().map(|w| w.produced).sum();
            prop_assert_eq!(whole, cents(i128::from(done) * i128::from(price) * 100, 2_000));
        }
    }
}
