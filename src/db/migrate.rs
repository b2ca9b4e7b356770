//! Migrations: one folder for both engines, and what only an engine's own text can say (D1's exception): the ledger's table,
//! the triggers that keep rows from being changed, and the calendar.

use super::{Db, migrations};
use sqlx::SqlSafeStr as _;
use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A migration with a text for each engine. Its number is taken: no file in `migrations/` has it.
struct PerEngine {
    version: i64,
    name: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

const PER_ENGINE: [PerEngine; 4] = [
    PerEngine {
        version: 3,
        name: "ledger",
        sqlite: include_str!("../intake/ledger.sqlite.sql"),
        postgres: include_str!("../intake/ledger.postgres.sql"),
    },
    PerEngine {
        version: 6,
        name: "trail is append-only",
        sqlite: include_str!("../trail/append_only.sqlite.sql"),
        postgres: include_str!("../trail/append_only.postgres.sql"),
    },
    PerEngine {
        version: 7,
        name: "erasing in quarantine",
        sqlite: include_str!("../intake/erasing.sqlite.sql"),
        postgres: include_str!("../intake/erasing.postgres.sql"),
    },
    PerEngine {
        version: 14,
        name: "calendar",
        sqlite: include_str!("../report/calendar.sqlite.sql"),
        postgres: include_str!("../report/calendar.postgres.sql"),
    },
];

/// Every migration of the engine, in order.
fn migrator(on_postgres: bool) -> Migrator {
    let own = PER_ENGINE.iter().map(|own| {
        let text = if on_postgres { own.postgres } else { own.sqlite };
        let name = Cow::Borrowed(own.name);
        Migration::new(own.version, name, MigrationType::Simple, text.into_sql_str(), false)
    });
    Migrator::with_migrations(migrations::shared().chain(own).collect())
}

/// Brings a database to this program's version.
pub(super) async fn migrate(db: &Db) -> Result<(), MigrateError> {
    match db {
        Db::Sqlite { write, .. } => migrator(false).run(write).await,
        Db::Postgres(pool) => {
            // Who starts beside another process waits until that one has migrated, however long that takes there.
            let mut connection = pool.acquire().await?;
            sqlx::query("set lock_timeout = 0").execute(&mut *connection).await?;
            sqlx::query("set statement_timeout = 0").execute(&mut *connection).await?;
            migrator(true).run(&mut *connection).await?;
            // What is set so is not for what comes after.
            connection.close().await?;
            Ok(())
        }
    }
}

/// How a database stands to this program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// Nothing of ours is in it.
    Empty,
    /// Migrations are missing.
    Older,
    /// Exactly what this program makes.
    Present,
    /// It went through a migration that this program does not know.
    Newer,
}

impl Standing {
    /// Looks, and changes nothing.
    pub(super) async fn of(db: &Db) -> sqlx::Result<Self> {
        let (keeps_count, migrator): ((bool,), _) = match db {
            Db::Sqlite { read, .. } => (
                sqlx::query_as(
                    "select exists (select 1 from sqlite_schema where name = '_sqlx_migrations')",
                )
                .fetch_one(read)
                .await?,
                migrator(false),
            ),
            Db::Postgres(pool) => (
                sqlx::query_as("select to_regclass('_sqlx_migrations') is not null")
                    .fetch_one(pool)
                    .await?,
                migrator(true),
            ),
        };
        if !keeps_count.0 {
            return Ok(Self::Empty);
        }
        let applied: Vec<(i64, Vec<u8>)> =
            db.all("select version, checksum from _sqlx_migrations where success", &[]).await?;
        let known: BTreeMap<i64, &[u8]> =
            migrator.iter().map(|known| (known.version, &*known.checksum)).collect();
        let is_known = |(version, checksum): &(i64, Vec<u8>)| {
            known.get(version).is_some_and(|known| *known == checksum.as_slice())
        };
        Ok(if !applied.iter().all(is_known) {
            Self::Newer
        } else if applied.is_empty() {
            Self::Empty
        } else if applied.len() < known.len() {
            Self::Older
        } else {
            Self::Present
        })
    }
}
