//! V14, V16: what is kept in browsers, written in logs, and shown when something fails.

use super::fields::visit;
use crate::admin::administrator;
use crate::harness::{PASSWORD, Service, TestDb, account, werkvloer};
use crate::pages::Pages;
use werkvloer::access::Role;

both!(v14_2_1_what_is_secret_or_personal_is_in_no_address: Pages);
async fn v14_2_1_what_is_secret_or_personal_is_in_no_address(pages: Pages) {
    let bas = administrator(&pages).await;
    for (viewer, from) in
        [(&bas, "/beheer/gebruikers"), (&pages, "/"), (&pages.elsewhere(), "/aanmelden")]
    {
        let token = viewer.browser.get("werkvloer");
        for (path, page) in visit(viewer, &[from, "/mijn"]).await {
            // What is searched for or asked by an address is no name.
            for field in page.attributes("form[method=get] input, form:not([method]) input", "name")
            {
                assert!(
                    ![
                        "naam",
                        "zoek",
                        "wachtwoord",
                        "nu",
                        "nieuw",
                        "pin",
                        "code",
                        "sleutel",
                        "sessie"
                    ]
                    .contains(&field.as_str()),
                    "{path}: {field}"
                );
            }
            for address in page
                .attributes("a[href]", "href")
                .iter()
                .chain(&page.attributes("form[action]", "action"))
                .chain(&page.attributes("[hx-sse\\:connect]", "hx-sse:connect"))
            {
                assert!(
                    token.as_ref().is_none_or(|token| !address.contains(&token[..12])),
                    "{path}: {address}"
                );
                assert!(
                    !address.contains("Testpersoon") && !address.contains("tine"),
                    "{path}: {address}"
                );
            }
            assert!(
                token.as_ref().is_none_or(|token| !page.body.contains(token.as_str())),
                "{path} holds its own session"
            );
        }
    }
}

both!(v14_3_2_nothing_of_a_page_stays_in_a_browser: Pages);
async fn v14_3_2_nothing_of_a_page_stays_in_a_browser(pages: Pages) {
    let bas = administrator(&pages).await;
    for (path, page) in visit(&bas, &["/beheer/gebruikers", "/mijn", "/"]).await {
        assert_eq!(page.header("cache-control"), "no-store", "{path}");
        assert!(
            page.header("etag").is_empty()
                && page.header("last-modified").is_empty()
                && page.header("expires").is_empty(),
            "{path}"
        );
    }
    let out = bas.post("/afmelden", &[]).await;
    assert!(
        out.header("clear-site-data").contains("\"cache\"")
            && out.header("clear-site-data").contains("\"storage\"")
    );
    let script = bas.get("/aanmelden").await.attributes("script", "src").remove(0);
    let script = bas.get(&script).await.body;
    // htmx knows of storage for a history that the pages turn off.
    let own = &script[script.rfind("What the pages do").unwrap_or_default()..];
    for kept in [
        "localStorage",
        "sessionStorage",
        "indexedDB",
        "document.cookie",
        "serviceWorker",
        "innerHTML",
        "eval(",
    ] {
        assert!(!own.contains(kept), "{kept}");
    }
    assert!(
        bas.get("/aanmelden").await.attributes("meta[name=htmx-config]", "content")[0]
            .contains("\"history\":false")
    );
}

both!(v16_5_1_what_goes_wrong_inside_is_not_shown: Pages);
async fn v16_5_1_what_goes_wrong_inside_is_not_shown(pages: Pages) {
    let bas = administrator(&pages).await;
    let mut tx = pages.db().begin().await.unwrap();
    // A table that is gone: a mistake of ours, in the middle of every page of it.
    tx.run("drop table pairing_code", &[]).await.unwrap();
    tx.run("alter table form_key rename to weg", &[]).await.unwrap();
    tx.commit().await.unwrap();
    for (path, fields) in [
        ("/beheer/apparaten/code", vec![("naam", "Tablet"), ("soort", "tablet"), ("hal", "hal-1")]),
        ("/koppelen", vec![("code", "ABCD EFGH")]),
    ] {
        let answer = bas.post(path, &fields).await;
        assert_eq!(
            (answer.status.as_u16(), answer.text("h1").as_str()),
            (500, "Dat ging niet"),
            "{path}"
        );
        assert!(
            answer.text("main").contains(answer.header("x-request-id")),
            "a number to ask with"
        );
        let told = answer.body.to_lowercase();
        for inner in [
            "form_key",
            "sqlx",
            "sqlite",
            "postgres",
            "select ",
            "insert ",
            "no such table",
            "does not exist",
            ".rs:",
            "panicked",
            "/src/",
        ] {
            assert!(!told.contains(inner), "{path}: {inner}");
        }
    }
}

both!(v16_5_3_without_the_database_nobody_comes_in: Pages);
async fn v16_5_3_without_the_database_nobody_comes_in(pages: Pages) {
    pages.give_pin("tine").await;
    let tablet = pages.paired("tablet", "hal-1").await;
    let stranger = pages.elsewhere();
    pages.db().close().await;
    for (viewer, path) in [
        (&pages, "/mijn"),
        (&pages, "/vloer/hal-1"),
        (&tablet, "/vloer/hal-1"),
        (&stranger, "/nergens"),
        (&stranger, "/inrichten/00"),
    ] {
        let answer = viewer.get(path).await;
        assert!([404, 503].contains(&answer.status.as_u16()), "{path}: {}", answer.status);
        assert!(!answer.body.contains("v1-01") && !answer.body.contains("Tine"), "{path}");
    }
    for (viewer, path, fields) in [
        (&stranger, "/aanmelden", vec![("naam", "tine"), ("wachtwoord", PASSWORD)]),
        (&tablet, "/tablet", vec![("naam", "tine"), ("pin", crate::harness::PIN)]),
        (&pages, "/afmelden", vec![]),
    ] {
        let answer = viewer.post(path, &fields).await;
        assert_eq!(answer.status, 503, "{path}");
        assert_eq!(answer.header("set-cookie"), "", "{path}");
    }
}

/// The finest log of the real program, while somebody signs in, tries, and lies.
async fn logs_hold_no_secret(test: TestDb) {
    let secret = "geheim wachtwoord van tine";
    let made =
        account(&test.db, "tine", "Tine Testpersoon", &[(Role::Supervisor, "everything")]).await;
    let mut args = ["user", "link", "tine"].map(str::to_owned).to_vec();
    args.extend(test.args());
    let link = werkvloer(&args).await;
    assert!(link.status.success(), "{}", link.output);
    let token = link.stdout.concat().rsplit('/').next().unwrap().trim().to_owned();
    assert_eq!(token.len(), 64, "{token}");
    let service = Service::start("serve", &test, &[], &[("RUST_LOG", "trace")]).await;
    let browser = service.browser();
    let inrichten = format!("/inrichten/{token}");
    assert_eq!(browser.get(&inrichten).await.0, 200);
    assert_eq!(browser.post(&inrichten, &[("wachtwoord", secret)]).await, 303);
    assert_eq!(
        browser
            .post("/aanmelden", &[("naam", "tine"), ("wachtwoord", "verkeerd geraden woord")])
            .await,
        422
    );
    let forged = "x\r\n2026-11-20T09:00:00Z  INFO werkvloer: ingelogd als beheerder";
    assert_eq!(
        browser.post("/aanmelden", &[("naam", forged), ("wachtwoord", "y\nverzonnen regel")]).await,
        422
    );
    assert_eq!(browser.post("/aanmelden", &[("naam", "tine"), ("wachtwoord", secret)]).await, 303);
    assert_eq!(
        browser.get("/vloer/nergens%0d%0averzonnen-regel?zoek=verzonnen-regel").await.0,
        404
    );
    let session = browser.cookie("werkvloer").expect("signed in");
    let log = service.output();
    assert!(log.contains("a sign-in failed") && log.contains(&made), "it does log: {log}");
    for hidden in [
        secret,
        "verkeerd geraden",
        "Testpersoon",
        token.as_str(),
        session.as_str(),
        "verzonnen-regel",
        "ingelogd als beheerder",
        "verzonnen regel",
    ] {
        let lines: Vec<&str> = log.lines().filter(|line| line.contains(hidden)).collect();
        assert!(lines.is_empty(), "{hidden}: {lines:#?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn v16_2_5_logs_hold_no_secret_and_no_line_that_somebody_typed() {
    logs_hold_no_secret(TestDb::sqlite().await).await;
}
