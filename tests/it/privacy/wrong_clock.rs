//! `werkvloer retention` on a machine whose clock is wrong: what goes does not come back, so nothing goes. The real program,
//! under a clock of the test's own.

use super::retention::{days_ago, settings, table};
use crate::harness::floor::Floor;
use crate::harness::{Ran, TestDb, program, ran};
use chrono::{DateTime, Utc};
use std::process::Command;
use tempfile::TempDir;
use werkvloer::clock::Clock;
use werkvloer::trail::{self, Action, Entry, Kind, Object};

/// Ahead by so much, as `faketime -f` has it.
const NINETEEN_YEARS: &str = "+19y";

async fn retention(test: &TestDb, settings: &TempDir, clock: &str, flags: &[&str]) -> Ran {
    under(clock, "retention", test, settings, flags).await
}

/// A command of the program under this clock.
async fn under(clock: &str, name: &str, test: &TestDb, settings: &TempDir, flags: &[&str]) -> Ran {
    let mut command = Command::new("faketime");
    // Waits are by another clock, which is right.
    command
        .env("FAKETIME_DONT_FAKE_MONOTONIC", "1")
        .args(["-f", clock])
        .arg(program().get_program());
    command.current_dir(settings.path()).arg(name).args(flags).args(test.args());
    ran(&mut command).await
}

async fn heard(test: &TestDb, at: DateTime<Utc>) {
    let entry = Entry::by_cli(at, Action::Read, Object::new(Kind::Worker, "w-an"));
    trail::record(&test.db, &entry).await.unwrap();
}

/// A plan of half a year, a little of more than thirteen months ago, and lines of when somebody looked.
async fn a_plan(test: &TestDb) {
    Floor::build_in(&test.db, Clock::system()).await;
    let mut tx = test.db.begin().await.unwrap();
    for days in (1..=150).chain(400..410) {
        let day = days_ago(days).date_naive();
        for part in ["morning", "afternoon"] {
            tx.run(
                "insert into assignment (day, day_part, station_code, worker_id) values ($1, $2, 'alone', 'w-an')",
                &[&day, &part],
            )
            .await
            .unwrap();
        }
    }
    tx.commit().await.unwrap();
    heard(test, days_ago(10)).await;
    heard(test, days_ago(1)).await;
}

async fn rows(test: &TestDb) -> (i64, i64) {
    let (places,): (i64,) = test.db.one("select count(*) from assignment", &[]).await.unwrap();
    let (lines,): (i64,) = test.db.one("select count(*) from trail", &[]).await.unwrap();
    (places, lines)
}

/// Exit status 1, one sentence with these words, and nothing is gone.
async fn is_refused(test: &TestDb, ran: Ran, words: &[&str]) {
    let before = rows(test).await;
    assert_eq!(ran.status.code(), Some(1), "{}", ran.output);
    assert!(ran.stdout.is_empty(), "{}", ran.output);
    let sentence = ran.output.lines().last().unwrap_or_default();
    for word in ["nothing was taken away", "'date'"].iter().chain(words) {
        assert!(sentence.contains(word), "no '{word}': {}", ran.output);
    }
    assert_eq!(rows(test).await, before);
}

fn gone(ran: &Ran, kind: &str) -> i64 {
    let table = table(ran);
    table.iter().find(|(word, ..)| word == kind).unwrap_or_else(|| panic!("{}", ran.output)).2
}

both!(a_clock_that_is_years_ahead_takes_nothing_away: TestDb);
async fn a_clock_that_is_years_ahead_takes_nothing_away(test: TestDb) {
    a_plan(&test).await;
    let settings = settings("");
    let all = rows(&test).await;
    assert_eq!(all, (320, 2));
    let ran = retention(&test, &settings, NINETEEN_YEARS, &[]).await;
    is_refused(&test, ran, &["days earlier", "--even-after-a-pause"]).await;
    let ran = under(NINETEEN_YEARS, "doctor", &test, &settings, &[]).await;
    assert!(ran.output.contains("mind  nothing was heard between"), "{}", ran.output);
    // Nor does it when the service runs on, and dates what it hears by that clock.
    heard(&test, days_ago(-19 * 365)).await;
    let ran = retention(&test, &settings, NINETEEN_YEARS, &[]).await;
    is_refused(&test, ran, &["--even-after-a-pause"]).await;
    // Who allows one thing has not allowed the other.
    let ran = retention(&test, &settings, NINETEEN_YEARS, &["--even-after-a-pause"]).await;
    is_refused(&test, ran, &["plan: 320 of 320", "--even-if-many"]).await;
    let ran = retention(&test, &settings, NINETEEN_YEARS, &["--even-if-many"]).await;
    is_refused(&test, ran, &["--even-after-a-pause"]).await;
    let ran = retention(&test, &settings, NINETEEN_YEARS, &["--dry-run"]).await;
    assert_eq!(gone(&ran, "plan"), 320);
    assert!(ran.output.contains("without --dry-run: nothing was taken away"), "{}", ran.output);
    assert_eq!(rows(&test).await, (all.0, all.1 + 1));

    // With a clock that is right the same goes as ever, and it says that one of them must have been wrong.
    let ran = retention(&test, &settings, "+0", &[]).await;
    assert_eq!(gone(&ran, "plan"), 20);
    assert!(ran.output.contains("but something was heard on 20"), "{}", ran.output);
    let ran =
        retention(&test, &settings, NINETEEN_YEARS, &["--even-after-a-pause", "--even-if-many"])
            .await;
    assert_eq!(gone(&ran, "plan"), 300);
    assert_eq!(rows(&test).await.0, 0);
}

both!(a_holiday_is_no_wrong_clock: TestDb);
async fn a_holiday_is_no_wrong_clock(test: TestDb) {
    a_plan(&test).await;
    let settings = settings("");
    let ran = retention(&test, &settings, "+62d", &[]).await;
    is_refused(&test, ran, &["63 days earlier", "--even-after-a-pause"]).await;
    let ran = retention(&test, &settings, "+60d", &[]).await;
    assert_eq!(gone(&ran, "plan"), 20);
    assert_eq!(ran.output.lines().count(), ran.stdout.len(), "no complaint: {}", ran.output);
}

both!(no_more_than_a_quarter_goes_at_once: TestDb);
/// A term that somebody shortened by a typing mistake looks the same.
async fn no_more_than_a_quarter_goes_at_once(test: TestDb) {
    a_plan(&test).await;
    let settings = settings("[retention]\nplan = 31\n");
    let ran = retention(&test, &settings, "+0", &[]).await;
    is_refused(&test, ran, &["plan: 258 of 320", "werkvloer.toml", "--even-if-many"]).await;
    let ran = retention(&test, &settings, "+0", &["--even-if-many"]).await;
    assert_eq!(gone(&ran, "plan"), 258);
    // Few rows go whatever their share is.
    let ran = retention(&test, &settings, "+20d", &[]).await;
    assert_eq!(gone(&ran, "plan"), 40);
}

both!(a_database_with_nothing_in_it_has_no_wrong_clock: TestDb);
async fn a_database_with_nothing_in_it_has_no_wrong_clock(test: TestDb) {
    let ran = retention(&test, &settings(""), NINETEEN_YEARS, &[]).await;
    assert_eq!(gone(&ran, "plan"), 0);
}
