//! One file a command: what it takes, what it does, what it prints.

pub mod dashboards;
pub mod day;
pub mod demo;
pub mod doctor;
pub mod export;
pub mod import;
pub mod ledger;
mod open_files;
pub mod person;
mod program;
mod progress;
pub mod purpose;
pub mod quarantine;
pub mod retention;
pub mod serve;
pub mod simulate;
pub mod tallies;
pub mod terminal;
pub mod trail;
pub mod user;

pub use program::main;

use crate::config::{self, Impossible, Layer};
use crate::db::Settings;
use std::path::PathBuf;

/// Which database a command works on; the same for every command.
#[derive(Clone, Debug, clap::Args)]
pub struct DatabaseArgs {
    /// Folder with the SQLite database [default: ./werkvloer-data]
    #[arg(long, value_name = "DIR", conflicts_with = "database")]
    pub data: Option<PathBuf>,
    /// Postgres instead of SQLite, as `postgres://user@host/name`
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
}

impl DatabaseArgs {
    /// The database that the flags name; without flags the one of `werkvloer.toml` or the environment, as for the service.
    pub fn settings(&self) -> anyhow::Result<Settings> {
        Ok(self.layer()?.database().map_err(Impossible::from)?)
    }

    /// Every setting of this database's service: the file, the environment, then the flags.
    fn layer(&self) -> anyhow::Result<Layer> {
        let flags =
            Layer { data: self.data.clone(), database: self.database.clone(), ..Layer::default() };
        let below = Layer::from_file(None)
            .and_then(|file| Ok(file.overlaid_by(Layer::from_environment(config::variables())?)))
            .map_err(Impossible::from)?;
        Ok(below.overlaid_by(flags))
    }
}
