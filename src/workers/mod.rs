//! The people somebody leads or coaches: their list, a page for each with how to reach them and where they work, and who
//! looked at it. A person's page shows what one needs to work together, and no figure of what anybody made.
//!
//! A room of its own, without tables: it asks `people`, `coaching`, `floor`, `ledger` and `output`, which know nothing of
//! pages with names on them. Every look leaves a line in the trail, in the transaction of the read: no line, no page.

mod change;
mod history;
mod list;
mod looked;
mod page;
mod photo;
mod sought;

use crate::access::{Access, Action, Target};
use crate::coaching;
use crate::db::Db;
use crate::error::Error;
use crate::floor::groups::{Group, groups};
use crate::people::roster;
use axum::Router;
use chrono::{DateTime, Utc};

/// Foreign and unknown are the same answer.
pub const NO_PERSON: Error = Error::NotFound("workers.no_worker");

/// The pages. They lie inside the door, as every room's.
pub fn router() -> Router {
    Router::new()
        .merge(list::router())
        .merge(page::router())
        .merge(photo::router())
        .merge(change::router())
        .merge(looked::router())
        .merge(sought::router())
}

/// Somebody who works here, and where they belong.
pub struct Found {
    /// The worker's id.
    pub id: String,
    group: Group,
    /// Ids of who coaches them today.
    coaches: Vec<String>,
}

impl Found {
    /// As the law sees them.
    pub fn target(&self) -> Target<'_> {
        let (site, group) = (self.group.hall.site_id.as_str(), self.group.id.as_str());
        Target::Worker { site, group, coaches: &self.coaches }
    }
}

/// Looks somebody up for a viewer who wants to do this to them. Reads no name.
pub async fn find(
    db: &Db,
    (access, action): (&Access, Action),
    id: &str,
    now: DateTime<Utc>,
) -> Result<Found, Error> {
    if !contract::is_id(id) {
        return Err(NO_PERSON);
    }
    let group = roster::group_of(db, id).await?.ok_or(NO_PERSON)?;
    let group = groups(db).await?.into_iter().find(|one| one.id == group).ok_or(NO_PERSON)?;
    let today = group.hall.time.day_of(now);
    let coaches = coaching::coaches_of(db, [id], today).await?.remove(id).unwrap_or_default();
    let found = Found { id: id.to_owned(), group, coaches };
    if access.may(action, &found.target()) { Ok(found) } else { Err(NO_PERSON) }
}
