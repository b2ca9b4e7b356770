//! Migrations: one folder for both engines, and the ledger's own text per engine (D1's exception).

use super::Db;
use sqlx::SqlSafeStr as _;
use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use std::borrow::Cow;
use std::collections::BTreeMap;

static SHARED: Migrator = sqlx::migrate!();
const LEDGER_VERSION: i64 = 3;

/// Every migration of the engine, in order.
fn migrator(on_postgres: bool) -> Migrator {
    let ledger = if on_postgres {
        include_str!("../intake/ledger.postgres.sql")
    } else {
        include_str!("../intake/ledger.sqlite.sql")
    };
    let own = Migration::new(
        LEDGER_VERSION,
        Cow::Borrowed("ledger"),
        MigrationType::Simple,
        ledger.into_sql_str(),
        false,
    );
    Migrator::with_migrations(SHARED.iter().cloned().chain([own]).collect())
}

/// Brings a database to this program's version.
pub(super) async fn migrate(db: &Db) -> Result<(), MigrateError> {
    match db {
        Db::Sqlite { write, .. } => migrator(false).run(write).await,
        Db::Postgres(pool) => migrator(true).run(pool).await,
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
