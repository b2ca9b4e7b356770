//! With a Mosquitto between terminals and service, in the settings it comes with: whatever it forgets, the receipt heals.

use super::dice;
use crate::harness::{Cut, Load, Mosquitto, Service, TestDb, eventually, pause};
use rand::RngExt as _;
use std::time::{Duration, Instant};

async fn wait(time: Duration) {
    let began = Instant::now();
    while began.elapsed() < time {
        pause().await;
    }
}

async fn counts(service: &Service) {
    eventually("the service counts", async || {
        service.figure("werkvloer_intake_events_counted_total").await > 0
    })
    .await;
}

both!(every_fault_of_the_way_in_is_healed: TestDb);
/// Kills of the service, cuts of either link and crashes of the broker, in any order.
async fn every_fault_of_the_way_in_is_healed(db: TestDb) {
    const SEED: u64 = 21;
    let dice = &mut dice(SEED);
    // A dead service costs twelve seconds on Postgres: the next one waits for its lease.
    let rounds = if db.db.is_shared() { 1 } else { 3 };
    Load::company(&db.db).await;
    let mut broker = Mosquitto::start("autosave_interval 1\n").await;
    let to_broker = Cut::to(&broker.address());
    let url = format!("mqtt://{}", to_broker.address());
    let mut service = Service::serve(&db, &["--broker", &url]).await;
    let from_terminals = Cut::to(&broker.address());
    let running = Load::of_seed(SEED).start(&db.db, from_terminals.address()).await;
    counts(&service).await;
    let mut faults = [0, 1, 1, 2, 2, 3].repeat(rounds);
    while !faults.is_empty() {
        match faults.swap_remove(dice.random_range(0..faults.len())) {
            0 => {
                service = service.again().await;
                counts(&service).await;
            }
            1 => to_broker.cut(),
            2 => from_terminals.cut(),
            _ => {
                broker.kill();
                broker.restart().await;
            }
        }
        wait(Duration::from_millis(dice.random_range(50..900))).await;
    }
    running.enough();
    let figures = running.proves_exactly_once(&format!("seed {SEED}")).await;
    assert!(figures.reconnects > 0);
    assert!(service.stop().await.success(), "{}", service.output());
}

both!(a_queue_that_overflows_while_the_service_is_down_is_healed: TestDb);
/// While nobody takes them, the broker keeps fifty messages of hundreds and acknowledges all of them.
async fn a_queue_that_overflows_while_the_service_is_down_is_healed(db: TestDb) {
    Load::company(&db.db).await;
    let broker = Mosquitto::start("max_queued_messages 50\n").await;
    let url = broker.url();
    let mut service = Service::serve(&db, &["--broker", &url]).await;
    let load = Load { per_second: 400.0, ..Load::of_seed(22) };
    let running = load.start(&db.db, broker.address()).await;
    counts(&service).await;
    service.kill();
    eventually("the broker drops messages", async || {
        broker.output().contains("Outgoing messages are being dropped")
    })
    .await;
    let service = service.again().await;
    counts(&service).await;
    running.enough();
    let figures = running.proves_exactly_once("overflow").await;
    assert!(figures.resends > 0, "nothing was lost on the way, so nothing was healed");
}
