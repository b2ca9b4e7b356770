//! What answers panels: the dashboards, the database behind a few places at a time, and answers of the last moments, so that
//! fifty people who open the same dashboard ask its queries once.

use super::filter::Chosen;
use super::library::{Dashboard, Library};
use super::run::{Answer, BOUNDS, Seen, ask};
use super::scope::seen;
use super::source::Source;
use crate::access::Access;
use crate::clock::Clock;
use crate::db::{Db, Unanswered};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use std::collections::{BTreeMap, HashMap};
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
    places: Semaphore,
    answers: Mutex<HashMap<String, Told>>,
}

/// An answer, and when it was asked for.
type Told = (DateTime<Utc>, Arc<OnceCell<Outcome>>);

/// What a viewer may see of each view.
pub type Sight = BTreeMap<&'static str, Seen>;

impl Reports {
    /// Answers from this database.
    pub fn new(db: Db, clock: Clock, library: Library) -> Self {
        let places = Semaphore::new(AT_ONCE);
        Self(Arc::new(Inner { db, clock, library, places, answers: Mutex::default() }))
    }

    /// The dashboards.
    pub fn library(&self) -> &Library {
        &self.0.library
    }

    /// The database.
    pub fn db(&self) -> &Db {
        &self.0.db
    }

    /// The time.
    pub fn clock(&self) -> &Clock {
        &self.0.clock
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
        // Nobody is told about a person out of memory: each look is read anew, after its line in the trail.
        if dashboard.file.person || dashboard.about_persons().next().is_some() {
            return self.ask(dashboard, panel, sight, chosen).await;
        }
        // The file's place in memory tells one reading of it from another.
        let key = format!(
            "{:p} {panel} {sight:?} {:?} {:?} {:?}",
            Arc::as_ptr(dashboard),
            chosen.period,
            chosen.values,
            chosen.person
        );
        let now = self.0.clock.now();
        let cell = {
            let mut answers = self.0.answers.lock().unwrap_or_else(PoisonError::into_inner);
            if answers.len() >= KEPT {
                answers.retain(|_, (at, _)| now - *at < FRESH);
            }
            if answers.len() >= KEPT {
                answers.clear();
            }
            let (at, cell) = answers.entry(key).or_insert_with(|| (now, Arc::default()));
            if now - *at >= FRESH {
                (*at, *cell) = (now, Arc::default());
            }
            Arc::clone(cell)
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
        Arc::new(ask(&self.0.db, both, sight, chosen, BOUNDS).await.map_err(|unanswered| {
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
