//! The migrations, built in from `migrations/`. The driver's own macro would find the files, but it needs SQLite and both drivers
//! built a second time, for the compiler. A test misses a file that is not named here.

use sqlx::SqlSafeStr as _;
use sqlx::migrate::{Migration, MigrationType};

/// A file of `migrations/`: its name, `NUMBER_name_of_it.sql`, perhaps in an engine's folder, and its text.
pub(super) type File = (&'static str, &'static str);

macro_rules! files {
    ($($name:literal,)+) => {
        &[$(($name, include_str!(concat!("../../migrations/", $name))),)+]
    };
}

/// Those of both engines.
pub(super) const SHARED: &[File] = files![
    "0030_db.sql",
    "0040_trail.sql",
    "0050_access.sql",
    "0060_places.sql",
    "0070_people.sql",
    "0100_orders.sql",
    "0200_floor.sql",
    "0300_coaching.sql",
    "0400_terminals.sql",
    "0440_quarantine.sql",
    "0460_lease.sql",
    "0500_output.sql",
    "0600_turnover.sql",
    "0700_municipalities.sql",
];

/// SQLite's own.
pub(super) const SQLITE: &[File] = files![
    "sqlite/0041_trail_append_only.sql",
    "sqlite/0420_ledger.sql",
    "sqlite/0441_quarantine_append_only.sql",
    "sqlite/0800_calendar.sql",
];

/// Postgres' own.
pub(super) const POSTGRES: &[File] = files![
    "postgres/0041_trail_append_only.sql",
    "postgres/0420_ledger.sql",
    "postgres/0441_quarantine_append_only.sql",
    "postgres/0800_calendar.sql",
];

/// A file as the driver runs it; `None` when its name has no number.
pub(super) fn migration((file, text): &File) -> Option<Migration> {
    let name = file.rsplit('/').next()?;
    let (number, name) = name.strip_suffix(".sql")?.split_once('_')?;
    let name = name.replace('_', " ").into();
    let text = text.into_sql_str();
    Some(Migration::new(number.parse().ok()?, name, MigrationType::Simple, text, false))
}
