//! Who came or left without a terminal saying so: a person says it, with a reason, and the hours follow.

use super::{Pages, made_up};
use axum::http::StatusCode;
use werkvloer::access::Role;
use werkvloer::output::rebuild;
use werkvloer::output::store::of_day;
use werkvloer::web::form::KEY_FIELD;

const PATH: &str = "/vloer/hal-1/v1-04/aanwezig?dag=2026-11-20";

type Fields = Vec<(&'static str, String)>;

fn came(kind: &str, at: &str) -> Fields {
    let fields = [("kind", kind), ("worker", "w1"), ("at", at), ("reason", "pas vergeten")];
    fields.map(|(name, value)| (name, value.to_owned())).to_vec()
}

fn with(mut fields: Fields, field: &'static str, value: &str) -> Fields {
    fields.retain(|(name, _)| *name != field);
    fields.push((field, value.to_owned()));
    fields
}

/// Sends the form with the key of a page that was opened for it.
async fn sent(pages: &Pages, path: &str, fields: &Fields) -> super::Answer {
    let keys = pages.get(path).await.attributes(&format!("[name={KEY_FIELD}]"), "value");
    sent_again(pages, path, fields, keys.first().map_or("", String::as_str)).await
}

async fn sent_again(pages: &Pages, path: &str, fields: &Fields, key: &str) -> super::Answer {
    let mut fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    fields.push((KEY_FIELD, key));
    pages.post(path, &fields).await
}

/// Net seconds of each worker at the station, by a fresh fold.
async fn seconds(pages: &Pages) -> Vec<(String, i64)> {
    rebuild::rebuild(pages.db(), |_| {}).await.unwrap();
    let rows = of_day(pages.db(), made_up::today()).await.unwrap();
    let here = rows.into_iter().filter(|row| row.station == "v1-04");
    here.map(|row| (row.worker, row.net_seconds)).collect()
}

both!(who_forgot_to_sign_on_still_has_the_hours: Pages);
async fn who_forgot_to_sign_on_still_has_the_hours(pages: Pages) {
    let station = pages.get("/vloer/hal-1/v1-04?dag=2026-11-20").await;
    assert!(
        station.attributes("main a", "href").contains(&PATH.to_owned()),
        "the station's page leads there"
    );
    let page = pages.get(PATH).await;
    assert_eq!(page.text("h1"), "Aan- of afmelden achteraf");
    assert_eq!(
        page.attributes("#aanwezig-at", "value"),
        ["2026-11-20T11:30:00"],
        "now, on the day itself"
    );
    let led_to = "/vloer/hal-1/v1-04?dag=2026-11-20";
    let key = page.attributes(&format!("[name={KEY_FIELD}]"), "value").remove(0);
    let on = came("sign_on", "2026-11-20T08:00");
    let (first, second) =
        tokio::join!(sent_again(&pages, PATH, &on, &key), sent_again(&pages, PATH, &on, &key));
    for answer in [&first, &second] {
        assert_eq!(
            (answer.status, answer.header("location")),
            (StatusCode::SEE_OTHER, led_to),
            "{}",
            answer.text("main")
        );
    }
    let off = sent(&pages, PATH, &came("sign_off", "2026-11-20T09:30")).await;
    assert_eq!(off.status, StatusCode::SEE_OTHER, "{}", off.text("main"));
    assert!(
        off.header("set-cookie").starts_with("wv-gedaan=attendance.done_booked;"),
        "{}",
        off.header("set-cookie")
    );
    assert_eq!(
        seconds(&pages).await,
        [("w1".to_owned(), 5_400)],
        "once, from eight to half past nine"
    );
    let told: Vec<(String, String)> = pages
        .db()
        .all("select action, object_id from trail where object_kind = 'worker' order by no", &[])
        .await
        .unwrap();
    assert_eq!(
        told,
        [("correct".to_owned(), "w1".to_owned()), ("correct".to_owned(), "w1".to_owned())]
    );
}

both!(what_is_wrong_is_told_at_the_field: Pages);
async fn what_is_wrong_is_told_at_the_field(pages: Pages) {
    for (field, value, sentence) in [
        ("kind", "good", "Kies wat het is."),
        ("worker", "w99", "Kies wie het was."),
        ("worker", "", "Kies wie het was."),
        ("at", "straks", "Vul een datum en een tijd in."),
        ("at", "2026-11-20T11:31", "Deze tijd is nog niet geweest."),
        ("at", "2026-11-19T08:00", "Deze tijd hoort bij een andere dag."),
        ("reason", "", "Vul dit in."),
    ] {
        let refused =
            sent(&pages, PATH, &with(came("sign_on", "2026-11-20T08:00"), field, value)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{field} {value}");
        assert_eq!(refused.text(&format!("#aanwezig-{field}-fout")), sentence, "{field} {value}");
        if field != "reason" {
            assert_eq!(refused.text("#aanwezig-reason"), "pas vergeten");
        }
    }
    let without_key = sent_again(&pages, PATH, &came("sign_on", "2026-11-20T08:00"), "").await;
    assert_eq!(without_key.status, StatusCode::BAD_REQUEST);
    assert_eq!(seconds(&pages).await, []);
}

both!(nobody_says_it_of_anothers_station_or_people: Pages);
async fn nobody_says_it_of_anothers_station_or_people(pages: Pages) {
    let leader = pages.seen_by("ties", "Ties Voorbeeld", &[(Role::Supervisor, "group:g3")]).await;
    assert_eq!(leader.get(PATH).await.status, StatusCode::NOT_FOUND);
    let key = "0123456789abcdef0123456789abcdef";
    let refused = sent_again(&leader, PATH, &came("sign_on", "2026-11-20T08:00"), key).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    // At a station of their own, but of somebody else's people.
    let own = "/vloer/hal-2/m1-01/aanwezig?dag=2026-11-20";
    assert_eq!(
        leader.get(own).await.texts("form.wv-form select"),
        [""; 0],
        "nobody works in their group"
    );
    let foreign = sent_again(&leader, own, &came("sign_on", "2026-11-20T08:00"), key).await;
    assert_eq!(foreign.status, StatusCode::UNPROCESSABLE_ENTITY);
    for path in [
        "/vloer/hal-1/v9-99/aanwezig",
        "/vloer/nergens/v1-04/aanwezig",
        "/vloer/hal-1/v1-04/aanwezig?dag=2026-11-21",
    ] {
        assert_eq!(pages.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(seconds(&pages).await, []);
}
