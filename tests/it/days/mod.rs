//! Production days: where one ends and the next begins, and what closing one means.

mod boundaries;
mod closed;
mod terms;

use crate::harness::floor::{Floor, one};
use crate::harness::silent;
use bytes::Bytes;
use chrono::{DateTime, NaiveDate, Utc};
use contract::{Body, Channel, Epoch, Event, Up};
use werkvloer::db::Db;
use werkvloer::intake::Incoming;
use werkvloer::intake::batch::{Batcher, Stored};
use werkvloer::intake::delivery::Delivery;

const EPOCH: Epoch = Epoch(0x0da7);

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn good(seq: u64, at: DateTime<Utc>, qty: u32) -> Event {
    Event { seq, at, body: Body::Good { task: Some("t1".to_owned()), qty }, extra: None }
}

/// A message of terminal `werf/one`, as the desk gets it.
fn message(events: &[Event], now: DateTime<Utc>) -> Delivery {
    let next = events.last().map_or(1, |event| event.seq + 1);
    let incoming = Incoming {
        terminal: one(),
        channel: Channel::Up,
        payload: Bytes::from(Up::to_json(EPOCH, next, events)),
        received_at: now,
        packet: 0,
        replies: silent(),
    };
    Delivery::of(incoming, None)
}

/// Makes whoever shows fence 7 the leader.
async fn lead(db: &Db) {
    let mut tx = db.begin().await.unwrap();
    let sql = "insert into ingest_lease (site_id, holder, fence, beat, batch) values ('werf', 'test', 7, 0, 0)";
    tx.run(sql, &[]).await.unwrap();
    tx.commit().await.unwrap();
}

async fn store(db: &Db, floor: &Floor, batcher: &mut Batcher, events: &[Event]) -> Stored {
    let batch = [message(events, floor.clock.now())];
    let mut tx = db.begin().await.unwrap();
    let stored = batcher.store(&mut tx, &batch, &|_| Some(7), &floor.clock).await.unwrap();
    tx.commit().await.unwrap();
    stored
}
