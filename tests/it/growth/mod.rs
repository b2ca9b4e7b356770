//! Growth for job coaches: their caseload, one person's own figures, and the sheet with the indication.

mod fairness;
mod kept;
mod sheet;
mod signals;
mod who;
mod worked;

use crate::harness::floor::at;
use crate::pages::{Pages, made_up};
use werkvloer::access::Role;
use werkvloer::coaching::purpose::{Purpose, Switched, switch};
use werkvloer::db::Tx;

/// The coach of `w5`, as [`made_up::now`] sees it; `w1` is coached by another.
async fn coach(pages: &Pages) -> Pages {
    let mut tx = pages.db().begin().await.unwrap();
    for sql in [
        "insert into coach (id, name) values ('c1', 'Coen Verzonnen')",
        "insert into coach (id, name) values ('c2', 'Cato Verzonnen')",
        "insert into caseload (coach_id, worker_id, from_day) values ('c1', 'w5', '2026-01-01')",
        "insert into caseload (coach_id, worker_id, from_day) values ('c2', 'w1', '2026-01-01')",
        "insert into norm (task_id, work, valid_from, per_hour_milli, basis) values ('t1', 't1', '2026-01-01', 80000, 'time_study')",
        "insert into norm (task_id, work, valid_from, per_hour_milli, basis) values ('t2', 't2', '2026-01-01', 90000, 'estimate')",
    ] {
        tx.run(sql, &[]).await.unwrap();
    }
    tx.commit().await.unwrap();
    pages.entered("coen", &[(Role::JobCoach, "caseload:c1")]).await
}

/// A row of what somebody made: station and task, worker, good, rejected because of material and of work, net seconds.
async fn made(
    tx: &mut Tx,
    day: &str,
    (station, task): (&str, &str),
    worker: &str,
    (good, material, work): (i64, i64, i64),
    net: i64,
) {
    let day: chrono::NaiveDate = day.parse().unwrap();
    tx.run(
        "insert into tally (day, station, task, worker, good, rejected_material, rejected_work, rejected_dirt,
                            rejected_broken, rejected_unknown, net_seconds, waiting_material, waiting_fault,
                            waiting_instruction, waiting_talk)
         values ($1, $2, $3, $4, $5, $6, $7, 0, 0, 0, $8, 0, 0, 0, 0)",
        &[&day, &station, &task, &worker, &good, &material, &work, &net],
    )
    .await
    .unwrap();
}

/// Four hours of `t1` in each of four weeks, of `w5` and twice as many pieces of `w1`.
async fn weeks_of_work(pages: &Pages) {
    let mut tx = pages.db().begin().await.unwrap();
    let weeks =
        [("2026-10-26", 200), ("2026-11-02", 220), ("2026-11-09", 240), ("2026-11-16", 260)];
    for (day, good) in weeks {
        made(&mut tx, day, ("v1-01", "t1"), "w5", (good, 50, 5), 4 * 3_600).await;
        made(&mut tx, day, ("v1-02", "t1"), "w1", (2 * good, 0, 0), 4 * 3_600).await;
    }
    tx.commit().await.unwrap();
}

async fn purpose(pages: &Pages, is_on: bool) {
    let hour = if is_on { "2026-11-20T09:00:00Z" } else { "2026-11-20T10:00:00Z" };
    let to = Switched { changed_at: at(hour), is_on, changed_by: "cli:OR".to_owned() };
    let mut tx = pages.db().begin().await.unwrap();
    switch(&mut tx, Purpose::IndividualTempo, &to).await.unwrap();
    tx.commit().await.unwrap();
}

/// From the morning of the tests on.
async fn purpose_on(pages: &Pages) {
    purpose(pages, true).await;
}

async fn run(pages: &Pages, sql: &'static str) {
    let mut tx = pages.db().begin().await.unwrap();
    tx.run(sql, &[]).await.unwrap();
    tx.commit().await.unwrap();
}

/// The rows of a panel of one person, as a file for a spreadsheet tells them, without its head.
async fn rows(pages: &Pages, panel: &str) -> Vec<String> {
    rows_of(pages, ("w5", panel), "van=2026-10-01&tot=2026-11-20").await
}

async fn rows_of(pages: &Pages, (worker, panel): (&str, &str), period: &str) -> Vec<String> {
    let file = pages
        .get(&format!("/dashboards/ontwikkeling/{panel}.csv?medewerker={worker}&{period}"))
        .await;
    assert_eq!(file.status, 200, "{}", file.body);
    file.body.lines().skip(1).map(|line| line.trim().to_owned()).collect()
}

/// The weeks of main tasks of which a pace is told; of the others there is no share of good ones either.
async fn paced(pages: &Pages) -> Vec<String> {
    paced_of(pages, "w5", "van=2026-10-01&tot=2026-11-20").await
}

async fn paced_of(pages: &Pages, worker: &str, period: &str) -> Vec<String> {
    let rows = rows_of(pages, (worker, "hoofdtaken"), period).await;
    let (paced, not): (Vec<String>, Vec<String>) =
        rows.into_iter().partition(|row| !row.split(';').nth(2).unwrap().is_empty());
    assert!(not.iter().all(|row| row.split(';').nth(3).unwrap().is_empty()), "{not:?}");
    paced
}

/// Spoken to this week, and a goal on course: nothing to tell of `w5` but what they do.
async fn nothing_to_ask(pages: &Pages) {
    for sql in [
        "insert into contact (worker_id, coach_id, day, kind, minutes) values ('w5', 'c1', '2026-11-18', 'talk', 20)",
        "insert into coaching_goal (id, worker_id, words, kind, baseline, target, unit, from_day, due_day)
         values ('g0', 'w5', 'Zelf klaarzetten', 'checklist', 0, 8000, 'punten', '2026-11-02', '2027-03-01')",
    ] {
        run(pages, sql).await;
    }
}

#[test]
fn the_day_of_the_tests_is_a_friday() {
    assert_eq!(made_up::today().to_string(), "2026-11-20");
}
