//! Receipts name all that is stored, also behind a gap that is never filled, and say the same after a restart.

use crate::exactness::{EPOCH, Sent, deliver, good, lead, message, store};
use crate::harness::TestDb;
use crate::harness::floor::{Floor, NOON, at, one};
use contract::receipt::Run;
use contract::{MAX_PAYLOAD, Receipt, Up};
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use std::collections::{BTreeMap, BTreeSet};
use werkvloer::db::Db;
use werkvloer::intake::batch::Batcher;
use werkvloer::quarantine::{Booking, CountKind, Was, book, discard};
use werkvloer::trail::Decider;

const MORNING: &str = "2026-11-20T08:00:00Z";

/// Sends these events as one message; gives the receipt.
async fn send(db: &Db, floor: &Floor, batcher: &mut Batcher, events: &[Sent]) -> Receipt {
    let stored = store(db, floor, batcher, &deliver(events, at(NOON))).await;
    let [(_, receipt)] = stored.receipts.as_slice() else { panic!("{:?}", stored.receipts) };
    receipt.clone()
}

async fn hello(db: &Db, floor: &Floor, batcher: &mut Batcher) -> Receipt {
    let hello = message(&one(), &Up::to_json(EPOCH, 1, []), at(NOON));
    store(db, floor, batcher, &[hello]).await.receipts.remove(0).1
}

/// Stores events without anybody hearing the receipts.
async fn store_unheard(db: &Db, floor: &Floor, seqs: impl Iterator<Item = u64>) -> BTreeSet<u64> {
    let seqs: BTreeSet<u64> = seqs.collect();
    let mut batcher = Batcher::default();
    for some in seqs.iter().copied().collect::<Vec<_>>().chunks(500) {
        let events: Vec<Sent> = some.iter().map(|seq| good(one(), *seq, MORNING, 1)).collect();
        send(db, floor, &mut batcher, &events).await;
    }
    seqs
}

/// A terminal that heard nothing sends all of it again, oldest first, as often as it takes; gives how many messages that
/// were. `names` is how it understands a receipt.
async fn send_again(
    db: &Db,
    floor: &Floor,
    mut spool: BTreeSet<u64>,
    names: impl Fn(&Receipt, u64) -> bool,
) -> usize {
    let mut batcher = Batcher::default();
    let first = hello(db, floor, &mut batcher).await;
    spool.retain(|seq| !names(&first, *seq));
    let mut messages = 0;
    while !spool.is_empty() {
        messages += 1;
        let some: Vec<u64> = spool.iter().copied().take(400).collect();
        let events: Vec<Sent> = some.iter().map(|seq| good(one(), *seq, MORNING, 1)).collect();
        let receipt = send(db, floor, &mut batcher, &events).await;
        let size = serde_json::to_vec(&receipt).unwrap().len();
        assert!(size <= MAX_PAYLOAD, "{size} bytes");
        assert!(some.iter().all(|seq| names(&receipt, *seq)), "what is answered is named");
        spool.retain(|seq| !names(&receipt, *seq));
    }
    messages
}

both!(everything_behind_a_gap_is_named: TestDb);
async fn everything_behind_a_gap_is_named(test: TestDb) {
    let floor = Floor::build(&test).await;
    let db = &test.db;
    lead(db).await;
    let mut batcher = Batcher::default();
    let events: Vec<Sent> = (2..=5_001).map(|seq| good(one(), seq, MORNING, 1)).collect();
    for some in events.chunks(600) {
        let receipt = send(db, &floor, &mut batcher, some).await;
        let to = some[some.len() - 1].event.seq;
        assert!(
            (2..=to).all(|seq| receipt.names(seq)) && !receipt.names(1) && !receipt.names(to + 1)
        );
    }
    let receipt = hello(db, &floor, &mut batcher).await;
    assert_eq!((receipt.contiguous, receipt.beyond.len()), (0, Receipt::MAX_BEYOND));
    assert_eq!(receipt.ranges, [Run { from: 2, to: 5_001 }]);
    assert_eq!(hello(db, &floor, &mut Batcher::default()).await, receipt, "after a restart");
    // When the gap is filled after all there is nothing left to list.
    let whole = send(db, &floor, &mut batcher, &[good(one(), 1, MORNING, 1)]).await;
    assert_eq!((whole.contiguous, whole.beyond, whole.ranges), (5_001, vec![], vec![]));
}

both!(a_terminal_that_knows_no_ranges_gets_rid_of_its_events: TestDb);
/// One that was built before there were ranges: what it sends again is named one by one.
async fn a_terminal_that_knows_no_ranges_gets_rid_of_its_events(test: TestDb) {
    let floor = Floor::build(&test).await;
    lead(&test.db).await;
    let spool = store_unheard(&test.db, &floor, 2..=3_001).await;
    let old = |receipt: &Receipt, seq| seq <= receipt.contiguous || receipt.beyond.contains(&seq);
    assert_eq!(
        send_again(&test.db, &floor, spool, old).await,
        3,
        "1,000 events in messages of 400"
    );
}

both!(more_gaps_than_a_receipt_can_name: TestDb);
async fn more_gaps_than_a_receipt_can_name(test: TestDb) {
    let floor = Floor::build(&test).await;
    lead(&test.db).await;
    let spool = store_unheard(&test.db, &floor, (2..=6_000).step_by(2)).await;
    let messages = send_again(&test.db, &floor, spool, Receipt::names).await;
    assert_eq!(messages, 3, "1,000 events in messages of 400");
}

/// What waits at the terminal for a person, by seq.
type Waiting = BTreeMap<u64, &'static str>;

/// Items of quarantine that nobody decided about: id, seq and why.
async fn undecided(db: &Db) -> Vec<(String, i64, String)> {
    db.all(
        "select id, seq, why from quarantine
          where id not in (select quarantine_id from quarantine_outcome) order by id",
        &[],
    )
    .await
    .unwrap()
}

both!(receipts_are_the_same_after_a_restart: TestDb);
/// A process that runs on and one that has just started say the same, whatever happened: events lost and repeated,
/// quarantined, booked, discarded.
async fn receipts_are_the_same_after_a_restart(test: TestDb) {
    let floor = Floor::build(&test).await;
    let db = &test.db;
    lead(db).await;
    let mut batcher = Batcher::default();
    let mut dice = ChaCha8Rng::seed_from_u64(5);
    let (mut next, mut waiting, mut decided, mut reused) = (1, Waiting::new(), 0, 0);
    for step in 0..100 {
        match dice.random_range(0..10) {
            0..5 => {
                next += dice.random_range(0..2);
                let mut events = Vec::new();
                for _ in 0..dice.random_range(1..20) {
                    let mut sent = good(one(), next, MORNING, 1);
                    if dice.random() {
                        sent.event.at = at("2026-11-30T08:00:00Z");
                        waiting.insert(next, "clock_ahead");
                    }
                    events.push(sent);
                    next += 1;
                }
                send(db, &floor, &mut batcher, &events).await;
            }
            // Something else under a number that is used; when the number is free it is just another event.
            5 => {
                let seq = dice.random_range(1..=next);
                next = next.max(seq + 1);
                send(db, &floor, &mut batcher, &[good(one(), seq, MORNING, 100 + step)]).await;
            }
            _ => {
                let mut items = undecided(db).await;
                if dice.random() {
                    items.retain(|(_, _, why)| why == "key_reuse");
                }
                let Some((id, seq, why)) = items.choose(&mut dice).cloned() else { continue };
                if dice.random() {
                    discard(db, &floor.clock, &id, &Decider::cli("Ans Voorbeeld"), "a test")
                        .await
                        .unwrap();
                } else {
                    let booking = Booking {
                        station: "alone".to_owned(),
                        what: Was::Count { kind: CountKind::Good, task: "t1".to_owned(), qty: 1 },
                        at: at(MORNING),
                        reason: "a test".to_owned(),
                        although_undone: false,
                    };
                    book(db, &floor.clock, &id, &Decider::cli("Ans Voorbeeld"), booking)
                        .await
                        .unwrap();
                }
                decided += 1;
                if why == "key_reuse" {
                    reused += 1;
                } else {
                    assert_eq!(waiting.remove(&seq.cast_unsigned()), Some("clock_ahead"));
                }
            }
        }
        let running = hello(db, &floor, &mut batcher).await;
        assert_eq!(running, hello(db, &floor, &mut Batcher::default()).await, "step {step}");
        let told: Vec<_> = running.quarantined.iter().map(|q| (q.seq, q.why.as_str())).collect();
        let skipped = waiting.len().saturating_sub(Receipt::MAX_QUARANTINED);
        let expected: Vec<_> =
            waiting.iter().skip(skipped).map(|(seq, why)| (*seq, *why)).collect();
        assert_eq!(told, expected, "step {step}");
    }
    assert!(
        decided > 5 && reused > 0 && waiting.len() > Receipt::MAX_QUARANTINED,
        "{decided} {reused} {}",
        waiting.len()
    );
}
