//! `werkvloer quarantine`: what waits for a person.

use super::DatabaseArgs;
use crate::clock::Clock;
use crate::lang::Lang;
use crate::quarantine::{self, BookForm, Whose};
use crate::trail::Decider;
use anyhow::{Context as _, bail, ensure};
use chrono::SecondsFormat;
use std::io::Write;

/// Show what could not be booked, and book or discard it
#[derive(Debug, clap::Subcommand)]
pub enum Quarantine {
    /// Show what waits for a person, newest first: id, when, terminal, why
    List {
        /// Also what is decided already
        #[arg(long)]
        all: bool,
        #[command(flatten)]
        database: DatabaseArgs,
    },
    /// Book it: as it came, or with what you fill in; needs a name and a reason
    Book(Box<BookArgs>),
    /// Decide that it does not count
    Discard {
        /// The item's id
        id: String,
        /// Who decides
        #[arg(long, value_name = "NAME")]
        by: String,
        /// Why
        #[arg(long, value_name = "TEXT")]
        reason: String,
        #[command(flatten)]
        database: DatabaseArgs,
    },
}

/// What a person says it was; what is left out is taken from the item as it came.
#[derive(Debug, clap::Args)]
pub struct BookArgs {
    /// The item's id
    pub id: String,
    /// Who decides
    #[arg(long, value_name = "NAME")]
    pub by: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// Code of the station
    #[arg(long, value_name = "CODE")]
    pub station: Option<String>,
    /// What happened: `good`, `reject`, `sign_on`, `sign_off`, `pause` or `resume`
    #[arg(long, value_name = "KIND")]
    pub kind: Option<String>,
    /// The task
    #[arg(long, value_name = "TASK")]
    pub task: Option<String>,
    /// Pieces
    #[arg(long, value_name = "N")]
    pub qty: Option<String>,
    /// Why rejected: material, work, dirt, broken or unknown
    #[arg(long, value_name = "REASON")]
    pub reject: Option<String>,
    /// Id of who came or left
    #[arg(long, value_name = "WORKER")]
    pub worker: Option<String>,
    /// Why the work stood still: break, material, fault, instruction or talk
    #[arg(long, value_name = "REASON")]
    pub pause: Option<String>,
    /// When, in the site's own time
    #[arg(long, value_name = "YYYY-MM-DDTHH:MM")]
    pub at: Option<String>,
    /// Book it although the terminal took it back
    #[arg(long)]
    pub although_undone: bool,
    #[command(flatten)]
    pub database: DatabaseArgs,
}

/// Runs `werkvloer quarantine …`.
pub async fn run(command: Quarantine, out: &mut dyn Write) -> anyhow::Result<()> {
    match command {
        Quarantine::List { all, database } => list(all, database, out).await?,
        Quarantine::Book(args) => book(*args, out).await?,
        Quarantine::Discard { id, by, reason, database } => {
            let db = database.settings()?.open_for_command().await?.db;
            let decider = Decider::cli(&by);
            quarantine::discard(&db, &Clock::system(), &id, &decider, &reason).await?;
            db.close().await;
            writeln!(out, "{id} does not count")?;
        }
    }
    Ok(out.flush()?)
}

async fn list(all: bool, database: DatabaseArgs, out: &mut dyn Write) -> anyhow::Result<()> {
    const PAGE: i64 = 500;
    let db = database.settings()?.open_for_command().await?.db;
    let mut offset = 0;
    loop {
        let page = quarantine::list(&db, &Whose::All, PAGE, offset).await?;
        for line in &page {
            if line.outcome.is_some() && !all {
                continue;
            }
            let at = line.received_at.to_rfc3339_opts(SecondsFormat::Secs, true);
            let terminal = format!("{}/{}", line.site_id, line.terminal);
            let outcome = line.outcome.as_deref().unwrap_or("waits");
            let undone = if line.undone { ", the terminal took this back" } else { "" };
            writeln!(out, "{} {at} {terminal:<34} {:<20} {outcome}{undone}", line.id, line.why)?;
        }
        // Those that wait come first, so without --all the rest of the pages holds none of them.
        let decided = page.last().is_none_or(|line| line.outcome.is_some());
        if page.is_empty() || (decided && !all) {
            break;
        }
        offset += PAGE;
    }
    db.close().await;
    Ok(())
}

async fn book(args: BookArgs, out: &mut dyn Write) -> anyhow::Result<()> {
    let (db, clock) = (args.database.settings()?.open_for_command().await?.db, Clock::system());
    let item = quarantine::one(&db, &args.id).await?.with_context(|| {
        format!(
            "there is no item '{}' in quarantine; 'werkvloer quarantine list' shows them",
            args.id
        )
    })?;
    ensure!(
        !item.undone || args.although_undone,
        "the terminal took this back: booking it counts what who made it took away; add --although-undone if that is right"
    );
    let as_it_came =
        BookForm::of(&item, &db, quarantine::zone_of(&db, &item.site_id).await?).await?;
    let form = BookForm {
        sleutel: String::new(),
        station: args.station.unwrap_or(as_it_came.station),
        kind: args.kind.unwrap_or(as_it_came.kind),
        task: args.task.unwrap_or(as_it_came.task),
        qty: args.qty.unwrap_or(as_it_came.qty),
        reject: args.reject.unwrap_or(as_it_came.reject),
        worker: args.worker.unwrap_or(as_it_came.worker),
        pause: args.pause.unwrap_or(as_it_came.pause),
        at: args.at.unwrap_or(as_it_came.at),
        reason: args.reason,
        although_undone: if args.although_undone { "ja".to_owned() } else { String::new() },
    };
    match form.check(&item, &db, &clock).await? {
        Ok(booking) => {
            quarantine::book(&db, &clock, &args.id, &Decider::cli(&args.by), booking).await?;
            db.close().await;
            writeln!(out, "{} is booked", args.id)?;
            Ok(())
        }
        Err(wrong) => {
            let sentences: Vec<String> = wrong
                .sentences(Lang::En)
                .map(|(field, sentence)| format!("{field}: {sentence}"))
                .collect();
            bail!("cannot book it. {}", sentences.join("; "))
        }
    }
}
