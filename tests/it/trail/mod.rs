//! The trail: lines in the transaction of what they tell, a chain that shows every change, and its command.

mod chain;
mod command;
mod writing;

use crate::harness::TestDb;
use crate::harness::floor::{NOON, at};
use werkvloer::trail::{Action, Basis, Entry, Ground, Kind, Object, Who, write};

/// A coach who looked at a worker.
fn looked(worker: &str) -> Entry {
    let who = Who {
        actor: "a-coach".to_owned(),
        acting_as: "job_coach".to_owned(),
        on_behalf_of: None,
        device: Some("d-tablet".to_owned()),
        origin: "192.0.2.7".to_owned(),
    };
    let basis = Basis { ground: Ground::Caseload, scope: Some("a-coach".to_owned()) };
    Entry::done(at(NOON), who, Action::Read, Object::new(Kind::Worker, worker), basis).about(worker)
}

/// Ten lines, each in a transaction of its own.
async fn ten_lines(test: &TestDb) {
    for i in 1..=10 {
        let mut tx = test.db.begin().await.unwrap();
        let mut entry = looked(&format!("w-{i}"));
        entry.at += chrono::TimeDelta::minutes(i);
        write(&mut tx, &entry).await.unwrap();
        tx.commit().await.unwrap();
    }
}
