//! What it costs to keep every event, on this machine and this disk, in one run of `cargo bench --bench ledger`.
//!
//! A plain program on the library alone, no sockets: SQLite as the service opens it, in a folder of its own on a real disk.
//! What is compared takes turns (A B A B), so that a machine that slows down slows both. Events of one terminal are in
//! order and a terminal has a station of its own, as on a floor; the exceptions are measured as such. The defaults take
//! about a minute; docs/performance.md names the sizes its figures were made with.

mod again;
mod cost;
mod floor;
mod past;
mod raw;

use crate::floor::Place;
use clap::Parser;
use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

#[derive(Parser)]
struct Args {
    /// Only these parts: raw, same-day, late, again, restart, filled, past
    parts: Vec<String>,
    /// Where the databases are made and removed again; a RAM disk would flatter
    #[arg(long, value_name = "DIR", default_value_os_t = std::env::temp_dir())]
    folder: PathBuf,
    /// Batches of 8,192 events for each of the two ways to store them
    #[arg(long, value_name = "N", default_value_t = 12)]
    rounds: u32,
    /// Events in the ledgers that are compared with an empty one
    #[arg(long, value_name = "N,…", value_delimiter = ',', default_value = "200000")]
    filled: Vec<u32>,
    /// Events of the same task at the same station day that are compared with none
    #[arg(long, value_name = "N,…", value_delimiter = ',', default_value = "2000,100000")]
    same_day: Vec<u32>,
    /// Events of each of the four fills of the same folder
    #[arg(long, value_name = "N", default_value_t = 200_000)]
    fill: u32,
    /// Stations, and events at each of them before a restart
    #[arg(long, value_name = "N", value_delimiter = ',', num_args = 2, default_value = "300,1000")]
    restart: Vec<u32>,
    /// An empty Postgres database for the parts late, again and restart, of which only one can then be asked
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// Working days of the demo company's past
    #[arg(long, value_name = "N", default_value_t = 60)]
    days: usize,
    /// What `cargo bench` adds
    #[arg(long, hide = true)]
    bench: bool,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let mut out = std::io::stdout();
    let is_asked = |part: &str| args.parts.is_empty() || args.parts.iter().any(|p| p == part);
    if is_asked("raw") {
        raw::compare(&mut out, &args.folder, args.rounds).await?;
    }
    if is_asked("same-day") {
        cost::of_a_long_day(&mut out, &args.folder, &args.same_day).await?;
    }
    if is_asked("late") {
        let place = || Place::new(&args.folder, args.database.as_deref());
        cost::of_being_late(&mut out, place, &args.same_day).await?;
    }
    if is_asked("again") {
        again::fill(&mut out, Place::new(&args.folder, args.database.as_deref())?, args.fill)
            .await?;
    }
    if is_asked("restart") {
        let place = Place::new(&args.folder, args.database.as_deref())?;
        let stations = usize::try_from(args.restart[0])?;
        again::restart(&mut out, place, (stations, args.restart[1])).await?;
    }
    if is_asked("filled") {
        cost::in_a_filled_ledger(&mut out, &args.folder, &args.filled).await?;
    }
    if is_asked("past") {
        past::rebuild_and_board(&mut out, &args.folder, args.days).await?;
    }
    Ok(())
}

/// The middle one, which a single hiccup does not move.
fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn per_second(events: u32, time: Duration) -> f64 {
    f64::from(events) / time.as_secs_f64()
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

/// A heading over a table.
fn heading(out: &mut impl Write, text: &str) -> std::io::Result<()> {
    writeln!(out, "\n{text}")
}
