//! The built-in MQTT endpoint with a house behind it that the test commands. The client side is `rumqttc`'s codec, so that
//! two implementations of the protocol check each other.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

pub(crate) mod client;
mod endings;
mod fuzz;
mod house;
mod limits;
mod mosquitto;
mod publish;
mod sign_in;
mod sockets;
mod subscribe;
mod tls;

use std::time::Duration;

/// Waits until a condition holds; fails after ten seconds.
async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let checking = async {
        let mut again = tokio::time::interval(Duration::from_millis(2));
        while !holds() {
            again.tick().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), checking).await.expect(what);
}
