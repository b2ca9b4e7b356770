//! Rooms mind their own business: no room names another's tables, and who may know whom has one direction. That is also
//! the privacy line: what only `people` and `coaching` can read, no page of sales can show by accident.

use super::source::{Source, files, for_each_level, service};
use super::sql::{statements, tables};
use super::views::owners_with_views;
use proc_macro2::TokenTree;
use std::collections::{BTreeMap, BTreeSet};

/// Parts of the program that bring rooms together: they may know every room, and no room knows them.
pub(super) const TOGETHER: [&str; 6] = ["main", "lib", "app", "service", "cli", "demo"];

/// A room that names a table of another, with the reason why that is right.
const GUESTS: &[(&str, &str, &str)] = &[
    ("output", "change_mark", "reads two marks inside the transaction of a batch"),
    ("cli", "change_mark", "doctor tries a write that it does not keep"),
    ("output", "ingest_lease", "waits for the batches of every site before it folds again"),
    (
        "quarantine",
        "ledger",
        "what waits is listed with whether the terminal took it back since, in one query",
    ),
    (
        "quarantine",
        "terminal",
        "what waits is listed by the station at which its terminal stands, in one query",
    ),
];

/// The room a file belongs to.
pub(super) fn room(path: &str) -> &str {
    let inside = path.strip_prefix("src/").unwrap_or(path);
    inside.split(['/', '.']).next().unwrap_or(inside)
}

/// Every table with the room that owns it: the room named by the last `-- Room NAME` line above it.
pub(super) fn owners() -> BTreeMap<String, String> {
    let mut owners: BTreeMap<String, String> = BTreeMap::new();
    for file in files("migrations", ".sql") {
        let mut owner = None;
        for line in file.text.lines() {
            if let Some(rest) = line.strip_prefix("-- Room ") {
                owner = rest.split(['.', ',', ':', ' ']).next().map(str::to_owned);
            } else if let Some(rest) = line.strip_prefix("create table ") {
                let table = rest.split([' ', '(']).next().unwrap_or(rest);
                let owner = owner.clone();
                let owner = owner.unwrap_or_else(|| {
                    panic!("{}: whose is table {table}? Write '-- Room NAME.' above it", file.path)
                });
                // A table that differs per engine is made twice, and is one room's all the same.
                let other = owners.insert(table.to_owned(), owner.clone());
                assert!(
                    other.is_none_or(|other| other == owner),
                    "{}: table {table} is also another room's than {owner}",
                    file.path
                );
            }
        }
    }
    owners
}

#[test]
fn every_owner_is_a_room() {
    let rooms: BTreeSet<_> = service().iter().map(|s| room(&s.path).to_owned()).collect();
    for (table, owner) in owners() {
        assert!(rooms.contains(&owner), "table {table} belongs to '{owner}', which is no room");
    }
}

/// Tables of others that a file names.
fn trespasses(source: &Source, owners: &BTreeMap<String, String>) -> Vec<String> {
    let own = room(&source.path);
    let mut found = Vec::new();
    for statement in statements(source).unwrap_or_default() {
        for table in tables(&statement.text) {
            let Some(owner) = owners.get(&table) else { continue };
            let is_guest = GUESTS.iter().any(|(guest, of, _)| *guest == own && *of == table);
            if owner != own && !is_guest {
                found.push(format!("{}: {own} names table {table} of {owner}", statement.place));
            }
        }
    }
    found
}

#[test]
fn no_room_names_anothers_tables() {
    let owners = owners_with_views();
    let found: Vec<_> = service().iter().flat_map(|s| trespasses(s, &owners)).collect();
    assert!(found.is_empty(), "call a function of the owner instead:\n{}", found.join("\n"));
}

#[test]
fn a_trespass_is_seen() {
    let source = Source {
        path: "src/turnover/mod.rs".to_owned(),
        text: r#"fn f() { db.all("select w.name from tally t join worker w on w.id = t.worker", &[]); }"#.to_owned(),
    };
    let found = trespasses(&source, &owners());
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[1].ends_with("turnover names table worker of people"), "{found:?}");
}

#[test]
fn no_exception_outlives_its_reason() {
    let sources = service();
    for (guest, table, reason) in GUESTS {
        let mut statements = sources
            .iter()
            .filter(|s| room(&s.path) == *guest)
            .flat_map(|s| statements(s).unwrap_or_default());
        let named = statements.any(|st| tables(&st.text).iter().any(|t| t == table));
        assert!(named, "{guest} no longer names {table} ({reason}): strike it off the list");
    }
}

/// Which rooms a file names by `crate::room` or by enough `super::`.
fn known(source: &Source, rooms: &BTreeSet<String>) -> BTreeSet<String> {
    let own = room(&source.path);
    let modules = source.path.trim_end_matches("/mod.rs").matches('/').count();
    let mut known = BTreeSet::new();
    for_each_level(&source.tokens(), &mut |level| {
        let words: Vec<String> = level
            .iter()
            .map(|t| match t {
                TokenTree::Group(_) => String::new(),
                tree => tree.to_string(),
            })
            .collect();
        let mut at = 0;
        while at < level.len() {
            let mut ups = 0;
            let mut next = at;
            while words[next] == "super" && words.get(next + 3).is_some() && words[next + 1] == ":"
            {
                ups += 1;
                next += 3;
            }
            let from_root = words[at] == "crate" && words.get(at + 1).is_some_and(|w| w == ":");
            if from_root {
                next = at + 3;
            }
            if from_root || ups >= modules.max(1) {
                match level.get(next) {
                    Some(TokenTree::Group(list)) => {
                        let firsts = super::source::arguments(list);
                        known.extend(
                            firsts.iter().filter_map(|f| f.first()).map(ToString::to_string),
                        );
                    }
                    Some(tree) => {
                        known.insert(tree.to_string());
                    }
                    None => {}
                }
            }
            at = next.max(at + 1);
        }
    });
    known.retain(|k| rooms.contains(k) && k != own);
    known
}

/// Each room with the rooms it knows, and a file where it does.
fn graph(sources: &[Source]) -> BTreeMap<String, BTreeMap<String, String>> {
    let rooms: BTreeSet<String> = sources.iter().map(|s| room(&s.path).to_owned()).collect();
    let mut graph: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for source in sources {
        let knows = graph.entry(room(&source.path).to_owned()).or_default();
        knows.extend(known(source, &rooms).into_iter().map(|other| (other, source.path.clone())));
    }
    graph
}

#[test]
fn rooms_know_each_other_in_one_direction() {
    let mut graph = graph(&service());
    assert!(graph["db"].is_empty(), "db knows nobody, but it names {:?}", graph["db"]);
    for (room, knows) in graph.iter().filter(|(room, _)| !TOGETHER.contains(&room.as_str())) {
        for (other, file) in knows {
            let is_together = TOGETHER.contains(&other.as_str());
            assert!(!is_together, "{file}: {room} knows {other}, which only brings rooms together");
        }
    }
    for together in TOGETHER {
        graph.remove(together);
    }
    // Take away who knows nobody that is left, again and again: what stays goes round in circles.
    while let Some((leaf, _)) = graph.iter().find(|(_, knows)| knows.is_empty()) {
        let leaf = leaf.clone();
        graph.remove(&leaf);
        for knows in graph.values_mut() {
            knows.remove(&leaf);
        }
    }
    assert!(
        graph.is_empty(),
        "these know each other in a circle, or know one that does: {graph:#?}"
    );
}

#[test]
fn who_is_known_is_seen() {
    let rooms = ["db", "floor", "orders", "people"].map(str::to_owned).into();
    let names = |path: &str, text: &str| {
        let source = Source { path: path.to_owned(), text: text.to_owned() };
        known(&source, &rooms).into_iter().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        names(
            "src/floor/mod.rs",
            "use crate::{db::Db, people::Worker}; fn f() { crate::orders::g() }"
        ),
        "db orders people"
    );
    assert_eq!(names("src/floor/mod.rs", "use super::orders; use std::fmt;"), "orders");
    assert_eq!(
        names("src/floor/board.rs", "use super::people; use super::super::orders::x;"),
        "orders"
    );
    assert_eq!(names("src/floor/mod.rs", "mod tests { use super::*; }"), "");
}
