//! Words for people, in Dutch and English. Code names a text by its key. Each room keeps its own texts in its `text.toml`,
//! both languages side by side; `web` keeps what every page shares. A test compares the `{placeholders}` of the two.

use anyhow::{Context as _, bail};
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::LazyLock;

/// The rooms that have words, each with its file.
macro_rules! files {
    ($($room:ident)*) => {
        &[$((stringify!($room), include_str!(concat!("../", stringify!($room), "/text.toml"))),)*]
    };
}

/// Every room that has words, with the text of its file.
pub const FILES: &[(&str, &str)] = files!(
    access admin board exchange floor listen privacy quarantine report trail web workers
);

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
static WORDS: LazyLock<(Words, Words)> =
    LazyLock::new(|| read(FILES).expect("the text files are checked by a test"));

/// A text in both languages.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    nl: String,
    en: String,
}

/// `[section] key = { nl = "…", en = "…" }` becomes `section.key` in Dutch and in English.
fn read(files: &[(&str, &str)]) -> anyhow::Result<(Words, Words)> {
    let (mut nl, mut en) = (Words::new(), Words::new());
    let mut owners = HashMap::new();
    for (room, toml) in files {
        let sections: HashMap<String, HashMap<String, Text>> =
            toml::from_str(toml).with_context(|| format!("cannot read src/{room}/text.toml"))?;
        for (section, texts) in sections {
            for (key, text) in texts {
                nl.insert(format!("{section}.{key}"), text.nl);
                en.insert(format!("{section}.{key}"), text.en);
            }
            // Two files with one section would hide each other's keys.
            if let Some(other) = owners.insert(section.clone(), room) {
                bail!("[{section}] is in the text.toml of both {other} and {room}");
            }
        }
    }
    Ok((nl, en))
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
            Self::Nl => &WORDS.0,
            Self::En => &WORDS.1,
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

#[cfg(test)]
mod tests {
    use super::read;

    const HELLO: &str = "[hello]\nyou = { nl = \"Hoi {name}\", en = \"Hi {name}\" }\n";

    #[test]
    fn a_section_has_one_home() {
        let (nl, en) = read(&[("floor", HELLO)]).unwrap();
        assert_eq!(
            (nl["hello.you"].as_str(), en["hello.you"].as_str()),
            ("Hoi {name}", "Hi {name}")
        );
        let refused = read(&[("floor", HELLO), ("board", HELLO)]).unwrap_err().to_string();
        assert_eq!(refused, "[hello] is in the text.toml of both floor and board");
    }

    #[test]
    fn a_text_has_both_languages_and_nothing_else() {
        for wrong in ["nl = \"Hoi\"", "en = \"Hi\"", "nl = \"Hoi\", en = \"Hi\", de = \"Hallo\""] {
            let file = format!("[hello]\nyou = {{ {wrong} }}\n");
            let refused = read(&[("floor", &file)]).unwrap_err().to_string();
            assert_eq!(refused, "cannot read src/floor/text.toml", "{wrong}");
        }
    }
}
