//! The migrations that both engines share, built in from `migrations/`. The driver's own macro would find the files, but it
//! needs SQLite and both drivers built a second time, for the compiler. A test misses a file that is not named here.

use sqlx::SqlSafeStr as _;
use sqlx::migrate::{Migration, MigrationType};

/// A file of `migrations/`: its name and its text.
macro_rules! files {
    ($($name:literal,)+) => {
        [$(($name, include_str!(concat!("../../migrations/", $name))),)+]
    };
}

/// Every one, as `NUMBER_name_of_it.sql`.
pub(super) fn shared() -> impl Iterator<Item = Migration> {
    files![
        "0001_company.sql",
        "0002_floor_events.sql",
        "0004_access.sql",
        "0005_trail.sql",
        "0008_device.sql",
        "0009_openid.sql",
        "0010_looking_after.sql",
        "0011_worker_contact.sql",
        "0012_form_key.sql",
        "0013_turnover.sql",
        "0015_report_turnover.sql",
        "0016_growth.sql",
        "0017_employment.sql",
        "0018_report_growth.sql",
        "0019_report_owners.sql",
        "0020_session_at_device.sql",
        "0021_last_sign_in.sql",
        "0022_report_hours.sql",
        "0023_report_lines.sql",
        "0024_work.sql",
        "0025_snapshot.sql",
    ]
    .into_iter()
    .filter_map(|(file, text)| read(file, text))
}

fn read(file: &'static str, text: &'static str) -> Option<Migration> {
    let (number, name) = file.strip_suffix(".sql")?.split_once('_')?;
    let name = name.replace('_', " ").into();
    let text = text.into_sql_str();
    Some(Migration::new(number.parse().ok()?, name, MigrationType::Simple, text, false))
}
