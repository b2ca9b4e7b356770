//! `/logboek/medewerker`: the privacy officer asks by number who looked at one person's data. In a form that is posted, so that
//! nothing that is typed here, a name by mistake, stands in an address.

use crate::access::{Access, Action, Door, Target};
use crate::error::Error;
use crate::people;
use crate::web::form::{Errors, Fields, Kind};
use crate::web::menu::Section;
use crate::web::parts::{Way, Weight, submit};
use crate::web::{Form, Page, Viewer, page};
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use maud::{Markup, html};
use serde::Deserialize;

const LABELS: [(&str, &str); 1] = [("nummer", "workers.number")];

pub(super) fn router(door: Door) -> Router {
    Router::new().route("/logboek/medewerker", get(show).post(seek)).with_state(door)
}

/// As typed.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Typed {
    nummer: String,
}

/// To who sees a part of the house, each person's own page has the way.
fn must(access: &Access) -> Result<(), Error> {
    access.may(Action::SeeWhoLooked, &Target::House).then_some(()).ok_or(Error::NO_PAGE)
}

async fn show(access: Access, viewer: Viewer) -> Result<Markup, Error> {
    must(&access)?;
    Ok(draw(&viewer, &Typed::default(), &Errors::default()))
}

async fn seek(
    State(door): State<Door>,
    access: Access,
    viewer: Viewer,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    must(&access)?;
    let id = typed.nummer.trim();
    let mut wrong = Errors::default();
    if id.is_empty() {
        wrong.add("nummer", "form.required");
    } else {
        let mut tx = door.db().reading().await?;
        if contract::is_id(id) && people::standing(&mut tx, id).await?.is_some() {
            return Ok(Redirect::to(&format!("/medewerkers/{id}/ingezien")).into_response());
        }
        wrong.add("nummer", "workers.unknown_number");
    }
    Ok((StatusCode::UNPROCESSABLE_ENTITY, draw(&viewer, &typed, &wrong)).into_response())
}

fn draw(viewer: &Viewer, typed: &Typed, wrong: &Errors) -> Markup {
    let lang = viewer.lang;
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
    page(viewer, &Page { title, section: Some(Section::Log), above, body, ..Page::default() })
}
