//! The demo's way in: one tap a role, as a made-up person. The route and the buttons are there only in `werkvloer demo`.

use super::back_field;
use crate::access::accounts;
use crate::access::address::Address;
use crate::access::demo::login_of;
use crate::access::door::Door;
use crate::access::enter::enter;
use crate::access::role::Role;
use crate::access::told;
use crate::access::viewer::{Here, Who};
use crate::error::Error;
use crate::trail;
use crate::web::parts::Weight;
use crate::web::{Form, Viewer};
use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::post;
use maud::{Markup, html};
use serde::Deserialize;

pub(super) fn router(door: Door) -> Router {
    Router::new().route("/demo/aanmelden", post(sign_in)).with_state(door)
}

#[derive(Deserialize)]
struct Choice {
    rol: String,
    #[serde(default)]
    terug: String,
}

async fn sign_in(
    State(door): State<Door>,
    who: Who,
    here: Here,
    address: Address,
    headers: HeaderMap,
    Form(choice): Form<Choice>,
) -> Result<Response, Error> {
    let role = Role::from_word(&choice.rol).ok_or(Error::NO_PAGE)?;
    let account = accounts::of_login(door.db(), &login_of(role)).await?.ok_or(Error::NO_PAGE)?;
    let mut tx = door.db().begin().await?;
    let from = (&headers, &address, &here);
    let cookies = enter(&door, &mut tx, from, (&account, role), who.session()).await?;
    let entry = told::signed_in(door.clock().now(), &account.id, role, (&address, here.id()));
    trail::write(&mut tx, &entry).await?;
    tx.commit().await?;
    door.ring();
    Ok(cookies.and_on_to(&choice.terug))
}

/// One button a role, under the form that a real house has.
pub(super) fn buttons(viewer: &Viewer, back: &str) -> Markup {
    let lang = viewer.lang;
    html! {
        form.wv-form.wv-narrow method="post" action="/demo/aanmelden" aria-labelledby="demo" {
            h2 #demo { (lang.text("access.demo_title")) }
            p { (lang.text("access.demo_hint")) }
            (back_field(back))
            div.wv-buttons {
                @for role in Role::ALL {
                    button class=(Weight::Secondary.button()) type="submit" name="rol" value=(role.word()) {
                        (lang.fill("access.demo_as", &[("role", &lang.text(role.text()))]))
                    }
                }
            }
        }
    }
}
