//! Change marks: how processes that share a database learn that something they keep a copy of has changed.

use super::{Db, Tx, words};

words! {
    /// What can change under somebody's copy.
    pub enum Subject {
        /// Stations, tasks, badges, plans, closed days.
        Company = "company",
        /// Terminals and their secrets.
        Terminals = "terminals",
        /// Nothing: it is raised to see whether anything can be written.
        Proof = "proof",
        /// What a person decided about things in quarantine.
        Quarantine = "quarantine",
        /// What the floor board shows.
        Tallies = "tallies",
        /// Figures made of tallies, prices and invoices.
        Figures = "figures",
    }
}

/// Says, in the transaction of the change, that `subject` changed.
pub async fn mark(tx: &mut Tx, subject: Subject) -> sqlx::Result<()> {
    tx.run("update change_mark set version = version + 1 where subject = $1", &[&subject]).await?;
    Ok(())
}

/// The subject's version; it only grows.
pub async fn marked(db: &Db, subject: Subject) -> sqlx::Result<i64> {
    let (version,) =
        db.one("select version from change_mark where subject = $1", &[&subject]).await?;
    Ok(version)
}

/// The same, as a transaction sees it.
pub async fn marked_in(tx: &mut Tx, subject: Subject) -> sqlx::Result<i64> {
    let (version,) =
        tx.one("select version from change_mark where subject = $1", &[&subject]).await?;
    Ok(version)
}

/// Says that `subject` changed, unless somebody else did since `seen`: then nothing happens, and it gives false. Who
/// computes from what it read some time ago writes after this only.
pub async fn mark_from(tx: &mut Tx, subject: Subject, seen: i64) -> sqlx::Result<bool> {
    let rows = tx
        .run(
            "update change_mark set version = version + 1 where subject = $1 and version = $2",
            &[&subject, &seen],
        )
        .await?;
    Ok(rows > 0)
}

/// Grows whenever anything changed: one question for who shows a bit of everything on the floor.
pub async fn any_change(db: &Db) -> sqlx::Result<i64> {
    let (sum,) = db
        .one("select cast(sum(version) as bigint) from change_mark where subject not in ('proof', 'figures')", &[])
        .await?;
    Ok(sum)
}
