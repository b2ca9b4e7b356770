//! Numbers and times as people write them.

use crate::lang::Lang;
use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use chrono_tz::Tz;

/// A whole number with its thousands set apart: `1.250` in Dutch, `1,250` in English.
pub fn count(lang: Lang, n: i64) -> String {
    let mark = match lang {
        Lang::Nl => '.',
        Lang::En => ',',
    };
    let digits = n.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if n < 0 {
        text.push('-');
    }
    for (i, digit) in digits.char_indices() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(mark);
        }
        text.push(digit);
    }
    text
}

/// `10:42` when it is of today, else with the day: `vr 20 nov, 10:42`.
pub fn moment(lang: Lang, at: DateTime<Utc>, zone: Tz, today: NaiveDate) -> String {
    let local = at.with_timezone(&zone);
    let time = local.format("%H:%M");
    let date = local.date_naive();
    if date == today { time.to_string() } else { format!("{}, {time}", day(lang, date, today)) }
}

/// `vr 20 nov`, and of another year `20 nov 2026`.
pub fn day(lang: Lang, date: NaiveDate, today: NaiveDate) -> String {
    let month = month_names(lang)[date.month0() as usize];
    if date.year() == today.year() {
        let weekday = day_names(lang)[date.weekday().num_days_from_monday() as usize];
        format!("{weekday} {} {month}", date.day())
    } else {
        format!("{} {month} {}", date.day(), date.year())
    }
}

/// True for a day that a page may ask for; the calendar of the engines ends before that of the program.
pub fn is_plausible(day: NaiveDate) -> bool {
    (2000..=2100).contains(&day.year())
}

fn day_names(lang: Lang) -> [&'static str; 7] {
    match lang {
        Lang::Nl => ["ma", "di", "wo", "do", "vr", "za", "zo"],
        Lang::En => ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    }
}

fn month_names(lang: Lang) -> [&'static str; 12] {
    match lang {
        Lang::Nl => {
            ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]
        }
        Lang::En => {
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        let texts = [0, 999, 1_000, 1_234_567, -1_000].map(|n| count(Lang::Nl, n));
        assert_eq!(texts, ["0", "999", "1.000", "1.234.567", "-1.000"]);
        assert_eq!(count(Lang::En, 1_250), "1,250");
    }

    #[test]
    fn a_time_of_another_day_says_which() {
        let zone = chrono_tz::Europe::Amsterdam;
        let at: DateTime<Utc> = "2026-11-20T09:42:00Z".parse().unwrap();
        let day = |d: &str| d.parse::<NaiveDate>().unwrap();
        assert_eq!(moment(Lang::Nl, at, zone, day("2026-11-20")), "10:42");
        assert_eq!(moment(Lang::Nl, at, zone, day("2026-11-21")), "vr 20 nov, 10:42");
        assert_eq!(moment(Lang::En, at, zone, day("2027-01-02")), "20 Nov 2026, 10:42");
    }
}
