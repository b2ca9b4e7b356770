//! `werkvloer demo`: a made-up company, alive, with nothing else installed.

use super::progress::Progress;
use super::serve::{announce, stop_signal};
use crate::clock::Clock;
use crate::config::{Impossible, Layer, Terminals};
use crate::demo::{floor, prepare};
use crate::municipalities;
use crate::service::{Ground, Listeners, Service};
use crate::turnover::reckon::{A_LONG_ROUND, catch_up};
use crate::virtual_terminal::Broker;
use anyhow::Context as _;
use std::io::Write;
use std::path::PathBuf;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Run a made-up company with virtual terminals, to look around
///
/// Everything is embedded: SQLite in a folder, the MQTT endpoint, a company of 1,000 people at 300 stations with thirteen
/// months of history, virtual terminals that report over real MQTT, and the floor board. Prints the addresses, one a line;
/// GET /readyz answers 200 from then on. A port that is taken is replaced by a free one. The first start makes the company and
/// its past (less than a minute); the next ones take what is there. Signing in is one tap: as a supervisor, a coach, and so on.
/// Ctrl-C ends it. All people and companies are invented.
#[derive(Debug, clap::Args)]
pub struct DemoArgs {
    /// Folder for the database; made if missing [default: ./werkvloer-data]
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Where pages are served; port 0 takes any free one [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR:PORT")]
    pub http: Option<String>,
    /// Where terminals connect; port 0 takes any free one [default: 127.0.0.1:1883]
    #[arg(long, value_name = "ADDR:PORT")]
    pub mqtt: Option<String>,
    /// Postgres instead of SQLite, as `postgres://user@host/name`
    #[arg(long, value_name = "URL", conflicts_with = "data")]
    pub database: Option<String>,
    /// An external MQTT broker instead of the built-in endpoint, as mqtt://user:password@host:port
    #[arg(long, value_name = "URL", conflicts_with = "mqtt")]
    pub broker: Option<String>,
    /// Where /metrics is served, loopback only; port 0 takes any free one [default: 127.0.0.1:9464]
    #[arg(long, value_name = "ADDR:PORT")]
    pub metrics: Option<String>,
    /// How many people work there; only the first start makes them
    #[arg(long, value_name = "N", default_value_t = 1_000, value_parser = clap::value_parser!(u64).range(1..=20_000))]
    pub workers: u64,
    /// How many working days of history; more than a year, so that a month has last year's beside it
    #[arg(long, value_name = "N", default_value_t = 280, value_parser = clap::value_parser!(u64).range(0..=2_600))]
    pub history_days: u64,
    /// Start no virtual terminals: connect your own
    #[arg(long)]
    pub quiet_floor: bool,
}

impl DemoArgs {
    fn layer(&self) -> Layer {
        Layer {
            data: self.data.clone(),
            http: self.http.clone(),
            mqtt: self.mqtt.clone(),
            database: self.database.clone(),
            broker: self.broker.clone(),
            metrics: self.metrics.clone(),
            ..Layer::default()
        }
    }
}

/// Runs it.
pub async fn run(args: DemoArgs, out: &mut dyn Write) -> anyhow::Result<()> {
    let mut config = args.layer().into_config().map_err(Impossible::from)?;
    // Nothing else sets it: not a file, not the environment, not a flag.
    config.door.is_demo = true;
    let clock = Clock::system();
    let (listeners, moved) = Listeners::bind(&config, true).await?;
    for sentence in moved {
        writeln!(std::io::stderr(), "{sentence}")?;
    }
    let open = config.database.open_for_service().await?;
    let progress = Progress::steps();
    progress.step(0, 1, "the company");
    let today = prepare::today(&clock);
    let size = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let days = size(args.history_days);
    let company =
        prepare::company_data_since(&open.db, &clock, size(args.workers), (today, days)).await?;
    prepare::people(&open.db, &clock, &company).await?;
    let ground = Ground::new(open, clock.clone());
    let past = prepare::missing_days(&ground.db, (today, days)).await?;
    if !past.is_empty() || !ground.db.is_shared() {
        ground.lead().await?;
    } else if matches!(config.terminals, Terminals::Endpoint { .. }) {
        // On a shared database another process may lead; a past that is there already does not need this one to. But a
        // demo that was killed and started again is its own predecessor, and says that it is ready when it is.
        ground.lead_unless_another_does().await?;
    }
    let step =
        |done, of, day| progress.step(done as u64, of as u64, &format!("days of history: {day}"));
    prepare::history(&ground.db, &clock, &ground.leases, &company, &past, step).await?;
    progress.step(1, 1, "what all of it is worth");
    catch_up(&ground.db, A_LONG_ROUND).await.context("cannot reckon what the past is worth")?;
    municipalities::reckon(&ground.db, &clock)
        .await
        .context("cannot reckon what municipalities want to know")?;
    let seats = if args.quiet_floor {
        Vec::new()
    } else {
        prepare::seats(&ground.db, &clock, &company).await?
    };
    progress.finish();
    // Each of them has one end of its connection here, and the other one too.
    config.own_connections = seats.len();
    let service = Service::start(ground, &config, listeners).await?;
    announce(&service, out)?;
    let (close_floor, tasks) = (CancellationToken::new(), TaskTracker::new());
    if !seats.is_empty() {
        let address = match (&config.terminals, service.mqtt) {
            (Terminals::Broker { url, .. }, _) => url.clone(),
            (Terminals::Endpoint { .. }, mqtt) => {
                format!("mqtt://{}", mqtt.expect("the endpoint was bound above"))
            }
        };
        let broker: Broker = address.parse().map_err(anyhow::Error::msg)?;
        tasks.spawn(floor::run(seats, broker, clock, prepare::SEED, close_floor.clone()));
    }
    stop_signal().await?;
    close_floor.cancel();
    tasks.close();
    tasks.wait().await;
    service.end().await;
    Ok(())
}
