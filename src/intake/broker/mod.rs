//! The client of an external broker (MQTT 3.1.1): for every site this process leads, one connection that subscribes to
//! what the site's terminals publish, hands it to the desk, and acknowledges what the desk has committed.
//!
//! What keeps it honest: a fresh client and event loop for every TCP connection, so that nothing of a dead connection
//! reaches the next; acknowledgements in the order of receiving, on the connection the message came from, after the
//! commit; and two clients, because a client that publishes makes its own acknowledgements wait. What goes to terminals
//! ([`Egress`]) may get lost: a receipt says everything again.
//!
//! A broker's window (20 messages with Mosquitto, 10 with `RabbitMQ`) is never waited for: the desk commits what is there.

mod acker;
mod backoff;
mod connection;
mod counters;
mod dial;
mod egress;
mod probe;
mod queue;
mod supervisor;
mod url;

pub use counters::Counters;
pub use dial::{Dial, Patience};
pub use egress::Egress;
pub use probe::{Finding, Report, Verdict, probe};
pub use url::BrokerUrl;

use crate::clock::Clock;
use crate::intake::Door;
use crate::lease::Led;
use std::collections::BTreeMap;
use std::sync::Arc;
use supervisor::Supervisor;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// What the client works with.
pub struct Setup {
    /// Which broker, and how to reach it.
    pub dial: Dial,
    /// Names this process, as in its leases; another text for every start.
    pub holder: String,
    /// Stamps what comes in.
    pub clock: Clock,
    /// Counts what happens.
    pub counters: Counters,
}

/// Starts the client: it connects for the sites in `led`, as they come and go, until `cancel` fires. Gives the way back
/// to the terminals.
pub fn start<D: Door>(
    setup: Setup,
    door: Arc<D>,
    led: watch::Receiver<Led>,
    tracker: &TaskTracker,
    cancel: &CancellationToken,
) -> Egress {
    let Setup { dial, holder, clock, counters } = setup;
    let egress = Egress::start(&dial, &holder, &counters, tracker, cancel);
    let house =
        House { dial, door, clock, counters, egress: egress.clone(), tracker: tracker.clone() };
    tracker.spawn(follow_the_lead(house, led, cancel.clone()));
    egress
}

/// What every connection needs.
struct House<D> {
    dial: Dial,
    door: Arc<D>,
    clock: Clock,
    counters: Counters,
    egress: Egress,
    tracker: TaskTracker,
}

/// One supervisor for each lead; a lead that was lost and won again is another one.
async fn follow_the_lead<D: Door>(
    house: House<D>,
    mut led: watch::Receiver<Led>,
    cancel: CancellationToken,
) {
    let house = Arc::new(house);
    let mut running: BTreeMap<(String, i64), CancellationToken> = BTreeMap::new();
    loop {
        let now: Vec<(String, i64)> = led
            .borrow_and_update()
            .iter()
            .map(|(site, lead)| (site.clone(), lead.fence()))
            .collect();
        running.retain(|lead, stop| {
            let still = now.contains(lead);
            if !still {
                stop.cancel();
            }
            still
        });
        for lead in now {
            let site = lead.0.clone();
            running.entry(lead).or_insert_with(|| {
                let stop = cancel.child_token();
                let supervisor = Supervisor::new(Arc::clone(&house), &site, stop.clone());
                house.tracker.spawn(supervisor.run());
                stop
            });
        }
        tokio::select! {
            changed = led.changed() => if changed.is_err() { break },
            () = cancel.cancelled() => break,
        }
    }
    running.values().for_each(CancellationToken::cancel);
}
