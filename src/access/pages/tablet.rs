//! `/tablet`: "who are you?" at a paired tablet. A login name or a badge is typed, never chosen from a list of people, and a
//! PIN of six digits. What follows is short, is floor work only, and ends with one press.

use super::{fields, floor_form, refused, too_soon, wait};
use crate::access::acting::roles_of;
use crate::access::address::Address;
use crate::access::check::{count, forgive};
use crate::access::device::{Device, Kind as DeviceKind};
use crate::access::door::Door;
use crate::access::law::has_floor_work;
use crate::access::place::Place;
use crate::access::throttle::Counter;
use crate::access::told;
use crate::access::viewer::{Here, Who};
use crate::access::{badge, pin, sessions};
use crate::error::Error;
use crate::trail::{self, Action, Entry, Ground, Kind as Thing, Object};
use crate::web::form::{Errors, Kind};
use crate::web::parts::{Weight, submit};
use crate::web::{Form, Viewer};
use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use maud::{Markup, html};
use serde::Deserialize;

const LABELS: [(&str, &str); 2] = [("naam", "tablet.who"), ("pin", "tablet.pin")];
/// Nobody signs on with a PIN at what is not paired, nor at a display on a wall.
const NO_TABLET: Error = Error::NotFound("tablet.not_paired");

pub(super) fn router(door: Door) -> Router {
    Router::new().route("/tablet", get(show).post(sign_on)).with_state(door)
}

/// As typed; the PIN is never sent back.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Typed {
    naam: String,
    pin: String,
}

fn tablet(Here(device): Here) -> Result<Device, Error> {
    device.filter(|device| device.kind == DeviceKind::Tablet).ok_or(NO_TABLET)
}

async fn show(here: Here, viewer: Viewer) -> Result<Markup, Error> {
    tablet(here)?;
    Ok(form(&viewer, "", &Errors::default(), None))
}

async fn sign_on(
    State(door): State<Door>,
    here: Here,
    who: Who,
    viewer: Viewer,
    address: Address,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let tablet = tablet(here)?;
    let mut wrong = Errors::default();
    let name = wrong.required("naam", &typed.naam, 200);
    if !pin::is_pin(&typed.pin) {
        wrong.add("pin", "tablet.pin_form");
    }
    if !wrong.is_empty() {
        return Ok(refused(form(&viewer, &typed.naam, &wrong, None)));
    }
    let account = badge::whose(door.db(), name).await?;
    let whose = account.as_ref().map_or_else(|| format!("? {name}"), |account| account.id.clone());
    let device = tablet.id.clone();
    let counters = [Counter::Pin { whose, device: device.clone() }, Counter::Device(device)];
    if let Some(seconds) = count(&door, &counters).await? {
        return Ok(too_soon(form(&viewer, &typed.naam, &wrong, Some(seconds)), seconds));
    }
    let named = account.as_ref();
    let open = named.filter(|account| account.disabled_at.is_none());
    let hash = match open {
        Some(account) => pin::hash_of(door.db(), &account.id).await?,
        None => None,
    };
    let now = door.clock().now();
    let whence = (&address, Some(tablet.id.as_str()));
    let is_right =
        door.hasher().is_right(&typed.pin, hash.as_deref()).await.map_err(Error::Unavailable)?;
    let Some(account) = open.filter(|_| is_right) else {
        // One sentence for an unknown name, a wrong PIN and none at all: none tells that a name exists.
        tracing::info!(device = %tablet.id, "signing on at a tablet failed");
        let is_open = named.is_none_or(|account| account.disabled_at.is_none());
        let why = if is_open { "wrong name or PIN" } else { "disabled account" };
        trail::record(door.db(), &told::refused(now, named, why, whence)).await?;
        wrong.add("pin", "tablet.wrong");
        return Ok(refused(form(&viewer, &typed.naam, &wrong, None)));
    };
    let (roles, _) = roles_of(door.db(), &account.id, None, now).await?;
    let Some(role) = roles.into_iter().find(|role| has_floor_work(*role)) else {
        let entry = told::refused(now, Some(account), "no floor work", whence);
        trail::record(door.db(), &entry).await?;
        wrong.add("naam", "tablet.no_floor_work");
        return Ok(refused(form(&viewer, &typed.naam, &wrong, None)));
    };
    let before = who.session().map(|session| session.hash.as_str());
    let place = Place::of(&headers, &address);
    let mut tx = door.db().begin().await?;
    let token =
        sessions::begin_at(&mut tx, &tablet.id, (&account.id, role), before, now, &place).await?;
    let object = Object::new(Thing::Account, &account.id);
    let who = told::by(&account.id, role.word(), whence);
    let line = Entry::done(now, who, Action::SignIn, object, Ground::Anyone.into());
    trail::write(&mut tx, &line.noting("PIN")).await?;
    tx.commit().await?;
    forgive(&door, &counters).await?;
    // Who was signed on before is so no longer, and the tablet's own stream shows what everybody may see.
    door.ring();
    Ok(([(SET_COOKIE, door.session_cookie(&token))], Redirect::to("/")).into_response())
}

fn form(viewer: &Viewer, name: &str, errors: &Errors, seconds: Option<i64>) -> Markup {
    let lang = viewer.lang;
    let fields = fields("tablet", viewer, errors);
    let body = html! {
        form.wv-form.wv-narrow method="post" action="/tablet" novalidate {
            (wait(viewer, seconds))
            (fields.summary(&LABELS))
            (fields.input("naam", "tablet.who", name, Kind::Badge))
            (fields.input("pin", "tablet.pin", "", Kind::Pin))
            (submit(Weight::Primary, lang.text("tablet.sign_on")))
        }
        p { a.wv-way href="/aanmelden" { (lang.text("tablet.by_password")) } }
        p.wv-small { (lang.text("tablet.no_pin_yet")) }
        p { a.wv-way href="/" { (lang.text("tablet.to_board")) } }
    };
    floor_form(viewer, "shell.who", &body)
}
