//! A room speaks with its own words and with those that every page shares. What it says in the words of another room is on
//! a list with the reason, so that nobody who changes a text has to look for its readers in the whole house.

use super::rooms::{TOGETHER, room};
use super::source::{Source, files, service};
use std::collections::{BTreeMap, BTreeSet};
use werkvloer::lang::FILES;

/// The room whose words are everybody's.
const SHARED: &str = "web";

/// Who uses the words of another room, with the reason why that is right.
const BORROWED: &[(&str, &str, &str)] = &[
    ("admin", "access", "an account is described with the words its owner reads when signing in"),
    (
        "admin",
        "workers",
        "the trail is searched for one worker, with the question of the worker's own page",
    ),
    ("board", "floor", "a card and a day name the state of a station and why pieces were rejected"),
    (
        "board",
        "quarantine",
        "presence is booked afterwards with the questions of quarantine, and a day shows how much waits",
    ),
    ("quarantine", "floor", "what is booked from quarantine stops a station or rejects pieces"),
    ("privacy", "access", "who looked is told with the role"),
    ("report", "workers", "the pages about one worker lead back to that worker's page"),
];

/// The page that shows every part of a page, with words of the pages where the part is used.
const SHOWS_ALL: &str = "src/web/style.rs";

/// The room of every section.
fn homes() -> BTreeMap<String, &'static str> {
    let mut homes = BTreeMap::new();
    for (room, file) in FILES {
        let sections: toml::Table = file.parse().unwrap();
        for section in sections.into_iter().map(|(section, _)| section) {
            let other = homes.insert(section.clone(), *room);
            assert_eq!(other, None, "[{section}] is in the files of two rooms");
        }
    }
    homes
}

/// Every key that a file names, with its line. Its tests may name what they like.
fn keys(source: &Source) -> Vec<(usize, String)> {
    let known = werkvloer::lang::Lang::Nl.words();
    let program = source.text.split("#[cfg(test)]\nmod ").next().unwrap_or_default().to_owned();
    let texts = Source { path: source.path.clone(), text: program }.texts();
    texts.into_iter().filter(|t| known.contains_key(&t.value)).map(|t| (t.line, t.value)).collect()
}

/// The rooms whose words a file uses, besides its own and the shared ones, with a place where it does.
fn lenders(
    source: &Source,
    homes: &BTreeMap<String, &'static str>,
) -> BTreeMap<&'static str, String> {
    let own = room(&source.path);
    let mut lenders = BTreeMap::new();
    if TOGETHER.contains(&own) || source.path == SHOWS_ALL {
        return lenders;
    }
    for (line, key) in keys(source) {
        let home = homes[key.split('.').next().unwrap_or_default()];
        if home != own && home != SHARED {
            lenders.insert(home, format!("{}:{line}: {own} says '{key}' of {home}", source.path));
        }
    }
    lenders
}

#[test]
fn every_file_of_words_is_read() {
    let there: BTreeSet<String> =
        files("src", "text.toml").iter().map(|file| file.path.clone()).collect();
    let read = FILES.iter().map(|(room, _)| format!("src/{room}/text.toml")).collect();
    assert_eq!(there, read);
}

#[test]
fn a_room_uses_its_own_words_and_shared_ones() {
    let homes = homes();
    let mut wrong = Vec::new();
    for source in service() {
        for (of, place) in lenders(&source, &homes) {
            if !BORROWED.iter().any(|(who, whose, _)| *who == room(&source.path) && *whose == of) {
                wrong.push(place);
            }
        }
    }
    assert!(wrong.is_empty(), "put these in the room's text.toml:\n{}", wrong.join("\n"));
}

#[test]
fn a_borrowed_word_is_seen() {
    let lent = |path: &str, text: &str| {
        let source = Source { path: path.to_owned(), text: text.to_owned() };
        lenders(&source, &homes()).into_keys().collect::<Vec<_>>().join(" ")
    };
    let text = r#"fn f() { lang.text("role.planner"); lang.text("form.keep"); done("station.totals", "/"); }"#;
    assert_eq!(lent("src/board/cards.rs", text), "access");
    assert_eq!(lent("src/orders/mod.rs", text), "access board");
    assert_eq!(lent("src/cli/serve.rs", text), "");
}

#[test]
fn nothing_is_on_the_list_of_borrowed_words_in_vain() {
    let homes = homes();
    let lent: BTreeSet<(String, &str)> = service()
        .iter()
        .flat_map(|s| lenders(s, &homes).into_keys().map(|of| (room(&s.path).to_owned(), of)))
        .collect();
    for (who, of, reason) in BORROWED {
        let pair = ((*who).to_owned(), *of);
        assert!(
            lent.contains(&pair),
            "{who} no longer uses words of {of} ({reason}): strike it off the list"
        );
    }
}
