//! What pages load: small, compressed, from us alone, kept by the browser; and the page that shows every part.

use super::{Pages, request};
use axum::body::to_bytes;
use axum::http::{Method, StatusCode};
use flate2::read::GzDecoder;
use std::io::Read as _;
use werkvloer::access::Settings;

/// What a first visit may weigh on bad Wi-Fi, compressed.
const LARGEST_STYLE: usize = 35 * 1024;
const LARGEST_SCRIPT: usize = 20 * 1024;
const LARGEST_FONT: usize = 40 * 1024;

/// A file as it travels: its bytes, and whether they are compressed.
async fn fetched(pages: &Pages, path: &str, accepts: &str) -> (Vec<u8>, bool) {
    let answer = pages.send(request(Method::GET, path, &[("accept-encoding", accepts)], "")).await;
    assert_eq!(answer.status(), StatusCode::OK, "{path}");
    assert_eq!(answer.headers()["vary"], "accept-encoding", "{path}");
    let coding =
        answer.headers().get("content-encoding").map(|coding| coding.to_str().unwrap().to_owned());
    (
        to_bytes(answer.into_body(), 4 << 20).await.unwrap().to_vec(),
        coding.as_deref() == Some("gzip"),
    )
}

both!(a_first_visit_is_light: Pages);
async fn a_first_visit_is_light(pages: Pages) {
    let page = pages.get("/vloer/hal-1").await;
    let files = [
        (page.attributes("link[rel=stylesheet]", "href"), LARGEST_STYLE),
        (page.attributes("script", "src"), LARGEST_SCRIPT),
    ];
    for (file, most) in files {
        let [file] = file.as_slice() else { panic!("one file, not {file:?}") };
        let (sent, is_small) = fetched(&pages, file, "br, gzip;q=0.8").await;
        assert!(is_small && sent.len() <= most, "{file} travels as {} of {most} bytes", sent.len());
        let mut plain = Vec::new();
        GzDecoder::new(sent.as_slice()).read_to_end(&mut plain).unwrap();
        for accepts in ["", "br", "gzip;q=0", "identity"] {
            assert_eq!(fetched(&pages, file, accepts).await, (plain.clone(), false), "{accepts}");
        }
    }
}

both!(letters_come_from_us_under_names_of_their_content: Pages);
async fn letters_come_from_us_under_names_of_their_content(pages: Pages) {
    let file = pages.get("/").await.attributes("link[rel=stylesheet]", "href").remove(0);
    let style = pages.get(&file).await.body;
    let addresses: Vec<_> =
        style.split("url(\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(addresses.len(), 2);
    for address in addresses {
        let (font, _) = fetched(&pages, address, "gzip").await;
        assert!(font.starts_with(b"wOF2") && font.len() <= LARGEST_FONT, "{address}");
    }
    assert!(
        !style.contains("data:") && !style.contains("//") && !style.contains("@import"),
        "nothing from elsewhere"
    );
}

both!(the_parts_are_shown_where_one_looks_around: Pages);
async fn the_parts_are_shown_where_one_looks_around(pages: Pages) {
    let demo = pages.restarted(Settings { is_demo: true, ..Settings::default() });
    for (path, size) in [
        ("/stijl", "wv-dicht"),
        ("/stijl?maat=ruim", "wv-ruim"),
        ("/stijl?maat=terminal", "wv-terminal"),
        ("/stijl?maat=reus&sorteer=x", "wv-dicht"),
    ] {
        let page = demo.get(path).await;
        assert_eq!(
            (page.status, page.attributes("html", "class")),
            (StatusCode::OK, vec![size.to_owned()]),
            "{path}"
        );
    }
    let names = |page: super::Answer| page.texts("[aria-label=Totalen] tbody th");
    assert_eq!(
        names(demo.get("/stijl?sorteer=-stuks").await),
        ["Dozen vouwen A", "Dozen vouwen C", "Dozen vouwen B"]
    );
    assert_eq!(pages.get("/stijl").await.status, StatusCode::NOT_FOUND);
}
