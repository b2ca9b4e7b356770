//! Forms that say at the field what is wrong with it and keep what was typed.

use crate::lang::Lang;
use maud::{Markup, html};
use std::ops::RangeInclusive;

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

/// A form's fields: their ids begin with the form's own word, so that a page can hold two forms.
#[derive(Clone, Copy)]
pub struct Fields<'a> {
    /// The form's word.
    pub form: &'static str,
    /// The viewer's language.
    pub lang: Lang,
    /// What is wrong.
    pub errors: &'a Errors,
}

/// What kind of text a field takes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A line.
    Line,
    /// A whole number.
    Number,
    /// A local date and time, to the second.
    Moment,
    /// Several lines.
    Lines,
    /// The name with which somebody signs in.
    Login,
    /// The password somebody has.
    Password,
    /// A password somebody chooses.
    NewPassword,
    /// A code that works once.
    Code,
}

impl Kind {
    /// The `type` of the field.
    fn input(self) -> &'static str {
        match self {
            Self::Moment => "datetime-local",
            Self::Password | Self::NewPassword => "password",
            _ => "text",
        }
    }

    /// What a browser or a password manager may fill in.
    fn autocomplete(self) -> &'static str {
        match self {
            Self::Login => "username",
            Self::Password => "current-password",
            Self::NewPassword => "new-password",
            Self::Code => "one-time-code",
            _ => "off",
        }
    }

    /// True where a telephone's keyboard must not put capitals or correct.
    fn is_verbatim(self) -> bool {
        matches!(self, Self::Login | Self::Code)
    }
}

impl Fields<'_> {
    /// A field to type in.
    pub fn input(self, name: &'static str, label: &'static str, value: &str, kind: Kind) -> Markup {
        let id = self.id(name);
        let wrong = self.errors.of(name).map(|_| format!("{id}-fout"));
        let described = wrong.as_deref();
        self.around(name, label, &html! {
            @match kind {
                Kind::Lines => {
                    textarea #(id) name=(name) rows="2" maxlength="500" required
                        aria-invalid=[described.map(|_| "true")] aria-describedby=[described] { (value) }
                }
                _ => {
                    input #(id) name=(name) value=(value) required autocomplete=(kind.autocomplete()) type=(kind.input())
                        autocapitalize=[kind.is_verbatim().then_some("none")]
                        spellcheck=[kind.is_verbatim().then_some("false")]
                        step=[(kind == Kind::Moment).then_some("1")]
                        inputmode=[(kind == Kind::Number).then_some("numeric")]
                        aria-invalid=[described.map(|_| "true")] aria-describedby=[described];
                }
            }
        })
    }

    /// A field to choose from: each a value and the key of its word.
    pub fn choice(
        self,
        name: &'static str,
        label: &'static str,
        value: &str,
        options: &[(&str, &'static str)],
    ) -> Markup {
        let options: Vec<_> = options.iter().map(|(v, key)| (*v, self.lang.text(key))).collect();
        self.select(name, label, value, &options)
    }

    /// A field to choose from: each a value and its own text, such as a name.
    pub fn select(
        self,
        name: &'static str,
        label: &'static str,
        value: &str,
        options: &[(&str, &str)],
    ) -> Markup {
        let id = self.id(name);
        let wrong = self.errors.of(name).map(|_| format!("{id}-fout"));
        let described = wrong.as_deref();
        self.around(name, label, &html! {
            select #(id) name=(name) aria-invalid=[described.map(|_| "true")] aria-describedby=[described] {
                @for (option, text) in options {
                    option value=(option) selected[*option == value] { (text) }
                }
            }
        })
    }

    /// A box to tick.
    pub fn tick(self, name: &'static str, label: &'static str, is_ticked: bool) -> Markup {
        let id = self.id(name);
        let wrong = self.errors.of(name);
        let described = wrong.map(|_| format!("{id}-fout"));
        html! {
            div class=(if wrong.is_some() { "wv-field wv-field-wrong" } else { "wv-field" }) {
                @if let Some(key) = wrong {
                    p.wv-wrong #{ (id) "-fout" } { (self.lang.text(key)) }
                }
                label.wv-tick for=(id) {
                    input #(id) type="checkbox" name=(name) value="ja" required checked[is_ticked]
                        aria-invalid=[wrong.map(|_| "true")] aria-describedby=[described.as_deref()];
                    span { (self.lang.text(label)) }
                }
            }
        }
    }

    /// Above a form that was refused: what to look at again, each a link to its field; `labels` has the fields' labels.
    pub fn summary(self, labels: &[(&str, &'static str)]) -> Markup {
        let label_of = |field| labels.iter().find(|(name, _)| *name == field).map(|(_, key)| *key);
        html! {
            @if !self.errors.is_empty() {
                div.wv-alert role="alert" {
                    p { strong { (self.lang.text("form.check")) } }
                    ul {
                        @for (name, key) in &self.errors.0 {
                            li {
                                a href={ "#" (self.id(name)) } {
                                    @if let Some(label) = label_of(*name) { (self.lang.text(label)) " – " }
                                    (self.lang.text(key))
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    fn id(self, name: &str) -> String {
        format!("{}-{name}", self.form)
    }

    fn around(self, name: &'static str, label: &'static str, control: &Markup) -> Markup {
        let id = self.id(name);
        let wrong = self.errors.of(name);
        html! {
            div class=(if wrong.is_some() { "wv-field wv-field-wrong" } else { "wv-field" }) {
                label for=(id) { (self.lang.text(label)) }
                @if let Some(key) = wrong {
                    p.wv-wrong #{ (id) "-fout" } { (self.lang.text(key)) }
                }
                (control)
            }
        }
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
