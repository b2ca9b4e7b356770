//! What one client, one address and all of them together may cost. Every default serves a thousand terminals of one
//! company with room to spare; none of them ever drops a message of a terminal that behaves.

use crate::listen::files::Shares;
use std::time::Duration;

/// The limits of an endpoint.
#[derive(Clone, Debug)]
pub struct Limits {
    /// The largest packet of a terminal that signed in: the largest payload and 1 KiB for what stands around it.
    pub packet: usize,
    /// The largest CONNECT packet, so that strangers cost little memory: 8 KiB.
    pub connect_packet: usize,
    /// Terminals that are signed in at the same time: 4,096. One more gets CONNACK 3, unless it takes its own place over.
    pub connections: usize,
    /// Connections that have not signed in yet: 512. One more pushes the oldest of them out, so that idle connections never
    /// keep a terminal out.
    pub unauthenticated: usize,
    /// Time for TLS, CONNECT and signing in together: 10 s.
    pub unauthenticated_time: Duration,
    /// Messages a second of one connection: 20,000, after a burst of as many. More are slowed, never dropped.
    pub messages_per_second: u32,
    /// Failed sign-ins of one address within a minute before it is throttled: 10.
    pub failed_sign_ins: usize,
    /// What a sign-in from a throttled address waits before it is looked at: 1 s.
    pub throttle: Duration,
    /// Publishes of one connection that wait for their PUBACK: 1,024. Reading stops at that number.
    pub unacknowledged: usize,
    /// Time for a client to take what is written to it: 10 s.
    pub write_time: Duration,
}

impl Limits {
    /// With a share of the connections that the process may have.
    pub fn within(shares: Shares) -> Self {
        Self { connections: shares.signed_in(), unauthenticated: shares.porch(), ..Self::default() }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            packet: contract::MAX_PAYLOAD + 1024,
            connect_packet: 8 * 1024,
            connections: 4_096,
            unauthenticated: 512,
            unauthenticated_time: Duration::from_secs(10),
            messages_per_second: 20_000,
            failed_sign_ins: 10,
            throttle: Duration::from_secs(1),
            unacknowledged: 1_024,
            write_time: Duration::from_secs(10),
        }
    }
}
