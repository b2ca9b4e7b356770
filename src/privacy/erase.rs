//! Erasing who somebody is. What was made keeps counting, so the ledger and the tallies stay; the id in them becomes a
//! pseudonym that nothing here resolves (decision 9).

use crate::coaching;
use crate::db::{Db, Subject, mark};
use crate::floor;
use crate::ledger;
use crate::output::snapshot;
use crate::people::{self, Standing};
use crate::quarantine;
use crate::trail::{self, Entry};
use chrono::{DateTime, Utc};

/// What erasing came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Erased {
    /// Done now.
    Now(Count),
    /// It was done before; nothing changed.
    Before(DateTime<Utc>),
}

/// What went with the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// Caseloads.
    pub caseloads: u64,
    /// Places in the plan.
    pub places: u64,
    /// Texts in quarantine.
    pub texts: usize,
}

/// Why nothing was erased.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// No such worker.
    #[error("there is no worker '{0}'")]
    Unknown(String),
    /// Somebody who still works here.
    #[error(
        "worker '{0}' still works here: make them inactive first, or say --even-if-active if you are sure"
    )]
    Active(String),
    /// The database.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Erases a worker's name, badge, municipality, telephone, e-mail address, photo, caseloads, goals, agreements, contacts and places in the plan, and every text in quarantine that names
/// the badge, in one transaction with its line in the trail. Doing it again changes nothing.
pub async fn erase(
    db: &Db,
    worker: &str,
    even_if_active: bool,
    entry: Entry,
) -> Result<Erased, Refused> {
    // Looking through quarantine takes a while, so it is done before the transaction that others wait for.
    let mut tx = db.reading().await?;
    let known = match people::standing(&mut tx, worker).await? {
        None => return Err(Refused::Unknown(worker.to_owned())),
        Some(Standing::Erased(at)) => return Ok(Erased::Before(at)),
        Some(Standing::Known(known)) => known,
    };
    drop(tx);
    if known.active && !even_if_active {
        return Err(Refused::Active(worker.to_owned()));
    }
    let naming = match &known.badge {
        Some(badge) => quarantine::naming(db, badge).await?,
        None => Vec::new(),
    };
    let texts: Vec<String> = naming.into_iter().map(|item| item.id).collect();

    let mut tx = db.begin().await?;
    if !people::erase(&mut tx, worker, entry.at).await? {
        return Ok(Erased::Before(entry.at));
    }
    let count = Count {
        caseloads: coaching::erase_worker(&mut tx, worker).await?,
        places: floor::seated::erase_worker(&mut tx, worker).await?,
        texts: texts.len(),
    };
    coaching::erase_growth(&mut tx, worker).await?;
    quarantine::erase_texts(&mut tx, &texts).await?;
    let signed = ledger::days_of_worker(&mut tx, worker).await?;
    snapshot::erase_worker(&mut tx, &signed).await?;
    // Intake keeps a copy of whose badge is whose.
    mark(&mut tx, Subject::Company).await?;
    trail::write(&mut tx, &entry.about(worker)).await?;
    tx.commit().await?;
    Ok(Erased::Now(count))
}
