//! Signing in: by name and password, and back to where somebody wanted to be.

use crate::harness::{PASSWORD, account};
use crate::pages::Pages;
use axum::http::StatusCode;
use chrono::TimeDelta;
use werkvloer::access::{Role, Settings, accounts};

const WRONG: &str = "De aanmeldnaam of het wachtwoord klopt niet.";

both!(nobody_passes_the_door_without_signing_in: Pages);
async fn nobody_passes_the_door_without_signing_in(pages: Pages) {
    let stranger = pages.elsewhere();
    let asked = stranger.get("/vloer/hal-1/v1-01?dag=2026-11-19&blad=2").await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER);
    let to = "/aanmelden?terug=/vloer/hal-1/v1-01%3Fdag%3D2026-11-19%26blad%3D2";
    assert_eq!(asked.header("location"), to);
    let form = stranger.get(to).await;
    assert_eq!(form.text("h1"), "Aanmelden");
    assert_eq!(form.attributes("#in-naam", "autocomplete"), ["username"]);
    assert_eq!(form.attributes("#in-wachtwoord", "type"), ["password"]);
    let back = form.attributes("main [name=terug]", "value").swap_remove(0);
    let answer = stranger
        .post("/aanmelden", &[("naam", " TINE "), ("wachtwoord", PASSWORD), ("terug", &back)])
        .await;
    assert_eq!(
        (answer.status, answer.header("location")),
        (StatusCode::SEE_OTHER, "/vloer/hal-1/v1-01?dag=2026-11-19&blad=2")
    );
    assert_eq!(stranger.get("/").await.status, StatusCode::OK);

    let stranger = pages.elsewhere();
    let from = [
        ("sec-fetch-site", "same-origin"),
        ("referer", "http://werkvloer.test:8080/quarantaine/q1"),
    ];
    let posted = stranger.post_from("/quarantaine/q1/afwijzing", &from, &[("reason", "x")]).await;
    assert_eq!(
        (posted.status, posted.header("location")),
        (StatusCode::SEE_OTHER, "/aanmelden?terug=/quarantaine/q1")
    );
    for headers in [[("hx-request", "true")], [("accept", "text/event-stream")]] {
        let part = stranger.get_with("/vloer/hal-1/stream", &headers).await;
        assert_eq!(part.status, StatusCode::UNAUTHORIZED);
        assert_eq!(part.attributes("a", "href"), ["/aanmelden"]);
        assert!(!part.body.contains("v1-01") && !part.body.contains("<html"));
    }
}

both!(the_way_back_never_leaves_the_house: Pages);
async fn the_way_back_never_leaves_the_house(pages: Pages) {
    for foreign in [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/aanmelden?terug=/x",
        "javascript:alert(1)",
        "/x\r\ny",
    ] {
        let stranger = pages.elsewhere();
        let fields = [("naam", "tine"), ("wachtwoord", PASSWORD), ("terug", foreign)];
        assert_eq!(stranger.post("/aanmelden", &fields).await.header("location"), "/", "{foreign}");
    }
    let referer =
        [("sec-fetch-site", "same-origin"), ("referer", "http://evil.example/quarantaine")];
    let posted = pages.elsewhere().post_from("/rol", &referer, &[]).await;
    assert_eq!(posted.header("location"), "/aanmelden");
}

both!(a_refusal_does_not_tell_whether_a_name_exists: Pages);
async fn a_refusal_does_not_tell_whether_a_name_exists(pages: Pages) {
    let id = account(pages.db(), "weg", "Wim Weg", &[(Role::Planner, "everything")]).await;
    let mut tx = pages.db().begin().await.unwrap();
    accounts::disable(&mut tx, &id, pages.clock.now()).await.unwrap();
    accounts::make(&mut tx, "nieuw", "Nel Nieuw", pages.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    account(pages.db(), "rolloos", "Rob Rolloos", &[]).await;
    let before = pages.door.hasher().checked();
    for (login, password) in [
        ("tine", "verkeerd wachtwoord"),
        ("niemand", PASSWORD),
        ("weg", PASSWORD),
        ("nieuw", ""),
        ("nieuw", PASSWORD),
        ("' or 1=1 --", "x"),
    ] {
        let stranger = pages.elsewhere();
        let answer = stranger.try_to_sign_in(login, password).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{login}");
        let sentence = if password.is_empty() { "Vul dit in." } else { WRONG };
        assert_eq!(answer.text("#in-wachtwoord-fout"), sentence, "{login}");
        assert_eq!(answer.attributes("#in-naam", "value"), [login]);
        assert!(!answer.body.contains(PASSWORD), "a password is never sent back");
        assert_eq!(stranger.browser.get("werkvloer"), None);
    }
    // As much work for a name that is not there as for one that is.
    assert_eq!(pages.door.hasher().checked() - before, 5);
    let nothing = pages.elsewhere().try_to_sign_in("rolloos", PASSWORD).await;
    assert_eq!(
        nothing.text("#in-naam-fout"),
        "Je hebt vandaag geen rol. Vraag je beheerder om een rol."
    );
}

both!(a_session_gets_an_id_nobody_knew_before: Pages);
async fn a_session_gets_an_id_nobody_knew_before(pages: Pages) {
    let browser = pages.elsewhere();
    let planted = "ab".repeat(32);
    browser.browser.set("werkvloer", &planted);
    browser.sign_in("tine").await;
    let first = browser.browser.get("werkvloer").unwrap();
    assert!(first != planted && first.len() == 64, "{first}");
    let thief = pages.elsewhere();
    thief.browser.set("werkvloer", &planted);
    assert_eq!(thief.get("/mijn").await.status, StatusCode::SEE_OTHER);
    browser.sign_in("tine").await;
    thief.browser.set("werkvloer", &first);
    assert_eq!(thief.get("/mijn").await.status, StatusCode::SEE_OTHER, "the one before is over");
    let kept: Vec<(String,)> = pages.db().all("select id_hash from session", &[]).await.unwrap();
    assert!(
        kept.iter().all(|(hash,)| *hash != browser.browser.get("werkvloer").unwrap()),
        "only hashes are kept"
    );
}

both!(cookies_fit_the_address_people_type: Pages);
async fn cookies_fit_the_address_people_type(pages: Pages) {
    let fields = [("naam", "tine"), ("wachtwoord", PASSWORD)];
    let cookies = |answer: &crate::pages::Answer| -> Vec<String> {
        answer
            .headers
            .get_all("set-cookie")
            .iter()
            .map(|c| c.to_str().unwrap().to_owned())
            .collect()
    };
    let plain = cookies(&pages.elsewhere().post("/aanmelden", &fields).await);
    assert!(
        plain[0].starts_with("werkvloer=")
            && plain[0].ends_with("; Path=/; HttpOnly; SameSite=Lax"),
        "{plain:?}"
    );
    let public_url = Some("https://werkvloer.test:8080".parse().unwrap());
    let secure = pages.restarted(Settings { public_url, ..Settings::default() });
    let set = cookies(&secure.post("/aanmelden", &fields).await);
    for cookie in &set {
        assert!(
            cookie.starts_with("__Host-")
                && cookie.contains("; Path=/; HttpOnly; SameSite=Lax; Secure"),
            "{cookie}"
        );
    }
    assert_eq!(secure.get("/mijn").await.status, StatusCode::OK);
    for (origin, status) in [
        ("https://werkvloer.test:8080", 303),
        ("http://werkvloer.test:8080", 403),
        ("https://werkvloer.test", 403),
    ] {
        assert_eq!(
            secure.post_from("/afmelden", &[("origin", origin)], &[]).await.status,
            status,
            "{origin}"
        );
    }
}

both!(roles_count_on_their_days: Pages);
async fn roles_count_on_their_days(pages: Pages) {
    let id = account(pages.db(), "jan", "Jan Voorbeeld", &[(Role::Planner, "everything")]).await;
    let jan = pages.elsewhere();
    jan.sign_in("jan").await;
    let mut tx = pages.db().begin().await.unwrap();
    tx.run("update account_grant set until_day = '2026-11-20' where account_id = $1", &[&id])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(jan.get("/dagen").await.status, StatusCode::OK, "its last day");
    // 00:10 of the 21st in Amsterdam, and the 20th still in Greenwich.
    pages.clock.set("2026-11-20T22:50:00Z".parse().unwrap());
    jan.sign_in("jan").await;
    pages.clock.set(pages.clock.now() + TimeDelta::minutes(20));
    assert_eq!(jan.get("/dagen").await.status, StatusCode::SEE_OTHER);
    assert_eq!(jan.try_to_sign_in("jan", PASSWORD).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}
