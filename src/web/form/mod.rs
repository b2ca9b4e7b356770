//! Forms that say at the field what is wrong with it and keep what was typed.

mod fields;
pub mod moment;

pub use fields::{Field, Fields, Kind};

use crate::id;
use maud::{Markup, html};
use std::ops::RangeInclusive;

/// The name of the hidden field with a form's own key.
pub const KEY_FIELD: &str = "sleutel";

/// A hidden field with a new key. A page that is shown again has a form that is another one.
pub fn new_form_key() -> Markup {
    form_key(&id::hex(&id::random::<16>()))
}

/// A hidden field with a key of this one form: however often it is sent, what it asks for happens once.
pub fn form_key(key: &str) -> Markup {
    html! { input type="hidden" name=(KEY_FIELD) value=(key); }
}

/// How long the name of who says something may be.
pub const LONGEST_NAME: usize = 80;
/// How long a reason may be.
pub const LONGEST_REASON: usize = 500;

/// A whole number in digits only: `1.5` and `1,5` mean different things to different people, and pieces are whole.
pub fn whole_number(text: &str, range: RangeInclusive<u32>) -> Option<u32> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let number = digits.then(|| text.parse().ok()).flatten()?;
    range.contains(&number).then_some(number)
}

/// What is wrong, a sentence (by its key) a field.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Errors(Vec<(&'static str, &'static str)>);

impl Errors {
    /// Says what is wrong with a field; the first word counts.
    pub fn add(&mut self, field: &'static str, key: &'static str) {
        if self.of(field).is_none() {
            self.0.push((field, key));
        }
    }

    /// What is wrong with a field.
    pub fn of(&self, field: &str) -> Option<&'static str> {
        self.0.iter().find(|(name, _)| *name == field).map(|(_, key)| *key)
    }

    /// Every field with what is wrong with it.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.0.iter().copied()
    }

    /// Nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text of a field that must hold something, trimmed, of at most `longest` characters.
    pub fn required<'t>(&mut self, field: &'static str, text: &'t str, longest: usize) -> &'t str {
        let text = text.trim();
        if text.is_empty() {
            self.add(field, "form.required");
        } else if text.chars().count() > longest {
            self.add(field, "form.too_long");
        } else if text.contains('\0') {
            // Postgres keeps no NUL, and nobody types one.
            self.add(field, "form.unreadable");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_whole_and_within_its_range() {
        assert_eq!(whole_number("12", 1..=100_000), Some(12));
        assert_eq!(whole_number("100000", 1..=100_000), Some(100_000));
        assert_eq!(whole_number("0", 0..=100_000), Some(0));
        for wrong in ["", "0", "-1", "+1", "1.5", "1.000", "100001", "99999999999999999999", "١٢"]
        {
            assert_eq!(whole_number(wrong, 1..=100_000), None, "{wrong:?}");
        }
    }
}
