//! Production days, open and closed.

use super::{Pages, made_up};
use crate::admin::id_of;
use axum::http::StatusCode;
use werkvloer::access::Role;

const CLOSE: &str = "/dagen/stad/2026-11-19/afsluiting";
const RIGHT: [(&str, &str); 1] = [("gezien", "ja")];

async fn closed(pages: &Pages) -> Vec<(String, String)> {
    let sql = "select cast(day as text) as day, closed_by from day_close order by day";
    pages.db().all(sql, &[]).await.unwrap()
}

both!(ten_days_of_a_site_with_what_waits: Pages);
async fn ten_days_of_a_site_with_what_waits(pages: Pages) {
    let days = pages.get("/dagen").await;
    assert_eq!(days.status, StatusCode::OK);
    assert_eq!(days.text("nav [aria-current]"), "Dagen");
    assert_eq!(days.text("h2"), "Locatie Stad");
    let rows = days.texts("tbody tr");
    assert_eq!(rows.len(), 10);
    assert_eq!(rows[0], "vr 20 nov (vandaag) open Afsluiten : Locatie Stad, vr 20 nov");
    assert!(rows[9].starts_with("wo 11 nov open"), "{}", rows[9]);
    assert!(days.text("section").contains("Er wacht niets in quarantaine."));
    let mut tx = pages.db().begin().await.unwrap();
    made_up::quarantined(&mut tx, "q1", "bad_json", "{", 1).await;
    made_up::quarantined(&mut tx, "q2", "bad_json", "{", 2).await;
    tx.commit().await.unwrap();
    assert!(
        pages
            .get("/dagen")
            .await
            .text("section")
            .contains("2 meldingen wachten op een beslissing.")
    );
    pages.post("/quarantaine/q1/afwijzing", &[("reason", "proef")]).await;
    assert!(
        pages.get("/dagen").await.text("section").contains("1 melding wacht op een beslissing.")
    );
}

both!(a_day_is_closed_once_however_often_it_is_sent: Pages);
async fn a_day_is_closed_once_however_often_it_is_sent(pages: Pages) {
    let form = pages.get("/dagen/stad/2026-11-19").await;
    assert_eq!(form.text("h1"), "do 19 nov van Locatie Stad afsluiten");
    assert_eq!(form.attributes("main form", "action"), [CLOSE]);
    assert_eq!(form.text(".wv-alert"), "");
    let (first, second) = tokio::join!(pages.post(CLOSE, &RIGHT), pages.post(CLOSE, &RIGHT));
    let other = pages.seen_by("ab", "Ab Anders", &[(Role::Controller, "site:stad")]).await;
    for answer in [first, second, other.post(CLOSE, &RIGHT).await] {
        assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/dagen"));
    }
    assert_eq!(closed(&pages).await, [("2026-11-19".to_owned(), id_of(&pages, "tine").await)]);
    let row = pages.get("/dagen").await.texts("tbody tr").swap_remove(1);
    assert_eq!(row, "do 19 nov afgesloten Afgesloten door Tine Testpersoon, 11:30.");
    let page = pages.get("/dagen/stad/2026-11-19").await;
    assert!(page.text("main").contains("Afgesloten door Tine Testpersoon, 11:30."));
    assert_eq!(page.texts("main form").len(), 0);
}

both!(nobody_closes_without_a_look_or_a_day_that_began: Pages);
async fn nobody_closes_without_a_look_or_a_day_that_began(pages: Pages) {
    let unseen = pages.post(CLOSE, &[("gezien", "")]).await;
    assert_eq!(unseen.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(unseen.text("#dag-gezien-fout"), "Kijk eerst de dag na en zet dan het vinkje.");
    assert_eq!(unseen.texts("#dag-gezien[checked]").len(), 0);
    assert_eq!(pages.post(CLOSE, &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let foreign = pages.post_from(CLOSE, &[("sec-fetch-site", "cross-site")], &RIGHT).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    assert_eq!(pages.get(CLOSE).await.status, StatusCode::METHOD_NOT_ALLOWED);
    for place in [
        "stad/2026-11-21",
        "nergens/2026-11-19",
        "stad/morgen",
        "stad/1999-01-01",
        "stad/-262143-01-01",
    ] {
        assert_eq!(
            pages.get(&format!("/dagen/{place}")).await.status,
            StatusCode::NOT_FOUND,
            "{place}"
        );
        let sent = pages.post(&format!("/dagen/{place}/afsluiting"), &RIGHT).await;
        assert_eq!(sent.status, StatusCode::NOT_FOUND, "{place}");
    }
    assert!(
        pages.get("/dagen/stad/2026-11-21").await.text("main").contains("Deze dag is er nog niet.")
    );
    assert_eq!(closed(&pages).await, []);
    let today = pages.get("/dagen/stad/2026-11-20").await;
    assert_eq!(
        today.text(".wv-alert"),
        "Deze dag is nog bezig. Sluit hem pas af als niemand meer werkt."
    );
}

both!(names_are_shown_as_text: Pages);
async fn names_are_shown_as_text(pages: Pages) {
    let evil = "<b>Sluiter</b>";
    let other = pages.seen_by("evil", evil, &[(Role::Controller, "everything")]).await;
    other.post(CLOSE, &RIGHT).await;
    let days = pages.get("/dagen").await;
    assert!(days.text("main").contains(evil));
    assert_eq!(days.texts("main b"), [""; 0]);
}
