//! What is wrong with a form, said at the field it concerns.

use crate::lang::Lang;
use std::borrow::Cow;

/// What is wrong, a sentence a field; and what somebody else changed meanwhile.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Errors {
    wrong: Vec<Wrong>,
    present: Vec<(&'static str, String)>,
}

#[derive(Debug, PartialEq, Eq)]
struct Wrong {
    /// Empty for what concerns no field in particular.
    field: &'static str,
    key: &'static str,
    values: Vec<(&'static str, String)>,
}

impl Errors {
    /// Something wrong with one field; the key of a sentence.
    pub fn field(name: &'static str, key: &'static str) -> Self {
        let mut errors = Self::default();
        errors.add(name, key);
        errors
    }

    /// Something wrong with no field in particular; the key of a sentence.
    pub fn whole(key: &'static str) -> Self {
        Self::field("", key)
    }

    /// Somebody else changed it meanwhile: what each field holds now.
    pub fn outdated(present: Vec<(&'static str, String)>) -> Self {
        Self { present, ..Self::whole("form.outdated") }
    }

    /// Says what is wrong with a field; the first message wins.
    pub fn add(&mut self, field: &'static str, key: &'static str) {
        self.add_filled(field, key, Vec::new());
    }

    /// The same, with what fills the sentence.
    pub fn add_filled(
        &mut self,
        field: &'static str,
        key: &'static str,
        values: Vec<(&'static str, String)>,
    ) {
        if self.of(field).is_none() {
            self.wrong.push(Wrong { field, key, values });
        }
    }

    /// The key of what is wrong with a field.
    pub fn of(&self, field: &str) -> Option<&'static str> {
        self.wrong.iter().find(|wrong| wrong.field == field).map(|wrong| wrong.key)
    }

    /// The sentence about a field.
    pub fn sentence(&self, field: &str, lang: Lang) -> Option<Cow<'static, str>> {
        self.wrong.iter().find(|wrong| wrong.field == field).map(|wrong| wrong.sentence(lang))
    }

    /// Every field with the sentence about it.
    pub fn sentences(
        &self,
        lang: Lang,
    ) -> impl Iterator<Item = (&'static str, Cow<'static, str>)> + '_ {
        self.wrong.iter().map(move |wrong| (wrong.field, wrong.sentence(lang)))
    }

    /// What a field holds now, when somebody else changed it to something else than what is typed here.
    pub fn present(&self, field: &str, typed: &str) -> Option<&str> {
        let present = self.present.iter().find(|(name, _)| *name == field);
        present.map(|(_, value)| value.as_str()).filter(|value| value.trim() != typed.trim())
    }

    /// Nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.wrong.is_empty()
    }

    /// The text of a field that must hold something, trimmed, of at most `longest` characters.
    pub fn required<'t>(&mut self, field: &'static str, text: &'t str, longest: usize) -> &'t str {
        let text = self.optional(field, text, longest);
        if text.is_empty() {
            self.add(field, "form.required");
        }
        text
    }

    /// The text of a field that may stay empty, trimmed, of at most `longest` characters.
    pub fn optional<'t>(&mut self, field: &'static str, text: &'t str, longest: usize) -> &'t str {
        let text = text.trim();
        if text.chars().count() > longest {
            self.add(field, "form.too_long");
        } else if text.contains('\0') {
            // Postgres keeps no NUL, and nobody types one.
            self.add(field, "form.unreadable");
        }
        text
    }
}

impl Wrong {
    fn sentence(&self, lang: Lang) -> Cow<'static, str> {
        if self.values.is_empty() {
            return lang.text(self.key).into();
        }
        let values: Vec<(&str, &dyn std::fmt::Display)> = self
            .values
            .iter()
            .map(|(name, value)| {
                let value: (&str, &dyn std::fmt::Display) = (name, value);
                value
            })
            .collect();
        lang.fill(self.key, &values).into()
    }
}
