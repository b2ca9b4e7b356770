//! Forms that say at the field what is wrong with it and keep what was typed.

mod errors;
mod fields;
mod hours;
pub mod moment;
mod reader;

pub use errors::Errors;
pub use fields::{Field, Fields, Kind};
pub use reader::Reader;

use crate::id;
use maud::{Markup, html};
use std::ops::RangeInclusive;

/// The name of the hidden field with a form's own key.
pub const KEY_FIELD: &str = "sleutel";

/// A hidden field with a new key. A page that is shown again has a form that is another one.
pub fn new_form_key() -> Markup {
    form_key(&id::hex(&id::random::<16>()))
}

/// A hidden field with the key that was sent, when a form comes again because it was refused; a new one otherwise.
pub fn kept_form_key(sent: &str) -> Markup {
    if sent.is_empty() { new_form_key() } else { form_key(sent) }
}

/// A hidden field with a key of this one form: however often it is sent, what it asks for happens once.
pub fn form_key(key: &str) -> Markup {
    html! { input type="hidden" name=(KEY_FIELD) value=(key); }
}

/// What a ticked box sends.
pub const TICKED: &str = "ja";

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
