//! Migrations: one folder for both engines, and the ledger's own text per engine (D1's exception).

use sqlx::SqlSafeStr as _;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use std::borrow::Cow;

static SHARED: Migrator = sqlx::migrate!();
const LEDGER_VERSION: i64 = 3;

/// Every migration of the engine, in order.
pub(super) fn migrator(on_postgres: bool) -> Migrator {
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
