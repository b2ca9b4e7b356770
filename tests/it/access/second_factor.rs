//! The second factor.

use crate::harness::{PASSWORD, account};
use crate::pages::{Pages, made_up};
use axum::http::StatusCode;
use chrono::TimeDelta;
use werkvloer::access::Role;
use werkvloer::access::second_factor::code_at;

const CODE: &str = "/aanmelden/code";

both!(an_administrator_sets_one_up_before_anything_else: Pages);
async fn an_administrator_sets_one_up_before_anything_else(pages: Pages) {
    account(pages.db(), "bas", "Bas Beheerling", &[(Role::Administrator, "everything")]).await;
    let bas = pages.elsewhere();
    let fields = [("naam", "bas"), ("wachtwoord", PASSWORD), ("terug", "/quarantaine")];
    let to = bas.post("/aanmelden", &fields).await.header("location").to_owned();
    assert_eq!(to, "/aanmelden/tweede-stap?terug=/quarantaine");
    assert_eq!(bas.get("/quarantaine").await.status, StatusCode::SEE_OTHER, "not in yet");
    let page = bas.get(&to).await;
    assert_eq!(page.attributes("svg.wv-picture", "role"), ["img"]);
    let secret = page.text(".wv-secret").replace(' ', "");
    let wrong = bas.post("/aanmelden/tweede-stap", &[("code", "000000x")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.text(".wv-secret").replace(' ', ""), secret, "still the same");
    let code = code_at(&secret, pages.clock.now()).unwrap();
    let half = bas.browser.get("werkvloer").unwrap();
    let done =
        bas.post("/aanmelden/tweede-stap", &[("code", &code), ("terug", "/quarantaine")]).await;
    assert_eq!(done.texts(".wv-codes li").len(), 10);
    assert_eq!(done.attributes("main .utrecht-button-link", "href"), ["/quarantaine"]);
    assert_ne!(bas.browser.get("werkvloer").unwrap(), half, "a new id");
    assert_eq!(bas.get("/quarantaine").await.status, StatusCode::OK);
    // What was shown once is not shown again.
    assert_eq!(bas.get("/aanmelden/tweede-stap").await.status, StatusCode::SEE_OTHER);
    assert!(!bas.get("/mijn").await.body.contains(&secret));
}

both!(a_code_works_once_and_so_does_a_recovery_code: Pages);
async fn a_code_works_once_and_so_does_a_recovery_code(pages: Pages) {
    account(pages.db(), "bas", "Bas Beheerling", &[(Role::Administrator, "everything")]).await;
    let bas = pages.elsewhere();
    bas.sign_in("bas").await;
    let (secret, recovery) = bas.enrol().await;
    let used = code_at(&secret, pages.clock.now()).unwrap();
    let next = pages.elsewhere();
    assert_eq!(next.try_to_sign_in("bas", PASSWORD).await.header("location"), CODE);
    assert_eq!(next.get("/mijn").await.status, StatusCode::SEE_OTHER, "half is not in");
    assert_eq!(next.get(CODE).await.attributes("#code-code", "autocomplete"), ["one-time-code"]);
    let again = next.post(CODE, &[("code", &used)]).await;
    assert_eq!(
        (again.status, again.texts("#code-code-fout").len()),
        (StatusCode::UNPROCESSABLE_ENTITY, 1)
    );
    pages.clock.set(made_up::now() + TimeDelta::seconds(30));
    let fresh = code_at(&secret, pages.clock.now()).unwrap();
    assert_eq!(next.post(CODE, &[("code", &fresh)]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(next.get("/mijn").await.status, StatusCode::OK);

    let code = recovery[3].to_uppercase().replace('-', " ");
    for (browser, status) in [(pages.elsewhere(), 303), (pages.elsewhere(), 422)] {
        browser.sign_in("bas").await;
        assert_eq!(browser.post(CODE, &[("code", &code)]).await.status, status);
        assert_eq!(browser.get("/mijn").await.status, if status == 303 { 200 } else { 303 });
    }
    let kept: Vec<(String,)> =
        pages.db().all("select code_hash from recovery_code", &[]).await.unwrap();
    assert!(kept.len() == 10 && kept.iter().all(|(hash,)| hash.len() == 64));
}

both!(codes_cannot_be_tried_out_and_half_a_sign_in_is_soon_over: Pages);
async fn codes_cannot_be_tried_out_and_half_a_sign_in_is_soon_over(pages: Pages) {
    account(pages.db(), "bas", "Bas Beheerling", &[(Role::Administrator, "everything")]).await;
    let bas = pages.elsewhere();
    bas.sign_in("bas").await;
    let (secret, _) = bas.enrol().await;
    let thief = pages.elsewhere();
    thief.sign_in("bas").await;
    for _ in 0..5 {
        assert_eq!(thief.post(CODE, &[("code", "123")]).await.status, 422);
    }
    assert_eq!(thief.post(CODE, &[("code", "123")]).await.status, StatusCode::TOO_MANY_REQUESTS);
    pages.clock.set(made_up::now() + TimeDelta::minutes(10));
    let code = code_at(&secret, pages.clock.now()).unwrap();
    let late = thief.post(CODE, &[("code", &code)]).await;
    assert_eq!((late.status, late.header("location")), (StatusCode::SEE_OTHER, "/aanmelden"));
    assert_eq!(thief.get("/mijn").await.status, StatusCode::SEE_OTHER);
}

both!(whoever_wants_one_sets_it_up_with_the_password_of_now: Pages);
async fn whoever_wants_one_sets_it_up_with_the_password_of_now(pages: Pages) {
    let other = pages.elsewhere();
    other.sign_in("tine").await;
    let wrong = pages.post("/mijn/tweede-stap", &[("nu", "geraden")]).await;
    assert_eq!(
        (wrong.status, wrong.text("#stap-nu-fout")),
        (StatusCode::UNPROCESSABLE_ENTITY, "Dit wachtwoord klopt niet.".to_owned())
    );
    assert_eq!(pages.get("/aanmelden/tweede-stap").await.status, StatusCode::SEE_OTHER);
    assert_eq!(
        pages.post("/mijn/tweede-stap", &[("nu", PASSWORD)]).await.status,
        StatusCode::SEE_OTHER
    );
    pages.enrol().await;
    assert!(pages.get("/mijn").await.text(".wv-facts").contains("staat aan"));
    assert_eq!(other.get("/mijn").await.status, StatusCode::SEE_OTHER, "came in without it");
    assert_eq!(other.try_to_sign_in("tine", PASSWORD).await.header("location"), CODE);
}

both!(a_code_that_is_sent_twice_leads_on_to_where_one_wanted_to_be: Pages);
async fn a_code_that_is_sent_twice_leads_on_to_where_one_wanted_to_be(pages: Pages) {
    account(pages.db(), "bas", "Bas Beheerling", &[(Role::Administrator, "everything")]).await;
    let bas = pages.elsewhere();
    bas.sign_in("bas").await;
    let (secret, _) = bas.enrol().await;
    bas.post("/afmelden", &[]).await;
    pages.clock.set(made_up::now() + TimeDelta::seconds(30));
    let fields = [("naam", "bas"), ("wachtwoord", PASSWORD), ("terug", "/quarantaine")];
    assert_eq!(
        bas.post("/aanmelden", &fields).await.header("location"),
        "/aanmelden/code?terug=/quarantaine"
    );
    let half = bas.browser.get("werkvloer").unwrap();
    let code = code_at(&secret, pages.clock.now()).unwrap();
    let fields = [("code", code.as_str()), ("terug", "/quarantaine")];
    assert_eq!(bas.post(CODE, &fields).await.header("location"), "/quarantaine");
    // By a browser that heard the first answer, and by one that did not.
    let deaf = pages.elsewhere();
    deaf.browser.set("werkvloer", &half);
    for (browser, to) in [(&bas, "/quarantaine"), (&deaf, "")] {
        let again = browser.post(CODE, &fields).await;
        assert_eq!(
            (again.status.as_u16(), again.header("location")),
            (303, "/aanmelden?terug=/quarantaine")
        );
        assert_eq!(browser.get("/aanmelden?terug=/quarantaine").await.header("location"), to);
    }
    assert_eq!(bas.get("/quarantaine").await.status, StatusCode::OK, "still in");
    let away = bas.post(CODE, &[("code", "1"), ("terug", "//elders.invalid")]).await;
    assert_eq!(away.header("location"), "/aanmelden");
}
