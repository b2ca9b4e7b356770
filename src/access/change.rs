//! A change of who may come in, with its lines in the trail. The command line and the pages change accounts through here, so
//! that nothing of it happens without a line.

use super::accounts;
use super::act::Act;
use super::badge;
use super::grant::{self, Grant, Scope, day_of};
use super::links::{self, Link};
use super::role::Role;
use super::sessions::{self, Token};
use crate::trail::{Action, Kind, Object};

/// What an act does to accounts.
pub struct Change<'a>(&'a mut Act);

impl<'a> Change<'a> {
    /// As part of this act.
    pub fn of(act: &'a mut Act) -> Self {
        Self(act)
    }

    /// Every change of who may come in may end what an open stream stands on.
    fn did(&mut self, action: Action, account: &str, note: impl Into<String>) {
        self.0.ends_sessions();
        self.0.did_noting(action, Object::new(Kind::Account, account), note);
    }

    /// Makes an account under this id, without a password. False when the login name or the id is taken.
    pub async fn make_account(&mut self, id: &str, login: &str, name: &str) -> sqlx::Result<bool> {
        let at = self.0.at();
        let is_made = accounts::make_as(self.0.tx(), id, login, name, at).await?;
        if is_made {
            self.did(Action::MakeAccount, id, "waits for a password");
        }
        Ok(is_made)
    }

    /// Gives a role. False when the account has it for the same already.
    pub async fn give(&mut self, account: &str, grant: &Grant) -> sqlx::Result<bool> {
        if grant::is_held(self.0.tx(), account, grant).await? {
            return Ok(false);
        }
        let at = self.0.at();
        grant::give(self.0.tx(), account, grant, at).await?;
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
        let today = day_of(self.0.at());
        if grant::take(self.0.tx(), account, role, scope, today).await? == 0 {
            return Ok(false);
        }
        let of = scope.map_or_else(|| "every scope".to_owned(), Scope::to_string);
        self.did(Action::TakeRole, account, format!("{} for {of}", role.word()));
        Ok(true)
    }

    /// Lets nobody sign in with it any more. False when that was so already.
    pub async fn disable(&mut self, account: &str) -> sqlx::Result<bool> {
        let at = self.0.at();
        let is_new = accounts::disable(self.0.tx(), account, at).await?;
        if is_new {
            self.did(Action::DisableAccount, account, "sessions ended");
        }
        Ok(is_new)
    }

    /// Lets its owner sign in again. False when that was so already.
    pub async fn enable(&mut self, account: &str) -> sqlx::Result<bool> {
        let is_new = accounts::enable(self.0.tx(), account).await?;
        if is_new {
            self.did(Action::EnableAccount, account, "as before");
        }
        Ok(is_new)
    }

    /// Forgets the second factor, and ends every session: the next sign-in sets up another where the role needs one.
    pub async fn forget_second_factor(&mut self, account: &str) -> sqlx::Result<()> {
        accounts::set_second_factor(self.0.tx(), account, None).await?;
        sessions::end_all(self.0.tx(), account).await?;
        self.did(Action::ChangeSecret, account, "second factor forgotten");
        Ok(())
    }

    /// Gives an account a badge for signing on at tablets, or takes it away. False when it is somebody else's already.
    pub async fn badge(&mut self, account: &str, badge: Option<&str>) -> sqlx::Result<bool> {
        let had = badge::held(self.0.tx(), account).await?;
        if had.as_deref() == badge {
            return Ok(true);
        }
        let is_set = badge::set(self.0.tx(), account, badge).await?;
        if is_set {
            let note = if badge.is_some() { "badge" } else { "no badge" };
            self.did(Action::Change, account, note);
        }
        Ok(is_set)
    }

    /// Makes the link with which the owner chooses a password, in the place of an earlier one.
    pub async fn link(&mut self, account: &str) -> sqlx::Result<Token> {
        let link = Link::Account(account.to_owned());
        let at = self.0.at();
        let token = links::make(self.0.tx(), &link, at).await?;
        self.did(Action::MakeLink, account, "works once");
        Ok(token)
    }

    /// Ends one session of an account, by its hash. False when it is none of its, or has ended.
    pub async fn end_session(&mut self, account: &str, hash: &str) -> sqlx::Result<bool> {
        let is_ended = sessions::end_of(self.0.tx(), account, hash).await?;
        if is_ended {
            self.did(Action::EndSession, account, "one");
        }
        Ok(is_ended)
    }

    /// Ends every session of an account.
    pub async fn end_sessions(&mut self, account: &str) -> sqlx::Result<()> {
        if sessions::end_all(self.0.tx(), account).await? > 0 {
            self.did(Action::EndSession, account, "all");
        }
        Ok(())
    }

    /// False when nobody would be left who can let others in. Writing the lines locks the head of the trail, so two
    /// administrators cannot take each other's role at the same moment: the second sees what the first did.
    pub async fn leaves_an_administrator(&mut self) -> sqlx::Result<bool> {
        if !self.0.has_changed() {
            return Ok(true);
        }
        self.0.write_lines().await?;
        let (today, who) = (day_of(self.0.at()), self.0.who());
        accounts::is_administered(self.0.tx(), &who.actor, today).await
    }
}
