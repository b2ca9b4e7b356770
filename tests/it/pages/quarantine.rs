//! The quarantine: what waits, and the two ways to decide.

use super::{Answer, Pages, made_up};
use axum::http::StatusCode;
use futures_util::future::join_all;

const RAW: &str =
    r#"{"seq":3,"at":"2026-11-20T08:09:55.000Z","kind":"good","task":"t9999","qty":12}"#;

async fn waiting(pages: &Pages, items: &[(&str, &str, &str)]) {
    let mut tx = pages.db().begin().await.unwrap();
    for (minutes, (id, why, raw)) in (1..).zip(items) {
        made_up::quarantined(&mut tx, id, why, raw, minutes).await;
    }
    tx.commit().await.unwrap();
}

/// A booking that is right in every field.
fn booking() -> Vec<(&'static str, &'static str)> {
    vec![
        ("station", "v1-01"),
        ("kind", "good"),
        ("task", "t1"),
        ("qty", "24"),
        ("at", "2026-11-20T09:09:55"),
        ("reason", "nagevraagd aan de tafel"),
    ]
}

fn with(field: &'static str, value: &'static str) -> Vec<(&'static str, &'static str)> {
    let mut fields: Vec<_> = booking().into_iter().filter(|(name, _)| *name != field).collect();
    fields.push((field, value));
    fields
}

async fn ledger(pages: &Pages) -> Vec<(String, String, Option<String>, Option<i64>, i64)> {
    let sql = "select kind, station, task, qty, at from ledger order by terminal, epoch, seq";
    pages.db().all(sql, &[]).await.unwrap()
}

fn see_other(answer: &Answer, to: &str) {
    assert_eq!(
        (answer.status, answer.header("location")),
        (StatusCode::SEE_OTHER, to),
        "{}",
        answer.text("main")
    );
}

both!(the_list_tells_what_waits_first: Pages);
async fn the_list_tells_what_waits_first(pages: Pages) {
    let empty = pages.get("/quarantaine").await;
    assert!(empty.text("main").contains("Er wacht niets"));
    waiting(
        &pages,
        &[("q1", "unknown_task", RAW), ("q2", "bad_json", "{"), ("q3", "not_a_word_yet", "{}")],
    )
    .await;
    let done = pages.post("/quarantaine/q1/afwijzing", &[("reason", "proef")]).await;
    see_other(&done, "/quarantaine/q1");
    let list = pages.get("/quarantaine").await;
    assert!(list.text(".wv-lead").contains("2 meldingen wachten"));
    assert_eq!(
        list.texts("tbody tr"),
        [
            "Het bericht is niet te lezen stad/term-1 v1-01 11:28 wacht",
            "Deze melding kon niet geteld worden stad/term-1 v1-01 11:27 wacht",
            "Deze taak kennen we niet stad/term-1 v1-01 11:29 telt niet mee",
        ]
    );
    assert_eq!(
        list.attributes("tbody a", "href"),
        ["/quarantaine/q2", "/quarantaine/q3", "/quarantaine/q1"]
    );
}

both!(a_long_list_has_pages: Pages);
async fn a_long_list_has_pages(pages: Pages) {
    let ids: Vec<String> = (0..101).map(|i| format!("q{i:03}")).collect();
    let items: Vec<_> = ids.iter().map(|id| (id.as_str(), "bad_json", "{")).collect();
    waiting(&pages, &items).await;
    let mut seen = Vec::new();
    for (sheet, rows) in [(1, 50), (2, 50), (3, 1)] {
        let list = pages.get(&format!("/quarantaine?blad={sheet}")).await;
        let links = list.attributes("tbody a", "href");
        assert_eq!(links.len(), rows);
        assert!(list.text(".wv-paging").contains(&format!("Blad {sheet} van 3")));
        seen.extend(links);
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 101, "each on one page");
    for odd in ["0", "-5", "99", "9223372036854775807"] {
        assert_eq!(
            pages.get(&format!("/quarantaine?blad={odd}")).await.status,
            StatusCode::OK,
            "{odd}"
        );
    }
}

both!(an_item_shows_what_came_and_fills_in_what_can_be_read: Pages);
async fn an_item_shows_what_came_and_fills_in_what_can_be_read(pages: Pages) {
    waiting(&pages, &[("q1", "unknown_task", RAW), ("q2", "bad_json", "{\"kind\":")]).await;
    let item = pages.get("/quarantaine/q1").await;
    assert_eq!(item.text("h1"), "Deze taak kennen we niet");
    assert_eq!(item.text(".wv-raw"), RAW);
    for (field, value) in
        [("station", "v1-01"), ("task", "t9999"), ("qty", "12"), ("at", "2026-11-20T09:09:55")]
    {
        assert_eq!(item.attributes(&format!("#boek-{field}"), "value"), [value], "{field}");
    }
    assert_eq!(item.attributes("[name=kind][checked]", "value"), ["good"]);
    let bad = pages.get("/quarantaine/q2").await;
    assert_eq!(bad.attributes("#boek-qty", "value"), [""]);
    assert_eq!(pages.get("/quarantaine/nergens").await.status, StatusCode::NOT_FOUND);
}

both!(the_first_bookings_of_a_site_may_come_at_once: Pages);
/// The office of a site is made by its first booking. Two that made it at once gave it the same number, and one of them
/// was answered with a mistake of ours, on Postgres.
async fn the_first_bookings_of_a_site_may_come_at_once(pages: Pages) {
    let items: Vec<String> = (1..=12).map(|number| format!("q{number}")).collect();
    let waiting_items: Vec<_> = items.iter().map(|id| (id.as_str(), "unknown_task", RAW)).collect();
    waiting(&pages, &waiting_items).await;
    let sent = items
        .iter()
        .map(async |id| pages.post(&format!("/quarantaine/{id}/boeking"), &booking()).await);
    for (id, answer) in items.iter().zip(join_all(sent).await) {
        see_other(&answer, &format!("/quarantaine/{id}"));
    }
    assert_eq!(ledger(&pages).await.len(), 12);
}

both!(booking_books_once_however_often_it_is_sent: Pages);
async fn booking_books_once_however_often_it_is_sent(pages: Pages) {
    waiting(&pages, &[("q1", "unknown_task", RAW), ("q2", "bad_json", "{")]).await;
    let form = pages.form("/quarantaine/q1", "/quarantaine/q1/boeking").await;
    let form = booking().into_iter().fold(form, |form, (name, value)| form.fill(name, value));
    let (first, second) = tokio::join!(form.send(), form.send());
    see_other(&first, "/quarantaine/q1");
    see_other(&second, "/quarantaine/q1");
    // Somebody else's form for it, opened before: what was decided is said, and stands.
    let late = pages.post("/quarantaine/q1/boeking", &booking()).await;
    assert_eq!(late.status, 422);
    assert!(late.text("main [role=alert]").contains("Hierover is intussen al beslist."));
    let at =
        "2026-11-20T08:09:55Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap().timestamp_micros();
    let event = |kind: &str, qty| {
        (kind.to_owned(), "v1-01".to_owned(), Some("t1".to_owned()), Some(qty), at)
    };
    assert_eq!(ledger(&pages).await, [event("good", 24)]);

    let mut reject = with("kind", "reject");
    reject.push(("reject", "dirt"));
    see_other(&pages.post("/quarantaine/q2/boeking", &reject).await, "/quarantaine/q2");
    assert_eq!(ledger(&pages).await, [event("good", 24), event("reject", 24)]);
    let stale: Vec<(String,)> = pages.db().all("select station from stale_day", &[]).await.unwrap();
    assert_eq!(stale, [("v1-01".to_owned(),)], "the station day is to be folded again");

    let decided = pages.get("/quarantaine/q1").await;
    assert!(
        decided.text(".wv-decided").contains("Geboekt door Tine Testpersoon, 11:30."),
        "{}",
        decided.text(".wv-decided")
    );
    assert!(decided.text(".wv-decided").contains("nagevraagd aan de tafel"));
    assert_eq!(decided.texts("main form").len(), 0);
}

both!(two_first_bookings_at_once_both_count: Pages);
async fn two_first_bookings_at_once_both_count(pages: Pages) {
    waiting(&pages, &[("q1", "unknown_task", RAW), ("q2", "unknown_task", RAW)]).await;
    let fields = booking();
    let (first, second) = tokio::join!(
        pages.post("/quarantaine/q1/boeking", &fields),
        pages.post("/quarantaine/q2/boeking", &fields),
    );
    see_other(&first, "/quarantaine/q1");
    see_other(&second, "/quarantaine/q2");
    assert_eq!(ledger(&pages).await.len(), 2);
}

both!(a_wrong_field_is_told_at_the_field_and_keeps_what_was_typed: Pages);
async fn a_wrong_field_is_told_at_the_field_and_keeps_what_was_typed(pages: Pages) {
    waiting(&pages, &[("q1", "unknown_task", RAW)]).await;
    for (field, value, sentence) in [
        ("reason", "", "Vul dit in."),
        ("station", "z-99", "Deze werkplek kennen we niet."),
        ("task", "t9999", "Deze taak kennen we niet."),
        ("kind", "undo", "Kies wat het is."),
        ("qty", "0", "Vul een heel getal in van 1 tot en met 100000."),
        ("qty", "99999999999999999999", "Dit is te lang."),
        ("qty", "1,5", "Vul een heel getal in van 1 tot en met 100000."),
        ("at", "2026-11-20T12:31", "Deze tijd is nog niet geweest."),
        ("at", "2024-11-20T12:30", "Dit is langer dan een jaar geleden."),
        ("at", "2026-03-29T02:30", "Deze tijd bestaat niet: de klok ging toen een uur vooruit."),
        ("at", "straks", "Vul een datum en een tijd in."),
    ] {
        let answer = pages.post("/quarantaine/q1/boeking", &with(field, value)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field} {value}");
        assert_eq!(answer.text(&format!("#boek-{field}-fout")), sentence, "{field} {value}");
        let described = format!(
            "[aria-describedby=boek-{field}-fout] [name={field}], [name={field}][aria-describedby=boek-{field}-fout]"
        );
        assert_eq!(answer.attributes(&described, "id")[0], format!("boek-{field}"));
        let summary = answer.text("[role=alert] a");
        let label =
            answer.text(&format!("label[for=boek-{field}], fieldset:has(#boek-{field}) legend"));
        assert_eq!(summary, format!("{label} – {sentence}"));
        assert_eq!(answer.attributes("[role=alert] a", "href"), [format!("#boek-{field}")]);
        if !["kind", "reason"].contains(&field) {
            assert_eq!(answer.attributes(&format!("#boek-{field}"), "value"), [value]);
        }
        if field != "reason" {
            assert_eq!(answer.text("#boek-reason"), "nagevraagd aan de tafel");
        }
    }
    let unsaid = pages.post("/quarantaine/q1/boeking", &with("kind", "reject")).await;
    assert_eq!(unsaid.text("#boek-reject-fout"), "Kies waarom het is afgekeurd.");
    let nothing = pages.post("/quarantaine/q1/boeking", &[]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields =
        ["station", "kind", "task", "qty", "at", "reason"].map(|field| format!("#boek-{field}"));
    assert_eq!(nothing.attributes("[role=alert] a", "href"), fields, "in the order of the form");
    let unsaid = pages.post("/quarantaine/q1/afwijzing", &[]).await;
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(unsaid.text("#weg-reason-fout"), "Vul dit in.");
    let nul = pages.post("/quarantaine/q1/afwijzing", &[("reason", "x\0")]).await;
    assert_eq!(nul.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(ledger(&pages).await, []);
    assert!(pages.get("/quarantaine/q1").await.text(".wv-facts .wv-badge").contains("wacht"));
}

both!(what_is_decided_stays_decided: Pages);
async fn what_is_decided_stays_decided(pages: Pages) {
    waiting(&pages, &[("q1", "unknown_task", RAW)]).await;
    let fields = [("reason", "dubbel gemeld")];
    see_other(&pages.post("/quarantaine/q1/afwijzing", &fields).await, "/quarantaine/q1");
    // A name that is sent along is nobody's: who decides is who is signed in.
    let other = [("who", "Iemand Anders"), ("reason", "toch niet")];
    assert_eq!(pages.post("/quarantaine/q1/afwijzing", &other).await.status, 422);
    assert_eq!(pages.post("/quarantaine/q1/boeking", &booking()).await.status, 422);
    let decided = pages.get("/quarantaine/q1").await.text(".wv-decided");
    assert!(decided.contains("Tine Testpersoon") && decided.contains("dubbel gemeld"), "{decided}");
    assert!(!decided.contains("Iemand Anders"));
    assert_eq!(ledger(&pages).await, []);
}

both!(nobody_else_decides: Pages);
async fn nobody_else_decides(pages: Pages) {
    waiting(&pages, &[("q1", "unknown_task", RAW)]).await;
    let fields = [("reason", "proef")];
    for path in ["/quarantaine/q1/afwijzing", "/quarantaine/q1/boeking"] {
        let foreign = pages.post_from(path, &[("sec-fetch-site", "cross-site")], &fields).await;
        assert_eq!(foreign.status, StatusCode::FORBIDDEN);
        assert_eq!(pages.get(path).await.status, StatusCode::METHOD_NOT_ALLOWED);
    }
    assert_eq!(
        pages.post("/quarantaine/nergens/afwijzing", &fields).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        pages.post("/quarantaine/nergens/boeking", &booking()).await.status,
        StatusCode::NOT_FOUND
    );
    assert!(pages.get("/quarantaine/q1").await.text(".wv-facts .wv-badge").contains("wacht"));
}

both!(what_the_terminal_took_back_is_booked_only_when_that_is_known: Pages);
async fn what_the_terminal_took_back_is_booked_only_when_that_is_known(pages: Pages) {
    let mut tx = pages.db().begin().await.unwrap();
    for (id, seq, why) in
        [("q1", 3_i64, "unknown_task"), ("q2", 4, "unknown_task"), ("q3", 3, "key_reuse")]
    {
        tx.run(
                "insert into quarantine (id, received_at, site_id, terminal, terminal_no, epoch, seq, why, detail, raw)
                 values ($1, $2, 'stad', 'term-1', 1, 170, $3, $4, 'what exactly', $5)",
                &[&id, &made_up::now(), &seq, &why, &RAW],
            )
            .await
            .unwrap();
    }
    let undo =
        made_up::Reported { seq: 5, kind: "undo", of: Some(3), ..made_up::Reported::default() };
    made_up::reported(&mut tx, undo).await;
    tx.commit().await.unwrap();
    let rows = pages.get("/quarantaine").await.texts("tbody tr");
    assert_eq!(
        rows.iter().filter(|row| row.ends_with("wacht teruggenomen")).count(),
        1,
        "{rows:?}"
    );
    for id in ["q2", "q3"] {
        let other = pages.get(&format!("/quarantaine/{id}")).await;
        assert_eq!(other.texts(".wv-alert, #boek-although_undone"), [""; 0], "{id}");
    }
    let item = pages.get("/quarantaine/q1").await;
    assert_eq!(item.text(".wv-alert"), "Op de terminal is dit teruggenomen.");
    let box_to_tick = "label[for=boek-although_undone]";
    assert_eq!(item.text(box_to_tick), "Ik weet dat dit is teruggenomen, en boek het toch.");

    let refused = pages.post("/quarantaine/q1/boeking", &booking()).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        refused.text("#boek-although_undone-fout"),
        "Zet hier een vinkje als je het toch wilt boeken."
    );
    assert_eq!(ledger(&pages).await.len(), 1, "only the undo");
    let knowing = with("although_undone", "ja");
    see_other(&pages.post("/quarantaine/q1/boeking", &knowing).await, "/quarantaine/q1");
    assert_eq!(ledger(&pages).await.len(), 2);
    see_other(&pages.post("/quarantaine/q2/boeking", &booking()).await, "/quarantaine/q2");
}
