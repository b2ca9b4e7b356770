//! A visit: who asks, in which role and language, and the house they came into. Every page takes one, and nothing is changed
//! on a page but through [`Visit::act`].

use super::act::{Act, Acted, Refusal};
use super::law::{Action, Rows, Target};
use super::once::Once;
use super::viewer::Access;
use crate::clock::Clock;
use crate::db::Db;
use crate::error::Error;
use crate::lang::Lang;
use crate::web::form::Errors;
use crate::web::public_url::PublicUrl;
use crate::web::{Page, Viewer, done, page};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use chrono::{DateTime, Utc};
use maud::Markup;

/// Somebody at a page. An extractor; cheap to clone.
#[derive(Clone)]
pub struct Visit {
    access: Access,
    viewer: Viewer,
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let access = Access::from_request_parts(parts, state).await?;
        Ok(Self { access, viewer: Viewer::from_request_parts(parts, state).await? })
    }
}

impl Visit {
    /// Who asks.
    pub fn access(&self) -> &Access {
        &self.access
    }

    /// How they read.
    pub fn viewer(&self) -> &Viewer {
        &self.viewer
    }

    /// The database.
    pub fn db(&self) -> &Db {
        self.access.door().db()
    }

    /// The clock of the house.
    pub fn clock(&self) -> &Clock {
        self.access.door().clock()
    }

    /// Now.
    pub fn now(&self) -> DateTime<Utc> {
        self.access.door().clock().now()
    }

    /// The address under which people reach the house, when that is set.
    pub fn public_url(&self) -> Option<&PublicUrl> {
        self.access.door().settings().public_url.as_ref()
    }

    /// The language to answer in.
    pub fn lang(&self) -> Lang {
        self.viewer.lang
    }

    /// What they may not do is not there.
    pub fn must(&self, action: Action, target: &Target<'_>) -> Result<(), Error> {
        self.access.may(action, target).then_some(()).ok_or(Error::NO_PAGE)
    }

    /// The rows to which they may do this; without any there is no page.
    pub fn rows(&self, action: Action) -> Result<Rows, Error> {
        Some(self.access.rows(action)).filter(|rows| !rows.are_none()).ok_or(Error::NO_PAGE)
    }

    /// The same, on the page at this address: that is where a refused form's page is read again in another language.
    #[must_use]
    pub fn at(&self, here: &str) -> Self {
        Self { access: self.access.clone(), viewer: self.viewer.at(here) }
    }

    /// The page in its shell.
    pub fn page(&self, of: &Page<'_>) -> Markup {
        page(&self.viewer, of)
    }

    /// The one way in which a page changes something. The form's `key` makes it happen once, however often it is sent: a key
    /// that was seen before gets the same answer. Then the fields are read into a command, which owns what it holds, and the work is done in one transaction with the
    /// key and the lines of the trail: all of it happens or nothing does. Refused, the form's page comes again with what was
    /// typed and the same key.
    pub async fn act<C, T>(
        &self,
        key: &str,
        (said, to): (&'static str, &str),
        read: impl FnOnce() -> Result<C, Errors>,
        work: impl AsyncFnOnce(&mut Act, C) -> Result<T, Refusal>,
    ) -> Result<Acted<T>, Error> {
        let once = Once::of(&self.access, key)?;
        if let Some(answer) = once.before(self.db()).await? {
            return Ok(Acted::Before(answer));
        }
        let command = match read() {
            Ok(command) => command,
            Err(wrong) => return Ok(Acted::Refused(wrong)),
        };
        let mut act = Act::by(&self.access, self.now()).await?;
        let at = act.at();
        if let Some(answer) = once.act(act.tx(), at, (said, to)).await? {
            return Ok(Acted::Before(answer));
        }
        match work(&mut act, command).await {
            Ok(made) => {
                act.commit().await?;
                Ok(Acted::Now(made, done(said, to)))
            }
            Err(Refusal::Wrong(wrong)) => Ok(Acted::Refused(wrong)),
            Err(Refusal::Failed(error)) => Err(error),
        }
    }
}
