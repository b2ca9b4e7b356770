//! Whether the service can store what terminals report, for `/readyz`: the desk says whether the database takes it, the
//! leases whether this process may.
//!
//! Of processes that share a database one leads a site. Another one with the built-in endpoint turns that site's terminals
//! away, so when it leads none it is not ready, also in the seconds before it takes over from one that was killed. Behind
//! an external broker terminals need not find the leader: who stands by serves pages, is ready, and says what it is.

use crate::lease::Leases;
use tokio::sync::watch;

/// Can the desk store?
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Readiness {
    /// Yes.
    Ready,
    /// No, and why, in words for who runs the service.
    NotReady(String),
}

impl Default for Readiness {
    fn default() -> Self {
        Self::NotReady("starting".to_owned())
    }
}

/// What `/readyz` tells; cheap to clone.
#[derive(Clone)]
pub struct Health {
    desk: watch::Receiver<Readiness>,
    leading: Option<Leading>,
}

#[derive(Clone)]
struct Leading {
    leases: Leases,
    has_endpoint: bool,
}

impl Health {
    /// What the desk alone says.
    pub fn of_desk(desk: watch::Receiver<Readiness>) -> Self {
        Self { desk, leading: None }
    }

    /// Of a service that leads only what its leases say; `has_endpoint` when terminals connect to itself.
    #[must_use]
    pub fn with_leases(self, leases: Leases, has_endpoint: bool) -> Self {
        Self { leading: Some(Leading { leases, has_endpoint }), ..self }
    }

    /// The sentence when it is ready; else why it is not.
    pub fn tell(&self) -> Result<String, String> {
        if let Readiness::NotReady(why) = &*self.desk.borrow() {
            return Err(why.clone());
        }
        match &self.leading {
            Some(leading) => leading.tell(),
            None => Ok(READY.to_owned()),
        }
    }
}

const READY: &str = "ready";

impl Leading {
    fn tell(&self) -> Result<String, String> {
        let Some(sites) = self.leases.sites() else {
            return Err("looking which sites there are".to_owned());
        };
        let (led, others): (Vec<String>, Vec<String>) =
            sites.into_iter().partition(|site| self.leases.fence(site).is_some());
        if others.is_empty() {
            return Ok(READY.to_owned());
        }
        let others = others.join(", ");
        if led.is_empty() && self.has_endpoint {
            return Err(format!(
                "does not lead the ingest of {others}, so terminals are turned away here; it takes over when the process \
                 that leads is gone, which takes 15 seconds when that one was killed"
            ));
        }
        Ok(format!(
            "{READY}; stands by for the ingest of {others}, which this process does not lead"
        ))
    }
}
