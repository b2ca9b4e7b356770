//! `/mijn/pin`: the PIN for shared tablets, chosen after a full sign-in, with the password once more where there is one. Taking
//! it away asks for nothing: without it somebody can do less.

use super::{Asked, fields, narrow, password_now, refused, refused_or_too_soon, wait};
use crate::access::address::Address;
use crate::access::door::Door;
use crate::access::viewer::Access;
use crate::access::{badge, pin, told};
use crate::error::Error;
use crate::trail::{self, Action, Entry, Ground, Kind as Thing, Object};
use crate::web::form::{Errors, Kind};
use crate::web::parts::{Weight, flash, submit};
use crate::web::{Form, Query, Viewer, done};
use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use maud::{Markup, html};
use serde::Deserialize;

const LABELS: [(&str, &str); 2] = [("nu", "access.password_now"), ("pin", "tablet.pin")];

pub(super) fn router(door: Door) -> Router {
    Router::new()
        .route("/mijn/pin", get(show).post(choose))
        .route("/mijn/pin/intrekking", post(remove))
        .with_state(door)
}

/// As typed; nothing of it is sent back.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Typed {
    nu: String,
    pin: String,
}

async fn show(
    State(door): State<Door>,
    access: Access,
    viewer: Viewer,
    Query(asked): Query<Asked>,
) -> Result<Markup, Error> {
    let said = asked.done.is_some().then_some("tablet.pin_set");
    page(&door, &access, &viewer, (said, &Errors::default(), None)).await
}

async fn choose(
    State(door): State<Door>,
    access: Access,
    viewer: Viewer,
    address: Address,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let owner = access.owner();
    let mut wrong = Errors::default();
    let badge = badge::of(door.db(), &owner.id).await?;
    if let Some(problem) = pin::problem(&typed.pin, badge.as_deref()) {
        wrong.add("pin", problem);
        return Ok(refused(page(&door, &access, &viewer, (None, &wrong, None)).await?));
    }
    // Who comes in through the company's own issuer has no password here; the full sign-in has to do.
    if owner.password_hash.is_some() {
        let from = (&headers, &address);
        if let Err((wrong, seconds)) = password_now(&door, &access, from, &typed.nu).await? {
            let page = page(&door, &access, &viewer, (None, &wrong, seconds)).await?;
            return Ok(refused_or_too_soon(page, seconds));
        }
    }
    let hash = door.hasher().hash(&typed.pin).await.map_err(Error::Unavailable)?;
    let now = door.clock().now();
    let mut tx = door.db().begin().await?;
    pin::set(&mut tx, &owner.id, &hash, now).await?;
    let object = Object::new(Thing::Account, &owner.id);
    let who = access.who();
    let line = Entry::done(now, who, Action::ChangeSecret, object, Ground::Own.into());
    trail::write(&mut tx, &line.noting("PIN")).await?;
    tx.commit().await?;
    // Whoever was signed on with the former one is so no longer.
    door.ring();
    Ok(Redirect::to("/mijn/pin?gelukt=ja").into_response())
}

/// What is not there any more stays away, without a second line.
async fn remove(State(door): State<Door>, access: Access) -> Result<Response, Error> {
    let mut tx = door.db().begin().await?;
    if pin::remove(&mut tx, access.account()).await? {
        let entry = told::changed_secret(door.clock().now(), access.who(), "PIN removed");
        trail::write(&mut tx, &entry).await?;
        tx.commit().await?;
        door.ring();
    }
    Ok(done("tablet.done_pin_removed", "/mijn/pin"))
}

async fn page(
    door: &Door,
    access: &Access,
    viewer: &Viewer,
    (said, wrong, seconds): (Option<&'static str>, &Errors, Option<i64>),
) -> Result<Markup, Error> {
    let lang = viewer.lang;
    let owner = access.owner();
    let fields = fields("pin", viewer, wrong);
    let has_one = pin::hash_of(door.db(), &owner.id).await?.is_some();
    let body = html! {
        @if let Some(said) = said { (flash(lang.text(said))) }
        form.wv-form.wv-narrow method="post" action="/mijn/pin" novalidate {
            p { (lang.text("tablet.pin_hint")) }
            p { (lang.text(if has_one { "tablet.pin_on" } else { "tablet.pin_off" })) }
            (wait(viewer, seconds))
            (fields.summary(&LABELS))
            @if owner.password_hash.is_some() {
                (fields.input("nu", "access.password_now", "", Kind::Password))
            }
            (fields.hint("tablet.pin_rule").input("pin", "tablet.pin", "", Kind::Pin))
            (submit(Weight::Primary, lang.text("form.keep")))
        }
        @if has_one {
            form method="post" action="/mijn/pin/intrekking" {
                (submit(Weight::Secondary, lang.text("tablet.pin_remove")))
            }
        }
        p { a.wv-way href="/mijn" { (lang.text("access.mine_title")) } }
    };
    Ok(narrow(viewer, "tablet.pin_title", &body))
}
