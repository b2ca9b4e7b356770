//! A floor to measure on: the demo company without a past, in a database of its own, and terminals that count for it.

use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use contract::{Body, Channel, Epoch, Event, TerminalName, Up};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use werkvloer::clock::Clock;
use werkvloer::db::{Db, Settings};
use werkvloer::demo::prepare;
use werkvloer::exchange::Company;
use werkvloer::intake::batch::Batcher;
use werkvloer::intake::delivery::Delivery;
use werkvloer::intake::door::{Incoming, Replies};
use werkvloer::ledger::{EventKey, Name};
use werkvloer::output::beside::Beside;
use werkvloer::output::folder::Measures;
use werkvloer::service::Ground;
use werkvloer::terminals;

/// The morning on which everything happens; a Friday.
pub(crate) fn morning() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_158_000, 0).expect("2026-11-20 07:00 UTC")
}

/// A company in a database of its own.
pub(crate) struct Floor {
    pub(crate) ground: Ground,
    pub(crate) company: Company,
    pub(crate) clock: Clock,
    batcher: Batcher,
    beside: TaskTracker,
    place: Place,
}

/// Where databases are made: in folders of their own below one, or in that of a Postgres.
pub(crate) enum Place {
    Folder(TempDir),
    Url(String),
}

impl Place {
    /// A new folder, or the database of this URL as it is.
    pub(crate) fn new(below: &Path, url: Option<&str>) -> anyhow::Result<Self> {
        Ok(match url {
            Some(url) => Self::Url(url.to_owned()),
            None => {
                Self::Folder(tempfile::Builder::new().prefix("werkvloer-bench-").tempdir_in(below)?)
            }
        })
    }

    fn settings(&self) -> Settings {
        match self {
            Self::Folder(folder) => Settings::Folder(folder.path().to_owned()),
            Self::Url(url) => Settings::Url(url.clone()),
        }
    }
}

impl Floor {
    pub(crate) async fn open(folder: &Path) -> anyhow::Result<Self> {
        Self::open_at(Place::new(folder, None)?).await
    }

    pub(crate) async fn open_at(place: Place) -> anyhow::Result<Self> {
        let clock = Clock::fixed(morning());
        let open = place.settings().open_for_service().await?;
        let company =
            prepare::company_data(&open.db, &clock, 1_000, morning().date_naive()).await?;
        let ground = Ground::new(open, clock.clone());
        ground.lead().await?;
        let beside = TaskTracker::new();
        let batcher = batcher(&ground.db, &beside);
        Ok(Self { ground, company, clock, batcher, beside, place })
    }

    /// Ends as a service does and begins again on the same database.
    pub(crate) async fn reopen(self) -> anyhow::Result<Self> {
        self.ground.end().await;
        Self::open_at(self.place).await
    }

    pub(crate) fn db(&self) -> &Db {
        &self.ground.db
    }

    /// Enrols `count` terminals; up to 300 of them have a station of their own.
    pub(crate) async fn terminals(&self, count: usize) -> anyhow::Result<Vec<Terminal>> {
        let places = werkvloer::floor::stations::places(self.db()).await?;
        let mut tx = self.db().begin().await?;
        let mut names = Vec::with_capacity(count);
        for number in 0..count {
            let (station, site) = &places[number % places.len()];
            let name = TerminalName::new(site, &format!("bench-{number:04}"));
            let name = name.expect("a site's id is one");
            terminals::enrol(&mut tx, &self.clock, &name, station).await?;
            names.push((name, station));
        }
        tx.commit().await?;
        let enrolled = terminals::list(self.db()).await?;
        Ok((0_u64..)
            .zip(names)
            .map(|(number, (name, station))| {
                let is_this =
                    |t: &&terminals::Terminal| t.site_id == name.site() && t.name == name.name();
                let no = enrolled.iter().find(is_this).expect("enrolled above").no;
                let place = usize::try_from(number).unwrap_or(0);
                let worker = &self.company.workers[place % self.company.workers.len()];
                Terminal {
                    name,
                    no,
                    station: station.as_str().into(),
                    task: self.company.tasks[place % self.company.tasks.len()].id.as_str().into(),
                    worker: worker.id.as_str().into(),
                    badge: worker.badge.clone().unwrap_or_default(),
                    epoch: Epoch(number + 1),
                    next: 1,
                    at: morning(),
                }
            })
            .collect())
    }

    /// Parses, stores and commits messages, as the desk does; gives how long that took.
    pub(crate) async fn store(&mut self, messages: Vec<Incoming>) -> anyhow::Result<Duration> {
        let began = Instant::now();
        let deliveries: Vec<Delivery> =
            messages.into_iter().map(|message| Delivery::of(message, None)).collect();
        let mut tx = self.ground.db.begin().await?;
        let fence = |site: &str| self.ground.leases.fence(site);
        let stored = self.batcher.store(&mut tx, &deliveries, &fence, &self.clock).await?;
        tx.commit().await?;
        self.batcher.committed();
        let took = began.elapsed();
        let events: usize = deliveries.iter().map(Delivery::events).sum();
        anyhow::ensure!(stored.counted == events as u64, "{stored:?} of {events} events");
        Ok(took)
    }

    /// Forgets what is kept between batches, as a restart does.
    pub(crate) fn restart(&mut self) {
        self.batcher = batcher(&self.ground.db, &self.beside);
    }

    /// Stores nothing, as a desk that has time does, until no station day is behind; gives how long that took.
    pub(crate) async fn settle(&mut self) -> anyhow::Result<Duration> {
        let began = Instant::now();
        loop {
            let stale: Option<(String,)> =
                self.db().maybe("select station from stale_day limit 1", &[]).await?;
            if stale.is_none() {
                return Ok(began.elapsed());
            }
            self.store(Vec::new()).await?;
            tokio::task::yield_now().await;
        }
    }

    pub(crate) async fn close(self) {
        self.ground.end().await;
    }
}

fn batcher(db: &Db, tracker: &TaskTracker) -> Batcher {
    let beside = Beside {
        db: db.clone(),
        tracker: tracker.clone(),
        stop: CancellationToken::new(),
        done: Arc::default(),
    };
    Batcher::new(Measures::default(), Some(beside))
}

/// A terminal that counts.
#[derive(Clone)]
pub(crate) struct Terminal {
    pub(crate) name: TerminalName,
    pub(crate) no: i64,
    pub(crate) station: Name,
    pub(crate) task: Name,
    pub(crate) worker: Name,
    badge: String,
    pub(crate) epoch: Epoch,
    next: u64,
    at: DateTime<Utc>,
}

impl Terminal {
    /// Its next event: somebody signs on, and from then on counts packs of twelve, twenty a second.
    pub(crate) fn event(&mut self) -> Event {
        let (seq, at) = (self.next, self.at);
        self.next += 1;
        self.at += TimeDelta::milliseconds(50);
        let body = if seq == 1 {
            Body::SignOn { badge: self.badge.clone() }
        } else {
            Body::Good { task: Some(self.task.to_string()), qty: 12 }
        };
        Event { seq, at, body, extra: None }
    }

    /// Its next event, which happened before so many of those it reported so far.
    pub(crate) fn late_event(&mut self, events: u32) -> Event {
        let before = TimeDelta::milliseconds(50 * i64::from(events) + 25);
        Event { at: self.at - before, ..self.event() }
    }

    /// The same terminal with a spool made anew, which goes on in time.
    pub(crate) fn with_new_spool(self) -> Self {
        Self { epoch: Epoch(self.epoch.0 + 1_000_000), next: 1, ..self }
    }

    pub(crate) fn key(&self, event: &Event) -> EventKey {
        EventKey {
            terminal: self.no,
            epoch: self.epoch.0.cast_signed(),
            seq: event.seq.cast_signed(),
        }
    }

    pub(crate) fn message(&self, events: &[Event]) -> Incoming {
        let next = events.last().map_or(self.next, |last| last.seq + 1);
        Incoming {
            terminal: self.name.clone(),
            channel: Channel::Up,
            payload: Up::to_json(self.epoch, next, events).into(),
            received_at: self.at + TimeDelta::seconds(1),
            packet: 0,
            replies: Arc::new(Nobody),
        }
    }

    /// Its next `count` events, one a message.
    pub(crate) fn single(&mut self, count: u32) -> Vec<Incoming> {
        (0..count)
            .map(|_| {
                let event = self.event();
                self.message(&[event])
            })
            .collect()
    }
}

/// Nobody waits for an answer.
struct Nobody;

impl Replies for Nobody {
    fn stored(&self, _: u16) {}
    fn receipt(&self, _: &TerminalName, _: Bytes) {}
    fn lost(&self) {}
}
