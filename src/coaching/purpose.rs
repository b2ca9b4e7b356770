//! What personal figures may be used for. Each purpose is off until somebody switches it on; who did so, and when, is kept.

use crate::db::{Db, Tx, row, words};
use chrono::{DateTime, Utc};

words! {
    /// A purpose, as it is called at the command line and in the database.
    pub enum Purpose {
        /// A person's pace beside the norm, as context for who coaches them, and as input for a wage-value indication.
        IndividualTempo = "individual_tempo",
    }
}

row! {
    /// That a purpose was switched.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Switched {
        /// When.
        pub changed_at: DateTime<Utc>,
        /// On or off.
        pub is_on: bool,
        /// Who: see [`crate::trail::Decider::by`].
        pub changed_by: String,
    }
}

/// How a purpose was switched last; `None` while nobody ever did.
pub async fn last(db: &Db, purpose: Purpose) -> sqlx::Result<Option<Switched>> {
    db.maybe(
        "select changed_at, is_on, changed_by from purpose where name = $1 order by changed_at desc limit 1",
        &[&purpose],
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
        &[&purpose, &to.changed_at, &to.is_on, &to.changed_by],
    )
    .await?;
    Ok(())
}
