//! V1, V2, V5: what is typed, chosen or sent is text, of a size, and in its place.

use super::fields::{Form, MARK, assert_plain, forms, visit};
use crate::access::permissions::TABLE;
use crate::admin::administrator;
use crate::pages::{Pages, made_up, request};
use axum::http::Method;
use chrono::TimeDelta;

/// A house with something on every page.
async fn furnished(pages: &Pages) {
    let mut tx = pages.db().begin().await.unwrap();
    made_up::morning(&mut tx).await;
    made_up::quarantined(&mut tx, "q1", "bad_json", "{", 3).await;
    tx.commit().await.unwrap();
    made_up::fold(pages.db(), &pages.clock).await;
    made_up::account_that_waits(pages.db()).await;
}

/// Those who see other forms, each with the pages to begin at.
async fn viewers(pages: &Pages) -> Vec<(Pages, Vec<&'static str>)> {
    let tine = pages.elsewhere();
    tine.sign_in("tine").await;
    let floor = vec!["/", "/mijn", "/dagen", "/vloer/hal-1/v1-01"];
    let house =
        vec!["/beheer/gebruikers", "/beheer/apparaten", "/beheer/terminals", "/beheer/rechten"];
    let tablet = pages.paired("tablet", "hal-1").await;
    vec![
        (administrator(pages).await, house),
        (tine, floor),
        (tablet, vec!["/tablet"]),
        (pages.elsewhere(), vec!["/aanmelden", "/koppelen"]),
    ]
}

/// Sends each of these texts in each typed field of each form; gives how often.
async fn type_everywhere(pages: &Pages, texts: &[&str]) -> usize {
    furnished(pages).await;
    let mut sent = 0;
    for (viewer, from) in viewers(pages).await {
        let found: Vec<Form> = forms(&visit(&viewer, &from).await);
        for (form, text) in
            found.iter().flat_map(|form| texts.iter().map(move |text| (form, *text)))
        {
            for field in form.typed() {
                let answer = form.send(&viewer, field, text).await;
                let what = format!(
                    "{} {field} {:?}",
                    form.action,
                    text.chars().take(40).collect::<String>()
                );
                assert!(
                    matches!(answer.status.as_u16(), 200 | 303 | 413 | 422 | 429),
                    "{what}: {}",
                    answer.status
                );
                assert_plain(&what, &answer.body);
                assert!(!answer.header("set-cookie").contains(MARK), "{what}");
                sent += 1;
            }
        }
        // What was stored is shown as it was typed.
        for (path, answer) in visit(&viewer, &from).await {
            assert_plain(&path, &answer.body);
        }
    }
    sent
}

both!(v1_2_1_what_is_typed_in_any_field_is_shown_as_text: Pages);
async fn v1_2_1_what_is_typed_in_any_field_is_shown_as_text(pages: Pages) {
    let sent = type_everywhere(
        &pages,
        &[
            "\"><script>wvx()</script>",
            "'><img src=x onerror=wvx()>",
            "</textarea></title><svg onload=wvx()>",
            "javascript:wvx()",
            "${7*7}{{7*7}}<%= 7*7 %>",
        ],
    )
    .await;
    assert!(sent > 80, "{sent}");
}

both!(v1_2_4_sql_in_any_field_is_text: Pages);
async fn v1_2_4_sql_in_any_field_is_text(pages: Pages) {
    let (before,): (i64,) = pages.db().one("select count(*) from worker", &[]).await.unwrap();
    let sent = type_everywhere(
        &pages,
        &[
            "'; drop table worker; --",
            "' or '1'='1",
            "\\'; delete from account where 'a' = 'a",
            "%' union select password_hash from account --",
        ],
    )
    .await;
    assert!(sent > 60, "{sent}");
    let (after,): (i64,) = pages.db().one("select count(*) from worker", &[]).await.unwrap();
    assert_eq!(after, before);
    // Everything that is no login name waits together after so many tries.
    pages.clock.set(pages.clock.now() + TimeDelta::minutes(16));
    let thief = pages.elsewhere();
    assert_eq!(thief.try_to_sign_in("tine' --", "x").await.status, 422);
    assert_eq!(thief.try_to_sign_in("tine", "' or '1'='1").await.status, 422);
    assert_eq!(thief.get("/mijn").await.status, 303);
}

both!(v1_3_3_nul_line_ends_and_long_text_in_any_field_are_refused_or_kept: Pages);
async fn v1_3_3_nul_line_ends_and_long_text_in_any_field_are_refused_or_kept(pages: Pages) {
    let long = "lang ".repeat(4_000);
    let sent = type_everywhere(
        &pages,
        &["a\0b", "a\r\nSet-Cookie: werkvloer=wvx", "\u{202e}\u{feff}\u{10ffff}", &long],
    )
    .await;
    assert!(sent > 60, "{sent}");
}

both!(v1_3_3_nul_in_addresses_and_in_what_a_page_filled_in_is_not_found_or_refused: Pages);
async fn v1_3_3_nul_in_addresses_and_in_what_a_page_filled_in_is_not_found_or_refused(
    pages: Pages,
) {
    furnished(&pages).await;
    for (viewer, from) in viewers(&pages).await {
        for (_, route, ..) in TABLE.iter().filter(|row| row.0 == "get" && row.1.contains('{')) {
            for part in ["%00", "x%00y", "%ff", "..%2f..%2fetc%2fpasswd", "%0d%0aset-cookie:wvx"] {
                let path: Vec<&str> = route
                    .split('/')
                    .map(|piece| if piece.starts_with('{') { part } else { piece })
                    .collect();
                let (status, _) = viewer.look(&path.join("/")).await;
                assert!(matches!(status.as_u16(), 303 | 404), "{route} with {part}: {status}");
            }
        }
        for form in forms(&visit(&viewer, &from).await) {
            for field in form.given().into_iter().filter(|field| *field != "sleutel") {
                let answer = form.send(&viewer, field, "a\0b").await;
                assert!(
                    matches!(answer.status.as_u16(), 303 | 400 | 404 | 422),
                    "{} {field}: {}",
                    form.action,
                    answer.status
                );
            }
        }
    }
}

both!(v1_4_2_numbers_beyond_every_range_are_refused: Pages);
async fn v1_4_2_numbers_beyond_every_range_are_refused(pages: Pages) {
    furnished(&pages).await;
    let huge = [
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775809",
        "18446744073709551616",
        "1e400",
        "-1",
        "0x10",
        "NaN",
    ];
    let bas = administrator(&pages).await;
    for number in huge {
        let correction = format!("/vloer/hal-1/v1-01/correctie/term-1/00000000000000aa/{number}");
        let (status, _) = pages.look(&correction).await;
        assert!(matches!(status.as_u16(), 404), "{correction}: {status}");
        for path in ["/quarantaine?blad=", "/vloer/hal-1/v1-01?blad="] {
            let (status, _) = pages.look(&format!("{path}{number}")).await;
            assert!(matches!(status.as_u16(), 200 | 400), "{path}{number}: {status}");
        }
        let (status, _) = bas.look(&format!("/beheer/gebruikers?blad={number}")).await;
        assert!(matches!(status.as_u16(), 200 | 400), "{number}: {status}");
        let count = pages
            .post(
                "/vloer/hal-1/v1-01/correctie/term-1/00000000000000aa/2",
                &[("qty", number), ("reason", "x")],
            )
            .await;
        assert_eq!(count.status, 422, "{number}");
        let help = pages.post("/vloer/hal-1/v1-03/hulp", &[("sinds", number)]).await;
        assert!(matches!(help.status.as_u16(), 303 | 400), "{number}: {}", help.status);
    }
    let (events,): (i64,) =
        pages.db().one("select count(*) from ledger where kind = 'correct'", &[]).await.unwrap();
    assert_eq!(events, 0);
}

both!(v2_2_2_what_no_page_offers_is_refused_by_the_server: Pages);
/// A choice that the page did not offer is no choice, whatever a form says. (Why something was rejected is not read of what
/// was good.)
async fn v2_2_2_what_no_page_offers_is_refused_by_the_server(pages: Pages) {
    furnished(&pages).await;
    for (viewer, from) in viewers(&pages).await {
        for form in forms(&visit(&viewer, &from).await) {
            for field in form
                .given()
                .into_iter()
                .filter(|field| !["terug", "sleutel", "aan", "reject"].contains(field))
            {
                let before: Vec<(i64,)> = pages.db().all("select count(*) from account_grant union all select count(*) from terminal union all select count(*) from pairing_code", &[]).await.unwrap();
                let answer = form.send(&viewer, field, "wat-er-niet-is").await;
                assert!(
                    matches!(answer.status.as_u16(), 303 | 400 | 404 | 422 | 429),
                    "{} {field}: {}",
                    form.action,
                    answer.status
                );
                let after: Vec<(i64,)> = pages.db().all("select count(*) from account_grant union all select count(*) from terminal union all select count(*) from pairing_code", &[]).await.unwrap();
                assert_eq!(before, after, "{} {field}", form.action);
            }
        }
    }
}

both!(v5_2_1_more_than_a_form_holds_is_not_read: Pages);
async fn v5_2_1_more_than_a_form_holds_is_not_read(pages: Pages) {
    let bas = administrator(&pages).await;
    let large = "x".repeat(70_000);
    for (_, route, _, path, ..) in
        TABLE.iter().filter(|row| row.0 == "post" && row.1 != "/afmelden")
    {
        let answer = bas.post(path, &[("x", &large)]).await;
        // Where nothing is read of a form, or the law says no first, its size does not matter.
        assert!(matches!(answer.status.as_u16(), 413 | 404 | 303), "{route}: {}", answer.status);
        assert!(answer.body.len() < 40_000, "{route}: nothing of it comes back");
    }
    for kind in
        ["multipart/form-data; boundary=x", "application/json", "text/plain", "application/zip"]
    {
        let headers = [("sec-fetch-site", "same-origin"), ("content-type", kind)];
        let answer = bas
            .send(request(Method::POST, "/beheer/gebruikers/nieuw", &headers, "--x\r\n\r\n--x--"))
            .await;
        assert_eq!(answer.status(), 400, "{kind}: nobody sends files");
    }
}

both!(v5_4_1_files_are_named_by_us_and_lead_nowhere_else: Pages);
async fn v5_4_1_files_are_named_by_us_and_lead_nowhere_else(pages: Pages) {
    for path in [
        "/static/../Cargo.toml",
        "/static/..%2f..%2fCargo.toml",
        "/static/%2e%2e/werkvloer.toml",
        "/static//etc/passwd",
        "/.git/config",
        "/.env",
        "/werkvloer.toml",
        "/data/werkvloer.sqlite",
        "/static/",
        "/static",
    ] {
        let answer = pages.get(path).await;
        assert_eq!(
            (answer.status.as_u16(), answer.text("h1").as_str()),
            (404, "Dat ging niet"),
            "{path}"
        );
    }
    let officer =
        pages.entered("petra", &[(werkvloer::access::Role::PrivacyOfficer, "everything")]).await;
    let file = officer.get("/logboek/bestand").await;
    let named = file.header("content-disposition");
    assert!(
        named.starts_with("attachment; filename=")
            && file.header("content-type").starts_with("text/csv"),
        "{named}"
    );
    let tempted = officer.get("/logboek/bestand?filename=..%2fx.html&van=%22%0d%0ax:y").await;
    assert!(
        !tempted.header("content-disposition").contains(".html"),
        "{}",
        tempted.header("content-disposition")
    );
}
