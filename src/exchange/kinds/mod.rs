//! How each kind of record looks as a row.

mod billing;
mod coaching;
mod employment;
mod orders;
mod people;
mod places;
mod sales;

use super::day;
use crate::number;
use chrono::NaiveDate;

/// Decimals of an amount of money; see [`crate::orders::sales::OrderLine::unit_price`].
const MONEY: u32 = 4;

/// The word an export writes for a value; see [`super::cells::Cells::word`].
fn word<T: PartialEq>(words: &[(&str, &str, T)], value: &T) -> String {
    let found = words.iter().find(|(_, _, v)| v == value);
    found.map_or_else(String::new, |(word, _, _)| (*word).to_owned())
}

fn yes_no(value: bool) -> String {
    if value { "ja" } else { "nee" }.to_owned()
}

fn optional_day(day: Option<NaiveDate>) -> String {
    day.map(day::write).unwrap_or_default()
}

fn text(text: Option<&String>) -> String {
    text.cloned().unwrap_or_default()
}

fn money(amount: i64) -> String {
    number::write(amount, MONEY, 2).to_string()
}
