//! An nginx of the test's own, as an administrator puts one in front: as it comes, with nothing but where to pass on to.

use super::process::Process;
use super::{eventually, free_address};
use std::net::SocketAddr;
use std::process::Command;
use tempfile::TempDir;
use tokio::net::TcpStream;

/// A running proxy; it goes away with the test.
pub(crate) struct Nginx {
    /// Before its folder: fields are dropped in order.
    process: Process,
    address: SocketAddr,
    _folder: TempDir,
}

impl Nginx {
    /// Starts one on a free port of loopback that passes everything on to `to`.
    pub(crate) async fn before(to: SocketAddr) -> Self {
        let folder = tempfile::Builder::new().prefix("nginx-test-").tempdir().unwrap();
        let address = free_address();
        let here = folder.path().display();
        let places: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map(|name| format!("  {name}_temp_path {here}/{name};\n"))
            .concat();
        // Started by root it would give up its rights and lose the folder; by anybody else `user` has no effect. One process,
        // so that it ends with the test.
        let text = format!(
            "user root;\ndaemon off;\nmaster_process off;\npid {here}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{\n  access_log off;\n{places}  \
             server {{\n    listen {address};\n    location / {{\n      proxy_pass http://{to};\n      proxy_set_header Host $http_host;\n    }}\n  }}\n}}\n"
        );
        let file = folder.path().join("nginx.conf");
        std::fs::write(&file, text).unwrap();
        // Debian keeps it where the path of an ordinary user does not look.
        let program = ["/usr/sbin/nginx", "/usr/local/sbin/nginx"]
            .into_iter()
            .find(|p| std::path::Path::new(p).exists())
            .unwrap_or("nginx");
        let mut command = Command::new(program);
        command.arg("-e").arg("stderr").arg("-p").arg(folder.path()).arg("-c").arg(file);
        let mut nginx = Self { process: Process::start(&mut command), address, _folder: folder };
        let process = &mut nginx.process;
        eventually("nginx accepts connections", async || {
            let ended = process.ended();
            assert!(ended.is_none(), "nginx ended ({ended:?}):\n{}", process.output());
            TcpStream::connect(address).await.is_ok()
        })
        .await;
        nginx
    }

    /// Host and port.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }
}
