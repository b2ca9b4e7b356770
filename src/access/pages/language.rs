//! `POST /taal`: the language switch. Who is in keeps the choice with their account, in whatever browser they come; a browser keeps
//! it too, but not a paired device, which belongs to nobody: there it lasts until who chose it signs off.

use crate::access::accounts;
use crate::access::door::Door;
use crate::access::viewer::{Here, Who};
use crate::error::Error;
use crate::lang::Lang;
use crate::web::Form;
use crate::web::language::{language_cookie, own_address};
use axum::Router;
use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::post;
use serde::Deserialize;

pub(super) fn router(door: Door) -> Router {
    Router::new().route("/taal", post(choose)).with_state(door)
}

#[derive(Deserialize)]
struct Choice {
    taal: String,
    #[serde(default)]
    terug: String,
}

async fn choose(
    State(door): State<Door>,
    who: Who,
    Here(device): Here,
    Form(choice): Form<Choice>,
) -> Result<Response, Error> {
    let back = Redirect::to(own_address(&choice.terug));
    let Some(lang) = Lang::from_code(&choice.taal) else { return Ok(back.into_response()) };
    if let Who::In(access) = &who {
        let mut tx = door.db().begin().await?;
        accounts::set_language(&mut tx, access.account(), lang).await?;
        tx.commit().await?;
        if device.is_some() {
            return Ok(back.into_response());
        }
    }
    Ok(([(SET_COOKIE, language_cookie(lang))], back).into_response())
}
