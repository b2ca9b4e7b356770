//! What a station day was is kept beside its tallies: going on from there reads only what came later, and whatever changes the
//! past takes away what it would make untrue. `rebuild::verify` holds tallies and snapshots to a fresh fold.

use crate::exactness::{EPOCH, Sent, deliver, empty, good, lead, message, settle, store, tallies};
use crate::harness::TestDb;
use crate::harness::floor::{Floor, NOON, at, one, two};
use chrono::{NaiveDate, TimeDelta};
use contract::{Body, Event, Up};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use werkvloer::db::{Db, Subject, mark};
use werkvloer::intake::batch::Batcher;
use werkvloer::output::beside::Beside;
use werkvloer::output::folder::Measures;
use werkvloer::output::rebuild;
use werkvloer::privacy::erase::erase;
use werkvloer::quarantine::{self, Correction};
use werkvloer::trail::{Action, Decider, Entry, Kind, Object};

/// Measures with which forty events are a long day.
const SMALL: Measures = Measures { window: 2, every: 4, at_once: 9 };

fn beside(db: &Db) -> Beside {
    Beside {
        db: db.clone(),
        tracker: TaskTracker::new(),
        stop: CancellationToken::new(),
        done: std::sync::Arc::default(),
    }
}

/// A desk that keeps snapshots often, reads little at once, and folds the rest beside itself.
pub(crate) fn often(db: &Db) -> Batcher {
    Batcher::new(SMALL, Some(beside(db)))
}

/// A desk beside which nothing is ever done.
fn alone(db: &Db) -> Batcher {
    let beside = beside(db);
    beside.stop.cancel();
    Batcher::new(SMALL, Some(beside))
}

fn seconds(seq: u64) -> String {
    (at("2026-11-20T07:00:00Z") + TimeDelta::seconds(i64::try_from(seq).unwrap())).to_rfc3339()
}

/// `count` events of terminal `one`, a second apart: somebody signs on and counts a piece each time.
fn day(from: u64, count: u64) -> Vec<Sent> {
    (from..from + count)
        .map(|seq| match seq {
            1 => {
                let body = Body::SignOn { badge: "b-an".to_owned() };
                let event = Event { seq, at: at(&seconds(seq)), body, extra: None };
                Sent { terminal: one(), event }
            }
            _ => good(one(), seq, &seconds(seq), 1),
        })
        .collect()
}

fn says(seq: u64, second: u64, body: Body) -> Sent {
    Sent { terminal: one(), event: Event { seq, at: at(&seconds(second)), body, extra: None } }
}

async fn send(db: &Db, floor: &Floor, batcher: &mut Batcher, sent: &[Sent]) {
    store(db, floor, batcher, &deliver(sent, at(NOON))).await;
}

/// A day of forty-one events at station `alone`, one batch each few.
async fn a_morning(db: &Db, floor: &Floor) -> Batcher {
    lead(db).await;
    let mut batcher = often(db);
    for few in day(1, 41).chunks(3) {
        send(db, floor, &mut batcher, few).await;
    }
    batcher
}

/// After how many events a day of a station has snapshots.
async fn kept(db: &Db, station: &str) -> Vec<i64> {
    let rows: Vec<(i64,)> = db
        .all(
            "select events from station_day_snapshot where station = $1 order by day, number",
            &[&station],
        )
        .await
        .unwrap();
    rows.into_iter().map(|(events,)| events).collect()
}

async fn pieces(db: &Db) -> i64 {
    let (sum,) =
        db.one("select cast(coalesce(sum(good), 0) as bigint) from tally", &[]).await.unwrap();
    sum
}

/// Adds a thousand pieces to what the snapshots say, so that it shows when one is used.
async fn forge(db: &Db) {
    let mut tx = db.begin().await.unwrap();
    let rows: Vec<(i64, String)> =
        tx.all("select number, state from station_day_snapshot", &[]).await.unwrap();
    for (number, state) in rows {
        let mut forged: serde_json::Value = serde_json::from_str(&state).unwrap();
        let good = &mut forged["tallies"][0][2][0];
        *good = (good.as_i64().unwrap() + 1_000).into();
        let forged = forged.to_string();
        tx.run("update station_day_snapshot set state = $1 where number = $2", &[&forged, &number])
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
}

async fn set(db: &Db, sql: &'static str) {
    let mut tx = db.begin().await.unwrap();
    tx.run(sql, &[]).await.unwrap();
    mark(&mut tx, Subject::Company).await.unwrap();
    tx.commit().await.unwrap();
}

both!(a_day_that_is_opened_again_goes_on_from_its_snapshot: TestDb);
async fn a_day_that_is_opened_again_goes_on_from_its_snapshot(test: TestDb) {
    let (db, floor) = (&test.db, Floor::build(&test).await);
    a_morning(db, &floor).await;
    assert_eq!(pieces(db).await, 40);
    assert_eq!(rebuild::verify(db).await.unwrap(), []);
    let snapshots = kept(db, "alone").await;
    assert!(snapshots.len() >= 5, "{snapshots:?}");
    assert!(*snapshots.last().unwrap() >= 34, "{snapshots:?}");

    // The next process believes what it reads there: nothing before it is read again.
    forge(db).await;
    let differences = rebuild::verify(db).await.unwrap();
    assert!(differences[0].what.starts_with("snapshot after "), "{differences:?}");
    send(db, &floor, &mut often(db), &day(42, 1)).await;
    assert_eq!(pieces(db).await, 1_041);

    // Thrown away and made anew, they are what they should be.
    let done = rebuild::rebuild(db, |_| ()).await.unwrap();
    assert_eq!((done.events, done.differing), (42, 1));
    assert_eq!(pieces(db).await, 41);
    assert_eq!(rebuild::verify(db).await.unwrap(), []);
}

both!(a_snapshot_of_another_fold_or_another_plan_is_not_used: TestDb);
async fn a_snapshot_of_another_fold_or_another_plan_is_not_used(test: TestDb) {
    let (db, floor) = (&test.db, Floor::build(&test).await);
    for (case, spoil) in [
        ("of another version", "update station_day_snapshot set fold = fold + 1"),
        ("not to be read", "update station_day_snapshot set state = '{}'"),
        ("of another attribution", "update station set attribution = 'group' where code = 'alone'"),
        (
            "of another plan",
            "insert into station_task (day, day_part, station_code, task_id) values ('2026-11-20', 'morning', 'alone', 't2')",
        ),
    ] {
        empty(db).await;
        set(db, "delete from ingest_lease").await;
        a_morning(db, &floor).await;
        forge(db).await;
        set(db, spoil).await;
        send(db, &floor, &mut often(db), &day(42, 1)).await;
        settle(db, &floor, &mut often(db)).await;
        assert_eq!(pieces(db).await, 41, "{case}");
        assert_eq!(rebuild::verify(db).await.unwrap(), [], "{case}");
    }
}

both!(a_plan_of_later_leaves_what_was_before: TestDb);
/// The afternoon is planned anew at noon: what was folded of the morning still holds.
async fn a_plan_of_later_leaves_what_was_before(test: TestDb) {
    let (db, floor) = (&test.db, Floor::build(&test).await);
    a_morning(db, &floor).await;
    forge(db).await;
    set(db, "insert into station_task (day, day_part, station_code, task_id) values ('2026-11-20', 'afternoon', 'alone', 't2')").await;
    send(db, &floor, &mut often(db), &day(42, 1)).await;
    assert_eq!(pieces(db).await, 1_041, "the snapshot was used");
}

both!(what_changes_the_past_takes_away_what_it_makes_untrue: TestDb);
/// Whatever changes the past, at a desk that keeps the day and at one that has just begun: what is kept of after it goes,
/// what is kept of before it stays, and the figures are those of a fresh fold.
async fn what_changes_the_past_takes_away_what_it_makes_untrue(test: TestDb) {
    let (db, floor) = (&test.db, Floor::build(&test).await);
    let clock = &floor.clock;
    let undo = |of| says(42, 43, Body::Undo { of });
    for restart in [false, true] {
        for (case, sent, second, expected) in [
            (
                "late",
                vec![says(42, 11, Body::Good { task: Some("t1".to_owned()), qty: 5 })],
                11,
                45,
            ),
            ("undo of long ago", vec![undo(12)], 12, 39),
            ("undo of a moment ago", vec![undo(40)], 60, 39),
            ("correction", vec![], 12, 46),
        ] {
            let case = format!("{case}, restart: {restart}");
            empty(db).await;
            set(db, "delete from ingest_lease").await;
            let mut batcher = a_morning(db, &floor).await;
            let before = kept(db, "alone").await;
            if restart {
                batcher = often(db);
            }
            if sent.is_empty() {
                let correction = Correction {
                    terminal: one(),
                    epoch: EPOCH,
                    seq: second,
                    qty: 7,
                    task: None,
                    reason: "geteld".to_owned(),
                };
                quarantine::correct(db, clock, &Decider::cli("Ans Voorbeeld"), correction)
                    .await
                    .unwrap();
            }
            // The batch itself gives up what is untrue, however little it may read.
            batcher.expect_more(true);
            send(db, &floor, &mut batcher, &sent).await;
            let (latest,): (Option<i64>,) =
                db.one("select max(at) from station_day_snapshot", &[]).await.unwrap();
            let from = at(&seconds(second)).timestamp_micros();
            assert!(
                latest.is_none_or(|latest| latest < from),
                "{case}: {before:?}, {:?}",
                kept(db, "alone").await
            );
            settle(db, &floor, &mut batcher).await;
            assert_eq!(pieces(db).await, expected, "{case}");
            assert_eq!(rebuild::verify(db).await.unwrap(), [], "{case}");
            send(db, &floor, &mut batcher, &day(43, 12)).await;
            assert_eq!(pieces(db).await, expected + 12, "{case}");
            assert_eq!(rebuild::verify(db).await.unwrap(), [], "{case}");
        }
    }
}

both!(an_undo_of_another_day_reaches_behind_its_snapshots: TestDb);
/// An undo of the night after, when its count's day is over and has its snapshots.
async fn an_undo_of_another_day_reaches_behind_its_snapshots(test: TestDb) {
    let (db, floor) = (&test.db, Floor::build(&test).await);
    let mut batcher = a_morning(db, &floor).await;
    floor.clock.set(at("2026-11-21T06:00:00Z"));
    let event =
        Event { seq: 42, at: at("2026-11-21T05:00:00Z"), body: Body::Undo { of: 20 }, extra: None };
    let undo = message(&one(), &Up::to_json(EPOCH, 43, [&event]), at("2026-11-21T06:00:00Z"));
    store(db, &floor, &mut batcher, &[undo]).await;
    settle(db, &floor, &mut batcher).await;
    assert_eq!(pieces(db).await, 39);
    assert_eq!(rebuild::verify(db).await.unwrap(), []);
}

both!(a_long_day_waits_and_its_receipts_do_not: TestDb);
/// A day that is too long for the desk: its events are stored and promised, its row says that it is behind, a call for help is
/// on the board all the same, and beside the desk it is folded in the end.
async fn a_long_day_waits_and_its_receipts_do_not(test: TestDb) {
    let (db, floor) = (&test.db, Floor::build(&test).await);
    a_morning(db, &floor).await;
    set(db, "delete from station_day_snapshot").await;
    let help = async || -> Option<Option<chrono::DateTime<chrono::Utc>>> {
        let row: Option<(NaiveDate, Option<chrono::DateTime<chrono::Utc>>)> = db
            .maybe("select day, help_since from station_now where station = 'alone'", &[])
            .await
            .unwrap();
        row.map(|(_, since)| since)
    };

    let mut batcher = alone(db);
    let stored =
        store(db, &floor, &mut batcher, &deliver(&[says(42, 42, Body::Help)], at(NOON))).await;
    assert_eq!((stored.receipts[0].1.contiguous, stored.is_behind), (42, false));
    let behind: Vec<(String,)> = db.all("select station from stale_day", &[]).await.unwrap();
    assert_eq!(behind, [("alone".to_owned(),)]);
    assert_eq!(help().await, Some(Some(at(&seconds(42)))));
    send(db, &floor, &mut batcher, &[says(43, 43, Body::HelpDone)]).await;
    assert_eq!(help().await, Some(None));
    send(db, &floor, &mut batcher, &day(44, 3)).await;
    assert_eq!(pieces(db).await, 40, "not folded yet");

    // The process dies; the next one finds the row.
    let mut batcher = often(db);
    send(db, &floor, &mut batcher, &day(47, 2)).await;
    settle(db, &floor, &mut batcher).await;
    assert_eq!(pieces(db).await, 45);
    assert_eq!(rebuild::verify(db).await.unwrap(), []);
    assert!(kept(db, "alone").await.len() >= 5);
}

both!(what_changes_while_a_day_is_folded_is_not_forgotten: TestDb);
/// Something that happened long before comes in while the day is being folded beside the desk.
async fn what_changes_while_a_day_is_folded_is_not_forgotten(test: TestDb) {
    let (db, floor) = (&test.db, Floor::build(&test).await);
    a_morning(db, &floor).await;
    set(db, "delete from station_day_snapshot").await;
    let mut batcher = often(db);
    send(db, &floor, &mut batcher, &day(42, 1)).await;
    // The job runs, or is done and has not landed: either way it did not see this.
    let late = says(43, 20, Body::Good { task: Some("t1".to_owned()), qty: 100 });
    send(db, &floor, &mut batcher, &[late, says(44, 50, Body::Undo { of: 30 })]).await;
    settle(db, &floor, &mut batcher).await;
    assert_eq!(pieces(db).await, 140);
    assert_eq!(rebuild::verify(db).await.unwrap(), []);
}

both!(who_is_erased_is_in_no_snapshot: TestDb);
/// A snapshot names workers by their ids; who is erased is not held in one.
async fn who_is_erased_is_in_no_snapshot(test: TestDb) {
    let (db, floor) = (&test.db, Floor::build(&test).await);
    a_morning(db, &floor).await;
    let naming = async || -> i64 {
        let (count,) = db
            .one("select count(*) from station_day_snapshot where state like '%w-an%'", &[])
            .await
            .unwrap();
        count
    };
    assert!(naming().await > 0);
    let entry = Entry::by_cli(at(NOON), Action::Erase, Object::new(Kind::Worker, "w-an"));
    erase(db, "w-an", true, entry).await.unwrap();
    assert_eq!(naming().await, 0);
    assert_eq!(rebuild::verify(db).await.unwrap(), []);
}

both!(snapshots_of_long_ago_go: TestDb);
/// Each production day has its own, and those of long ago go as a new one begins.
async fn snapshots_of_long_ago_go(test: TestDb) {
    let (db, floor) = (&test.db, Floor::build(&test).await);
    let batcher = a_morning(db, &floor).await;
    drop(batcher);
    let of_day = async |day: &str| {
        let day: NaiveDate = day.parse().unwrap();
        let (count,): (i64,) = db
            .one(
                "select count(*) from station_day_snapshot where station = 'alone' and day = $1",
                &[&day],
            )
            .await
            .unwrap();
        count
    };
    for (days, is_kept) in [(1, true), (8, false)] {
        let begin = at("2026-11-20T07:00:00Z") + TimeDelta::days(days);
        floor.clock.set(begin + TimeDelta::hours(4));
        let first = 42 + (days.unsigned_abs() - 1) * 3;
        let events: Vec<Event> = (first..first + 20)
            .map(|seq| Event {
                at: begin + TimeDelta::seconds(seq.cast_signed()),
                ..good(one(), seq, NOON, 1).event
            })
            .collect();
        let sent: Vec<Event> = events.into_iter().collect();
        let up = message(&one(), &Up::to_json(EPOCH, first + 20, &sent), floor.clock.now());
        store(db, &floor, &mut often(db), &[up]).await;
        assert_eq!(of_day("2026-11-20").await > 0, is_kept, "after {days} days");
    }
    assert!(of_day("2026-11-28").await > 0);
}

both!(an_idle_desk_keeps_what_it_has: TestDb);
/// An idle desk keeps what its days are now, so that the next process reads little of each.
async fn an_idle_desk_keeps_what_it_has(test: TestDb) {
    let (db, floor) = (&test.db, Floor::build(&test).await);
    lead(db).await;
    let mut batcher = Batcher::new(Measures { every: 1_000, ..SMALL }, None);
    for few in day(1, 21).chunks(3) {
        send(db, &floor, &mut batcher, few).await;
    }
    let other = good(two(), 1, &seconds(1), 1);
    send(db, &floor, &mut batcher, &[other]).await;
    assert_eq!(kept(db, "alone").await, [0; 0]);
    send(db, &floor, &mut batcher, &[]).await;
    assert_eq!(kept(db, "alone").await, [19], "the newest but those within the window");
    send(db, &floor, &mut batcher, &day(22, 4)).await;
    send(db, &floor, &mut batcher, &[]).await;
    assert_eq!(kept(db, "alone").await, [23], "over the one before");
    assert_eq!(rebuild::verify(db).await.unwrap(), []);
    assert_eq!(tallies(db).await.len(), 2);
}
