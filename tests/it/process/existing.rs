//! Only `serve`, `demo` and `import` make a database or bring one up to date. Every other command takes what is there, or
//! says in a sentence why it cannot.

use crate::harness::{Ran, TestDb, werkvloer};

/// Every command that needs a database and makes none, with flags that are in order.
const COMMANDS: [&[&str]; 14] = [
    &["export", "out"],
    &["terminal", "enrol", "werf/new", "--station", "alone"],
    &["terminal", "list"],
    &["terminal", "revoke", "werf/one"],
    &[
        "simulate",
        "--broker",
        "mqtt://127.0.0.1:9",
        "--terminals",
        "1",
        "--rate",
        "1",
        "--truth",
        "truth",
    ],
    &["ledger", "export"],
    &["tallies", "export", "--day", "2026-11-20"],
    &["tallies", "rebuild"],
    &["tallies", "rebuild", "--check"],
    &["day", "close", "werf", "2026-11-20", "--by", "Ans"],
    &["day", "list"],
    &["quarantine", "list"],
    &["quarantine", "book", "q", "--by", "Ans", "--reason", "x"],
    &["quarantine", "discard", "q", "--by", "Ans", "--reason", "x"],
];

async fn run(command: &[&str], database: &[String]) -> Ran {
    werkvloer(command.iter().map(|arg| (*arg).to_owned()).chain(database.iter().cloned())).await
}

/// Each of them ends with 1 and one sentence with these words.
async fn all_refuse(database: &[String], words: &[&str]) {
    for command in COMMANDS {
        let ran = run(command, database).await;
        assert_eq!(ran.status.code(), Some(1), "{command:?}: {}", ran.output);
        assert_eq!(ran.output.lines().count(), 1, "{command:?}: {}", ran.output);
        for word in words {
            assert!(ran.output.contains(word), "{command:?}, no '{word}': {}", ran.output);
        }
    }
}

/// Nor do those that make databases touch it.
async fn makers_refuse(database: &[String], words: &[&str]) {
    let out = tempfile::tempdir().unwrap();
    let folder = out.path().display().to_string();
    for command in [
        ["import", &folder].as_slice(),
        &["serve", "--http", "127.0.0.1:0", "--mqtt", "127.0.0.1:0"],
    ] {
        let ran = run(command, database).await;
        assert_eq!(ran.status.code(), Some(1), "{command:?}: {}", ran.output);
        for word in words {
            assert!(ran.output.contains(word), "{command:?}, no '{word}': {}", ran.output);
        }
    }
}

async fn change(db: &TestDb, sql: &'static str) {
    let mut tx = db.db.begin().await.unwrap();
    tx.run(sql, &[]).await.unwrap();
    tx.commit().await.unwrap();
}

async fn versions(db: &TestDb) -> Vec<(i64,)> {
    db.db.all("select version from _sqlx_migrations order by version", &[]).await.unwrap()
}

#[tokio::test]
async fn a_folder_or_file_that_is_not_there_is_not_made() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("nowhere");
    let database = ["--data".to_owned(), data.display().to_string()];
    all_refuse(&database, &["there is no folder", "nowhere", "werkvloer serve", "--data"]).await;
    assert!(!data.exists());
    std::fs::create_dir(&data).unwrap();
    all_refuse(&database, &["there is no database in", "nowhere", "werkvloer import"]).await;
    assert_eq!(std::fs::read_dir(&data).unwrap().count(), 0);
}

both!(a_database_without_tables_gets_none: TestDb);
async fn a_database_without_tables_gets_none(db: TestDb) {
    change(&db, "drop table _sqlx_migrations").await;
    all_refuse(&db.args(), &["holds no werkvloer", "werkvloer serve"]).await;
    let gone = db.db.all::<(i64,)>("select version from _sqlx_migrations", &[]).await;
    assert!(gone.is_err(), "{gone:?}");
}

both!(an_older_database_waits_for_serve: TestDb);
async fn an_older_database_waits_for_serve(db: TestDb) {
    change(&db, "delete from _sqlx_migrations where version = 420").await;
    let before = versions(&db).await;
    all_refuse(&db.args(), &["older version", "werkvloer serve"]).await;
    assert_eq!(versions(&db).await, before);
}

both!(a_newer_database_asks_for_a_newer_program: TestDb);
async fn a_newer_database_asks_for_a_newer_program(db: TestDb) {
    change(
            &db,
            "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
             select 9999, 'from the future', success, checksum, execution_time from _sqlx_migrations where version = 30",
        )
        .await;
    let before = versions(&db).await;
    all_refuse(&db.args(), &["newer version", "upgrade this program"]).await;
    makers_refuse(&db.args(), &["upgrade this program"]).await;
    assert_eq!(versions(&db).await, before);
}

both!(an_early_database_is_refused_and_says_how_to_take_its_data_along: TestDb);
/// What a program from before the first release made: with the numbers of its migrations, and without the views' table.
async fn an_early_database_is_refused_and_says_how_to_take_its_data_along(db: TestDb) {
    change(
            &db,
            "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
             select 1, 'company', success, checksum, execution_time from _sqlx_migrations where version = 30",
        )
        .await;
    change(&db, "delete from _sqlx_migrations where version > 25").await;
    change(&db, "drop table made_view").await;
    change(&db, "insert into client (id, name) values ('k1', 'Verzonnen BV')").await;
    let words = [
        "before the first release",
        "werkvloer export",
        "werkvloer import",
        "accounts",
        "the trail",
    ];
    all_refuse(&db.args(), &words).await;
    makers_refuse(&db.args(), &words).await;
    assert_eq!(versions(&db).await, [(1,)]);
    let clients: Vec<(String,)> = db.db.all("select name from client", &[]).await.unwrap();
    assert_eq!(clients, [("Verzonnen BV".to_owned(),)]);
    assert!(db.db.all::<(i64,)>("select no from made_view", &[]).await.is_err());
}

#[tokio::test]
async fn import_makes_what_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let files = folder.path().join("files");
    std::fs::create_dir(&files).unwrap();
    std::fs::write(files.join("clients.csv"), "id;name\nk1;Verzonnen BV\n").unwrap();
    let data = folder.path().join("made/if/missing");
    let database = ["--data".to_owned(), data.display().to_string()];
    let ran = run(&["import", &files.display().to_string()], &database).await;
    assert!(ran.status.success(), "{}", ran.output);
    let listed = run(&["terminal", "list"], &database).await;
    assert!(listed.status.success(), "{}", listed.output);
}
