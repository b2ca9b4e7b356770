//! The turnover that is hoped for: by hall and month, and spread over the days on which work is done, so that any part of a
//! month can be set against what was made in it.

use super::line::spread;
use crate::db::{Tx, Value, row};
use crate::output::hall_day::monday;
use chrono::{Datelike as _, NaiveDate};

row! {
    /// The turnover a hall should make in a month.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Budget {
        /// Id of the hall.
        pub hall: String = "hall_id",
        /// First day of the month.
        pub month: NaiveDate,
        /// Ten-thousandths of a euro.
        pub turnover: i64,
    }
}

/// A month's budget by day: whole cents over its Mondays to Fridays, whose sum is the budget in whole cents. Holidays count
/// too: which of them a company takes off, no budget says.
pub fn by_day(month: NaiveDate, turnover: i64) -> Vec<(NaiveDate, i64)> {
    let days = month.iter_days().take_while(|day| day.month() == month.month());
    let days: Vec<NaiveDate> = days.filter(|day| day.weekday().number_from_monday() <= 5).collect();
    let parts = spread(turnover, &vec![1; days.len()]);
    days.into_iter().zip(parts).collect()
}

/// Every budget.
pub async fn budgets(tx: &mut Tx) -> sqlx::Result<Vec<Budget>> {
    tx.all("select hall_id, month, turnover from budget", &[]).await
}

/// Adds budgets, or changes those of the same hall and month.
pub async fn store_budgets(tx: &mut Tx, rows: &[&Budget]) -> sqlx::Result<()> {
    store_days(tx, rows).await?;
    let rows: Vec<[&dyn Value; 3]> =
        rows.iter().map(|b| [&b.hall as &dyn Value, &b.month, &b.turnover]).collect();
    tx.insert_many(
        "insert into budget (hall_id, month, turnover)",
        "on conflict (hall_id, month) do update set turnover = excluded.turnover",
        &rows,
    )
    .await
}

/// Spreads the budgets that were stored before they were spread.
pub async fn spread_missing(tx: &mut Tx) -> sqlx::Result<()> {
    let missing: Vec<Budget> = tx
        .all(
            "select hall_id, month, turnover from budget
              where not exists (select 1 from budget_day d where d.hall_id = budget.hall_id and d.month = budget.month)",
            &[],
        )
        .await?;
    store_days(tx, &missing.iter().collect::<Vec<_>>()).await
}

async fn store_days(tx: &mut Tx, rows: &[&Budget]) -> sqlx::Result<()> {
    let days: Vec<(&Budget, NaiveDate, NaiveDate, i64)> = rows
        .iter()
        .flat_map(|b| by_day(b.month, b.turnover).into_iter().map(|(day, part)| (*b, day, part)))
        .map(|(budget, day, part)| (budget, day, monday(day), part))
        .collect();
    let rows: Vec<[&dyn Value; 5]> = days
        .iter()
        .map(|(budget, day, week, part)| {
            let row: [&dyn Value; 5] = [day, &budget.hall, week, &budget.month, part];
            row
        })
        .collect();
    tx.insert_many(
        "insert into budget_day (day, hall_id, week, month, amount)",
        "on conflict (day, hall_id) do update set amount = excluded.amount",
        &rows,
    )
    .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_month_is_spread_over_its_mondays_to_fridays() {
        // € 100 over the 21 of November 2026, which begins on a Sunday: € 4,76, and four times a cent more.
        let days = by_day(day("2026-11-01"), 1_000_000);
        assert_eq!(days.len(), 21);
        assert_eq!((days[0].0, days[20].0), (day("2026-11-02"), day("2026-11-30")));
        assert_eq!(days.iter().filter(|(_, part)| *part == 47_600).count(), 17);
        assert_eq!(days.iter().filter(|(_, part)| *part == 47_700).count(), 4);
    }

    proptest! {
        #[test]
        fn days_are_the_month(cents in 0_i64..100_000_000_000, year in 2000_i32..2100, month in 1_u32..=12) {
            let first = NaiveDate::from_ymd_opt(year, month, 1).unwrap();
            let days = by_day(first, cents * 100);
            prop_assert_eq!(days.iter().map(|(_, part)| part).sum::<i64>(), cents * 100);
            prop_assert!((20..=23).contains(&days.len()));
        }
    }
}
