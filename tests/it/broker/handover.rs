//! Two processes, one database, one broker: one ingests, the other takes over.

use super::desk::{Process, SITE, add_site, dial, up};
use super::mosquitto::Plain;
use crate::harness::{Mosquitto, TestDb, eventually, pause};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio_util::task::TaskTracker;
use werkvloer::lease::Pace;

const PACE: Pace = Pace {
    stale_after: Duration::from_millis(2_500),
    lead_for: Some(Duration::from_millis(1_800)),
    beat_every: Duration::from_millis(200),
    look_every: Duration::from_millis(100),
};

both!(two_processes_ingest_one_after_the_other: TestDb);
async fn two_processes_ingest_one_after_the_other(db: TestDb) {
    add_site(&db.db).await;
    let broker = Mosquitto::start("").await;
    let other = db.settings().open_for_command().await.unwrap().db;
    let first = Process::start_on(&db.db, "first", PACE, dial(&broker.url()));
    first.subscribed().await;
    let second = Process::start_on(&other, "second", PACE, dial(&broker.url()));

    let done = Arc::new(AtomicBool::new(false));
    let publisher = TaskTracker::new();
    let (stop, address) = (Arc::clone(&done), broker.address());
    let count = publisher.spawn(async move {
        let mut terminal = Plain::connect(address, "terminal", true).await;
        let mut next = 0;
        while !stop.load(Ordering::SeqCst) {
            terminal.publish(&up("t1"), next..next + 10).await;
            next += 10;
            pause().await;
        }
        next
    });
    eventually("the first stores", async || first.desk.count() >= 50).await;
    assert_eq!(second.counters.connections.get(), 0, "only the leader connects");
    let shelf = first.desk.clone();
    first.stop().await;
    eventually("the second stores", async || second.desk.count() >= 50).await;
    done.store(true, Ordering::SeqCst);
    let count = count.await.unwrap();
    let has = |n: usize| {
        let payload = n.to_string();
        shelf.has(payload.as_bytes()) || second.desk.has(payload.as_bytes())
    };
    eventually("everything is stored by one of them", async || (0..count).all(has)).await;
    second.stop().await;
}

both!(a_leader_that_was_replaced_lets_go_of_the_broker: TestDb);
async fn a_leader_that_was_replaced_lets_go_of_the_broker(db: TestDb) {
    add_site(&db.db).await;
    let broker = Mosquitto::start("").await;
    let process = Process::start_on(&db.db, "slow", PACE, dial(&broker.url()));
    process.subscribed().await;
    let mut tx = db.db.begin().await.unwrap();
    tx.run(
        "update ingest_lease set holder = $2, fence = fence + 1 where site_id = $1",
        &[&SITE, &"faster"],
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    eventually("let go", async || process.counters.subscribed.get() == 0).await;
    assert_eq!(process.leases.fence(SITE), None);
    assert_eq!(process.counters.connections.get(), 1, "and does not connect anew");
    // The usurper does nothing more, so in the end the site comes back.
    process.subscribed().await;
    assert_eq!(process.leases.fence(SITE), Some(3));
    process.stop().await;
}
