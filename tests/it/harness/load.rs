//! Terminals that report while a test breaks things, and afterwards the proof: every event receipted, in the ledger exactly
//! once, nothing else there, the tallies a fresh fold.

use super::floor::Floor;
use std::net::SocketAddr;
use std::time::Duration;
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use werkvloer::clock::Clock;
use werkvloer::db::Db;
use werkvloer::simulate::{self, Figures, Plan, Rate, company, verify};
use werkvloer::virtual_terminal::Habits;

/// How hard the terminals work.
#[derive(Clone, Copy)]
pub(crate) struct Load {
    pub(crate) terminals: usize,
    pub(crate) per_second: f64,
    pub(crate) making: Duration,
    pub(crate) poison: u64,
    pub(crate) seed: u64,
}

/// Terminals at work.
pub(crate) struct Running {
    db: Db,
    folder: TempDir,
    terminals: Vec<contract::TerminalName>,
    task: JoinHandle<anyhow::Result<Figures>>,
    cut: CancellationToken,
}

impl Load {
    /// Twelve terminals, 120 events a second until [`Running::enough`], a few of them poison.
    pub(crate) fn of_seed(seed: u64) -> Self {
        let making = Duration::from_mins(2);
        Self { terminals: 12, per_second: 120.0, making, poison: 240, seed }
    }

    /// Puts a small company into the database, once.
    pub(crate) async fn company(db: &Db) {
        Floor::build_in(db, Clock::system()).await;
    }

    /// Enrols the terminals and lets them report to `address` (the service, a broker, or a link to them).
    pub(crate) async fn start(self, db: &Db, address: SocketAddr) -> Running {
        let clock = Clock::system();
        let members = company::enrol(db, &clock, self.terminals, None).await.unwrap();
        let terminals = members.iter().map(|m| m.terminal.clone()).collect();
        let folder = tempfile::tempdir().unwrap();
        let plan = Plan {
            broker: format!("mqtt://{address}").parse().unwrap(),
            habits: Habits {
                // Impatient, so that a test of what happens after a loss does not wait for it.
                resend_after: Duration::from_secs(1),
                ack_within: Duration::from_secs(8),
                ..Habits::new(3, 10)
            },
            rate: Some(Rate::PerSecond(self.per_second)),
            making: self.making,
            backlog: 0,
            poison: self.poison,
            waiting: Duration::from_mins(1),
            truth: folder.path().join("truth.jsonl"),
            append: false,
            seed: self.seed,
        };
        let cut = CancellationToken::new();
        let stop = cut.clone();
        let task = TaskTracker::new().spawn(async move {
            let never = CancellationToken::new();
            simulate::run(&plan, members, &clock, &stop, &never).await
        });
        Running { db: db.clone(), folder, terminals, task, cut }
    }
}

impl Running {
    /// Makes no more events.
    pub(crate) fn enough(&self) {
        self.cut.cancel();
    }

    /// Waits until every event is receipted and proves what the module says. `what` names the case when it fails.
    pub(crate) async fn proves_exactly_once(self, what: &str) -> Figures {
        let figures = self.task.await.unwrap().unwrap_or_else(|e| panic!("{what}: {e:#}"));
        let truth = self.folder.path().join("truth.jsonl");
        let none = verify::Earlier::default();
        let report = verify::ledger(&self.db, &truth, &self.terminals, &none);
        let report = report.await.unwrap();
        assert_eq!(report.wrong, 0, "{what}: {report}");
        assert_eq!(figures.receipted, figures.events, "{what}: not every event was receipted");
        assert_eq!(figures.false_receipts, 0, "{what}");
        assert_eq!(
            (report.sent, report.held),
            (figures.events, figures.events),
            "{what}: {report}"
        );
        let differences = verify::tallies(&self.db).await.unwrap();
        assert_eq!(differences, [], "{what}: the tallies are not a fresh fold");
        figures
    }
}
