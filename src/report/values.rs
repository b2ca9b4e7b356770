//! Cells of an answer as people read them, and as numbers to draw.

use super::file::{Holds, Panel};
use super::words::said;
use crate::db::Cell;
use crate::lang::Lang;
use crate::web::format;
use chrono::{Datelike as _, NaiveDate};

/// The cell as a number, in the unit in which it is drawn: euros, hours, hundredths.
pub fn number(holds: Holds, cell: &Cell) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "a picture; exact figures stand in the table")]
    let raw = match cell {
        Cell::Whole(whole) => *whole as f64,
        Cell::Real(real) => *real,
        Cell::Nothing | Cell::Text(_) => return None,
    };
    let value = match holds {
        Holds::Euro => raw / 10_000.0,
        Holds::Hours => raw / 3_600.0,
        Holds::Share => raw * 100.0,
        _ => raw,
    };
    value.is_finite().then_some(value)
}

/// The cell as a date.
pub fn day(cell: &Cell) -> Option<NaiveDate> {
    match cell {
        Cell::Text(text) => text.parse().ok(),
        _ => None,
    }
}

/// How many days ago the cell's date was.
pub fn ago(cell: &Cell, today: NaiveDate) -> Option<i64> {
    day(cell).map(|day| (today - day).num_days())
}

/// The cell at a place of a panel's row in words; an empty one about people says that there were few.
pub fn told(lang: Lang, panel: &Panel, row: &[Cell], at: usize, today: NaiveDate) -> String {
    if panel.is_withheld(row, at) {
        return lang.text("report.few").to_owned();
    }
    let holds = panel.columns.get(at).map_or(Holds::Text, |column| column.holds);
    text(lang, holds, row.get(at).unwrap_or(&Cell::Nothing), today)
}

/// The cell in words; what is not known says so.
pub fn text(lang: Lang, holds: Holds, cell: &Cell, today: NaiveDate) -> String {
    let nothing = || lang.text("report.no_data").to_owned();
    match (holds, cell) {
        (Holds::Text | Holds::Day | Holds::Ago, Cell::Nothing) => "–".to_owned(),
        (_, Cell::Nothing) => nothing(),
        (Holds::Word, Cell::Text(word)) => said(lang, word).to_owned(),
        (Holds::Day, cell) => day(cell).map_or_else(nothing, |day| format::day(lang, day, today)),
        (Holds::Ago, cell) => {
            ago(cell, today).map_or_else(nothing, |days| format::count(lang, days))
        }
        (Holds::Week, cell) => day(cell).map_or_else(nothing, |day| format::week(day, today)),
        (Holds::Month, cell) => day(cell).map_or_else(nothing, |day| format::month(lang, day)),
        (Holds::Quarter, cell) => day(cell).map_or_else(nothing, |day| quarter(lang, day)),
        (_, Cell::Text(text)) => text.clone(),
        (Holds::Euro, Cell::Whole(amount)) => format::euros(lang, *amount),
        (Holds::Hours, Cell::Whole(seconds)) => hours(lang, *seconds),
        (_, Cell::Whole(whole)) => format::count(lang, *whole),
        (Holds::Share, Cell::Real(share)) if share.is_finite() => {
            format!("{}\u{a0}%", format::decimal(lang, share * 100.0))
        }
        (_, Cell::Real(real)) if real.is_finite() => format::decimal(lang, *real),
        (_, Cell::Real(_)) => nothing(),
    }
}

/// Seconds as hours with one decimal, half of one away from zero.
fn hours(lang: Lang, seconds: i64) -> String {
    let tenths = (seconds + if seconds < 0 { -180 } else { 180 }) / 360;
    let mark = if lang == Lang::Nl { ',' } else { '.' };
    let sign = if tenths < 0 { "-" } else { "" };
    let of = |hours: &str| format!("{hours}\u{a0}{}", lang.text("report.hours_short"));
    of(&format!("{sign}{}{mark}{}", format::count(lang, (tenths / 10).abs()), (tenths % 10).abs()))
}

fn quarter(lang: Lang, day: NaiveDate) -> String {
    lang.fill("report.quarter", &[("n", &(day.month0() / 3 + 1)), ("year", &day.year())])
}

/// A place on a time axis in few letters.
pub fn short(lang: Lang, holds: Holds, cell: &Cell, today: NaiveDate) -> String {
    match (holds, day(cell)) {
        (Holds::Week, Some(day)) => format!("wk {}", day.iso_week().week()),
        (Holds::Month, Some(day)) => format::month_short(lang, day),
        (Holds::Quarter, Some(day)) => {
            lang.fill("report.quarter_short", &[("n", &(day.month0() / 3 + 1))])
        }
        (Holds::Day, Some(day)) => format!("{}-{}", day.day(), day.month()),
        _ => text(lang, holds, cell, today),
    }
}

/// A value beside an axis, in the unit in which it is drawn.
pub fn beside_axis(lang: Lang, holds: Holds, value: f64) -> String {
    let round = value.abs() >= 10.0 || (value - value.round()).abs() < 1e-9;
    let number =
        if round { format::count(lang, whole(value)) } else { format::decimal(lang, value) };
    match holds {
        Holds::Euro => format!("€\u{a0}{number}"),
        Holds::Share => format!("{number}\u{a0}%"),
        Holds::Hours => format!("{number}\u{a0}{}", lang.text("report.hours_short")),
        _ => number,
    }
}

/// The nearest whole number.
fn whole(value: f64) -> i64 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "rounded, and a picture's values are far smaller"
    )]
    let whole = value.round() as i64;
    whole
}
