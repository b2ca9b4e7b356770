//! The two layers of the door. The outer one recognises who asks, by the cookie; the inner one lies around every page that
//! is not for everybody and lets nobody pass who is not in. A room cannot forget it: its whole router lies inside.

use super::accounts;
use super::check::Address;
use super::door::Door;
use super::grant::{day_of, grants};
use super::law::Acting;
use super::role::Role;
use super::sessions::{self, Session, Stage};
use super::viewer::{Access, Who};
use super::way_back::{self, sign_in_page};
use crate::db::Db;
use crate::error::Error;
use crate::web::Viewer;
use crate::web::menu::Menu;
use axum::extract::{Request, State};
use axum::http::header::ACCEPT;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};
use chrono::{DateTime, Utc};
use maud::html;
use std::sync::Arc;

/// Recognises who asks.
pub async fn recognise(State(door): State<Door>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let who = match who(&door, &parts.headers, Address::of(&parts.extensions)).await {
        Ok(who) => who,
        Err(error) => return error.into_response(),
    };
    let mut menu = Menu { is_demo: door.settings().is_demo, ..Menu::default() };
    if let Who::In(access) = &who {
        menu = access.menu();
    }
    let viewer = parts.extensions.get_mut::<Viewer>().map(|viewer| {
        viewer.menu = Arc::new(menu);
        viewer.clone()
    });
    parts.extensions.insert(who);
    let mut response = next.run(Request::from_parts(parts, body)).await;
    if let Some(viewer) = viewer {
        response.extensions_mut().insert(viewer);
    }
    response
}

/// Lets only those pass who are in. A page is asked for again after signing in; a stream or a part of a page is told why.
pub async fn let_in_only(request: Request, next: Next) -> Response {
    if matches!(request.extensions().get::<Who>(), Some(Who::In(_))) {
        return next.run(request).await;
    }
    let headers = request.headers();
    if is_part(headers) {
        let lang =
            request.extensions().get::<Viewer>().map(|viewer| viewer.lang).unwrap_or_default();
        let words = html! {
            p.wv-note { a href="/aanmelden" { (lang.text("access.signed_out")) } }
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

async fn who(door: &Door, headers: &HeaderMap, origin: Address) -> Result<Who, Error> {
    let Some(token) = door.session_of(headers) else { return Ok(Who::Nobody) };
    let (db, now) = (door.db(), door.clock().now());
    let Some(session) = sessions::find(db, &token.hash(), now).await? else {
        return Ok(Who::Nobody);
    };
    let Some(account) = accounts::one(db, &session.account).await? else { return Ok(Who::Nobody) };
    let Stage::Full(role) = session.stage else {
        return Ok(Who::Halfway(Arc::new((account, session))));
    };
    let (roles, acting) = roles_of(db, &account.id, Some(role), now).await?;
    // The role may have ended with yesterday.
    let Some(acting) = acting else { return Ok(Who::Nobody) };
    if !is_stream(headers) {
        // A stream comes back by itself, so it is no sign of a person.
        notice(db, &session, now).await;
    }
    Ok(Who::In(Access::new(door.clone(), account, (session, origin), acting, roles)))
}

/// A page is worth more than a note of who looked when; without the note the session ends a little earlier.
async fn notice(db: &Db, session: &Session, now: DateTime<Utc>) {
    if let Err(error) = sessions::notice(db, session, now).await {
        tracing::warn!(%error, "cannot write down that somebody was there");
    }
}

/// The roles an account has today, and what it may do in the wanted one, or without a wish in the first.
pub(super) async fn roles_of(
    db: &Db,
    account: &str,
    wanted: Option<Role>,
    now: DateTime<Utc>,
) -> sqlx::Result<(Vec<Role>, Option<Acting>)> {
    let today = day_of(now);
    let in_force: Vec<_> =
        grants(db, account).await?.into_iter().filter(|grant| grant.is_in_force(today)).collect();
    let mut roles: Vec<Role> = in_force.iter().map(|grant| grant.role).collect();
    roles.dedup();
    let role = wanted.or_else(|| roles.first().copied()).filter(|role| roles.contains(role));
    let acting = role.map(|role| {
        let own = in_force.into_iter().filter(|grant| grant.role == role);
        Acting { role, scopes: own.map(|grant| grant.scope).collect() }
    });
    Ok((roles, acting))
}
