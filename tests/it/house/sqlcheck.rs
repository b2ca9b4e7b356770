//! Every statement of the program is prepared on the engines it is for, so that a misspelt column, or a construct only one
//! engine knows, fails here and not at a customer's. It replaces the compile-time check that one engine could have.

use super::source::{Source, service};
use super::sql::{Engine, Statement, statements};
use crate::harness::TestDb;
#[expect(clippy::disallowed_types, reason = "the statements come from our own source")]
use sqlx::AssertSqlSafe;
use sqlx::{Executor as _, SqlSafeStr as _};
use werkvloer::db::Db;

/// The engine's words about every statement it refuses, with place and text.
async fn refused(db: &Db, statements: &[Statement]) -> Vec<String> {
    let engine = if db.is_shared() { Engine::Postgres } else { Engine::Sqlite };
    let mut refused = Vec::new();
    for statement in statements.iter().filter(|s| s.engine.is_for(engine)) {
        let sql = AssertSqlSafe(statement.text.clone()).into_sql_str();
        let prepared = match db {
            Db::Sqlite { read, .. } => read.prepare(sql).await.map(drop),
            Db::Postgres(pool) => pool.prepare(sql).await.map(drop),
        };
        if let Err(e) = prepared {
            refused.push(format!("{}\n  {}\n  {e}", statement.place, statement.text));
        }
    }
    refused
}

both!(every_statement_prepares: TestDb);
async fn every_statement_prepares(db: TestDb) {
    let found: Vec<_> = service()
        .iter()
        .filter(|s| s.path != "src/db/query.rs")
        .flat_map(|s| statements(s).unwrap_or_else(|e| panic!("{e}")))
        .collect();
    assert!(!found.is_empty());
    let refused = refused(&db.db, &found).await;
    assert!(
        refused.is_empty(),
        "{} of {} statements:\n{}",
        refused.len(),
        found.len(),
        refused.join("\n")
    );
}

/// A statement in a constant or behind another function is one that the test above does not see.
#[test]
fn sql_stands_at_the_call() {
    for source in service().iter().filter(|s| !s.path.starts_with("src/db/")) {
        let seen: String = statements(source).unwrap().into_iter().map(|s| s.text).collect();
        for text in source.texts() {
            let start = text.value.trim_start().to_lowercase();
            let is_sql = ["select ", "insert into ", "delete from ", "with "]
                .iter()
                .any(|k| start.starts_with(k))
                && [" from ", "values", " into "].iter().any(|k| start.contains(k))
                || start.starts_with("update ") && start.contains(" set ");
            assert!(
                !is_sql || seen.contains(&text.value),
                "{}:{}: SQL that is not a literal at a call of the facade: {}",
                source.path,
                text.line,
                text.value
            );
        }
    }
}

both!(what_is_wrong_is_refused: TestDb);
/// The check itself catches what it is there for.
async fn what_is_wrong_is_refused(db: TestDb) {
    let source = |text: &str| Source { path: "example.rs".to_owned(), text: text.to_owned() };
    let wrong = source(
        r#"async fn f(db: &Db, tx: &mut Tx) {
                db.all::<(String,)>("select id from client where name = $1", &[&name]).await?;
                db.one("select nmae from client", &[]).await?;
                tx.insert_many("insert into client (id, name)", "on conflict (naam) do nothing", &rows).await?;
                tx.run_either("insert or nonsense", "select now() from nowhere", &[]).await?;
            }"#,
    );
    let found = statements(&wrong).unwrap();
    let refused = refused(&db.db, &found).await;
    assert_eq!(refused.len(), 3, "{refused:#?}");
    assert!(refused[0].starts_with("example.rs:3\n  select nmae from client\n"), "{}", refused[0]);
    assert!(refused[0].lines().last().unwrap().contains("nmae"), "{}", refused[0]);
    assert!(refused[1].contains("values ($1,$2) on conflict (naam)"), "{}", refused[1]);
    assert!(refused[2].starts_with("example.rs:5"), "{}", refused[2]);

    let hidden = source("async fn f() { db.all(SQL, &[&a]).await }");
    assert!(statements(&hidden).err().unwrap().contains("example.rs:1"));
}
