//! Days and times of day as people and their spreadsheets write them.

use chrono::{Datelike, NaiveDate};

/// Years that are no slip of the pen.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2100;

/// Reads `31-12-2026` or `2026-12-31`. Slashes are refused: `3/4/2026` is two different days on the two sides of the ocean.
pub(super) fn parse(text: &str) -> Option<NaiveDate> {
    let parts: Vec<&str> = text.split('-').collect();
    let [first, month, last] = parts.as_slice() else { return None };
    let number = |text: &str, lengths: std::ops::RangeInclusive<usize>| {
        let fits = lengths.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| text.parse::<u32>().ok()).flatten()
    };
    let (year, day) = if first.len() == 4 { (first, last) } else { (last, first) };
    let year = i32::try_from(number(year, 4..=4)?).ok()?;
    NaiveDate::from_ymd_opt(year, number(month, 1..=2)?, number(day, 1..=2)?)
        .filter(|day| YEARS.contains(&day.year()))
}

/// Writes `31-12-2026`.
pub(super) fn write(day: NaiveDate) -> String {
    day.format("%d-%m-%Y").to_string()
}

/// Reads `12:30` as minutes after midnight.
pub(super) fn parse_time(text: &str) -> Option<i64> {
    let (hour, minute) = text.split_once(':')?;
    let number = |text: &str, least: usize| {
        let fits = (least..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| text.parse::<i64>().ok()).flatten()
    };
    let (hour, minute) = (number(hour, 1)?, number(minute, 2)?);
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

/// Writes `12:30`.
pub(super) fn write_time(minutes: i64) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_dutch_or_iso() {
        let day = NaiveDate::from_ymd_opt(2026, 3, 4);
        for text in ["04-03-2026", "4-3-2026", "2026-03-04"] {
            assert_eq!(parse(text), day, "{text}");
        }
        for text in
            ["3/4/2026", "31-02-2026", "04-03-26", "2026-03", "01-01-1926", "+4-3-2026", "", "--"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(day.map(write).as_deref(), Some("04-03-2026"));
    }

    #[test]
    fn times_are_hours_and_minutes() {
        assert_eq!(parse_time("4:05"), Some(245));
        assert_eq!(write_time(245), "04:05");
        for text in ["24:00", "12:60", "12", "12:5", "1:2:3", "a:00"] {
            assert_eq!(parse_time(text), None, "{text}");
        }
    }
}
