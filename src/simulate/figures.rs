//! What a run prints.

use crate::virtual_terminal::Meters;
use serde::Serialize;
use std::fmt;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// The figures of a run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Figures {
    /// Events made, poison included.
    pub events: u64,
    /// Events a receipt named.
    pub receipted: u64,
    /// From the first sending to the last receipt.
    pub seconds: f64,
    /// Receipted events a second over that time.
    pub per_second: f64,
    /// First publish to receipt, milliseconds, which half of the events do not exceed.
    pub p50_ms: Option<f64>,
    /// The same for 99 %.
    pub p99_ms: Option<f64>,
    /// The same for 99.9 %.
    pub p999_ms: Option<f64>,
    /// The longest.
    pub longest_ms: f64,
    /// Times a terminal came back on the line.
    pub reconnects: u64,
    /// Events sent again.
    pub resends: u64,
    /// Receipts that could not be read or named an event that was never sent.
    pub false_receipts: u64,
    /// Why a connection last broke.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_break: Option<String>,
}

impl Figures {
    pub(super) fn new(meters: &Meters, events: u64, took: Duration) -> Self {
        let load = |counter: &std::sync::atomic::AtomicU64| counter.load(Ordering::Relaxed);
        let receipted = load(&meters.receipted);
        let at = |per_mille| meters.latency.percentile(per_mille).map(milliseconds);
        let seconds = took.as_secs_f64().max(1e-3);
        Self {
            events,
            receipted,
            seconds,
            per_second: per(receipted, seconds),
            p50_ms: at(500),
            p99_ms: at(990),
            p999_ms: at(999),
            longest_ms: milliseconds(meters.latency.longest()),
            reconnects: load(&meters.reconnects),
            resends: load(&meters.sent_again),
            false_receipts: load(&meters.false_receipts),
            last_break: meters.last_break(),
        }
    }
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

#[expect(clippy::cast_precision_loss, reason = "a figure for people")]
fn per(count: u64, seconds: f64) -> f64 {
    count as f64 / seconds
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ms = |value: Option<f64>| value.map_or("-".to_owned(), |ms| format!("{ms:.1} ms"));
        writeln!(
            f,
            "events      {} made, {} receipted in {:.1} s: {:.0} events per second",
            self.events, self.receipted, self.seconds, self.per_second
        )?;
        writeln!(
            f,
            "latency     publish to receipt: 50 % {}, 99 % {}, 99.9 % {}, longest {:.1} ms",
            ms(self.p50_ms),
            ms(self.p99_ms),
            ms(self.p999_ms),
            self.longest_ms
        )?;
        write!(
            f,
            "network     {} reconnects, {} events sent again, {} false receipts",
            self.reconnects, self.resends, self.false_receipts
        )?;
        match &self.last_break {
            Some(why) => write!(f, " (last break: {why})"),
            None => Ok(()),
        }
    }
}
