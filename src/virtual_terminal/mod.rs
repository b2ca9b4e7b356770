//! A virtual terminal: what a terminal on the floor is to the service, without the hardware.
//!
//! It keeps every event in a [`Spool`] until a receipt names it, speaks MQTT 3.1.1 directly (a thousand of them fit in one
//! process, one task each), and takes nothing but the receipt for a promise: an acknowledgement of the broker only makes
//! room for the next message. The demo's floor and `werkvloer simulate` are made of these.
//!
//! Reading order: [`spool`](Spool) what is kept, `session` the protocol without a socket, `link` sockets and reconnecting.

mod broker;
mod flight;
mod histogram;
mod link;
mod meters;
mod session;
mod spool;

pub use broker::Broker;
pub use histogram::Histogram;
pub use meters::Meters;
pub use spool::{NeverSent, Spool, Taken};

use crate::clock::Clock;
use chrono::{DateTime, Utc};
use contract::{Body, TaskCard, TerminalName};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, watch};

/// How a terminal behaves on the line.
#[derive(Clone, Copy, Debug)]
pub struct Habits {
    /// Events in one message, at most.
    pub batch: usize,
    /// Messages the other side has not acknowledged, at most.
    pub window: usize,
    /// Events sent that no receipt names yet, at most: a broker acknowledges faster than the service stores.
    pub ahead: usize,
    /// After this long without a receipt that names something new, everything acknowledged is sent again.
    pub resend_after: Duration,
    /// After this long without an acknowledgement the connection is given up.
    pub ack_within: Duration,
    /// MQTT keep-alive.
    pub keep_alive: Duration,
}

impl Habits {
    /// The usual habits with `batch` events a message and `window` messages unacknowledged.
    pub fn new(batch: usize, window: usize) -> Self {
        Self {
            batch,
            window,
            ahead: 4 * batch * window,
            resend_after: Duration::from_secs(5),
            ack_within: Duration::from_secs(30),
            keep_alive: Duration::from_secs(30),
        }
    }
}

/// Who a terminal is.
#[derive(Clone, Debug)]
pub struct Identity {
    /// Its name, also its MQTT user name.
    pub name: TerminalName,
    /// The secret shown once at enrolment; `None` on a broker that asks for none.
    pub secret: Option<String>,
}

/// A virtual terminal. Whoever holds it reports events; [`Terminal::run`] brings them over.
pub struct Terminal {
    identity: Identity,
    habits: Habits,
    clock: Clock,
    meters: Arc<Meters>,
    spool: Mutex<Spool>,
    card: Mutex<Option<TaskCard>>,
    news: Notify,
    plugged: watch::Sender<bool>,
    connected: AtomicBool,
    was_connected: AtomicBool,
}

impl Terminal {
    /// A terminal with an empty spool of a new epoch, plugged in.
    pub fn new(identity: Identity, habits: Habits, clock: Clock, meters: Arc<Meters>) -> Arc<Self> {
        Arc::new(Self {
            identity,
            habits,
            clock,
            meters,
            spool: Mutex::new(Spool::new()),
            card: Mutex::new(None),
            news: Notify::new(),
            plugged: watch::Sender::new(true),
            connected: AtomicBool::new(false),
            was_connected: AtomicBool::new(false),
        })
    }

    /// Its name.
    pub fn name(&self) -> &TerminalName {
        &self.identity.name
    }

    /// Something happened at the terminal: spools it for sending and gives its number.
    pub fn report(&self, at: DateTime<Utc>, body: Body) -> u64 {
        let seq = {
            let mut spool = self.spool();
            spool.add(at, body);
            let seq = spool.last();
            spool.release(seq);
            seq
        };
        self.news.notify_one();
        seq
    }

    /// The spool itself. Whoever releases events through it calls [`Terminal::wake`].
    pub fn spool(&self) -> MutexGuard<'_, Spool> {
        self.spool.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says that there is something to send.
    pub fn wake(&self) {
        self.news.notify_one();
    }

    /// Pulls the network cable out (`false`) or puts it back.
    pub fn plug(&self, in_: bool) {
        self.plugged.send_replace(in_);
    }

    /// What the service last said the station makes.
    pub fn card(&self) -> Option<TaskCard> {
        self.card.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// True while it is signed in and subscribed.
    pub fn is_connected(&self) -> bool {
        self.connected.load(Ordering::Relaxed)
    }

    fn heard_card(&self, card: TaskCard) {
        *self.card.lock().unwrap_or_else(PoisonError::into_inner) = Some(card);
    }
}
