//! Taking the next connection of a listener. What goes wrong with it is no reason to stop, to spin, or to fill the log.

use super::seldom::Seldom;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};

/// When the machine has no files left, asking again at once would only burn its time.
const BREATH: Duration = Duration::from_millis(100);

/// The next connection; errors on the way are counted by `count` and told once a minute.
#[expect(clippy::disallowed_methods, reason = "the wait is the feature")]
pub async fn next(
    listener: &TcpListener,
    trouble: &Seldom,
    count: impl Fn(),
) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            Err(error) => {
                count();
                if let Some(times) = trouble.again() {
                    tracing::warn!(%error, times, "could not accept a connection");
                }
                tokio::time::sleep(BREATH).await;
            }
        }
    }
}
