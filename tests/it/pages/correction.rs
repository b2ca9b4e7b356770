//! Saying what a count really was.

use super::{Answer, Pages, made_up};
use axum::http::StatusCode;
use werkvloer::access::Role;

const COUNT: &str = "/vloer/hal-1/v1-01/correctie/term-1/00000000000000aa/2";
const BACK: &str = "/vloer/hal-1/v1-01?dag=2026-11-20";

async fn a_morning(pages: &Pages) {
    let mut tx = pages.db().begin().await.unwrap();
    made_up::morning(&mut tx).await;
    tx.commit().await.unwrap();
    made_up::fold(pages.db(), &pages.clock).await;
}

fn right() -> Vec<(&'static str, &'static str)> {
    vec![("qty", "18"), ("task", ""), ("reason", "verteld")]
}

fn with(field: &'static str, value: &'static str) -> Vec<(&'static str, &'static str)> {
    right().into_iter().map(|(f, v)| if f == field { (f, value) } else { (f, v) }).collect()
}

fn see_other(answer: &Answer) {
    let main = answer.text("main");
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, BACK), "{main}");
}

async fn corrections(pages: &Pages) -> Vec<(i64, Option<String>)> {
    let sql = "select qty, task from ledger where kind = 'correct' order by epoch, seq";
    pages.db().all(sql, &[]).await.unwrap()
}

both!(a_correction_changes_the_totals_and_tells_what_was: Pages);
async fn a_correction_changes_the_totals_and_tells_what_was(pages: Pages) {
    a_morning(&pages).await;
    let form = pages.get(COUNT).await;
    assert_eq!(form.status, StatusCode::OK);
    assert!(form.text(".wv-facts").contains("Gemeld goed, 30 stuks"), "{}", form.text(".wv-facts"));
    assert_eq!(form.attributes("#juist-qty", "value"), ["30"]);
    assert_eq!(
        form.texts("#juist-task option"),
        ["Koekjes inpakken (zoals gemeld)", "Doos sluiten · Feestdozen december",]
    );
    let answer = pages.post(COUNT, &right()).await;
    see_other(&answer);
    assert!(
        answer.header("set-cookie").starts_with("wv-gedaan=correction.done_corrected;"),
        "{}",
        answer.header("set-cookie")
    );
    made_up::fold(pages.db(), &pages.clock).await;
    let day = pages.get("/vloer/hal-1/v1-01").await;
    assert!(day.text(".wv-table").contains("1 volle dozen 18 stuks"), "{}", day.text(".wv-table"));
    let row = day.texts(".wv-events tbody tr").swap_remove(6);
    assert!(row.starts_with(
            "10:10 goed Was 30, nu 18: gecorrigeerd door Tine Testpersoon, 11:30. Reden: verteld 30 18 Koekjes inpakken"
        ), "{row}");

    let mut other = with("task", "t3");
    other[0].1 = "0";
    see_other(&pages.post(COUNT, &other).await);
    made_up::fold(pages.db(), &pages.clock).await;
    let day = pages.get("/vloer/hal-1/v1-01").await;
    let row = day.texts(".wv-events tbody tr").swap_remove(6);
    assert!(row.contains("Was 30, nu 0:") && row.contains("Taak was: Koekjes inpakken."), "{row}");
    let form = pages.get(COUNT).await;
    assert_eq!(form.attributes("#juist-qty", "value"), ["0"]);
    assert_eq!(form.attributes("#juist-task option[selected]", "value"), ["t3"]);
}

both!(the_same_correction_is_booked_once_however_often_it_is_sent: Pages);
async fn the_same_correction_is_booked_once_however_often_it_is_sent(pages: Pages) {
    a_morning(&pages).await;
    let fields = right();
    let (first, second) = tokio::join!(pages.post(COUNT, &fields), pages.post(COUNT, &fields));
    see_other(&first);
    see_other(&second);
    see_other(&pages.post(COUNT, &fields).await);
    assert_eq!(corrections(&pages).await, [(18, None)]);
    see_other(&pages.post(COUNT, &with("qty", "19")).await);
    see_other(&pages.post(COUNT, &right()).await);
    let three = [(18, None), (19, None), (18, None)];
    assert_eq!(corrections(&pages).await, three, "who changes back means it");
    for (field, value) in [("reason", "toch anders"), ("task", "t3")] {
        see_other(&pages.post(COUNT, &with(field, value)).await);
    }
    let other = pages.seen_by("ab", "Ab Anders", &[(Role::Supervisor, "group:g1")]).await;
    see_other(&other.post(COUNT, &with("task", "t3")).await);
    assert_eq!(corrections(&pages).await.len(), 6, "the same of somebody else is said again");
}

both!(a_closed_day_can_be_corrected_and_says_so: Pages);
async fn a_closed_day_can_be_corrected_and_says_so(pages: Pages) {
    a_morning(&pages).await;
    let sentence = "De dag is afgesloten; alleen een correctie verandert hem nog.";
    assert!(!pages.get(COUNT).await.text("main").contains(sentence));
    let fields = [("gezien", "ja")];
    assert_eq!(
        pages.post("/dagen/stad/2026-11-20/afsluiting", &fields).await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(pages.get(COUNT).await.text(".wv-alert"), sentence);
    see_other(&pages.post(COUNT, &right()).await);
    made_up::fold(pages.db(), &pages.clock).await;
    let day = pages.get("/vloer/hal-1/v1-01").await;
    assert!(day.text(".wv-table").contains("18 stuks"));
    assert!(
        day.text(".wv-lead").contains("Afgesloten door Tine Testpersoon, 11:30."),
        "{}",
        day.text(".wv-lead")
    );
}

both!(a_wrong_field_is_told_at_the_field_and_keeps_what_was_typed: Pages);
async fn a_wrong_field_is_told_at_the_field_and_keeps_what_was_typed(pages: Pages) {
    a_morning(&pages).await;
    for (field, value, sentence) in [
        ("qty", "-1", "Vul een heel getal in van 0 tot en met 100000."),
        ("qty", "100001", "Vul een heel getal in van 0 tot en met 100000."),
        ("qty", "1,5", "Vul een heel getal in van 0 tot en met 100000."),
        ("qty", "", "Vul dit in."),
        ("task", "t9999", "Deze taak kennen we niet."),
        ("task", "t\0", "Hier staat een teken dat we niet kunnen lezen."),
        ("reason", " ", "Vul dit in."),
    ] {
        let answer = pages.post(COUNT, &with(field, value)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field} {value}");
        assert_eq!(answer.text(&format!("#juist-{field}-fout")), sentence, "{field} {value}");
        assert_eq!(answer.attributes("[role=alert] a", "href"), [format!("#juist-{field}")]);
        if field != "reason" {
            assert_eq!(answer.text("#juist-reason"), "verteld");
        }
        if field == "qty" {
            assert_eq!(answer.attributes("#juist-qty", "value"), [value]);
        }
    }
    assert_eq!(pages.post(COUNT, &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(corrections(&pages).await, []);
}

both!(only_counts_and_only_for_our_own_pages: Pages);
async fn only_counts_and_only_for_our_own_pages(pages: Pages) {
    a_morning(&pages).await;
    let foreign = pages.post_from(COUNT, &[("sec-fetch-site", "cross-site")], &right()).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    for tail in [
        "v1-01/correctie/term-1/00000000000000aa/1",
        "v1-01/correctie/term-1/00000000000000aa/5",
        "v1-01/correctie/term-1/00000000000000aa/8",
        "v1-01/correctie/term-1/00000000000000aa/99",
        "v1-01/correctie/term-1/00000000000000aa/18446744073709551615",
        "v1-01/correctie/term-1/00000000000000aa/-2",
        "v1-01/correctie/term-1/00000000000000AA/2",
        "v1-01/correctie/term-1/ffffffffffffffff/2",
        "v1-01/correctie/term-2/00000000000000aa/2",
        "v1-01/correctie/TERM/00000000000000aa/2",
        "v1-02/correctie/term-1/00000000000000aa/2",
    ] {
        let path = format!("/vloer/hal-1/{tail}");
        assert_eq!(pages.get(&path).await.status, StatusCode::NOT_FOUND, "{tail}");
        assert_eq!(pages.post(&path, &right()).await.status, StatusCode::NOT_FOUND, "{tail}");
    }
    assert_eq!(corrections(&pages).await, []);
}

both!(what_people_write_is_shown_as_text: Pages);
async fn what_people_write_is_shown_as_text(pages: Pages) {
    a_morning(&pages).await;
    let evil = "<script>alert(1)</script>\"'";
    let mut tx = pages.db().begin().await.unwrap();
    tx.run("update task set name = $1 where id = 't1'", &[&evil]).await.unwrap();
    tx.commit().await.unwrap();
    let other = pages.seen_by("evil", evil, &[(Role::Supervisor, "group:g1")]).await;
    see_other(&other.post(COUNT, &[("qty", "1"), ("reason", evil)]).await);
    for path in ["/vloer/hal-1/v1-01", COUNT] {
        let page = pages.get(path).await;
        assert!(
            page.text("main").contains(&format!("gecorrigeerd door {evil}, 11:30. Reden: {evil}")),
            "{path}"
        );
        assert_eq!(page.texts("main script"), [""; 0], "{path}");
    }
}

both!(a_form_that_is_sent_once_more_after_another_books_nothing: Pages);
/// The form of this morning, still open on another tablet and pressed once more: what was said since holds.
async fn a_form_that_is_sent_once_more_after_another_books_nothing(pages: Pages) {
    a_morning(&pages).await;
    let keyed = |key, qty| {
        let mut fields = with("qty", qty);
        fields.push(("sleutel", key));
        fields
    };
    let (first, then) = (
        keyed("0123456789abcdef0123456789abcdef", "18"),
        keyed("fedcba9876543210fedcba9876543210", "20"),
    );
    assert_eq!(pages.get(COUNT).await.attributes("main input[name=sleutel]", "value")[0].len(), 32);
    for fields in [&first, &then, &first, &then] {
        let answer = pages.post(COUNT, fields).await;
        see_other(&answer);
        assert!(answer.header("set-cookie").starts_with("wv-gedaan=correction.done_corrected;"));
        assert!(corrections(&pages).await.len() < 3);
    }
    assert_eq!(corrections(&pages).await, [(18, None), (20, None)]);
    made_up::fold(pages.db(), &pages.clock).await;
    assert!(pages.get("/vloer/hal-1/v1-01").await.text(".wv-table").contains("20 stuks"));
    let lines: (i64,) =
        pages.db().one("select count(*) from trail where action = 'correct'", &[]).await.unwrap();
    assert_eq!(lines.0, 2);
    let other = pages.seen_by("ab", "Ab Anders", &[(Role::Supervisor, "group:g1")]).await;
    assert_eq!(other.post(COUNT, &first).await.status, StatusCode::NOT_FOUND, "of another session");
    assert_eq!(other.post(COUNT, &keyed("x", "3")).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(corrections(&pages).await.len(), 2);
}
