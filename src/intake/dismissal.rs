//! Who must leave the endpoint: terminals that were revoked, and those of a site that this process does not lead (any
//! more), because whoever does hears nothing of them here.

use super::endpoint::Terminals;
use crate::db::{Db, Subject, marked};
use crate::lease::Leases;
use crate::terminals;
use std::collections::BTreeMap;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often it is looked who must leave.
const LOOK: Duration = Duration::from_secs(1);

/// Ends the connections of those who must leave, until `stop`.
pub async fn dismiss(db: Db, leases: Leases, connected: Terminals, stop: CancellationToken) {
    let mut revoked = Revoked { db, seen: None };
    let mut led = leases.led();
    let mut fences = BTreeMap::new();
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            woken = tokio::time::timeout(LOOK, led.changed()) => if let Ok(Err(_)) = woken { return },
        }
        let now: BTreeMap<String, i64> = led
            .borrow_and_update()
            .keys()
            .filter_map(|site| Some((site.clone(), leases.fence(site)?)))
            .collect();
        for terminal in connected.connected() {
            let fence = now.get(terminal.site());
            // Led again under another fence counts too: with the new lead nobody was taken to be there.
            let is_new = fences.get(terminal.site()).is_some_and(|before| Some(before) != fence);
            if fence.is_none() || is_new {
                connected.disconnect(&terminal);
            }
        }
        fences = now;
        revoked.dismiss(&connected).await;
    }
}

struct Revoked {
    db: Db,
    seen: Option<i64>,
}

impl Revoked {
    async fn dismiss(&mut self, connected: &Terminals) {
        let now = marked(&self.db, Subject::Terminals).await.ok();
        if now.is_none() || now == self.seen {
            return;
        }
        match terminals::revoked(&self.db).await {
            Ok(revoked) => {
                for terminal in &revoked {
                    connected.disconnect(terminal);
                }
                self.seen = now;
            }
            Err(error) => tracing::warn!(%error, "cannot read which terminals are revoked"),
        }
    }
}
