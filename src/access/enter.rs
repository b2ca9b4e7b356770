//! Coming in: what every way of signing in ends with. The browser gets a new session, and is known from then on.

use super::accounts::Account;
use super::address::Address;
use super::door::Door;
use super::place::Place;
use super::role::Role;
use super::sessions::{self, Session, Stage, Token};
use super::throttle;
use super::viewer::Here;
use super::way_back;
use crate::db::Tx;
use crate::web::language::language_cookie;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{AppendHeaders, IntoResponse as _, Redirect, Response};

/// From where somebody comes in: what the browser sent, its address, and the paired device that it may be.
pub(super) type Arrival<'a> = (&'a HeaderMap, &'a Address, &'a Here);

/// Lets somebody in, in the place of the session (half or whole) that this browser had.
pub(super) async fn enter(
    door: &Door,
    tx: &mut Tx,
    (headers, address, here): Arrival<'_>,
    (account, role): (&Account, Role),
    before: Option<&Session>,
) -> sqlx::Result<Cookies> {
    let now = door.clock().now();
    let before = before.map(|session| session.hash.as_str());
    let place = Place::of(headers, address);
    let before = (before, here.id(), &place);
    let token = sessions::begin(tx, &account.id, Stage::Full(role), before, now).await?;
    let browser = door.browser_of(headers).unwrap_or_default();
    throttle::remember(tx, &browser.hash(), &account.id, now).await?;
    let mut cookies = vec![door.session_cookie(&token), door.browser_cookie(&browser)];
    // A paired device keeps the house's language for whoever comes next; while somebody is in, their own is spoken anyway.
    cookies.extend(account.lang().filter(|_| here.0.is_none()).map(language_cookie));
    Ok(Cookies { cookies, session: token.hash() })
}

/// Cookies to be set.
pub(super) struct Cookies {
    cookies: Vec<HeaderValue>,
    /// The hash of the session that they begin; empty when they begin none.
    session: String,
}

impl Cookies {
    /// Only the session's.
    pub(super) fn of_session(door: &Door, token: &Token) -> Self {
        Self { cookies: vec![door.session_cookie(token)], session: token.hash() }
    }

    /// And another one.
    pub(super) fn and(mut self, cookie: HeaderValue) -> Self {
        self.cookies.push(cookie);
        self
    }

    /// Only this one.
    pub(super) fn only(cookie: HeaderValue) -> Self {
        Self { cookies: vec![cookie], session: String::new() }
    }

    /// The hash of the session that they begin.
    pub(super) fn session(&self) -> &str {
        &self.session
    }

    /// With an answer.
    pub(super) fn with(self, answer: impl axum::response::IntoResponse) -> Response {
        let headers = self.cookies.into_iter().map(|cookie| (SET_COOKIE, cookie));
        (AppendHeaders(headers.collect::<Vec<_>>()), answer).into_response()
    }

    /// And on to the page that was asked for. The start page sends each role to its own.
    pub(super) fn and_on_to(self, back: &str) -> Response {
        self.with(Redirect::to(way_back::checked(back)))
    }
}
