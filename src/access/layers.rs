//! The layers of the door. The outer one recognises who asks, by the cookies; an inner one lies around every page that is
//! not for everybody and lets nobody pass who is not in. A room cannot forget it: its whole router lies inside. Which inner
//! one says also whether a PIN at a shared tablet will do, or a paired device with nobody signed on.

use super::accounts;
use super::acting::roles_of;
use super::address::Address;
use super::device::{self, Device};
use super::door::Door;
use super::sessions::{self, Session, Stage};
use super::viewer::{Access, Here, Who, menu_of};
use super::way_back::{self, sign_in_page};
use crate::db::Db;
use crate::error::Error;
use crate::web::Viewer;
use crate::web::menu::Menu;
use crate::web::parts::{Tone, alert};
use axum::extract::{Request, State};
use axum::http::header::{ACCEPT, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};
use chrono::{DateTime, Utc};
use maud::html;
use std::sync::Arc;

/// Recognises who asks.
pub async fn recognise(State(door): State<Door>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let origin = Address::of(&door.settings().proxies, &parts);
    parts.extensions.insert(origin);
    let (who, here, kept) = match who(&door, &parts.headers, origin).await {
        Ok(recognised) => recognised,
        Err(error) => return error.into_response(),
    };
    let mut menu = Menu { is_demo: door.settings().is_demo, ..Menu::default() };
    match &who {
        Who::In(access) | Who::Device(access) => menu = access.menu(),
        Who::Nobody | Who::Halfway(_) => menu.device = here.as_ref().map(menu_of),
    }
    let viewer = parts.extensions.get_mut::<Viewer>().map(|viewer| {
        viewer.menu = Arc::new(menu);
        if let Who::In(access) = &who {
            viewer.lang = access.owner().lang().unwrap_or(viewer.lang);
        }
        viewer.clone()
    });
    parts.extensions.insert(who);
    parts.extensions.insert(Here(here));
    let mut response = next.run(Request::from_parts(parts, body)).await;
    if let Some(viewer) = viewer {
        response.extensions_mut().insert(viewer);
    }
    // A browser that was paired anew keeps what that said.
    if let Some(kept) = kept
        && !door.sets_device(response.headers())
    {
        response.headers_mut().append(SET_COOKIE, kept);
    }
    response
}

/// Lets only those pass who are in by a full sign-in. Every page that is no floor work lies inside it.
pub async fn let_in_only(request: Request, next: Next) -> Response {
    match request.extensions().get::<Who>() {
        Some(Who::In(access)) if !access.is_brief() => next.run(request).await,
        _ => refuse(&request),
    }
}

/// Lets also those pass who signed on at a shared tablet with a PIN: around floor work.
pub async fn let_in_at_tablets(request: Request, next: Next) -> Response {
    match request.extensions().get::<Who>() {
        Some(Who::In(_)) => next.run(request).await,
        _ => refuse(&request),
    }
}

/// Lets also a paired device pass with nobody signed on: around boards.
pub async fn let_in_devices(request: Request, next: Next) -> Response {
    match request.extensions().get::<Who>() {
        Some(Who::In(_) | Who::Device(_)) => next.run(request).await,
        _ => refuse(&request),
    }
}

/// A page is asked for again after signing in; a stream or a part of a page is told why. A device cannot sign in for what is
/// not its own, so for it there is nothing.
fn refuse(request: &Request) -> Response {
    if matches!(request.extensions().get::<Who>(), Some(Who::Device(_))) {
        return Error::NO_PAGE.into_response();
    }
    let headers = request.headers();
    if is_part(headers) {
        let lang =
            request.extensions().get::<Viewer>().map(|viewer| viewer.lang).unwrap_or_default();
        let words = html! {
            (alert(Tone::Warning, html! { a.wv-way href="/aanmelden" { (lang.text("access.signed_out")) } }))
        };
        return (StatusCode::UNAUTHORIZED, words).into_response();
    }
    let back = way_back::of_request(request.method(), request.uri(), headers);
    Redirect::to(&sign_in_page(&back)).into_response()
}

/// Asked for by a page that is open already: a redirect would put a whole page into it, or end nowhere.
fn is_part(headers: &HeaderMap) -> bool {
    headers.contains_key("hx-request") || is_stream(headers)
}

fn is_stream(headers: &HeaderMap) -> bool {
    let accept = headers.get(ACCEPT).and_then(|accept| accept.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/event-stream"))
}

/// Who asks, the paired device from which, and the cookie that keeps it when it is time to set that again.
async fn who(
    door: &Door,
    headers: &HeaderMap,
    origin: Address,
) -> Result<(Who, Option<Device>, Option<HeaderValue>), Error> {
    let (device, kept) = paired(door, headers).await?;
    let who = match (person(door, headers, origin, device.as_ref()).await?, &device) {
        (Who::Nobody, Some(device)) => {
            Who::Device(Access::of_device(door.clone(), device.clone(), origin))
        }
        (who, _) => who,
    };
    Ok((who, device, kept))
}

/// The paired device that asks. Browsers forget a cookie after 400 days, so it is set again each time the device is noticed.
async fn paired(
    door: &Door,
    headers: &HeaderMap,
) -> sqlx::Result<(Option<Device>, Option<HeaderValue>)> {
    let Some(secret) = door.device_of(headers) else { return Ok((None, None)) };
    let Some(device) = device::of_secret(door.db(), &secret.hash()).await? else {
        return Ok((None, None));
    };
    let is_noticed = match device::notice(door.db(), &device, door.clock().now()).await {
        Ok(is_noticed) => is_noticed,
        Err(error) => {
            tracing::warn!(%error, "cannot write down that a device was there");
            false
        }
    };
    Ok((Some(device), is_noticed.then(|| door.device_cookie(&secret))))
}

/// The person who asks.
async fn person(
    door: &Door,
    headers: &HeaderMap,
    origin: Address,
    here: Option<&Device>,
) -> Result<Who, Error> {
    let Some(token) = door.session_of(headers) else { return Ok(Who::Nobody) };
    let (db, now) = (door.db(), door.clock().now());
    let Some(session) = sessions::find(db, &token.hash(), now).await? else {
        return Ok(Who::Nobody);
    };
    // Begun at a tablet, and brought elsewhere.
    if session.device.is_some() && session.device.as_ref() != here.map(|device| &device.id) {
        return Ok(Who::Nobody);
    }
    let Some(account) = accounts::one(db, &session.account).await? else { return Ok(Who::Nobody) };
    let Stage::Full(role) = session.stage else {
        return Ok(Who::Halfway(Arc::new((account, session))));
    };
    let (mut roles, acting) = roles_of(db, &account.id, Some(role), now).await?;
    // The role may have ended with yesterday.
    let Some(mut acting) = acting else { return Ok(Who::Nobody) };
    if session.is_brief {
        acting.is_brief = true;
        roles.retain(|own| *own == role);
    }
    if !is_stream(headers) {
        // A stream comes back by itself, so it is no sign of a person.
        notice(db, &session, now).await;
    }
    let (whose, what) = ((account, session), (acting, roles));
    Ok(Who::In(Access::new(door.clone(), whose, what, (here.cloned(), origin))))
}

/// A page is worth more than a note of who looked when; without the note the session ends a little earlier.
async fn notice(db: &Db, session: &Session, now: DateTime<Utc>) {
    if let Err(error) = sessions::notice(db, session, now).await {
        tracing::warn!(%error, "cannot write down that somebody was there");
    }
}
