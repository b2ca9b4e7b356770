//! What a running service holds for its pages, and one router out of every room's own.

use crate::board::live::Hub;
use crate::clock::Clock;
use crate::db::Db;
use crate::error::Error;
use crate::floor::task_cards::Downlink;
use crate::intake::readiness::Health;
use crate::lang::Lang;
use crate::output::changes::Changes;
use crate::web::dress::dress;
use crate::web::guard::own_pages_only;
use crate::{board, intake, output, web};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// The largest body of a request: far above any form of ours.
const LARGEST_FORM: usize = 64 * 1024;

/// What the pages need of the service; cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// The language of a viewer who says nothing.
    pub lang: Lang,
    /// Whether terminals' events can be stored.
    pub health: Health,
    /// Rung when tallies changed.
    pub changes: Changes,
    /// The way to the terminals.
    pub downlink: Arc<dyn Downlink>,
    /// Where background work runs.
    pub tasks: TaskTracker,
    /// Ended when the service stops.
    pub stop: CancellationToken,
    /// A made-up company: shows what is only for looking around.
    pub is_demo: bool,
}

impl App {
    /// Every page. `/metrics` is not among them: see [`web::health::metrics_router`].
    pub fn router(&self) -> Router {
        let Self { db, clock, lang, health, changes, downlink, tasks, stop, is_demo } =
            self.clone();
        let hub = Hub::new(db.clone(), clock.clone(), changes.clone(), tasks, stop);
        Router::new()
            .merge(board::pages::router(db.clone(), clock.clone(), hub))
            .merge(board::help::router(db.clone(), clock.clone(), changes, downlink))
            .merge(board::station::router(db.clone(), clock.clone()))
            .merge(board::correction::router(db.clone(), clock.clone()))
            .merge(intake::pages::router(db.clone(), clock.clone()))
            .merge(output::pages::router(db, clock))
            .merge(web::language::router())
            .merge(web::assets::router())
            .merge(if is_demo { web::style::router() } else { Router::new() })
            .merge(web::health::router(move || health.tell()))
            .fallback(async || Error::NO_PAGE)
            .method_not_allowed_fallback(async || Error::Method)
            .layer(DefaultBodyLimit::max(LARGEST_FORM))
            .layer(from_fn(own_pages_only))
            .layer(from_fn_with_state(lang, dress))
    }
}
