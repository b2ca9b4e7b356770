//! `/mijn`: what somebody sets for themselves: the password and the second factor. Both ask for the password of now, so that
//! a tablet left open gives nobody the account.

use super::{Asked, fields, narrow, password_now, refused_or_too_soon, session_list, wait};
use crate::access::accounts;
use crate::access::address::Address;
use crate::access::door::Door;
use crate::access::enter::enter;
use crate::access::viewer::{Access, Here};
use crate::access::{password, pin, second_factor, sessions, told};
use crate::error::Error;
use crate::trail;
use crate::web::form::{Errors, Kind};
use crate::web::parts::{Weight, facts, flash, submit};
use crate::web::public_url::PublicUrl;
use crate::web::{Form, Query, Viewer, done};
use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use maud::{Markup, html};
use serde::Deserialize;

const LABELS: [(&str, &str); 2] = [("nu", "access.password_now"), ("nieuw", "access.new_password")];

pub(super) fn router(door: Door) -> Router {
    Router::new()
        .route("/mijn", get(show))
        .route("/mijn/wachtwoord", post(change_password))
        .route("/mijn/tweede-stap", post(begin_second_factor))
        .route("/mijn/sessies/einde", post(end_session))
        .with_state(door)
}

/// As typed; nothing of it is sent back.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Typed {
    nu: String,
    nieuw: String,
}

/// What is wrong with each of the two forms, and how long to wait before the next try.
#[derive(Default)]
struct Wrong {
    password: Errors,
    step: Errors,
    seconds: Option<i64>,
}

/// Which session of the list.
#[derive(Deserialize)]
struct Chosen {
    sessie: String,
}

async fn show(
    State(door): State<Door>,
    access: Access,
    viewer: Viewer,
    Query(asked): Query<Asked>,
) -> Result<Markup, Error> {
    page(&door, &access, &viewer, asked.done.is_some(), &Wrong::default()).await
}

/// Of one's own sessions only. One that has ended meanwhile, or is not one's own, is simply not there any more.
async fn end_session(
    State(door): State<Door>,
    access: Access,
    Form(chosen): Form<Chosen>,
) -> Result<Response, Error> {
    let mut tx = door.db().begin().await?;
    if !sessions::end_of(&mut tx, access.account(), &chosen.sessie).await? {
        return Ok(Redirect::to("/mijn").into_response());
    }
    let entry = told::ended_own_session(door.clock().now(), access.who());
    trail::write(&mut tx, &entry).await?;
    tx.commit().await?;
    door.ring();
    Ok(done("sessions.done_ended", "/mijn"))
}

async fn refusal(
    door: &Door,
    access: &Access,
    viewer: &Viewer,
    wrong: &Wrong,
) -> Result<Response, Error> {
    let page = page(door, access, &viewer.at("/mijn"), false, wrong).await?;
    Ok(refused_or_too_soon(page, wrong.seconds))
}

async fn change_password(
    State(door): State<Door>,
    access: Access,
    here: Here,
    viewer: Viewer,
    address: Address,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let owner = access.owner();
    let host = door.settings().public_url.as_ref().map_or("", PublicUrl::host);
    if let Some(problem) = password::problem(&typed.nieuw, &[&owner.name, &owner.login, host]) {
        let mut wrong = Wrong::default();
        wrong.password.add("nieuw", problem);
        return refusal(&door, &access, &viewer, &wrong).await;
    }
    let from = (&headers, &address);
    if let Err((password, seconds)) = password_now(&door, &access, from, &typed.nu).await? {
        let wrong = Wrong { password, seconds, ..Wrong::default() };
        return refusal(&door, &access, &viewer, &wrong).await;
    }
    let hash = door.hasher().hash(&typed.nieuw).await.map_err(Error::Unavailable)?;
    let mut tx = door.db().begin().await?;
    let had_pin = accounts::set_password(&mut tx, &owner.id, &hash).await?;
    let from = (&headers, &address, &here);
    let cookies = enter(&door, &mut tx, from, (owner, access.role()), None).await?;
    let entry = told::changed_password(door.clock().now(), access.who(), had_pin);
    trail::write(&mut tx, &entry).await?;
    tx.commit().await?;
    door.ring();
    Ok(cookies.with(Redirect::to("/mijn?gelukt=ja")))
}

async fn begin_second_factor(
    State(door): State<Door>,
    access: Access,
    viewer: Viewer,
    address: Address,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let from = (&headers, &address);
    if let Err((step, seconds)) = password_now(&door, &access, from, &typed.nu).await? {
        let wrong = Wrong { step, seconds, ..Wrong::default() };
        return refusal(&door, &access, &viewer, &wrong).await;
    }
    let mut tx = door.db().begin().await?;
    let secret = second_factor::new_secret();
    sessions::keep_secret(&mut tx, &access.session().hash, &secret).await?;
    tx.commit().await?;
    Ok(Redirect::to("/aanmelden/tweede-stap?terug=/mijn").into_response())
}

async fn page(
    door: &Door,
    access: &Access,
    viewer: &Viewer,
    is_done: bool,
    wrong: &Wrong,
) -> Result<Markup, Error> {
    let lang = viewer.lang;
    let now = door.clock().now();
    let mine = sessions::of_account(door.db(), access.account(), now).await?;
    let owner = access.owner();
    let has_pin = pin::hash_of(door.db(), &owner.id).await?.is_some();
    let (changing, stepping) =
        (fields("wachtwoord", viewer, &wrong.password), fields("stap", viewer, &wrong.step));
    let step = if owner.totp_secret.is_some() { "access.step_on" } else { "access.step_off" };
    let body = html! {
        @if is_done { (flash(lang.text("access.password_changed"))) }
        (wait(viewer, wrong.seconds))
        (facts(&[
            (lang.text("access.your_name"), html! { (owner.name) }),
            (lang.text("access.login"), html! { (owner.login) }),
            (lang.text("access.role"), html! { (lang.text(access.role().text())) }),
            (lang.text("access.step"), html! { (lang.text(step)) }),
        ]))
        p { a.wv-way href="/mijn/pin" { (lang.text("tablet.pin_title")) } }
        // A made-up person of the demo has no password to change.
        @if owner.password_hash.is_some() {
            div.wv-two {
                form.wv-form method="post" action="/mijn/wachtwoord" novalidate aria-labelledby="ander-wachtwoord" {
                    h2 #ander-wachtwoord { (lang.text("access.change_password")) }
                    p { (lang.text("access.password_hint")) }
                    @if has_pin { p { (lang.text("tablet.pin_goes")) } }
                    (changing.summary(&LABELS))
                    (changing.input("nu", "access.password_now", "", Kind::Password))
                    (changing.input("nieuw", "access.new_password", "", Kind::NewPassword))
                    (submit(Weight::Primary, lang.text("form.keep")))
                }
                form.wv-form method="post" action="/mijn/tweede-stap" novalidate aria-labelledby="andere-stap" {
                    h2 #andere-stap { (lang.text("access.enrol_title")) }
                    p { (lang.text("access.step_hint")) }
                    (stepping.summary(&LABELS))
                    (stepping.input("nu", "access.password_now", "", Kind::Password))
                    (submit(Weight::Primary, lang.text("access.enrol_begin")))
                }
            }
        }
        (session_list(lang, now, &mine, "/mijn/sessies/einde", Some(&access.session().hash)))
    };
    Ok(narrow(viewer, "access.mine_title", &body))
}
