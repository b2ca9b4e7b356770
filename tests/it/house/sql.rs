//! Which SQL the program holds, and for which engine.

use super::source::{Call, Source, only_text};
use proc_macro2::TokenTree;

/// A statement as it reaches an engine.
pub(super) struct Statement {
    /// File and line.
    pub(super) place: String,
    pub(super) text: String,
    pub(super) engine: Engine,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Engine {
    Both,
    Sqlite,
    Postgres,
}

impl Engine {
    pub(super) fn is_for(self, engine: Self) -> bool {
        self == Self::Both || self == engine
    }
}

/// Every statement handed to the facade, or where a statement should stand and does not.
pub(super) fn statements(source: &Source) -> Result<Vec<Statement>, String> {
    let mut found = Vec::new();
    for call in source.calls() {
        let place = format!("{}:{}", source.path, call.line);
        let texts: Vec<_> = call.arguments.iter().map(|a| only_text(a)).collect();
        let mut add = |text: String, engine| {
            found.push(Statement { place: place.clone(), text, engine });
        };
        let is_literal = match (call.name.as_str(), texts.as_slice()) {
            ("all" | "one" | "maybe" | "run", [Some(sql), None]) => {
                add(sql.clone(), Engine::Both);
                true
            }
            ("all" | "one" | "maybe" | "run", [None, None]) => !binds_values(&call, 1),
            ("insert_many", [Some(insert), Some(suffix), None]) => {
                add(with_one_row(insert, suffix), Engine::Both);
                true
            }
            (name, [Some(on_sqlite), Some(on_postgres), None]) if name.ends_with("_either") => {
                add(on_sqlite.clone(), Engine::Sqlite);
                add(on_postgres.clone(), Engine::Postgres);
                true
            }
            (name, [_, _, None]) => {
                !(name == "insert_many" || name.ends_with("_either")) || !binds_values(&call, 2)
            }
            _ => true,
        };
        if !is_literal {
            return Err(format!(
                "{place}: the SQL of `{}` is not a literal at the call, so nobody can check it",
                call.name
            ));
        }
    }
    Ok(found)
}

/// True when an argument is `&[…]` or `&name`: values to bind, so the call is one of the facade's.
fn binds_values(call: &Call, argument: usize) -> bool {
    matches!(call.arguments[argument].as_slice(), [TokenTree::Punct(p), TokenTree::Group(_)] if p.as_char() == '&')
}

/// What `insert_many` makes of its texts for one row.
fn with_one_row(insert: &str, suffix: &str) -> String {
    let columns = insert.split_once('(').map_or(0, |(_, list)| list.split(',').count());
    let places: Vec<_> = (1..=columns).map(|n| format!("${n}")).collect();
    format!("{insert} values ({}) {suffix}", places.join(","))
}

/// The tables a statement names, in lower case.
pub(super) fn tables(sql: &str) -> Vec<String> {
    let sql = without_comments_and_texts(sql).to_lowercase();
    let mut words = Vec::new();
    let mut word = String::new();
    for c in sql.chars().chain([' ']) {
        if c.is_alphanumeric() || c == '_' {
            word.push(c);
            continue;
        }
        if !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if !c.is_whitespace() {
            words.push(c.to_string());
        }
    }
    // Names of `with name as (…)` are not tables.
    let is_alias = |name: &str| {
        words.windows(3).any(|w| w[0] == name && w[1] == "as" && w[2] == "(")
            || words.windows(3).any(|w| w[0] == name && w[1] == "as" && w[2] == "materialized")
    };
    let mut found = Vec::new();
    let mut in_list = false;
    for (at, word) in words.iter().enumerate() {
        let before = at.checked_sub(1).map_or("", |b| words[b].as_str());
        let opens = match before {
            "from" => at < 2 || words[at - 2] != "distinct",
            "join" | "into" => true,
            "update" => word != "set",
            "," => in_list,
            _ => false,
        };
        let is_name = word.chars().all(|c| c.is_alphanumeric() || c == '_') && word != "select";
        if opens && is_name {
            in_list = before == "from" || before == ",";
            if !is_alias(word) {
                found.push(word.clone());
            }
        } else if ["where", "join", "on", "order", "group", "set", "(", ")", "union"]
            .contains(&word.as_str())
        {
            in_list = false;
        }
    }
    found.sort();
    found.dedup();
    found
}

pub(super) fn without_comments_and_texts(sql: &str) -> String {
    let lines: Vec<_> =
        sql.lines().map(|l| l.split_once("--").map_or(l, |(code, _)| code)).collect();
    lines.join("\n").split('\'').step_by(2).collect::<Vec<_>>().join("''")
}

#[test]
fn tables_are_told_from_columns() {
    let named = |sql| tables(sql).join(" ");
    assert_eq!(named("select station, task from tally where day = $1"), "tally");
    assert_eq!(
        named("select 1 from station s, work_group g where s.group_id = g.id"),
        "station work_group"
    );
    assert_eq!(
        named(
            "insert into client (id, name) values ($1, $2) on conflict (id) do update set name = $2"
        ),
        "client"
    );
    assert_eq!(named("select a from x where b is distinct from c"), "x");
    assert_eq!(
        named("with old as (delete from x returning a) select a from old join y on y.a = old.a"),
        "x y"
    );
    assert_eq!(named("with old as materialized (select 1 from x) select 1 from old"), "x");
    assert_eq!(
        named("select (select count(*) from task) from ledger -- from nowhere"),
        "ledger task"
    );
    assert_eq!(
        named("update worker set name = 'from client' where id in (select id from coach)"),
        "coach worker"
    );
    assert_eq!(named("select 1 from a left join b on b.x = a.x order by a.x, client"), "a b");
}
