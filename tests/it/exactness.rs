//! The law everything stands on: however the same events arrive (shuffled, doubled, split over messages, with restarts in
//! between), the tallies are the same, and they are what a fresh fold says.

use crate::harness::floor::{Floor, NOON, at, one, three, two};
use crate::harness::{TestDb, eventually, silent};
use crate::snapshots;
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use contract::{Body, Channel, Epoch, Event, PauseReason, Receipt, RejectReason, TerminalName, Up};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use std::collections::BTreeMap;
use werkvloer::db::Db;
use werkvloer::intake::Incoming;
use werkvloer::intake::batch::{Batcher, Stored};
use werkvloer::intake::delivery::Delivery;
use werkvloer::output::rebuild;
use werkvloer::output::store::of_day;

/// An event of one of the terminals.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) terminal: TerminalName,
    pub(crate) event: Event,
}

pub(crate) const EPOCH: Epoch = Epoch(0x6f1d_2c3b_4a59_8877);

pub(crate) fn deliver(sent: &[Sent], now: DateTime<Utc>) -> Vec<Delivery> {
    let mut by_terminal: BTreeMap<&TerminalName, Vec<&Event>> = BTreeMap::new();
    for one in sent {
        by_terminal.entry(&one.terminal).or_default().push(&one.event);
    }
    by_terminal
        .into_iter()
        .map(|(terminal, events)| {
            let next = events.iter().map(|event| event.seq).max().unwrap_or(0) + 1;
            message(terminal, &Up::to_json(EPOCH, next, events), now)
        })
        .collect()
}

pub(crate) fn message(terminal: &TerminalName, json: &str, now: DateTime<Utc>) -> Delivery {
    let incoming = Incoming {
        terminal: terminal.clone(),
        channel: Channel::Up,
        payload: Bytes::copy_from_slice(json.as_bytes()),
        received_at: now,
        packet: 0,
        replies: silent(),
    };
    Delivery::of(incoming, None)
}

pub(crate) async fn lead(db: &Db) {
    let mut tx = db.begin().await.unwrap();
    tx.run("insert into ingest_lease (site_id, holder, fence, beat, batch) values ('werf', 'test', 7, 0, 0)", &[])
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// As a desk that has time does: until no day is behind.
pub(crate) async fn settle(db: &Db, floor: &Floor, batcher: &mut Batcher) {
    batcher.expect_more(false);
    eventually("no day is behind", async || {
        store(db, floor, batcher, &[]).await;
        let (waiting,): (i64,) = db.one("select count(*) from stale_day", &[]).await.unwrap();
        waiting == 0
    })
    .await;
}

pub(crate) async fn store(
    db: &Db,
    floor: &Floor,
    batcher: &mut Batcher,
    batch: &[Delivery],
) -> Stored {
    store_as(7, db, floor, batcher, batch).await
}

/// As the leader with this fence.
async fn store_as(
    fence: i64,
    db: &Db,
    floor: &Floor,
    batcher: &mut Batcher,
    batch: &[Delivery],
) -> Stored {
    let mut tx = db.begin().await.unwrap();
    tx.run("update ingest_lease set fence = $1", &[&fence]).await.unwrap();
    let stored = batcher.store(&mut tx, batch, &|_| Some(fence), &floor.clock).await.unwrap();
    tx.commit().await.unwrap();
    batcher.committed();
    stored
}

/// Every tally of the day, as text that can be compared and read.
pub(crate) async fn tallies(db: &Db) -> Vec<String> {
    let rows = of_day(db, at(NOON).date_naive()).await.unwrap();
    rows.iter().map(|row| format!("{row:?}")).collect()
}

/// A morning of three terminals, two of them at one station; now and then a clock is set back.
fn morning() -> impl Strategy<Value = Vec<Sent>> {
    let body = prop_oneof![
        4 => (task(), 1..50u32).prop_map(|(task, qty)| Body::Good { task: Some(task), qty }),
        1 => (task(), 1..5u32, 0..5usize).prop_map(|(task, qty, reason)| Body::Reject {
            task: Some(task), qty, reason: RejectReason::ALL[reason],
        }),
        2 => badge().prop_map(|badge| Body::SignOn { badge }),
        1 => badge().prop_map(|badge| Body::SignOff { badge }),
        1 => (0..5usize).prop_map(|reason| Body::Pause { reason: PauseReason::ALL[reason] }),
        1 => Just(Body::Resume),
        1 => Just(Body::Help),
        1 => Just(Body::HelpDone),
        2 => Just(Body::Undo { of: 0 }),
    ];
    prop::collection::vec((0..3usize, body, -20..90i64, any::<prop::sample::Index>()), 1..40)
        .prop_map(|steps| {
            let mut clock = at("2026-11-20T07:00:00Z");
            let mut next = [1u64; 3];
            let mut sent = Vec::new();
            for (place, body, pause, index) in steps {
                clock += TimeDelta::seconds(pause);
                let seq = next[place];
                let body = match body {
                    // An undo names an earlier event of its terminal, whatever that was; without one it is a help call.
                    Body::Undo { .. } if seq > 1 => {
                        Body::Undo { of: 1 + index.index(usize::try_from(seq - 1).unwrap()) as u64 }
                    }
                    Body::Undo { .. } => Body::Help,
                    other => other,
                };
                next[place] += 1;
                let terminal = [one, two, three][place]();
                sent.push(Sent { terminal, event: Event { seq, at: clock, body, extra: None } });
            }
            sent
        })
}

fn task() -> impl Strategy<Value = String> {
    prop_oneof![Just("t1".to_owned()), Just("t2".to_owned())]
}

fn badge() -> impl Strategy<Value = String> {
    prop_oneof![Just("b-an".to_owned()), Just("b-bo".to_owned()), Just("b-cor".to_owned())]
}

/// How the same events arrive: an order, some of them twice, cut into batches, the process restarted before some batches.
fn arrival(events: usize) -> impl Strategy<Value = Vec<(Vec<usize>, bool)>> {
    let twice = prop::collection::vec(0..events, 0..=events);
    (Just((0..events).collect::<Vec<_>>()), twice, any::<bool>())
        .prop_flat_map(|(all, twice, in_order)| {
            let both: Vec<usize> = all.into_iter().chain(twice).collect();
            if in_order { Just(both).boxed() } else { Just(both).prop_shuffle().boxed() }
        })
        .prop_flat_map(|order| {
            let cuts = prop::collection::vec((1..6usize, any::<bool>()), order.len());
            (Just(order), cuts)
        })
        .prop_map(|(order, cuts)| {
            let mut rest = order.as_slice();
            let mut batches = Vec::new();
            for (size, restart) in cuts {
                let (batch, after) = rest.split_at(size.min(rest.len()));
                rest = after;
                if !batch.is_empty() {
                    batches.push((batch.to_vec(), restart));
                }
            }
            batches
        })
}

both!(any_arrival_gives_the_same_tallies: TestDb);
async fn any_arrival_gives_the_same_tallies(test: TestDb) {
    let floor = Floor::build(&test).await;
    let db = &test.db;
    lead(db).await;
    let cases = if db.is_shared() { 12 } else { 40 };
    let mut runner = TestRunner::deterministic();
    for case in 0..cases {
        let events = morning().new_tree(&mut runner).unwrap().current();
        let batches = arrival(events.len()).new_tree(&mut runner).unwrap().current();
        // In order, one batch: the everyday path.
        empty(db).await;
        store(db, &floor, &mut Batcher::default(), &deliver(&events, at(NOON))).await;
        let expected = tallies(db).await;
        assert_eq!(rebuild::verify(db).await.unwrap(), [], "case {case}, in order: {events:#?}");
        // The arrival.
        empty(db).await;
        let fresh = || if case % 2 == 0 { Batcher::default() } else { snapshots::often(db) };
        let mut kept = fresh();
        for (batch, restart) in &batches {
            if *restart {
                kept = fresh();
            }
            let batch: Vec<Sent> = batch.iter().map(|place| events[*place].clone()).collect();
            kept.expect_more(batch.len().is_multiple_of(2));
            store(db, &floor, &mut kept, &deliver(&batch, at(NOON))).await;
        }
        settle(db, &floor, &mut kept).await;
        assert_eq!(tallies(db).await, expected, "case {case}: {events:#?}\narrived as {batches:?}");
        assert_eq!(
            rebuild::verify(db).await.unwrap(),
            [],
            "case {case}: {events:#?}\narrived as {batches:?}"
        );
    }
}

/// Empties what the floor reported. Only a test may, and only by taking the ledger's protection away for the moment.
pub(crate) async fn empty(db: &Db) {
    let mut tx = db.begin().await.unwrap();
    if db.is_shared() {
        tx.run("set local session_replication_role = replica", &[]).await.unwrap();
    } else {
        tx.run("drop trigger ledger_no_delete", &[]).await.unwrap();
        tx.run("drop trigger quarantine_no_delete", &[]).await.unwrap();
    }
    for sql in [
        "delete from ledger",
        "delete from quarantine_outcome",
        "delete from quarantine",
        "delete from terminal_cursor",
        "delete from tally",
        "delete from station_day_snapshot",
        "delete from stale_day",
        "delete from station_now",
    ] {
        tx.run(sql, &[]).await.unwrap();
    }
    if !db.is_shared() {
        for sql in [
            "create trigger ledger_no_delete before delete on ledger begin select raise(abort, 'append-only'); end",
            "create trigger quarantine_no_delete before delete on quarantine begin select raise(abort, 'append-only'); end",
        ] {
            tx.run(sql, &[]).await.unwrap();
        }
    }
    tx.commit().await.unwrap();
}

both!(what_a_busy_desk_puts_off_is_folded_in_the_end: TestDb);
/// A long day on which events keep coming in late, as after an outage: the whole fold is put off while more is waiting,
/// a little late is put in its place, and in the end everything is as if it had come in order.
async fn what_a_busy_desk_puts_off_is_folded_in_the_end(test: TestDb) {
    let floor = Floor::build(&test).await;
    let db = &test.db;
    lead(db).await;
    let mut batcher = Batcher::default();
    let mut put_off = false;
    for round in 0..6u64 {
        // Two terminals at one station, each with a block of its own spool; what the second one sends is from the
        // time of the first one's block before.
        let mut batch = Vec::new();
        for (terminal, offset) in [(two(), 0), (three(), -399)] {
            for step in 0..200 {
                let seq = round * 200 + step + 1;
                let at = at("2026-11-20T07:00:00Z")
                    + TimeDelta::seconds((seq * 2).cast_signed() + offset);
                let body = match seq % 10 {
                    1 => Body::SignOn { badge: "b-an".to_owned() },
                    5 => Body::Undo { of: seq - 1 },
                    _ => Body::Good { task: Some("t1".to_owned()), qty: 1 },
                };
                batch.push(Sent {
                    terminal: terminal.clone(),
                    event: Event { seq, at, body, extra: None },
                });
            }
        }
        batcher.expect_more(round % 3 != 2);
        store(db, &floor, &mut batcher, &deliver(&batch, at(NOON))).await;
        let (waiting,): (i64,) = db.one("select count(*) from stale_day", &[]).await.unwrap();
        put_off |= waiting > 0;
    }
    assert!(put_off, "nothing was put off, so this tests nothing");
    settle(db, &floor, &mut batcher).await;
    assert_eq!(rebuild::verify(db).await.unwrap(), []);
    let good: i64 =
        of_day(db, at(NOON).date_naive()).await.unwrap().iter().map(|row| row.good).sum();
    // Of every ten events eight are counts, and one of those is taken back.
    assert_eq!(good, 2 * 1_200 / 10 * 7);
}

pub(crate) fn good(terminal: TerminalName, seq: u64, time: &str, qty: u32) -> Sent {
    let body = Body::Good { task: Some("t1".to_owned()), qty };
    Sent { terminal, event: Event { seq, at: at(time), body, extra: None } }
}

both!(receipts_name_what_is_stored_and_the_gap_is_never_filled: TestDb);
async fn receipts_name_what_is_stored_and_the_gap_is_never_filled(test: TestDb) {
    let floor = Floor::build(&test).await;
    lead(&test.db).await;
    let mut batcher = Batcher::default();
    let events: Vec<Sent> =
        [1, 2, 5, 7].map(|seq| good(one(), seq, &format!("2026-11-20T08:00:0{seq}Z"), 3)).into();
    let stored = store(&test.db, &floor, &mut batcher, &deliver(&events, at(NOON))).await;
    let receipt = stored.receipts[0].1.clone();
    let expected = Receipt {
        epoch: EPOCH,
        contiguous: 2,
        beyond: vec![5, 7],
        ranges: vec![],
        quarantined: vec![],
        time: at(NOON),
    };
    assert_eq!(receipt, expected);
    // A hello gets the same promise, also after a restart.
    let hello = message(&one(), &Up::to_json(EPOCH, 8, []), at(NOON));
    let stored = store(&test.db, &floor, &mut Batcher::default(), &[hello]).await;
    assert_eq!(stored.receipts[0].1, expected);
    let seen = werkvloer::terminals::list(&test.db).await.unwrap();
    assert_eq!(
        seen.iter().map(|t| t.missing).collect::<Vec<_>>(),
        [3, 0, 0],
        "3, 4 and 6 are reported missing"
    );
    let late: Vec<Sent> =
        [6, 4, 3].map(|seq| good(one(), seq, &format!("2026-11-20T08:00:0{seq}Z"), 3)).into();
    let stored = store(&test.db, &floor, &mut batcher, &deliver(&late, at(NOON))).await;
    assert_eq!((stored.receipts[0].1.contiguous, stored.receipts[0].1.beyond.len()), (7, 0));
}

both!(who_leads_again_reads_again: TestDb);
/// A process that stood still while another one led its site, and leads it again, knows nothing of what that one stored.
async fn who_leads_again_reads_again(test: TestDb) {
    let floor = Floor::build(&test).await;
    lead(&test.db).await;
    let (mut first, mut second) = (Batcher::default(), Batcher::default());
    let event =
        |seq| deliver(&[good(one(), seq, &format!("2026-11-20T08:00:0{seq}Z"), 1)], at(NOON));
    store_as(7, &test.db, &floor, &mut first, &event(1)).await;
    store_as(8, &test.db, &floor, &mut second, &event(2)).await;
    let stored = store_as(9, &test.db, &floor, &mut first, &event(3)).await;
    assert_eq!(stored.receipts[0].1.contiguous, 3, "the second one's event is promised too");
    assert_eq!(rebuild::verify(&test.db).await.unwrap(), []);
    let rows = of_day(&test.db, at(NOON).date_naive()).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.good).sum::<i64>(), 3);
}

both!(a_reflashed_terminal_counts_and_a_key_used_twice_is_quarantined: TestDb);
async fn a_reflashed_terminal_counts_and_a_key_used_twice_is_quarantined(test: TestDb) {
    let floor = Floor::build(&test).await;
    lead(&test.db).await;
    let mut batcher = Batcher::default();
    let first = good(one(), 1, "2026-11-20T08:00:00Z", 3);
    store(&test.db, &floor, &mut batcher, &deliver(std::slice::from_ref(&first), at(NOON))).await;
    let again =
        store(&test.db, &floor, &mut batcher, &deliver(std::slice::from_ref(&first), at(NOON)))
            .await;
    assert_eq!((again.counted, again.duplicates, again.quarantined), (0, 1, 0));
    let reflashed = message(&one(), &Up::to_json(Epoch(2), 2, [&first.event]), at(NOON));
    let stored = store(&test.db, &floor, &mut batcher, &[reflashed]).await;
    assert_eq!(stored.counted, 1, "same seq, new epoch");
    let other = good(one(), 1, "2026-11-20T08:00:00Z", 4);
    for batcher in [&mut batcher, &mut Batcher::default()] {
        let stored =
            store(&test.db, &floor, batcher, &deliver(std::slice::from_ref(&other), at(NOON)))
                .await;
        assert_eq!((stored.counted, stored.quarantined), (0, 1), "same key, other content");
        assert_eq!(stored.receipts[0].1.contiguous, 1, "it is stored, so it is receipted");
    }
    let why: Vec<(String,)> = test.db.all("select why from quarantine", &[]).await.unwrap();
    assert_eq!(why, [("key_reuse".to_owned(),)], "once, however often it comes");
}

both!(what_cannot_be_booked_is_kept_with_its_reason_and_receipted: TestDb);
async fn what_cannot_be_booked_is_kept_with_its_reason_and_receipted(test: TestDb) {
    let floor = Floor::build(&test).await;
    lead(&test.db).await;
    let json = r#"{"epoch":"00000000000000aa","next":12,"events":[
            {"seq":1,"at":"2026-11-20T08:00:00Z","kind":"dance"},
            {"seq":2,"at":"2026-11-20T08:00:00Z","kind":"good","task":"t9","qty":1},
            {"seq":3,"at":"2026-11-20T08:00:00Z","kind":"sign_on","badge":"b-nobody"},
            {"seq":4,"at":"2026-11-20T08:00:00Z","kind":"good","task":"t1","qty":0},
            {"seq":5,"at":"2026-11-20T08:00:00Z","kind":"good","task":"t1","qty":100001},
            {"seq":6,"at":"2026-11-21T11:00:01Z","kind":"good","task":"t1","qty":1},
            {"seq":7,"at":"1970-01-01T00:00:00Z","kind":"good","task":"t1","qty":1},
            {"seq":8,"at":"2026-11-20T08:00:00Z","kind":"good","qty":1},
            {"seq":9,"at":"gisteren","kind":"good","task":"t1","qty":1},
            {"seq":"x","at":"2026-11-20T08:00:00Z","kind":"resume"},
            {"seq":10,"at":"2026-11-20T08:00:00Z","kind":"good","task":"t1","qty":5},
            {"seq":11,"at":"2026-11-20T08:00:00Z","kind":"good","task":"t1","qty":7,"note":"nul \u0000"}]}"#;
    let bad = message(&one(), "{not json \0", at(NOON));
    let stranger = message(&"werf/stranger".parse().unwrap(), &Up::to_json(EPOCH, 1, []), at(NOON));
    let batch = [message(&one(), json, at(NOON)), bad, stranger];
    let stored = store(&test.db, &floor, &mut Batcher::default(), &batch).await;
    let why: Vec<(Option<i64>, String)> = test
        .db
        .all("select seq, why from quarantine order by coalesce(seq, 99), why", &[])
        .await
        .unwrap();
    let why: Vec<(i64, &str)> =
        why.iter().map(|(seq, why)| (seq.unwrap_or(0), why.as_str())).collect();
    assert_eq!(
        why,
        [
            (1, "unknown_kind"),
            (2, "unknown_task"),
            (3, "unknown_badge"),
            (4, "impossible_quantity"),
            (5, "impossible_quantity"),
            (6, "clock_ahead"),
            (7, "clock_behind"),
            (8, "no_task"),
            (9, "bad_field"),
            (0, "bad_event"),
            (0, "bad_json"),
            (0, "unknown_terminal"),
        ]
    );
    assert_eq!((stored.counted, stored.quarantined), (2, 12));
    let receipt = &stored.receipts[0].1;
    assert_eq!((receipt.contiguous, receipt.quarantined.len()), (11, 9));
    let rows = of_day(&test.db, at(NOON).date_naive()).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.good).sum::<i64>(), 12, "its good neighbours count");
}
