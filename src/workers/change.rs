//! What the forms of a person's page do: how somebody is reached, and the photo. What is so already stays so, without a line in
//! the trail. Whether the viewer may see the person is asked before anything that was sent is looked at.

use super::page::{ContactForm, Refused, draw};
use super::{Found, NO_PERSON, find};
use crate::access::{Act, Acted, Action, Refusal, Visit};
use crate::error::Error;
use crate::people::contact::{Contact, ContactSet, is_email, is_phone};
use crate::people::{self, NoPhoto, Photo};
use crate::trail;
use crate::web::extract::Uploaded;
use crate::web::form::{Errors, Reader};
use crate::web::{Form, Path, Upload};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::response::Response;
use axum::routing::post;
use serde::Deserialize;

/// The largest file that is read: what a telephone makes of a picture. Most of them are refused for their size, but at the
/// field and in words.
const LARGEST_UPLOAD: usize = 8 << 20;
/// The longest text of either way to reach somebody.
const LONGEST: usize = 254;

pub(super) fn router() -> Router {
    let photo = Router::new()
        .route("/medewerkers/{id}/foto", post(set_photo))
        .layer(DefaultBodyLimit::max(LARGEST_UPLOAD));
    Router::new()
        .route("/medewerkers/{id}/contact", post(set_contact))
        .route("/medewerkers/{id}/foto/einde", post(remove_photo))
        .merge(photo)
}

/// Somebody whom the viewer may change.
async fn theirs(visit: &Visit, id: &str) -> Result<Found, Error> {
    find(visit.db(), (visit.access(), Action::ChangePerson), id, visit.now()).await
}

/// Their page.
fn at(id: &str) -> String {
    format!("/medewerkers/{id}")
}

impl Found {
    /// The line of a change; what it was and what it became stays out of the trail.
    fn changed(&self, act: &mut Act, what: &str) {
        act.did_to(&self.id, (Action::ChangePerson, &self.target()), trail::Action::Change, what);
    }
}

/// The answer, or the page again with what is wrong.
async fn or_again(
    visit: &Visit,
    found: &Found,
    acted: Acted<()>,
    why: impl FnOnce(Errors) -> Refused,
) -> Result<Response, Error> {
    let visit = visit.at(&at(&found.id));
    acted.or_read(async |wrong| draw(&visit, found, &why(wrong)).await).await
}

impl ContactForm {
    fn read(&self) -> Result<Contact, Errors> {
        let mut form = Reader::default();
        let mut given = |field, typed: &str, is_right: fn(&str) -> bool, why| {
            let text = form.optional_text(field, typed, LONGEST)?;
            match text {
                Some(text) if !is_right(&text) => form.wrong(field, why),
                text => Some(text),
            }
        };
        let phone = given("telefoon", &self.telefoon, is_phone, "form.bad_phone");
        let email = given("email", &self.email, is_email, "form.bad_email");
        form.done((|| Some(Contact { phone: phone?, email: email? }))())
    }

    /// What the page showed when it was filled in.
    fn shown(&self) -> Contact {
        let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Contact { phone: given(&self.was_telefoon), email: given(&self.was_email) }
    }
}

async fn set_contact(
    visit: Visit,
    Path(id): Path<String>,
    Form(typed): Form<ContactForm>,
) -> Result<Response, Error> {
    let found = theirs(&visit, &id).await?;
    let said = ("workers.done_contact_changed", &*at(&id));
    let acted = visit
        .act(
            &typed.sleutel,
            said,
            || typed.read(),
            async |act, new| {
                match people::set_contact(act.tx(), &id, &typed.shown(), &new).await? {
                    ContactSet::Changed => found.changed(act, "contact"),
                    ContactSet::Same => {}
                    ContactSet::Outdated(Contact { phone, email }) => {
                        return Err(Refusal::outdated(vec![
                            ("telefoon", phone.unwrap_or_default()),
                            ("email", email.unwrap_or_default()),
                        ]));
                    }
                    ContactSet::Gone => return Err(NO_PERSON.into()),
                }
                Ok(())
            },
        )
        .await?;
    or_again(&visit, &found, acted, |wrong| Refused {
        key: typed.sleutel.clone(),
        wrong,
        typed: Some(typed),
    })
    .await
}

/// The photo in an uploaded file, or what is wrong with it.
fn photo_of(uploaded: &Uploaded) -> Result<Photo, Errors> {
    let file =
        uploaded.file.as_ref().ok_or_else(|| Errors::field("foto", "workers.photo_missing"))?;
    Photo::new(file).map_err(|why| {
        Errors::field(
            "foto",
            match why {
                NoPhoto::TooLarge => "workers.photo_too_large",
                NoPhoto::OtherKind => "workers.photo_other_kind",
            },
        )
    })
}

async fn set_photo(
    visit: Visit,
    Path(id): Path<String>,
    upload: Upload,
) -> Result<Response, Error> {
    let found = theirs(&visit, &id).await?;
    let uploaded = upload.read("foto").await?;
    if uploaded.is_too_large {
        // Its key may not have been read; nothing of it is looked at.
        let acted = Acted::Refused(Errors::field("foto", "workers.photo_too_large"));
        let again = |wrong| Refused { wrong, ..Refused::default() };
        return or_again(&visit, &found, acted, again).await;
    }
    let said = ("workers.done_photo_stored", &*at(&id));
    let acted = visit
        .act(
            &uploaded.key,
            said,
            || photo_of(&uploaded),
            async |act, photo| {
                let at = act.at();
                if people::set_photo(act.tx(), &id, &photo, at).await? {
                    found.changed(act, "photo");
                }
                Ok(())
            },
        )
        .await?;
    let key = uploaded.key;
    or_again(&visit, &found, acted, |wrong| Refused { key, wrong, typed: None }).await
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RemoveForm {
    sleutel: String,
}

async fn remove_photo(
    visit: Visit,
    Path(id): Path<String>,
    Form(typed): Form<RemoveForm>,
) -> Result<Response, Error> {
    let found = theirs(&visit, &id).await?;
    let said = ("workers.done_photo_removed", &*at(&id));
    let acted = visit
        .act(
            &typed.sleutel,
            said,
            || Ok(()),
            async |act, ()| {
                if people::remove_photo(act.tx(), &id).await? {
                    found.changed(act, "photo taken away");
                }
                Ok(())
            },
        )
        .await?;
    or_again(&visit, &found, acted, |_| Refused::default()).await
}
