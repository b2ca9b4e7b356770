//! What a listener for HTTP counts.

use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

/// Why a connection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelValue)]
pub enum End {
    /// The client closed it, or the last answer was given.
    Done,
    /// Nothing came in time.
    Silent,
    /// A head that did not end in time.
    Head,
    /// The client did not take what was written to it.
    Untaken,
    /// Pushed out by a newer connection while it asked for nothing.
    PushedOut,
    /// The service stops.
    Stopping,
}

/// The label of [`Counters::closed`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct ClosedLabel {
    reason: End,
}

/// The counters; clones count together.
#[derive(Clone, Debug, Default)]
pub struct Counters {
    /// Connections open now.
    pub connected: Gauge,
    /// Event streams open now.
    pub streams: Gauge,
    /// Connections that ended, by reason.
    pub closed: Family<ClosedLabel, Counter>,
    /// Connections turned away because all places were taken.
    pub refused: Counter,
    /// Bodies that came too slowly.
    pub late_bodies: Counter,
    /// Connections that could not be accepted.
    pub accept_errors: Counter,
}

impl Counters {
    /// Puts the counters into a registry, names starting with `werkvloer_http_`.
    pub fn register(&self, registry: &mut Registry) {
        let r = registry.sub_registry_with_prefix("werkvloer_http");
        r.register("connected", "Connections open now", self.connected.clone());
        r.register("streams", "Event streams open now", self.streams.clone());
        r.register("closed", "Connections that ended, by reason", self.closed.clone());
        r.register("refused", "Connections turned away, all places taken", self.refused.clone());
        r.register("late_bodies", "Bodies that came too slowly", self.late_bodies.clone());
        r.register("accept_errors", "Connections not accepted", self.accept_errors.clone());
    }

    /// How many connections ended for this reason.
    pub fn closed(&self, end: End) -> u64 {
        self.closed.get_or_create(&ClosedLabel { reason: end }).get()
    }

    pub(super) fn count_end(&self, end: End) {
        self.closed.get_or_create(&ClosedLabel { reason: end }).inc();
    }
}
