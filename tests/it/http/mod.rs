//! What one HTTP connection, one address and all of them may cost, over real sockets: the pages' own serving with limits
//! short enough to wait for, and the real program under a limit of open files.

mod files;
mod places;
mod proxy;
mod times;

use crate::harness::{PATIENCE, eventually};
use axum::Router;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use werkvloer::listen::http::{Counters, End, Limits, Server};

/// A listener with limits of the test's own.
struct Stand {
    address: SocketAddr,
    counters: Counters,
    tasks: TaskTracker,
    stop: CancellationToken,
}

/// Nothing is over soon.
fn patient(connections: usize) -> Limits {
    let long = PATIENCE * 10;
    Limits {
        first: long,
        head: long,
        idle: long,
        body_pause: long,
        body: long,
        write: long,
        answer: long,
        ..Limits::within(connections)
    }
}

impl Stand {
    async fn new(router: Router, limits: Limits) -> Self {
        Self::behind(router, limits, false).await
    }

    /// With `is_proxy`, whoever comes from 127.0.0.1 comes through a proxy of ours.
    async fn behind(router: Router, limits: Limits, is_proxy: bool) -> Self {
        let listener = TcpListener::bind("0.0.0.0:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (counters, tasks) = (Counters::default(), TaskTracker::new());
        let stop = CancellationToken::new();
        let server = Server::new(limits, counters.clone(), tasks.clone(), stop.clone());
        let server = server.behind(move |address| is_proxy && address.to_string() == "127.0.0.1");
        tasks.spawn(server.serve(listener, router));
        Self { address: SocketAddr::from(([127, 0, 0, 1], port)), counters, tasks, stop }
    }

    async fn connect(&self) -> Line {
        Line(TcpStream::connect(self.address).await.unwrap())
    }

    /// From another address of this machine: all of 127.0.0.0/8 is.
    async fn connect_from(&self, address: &str) -> Line {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(SocketAddr::new(address.parse().unwrap(), 0)).unwrap();
        Line(socket.connect(self.address).await.unwrap())
    }

    async fn until_closed(&self, end: End, times: u64) {
        eventually(&format!("{times} times {end:?}"), async || self.counters.closed(end) == times)
            .await;
    }
}

/// A connection that says exactly what the test wants.
struct Line(TcpStream);

impl Line {
    async fn say(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).await.unwrap();
    }

    async fn get(&mut self, path: &str, headers: &str) {
        self.say(&format!("GET {path} HTTP/1.1\r\nhost: werkvloer.test\r\n{headers}\r\n")).await;
    }

    /// Reads until all of `needle` was read; gives everything read.
    async fn until(&mut self, needle: &str) -> String {
        let mut heard = Vec::new();
        let hearing = async {
            while !String::from_utf8_lossy(&heard).contains(needle) {
                let read = self.0.read_buf(&mut heard).await.unwrap();
                assert!(read > 0, "closed before '{needle}': {}", String::from_utf8_lossy(&heard));
            }
        };
        let is_heard = timeout(PATIENCE, hearing).await.is_ok();
        let heard = String::from_utf8_lossy(&heard).into_owned();
        assert!(is_heard, "never heard '{needle}' in: {heard}");
        heard
    }

    /// Nothing comes for this long.
    async fn hears_nothing_for(&mut self, time: Duration) {
        let heard = timeout(time, self.0.read_u8()).await;
        assert!(heard.is_err(), "unexpected: {heard:?}");
    }

    /// What is said until it is closed, by an end or by a break.
    async fn rest(&mut self) -> String {
        let mut heard = Vec::new();
        let hearing = async { while matches!(self.0.read_buf(&mut heard).await, Ok(1..)) {} };
        timeout(PATIENCE, hearing).await.expect("the connection is closed");
        String::from_utf8_lossy(&heard).into_owned()
    }
}

/// A time that a test can wait for, and that is long for a machine that does one thing.
const SHORT: Duration = Duration::from_millis(300);
