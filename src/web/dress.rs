//! The outermost layer around every answer: a request number, security headers, a line in the log, and a page for an
//! error. The log names the route's pattern, never the query: it may hold what somebody typed.

use crate::error::Error;
use crate::lang::Lang;
use crate::listen::http::Late;
use crate::web::page::{Page, page};
use crate::web::parts::button::row;
use crate::web::parts::{Tone, Weight, alert, link};
use crate::web::{Viewer, assets, done};
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, REFERRER_POLICY,
    SET_COOKIE, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use maud::html;
use std::sync::Arc;
use std::time::Instant;

/// Scripts, styles and pictures of our own, none of them inside a page; frames, plugins and other sites nowhere.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
    font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; \
    frame-ancestors 'none'; object-src 'none'";

/// The headers of every answer. The referrer policy is not `no-referrer`: under that, browsers post our own forms with
/// `Origin: null`, and an old tablet could not prove that a form is ours.
static HEADERS: [(HeaderName, HeaderValue); 8] = [
    (CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    // A browser heeds it only over TLS.
    (STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), geolocation=(), microphone=()"),
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
];

/// The headers of every event stream. A proxy that gathers an answer before it passes it on, as nginx does unless it is told
/// otherwise, would keep a call for help until its buffer is full; one that packs it would do the same.
static STREAM: [(HeaderName, HeaderValue); 2] = [
    (CACHE_CONTROL, HeaderValue::from_static("no-store, no-cache, no-transform")),
    (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no")),
];

/// The header that carries the request's number.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What the layer must know.
#[derive(Clone, Copy, Debug)]
pub struct Wardrobe {
    /// The language of a viewer who says nothing.
    pub lang: Lang,
    /// True when people reach the service over TLS: then no cookie goes without it.
    pub is_secure: bool,
}

/// The layer.
pub async fn dress(State(wardrobe): State<Wardrobe>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = crate::id::hex(&crate::id::random::<6>());
    let (mut parts, body) = request.into_parts();
    let viewer = Viewer::of(&parts, &id, wardrobe.lang);
    parts.extensions.insert(viewer.clone());
    let pattern = parts.extensions.get::<MatchedPath>().cloned();
    let method = parts.method.clone();
    let is_fragment = parts.headers.contains_key("hx-request");
    let late = parts.extensions.get::<Late>().cloned();

    let mut response = next.run(Request::from_parts(parts, body)).await;
    let mut error = response.extensions_mut().remove::<Arc<Error>>();
    // Whatever the handler made of a body that broke off.
    if late.is_some_and(|late| late.is_so()) {
        response = Error::Late.into_response();
        error = response.extensions_mut().remove();
    }
    // Who looks, as the door came to know them: it lies inside of this layer.
    let viewer = response.extensions_mut().remove::<Viewer>().unwrap_or(viewer);
    if let Some(error) = &error {
        response = error_page(&response, &viewer, error, is_fragment);
    }
    let headers = response.headers_mut();
    headers.extend(HEADERS.iter().cloned());
    if viewer.done.is_some() && is(headers, "text/html") {
        headers.append(SET_COOKIE, done::SAID);
    }
    if wardrobe.is_secure {
        secure_cookies(headers);
    }
    if let Ok(id) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID, id);
    }
    if is(headers, "text/event-stream") {
        // In the place of what the framework says.
        for (name, value) in &STREAM {
            headers.insert(name, value.clone());
        }
    } else if headers.get(CACHE_CONTROL) != Some(&assets::FOR_EVER) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }

    let path = pattern.as_ref().map_or("(none)", MatchedPath::as_str);
    let (status, took) = (response.status().as_u16(), started.elapsed().as_secs_f64() * 1e3);
    match error.as_deref() {
        Some(Error::Internal(e) | Error::Unavailable(e)) => {
            tracing::error!(request = %id, %method, path, status, took_ms = took, "request failed: {e:#}");
        }
        Some(e) => {
            tracing::info!(request = %id, %method, path, status, took_ms = took, "request refused: {e}");
        }
        None => tracing::debug!(request = %id, %method, path, status, took_ms = took, "request"),
    }
    response
}

/// Also those that hold no secret: over a line that others can write on, they could be planted.
fn secure_cookies(headers: &mut HeaderMap) {
    let set: Vec<HeaderValue> = headers.get_all(SET_COOKIE).iter().cloned().collect();
    headers.remove(SET_COOKIE);
    for cookie in set {
        let text = cookie.to_str().ok().filter(|text| !text.contains("; Secure"));
        let secure = text.and_then(|text| HeaderValue::try_from(format!("{text}; Secure")).ok());
        headers.append(SET_COOKIE, secure.unwrap_or(cookie));
    }
}

fn is(headers: &HeaderMap, kind: &str) -> bool {
    let said = headers.get(CONTENT_TYPE);
    said.is_some_and(|said| said.as_bytes().starts_with(kind.as_bytes()))
}

/// The error's page, with the status and the headers (such as `Allow`) of the bare answer. Who asked for a part of a page
/// gets a part of a page.
fn error_page(bare: &Response, viewer: &Viewer, error: &Error, is_fragment: bool) -> Response {
    let lang = viewer.lang;
    let sentence = lang.text(error.sentence());
    let number = html! { p.wv-small { (lang.text("error.number")) " " code { (viewer.request) } } };
    let body = if is_fragment {
        alert(Tone::Danger, html! { p { (sentence) } (number) })
    } else {
        let body = html! {
            h1 { (lang.text("error.title")) }
            p.wv-lead { (sentence) }
            (row(&html! {
                (link(Weight::Primary, "/", None, lang.text("error.to_start")))
            }))
            (number)
        };
        page(viewer, &Page { title: lang.text("error.title"), body, ..Page::default() })
    };
    let mut dressed = body.into_response();
    *dressed.status_mut() = bare.status();
    if let Some(allow) = bare.headers().get(ALLOW) {
        dressed.headers_mut().insert(ALLOW, allow.clone());
    }
    dressed
}
