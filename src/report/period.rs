//! Which days a dashboard is about: two days, or a period that moves along with today.

use crate::output::hall_day::{first_of_month, monday};
use chrono::{Datelike as _, Days, Months, NaiveDate, Weekday};

/// From the first day up to and with the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

/// The periods that move along, by their word in an address.
pub const PRESETS: &[&str] = &[
    "4w",
    "13w",
    "52w",
    "maand",
    "kwartaal",
    "jaar",
    "vorige-maand",
    "vorig-kwartaal",
    "vorig-jaar",
];

/// More days than these no picture shows well, and the calendar of the database has no more.
const LONGEST_DAYS: i64 = 3_700;

/// Which end of a period a text names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// Its first day.
    First,
    /// Its last day.
    Last,
}

impl Period {
    /// A period that moves along with today.
    pub fn preset(word: &str, today: NaiveDate) -> Option<Self> {
        let month = first_of_month(today);
        let quarter = first_of_quarter(today);
        let year = month - Months::new(month.month0());
        let weeks = |weeks: u64| monday(today) - Days::new(7 * (weeks - 1));
        let until = |next: NaiveDate| next.pred_opt().unwrap_or(next);
        Some(match word {
            "4w" => Self { from: weeks(4), to: today },
            "13w" => Self { from: weeks(13), to: today },
            "52w" => Self { from: weeks(52), to: today },
            "maand" => Self { from: month, to: today },
            "kwartaal" => Self { from: quarter, to: today },
            "jaar" => Self { from: year, to: today },
            "vorige-maand" => Self { from: month - Months::new(1), to: until(month) },
            "vorig-kwartaal" => Self { from: quarter - Months::new(3), to: until(quarter) },
            "vorig-jaar" => Self { from: year - Months::new(12), to: until(year) },
            _ => return None,
        })
    }

    /// Two days, when they are in order, not too far apart and within the calendar.
    pub fn between(from: NaiveDate, to: NaiveDate) -> Option<Self> {
        let is_known = |day: NaiveDate| (2015..=2040).contains(&day.year());
        let is_short = (to - from).num_days() <= LONGEST_DAYS;
        (from <= to && is_short && is_known(from) && is_known(to)).then_some(Self { from, to })
    }

    /// The same period a year before: whole months by the calendar, others by the week, so that days of the week match.
    #[must_use]
    pub fn year_before(self) -> Self {
        if self.from.day() == 1 {
            Self { from: self.from - Months::new(12), to: self.to - Months::new(12) }
        } else {
            Self { from: self.from - Days::new(364), to: self.to - Days::new(364) }
        }
    }
}

/// The first day of the quarter that a day is in.
pub fn first_of_quarter(day: NaiveDate) -> NaiveDate {
    let month = first_of_month(day);
    month - Months::new(month.month0() % 3)
}

/// A day, or the first or last of an ISO week such as `2026-W47`.
pub fn edge(text: &str, edge: Edge) -> Option<NaiveDate> {
    let text = text.trim();
    if let Some((year, week)) = text.split_once("-W").or_else(|| text.split_once("-w")) {
        let weekday = if edge == Edge::First { Weekday::Mon } else { Weekday::Sun };
        return NaiveDate::from_isoywd_opt(year.parse().ok()?, week.parse().ok()?, weekday);
    }
    if text.len() == 10 { text.parse().ok() } else { None }
}

/// The key of the words for one of [`PRESETS`].
pub fn preset_text(word: &str) -> &'static str {
    match word {
        "4w" => "report.preset_4w",
        "13w" => "report.preset_13w",
        "52w" => "report.preset_52w",
        "maand" => "report.preset_month",
        "kwartaal" => "report.preset_quarter",
        "jaar" => "report.preset_year",
        "vorige-maand" => "report.preset_last_month",
        "vorig-kwartaal" => "report.preset_last_quarter",
        _ => "report.preset_last_year",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn presets_move_along() {
        let of = |word| {
            Period::preset(word, day("2026-11-22")).map(|p| (p.from.to_string(), p.to.to_string()))
        };
        let pair = |from: &str, to: &str| Some((from.to_owned(), to.to_owned()));
        assert_eq!(of("4w"), pair("2026-10-26", "2026-11-22"));
        assert_eq!(of("kwartaal"), pair("2026-10-01", "2026-11-22"));
        assert_eq!(of("vorig-kwartaal"), pair("2026-07-01", "2026-09-30"));
        assert_eq!(of("vorige-maand"), pair("2026-10-01", "2026-10-31"));
        assert_eq!(of("vorig-jaar"), pair("2025-01-01", "2025-12-31"));
        assert_eq!(of("eeuw"), None);
        assert!(PRESETS.iter().all(|word| of(word).is_some()));
    }

    #[test]
    fn an_edge_is_a_day_or_a_week() {
        assert_eq!(edge("2026-11-20", Edge::First), Some(day("2026-11-20")));
        assert_eq!(edge("2026-W47", Edge::First), Some(day("2026-11-16")));
        assert_eq!(edge(" 2026-W47", Edge::Last), Some(day("2026-11-22")));
        assert_eq!(edge("2020-W53", Edge::Last), Some(day("2021-01-03")));
        for wrong in
            ["", "2026", "2026-W54", "2026-13-01", "gisteren", "20-11-2026", "+262000-01-01"]
        {
            assert_eq!(edge(wrong, Edge::First), None, "{wrong}");
        }
    }

    #[test]
    fn a_quarter_begins_with_its_first_month() {
        for (of, first) in [
            ("2026-01-01", "2026-01-01"),
            ("2026-03-31", "2026-01-01"),
            ("2026-11-22", "2026-10-01"),
        ] {
            assert_eq!(first_of_quarter(day(of)), day(first));
        }
    }

    #[test]
    fn a_year_before_has_the_same_days() {
        let quarter = Period { from: day("2026-07-01"), to: day("2026-09-30") }.year_before();
        assert_eq!((quarter.from, quarter.to), (day("2025-07-01"), day("2025-09-30")));
        let weeks = Period { from: day("2026-10-26"), to: day("2026-11-22") }.year_before();
        assert_eq!((weeks.from, weeks.to), (day("2025-10-27"), day("2025-11-23")));
        assert_eq!(Period::between(day("2026-02-01"), day("2026-01-01")), None);
        assert_eq!(Period::between(day("1999-02-01"), day("1999-03-01")), None);
    }
}
