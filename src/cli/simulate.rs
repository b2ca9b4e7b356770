//! `werkvloer simulate`: load, measurement and proof in one.

use super::DatabaseArgs;
use crate::clock::Clock;
use crate::config::Impossible;
use crate::db::Db;
use crate::simulate::{self, Figures, Member, Plan, Rate, Work, company, verify};
use crate::virtual_terminal::{Broker, Habits};
use anyhow::{Context as _, anyhow, bail, ensure};
use contract::TerminalName;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Let many virtual terminals report over real MQTT, measure it, and check the ledger against what was sent
///
/// Every event is written to the truth file and synced before it is sent. Receipts are checked and timed. At the end the
/// command waits until every event is receipted, and prints events per second and publish-to-receipt times; with --verify it
/// then exits with 1 unless every receipted event is in the ledger exactly once with the content sent, nothing is there that
/// was not sent, only poison is in quarantine, and the tallies equal a fresh fold. Ctrl-C ends the making of events, and a
/// second Ctrl-C the waiting for receipts; figures and check follow all the same.
///
/// With --data or --database and without --credentials it enrols its own terminals, sim-0001 and on, at the stations there.
#[derive(Debug, clap::Args)]
pub struct Simulate {
    /// Where the terminals connect: `mqtt://[user:password@]host[:port]`
    #[arg(long, value_name = "URL")]
    pub broker: Broker,
    /// How many terminals
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=9_999))]
    pub terminals: u64,
    /// Events a second, all terminals together, or 'max'
    #[arg(long, value_name = "EVENTS_PER_SECOND|max", value_parser = rate, required_unless_present = "backlog")]
    pub rate: Option<Rate>,
    /// For how long events are made
    #[arg(long, value_name = "S", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..))]
    pub seconds: u64,
    /// File for the truth, one JSON object an event; must not exist yet
    #[arg(long, value_name = "FILE")]
    pub truth: PathBuf,
    /// Continue the truth file of an earlier run; --verify then checks all its runs
    #[arg(long)]
    pub append: bool,
    /// Check the ledger afterwards; needs --data or --database
    #[arg(long)]
    pub verify: bool,
    /// Events in one message, at most
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=500))]
    pub batch: u64,
    /// Messages a terminal sends without an acknowledgement, at most
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=1_000))]
    pub window: u64,
    /// Catch-up: each terminal starts with N events in its spool; without --rate the run ends when all are receipted
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub backlog: u64,
    /// Also send N events that must land in quarantine
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub poison: u64,
    /// Count for this task; without it, for the open ones of the database, or for what is planned
    #[arg(long, value_name = "TASK")]
    pub task: Option<String>,
    /// Terminals enrolled before: JSON lines as 'terminal enrol' prints them
    #[arg(long, value_name = "FILE")]
    pub credentials: Option<PathBuf>,
    /// Wait at most this long for the last receipts
    #[arg(long, value_name = "S", default_value_t = 60)]
    pub wait: u64,
    /// The same seed makes the same events
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Print the figures as one JSON object
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub database: DatabaseArgs,
}

fn rate(text: &str) -> Result<Rate, String> {
    match text.parse::<f64>() {
        _ if text == "max" => Ok(Rate::Max),
        Ok(rate) if rate > 0.0 && rate <= 1e7 => Ok(Rate::PerSecond(rate)),
        _ => Err("write a number of events per second, or max".to_owned()),
    }
}

/// Runs `werkvloer simulate`.
pub async fn run(args: Simulate) -> anyhow::Result<()> {
    let clock = Clock::system();
    let has_database = args.database.data.is_some() || args.database.database.is_some();
    let db = if has_database {
        Some(args.database.settings()?.open_for_command().await?.db)
    } else {
        None
    };
    if args.verify && db.is_none() {
        bail!(Impossible::from(anyhow!("--verify needs --data or --database")));
    }
    let members = members(&args, db.as_ref(), &clock).await?;
    let terminals: Vec<TerminalName> = members.iter().map(|m| m.terminal.clone()).collect();
    let before = match &db {
        Some(db) => verify::earlier(db, &terminals).await?,
        None => verify::Earlier::default(),
    };
    let plan = plan(&args);
    let (cut, abandon) = (CancellationToken::new(), CancellationToken::new());
    let figures = tokio::select! {
        figures = simulate::run(&plan, members, &clock, &cut, &abandon) => figures?,
        never = listen(&cut, &abandon) => match never {},
    };
    print(&figures, args.json)?;
    let verified = match &db {
        Some(db) if args.verify => check(db, &args.truth, &terminals, &before).await,
        _ => Ok(()),
    };
    if let Some(db) = db {
        db.close().await;
    }
    verified?;
    ensure!(figures.false_receipts == 0, "{} receipts were false", figures.false_receipts);
    ensure!(
        figures.receipted == figures.events || abandon.is_cancelled(),
        "{} events were not receipted in time",
        figures.events - figures.receipted
    );
    Ok(())
}

fn plan(args: &Simulate) -> Plan {
    let size = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    Plan {
        broker: args.broker.clone(),
        habits: Habits::new(size(args.batch), size(args.window)),
        rate: args.rate,
        making: Duration::from_secs(args.seconds),
        backlog: args.backlog,
        poison: args.poison,
        waiting: Duration::from_secs(args.wait),
        truth: args.truth.clone(),
        append: args.append,
        seed: args.seed,
    }
}

/// Ctrl-C once cuts the making, twice abandons the waiting.
async fn listen(cut: &CancellationToken, abandon: &CancellationToken) -> std::convert::Infallible {
    for token in [cut, abandon] {
        if tokio::signal::ctrl_c().await.is_err() {
            break;
        }
        token.cancel();
    }
    std::future::pending().await
}

async fn members(args: &Simulate, db: Option<&Db>, clock: &Clock) -> anyhow::Result<Vec<Member>> {
    let count = usize::try_from(args.terminals)?;
    let task = args.task.as_deref();
    match (&args.credentials, db) {
        (Some(file), db) => {
            let known = credentials(file)?;
            ensure!(
                known.len() >= count,
                "{} holds {} terminals, and {count} are asked",
                file.display(),
                known.len()
            );
            let work = if let Some(db) = db {
                company::work(db, count, task).await?
            } else {
                vec![Work { badge: None, task: args.task.clone(), pack_size: 12 }; count]
            };
            Ok(known
                .into_iter()
                .zip(work)
                .map(|((terminal, secret), work)| Member { terminal, secret: Some(secret), work })
                .collect())
        }
        (None, Some(db)) => company::enrol(db, clock, count, task).await,
        (None, None) => bail!(Impossible::from(anyhow!(
            "terminals need secrets: name --data or --database to enrol new ones, or --credentials of enrolled ones"
        ))),
    }
}

fn credentials(file: &Path) -> anyhow::Result<Vec<(TerminalName, String)>> {
    #[derive(serde::Deserialize)]
    struct Line {
        user: String,
        password: String,
    }
    let text =
        std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(number, line)| {
            let line: Line = serde_json::from_str(line)?;
            let terminal = line.user.parse().map_err(anyhow::Error::msg);
            terminal.map(|t| (t, line.password)).with_context(|| format!("line {}", number + 1))
        })
        .collect::<anyhow::Result<_>>()
        .with_context(|| format!("{} does not hold what 'terminal enrol' prints", file.display()))
}

fn print(figures: &Figures, as_json: bool) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    if as_json {
        serde_json::to_writer(&mut out, figures)?;
        writeln!(out)?;
    } else {
        writeln!(out, "{figures}")?;
    }
    Ok(())
}

async fn check(
    db: &Db,
    truth: &Path,
    terminals: &[TerminalName],
    before: &verify::Earlier,
) -> anyhow::Result<()> {
    let report = verify::ledger(db, truth, terminals, before).await?;
    // To the other stream: with --json the first one holds one object.
    writeln!(std::io::stderr(), "{report}")?;
    ensure!(report.wrong == 0, "the ledger is not what was sent: {} findings", report.wrong);
    let differences = verify::tallies(db).await?;
    if let Some(first) = differences.first() {
        bail!(
            "the tallies of {} station days are not a fresh fold of the ledger, the first: station {}, {}: {}",
            differences.len(),
            first.station,
            first.day,
            first.what
        );
    }
    writeln!(std::io::stderr(), "tallies     equal a fresh fold of the ledger")?;
    Ok(())
}
