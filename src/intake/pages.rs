//! `/quarantaine`: what waits for a person, why, and the two ways to decide: book it as it really was, or say that it
//! does not count.

use super::corrections::{BookError, Booking, Was, book};
use super::pages_draw::without_badges;
use super::pages_form::{BookForm, DiscardForm, Family};
use super::quarantine::{self, DecideError, Item, Line};
use super::whose::{is_theirs, people, whose};
use crate::access::{Access, Deciders, deciders};
use crate::clock::Clock;
use crate::db::Db;
use crate::error::Error;
use crate::floor::board::time_of_site;
use crate::lang::Lang;
use crate::web::form::Errors;
use crate::web::format::{count, moment};
use crate::web::menu::Section;
use crate::web::parts::{
    Column, Holds, Icon, Row, Table, Tone, Way, alert, badge, card, facts, sheets,
};
use crate::web::{Form, Page, Path, Query, Viewer, done, page};
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use contract::Why;
use maud::{Markup, html};
use serde::Deserialize;

/// Items on a page of the list.
const PAGE: i64 = 50;

#[derive(Clone)]
struct Quarantine {
    db: Db,
    clock: Clock,
}

/// The quarantine's pages.
pub fn router(db: Db, clock: Clock) -> Router {
    Router::new()
        .route("/quarantaine", get(list))
        .route("/quarantaine/{id}", get(show))
        .route("/quarantaine/{id}/boeking", post(book_it))
        .route("/quarantaine/{id}/afwijzing", post(discard_it))
        .with_state(Quarantine { db, clock })
}

#[derive(Deserialize)]
struct Paging {
    #[serde(default, rename = "blad")]
    sheet: Option<i64>,
}

async fn list(
    State(room): State<Quarantine>,
    access: Access,
    viewer: Viewer,
    Query(paging): Query<Paging>,
) -> Result<Markup, Error> {
    let lang = viewer.lang;
    let whose = whose(&room.db, &access).await?.ok_or(Error::NO_PAGE)?;
    let counts = quarantine::count_of(&room.db, &whose).await?;
    let last = ((counts.total + PAGE - 1) / PAGE).max(1);
    let sheet = paging.sheet.unwrap_or(1).clamp(1, last);
    let lines = quarantine::list(&room.db, &whose, PAGE, (sheet - 1) * PAGE).await?;
    let names = deciders(&room.db, lang, []).await?;
    let zone = chrono_tz::Europe::Amsterdam;
    let clerk = Clerk { lang, now: room.clock.now(), zone, names, people: Vec::new() };
    let heads = [
        ("quarantine.why", Holds::Name),
        ("table.terminal", Holds::Line),
        ("table.station", Holds::Line),
        ("table.when", Holds::Line),
        ("table.status", Holds::Line),
    ];
    let title = lang.text("quarantine.title");
    let table = Table {
        label: title,
        columns: &heads.map(|(key, holds)| Column::new(lang.text(key), holds)),
        empty: lang.text("quarantine.nothing_came"),
        order: None,
    };
    let rows: Vec<_> = lines.iter().map(|line| clerk.row(line)).collect();
    let body = html! {
        h1 { (title) }
        p.wv-lead {
            @match counts.open() {
                0 => (lang.text("quarantine.nothing_waits")),
                1 => (lang.text("quarantine.one_waits")),
                n => (lang.fill("quarantine.some_wait", &[("n", &count(lang, n))])),
            }
        }
        (table.draw(lang, &rows, None))
        (sheets(lang, sheet, last, |n| format!("/quarantaine?blad={n}")))
    };
    Ok(page(&viewer, &Page { title, section: Some(Section::Quarantine), body, ..Page::default() }))
}

async fn show(
    State(room): State<Quarantine>,
    access: Access,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Markup, Error> {
    let (item, clerk) = room.find(&access, &viewer, &id).await?;
    let typed = BookForm::of(&item, &room.db, clerk.zone).await?;
    let none = Errors::default();
    Ok(clerk.page(&viewer, &item, (&typed, &none), (&DiscardForm::default(), &none)))
}

async fn book_it(
    State(room): State<Quarantine>,
    access: Access,
    viewer: Viewer,
    Path(id): Path<String>,
    Form(typed): Form<BookForm>,
) -> Result<Response, Error> {
    let (item, clerk) = room.find(&access, &viewer, &id).await?;
    if item.outcome.is_some() {
        return Ok(back_to(&item));
    }
    let booking = match typed.check(&item, &room.db, &room.clock).await? {
        // Another's station is no station, as it is everywhere else.
        Ok(booking)
            if !is_theirs(&room.db, &access, &item.site_id, Some(&booking.station)).await? =>
        {
            let mut wrong = Errors::default();
            wrong.add("station", "quarantine.wrong_station");
            Err(wrong)
        }
        // And another's worker is nobody.
        Ok(booking) if !clerk.knows(&booking) => {
            let mut wrong = Errors::default();
            wrong.add("worker", "quarantine.wrong_worker");
            Err(wrong)
        }
        checked => checked,
    };
    let booking = match booking {
        Ok(booking) => booking,
        Err(wrong) => {
            let nothing = (&DiscardForm::default(), &Errors::default());
            let page = clerk.page(&viewer.at(&address(&item)), &item, (&typed, &wrong), nothing);
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    match book(&room.db, &room.clock, &item.id, &access.decider(), booking).await {
        // Sent twice, or somebody else was first: the page says who decided and when.
        Ok(_) => Ok(done("quarantine.done_booked", &address(&item))),
        Err(BookError::AlreadyDecided) => Ok(back_to(&item)),
        Err(BookError::NotFound) => Err(Error::NotFound("quarantine.no_item")),
        Err(BookError::UnknownStation) => {
            let mut wrong = Errors::default();
            wrong.add("station", "quarantine.wrong_station");
            let nothing = (&DiscardForm::default(), &Errors::default());
            let page = clerk.page(&viewer.at(&address(&item)), &item, (&typed, &wrong), nothing);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(BookError::Database(e)) => Err(e.into()),
    }
}

async fn discard_it(
    State(room): State<Quarantine>,
    access: Access,
    viewer: Viewer,
    Path(id): Path<String>,
    Form(typed): Form<DiscardForm>,
) -> Result<Response, Error> {
    let (item, clerk) = room.find(&access, &viewer, &id).await?;
    if item.outcome.is_some() {
        return Ok(back_to(&item));
    }
    let wrong = typed.check();
    if !wrong.is_empty() {
        let asked = BookForm::of(&item, &room.db, clerk.zone).await?;
        let viewer = viewer.at(&address(&item));
        let page = clerk.page(&viewer, &item, (&asked, &Errors::default()), (&typed, &wrong));
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let (decider, reason) = (access.decider(), typed.reason.trim());
    match quarantine::discard(&room.db, &room.clock, &item.id, &decider, reason).await {
        Ok(()) => Ok(done("quarantine.done_discarded", &address(&item))),
        Err(DecideError::AlreadyDecided) => Ok(back_to(&item)),
        Err(DecideError::NotFound) => Err(Error::NotFound("quarantine.no_item")),
        Err(DecideError::Database(e)) => Err(e.into()),
    }
}

fn address(item: &Item) -> String {
    format!("/quarantaine/{}", item.id)
}

fn back_to(item: &Item) -> Response {
    Redirect::to(&address(item)).into_response()
}

impl Quarantine {
    /// The item, and who writes about it in its site's time.
    async fn find(
        &self,
        access: &Access,
        viewer: &Viewer,
        id: &str,
    ) -> Result<(Item, Clerk), Error> {
        let item = quarantine::one(&self.db, id).await?;
        let item = item.ok_or(Error::NotFound("quarantine.no_item"))?;
        if !is_theirs(&self.db, access, &item.site_id, item.station.as_deref()).await? {
            return Err(Error::NotFound("quarantine.no_item"));
        }
        let time = time_of_site(&self.db, &item.site_id).await?;
        let zone = time.map_or(chrono_tz::Europe::Amsterdam, |time| time.zone);
        let names = deciders(&self.db, viewer.lang, item.decided_by.as_deref()).await?;
        let people = match Family::of(&item) {
            Family::Presence if item.outcome.is_none() => people(&self.db, access).await?,
            _ => Vec::new(),
        };
        Ok((item, Clerk { lang: viewer.lang, now: self.clock.now(), zone, names, people }))
    }
}

/// Writes about quarantined events.
pub(super) struct Clerk {
    pub(super) lang: Lang,
    now: DateTime<Utc>,
    zone: Tz,
    names: Deciders,
    /// Whom the viewer may name: id and name.
    pub(super) people: Vec<(String, String)>,
}

impl Clerk {
    /// True when it names nobody, or somebody whom the viewer may name.
    fn knows(&self, booking: &Booking) -> bool {
        match &booking.what {
            Was::Presence { worker, .. } => self.people.iter().any(|(id, _)| id == worker),
            _ => true,
        }
    }

    fn moment(&self, at: DateTime<Utc>) -> String {
        moment(self.lang, at, self.zone, self.now.with_timezone(&self.zone).date_naive())
    }

    fn status(&self, outcome: Option<&str>) -> Markup {
        let (tone, shape, key) = match outcome {
            None => (Tone::Warning, Icon::Clock, "quarantine.waits"),
            Some("booked") => (Tone::Good, Icon::Going, "quarantine.booked"),
            Some(_) => (Tone::Neutral, Icon::Cross, "quarantine.discarded"),
        };
        badge(tone, shape, self.lang.text(key))
    }

    fn row(&self, line: &Line) -> Row {
        let lang = self.lang;
        let cells = vec![
            html! { a href={ "/quarantaine/" (line.id) } { (lang.text(why(&line.why))) } },
            html! { (line.site_id) "/" (line.terminal) },
            html! { (line.station.as_deref().unwrap_or("–")) },
            html! { (self.moment(line.received_at)) },
            html! {
                (self.status(line.outcome.as_deref()))
                @if line.undone { " " (badge(Tone::Neutral, Icon::Cross, lang.text("quarantine.taken_back"))) }
            },
        ];
        Row { cells, is_past: line.outcome.is_some() }
    }

    fn page(
        &self,
        viewer: &Viewer,
        item: &Item,
        booking: (&BookForm, &Errors),
        discarding: (&DiscardForm, &Errors),
    ) -> Markup {
        let lang = self.lang;
        let body = html! {
            h1 { (lang.text(why(&item.why))) }
            (facts(&[
                (lang.text("table.status"), self.status(item.outcome.as_deref())),
                (lang.text("table.station"), html! { (item.station.as_deref().unwrap_or("–")) }),
                (lang.text("table.when"), html! { (self.moment(item.received_at)) }),
                (lang.text("table.terminal"), html! { (item.site_id) "/" (item.terminal) }),
                (lang.text("quarantine.detail"), html! { span lang="en" { (item.detail) } }),
            ]))
            @if item.undone {
                (alert(Tone::Warning, html! {
                    p { (lang.text("quarantine.undone")) }
                    @if item.unbooked { p { (lang.text("quarantine.unbooked")) } }
                }))
            }
            h2 #bericht { (lang.text("quarantine.raw")) }
            @if item.raw.is_empty() { p { (lang.text("quarantine.erased")) } }
            @else { pre.wv-raw tabindex="0" role="region" aria-labelledby="bericht" { (without_badges(&item.raw)) } }
            @if item.outcome.is_some() { (self.decided(item)) }
            @else {
                div.wv-two {
                    (self.booking(item, booking.0, booking.1))
                    (self.discarding(item, discarding.0, discarding.1))
                }
            }
        };
        let title = lang.text("quarantine.one_title");
        let above = vec![Way::new("/quarantaine", lang.text("quarantine.title"))];
        let section = Some(Section::Quarantine);
        page(viewer, &Page { title, section, above, body, ..Page::default() })
    }

    fn decided(&self, item: &Item) -> Markup {
        let by = item.decided_by.as_deref().map_or("–".into(), |by| self.names.name(by));
        let at = item.decided_at.map(|at| self.moment(at)).unwrap_or_default();
        let key = if item.outcome.as_deref() == Some("booked") {
            "quarantine.booked_by"
        } else {
            "quarantine.discarded_by"
        };
        html! {
            div.wv-decided {
                (card(self.lang.text("quarantine.decided"), &html! {
                    p { (self.lang.fill(key, &[("who", &by), ("time", &at)])) }
                    p { (self.lang.text("quarantine.because")) ": " (item.reason.as_deref().unwrap_or("–")) }
                }))
            }
        }
    }
}

/// The sentence of a reason.
fn why(word: &str) -> &'static str {
    match word.parse() {
        Ok(Why::BadJson) => "misfit.bad_json",
        Ok(Why::BadEvent) => "misfit.bad_event",
        Ok(Why::BadField) => "misfit.bad_field",
        Ok(Why::UnknownKind) => "misfit.unknown_kind",
        Ok(Why::ImpossibleQuantity) => "misfit.impossible_quantity",
        Ok(Why::UnknownTask) => "misfit.unknown_task",
        Ok(Why::NoTask) => "misfit.no_task",
        Ok(Why::UnknownBadge) => "misfit.unknown_badge",
        Ok(Why::ClockAhead) => "misfit.clock_ahead",
        Ok(Why::ClockBehind) => "misfit.clock_behind",
        Ok(Why::KeyReuse) => "misfit.key_reuse",
        Ok(Why::DayClosed) => "misfit.day_closed",
        Ok(Why::UnknownTerminal) => "misfit.unknown_terminal",
        Err(_) => "misfit.other",
    }
}
