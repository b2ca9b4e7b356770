//! `/dagen`: the last production days of every site, open or closed, and the form that closes one.

use super::close::{self, Closed, close};
use crate::access::{Access, Action, Deciders, Target, deciders};
use crate::clock::Clock;
use crate::db::Db;
use crate::error::Error;
use crate::floor::board::{Site, sites};
use crate::intake::quarantine;
use crate::lang::Lang;
use crate::web::form::{Errors, Fields};
use crate::web::format::{day as day_text, is_plausible, moment};
use crate::web::menu::Section;
use crate::web::parts::{Column, Holds, Icon, Row, Table, Tone, Way, Weight, alert, badge, submit};
use crate::web::{Form, Page, Path, Viewer, done, page};
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use chrono::{DateTime, Days as Later, NaiveDate, Utc};
use maud::{Markup, html};
use serde::Deserialize;

/// Days of a site on the page.
const SHOWN: u64 = 10;

const LABELS: [(&str, &str); 1] = [("gezien", "day_closing.looked")];

#[derive(Clone)]
struct Days {
    db: Db,
    clock: Clock,
}

/// The days' pages.
pub fn router(db: Db, clock: Clock) -> Router {
    Router::new()
        .route("/dagen", get(list))
        .route("/dagen/{site}/{day}", get(show))
        .route("/dagen/{site}/{day}/afsluiting", post(close_it))
        .with_state(Days { db, clock })
}

/// As typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Typed {
    gezien: String,
}

async fn list(
    State(Days { db, clock }): State<Days>,
    access: Access,
    viewer: Viewer,
) -> Result<Markup, Error> {
    if access.rows(Action::SeeDays).are_none() {
        return Err(Error::NO_PAGE);
    }
    let lang = viewer.lang;
    let mut shown = Vec::new();
    for site in sites(&db).await? {
        if !access.may(Action::SeeDays, &Target::Site(&site.id)) {
            continue;
        }
        let today = site.time.day_of(clock.now());
        let days: Vec<_> = (0..SHOWN).map(|back| today - Later::new(back)).collect();
        let closed = close::since(&db, &site.id, today - Later::new(SHOWN - 1)).await?;
        let waiting = quarantine::open_of_site(&db, &site.id).await?;
        shown.push((site, today, days, closed, waiting));
    }
    let kept = shown
        .iter()
        .flat_map(|(_, _, _, closed, _)| closed)
        .map(|closed| closed.closed_by.as_str());
    let names = deciders(&db, lang, kept).await?;
    let columns = [
        Column::new(lang.text("day_closing.day"), Holds::Name),
        Column::new(lang.text("table.status"), Holds::Words),
        Column::new(lang.text("day_closing.close"), Holds::Actions),
    ];
    let title = lang.text("day_closing.title");
    let body = html! {
        h1 { (title) }
        @if shown.is_empty() { p.wv-nothing { (lang.text("floor.no_halls")) } }
        @for (site, today, days, closed, waiting) in &shown {
            section.wv-days {
                h2 { (site.name) }
                (waits(lang, &access, site, *waiting))
                (Table { label: &site.name, columns: &columns, empty: "", order: None }.draw(
                    lang,
                    &days
                        .iter()
                        .map(|day| row((lang, &access, &names), site, *today, *day, closed.iter().find(|c| c.day == *day)))
                        .collect::<Vec<_>>(),
                    None,
                ))
            }
        }
    };
    Ok(page(&viewer, &Page { title, section: Some(Section::Days), body, ..Page::default() }))
}

/// How many reports of a site wait: best decided before a day is closed.
fn waits(lang: Lang, access: &Access, site: &Site, waiting: i64) -> Markup {
    let words = lang.plural(
        "quarantine.one_waits",
        "quarantine.some_wait",
        usize::try_from(waiting).unwrap_or_default(),
    );
    html! {
        p {
            @if waiting == 0 { (lang.text("day_closing.nothing_waits")) }
            @else if access.may(Action::DecideQuarantine, &Target::Site(&site.id)) {
                a.wv-way href="/quarantaine" { (words) }
            } @else { (words) }
        }
    }
}

fn row(
    (lang, access, names): (Lang, &Access, &Deciders),
    site: &Site,
    today: NaiveDate,
    day: NaiveDate,
    closed: Option<&Closed>,
) -> Row {
    let text = day_text(lang, day, today);
    let name = html! {
        (text)
        @if day == today { span.wv-small { " (" (lang.text("parts.today")) ")" } }
    };
    let status = html! {
        @match closed {
            Some(closed) => {
                (badge(Tone::Neutral, Icon::Lock, lang.text("day_closing.closed")))
                " " span.wv-small { (closed_by((lang, names), site, today, closed)) }
            }
            None => (badge(Tone::Info, Icon::Round, lang.text("day_closing.open"))),
        }
    };
    let action = html! {
        @if closed.is_none() && access.may(Action::CloseDay, &Target::Site(&site.id)) {
            a href={ "/dagen/" (site.id) "/" (day) } {
                (lang.text("day_closing.close")) span.wv-unseen { ": " (site.name) ", " (text) }
            }
        }
    };
    Row { cells: vec![name, status, action], is_past: closed.is_some() }
}

fn closed_by(
    (lang, names): (Lang, &Deciders),
    site: &Site,
    today: NaiveDate,
    closed: &Closed,
) -> String {
    let time = moment(lang, closed.closed_at, site.time.zone, today);
    lang.fill("day_closing.closed_by", &[("who", &names.name(&closed.closed_by)), ("time", &time)])
}

async fn show(
    State(room): State<Days>,
    access: Access,
    viewer: Viewer,
    Path((site, day)): Path<(String, NaiveDate)>,
) -> Result<Markup, Error> {
    let about = room.find((&viewer, &access, Action::SeeDays), &site, day).await?;
    Ok(about.page((&viewer, &access), &Typed::default(), &Errors::default()))
}

async fn close_it(
    State(room): State<Days>,
    access: Access,
    viewer: Viewer,
    Path((site, day)): Path<(String, NaiveDate)>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let about = room.find((&viewer, &access, Action::CloseDay), &site, day).await?;
    if about.closed.is_none() {
        let mut wrong = Errors::default();
        if typed.gezien != "ja" {
            wrong.add("gezien", "day_closing.not_looked");
        }
        if !wrong.is_empty() {
            let viewer = viewer.at(&format!("/dagen/{}/{day}", about.site.id));
            let page = about.page((&viewer, &access), &typed, &wrong);
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
        // Sent twice, or somebody else was first: the list says who closed it and when.
        close(&room.db, &room.clock, &about.site.id, day, &access.decider()).await?;
        return Ok(done("day_closing.done_closed", "/dagen"));
    }
    Ok(Redirect::to("/dagen").into_response())
}

/// A day that has begun.
struct About {
    site: Site,
    day: NaiveDate,
    now: DateTime<Utc>,
    closed: Option<Closed>,
    names: Deciders,
    waiting: i64,
}

impl Days {
    async fn find(
        &self,
        (viewer, access, action): (&Viewer, &Access, Action),
        site: &str,
        day: NaiveDate,
    ) -> Result<About, Error> {
        let is_theirs = |known: &Site| access.may(action, &Target::Site(&known.id));
        let site = sites(&self.db).await?.into_iter().find(|known| known.id == site);
        let site = site.filter(is_theirs);
        let site = site.ok_or(Error::NO_PAGE)?;
        let now = self.clock.now();
        if day > site.time.day_of(now) || !is_plausible(day) {
            return Err(Error::NotFound("day_closing.no_day"));
        }
        let closed = close::of(&self.db, &site.id, day).await?;
        let kept = closed.as_ref().map(|closed| closed.closed_by.as_str());
        let names = deciders(&self.db, viewer.lang, kept).await?;
        let waiting = quarantine::open_of_site(&self.db, &site.id).await?;
        Ok(About { site, day, now, closed, names, waiting })
    }
}

impl About {
    fn page(&self, (viewer, access): (&Viewer, &Access), typed: &Typed, wrong: &Errors) -> Markup {
        let lang = viewer.lang;
        let Self { site, day, .. } = self;
        let today = site.time.day_of(self.now);
        let fields = Fields { form: "dag", lang, errors: wrong };
        let body = html! {
            h1 { (lang.fill("day_closing.one_title", &[("day", &day_text(lang, *day, today)), ("site", &site.name)])) }
            @if let Some(closed) = &self.closed {
                p.wv-lead { (closed_by((lang, &self.names), site, today, closed)) }
                p { (lang.text("day_closing.only_corrections")) }
            } @else {
                (waits(lang, access, site, self.waiting))
                @if *day == today { (alert(Tone::Warning, html! { p { (lang.text("day_closing.still_going")) } })) }
                @if access.may(Action::CloseDay, &Target::Site(&site.id)) {
                    form.wv-form.wv-narrow method="post" action={ "/dagen/" (site.id) "/" (day) "/afsluiting" } novalidate {
                        p { (lang.text("day_closing.hint")) }
                        (fields.summary(&LABELS))
                        (fields.tick("gezien", "day_closing.looked", typed.gezien == "ja"))
                        (submit(Weight::Primary, lang.text("day_closing.close")))
                    }
                }
            }
        };
        let title = lang.text("day_closing.title");
        let above = vec![Way::new("/dagen", title)];
        page(viewer, &Page { title, section: Some(Section::Days), above, body, ..Page::default() })
    }
}
