//! Messages that are not what they should be: each is kept whole, and none raises an alarm that is not one.

use crate::exactness::{EPOCH, Sent, deliver, lead, message, store};
use crate::harness::floor::{Floor, NOON, at, one};
use crate::harness::{TestDb, silent};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use contract::{Body, Channel, Event, Up};
use werkvloer::intake::Incoming;
use werkvloer::intake::batch::Batcher;
use werkvloer::intake::delivery::Delivery;

fn good(seq: u64, qty: u32) -> Sent {
    let body = Body::Good { task: Some("t1".to_owned()), qty };
    Sent { terminal: one(), event: Event { seq, at: at(NOON), body, extra: None } }
}

fn bytes(payload: &'static [u8], now: DateTime<Utc>) -> Delivery {
    let incoming = Incoming {
        terminal: one(),
        channel: Channel::Up,
        payload: Bytes::from_static(payload),
        received_at: now,
        packet: 0,
        replies: silent(),
    };
    Delivery::of(incoming, None)
}

both!(bytes_that_are_no_text_stay_apart: TestDb);
/// Both were stored as the same mark for an unreadable letter, so the second was thrown away as a repeat of the first.
async fn bytes_that_are_no_text_stay_apart(test: TestDb) {
    let (db, floor) = (&test.db, Floor::build(&test).await);
    lead(db).await;
    let now = floor.clock.now();
    let batch = [bytes(b"\xff", now), bytes(b"\xfe{", now), bytes(b"\xff", now)];
    store(db, &floor, &mut Batcher::default(), &batch).await;
    let raw: Vec<(String,)> = db.all("select raw from quarantine order by raw", &[]).await.unwrap();
    assert_eq!(raw, [("\\xfe{".to_owned(),), ("\\xff".to_owned(),)]);
}

both!(a_message_that_comes_again_is_no_lost_spool: TestDb);
/// A terminal that lost its spool says so by a lower next number. A message that comes again says an old one too.
async fn a_message_that_comes_again_is_no_lost_spool(test: TestDb) {
    let (db, floor) = (&test.db, Floor::build(&test).await);
    lead(db).await;
    let now = floor.clock.now();
    let mut batcher = Batcher::default();
    for events in [[good(1, 5)], [good(2, 5)], [good(1, 5)]] {
        let stored = store(db, &floor, &mut batcher, &deliver(&events, now)).await;
        assert_eq!(stored.lost_spools, 0, "{events:?}");
    }
    let other = store(db, &floor, &mut batcher, &deliver(&[good(1, 6)], now)).await;
    assert_eq!(other.lost_spools, 1, "an old number with other content");
    let hello = message(&one(), &Up::to_json(EPOCH, 1, []), now);
    assert_eq!(store(db, &floor, &mut batcher, &[hello]).await.lost_spools, 1, "it says so itself");
}
