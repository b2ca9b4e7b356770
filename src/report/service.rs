//! What answers panels: the dashboards, the database behind a few places at a time, and answers of the last moments, so that
//! fifty people who open the same dashboard ask its queries once.

use super::filter::Chosen;
use super::library::{Dashboard, Library};
use super::run::{Answer, BOUNDS, Seen, ask};
use super::scope::seen;
use super::source::Source;
use crate::access::Access;
use crate::clock::Clock;
use crate::db::{Bounds, Db, Unanswered};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{OnceCell, Semaphore};

/// Queries of dashboards that run at once: the floor's pages share the database, and come first.
const AT_ONCE: usize = 2;
/// How long an answer is told again.
const FRESH: TimeDelta = TimeDelta::seconds(20);
/// Answers that are kept.
const KEPT: usize = 512;

/// Why a panel has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It took longer than it may.
    TooLong,
    /// It gave more rows than it may.
    TooMany,
    /// The database says no; the log tells why.
    Failed,
}

impl Trouble {
    /// The key of the sentence for it.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::TooLong => "report.too_long",
            Self::TooMany => "report.too_many",
            Self::Failed => "report.failed",
        }
    }
}

/// What a panel answered.
pub type Outcome = Arc<Result<Answer, Trouble>>;

/// Answers panels; cheap to clone.
#[derive(Clone)]
pub struct Reports(Arc<Inner>);

struct Inner {
    db: Db,
    clock: Clock,
    library: Library,
    bounds: Bounds,
    places: Semaphore,
    asked: AtomicU64,
    answers: Mutex<HashMap<String, Told>>,
}

/// An answer.
struct Told {
    /// When it was asked for.
    at: DateTime<Utc>,
    cell: Arc<OnceCell<Outcome>>,
    /// Held, so that its place in memory, which is in the answer's key, becomes nobody else's meanwhile.
    of: Arc<Dashboard>,
}

/// What a viewer may see of each view.
pub type Sight = BTreeMap<&'static str, Seen>;

impl Reports {
    /// Answers from this database.
    pub fn new(db: Db, clock: Clock, library: Library) -> Self {
        Self::bounded(db, clock, library, BOUNDS)
    }

    /// With other bounds for each query.
    pub fn bounded(db: Db, clock: Clock, library: Library, bounds: Bounds) -> Self {
        let (places, asked) = (Semaphore::new(AT_ONCE), AtomicU64::default());
        let answers = Mutex::default();
        Self(Arc::new(Inner { db, clock, library, bounds, places, asked, answers }))
    }

    /// Queries asked of the database so far; answers that were told again are none.
    pub fn asked(&self) -> u64 {
        self.0.asked.load(Ordering::Relaxed)
    }

    /// The dashboards.
    pub fn library(&self) -> &Library {
        &self.0.library
    }

    /// The database.
    pub fn db(&self) -> &Db {
        &self.0.db
    }

    /// Today, by the company's own clock.
    pub fn today(&self) -> NaiveDate {
        crate::access::grant::day_of(self.0.clock.now())
    }

    /// What a viewer may see of the views of a dashboard.
    pub async fn sight(&self, access: &Access, dashboard: &Dashboard) -> sqlx::Result<Sight> {
        let mut sight = Sight::new();
        let names = dashboard.queries.iter().flat_map(|query| &query.sources);
        for source in names.filter_map(|name| Source::named(name)) {
            if !sight.contains_key(source.name) {
                let rows = access.rows(source.action);
                sight.insert(source.name, seen(&self.0.db, source, rows, self.today()).await?);
            }
        }
        Ok(sight)
    }

    /// The answer to a panel, by its place in the dashboard.
    pub async fn answer(
        &self,
        dashboard: &Arc<Dashboard>,
        panel: usize,
        sight: &Sight,
        chosen: &Chosen,
    ) -> Outcome {
        // The file's place in memory tells one reading of it from another.
        let key = format!(
            "{:p} {panel} {sight:?} {:?} {:?} {:?} {}",
            Arc::as_ptr(dashboard),
            chosen.period,
            chosen.values,
            chosen.person,
            chosen.today
        );
        let now = self.0.clock.now();
        let cell = {
            let mut answers = self.0.answers.lock().unwrap_or_else(PoisonError::into_inner);
            if answers.len() >= KEPT {
                answers.retain(|_, told| now - told.at < FRESH);
            }
            if answers.len() >= KEPT {
                answers.clear();
            }
            let of = Arc::clone(dashboard);
            let told =
                answers.entry(key).or_insert_with(|| Told { at: now, cell: Arc::default(), of });
            if now - told.at >= FRESH {
                (told.at, told.cell) = (now, Arc::default());
            }
            debug_assert!(Arc::ptr_eq(&told.of, dashboard), "a key names one reading of one file");
            Arc::clone(&told.cell)
        };
        Arc::clone(cell.get_or_init(|| self.ask(dashboard, panel, sight, chosen)).await)
    }

    async fn ask(
        &self,
        dashboard: &Arc<Dashboard>,
        panel: usize,
        sight: &Sight,
        chosen: &Chosen,
    ) -> Outcome {
        let Some(both) = dashboard.file.panels.get(panel).zip(dashboard.queries.get(panel)) else {
            return Arc::new(Err(Trouble::Failed));
        };
        let _place = self.0.places.acquire().await;
        self.0.asked.fetch_add(1, Ordering::Relaxed);
        Arc::new(ask(&self.0.db, both, sight, chosen, self.0.bounds).await.map_err(|unanswered| {
            match unanswered {
                Unanswered::TooLong => Trouble::TooLong,
                Unanswered::TooMany => Trouble::TooMany,
                Unanswered::Failed(error) => {
                    let (dashboard, panel) = (&dashboard.name, both.0.name.get_ref());
                    tracing::warn!(dashboard, panel, %error, "a panel has no answer");
                    Trouble::Failed
                }
            }
        }))
    }
}
