//! `werkvloer export`: a company's data to CSV files.

use super::DatabaseArgs;
use crate::clock::Clock;
use crate::exchange::export;
use crate::trail::{self, Action, Entry, Kind, Object};
use anyhow::Context as _;
use std::io::Write;
use std::path::PathBuf;

/// Write the company's data to CSV files
#[derive(Clone, Debug, clap::Args)]
#[command(
    long_about = "Writes the company's data to CSV files in a folder: what `werkvloer import` reads.\n\n\
        One file a kind, all of them, in UTF-8 with `;`, Dutch decimals and dates, rows in a fixed order: two exports of \
        the same data are equal to the letter, on SQLite and on Postgres. A text that begins with = + - or @ gets an \
        apostrophe in front, so that no spreadsheet takes it for a formula; import takes it off again. It works while the \
        service runs.\n\n\
        The files hold names of workers and whom they are coached by: keep them as carefully as the database."
)]
pub struct ExportArgs {
    /// Folder to write to; made if missing, files of the same names are replaced
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// Where from
    #[command(flatten)]
    pub database: DatabaseArgs,
}

/// Runs it.
pub async fn run(args: ExportArgs, out: &mut dyn Write) -> anyhow::Result<()> {
    let open = args.database.settings()?.open_for_command().await?;
    // The files hold names: that they were taken out is written before they are.
    let company = Object::new(Kind::Company, "all");
    let entry = Entry::by_cli(Clock::system().now(), Action::Export, company);
    trail::record(&open.db, &entry).await.context("cannot write that the company is exported")?;
    let written = export(&open.db, &args.folder).await;
    open.db.close().await;
    for (file, records) in written? {
        writeln!(out, "{file}: {records}")?;
    }
    Ok(())
}
