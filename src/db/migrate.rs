//! Migrations: one folder for both engines, with a folder in it for what only an engine's own text can say (D1's exception).

use super::{Db, views};
use sqlx::migrate::{MigrateError, Migrator};
use std::collections::BTreeMap;

static SHARED: Migrator = sqlx::migrate!("./migrations");
static SQLITE: Migrator = sqlx::migrate!("./migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("./migrations/postgres");

/// The first number of a migration. A lower one is of a time before the first release: what was made then, nothing brings up to
/// date.
const FIRST: i64 = 30;

/// Every migration of the engine, in order.
fn migrator(on_postgres: bool) -> Migrator {
    let own = if on_postgres { &POSTGRES } else { &SQLITE };
    Migrator::with_migrations(SHARED.iter().chain(own.iter()).cloned().collect())
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
    use super::{FIRST, POSTGRES, SHARED, SQLITE};
    use std::collections::BTreeSet;

    /// Two branches that take the same number would else both build, and one of them be left out.
    #[test]
    fn every_number_is_used_once_and_both_engines_have_the_same() {
        let numbers = |migrator: &sqlx::migrate::Migrator| -> Vec<i64> {
            migrator.iter().map(|migration| migration.version).collect()
        };
        let of_both = [numbers(&SHARED), numbers(&SQLITE)].concat();
        let different: BTreeSet<i64> = of_both.iter().copied().collect();
        assert_eq!(different.len(), of_both.len(), "{of_both:?}");
        assert!(different.first().is_some_and(|first| *first >= FIRST), "{of_both:?}");
        assert_eq!(numbers(&SQLITE), numbers(&POSTGRES));
    }
}
