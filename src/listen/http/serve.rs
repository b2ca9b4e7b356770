//! The sockets: accepting, finding a place, and turning away.

use super::answer::{Answering, bare};
use super::connection::talk;
use super::counters::Counters;
use super::limits::Limits;
use super::places::Places;
use super::pulse::Pulse;
use crate::listen::seldom::Seldom;
use crate::listen::{accept, socket};
use axum::Router;
use axum::http::StatusCode;
use hyper_util::service::TowerToHyperService;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How often it is looked at whether the end of a flood is to be told.
const LOOK: Duration = Duration::from_secs(10);

/// Serves HTTP within limits.
pub struct Server {
    limits: Limits,
    counters: Counters,
    places: Arc<Places>,
    is_proxy: Box<dyn Fn(IpAddr) -> bool + Send + Sync>,
    tasks: TaskTracker,
    stop: CancellationToken,
    refused: Seldom,
    trouble: Seldom,
}

impl Server {
    /// Its connections run as `tasks` and end when `stop` is cancelled: what was asked by then is answered.
    pub fn new(
        limits: Limits,
        counters: Counters,
        tasks: TaskTracker,
        stop: CancellationToken,
    ) -> Self {
        Self {
            places: Places::new(limits.clone(), counters.clone()),
            limits,
            counters,
            is_proxy: Box::new(|_| false),
            tasks,
            stop,
            refused: Seldom::default(),
            trouble: Seldom::default(),
        }
    }

    /// Says which addresses are proxies of ours: everybody comes from there, so they have no share as one.
    #[must_use]
    pub fn behind(self, is_proxy: impl Fn(IpAddr) -> bool + Send + Sync + 'static) -> Self {
        Self { is_proxy: Box::new(is_proxy), ..self }
    }

    /// Serves a listener until it is stopped.
    pub async fn serve(self, listener: TcpListener, router: Router) {
        let router = TowerToHyperService::new(router);
        let mut look = tokio::time::interval(LOOK);
        loop {
            let count = || _ = self.counters.accept_errors.inc();
            tokio::select! {
                () = self.stop.cancelled() => return,
                _ = look.tick() => self.tell(self.refused.rest()),
                (stream, peer) = accept::next(&listener, &self.trouble, count) => {
                    self.receive(stream, peer, &router);
                }
            }
        }
    }

    fn receive(&self, stream: TcpStream, peer: SocketAddr, router: &TowerToHyperService<Router>) {
        let address = peer.ip().to_canonical();
        let pulse = Pulse::new();
        let share = (!(self.is_proxy)(address)).then_some(address);
        let Some(place) = self.places.enter(share, &pulse) else {
            self.counters.refused.inc();
            self.tell(self.refused.again());
            // A fresh socket has room for a sentence; what it was about to ask is not waited for.
            let _ =
                stream.try_write(bare(StatusCode::SERVICE_UNAVAILABLE, "listen.full").as_bytes());
            return;
        };
        socket::tend(&stream);
        // Longer than our own time, so that ours tells.
        socket::drop_when_untaken(&stream, self.limits.write * 3);
        let answering = Answering {
            router: router.clone(),
            peer,
            limits: self.limits.clone(),
            counters: self.counters.clone(),
            pulse,
            place: Arc::new(place),
        };
        let (stop, counters) = (self.stop.clone(), self.counters.clone());
        self.tasks.spawn(async move {
            let end = talk(stream, answering, &stop).await;
            counters.count_end(end);
            tracing::debug!(client.address = %address, close.reason = ?end, "an HTTP connection ended");
        });
    }

    fn tell(&self, times: Option<u64>) {
        if let Some(times) = times {
            tracing::warn!(
                times,
                connections = self.limits.connections,
                per_address = self.limits.per_address,
                "turned HTTP connections away: every place is taken by somebody who is being answered"
            );
        }
    }
}
