//! `POST /afmelden`: the session ends on the server, and the browser is told to forget what it kept.

use crate::access::device::Kind;
use crate::access::door::Door;
use crate::access::sessions;
use crate::access::told;
use crate::access::viewer::{Here, Who};
use crate::error::Error;
use crate::trail;
use crate::web::language::NO_LANGUAGE;
use axum::Router;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{HeaderName, SET_COOKIE};
use axum::response::{AppendHeaders, IntoResponse as _, Redirect, Response};
use axum::routing::post;

const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");

pub(super) fn router(door: Door) -> Router {
    Router::new().route("/afmelden", post(sign_out)).with_state(door)
}

async fn sign_out(State(door): State<Door>, who: Who, Here(here): Here) -> Result<Response, Error> {
    if let Some(session) = who.session() {
        let mut tx = door.db().begin().await?;
        sessions::end(&mut tx, &session.hash).await?;
        // Half a sign-in never was in.
        if let Who::In(access) = &who {
            let entry = told::signed_out(door.clock().now(), access.who());
            trail::write(&mut tx, &entry).await?;
        }
        tx.commit().await?;
        door.ring();
    }
    let (to, language) = match here.map(|device| device.kind) {
        // For the next one, in the house's language.
        Some(Kind::Tablet) => ("/tablet", Some(NO_LANGUAGE)),
        // Back to its board.
        Some(Kind::Wall) => ("/", Some(NO_LANGUAGE)),
        None => ("/aanmelden", None),
    };
    let cookies = [door.no_session_cookie()].into_iter().chain(language);
    let cookies: Vec<_> = cookies.map(|cookie| (SET_COOKIE, cookie)).collect();
    // Not the cookies: the known browser is the browser's, not the person's.
    let clear = [(CLEAR_SITE_DATA, HeaderValue::from_static("\"cache\", \"storage\""))];
    Ok((AppendHeaders(cookies), clear, Redirect::to(to)).into_response())
}
