//! Whose a station's output is, and the clock of its site: an import that changes them has open days counted again, and a
//! closed day keeps its figures.

use super::{day, good, lead, store};
use crate::harness::TestDb;
use crate::harness::floor::{Floor, at};
use chrono::NaiveDate;
use contract::{Body, Event};
use std::fs;
use werkvloer::db::Db;
use werkvloer::exchange::{Outcome, import};
use werkvloer::intake::batch::Batcher;
use werkvloer::lang::Lang;
use werkvloer::output::close::close;
use werkvloer::output::rebuild;
use werkvloer::output::store::of_day;
use werkvloer::trail::{Action, Decider, Entry, Kind, Object};

/// Imports one file; gives what is wrong.
async fn import_file(db: &Db, file: &str, head: &str, lines: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(file), format!("{head}\n{lines}\n")).unwrap();
    let entry = Entry::by_cli(
        at("2026-11-20T11:00:00Z"),
        Action::Import,
        Object::new(Kind::Company, "all"),
    );
    match import(db, folder.path(), Lang::En, false, entry).await.unwrap() {
        Outcome::Refused(problems) => problems.lines(),
        Outcome::Done(_) => Vec::new(),
    }
}

async fn attribution(db: &Db, of: &str) -> Vec<String> {
    let lines = format!("alone;Alleen;groep;{of}\ntable;Tafel;groep;group");
    import_file(db, "stations.csv", "code;name;group;attribution", &lines).await
}

async fn clock(db: &Db, zone: &str, boundary: &str, afternoon: &str) -> Vec<String> {
    let line = format!("werf;Werf;{zone};{boundary};{afternoon}");
    import_file(db, "sites.csv", "id;name;time_zone;day_boundary;afternoon_from", &line).await
}

async fn plan(db: &Db, lines: &str) -> Vec<String> {
    import_file(db, "assignments.csv", "day;day_part;station;task;worker", lines).await
}

async fn stale(db: &Db) -> Vec<String> {
    let rows: Vec<(String, NaiveDate)> =
        db.all("select station, day from stale_day order by station, day", &[]).await.unwrap();
    rows.into_iter().map(|(station, day)| format!("{station} {day}")).collect()
}

/// Task, worker and good pieces of each tally of a day.
async fn made(db: &Db, of: &str) -> Vec<(String, String, i64)> {
    let rows = of_day(db, day(of)).await.unwrap();
    rows.into_iter().map(|row| (row.task, row.worker, row.good)).collect()
}

fn tally(task: &str, worker: &str, good: i64) -> Vec<(String, String, i64)> {
    vec![(task.to_owned(), worker.to_owned(), good)]
}

fn sign_on(seq: u64, when: &str) -> Event {
    Event { seq, at: at(when), body: Body::SignOn { badge: "b-an".to_owned() }, extra: None }
}

/// A count that names no task.
fn planned(seq: u64, when: &str, qty: u32) -> Event {
    Event { seq, at: at(when), body: Body::Good { task: None, qty }, extra: None }
}

const NONE: [&str; 0] = [];

both!(another_attribution_counts_open_days_again: TestDb);
async fn another_attribution_counts_open_days_again(test: TestDb) {
    let (db, floor) = (&test.db, Floor::build(&test).await);
    lead(db).await;
    let batcher = &mut Batcher::default();
    store(
        db,
        &floor,
        batcher,
        &[
            sign_on(1, "2026-11-18T08:00:00Z"),
            good(2, at("2026-11-18T08:00:00Z"), 3),
            sign_on(3, "2026-11-19T08:00:00Z"),
            good(4, at("2026-11-19T08:00:00Z"), 5),
        ],
    )
    .await;
    assert_eq!(made(db, "2026-11-19").await, tally("t1", "w-an", 5));
    assert_eq!(attribution(db, "individual").await, NONE);
    assert_eq!(stale(db).await, NONE, "nothing changed");
    assert_eq!(attribution(db, "group").await, NONE);
    assert_eq!(stale(db).await, ["alone 2026-11-18", "alone 2026-11-19"]);
    store(db, &floor, batcher, &[]).await;
    assert_eq!(stale(db).await, NONE);
    assert_eq!(made(db, "2026-11-18").await, tally("t1", "", 3));
    assert_eq!(made(db, "2026-11-19").await, tally("t1", "", 5));
    assert_eq!(rebuild::verify(db).await.unwrap(), []);
}

both!(another_attribution_that_changes_a_closed_day_is_refused: TestDb);
async fn another_attribution_that_changes_a_closed_day_is_refused(test: TestDb) {
    let (db, floor) = (&test.db, Floor::build(&test).await);
    lead(db).await;
    let batcher = &mut Batcher::default();
    // On the 17th nobody was signed on: its pieces are nobody's in particular either way.
    store(
        db,
        &floor,
        batcher,
        &[
            good(1, at("2026-11-17T08:00:00Z"), 2),
            sign_on(2, "2026-11-18T08:00:00Z"),
            good(3, at("2026-11-18T08:00:00Z"), 3),
        ],
    )
    .await;
    close(db, &floor.clock, "werf", day("2026-11-17"), &Decider::cli("Ans Voorbeeld"))
        .await
        .unwrap();
    assert_eq!(attribution(db, "group").await, NONE, "no figure of the closed day changes");
    assert_eq!(stale(db).await, ["alone 2026-11-18"], "a closed day is left alone");
    store(db, &floor, batcher, &[]).await;
    assert_eq!(attribution(db, "individual").await, NONE);
    store(db, &floor, batcher, &[]).await;

    close(db, &floor.clock, "werf", day("2026-11-18"), &Decider::cli("Ans Voorbeeld"))
        .await
        .unwrap();
    let refused = attribution(db, "group").await;
    assert_eq!(refused.len(), 1, "{refused:?}");
    for words in
        ["stations.csv, row 2, column attribution: ", "18-11-2026", "station alone", "a new code"]
    {
        assert!(refused[0].contains(words), "no '{words}': {refused:?}");
    }
    assert_eq!(stale(db).await, NONE);
    assert_eq!(made(db, "2026-11-18").await, tally("t1", "w-an", 3));
    assert_eq!(rebuild::verify(db).await.unwrap(), []);
}

both!(another_afternoon_moves_counts_without_a_task_until_the_day_is_closed: TestDb);
async fn another_afternoon_moves_counts_without_a_task_until_the_day_is_closed(test: TestDb) {
    let (db, floor) = (&test.db, Floor::build(&test).await);
    lead(db).await;
    let batcher = &mut Batcher::default();
    let both = "18-11-2026;morning;alone;t1;\n18-11-2026;afternoon;alone;t2;";
    assert_eq!(plan(db, both).await, NONE);
    // On the 17th every count names its task.
    store(
        db,
        &floor,
        batcher,
        &[good(1, at("2026-11-17T10:45:00Z"), 2), planned(2, "2026-11-18T10:45:00Z", 7)],
    )
    .await;
    assert_eq!(made(db, "2026-11-18").await, tally("t1", "", 7));
    close(db, &floor.clock, "werf", day("2026-11-17"), &Decider::cli("Ans Voorbeeld"))
        .await
        .unwrap();
    assert_eq!(clock(db, "Europe/Amsterdam", "04:00", "11:30").await, NONE);
    assert_eq!(stale(db).await, ["alone 2026-11-18"]);
    store(db, &floor, batcher, &[]).await;
    assert_eq!(made(db, "2026-11-18").await, tally("t2", "", 7));

    close(db, &floor.clock, "werf", day("2026-11-18"), &Decider::cli("Ans Voorbeeld"))
        .await
        .unwrap();
    for (zone, afternoon, column) in
        [("Europe/Amsterdam", "12:30", "afternoon_from"), ("Europe/London", "11:30", "time_zone")]
    {
        let refused = clock(db, zone, "04:00", afternoon).await;
        assert_eq!(refused.len(), 1, "{refused:?}");
        let start = format!("sites.csv, row 2, column {column}: ");
        for words in [start.as_str(), "18-11-2026", "station alone"] {
            assert!(refused[0].contains(words), "no '{words}': {refused:?}");
        }
    }
    assert_eq!(
        clock(db, "Europe/Amsterdam", "04:00", "11:00").await,
        NONE,
        "it was afternoon, and still is"
    );
    store(db, &floor, batcher, &[]).await;
    assert_eq!(made(db, "2026-11-18").await, tally("t2", "", 7));
    assert_eq!(rebuild::verify(db).await.unwrap(), []);
}

both!(another_day_boundary_holds_for_what_comes_in_from_then_on: TestDb);
/// What is there stays in its production day, also when that is closed, and keeps that day's plan.
async fn another_day_boundary_holds_for_what_comes_in_from_then_on(test: TestDb) {
    let (db, floor) = (&test.db, Floor::build(&test).await);
    lead(db).await;
    let batcher = &mut Batcher::default();
    let days =
        "17-11-2026;morning;alone;t2;\n18-11-2026;morning;alone;t1;\n19-11-2026;morning;alone;t1;";
    assert_eq!(plan(db, days).await, NONE);
    // 04:30 and 05:30 at the site.
    store(
        db,
        &floor,
        batcher,
        &[planned(1, "2026-11-18T03:30:00Z", 1), planned(2, "2026-11-19T04:30:00Z", 2)],
    )
    .await;
    close(db, &floor.clock, "werf", day("2026-11-18"), &Decider::cli("Ans Voorbeeld"))
        .await
        .unwrap();
    assert_eq!(clock(db, "Europe/Amsterdam", "06:00", "12:30").await, NONE);
    assert_eq!(stale(db).await, NONE, "nothing is to be counted again");
    assert_eq!(rebuild::verify(db).await.unwrap(), []);
    store(db, &floor, batcher, &[planned(3, "2026-11-20T04:30:00Z", 4)]).await;
    assert_eq!(made(db, "2026-11-18").await, tally("t1", "", 1));
    assert_eq!(
        made(db, "2026-11-19").await,
        tally("t1", "", 6),
        "05:30 of the 20th is now of the 19th"
    );
    assert_eq!(made(db, "2026-11-20").await, []);
    assert_eq!(rebuild::verify(db).await.unwrap(), []);
}

both!(a_plan_of_days_to_come_leaves_nothing_to_fold: TestDb);
async fn a_plan_of_days_to_come_leaves_nothing_to_fold(test: TestDb) {
    let (db, floor) = (&test.db, Floor::build(&test).await);
    lead(db).await;
    let next =
        "18-11-2026;morning;alone;t1;\n19-11-2026;morning;alone;t1;\n21-12-2026;morning;alone;t1;";
    assert_eq!(plan(db, next).await, NONE);
    assert_eq!(stale(db).await, NONE);
    store(db, &floor, &mut Batcher::default(), &[sign_on(1, "2026-11-19T08:00:00Z")]).await;
    assert_eq!(made(db, "2026-11-19").await, [], "an event, and nothing that counts");
    assert_eq!(plan(db, &next.replace("t1", "t2")).await, NONE);
    assert_eq!(stale(db).await, ["alone 2026-11-19"], "only of it is anything known");
    store(db, &floor, &mut Batcher::default(), &[]).await;
    assert_eq!(plan(db, "19-11-2026;morning;alone;t2;w-an").await, NONE);
    assert_eq!(stale(db).await, NONE, "the task is the same");
}
