//! `/dagen`: the last production days of every site, open or closed, and the form that closes one.

use crate::access::{Access, Action, Deciders, Target, Visit, deciders};
use crate::error::Error;
use crate::floor::board::{Site, sites};
use crate::lang::Lang;
use crate::output::close::{self, Closed, close_in};
use crate::quarantine;
use crate::web::form::{Errors, Fields, Reader, TICKED, kept_form_key};
use crate::web::format::{day as day_text, is_plausible, moment};
use crate::web::menu::Section;
use crate::web::parts::{Column, Holds, Icon, Row, Table, Tone, Way, Weight, alert, badge, submit};
use crate::web::{Form, Page, Path};
use axum::Router;
use axum::response::Response;
use axum::routing::{get, post};
use chrono::{DateTime, Days as Later, NaiveDate, Utc};
use maud::{Markup, html};
use serde::Deserialize;

/// Days of a site on the page.
const SHOWN: u64 = 10;

const LIST: &str = "/dagen";
const LABELS: [(&str, &str); 1] = [("gezien", "day_closing.looked")];

/// The days' pages.
pub fn router() -> Router {
    Router::new()
        .route("/dagen", get(list))
        .route("/dagen/{site}/{day}", get(show))
        .route("/dagen/{site}/{day}/afsluiting", post(close_it))
}

/// As typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct CloseForm {
    sleutel: String,
    gezien: String,
}

async fn list(visit: Visit) -> Result<Markup, Error> {
    visit.rows(Action::SeeDays)?;
    let (lang, db, access) = (visit.lang(), visit.db(), visit.access());
    let mut shown = Vec::new();
    for site in sites(db).await? {
        if !access.may(Action::SeeDays, &Target::Site(&site.id)) {
            continue;
        }
        let today = site.time.day_of(visit.now());
        let days: Vec<_> = (0..SHOWN).map(|back| today - Later::new(back)).collect();
        let closed = close::since(db, &site.id, today - Later::new(SHOWN - 1)).await?;
        let waiting = quarantine::open_of_site(db, &site.id).await?;
        shown.push((site, today, days, closed, waiting));
    }
    let kept = shown
        .iter()
        .flat_map(|(_, _, _, closed, _)| closed)
        .map(|closed| closed.closed_by.as_str());
    let names = deciders(db, lang, kept).await?;
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
                (waits(lang, access, site, *waiting))
                (Table { label: &site.name, columns: &columns, empty: "", order: None }.draw(
                    lang,
                    &days
                        .iter()
                        .map(|day| row((lang, access, &names), site, *today, *day, closed.iter().find(|c| c.day == *day)))
                        .collect::<Vec<_>>(),
                    None,
                ))
            }
        }
    };
    Ok(visit.page(&Page { title, section: Some(Section::Days), body, ..Page::default() }))
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

async fn show(visit: Visit, Path((site, day)): Path<(String, NaiveDate)>) -> Result<Markup, Error> {
    let about = find(&visit, Action::SeeDays, &site, day).await?;
    Ok(about.page(&visit, &CloseForm::default(), &Errors::default()))
}

async fn close_it(
    visit: Visit,
    Path((site, day)): Path<(String, NaiveDate)>,
    Form(typed): Form<CloseForm>,
) -> Result<Response, Error> {
    let about = find(&visit, Action::CloseDay, &site, day).await?;
    let read = || {
        let mut form = Reader::default();
        // Closed by somebody else meanwhile, it stays as it is: the list says who closed it and when.
        let looked = match about.closed {
            Some(_) => Some(()),
            None => form.ticked("gezien", &typed.gezien, "day_closing.not_looked"),
        };
        form.done(looked)
    };
    let acted = visit
        .act(&typed.sleutel, ("day_closing.done_closed", LIST), read, async |act, ()| {
            let (decider, at) = (act.decider(), act.at());
            close_in(act.tx(), &about.site.id, day, &decider, at).await?;
            Ok(())
        })
        .await?;
    let visit = visit.at(&format!("{LIST}/{}/{day}", about.site.id));
    Ok(acted.or_page(|wrong| about.page(&visit, &typed, wrong)))
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

async fn find(visit: &Visit, action: Action, site: &str, day: NaiveDate) -> Result<About, Error> {
    let (db, now) = (visit.db(), visit.now());
    let is_theirs = |known: &Site| visit.access().may(action, &Target::Site(&known.id));
    let site = sites(db).await?.into_iter().find(|known| known.id == site);
    let site = site.filter(is_theirs).ok_or(Error::NO_PAGE)?;
    if day > site.time.day_of(now) || !is_plausible(day) {
        return Err(Error::NotFound("day_closing.no_day"));
    }
    let closed = close::of(db, &site.id, day).await?;
    let kept = closed.as_ref().map(|closed| closed.closed_by.as_str());
    let names = deciders(db, visit.lang(), kept).await?;
    let waiting = quarantine::open_of_site(db, &site.id).await?;
    Ok(About { site, day, now, closed, names, waiting })
}

impl About {
    fn page(&self, visit: &Visit, typed: &CloseForm, wrong: &Errors) -> Markup {
        let (lang, access) = (visit.lang(), visit.access());
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
                        (kept_form_key(&typed.sleutel))
                        (fields.summary(&LABELS))
                        (fields.tick("gezien", "day_closing.looked", typed.gezien == TICKED))
                        (submit(Weight::Primary, lang.text("day_closing.close")))
                    }
                }
            }
        };
        let title = lang.text("day_closing.title");
        let above = vec![Way::new(LIST, title)];
        visit.page(&Page { title, section: Some(Section::Days), above, body, ..Page::default() })
    }
}
