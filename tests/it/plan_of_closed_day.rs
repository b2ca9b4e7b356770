//! The plan decides what a count without a task is of. Changing it folds again what it touches, and a closed day keeps its
//! figures.

use crate::harness::floor::{Floor, NOON, at, one};
use crate::harness::{TestDb, silent};
use bytes::Bytes;
use chrono::NaiveDate;
use contract::Channel;
use std::fs;
use werkvloer::db::Db;
use werkvloer::exchange::{Outcome, import};
use werkvloer::intake::Incoming;
use werkvloer::intake::batch::Batcher;
use werkvloer::intake::delivery::Delivery;
use werkvloer::lang::Lang;
use werkvloer::output::close;
use werkvloer::output::store::of_day;
use werkvloer::trail::{Action, Decider, Entry, Kind, Object};

async fn plan(db: &Db, lines: &str) -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let text = format!("day;day_part;station;task;worker\n{lines}\n");
    fs::write(folder.path().join("assignments.csv"), text).unwrap();
    let object = Object::new(Kind::Company, "all");
    let entry = Entry::by_cli(at(NOON), Action::Import, object);
    import(db, folder.path(), Lang::En, false, entry).await.unwrap()
}

fn sentences(outcome: &Outcome) -> Vec<String> {
    match outcome {
        Outcome::Refused(problems) => problems.lines(),
        Outcome::Done(_) => Vec::new(),
    }
}

async fn store(db: &Db, floor: &Floor, messages: &[&str]) {
    let deliveries: Vec<Delivery> = messages
        .iter()
        .map(|json| {
            let incoming = Incoming {
                terminal: one(),
                channel: Channel::Up,
                payload: Bytes::copy_from_slice(json.as_bytes()),
                received_at: at(NOON),
                packet: 0,
                replies: silent(),
            };
            Delivery::of(incoming, None)
        })
        .collect();
    let mut tx = db.begin().await.unwrap();
    Batcher::default().store(&mut tx, &deliveries, &|_| Some(7), &floor.clock).await.unwrap();
    tx.commit().await.unwrap();
}

async fn made(db: &Db, day: &str) -> Vec<(String, i64)> {
    let day: NaiveDate = day.parse().unwrap();
    of_day(db, day).await.unwrap().into_iter().map(|row| (row.task, row.good)).collect()
}

both!(a_changed_plan_moves_counts_until_the_day_is_closed: TestDb);
async fn a_changed_plan_moves_counts_until_the_day_is_closed(test: TestDb) {
    let floor = Floor::build(&test).await;
    let db = &test.db;
    let mut tx = db.begin().await.unwrap();
    tx.run("insert into ingest_lease (site_id, holder, fence, beat, batch) values ('werf', 'test', 7, 0, 0)", &[])
            .await
            .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(sentences(&plan(db, "18-11-2026;morning;alone;t1;").await), [""; 0]);
    // Nothing is planned for the 19th and 20th: the station goes on with t1.
    store(
        db,
        &floor,
        &[r#"{"epoch":"00000000000000aa","next":4,"events":[
                {"seq":1,"at":"2026-11-18T08:00:00Z","kind":"good","qty":1},
                {"seq":2,"at":"2026-11-19T08:00:00Z","kind":"good","qty":2},
                {"seq":3,"at":"2026-11-20T08:00:00Z","kind":"good","qty":4}]}"#],
    )
    .await;
    assert_eq!(made(db, "2026-11-20").await, [("t1".to_owned(), 4)]);
    // Another plan for the 19th also speaks of the 20th, and not of the 18th.
    assert_eq!(sentences(&plan(db, "19-11-2026;morning;alone;t2;").await), [""; 0]);
    store(db, &floor, &[]).await;
    assert_eq!(made(db, "2026-11-18").await, [("t1".to_owned(), 1)]);
    assert_eq!(made(db, "2026-11-19").await, [("t2".to_owned(), 2)]);
    assert_eq!(made(db, "2026-11-20").await, [("t2".to_owned(), 4)]);
    // Once the 20th is closed, neither its own plan nor that of the day before may change.
    let closed = "2026-11-20".parse().unwrap();
    assert!(
        close::close(db, &floor.clock, "werf", closed, &Decider::cli("Ans Voorbeeld"))
            .await
            .unwrap()
    );
    for day in ["19", "20"] {
        let refused = sentences(&plan(db, &format!("{day}-11-2026;morning;alone;t1;")).await);
        assert_eq!(refused.len(), 1, "{refused:?}");
        assert!(
            refused[0].contains("assignments.csv") && refused[0].contains("20-11-2026"),
            "{refused:?}"
        );
    }
    assert_eq!(
        sentences(&plan(db, "18-11-2026;morning;alone;t2;").await),
        [""; 0],
        "the 19th has a plan of its own"
    );
    store(db, &floor, &[]).await;
    assert_eq!(made(db, "2026-11-20").await, [("t2".to_owned(), 4)]);
}
