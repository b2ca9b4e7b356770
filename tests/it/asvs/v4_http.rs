//! V4, V13: the protocol itself, and what the service tells of itself.

use super::v3_browser::answers;
use crate::access::permissions::TABLE;
use crate::admin::administrator;
use crate::harness::{PASSWORD, Service, TestDb, account};
use crate::pages::{Pages, request};
use axum::http::Method;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use werkvloer::access::Role;

both!(v4_1_1_every_answer_says_what_it_is_and_in_which_letters: Pages);
async fn v4_1_1_every_answer_says_what_it_is_and_in_which_letters(pages: Pages) {
    for (what, status, headers) in answers(&pages, &[]).await {
        let kind = headers.get("content-type").map(|kind| kind.to_str().unwrap());
        match kind {
            // Nothing to read.
            None => assert_eq!(status.as_u16(), 303, "{what}"),
            Some("text/event-stream") => {
                assert!(what.ends_with("/stream"), "{what}");
                // Or a proxy holds it back, however many streams there will be.
                assert_eq!(headers["x-accel-buffering"], "no", "{what}");
                assert_eq!(headers["cache-control"], "no-store, no-cache, no-transform", "{what}");
            }
            Some(kind) => assert!(
                kind.starts_with("text/") && kind.ends_with("charset=utf-8"),
                "{what}: {kind}"
            ),
        }
    }
}

both!(v4_1_3_forged_headers_of_a_proxy_are_not_believed: Pages);
/// What only a proxy should say, anybody can say.
async fn v4_1_3_forged_headers_of_a_proxy_are_not_believed(pages: Pages) {
    let forged = |n: usize| {
        let address = format!("203.0.113.{n}");
        [
            ("sec-fetch-site", "same-origin".to_owned()),
            ("x-forwarded-for", address.clone()),
            ("x-real-ip", address.clone()),
            ("forwarded", format!("for={address};proto=https;host=evil.example")),
            ("x-forwarded-host", "evil.example".to_owned()),
            ("x-forwarded-proto", "https".to_owned()),
            ("x-user-id", "tine".to_owned()),
        ]
    };
    let mut thief = pages.elsewhere();
    thief.address = SocketAddr::from(([198, 51, 100, 77], 1));
    let mut waits = 0;
    for n in 0..25 {
        let own = forged(n);
        let headers: Vec<(&str, &str)> =
            own.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let name = format!("naam{n}");
        let answer = thief
            .post_from("/aanmelden", &headers, &[("naam", &name), ("wachtwoord", "geraden")])
            .await;
        waits += usize::from(answer.status == 429);
        assert!(!answer.body.contains("evil.example"));
    }
    assert!(waits >= 4, "the address of the connection is what counts: {waits}");
    let own = forged(1);
    let headers: Vec<(&str, &str)> =
        own.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(thief.get_with("/mijn", &headers).await.status, 303, "nobody is who a header says");
    let bas = administrator(&pages).await;
    account(pages.db(), "jan", "Jan Voorbeeld", &[(Role::Planner, "everything")]).await;
    let id = crate::admin::id_of(&pages, "jan").await;
    let link = bas
        .post_from(&format!("/beheer/gebruikers/{id}/link"), &headers, &[])
        .await
        .text(".wv-secret");
    assert!(link.starts_with("http://werkvloer.test:8080/inrichten/"), "{link}");
    let origins: Vec<(String,)> = pages
        .db()
        .all("select distinct origin from trail where action = 'sign in'", &[])
        .await
        .unwrap();
    assert!(origins.iter().all(|(origin,)| !origin.starts_with("203.")), "{origins:?}");
}

both!(v4_1_4_methods_that_no_page_uses_are_refused: Pages);
async fn v4_1_4_methods_that_no_page_uses_are_refused(pages: Pages) {
    let bas = administrator(&pages).await;
    for (_, route, _, path, ..) in TABLE {
        for method in ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"] {
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            let answer = bas
                .send(request(method.clone(), path, &[("sec-fetch-site", "same-origin")], ""))
                .await;
            assert!(
                [404, 405].contains(&answer.status().as_u16()),
                "{method} {route}: {}",
                answer.status()
            );
        }
    }
}

both!(v13_4_6_nothing_tells_what_the_service_is_built_of: Pages);
async fn v13_4_6_nothing_tells_what_the_service_is_built_of(pages: Pages) {
    for (what, _, headers) in answers(&pages, &[]).await {
        for name in ["server", "x-powered-by", "via", "x-aspnet-version"] {
            assert!(!headers.contains_key(name), "{what}: {name}");
        }
    }
}

/// What the service answers to these bytes until it closes.
async fn said(http: &str, bytes: &str) -> String {
    let mut stream = TcpStream::connect(http.trim_start_matches("http://")).await.unwrap();
    stream.write_all(bytes.as_bytes()).await.unwrap();
    let mut heard = Vec::new();
    let read = stream.read_to_end(&mut heard);
    tokio::time::timeout(crate::harness::PATIENCE, read)
        .await
        .expect("the connection is closed")
        .unwrap();
    String::from_utf8_lossy(&heard).into_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn v4_2_1_a_message_has_one_end() {
    let test = TestDb::sqlite().await;
    let service = Service::serve(&test, &[]).await;
    // What the second one hides would be answered as a second request.
    let hidden = "GET /readyz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    let length = hidden.len();
    for framing in [
        format!("content-length: {length}\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"),
        "content-length: 0\r\ncontent-length: 5\r\n\r\n".to_owned(),
        "transfer-encoding: xchunked\r\n\r\n".to_owned(),
        "transfer-encoding: chunked, identity\r\n\r\n".to_owned(),
        "content-length: +0\r\n\r\n".to_owned(),
        "content-length : 0\r\n\r\n".to_owned(),
        "transfer-encoding: chunked\r\n\r\nffffffffffffffffff\r\n".to_owned(),
    ] {
        let bytes =
            format!("POST /taal HTTP/1.1\r\nhost: x\r\nsec-fetch-site: none\r\n{framing}{hidden}");
        let answer = said(service.http(), &bytes).await;
        let is_refused = answer.starts_with("HTTP/1.1 400");
        // RFC 9112 6.1 lets a server take chunked over a length, if it closes or reads on after exactly that.
        let is_chunked = framing.contains("0\r\n\r\n") && framing.contains("chunked\r\n\r\n0");
        assert!(is_refused || is_chunked, "{framing:?}: {answer}");
        assert!(
            !is_refused
                || !answer.contains("HTTP/1.1 503") && answer.matches("HTTP/1.1").count() == 1,
            "{framing:?}: {answer}"
        );
    }
    for start in
        ["GET / HTTP/1.1\r\n\r\n", "GET / HTTP/9.9\r\nhost: x\r\n\r\n", "GET /\nhost: x\n\n"]
    {
        let answer =
            said(service.http(), &start.replace("\r\n\r\n", "\r\nconnection: close\r\n\r\n")).await;
        assert!(!answer.contains("HTTP/1.1 5"), "{start:?}: {answer}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn v13_4_4_trace_and_what_is_for_machines_or_demos_is_not_there() {
    let test = TestDb::sqlite().await;
    let service = Service::serve(&test, &[]).await;
    let trace = said(
        service.http(),
        "TRACE / HTTP/1.1\r\nhost: x\r\ncookie: a=geheim\r\nconnection: close\r\n\r\n",
    )
    .await;
    assert!(trace.starts_with("HTTP/1.1 4") && !trace.contains("geheim"), "{trace}");
    for path in [
        "/metrics",
        "/stijl",
        "/debug",
        "/demo/aanmelden",
        "/api",
        "/docs",
        "/swagger.json",
        "/.git/HEAD",
        "/server-status",
    ] {
        let (status, body) = service.get(path).await;
        assert!([404, 405].contains(&status), "{path}: {status}");
        assert!(!body.contains("werkvloer_") && !body.contains("panicked"), "{path}");
    }
    let browser = service.browser();
    assert_eq!(browser.post("/demo/aanmelden", &[("rol", "administrator")]).await, 404);
    for (login, password) in
        [("admin", "admin"), ("beheer", "beheer"), ("demo-administrator", PASSWORD), ("root", "")]
    {
        assert_eq!(
            browser.post("/aanmelden", &[("naam", login), ("wachtwoord", password)]).await,
            422,
            "{login}"
        );
    }
}
