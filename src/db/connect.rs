//! Opening a database with the settings that make "committed" mean "survives a power cut".

use super::lock::Lock;
use super::made::{Traces, private};
use super::migrate::{Standing, migrate};
use super::{Db, Place};
use anyhow::{Context as _, bail, ensure};
#[expect(clippy::disallowed_types, reason = "asked before there is a Db")]
use sqlx::SqlitePool;
use sqlx::pool::PoolConnectionMetadata;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions as _, Connection as _};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::time::Duration;

/// Which database.
#[derive(Clone, Debug)]
pub enum Settings {
    /// A folder with `werkvloer.db`.
    Folder(PathBuf),
    /// `postgres://…`
    Url(String),
}

/// A database opened and migrated, and on SQLite the lock that says a service works on the file.
pub struct Open {
    /// The database.
    pub db: Db,
    /// Held as long as this lives. `None` on Postgres and for a command beside a running service.
    pub lock: Option<Lock>,
}

/// Whether a database may be made, and one of an older version brought up to date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Make {
    IfNeeded,
    Never,
}

impl Settings {
    /// Opens for the service, which makes what is missing: no other service may work on the same file.
    pub async fn open_for_service(&self) -> anyhow::Result<Open> {
        match self {
            Self::Folder(folder) => {
                let lock = Lock::take(folder)?.with_context(|| {
                    format!(
                        "another werkvloer already works on {}; stop it, or name another folder with --data",
                        folder.display()
                    )
                })?;
                Ok(Open { db: open_sqlite(folder, Make::IfNeeded).await?, lock: Some(lock) })
            }
            Self::Url(url) => {
                Ok(Open { db: open_postgres(url, Make::IfNeeded).await?, lock: None })
            }
        }
    }

    /// Opens for an import, which makes what is missing, because it may come before the first service, and may run beside
    /// one. Only who holds the lock migrates a file.
    pub async fn open_for_import(&self) -> anyhow::Result<Open> {
        match self {
            Self::Folder(folder) => {
                let lock = Lock::take(folder)?;
                let make = if lock.is_some() { Make::IfNeeded } else { Make::Never };
                Ok(Open { db: open_sqlite(folder, make).await?, lock: None })
            }
            Self::Url(url) => {
                Ok(Open { db: open_postgres(url, Make::IfNeeded).await?, lock: None })
            }
        }
    }

    /// Opens for any other command, which may run beside the service: what is there, of this version, and nothing else.
    pub async fn open_for_command(&self) -> anyhow::Result<Open> {
        let db = match self {
            Self::Folder(folder) => open_sqlite(folder, Make::Never).await?,
            Self::Url(url) => open_postgres(url, Make::Never).await?,
        };
        Ok(Open { db, lock: None })
    }
}

/// Connections that read an SQLite file.
const READERS: u32 = 4;

async fn open_sqlite(folder: &Path, make: Make) -> anyhow::Result<Db> {
    let file = folder.join("werkvloer.db");
    let traces = Traces::in_folder(folder);
    traces.refuse_a_lost(&file)?;
    if make == Make::Never {
        ensure!(folder.exists(), "there is no folder {}; {MAKERS}", folder.display());
        ensure!(file.exists(), "there is no database in {}; {MAKERS}", folder.display());
    }
    let at = || format!("cannot open the database {}", file.display());
    if make == Make::IfNeeded && !file.exists() {
        private(&file).with_context(at)?;
    }
    let place = Place::of(&file).with_context(at)?;
    // Not Normal: in write-ahead mode it may take back committed transactions after a power cut, and a receipt would be a lie.
    let options = SqliteConnectOptions::new()
        .filename(&file)
        // It is there by now. A connection that comes later must not make an empty one in the place of one that is gone.
        .create_if_missing(false)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(10))
        .foreign_keys(true)
        .pragma("wal_autocheckpoint", "4000")
        .pragma("journal_size_limit", "67108864")
        .pragma("cache_size", "-32768")
        // Without it `insert or replace` deletes a row of the ledger without firing the trigger that forbids it.
        .pragma("recursive_triggers", "on")
        .pragma("trusted_schema", "off")
        .pragma("cell_size_check", "on")
        .statement_cache_capacity(256)
        .disable_statement_logging();
    // The file keeps this mode; asking for it would write to a file that is not ours.
    let options = match make {
        Make::IfNeeded => options.journal_mode(SqliteJournalMode::Wal),
        Make::Never => options,
    };
    let write = SqlitePoolOptions::new()
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(Duration::from_secs(30))
        .after_connect(held_to(&place))
        .before_acquire(|connection, _| Box::pin(async { Ok(is_at_rest(connection)) }))
        .connect_with(options.clone())
        .await
        .with_context(at)?;
    assert_sqlite_version(&write).await?;
    let read = SqlitePoolOptions::new()
        .max_connections(READERS)
        // Where a service may run, all of them from the start, and kept: none is opened anew by a path that leads to another
        // file by then, or to none.
        .min_connections(if make == Make::IfNeeded { READERS } else { 0 })
        .idle_timeout(None)
        .max_lifetime(None)
        .after_connect(held_to(&place))
        .before_acquire(|connection, _| Box::pin(async { Ok(is_at_rest(connection)) }))
        .connect_with(options.pragma("query_only", "on").pragma("cache_size", "-8192"))
        .await
        .with_context(at)?;
    let db = Db::Sqlite { read: read.clone(), write: write.clone(), place: place.clone() };
    bring_up(&db, make, &format!("the database in {}", folder.display()), Some(&traces)).await?;
    if make == Make::IfNeeded {
        traces.leave()?;
    }
    let place = place.with_beside().with_context(at)?;
    Ok(Db::Sqlite { read, write, place })
}

/// Refuses a connection whose file is not the one that was opened first.
fn held_to(
    place: &Place,
) -> impl for<'c> Fn(
    &'c mut SqliteConnection,
    PoolConnectionMetadata,
) -> Pin<Box<dyn Future<Output = sqlx::Result<()>> + Send + 'c>>
+ Send
+ Sync
+ 'static {
    let place = place.clone();
    move |_, _| {
        let checked = place.check();
        Box::pin(async move { checked })
    }
}

/// A database of this version with nothing in it, in memory only: to try what a query means.
pub async fn empty_in_memory() -> anyhow::Result<Db> {
    let options = SqliteConnectOptions::new().in_memory(true).disable_statement_logging();
    let one = SqlitePoolOptions::new()
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(options)
        .await
        .context("cannot open a database in memory")?;
    let db = Db::Sqlite { read: one.clone(), write: one, place: Place::default() };
    migrate(&db).await.context("cannot make a database in memory")?;
    Ok(db)
}

/// False lets the pool open another connection instead. When a disk is full, SQLite rolls a transaction back by itself; the
/// driver's own rollback then fails and it believes for ever that one is open.
fn is_at_rest(connection: &SqliteConnection) -> bool {
    !connection.is_in_transaction()
}

/// SQLite before 3.51.3 can corrupt a file that two connections write and checkpoint at the same time.
#[expect(clippy::disallowed_types, reason = "asked before there is a Db")]
async fn assert_sqlite_version(pool: &SqlitePool) -> anyhow::Result<()> {
    let (version,): (String,) = sqlx::query_as("select sqlite_version()").fetch_one(pool).await?;
    let numbers: Vec<u32> = version.split('.').filter_map(|n| n.parse().ok()).collect();
    ensure!(
        numbers.as_slice() >= [3, 51, 3].as_slice(),
        "SQLite {version} is linked in; at least 3.51.3 is needed (earlier ones have the WAL-reset bug)"
    );
    Ok(())
}

async fn open_postgres(url: &str, make: Make) -> anyhow::Result<Db> {
    ensure!(
        ["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme)),
        "the database URL does not begin with postgres://"
    );
    let options: PgConnectOptions =
        url.parse().context("the database URL is not a postgres:// URL")?;
    let options = options
        .options([
            ("idle_in_transaction_session_timeout", "10s"),
            ("statement_timeout", "15s"),
            ("lock_timeout", "5s"),
            ("timezone", "UTC"),
            // Compiling a question takes longer than answering it: the orders of a dashboard seconds instead of a tenth.
            ("jit", "off"),
        ])
        .application_name("werkvloer")
        .statement_cache_capacity(256)
        .disable_statement_logging();
    // One connection first: a pool would try again for as long as a request may wait before it says what is wrong.
    // Boxed, as the pool's below: every command would carry the large futures of connecting, which run once.
    let mut first = Box::pin(PgConnection::connect_with(&options))
        .await
        .context("cannot reach the Postgres database; check the URL and that the server runs")?;
    assert_postgres_is_durable(&mut first).await?;
    // Best effort: the server notices a connection that is gone.
    let _ = first.close().await;
    let pool = PgPoolOptions::new()
        .max_connections(8)
        .acquire_timeout(Duration::from_secs(10))
        .max_lifetime(Duration::from_mins(10));
    let pool = Box::pin(pool.connect_with(options))
        .await
        .context("cannot open connections to the Postgres database")?;
    let db = Db::Postgres(pool);
    bring_up(&db, make, "the Postgres database", None).await?;
    Ok(db)
}

/// Who makes a database, for a sentence that misses one.
const MAKERS: &str =
    "'werkvloer serve' and 'werkvloer import' make one, --data or --database names another";

/// What an export does not hold, for a sentence that advises one; docs/data-folder.md tells more of it.
const NOT_ALONG: &str = "what terminals reported and all that was computed from it, quarantine, closed days, terminals, accounts, \
     pictures, who was erased, and the trail are not in an export";

/// Sees to it that the database is of this program's version: by migrating it, or else by refusing it in words.
async fn bring_up(db: &Db, make: Make, name: &str, traces: Option<&Traces>) -> anyhow::Result<()> {
    let standing = Standing::of(db).await.with_context(|| format!("cannot read {name}"))?;
    if let (Standing::Empty, Make::IfNeeded, Some(traces)) = (standing, make, traces) {
        traces.refuse_an_empty(name)?;
    }
    match (standing, make) {
        (Standing::Newer, _) => bail!(
            "{name} was made by another, newer version of werkvloer than this one; upgrade this program"
        ),
        (Standing::Early, _) => bail!(
            "{name} was made by an early version of werkvloer, from before the first release, which this one cannot bring up to \
             date; take the company's data along: 'werkvloer export' with the version that made it, then 'werkvloer import' with \
             this one, into a new folder or database; {NOT_ALONG}"
        ),
        (Standing::Present, _) => Ok(()),
        (_, Make::IfNeeded) => migrate(db).await.with_context(|| format!("cannot migrate {name}")),
        (Standing::Empty, Make::Never) => bail!("{name} holds no werkvloer; {MAKERS}"),
        (Standing::Older, Make::Never) => bail!(
            "{name} is of an older version of werkvloer; start 'werkvloer serve' of this version, which brings it up to date"
        ),
        (Standing::OtherViews, Make::Never) => bail!(
            "{name} has the views of another version of werkvloer; start 'werkvloer serve' of this version, which makes them anew"
        ),
    }
}

async fn assert_postgres_is_durable(server: &mut PgConnection) -> anyhow::Result<()> {
    let settings: Vec<(String, String)> = sqlx::query_as(
        "select name, setting from pg_settings where name in ('synchronous_commit', 'fsync', 'full_page_writes')",
    )
    .fetch_all(server)
    .await?;
    for (name, setting) in settings {
        if setting == "off" {
            bail!(
                "Postgres runs with {name} = {setting}: a receipt would promise what a power cut takes back; set it to on"
            );
        }
    }
    Ok(())
}
