//! What one connection, one address and all of them together may cost.

use std::time::Duration;

/// The limits of a listener for HTTP.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Connections at the same time. One more pushes out the oldest that asks for nothing; when all are at work it is
    /// turned away.
    pub connections: usize,
    /// Connections of one address (of IPv6 one network of 64 bits), half of all: a whole company may share one, and nobody
    /// alone keeps everybody out. Our own proxies have no such limit, because everybody comes through them.
    pub per_address: usize,
    /// Event streams, three quarters of all: pages and health get in however many boards are open.
    pub streams: usize,
    /// Time to the first byte: 10 s. A browser that opens a connection in advance opens another one.
    pub first: Duration,
    /// Time for a head, from its first byte to its last: 10 s.
    pub head: Duration,
    /// Time between two requests: 75 s, longer than a proxy keeps a connection it does not use, so that it is not closed
    /// just when the proxy uses it.
    pub idle: Duration,
    /// Time in which a body must bring something: 10 s.
    pub body_pause: Duration,
    /// Time for a body in all, and for each 16 KiB of it a second more: 30 s. A photo over a bad link comes through.
    pub body: Duration,
    /// Time in which a client must take something of what is written to it: 20 s. Also a stream ends by it.
    pub write: Duration,
    /// Time to take an answer that is no stream, whole: 5 min.
    pub answer: Duration,
}

impl Limits {
    /// With so many connections in all.
    pub fn within(connections: usize) -> Self {
        Self {
            connections,
            per_address: (connections / 2).max(1),
            streams: (connections - connections / 4).max(1),
            first: Duration::from_secs(10),
            head: Duration::from_secs(10),
            idle: Duration::from_secs(75),
            body_pause: Duration::from_secs(10),
            body: Duration::from_secs(30),
            write: Duration::from_secs(20),
            answer: Duration::from_mins(5),
        }
    }

    /// For figures, which only machines of our own ask for.
    pub fn of_figures(connections: usize) -> Self {
        Self { per_address: connections, ..Self::within(connections) }
    }
}
