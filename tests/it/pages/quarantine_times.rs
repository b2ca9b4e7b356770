//! The quarantine of what is no count: who came and left, and when the work stood still, is booked with its time and its
//! person; what changes no figure is only put away.

use super::{Answer, Pages, made_up};
use axum::http::StatusCode;
use werkvloer::access::Role;
use werkvloer::output::rebuild;
use werkvloer::output::store::of_day;

const SIGN_ON: &str =
    r#"{"seq":3,"at":"2026-11-20T07:00:00.250Z","kind":"sign_on","badge":"geheim-9"}"#;
const PAUSE: &str =
    r#"{"seq":4,"at":"2026-11-20T08:00:00.000Z","kind":"pause","reason":"material"}"#;

/// The company with these in quarantine, and badge `geheim-9` of Pluk.
async fn waiting(pages: &Pages, items: &[(&str, &str, &str)]) {
    let mut tx = pages.db().begin().await.unwrap();
    for (minutes, (id, why, raw)) in (1..).zip(items) {
        made_up::quarantined(&mut tx, id, why, raw, minutes).await;
    }
    tx.run("update worker set badge = 'geheim-9' where id = 'w1'", &[]).await.unwrap();
    tx.commit().await.unwrap();
}

fn came(
    kind: &'static str,
    worker: &'static str,
    at: &'static str,
) -> Vec<(&'static str, &'static str)> {
    vec![
        ("station", "v1-04"),
        ("kind", kind),
        ("worker", worker),
        ("at", at),
        ("reason", "dag was dicht"),
    ]
}

fn is_booked(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text("main"));
}

/// Net and waiting seconds of each worker at a station where something was planned, by a fresh fold.
async fn times(pages: &Pages) -> Vec<(String, i64, i64)> {
    rebuild::rebuild(pages.db(), |_| {}).await.unwrap();
    let mut times = Vec::new();
    for row in of_day(pages.db(), made_up::today()).await.unwrap() {
        let waiting: i64 = row.waiting_seconds().iter().sum();
        if row.station == "v1-04" && row.net_seconds + waiting > 0 {
            times.push((row.worker, row.net_seconds, waiting));
        }
    }
    times
}

both!(who_came_and_left_is_booked_with_its_time: Pages);
async fn who_came_and_left_is_booked_with_its_time(pages: Pages) {
    let off = r#"{"seq":9,"at":"2026-11-20T09:00:00.250Z","kind":"sign_off","badge":"geheim-9"}"#;
    waiting(
        &pages,
        &[("q1", "day_closed", SIGN_ON), ("q2", "day_closed", off), ("q3", "day_closed", PAUSE)],
    )
    .await;
    let item = pages.get("/quarantaine/q1").await;
    assert_eq!(item.text("#boeken"), "Aan- of afmelding boeken");
    assert_eq!(item.attributes("[name=kind][checked]", "value"), ["sign_on"]);
    assert_eq!(
        item.attributes("#boek-worker option[selected]", "value"),
        ["w1"],
        "whose badge it is"
    );
    assert_eq!(item.attributes("#boek-at", "value"), ["2026-11-20T08:00:00"]);
    assert!(item.texts("#boek-qty, #boek-task").is_empty(), "it is no count");
    let on = came("sign_on", "w1", "2026-11-20T08:00");
    let form = pages.form("/quarantaine/q1", "/quarantaine/q1/boeking").await;
    let form = on.iter().fold(form, |form, (name, value)| form.fill(name, value));
    let (first, second) = tokio::join!(form.send(), form.send());
    is_booked(&first);
    is_booked(&second);
    is_booked(
        &pages
            .post("/quarantaine/q2/boeking", &came("sign_off", "w1", "2026-11-20T10:00:00"))
            .await,
    );
    assert_eq!(
        times(&pages).await,
        [("w1".to_owned(), 7_200, 0)],
        "once, and two hours to the quarter of a second"
    );

    let stood = [
        ("station", "v1-04"),
        ("kind", "pause"),
        ("pause", "material"),
        ("at", "2026-11-20T09:00"),
        ("reason", "zo was het"),
    ];
    is_booked(&pages.post("/quarantaine/q3/boeking", &stood).await);
    assert_eq!(times(&pages).await, [("w1".to_owned(), 3_599, 3_600)]);
}

both!(whoever_books_names_only_people_of_their_own: Pages);
async fn whoever_books_names_only_people_of_their_own(pages: Pages) {
    waiting(&pages, &[("q1", "unknown_badge", SIGN_ON)]).await;
    let leader = pages.seen_by("vera", "Vera Voorbeeld", &[(Role::Supervisor, "group:g1")]).await;
    let people = leader.get("/quarantaine/q1").await.texts("#boek-worker option");
    assert!(people.contains(&"Saar Appelboom".to_owned()), "{people:?}");
    let of_another =
        pages.seen_by("ties", "Ties Voorbeeld", &[(Role::Supervisor, "group:g3")]).await;
    assert_eq!(of_another.get("/quarantaine/q1").await.status, StatusCode::NOT_FOUND);
    let administrator = pages.entered("bo", &[(Role::Administrator, "site:stad")]).await;
    let page = administrator.get("/quarantaine/q1").await;
    assert!(
        page.text("main").contains("Wie hier werkt, mag je niet zien."),
        "{}",
        page.text("main")
    );
    assert!(page.texts("#boek-worker").is_empty());
    for (field, value, sentence) in [
        ("worker", "w99", "Kies wie het was."),
        ("worker", "", "Vul dit in."),
        ("at", "straks", "Vul een datum en een tijd in."),
    ] {
        let mut typed = came("sign_on", "w1", "2026-11-20T08:00");
        typed.retain(|(name, _)| *name != field);
        typed.push((field, value));
        let refused = leader.post("/quarantaine/q1/boeking", &typed).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{field} {value}");
        assert_eq!(refused.text(&format!("#boek-{field}-fout")), sentence);
    }
    let forged = administrator
        .post("/quarantaine/q1/boeking", &came("sign_on", "w1", "2026-11-20T08:00"))
        .await;
    assert_eq!(
        forged.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "nobody is named who may not be seen"
    );
    assert_eq!(times(&pages).await, []);
}

both!(what_changes_no_figure_is_only_put_away: Pages);
async fn what_changes_no_figure_is_only_put_away(pages: Pages) {
    let help = r#"{"seq":5,"at":"2026-11-20T08:00:00.000Z","kind":"help"}"#;
    waiting(&pages, &[("q1", "day_closed", help), ("q2", "day_closed", PAUSE)]).await;
    let page = pages.get("/quarantaine/q1").await;
    assert!(page.text("main").contains("Er is niets te boeken"), "{}", page.text("main"));
    assert!(page.texts("form[action$=boeking]").is_empty());
    let unsaid =
        [("station", "v1-01"), ("kind", "pause"), ("at", "2026-11-20T09:00"), ("reason", "zo")];
    let refused = pages.post("/quarantaine/q2/boeking", &unsaid).await;
    assert_eq!(refused.text("#boek-pause-fout"), "Kies waarom het werk stilstond.");
    is_booked(&pages.post("/quarantaine/q1/afwijzing", &[("reason", "de hulp kwam")]).await);
}

both!(a_badge_is_not_shown: Pages);
/// The token on a badge lets whoever reads it sign on.
async fn a_badge_is_not_shown(pages: Pages) {
    waiting(&pages, &[("q1", "unknown_badge", SIGN_ON)]).await;
    let page = pages.get("/quarantaine/q1").await;
    assert_eq!(page.text(".wv-raw"), SIGN_ON.replace("geheim-9", "…"));
}

both!(a_time_that_nobody_changed_stays_what_it_was: Pages);
/// In the hour that autumn repeats, a local time is two instants. What nobody changed is the one the terminal said.
async fn a_time_that_nobody_changed_stays_what_it_was(pages: Pages) {
    let raw = r#"{"seq":3,"at":"2026-10-25T01:30:00.750Z","kind":"good","task":"t9999","qty":12}"#;
    waiting(&pages, &[("q1", "unknown_task", raw), ("q2", "unknown_task", raw)]).await;
    let shown = pages.get("/quarantaine/q1").await.attributes("#boek-at", "value");
    assert_eq!(shown, ["2026-10-25T02:30:00"]);
    for (id, at) in [("q1", "2026-10-25T02:30"), ("q2", "2026-10-25T02:29")] {
        let typed = [
            ("station", "v1-01"),
            ("kind", "good"),
            ("task", "t1"),
            ("qty", "12"),
            ("at", at),
            ("reason", "zo"),
        ];
        is_booked(&pages.post(&format!("/quarantaine/{id}/boeking"), &typed).await);
    }
    let at: Vec<(i64,)> = pages.db().all("select at from ledger order by seq", &[]).await.unwrap();
    let utc =
        |text: &str| (text.parse::<chrono::DateTime<chrono::Utc>>().unwrap().timestamp_micros(),);
    assert_eq!(at, [utc("2026-10-25T01:30:00.750Z"), utc("2026-10-25T00:29:00Z")]);
}
