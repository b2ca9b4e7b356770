//! Views join what several rooms keep, so they are where a room could read another's tables unseen. They stand beside the code of
//! their room, and what they name of others is listed here with its reason.

use super::rooms::{owners, room};
use super::source::{Source, files};
use super::sql::{tables, without_comments_and_texts};
use std::collections::{BTreeMap, BTreeSet};

/// What the views of a room name of others, with the reason why that is right. No view names a table of `people`: the one view that
/// `people` keeps for coaches says who works here, and the engine bounds its rows to the viewer's.
const GUESTS: &[(&str, &[&str], &str)] = &[
    ("output", &["calendar"], "the quarter and year of a day"),
    ("output", &["hall_place", "work_group", "hall", "site"], "the names of places"),
    ("turnover", &["calendar"], "the quarter and year of a day, and days of work"),
    ("turnover", &["hall_place", "work_group", "hall"], "the names of places"),
    ("turnover", &["client", "client_order", "order_line"], "for whom a line is, and its terms"),
    ("turnover", &["municipality"], "the name of a client's municipality"),
    ("turnover", &["task", "station_task", "station"], "where a line is planned that nobody began"),
    ("municipalities", &["calendar"], "the year of a quarter"),
    ("municipalities", &["municipality"], "the names of municipalities"),
    ("coaching", &["calendar"], "weeks, months and days of work"),
    ("coaching", &["present_worker"], "whose caseload it is, for their own coach"),
    (
        "coaching",
        &["work_group", "hall", "station"],
        "where somebody works, and whose a station's output is",
    ),
    ("coaching", &["task", "order_line", "norm"], "what somebody works at, and its norm"),
    ("coaching", &["tally"], "what one person made, for their own coach"),
    (
        "coaching",
        &["ledger"],
        "when a person called for help: kept, and shown as a day without a number",
    ),
];

/// Units and shares, which mean the same everywhere. Any other number is a rule: it has a name above the views.
const PLAIN: [&str; 7] = ["0", "1", "12", "100", "100.0", "1000", "1000.0"];

/// Every view of a file: its name and its text.
fn views(file: &Source) -> Vec<(String, String)> {
    without_comments_and_texts(&file.text)
        .split(';')
        .filter_map(|statement| {
            let (name, text) =
                statement.trim().strip_prefix("create view ")?.split_once(" as\n")?;
            Some((name.to_owned(), text.to_owned()))
        })
        .collect()
}

/// The files that hold views, each in the folder of its room.
fn view_files() -> Vec<Source> {
    files("src", "views.sql")
}

/// Every table and view with its room.
pub(super) fn owners_with_views() -> BTreeMap<String, String> {
    let mut owners = owners();
    for file in view_files() {
        for (view, _) in views(&file) {
            assert!(!owners.contains_key(&view), "{}: {view} is there twice", file.path);
            owners.insert(view, room(&file.path).to_owned());
        }
    }
    owners
}

/// What a file's views name of other rooms, as view, name and owner.
fn foreign(file: &Source, owners: &BTreeMap<String, String>) -> Vec<(String, String, String)> {
    let own = room(&file.path);
    let mut found = Vec::new();
    for (view, text) in views(file) {
        for name in tables(&text) {
            let owner = owners.get(&name);
            let owner = owner.unwrap_or_else(|| {
                panic!("{}: {view} names {name}, which nobody keeps", file.path)
            });
            if owner != own {
                found.push((view.clone(), name, owner.clone()));
            }
        }
    }
    found
}

fn is_listed(own: &str, name: &str) -> bool {
    GUESTS.iter().any(|(guest, names, _)| *guest == own && names.contains(&name))
}

#[test]
fn no_view_names_anothers_tables_unless_it_is_listed() {
    let owners = owners_with_views();
    let mut wrong = Vec::new();
    for file in view_files() {
        let own = room(&file.path);
        for (view, name, owner) in foreign(&file, &owners) {
            if !is_listed(own, &name) {
                wrong.push(format!("{}: view {view} of {own} names {name} of {owner}", file.path));
            }
        }
    }
    assert!(wrong.is_empty(), "list it with its reason, or do without:\n{}", wrong.join("\n"));
}

#[test]
fn no_excuse_of_a_view_outlives_its_reason() {
    let owners = owners_with_views();
    let mut named = BTreeSet::new();
    for file in view_files() {
        let own = room(&file.path).to_owned();
        named.extend(foreign(&file, &owners).into_iter().map(|(_, name, _)| (own.clone(), name)));
    }
    for (guest, names, reason) in GUESTS {
        for name in *names {
            let is_named = named.contains(&((*guest).to_owned(), (*name).to_owned()));
            assert!(is_named, "no view of {guest} names {name} ({reason}): strike it off the list");
        }
    }
}

#[test]
fn a_view_that_trespasses_is_seen() {
    let file = Source {
        path: "src/turnover/views.sql".to_owned(),
        text: "-- About.\n\ncreate view report_x as\nwith made as materialized (select worker from tally)\n\
               select w.name, -- from nowhere\n       (select p.hall from hall_place p) as hall\n  from made m\n  \
               join worker w on w.id = m.worker;\n"
            .to_owned(),
    };
    let found = foreign(&file, &owners_with_views());
    let named: Vec<_> = found.iter().map(|(_, name, owner)| format!("{name} of {owner}")).collect();
    assert_eq!(named, ["hall_place of floor", "tally of output", "worker of people"]);
    assert!(!is_listed("turnover", "worker") && !is_listed("turnover", "tally"));
}

/// A view that a migration makes would be history: changed by a later one, and never read as a whole.
#[test]
fn no_migration_makes_a_view() {
    for file in files("migrations", ".sql") {
        let makes = file.text.lines().find(|line| line.contains("create view"));
        assert!(makes.is_none(), "{}: {makes:?} belongs in its room's views.sql", file.path);
    }
    assert!(view_files().iter().all(|file| file.path.matches('/').count() == 2));
}

#[test]
fn numbers_in_views_have_names() {
    let mut wrong = Vec::new();
    for file in view_files() {
        for (view, text) in views(&file) {
            let words = text.split(|c: char| !(c.is_alphanumeric() || "_.:".contains(c)));
            let numbers = words.filter(|word| word.starts_with(|c: char| c.is_ascii_digit()));
            wrong.extend(
                numbers
                    .filter(|n| !PLAIN.contains(n))
                    .map(|n| format!("{}: {n} in {view}", file.path)),
            );
        }
    }
    assert!(
        wrong.is_empty(),
        "write '-- Number NAME = VALUE. Why.' above, and :NAME:\n{}",
        wrong.join("\n")
    );
}
