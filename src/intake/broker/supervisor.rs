//! Keeps one site connected while this process leads it: a new connection after every failure, later with every failure.

use super::House;
use super::backoff::Backoff;
use super::connection::{Connection, End};
use crate::intake::Door;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, timeout};
use tokio_util::sync::CancellationToken;

/// A connection that lived so long did some good, even if nobody had anything to say.
const LIVED: Duration = Duration::from_secs(10);
/// A packet above the limit may be one accident; the same again and again is one the broker cannot get rid of.
const POISON: u32 = 3;

pub(super) struct Supervisor<D> {
    house: Arc<House<D>>,
    site: Arc<str>,
    stop: CancellationToken,
    backoff: Backoff,
    too_large: u32,
}

impl<D: Door> Supervisor<D> {
    pub(super) fn new(house: Arc<House<D>>, site: &str, stop: CancellationToken) -> Self {
        let backoff = Backoff::new(&house.dial.patience);
        Self { house, site: site.into(), stop, backoff, too_large: 0 }
    }

    pub(super) async fn run(mut self) {
        while !self.stop.is_cancelled() {
            let began = Instant::now();
            let connection = Connection::open(&self.house, &self.site, &self.stop);
            let acker = Arc::clone(&connection.acker);
            // In a task of its own, so that a panic of the library ends one connection and not the site's ingest.
            let end = match self.house.tracker.spawn(connection.run()).await {
                Ok(end) => end,
                Err(error) => End::Broken(error.to_string()),
            };
            if matches!(end, End::Stopped) {
                return;
            }
            if acker.acknowledged() || began.elapsed() >= LIVED {
                self.backoff.reset();
            }
            let wait = self.backoff.next();
            self.report(&end, wait);
            // Ends early when the site is no longer ours.
            let _ = timeout(wait, self.stop.cancelled()).await;
        }
    }

    fn report(&mut self, end: &End, wait: Duration) {
        let counters = &self.house.counters;
        counters.failures.inc();
        self.too_large = if end.is_too_large() { self.too_large + 1 } else { 0 };
        let (site, wait_ms) = (&*self.site, wait.as_millis());
        match end {
            End::SubscribeRefused => {
                counters.subscribe_refused.inc();
                tracing::error!(
                    site,
                    "the broker refuses our subscription: let our user read wv/1/{site}/+/up and wv/1/{site}/+/state"
                );
            }
            End::Silent => {
                counters.watchdog.inc();
                tracing::warn!(
                    site,
                    wait_ms,
                    "the broker said nothing for too long; connecting anew"
                );
            }
            _ if self.too_large >= POISON => {
                self.too_large = 0;
                counters.poison.inc();
                tracing::error!(
                    site,
                    "{end}, {POISON} times in a row: the broker holds a message that is too large for us and sends it \
                     again and again; set the broker's own limit (message_size_limit, max_packet_size) to 128 KiB and \
                     remove the message"
                );
            }
            _ => tracing::warn!(site, wait_ms, "connection to the broker ended: {end}"),
        }
    }
}
