//! `/medewerkers/{id}/foto`: a photo, for who may see the page that shows it. It belongs to that look: within a while after
//! it no further line is written, else each page would stand twice in the list of who looked. Who asks for the photo alone
//! leaves a line as for the page.

use super::{NO_PERSON, find};
use crate::access::{Action, Visit};
use crate::error::Error;
use crate::people::{self, Photo};
use crate::trail;
use crate::web::Path;
use axum::Router;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use chrono::TimeDelta;

/// How long a photo belongs to a look at its page.
const WHILE: TimeDelta = TimeDelta::minutes(10);

pub(super) fn router() -> Router {
    Router::new().route("/medewerkers/{id}/foto", get(show))
}

/// The outermost layer adds that a browser keeps no copy and takes it for nothing else than it says.
async fn show(visit: Visit, Path(id): Path<String>) -> Result<Response, Error> {
    let (db, now) = (visit.db(), visit.now());
    let found = find(db, (visit.access(), Action::SeePerson), &id, now).await?;
    let mut tx = db.reading().await?;
    let has_looked = trail::has_looked(&mut tx, visit.access().account(), &id, now - WHILE).await?;
    let photo = if has_looked { people::photo(&mut tx, &id).await? } else { None };
    drop(tx);
    let photo = if has_looked {
        photo
    } else {
        let basis = (Action::SeePerson, &found.target());
        let entry = visit.access().did_to(&id, basis, trail::Action::Read).noting("photo");
        trail::read_many(db, async |tx| {
            let photo = people::photo(tx, &id).await?;
            let entries = photo.iter().map(|_| entry.clone()).collect();
            Ok::<_, Error>((photo, entries))
        })
        .await?
    };
    let Photo { kind, bytes } = photo.ok_or(NO_PERSON)?;
    Ok(([(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, "inline")], bytes).into_response())
}
