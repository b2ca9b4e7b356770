//! What the client counts.

use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

macro_rules! counters {
    ($($(#[$doc:meta])* $name:ident = $help:literal,)*) => {
        /// Counters of the broker client; clones count together.
        #[derive(Clone, Debug, Default)]
        pub struct Counters {
            /// Sites whose subscription is in force now.
            pub subscribed: Gauge,
            $($(#[$doc])* pub $name: Counter,)*
        }

        impl Counters {
            /// Makes them visible in `/metrics`, as `broker_…`.
            pub fn register(&self, registry: &mut Registry) {
                let registry = registry.sub_registry_with_prefix("broker");
                registry.register("subscribed", "Sites whose subscription is in force now", self.subscribed.clone());
                $(registry.register(stringify!($name), $help, self.$name.clone());)*
            }
        }
    };
}

counters! {
    /// Connections the broker accepted for ingest.
    connections = "Connections for ingest that the broker accepted",
    /// Connections for ingest that ended otherwise than by our own stopping.
    failures = "Connections for ingest that failed or could not be made",
    /// Connections given up because nothing was heard.
    watchdog = "Connections given up because the broker said nothing",
    /// Subscriptions the broker refused.
    subscribe_refused = "Subscriptions that the broker refused",
    /// Connections the desk ended because it could not store.
    unstored = "Connections ended because messages could not be stored",
    /// Publishes received, redeliveries included.
    received = "Publishes received, redeliveries included",
    /// Acknowledgements sent.
    acknowledged = "Acknowledgements sent",
    /// Acknowledgements not sent because their connection was gone.
    stale = "Acknowledgements dropped because their connection had ended",
    /// Publishes on topics that are not the contract's; acknowledged and forgotten.
    not_ours = "Publishes on topics outside the contract",
    /// Publishes above the contract's payload limit; their beginning goes to quarantine.
    oversized = "Publishes with a payload above the contract's limit",
    /// Packets above our limit, three times in a row: the broker sends one again and again.
    poison = "Times that the broker kept sending a packet above the size limit",
    /// Publishes with QoS 0 dropped because the desk was behind.
    unassured_dropped = "Publishes with QoS 0 dropped while the desk was behind",
    /// Messages handed to the broker for terminals.
    sent = "Messages to terminals handed to the broker",
    /// Messages to terminals replaced by a newer one before they were sent.
    replaced = "Messages to terminals replaced by a newer one before sending",
    /// Messages to terminals dropped because the broker was gone too long.
    unsent_dropped = "Messages to terminals dropped because too many waited",
}

/// Counts as one in a gauge as long as it lives.
pub(super) struct Counted(Gauge);

impl Counted {
    pub(super) fn new(gauge: &Gauge) -> Self {
        gauge.inc();
        Self(gauge.clone())
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.dec();
    }
}
