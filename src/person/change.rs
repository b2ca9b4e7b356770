//! What the forms of a person's page do: how somebody is reached, and the photo. Each may be sent twice: what is so already
//! stays so, without a second line in the trail. Who may see is asked before anything that was sent is looked at.

use super::page::{Refused, Typed, draw};
use super::{Found, find};
use crate::access::{Access, Action, Door};
use crate::error::Error;
use crate::people::contact::{is_email, is_phone};
use crate::people::{self, NoPhoto, Photo};
use crate::trail;
use crate::web::form::Errors;
use crate::web::{Form, Path, Upload, Viewer, done};
use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;

/// The largest file that is read: what a telephone makes of a picture. Most of them are refused for their size, but at the
/// field and in words.
const LARGEST_UPLOAD: usize = 8 << 20;

pub(super) fn router(door: Door) -> Router {
    let photo = Router::new()
        .route("/medewerkers/{id}/foto", post(set_photo))
        .layer(DefaultBodyLimit::max(LARGEST_UPLOAD));
    Router::new()
        .route("/medewerkers/{id}/contact", post(set_contact))
        .route("/medewerkers/{id}/foto/einde", post(remove_photo))
        .merge(photo)
        .with_state(door)
}

async fn theirs(door: &Door, access: &Access, id: &str) -> Result<Found, Error> {
    find(door.db(), (access, Action::ChangePerson), id, door.clock().now()).await
}

/// The line of a change; what it was and what it became stays out of the trail.
fn line(access: &Access, found: &Found, what: &str) -> trail::Entry {
    let basis = (Action::ChangePerson, &found.target());
    access.did_to(&found.id, basis, trail::Action::Change).noting(what)
}

/// The page again, with what is wrong.
async fn again(
    door: &Door,
    (viewer, access): (&Viewer, &Access),
    found: &Found,
    refused: Refused,
) -> Result<Response, Error> {
    let viewer = viewer.at(&format!("/medewerkers/{}", found.id));
    let page = draw(door, (&viewer, access), found, &refused).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn set_contact(
    State(door): State<Door>,
    access: Access,
    viewer: Viewer,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let found = theirs(&door, &access, &id).await?;
    let mut wrong = Errors::default();
    let mut given = |field, text: &str, is_right: fn(&str) -> bool, why| {
        let text = text.trim();
        if !text.is_empty() && !is_right(text) {
            wrong.add(field, why);
        }
        (!text.is_empty()).then(|| text.to_owned())
    };
    let phone = given("telefoon", &typed.telefoon, is_phone, "form.bad_phone");
    let email = given("email", &typed.email, is_email, "form.bad_email");
    if !wrong.is_empty() {
        let refused = Refused { wrong, typed: Some(typed) };
        return again(&door, (&viewer, &access), &found, refused).await;
    }
    let mut tx = door.db().begin().await?;
    if people::set_contact(&mut tx, &id, phone.as_deref(), email.as_deref()).await? {
        trail::write(&mut tx, &line(&access, &found, "contact")).await?;
        tx.commit().await?;
    }
    Ok(done("workers.done_contact_changed", &format!("/medewerkers/{id}")))
}

async fn set_photo(
    State(door): State<Door>,
    access: Access,
    viewer: Viewer,
    Path(id): Path<String>,
    upload: Upload,
) -> Result<Response, Error> {
    let found = theirs(&door, &access, &id).await?;
    let photo = match upload.file("foto").await {
        Ok(Some(bytes)) => Photo::new(&bytes).map_err(|why| match why {
            NoPhoto::TooLarge => "workers.photo_too_large",
            NoPhoto::OtherKind => "workers.photo_other_kind",
        }),
        Ok(None) => Err("workers.photo_missing"),
        Err(Error::TooLarge) => Err("workers.photo_too_large"),
        Err(error) => return Err(error),
    };
    let photo = match photo {
        Ok(photo) => photo,
        Err(why) => {
            let mut refused = Refused::default();
            refused.wrong.add("foto", why);
            return again(&door, (&viewer, &access), &found, refused).await;
        }
    };
    let mut tx = door.db().begin().await?;
    if people::set_photo(&mut tx, &id, &photo, door.clock().now()).await? {
        trail::write(&mut tx, &line(&access, &found, "photo")).await?;
        tx.commit().await?;
    }
    Ok(done("workers.done_photo_stored", &format!("/medewerkers/{id}")))
}

async fn remove_photo(
    State(door): State<Door>,
    access: Access,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let found = theirs(&door, &access, &id).await?;
    let mut tx = door.db().begin().await?;
    if people::remove_photo(&mut tx, &id).await? {
        trail::write(&mut tx, &line(&access, &found, "photo taken away")).await?;
        tx.commit().await?;
    }
    Ok(done("workers.done_photo_removed", &format!("/medewerkers/{id}")))
}
