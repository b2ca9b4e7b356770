//! `/` the halls, `/vloer/{hall}` the board, `/vloer/{hall}/stream` its live form.

use super::cards;
use super::live::{Frame, Hub};
use super::view::{self, Summary};
use crate::access::{Access, Action, Rows, Target, Visit};
use crate::db::Db;
use crate::error::Error;
use crate::floor::board::{self, Hall};
use crate::lang::Lang;
use crate::web::menu::Section;
use crate::web::parts::{Icon, Tone, Way, Weight, badge};
use crate::web::{Density, Page, Path, Query};
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use futures_util::{StreamExt as _, stream};
use maud::{Markup, html};
use serde::Deserialize;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// How long a link may be silent; the script takes three of them for a dead one.
pub const BEAT: Duration = Duration::from_secs(15);

/// The floor's pages.
pub fn router(hub: Hub) -> Router {
    Router::new()
        .route("/", get(start))
        .route("/vloer", get(halls))
        .route("/vloer/{hall}", get(hall))
        .route("/vloer/{hall}/stream", get(boards))
        .with_state(hub)
}

/// Where everybody begins: at the halls, or where their role begins its day.
async fn start(visit: Visit) -> Result<Response, Error> {
    match visit.access().start() {
        "/" => halls(visit).await,
        elsewhere => Ok(Redirect::to(elsewhere).into_response()),
    }
}

async fn halls(visit: Visit) -> Result<Response, Error> {
    let (db, access, lang) = (visit.db(), visit.access(), visit.lang());
    if access.rows(Action::SeeBoard).are_none() {
        return Ok(Redirect::to(access.start()).into_response());
    }
    let halls = halls_of(db, access).await?;
    if let ([only], false) = (halls.as_slice(), access.rows(Action::SeeBoard) == Rows::All) {
        // Who leads one hall has nothing to choose.
        return Ok(Redirect::to(&format!("/vloer/{}", only.id)).into_response());
    }
    let halls = view::overview(db, halls, visit.now()).await?;
    let body = html! {
        h1 { (lang.text("board.halls")) }
        @if halls.is_empty() {
            p.wv-nothing { (lang.text("floor.no_halls")) }
        }
        ul.wv-halls {
            @for summary in &halls { li { (hall_link(summary, lang)) } }
        }
    };
    let title = lang.text("board.halls");
    let page = Page {
        title,
        section: Some(Section::Floor),
        density: Density::Floor,
        body,
        ..Page::default()
    };
    Ok(visit.page(&page).into_response())
}

/// The halls whose boards the viewer may see.
async fn halls_of(db: &Db, access: &Access) -> sqlx::Result<Vec<Hall>> {
    let groups = board::groups(db, None).await?;
    let mut halls = board::halls(db).await?;
    halls.retain(|hall| {
        let own = groups.iter().filter(|(_, of)| *of == hall.id);
        let groups: Vec<&str> = own.map(|(group, _)| group.as_str()).collect();
        let target = Target::Hall { site: &hall.site_id, hall: &hall.id, groups: &groups };
        access.may(Action::SeeBoard, &target)
    });
    Ok(halls)
}

fn hall_link(summary: &Summary, lang: Lang) -> Markup {
    let Summary { hall, stations, working, calls, offline } = summary;
    html! {
        a.wv-hall href={ "/vloer/" (hall.id) } {
            span.wv-hall-name { (hall.name) }
            span.wv-small { (hall.site_name) }
            span { (lang.fill("board.working", &[("working", working), ("stations", stations)])) }
            @if *calls > 0 {
                (badge(Tone::Warning, Icon::Hand, lang.plural("board.calls_one", "board.calls_many", *calls)))
            }
            @if *offline > 0 {
                (badge(Tone::Neutral, Icon::NoSignal, lang.plural("board.offline_one", "board.offline_many", *offline)))
            }
        }
    }
}

async fn hall(visit: Visit, Path(hall): Path<String>) -> Result<Markup, Error> {
    let (db, access, lang) = (visit.db(), visit.access(), visit.lang());
    let halls = halls_of(db, access).await?;
    if halls.iter().all(|own| own.id != hall) {
        return Err(Error::NotFound("board.no_hall"));
    }
    let shown = view::read(db, &hall, visit.now()).await?;
    let shown = shown.ok_or(Error::NotFound("board.no_hall"))?;
    let body = html! {
        div.wv-title {
            h1 { (shown.hall.name) }
            button class=(Weight::Secondary.button()) #wv-pause type="button" aria-pressed="false" hidden data-text=(lang.text("board.held")) {
                (lang.text("board.hold"))
            }
        }
        p.wv-unseen #wv-said role="status" {}
        div #wv-live hx-sse:connect={ "/vloer/" (shown.hall.id) "/stream?voor=" (access.mark()) } hx-trigger="load, again" hx-swap="innerMorph" {
            (cards::board(&shown, access, lang))
        }
    };
    let title = &shown.hall.name;
    let above = vec![Way::new("/vloer", lang.text("board.halls"))];
    let page = Page {
        title,
        section: Some(Section::Floor),
        density: Density::Floor,
        above,
        live: true,
        body,
    };
    Ok(visit.page(&page))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    /// The mark of who the page was made for.
    #[serde(rename = "voor")]
    mark: String,
}

async fn boards(
    State(hub): State<Hub>,
    visit: Visit,
    Path(hall): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let access = visit.access().clone();
    if halls_of(visit.db(), &access).await?.iter().all(|own| own.id != hall) {
        return Err(Error::NotFound("board.no_hall"));
    }
    if !asked.mark.is_empty() && asked.mark != access.mark() {
        // The page around it still shows somebody who is not in any more; the script asks for the whole of it again.
        return Ok(StatusCode::UNAUTHORIZED.into_response());
    }
    let mut boards = hub.watch(&hall).await?.ok_or(Error::NotFound("board.no_hall"))?;
    // The one there is now comes first, whether or not this viewer has seen it before the link broke.
    boards.mark_changed();
    let ended = access.ended();
    let stop = hub.stop().clone();
    let link = Link { boards, access, lang: visit.lang(), stop, shown: String::new() };
    let beat = Event::default().event("beat").data("beat");
    Ok(Sse::new(stream::unfold(link, Link::next).take_until(ended))
        .keep_alive(KeepAlive::new().interval(BEAT).event(beat))
        .into_response())
}

/// One browser's link to the boards of a hall.
struct Link {
    boards: watch::Receiver<Arc<Frame>>,
    access: Access,
    lang: Lang,
    stop: tokio_util::sync::CancellationToken,
    /// What this browser shows.
    shown: String,
}

impl Link {
    async fn next(mut self) -> Option<(Result<Event, Infallible>, Self)> {
        loop {
            tokio::select! {
                () = self.stop.cancelled() => return None,
                changed = self.boards.changed() => changed.ok()?,
            }
            let frame = Arc::clone(&self.boards.borrow_and_update());
            let html = cards::board(&frame.board, &self.access, self.lang).into_string();
            // What changed may be something this viewer does not see.
            if html != self.shown {
                let event = Event::default().id(frame.id.to_string()).data(&html);
                self.shown = html;
                return Some((Ok(event), self));
            }
        }
    }
}
