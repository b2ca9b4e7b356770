//! The cells of one row, asked for by what they should be. A cell that is not that is told, and the row goes on.

use super::problem::{Place, Problems, shown};
use super::references::References;
use super::table::Row;
use super::{Record, day};
use crate::number::{self, NumberError};
use crate::people::contact::{is_email, is_phone};
use chrono::NaiveDate;
use std::fmt::Display;
use std::ops::RangeInclusive;

/// Letters a name may have.
const NAME_MAX: usize = 120;
/// Characters a client's or order's number may have.
const NUMBER_MAX: usize = 40;

/// A row that is being read.
pub struct Cells<'a> {
    file: &'static str,
    columns: &'static [&'static str],
    row: &'a Row,
    problems: &'a mut Problems,
    references: &'a mut References,
}

#[expect(clippy::option_option, reason = "the outer: could it be read; the inner: was it given")]
impl<'a> Cells<'a> {
    pub(super) fn new<T: Record>(
        row: &'a Row,
        problems: &'a mut Problems,
        references: &'a mut References,
    ) -> Self {
        Self { file: T::FILE, columns: T::COLUMNS, row, problems, references }
    }

    /// The cell's text; empty for a column the kind does not have, which [`Self::place`] would show.
    fn text(&self, column: &'static str) -> &'a str {
        let at = self.columns.iter().position(|c| *c == column);
        at.and_then(|at| self.row.cells.get(at)).map_or("", String::as_str)
    }

    fn place(&self, column: &'static str) -> Place {
        Place::cell(self.file, self.row.number, column)
    }

    fn wrong(&mut self, column: &'static str, key: &'static str, values: &[(&str, &dyn Display)]) {
        self.problems.add(self.place(column), key, values);
    }

    /// The cell's text if it has any.
    fn given(&mut self, column: &'static str) -> Option<&'a str> {
        let text = self.text(column);
        if text.is_empty() {
            self.wrong(column, "import.empty", &[]);
        }
        Some(text).filter(|t| !t.is_empty())
    }

    /// An empty cell is `Some(None)`; one that is not what it should be is `None`.
    fn optional<T>(
        &mut self,
        column: &'static str,
        read: impl FnOnce(&mut Self, &'static str) -> Option<T>,
    ) -> Option<Option<T>> {
        if self.text(column).is_empty() { Some(None) } else { read(self, column).map(Some) }
    }

    /// Words for people.
    pub(super) fn name(&mut self, column: &'static str) -> Option<String> {
        let text = self.given(column)?;
        if text.chars().any(char::is_control) {
            self.wrong(column, "import.control_character", &[]);
            return None;
        }
        if text.chars().count() > NAME_MAX {
            self.wrong(column, "import.too_long", &[("most", &NAME_MAX)]);
            return None;
        }
        Some(text.to_owned())
    }

    /// Words for people, or nothing.
    pub(super) fn optional_name(&mut self, column: &'static str) -> Option<Option<String>> {
        self.optional(column, Self::name)
    }

    /// A telephone number, or nothing.
    pub(super) fn optional_phone(&mut self, column: &'static str) -> Option<Option<String>> {
        self.optional(column, |cells, column| cells.that_is(column, is_phone, "form.bad_phone"))
    }

    /// An e-mail address, or nothing.
    pub(super) fn optional_email(&mut self, column: &'static str) -> Option<Option<String>> {
        self.optional(column, |cells, column| cells.that_is(column, is_email, "form.bad_email"))
    }

    /// A text of which a rule says whether it is right. What it is stays unsaid: it may be about a person.
    fn that_is(
        &mut self,
        column: &'static str,
        is_right: impl FnOnce(&str) -> bool,
        wrong: &'static str,
    ) -> Option<String> {
        let text = self.given(column)?;
        if !is_right(text) {
            self.wrong(column, wrong, &[]);
            return None;
        }
        Some(text.to_owned())
    }

    /// An id that may travel in a topic or an address.
    pub(super) fn id(&mut self, column: &'static str) -> Option<String> {
        let text = self.given(column)?;
        if !contract::is_id(text) {
            self.wrong(column, "import.bad_id", &[("value", &shown(text))]);
            return None;
        }
        Some(text.to_owned())
    }

    /// An id, or nothing.
    pub(super) fn optional_id(&mut self, column: &'static str) -> Option<Option<String>> {
        self.optional(column, Self::id)
    }

    /// The id this row is about; others may refer to it even when the rest of the row is wrong.
    pub(super) fn own_id(&mut self, column: &'static str) -> Option<String> {
        let id = self.id(column)?;
        self.references.define(self.file, &id);
        Some(id)
    }

    /// A number the company's books already use for a client, an order, a line: freer than an id.
    pub(super) fn number(&mut self, column: &'static str) -> Option<String> {
        let text = self.given(column)?;
        let fits = text.len() <= NUMBER_MAX
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_./".contains(&b));
        if !fits {
            let values: &[(&str, &dyn Display)] = &[("value", &shown(text)), ("most", &NUMBER_MAX)];
            self.wrong(column, "import.bad_number", values);
            return None;
        }
        Some(text.to_owned())
    }

    /// As [`Self::own_id`], for a number.
    pub(super) fn own_number(&mut self, column: &'static str) -> Option<String> {
        let number = self.number(column)?;
        self.references.define(self.file, &number);
        Some(number)
    }

    /// The id of a record of another kind; whether it exists is looked up when everything is read.
    pub(super) fn reference<T: Record>(&mut self, column: &'static str) -> Option<String> {
        let text = self.given(column)?;
        self.references.refer(self.place(column), T::FILE, text);
        Some(text.to_owned())
    }

    /// As [`Self::reference`], or nothing.
    pub(super) fn optional_reference<T: Record>(
        &mut self,
        column: &'static str,
    ) -> Option<Option<String>> {
        self.optional(column, Self::reference::<T>)
    }

    /// A whole number.
    pub(super) fn whole(
        &mut self,
        column: &'static str,
        range: RangeInclusive<i64>,
    ) -> Option<i64> {
        let text = self.given(column)?;
        let found = number::parse_whole(text);
        self.number_in_range(column, text, found, 0, range, "import.not_whole")
    }

    /// A number with decimals, in units of its last one.
    pub(super) fn decimal(
        &mut self,
        column: &'static str,
        decimals: u32,
        range: RangeInclusive<i64>,
    ) -> Option<i64> {
        let text = self.given(column)?;
        let found = number::parse(text, decimals);
        self.number_in_range(column, text, found, decimals, range, "import.not_a_number")
    }

    /// As [`Self::decimal`], or nothing.
    pub(super) fn optional_decimal(
        &mut self,
        column: &'static str,
        decimals: u32,
        range: RangeInclusive<i64>,
    ) -> Option<Option<i64>> {
        self.optional(column, |row, column| row.decimal(column, decimals, range))
    }

    /// As [`Self::decimal`], with a minus in front for what goes the other way.
    pub(super) fn signed_decimal(
        &mut self,
        column: &'static str,
        decimals: u32,
        range: RangeInclusive<i64>,
    ) -> Option<i64> {
        let text = self.given(column)?;
        let found = number::parse_signed(text, decimals);
        self.number_in_range(column, text, found, decimals, range, "import.not_a_number")
    }

    fn number_in_range(
        &mut self,
        column: &'static str,
        text: &str,
        found: Result<i64, NumberError>,
        decimals: u32,
        range: RangeInclusive<i64>,
        not_a_number: &'static str,
    ) -> Option<i64> {
        let value = shown(text);
        let least = number::write(*range.start(), decimals, 0);
        let most = number::write(*range.end(), decimals, 0);
        let (key, values): (&'static str, &[(&str, &dyn Display)]) = match found {
            Ok(number) if range.contains(&number) => return Some(number),
            Ok(_) | Err(NumberError::Negative | NumberError::TooLarge) => {
                ("import.out_of_range", &[("value", &value), ("least", &least), ("most", &most)])
            }
            Err(NumberError::Ambiguous) => {
                let plain = text.trim_start_matches('€').trim();
                let (without, comma) = (plain.replace('.', ""), plain.replace('.', ","));
                let values: &[(&str, &dyn Display)] =
                    &[("value", &value), ("without", &without), ("comma", &comma)];
                self.wrong(column, "import.ambiguous_number", values);
                return None;
            }
            Err(NumberError::TooManyDecimals) => {
                ("import.too_many_decimals", &[("value", &value), ("most", &decimals)])
            }
            Err(NumberError::NotANumber) => (not_a_number, &[("value", &value)]),
        };
        self.wrong(column, key, values);
        None
    }

    /// A day.
    pub(super) fn day(&mut self, column: &'static str) -> Option<NaiveDate> {
        let text = self.given(column)?;
        let day = day::parse(text);
        if day.is_none() {
            self.wrong(column, "import.bad_day", &[("value", &shown(text))]);
        }
        day
    }

    /// A day, or nothing.
    pub(super) fn optional_day(&mut self, column: &'static str) -> Option<Option<NaiveDate>> {
        self.optional(column, Self::day)
    }

    /// A time of day, in minutes after midnight.
    pub(super) fn time(&mut self, column: &'static str) -> Option<i64> {
        let text = self.given(column)?;
        let time = day::parse_time(text);
        if time.is_none() {
            self.wrong(column, "import.bad_time", &[("value", &shown(text))]);
        }
        time
    }

    /// Yes or no, in either language.
    pub(super) fn yes_no(&mut self, column: &'static str) -> Option<bool> {
        self.word(column, &[("ja", "yes", true), ("nee", "no", false)])
    }

    /// One of a few words; each has the form an export writes, one more, and its value.
    pub(super) fn word<T: Copy>(
        &mut self,
        column: &'static str,
        words: &[(&str, &str, T)],
    ) -> Option<T> {
        let text = self.given(column)?;
        let same = |word: &str| word.eq_ignore_ascii_case(text);
        let found = words.iter().find(|(one, other, _)| same(one) || same(other));
        if found.is_none() {
            let known: Vec<String> =
                words.iter().map(|(one, other, _)| format!("{one} ({other})")).collect();
            let values: &[(&str, &dyn Display)] =
                &[("value", &shown(text)), ("known", &known.join(", "))];
            self.wrong(column, "import.unknown_word", values);
        }
        found.map(|(_, _, value)| *value)
    }

    /// As [`Self::word`], or nothing.
    pub(super) fn optional_word<T: Copy>(
        &mut self,
        column: &'static str,
        words: &[(&str, &str, T)],
    ) -> Option<Option<T>> {
        self.optional(column, |row, column| row.word(column, words))
    }

    /// The name of a time zone.
    pub(super) fn time_zone(&mut self, column: &'static str) -> Option<String> {
        let text = self.given(column)?;
        if text.parse::<chrono_tz::Tz>().is_err() {
            self.wrong(column, "import.bad_time_zone", &[("value", &shown(text))]);
            return None;
        }
        Some(text.to_owned())
    }

    /// The first day of a month.
    pub(super) fn month(&mut self, column: &'static str) -> Option<NaiveDate> {
        use chrono::Datelike as _;
        let month = self.day(column)?;
        if month.day() != 1 {
            self.wrong(column, "import.not_a_month", &[]);
            return None;
        }
        Some(month)
    }

    /// Says that two cells that are right on their own do not go together.
    pub(super) fn mismatch(&mut self, column: &'static str, key: &'static str) {
        self.wrong(column, key, &[]);
    }
}
