//! Files with one subject, text without leftovers, one schema on both engines.

use super::source::{Source, files, root, service};
use crate::harness::TestDb;
use std::collections::BTreeSet;

const LONGEST: usize = 400;

/// A longer file, with the reason why it has one subject all the same.
const LONG_FILES: &[(&str, &str)] = &[];

#[test]
fn no_file_outgrows_its_subject() {
    let mut wrong = Vec::new();
    for source in service().iter().chain(&files("firmware-bridge", ".rs")) {
        let lines = source.text.lines().count();
        let is_listed = LONG_FILES.iter().any(|(path, _)| *path == source.path);
        if lines > LONGEST && !is_listed {
            wrong.push(format!("{} has {lines} lines: look for the second subject", source.path));
        } else if lines <= LONGEST && is_listed {
            wrong.push(format!("{} is short enough: strike it off the list", source.path));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_module_says_its_concept_first() {
    for source in service() {
        assert!(
            source.text.starts_with("//! "),
            "{}: begin with //! and what this is about",
            source.path
        );
    }
}

#[test]
fn every_migration_is_built_in() {
    let named: String = files("src/db", ".rs").into_iter().map(|source| source.text).collect();
    for file in files("migrations", ".sql") {
        let name = file.path.strip_prefix("migrations/").unwrap();
        assert!(named.contains(&format!("\"{name}\"")), "{name} is named nowhere in src/db");
    }
}

/// What belongs to a person's machine or to another day.
#[test]
fn no_leftovers() {
    let leftovers =
        ["fixme", "// todo", "-- todo", "# todo", "lorem ipsum", "/home/", "/root/", "/users/"];
    let here = "tests/it/house/repository.rs";
    let code = ["src", "firmware-bridge", "tests", "migrations"].map(|folder| files(folder, ""));
    let documents = files("docs", ".md").into_iter().chain(top_level());
    for file in code.into_iter().flatten().chain(documents).filter(|f| f.path != here) {
        for (at, line) in file.text.lines().enumerate() {
            let found = leftovers.iter().find(|word| line.to_lowercase().contains(**word));
            assert!(found.is_none(), "{}:{}: {}", file.path, at + 1, found.unwrap());
        }
    }
}

fn top_level() -> impl Iterator<Item = Source> {
    ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "STYLE.md", "CHANGELOG.md", "Cargo.toml"]
        .into_iter()
        .map(|path| Source {
            path: path.to_owned(),
            text: std::fs::read_to_string(root().join(path)).unwrap(),
        })
}

/// Every file that a document names exists.
#[test]
fn documents_name_what_exists() {
    for file in top_level().chain(files("docs", ".md")).chain(files("migrations", ".md")) {
        let folder = root().join(&file.path);
        let folder = folder.parent().unwrap();
        for target in file.text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let path = target.split('#').next().unwrap_or(target);
            let is_here = !path.is_empty() && !path.contains("://");
            assert!(
                !is_here || folder.join(path).exists(),
                "{} links to {target}, which is not there",
                file.path
            );
        }
    }
}

/// Table, column, in order.
type Columns = BTreeSet<(String, i64, String)>;

async fn columns_on_postgres() -> (Columns, BTreeSet<String>) {
    let test = TestDb::postgres().await;
    let rows: Vec<(String, i64, String, String)> = test
        .db
        .all(
            "select cast(table_name as text), cast(ordinal_position as bigint), cast(column_name as text), cast(data_type as text)
             from information_schema.columns
             where table_schema = current_schema() and table_name <> '_sqlx_migrations'
               and table_name not in (select viewname from pg_views where schemaname = current_schema())",
            &[],
        )
        .await
        .unwrap();
    let types = rows.iter().map(|(_, _, _, kind)| kind.clone()).collect();
    (rows.into_iter().map(|(table, at, column, _)| (table, at, column)).collect(), types)
}

async fn columns_on_sqlite() -> Columns {
    let test = TestDb::sqlite().await;
    let rows: Vec<(String, i64, String)> = test
        .db
        .all(
            "select t.name, c.cid + 1, c.name from sqlite_master t join pragma_table_info(t.name) c
             where t.type = 'table' and t.name not like 'sqlite%' and t.name <> '_sqlx_migrations'",
            &[],
        )
        .await
        .unwrap();
    rows.into_iter().collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_engines_have_the_same_tables_of_the_six_types() {
    let (postgres, types) = columns_on_postgres().await;
    assert!(postgres.len() > 50);
    assert_eq!(postgres, columns_on_sqlite().await);
    let six = ["bigint", "boolean", "date", "double precision", "text", "timestamp with time zone"];
    let others: Vec<_> = types.iter().filter(|t| !six.contains(&t.as_str())).collect();
    assert!(others.is_empty(), "{others:?}");
}
