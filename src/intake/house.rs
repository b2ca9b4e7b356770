//! The house behind both doors: who may come in, and the way to the desk.

use super::cursor::Cursor;
use super::desk::Desk;
use super::door::{Door, Incoming, Refused, SignedIn};
use super::readiness::Readiness;
use crate::clock::Clock;
use crate::db::Db;
use crate::lease::Leases;
use crate::terminals::{self, SecretKey};
use bytes::Bytes;
use contract::{Channel, TerminalName};
use futures_util::future::BoxFuture;
use std::sync::Arc;

/// A terminal's task card as JSON, by the terminal's number. The board makes it out of the plan and the tallies, which intake
/// does not know.
pub type TaskCard =
    Arc<dyn Fn(i64) -> BoxFuture<'static, sqlx::Result<Option<Bytes>>> + Send + Sync>;

/// What the doors are given.
#[derive(Clone)]
pub struct House {
    db: Db,
    clock: Clock,
    key: SecretKey,
    desk: Desk,
    leases: Leases,
    task_card: TaskCard,
}

impl House {
    /// Reads the key of the terminal secrets and stands behind `desk`.
    pub async fn new(
        db: &Db,
        clock: &Clock,
        desk: Desk,
        leases: Leases,
        task_card: TaskCard,
    ) -> sqlx::Result<Self> {
        let key = SecretKey::of(db).await?;
        Ok(Self { db: db.clone(), clock: clock.clone(), key, desk, leases, task_card })
    }

    /// This process must be able to store for the terminal's site, else the terminal should try elsewhere or later.
    fn is_open_for(&self, terminal: &TerminalName) -> bool {
        *self.desk.readiness().borrow() == Readiness::Ready
            && self.leases.fence(terminal.site()).is_some()
    }

    async fn entry(&self, terminal: &TerminalName) -> Result<terminals::Entry, Refused> {
        match terminals::entry(&self.db, terminal).await {
            Ok(Some(entry)) => Ok(entry),
            Ok(None) => Err(Refused::BadCredentials),
            Err(error) => {
                tracing::error!(%error, "cannot look a terminal up");
                Err(Refused::NotNow)
            }
        }
    }

    async fn last_receipt(&self, no: i64) -> sqlx::Result<Option<Bytes>> {
        let Some(epoch) = terminals::latest_epoch(&self.db, no).await? else { return Ok(None) };
        let mut tx = self.db.reading().await?;
        let cursor = Cursor::load(&mut tx, no, epoch).await?;
        let receipt = cursor.receipt(self.clock.now(), std::iter::empty());
        Ok(Some(serde_json::to_vec(&receipt).expect("a receipt is plain data").into()))
    }
}

impl Door for House {
    async fn sign_in(&self, user: &str, secret: &[u8]) -> Result<SignedIn, Refused> {
        let Ok(terminal) = user.parse::<TerminalName>() else {
            return Err(Refused::BadCredentials);
        };
        let entry = self.entry(&terminal).await?;
        let right = entry.secret_hash.is_some_and(|hash| self.key.matches(secret, &hash));
        match (right, self.is_open_for(&terminal)) {
            (false, _) => Err(Refused::BadCredentials),
            (true, false) => Err(Refused::NotNow),
            (true, true) => Ok(SignedIn { terminal, no: entry.no }),
        }
    }

    async fn sign_in_by_certificate(&self, common_name: &str) -> Result<SignedIn, Refused> {
        let Ok(terminal) = common_name.parse::<TerminalName>() else {
            return Err(Refused::BadCredentials);
        };
        let entry = self.entry(&terminal).await?;
        if entry.secret_hash.is_none() {
            return Err(Refused::BadCredentials);
        }
        if !self.is_open_for(&terminal) {
            return Err(Refused::NotNow);
        }
        Ok(SignedIn { terminal, no: entry.no })
    }

    async fn submit(&self, message: Incoming) -> Result<(), Refused> {
        self.desk.submit(message, None).await
    }

    async fn retained(&self, terminal: &SignedIn, channel: Channel) -> Option<Bytes> {
        let found = match channel {
            Channel::Receipt => self.last_receipt(terminal.no).await,
            Channel::Task => (self.task_card)(terminal.no).await,
            Channel::Up | Channel::State | Channel::Notice => return None,
        };
        found.unwrap_or_else(|error| {
            tracing::error!(%error, "cannot read what a terminal subscribed to");
            None
        })
    }
}
