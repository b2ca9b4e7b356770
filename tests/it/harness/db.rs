//! A fresh, migrated database per test: on SQLite a folder of its own, on Postgres a database of its own in the cluster
//! that `tests/run` starts for the run. Both run with the settings of the service, so that durability is tested as it is.
//!
//! On Postgres it is a copy of one that went through the migrations: to run them for each test costs the server nearly three
//! times as much.

#[expect(clippy::disallowed_types, reason = "names of databases cannot be bound")]
use sqlx::AssertSqlSafe;
use sqlx::{Connection as _, Executor as _, PgConnection};
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use tempfile::TempDir;
use tokio::sync::OnceCell;
use werkvloer::db::{Db, Settings};

/// Names the throw-away cluster; set by `tests/run`.
const CLUSTER: &str = "TEST_POSTGRES_URL";

/// A database that goes away with the test.
pub(crate) struct TestDb {
    /// Open, as an import opens it: a service may be started beside it.
    pub(crate) db: Db,
    place: Place,
}

enum Place {
    Folder(TempDir),
    Database(Database),
}

/// A database of the cluster, dropped with everything in it.
struct Database {
    name: String,
    url: String,
}

impl TestDb {
    /// On SQLite.
    pub(crate) async fn sqlite() -> Self {
        let folder = tempfile::Builder::new().prefix("werkvloer-test-").tempdir().unwrap();
        Self::open(Place::Folder(folder)).await
    }

    /// On Postgres.
    pub(crate) async fn postgres() -> Self {
        Self::open(Place::Database(Database::create().await)).await
    }

    async fn open(place: Place) -> Self {
        let open = place.settings().open_for_import().await.unwrap();
        Self { db: open.db, place }
    }

    /// What opens the same database again.
    pub(crate) fn settings(&self) -> Settings {
        self.place.settings()
    }

    /// The flags that name this database to the program.
    pub(crate) fn args(&self) -> [String; 2] {
        match self.settings() {
            Settings::Folder(folder) => ["--data".to_owned(), folder.display().to_string()],
            Settings::Url(url) => ["--database".to_owned(), url],
        }
    }

    /// The data folder; `None` on Postgres.
    pub(crate) fn folder(&self) -> Option<&Path> {
        match &self.place {
            Place::Folder(folder) => Some(folder.path()),
            Place::Database(_) => None,
        }
    }
}

impl Place {
    fn settings(&self) -> Settings {
        match self {
            Self::Folder(folder) => Settings::Folder(folder.path().to_owned()),
            Self::Database(database) => Settings::Url(database.url.clone()),
        }
    }
}

impl Database {
    async fn create() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{}_{count}", std::process::id());
        execute_on_cluster(format!("create database {name} template {}", template().await))
            .await
            .unwrap();
        let url = url_of(&name);
        Self { name, url }
    }
}

/// The database that the others are copies of. It stays until the cluster goes.
async fn template() -> &'static str {
    static MADE: OnceCell<String> = OnceCell::const_new();
    MADE.get_or_init(async || {
        let name = format!("template_{}", std::process::id());
        // A test that failed while it made one leaves a part of it.
        execute_on_cluster(format!("drop database if exists {name} with (force)")).await.unwrap();
        execute_on_cluster(format!("create database {name}")).await.unwrap();
        let open = Settings::Url(url_of(&name)).open_for_import().await.unwrap();
        // Nothing can be copied while somebody is connected to it.
        match open.db {
            Db::Postgres(pool) => pool.close().await,
            Db::Sqlite { .. } => unreachable!("the cluster is of Postgres"),
        }
        name
    })
    .await
}

/// The address of another database of the cluster.
fn url_of(database: &str) -> String {
    let cluster = cluster();
    let (address, options) = cluster.split_at(cluster.find('?').unwrap_or(cluster.len()));
    let (server, _) = address.rsplit_once('/').unwrap();
    format!("{server}/{database}{options}")
}

impl Drop for Database {
    fn drop(&mut self) {
        let drop = format!("drop database if exists {} with (force)", self.name);
        // A destructor cannot await, and the test's runtime may be gone: a thread with a runtime of its own.
        let done = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(execute_on_cluster(drop)).map_err(std::io::Error::other)
        })
        .join();
        // Left-over databases vanish with the cluster; a test that already fails must not abort the whole run here.
        if !std::thread::panicking() {
            done.unwrap().unwrap();
        }
    }
}

/// The URL of the cluster's database, through which each test makes its own.
#[expect(clippy::disallowed_methods, reason = "tests/run hands over the cluster this way")]
fn cluster() -> String {
    std::env::var(CLUSTER).unwrap_or_else(|_| {
        panic!("{CLUSTER} is not set: start the tests with tests/run, which starts a throw-away Postgres for them")
    })
}

/// Runs a statement on the cluster, on a connection of its own.
pub(crate) async fn execute_on_cluster(sql: String) -> sqlx::Result<()> {
    let mut connection = PgConnection::connect(&cluster()).await?;
    connection.execute(AssertSqlSafe(sql)).await?;
    connection.close().await
}
