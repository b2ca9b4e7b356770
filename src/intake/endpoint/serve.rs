//! The sockets: accepting, TLS, and nothing of MQTT.

use super::counters::End;
use super::gate::Pass;
use super::tls::{self, Tls};
use super::{Endpoint, Shared};
use crate::intake::door::Door;
use crate::listen::{accept, socket};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, interval_at};
use tokio_rustls::TlsAcceptor;

/// How often certificate files are looked at.
const RELOAD: Duration = Duration::from_secs(10);

impl<D: Door> Endpoint<D> {
    /// Serves a listener until the endpoint is stopped; with `tls`, every connection starts with a handshake. Several
    /// listeners are served by calling it for each.
    pub async fn serve(&self, listener: TcpListener, tls: Option<Arc<Tls>>) {
        let Shared { stop, counters, tasks, gate, sockets, trouble, .. } = &*self.0;
        let mut reload = interval_at(Instant::now() + RELOAD, RELOAD);
        loop {
            let count = || _ = counters.accept_errors.inc();
            tokio::select! {
                () = stop.cancelled() => return,
                _ = reload.tick() => {
                    self.0.tell_full(self.0.full.rest());
                    if let Some(tls) = &tls {
                        tls.refresh().await;
                    }
                }
                (stream, from) = accept::next(&listener, trouble, count) => {
                    // In a flood that is faster than closing, a newcomer is dropped: it tries again.
                    let Ok(room) = sockets.clone().try_acquire_owned() else {
                        counters.count_end(End::NoRoom);
                        self.0.tell_full(self.0.full.again());
                        continue;
                    };
                    // Its place is counted from here on, so that waiting handshakes are bounded as well.
                    let pass = gate.enter();
                    let (endpoint, acceptor) = (self.clone(), tls.as_deref().map(Tls::acceptor));
                    let address = from.ip().to_canonical();
                    tasks.spawn(async move {
                        endpoint.accepted(stream, address, acceptor, pass).await;
                        drop(room);
                    });
                }
            }
        }
    }

    async fn accepted(
        &self,
        stream: TcpStream,
        address: IpAddr,
        acceptor: Option<TlsAcceptor>,
        pass: Pass,
    ) {
        socket::tend(&stream);
        let Some(acceptor) = acceptor else {
            self.admitted(stream, address, None, pass).await;
            return;
        };
        let handshake = tokio::select! {
            done = pass.within(acceptor.accept(stream)) => done,
            () = self.0.stop.cancelled() => Err(End::Stopping),
        };
        let end = match handshake {
            Ok(Ok(stream)) => match tls::common_name(stream.get_ref().1.peer_certificates()) {
                Ok(name) => {
                    self.admitted(stream, address, name.as_deref(), pass).await;
                    return;
                }
                Err(what) => {
                    tracing::info!(client.address = %address, error = what, "unusable client certificate");
                    End::Tls
                }
            },
            Ok(Err(error)) => {
                tracing::debug!(client.address = %address, error = %error, "TLS handshake failed");
                End::Tls
            }
            Err(end) => end,
        };
        self.0.counters.count_end(end);
    }
}

impl<D> Shared<D> {
    /// Once a minute, with how many: a thousand terminals that try again would fill the log.
    pub(super) fn tell_full(&self, times: Option<u64>) {
        if let Some(times) = times {
            tracing::warn!(
                times,
                terminals = self.limits.connections,
                "turned terminals away: as many are connected as this process may have; 'werkvloer doctor' says what to do"
            );
        }
    }
}
