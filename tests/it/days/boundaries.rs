//! Midnight, the day boundary and both clock changes, through the whole way in: an event's own time decides its day.

use super::{day, good, lead, store};
use crate::harness::TestDb;
use crate::harness::floor::{Floor, at};
use contract::{Body, Event, PauseReason};
use werkvloer::clock::Clock;
use werkvloer::db::Db;
use werkvloer::intake::batch::Batcher;
use werkvloer::output::store::of_day;
use werkvloer::output::{live, rebuild};

async fn floor_with_boundary(test: &TestDb, minutes: i64, now: &str) -> Floor {
    let floor = Floor::build_in(&test.db, Clock::fixed(at(now))).await;
    let mut tx = test.db.begin().await.unwrap();
    tx.run("update site set day_boundary_minutes = $1 where id = 'werf'", &[&minutes])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    lead(&test.db).await;
    floor
}

async fn pieces(db: &Db, of: &str) -> i64 {
    of_day(db, day(of)).await.unwrap().iter().map(|row| row.good).sum()
}

/// Stores one event of each time and checks where it counts; the n-th has 2^n pieces, so sums tell who is where.
async fn falls_on(test: &TestDb, minutes: i64, cases: &[(&str, &str)]) {
    let floor = floor_with_boundary(test, minutes, "2026-12-01T12:00:00Z").await;
    let events: Vec<Event> =
        (0u64..).zip(cases).map(|(n, (time, _))| good(n + 1, at(time), 1 << n)).collect();
    let stored = store(&test.db, &floor, &mut Batcher::default(), &events).await;
    assert_eq!((stored.counted, stored.quarantined), (cases.len() as u64, 0));
    let mut days: Vec<&str> = cases.iter().map(|(_, day)| *day).collect();
    days.dedup();
    for date in days {
        let want = (0u32..).zip(cases).filter(|(_, (_, day))| *day == date);
        let want: i64 = want.map(|(n, _)| 1 << n).sum();
        assert_eq!(pieces(&test.db, date).await, want, "{date}, boundary {minutes}");
    }
    assert_eq!(rebuild::verify(&test.db).await.unwrap(), []);
}

both!(midnight: TestDb);
async fn midnight(test: TestDb) {
    falls_on(
        &test,
        0,
        &[
            ("2026-11-19T22:59:59.999Z", "2026-11-19"),
            ("2026-11-19T23:00:00Z", "2026-11-20"),
            ("2026-11-20T22:59:59.999Z", "2026-11-20"),
            ("2026-11-20T23:00:00.001Z", "2026-11-21"),
            // Summer time.
            ("2026-07-01T21:59:59Z", "2026-07-01"),
            ("2026-07-01T22:00:00Z", "2026-07-02"),
        ],
    )
    .await;
}

both!(the_day_boundary_at_four: TestDb);
async fn the_day_boundary_at_four(test: TestDb) {
    falls_on(
        &test,
        240,
        &[
            ("2026-11-20T02:59:59.999Z", "2026-11-19"),
            ("2026-11-20T03:00:00Z", "2026-11-20"),
            ("2026-11-20T23:30:00Z", "2026-11-20"),
            ("2026-11-21T02:59:59Z", "2026-11-20"),
            ("2026-11-21T03:00:00Z", "2026-11-21"),
        ],
    )
    .await;
}

both!(the_clock_changes_with_midnight_days: TestDb);
async fn the_clock_changes_with_midnight_days(test: TestDb) {
    falls_on(
        &test,
        0,
        &[
            // 29 March has 23 hours.
            ("2026-03-28T22:59:59Z", "2026-03-28"),
            ("2026-03-28T23:00:00Z", "2026-03-29"),
            ("2026-03-29T00:59:59Z", "2026-03-29"),
            ("2026-03-29T01:00:00Z", "2026-03-29"),
            ("2026-03-29T21:59:59Z", "2026-03-29"),
            ("2026-03-29T22:00:00Z", "2026-03-30"),
            // 25 October has 25.
            ("2026-10-24T21:59:59Z", "2026-10-24"),
            ("2026-10-24T22:00:00Z", "2026-10-25"),
            ("2026-10-25T00:30:00Z", "2026-10-25"),
            ("2026-10-25T01:30:00Z", "2026-10-25"),
            ("2026-10-25T22:59:59Z", "2026-10-25"),
            ("2026-10-25T23:00:00Z", "2026-10-26"),
        ],
    )
    .await;
}

both!(the_clock_changes_with_a_boundary_inside_them: TestDb);
async fn the_clock_changes_with_a_boundary_inside_them(test: TestDb) {
    falls_on(
        &test,
        150,
        &[
            // 02:30 does not exist on 29 March: the day begins at 03:30 summer time.
            ("2026-03-29T01:29:59Z", "2026-03-28"),
            ("2026-03-29T01:30:00Z", "2026-03-29"),
            // 02:30 comes twice on 25 October: the first one counts.
            ("2026-10-25T00:29:59Z", "2026-10-24"),
            ("2026-10-25T00:30:00Z", "2026-10-25"),
            ("2026-10-25T01:30:00Z", "2026-10-25"),
        ],
    )
    .await;
}

both!(a_shift_through_a_clock_change_is_as_long_as_it_was: TestDb);
/// A night shift through both changes: seconds that passed, not what the clock on the wall says.
async fn a_shift_through_a_clock_change_is_as_long_as_it_was(test: TestDb) {
    let floor = floor_with_boundary(&test, 0, "2026-12-01T12:00:00Z").await;
    let event = |seq, time, body| Event { seq, at: at(time), body, extra: None };
    let on = || Body::SignOn { badge: "b-an".to_owned() };
    let off = || Body::SignOff { badge: "b-an".to_owned() };
    let events = [
        // Spring: from 01:30 to 03:30 on the wall, one hour.
        event(1, "2026-03-29T00:30:00Z", on()),
        good(2, at("2026-03-29T01:30:00Z"), 1),
        event(3, "2026-03-29T01:30:00Z", off()),
        // Autumn: from 01:30 to 03:30 on the wall, three hours, of which one of waiting.
        event(4, "2026-10-24T23:30:00Z", on()),
        good(5, at("2026-10-25T00:30:00Z"), 1),
        event(6, "2026-10-25T00:30:00Z", Body::Pause { reason: PauseReason::Material }),
        event(7, "2026-10-25T01:30:00Z", Body::Resume),
        good(8, at("2026-10-25T02:30:00Z"), 1),
        event(9, "2026-10-25T02:30:00Z", off()),
    ];
    store(&test.db, &floor, &mut Batcher::default(), &events).await;
    let spring = of_day(&test.db, day("2026-03-29")).await.unwrap();
    assert_eq!(
        (spring.len(), spring[0].net_seconds, spring[0].worker.as_str()),
        (1, 3_600, "w-an")
    );
    let autumn = of_day(&test.db, day("2026-10-25")).await.unwrap();
    assert_eq!(
        (autumn.len(), autumn[0].net_seconds, autumn[0].waiting_material),
        (1, 7_200, 3_600)
    );
}

both!(a_message_over_many_days_is_split_over_them: TestDb);
/// Out of a full spool, in one message, in any order: each event has its own day, and a restart between changes nothing.
async fn a_message_over_many_days_is_split_over_them(test: TestDb) {
    let floor = floor_with_boundary(&test, 240, "2026-12-01T12:00:00Z").await;
    let time = |n: i64| at("2026-11-01T02:30:00Z") + chrono::TimeDelta::hours(n);
    let events: Vec<Event> =
        (0..240).map(|n| good(u64::try_from(n).unwrap() + 1, time(n), 1)).collect();
    let (later, earlier) = events.split_at(120);
    store(&test.db, &floor, &mut Batcher::default(), earlier).await;
    store(&test.db, &floor, &mut Batcher::default(), later).await;
    // 02:30 UTC is 03:30 at the site: one hour of the day before, then ten days, the last one short of an hour.
    assert_eq!(pieces(&test.db, "2026-10-31").await, 1);
    for n in 1..10 {
        assert_eq!(pieces(&test.db, &format!("2026-11-{n:02}")).await, 24);
    }
    assert_eq!(pieces(&test.db, "2026-11-10").await, 23);
    assert_eq!(rebuild::verify(&test.db).await.unwrap(), []);
}

both!(what_is_dated_tomorrow_does_not_hide_today: TestDb);
/// A terminal whose clock runs a day ahead made its station's card say tomorrow, and nothing of today replaced it.
async fn what_is_dated_tomorrow_does_not_hide_today(test: TestDb) {
    let floor = floor_with_boundary(&test, 240, "2026-11-20T11:00:00Z").await;
    let (today, tomorrow) = (at("2026-11-20T10:59:00Z"), at("2026-11-21T10:00:00Z"));
    let mut batcher = Batcher::default();
    let seen = async |batcher: &mut Batcher, event: Event| {
        store(&test.db, &floor, batcher, &[event]).await;
        live::now(&test.db, ["alone"]).await.unwrap().remove("alone").map(|now| now.day)
    };
    assert_eq!(seen(&mut batcher, good(1, tomorrow, 1)).await, None);
    assert_eq!(seen(&mut batcher, good(2, today, 2)).await, Some(day("2026-11-20")));
    assert_eq!(
        (pieces(&test.db, "2026-11-20").await, pieces(&test.db, "2026-11-21").await),
        (2, 1)
    );
    floor.clock.set(at("2026-11-21T10:30:00Z"));
    assert_eq!(
        seen(&mut batcher, good(3, at("2026-11-21T10:29:00Z"), 4)).await,
        Some(day("2026-11-21"))
    );
    assert_eq!(pieces(&test.db, "2026-11-21").await, 5);
}

both!(nobody_stays_signed_on_over_the_boundary: TestDb);
/// A new day begins with nobody, so a count of a forgotten night shift is nobody's in particular, and is still counted.
async fn nobody_stays_signed_on_over_the_boundary(test: TestDb) {
    let floor = floor_with_boundary(&test, 240, "2026-12-01T12:00:00Z").await;
    let sign_on = |seq, time| Event {
        seq,
        at: at(time),
        body: Body::SignOn { badge: "b-an".to_owned() },
        extra: None,
    };
    let events = [
        sign_on(1, "2026-11-20T02:00:00Z"),
        good(2, at("2026-11-20T02:30:00Z"), 4),
        good(3, at("2026-11-20T03:30:00Z"), 2),
        sign_on(4, "2026-11-20T03:40:00Z"),
        good(5, at("2026-11-20T03:50:00Z"), 1),
    ];
    store(&test.db, &floor, &mut Batcher::default(), &events).await;
    let of = async |date: &str| -> Vec<(bool, i64, i64)> {
        let rows = of_day(&test.db, day(date)).await.unwrap();
        rows.iter().map(|row| (row.worker.is_empty(), row.good, row.net_seconds)).collect()
    };
    assert_eq!(of("2026-11-19").await, [(false, 4, 1_800)], "until the last event of the day");
    assert_eq!(of("2026-11-20").await, [(true, 2, 0), (false, 1, 600)]);
}
