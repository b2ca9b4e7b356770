//! `/medewerkers/{id}`: one person: how to reach them, where they sit today, and what they worked on in the last weeks. Names,
//! numbers and places are read in the transaction that writes down who read them.

use super::history::{Work, history};
use super::list::face;
use super::{Found, NO_PERSON, find};
use crate::access::{Action, Visit};
use crate::coaching;
use crate::error::Error;
use crate::floor::board;
use crate::floor::day::DayPart;
use crate::floor::seated::{self, Seated};
use crate::lang::Lang;
use crate::orders::progress::{TaskInfo, tasks};
use crate::people::contact::Contact;
use crate::people::photo::{LARGEST, with_photo};
use crate::people::{self, Standing, Worker};
use crate::trail;
use crate::web::form::{Errors, Fields, Kind, kept_form_key};
use crate::web::format::day as day_text;
use crate::web::menu::Section;
use crate::web::parts::button::row as buttons;
use crate::web::parts::{Column, Holds, Row, Table, Way, Weight, facts, link, submit};
use crate::web::{Page, Path};
use axum::Router;
use axum::routing::get;
use chrono::{Days, NaiveDate};
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::HashMap;

/// How far back it is told what somebody worked on: thirteen weeks, the longer of the two spans in which work is looked at.
const BACK: Days = Days::new(13 * 7);

/// The fields of the forms, with their labels.
const LABELS: [(&str, &str); 3] =
    [("telefoon", "workers.phone"), ("email", "workers.email"), ("foto", "workers.choose_photo")];

pub(super) fn router() -> Router {
    Router::new().route("/medewerkers/{id}", get(show))
}

async fn show(visit: Visit, Path(id): Path<String>) -> Result<Markup, Error> {
    let action = (visit.access(), Action::SeePerson);
    let found = find(visit.db(), action, &id, visit.now()).await?;
    draw(&visit, &found, &Refused::default()).await
}

/// How to reach somebody, as typed, and as the page showed it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ContactForm {
    pub(super) sleutel: String,
    pub(super) telefoon: String,
    pub(super) email: String,
    pub(super) was_telefoon: String,
    pub(super) was_email: String,
}

impl ContactForm {
    fn of(contact: &Contact) -> Self {
        let telefoon = contact.phone.clone().unwrap_or_default();
        let email = contact.email.clone().unwrap_or_default();
        Self {
            sleutel: String::new(),
            was_telefoon: telefoon.clone(),
            was_email: email.clone(),
            telefoon,
            email,
        }
    }
}

/// What was refused, for the page that says so.
#[derive(Default)]
pub(super) struct Refused {
    /// The key of the form, which it keeps.
    pub(super) key: String,
    /// What is wrong.
    pub(super) wrong: Errors,
    /// What was typed; `None` when another form of the page was sent.
    pub(super) typed: Option<ContactForm>,
}

/// What is read with a line.
struct Read {
    worker: Worker,
    seats: Vec<Seated>,
    history: Vec<Work>,
}

/// The page. Who sees it again because a form was refused looks again, and that is a line again.
pub(super) async fn draw(visit: &Visit, found: &Found, refused: &Refused) -> Result<Markup, Error> {
    let (db, access, lang) = (visit.db(), visit.access(), visit.lang());
    let today = found.group.hall.time.day_of(visit.now());
    let basis = (Action::SeePerson, &found.target());
    let entry = access.did_to(&found.id, basis, trail::Action::Read);
    let read = trail::read(db, &entry, async |tx| {
        let Some(Standing::Known(worker)) = people::standing(tx, &found.id).await? else {
            return Err(NO_PERSON);
        };
        let seats = seated::on_day(tx, &found.id, today).await?;
        let history = history(tx, &found.id, today - BACK).await?;
        Ok(Read { worker, seats, history })
    })
    .await?;
    let stations = board::stations(db, None).await?;
    let writer = Writer {
        lang,
        found,
        today,
        coaches: coaching::names(db, found.coaches.iter().map(String::as_str)).await?,
        stations: stations.into_iter().map(|one| (one.code, one.name)).collect(),
        tasks: tasks(db, read.history.iter().filter_map(|work| work.task.as_deref())).await?,
        has_photo: !with_photo(db, [found.id.as_str()]).await?.is_empty(),
        read,
    };
    let body = html! {
        div.wv-title {
            h1.wv-who { (face(&found.id, &writer.read.worker.name, writer.has_photo)) (writer.read.worker.name) }
            @if access.may(Action::SeeGrowth, &found.target()) {
                (link(Weight::Secondary, &format!("/dashboards/ontwikkeling?medewerker={}", found.id), None, lang.text("workers.growth")))
            }
            @if access.may(Action::SeeWhoLooked, &found.target()) {
                (link(Weight::Secondary, &format!("/medewerkers/{}/ingezien", found.id), None, lang.text("workers.who_looked")))
            }
        }
        (writer.about())
        h2 { (lang.text("workers.today")) }
        (writer.seats())
        h2 { (lang.text("workers.history")) }
        p { (lang.text("workers.history_hint")) }
        (writer.history())
        @if access.may(Action::ChangePerson, &found.target()) { (writer.forms(refused)) }
    };
    // The title stands in the browser's history, where no name belongs.
    let title = lang.text("workers.one");
    let above = vec![Way::new("/medewerkers", lang.text("workers.title"))];
    let section = Some(Section::People);
    Ok(visit.page(&Page { title, section, above, body, ..Page::default() }))
}

/// Writes the page down.
struct Writer<'a> {
    lang: Lang,
    found: &'a Found,
    today: NaiveDate,
    coaches: Vec<String>,
    stations: HashMap<String, String>,
    tasks: HashMap<String, TaskInfo>,
    has_photo: bool,
    read: Read,
}

impl Writer<'_> {
    fn about(&self) -> Markup {
        let lang = self.lang;
        let given = |text: Option<&str>| html! { (text.unwrap_or(lang.text("workers.not_known"))) };
        let coaches = (!self.coaches.is_empty()).then(|| self.coaches.join(", "));
        let worker = &self.read.worker;
        facts(&[
            (lang.text("workers.group"), html! { (self.found.group.name) }),
            (lang.text("workers.hall"), html! { (self.found.group.hall.name) }),
            (lang.text("workers.coach"), given(coaches.as_deref())),
            (lang.text("workers.phone"), given(worker.phone.as_deref())),
            (lang.text("workers.email"), given(worker.email.as_deref())),
        ])
    }

    fn station(&self, code: &str) -> String {
        self.stations.get(code).map_or_else(|| code.to_owned(), |name| format!("{code} {name}"))
    }

    fn seats(&self) -> Markup {
        let lang = self.lang;
        let at = |part: DayPart| {
            let here = self.read.seats.iter().filter(|seat| seat.part == part);
            let here: Vec<_> = here.map(|seat| self.station(&seat.station)).collect();
            if here.is_empty() {
                lang.text("workers.not_planned").to_owned()
            } else {
                here.join(", ")
            }
        };
        facts(&[
            (lang.text("workers.morning"), html! { (at(DayPart::Morning)) }),
            (lang.text("workers.afternoon"), html! { (at(DayPart::Afternoon)) }),
        ])
    }

    fn history(&self) -> Markup {
        let lang = self.lang;
        let columns = [
            Column::new(lang.text("workers.station"), Holds::Name),
            Column::new(lang.text("workers.task"), Holds::Words),
            Column::new(lang.text("workers.days"), Holds::Number),
            Column::new(lang.text("workers.last"), Holds::Line),
        ];
        let table = Table {
            label: lang.text("workers.history"),
            columns: &columns,
            empty: lang.text("workers.no_history"),
            order: None,
        };
        let row = |work: &Work| {
            let task = work.task.as_ref().and_then(|task| self.tasks.get(task));
            let task = task.map_or(lang.text("workers.no_task"), |task| task.name.as_str());
            let cells = vec![
                html! { (self.station(&work.station)) },
                html! { (task) },
                html! { (work.days) },
                html! { (day_text(lang, work.last, self.today)) },
            ];
            Row { cells, is_past: false }
        };
        let rows: Vec<_> = self.read.history.iter().map(row).collect();
        table.draw(lang, &rows, None)
    }

    fn forms(&self, refused: &Refused) -> Markup {
        let lang = self.lang;
        let fields = Fields { form: "persoon", lang, errors: &refused.wrong };
        let worker = &self.read.worker;
        let contact = Contact { phone: worker.phone.clone(), email: worker.email.clone() };
        let known = ContactForm::of(&contact);
        let typed = refused.typed.as_ref().unwrap_or(&known);
        let address = |what: &str| format!("/medewerkers/{}/{what}", self.found.id);
        html! {
            (fields.summary(&LABELS))
            div.wv-two {
                form.wv-form method="post" action=(address("contact")) novalidate {
                    h2 { (lang.text("workers.contact")) }
                    (kept_form_key(&refused.key))
                    // What the page shows now: who saves it after somebody else did is told.
                    input type="hidden" name="was_telefoon" value=(known.telefoon);
                    input type="hidden" name="was_email" value=(known.email);
                    (fields.optional().input("telefoon", "workers.phone", &typed.telefoon, Kind::Phone))
                    (fields.optional().input("email", "workers.email", &typed.email, Kind::Email))
                    (buttons(&submit(Weight::Primary, lang.text("workers.save"))))
                }
                section.wv-card {
                    h2 { (lang.text("workers.photo")) }
                    form method="post" action=(address("foto")) enctype="multipart/form-data" novalidate {
                        (kept_form_key(&refused.key))
                        (fields.hint("workers.photo_hint").picture("foto", "workers.choose_photo", ("image/jpeg,image/png", LARGEST)))
                        (buttons(&submit(Weight::Secondary, lang.text("workers.save_photo"))))
                    }
                    @if self.has_photo {
                        form method="post" action=(address("foto/einde")) {
                            (kept_form_key(&refused.key))
                            (buttons(&submit(Weight::Quiet, lang.text("workers.remove_photo"))))
                        }
                    }
                }
            }
        }
    }
}
