//! A house behind the door: it knows a few terminals, and its desk commits when the test says so.

use super::client::Client;
use bytes::Bytes;
use contract::{Channel, TerminalName};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::DuplexStream;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use werkvloer::clock::Clock;
use werkvloer::intake::endpoint::{Counters, End, Endpoint, Limits};
use werkvloer::intake::{Door, Incoming, Refused, SignedIn};

/// Terminals `noord/t1` to `noord/t9` are enrolled, all with this secret.
pub(super) const SECRET: &str = "an invented secret";
pub(super) const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

pub(super) struct House {
    desk: mpsc::Sender<Incoming>,
    pub(super) asked: AtomicUsize,
    pub(super) not_now: AtomicBool,
    pub(super) remembered: Mutex<Vec<(TerminalName, Channel, Bytes)>>,
}

impl House {
    fn knows(&self, user: &str) -> Result<SignedIn, Refused> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        if self.not_now.load(Ordering::Relaxed) {
            return Err(Refused::NotNow);
        }
        let no = user.strip_prefix("noord/t").and_then(|no| no.parse().ok());
        match no {
            Some(no) if (1..=9).contains(&no) => Ok(SignedIn { terminal: name(user), no }),
            _ => Err(Refused::BadCredentials),
        }
    }
}

impl Door for House {
    async fn sign_in(&self, user: &str, secret: &[u8]) -> Result<SignedIn, Refused> {
        let known = self.knows(user)?;
        if secret == SECRET.as_bytes() { Ok(known) } else { Err(Refused::BadCredentials) }
    }

    async fn sign_in_by_certificate(&self, common_name: &str) -> Result<SignedIn, Refused> {
        self.knows(common_name)
    }

    async fn submit(&self, message: Incoming) -> Result<(), Refused> {
        self.desk.send(message).await.map_err(|_| Refused::NotNow)
    }

    async fn retained(&self, terminal: &SignedIn, channel: Channel) -> Option<Bytes> {
        let remembered = self.remembered.lock().unwrap();
        let found = remembered.iter().find(|(t, c, _)| *t == terminal.terminal && *c == channel);
        found.map(|(_, _, payload)| payload.clone())
    }
}

pub(super) fn name(text: &str) -> TerminalName {
    text.parse().unwrap()
}

/// An endpoint, the house behind it, and the desk's end of the line.
pub(super) struct Rig {
    pub(super) endpoint: Endpoint<House>,
    pub(super) house: Arc<House>,
    pub(super) counters: Counters,
    pub(super) desk: mpsc::Receiver<Incoming>,
    pub(super) stop: CancellationToken,
    pub(super) tasks: TaskTracker,
}

impl Rig {
    pub(super) fn new() -> Self {
        Self::with(Limits::default(), 1_000)
    }

    /// With these limits, and a desk that has room for so many messages.
    pub(super) fn with(limits: Limits, room: usize) -> Self {
        let (sender, desk) = mpsc::channel(room);
        let house = Arc::new(House {
            desk: sender,
            asked: AtomicUsize::new(0),
            not_now: AtomicBool::new(false),
            remembered: Mutex::default(),
        });
        let (counters, stop) = (Counters::default(), CancellationToken::new());
        let tasks = TaskTracker::new();
        let endpoint = Endpoint::new(
            house.clone(),
            limits,
            counters.clone(),
            Clock::system(),
            stop.clone(),
            tasks.clone(),
        );
        Self { endpoint, house, counters, desk, stop, tasks }
    }

    /// A connection, and the task that says how it ended.
    pub(super) fn connect_to(&self, buffer: usize) -> (Client<DuplexStream>, JoinHandle<End>) {
        let (client, server) = tokio::io::duplex(buffer);
        let endpoint = self.endpoint.clone();
        let task =
            self.tasks.spawn(async move { endpoint.connection(server, LOOPBACK, None).await });
        (Client::new(client), task)
    }

    pub(super) fn connect(&self) -> (Client<DuplexStream>, JoinHandle<End>) {
        self.connect_to(1 << 20)
    }

    /// A terminal that signed in.
    pub(super) async fn terminal(&self, user: &str) -> (Client<DuplexStream>, JoinHandle<End>) {
        let (mut client, task) = self.connect();
        client.sign_in(user).await;
        (client, task)
    }

    /// The next message at the desk.
    pub(super) async fn next(&mut self) -> Incoming {
        let next = tokio::time::timeout(Duration::from_secs(10), self.desk.recv());
        next.await.expect("a message within ten seconds").expect("the house is there")
    }

    /// A desk that commits at once.
    pub(super) fn run_desk(&mut self) {
        let (_, none) = mpsc::channel(1);
        let mut desk = std::mem::replace(&mut self.desk, none);
        self.tasks.spawn(async move {
            while let Some(message) = desk.recv().await {
                message.replies.stored(message.packet);
            }
        });
    }
}

/// How a connection ended.
pub(super) async fn end(task: JoinHandle<End>) -> End {
    let ended = tokio::time::timeout(Duration::from_mins(10), task);
    ended.await.expect("the connection ends").expect("the connection does not panic")
}
