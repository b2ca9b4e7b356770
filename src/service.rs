//! A running service: what is started, in which order, and how it ends.
//!
//! It ends in the order of the stream: first the doors close, then the desk stores what was handed in, then the leases are
//! released, then the database is closed. Each stage has its own tasks, so that none is waited for by one it needs.

use crate::access::Door;
use crate::app::App;
use crate::board::task_cards::{self, Downlink};
use crate::clock::Clock;
use crate::config::{Config, Terminals};
use crate::db::{Db, Lock, Open};
use crate::floor::places;
use crate::id;
use crate::intake::broker::{self, BrokerUrl, Dial, Egress};
use crate::intake::counters;
use crate::intake::desk::{Desk, Parts};
use crate::intake::dismissal::dismiss;
use crate::intake::endpoint::{self, Endpoint, Limits, Tls, TlsFiles};
use crate::intake::house::House;
use crate::intake::readiness::Health;
use crate::lang::Lang;
use crate::lease::Leases;
use crate::listen::files::{self, Shares};
use crate::listen::http;
use crate::municipalities;
use crate::output::changes::Changes;
use crate::report::{Library, Reports};
use crate::turnover::keep::keep_in_step;
use crate::web::health::metrics_router;
use anyhow::Context as _;
use bytes::Bytes;
use contract::{Channel, TerminalName};
use prometheus_client::registry::Registry;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How long one stage may take to end before it is left behind.
const GRACE: Duration = Duration::from_secs(10);
/// How long a process that may stand by waits for leases that nobody holds.
const MOMENT: Duration = Duration::from_secs(1);
/// How long a lease of a process that was killed may still stand in the way.
const LEAD: Duration = Duration::from_secs(20);

/// Tasks that end together.
#[derive(Clone, Default)]
struct Stage {
    tasks: TaskTracker,
    stop: CancellationToken,
}

impl Stage {
    async fn end(&self, name: &str) {
        self.stop.cancel();
        self.tasks.close();
        if tokio::time::timeout(GRACE, self.tasks.wait()).await.is_err() {
            tracing::warn!(stage = name, "did not end in time; left behind");
        }
    }
}

/// The database with the leases of its sites: what a service and the demo's preparation both stand on.
pub struct Ground {
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// Which sites this process leads.
    pub leases: Leases,
    holder: String,
    lock: Option<Lock>,
    leading: Stage,
}

impl Ground {
    /// Opens the leases on an open database.
    pub fn new(open: Open, clock: Clock) -> Self {
        let leading = Stage::default();
        let holder = id::new(clock.now());
        let sites = |db: Db| async move { places::site_ids(&db).await };
        let leases = Leases::start(&open.db, holder.clone(), sites, &leading.tasks, &leading.stop);
        Self { db: open.db, clock, leases, holder, lock: open.lock, leading }
    }

    /// Waits until this process leads the ingest of every site; fails when another one keeps it.
    pub async fn lead(&self) -> anyhow::Result<()> {
        if self.led_within(LEAD).await? {
            return Ok(());
        }
        anyhow::bail!("another process leads the ingest of a site of this database; stop it first")
    }

    /// Waits for the lead where nobody else can have it. Where another process may, this one serves pages and waits for its
    /// turn; but what nobody leads is led in a moment, and until then terminals would be sent away.
    pub async fn lead_or_stand_by(&self) -> anyhow::Result<()> {
        if self.db.is_shared() {
            self.led_within(MOMENT).await?;
            return Ok(());
        }
        self.lead().await
    }

    /// Waits as long as the lease of a process that was killed may stand in the way; stands by when another one lives.
    pub async fn lead_unless_another_does(&self) -> anyhow::Result<()> {
        self.led_within(LEAD).await?;
        Ok(())
    }

    async fn led_within(&self, time: Duration) -> anyhow::Result<bool> {
        let sites = places::site_ids(&self.db).await?;
        let mut led = self.leases.led();
        let all = led.wait_for(|led| sites.iter().all(|site| led.contains_key(site)));
        Ok(matches!(tokio::time::timeout(time, all).await, Ok(Ok(_))))
    }

    /// Ends without ever having served.
    pub async fn end(self) {
        self.leading.end("leases").await;
        self.db.close().await;
        drop(self.lock);
    }
}

/// Listeners, bound before anything is said to be ready.
pub struct Listeners {
    /// Pages.
    pub http: TcpListener,
    /// Figures for machines.
    pub metrics: TcpListener,
    /// Terminals, without and with TLS; none with an external broker.
    pub mqtt: Option<TcpListener>,
    /// See `mqtt`.
    pub mqtts: Option<TcpListener>,
}

impl Listeners {
    /// Binds what the settings ask for. With `or_any_port` a taken port becomes any free one, and the last value tells.
    pub async fn bind(config: &Config, or_any_port: bool) -> anyhow::Result<(Self, Vec<String>)> {
        let mut moved = Vec::new();
        let mut bind =
            async |address: SocketAddr, what: &str, or_any_port: bool| match TcpListener::bind(
                address,
            )
            .await
            {
                Err(error) if or_any_port && error.kind() == std::io::ErrorKind::AddrInUse => {
                    let listener = TcpListener::bind((address.ip(), 0)).await?;
                    moved.push(format!(
                        "port {} is taken; {what} use {} instead",
                        address.port(),
                        listener.local_addr()?.port()
                    ));
                    Ok(listener)
                }
                other => other.with_context(|| {
                    format!("cannot listen on {address} for {what}; choose another with a flag")
                }),
            };
        let http = bind(config.http, "pages", or_any_port).await?;
        let metrics = bind(config.metrics, "metrics", or_any_port || config.is_any_metrics).await?;
        let (mqtt, mqtts) = match &config.terminals {
            Terminals::Broker { .. } => (None, None),
            Terminals::Endpoint { mqtt, tls } => {
                let plain = bind(*mqtt, "terminals", or_any_port).await?;
                let secure = match tls {
                    Some((address, _)) => {
                        Some(bind(*address, "terminals with TLS", or_any_port).await?)
                    }
                    None => None,
                };
                (Some(plain), secure)
            }
        };
        Ok((Self { http, metrics, mqtt, mqtts }, moved))
    }
}

/// A running service.
pub struct Service {
    /// Where pages are.
    pub http: SocketAddr,
    /// Where terminals connect; `None` with an external broker.
    pub mqtt: Option<SocketAddr>,
    /// Where they connect with TLS, if they may.
    pub mqtts: Option<SocketAddr>,
    ground: Ground,
    doors: Stage,
    desk: Stage,
}

impl Service {
    /// Starts everything.
    pub async fn start(
        ground: Ground,
        config: &Config,
        listeners: Listeners,
    ) -> anyhow::Result<Self> {
        let (doors, desk) = (Stage::default(), Stage::default());
        let mut registry = Registry::default();
        let counters = counters::Counters::default();
        counters.register(&mut registry);
        let asked = http::Counters::default();
        asked.register(&mut registry);
        let shares = Shares::in_force(config.own_connections);
        tracing::info!(
            files = files::limit(),
            terminals = shares.signed_in(),
            pages = shares.pages,
            "shared out how many connections there may be"
        );
        let changes = Changes::default();
        let parts = Parts {
            db: ground.db.clone(),
            clock: ground.clock.clone(),
            leases: ground.leases.clone(),
            changed: changes.clone(),
            counters,
        };
        let intake = Desk::start(parts, &desk.tasks, &desk.stop);
        let has_endpoint = matches!(config.terminals, Terminals::Endpoint { .. });
        doors.tasks.spawn(keep_in_step(ground.db.clone(), doors.stop.clone()));
        doors.tasks.spawn(municipalities::keep_in_step(
            ground.db.clone(),
            ground.clock.clone(),
            doors.stop.clone(),
        ));
        let health =
            Health::of_desk(intake.readiness()).with_leases(ground.leases.clone(), has_endpoint);
        let cards = task_cards::by_terminal(ground.db.clone(), ground.clock.clone());
        let house =
            House::new(&ground.db, &ground.clock, intake, ground.leases.clone(), Arc::new(cards))
                .await
                .context("cannot read the key of the terminals' secrets")?;
        let mqtt = listeners.mqtt.as_ref().map(TcpListener::local_addr).transpose()?;
        let mqtts = listeners.mqtts.as_ref().map(TcpListener::local_addr).transpose()?;
        let downlink = open_doors(
            &ground,
            config,
            house,
            &doors,
            &changes,
            &mut registry,
            (listeners.mqtt, listeners.mqtts),
        )
        .await?;
        let app = App {
            db: ground.db.clone(),
            clock: ground.clock.clone(),
            door: Door::new(
                ground.db.clone(),
                ground.clock.clone(),
                config.door.clone(),
                doors.tasks.clone(),
            ),
            lang: Lang::default(),
            health,
            changes,
            reports: Reports::new(
                ground.db.clone(),
                ground.clock.clone(),
                Library::new(config.dashboards.clone()),
            ),
            downlink,
            tasks: doors.tasks.clone(),
            stop: doors.stop.clone(),
        };
        let http = listeners.http.local_addr()?;
        tracing::info!("figures are at http://{}/metrics", listeners.metrics.local_addr()?);
        let server = |limits, counters| {
            http::Server::new(limits, counters, doors.tasks.clone(), doors.stop.clone())
        };
        let proxies = config.door.proxies.clone();
        let pages = server(http::Limits::within(shares.pages), asked)
            .behind(move |address| proxies.hold(address));
        doors.tasks.spawn(pages.serve(listeners.http, app.router()));
        let figures = server(http::Limits::of_figures(files::FIGURES), http::Counters::default());
        let router = metrics_router(Arc::new(registry));
        doors.tasks.spawn(figures.serve(listeners.metrics, router));
        Ok(Self { http, mqtt, mqtts, ground, doors, desk })
    }

    /// Ends it: nothing that was acknowledged is lost, and what was not comes again.
    pub async fn end(self) {
        self.doors.end("doors").await;
        self.desk.end("desk").await;
        self.ground.end().await;
    }
}

/// Gives the way to the terminals.
async fn open_doors(
    ground: &Ground,
    config: &Config,
    house: House,
    doors: &Stage,
    changes: &Changes,
    registry: &mut Registry,
    (mqtt, mqtts): (Option<TcpListener>, Option<TcpListener>),
) -> anyhow::Result<Arc<dyn Downlink>> {
    let cards = |way: Way| -> Arc<dyn Downlink> {
        let downlink: Arc<dyn Downlink> = Arc::new(way);
        let (db, clock, changes) = (ground.db.clone(), ground.clock.clone(), changes.clone());
        doors.tasks.spawn(task_cards::keep_current(
            db,
            clock,
            changes,
            Arc::clone(&downlink),
            doors.stop.clone(),
        ));
        downlink
    };
    match &config.terminals {
        Terminals::Broker { url, ca } => {
            let url: BrokerUrl = url.parse().map_err(anyhow::Error::msg)?;
            let counters = broker::Counters::default();
            counters.register(registry);
            let setup = broker::Setup {
                dial: Dial::new(url, ca.as_deref())?,
                holder: ground.holder.clone(),
                clock: ground.clock.clone(),
                counters,
            };
            let egress = broker::start(
                setup,
                Arc::new(house),
                ground.leases.led(),
                &doors.tasks,
                &doors.stop,
            );
            Ok(cards(Way::Broker(egress)))
        }
        Terminals::Endpoint { tls, .. } => {
            let counters = endpoint::Counters::default();
            counters.register(registry);
            let endpoint = Endpoint::new(
                Arc::new(house),
                Limits::within(Shares::in_force(config.own_connections)),
                counters,
                ground.clock.clone(),
                doors.stop.clone(),
                doors.tasks.clone(),
            );
            if let (Some(listener), Some((_, files))) = (mqtts, tls) {
                let files = TlsFiles {
                    certificates: files.certificate.clone(),
                    key: files.key.clone(),
                    client_ca: files.client_ca.clone(),
                };
                let tls = Arc::new(Tls::load(files).await?);
                let endpoint = endpoint.clone();
                doors.tasks.spawn(async move { endpoint.serve(listener, Some(tls)).await });
            }
            let terminals = endpoint.terminals().clone();
            let (db, leases) = (ground.db.clone(), ground.leases.clone());
            doors.tasks.spawn(dismiss(db, leases, terminals.clone(), doors.stop.clone()));
            let downlink = cards(Way::Endpoint(terminals));
            if let Some(listener) = mqtt {
                doors.tasks.spawn(async move { endpoint.serve(listener, None).await });
            }
            Ok(downlink)
        }
    }
}

/// The way to the terminals.
enum Way {
    Endpoint(endpoint::Terminals),
    Broker(Egress),
}

impl Downlink for Way {
    fn card(&self, terminal: &TerminalName, json: Bytes) {
        match self {
            Self::Endpoint(terminals) => _ = terminals.send(terminal, Channel::Task, json, true),
            Self::Broker(egress) => egress.task(terminal, json),
        }
    }

    fn notice(&self, terminal: &TerminalName, json: Bytes) {
        match self {
            Self::Endpoint(terminals) => {
                terminals.send(terminal, Channel::Notice, json, false);
            }
            Self::Broker(egress) => egress.notice(terminal, json),
        }
    }

    fn renewals(&self) -> u64 {
        match self {
            Self::Endpoint(_) => 0,
            Self::Broker(egress) => *egress.connections().borrow(),
        }
    }
}
