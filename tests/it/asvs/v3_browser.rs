//! V3: what browsers are told to do, and not to do.

use super::fields::visit;
use crate::access::permissions::TABLE;
use crate::admin::administrator;
use crate::harness::PASSWORD;
use crate::pages::{Pages, made_up, request};
use axum::http::{HeaderMap, Method, StatusCode};
use werkvloer::access::Settings;

/// Answers of every kind: pages, redirects, refusals, errors, a file, a stream.
pub(super) async fn answers(
    pages: &Pages,
    more: &[(&str, &str)],
) -> Vec<(String, StatusCode, HeaderMap)> {
    let file = pages.get("/mijn").await.attributes("link[rel=stylesheet]", "href").remove(0);
    let mut found = Vec::new();
    for path in [
        "/",
        "/mijn",
        "/vloer/hal-1",
        "/vloer/hal-1/stream",
        "/quarantaine?blad=x",
        "/nergens",
        "/healthz",
        "/readyz",
        &file,
    ] {
        let answer = pages.send(request(Method::GET, path, more, "")).await;
        found.push((path.to_owned(), answer.status(), answer.headers().clone()));
    }
    let own = [
        &[("sec-fetch-site", "same-origin"), ("content-type", "application/x-www-form-urlencoded")],
        more,
    ]
    .concat();
    for (method, path, headers, body) in [
        (Method::POST, "/mijn/wachtwoord", own.as_slice(), ""),
        (Method::POST, "/mijn/wachtwoord", more, ""),
        (Method::DELETE, "/mijn", own.as_slice(), ""),
        (Method::POST, "/taal", own.as_slice(), "taal=en"),
    ] {
        let answer = pages.send(request(method, path, headers, body)).await;
        found.push((format!("form to {path}"), answer.status(), answer.headers().clone()));
    }
    let stranger = pages.elsewhere().send(request(Method::GET, "/mijn", more, "")).await;
    found.push(("nobody to /mijn".to_owned(), stranger.status(), stranger.headers().clone()));
    // With a header more, a form may pass that is refused without.
    if more.is_empty() {
        let statuses: Vec<u16> = found.iter().map(|(_, status, _)| status.as_u16()).collect();
        for kind in [200, 303, 400, 403, 404, 405, 422] {
            assert!(statuses.contains(&kind), "no {kind} among {statuses:?}");
        }
    }
    found
}

fn cookies(headers: &HeaderMap) -> Vec<String> {
    headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap().to_owned()).collect()
}

/// The house as people reach it over TLS.
fn over_tls(pages: &Pages) -> Pages {
    let public_url = Some("https://werkvloer.test:8080".parse().unwrap());
    pages.restarted(Settings { public_url, ..Settings::default() })
}

both!(v3_3_1_every_cookie_is_kept_to_tls_to_us_and_from_scripts: Pages);
async fn v3_3_1_every_cookie_is_kept_to_tls_to_us_and_from_scripts(pages: Pages) {
    let secure = over_tls(&pages);
    secure.sign_in("tine").await;
    let mut seen = Vec::new();
    for (path, fields) in [
        ("/aanmelden", vec![("naam", "tine"), ("wachtwoord", PASSWORD)]),
        ("/taal", vec![("taal", "en")]),
        ("/mijn/pin/intrekking", vec![]),
        ("/afmelden", vec![]),
    ] {
        let answer = secure.post(path, &fields).await;
        seen.extend(cookies(&answer.headers));
    }
    secure.sign_in("tine").await;
    let said = secure.get_with("/mijn", &[("cookie", "wv-gedaan=tablet.done_pin_removed")]).await;
    assert_eq!(said.status, 200);
    seen.extend(cookies(&said.headers));
    assert!(seen.len() >= 6, "{seen:?}");
    for cookie in &seen {
        assert!(
            cookie.contains("; Path=/; ")
                && cookie.contains("; HttpOnly")
                && cookie.contains("; SameSite=Lax"),
            "{cookie}"
        );
        assert_eq!(cookie.matches("; Secure").count(), 1, "{cookie}");
        assert!(!cookie.contains("Domain") && cookie.len() < 4096, "{cookie}");
        // Two hold no secret, and nothing of a person: the language, and which of our sentences to say.
        let plain = cookie.starts_with("wv-lang=") || cookie.starts_with("wv-gedaan=");
        assert!(plain || cookie.starts_with("__Host-"), "{cookie}");
    }
}

both!(v3_4_1_every_answer_asks_for_tls_for_a_year: Pages);
async fn v3_4_1_every_answer_asks_for_tls_for_a_year(pages: Pages) {
    for (what, _, headers) in answers(&pages, &[]).await {
        let policy = headers.get("strict-transport-security").map(|value| value.to_str().unwrap());
        let age = policy.and_then(|policy| {
            policy.split(';').next()?.strip_prefix("max-age=")?.parse::<u64>().ok()
        });
        assert!(age >= Some(31_536_000), "{what}: {policy:?}");
    }
}

both!(v3_4_2_no_other_site_may_read_an_answer: Pages);
async fn v3_4_2_no_other_site_may_read_an_answer(pages: Pages) {
    for origin in [
        "https://evil.example",
        "null",
        "http://werkvloer.test:8080.evil.example",
        "http://werkvloer.test:8080",
    ] {
        for (what, _, headers) in answers(&pages, &[("origin", origin)]).await {
            let opened: Vec<_> = headers
                .keys()
                .filter(|name| name.as_str().starts_with("access-control-"))
                .collect();
            assert!(opened.is_empty(), "{what} for {origin}: {opened:?}");
            assert_eq!(headers["cross-origin-resource-policy"], "same-origin", "{what}");
        }
        let asks = [
            ("origin", origin),
            ("access-control-request-method", "POST"),
            ("access-control-request-headers", "x-own"),
        ];
        let before = pages.send(request(Method::OPTIONS, "/mijn/wachtwoord", &asks, "")).await;
        assert_eq!(before.status(), 405);
        assert!(!before.headers().contains_key("access-control-allow-origin"));
    }
}

both!(v3_4_3_every_answer_has_the_policy_and_its_friends: Pages);
async fn v3_4_3_every_answer_has_the_policy_and_its_friends(pages: Pages) {
    for (what, _, headers) in answers(&pages, &[]).await {
        let policy = headers["content-security-policy"].to_str().unwrap();
        for part in [
            "default-src 'none'",
            "object-src 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "form-action 'self'",
            "script-src 'self'",
        ] {
            assert!(
                policy.split("; ").any(|own| own.trim() == part),
                "{what}: no {part} in {policy}"
            );
        }
        assert!(
            !policy.contains("unsafe") && !policy.contains('*') && !policy.contains("http"),
            "{what}: {policy}"
        );
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
        ] {
            assert_eq!(headers[name], value, "{what}");
        }
    }
}

both!(v3_5_1_no_form_of_another_site_changes_anything: Pages);
async fn v3_5_1_no_form_of_another_site_changes_anything(pages: Pages) {
    let bas = administrator(&pages).await;
    let rows: Vec<_> = TABLE.iter().filter(|row| row.0 == "post").collect();
    assert!(rows.len() > 25, "{}", rows.len());
    for (_, route, _, path, fields, ..) in rows {
        for headers in [
            vec![("sec-fetch-site", "cross-site")],
            vec![("sec-fetch-site", "same-site")],
            vec![("origin", "https://evil.example")],
            vec![("origin", "null"), ("referer", "http://werkvloer.test:8080/mijn")],
            vec![],
        ] {
            let answer = bas.post_from(path, &headers, fields).await;
            assert_eq!(answer.status, 403, "{route} {headers:?}");
            assert!(cookies(&answer.headers).is_empty(), "{route}");
        }
    }
}

both!(v3_5_3_looking_changes_nothing: Pages);
async fn v3_5_3_looking_changes_nothing(pages: Pages) {
    let bas = administrator(&pages).await;
    for (_, route, _, path, ..) in TABLE.iter().filter(|row| row.0 == "post") {
        let has_page = TABLE.iter().any(|row| row.0 == "get" && row.1 == *route);
        for method in [Method::GET, Method::HEAD] {
            let answer = bas.send(request(method.clone(), path, &[], "")).await;
            let is_right = has_page || [404, 405].contains(&answer.status().as_u16());
            assert!(is_right, "{method} {route}: {}", answer.status());
        }
    }
    // Everything that can be looked at, looked at again: nothing but that it was looked at is written down.
    let tables = "select count(*) from account union all select count(*) from account_grant union all select count(*) from session
            union all select count(*) from device union all select count(*) from one_time_link union all select count(*) from ledger";
    let before: Vec<(i64,)> = pages.db().all(tables, &[]).await.unwrap();
    assert!(
        visit(&bas, &["/", "/beheer/gebruikers", "/beheer/terminals", "/beheer/apparaten"])
            .await
            .len()
            > 8
    );
    let after: Vec<(i64,)> = pages.db().all(tables, &[]).await.unwrap();
    assert_eq!(before, after);
}

both!(v3_7_2_nothing_leads_out_of_the_house: Pages);
async fn v3_7_2_nothing_leads_out_of_the_house(pages: Pages) {
    let mut tx = pages.db().begin().await.unwrap();
    made_up::morning(&mut tx).await;
    tx.commit().await.unwrap();
    for foreign in [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/%09/evil.example",
        "javascript:alert(1)",
        "/x\r\nlocation: https://evil.example",
    ] {
        let fields =
            [("naam", "tine"), ("wachtwoord", PASSWORD), ("terug", foreign), ("taal", "en")];
        for path in ["/aanmelden", "/taal"] {
            let to = pages.elsewhere().post(path, &fields).await;
            assert_eq!(to.status, 303);
            let to = to.header("location");
            assert!(
                to.starts_with('/') && !to.starts_with("//") && !to.contains('\\'),
                "{path} {foreign:?}: {to}"
            );
        }
    }
    let bas = administrator(&pages).await;
    for (path, answer) in visit(&bas, &["/", "/beheer/gebruikers", "/quarantaine"]).await {
        for (selector, name) in [
            ("a[href]", "href"),
            ("form[action]", "action"),
            ("link[href]", "href"),
            ("script", "src"),
        ] {
            for address in answer.attributes(selector, name) {
                let is_ours = (address.starts_with('/') && !address.starts_with("//"))
                    || address.starts_with('#');
                assert!(is_ours, "{path}: {address}");
            }
        }
    }
}
