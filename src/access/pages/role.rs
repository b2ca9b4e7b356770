//! `POST /rol`: going on as another of one's roles, openly: the bar says as what, and the session gets a new id.

use crate::access::door::Door;
use crate::access::enter::Cookies;
use crate::access::role::Role;
use crate::access::second_factor;
use crate::access::sessions::{self, Stage};
use crate::access::told;
use crate::access::viewer::Access;
use crate::error::Error;
use crate::trail;
use crate::web::Form;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::post;
use serde::Deserialize;

pub(super) fn router(door: Door) -> Router {
    Router::new().route("/rol", post(go_on_as)).with_state(door)
}

#[derive(Deserialize)]
struct Choice {
    rol: String,
}

async fn go_on_as(
    State(door): State<Door>,
    access: Access,
    Form(choice): Form<Choice>,
) -> Result<Response, Error> {
    let role = Role::from_word(&choice.rol).filter(|role| access.roles().contains(role));
    let role = role.ok_or(Error::NO_PAGE)?;
    // A role that was granted ahead may have begun since the sign-in.
    let must_enrol = role.needs_second_factor()
        && access.owner().totp_secret.is_none()
        && !door.settings().is_demo;
    let (stage, page) = if must_enrol {
        (Stage::Enrol, "/aanmelden/tweede-stap")
    } else {
        (Stage::Full(role), "/")
    };
    let mut tx = door.db().begin().await?;
    let now = door.clock().now();
    let Some(token) = sessions::renew(&mut tx, access.session(), stage, now).await? else {
        return Ok(Redirect::to("/aanmelden").into_response());
    };
    if must_enrol {
        sessions::keep_secret(&mut tx, &token.hash(), &second_factor::new_secret()).await?;
    } else {
        trail::write(&mut tx, &told::switched(now, access.who(), role)).await?;
    }
    tx.commit().await?;
    door.ring();
    Ok(Cookies::of_session(&door, &token).with(Redirect::to(page)))
}
