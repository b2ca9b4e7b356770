//! The real program from outside: other people's clients, idle and hostile connections, commands beside a running service,
//! exit codes.

mod clients;
mod commands;
mod doctor;
mod existing;
mod exits;
mod idle;
mod quarantine;
mod rubbish;

use crate::harness::floor::Floor;
use crate::harness::{Service, TestDb, werkvloer};
use serde_json::Value;
use werkvloer::clock::Clock;

/// A running service for the small company, with the secrets of terminals `werf/one` and `werf/two`.
struct Stand {
    /// Before the database: fields are dropped in order, and to drop one throws out who still uses it.
    service: Service,
    db: TestDb,
    secrets: [String; 2],
}

async fn stand(db: TestDb, flags: &[&str]) -> Stand {
    let secrets = Floor::build_in(&db.db, Clock::system()).await.secrets;
    let service = Service::start("serve", &db, flags, &[("RUST_LOG", "debug")]).await;
    Stand { service, db, secrets }
}

impl Stand {
    /// Runs a command beside the service and gives its lines.
    async fn command(&self, args: &[&str]) -> Vec<String> {
        let mut all: Vec<String> = args.iter().map(|a| (*a).to_owned()).collect();
        all.extend(self.db.args());
        let ran = werkvloer(&all).await;
        assert!(ran.status.success(), "{args:?}: {}", ran.output);
        ran.stdout
    }

    /// The lines of a command as JSON.
    async fn json(&self, args: &[&str]) -> Vec<Value> {
        let lines = self.command(args).await;
        lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// What `terminal list --json` says of a terminal.
    async fn listed(&self, user: &str) -> Value {
        let all = self.json(&["terminal", "list", "--json"]).await;
        all.into_iter().find(|line| line["user"] == user).unwrap()
    }
}

/// A message of one event, which happened now.
fn one_good(epoch: u64, seq: u64, qty: u32) -> String {
    let now = Clock::system().now().format("%Y-%m-%dT%H:%M:%S%.3fZ");
    format!(
        r#"{{"epoch":"{epoch:016x}","next":{},"events":[{{"seq":{seq},"at":"{now}","kind":"good","task":"t1","qty":{qty}}}]}}"#,
        seq + 1
    )
}
