//! `werkvloer retention`: what is too old goes, what is not stays, and the chain still shows every other change.

use crate::harness::floor::Floor;
use crate::harness::{Ran, TestDb, program, ran};
use chrono::{DateTime, TimeDelta, Utc};
use tempfile::TempDir;
use werkvloer::clock::Clock;
use werkvloer::db::Tx;
use werkvloer::trail::{self, Action, Broken, Entry, Kind, Object};

/// A folder with settings, from which commands are run.
pub(super) fn settings(text: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("werkvloer.toml"), text).unwrap();
    folder
}

async fn retention(test: &TestDb, settings: &TempDir, flags: &[&str]) -> Ran {
    let mut program = program();
    ran(program.current_dir(settings.path()).arg("retention").args(flags).args(test.args())).await
}

/// The numbers of the table: kind, days, how many.
pub(super) fn table(ran: &Ran) -> Vec<(String, i64, i64)> {
    assert!(ran.status.success(), "{}", ran.output);
    let row = |line: &String| {
        let words: Vec<_> = line.split_whitespace().collect();
        Some((words[0].to_owned(), words[1].parse().ok()?, words[3].parse().ok()?))
    };
    ran.stdout.iter().filter_map(row).collect()
}

pub(super) fn days_ago(days: i64) -> DateTime<Utc> {
    Clock::system().now() - TimeDelta::days(days)
}

/// Of each kind something that is older than its term, and something that is not.
async fn old_and_new(test: &TestDb) {
    Floor::build_in(&test.db, Clock::system()).await;
    for days in [300, 250, 201, 199, 1] {
        let entry = Entry::by_cli(days_ago(days), Action::Read, Object::new(Kind::Worker, "w-an"));
        trail::record(&test.db, &entry).await.unwrap();
    }
    let mut tx = test.db.begin().await.unwrap();
    tx.run("insert into coach (id, name) values ('c-1', 'Coach Verzonnen')", &[]).await.unwrap();
    for (item, days, decided) in [("q1", 41, true), ("q2", 41, false), ("q3", 39, true)] {
        tx.run(
            "insert into quarantine (id, received_at, site_id, terminal, why, detail, raw)
             values ($1, $2, 'werf', 'one', 'unknown_badge', 'x', 'b-an')",
            &[&item, &days_ago(days)],
        )
        .await
        .unwrap();
        if decided {
            tx.run(
                "insert into quarantine_outcome (quarantine_id, outcome, reason, decided_by, decided_at)
                 values ($1, 'discarded', 'proef', 'c-1', $2)",
                &[&item, &days_ago(1)],
            )
            .await
            .unwrap();
        }
    }
    for days in [51, 52, 49, 0] {
        tx.run(
            "insert into assignment (day, day_part, station_code, worker_id) values ($1, 'morning', 'alone', 'w-an')",
            &[&days_ago(days).date_naive()],
        )
        .await
        .unwrap();
    }
    for (from, until) in [(900, Some(61)), (800, Some(59)), (700, None)] {
        let until = until.map(|days| days_ago(days).date_naive());
        tx.run(
            "insert into caseload (coach_id, worker_id, from_day, until_day) values ('c-1', 'w-an', $1, $2)",
            &[&days_ago(from).date_naive(), &until],
        )
        .await
        .unwrap();
    }
    for (from, until) in [(900, Some(62)), (800, Some(60)), (700, None)] {
        let (from, until) =
            (days_ago(from).date_naive(), until.map(|days| days_ago(days).date_naive()));
        for sql in [
            "insert into scheme_enrolment (worker_id, scheme, from_day, until_day) values ('w-an', 'wsw', $1, $2)",
            "insert into contract (worker_id, from_day, until_day, week_minutes) values ('w-an', $1, $2, 2160)",
            "insert into placement (worker_id, from_day, until_day, step) values ('w-an', $1, $2, 'sheltered')",
        ] {
            tx.run(sql, &[&from, &until]).await.unwrap();
        }
    }
    left(&mut tx).await;
    growth(&mut tx).await;
    at_the_door(&mut tx).await;
    tx.commit().await.unwrap();
}

/// Who left at different times, each with telephone, e-mail address and photo; and some of whom it is not sure that they left.
async fn left(tx: &mut Tx) {
    for (id, active, contract, enrolment) in [
        ("l-59", false, Some(Some(59)), None),
        ("l-56", false, Some(Some(56)), Some(Some(90))),
        ("l-54", false, Some(Some(54)), None),
        ("l-scheme", false, None, Some(Some(59))),
        ("l-on", false, Some(Some(59)), Some(None)),
        ("l-works", true, Some(Some(59)), None),
        ("l-unknown", false, None, None),
    ] {
        tx.run(
            "insert into worker (id, name, group_id, active, phone, email)
             select $1, 'Lia Vertrokken', id, $2, '0612345678', 'lia@voorbeeld.example' from work_group",
            &[&id, &active],
        )
        .await
        .unwrap();
        tx.run(
            "insert into worker_photo (worker_id, content, stored_at) values ($1, '/9j/4A==', $2)",
            &[&id, &days_ago(900)],
        )
        .await
        .unwrap();
        let from = days_ago(900).date_naive();
        let day = |ago: i64| days_ago(ago).date_naive();
        if let Some(until) = contract {
            let until = until.map(day);
            let sql = "insert into contract (worker_id, from_day, until_day, week_minutes) values ($1, $2, $3, 2160)";
            tx.run(sql, &[&id, &from, &until]).await.unwrap();
        }
        if let Some(until) = enrolment {
            let until = until.map(day);
            let sql = "insert into scheme_enrolment (worker_id, scheme, from_day, until_day) values ($1, 'staff', $2, $3)";
            tx.run(sql, &[&id, &from, &until]).await.unwrap();
        }
    }
}

/// A goal that was closed long ago and one that is open, each with what was measured and a talk about it; agreements alike.
async fn growth(tx: &mut Tx) {
    for (id, from, due, closed) in
        [("old", 200, 90, Some(71)), ("young", 200, 90, Some(69)), ("open", 40, -5, None)]
    {
        let day = |ago: i64| days_ago(ago).date_naive();
        let outcome = closed.map(|_| "reached".to_owned());
        tx.run(
            "insert into coaching_goal (id, worker_id, words, kind, baseline, target, unit, from_day, due_day, closed_day, outcome)
             values ($1, 'w-an', 'Een doel', 'rating', 1000, 4000, 'cijfer', $2, $3, $4, $5)",
            &[&id, &day(from), &day(due), &closed.map(day), &outcome],
        )
        .await
        .unwrap();
        tx.run(
            "insert into goal_measurement (goal_id, day, value) values ($1, $2, 2000)",
            &[&id, &day(from - 1)],
        )
        .await
        .unwrap();
        tx.run(
            "insert into agreement (id, worker_id, made_day, words, due_day, done_day) values ($1, 'w-an', $2, 'Een afspraak', $3, $4)",
            &[&id, &day(from), &day(closed.map_or(-5, |ago| ago + 1)), &closed.map(|ago| day(ago + 1))],
        )
        .await
        .unwrap();
    }
    for (ago, goal) in [(73, "old"), (71, "old"), (1, "open")] {
        tx.run(
            "insert into contact (worker_id, coach_id, day, kind, minutes, goal_id) values ('w-an', 'c-1', $1, 'talk', 20, $2)",
            &[&days_ago(ago).date_naive(), &goal],
        )
        .await
        .unwrap();
    }
}

/// What the door keeps of who came: of each kind something old and something young.
async fn at_the_door(tx: &mut Tx) {
    let run = async |tx: &mut Tx, sql, name: &str, days: i64| {
        tx.run(sql, &[&name, &days_ago(days)]).await.unwrap();
    };
    run(
        tx,
        "insert into account (id, login, name, made_at) values ('a-1', $1, 'Aad Verzonnen', $2)",
        "aad",
        0,
    )
    .await;
    for days in [1, 3] {
        let session = "insert into session (id_hash, account_id, stage, made_at, seen_at) values ($1, 'a-1', 'code', $2, $2)";
        run(tx, session, &format!("s-{days}"), days).await;
    }
    let used = "insert into one_time_link (token_hash, account_id, expires_at, used_at) values ($1, 'a-1', $2, $2)";
    for (name, days) in [("link-used", 21), ("link-used-2", 300), ("link-young", 19)] {
        run(tx, used, name, days).await;
    }
    let unused =
        "insert into one_time_link (token_hash, account_id, expires_at) values ($1, 'a-1', $2)";
    for (name, days) in [("link-late", 21), ("link-open", -5)] {
        run(tx, unused, name, days).await;
    }
    for days in [89, 91] {
        let browser =
            "insert into known_browser (browser_hash, account_id, seen_at) values ($1, 'a-1', $2)";
        run(tx, browser, &format!("b-{days}"), days).await;
    }
    for days in [2, 4] {
        let failure = "insert into sign_in_failure (bucket, failures, last_at) values ($1, 7, $2)";
        run(tx, failure, &format!("f-{days}"), days).await;
    }
    for days in [4, 6, 60] {
        let key = "insert into form_key (id, sender, led_to, said, acted_at) values ($1, 's-1', '/', 'done.x', $2)";
        run(tx, key, &format!("k-{days}"), days).await;
    }
    for days in [29, 31] {
        tx.run(
            "insert into station_day_snapshot (station, day, number, fold, at, events, state) values ('alone', $1, 1, 1, 0, 256, $2)",
            &[&days_ago(days).date_naive(), &format!("d-{days}")],
        )
        .await
        .unwrap();
    }
}

/// What is still there of it.
async fn left_at_the_door(test: &TestDb) -> Vec<String> {
    let mut left = Vec::new();
    for sql in [
        "select id_hash from session",
        "select token_hash from one_time_link order by token_hash",
        "select browser_hash from known_browser",
        "select bucket from sign_in_failure",
        "select id from form_key",
        "select state from station_day_snapshot",
    ] {
        let rows: Vec<(String,)> = test.db.all(sql, &[]).await.unwrap();
        left.extend(rows.into_iter().map(|(name,)| name));
    }
    left
}

const TERMS: &str = "[retention]\nquarantine_text = 40\nplan = 50\ncaseload = 60\ncontact_details = 58\nphoto = 55\nemployment = 61\ngoal = 70\nagreement = 71\n\
    contact = 72\nsession = 2\none_time_link = 20\nknown_browser = 90\nsign_in_failure = 3\nform_key = 5\nsnapshot = 30\ntrail = 200\n";

fn expected(counts: [i64; 17]) -> Vec<(String, i64, i64)> {
    let kinds = [
        ("quarantine_text", 40),
        ("plan", 50),
        ("caseload", 60),
        ("contact_details", 58),
        ("photo", 55),
        ("employment", 61),
        ("goal", 70),
        ("agreement", 71),
        ("contact", 72),
        ("session", 2),
        ("one_time_link", 20),
        ("known_browser", 90),
        ("sign_in_failure", 3),
        ("form_key", 5),
        ("snapshot", 30),
        ("trail", 200),
        // Who is to be erased, which nothing does by itself.
        ("worker", 61),
    ];
    kinds.iter().zip(counts).map(|((kind, days), n)| ((*kind).to_owned(), *days, n)).collect()
}

both!(what_is_too_old_goes_and_nothing_else: TestDb);
async fn what_is_too_old_goes_and_nothing_else(test: TestDb) {
    old_and_new(&test).await;
    let settings = settings(TERMS);
    let before = trail::head(&test.db).await.unwrap();
    assert_eq!(
        table(&retention(&test, &settings, &["--dry-run"]).await),
        expected([1, 2, 1, 2, 3, 4, 1, 1, 1, 1, 3, 1, 1, 2, 1, 3, 1])
    );
    assert_eq!(trail::head(&test.db).await.unwrap(), before, "a dry run changes nothing");
    assert_eq!(
        table(&retention(&test, &settings, &[]).await),
        expected([1, 2, 1, 2, 3, 4, 1, 1, 1, 1, 3, 1, 1, 2, 1, 3, 1])
    );
    assert_eq!(
        table(&retention(&test, &settings, &[]).await),
        expected([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])
    );

    let texts: Vec<(String, String)> =
        test.db.all("select id, raw from quarantine order by id", &[]).await.unwrap();
    let texts: Vec<_> = texts.iter().map(|(id, raw)| (id.as_str(), raw.as_str())).collect();
    assert_eq!(
        texts,
        [("q1", ""), ("q2", "b-an"), ("q3", "b-an")],
        "who must decide needs the text"
    );
    let (places,): (i64,) = test.db.one("select count(*) from assignment", &[]).await.unwrap();
    let (caseloads,): (i64,) = test.db.one("select count(*) from caseload", &[]).await.unwrap();
    assert_eq!((places, caseloads), (2, 2));
    let reached: Vec<(String,)> = test
        .db
        .all("select id from worker where phone is not null and email is not null order by id", &[])
        .await
        .unwrap();
    let reached: Vec<_> = reached.iter().map(|(id,)| id.as_str()).collect();
    assert_eq!(reached, ["l-54", "l-56", "l-on", "l-unknown", "l-works"]);
    let seen: Vec<(String,)> =
        test.db.all("select worker_id from worker_photo order by worker_id", &[]).await.unwrap();
    let seen: Vec<_> = seen.iter().map(|(id,)| id.as_str()).collect();
    assert_eq!(seen, ["l-54", "l-on", "l-unknown", "l-works"]);

    assert_eq!(
        left_at_the_door(&test).await,
        ["s-1", "link-open", "link-young", "b-89", "f-2", "k-4", "d-29",]
    );

    let verified = trail::verify(&test.db, std::slice::from_ref(&before)).await.unwrap().unwrap();
    // Two of five are left, and each of the sixteen kinds wrote a line.
    assert_eq!((verified.lines, verified.head.no), (18, 21));
    let mut tx = test.db.reading().await.unwrap();
    let lines = trail::page(&mut tx, &trail::Filter::default(), 0, 100).await.unwrap();
    let said: Vec<_> =
        lines.iter().map(|l| (l.no, l.action.as_str(), l.object_id.as_str())).collect();
    assert_eq!(
        said,
        [
            (4, "read", "w-an"),
            (5, "read", "w-an"),
            (6, "forget", "quarantine_text"),
            (7, "forget", "plan"),
            (8, "forget", "caseload"),
            (9, "forget", "contact_details"),
            (10, "forget", "photo"),
            (11, "forget", "employment"),
            (12, "forget", "goal"),
            (13, "forget", "agreement"),
            (14, "forget", "contact"),
            (15, "forget", "session"),
            (16, "forget", "one_time_link"),
            (17, "forget", "known_browser"),
            (18, "forget", "sign_in_failure"),
            (19, "forget", "form_key"),
            (20, "forget", "snapshot"),
            (21, "forget", "3"),
        ]
    );
}

both!(only_retention_may_shorten_the_trail: TestDb);
/// More than fits in one transaction; and somebody else who takes the oldest lines away is found.
async fn only_retention_may_shorten_the_trail(test: TestDb) {
    let old = Entry::by_cli(days_ago(300), Action::Read, Object::new(Kind::Worker, "w-an"));
    let new = Entry::by_cli(days_ago(20), Action::Read, Object::new(Kind::Worker, "w-an"));
    let mut tx = test.db.begin().await.unwrap();
    trail::write_all(&mut tx, &[vec![old; 1_100], vec![new; 10]].concat()).await.unwrap();
    tx.commit().await.unwrap();
    let settings = settings("[retention]\ntrail = 200\n");
    let gone = table(&retention(&test, &settings, &["--even-if-many"]).await);
    assert_eq!(gone[15], ("trail".to_owned(), 200, 1_100));
    // 500, 500 and 100 in three transactions, each with its line.
    assert_eq!(trail::verify(&test.db, &[]).await.unwrap().unwrap().lines, 13);

    let (no, hash): (i64, String) =
        test.db.one("select no, hash from trail where no = 1105", &[]).await.unwrap();
    let mut tx = test.db.begin().await.unwrap();
    tx.run("update trail_head set base_no = $1, base_hash = $2", &[&no, &hash]).await.unwrap();
    tx.run("delete from trail where no <= $1", &[&no]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(trail::verify(&test.db, &[]).await.unwrap().unwrap_err(), Broken::Base(1_106));
}

both!(terms_that_cannot_be_are_refused: TestDb);
async fn terms_that_cannot_be_are_refused(test: TestDb) {
    for (text, words) in [
        ("[retention]\nbadges = 3\n", "badges"),
        ("[retention]\ntrail = 100\n", "trail = 100: give a number of days from 183"),
        ("[retention]\nplan = 0\n", "plan = 0"),
        ("[retention]\nplan = -5\n", "plan"),
        ("[retention]\nsession = 0\n", "session = 0: give a number of days from 1 to"),
        ("[retention]\nplan = \"a year\"\n", "plan"),
        (
            "[retention]\ncontact_details = 0\n",
            "contact_details = 0: give a number of days from 1 to",
        ),
    ] {
        let refused = retention(&test, &settings(text), &[]).await;
        assert_eq!(refused.status.code(), Some(2), "{text}: {}", refused.output);
        assert!(
            refused.output.contains(words) && refused.stdout.is_empty(),
            "{text}: {}",
            refused.output
        );
    }
    // Without the contract nobody would know any more that somebody left.
    let short = settings("[retention]\nphoto = 100\nemployment = 99\n");
    let days: Vec<i64> = table(&retention(&test, &short, &["--dry-run"]).await)
        .iter()
        .map(|(_, days, _)| *days)
        .collect();
    assert_eq!(days[3..6], [99, 99, 99]);
    let untouched = retention(&test, &settings(""), &["--dry-run"]).await;
    let days: Vec<i64> = table(&untouched).iter().map(|(_, days, _)| *days).collect();
    assert_eq!(
        days,
        [396, 396, 731, 183, 31, 2_557, 731, 731, 731, 1, 31, 400, 1, 7, 31, 1_827, 2_557]
    );
}

both!(who_is_to_be_erased_is_named_by_number: TestDb);
async fn who_is_to_be_erased_is_named_by_number(test: TestDb) {
    old_and_new(&test).await;
    let settings = settings("[retention]\nemployment = 50\nphoto = 50\ncontact_details = 50\n");
    let line =
        |ran: &Ran| ran.stdout.iter().find(|line| line.starts_with("worker ")).cloned().unwrap();
    let due = line(&retention(&test, &settings, &["--dry-run"]).await);
    assert!(due.contains("5 to erase"), "{due}");
    assert!(due.ends_with("'werkvloer person erase': l-54 l-56 l-59 l-scheme l-unknown"), "{due}");
    assert!(!due.contains("Lia"), "{due}");
    let mut erase = program();
    erase.args(["person", "erase", "l-54", "--reason", "proef"]).args(test.args());
    let erased = ran(&mut erase).await;
    assert!(erased.status.success(), "{}", erased.output);
    let due = line(&retention(&test, &settings, &["--dry-run"]).await);
    assert!(due.ends_with("'werkvloer person erase': l-56 l-59 l-scheme l-unknown"), "{due}");
}
