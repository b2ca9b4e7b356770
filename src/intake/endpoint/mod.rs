//! The built-in door: the server side of MQTT 3.1.1, just enough of it for terminals, and no broker.
//!
//! A terminal publishes to its own `up` and `state` topics and reads its own `down` topics; nothing goes from client to
//! client. A PUBACK means that the desk behind the [`Door`] has the message durable, and PUBACKs leave in receive order.
//! There is no session to keep: what a terminal missed is asked of the house when it subscribes. Whoever breaks the rules
//! is closed, as 3.1.1 has no other answer, and counted by reason ([`Counters`]).
//!
//! Reading order: `packet` the wire format, `gate` and `throttle` what strangers may cost, `connection` a connection from
//! CONNECT to its end, `session` what a signed-in terminal says, `outbox` what is said to it, [`Terminals`] who is there,
//! `serve` the sockets, [`Tls`].

mod connection;
mod counters;
mod gate;
mod limits;
mod outbox;
mod pace;
mod packet;
mod serve;
mod session;
mod terminals;
mod throttle;
mod tls;

pub use counters::{ClosedLabel, Counters, End, SignIn, SignInLabel};
pub use limits::Limits;
pub use terminals::Terminals;
pub use tls::{Tls, TlsFiles};

use super::door::Door;
use crate::clock::Clock;
use crate::listen::seldom::Seldom;
use gate::Gate;
use std::sync::Arc;
use throttle::Throttle;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// The endpoint; it can serve several listeners, which share terminals, limits and counters. Cheap to clone.
pub struct Endpoint<D>(Arc<Shared<D>>);

impl<D> Clone for Endpoint<D> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

struct Shared<D> {
    door: Arc<D>,
    limits: Limits,
    counters: Counters,
    clock: Clock,
    stop: CancellationToken,
    tasks: TaskTracker,
    gate: Arc<Gate>,
    throttle: Throttle,
    terminals: Terminals,
    /// Sockets that may be open: those who signed in, the porch, and a few that are on their way out.
    sockets: Arc<Semaphore>,
    full: Seldom,
    trouble: Seldom,
}

/// Sockets above the limits, for connections that are on their way out.
const LEAVING: usize = 32;

impl<D: Door> Endpoint<D> {
    /// An endpoint in front of `door`. Its connections run as `tasks` and end when `stop` is cancelled.
    pub fn new(
        door: Arc<D>,
        limits: Limits,
        counters: Counters,
        clock: Clock,
        stop: CancellationToken,
        tasks: TaskTracker,
    ) -> Self {
        let gate = Gate::new(&limits, counters.clone());
        let throttle = Throttle::new(&limits);
        let terminals = Terminals::new(limits.connections, counters.clone());
        let room = limits.connections.saturating_add(limits.unauthenticated);
        let room = room.saturating_add(LEAVING).min(Semaphore::MAX_PERMITS);
        let shared = Shared {
            door,
            limits,
            counters,
            clock,
            stop,
            tasks,
            gate,
            throttle,
            terminals,
            sockets: Arc::new(Semaphore::new(room)),
            full: Seldom::default(),
            trouble: Seldom::default(),
        };
        Self(Arc::new(shared))
    }

    /// The terminals that are signed in: to send to them, or to dismiss one.
    pub fn terminals(&self) -> &Terminals {
        &self.0.terminals
    }
}
