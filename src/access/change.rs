//! A change of who may come in, with its lines in the trail. The command line and the pages change accounts through here, so
//! that nothing of it happens without a line. The lines are written last, because from then on the trail waits for the commit.

use super::accounts;
use super::badge;
use super::grant::{self, Grant, Scope, day_of};
use super::links::{self, Link};
use super::once::Once;
use super::role::Role;
use super::sessions::{self, Token};
use super::viewer::Access;
use crate::db::{Db, Tx};
use crate::error::Error;
use crate::trail::{self, Action, Entry, Ground, Kind, Object, Who};
use axum::response::Response;
use chrono::{DateTime, Utc};

/// A change on its way; dropped without a commit, nothing has happened.
pub struct Change {
    tx: Tx,
    who: Who,
    ground: Ground,
    at: DateTime<Utc>,
    lines: Vec<Entry>,
}

impl Change {
    /// By who works at the server.
    pub async fn by_cli(db: &Db, at: DateTime<Utc>) -> sqlx::Result<Self> {
        let (who, ground) = (Who::cli(), Ground::Server);
        Ok(Self { tx: db.begin().await?, who, ground, at, lines: Vec::new() })
    }

    /// By who is signed in; whether they may is asked before.
    pub async fn by(access: &Access) -> sqlx::Result<Self> {
        let door = access.door();
        let (who, ground) = (access.who(), Ground::Role);
        let at = door.clock().now();
        Ok(Self { tx: door.db().begin().await?, who, ground, at, lines: Vec::new() })
    }

    /// Remembers the form that asks for it; an answer when it was acted on before, and then nothing may happen.
    pub async fn once(
        &mut self,
        form: &Once,
        answer: (&'static str, &str),
    ) -> Result<Option<Response>, Error> {
        form.act(&mut self.tx, self.at, answer).await
    }

    fn did(&mut self, action: Action, account: &str, note: impl Into<String>) {
        let object = Object::new(Kind::Account, account);
        let basis = self.ground.into();
        let entry = Entry::done(self.at, self.who.clone(), action, object, basis).noting(note);
        self.lines.push(entry);
    }

    /// Makes an account under this id, without a password. False when the login name or the id is taken.
    pub async fn make_account(&mut self, id: &str, login: &str, name: &str) -> sqlx::Result<bool> {
        let is_made = accounts::make_as(&mut self.tx, id, login, name, self.at).await?;
        if is_made {
            self.did(Action::MakeAccount, id, "waits for a password");
        }
        Ok(is_made)
    }

    /// Gives a role. False when the account has it for the same already.
    pub async fn give(&mut self, account: &str, grant: &Grant) -> sqlx::Result<bool> {
        if grant::is_held(&mut self.tx, account, grant).await? {
            return Ok(false);
        }
        grant::give(&mut self.tx, account, grant, self.at).await?;
        self.did(Action::GiveRole, account, grant.to_string());
        Ok(true)
    }

    /// Takes a role from today on, for one scope or for all. False when there was none to take.
    pub async fn take(
        &mut self,
        account: &str,
        role: Role,
        scope: Option<&Scope>,
    ) -> sqlx::Result<bool> {
        let today = day_of(self.at);
        if grant::take(&mut self.tx, account, role, scope, today).await? == 0 {
            return Ok(false);
        }
        let of = scope.map_or_else(|| "every scope".to_owned(), Scope::to_string);
        self.did(Action::TakeRole, account, format!("{} for {of}", role.word()));
        Ok(true)
    }

    /// Lets nobody sign in with it any more. False when that was so already.
    pub async fn disable(&mut self, account: &str) -> sqlx::Result<bool> {
        let is_new = accounts::disable(&mut self.tx, account, self.at).await?;
        if is_new {
            self.did(Action::DisableAccount, account, "sessions ended");
        }
        Ok(is_new)
    }

    /// Lets its owner sign in again. False when that was so already.
    pub async fn enable(&mut self, account: &str) -> sqlx::Result<bool> {
        let is_new = accounts::enable(&mut self.tx, account).await?;
        if is_new {
            self.did(Action::EnableAccount, account, "as before");
        }
        Ok(is_new)
    }

    /// Forgets the second factor, and ends every session: the next sign-in sets up another where the role needs one.
    pub async fn forget_second_factor(&mut self, account: &str) -> sqlx::Result<()> {
        accounts::set_second_factor(&mut self.tx, account, None).await?;
        sessions::end_all(&mut self.tx, account).await?;
        self.did(Action::ChangeSecret, account, "second factor forgotten");
        Ok(())
    }

    /// Gives an account a badge for signing on at tablets, or takes it away. False when it is somebody else's already.
    pub async fn badge(&mut self, account: &str, badge: Option<&str>) -> sqlx::Result<bool> {
        let had = badge::held(&mut self.tx, account).await?;
        if had.as_deref() == badge {
            return Ok(true);
        }
        let is_set = badge::set(&mut self.tx, account, badge).await?;
        if is_set {
            let note = if badge.is_some() { "badge" } else { "no badge" };
            self.did(Action::Change, account, note);
        }
        Ok(is_set)
    }

    /// Makes the link with which the owner chooses a password, in the place of an earlier one.
    pub async fn link(&mut self, account: &str) -> sqlx::Result<Token> {
        let link = Link::Account(account.to_owned());
        let token = links::make(&mut self.tx, &link, self.at).await?;
        self.did(Action::MakeLink, account, "works once");
        Ok(token)
    }

    /// Ends one session of an account, by its hash. False when it is none of its, or has ended.
    pub async fn end_session(&mut self, account: &str, hash: &str) -> sqlx::Result<bool> {
        let is_ended = sessions::end_of(&mut self.tx, account, hash).await?;
        if is_ended {
            self.did(Action::EndSession, account, "one");
        }
        Ok(is_ended)
    }

    /// Ends every session of an account.
    pub async fn end_sessions(&mut self, account: &str) -> sqlx::Result<()> {
        if sessions::end_all(&mut self.tx, account).await? > 0 {
            self.did(Action::EndSession, account, "all");
        }
        Ok(())
    }

    /// It happens. Without a line nothing changed, and nothing does.
    pub async fn commit(mut self) -> sqlx::Result<()> {
        if self.lines.is_empty() {
            return Ok(());
        }
        trail::write_all(&mut self.tx, &self.lines).await?;
        self.tx.commit().await
    }

    /// It happens, unless nobody would be left who can let others in; false then. Writing the lines locks the head of the
    /// trail, so two administrators cannot take each other's role at the same moment: the second sees what the first did.
    pub async fn commit_unless_last(mut self) -> sqlx::Result<bool> {
        if self.lines.is_empty() {
            return Ok(true);
        }
        trail::write_all(&mut self.tx, &self.lines).await?;
        let today = day_of(self.at);
        if !accounts::is_administered(&mut self.tx, &self.who.actor, today).await? {
            return Ok(false);
        }
        self.tx.commit().await?;
        Ok(true)
    }
}
