//! Numbers, money and times as people write them.

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

/// An amount of money in ten-thousandths of a euro, rounded to cents, half of one away from zero: `€ 1.250,00`.
pub fn euros(lang: Lang, amount: i64) -> String {
    let cents = amount / 100 + (amount % 100) / 50;
    let sign = if cents < 0 { "-" } else { "" };
    let whole = count(lang, (cents / 100).abs());
    format!("€\u{a0}{sign}{whole}{}{:02}", decimal_mark(lang), (cents % 100).abs())
}

/// The price of a piece in ten-thousandths of a euro, with every decimal that it has: `€ 0,0375`.
pub fn piece_price(lang: Lang, amount: i64) -> String {
    let sign = if amount < 0 { "-" } else { "" };
    let whole = count(lang, (amount / 10_000).abs());
    let decimals = format!("{:04}", (amount % 10_000).abs());
    let beyond_cents = decimals[2..].trim_end_matches('0');
    format!("€\u{a0}{sign}{whole}{}{}{beyond_cents}", decimal_mark(lang), &decimals[..2])
}

/// A measured number with one decimal, as nearest as it can be held: `1.250,5`.
pub fn decimal(lang: Lang, number: f64) -> String {
    let text = format!("{:.1}", number.abs());
    let (whole, tenth) = text.split_once('.').unwrap_or((&text, "0"));
    let whole: i64 = whole.parse().unwrap_or(i64::MAX);
    let sign = if number < 0.0 && (whole, tenth) != (0, "0") { "-" } else { "" };
    format!("{sign}{}{}{tenth}", count(lang, whole), decimal_mark(lang))
}

/// `nov 2026`.
pub fn month(lang: Lang, date: NaiveDate) -> String {
    format!("{} {}", month_short(lang, date), date.year())
}

/// `nov`.
pub fn month_short(lang: Lang, date: NaiveDate) -> String {
    month_names(lang)[date.month0() as usize].to_owned()
}

fn decimal_mark(lang: Lang) -> char {
    match lang {
        Lang::Nl => ',',
        Lang::En => '.',
    }
}

/// `week 47`, and of another year `week 47 2026`. Weeks begin on Monday and belong to the year that has their Thursday, so
/// the first days of January can be in a week of the year before.
pub fn week(date: NaiveDate, today: NaiveDate) -> String {
    let (week, now) = (date.iso_week(), today.iso_week());
    // The word is the same in both languages.
    if week.year() == now.year() {
        format!("week {}", week.week())
    } else {
        format!("week {} {}", week.week(), week.year())
    }
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
    fn money_is_rounded_once_and_away_from_zero() {
        let spaced = |text: String| text.replace('\u{a0}', " ");
        let dutch = [0, 50, 49, 184_200_000, -12_345_650, -50, 99_995_000];
        let dutch = dutch.map(|n| spaced(euros(Lang::Nl, n)));
        assert_eq!(
            dutch,
            ["€ 0,00", "€ 0,01", "€ 0,00", "€ 18.420,00", "€ -1.234,57", "€ -0,01", "€ 9.999,50"]
        );
        assert_eq!(spaced(euros(Lang::En, 12_345_600)), "€ 1,234.56");
        let pieces = [375, 2_500, 10_000, 12_340_010, -5].map(|n| spaced(piece_price(Lang::Nl, n)));
        assert_eq!(pieces, ["€ 0,0375", "€ 0,25", "€ 1,00", "€ 1.234,001", "€ -0,0005"]);
        assert_eq!(spaced(piece_price(Lang::En, 375)), "€ 0.0375");
    }

    #[test]
    fn a_measured_number_has_one_decimal() {
        let texts = [0.0, -0.04, 12.25, -3.15, 1_234.56].map(|n| decimal(Lang::Nl, n));
        assert_eq!(texts, ["0,0", "0,0", "12,2", "-3,1", "1.234,6"]);
        assert_eq!(decimal(Lang::En, 0.5), "0.5");
    }

    #[test]
    fn a_week_belongs_to_the_year_of_its_thursday() {
        let day = |d: &str| d.parse::<NaiveDate>().unwrap();
        let today = day("2026-11-20");
        assert_eq!(week(today, today), "week 47");
        assert_eq!(week(day("2027-01-03"), today), "week 53");
        assert_eq!(week(day("2027-01-04"), today), "week 1 2027");
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
