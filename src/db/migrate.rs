//! Migrations: one folder for both engines, and what only an engine's own text can say (D1's exception): the ledger's table
//! and the triggers that keep rows from being changed.

use sqlx::SqlSafeStr as _;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use std::borrow::Cow;

static SHARED: Migrator = sqlx::migrate!();

/// A migration with a text for each engine. Its number is taken: no file in `migrations/` has it.
struct PerEngine {
    version: i64,
    name: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

const PER_ENGINE: [PerEngine; 3] = [
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
];

/// Every migration of the engine, in order.
pub(super) fn migrator(on_postgres: bool) -> Migrator {
    let own = PER_ENGINE.iter().map(|own| {
        let text = if on_postgres { own.postgres } else { own.sqlite };
        let name = Cow::Borrowed(own.name);
        Migration::new(own.version, name, MigrationType::Simple, text.into_sql_str(), false)
    });
    Migrator::with_migrations(SHARED.iter().cloned().chain(own).collect())
}
