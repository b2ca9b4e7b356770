//! A closed day: what belongs to it and comes too late is stored in quarantine, and its figures never change again.

use super::{EPOCH, day, good, lead, store};
use crate::harness::floor::{Floor, NOON, at, one};
use crate::harness::{TestDb, eventually};
use bytes::Bytes;
use chrono::{Days, TimeDelta};
use contract::{Body, Channel, Event, Receipt, TerminalName, Up};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use werkvloer::db::Db;
use werkvloer::intake::Incoming;
use werkvloer::intake::batch::Batcher;
use werkvloer::intake::desk::{Desk, Parts};
use werkvloer::intake::door::Replies;
use werkvloer::lease::Leases;
use werkvloer::output::close::close;
use werkvloer::output::rebuild;
use werkvloer::output::store::of_day;
use werkvloer::trail::Decider;

/// A day's tallies as text that can be compared and read.
async fn tallies(db: &Db, of: chrono::NaiveDate) -> Vec<String> {
    of_day(db, of).await.unwrap().iter().map(|row| format!("{row:?}")).collect()
}

both!(late_events_and_undos_of_a_closed_day_are_quarantined: TestDb);
async fn late_events_and_undos_of_a_closed_day_are_quarantined(test: TestDb) {
    let (db, floor) = (&test.db, Floor::build(&test).await);
    lead(db).await;
    let batcher = &mut Batcher::default();
    let (yesterday, today) = (at("2026-11-19T09:00:00Z"), at("2026-11-20T09:00:00Z"));
    store(db, &floor, batcher, &[good(1, yesterday, 10), good(2, yesterday, 20)]).await;
    assert!(
        close(db, &floor.clock, "werf", day("2026-11-19"), &Decider::cli("Ans Voorbeeld"))
            .await
            .unwrap()
    );
    assert!(
        !close(db, &floor.clock, "werf", day("2026-11-19"), &Decider::cli("Bob Voorbeeld"))
            .await
            .unwrap(),
        "once"
    );
    let before = tallies(db, day("2026-11-19")).await;
    assert_eq!(of_day(db, day("2026-11-19")).await.unwrap()[0].good, 30);

    let undo = |seq, at, of| Event { seq, at, body: Body::Undo { of }, extra: None };
    let stored = store(
        db,
        &floor,
        batcher,
        &[
            good(3, yesterday, 40),
            undo(4, today, 1),
            undo(5, yesterday, 2),
            good(6, today, 5),
            good(7, today, 6),
            undo(8, today, 7),
        ],
    )
    .await;
    assert_eq!((stored.counted, stored.quarantined), (3, 3));
    let receipt: &Receipt = &stored.receipts[0].1;
    let why: Vec<(u64, String)> =
        receipt.quarantined.iter().map(|q| (q.seq, q.why.clone())).collect();
    assert_eq!(why, [3, 4, 5].map(|seq| (seq, "day_closed".to_owned())));
    assert_eq!(receipt.contiguous, 8, "stored, so received");
    assert_eq!(tallies(db, day("2026-11-19")).await, before);
    assert_eq!(of_day(db, day("2026-11-20")).await.unwrap()[0].good, 5);
    assert_eq!(rebuild::verify(db).await.unwrap(), []);
}

both!(an_undo_before_its_count_of_a_closed_day_changes_nothing: TestDb);
/// The undo of a count that comes in behind it: nobody can know which day it belongs to before the count is there.
async fn an_undo_before_its_count_of_a_closed_day_changes_nothing(test: TestDb) {
    let (db, floor) = (&test.db, Floor::build(&test).await);
    lead(db).await;
    let batcher = &mut Batcher::default();
    let (yesterday, today) = (at("2026-11-19T09:00:00Z"), at("2026-11-20T09:00:00Z"));
    let undo = Event { seq: 2, at: today, body: Body::Undo { of: 1 }, extra: None };
    store(db, &floor, batcher, &[undo]).await;
    close(db, &floor.clock, "werf", day("2026-11-19"), &Decider::cli("Ans Voorbeeld"))
        .await
        .unwrap();
    let before = tallies(db, day("2026-11-19")).await;
    let stored = store(db, &floor, batcher, &[good(1, yesterday, 10)]).await;
    assert_eq!(stored.quarantined, 1);
    assert_eq!(tallies(db, day("2026-11-19")).await, before);
    assert_eq!(rebuild::verify(db).await.unwrap(), []);
}

/// Counts what is stored.
#[derive(Default)]
struct Acknowledged(AtomicU64);

impl Replies for Acknowledged {
    fn stored(&self, _: u16) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
    fn receipt(&self, _: &TerminalName, _: Bytes) {}
    fn lost(&self) {
        panic!("nothing is lost here");
    }
}

both!(a_close_in_the_middle_of_a_stream_leaves_no_event_half_in: TestDb);
/// Days are closed one after the other while events of all of them stream in: whatever a day's figures were when its
/// closing was confirmed, they stay.
async fn a_close_in_the_middle_of_a_stream_leaves_no_event_half_in(test: TestDb) {
    const DAYS: u64 = 60;
    let (db, floor) = (&test.db, Floor::build(&test).await);
    let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
    let sites = |_| async { Ok(vec!["werf".to_owned()]) };
    let leases = Leases::start(db, "closing".to_owned(), sites, &tasks, &stop);
    leases.led().wait_for(|led| !led.is_empty()).await.unwrap();
    let parts = Parts {
        db: db.clone(),
        clock: floor.clock.clone(),
        leases,
        changed: werkvloer::output::changes::Changes::default(),
        counters: werkvloer::intake::counters::Counters::default(),
    };
    let desk = Desk::start(parts, &tasks, &stop);
    let acknowledged = Arc::new(Acknowledged::default());
    let first = at(NOON) - TimeDelta::days(i64::try_from(DAYS).unwrap());
    let streaming = CancellationToken::new();
    let (ended, replies, clock) = (streaming.clone(), acknowledged.clone(), floor.clock.clone());
    let stream = tasks.spawn(async move {
        let mut sent = 0;
        while !ended.is_cancelled() {
            // One event for each day, so that every batch has some of each.
            let events: Vec<Event> = (0..DAYS)
                .map(|d| {
                    good(
                        sent * DAYS + d + 1,
                        first + Days::new(d) + TimeDelta::seconds(i64::try_from(sent).unwrap()),
                        1,
                    )
                })
                .collect();
            let incoming = Incoming {
                terminal: one(),
                channel: Channel::Up,
                payload: Bytes::from(Up::to_json(EPOCH, (sent + 1) * DAYS + 1, &events)),
                received_at: clock.now(),
                packet: 1,
                replies: replies.clone(),
            };
            desk.submit(incoming, None).await.unwrap();
            sent += 1;
            // A few messages ahead of the commits, no more.
            while replies.0.load(Ordering::SeqCst) + 3 < sent {
                tokio::task::yield_now().await;
            }
        }
        sent
    });
    eventually("events are stored", async || acknowledged.0.load(Ordering::SeqCst) > 2).await;
    let mut closed = Vec::new();
    for d in 0..DAYS {
        let date = (first + Days::new(d)).date_naive();
        assert!(
            close(db, &floor.clock, "werf", date, &Decider::cli("Ans Voorbeeld")).await.unwrap()
        );
        closed.push((date, tallies(db, date).await));
    }
    let stored = acknowledged.0.load(Ordering::SeqCst);
    eventually("more comes", async || acknowledged.0.load(Ordering::SeqCst) > stored + 2).await;
    streaming.cancel();
    let sent = stream.await.unwrap();
    eventually("all is stored", async || acknowledged.0.load(Ordering::SeqCst) == sent).await;
    stop.cancel();
    tasks.close();
    tasks.wait().await;
    for (date, before) in closed {
        assert_eq!(tallies(db, date).await, before, "{date} changed after it was closed");
    }
    let (counted, quarantined): (i64, i64) =
        db.one("select count(*) - count(why), count(why) from ledger", &[]).await.unwrap();
    assert_eq!(
        counted + quarantined,
        i64::try_from(sent * DAYS).unwrap(),
        "every event is one or the other"
    );
    assert!(counted > 0 && quarantined > 0, "{counted} counted, {quarantined} quarantined");
    assert_eq!(rebuild::verify(db).await.unwrap(), []);
}
