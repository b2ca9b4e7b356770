//! What stands on somebody's badge, for signing on at a shared tablet: shown on the account's page, and changed there.

use super::account::Refused;
use super::account_acts::{at, find, or_again};
use crate::access::badge::badge_of;
use crate::access::{Change, Refusal, Visit};
use crate::error::Error;
use crate::lang::Lang;
use crate::web::form::{Errors, Fields, Kind, Reader};
use crate::web::parts::{Weight, submit};
use crate::web::{Form, Path};
use axum::Router;
use axum::response::Response;
use axum::routing::post;
use maud::{Markup, html};
use serde::Deserialize;

pub(super) fn router() -> Router {
    Router::new().route("/beheer/gebruikers/{id}/badge", post(keep))
}

/// As typed; empty takes the badge away.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    sleutel: String,
    badge: String,
}

impl Typed {
    /// As it is kept.
    pub(super) fn of(badge: Option<String>) -> Self {
        Self { badge: badge.unwrap_or_default(), ..Self::default() }
    }

    /// The badge as it will be kept; none when the field was emptied.
    fn read(&self) -> Result<Option<String>, Errors> {
        let mut form = Reader::default();
        let badge = match self.badge.trim() {
            "" => Some(None),
            text => form.that_is("badge", badge_of(text), "admin.badge_wrong").map(Some),
        };
        form.done(badge)
    }

    /// The form.
    pub(super) fn draw(&self, lang: Lang, at: &str, key: &Markup, wrong: &Errors) -> Markup {
        let fields = Fields { form: "badge", lang, errors: wrong };
        html! {
            form.wv-form.wv-narrow method="post" action={ (at) "/badge" } novalidate aria-labelledby="badge-kop" {
                h2 #badge-kop { (lang.text("admin.badge_title")) }
                (key)
                (fields.summary(&[("badge", "admin.badge")]))
                (fields.hint("admin.badge_hint").optional().input("badge", "admin.badge", &self.badge, Kind::Badge))
                (submit(Weight::Secondary, lang.text("admin.badge_keep")))
            }
        }
    }
}

async fn keep(
    visit: Visit,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let account = find(&visit, &id).await?;
    let said = ("admin.done_badge_kept", &*at(&id));
    let acted = visit
        .act(
            &typed.sleutel,
            said,
            || typed.read(),
            async |act, badge| {
                let is_free = Change::of(act).badge(&id, badge.as_deref()).await?;
                is_free.then_some(()).ok_or_else(|| Refusal::field("badge", "admin.badge_taken"))
            },
        )
        .await?;
    or_again(&visit, account, acted, |badge_wrong| Refused {
        key: typed.sleutel.clone(),
        badge: Some(typed),
        badge_wrong,
        ..Refused::default()
    })
    .await
}
