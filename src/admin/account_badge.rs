//! What stands on somebody's badge, for signing on at a shared tablet: shown on the account's page, and changed there.

use super::account::{Refused, draw};
use super::account_acts::{at, find};
use super::refused;
use crate::access::badge::badge_of;
use crate::access::{Access, Change, Door};
use crate::error::Error;
use crate::lang::Lang;
use crate::web::form::{Errors, Fields, Kind};
use crate::web::parts::{Weight, submit};
use crate::web::{Form, Path, Viewer, done};
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::post;
use maud::{Markup, html};
use serde::Deserialize;

pub(super) fn router(door: Door) -> Router {
    Router::new().route("/beheer/gebruikers/{id}/badge", post(keep)).with_state(door)
}

/// As typed; empty takes the badge away.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    badge: String,
}

impl Typed {
    /// As it is kept.
    pub(super) fn of(badge: Option<String>) -> Self {
        Self { badge: badge.unwrap_or_default() }
    }

    /// The form.
    pub(super) fn draw(&self, lang: Lang, at: &str, wrong: &Errors) -> Markup {
        let fields = Fields { form: "badge", lang, errors: wrong };
        html! {
            form.wv-form.wv-narrow method="post" action={ (at) "/badge" } novalidate aria-labelledby="badge-kop" {
                h2 #badge-kop { (lang.text("admin.badge_title")) }
                (fields.summary(&[("badge", "admin.badge")]))
                (fields.hint("admin.badge_hint").optional().input("badge", "admin.badge", &self.badge, Kind::Badge))
                (submit(Weight::Secondary, lang.text("admin.badge_keep")))
            }
        }
    }
}

async fn keep(
    State(door): State<Door>,
    access: Access,
    viewer: Viewer,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let account = find(&door, &access, &id).await?;
    let problem = match typed.badge.trim() {
        "" => set(&access, &id, None).await?,
        text => match badge_of(text) {
            None => Some("admin.badge_wrong"),
            Some(badge) => set(&access, &id, Some(&badge)).await?,
        },
    };
    let Some(problem) = problem else { return Ok(done("admin.done_badge_kept", &at(&id))) };
    let mut refusal = Refused { badge: Some(typed), ..Refused::default() };
    refusal.badge_wrong.add("badge", problem);
    Ok(refused(draw(&door, (&viewer, &access), account, &refusal).await?))
}

/// Sets it, unless it is somebody else's; then why not.
async fn set(
    access: &Access,
    id: &str,
    badge: Option<&str>,
) -> Result<Option<&'static str>, Error> {
    let mut change = Change::by(access).await?;
    if !change.badge(id, badge).await? {
        return Ok(Some("admin.badge_taken"));
    }
    change.commit().await?;
    Ok(None)
}
