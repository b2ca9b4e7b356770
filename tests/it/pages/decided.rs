//! Whoever corrects, books, discards or closes: their account stands beside it, one line stands in the trail, and pages tell
//! their name.

use super::{Answer, Pages, made_up};
use crate::admin::{id_of, lines, told};
use werkvloer::access::Role;
use werkvloer::output::close::close;
use werkvloer::trail::Decider;
use werkvloer::web::form::KEY_FIELD;

const COUNT: &str = "/vloer/hal-1/v1-01/correctie/term-1/00000000000000aa/2";
const BOOK: &str = "/quarantaine/q8/boeking";
const DISCARD: &str = "/quarantaine/q9/afwijzing";
const CLOSE: &str = "/dagen/stad/2026-11-19/afsluiting";
const RIGHT: [(&str, &str); 2] = [("qty", "18"), ("reason", "verteld door Kees Verklapt")];
const BOOKING: [(&str, &str); 6] = [
    ("station", "v1-01"),
    ("kind", "good"),
    ("task", "t1"),
    ("qty", "12"),
    ("at", "2026-11-20T11:00:00"),
    ("reason", "nagevraagd bij Kees Verklapt"),
];
const REASON: [(&str, &str); 1] = [("reason", "dubbel gemeld")];
const LOOKED: [(&str, &str); 1] = [("gezien", "ja")];

/// A count to correct, and two items that wait.
async fn a_morning(pages: &Pages) {
    let mut tx = pages.db().begin().await.unwrap();
    made_up::morning(&mut tx).await;
    made_up::quarantined(&mut tx, "q9", "bad_json", "{", 5).await;
    tx.commit().await.unwrap();
    made_up::fold(pages.db(), &pages.clock).await;
}

/// Sends a form twice at once, and then once more: each answer is the same.
async fn thrice(pages: &Pages, path: &str, fields: &[(&str, &str)]) {
    let key = werkvloer::id::new(pages.clock.now());
    let fields = &[fields, &[(KEY_FIELD, key.as_str())]].concat()[..];
    let (first, second) = tokio::join!(pages.post(path, fields), pages.post(path, fields));
    for answer in [first, second, pages.post(path, fields).await] {
        assert_eq!(answer.status, 303, "{path}: {}", answer.text("main"));
    }
}

/// Who is kept beside everything that was decided: corrections, items of quarantine, closed days.
async fn kept(pages: &Pages) -> Vec<String> {
    let (mut all, db) = (Vec::new(), pages.db());
    let rows: Vec<(String,)> = db
        .all("select extra from ledger where kind = 'correct' order by epoch, seq", &[])
        .await
        .unwrap();
    for (extra,) in rows {
        let extra: serde_json::Value = serde_json::from_str(&extra).unwrap();
        all.push(extra["by"].as_str().unwrap().to_owned());
    }
    for sql in [
        "select decided_by from quarantine_outcome order by quarantine_id",
        "select closed_by from day_close order by site_id, day",
    ] {
        let rows: Vec<(String,)> = db.all(sql, &[]).await.unwrap();
        all.extend(rows.into_iter().map(|(by,)| by));
    }
    all
}

/// What the pages say of who did it.
async fn shown(pages: &Pages) -> [Answer; 4] {
    [
        pages.get("/vloer/hal-1/v1-01").await,
        pages.get(COUNT).await,
        pages.get("/quarantaine/q8").await,
        pages.get("/dagen").await,
    ]
}

both!(each_decision_leaves_one_line_however_often_it_is_sent: Pages);
async fn each_decision_leaves_one_line_however_often_it_is_sent(pages: Pages) {
    a_morning(&pages).await;
    let since = lines(&pages).await.len();
    thrice(&pages, COUNT, &RIGHT).await;
    thrice(&pages, COUNT, &[RIGHT[0], ("task", "t3"), RIGHT[1]]).await;
    thrice(&pages, BOOK, &BOOKING).await;
    let late = pages.post(BOOK.replace("boeking", "afwijzing").as_str(), &REASON).await;
    assert_eq!(late.status, 422, "booked already: that is said, and nothing is decided again");
    thrice(&pages, DISCARD, &REASON).await;
    thrice(&pages, CLOSE, &LOOKED).await;
    let (site, epoch, seq): (String, i64, i64) = pages
            .db()
            .one(
                "select t.site_id, o.booked_epoch, o.booked_seq
                   from quarantine_outcome o join terminal t on t.name = 'office' where o.outcome = 'booked'",
                &[],
            )
            .await
            .unwrap();
    assert_eq!(
        told(&pages, since).await,
        [
            "correct stad/term-1/00000000000000aa/2 qty 18".to_owned(),
            "correct stad/term-1/00000000000000aa/2 qty 18, task t3".to_owned(),
            format!("book q8 {site}/office/{epoch:016x}/{seq}"),
            "discard q9 -".to_owned(),
            "close day stad/2026-11-19 -".to_owned(),
        ]
    );
    let tine = id_of(&pages, "tine").await;
    let written = lines(&pages).await.split_off(since);
    for line in &written {
        let of = [&line.actor, &line.acting_as, &line.origin, &line.outcome, &line.ground];
        assert_eq!(of, [tine.as_str(), "supervisor", "192.0.2.7", "done", "role"], "{line:?}");
        assert_eq!(line.subject, None, "it is about pieces, not about who made them");
    }
    let kinds: Vec<_> = written.iter().map(|line| line.object_kind.as_str()).collect();
    assert_eq!(kinds, ["event", "event", "quarantine", "quarantine", "day"]);
    let text = format!("{written:?}");
    assert!(
        !text.contains("Tine") && !text.contains("Verklapt"),
        "ids, and no reason that names somebody: {text}"
    );
    assert_eq!(kept(&pages).await, vec![tine; 5]);
}

both!(what_is_refused_leaves_no_line: Pages);
async fn what_is_refused_leaves_no_line(pages: Pages) {
    a_morning(&pages).await;
    let planner = pages.entered("lies", &[(Role::Planner, "everything")]).await;
    let other = pages.seen_by("ab", "Ab Anders", &[(Role::Supervisor, "group:g3")]).await;
    let since = lines(&pages).await.len();
    for (path, right) in
        [(COUNT, &RIGHT[..]), (BOOK, &BOOKING), (DISCARD, &REASON), (CLOSE, &LOOKED)]
    {
        assert_eq!(pages.post(path, &[]).await.status, 422, "{path}");
        for elsewhere in [&planner, &other] {
            assert_eq!(elsewhere.post(path, right).await.status, 404, "{path}");
        }
        let foreign = pages.post_from(path, &[("sec-fetch-site", "cross-site")], right).await;
        assert_eq!(foreign.status, 403, "{path}");
    }
    let unknown = COUNT.replace("/2", "/99");
    assert_eq!(pages.post(&unknown, &RIGHT).await.status, 404);
    assert_eq!(pages.post("/quarantaine/q7/boeking", &BOOKING).await.status, 404);
    assert_eq!(told(&pages, since).await, [""; 0]);
    assert_eq!(kept(&pages).await, [""; 0]);
}

both!(without_a_line_nothing_is_decided: Pages);
async fn without_a_line_nothing_is_decided(pages: Pages) {
    a_morning(&pages).await;
    let mut tx = pages.db().begin().await.unwrap();
    tx.run("alter table trail rename to trail_gone", &[]).await.unwrap();
    tx.commit().await.unwrap();
    let paths = [(COUNT, &RIGHT[..]), (BOOK, &BOOKING), (DISCARD, &REASON), (CLOSE, &LOOKED)];
    for (path, fields) in paths {
        let answer = pages.post(path, fields).await;
        assert!(answer.status.is_server_error(), "{path}: {}", answer.status);
    }
    assert_eq!(kept(&pages).await, [""; 0]);
    let office: Vec<(i64,)> = pages
            .db()
            .all("select l.seq from ledger l join terminal t on t.no = l.terminal where t.name = 'office'", &[])
            .await
            .unwrap();
    assert_eq!(office, [], "what would have been booked is not there either");
    let mut tx = pages.db().begin().await.unwrap();
    tx.run("alter table trail_gone rename to trail", &[]).await.unwrap();
    tx.commit().await.unwrap();
    for (path, fields) in paths {
        assert_eq!(pages.post(path, fields).await.status, 303, "{path}");
    }
    assert_eq!(kept(&pages).await.len(), 4);
}

both!(pages_tell_the_name_that_the_account_has_now: Pages);
async fn pages_tell_the_name_that_the_account_has_now(pages: Pages) {
    a_morning(&pages).await;
    pages.post(COUNT, &RIGHT).await;
    pages.post(BOOK, &BOOKING).await;
    pages.post("/dagen/stad/2026-11-20/afsluiting", &LOOKED).await;
    for page in shown(&pages).await {
        assert!(
            page.text("main").contains("door Tine Testpersoon, 11:30"),
            "{}",
            page.text("main")
        );
    }
    let other = pages.seen_by("ab", "Ab Anders", &[(Role::Supervisor, "everything")]).await;
    let mut tx = pages.db().begin().await.unwrap();
    let sql = "update account set name = 'Tine Getrouwd', disabled_at = $1 where login = 'tine'";
    tx.run(sql, &[&made_up::now()]).await.unwrap();
    tx.commit().await.unwrap();
    let tine = id_of(&pages, "tine").await;
    for page in shown(&other).await {
        let main = page.text("main");
        assert!(
            main.contains("door Tine Getrouwd, 11:30") && !main.contains("Testpersoon"),
            "{main}"
        );
        assert!(!page.body.contains(&tine), "the id itself is of no use to who reads the page");
    }
    let day = other.get("/dagen/stad/2026-11-20").await;
    assert!(day.text(".wv-lead").contains("door Tine Getrouwd, 11:30"), "{}", day.text(".wv-lead"));
}

both!(who_has_no_account_stands_as_it_was_said: Pages);
/// Before there were accounts, names were kept; and at the command line there is no account.
async fn who_has_no_account_stands_as_it_was_said(pages: Pages) {
    let tine = id_of(&pages, "tine").await;
    let mut tx = pages.db().begin().await.unwrap();
    let sql = "insert into day_close (site_id, day, closed_by, closed_at) values ('stad', '2026-11-18', 'Ria Vroeger', $1)";
    tx.run(sql, &[&made_up::now()]).await.unwrap();
    tx.commit().await.unwrap();
    for (day, name) in [("2026-11-17", "Ans Voorbeeld"), ("2026-11-16", tine.as_str())] {
        assert!(
            close(pages.db(), &pages.clock, "stad", day.parse().unwrap(), &Decider::cli(name))
                .await
                .unwrap()
        );
    }
    let days = pages.get("/dagen").await.texts("tbody tr");
    assert!(days[2].ends_with("Afgesloten door Ria Vroeger, 11:30."), "{}", days[2]);
    assert!(
        days[3].ends_with("Afgesloten door Ans Voorbeeld (opdrachtregel), 11:30."),
        "{}",
        days[3]
    );
    assert!(
        days[4].ends_with(&format!("door {tine} (opdrachtregel), 11:30.")),
        "a typed id is nobody's: {}",
        days[4]
    );
    let english = pages.get_with("/dagen/stad/2026-11-17", &[("accept-language", "en")]).await;
    assert!(
        english.text(".wv-lead").contains("Ans Voorbeeld (command line)"),
        "{}",
        english.text(".wv-lead")
    );
    let written = lines(&pages).await;
    let last = written.last().unwrap();
    assert_eq!(
        [&last.actor, &last.acting_as, &last.action, &last.object_id, &last.origin],
        ["cli", "operator", "close day", "stad/2026-11-16", "command line"]
    );
    assert!(!format!("{written:?}").contains("Ans"), "the trail is not told a name");
}

both!(a_correction_at_a_shared_tablet_names_the_tablet_and_the_person: Pages);
async fn a_correction_at_a_shared_tablet_names_the_tablet_and_the_person(pages: Pages) {
    a_morning(&pages).await;
    pages.give_pin("tine").await;
    let tablet = pages.paired("tablet", "hal-1").await;
    tablet.sign_on("tine").await;
    let since = lines(&pages).await.len();
    thrice(&tablet, COUNT, &RIGHT).await;
    let written = lines(&pages).await.split_off(since);
    assert_eq!(written.len(), 1, "{written:?}");
    assert_eq!(written[0].actor, id_of(&pages, "tine").await);
    let (device,): (String,) = pages.db().one("select id from device", &[]).await.unwrap();
    assert_eq!(written[0].device.as_ref(), Some(&device));
}
