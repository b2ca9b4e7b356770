//! Each wait has its time, and what people keep open on purpose has none.

use super::{Line, SHORT, Stand, patient};
use crate::harness::{PATIENCE, TestDb, eventually, pause};
use crate::pages::{Pages, made_up};
use axum::Router;
use axum::response::sse::{Event, Sse};
use axum::routing::get;
use futures_util::stream;
use std::convert::Infallible;
use tokio::io::AsyncWriteExt as _;
use werkvloer::listen::http::{End, Limits};

fn router() -> Router {
    let flood = async || {
        let event = Event::default().data("x".repeat(64 * 1024));
        Sse::new(stream::repeat_with(move || Ok::<_, Infallible>(event.clone())))
    };
    Router::new()
        .route("/healthz", get(async || "alive\n"))
        .route("/flood", get(flood))
        .route("/large", get(async || "y".repeat(64 << 20)))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_says_nothing_is_closed() {
    let stand = Stand::new(router(), Limits { first: SHORT, ..patient(8) }).await;
    let mut silent = stand.connect().await;
    assert_eq!(silent.rest().await, "");
    stand.until_closed(End::Silent, 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_head_without_end_is_told_so_and_closed() {
    let stand = Stand::new(router(), Limits { head: SHORT, ..patient(8) }).await;
    let mut half = stand.connect().await;
    half.say("GET /healthz HTTP/1.1\r\nhost: werkvloer.test\r\n").await;
    let told = half.rest().await;
    assert!(told.starts_with("HTTP/1.1 408 Request Timeout\r\n"), "{told}");
    assert!(told.contains("De vraag kwam niet op tijd aan."), "{told}");
    stand.until_closed(End::Head, 1).await;

    // Byte by byte is no way around it.
    let mut drip = stand.connect().await;
    for byte in "GET /healthz HTTP/1.1\r\nx: ".bytes().chain(std::iter::repeat(b'a')) {
        if stand.counters.closed(End::Head) == 2 || drip.0.write_all(&[byte]).await.is_err() {
            break;
        }
        pause().await;
    }
    stand.until_closed(End::Head, 2).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn between_two_requests_it_may_rest_but_not_for_ever() {
    let stand = Stand::new(router(), patient(8)).await;
    let mut line = stand.connect().await;
    for _ in 0..3 {
        line.get("/healthz", "").await;
        assert!(line.until("alive\n").await.starts_with("HTTP/1.1 200 OK\r\n"));
    }
    let stand = Stand::new(router(), Limits { idle: SHORT, ..patient(8) }).await;
    let mut line = stand.connect().await;
    line.get("/healthz", "").await;
    line.until("alive\n").await;
    assert_eq!(line.rest().await, "");
    stand.until_closed(End::Silent, 1).await;
}

const FORM: &str = "POST /aanmelden HTTP/1.1\r\nhost: werkvloer.test\r\nsec-fetch-site: same-origin\r\n\
    content-type: application/x-www-form-urlencoded\r\ncontent-length: 20000\r\n\r\n";

fn assert_told_that_it_took_too_long(told: &str) {
    assert!(told.starts_with("HTTP/1.1 408 Request Timeout\r\n"), "{told}");
    assert!(told.contains("Het versturen duurde te lang."), "{told}");
    assert!(told.contains("content-security-policy: default-src 'none'"), "a page as any: {told}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_that_stops_is_told_so_on_a_page_and_closed() {
    let pages = Pages::on(TestDb::sqlite().await).await;
    let limits = Limits { body_pause: SHORT, ..patient(8) };
    let stand = Stand::new(pages.router.clone(), limits).await;
    let mut line = stand.connect().await;
    line.say(FORM).await;
    line.say("naam=tine").await;
    assert_told_that_it_took_too_long(&line.rest().await);
    eventually("it is counted", async || stand.counters.late_bodies.get() == 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_that_drips_is_told_so_on_a_page_and_closed() {
    let pages = Pages::on(TestDb::sqlite().await).await;
    let limits = Limits { body: SHORT, ..patient(8) };
    let stand = Stand::new(pages.router.clone(), limits).await;
    let Line(stream) = stand.connect().await;
    let (from, mut to) = stream.into_split();
    to.write_all(FORM.as_bytes()).await.unwrap();
    let drips = async {
        while to.write_all(b"a").await.is_ok() && stand.counters.late_bodies.get() == 0 {
            pause().await;
        }
    };
    tokio::time::timeout(PATIENCE, drips).await.expect("dripping has an end");
    let mut line = Line(from.reunite(to).unwrap());
    assert_told_that_it_took_too_long(&line.rest().await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_does_not_read_is_closed_whether_it_is_a_stream_or_a_page() {
    for path in ["/flood", "/large"] {
        let stand = Stand::new(router(), Limits { write: SHORT, ..patient(8) }).await;
        let mut line = stand.connect().await;
        line.get(path, "").await;
        stand.until_closed(End::Untaken, 1).await;
        assert_eq!((stand.counters.streams.get(), stand.counters.connected.get()), (0, 0));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_is_read_drop_by_drop_has_an_end() {
    let stand = Stand::new(router(), Limits { answer: SHORT, ..patient(8) }).await;
    let mut line = stand.connect().await;
    line.get("/large", "").await;
    let drips = async {
        while stand.counters.closed(End::Untaken) == 0 {
            let _ = line.0.try_read(&mut [0; 4096]);
            pause().await;
        }
    };
    tokio::time::timeout(PATIENCE, drips).await.expect("dripping has an end");
    // Who reads gets all of it.
    let stand = Stand::new(router(), Limits { answer: PATIENCE, idle: SHORT, ..patient(8) }).await;
    let mut line = stand.connect().await;
    line.get("/large", "").await;
    let all = line.rest().await;
    assert!(all.ends_with('y') && all.len() > 64 << 20, "{} bytes", all.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_board_lives_longer_than_every_limit() {
    let pages = Pages::on(TestDb::sqlite().await).await;
    let limits = Limits {
        first: SHORT,
        head: SHORT,
        idle: SHORT,
        body_pause: SHORT,
        body: SHORT,
        write: SHORT,
        answer: SHORT,
        ..Limits::within(8)
    };
    let stand = Stand::new(pages.router.clone(), limits).await;
    let mut board = stand.connect().await;
    let cookie = format!("cookie: {}\r\n", pages.browser.header().unwrap());
    board.get("/vloer/hal-1/stream", &cookie).await;
    assert!(board.until("\n\n\r\n").await.contains("12 van 40 dozen"));
    // Three others, one after the other, each for as long as a limit.
    for times in 1..=3 {
        assert_eq!(stand.connect().await.rest().await, "");
        stand.until_closed(End::Silent, times).await;
    }
    let mut tx = pages.db().begin().await.unwrap();
    made_up::good(&mut tx, "v1-01", "t1", made_up::today(), 12).await;
    tx.commit().await.unwrap();
    pages.changes.ring();
    board.until("13 van 40 dozen").await;
    assert_eq!((stand.counters.streams.get(), stand.counters.connected.get()), (1, 1));
    drop(board);
    eventually("a stream nobody reads ends", async || stand.counters.connected.get() == 0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stopping_waits_for_what_was_asked_and_for_nobody_else() {
    let (asked, answer) =
        (std::sync::Arc::new(tokio::sync::Notify::new()), tokio::sync::Notify::new());
    let answer = std::sync::Arc::new(answer);
    let (says, waits) = (asked.clone(), answer.clone());
    let slow = async move || {
        says.notify_one();
        waits.notified().await;
        "done\n"
    };
    let stand = Stand::new(router().route("/slow", get(slow)), patient(8)).await;
    let (mut silent, mut half, mut rests, mut works) = (
        stand.connect().await,
        stand.connect().await,
        stand.connect().await,
        stand.connect().await,
    );
    half.say("GET /healthz HT").await;
    rests.get("/healthz", "").await;
    rests.until("alive\n").await;
    works.get("/slow", "").await;
    asked.notified().await;
    stand.stop.cancel();
    stand.tasks.close();
    for line in [&mut silent, &mut half, &mut rests] {
        assert_eq!(line.rest().await, "");
    }
    answer.notify_one();
    assert!(works.rest().await.ends_with("done\n"), "what was asked is answered");
    tokio::time::timeout(PATIENCE, stand.tasks.wait()).await.expect("all of them end");
    assert!(tokio::net::TcpStream::connect(stand.address).await.is_err(), "nobody listens");
}
