//! `/vloer/{hall}/{station}/aanwezig?dag=…`: the form that says who came or left when no terminal did, or said it wrongly.

use super::station::{Found, find};
use crate::access::{Action, Visit};
use crate::error::Error;
use crate::output::close;
use crate::quarantine::{Attendance, attend, people};
use crate::web::form::{Errors, Fields, Kind, LONGEST_REASON, Reader, kept_form_key, moment};
use crate::web::format::{day as day_text, is_plausible};
use crate::web::menu::Section;
use crate::web::parts::{Tone, Way, Weight, alert, submit};
use crate::web::{Density, Form, Page, Path, Query};
use axum::Router;
use axum::response::Response;
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

/// The form's page.
pub fn router() -> Router {
    Router::new().route("/vloer/{hall}/{station}/aanwezig", get(show).post(book))
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default, rename = "dag")]
    day: Option<NaiveDate>,
}

/// As typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct AttendanceForm {
    sleutel: String,
    kind: String,
    worker: String,
    at: String,
    reason: String,
}

/// A station's day, and whom the viewer may name there.
struct StationDay {
    found: Found,
    day: NaiveDate,
    now: DateTime<Utc>,
    is_closed: bool,
    people: Vec<(String, String)>,
}

async fn show(
    visit: Visit,
    Path(address): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Markup, Error> {
    let about = find_day(&visit, address, asked.day).await?;
    let zone = about.found.hall.time.zone;
    let is_today = about.found.hall.time.day_of(about.now) == about.day;
    let at = if is_today { moment::local(about.now, zone) } else { format!("{}T08:00", about.day) };
    let typed = AttendanceForm { at, ..AttendanceForm::default() };
    Ok(about.page(&visit, &typed, &Errors::default()))
}

impl AttendanceForm {
    fn read(&self, about: &StationDay) -> Result<Attendance, Errors> {
        let mut form = Reader::default();
        let is_on = match self.kind.as_str() {
            "sign_on" => Some(true),
            "sign_off" => Some(false),
            _ => None,
        };
        let is_on = form.that_is("kind", is_on, "quarantine.wrong_kind");
        // Another's worker is nobody.
        let worker = about.people.iter().find(|(id, _)| *id == self.worker);
        let worker = form.that_is("worker", worker, "quarantine.wrong_worker");
        let time = &about.found.hall.time;
        let at = form.moment("at", &self.at, time.zone);
        match at {
            Some(at) if at > about.now => form.wrong("at", "form.moment_to_come"),
            Some(at) if time.day_of(at) != about.day => form.wrong("at", "attendance.other_day"),
            _ => Some(()),
        };
        let reason = form.text("reason", &self.reason, LONGEST_REASON);
        let read = || {
            Some(Attendance {
                site: about.found.hall.site_id.clone(),
                station: about.found.place.code.clone(),
                day: about.day,
                is_on: is_on?,
                worker: worker?.0.clone(),
                at: at?,
                reason: reason?,
            })
        };
        form.done(read())
    }
}

async fn book(
    visit: Visit,
    Path(address): Path<(String, String)>,
    Query(asked): Query<Asked>,
    Form(typed): Form<AttendanceForm>,
) -> Result<Response, Error> {
    let about = find_day(&visit, address, asked.day).await?;
    let said = ("attendance.done_booked", &*about.found.address(about.day));
    let acted = visit
        .act(
            &typed.sleutel,
            said,
            || typed.read(&about),
            async |act, attendance| {
                let (decider, at) = (act.decider(), act.at());
                Ok(attend(act.tx(), at, &decider, attendance).await?)
            },
        )
        .await?;
    Ok(acted.or_page(|wrong| about.page(&visit, &typed, wrong)))
}

async fn find_day(
    visit: &Visit,
    (hall, station): (String, String),
    day: Option<NaiveDate>,
) -> Result<StationDay, Error> {
    let (db, now) = (visit.db(), visit.now());
    let found = find(visit, Action::CorrectCount, &hall, &station).await?;
    let today = found.hall.time.day_of(now);
    let day = day.unwrap_or(today);
    if !is_plausible(day) || day > today {
        return Err(Error::NO_PAGE);
    }
    let is_closed = close::of(db, &found.hall.site_id, day).await?.is_some();
    let people = people(db, visit.access()).await?;
    Ok(StationDay { found, day, now, is_closed, people })
}

impl StationDay {
    fn page(&self, visit: &Visit, typed: &AttendanceForm, wrong: &Errors) -> Markup {
        let lang = visit.lang();
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
                    (kept_form_key(&typed.sleutel))
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
        visit.page(&page)
    }
}
