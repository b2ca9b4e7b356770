//! What every answer has in common: headers, language, errors as pages, and who may ask for a change.

use super::{Answer, Pages, made_up, request};
use axum::http::{Method, StatusCode};
use std::sync::Arc;
use werkvloer::intake::readiness::Readiness;

fn assert_dressed(answer: &Answer, what: &str) {
    let policy = answer.header("content-security-policy");
    assert!(
        policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
        "{what}"
    );
    assert!(!policy.contains("unsafe"), "{what}: {policy}");
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(answer.header(name), value, "{name} of {what}");
    }
    assert_eq!(answer.header("x-request-id").len(), 12, "{what}");
}

both!(every_answer_is_dressed: Pages);
async fn every_answer_is_dressed(pages: Pages) {
    for path in [
        "/",
        "/vloer/hal-1",
        "/quarantaine",
        "/nergens",
        "/vloer/nergens",
        "/healthz",
        "/readyz",
        "/static/x.css",
    ] {
        let answer = pages.get(path).await;
        assert_dressed(&answer, path);
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
    }
    assert_dressed(&pages.post_from("/taal", &[], &[]).await, "a refused post");
    let stream = pages.send(request(Method::GET, "/vloer/hal-1/stream", &[], "")).await;
    assert_eq!(stream.headers()["cache-control"], "no-store, no-cache, no-transform");
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
}

both!(pages_hold_nothing_inline_and_their_files_are_kept_for_ever: Pages);
async fn pages_hold_nothing_inline_and_their_files_are_kept_for_ever(pages: Pages) {
    let board = pages.get("/vloer/hal-1").await;
    assert!(
        !board.body.contains(" style=")
            && !board.body.contains("<style")
            && !board.body.contains(" on"),
        "inline"
    );
    assert!(board.texts("script").iter().all(String::is_empty));
    let mut files = board.attributes("link[href]", "href");
    files.extend(board.attributes("script", "src"));
    assert_eq!(files.len(), 3, "{files:?}");
    for file in files {
        let answer = pages.get(&file).await;
        assert_eq!(answer.status, StatusCode::OK, "{file}");
        assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
        assert_dressed(&answer, &file);
    }
}

both!(an_error_is_a_page_with_a_number_and_a_way_on: Pages);
async fn an_error_is_a_page_with_a_number_and_a_way_on(pages: Pages) {
    let answer = pages.get("/nergens?x=geheim").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(answer.text("h1"), "Dat ging niet");
    assert_eq!(answer.text("main code"), answer.header("x-request-id"));
    assert_eq!(answer.attributes("main a", "href"), ["/"]);
    let english = pages.get_with("/vloer/nergens", &[("accept-language", "en")]).await;
    assert_eq!(english.status, StatusCode::NOT_FOUND);
    assert!(english.text("main").contains("We do not know this hall"), "{}", english.text("main"));

    let wrong = pages
        .send(request(Method::DELETE, "/quarantaine", &[("sec-fetch-site", "same-origin")], ""))
        .await;
    assert_eq!(wrong.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(wrong.headers()["allow"], "GET,HEAD");
    assert!(Answer::of(wrong).await.text("main").contains("Dat kan hier niet"));

    let unreadable = pages.get("/quarantaine?blad=veel").await;
    assert_eq!(unreadable.status, StatusCode::BAD_REQUEST);
    assert!(!unreadable.body.contains("invalid digit"), "no English of the framework");
    let large = "x".repeat(70_000);
    assert_eq!(
        pages.post("/taal", &[("taal", &large)]).await.status,
        StatusCode::PAYLOAD_TOO_LARGE
    );
    let json = request(
        Method::POST,
        "/taal",
        &[("sec-fetch-site", "none"), ("content-type", "application/json")],
        "{}",
    );
    assert_eq!(pages.send(json).await.status(), StatusCode::BAD_REQUEST);
}

both!(a_part_of_a_page_that_fails_is_a_part_of_a_page: Pages);
async fn a_part_of_a_page_that_fails_is_a_part_of_a_page(pages: Pages) {
    let answer = pages.get_with("/nergens", &[("hx-request", "true")]).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.body.starts_with("<div class=\"utrecht-alert"), "{}", answer.body);
    assert!(
        answer.body.contains("Deze pagina bestaat niet")
            && answer.body.contains(answer.header("x-request-id"))
    );
}

both!(what_was_done_is_said_once_and_only_in_our_words: Pages);
async fn what_was_done_is_said_once_and_only_in_our_words(pages: Pages) {
    let page = pages
        .get_with("/dagen", &[("cookie", "wv-gedaan=day_closing.done_closed; wv-lang=nl")])
        .await;
    assert_eq!(page.text("[role=status]"), "De dag is afgesloten.");
    assert!(
        page.header("set-cookie").starts_with("wv-gedaan=; Path=/; Max-Age=0"),
        "{}",
        page.header("set-cookie")
    );
    for kept in ["/vloer/hal-1/stream", "/healthz"] {
        let answer = pages
            .send(request(
                Method::GET,
                kept,
                &[("cookie", "wv-gedaan=day_closing.done_closed")],
                "",
            ))
            .await;
        assert!(
            !answer.headers().contains_key("set-cookie"),
            "{kept} says nothing, so the sentence is still to come"
        );
    }
    for foreign in [
        "wv-gedaan=<b>hallo</b>",
        "wv-gedaan=error.internal",
        "wv-gedaan=day_closing.title",
        "wv-gedaan=",
        "x=day_closing.done_closed",
    ] {
        let page = pages.get_with("/dagen", &[("cookie", foreign)]).await;
        assert_eq!(page.text("[role=status]"), "", "{foreign}");
        assert_eq!(page.header("set-cookie"), "");
    }
}

both!(without_the_database_there_is_a_page_that_says_so: Pages);
async fn without_the_database_there_is_a_page_that_says_so(pages: Pages) {
    pages.db().close().await;
    for path in ["/", "/vloer/hal-1", "/vloer/hal-1/stream", "/quarantaine"] {
        let answer = pages.get(path).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert!(answer.text("main").contains("We kunnen nu niet bij de gegevens"), "{path}");
        assert!(
            !answer.body.to_lowercase().contains("pool"),
            "nothing from inside: {}",
            answer.body
        );
    }
    assert_eq!(pages.get("/healthz").await.status, StatusCode::OK);
}

both!(a_change_is_asked_for_by_our_own_pages_only: Pages);
async fn a_change_is_asked_for_by_our_own_pages_only(pages: Pages) {
    let fields = [("taal", "en"), ("terug", "/")];
    let own: &[&[(&str, &str)]] = &[
        &[("sec-fetch-site", "same-origin")],
        &[("sec-fetch-site", "none")],
        &[("origin", "http://werkvloer.test:8080")],
        &[("origin", "https://Werkvloer.test:8080")],
    ];
    for headers in own {
        assert_eq!(
            pages.post_from("/taal", headers, &fields).await.status,
            StatusCode::SEE_OTHER,
            "{headers:?}"
        );
    }
    let foreign: &[&[(&str, &str)]] = &[
        &[],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "cross-site"), ("origin", "http://werkvloer.test:8080")],
        &[("origin", "http://evil.example")],
        &[("origin", "http://werkvloer.test:8080.evil.example")],
        &[("origin", "http://werkvloer.test")],
        &[("origin", "null")],
    ];
    for headers in foreign {
        let answer = pages.post_from("/taal", headers, &fields).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{headers:?}");
        assert_eq!(answer.header("set-cookie"), "");
        assert!(answer.text("main").contains("Er is niets veranderd"));
    }
}

both!(dutch_first_and_the_switch_is_kept: Pages);
async fn dutch_first_and_the_switch_is_kept(pages: Pages) {
    assert_eq!(pages.get("/").await.attributes("html", "lang"), ["nl"]);
    assert_eq!(
        pages.get_with("/", &[("accept-language", "de,fr")]).await.attributes("html", "lang"),
        ["nl"]
    );
    assert_eq!(
        pages.get_with("/", &[("accept-language", "en-GB,nl;q=0.4")]).await.text("h1"),
        "Halls"
    );
    let here = pages.get("/vloer/hal-1?x=1").await;
    assert_eq!(here.attributes(".wv-languages input[name=terug]", "value"), ["/vloer/hal-1?x=1"]);

    let chosen = pages.post("/taal", &[("taal", "en"), ("terug", "/vloer/hal-1")]).await;
    assert_eq!((chosen.status, chosen.header("location")), (StatusCode::SEE_OTHER, "/vloer/hal-1"));
    let cookie = chosen.header("set-cookie");
    assert!(
        cookie.starts_with("wv-lang=en;")
            && cookie.contains("HttpOnly")
            && cookie.contains("SameSite=Lax"),
        "{cookie}"
    );
    let kept = pages.get_with("/", &[("cookie", "wv-lang=en"), ("accept-language", "nl")]).await;
    assert_eq!(kept.attributes("html", "lang"), ["en"]);

    let away = pages.post("/taal", &[("taal", "en"), ("terug", "//evil.example")]).await;
    assert_eq!(away.header("location"), "/");
    let unknown = pages.post("/taal", &[("taal", "xx")]).await;
    assert_eq!((unknown.status, unknown.header("set-cookie")), (StatusCode::SEE_OTHER, ""));
}

both!(machines_are_told_in_words_whether_it_can_store: Pages);
async fn machines_are_told_in_words_whether_it_can_store(pages: Pages) {
    assert_eq!(pages.get("/healthz").await.status, StatusCode::OK);
    let starting = pages.get("/readyz").await;
    assert_eq!(
        (starting.status, starting.body.as_str()),
        (StatusCode::SERVICE_UNAVAILABLE, "starting\n")
    );
    pages.readiness.send_replace(Readiness::Ready);
    assert_eq!(pages.get("/readyz").await.status, StatusCode::OK);
    pages.readiness.send_replace(Readiness::NotReady("the disk is full".to_owned()));
    let full = pages.get("/readyz").await;
    assert_eq!(
        (full.status, full.body.as_str()),
        (StatusCode::SERVICE_UNAVAILABLE, "the disk is full\n")
    );
    assert_eq!(pages.get("/metrics").await.status, StatusCode::NOT_FOUND, "not where pages are");
}

#[tokio::test]
async fn metrics_are_text_of_the_registry() {
    use tower::ServiceExt as _;
    let mut registry = prometheus_client::registry::Registry::default();
    let counter = prometheus_client::metrics::counter::Counter::<u64>::default();
    registry.register("wv_made_up", "For this test", counter.clone());
    counter.inc_by(3);
    let router = werkvloer::web::health::metrics_router(Arc::new(registry));
    let answer = router.oneshot(request(Method::GET, "/metrics", &[], "")).await.unwrap();
    let answer = Answer::of(answer).await;
    assert!(answer.header("content-type").starts_with("application/openmetrics-text"));
    assert!(
        answer.body.contains("wv_made_up_total 3\n") && answer.body.ends_with("# EOF\n"),
        "{}",
        answer.body
    );
}

both!(names_are_shown_as_text_and_never_run: Pages);
async fn names_are_shown_as_text_and_never_run(pages: Pages) {
    let evil = "<script>alert(1)</script>\"'; drop table worker; --";
    let mut tx = pages.db().begin().await.unwrap();
    made_up::station(&mut tx, "x-01", "g3", evil, "group").await;
    made_up::worker(&mut tx, "w9", "<img/src=x/onerror=alert(1)> <b>").await;
    let doing = made_up::Doing { people: "w9", help: Some(1), ..made_up::Doing::default() };
    made_up::station_now(&mut tx, "x-01", made_up::today(), &doing).await;
    made_up::quarantined(&mut tx, "q1", "bad_json", evil, 1).await;
    tx.commit().await.unwrap();
    let board = pages.get("/vloer/hal-2").await;
    assert_eq!(board.text("#naam-x-01"), format!("x-01 {evil}"));
    assert_eq!(board.text("#station-x-01 .wv-people li"), "<img/src=x/onerror=alert(1)> <.");
    assert_eq!(board.texts("script").concat() + &board.texts("main script, main img").concat(), "");
    assert_eq!(pages.get("/quarantaine/q1").await.text(".wv-raw"), evil);
    assert_eq!(pages.get("/quarantaine/%3Cscript%3E").await.status, StatusCode::NOT_FOUND);
    assert_eq!(pages.get("/vloer/';drop%20table%20hall;--").await.status, StatusCode::NOT_FOUND);
    assert_eq!(pages.get("/vloer/%ff%00").await.status, StatusCode::NOT_FOUND);
}

both!(the_language_switch_of_a_refused_form_keeps_the_place: Pages);
/// Who reads a refused form in the other language comes back to its page, not to the start.
async fn the_language_switch_of_a_refused_form_keeps_the_place(pages: Pages) {
    const HOUSE: &str = "http://werkvloer.test:8080";
    let mut tx = pages.db().begin().await.unwrap();
    made_up::quarantined(&mut tx, "q1", "bad_json", "{", 3).await;
    tx.commit().await.unwrap();
    made_up::account_that_waits(pages.db()).await;
    let bas = crate::admin::administrator(&pages).await;
    pages.paired("tablet", "hal-1").await;
    let device = bas.get("/beheer/apparaten").await.attributes("tbody a", "href").remove(0);
    let (renaming, revoking) = (format!("{device}/naam"), format!("{device}/intrekking"));
    let refused = async |who: &Pages, path: &str, from: &str| {
        let headers = [("sec-fetch-site", "same-origin"), ("referer", from)];
        let answer = who.post_from(path, &headers, &[("telefoon", "x")]).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{path}: {}",
            answer.text("main")
        );
        answer.attributes(".wv-languages input[name=terug]", "value").remove(0)
    };
    for (who, path, place) in [
        (&pages, "/mijn/wachtwoord", "/mijn"),
        (&pages, "/mijn/tweede-stap", "/mijn"),
        (&pages, "/quarantaine/q1/boeking", "/quarantaine/q1"),
        (&pages, "/quarantaine/q1/afwijzing", "/quarantaine/q1"),
        (&pages, "/dagen/stad/2026-11-19/afsluiting", "/dagen/stad/2026-11-19"),
        (&pages, "/medewerkers/w1/contact", "/medewerkers/w1"),
        (&bas, "/beheer/apparaten/code", "/beheer/apparaten"),
        (&bas, &renaming, &device),
        (&bas, &revoking, &device),
        (&bas, "/beheer/gebruikers/a-olga/rol", "/beheer/gebruikers/a-olga"),
        (&bas, "/beheer/terminals/stad/term-1/blokkering", "/beheer/terminals/stad/term-1"),
    ] {
        // Refused twice, the browser says that the form stood where the first answer did.
        assert_eq!(refused(who, path, &format!("{HOUSE}{path}")).await, place);
        assert_eq!(who.get(place).await.status, StatusCode::OK, "{place}");
    }
    for (from, place) in [
        ("http://werkvloer.test:8080/aanmelden?terug=/dagen", "/aanmelden?terug=/dagen"),
        ("https://werkvloer.test:8080/aanmelden", "/aanmelden"),
        ("https://evil.example/aanmelden", "/"),
        ("http://werkvloer.test:8080.evil.example/aanmelden", "/"),
        ("http://werkvloer.test:8080//evil.example/", "/"),
        ("", "/"),
    ] {
        assert_eq!(refused(&pages.elsewhere(), "/aanmelden", from).await, place, "{from}");
    }
}
