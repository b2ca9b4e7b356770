//! `werkvloer ledger`: the ledger as text.

use super::DatabaseArgs;
use crate::clock::Clock;
use crate::ledger::Export;
use crate::quarantine::{self, Correction};
use crate::trail::Decider;
use anyhow::{Context as _, bail};
use contract::{Epoch, TerminalName};
use std::io::{BufWriter, ErrorKind, Write};

/// Read the ledger, or correct a count
#[derive(Debug, clap::Subcommand)]
pub enum Ledger {
    /// Write every event as one JSON object a line, ordered by terminal, epoch and seq
    ///
    /// Beside a running service this shows what is committed at the moment each page is read: an event may come in behind
    /// the point already written. Memory does not grow with the ledger.
    Export(ExportArgs),
    /// Say what a count really was; the count itself stays, and the correction is one more event
    ///
    /// Works for closed days too. The last correction of a count holds. 'ledger export' shows terminal, epoch and seq.
    Correct(CorrectArgs),
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

/// What to correct, and how.
#[derive(Debug, clap::Args)]
pub struct CorrectArgs {
    /// The terminal that sent the count, as `<site>/<terminal>`
    pub terminal: TerminalName,
    /// Its epoch, 16 hexadecimal digits
    pub epoch: Epoch,
    /// Its seq
    pub seq: u64,
    /// The right number of pieces; 0 takes the count back
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=i64::from(contract::MAX_QTY)))]
    pub qty: u32,
    /// The right task, when that was wrong too
    #[arg(long, value_name = "TASK")]
    pub task: Option<String>,
    /// Who says so
    #[arg(long, value_name = "NAME")]
    pub by: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    #[command(flatten)]
    pub database: DatabaseArgs,
}

/// Runs `werkvloer ledger …`.
pub async fn run(command: Ledger) -> anyhow::Result<()> {
    match command {
        Ledger::Export(args) => export(args).await,
        Ledger::Correct(args) => correct(args).await,
    }
}

async fn correct(args: CorrectArgs) -> anyhow::Result<()> {
    let CorrectArgs { terminal, epoch, seq, qty, task, by, reason, database } = args;
    let db = database.settings()?.open_for_command().await?.db;
    let correction = Correction { terminal, epoch, seq, qty, task, reason };
    let booked = quarantine::correct(&db, &Clock::system(), &Decider::cli(&by), correction).await?;
    db.close().await;
    writeln!(std::io::stdout(), "corrected, as event {} of the site's office", booked.seq)?;
    Ok(())
}

async fn export(args: ExportArgs) -> anyhow::Result<()> {
    let open = args.database.settings()?.open_for_command().await?;
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

fn write_line(out: &mut impl Write, line: &crate::ledger::LedgerLine) -> std::io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")
}
