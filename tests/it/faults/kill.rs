//! `kill -9` of the service at the named points of a batch and at random moments, twenty seeds, on both engines, through the
//! built-in endpoint and behind a Mosquitto in the settings it comes with: the terminals, or the broker, find the next process
//! and every event is in the ledger exactly once.
//!
//! A seed is two deaths in a row. On Postgres a new process waits until the dead one's lease is stale, so there the seeds of
//! a point run beside each other.

use super::dice;
use crate::harness::{Cut, Load, Mosquitto, Service, TestDb, eventually, pause};
use rand::RngExt as _;
use rand_chacha::ChaCha8Rng;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// How the service dies.
#[derive(Clone, Copy, Debug)]
enum Death {
    /// At the n-th pass of a named point.
    At(&'static str, u64),
    /// So long after a terminal signed in.
    After(Duration),
}

impl Death {
    fn at(point: &'static str, dice: &mut ChaCha8Rng) -> Self {
        // The first passes are those of a desk that finds nothing to do.
        Self::At(point, dice.random_range(4..40))
    }

    fn some_time(dice: &mut ChaCha8Rng) -> Self {
        Self::After(Duration::from_millis(dice.random_range(20..700)))
    }

    /// What makes a process die so.
    fn wish(self) -> Option<String> {
        match self {
            Self::At(point, pass) => Some(format!("{point}:{pass}")),
            Self::After(_) => None,
        }
    }

    /// Awaits it.
    async fn comes_to(self, service: &mut Service) {
        match self {
            Self::At(..) => {
                let status = service.wait().await;
                assert_eq!(status.code(), None, "{self:?} did not kill it: {}", service.output());
            }
            Self::After(time) => {
                eventually("it leads", async || service.output().contains("leads the ingest"))
                    .await;
                let began = Instant::now();
                while began.elapsed() < time {
                    pause().await;
                }
                service.kill();
            }
        }
    }
}

/// How terminals reach the service.
enum Way {
    /// Through the endpoint of whichever process lives.
    Endpoint(Option<Cut>),
    /// Through a broker, which lives on.
    Broker(Mosquitto),
}

impl Way {
    async fn open(behind_a_broker: bool) -> Self {
        if behind_a_broker {
            Self::Broker(Mosquitto::start("").await)
        } else {
            Self::Endpoint(None)
        }
    }

    /// The service, dying as the wish says.
    async fn serve(&mut self, db: &TestDb, wish: Option<String>) -> Service {
        let url = match self {
            Self::Endpoint(_) => None,
            Self::Broker(broker) => Some(broker.url()),
        };
        let flags: Vec<&str> = url.iter().flat_map(|url| ["--broker", url]).collect();
        let env: Vec<_> = wish.iter().map(|wish| ("WERKVLOER_FAULT", wish.as_str())).collect();
        let service = Service::start("serve", db, &flags, &env).await;
        if let Self::Endpoint(link) = self {
            match link {
                None => *link = Some(Cut::to(&service.mqtt_addr())),
                Some(link) => link.retarget(&service.mqtt_addr()),
            }
        }
        service
    }

    /// Where terminals connect.
    fn address(&self) -> SocketAddr {
        match self {
            Self::Endpoint(link) => link.as_ref().expect("it serves").address(),
            Self::Broker(broker) => broker.address(),
        }
    }
}

async fn dies_twice(db: &TestDb, load: Load, mut deaths: [Death; 2], behind_a_broker: bool) {
    // The second process finds so much waiting at the broker that it could pass the point before it is ready.
    if let (true, Death::At(_, pass)) = (behind_a_broker, &mut deaths[1]) {
        *pass += 100;
    }
    let seed = load.seed;
    let what = format!("seed {seed}, {deaths:?}, behind a broker: {behind_a_broker}");
    Load::company(&db.db).await;
    let mut way = Way::open(behind_a_broker).await;
    let mut service = way.serve(db, deaths[0].wish()).await;
    // They report until the last process is there.
    let running = load.start(&db.db, way.address()).await;
    deaths[0].comes_to(&mut service).await;
    let mut service = way.serve(db, deaths[1].wish()).await;
    deaths[1].comes_to(&mut service).await;
    let mut service = way.serve(db, None).await;
    eventually("the last process counts", async || {
        service.figure("werkvloer_intake_events_counted_total").await > 0
    })
    .await;
    running.enough();
    let figures = running.proves_exactly_once(&what).await;
    assert!(behind_a_broker || figures.reconnects > 0, "{what}");
    assert!(service.ended().is_none(), "{what}: {}", service.output());
}

/// Twice five of them: through the endpoint, and with other numbers behind a broker.
async fn seeds(db: TestDb, deaths: impl Fn(&mut ChaCha8Rng) -> [Death; 2], seeds: [u64; 5]) {
    loads(&db, deaths, seeds.map(Load::of_seed)).await;
}

async fn loads(db: &TestDb, deaths: impl Fn(&mut ChaCha8Rng) -> [Death; 2], loads: [Load; 5]) {
    for behind_a_broker in [false, true] {
        let loads = loads.map(|load| Load {
            seed: if behind_a_broker { load.seed + 100 } else { load.seed },
            ..load
        });
        if db.db.is_shared() {
            let mut all = Vec::new();
            for load in loads {
                let deaths = deaths(&mut dice(load.seed));
                all.push(async move {
                    dies_twice(&TestDb::postgres().await, load, deaths, behind_a_broker).await;
                });
            }
            futures_util::future::join_all(all).await;
        } else {
            for load in loads {
                let deaths = deaths(&mut dice(load.seed));
                dies_twice(&TestDb::sqlite().await, load, deaths, behind_a_broker).await;
            }
        }
    }
}

both!(before_the_commit: TestDb);
async fn before_the_commit(db: TestDb) {
    let deaths = |dice: &mut ChaCha8Rng| {
        [Death::at("before_commit", dice), Death::at("before_commit", dice)]
    };
    seeds(db, deaths, [1, 2, 3, 4, 5]).await;
}

both!(after_the_commit_before_the_puback: TestDb);
async fn after_the_commit_before_the_puback(db: TestDb) {
    let deaths =
        |dice: &mut ChaCha8Rng| [Death::at("after_commit", dice), Death::at("after_commit", dice)];
    seeds(db, deaths, [6, 7, 8, 9, 10]).await;
}

both!(after_the_puback_before_the_receipt: TestDb);
async fn after_the_puback_before_the_receipt(db: TestDb) {
    let deaths =
        |dice: &mut ChaCha8Rng| [Death::at("after_puback", dice), Death::at("after_puback", dice)];
    seeds(db, deaths, [11, 12, 13, 14, 15]).await;
}

both!(between_tally_and_snapshot: TestDb);
/// A snapshot is of the same transaction as the tallies it goes with: neither is ever ahead of the other. The proof at the end
/// compares both with a fresh fold.
async fn between_tally_and_snapshot(db: TestDb) {
    // The second process finds so much waiting that it would die there before it is ready.
    let deaths = |dice: &mut ChaCha8Rng| {
        [Death::At("between_tally_and_snapshot", dice.random_range(1..4)), Death::some_time(dice)]
    };
    let seeds = if db.db.is_shared() { [21, 22, 23, 24, 25] } else { [26, 27, 28, 29, 30] };
    // So many that a station has a snapshot within two seconds.
    let hard = seeds.map(|seed| Load { per_second: 480.0, ..Load::of_seed(seed) });
    loads(&db, deaths, hard).await;
}

both!(at_any_moment: TestDb);
async fn at_any_moment(db: TestDb) {
    let deaths = |dice: &mut ChaCha8Rng| [Death::some_time(dice), Death::some_time(dice)];
    seeds(db, deaths, [16, 17, 18, 19, 20]).await;
}
