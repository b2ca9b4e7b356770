//! Everything that is held on one person, gathered from the rooms that hold it.

use crate::coaching::{self, Caseload, Grown};
use crate::db::Db;
use crate::floor::seated::{self, Seated};
use crate::ledger::{self, Sign};
use crate::output::store::{self, Stored};
use crate::people::{self, Photo, Standing, Worker};
use crate::quarantine::{self, Naming};
use crate::trail::{self, Entry, Line};
use chrono::{DateTime, Utc};
use serde::Serialize;

/// What is held on one person.
#[derive(Debug, Serialize)]
pub struct Held {
    /// The worker's id.
    pub id: String,
    /// When it was gathered.
    pub gathered_at: DateTime<Utc>,
    /// When who this is was erased.
    pub erased_at: Option<DateTime<Utc>>,
    /// Name, badge, group, municipality, telephone, e-mail address.
    pub worker: Option<Worker>,
    /// The photo.
    pub photo: Option<Photo>,
    /// By which schemes they work here, for how many hours, and on which steps.
    pub employment: people::Employment,
    /// Who coached them, and when.
    pub caseloads: Vec<Caseload>,
    /// Goals, measurements, agreements and contacts.
    pub growth: Grown,
    /// Where they were planned.
    pub plan: Vec<Seated>,
    /// When and where they signed on and off.
    pub signs: Vec<Sign>,
    /// What is attributed to them alone.
    pub tallies: Vec<Stored>,
    /// What waits or waited in quarantine and names their badge.
    pub quarantine: Vec<Naming>,
    /// Who did or read what of them.
    pub trail: Vec<Line>,
}

/// Gathers it; `None` when there never was such a worker. The line in the trail is committed before anything is gathered:
/// gathering takes a while, and nobody else should have to wait for it, so it is not in the same transaction.
pub async fn gather(db: &Db, id: &str, entry: &Entry) -> sqlx::Result<Option<Held>> {
    let mut tx = db.reading().await?;
    let known = people::standing(&mut tx, id).await?;
    drop(tx);
    if known.is_none() {
        return Ok(None);
    }
    trail::record(db, entry).await?;
    let mut tx = db.reading().await?;
    let (worker, erased_at) = match people::standing(&mut tx, id).await? {
        Some(Standing::Known(worker)) => (Some(worker), None),
        Some(Standing::Erased(at)) => (None, Some(at)),
        None => return Ok(None),
    };
    let photo = people::photo(&mut tx, id).await?;
    let employment = people::employment(&mut tx, id).await?;
    let caseloads = coaching::caseloads_of(&mut tx, id).await?;
    let growth = coaching::grown(&mut tx, id).await?;
    let plan = seated::of_worker(&mut tx, id).await?;
    let signs = ledger::signs(&mut tx, id).await?;
    let tallies = store::of_worker(&mut tx, id).await?;
    let trail = trail::of_subject(&mut tx, id).await?;
    drop(tx);
    let quarantine = match worker.as_ref().and_then(|worker| worker.badge.as_deref()) {
        Some(badge) => quarantine::naming(db, badge).await?,
        None => Vec::new(),
    };
    Ok(Some(Held {
        id: id.to_owned(),
        gathered_at: entry.at,
        erased_at,
        worker,
        photo,
        employment,
        caseloads,
        growth,
        plan,
        signs,
        tallies,
        quarantine,
        trail,
    }))
}
