//! A form that is sent twice: what it asks for happens once, and what was shown once stays that.

use crate::admin::{administrator, lines};
use crate::harness::account;
use crate::pages::{Answer, Pages};
use axum::http::StatusCode;
use chrono::TimeDelta;
use werkvloer::access::Role;
use werkvloer::access::second_factor::code_at;

const KEY: &str = "0123456789abcdef0123456789abcdef";
/// A form, where its second answer leads, and the key of what is said there.
type Form<'a> = (&'a str, Vec<(&'a str, &'a str)>, &'a str, &'a str);

fn said(answer: &Answer) -> String {
    let cookies = answer.headers.get_all("set-cookie").iter().map(|c| c.to_str().unwrap());
    let word = cookies.filter_map(|cookie| cookie.strip_prefix("wv-gedaan=")?.split(';').next());
    word.collect()
}

/// Where the page of somebody's account is.
async fn somebody(pages: &Pages) -> String {
    let id = account(pages.db(), "jan", "Jan Voorbeeld", &[(Role::Planner, "everything")]).await;
    format!("/beheer/gebruikers/{id}")
}

/// Every form that makes something new, with its own key.
fn making<'a>(at: &'a str, link: &'a str, role: &'a str) -> [Form<'a>; 5] {
    [
        (
            "/beheer/gebruikers/nieuw",
            vec![
                ("sleutel", "00000000000000000000000000000001"),
                ("naam", "Nel Nieuweling"),
                ("aanmeldnaam", "nel"),
                ("rol", "planner"),
                ("bereik", "everything"),
            ],
            "/beheer/gebruikers/00000000000000000000000000000001",
            "admin.done_made_before",
        ),
        (
            link,
            vec![("sleutel", "00000000000000000000000000000002")],
            at,
            "admin.done_link_made_before",
        ),
        (
            role,
            vec![
                ("sleutel", "00000000000000000000000000000003"),
                ("rol", "controller"),
                ("bereik", "everything"),
            ],
            at,
            "admin.done_role_given",
        ),
        (
            "/beheer/terminals/nieuw",
            vec![
                ("sleutel", "00000000000000000000000000000004"),
                ("terminal", "nieuw-1"),
                ("werkplek", "v1-02"),
            ],
            "/beheer/terminals/stad/nieuw-1",
            "terminals.done_secret_made_before",
        ),
        (
            "/beheer/apparaten/code",
            vec![
                ("sleutel", "00000000000000000000000000000005"),
                ("naam", "Tablet"),
                ("soort", "tablet"),
                ("hal", "hal-1"),
            ],
            "/beheer/apparaten",
            "devices.done_code_made_before",
        ),
    ]
}

/// What the forms could make: rows that a second act would add to, or change.
async fn made(pages: &Pages) -> Vec<(String, i64)> {
    let mut made = Vec::new();
    for sql in [
        "select 'account' as what, count(*) as n from account",
        "select min(token_hash) as what, count(*) as n from one_time_link",
        "select 'grant' as what, count(*) as n from account_grant",
        "select min(secret_hash) as what, count(*) as n from terminal where name = 'nieuw-1'",
        "select min(code_hash) as what, count(*) as n from pairing_code",
    ] {
        let (what, count): (Option<String>, i64) = pages.db().one(sql, &[]).await.unwrap();
        made.push((what.unwrap_or_default(), count));
    }
    made
}

both!(a_form_sent_twice_happens_once_and_leads_to_the_same_place: Pages);
async fn a_form_sent_twice_happens_once_and_leads_to_the_same_place(pages: Pages) {
    let bas = administrator(&pages).await;
    let at = somebody(&pages).await;
    let (link, role) = (format!("{at}/link"), format!("{at}/rol"));
    for (path, fields, to, word) in making(&at, &link, &role) {
        let first = bas.post(path, &fields).await;
        assert!(matches!(first.status.as_u16(), 200 | 303), "{path}: {}", first.text("main"));
        let (after, told) = (made(&pages).await, lines(&pages).await.len());
        let shown = first.texts(".wv-secret, .wv-codes code");
        for _ in 0..2 {
            let again = bas.post(path, &fields).await;
            assert_eq!(
                (again.status, again.header("location"), said(&again).as_str()),
                (StatusCode::SEE_OTHER, to, word),
                "{path}"
            );
            assert!(shown.iter().all(|secret| !again.body.contains(secret.as_str())), "{path}");
        }
        assert_eq!((made(&pages).await, lines(&pages).await.len()), (after, told), "{path}");
        let page = bas.get(to).await;
        assert_eq!(page.status, 200, "{path}");
    }
}

both!(what_was_acted_on_elsewhere_is_no_form_of_ours: Pages);
async fn what_was_acted_on_elsewhere_is_no_form_of_ours(pages: Pages) {
    let bas = administrator(&pages).await;
    let eva = pages.entered("eva", &[(Role::Administrator, "everything")]).await;
    let at = somebody(&pages).await;
    let (link, role) = (format!("{at}/link"), format!("{at}/rol"));
    for (path, fields, ..) in making(&at, &link, &role) {
        bas.post(path, &fields).await;
        let after = made(&pages).await;
        let foreign = eva.post(path, &fields).await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND, "{path}");
        assert!(
            foreign
                .text("main")
                .contains("Dit formulier is al eens verstuurd, maar niet tijdens deze aanmelding."),
            "{path}"
        );
        assert_eq!(made(&pages).await, after, "{path}");
        for key in
            ["", "x", "0123456789abcdef0123456789abcdeg", "00000000000000000000000000000001 "]
        {
            let mut without = fields.clone();
            without[0].1 = key;
            assert_eq!(
                eva.post(path, &without).await.status,
                StatusCode::BAD_REQUEST,
                "{path} {key:?}"
            );
        }
        assert_eq!(made(&pages).await, after, "{path}");
    }
    // Nor of oneself, after another sign-in: what was done is there to be seen.
    let (wim, again) = (pages.elsewhere(), pages.elsewhere());
    pages.clock.set(pages.clock.now() + TimeDelta::seconds(60));
    account(pages.db(), "wim", "Wim Verzonnen", &[(Role::Administrator, "everything")]).await;
    wim.sign_in("wim").await;
    let (secret, _) = wim.enrol().await;
    wim.post(&link, &[("sleutel", KEY)]).await;
    pages.clock.set(pages.clock.now() + TimeDelta::seconds(60));
    again.sign_in("wim").await;
    let code = code_at(&secret, pages.clock.now()).unwrap();
    again.post("/aanmelden/code", &[("code", &code)]).await;
    assert_eq!(again.post(&link, &[("sleutel", KEY)]).await.status, StatusCode::NOT_FOUND);
}

both!(two_at_once_are_one: Pages);
async fn two_at_once_are_one(pages: Pages) {
    let bas = administrator(&pages).await;
    let at = somebody(&pages).await;
    let (link, role) = (format!("{at}/link"), format!("{at}/rol"));
    for (path, fields, to, _) in making(&at, &link, &role) {
        let before = lines(&pages).await.len();
        let answers = futures_util::future::join_all((0..4).map(|_| bas.post(path, &fields))).await;
        let seen: Vec<_> = answers.iter().map(|answer| answer.status.as_u16()).collect();
        let shown = seen.iter().filter(|status| **status == 200).count();
        let led = answers.iter().filter(|answer| answer.header("location") == to).count();
        assert_eq!((shown, led), if path == role { (0, 4) } else { (1, 3) }, "{path}: {seen:?}");
        let acts = lines(&pages).await.len() - before;
        assert!(acts <= 3 && (acts > 0 || path.ends_with("code")), "{path}: {acts} lines");
    }
    let counts: Vec<i64> = made(&pages).await.into_iter().map(|(_, n)| n).collect();
    assert_eq!(&counts[3..], [1, 1]);
}

both!(a_device_is_paired_once_and_recovery_codes_are_shown_once: Pages);
async fn a_device_is_paired_once_and_recovery_codes_are_shown_once(pages: Pages) {
    let tablet = pages.elsewhere();
    let code = pages.code("tablet", "hal-1").await;
    let fields = [("code", code.as_str()), ("sleutel", KEY)];
    assert_eq!(tablet.post("/koppelen", &fields).await.header("location"), "/");
    let secret = tablet.browser.get("werkvloer-device").unwrap();
    let again = tablet.post("/koppelen", &fields).await;
    assert_eq!(
        (again.status.as_u16(), again.header("location"), said(&again).as_str()),
        (303, "/", "pairing.done_paired")
    );
    assert_eq!(tablet.browser.get("werkvloer-device").unwrap(), secret);
    assert_eq!(pages.elsewhere().post("/koppelen", &fields).await.status, 404);
    let (devices,): (i64,) = pages.db().one("select count(*) from device", &[]).await.unwrap();
    assert_eq!(devices, 1);

    account(pages.db(), "bas", "Bas Beheerling", &[(Role::Administrator, "everything")]).await;
    let bas = pages.elsewhere();
    bas.sign_in("bas").await;
    let page = bas.get("/aanmelden/tweede-stap").await;
    let (key, secret) =
        (page.attributes("[name=sleutel]", "value"), page.text(".wv-secret").replace(' ', ""));
    let right = code_at(&secret, pages.clock.now()).unwrap();
    let fields = [("code", right.as_str()), ("sleutel", key[0].as_str())];
    let first = bas.post("/aanmelden/tweede-stap", &fields).await;
    assert_eq!(first.texts(".wv-codes li").len(), 10);
    let again = bas.post("/aanmelden/tweede-stap", &fields).await;
    assert_eq!(
        (again.status.as_u16(), again.header("location"), said(&again).as_str()),
        (303, "/mijn", "access.done_step_set_before")
    );
    bas.post("/afmelden", &[]).await;
    bas.sign_in("bas").await;
    let recovery = first.texts(".wv-codes li").remove(0);
    assert_eq!(
        bas.post("/aanmelden/code", &[("code", &recovery)]).await.status,
        303,
        "the codes that were shown work"
    );
}
