//! A Mosquitto of the test's own: its port, its folder, its settings.

use super::eventually;
use super::process::Process;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::process::Command;
use tempfile::TempDir;
use tokio::net::TcpStream;

/// A running broker; it goes away with the test.
pub(crate) struct Mosquitto {
    process: Process,
    address: SocketAddr,
    folder: TempDir,
}

impl Mosquitto {
    /// Starts one on a free port of loopback, open to anonymous clients, with a persistence folder of its own. `config`
    /// is added to its file; `{folder}` in it is that folder.
    pub(crate) async fn start(config: &str) -> Self {
        let folder = tempfile::Builder::new().prefix("mosquitto-test-").tempdir().unwrap();
        let address = free_address();
        let here = folder.path().display();
        // Started by root it would give up its rights and lose the folder; by anybody else `user` has no effect.
        let text = format!(
            "user root\nlistener {port} 127.0.0.1\nallow_anonymous true\npersistence true\npersistence_location {here}/\n{config}\n",
            port = address.port(),
            config = config.replace("{folder}", &here.to_string()),
        );
        std::fs::write(folder.path().join("mosquitto.conf"), text).unwrap();
        let process = spawn(&folder);
        let mut broker = Self { process, address, folder };
        broker.wait_until_it_accepts().await;
        broker
    }

    /// `mqtt://host:port`
    pub(crate) fn url(&self) -> String {
        format!("mqtt://{}", self.address)
    }

    /// Host and port.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Everything it wrote since it was last started.
    pub(crate) fn output(&self) -> String {
        self.process.output()
    }

    /// `kill -9`: what it had not written to disk is lost.
    pub(crate) fn kill(&mut self) {
        self.process.kill();
    }

    /// Asks it to stop; it writes its persistence file first.
    pub(crate) async fn stop(&mut self) {
        self.process.signal("TERM");
        self.process.wait().await;
    }

    /// Starts it again after [`Mosquitto::kill`] or [`Mosquitto::stop`], on the same port and folder.
    pub(crate) async fn restart(&mut self) {
        self.process.kill();
        self.process = spawn(&self.folder);
        self.wait_until_it_accepts().await;
    }

    async fn wait_until_it_accepts(&mut self) {
        let (process, address) = (&mut self.process, self.address);
        eventually("Mosquitto accepts connections", async || {
            let ended = process.ended();
            assert!(ended.is_none(), "Mosquitto ended ({ended:?}):\n{}", process.output());
            TcpStream::connect(address).await.is_ok()
        })
        .await;
    }
}

fn spawn(folder: &TempDir) -> Process {
    // Debian keeps it where the path of an ordinary user does not look.
    let program = ["/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto"]
        .into_iter()
        .find(|p| std::path::Path::new(p).exists())
        .unwrap_or("mosquitto");
    Process::start(Command::new(program).arg("-c").arg(folder.path().join("mosquitto.conf")))
}

/// A port of loopback nobody uses now.
pub(crate) fn free_address() -> SocketAddr {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap()
}
