//! Migrations: one folder for both engines, with a folder in it for what only an engine's own text can say (D1's exception).

use super::migrations::{self, File};
use super::{Db, views};
use sqlx::migrate::{MigrateError, Migrator};
use std::collections::BTreeMap;

/// The first number of a migration. A lower one is of a time before the first release: what was made then, nothing brings up to
/// date.
const FIRST: i64 = 30;

/// The files of the engine.
fn files(on_postgres: bool) -> impl Iterator<Item = &'static File> {
    let own = if on_postgres { migrations::POSTGRES } else { migrations::SQLITE };
    migrations::SHARED.iter().chain(own)
}

/// Every migration of the engine, in order.
fn migrator(on_postgres: bool) -> Migrator {
    Migrator::with_migrations(files(on_postgres).filter_map(migrations::migration).collect())
}

/// Brings a database to this program's version.
pub(super) async fn migrate(db: &Db) -> Result<(), MigrateError> {
    if Standing::of(db).await? == Standing::Older {
        let migrations = migrator(db.is_shared()).iter().count();
        views::make_way(db, i64::try_from(migrations).unwrap_or(i64::MAX)).await?;
    }
    match db {
        Db::Sqlite { write, .. } => migrator(false).run(write).await?,
        Db::Postgres(pool) => {
            // Who starts beside another process waits until that one has migrated, however long that takes there.
            let mut connection = pool.acquire().await?;
            sqlx::query("set lock_timeout = 0").execute(&mut *connection).await?;
            sqlx::query("set statement_timeout = 0").execute(&mut *connection).await?;
            migrator(true).run(&mut *connection).await?;
            // What is set so is not for what comes after.
            connection.close().await?;
        }
    }
    views::make(db).await?;
    Ok(())
}

/// How a database stands to this program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// Nothing of ours is in it.
    Empty,
    /// It is of a time before the first release.
    Early,
    /// Migrations are missing.
    Older,
    /// Its tables are those of this program, its views those of another version.
    OtherViews,
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
        Ok(if applied.iter().any(|(version, _)| *version < FIRST) {
            Self::Early
        } else if !applied.iter().all(is_known) {
            Self::Newer
        } else if applied.is_empty() {
            Self::Empty
        } else if applied.len() < known.len() {
            Self::Older
        } else if views::are_made(db).await? {
            Self::Present
        } else {
            Self::OtherViews
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{FIRST, files, migrator};
    use std::collections::BTreeSet;

    fn numbers(on_postgres: bool) -> Vec<i64> {
        migrator(on_postgres).iter().map(|migration| migration.version).collect()
    }

    /// Two branches that take the same number would otherwise both build, and one of them be left out.
    #[test]
    fn every_number_is_used_once_and_both_engines_have_the_same() {
        for on_postgres in [false, true] {
            let numbers = numbers(on_postgres);
            let different: BTreeSet<i64> = numbers.iter().copied().collect();
            assert_eq!(
                different.len(),
                files(on_postgres).count(),
                "a file without a number of its own"
            );
            assert_eq!(different.into_iter().collect::<Vec<_>>(), numbers, "in order");
            assert!(numbers[0] >= FIRST, "{numbers:?}");
        }
        assert_eq!(numbers(false), numbers(true));
    }
}
