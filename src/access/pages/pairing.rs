//! `/koppelen`: on the tablet or display itself, the code that an administrator got for it. From then on the browser is that
//! device, and nobody is signed on in it.

use super::{fields, floor_form, refused, too_soon, wait};
use crate::access::address::Address;
use crate::access::check::{count, forgive};
use crate::access::device;
use crate::access::door::Door;
use crate::access::pairing::{self, Paired};
use crate::access::throttle::Counter;
use crate::access::viewer::{Here, Who};
use crate::access::{Once, Role, sessions, told};
use crate::error::Error;
use crate::trail::{self, Action, Basis, Entry, Ground, Kind as Thing, Object};
use crate::web::form::{Errors, Kind, new_form_key};
use crate::web::parts::{Weight, submit};
use crate::web::{Form, Viewer};
use axum::Router;
use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::response::{AppendHeaders, IntoResponse as _, Redirect, Response};
use axum::routing::get;
use chrono::{DateTime, Utc};
use maud::{Markup, html};
use serde::Deserialize;

pub(super) fn router(door: Door) -> Router {
    Router::new().route("/koppelen", get(show).post(pair)).with_state(door)
}

/// As typed.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Typed {
    sleutel: String,
    code: String,
}

async fn show(viewer: Viewer) -> Markup {
    form(&viewer, "", &Errors::default(), None)
}

async fn pair(
    State(door): State<Door>,
    who: Who,
    Here(before): Here,
    viewer: Viewer,
    address: Address,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let sent = Once::at_device(before.as_ref(), &typed.sleutel)?;
    if let Some(answer) = sent.before(door.db()).await? {
        return Ok(answer);
    }
    let mut wrong = Errors::default();
    wrong.required("code", &typed.code, 40);
    if !wrong.is_empty() {
        return Ok(refused(form(&viewer, &typed.code, &wrong, None)));
    }
    let counters = [Counter::Pairing(address.ip())];
    if let Some(seconds) = count(&door, &counters).await? {
        return Ok(too_soon(form(&viewer, &typed.code, &wrong, Some(seconds)), seconds));
    }
    let now = door.clock().now();
    let mut tx = door.db().begin().await?;
    let Some(paired) = pairing::pair(&mut tx, &typed.code, now).await? else {
        drop(tx);
        let device = before.as_ref().map(|device| device.id.as_str());
        trail::record(door.db(), &told::refused_pairing(now, (&address, device))).await?;
        wrong.add("code", "pairing.wrong_code");
        return Ok(refused(form(&viewer, &typed.code, &wrong, None)));
    };
    let sent = sent.answered_to(&paired.id);
    if let Some(answer) = sent.act(&mut tx, now, ("pairing.done_paired", "/")).await? {
        return Ok(answer);
    }
    // Whoever was signed in here leaves no door open on what many hands will hold.
    if let Some(session) = who.session() {
        sessions::end(&mut tx, &session.hash).await?;
    }
    let mut lines = vec![line(&paired, address, now)];
    if let Some(before) = before {
        // The same tablet again: nothing holds its former secret any more.
        device::revoke(&mut tx, &before.id, now).await?;
        let gone = Object::new(Thing::Device, before.id);
        lines.push(Entry { action: Action::RevokeDevice, object: gone, ..lines[0].clone() });
    }
    trail::write_all(&mut tx, &lines).await?;
    tx.commit().await?;
    forgive(&door, &counters).await?;
    door.ring();
    tracing::info!(device = %paired.id, "a device was paired");
    let cookies = [door.device_cookie(&paired.secret), door.no_session_cookie()];
    Ok((AppendHeaders(cookies.map(|cookie| (SET_COOKIE, cookie))), Redirect::to("/"))
        .into_response())
}

fn line(paired: &Paired, address: Address, now: DateTime<Utc>) -> Entry {
    let who = trail::Who {
        actor: paired.id.clone(),
        acting_as: Role::Device.word().to_owned(),
        on_behalf_of: Some(paired.made_by.clone()),
        device: Some(paired.id.clone()),
        origin: address.to_string(),
    };
    let object = Object::new(Thing::Device, &paired.id);
    let basis = Basis { ground: Ground::Role, scope: None };
    Entry::done(now, who, Action::PairDevice, object, basis)
        .noting(format!("{}, hall {}", paired.kind, paired.hall))
}

fn form(viewer: &Viewer, typed: &str, errors: &Errors, seconds: Option<i64>) -> Markup {
    let lang = viewer.lang;
    let fields = fields("koppel", viewer, errors);
    let body = html! {
        form.wv-form.wv-narrow method="post" action="/koppelen" novalidate {
            (new_form_key())
            p { (lang.text("pairing.hint")) }
            (wait(viewer, seconds))
            (fields.summary(&[("code", "pairing.code")]))
            (fields.input("code", "pairing.code", typed, Kind::Code))
            (submit(Weight::Primary, lang.text("pairing.pair")))
        }
    };
    floor_form(viewer, "pairing.title", &body)
}
