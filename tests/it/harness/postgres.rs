//! A Postgres of the test's own, for what must not happen to the one all tests share: other settings, a crash.

use super::process::Process;
use super::{eventually, free_address};
use sqlx::{Connection as _, PgConnection};
use std::net::SocketAddr;
use std::process::Command;
use tempfile::TempDir;
use werkvloer::db::Settings;

/// A running server; it goes away with the test.
pub(crate) struct Postgres {
    process: Process,
    address: SocketAddr,
    /// Removed after the process is gone: fields are dropped in order.
    _folder: TempDir,
}

impl Postgres {
    /// Starts one with these settings (`name=value`) and waits until it answers.
    pub(crate) async fn start(settings: &[&str]) -> Self {
        let folder = tempfile::Builder::new().prefix("postgres-test-").tempdir().unwrap();
        let address = free_address();
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/postgres");
        let mut command = Command::new(script);
        command.arg(folder.path()).arg(address.port().to_string()).args(settings);
        let mut process = Process::start(&mut command);
        let url = format!("postgres://postgres@{address}/postgres");
        eventually("Postgres answers", async || {
            let ended = process.ended();
            assert!(ended.is_none(), "Postgres ended ({ended:?}):\n{}", process.output());
            PgConnection::connect(&url).await.is_ok()
        })
        .await;
        Self { process, address, _folder: folder }
    }

    /// What opens its database.
    pub(crate) fn settings(&self) -> Settings {
        Settings::Url(format!("postgres://postgres@{}/postgres", self.address))
    }

    /// A crash: `kill -9` of the server.
    pub(crate) fn kill(&mut self) {
        self.process.kill();
    }
}

impl Drop for Postgres {
    /// Lets it give back its shared memory, which outlives a server that is killed.
    fn drop(&mut self) {
        if self.process.ended().is_none() {
            self.process.signal("QUIT");
            self.process.wait_in_place();
        }
    }
}
