//! Dutch and English say the same things with the same gaps, and code asks only for what is there.

use super::source::{Source, only_text, service};
use proc_macro2::TokenTree;
use std::collections::BTreeSet;
use werkvloer::lang::Lang;

const LANGUAGES: [Lang; 2] = [Lang::Nl, Lang::En];

fn keys(lang: Lang) -> BTreeSet<&'static str> {
    lang.words().keys().map(String::as_str).collect()
}

/// The names in `{…}`.
fn gaps(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

#[test]
fn both_languages_have_the_same_keys() {
    let [nl, en] = LANGUAGES.map(keys);
    assert!(!nl.is_empty());
    let one_sided: Vec<_> = nl.symmetric_difference(&en).collect();
    assert!(one_sided.is_empty(), "only in one language: {one_sided:?}");
}

#[test]
fn both_languages_have_the_same_gaps() {
    for key in keys(Lang::Nl) {
        let [nl, en] = LANGUAGES.map(|lang| gaps(lang.text(key)));
        assert_eq!(nl, en, "{key}");
    }
}

#[test]
fn no_text_is_empty() {
    for lang in LANGUAGES {
        for (key, text) in lang.words() {
            assert!(!text.trim().is_empty(), "{key} in {}", lang.code());
        }
    }
}

/// What is wrong with the keys that a file asks for.
fn wrong(source: &Source) -> Vec<String> {
    let known = keys(Lang::Nl);
    let mut wrong = Vec::new();
    for call in source.calls() {
        let Some(key) = call.arguments.first().and_then(|a| only_text(a)) else { continue };
        let place = format!("{}:{}", source.path, call.line);
        match (call.name.as_str(), call.arguments.len()) {
            ("text", 1) | ("fill", 2) if !known.contains(key.as_str()) => {
                wrong.push(format!("{place}: no words for '{key}'"));
            }
            ("fill", 2) => {
                let Some(given) = names(&call.arguments[1]) else { continue };
                let text = &Lang::Nl.words()[&key];
                let asked: BTreeSet<_> = gaps(text).into_iter().map(str::to_owned).collect();
                if given != asked {
                    wrong.push(format!(
                        "{place}: '{key}' has the gaps {asked:?}, filled are {given:?}"
                    ));
                }
            }
            _ => {}
        }
    }
    wrong
}

/// The names in `&[("name", …), …]`; `None` when the argument has another form.
fn names(argument: &[TokenTree]) -> Option<BTreeSet<String>> {
    let [_, TokenTree::Group(list)] = argument else { return None };
    let pairs = super::source::arguments(list);
    pairs
        .iter()
        .map(|pair| match pair.as_slice() {
            [TokenTree::Group(pair)] => only_text(super::source::arguments(pair).first()?),
            _ => None,
        })
        .collect()
}

#[test]
fn code_asks_only_for_words_that_exist() {
    let wrong: Vec<_> = service().iter().flat_map(wrong).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Endings of names of files, which look like keys when a section has the name of the file.
const FILES: [&str; 2] = ["csv", "toml"];

/// Literals that begin like a key of a section that is there, and name no word. Keys also travel through tables, errors
/// and forms, where no call tells that they are keys.
fn almost_keys(source: &Source) -> Vec<String> {
    let known = keys(Lang::Nl);
    let sections: BTreeSet<&str> = known.iter().filter_map(|key| key.split('.').next()).collect();
    let is_word = |text: &str| {
        !text.is_empty() && text.chars().all(|c| matches!(c, 'a'..='z' | '0'..='9' | '_'))
    };
    let is_wrong = |text: &str| {
        text.split_once('.').is_some_and(|(section, word)| {
            sections.contains(section) && is_word(word) && !FILES.contains(&word)
        }) && !known.contains(text)
    };
    let texts = source.texts().into_iter().filter(|text| is_wrong(&text.value));
    texts.map(|text| format!("{}:{}: '{}'", source.path, text.line, text.value)).collect()
}

#[test]
fn no_key_names_a_word_that_is_not_there() {
    let wrong: Vec<_> = service().iter().flat_map(almost_keys).collect();
    assert!(wrong.is_empty(), "no words for\n{}", wrong.join("\n"));
    let source = Source {
        path: "example.rs".to_owned(),
        text: r#"fn f() { done("app.no_such", "/"); g("app.name", "app.toml", "no.such"); }"#
            .to_owned(),
    };
    assert_eq!(almost_keys(&source), ["example.rs:1: 'app.no_such'"]);
}

#[test]
fn a_missing_word_is_seen() {
    let source = Source {
        path: "example.rs".to_owned(),
        text: r#"fn f() { lang.text("no.such"); lang.fill("no.such", &[("a", &1)]); lang.text("app.name"); }"#.to_owned(),
    };
    assert_eq!(wrong(&source).len(), 2);
    let filled = Source {
        path: "example.rs".to_owned(),
        text: r#"fn f() { lang.fill("app.name", &[("a", &1)]); }"#.to_owned(),
    };
    assert!(wrong(&filled)[0].contains("gaps"));
}

/// Words that nobody shows are words that nobody keeps right.
#[test]
fn every_word_is_used() {
    let used: BTreeSet<String> =
        service().iter().flat_map(Source::texts).map(|t| t.value).collect();
    let unused: Vec<_> = keys(Lang::Nl).into_iter().filter(|key| !used.contains(*key)).collect();
    assert!(unused.is_empty(), "in a text.toml, but in no Rust file: {unused:?}");
}

/// Calls that write a note into the trail.
const NOTING: [&str; 8] =
    ["noting", "did", "did_noting", "did_to", "changed", "changed_secret", "refused", "of_growth"];

/// Two notes that stand in the table each by itself, because their first word is translated too.
const NOTED_APART: [&str; 1] = ["{}, hall {}"];

/// What a call notes, with `{}` for what differs, where it says so itself.
fn note(argument: &[TokenTree]) -> Option<String> {
    let text = match argument {
        [TokenTree::Ident(name), _, TokenTree::Group(group)] if name == "format" => {
            only_text(super::source::arguments(group).first()?)?
        }
        _ => only_text(argument)?,
    };
    let mut parts = text.split('{');
    let first = parts.next().unwrap_or_default().to_owned();
    Some(parts.fold(first, |all, part| {
        format!("{all}{{}}{}", part.split_once('}').map_or("", |(_, rest)| rest))
    }))
}

/// A line is stored as it was written, so the page that reads it must know each note.
#[test]
fn every_note_of_the_trail_has_words() {
    let sources = service();
    let table = sources.iter().find(|source| source.path == "src/privacy/notes.rs").unwrap();
    let known: BTreeSet<String> = table.texts().into_iter().map(|text| text.value).collect();
    let mut found = 0;
    let mut wrong = Vec::new();
    for source in &sources {
        for call in source.calls().iter().filter(|call| NOTING.contains(&call.name.as_str())) {
            for note in call.arguments.iter().filter_map(|argument| note(argument)) {
                found += 1;
                if !known.contains(&note) && !NOTED_APART.contains(&note.as_str()) {
                    wrong.push(format!("{}:{}: '{note}'", source.path, call.line));
                }
            }
        }
    }
    assert!(found >= 20, "only {found} notes were found");
    assert!(wrong.is_empty(), "give these words in src/privacy/notes.rs:\n{}", wrong.join("\n"));
}
