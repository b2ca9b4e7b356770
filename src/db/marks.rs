//! Change marks: how processes that share a database learn that something they keep a copy of has changed.

use super::{Db, Tx};

/// What can change under somebody's copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// Stations, tasks, badges, plans, closed days.
    Company,
    /// Terminals and their secrets.
    Terminals,
    /// Nothing: it is raised to see whether anything can be written.
    Proof,
    /// What a person decided about things in quarantine.
    Quarantine,
    /// What the floor board shows.
    Tallies,
}

impl Subject {
    fn word(self) -> &'static str {
        match self {
            Self::Company => "company",
            Self::Terminals => "terminals",
            Self::Proof => "proof",
            Self::Quarantine => "quarantine",
            Self::Tallies => "tallies",
        }
    }
}

/// Says, in the transaction of the change, that `subject` changed.
pub async fn mark(tx: &mut Tx, subject: Subject) -> sqlx::Result<()> {
    tx.run("update change_mark set version = version + 1 where subject = $1", &[&subject.word()])
        .await?;
    Ok(())
}

/// The subject's version; it only grows.
pub async fn marked(db: &Db, subject: Subject) -> sqlx::Result<i64> {
    let (version,) =
        db.one("select version from change_mark where subject = $1", &[&subject.word()]).await?;
    Ok(version)
}

/// Grows whenever anything changed: one question for who shows a bit of everything.
pub async fn any_change(db: &Db) -> sqlx::Result<i64> {
    let (sum,) = db
        .one("select cast(sum(version) as bigint) from change_mark where subject <> 'proof'", &[])
        .await?;
    Ok(sum)
}
