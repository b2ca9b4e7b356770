//! Words for people, in Dutch first and English second. Code names a text by its key; the words stand in `nl.toml` and
//! `en.toml`, which a test holds equal in keys and in `{placeholders}`.

use serde::Deserialize;
use std::collections::HashMap;
use std::sync::LazyLock;

/// A language a person reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// Dutch.
    #[default]
    Nl,
    /// English.
    En,
}

type Words = HashMap<String, String>;
static NL: LazyLock<Words> = LazyLock::new(|| flat(include_str!("nl.toml")));
static EN: LazyLock<Words> = LazyLock::new(|| flat(include_str!("en.toml")));

/// `[section] key = "text"` becomes `section.key`.
fn flat(toml: &str) -> Words {
    #[derive(Deserialize)]
    #[serde(transparent)]
    struct File(HashMap<String, HashMap<String, String>>);
    let file: File = toml::from_str(toml).expect("the language files are checked by a test");
    file.0
        .into_iter()
        .flat_map(|(section, words)| {
            words.into_iter().map(move |(key, text)| (format!("{section}.{key}"), text))
        })
        .collect()
}

impl Lang {
    /// The language's code, for `lang="…"`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Nl => "nl",
            Self::En => "en",
        }
    }

    /// Reads a code; anything else is `None`.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "nl" => Some(Self::Nl),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// Every key with its text, for tests.
    pub fn words(self) -> &'static Words {
        match self {
            Self::Nl => &NL,
            Self::En => &EN,
        }
    }

    /// The text of `key`. A missing key gives the key itself: ugly on a page, and a test fails before that.
    pub fn text(self, key: &'static str) -> &'static str {
        self.words().get(key).map_or(key, String::as_str)
    }

    /// The text of `key` with each `{name}` replaced.
    pub fn fill(self, key: &'static str, values: &[(&str, &dyn std::fmt::Display)]) -> String {
        values.iter().fold(self.text(key).to_owned(), |text, (name, value)| {
            text.replace(&format!("{{{name}}}"), &value.to_string())
        })
    }

    /// `one` for exactly one, else `many`; both know `{n}`.
    pub fn plural(self, one: &'static str, many: &'static str, n: usize) -> String {
        self.fill(if n == 1 { one } else { many }, &[("n", &n)])
    }
}
