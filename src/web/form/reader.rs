//! What was typed, field by field, as what it should be. Every field is looked at, so that everything wrong is said at once.

use super::{Errors, hours, moment};
use crate::money::{DECIMALS, Money, Pieces, Seconds};
use crate::number::{self, NumberError};
use crate::web::format::is_plausible;
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use std::ops::RangeInclusive;

/// A form being read. A field that is wrong is `None`, and what is wrong is remembered.
#[derive(Default)]
pub struct Reader(Errors);

impl Reader {
    /// Text that must be there, trimmed, of at most `longest` characters.
    pub fn text(&mut self, field: &'static str, typed: &str, longest: usize) -> Option<String> {
        let text = self.0.required(field, typed, longest).to_owned();
        self.0.of(field).is_none().then_some(text)
    }

    /// Text that may stay empty. The outer `None` is wrong, the inner one empty.
    pub fn optional_text(
        &mut self,
        field: &'static str,
        typed: &str,
        longest: usize,
    ) -> Option<Option<String>> {
        let text = self.0.optional(field, typed, longest).to_owned();
        self.0.of(field).is_none().then_some(Some(text).filter(|text| !text.is_empty()))
    }

    /// A whole number; a dot separates thousands.
    pub fn whole(
        &mut self,
        field: &'static str,
        typed: &str,
        range: RangeInclusive<i64>,
    ) -> Option<i64> {
        let text = self.given(field, typed)?;
        match number::parse_whole(text) {
            Ok(number) if range.contains(&number) => Some(number),
            Ok(_) | Err(NumberError::Negative | NumberError::TooLarge) => {
                self.out_of_range(field, &range, 0)
            }
            Err(_) => self.wrong(field, "form.wrong_number"),
        }
    }

    /// Whole pieces.
    pub fn pieces(
        &mut self,
        field: &'static str,
        typed: &str,
        range: RangeInclusive<i64>,
    ) -> Option<Pieces> {
        self.whole(field, typed, range).map(Pieces::from_stored)
    }

    /// Euros, with a comma before the decimals. `1.250` can mean two things, and is asked again.
    pub fn money(
        &mut self,
        field: &'static str,
        typed: &str,
        range: RangeInclusive<Money>,
    ) -> Option<Money> {
        let text = self.given(field, typed)?;
        let key = match number::parse(text, DECIMALS).map(Money::from_stored) {
            Ok(money) if range.contains(&money) => return Some(money),
            Ok(_) | Err(NumberError::Negative | NumberError::TooLarge) => {
                let stored = range.start().stored()..=range.end().stored();
                return self.out_of_range(field, &stored, DECIMALS);
            }
            Err(NumberError::Ambiguous) => {
                let plain = text.trim_start_matches('€').trim();
                let values =
                    vec![("without", plain.replace('.', "")), ("comma", plain.replace('.', ","))];
                self.0.add_filled(field, "form.ambiguous_number", values);
                return None;
            }
            Err(NumberError::TooManyDecimals) => "form.too_many_decimals",
            Err(NumberError::NotANumber) => "form.wrong_money",
        };
        self.wrong(field, key)
    }

    /// A length of time: `1:05`, `1u30` or `1,5` hours.
    pub fn hours(
        &mut self,
        field: &'static str,
        typed: &str,
        range: RangeInclusive<Seconds>,
    ) -> Option<Seconds> {
        let text = self.given(field, typed)?;
        match hours::parse(text) {
            Some(time) if range.contains(&time) => Some(time),
            Some(_) => self.wrong(field, "form.hours_out_of_range"),
            None => self.wrong(field, "form.wrong_hours"),
        }
    }

    /// A day, as browsers send it.
    pub fn day(&mut self, field: &'static str, typed: &str) -> Option<NaiveDate> {
        let text = self.given(field, typed)?;
        let day = text.parse().ok().filter(|day| is_plausible(*day));
        self.that_is(field, day, "form.wrong_day")
    }

    /// A day, or nothing. The outer `None` is wrong, the inner one empty.
    pub fn optional_day(&mut self, field: &'static str, typed: &str) -> Option<Option<NaiveDate>> {
        if typed.trim().is_empty() { Some(None) } else { self.day(field, typed).map(Some) }
    }

    /// A local date and time in a zone.
    pub fn moment(&mut self, field: &'static str, typed: &str, zone: Tz) -> Option<DateTime<Utc>> {
        let text = self.given(field, typed)?;
        match moment::instant(text, zone) {
            Ok(at) => Some(at),
            Err(key) => self.wrong(field, key),
        }
    }

    /// One of those there are, by its id.
    pub fn one_of<'a, T>(
        &mut self,
        field: &'static str,
        typed: &str,
        all: &'a [T],
        id: impl Fn(&T) -> &str,
    ) -> Option<&'a T> {
        self.that_is(field, all.iter().find(|one| id(one) == typed), "form.choose")
    }

    /// One of a few words.
    pub fn word<T>(
        &mut self,
        field: &'static str,
        typed: &str,
        from_word: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        self.that_is(field, from_word(typed), "form.choose")
    }

    /// A box that must be ticked, with the key of what is said when it is not.
    pub fn ticked(&mut self, field: &'static str, typed: &str, not: &'static str) -> Option<()> {
        self.that_is(field, (typed == super::TICKED).then_some(()), not)
    }

    /// What a rule made of a field; `None` is wrong for the reason of this key.
    pub fn that_is<T>(
        &mut self,
        field: &'static str,
        read: Option<T>,
        wrong: &'static str,
    ) -> Option<T> {
        if read.is_none() {
            self.0.add(field, wrong);
        }
        read
    }

    /// Says that something is wrong with a field that could be read.
    pub fn wrong<T>(&mut self, field: &'static str, key: &'static str) -> Option<T> {
        self.0.add(field, key);
        None
    }

    fn given<'t>(&mut self, field: &'static str, typed: &'t str) -> Option<&'t str> {
        let text = self.0.required(field, typed, LONGEST_VALUE);
        self.0.of(field).is_none().then_some(text)
    }

    fn out_of_range<T>(
        &mut self,
        field: &'static str,
        range: &RangeInclusive<i64>,
        decimals: u32,
    ) -> Option<T> {
        let written = |number: &i64| number::write(*number, decimals, 0).to_string();
        let values = vec![("least", written(range.start())), ("most", written(range.end()))];
        self.0.add_filled(field, "form.out_of_range", values);
        None
    }

    /// The command, when nothing is wrong.
    pub fn done<C>(self, command: Option<C>) -> Result<C, Errors> {
        match command {
            Some(command) if self.0.is_empty() => Ok(command),
            _ => Err(self.0),
        }
    }
}

/// Characters that a number, a day or a time can have, generously.
const LONGEST_VALUE: usize = 40;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    fn wrong<T: std::fmt::Debug>(read: impl FnOnce(&mut Reader) -> Option<T>) -> String {
        let mut reader = Reader::default();
        let value = read(&mut reader);
        assert!(value.is_none(), "{value:?}");
        let errors = reader.done(None::<()>).unwrap_err();
        errors.sentence("veld", Lang::En).expect("something is wrong").into_owned()
    }

    fn right<T>(read: impl FnOnce(&mut Reader) -> Option<T>) -> T {
        let mut reader = Reader::default();
        let value = read(&mut reader);
        reader.done(value).expect("nothing is wrong")
    }

    fn euros(stored: i64) -> Money {
        Money::from_stored(stored)
    }

    #[test]
    fn money_is_read_as_people_write_it() {
        let all = || euros(0)..=Money::cents(10_000_000);
        for (typed, stored) in [("0,0375", 375), ("1.355,90", 13_559_000), ("€ 12", 120_000)] {
            assert_eq!(right(|form| form.money("veld", typed, all())), euros(stored), "{typed}");
        }
        let asked = wrong(|form| form.money("veld", "1.250", all()));
        assert!(asked.contains("1250") && asked.contains("1,250"), "{asked}");
        assert!(wrong(|form| form.money("veld", "-3", all())).contains("100000"));
        wrong(|form| form.money("veld", "0,03751", all()));
        wrong(|form| form.money("veld", "", all()));
        wrong(|form| form.money("veld", "twee", all()));
    }

    #[test]
    fn whole_numbers_may_have_dots_between_thousands() {
        assert_eq!(right(|form| form.pieces("veld", " 1.250 ", 1..=9_999)).stored(), 1_250);
        assert_eq!(right(|form| form.whole("veld", "0", 0..=9)), 0);
        for typed in ["", "1,5", "1.5", "-1", "10.000", "x", "1\0"] {
            wrong(|form| form.whole("veld", typed, 0..=9_999));
        }
    }

    #[test]
    fn everything_wrong_is_said_at_once() {
        let mut form = Reader::default();
        let name = form.text("naam", " ", 10);
        let day = form.day("dag", "31-12");
        let note = form.optional_text("notitie", "abc", 2);
        let until = form.optional_day("tot", "");
        assert_eq!(until, Some(None));
        let command = name.zip(day).zip(note);
        let errors = form.done(command).unwrap_err();
        let fields: Vec<_> = errors.sentences(Lang::Nl).map(|(field, _)| field).collect();
        assert_eq!(fields, ["naam", "dag", "notitie"]);
    }

    #[test]
    fn a_command_of_a_form_with_something_wrong_is_not_given() {
        let mut form = Reader::default();
        form.wrong::<()>("tot", "form.wrong_day");
        assert!(form.done(Some(1)).is_err());
    }
}
