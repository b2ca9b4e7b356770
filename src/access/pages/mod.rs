//! The door's own pages: signing in and out, the second step, one-time links, and what somebody sets for themselves. They
//! work without a script.

mod demo;
mod enrol;
mod language;
mod link;
mod mine;
pub mod openid;
mod pairing;
mod pin;
mod role;
mod second_step;
mod session_list;
mod sign_in;
mod sign_out;
mod tablet;

pub use session_list::session_list;

use super::act::refused;
use super::address::Address;
use super::check::{self, Checked};
use super::door::Door;
use super::layers::let_in_only;
use super::viewer::Access;
use crate::error::Error;
use crate::web::form::{Errors, Fields};
use crate::web::parts::{Tone, alert};
use crate::web::{Density, Page, Viewer, page};
use axum::Router;
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::from_fn;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use serde::Deserialize;

/// The door's pages, those for everybody and those for who is in.
pub fn router(door: &Door) -> Router {
    let inside = Router::new()
        .merge(mine::router(door.clone()))
        .merge(pin::router(door.clone()))
        .merge(role::router(door.clone()))
        .route_layer(from_fn(let_in_only));
    let outside = Router::new()
        .merge(sign_in::router(door.clone()))
        .merge(language::router(door.clone()))
        .merge(second_step::router(door.clone()))
        .merge(enrol::router(door.clone()))
        .merge(link::router(door.clone()))
        .merge(openid::router(door.clone()))
        .merge(pairing::router(door.clone()))
        .merge(tablet::router(door.clone()))
        .merge(sign_out::router(door.clone()));
    let tapped = if door.settings().is_demo { demo::router(door.clone()) } else { Router::new() };
    inside.merge(outside).merge(tapped)
}

/// Where to go afterwards, in an address.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    #[serde(rename = "terug")]
    back: String,
    /// Said after something was done.
    #[serde(rename = "gelukt")]
    done: Option<String>,
}

/// A page of the door with one narrow form.
fn narrow(viewer: &Viewer, title: &'static str, body: &Markup) -> Markup {
    let title = viewer.lang.text(title);
    let body = html! { h1 { (title) } (body) };
    page(viewer, &Page { title, body, ..Page::default() })
}

/// The same on the floor, where people wear gloves.
fn floor_form(viewer: &Viewer, title: &'static str, body: &Markup) -> Markup {
    let title = viewer.lang.text(title);
    let body = html! { h1 { (title) } (body) };
    page(viewer, &Page { title, density: Density::Floor, body, ..Page::default() })
}

/// A try that came too soon.
fn too_soon(page: Markup, seconds: i64) -> Response {
    (StatusCode::TOO_MANY_REQUESTS, [(RETRY_AFTER, seconds.to_string())], page).into_response()
}

/// The one when there is nothing to wait for, else the other.
fn refused_or_too_soon(page: Markup, seconds: Option<i64>) -> Response {
    match seconds {
        Some(seconds) => too_soon(page, seconds),
        None => refused(page),
    }
}

/// Whether this is the password somebody has now; else what is wrong with the field `nu`, or how long to wait.
async fn password_now(
    door: &Door,
    access: &Access,
    (headers, address): (&HeaderMap, &Address),
    typed: &str,
) -> Result<Result<(), (Errors, Option<i64>)>, Error> {
    let owner = access.owner();
    let name = (owner.login.as_str(), Some(owner));
    let mut wrong = Errors::default();
    Ok(match check::password(door, headers, address, name, typed).await? {
        Checked::Right => Ok(()),
        Checked::Wrong => {
            wrong.add("nu", "access.wrong_password");
            Err((wrong, None))
        }
        Checked::Later(seconds) => Err((wrong, Some(seconds))),
    })
}

/// Above a form that was tried too soon.
fn wait(viewer: &Viewer, seconds: Option<i64>) -> Markup {
    html! {
        @if let Some(seconds) = seconds {
            @let seconds = usize::try_from(seconds).unwrap_or_default();
            div role="alert" {
                (alert(Tone::Warning, viewer.lang.plural("access.wait_one", "access.wait_many", seconds)))
            }
        }
    }
}

fn fields<'a>(form: &'static str, viewer: &Viewer, errors: &'a Errors) -> Fields<'a> {
    Fields { form, lang: viewer.lang, errors }
}

/// The way back, kept through the steps of a sign-in.
fn back_field(back: &str) -> Markup {
    html! { @if !back.is_empty() { input type="hidden" name="terug" value=(back); } }
}
