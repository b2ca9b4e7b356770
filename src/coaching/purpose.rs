//! What personal figures may be used for. Each purpose is off until somebody switches it on; who did so, and when, is kept.

use crate::db::{Db, Tx};
use chrono::{DateTime, Utc};

/// A purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A person's pace beside the norm, as context for who coaches them, and as input for a wage-value indication.
    IndividualTempo,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 1] = [Self::IndividualTempo];

    /// As it is called at the command line and in the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::IndividualTempo => "individual_tempo",
        }
    }

    /// The purpose of this name.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.word() == word)
    }
}

/// That a purpose was switched.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Switched {
    /// When.
    pub changed_at: DateTime<Utc>,
    /// On or off.
    pub is_on: bool,
    /// Who: see [`crate::trail::Decider::by`].
    pub changed_by: String,
}

/// How a purpose was switched last; `None` while nobody ever did.
pub async fn last(db: &Db, purpose: Purpose) -> sqlx::Result<Option<Switched>> {
    db.maybe(
        "select changed_at, is_on, changed_by from purpose where name = $1 order by changed_at desc limit 1",
        &[&purpose.word()],
    )
    .await
}

/// True while a purpose is on.
pub async fn is_on(db: &Db, purpose: Purpose) -> sqlx::Result<bool> {
    Ok(last(db, purpose).await?.is_some_and(|last| last.is_on))
}

/// Switches a purpose.
pub async fn switch(tx: &mut Tx, purpose: Purpose, to: &Switched) -> sqlx::Result<()> {
    tx.run(
        "insert into purpose (name, changed_at, is_on, changed_by) values ($1, $2, $3, $4)
         on conflict (name, changed_at) do update set is_on = excluded.is_on, changed_by = excluded.changed_by",
        &[&purpose.word(), &to.changed_at, &to.is_on, &to.changed_by],
    )
    .await?;
    Ok(())
}
