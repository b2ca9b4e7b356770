//! A Postgres of the test's own, for what must not happen to the one all tests share: other settings, a crash.

use super::process::Process;
use super::{eventually, free_address, pause};
use sqlx::{Connection as _, Executor as _, PgConnection};
use std::net::SocketAddr;
use std::process::Command;
use tempfile::TempDir;
use werkvloer::db::Settings;

/// A running server; it goes away with the test.
pub(crate) struct Postgres {
    process: Process,
    address: SocketAddr,
    /// Removed after the process is gone: fields are dropped in order.
    folder: TempDir,
    settings: Vec<String>,
}

impl Postgres {
    /// Starts one with these settings (`name=value`) and waits until it answers.
    pub(crate) async fn start(settings: &[&str]) -> Self {
        let folder = tempfile::Builder::new().prefix("postgres-test-").tempdir().unwrap();
        let address = free_address();
        let settings: Vec<String> = settings.iter().map(|s| (*s).to_owned()).collect();
        let process = spawn(&folder, address, &settings);
        let mut server = Self { process, address, folder, settings };
        server.wait_until_it_answers().await;
        server
    }

    /// Starts it again after [`Postgres::kill`] or [`Postgres::stop`], on the same port and folder.
    pub(crate) async fn restart(&mut self) {
        self.process.kill();
        // What a killed server leaves behind ends by itself when it notices; until then a new one is refused.
        eventually("Postgres starts again", async || {
            self.process = spawn(&self.folder, self.address, &self.settings);
            loop {
                if self.process.ended().is_some() {
                    return false;
                }
                if PgConnection::connect(&self.url()).await.is_ok() {
                    return true;
                }
                pause().await;
            }
        })
        .await;
    }

    /// Asks it to stop at once, in order: open transactions are rolled back.
    pub(crate) async fn stop(&mut self) {
        self.process.signal("INT");
        self.process.wait().await;
    }

    async fn wait_until_it_answers(&mut self) {
        let url = self.url();
        let process = &mut self.process;
        eventually("Postgres answers", async || {
            let ended = process.ended();
            assert!(ended.is_none(), "Postgres ended ({ended:?}):\n{}", process.output());
            PgConnection::connect(&url).await.is_ok()
        })
        .await;
    }

    fn url(&self) -> String {
        format!("postgres://postgres@{}/postgres", self.address)
    }

    /// What opens its database.
    pub(crate) fn settings(&self) -> Settings {
        Settings::Url(self.url())
    }

    /// Takes no writes from now on, or takes them again: as after a fail-over to a standby.
    pub(crate) async fn make_read_only(&self, is_read_only: bool) {
        let mut connection = PgConnection::connect(&self.url()).await.unwrap();
        let setting = if is_read_only {
            "alter system set default_transaction_read_only = on"
        } else {
            "alter system set default_transaction_read_only = off"
        };
        for sql in ["set default_transaction_read_only = off", setting, "select pg_reload_conf()"] {
            connection.execute(sql).await.unwrap();
        }
        connection.close().await.unwrap();
    }

    /// A crash: `kill -9` of the server.
    pub(crate) fn kill(&mut self) {
        self.process.kill();
    }
}

fn spawn(folder: &TempDir, address: SocketAddr, settings: &[String]) -> Process {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/postgres");
    let mut command = Command::new(script);
    command.arg(folder.path()).arg(address.port().to_string()).args(settings);
    Process::start(&mut command)
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
