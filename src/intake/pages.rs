//! `/quarantaine`: what waits for a person, why, and the two ways to decide: book it as it really was, or say that it
//! does not count.

use super::corrections::{BookError, book};
use super::pages_form::{BookForm, DiscardForm};
use super::quarantine::{self, DecideError, Item, Line};
use crate::clock::Clock;
use crate::db::Db;
use crate::error::Error;
use crate::floor::board::time_of_site;
use crate::lang::Lang;
use crate::web::form::{Errors, Fields, Kind};
use crate::web::format::{count, moment};
use crate::web::menu::Section;
use crate::web::{Form, Page, Path, Query, Viewer, page};
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

/// The labels of both forms' fields.
const LABELS: [(&str, &str); 8] = [
    ("station", "quarantine.station"),
    ("kind", "quarantine.kind"),
    ("reject", "quarantine.reject_reason"),
    ("task", "quarantine.task"),
    ("qty", "quarantine.qty"),
    ("at", "quarantine.at"),
    ("reason", "quarantine.reason"),
    ("who", "quarantine.who"),
];

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
    viewer: Viewer,
    Query(paging): Query<Paging>,
) -> Result<Markup, Error> {
    let lang = viewer.lang;
    let counts = quarantine::count(&room.db).await?;
    let last = ((counts.total + PAGE - 1) / PAGE).max(1);
    let sheet = paging.sheet.unwrap_or(1).clamp(1, last);
    let lines = quarantine::list(&room.db, PAGE, (sheet - 1) * PAGE).await?;
    let clerk = Clerk { lang, now: room.clock.now(), zone: chrono_tz::Europe::Amsterdam };
    let body = html! {
        h1 { (lang.text("quarantine.title")) }
        p.wv-lead {
            @match counts.open() {
                0 => (lang.text("quarantine.nothing_waits")),
                1 => (lang.text("quarantine.one_waits")),
                n => (lang.fill("quarantine.some_wait", &[("n", &count(lang, n))])),
            }
        }
        @if !lines.is_empty() {
            div.wv-scroll {
                table.wv-table {
                    thead {
                        tr {
                            @for key in ["quarantine.why", "quarantine.terminal", "quarantine.station", "quarantine.when", "quarantine.status"] {
                                th scope="col" { (lang.text(key)) }
                            }
                        }
                    }
                    tbody { @for line in &lines { (clerk.row(line)) } }
                }
            }
        }
        @if last > 1 {
            nav.wv-paging aria-label=(lang.text("quarantine.paging")) {
                @if sheet > 1 {
                    a.wv-button rel="prev" href={ "/quarantaine?blad=" (sheet - 1) } { (lang.text("quarantine.previous")) }
                }
                span { (lang.fill("quarantine.sheet", &[("n", &sheet), ("last", &last)])) }
                @if sheet < last {
                    a.wv-button rel="next" href={ "/quarantaine?blad=" (sheet + 1) } { (lang.text("quarantine.next")) }
                }
            }
        }
    };
    let title = lang.text("quarantine.title");
    Ok(page(&viewer, &Page { title, section: Some(Section::Quarantine), body, ..Page::default() }))
}

async fn show(
    State(room): State<Quarantine>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Markup, Error> {
    let (item, clerk) = room.find(&viewer, &id).await?;
    let typed = BookForm::of(&item, clerk.zone);
    let none = Errors::default();
    Ok(clerk.page(&viewer, &item, (&typed, &none), (&DiscardForm::default(), &none)))
}

async fn book_it(
    State(room): State<Quarantine>,
    viewer: Viewer,
    Path(id): Path<String>,
    Form(typed): Form<BookForm>,
) -> Result<Response, Error> {
    let (item, clerk) = room.find(&viewer, &id).await?;
    if item.outcome.is_some() {
        return Ok(back_to(&item));
    }
    let booking = match typed.check(&room.db, &room.clock).await? {
        Ok(booking) => booking,
        Err(wrong) => {
            let nothing = (&DiscardForm::default(), &Errors::default());
            let page = clerk.page(&viewer, &item, (&typed, &wrong), nothing);
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    match book(&room.db, &room.clock, &item.id, typed.who.trim(), booking).await {
        // Sent twice, or somebody else was first: the page says who decided and when.
        Ok(_) | Err(BookError::AlreadyDecided) => Ok(back_to(&item)),
        Err(BookError::NotFound) => Err(Error::NotFound("error.no_quarantine")),
        Err(BookError::UnknownStation) => {
            let mut wrong = Errors::default();
            wrong.add("station", "quarantine.wrong_station");
            let nothing = (&DiscardForm::default(), &Errors::default());
            let page = clerk.page(&viewer, &item, (&typed, &wrong), nothing);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(BookError::Database(e)) => Err(e.into()),
    }
}

async fn discard_it(
    State(room): State<Quarantine>,
    viewer: Viewer,
    Path(id): Path<String>,
    Form(typed): Form<DiscardForm>,
) -> Result<Response, Error> {
    let (item, clerk) = room.find(&viewer, &id).await?;
    if item.outcome.is_some() {
        return Ok(back_to(&item));
    }
    let wrong = typed.check();
    if !wrong.is_empty() {
        let asked = BookForm::of(&item, clerk.zone);
        let page = clerk.page(&viewer, &item, (&asked, &Errors::default()), (&typed, &wrong));
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let (who, reason) = (typed.who.trim(), typed.reason.trim());
    match quarantine::discard(&room.db, &room.clock, &item.id, who, reason).await {
        Ok(()) | Err(DecideError::AlreadyDecided) => Ok(back_to(&item)),
        Err(DecideError::NotFound) => Err(Error::NotFound("error.no_quarantine")),
        Err(DecideError::Database(e)) => Err(e.into()),
    }
}

fn back_to(item: &Item) -> Response {
    Redirect::to(&format!("/quarantaine/{}", item.id)).into_response()
}

impl Quarantine {
    /// The item, and who writes about it in its site's time.
    async fn find(&self, viewer: &Viewer, id: &str) -> Result<(Item, Clerk), Error> {
        let item = quarantine::one(&self.db, id).await?;
        let item = item.ok_or(Error::NotFound("error.no_quarantine"))?;
        let time = time_of_site(&self.db, &item.site_id).await?;
        let zone = time.map_or(chrono_tz::Europe::Amsterdam, |time| time.zone);
        Ok((item, Clerk { lang: viewer.lang, now: self.clock.now(), zone }))
    }
}

/// Writes about quarantined events.
struct Clerk {
    lang: Lang,
    now: DateTime<Utc>,
    zone: Tz,
}

impl Clerk {
    fn moment(&self, at: DateTime<Utc>) -> String {
        moment(self.lang, at, self.zone, self.now.with_timezone(&self.zone).date_naive())
    }

    fn status(&self, outcome: Option<&str>) -> &'static str {
        self.lang.text(match outcome {
            None => "quarantine.waits",
            Some("booked") => "quarantine.booked",
            Some(_) => "quarantine.discarded",
        })
    }

    fn row(&self, line: &Line) -> Markup {
        html! {
            tr class=[line.outcome.as_ref().map(|_| "wv-decided")] {
                td { a href={ "/quarantaine/" (line.id) } { (self.lang.text(why(&line.why))) } }
                td.wv-nowrap { (line.site_id) "/" (line.terminal) }
                td.wv-nowrap { (line.station.as_deref().unwrap_or("–")) }
                td.wv-nowrap { (self.moment(line.received_at)) }
                td.wv-nowrap { (self.status(line.outcome.as_deref())) }
            }
        }
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
            p { a.wv-back href="/quarantaine" { "← " (lang.text("quarantine.back")) } }
            h1 { (lang.text(why(&item.why))) }
            dl.wv-facts {
                dt { (lang.text("quarantine.terminal")) } dd { (item.site_id) "/" (item.terminal) }
                dt { (lang.text("quarantine.station")) } dd { (item.station.as_deref().unwrap_or("–")) }
                dt { (lang.text("quarantine.when")) } dd { (self.moment(item.received_at)) }
                dt { (lang.text("quarantine.status")) } dd { strong { (self.status(item.outcome.as_deref())) } }
                dt { (lang.text("quarantine.detail")) } dd lang="en" { (item.detail) }
            }
            h2 { (lang.text("quarantine.raw")) }
            @if item.raw.is_empty() { p { (lang.text("quarantine.erased")) } }
            @else { pre.wv-raw tabindex="0" { (item.raw) } }
            @if item.outcome.is_some() { (self.decided(item)) }
            @else {
                div.wv-two {
                    (self.booking(item, booking.0, booking.1))
                    (self.discarding(item, discarding.0, discarding.1))
                }
            }
        };
        let title = lang.text("quarantine.one_title");
        page(viewer, &Page { title, section: Some(Section::Quarantine), body, ..Page::default() })
    }

    fn decided(&self, item: &Item) -> Markup {
        let by = item.decided_by.as_deref().unwrap_or("–");
        let at = item.decided_at.map(|at| self.moment(at)).unwrap_or_default();
        let key = if item.outcome.as_deref() == Some("booked") {
            "quarantine.booked_by"
        } else {
            "quarantine.discarded_by"
        };
        html! {
            section.wv-done aria-labelledby="beslist" {
                h2 #beslist { (self.lang.text("quarantine.decided")) }
                p { (self.lang.fill(key, &[("who", &by), ("time", &at)])) }
                p { (self.lang.text("quarantine.reason")) ": " (item.reason.as_deref().unwrap_or("–")) }
            }
        }
    }

    fn booking(&self, item: &Item, typed: &BookForm, errors: &Errors) -> Markup {
        let lang = self.lang;
        let fields = Fields { form: "boek", lang, errors };
        let kinds =
            [("", "form.choose"), ("good", "quarantine.good"), ("reject", "quarantine.reject")];
        let rejects = [
            ("", "quarantine.no_reject"),
            ("material", "reject.material"),
            ("work", "reject.work"),
            ("dirt", "reject.dirt"),
            ("broken", "reject.broken"),
            ("unknown", "reject.unknown"),
        ];
        html! {
            form.wv-form method="post" action={ "/quarantaine/" (item.id) "/boeking" } novalidate aria-labelledby="boeken" {
                h2 #boeken { (lang.text("quarantine.book")) }
                p { (lang.text("quarantine.book_hint")) }
                (fields.summary(&LABELS))
                (fields.input("station", "quarantine.station", &typed.station, Kind::Line))
                (fields.choice("kind", "quarantine.kind", &typed.kind, &kinds))
                (fields.choice("reject", "quarantine.reject_reason", &typed.reject, &rejects))
                (fields.input("task", "quarantine.task", &typed.task, Kind::Line))
                (fields.input("qty", "quarantine.qty", &typed.qty, Kind::Number))
                (fields.input("at", "quarantine.at", &typed.at, Kind::Moment))
                (fields.input("reason", "quarantine.reason", &typed.reason, Kind::Lines))
                (fields.input("who", "quarantine.who", &typed.who, Kind::Line))
                button.wv-button type="submit" { (lang.text("quarantine.book_button")) }
            }
        }
    }

    fn discarding(&self, item: &Item, typed: &DiscardForm, errors: &Errors) -> Markup {
        let lang = self.lang;
        let fields = Fields { form: "weg", lang, errors };
        html! {
            form.wv-form method="post" action={ "/quarantaine/" (item.id) "/afwijzing" } novalidate aria-labelledby="weg" {
                h2 #weg { (lang.text("quarantine.discard")) }
                p { (lang.text("quarantine.discard_hint")) }
                (fields.summary(&LABELS))
                (fields.input("reason", "quarantine.reason", &typed.reason, Kind::Lines))
                (fields.input("who", "quarantine.who", &typed.who, Kind::Line))
                button.wv-button.wv-button-quiet type="submit" { (lang.text("quarantine.discard_button")) }
            }
        }
    }
}

/// The sentence of a reason.
fn why(word: &str) -> &'static str {
    match word.parse() {
        Ok(Why::BadJson) => "why.bad_json",
        Ok(Why::BadEvent) => "why.bad_event",
        Ok(Why::BadField) => "why.bad_field",
        Ok(Why::UnknownKind) => "why.unknown_kind",
        Ok(Why::ImpossibleQuantity) => "why.impossible_quantity",
        Ok(Why::UnknownTask) => "why.unknown_task",
        Ok(Why::NoTask) => "why.no_task",
        Ok(Why::UnknownBadge) => "why.unknown_badge",
        Ok(Why::ClockAhead) => "why.clock_ahead",
        Ok(Why::ClockBehind) => "why.clock_behind",
        Ok(Why::KeyReuse) => "why.key_reuse",
        Ok(Why::DayClosed) => "why.day_closed",
        Ok(Why::UnknownTerminal) => "why.unknown_terminal",
        Err(_) => "why.other",
    }
}
