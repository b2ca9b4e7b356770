//! What a running service holds for its pages, and one router out of every room's own.

use crate::access::layers::{let_in_at_tablets, let_in_devices, let_in_only, recognise};
use crate::access::{self, Door};
use crate::admin;
use crate::board;
use crate::board::live::Hub;
use crate::board::task_cards::Downlink;
use crate::clock::Clock;
use crate::db::Db;
use crate::error::Error;
use crate::intake::readiness::Health;
use crate::lang::Lang;
use crate::output::changes::Changes;
use crate::quarantine;
use crate::report::{self, Reports};
use crate::web;
use crate::web::dress::{Wardrobe, dress};
use crate::web::guard::own_pages_only;
use crate::web::public_url::PublicUrl;
use crate::workers;
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
    /// Who may come in.
    pub door: Door,
    /// The language of a viewer who says nothing.
    pub lang: Lang,
    /// Whether terminals' events can be stored.
    pub health: Health,
    /// Rung when tallies changed.
    pub changes: Changes,
    /// What answers dashboards.
    pub reports: Reports,
    /// The way to the terminals.
    pub downlink: Arc<dyn Downlink>,
    /// Where background work runs.
    pub tasks: TaskTracker,
    /// Ended when the service stops.
    pub stop: CancellationToken,
}

impl App {
    /// Every page. `/metrics` is not among them: see [`web::health::metrics_router`].
    pub fn router(&self) -> Router {
        let Self { db, clock, door, lang, health, changes, reports, downlink, tasks, stop } =
            self.clone();
        let hub = Hub::new(db.clone(), clock.clone(), changes.clone(), tasks, stop);
        // Also a paired device with nobody signed on.
        let at_devices =
            Router::new().merge(board::pages::router(hub)).route_layer(from_fn(let_in_devices));
        // Also somebody who signed on at a tablet with a PIN: floor work.
        let at_tablets = Router::new()
            .merge(board::help::router(changes, downlink))
            .merge(board::station::router())
            .merge(board::correction::router())
            .merge(board::attendance::router())
            .route_layer(from_fn(let_in_at_tablets));
        let signed_in = Router::new()
            .merge(admin::router())
            .merge(report::pages::router(reports))
            .merge(quarantine::router())
            .merge(board::days::router())
            .merge(workers::router())
            .route_layer(from_fn(let_in_only));
        // What needs to know nobody, and answers when the database does not.
        let open = Router::new()
            .merge(web::assets::router())
            .merge(if door.settings().is_demo { web::style::router() } else { Router::new() })
            .merge(web::health::router(move || health.tell()))
            .method_not_allowed_fallback(async || Error::Method);
        let public_url = door.settings().public_url.clone();
        let is_secure = public_url.as_ref().is_some_and(PublicUrl::is_secure);
        signed_in
            .merge(at_devices)
            .merge(at_tablets)
            .merge(access::pages::router(&door))
            .fallback(async || Error::NO_PAGE)
            .method_not_allowed_fallback(async || Error::Method)
            .layer(from_fn_with_state(door, recognise))
            .merge(open)
            .layer(DefaultBodyLimit::max(LARGEST_FORM))
            .layer(from_fn_with_state(public_url, own_pages_only))
            .layer(from_fn_with_state(Wardrobe { lang, is_secure }, dress))
    }
}
