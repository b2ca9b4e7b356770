//! One file a command: what it takes, what it does, what it prints.

pub mod day;
pub mod demo;
pub mod doctor;
pub mod export;
pub mod import;
pub mod ledger;
mod progress;
pub mod quarantine;
pub mod serve;
pub mod simulate;
pub mod tallies;
pub mod terminal;

use crate::db::Settings;
use std::path::PathBuf;

/// Which database a command works on; the same for every command.
#[derive(Clone, Debug, clap::Args)]
pub struct DatabaseArgs {
    /// Folder with the SQLite database; made if missing [default: ./werkvloer-data]
    #[arg(long, value_name = "DIR", conflicts_with = "database")]
    pub data: Option<PathBuf>,
    /// Postgres instead of SQLite, as `postgres://user@host/name`
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
}

impl DatabaseArgs {
    /// The settings the flags ask for.
    pub fn settings(&self) -> Settings {
        match (&self.database, &self.data) {
            (Some(url), _) => Settings::Url(url.clone()),
            (None, Some(folder)) => Settings::Folder(folder.clone()),
            (None, None) => Settings::Folder(PathBuf::from("werkvloer-data")),
        }
    }
}
