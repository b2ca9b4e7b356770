//! `werkvloer tallies`: what the ledger adds up to.

use super::DatabaseArgs;
use super::progress::Progress;
use crate::output::{rebuild, store};
use crate::turnover::keep::anew;
use anyhow::{Context as _, ensure};
use chrono::NaiveDate;
use serde::Serialize;
use std::io::Write;
use std::time::Instant;

/// Export tallies, or compute them again from the ledger
#[derive(Debug, clap::Subcommand)]
pub enum Tallies {
    /// Write a production day's tallies as one JSON object a line
    Export {
        /// The production day
        #[arg(long, value_name = "YYYY-MM-DD")]
        day: NaiveDate,
        #[command(flatten)]
        database: DatabaseArgs,
    },
    /// Fold the whole ledger again and write its tallies anew; works while the service runs
    ///
    /// What they are worth is reckoned anew too. Prints how many events were folded, in how many station days, and how many of those had tallies that were not what
    /// the ledger says: 0 is what a healthy database gives.
    Rebuild {
        /// Change nothing; say what differs, and exit with 1 if anything does
        #[arg(long)]
        check: bool,
        #[command(flatten)]
        database: DatabaseArgs,
    },
}

#[derive(Serialize)]
struct Line<'a> {
    day: NaiveDate,
    station: &'a str,
    task: &'a str,
    worker: Option<&'a str>,
    good: i64,
    rejected: i64,
    net_seconds: i64,
    waiting_seconds: i64,
}

impl<'a> Line<'a> {
    fn of(tally: &'a store::Stored) -> Self {
        Self {
            day: tally.day,
            station: &tally.station,
            task: &tally.task,
            worker: Some(tally.worker.as_str()).filter(|worker| !worker.is_empty()),
            good: tally.good,
            rejected: tally.rejected().iter().sum(),
            net_seconds: tally.net_seconds,
            waiting_seconds: tally.waiting_seconds().iter().sum(),
        }
    }
}

/// Runs `werkvloer tallies …`.
pub async fn run(command: Tallies, out: &mut dyn Write) -> anyhow::Result<()> {
    match command {
        Tallies::Export { day, database } => {
            let db = database.settings()?.open_for_command().await?.db;
            for tally in store::of_day(&db, day).await? {
                writeln!(out, "{}", serde_json::to_string(&Line::of(&tally))?)?;
            }
            db.close().await;
        }
        Tallies::Rebuild { check: true, database } => {
            let db = database.settings()?.open_for_command().await?.db;
            let differences = rebuild::verify(&db).await?;
            db.close().await;
            for difference in &differences {
                writeln!(out, "{} {}: {}", difference.station, difference.day, difference.what)?;
            }
            ensure!(
                differences.is_empty(),
                "{} station days differ from the ledger",
                differences.len()
            );
            writeln!(out, "every tally is what the ledger says")?;
        }
        Tallies::Rebuild { check: false, database } => {
            let db = database.settings()?.open_for_command().await?.db;
            let began = Instant::now();
            let progress = Progress::counting("folding station days");
            let done = rebuild::rebuild(&db, |done| progress.set(done.station_days)).await?;
            progress.finish();
            let took = began.elapsed();
            let progress = Progress::counting("reckoning what it is worth");
            anew(&db)
                .await
                .context("the tallies are right, but what they are worth cannot be reckoned")?;
            progress.finish();
            db.close().await;
            let rate = u128::from(done.events) * 1_000 / took.as_millis().max(1);
            writeln!(
                out,
                "{} events in {} station days folded, {} of them differed; {rate} events a second",
                done.events, done.station_days, done.differing
            )?;
        }
    }
    Ok(out.flush()?)
}
