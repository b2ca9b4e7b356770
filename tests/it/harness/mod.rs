//! What every test stands on: a fresh database per test, the real program, a real broker, a link that can be cut.
//!
//! Nothing here sleeps for luck: [`eventually`] awaits a condition and fails in words when its time is over.

mod authority;
mod cut;
mod db;
mod disk;
pub(crate) mod floor;
mod issuer;
mod load;
mod mosquitto;
mod nginx;
mod people;
mod postgres;
mod process;
mod service;

pub(crate) use authority::{Authority, dial};
pub(crate) use cut::Cut;
pub(crate) use db::{TestDb, execute_on_cluster};
pub(crate) use disk::Disk;
pub(crate) use issuer::{Cheat, TestIssuer};
pub(crate) use load::Load;
pub(crate) use mosquitto::{Mosquitto, free_address};
pub(crate) use nginx::Nginx;
pub(crate) use people::{Jar, PASSWORD, PIN, account, cheap_hash_of};
pub(crate) use postgres::Postgres;
pub(crate) use process::Process;
pub(crate) use service::{Ran, Service, http_get, program, ran, werkvloer};

use std::time::Duration;

/// Two tests of one body, `NAME::sqlite` and `NAME::postgres`: `both!(NAME: STAND);` above an ordinary `async fn NAME(on: STAND)`.
/// The body takes what it stands on, for example a [`TestDb`]; any type with `async fn sqlite() -> Self` and
/// `async fn postgres() -> Self` will do.
macro_rules! both {
    ($name:ident: $stand:ty) => {
        mod $name {
            use super::*;
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::$name(<$stand>::sqlite().await).await;
            }
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                super::$name(<$stand>::postgres().await).await;
            }
        }
    };
}

/// How long a condition may take on a slow, busy machine before the test fails.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// Awaits `true`; fails with `what` after [`PATIENCE`].
pub(crate) async fn eventually(what: &str, mut condition: impl AsyncFnMut() -> bool) {
    let answer = async {
        while !condition().await {
            pause().await;
        }
    };
    assert!(tokio::time::timeout(PATIENCE, answer).await.is_ok(), "never happened: {what}");
}

/// The step between two looks at a condition.
#[expect(clippy::disallowed_methods, reason = "the one place where a test waits between two looks")]
pub(crate) async fn pause() {
    tokio::time::sleep(Duration::from_millis(10)).await;
}

/// Nobody waits for the answer.
pub(crate) fn silent() -> std::sync::Arc<dyn werkvloer::intake::door::Replies> {
    struct Silent;
    impl werkvloer::intake::door::Replies for Silent {
        fn stored(&self, _: u16) {}
        fn receipt(&self, _: &contract::TerminalName, _: bytes::Bytes) {}
        fn lost(&self) {}
    }
    std::sync::Arc::new(Silent)
}
