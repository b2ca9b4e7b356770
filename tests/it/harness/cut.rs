//! A link that can fail: a TCP proxy on loopback that forwards, delays, swallows, refuses, or drops every connection.
//!
//! It runs on a thread of its own, so that a test that blocks does not hold up the traffic it tests.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_util::task::TaskTracker;

/// The proxy; dropped, it drops its links and stops.
pub(crate) struct Cut {
    address: SocketAddr,
    state: watch::Sender<State>,
    links: Arc<AtomicUsize>,
}

#[derive(Clone, Copy)]
struct State {
    target: SocketAddr,
    weather: Weather,
    /// Raised to drop every link there is.
    cuts: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Weather {
    Fine,
    /// Links stay open and new ones are accepted, but no byte passes.
    BlackHole,
    /// New links are closed at once; those there are go on.
    Refusing,
    Slow(Duration),
}

impl Cut {
    /// A link to `target` (`host:port`).
    pub(crate) fn to(target: &impl ToString) -> Self {
        let target = target.to_string().parse().expect("a target as host:port");
        let (state, watched) = watch::channel(State { target, weather: Weather::Fine, cuts: 0 });
        let links = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&links);
        let (tell, address) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let runtime =
                tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async move {
                let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
                tell.send(listener.local_addr().unwrap()).unwrap();
                accept(listener, watched, count).await;
            });
        });
        Self { address: address.recv().unwrap(), state, links }
    }

    /// Where clients connect instead of to the target.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// New links go to another target, for example the same service on its next port.
    pub(crate) fn retarget(&self, target: &impl ToString) {
        let target = target.to_string().parse().expect("a target as host:port");
        self.state.send_modify(|s| s.target = target);
    }

    /// Drops every link now; new ones are accepted.
    pub(crate) fn cut(&self) {
        self.state.send_modify(|s| s.cuts += 1);
    }

    /// Links stay and new ones are accepted, but no byte passes until [`Cut::heal`].
    pub(crate) fn black_hole(&self) {
        self.set(Weather::BlackHole);
    }

    /// New links are closed at once until [`Cut::heal`]; use with [`Cut::cut`] for a dead network.
    pub(crate) fn refuse(&self) {
        self.set(Weather::Refusing);
    }

    /// Every piece of data waits this long, in each direction.
    pub(crate) fn delay(&self, by: Duration) {
        self.set(Weather::Slow(by));
    }

    /// Fine weather again.
    pub(crate) fn heal(&self) {
        self.set(Weather::Fine);
    }

    /// How many links are open.
    pub(crate) fn links(&self) -> usize {
        self.links.load(Ordering::SeqCst)
    }

    fn set(&self, weather: Weather) {
        self.state.send_modify(|s| s.weather = weather);
    }
}

/// Ends when the [`Cut`] is dropped.
async fn accept(listener: TcpListener, mut state: watch::Receiver<State>, links: Arc<AtomicUsize>) {
    let tasks = TaskTracker::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            changed = state.changed() => match changed {
                Ok(()) => continue,
                Err(_) => break,
            },
        };
        // An error here is a client that left before it was accepted.
        let Ok((client, _)) = accepted else { continue };
        if state.borrow().weather != Weather::Refusing {
            tasks.spawn(link(client, state.clone(), Arc::clone(&links)));
        }
    }
    tasks.close();
    tasks.wait().await;
}

async fn link(client: TcpStream, state: watch::Receiver<State>, links: Arc<AtomicUsize>) {
    let (target, cuts) = {
        let s = state.borrow();
        (s.target, s.cuts)
    };
    let Ok(server) = TcpStream::connect(target).await else { return };
    // Small packets pass as they come; the delay is ours to choose.
    let _ = (client.set_nodelay(true), server.set_nodelay(true));
    links.fetch_add(1, Ordering::SeqCst);
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let mut until = state.clone();
    tokio::select! {
        // One direction may end before the other: a half-closed link still carries the answer.
        _ = async { tokio::join!(pump(from_client, to_server, state.clone()), pump(from_server, to_client, state)) } => {}
        _ = until.wait_for(|s| s.cuts != cuts) => {}
    }
    links.fetch_sub(1, Ordering::SeqCst);
}

async fn pump(
    mut from: impl tokio::io::AsyncRead + Unpin,
    mut to: impl tokio::io::AsyncWrite + Unpin,
    mut state: watch::Receiver<State>,
) -> Option<()> {
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let n = from.read(&mut buffer).await.ok()?;
        if n == 0 {
            return to.shutdown().await.ok();
        }
        state.wait_for(|s| s.weather != Weather::BlackHole).await.ok()?;
        let weather = state.borrow().weather;
        if let Weather::Slow(by) = weather {
            wait(by).await;
        }
        to.write_all(&buffer[..n]).await.ok()?;
    }
}

#[expect(clippy::disallowed_methods, reason = "the delay is what is asked for")]
async fn wait(by: Duration) {
    tokio::time::sleep(by).await;
}
