//! `werkvloer ledger`: the ledger as text.

use super::DatabaseArgs;
use crate::intake::export::Export;
use anyhow::{Context as _, bail};
use contract::TerminalName;
use std::io::{BufWriter, ErrorKind, Write};

/// Read the ledger
#[derive(Debug, clap::Subcommand)]
pub enum Ledger {
    /// Write every event as one JSON object a line, ordered by terminal, epoch and seq
    ///
    /// Beside a running service this shows what is committed at the moment each page is read: an event may come in behind
    /// the point already written. Memory does not grow with the ledger.
    Export(ExportArgs),
}

/// What to export.
#[derive(Debug, clap::Args)]
pub struct ExportArgs {
    /// Only this terminal, as `<site>/<terminal>`
    #[arg(long, value_name = "SITE/TERMINAL")]
    pub terminal: Option<TerminalName>,
    #[command(flatten)]
    pub database: DatabaseArgs,
}

/// Runs `werkvloer ledger …`.
pub async fn run(command: Ledger) -> anyhow::Result<()> {
    let Ledger::Export(args) = command;
    let open = args.database.settings().open_for_command().await?;
    let Some(mut export) = Export::new(&open.db, args.terminal.as_ref()).await? else {
        bail!(
            "there is no terminal '{}'; 'werkvloer terminal list' shows them",
            args.terminal.map(|t| t.to_string()).unwrap_or_default()
        );
    };
    let mut out = BufWriter::with_capacity(64 * 1024, std::io::stdout().lock());
    loop {
        let page = export.page().await?;
        if page.is_empty() {
            break;
        }
        for line in &page {
            match write_line(&mut out, line) {
                // `… | head` closes the pipe when it has seen enough.
                Err(e) if e.kind() == ErrorKind::BrokenPipe => return Ok(()),
                result => result.context("cannot write the export")?,
            }
        }
    }
    match out.flush() {
        Err(e) if e.kind() == ErrorKind::BrokenPipe => Ok(()),
        result => result.context("cannot write the export"),
    }
}

fn write_line(
    out: &mut impl Write,
    line: &crate::intake::export::LedgerLine,
) -> std::io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")
}
