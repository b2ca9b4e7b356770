//! Opening a database: who may, beside whom, and what is refused because it could forget.

use crate::harness::{Postgres, TestDb};
use werkvloer::db::Settings;

#[tokio::test]
async fn a_second_service_on_a_folder_is_refused_and_a_command_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings::Folder(folder.path().join("made/if/missing"));
    let first = settings.open_for_service().await.unwrap();
    let refused = format!("{:#}", settings.open_for_service().await.err().unwrap());
    assert!(refused.contains("another werkvloer already works on"), "{refused}");
    assert!(refused.contains("made/if/missing") && refused.contains("--data"), "{refused}");

    // Also when somebody took the lock's file away.
    std::fs::remove_file(folder.path().join("made/if/missing/werkvloer.db.lock")).unwrap();
    let refused = format!("{:#}", settings.open_for_service().await.err().unwrap());
    assert!(refused.contains("another werkvloer already works on"), "{refused}");

    let beside = settings.open_for_command().await.unwrap();
    let mut tx = beside.db.begin().await.unwrap();
    tx.run("insert into client (id, name) values ('c', 'n')", &[]).await.unwrap();
    tx.commit().await.unwrap();
    let (seen,): (i64,) = first.db.one("select count(*) from client", &[]).await.unwrap();
    assert_eq!(seen, 1);

    first.db.close().await;
    drop(first);
    settings.open_for_service().await.unwrap();
}

/// Whoever else works on the machine reads nothing of it.
#[cfg(unix)]
#[tokio::test]
async fn what_is_made_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    for made in [folder.path().to_owned(), folder.path().join("made/if/missing")] {
        let open = Settings::Folder(made.clone()).open_for_service().await.unwrap();
        let mut tx = open.db.begin().await.unwrap();
        tx.run("insert into client (id, name) values ('c', 'n')", &[]).await.unwrap();
        tx.commit().await.unwrap();
        let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
        for file in ["werkvloer.db", "werkvloer.db-wal", "werkvloer.db-shm", "werkvloer.made"] {
            assert_eq!(mode(&made.join(file)), 0o600, "{file}");
        }
        let right = if made == folder.path() { 0o755 } else { 0o700 };
        assert_eq!(mode(&made), right, "a folder that was there keeps its rights");
    }
}

/// A command that came first does not keep the service out.
#[tokio::test]
async fn a_service_starts_beside_a_command() {
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings::Folder(folder.path().to_owned());
    let _import = settings.open_for_import().await.unwrap();
    let _command = settings.open_for_command().await.unwrap();
    settings.open_for_service().await.unwrap();
}

both!(opening_again_changes_nothing: TestDb);
async fn opening_again_changes_nothing(db: TestDb) {
    let migrations = async || {
        let rows: Vec<(i64, String)> = db
            .db
            .all("select version, description from _sqlx_migrations order by version", &[])
            .await
            .unwrap();
        rows
    };
    let before = migrations().await;
    assert!(before.len() >= 3, "{before:?}");
    let settings = db.settings();
    let (again, once_more) = tokio::join!(settings.open_for_import(), settings.open_for_import());
    again.unwrap();
    once_more.unwrap();
    settings.open_for_command().await.unwrap();
    assert_eq!(before, migrations().await);
}

#[tokio::test]
async fn sqlite_is_new_enough_and_set_to_keep_what_it_confirmed() {
    let db = TestDb::sqlite().await;
    let (version,): (String,) = db.db.one("select sqlite_version()", &[]).await.unwrap();
    let numbers: Vec<u32> = version.split('.').map(|n| n.parse().unwrap()).collect();
    assert!(numbers >= vec![3, 51, 3], "{version}");
    let mut tx = db.db.begin().await.unwrap();
    let (journal,): (String,) =
        tx.one("select journal_mode from pragma_journal_mode()", &[]).await.unwrap();
    let (synchronous,): (i64,) =
        tx.one("select synchronous from pragma_synchronous()", &[]).await.unwrap();
    let (foreign_keys,): (i64,) =
        tx.one("select foreign_keys from pragma_foreign_keys()", &[]).await.unwrap();
    assert_eq!((journal.as_str(), synchronous, foreign_keys), ("wal", 2, 1));
}

/// The words with which opening is refused.
async fn refusal(settings: &Settings) -> String {
    match settings.open_for_service().await {
        Ok(_) => panic!("opened"),
        Err(e) => format!("{e:#}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_postgres_that_may_forget_is_refused() {
    for setting in ["fsync", "full_page_writes", "synchronous_commit"] {
        let server = Postgres::start(&[&format!("{setting}=off")]).await;
        let refused = refusal(&server.settings()).await;
        assert!(refused.contains(&format!("{setting} = off")), "{refused}");
        assert!(refused.contains("set it to on"), "{refused}");
    }
}

/// Also where only this database, role or connection was told to forget.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_that_may_forget_is_refused() {
    let db = TestDb::postgres().await;
    let Settings::Url(url) = db.settings() else { unreachable!() };
    let forgetful = Settings::Url(format!("{url}?options=-csynchronous_commit%3Doff"));
    let refused = refusal(&forgetful).await;
    assert!(refused.contains("synchronous_commit = off"), "{refused}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_not_there_is_named_as_the_trouble() {
    let mut server = Postgres::start(&[]).await;
    server.settings().open_for_service().await.unwrap();
    server.kill();
    let refused = refusal(&server.settings()).await;
    assert!(refused.starts_with("cannot reach the Postgres database"), "{refused}");
    let nonsense = refusal(&Settings::Url("mysql://x".to_owned())).await;
    assert!(nonsense.contains("postgres://"), "{nonsense}");
}
