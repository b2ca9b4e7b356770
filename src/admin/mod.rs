//! Looking after the house: who may come in and as what, which terminals may report, which tablets show a board, and what the
//! trail says. Its pages are of the administrator and the privacy officer.
//!
//! A room of its own, without tables: it asks the door, the trail and the rooms whose things are looked after, and none of
//! them knows it.

mod account;
mod account_acts;
mod account_badge;
mod accounts;
mod devices;
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

use crate::lang::Lang;
use crate::web::parts::{Way, tabs};
use axum::Router;
use maud::Markup;

/// The pages. They lie inside the door, as every room's.
pub fn router() -> Router {
    Router::new()
        .merge(accounts::router())
        .merge(new_account::router())
        .merge(account_acts::router())
        .merge(account_badge::router())
        .merge(devices::router())
        .merge(terminals::router())
        .merge(terminal_acts::router())
        .merge(rights::router())
        .merge(logbook::router())
}

/// The two sides of who may come in.
fn sides(lang: Lang, current: usize) -> Markup {
    let ways = [
        Way::new("/beheer/gebruikers", lang.text("admin.accounts")),
        Way::new("/beheer/rechten", lang.text("rights.title")),
    ];
    tabs(lang.text("admin.sides"), &ways, current)
}
