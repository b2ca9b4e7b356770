//! `werkvloer serve`: the service of a real company.

use super::user::link;
use crate::access::accounts::has_administrator;
use crate::access::grant::day_of;
use crate::access::links::{self, Link};
use crate::clock::Clock;
use crate::config::{Config, Impossible, Layer};
use crate::db::Db;
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
/// database cannot be reached, its file was moved or removed. Several processes may share one Postgres. One of them leads the
/// ingest of a site; another one takes over within 15 seconds of its death, also when that is the same one, killed and
/// started again. Until it leads a site, a process with the built-in endpoint turns terminals away and answers 503; with
/// --broker it answers 200 and says that it stands by, because its pages are served all the same.
///
/// As many files may be open as the hard limit allows (`LimitNOFILE=` of a systemd unit, `ulimit -Hn` of a shell); 'werkvloer doctor'
/// says whether that is enough. Stopping answers what was asked and takes ten seconds at most.
///
/// The first start prints a one-time link with which the first administrator chooses a name and a password; everybody else
/// gets one from 'werkvloer user add'. Passwords travel as they are typed: let people come over TLS, through a proxy in
/// front of a loopback address, and set --public-url to the address they type.
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
    let db = ground.db.clone();
    let service = Service::start(ground, &config, listeners).await?;
    let is_plain = config.door.public_url.as_ref().is_none_or(|url| !url.is_secure());
    if is_plain && !service.http.ip().is_loopback() {
        tracing::warn!(
            "pages are served without TLS, so passwords can be read on the way; put a proxy in front and set public_url"
        );
    }
    if !is_plain && config.door.proxies.are_none() {
        tracing::warn!(
            "people come through a proxy that ends TLS, and all seem to come from its address; name it in trusted_proxies"
        );
    }
    let first = first_link(&db, &config, &service).await?;
    announce(&service, out)?;
    if let Some(link) = first {
        writeln!(out, "nobody can administer yet; within 24 hours, once: {link}")?;
        out.flush()?;
    }
    stop_signal().await?;
    service.end().await;
    Ok(())
}

/// Without an administrator who can sign in: the link with which the first one comes in. There is no default account.
async fn first_link(db: &Db, config: &Config, service: &Service) -> anyhow::Result<Option<String>> {
    let now = Clock::system().now();
    if has_administrator(db, day_of(now), config.door.openid.is_some()).await? {
        return Ok(None);
    }
    let mut tx = db.begin().await?;
    let token = links::make(&mut tx, &Link::Setup, now).await?;
    tx.commit().await?;
    let site = match &config.door.public_url {
        Some(url) => url.clone(),
        None => format!("http://{}", service.http).parse()?,
    };
    Ok(Some(link(&site, &token)))
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
