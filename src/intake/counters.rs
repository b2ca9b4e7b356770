//! What the desk counts, for `/metrics`. No number here is about a person.

use prometheus_client::metrics::counter::Counter;
use prometheus_client::registry::Registry;

/// The desk's counters; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Counters {
    /// Messages taken in.
    pub messages: Counter,
    /// Events that are new and count.
    pub counted: Counter,
    /// Events and messages put into quarantine.
    pub quarantined: Counter,
    /// Events that had been stored before.
    pub duplicates: Counter,
    /// Messages of terminals that count an epoch again.
    pub lost_spools: Counter,
    /// Batches committed.
    pub batches: Counter,
    /// Batches the database refused.
    pub failed_batches: Counter,
}

impl Counters {
    /// Makes them visible.
    pub fn register(&self, registry: &mut Registry) {
        let mut put = |name: &str, help: &str, counter: &Counter| {
            registry.register(name, help, counter.clone());
        };
        put("werkvloer_intake_messages", "Messages taken in from terminals", &self.messages);
        put("werkvloer_intake_events_counted", "New events that count", &self.counted);
        put(
            "werkvloer_intake_quarantined",
            "Events and messages put into quarantine",
            &self.quarantined,
        );
        put("werkvloer_intake_duplicates", "Events that had been stored before", &self.duplicates);
        put(
            "werkvloer_intake_lost_spools",
            "Messages of terminals that count an epoch again",
            &self.lost_spools,
        );
        put("werkvloer_intake_batches", "Batches committed", &self.batches);
        put(
            "werkvloer_intake_failed_batches",
            "Batches the database refused",
            &self.failed_batches,
        );
    }
}
