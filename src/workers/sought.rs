//! `/logboek/medewerker`: the privacy officer asks by number who looked at one person's data. In a form that is posted, so that
//! nothing that is typed here, a name by mistake, stands in an address.

use crate::access::{Action, Target, Visit, refused};
use crate::error::Error;
use crate::people;
use crate::web::form::{Errors, Fields, Kind};
use crate::web::menu::Section;
use crate::web::parts::{Way, Weight, submit};
use crate::web::{Form, Page};
use axum::Router;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use maud::{Markup, html};
use serde::Deserialize;

const LABELS: [(&str, &str); 1] = [("nummer", "workers.number")];

pub(super) fn router() -> Router {
    Router::new().route("/logboek/medewerker", get(show).post(seek))
}

/// As typed.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Typed {
    nummer: String,
}

async fn show(visit: Visit) -> Result<Markup, Error> {
    // People who see a part of the house have the way on each person's own page.
    visit.must(Action::SeeWhoLooked, &Target::House)?;
    Ok(draw(&visit, &Typed::default(), &Errors::default()))
}

async fn seek(visit: Visit, Form(typed): Form<Typed>) -> Result<Response, Error> {
    visit.must(Action::SeeWhoLooked, &Target::House)?;
    let id = typed.nummer.trim();
    let mut wrong = Errors::default();
    if id.is_empty() {
        wrong.add("nummer", "form.required");
    } else {
        let mut tx = visit.db().reading().await?;
        if contract::is_id(id) && people::standing(&mut tx, id).await?.is_some() {
            return Ok(Redirect::to(&format!("/medewerkers/{id}/ingezien")).into_response());
        }
        wrong.add("nummer", "workers.unknown_number");
    }
    Ok(refused(draw(&visit, &typed, &wrong)))
}

fn draw(visit: &Visit, typed: &Typed, wrong: &Errors) -> Markup {
    let lang = visit.lang();
    let fields = Fields { form: "zoek", lang, errors: wrong };
    let title = lang.text("workers.seek");
    let body = html! {
        h1 { (title) }
        form.wv-form.wv-narrow method="post" action="/logboek/medewerker" novalidate {
            (fields.summary(&LABELS))
            (fields.hint("workers.number_hint").input("nummer", "workers.number", &typed.nummer, Kind::Line))
            (submit(Weight::Primary, lang.text("parts.show")))
        }
    };
    let above = vec![Way::new("/logboek", lang.text("shell.logbook"))];
    visit.page(&Page { title, section: Some(Section::Log), above, body, ..Page::default() })
}
