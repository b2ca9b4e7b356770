//! `werkvloer serve`: the service of a real company.

use crate::clock::Clock;
use crate::config::{Config, Impossible, Layer};
use crate::service::{Ground, Listeners, Service};
use anyhow::Context as _;
use std::io::Write;
use std::path::PathBuf;

/// Run the service for the company in the database
///
/// Settings come from werkvloer.toml, then from the environment (`WERKVLOER_HTTP` and so on), then from flags; the
/// later one wins, and a setting nobody knows is an error. Import the company first with 'werkvloer import', and enrol the
/// terminals with 'werkvloer terminal enrol'; both also work while the service runs. Prints the addresses it listens on, one
/// a line. Ctrl-C or SIGTERM ends it cleanly.
///
/// GET /readyz answers 200 when events can be stored and 503 with the reason when they cannot: the disk is full, the
/// database cannot be reached. Several processes may share one Postgres. One of them leads the ingest of a site; another
/// one takes over within 15 seconds of its death, also when that is the same one, killed and started again. Until it leads
/// a site, a process with the built-in endpoint turns terminals away and answers 503; with --broker it answers 200 and says
/// that it stands by, because its pages are served all the same.
///
/// Pages have no sign-in yet: keep --http on a loopback address, or behind a proxy that asks who somebody is.
#[derive(Debug, clap::Args)]
pub struct ServeArgs {
    /// Settings file [default: werkvloer.toml, if there is one]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    #[command(flatten)]
    pub layer: Layer,
}

/// Runs it.
pub async fn run(args: ServeArgs, out: &mut dyn Write) -> anyhow::Result<()> {
    let config = settings(args).map_err(Impossible::from)?;
    let (listeners, moved) = Listeners::bind(&config, false).await?;
    for sentence in moved {
        tracing::warn!("{sentence}");
    }
    let open = config.database.open_for_service().await?;
    let ground = Ground::new(open, Clock::system());
    ground.lead_or_stand_by().await?;
    let service = Service::start(ground, &config, listeners).await?;
    announce(&service, out)?;
    stop_signal().await?;
    service.end().await;
    Ok(())
}

fn settings(args: ServeArgs) -> anyhow::Result<Config> {
    let file = Layer::from_file(args.config.as_deref())?;
    let environment = Layer::from_environment(crate::config::variables())?;
    file.overlaid_by(environment).overlaid_by(args.layer).into_config()
}

/// Prints the addresses, one a line.
pub(super) fn announce(service: &Service, out: &mut dyn Write) -> anyhow::Result<()> {
    let mqtt = service.mqtt.map(|address| format!("mqtt://{address}\n")).unwrap_or_default();
    let mqtts = service.mqtts.map(|address| format!("mqtts://{address}\n")).unwrap_or_default();
    // At once: who reads the first line finds the others.
    out.write_all(format!("http://{}\n{mqtt}{mqtts}", service.http).as_bytes())?;
    Ok(out.flush()?)
}

/// Waits for Ctrl-C or SIGTERM.
pub(super) async fn stop_signal() -> anyhow::Result<()> {
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
        .context("cannot listen for SIGTERM")?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted.context("cannot listen for Ctrl-C")?,
        _ = terminate.recv() => {}
    }
    Ok(())
}
