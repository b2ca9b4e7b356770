//! Looking after the house: who may come in and as what, which terminals may report, and what the trail says. Its pages are
//! of the administrator and the privacy officer.
//!
//! A room of its own, without tables: it stands to the right of the door, the trail and the rooms whose things are looked
//! after, asks each of them, and none of them knows it.

mod account;
mod account_acts;
mod account_badge;
mod accounts;
mod grant_form;
mod link_once;
mod log_filter;
mod logbook;
mod new_account;
mod rights;
pub mod scopes;
mod terminal_acts;
mod terminals;
mod unsure;

use crate::access::law::{Action, Target};
use crate::access::{Access, Door};
use crate::error::Error;
use crate::lang::Lang;
use crate::web::parts::{Way, tabs};
use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use maud::Markup;

/// The pages. They lie inside the door, as every room's.
pub fn router(door: &Door) -> Router {
    Router::new()
        .merge(accounts::router(door.clone()))
        .merge(new_account::router(door.clone()))
        .merge(account_acts::router(door.clone()))
        .merge(account_badge::router(door.clone()))
        .merge(terminals::router(door.clone()))
        .merge(terminal_acts::router(door.clone()))
        .merge(rights::router(door.clone()))
        .merge(logbook::router(door.clone()))
}

/// To who may not, there is no such page.
fn must(access: &Access, action: Action) -> Result<(), Error> {
    access.may(action, &Target::House).then_some(()).ok_or(Error::NO_PAGE)
}

/// A refused form: the same page, and why.
fn refused(page: Markup) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}

/// The two sides of who may come in.
fn sides(lang: Lang, current: usize) -> Markup {
    let ways = [
        Way::new("/beheer/gebruikers", lang.text("admin.accounts")),
        Way::new("/beheer/rechten", lang.text("rights.title")),
    ];
    tabs(lang.text("admin.sides"), &ways, current)
}
