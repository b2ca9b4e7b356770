//! Who leads the ingest of a site, when several processes share a database.
//!
//! A lease is a row: holder, fence, beat. The leader raises `beat` every few seconds; who sees `(fence, beat)` stand still
//! long enough on its own clock takes over and raises `fence`. No two machines' clocks are ever compared. The fence is
//! what keeps the ledger safe: every ingest transaction calls [`hold`], which fails for a leader that was replaced, however
//! long it slept. The deadline a leader sets itself is only courtesy: it lets go of the broker before another takes it.
//!
//! On SQLite the process lock already keeps every other service out, so the lease is taken at once and never renewed; the
//! fence is checked there all the same.

mod stand;
mod store;

pub use stand::{Lead, Pace};
pub use store::{HoldError, hold, wait_for_batch};

use crate::db::{Db, displaced};
use stand::Watching;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// The sites this process leads.
pub type Led = BTreeMap<String, Lead>;

/// How often new sites are looked for: an import may bring one while the service runs.
const SITES_EVERY: Duration = Duration::from_secs(3);

/// The leases of every site, as this process sees them; cheap to clone.
#[derive(Clone)]
pub struct Leases {
    led: Arc<watch::Sender<Led>>,
    sites: Arc<watch::Sender<Option<BTreeSet<String>>>>,
}

impl Leases {
    /// Starts to contend for every site. `holder` must be another text for every start of a process. `sites` lists the ids
    /// of all sites and is asked again and again. When `cancel` fires, what is led is released, so that another process
    /// takes it at once: stop the ingest first.
    pub fn start<F, Fut>(
        db: &Db,
        holder: String,
        sites: F,
        tracker: &TaskTracker,
        cancel: &CancellationToken,
    ) -> Self
    where
        F: Fn(Db) -> Fut + Send + 'static,
        Fut: Future<Output = sqlx::Result<Vec<String>>> + Send + 'static,
    {
        let pace = if db.is_shared() { Pace::SHARED } else { Pace::ALONE };
        Self::start_at(pace, db, holder, sites, tracker, cancel)
    }

    /// As [`Leases::start`], at another pace. All processes on one database must keep the same pace.
    pub fn start_at<F, Fut>(
        pace: Pace,
        db: &Db,
        holder: String,
        sites: F,
        tracker: &TaskTracker,
        cancel: &CancellationToken,
    ) -> Self
    where
        F: Fn(Db) -> Fut + Send + 'static,
        Fut: Future<Output = sqlx::Result<Vec<String>>> + Send + 'static,
    {
        let leases = Self { led: Arc::default(), sites: Arc::default() };
        let contender = Contender {
            db: db.clone(),
            holder: holder.into(),
            pace,
            led: Arc::clone(&leases.led),
            cancel: cancel.clone(),
        };
        let known = Arc::clone(&leases.sites);
        tracker.spawn(contend_for_all(contender, sites, known, tracker.clone()));
        leases
    }

    /// The fence under which this process leads `site` now; `None` when it does not lead it.
    pub fn fence(&self, site: &str) -> Option<i64> {
        let now = Instant::now();
        self.led.borrow().get(site).filter(|lead| lead.holds_at(now)).map(Lead::fence)
    }

    /// The sites this process contends for, in order; `None` before it knows them.
    pub fn sites(&self) -> Option<BTreeSet<String>> {
        self.sites.borrow().clone()
    }

    /// Tells of every change of what is led.
    pub fn led(&self) -> watch::Receiver<Led> {
        self.led.subscribe()
    }
}

async fn contend_for_all<F, Fut>(
    contender: Contender,
    sites: F,
    known: Arc<watch::Sender<Option<BTreeSet<String>>>>,
    tracker: TaskTracker,
) where
    F: Fn(Db) -> Fut + Send + 'static,
    Fut: Future<Output = sqlx::Result<Vec<String>>> + Send + 'static,
{
    loop {
        match sites(contender.db.clone()).await {
            Ok(sites) => {
                let before = known.borrow().clone().unwrap_or_default();
                let new: Vec<String> =
                    sites.into_iter().filter(|site| !before.contains(site)).collect();
                known.send_modify(|all| all.get_or_insert_default().extend(new.iter().cloned()));
                for site in new {
                    let contender = contender.clone();
                    tracker.spawn(async move { contender.contend(&site).await });
                }
            }
            Err(error) => tracing::warn!(%error, "cannot read which sites there are; trying again"),
        }
        if !contender.goes_on_after(SITES_EVERY).await {
            return;
        }
    }
}

/// One process, contending.
#[derive(Clone)]
struct Contender {
    db: Db,
    holder: Arc<str>,
    pace: Pace,
    led: Arc<watch::Sender<Led>>,
    cancel: CancellationToken,
}

impl Contender {
    /// Each site has a task of its own, so that a batch that holds one site's row does not delay another site's renewal.
    async fn contend(&self, site: &str) {
        let mut watching = Watching::default();
        loop {
            match self.try_to_take(site, &mut watching).await {
                Ok(Some(lead)) => {
                    self.lead(site, lead).await;
                    watching = Watching::default();
                }
                Ok(None) => {}
                // The desk says it, once.
                Err(error) if displaced(&error).is_some() => {}
                Err(error) => tracing::warn!(site, %error, "cannot look at the ingest lease"),
            }
            if !self.goes_on_after(self.pace.look_every).await {
                return;
            }
        }
    }

    async fn try_to_take(&self, site: &str, watching: &mut Watching) -> sqlx::Result<Option<Lead>> {
        let row = store::read(&self.db, site).await?;
        if !watching.may_take(&row, &self.holder, Instant::now(), self.pace.stale_after) {
            return Ok(None);
        }
        let sent = Instant::now();
        let fence = store::take(&self.db, site, &self.holder, &row).await?;
        Ok(fence.map(|fence| Lead::new(fence, sent, &self.pace)))
    }

    /// Leads until the lease is lost, cannot be renewed in time, or is released.
    async fn lead(&self, site: &str, mut lead: Lead) {
        tracing::info!(site, fence = lead.fence(), "leads the ingest of this site");
        self.say(site, Some(lead));
        loop {
            let goes_on = self.goes_on_after(self.pace.beat_every).await;
            if !goes_on {
                self.say(site, None);
                self.release(site, lead.fence()).await;
                return;
            }
            let Some(until) = lead.until() else { continue };
            let sent = Instant::now();
            let renewal = store::renew(&self.db, site, &self.holder, lead.fence());
            tokio::pin!(renewal);
            let renewed = tokio::select! {
                renewed = &mut renewal => renewed,
                () = sleep_until(until) => {
                    self.say(site, None);
                    tracing::warn!(site, fence = lead.fence(), "the lease was not renewed in time; stops leading");
                    // Waited for all the same: a database call that is dropped half way costs a connection.
                    let _ = renewal.await;
                    return;
                }
            };
            match renewed {
                Ok(true) => {
                    lead.renewed(sent, &self.pace);
                    self.say(site, Some(lead));
                }
                Ok(false) => {
                    self.say(site, None);
                    tracing::warn!(site, fence = lead.fence(), "another process took over");
                    return;
                }
                // The desk says it, once.
                Err(error) if displaced(&error).is_some() => {}
                // Not yet the end: until the deadline nobody else can have taken over.
                Err(error) => tracing::warn!(site, %error, "cannot renew the ingest lease"),
            }
        }
    }

    async fn release(&self, site: &str, fence: i64) {
        // A database that does not answer must not hold up the shutdown; the lease is then found standing still.
        let released = timeout(
            self.pace.stale_after.max(Duration::from_secs(2)),
            store::release(&self.db, site, &self.holder, fence),
        );
        match released.await {
            Ok(Ok(())) => tracing::info!(site, fence, "released the ingest of this site"),
            Ok(Err(error)) => tracing::warn!(site, %error, "cannot release the ingest lease"),
            Err(_) => tracing::warn!(site, "cannot release the ingest lease in time"),
        }
    }

    /// Publishes what is led; only a change of leader wakes who watches, a renewal does not.
    fn say(&self, site: &str, lead: Option<Lead>) {
        self.led.send_if_modified(|led| match lead {
            Some(lead) => {
                let before = led.insert(site.to_owned(), lead);
                before.map(|lead| lead.fence()) != Some(lead.fence())
            }
            None => led.remove(site).is_some(),
        });
    }

    /// Waits; false when the process stops.
    async fn goes_on_after(&self, wait: Duration) -> bool {
        timeout(wait, self.cancel.cancelled()).await.is_err()
    }
}
