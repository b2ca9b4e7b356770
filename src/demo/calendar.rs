//! Working days in the Netherlands: Monday to Friday without the public holidays on which such companies are closed.

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// Easter Sunday: the first Sunday after the paschal full moon (Lichtenberg's form of Gauss's rule, Gregorian).
fn easter(year: i32) -> Option<NaiveDate> {
    let century = year / 100;
    let moon = 15 + (3 * century + 3) / 4 - (8 * century + 13) / 25;
    let sun = 2 - (3 * century + 3) / 4;
    let golden = year % 19;
    let seed = (19 * golden + moon) % 30;
    let correction = (seed + golden / 11) / 29;
    let full_moon = 21 + seed - correction;
    let first_sunday = 7 - (year + year / 4 + sun) % 7;
    let distance = 7 - (full_moon - first_sunday) % 7;
    let of_march = u64::try_from(full_moon + distance).ok()?;
    NaiveDate::from_ymd_opt(year, 3, 1)?.checked_add_days(Days::new(of_march - 1))
}

/// True on New Year's Day, Easter Monday, King's Day, Liberation Day once in five years, Ascension, Whit Monday, Christmas.
fn is_holiday(day: NaiveDate) -> bool {
    let kings_day = |d: u32| NaiveDate::from_ymd_opt(day.year(), 4, d);
    let fixed = match (day.month(), day.day()) {
        (1, 1) | (12, 25 | 26) => true,
        (4, 27) => day.weekday() != Weekday::Sun,
        (4, 26) => kings_day(27).is_some_and(|d| d.weekday() == Weekday::Sun),
        (5, 5) => day.year() % 5 == 0,
        _ => false,
    };
    fixed
        || easter(day.year())
            .is_some_and(|easter| [1, 39, 50].map(|d| easter + Days::new(d)).contains(&day))
}

/// True when the company works.
pub fn is_working_day(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !is_holiday(day)
}

/// The working day `offset` working days from `today`; 0 is `today` itself, whatever day that is.
pub fn working_day(today: NaiveDate, offset: i64) -> NaiveDate {
    let mut day = today;
    for _ in 0..offset.unsigned_abs() {
        loop {
            day = if offset > 0 { day + Days::new(1) } else { day - Days::new(1) };
            if is_working_day(day) {
                break;
            }
        }
    }
    day
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn easter_falls_where_it_fell() {
        for text in ["2016-03-27", "2024-03-31", "2025-04-20", "2026-04-05", "2038-04-25"] {
            assert_eq!(easter(day(text).year()), Some(day(text)));
        }
    }

    #[test]
    fn nobody_works_on_holidays_and_in_weekends() {
        for text in [
            "2026-01-01",
            "2026-04-06",
            "2026-04-27",
            "2026-05-14",
            "2026-05-25",
            "2025-05-05",
            "2026-12-25",
            "2025-12-26",
            "2026-11-21",
            "2026-11-22",
            "2025-04-26",
        ] {
            assert!(!is_working_day(day(text)), "{text}");
        }
        for text in ["2026-04-03", "2026-05-05", "2026-05-15", "2026-11-20", "2026-04-28"] {
            assert!(is_working_day(day(text)), "{text}");
        }
    }

    #[test]
    fn working_days_skip_what_is_free() {
        let saturday = day("2026-04-04");
        assert_eq!(working_day(saturday, 0), saturday);
        assert_eq!(working_day(saturday, 1), day("2026-04-07"));
        assert_eq!(working_day(saturday, -2), day("2026-04-02"));
    }
}
