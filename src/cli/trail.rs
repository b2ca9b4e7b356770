//! `werkvloer trail`: who did or read what of whom.

use super::DatabaseArgs;
use crate::clock::{Clock, begin_of};
use crate::db::Db;
use crate::lang::Lang;
use crate::people;
use crate::privacy::lines::csv;
use crate::privacy::who_looked::told;
use crate::trail::{self, Action, Entry, Filter, Head, Kind, Object};
use anyhow::{Context as _, bail, ensure};
use chrono::NaiveDate;
use chrono_tz::Europe::Amsterdam;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use std::io::{BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// Lines read at a time.
const PAGE: i64 = 2_000;

/// Show who did or read what of whom, and whether that record is whole
#[derive(Debug, clap::Subcommand)]
pub enum Trail {
    /// Walk the whole chain; exits with 1 and names the first line that is wrong
    ///
    /// A line that was changed, taken away or put elsewhere is found. When the last lines were cut off, or everything was
    /// written anew, only a head that was noted elsewhere can tell: give it with --head.
    Verify {
        /// What `trail head` printed before: one or more lines with a number and a hash
        #[arg(long, value_name = "FILE")]
        head: Option<PathBuf>,
        #[command(flatten)]
        database: DatabaseArgs,
    },
    /// Print the number and the hash of the last line, to be noted elsewhere every day
    Head {
        #[command(flatten)]
        database: DatabaseArgs,
    },
    /// Tell a person who looked at their data, when, at what, and why that was allowed; this list becomes a line itself
    OfPerson {
        /// The worker's id
        worker: String,
        /// Language of the list
        #[arg(
            long,
            value_name = "LANG",
            default_value = "nl",
            value_parser = PossibleValuesParser::new(["nl", "en"])
                .map(|code| Lang::from_code(&code).unwrap_or_default())
        )]
        lang: Lang,
        #[command(flatten)]
        database: DatabaseArgs,
    },
    /// Write lines as one JSON object a line, oldest first; the export becomes a line itself
    Export(ExportArgs),
}

/// Which lines.
#[derive(Debug, clap::Args)]
pub struct ExportArgs {
    /// From the beginning of this day, in Dutch time
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub from: Option<NaiveDate>,
    /// Up to and with this day
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub until: Option<NaiveDate>,
    /// About this worker, by id
    #[arg(long, value_name = "WORKER")]
    pub subject: Option<String>,
    /// By this account or device, by id
    #[arg(long, value_name = "ID")]
    pub account: Option<String>,
    /// As CSV for a spreadsheet: UTF-8 with `;`
    #[arg(long)]
    pub csv: bool,
    #[command(flatten)]
    pub database: DatabaseArgs,
}

/// Runs `werkvloer trail …`.
pub async fn run(command: Trail, out: &mut dyn Write) -> anyhow::Result<()> {
    match command {
        Trail::Verify { head, database } => {
            let noted = head.as_deref().map(noted).transpose()?.unwrap_or_default();
            let db = database.settings()?.open_for_command().await?.db;
            let verified = trail::verify(&db, &noted).await?.context("the trail is broken")?;
            db.close().await;
            let trail::Verified { lines, head, too_old } = verified;
            write!(out, "{lines} lines, chain holds, head {} {}", head.no, head.hash)?;
            if too_old > 0 {
                write!(out, "; {too_old} noted heads are of lines that retention took away")?;
            }
            writeln!(out)?;
        }
        Trail::Head { database } => {
            let db = database.settings()?.open_for_command().await?.db;
            let Head { no, hash } = trail::head(&db).await?;
            db.close().await;
            writeln!(out, "{no} {hash}")?;
        }
        Trail::OfPerson { worker, lang, database } => {
            let db = database.settings()?.open_for_command().await?.db;
            of_person(&db, &worker, lang, out).await?;
            db.close().await;
        }
        Trail::Export(args) => {
            let db = args.database.settings()?.open_for_command().await?.db;
            match export(&db, &args, &mut BufWriter::new(&mut *out)).await {
                // `… | head` closes the pipe when it has seen enough.
                Err(e) if is_broken_pipe(&e) => return Ok(()),
                result => result?,
            }
            db.close().await;
        }
    }
    Ok(out.flush()?)
}

async fn of_person(db: &Db, worker: &str, lang: Lang, out: &mut dyn Write) -> anyhow::Result<()> {
    let mut tx = db.reading().await?;
    let known = people::standing(&mut tx, worker).await?.is_some();
    drop(tx);
    ensure!(known, "there is no worker '{worker}'");
    let object = Object::new(Kind::Trail, worker);
    let entry = Entry::by_cli(Clock::system().now(), Action::Read, object).about(worker);
    let lines = trail::read(db, &entry, async |tx| trail::of_subject(tx, worker).await).await?;
    writeln!(out, "{}", lang.fill("who_looked.title", &[("id", &worker)]))?;
    for line in told(&lines, lang, Amsterdam, &|_| None) {
        writeln!(out, "- {line}")?;
    }
    if lines.is_empty() {
        writeln!(out, "{}", lang.text("who_looked.nobody"))?;
    }
    Ok(())
}

/// Reads noted heads, one a line.
fn noted(file: &Path) -> anyhow::Result<Vec<Head>> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("cannot read the noted heads in {}", file.display()))?;
    let heads = text.lines().filter(|line| !line.trim().is_empty()).map(|line| {
        let (no, hash) = line.trim().split_once(' ')?;
        Some(Head { no: no.parse().ok()?, hash: hash.to_owned() })
    });
    match heads.collect::<Option<Vec<_>>>() {
        Some(heads) if !heads.is_empty() => Ok(heads),
        _ => bail!("{} does not hold what 'werkvloer trail head' prints", file.display()),
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let kind = cause.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
        kind == Some(ErrorKind::BrokenPipe)
    })
}

async fn export(db: &Db, args: &ExportArgs, out: &mut dyn Write) -> anyhow::Result<()> {
    let filter = Filter {
        from: args.from.map(begin_of),
        until: args.until.and_then(|day| day.succ_opt()).map(begin_of),
        subject: args.subject.clone(),
        actor: args.account.clone(),
        action: None,
    };
    // Who looks at the trail leaves a line too, before anything is shown.
    let now = Clock::system().now();
    let mut entry = Entry::by_cli(now, Action::Export, Object::new(Kind::Trail, "lines"));
    entry.subject.clone_from(&filter.subject);
    trail::record(db, &entry).await.context("cannot write that the trail is exported")?;
    let mut after = 0;
    let mut is_first = true;
    loop {
        // Lines never change, so each page may be read at its own moment: who reads slowly holds nothing up.
        let mut tx = db.reading().await?;
        let page = trail::page(&mut tx, &filter, after, PAGE).await?;
        drop(tx);
        if args.csv && (is_first || !page.is_empty()) {
            out.write_all(&csv(&page, is_first)?)?;
        } else {
            for line in &page {
                serde_json::to_writer(&mut *out, line)?;
                out.write_all(b"\n")?;
            }
        }
        is_first = false;
        let Some(last) = page.last() else { break };
        after = last.no;
    }
    Ok(out.flush()?)
}
