//! `werkvloer day`: closing production days.

use super::DatabaseArgs;
use crate::access::deciders;
use crate::clock::Clock;
use crate::floor::board::time_of_site;
use crate::lang::Lang;
use crate::output::close;
use crate::trail::Decider;
use anyhow::ensure;
use chrono::NaiveDate;
use std::io::Write;

/// Close production days, and show which are closed
#[derive(Debug, clap::Subcommand)]
pub enum Day {
    /// Close a site's production day: what still comes in of it goes to quarantine, and only a correction changes its figures
    Close {
        /// The site's id
        site: String,
        /// The production day
        #[arg(value_name = "YYYY-MM-DD")]
        day: NaiveDate,
        /// Who closes it
        #[arg(long, value_name = "NAME")]
        by: String,
        #[command(flatten)]
        database: DatabaseArgs,
    },
    /// Show the latest closed days
    List {
        #[command(flatten)]
        database: DatabaseArgs,
    },
}

/// Runs `werkvloer day …`.
pub async fn run(command: Day, out: &mut dyn Write) -> anyhow::Result<()> {
    let clock = Clock::system();
    match command {
        Day::Close { site, day, by, database } => {
            let db = database.settings()?.open_for_command().await?.db;
            let sites = crate::floor::places::site_ids(&db).await?;
            ensure!(
                sites.contains(&site),
                "there is no site '{site}'; there is: {}",
                sites.join(", ")
            );
            let today = time_of_site(&db, &site).await?.map(|time| time.day_of(clock.now()));
            ensure!(
                today.is_none_or(|today| day <= today),
                "{day} has yet to come; a day can be closed from its beginning on"
            );
            let closed = close::close(&db, &clock, &site, day, &Decider::cli(&by)).await?;
            db.close().await;
            let state = if closed { "is closed" } else { "was closed already; nothing changed" };
            writeln!(out, "{day} of {site} {state}")?;
        }
        Day::List { database } => {
            let db = database.settings()?.open_for_command().await?.db;
            let latest = close::latest(&db).await?;
            let kept = latest.iter().map(|closed| closed.closed_by.as_str());
            let names = deciders(&db, Lang::En, kept).await?;
            for closed in &latest {
                writeln!(
                    out,
                    "{} {:<20} {} by {}",
                    closed.day,
                    closed.site_id,
                    closed.closed_at,
                    names.name(&closed.closed_by)
                )?;
            }
            db.close().await;
        }
    }
    Ok(out.flush()?)
}
