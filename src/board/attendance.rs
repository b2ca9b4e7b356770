//! `/vloer/{hall}/{station}/aanwezig?dag=…`: the form that says who came or left when no terminal did, or said it wrongly.

use super::station::{Found, find};
use crate::access::{Access, Action, Once};
use crate::clock::Clock;
use crate::db::Db;
use crate::error::Error;
use crate::intake::corrections::{Attendance, attend};
use crate::intake::whose::people;
use crate::output::close;
use crate::web::form::{Errors, Fields, Kind, LONGEST_REASON, form_key, moment, new_form_key};
use crate::web::format::{day as day_text, is_plausible};
use crate::web::menu::Section;
use crate::web::parts::{Tone, Way, Weight, alert, submit};
use crate::web::{self, Density, Form, Page, Path, Query, Viewer, done};
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use chrono::{DateTime, NaiveDate, Utc};
use maud::{Markup, html};
use serde::Deserialize;

const LABELS: [(&str, &str); 4] = [
    ("kind", "quarantine.kind"),
    ("worker", "quarantine.worker"),
    ("at", "quarantine.at"),
    ("reason", "correction.reason"),
];

#[derive(Clone)]
struct Room {
    db: Db,
    clock: Clock,
}

/// The form's page.
pub fn router(db: Db, clock: Clock) -> Router {
    Router::new()
        .route("/vloer/{hall}/{station}/aanwezig", get(show).post(book))
        .with_state(Room { db, clock })
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default, rename = "dag")]
    day: Option<NaiveDate>,
}

/// As typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Typed {
    sleutel: String,
    kind: String,
    worker: String,
    at: String,
    reason: String,
}

/// A station's day, and whom the viewer may name there.
struct Desk {
    found: Found,
    day: NaiveDate,
    now: DateTime<Utc>,
    is_closed: bool,
    people: Vec<(String, String)>,
}

async fn show(
    State(room): State<Room>,
    access: Access,
    viewer: Viewer,
    Path(address): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Markup, Error> {
    let desk = room.desk(&access, address, asked.day).await?;
    let zone = desk.found.hall.time.zone;
    let is_today = desk.found.hall.time.day_of(desk.now) == desk.day;
    let at = if is_today { moment::local(desk.now, zone) } else { format!("{}T08:00", desk.day) };
    let typed = Typed { at, ..Typed::default() };
    Ok(desk.page(&viewer, &typed, &Errors::default()))
}

async fn book(
    State(room): State<Room>,
    access: Access,
    viewer: Viewer,
    Path(address): Path<(String, String)>,
    Query(asked): Query<Asked>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let desk = room.desk(&access, address, asked.day).await?;
    let sent = Once::of(&access, &typed.sleutel)?;
    if let Some(answer) = sent.before(&room.db).await? {
        return Ok(answer);
    }
    let mut wrong = Errors::default();
    let is_on = match typed.kind.as_str() {
        "sign_on" => Some(true),
        "sign_off" => Some(false),
        _ => None,
    };
    if is_on.is_none() {
        wrong.add("kind", "quarantine.wrong_kind");
    }
    // Another's worker is nobody.
    let worker = desk.people.iter().find(|(id, _)| *id == typed.worker);
    if worker.is_none() {
        wrong.add("worker", "quarantine.wrong_worker");
    }
    let time = &desk.found.hall.time;
    let at = moment::instant(wrong.required("at", &typed.at, 32), time.zone);
    match at {
        Err(key) => wrong.add("at", key),
        Ok(at) if at > desk.now => wrong.add("at", "form.moment_to_come"),
        Ok(at) if time.day_of(at) != desk.day => wrong.add("at", "attendance.other_day"),
        Ok(_) => {}
    }
    let reason = wrong.required("reason", &typed.reason, LONGEST_REASON);
    let (Some(is_on), Some((worker, _)), Ok(at), true) = (is_on, worker, at, wrong.is_empty())
    else {
        let page = desk.page(&viewer, &typed, &wrong);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    let led_to = desk.found.address(desk.day);
    let mut tx = room.db.begin().await?;
    if let Some(answer) =
        sent.act(&mut tx, desk.now, ("attendance.done_booked_before", &led_to)).await?
    {
        return Ok(answer);
    }
    let (site, station) = (&*desk.found.hall.site_id, &*desk.found.place.code);
    let attendance = Attendance { site, station, day: desk.day, is_on, worker, at, reason };
    attend(&mut tx, desk.now, &access.decider(), attendance).await?;
    tx.commit().await?;
    Ok(done("attendance.done_booked", &led_to))
}

impl Room {
    async fn desk(
        &self,
        access: &Access,
        (hall, station): (String, String),
        day: Option<NaiveDate>,
    ) -> Result<Desk, Error> {
        let found = find(&self.db, (access, Action::CorrectCount), &hall, &station).await?;
        let now = self.clock.now();
        let today = found.hall.time.day_of(now);
        let day = day.unwrap_or(today);
        if !is_plausible(day) || day > today {
            return Err(Error::NO_PAGE);
        }
        let is_closed = close::of(&self.db, &found.hall.site_id, day).await?.is_some();
        let people = people(&self.db, access).await?;
        Ok(Desk { found, day, now, is_closed, people })
    }
}

impl Desk {
    fn page(&self, viewer: &Viewer, typed: &Typed, wrong: &Errors) -> Markup {
        let lang = viewer.lang;
        let fields = Fields { form: "aanwezig", lang, errors: wrong };
        let kinds = [("sign_on", "quarantine.sign_on"), ("sign_off", "quarantine.sign_off")];
        let mut people = vec![("", lang.text("quarantine.choose_worker"))];
        people.extend(self.people.iter().map(|(id, name)| (id.as_str(), name.as_str())));
        let day = self.day;
        let action = format!("{}/aanwezig?dag={day}", self.found.path());
        let body = html! {
            h1 { (lang.text("attendance.title")) }
            p.wv-lead { strong { (day_text(lang, day, self.found.hall.time.day_of(self.now))) } }
            @if self.is_closed { (alert(Tone::Warning, html! { p { (lang.text("day_closing.only_corrections")) } })) }
            @if self.people.is_empty() { p { (lang.text("attendance.nobody")) } }
            @else {
                form.wv-form.wv-narrow method="post" action=(action) novalidate {
                    p { (lang.text("attendance.hint")) }
                    (fields.summary(&LABELS))
                    @if typed.sleutel.is_empty() { (new_form_key()) } @else { (form_key(&typed.sleutel)) }
                    (fields.tiles("kind", "quarantine.kind", &typed.kind, &kinds))
                    (fields.select("worker", "quarantine.worker", &typed.worker, &people))
                    (fields.input("at", "quarantine.at", &typed.at, Kind::Moment))
                    (fields.input("reason", "correction.reason", &typed.reason, Kind::Lines))
                    (submit(Weight::Primary, lang.text("attendance.button")))
                }
            }
        };
        let title = lang.text("attendance.title");
        let mut above = self.found.above(lang);
        let station = format!("{} {}", self.found.place.code, self.found.place.name);
        above.push(Way::new(self.found.address(day), station));
        let page = Page {
            title,
            section: Some(Section::Floor),
            density: Density::Floor,
            above,
            body,
            live: false,
        };
        web::page(viewer, &page)
    }
}
