//! `/aanmelden/tweede-stap`: setting up the second factor. Whoever must have one comes here from the sign-in, others from
//! their own page. The recovery codes are on the answer to the form and nowhere else.

use super::{Asked, back_field, fields, narrow, refused};
use crate::access::accounts::{self, Account};
use crate::access::acting::roles_of;
use crate::access::address::Address;
use crate::access::door::Door;
use crate::access::enter::enter;
use crate::access::once::Once;
use crate::access::second_factor::{address, picture, set, step_of};
use crate::access::sessions::{self, Stage};
use crate::access::told;
use crate::access::viewer::{Here, Who};
use crate::access::way_back::{checked, sign_in_page};
use crate::error::Error;
use crate::lang::Lang;
use crate::trail;
use crate::web::form::{Errors, Kind, new_form_key};
use crate::web::parts::button::row;
use crate::web::parts::{Weight, flash, link, submit};
use crate::web::{Form, Query, Viewer};
use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use maud::{Markup, html};
use serde::Deserialize;

pub(super) fn router(door: Door) -> Router {
    Router::new().route("/aanmelden/tweede-stap", get(show).post(confirm)).with_state(door)
}

/// As typed.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Typed {
    sleutel: String,
    code: String,
    terug: String,
}

/// Somebody who is setting one up, with the secret that is being set up.
fn enrolling(who: &Who) -> Option<(&Account, &str)> {
    let account = match who {
        Who::Nobody | Who::Device(_) => return None,
        Who::Halfway(halfway) => Some(&halfway.0).filter(|_| halfway.1.stage == Stage::Enrol),
        Who::In(access) => Some(access.owner()),
    };
    account.zip(who.session().and_then(|session| session.new_secret.as_deref()))
}

async fn show(who: Who, viewer: Viewer, Query(asked): Query<Asked>) -> Response {
    match enrolling(&who) {
        Some((account, secret)) => {
            form(&viewer, &account.login, secret, &asked.back, &Errors::default()).into_response()
        }
        None => Redirect::to(&sign_in_page("/")).into_response(),
    }
}

async fn confirm(
    State(door): State<Door>,
    who: Who,
    here: Here,
    viewer: Viewer,
    address: Address,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    // Sent twice, the codes that were shown stay the right ones; they are not shown again.
    let sent =
        who.session().map(|session| Once::in_session(session, &typed.sleutel)).transpose()?;
    if let Some(sent) = &sent
        && let Some(answer) = sent.before(door.db()).await?
    {
        return Ok(answer);
    }
    let (Some((account, secret)), Some(sent)) = (enrolling(&who), sent) else {
        return Ok(Redirect::to(&sign_in_page("/")).into_response());
    };
    let now = door.clock().now();
    let Some(step) = step_of(secret, &typed.code, now) else {
        let mut wrong = Errors::default();
        wrong.add("code", "access.wrong_code");
        return Ok(refused(form(&viewer, &account.login, secret, &typed.terug, &wrong)));
    };
    let role = match &who {
        Who::In(access) => Some(access.role()),
        _ => roles_of(door.db(), &account.id, None, now).await?.0.first().copied(),
    };
    let Some(role) = role else { return Ok(Redirect::to(&sign_in_page("/")).into_response()) };
    let mut tx = door.db().begin().await?;
    let codes = set(&mut tx, &account.id, secret).await?;
    accounts::use_step(&mut tx, &account.id, step).await?;
    // Whoever else is in with this account came in without the second factor.
    sessions::end_all(&mut tx, &account.id).await?;
    let from = (&headers, &address, &here);
    let cookies = enter(&door, &mut tx, from, (account, role), None).await?;
    let sent = sent.answered_to(cookies.session());
    if let Some(answer) = sent.act(&mut tx, now, ("access.done_step_set_before", "/mijn")).await? {
        return Ok(answer);
    }
    let whence = (&address, here.id());
    let by = told::by(&account.id, role.word(), whence);
    let mut lines = vec![told::changed_secret(now, by, "second factor")];
    if matches!(who, Who::Halfway(_)) {
        lines.push(told::signed_in(now, &account.id, role, whence));
    }
    trail::write_all(&mut tx, &lines).await?;
    tx.commit().await?;
    door.ring();
    Ok(cookies.with(recovery(&viewer, &codes, checked(&typed.terug))))
}

fn form(viewer: &Viewer, login: &str, secret: &str, back: &str, errors: &Errors) -> Markup {
    let lang = viewer.lang;
    let fields = fields("stap", viewer, errors);
    let body = html! {
        form.wv-form.wv-narrow method="post" action="/aanmelden/tweede-stap" novalidate {
            (new_form_key())
            p { (lang.text("access.enrol_hint")) }
            (drawn(lang, &address(secret, login)))
            p { (lang.text("access.enrol_secret")) }
            p.wv-secret { (spaced(secret)) }
            (fields.summary(&[("code", "access.code")]))
            (back_field(back))
            (fields.input("code", "access.code", "", Kind::Code))
            (submit(Weight::Primary, lang.text("access.enrol_button")))
        }
    };
    narrow(viewer, "access.enrol_title", &body)
}

fn drawn(lang: Lang, address: &str) -> Markup {
    html! {
        @if let Some((width, path)) = picture(address) {
            svg.wv-picture viewBox={ "0 0 " (width) " " (width) } role="img" aria-label=(lang.text("access.enrol_picture"))
                shape-rendering="crispEdges" { path d=(path) {} }
        }
    }
}

/// In fours, as people read it aloud.
fn spaced(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

fn recovery(viewer: &Viewer, codes: &[String], back: &str) -> Markup {
    let lang = viewer.lang;
    let body = html! {
        (flash(lang.text("access.enrolled")))
        p { (lang.text("access.recovery_hint")) }
        ol.wv-codes { @for code in codes { li { code { (code) } } } }
        (row(&link(Weight::Primary, back, None, lang.text("access.go_on"))))
    };
    narrow(viewer, "access.recovery_title", &body)
}
