//! `POST /afmelden`: the session ends on the server, and the browser is told to forget what it kept.

use crate::access::door::Door;
use crate::access::sessions;
use crate::access::told;
use crate::access::viewer::Who;
use crate::error::Error;
use crate::trail;
use axum::Router;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{HeaderName, SET_COOKIE};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::post;

const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");

pub(super) fn router(door: Door) -> Router {
    Router::new().route("/afmelden", post(sign_out)).with_state(door)
}

async fn sign_out(State(door): State<Door>, who: Who) -> Result<Response, Error> {
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
    // The next one at a shared tablet.
    let is_tablet = who.session().is_some_and(|session| session.device.is_some());
    let to = if is_tablet { "/tablet" } else { "/aanmelden" };
    let headers = [
        (SET_COOKIE, door.no_session_cookie()),
        // Not the cookies: the language and the known browser are the tablet's, not the person's.
        (CLEAR_SITE_DATA, HeaderValue::from_static("\"cache\", \"storage\"")),
    ];
    Ok((headers, Redirect::to(to)).into_response())
}
