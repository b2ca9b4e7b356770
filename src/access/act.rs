//! One change, whole or not at all: its transaction, its lines in the trail, and who is told of it afterwards. The pages make
//! one through [`Visit::act`](super::Visit::act), the command line by itself.

use super::law::{Action, Target};
use super::viewer::Access;
use crate::db::{Db, Tx};
use crate::error::Error;
use crate::trail::{self, Basis, Entry, Ground, Object, Who};
use crate::web::form::Errors;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use chrono::{DateTime, Utc};
use maud::Markup;

/// A change on its way; dropped without a commit, nothing has happened.
pub struct Act {
    tx: Tx,
    by: By,
    at: DateTime<Utc>,
    /// Written last, because from then on the trail waits for the commit.
    lines: Vec<Entry>,
    /// Whether lines were written before: then something changed all the same.
    has_written: bool,
    ends_sessions: bool,
}

enum By {
    /// Whoever works at the server.
    Cli,
    /// Whoever is signed in.
    Viewer(Access),
}

impl Act {
    /// By whoever works at the server.
    pub async fn by_cli(db: &Db, at: DateTime<Utc>) -> sqlx::Result<Self> {
        Self::begin(db, By::Cli, at).await
    }

    /// By whoever is signed in; whether they may is asked before.
    pub(super) async fn by(access: &Access, at: DateTime<Utc>) -> sqlx::Result<Self> {
        Self::begin(access.door().db(), By::Viewer(access.clone()), at).await
    }

    async fn begin(db: &Db, by: By, at: DateTime<Utc>) -> sqlx::Result<Self> {
        let tx = db.begin().await?;
        Ok(Self { tx, by, at, lines: Vec::new(), has_written: false, ends_sessions: false })
    }

    /// Its transaction.
    pub fn tx(&mut self) -> &mut Tx {
        &mut self.tx
    }

    /// When it happens.
    pub fn at(&self) -> DateTime<Utc> {
        self.at
    }

    /// Who does it, to the trail.
    pub(super) fn who(&self) -> Who {
        match &self.by {
            By::Cli => Who::cli(),
            By::Viewer(access) => access.who(),
        }
    }

    /// A line of the trail: what was done to what.
    pub fn did(&mut self, action: trail::Action, object: Object) {
        let entry = self.entry(action, object);
        self.lines.push(entry);
    }

    /// A line of the trail that says a little more.
    pub fn did_noting(&mut self, action: trail::Action, object: Object, note: impl Into<String>) {
        let entry = self.entry(action, object).noting(note);
        self.lines.push(entry);
    }

    fn entry(&self, action: trail::Action, object: Object) -> Entry {
        let basis: Basis = match self.by {
            By::Cli => Ground::Server.into(),
            By::Viewer(_) => Ground::Role.into(),
        };
        Entry::done(self.at, self.who(), action, object, basis)
    }

    /// A line of the trail about a person, with the reason why this viewer may: their role, site, group or caseload.
    pub fn did_to(
        &mut self,
        worker: &str,
        (action, target): (Action, &Target<'_>),
        done: trail::Action,
        note: impl Into<String>,
    ) {
        let entry = match &self.by {
            By::Cli => {
                let object = Object::new(trail::Kind::Worker, worker);
                self.entry(done, object).about(worker)
            }
            By::Viewer(access) => access.did_to(worker, (action, target), done),
        };
        self.lines.push(entry.noting(note));
    }

    /// Who they are beside a decision about the floor's figures.
    pub fn decider(&self) -> trail::Decider {
        trail::Decider::account(self.who())
    }

    /// Open streams look again whether what they stand on still stands, once this has happened.
    pub fn ends_sessions(&mut self) {
        self.ends_sessions = true;
    }

    /// Writes the lines so far. From then on whoever else writes a line waits for this act to end.
    pub(super) async fn write_lines(&mut self) -> sqlx::Result<()> {
        let lines = std::mem::take(&mut self.lines);
        self.has_written |= !lines.is_empty();
        trail::write_all(&mut self.tx, &lines).await
    }

    /// True when something changed so far: without a line nothing did.
    pub(super) fn has_changed(&self) -> bool {
        self.has_written || !self.lines.is_empty()
    }

    /// It happens.
    pub async fn commit(mut self) -> sqlx::Result<()> {
        self.write_lines().await?;
        self.tx.commit().await?;
        if let (By::Viewer(access), true) = (&self.by, self.ends_sessions) {
            access.ring();
        }
        Ok(())
    }
}

/// Why an act did not happen.
pub enum Refusal {
    /// Something is wrong with what was typed, or with the moment.
    Wrong(Errors),
    /// The database, or what the address names is not there.
    Failed(Error),
}

impl Refusal {
    /// Because of one field; the key of a sentence.
    pub fn field(name: &'static str, key: &'static str) -> Self {
        Self::Wrong(Errors::field(name, key))
    }

    /// Because of no field in particular; the key of a sentence.
    pub fn whole(key: &'static str) -> Self {
        Self::Wrong(Errors::whole(key))
    }

    /// Because somebody else changed it meanwhile: what each field holds now.
    pub fn outdated(present: Vec<(&'static str, String)>) -> Self {
        Self::Wrong(Errors::outdated(present))
    }
}

impl From<Errors> for Refusal {
    fn from(wrong: Errors) -> Self {
        Self::Wrong(wrong)
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<sqlx::Error> for Refusal {
    fn from(error: sqlx::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// What became of a form.
pub enum Acted<T> {
    /// It happened now: what came of it, and the answer that leads on.
    Now(T, Response),
    /// It happened when the same form was sent before.
    Before(Response),
    /// It did not happen, and why.
    Refused(Errors),
}

impl<T> Acted<T> {
    /// The answer; to a refused form its page again.
    pub fn or_page(self, draw: impl FnOnce(&Errors) -> Markup) -> Response {
        match self {
            Self::Now(_, answer) | Self::Before(answer) => answer,
            Self::Refused(wrong) => refused(draw(&wrong)),
        }
    }

    /// The answer shows what came of it, this once; to a refused form its page again.
    pub fn or_show(
        self,
        show: impl FnOnce(T) -> Markup,
        draw: impl FnOnce(&Errors) -> Markup,
    ) -> Response {
        match self {
            Self::Now(made, _) => show(made).into_response(),
            Self::Before(answer) => answer,
            Self::Refused(wrong) => refused(draw(&wrong)),
        }
    }

    /// The answer; to a refused form its page, which must be read again before it is drawn.
    pub async fn or_read(
        self,
        draw: impl AsyncFnOnce(Errors) -> Result<Markup, Error>,
    ) -> Result<Response, Error> {
        match self {
            Self::Now(_, answer) | Self::Before(answer) => Ok(answer),
            Self::Refused(wrong) => Ok(refused(draw(wrong).await?)),
        }
    }
}

/// A form's page again, because it was refused.
pub fn refused(page: Markup) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}
