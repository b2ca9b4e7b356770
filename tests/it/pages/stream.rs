//! The live board as a browser hears it.

use super::{Pages, made_up, request};
use crate::harness::{PATIENCE, eventually};
use axum::body::BodyDataStream;
use axum::http::{Method, StatusCode};
use futures_util::StreamExt as _;
use std::time::{Duration, Instant};

/// An open stream, read event by event.
struct Ear {
    stream: BodyDataStream,
    heard: String,
}

struct Heard {
    id: String,
    html: String,
    at: Instant,
}

impl Ear {
    async fn open(pages: &Pages, hall: &str) -> Self {
        let path = format!("/vloer/{hall}/stream");
        let response = pages.send(request(Method::GET, &path, &[], "")).await;
        assert_eq!(response.status(), StatusCode::OK);
        Self { stream: response.into_body().into_data_stream(), heard: String::new() }
    }

    /// The next board; `None` when the stream ended.
    async fn next(&mut self) -> Option<Heard> {
        tokio::time::timeout(PATIENCE, self.listen()).await.expect("nothing heard")
    }

    async fn listen(&mut self) -> Option<Heard> {
        loop {
            if let Some((event, _)) = self.heard.split_once("\n\n") {
                let field = |name: &str| {
                    let values = event.lines().filter_map(|line| line.strip_prefix(name));
                    values.collect::<Vec<_>>().join("\n")
                };
                let heard = Heard { id: field("id: "), html: field("data: "), at: Instant::now() };
                let read = event.len() + 2;
                self.heard.drain(..read);
                return Some(heard);
            }
            let bytes = self.stream.next().await?.unwrap();
            self.heard.push_str(std::str::from_utf8(&bytes).unwrap());
        }
    }

    /// Nothing comes for this long.
    async fn hears_nothing_for(&mut self, time: Duration) {
        let heard = tokio::time::timeout(time, self.listen()).await;
        assert!(
            heard.is_err(),
            "unexpected: {}",
            heard.unwrap().map_or("the end".to_owned(), |h| h.html)
        );
    }
}

async fn count(pages: &Pages, pieces: i64) {
    let mut tx = pages.db().begin().await.unwrap();
    made_up::good(&mut tx, "v1-01", "t1", made_up::today(), pieces).await;
    tx.commit().await.unwrap();
}

both!(a_complete_board_at_connect_and_after_each_change: Pages);
async fn a_complete_board_at_connect_and_after_each_change(pages: Pages) {
    let mut ear = Ear::open(&pages, "hal-1").await;
    let first = ear.next().await.unwrap();
    assert!(
        first.html.contains("12 van 40 dozen") && first.html.contains("v2-04"),
        "{}",
        first.html
    );
    assert_eq!(first.id, "1");
    ear.hears_nothing_for(Duration::from_millis(1_300)).await;

    count(&pages, 12).await;
    let committed = Instant::now();
    pages.changes.ring();
    let second = ear.next().await.unwrap();
    assert!(
        second.html.contains("13 van 40 dozen") && second.html.contains("v2-04"),
        "complete again"
    );
    assert_eq!(second.id, "2");
    assert!(committed.elapsed() < Duration::from_secs(1), "took {:?}", committed.elapsed());

    let mut late = Ear::open(&pages, "hal-1").await;
    let now = late.next().await.unwrap();
    assert_eq!(
        (now.id, now.html),
        (second.id, second.html),
        "a reconnect gets the whole board as it is now"
    );
}

both!(at_most_one_a_second_and_the_last_one_is_the_truth: Pages);
async fn at_most_one_a_second_and_the_last_one_is_the_truth(pages: Pages) {
    let mut ear = Ear::open(&pages, "hal-1").await;
    let mut last = ear.next().await.unwrap();
    let mut updates = 0;
    let busy = async {
        for _ in 0..12 {
            for _ in 0..4 {
                count(&pages, 3).await;
                pages.changes.ring();
            }
            ticks(Duration::from_millis(250)).await;
        }
    };
    let listening = async {
        while !last.html.contains("24 van 40 dozen") {
            let heard = ear.next().await.unwrap();
            let apart = heard.at - last.at;
            // The clock here starts when the event was read; the sender's second may have begun a little earlier.
            assert!(
                updates == 0 || apart > Duration::from_millis(900),
                "two boards {apart:?} apart"
            );
            updates += 1;
            last = heard;
        }
    };
    tokio::join!(busy, listening);
    assert!((2..=6).contains(&updates), "{updates} updates in some three seconds");
}

#[expect(clippy::disallowed_methods, reason = "the pace of the load is what the test is about")]
async fn ticks(time: Duration) {
    tokio::time::sleep(time).await;
}

both!(another_process_is_heard_by_its_mark: Pages);
async fn another_process_is_heard_by_its_mark(pages: Pages) {
    let mut ear = Ear::open(&pages, "hal-1").await;
    ear.next().await.unwrap();
    // Another process commits and cannot ring our bell.
    count(&pages, 12).await;
    let heard = ear.next().await.unwrap();
    assert!(heard.html.contains("13 van 40 dozen"));
    // A mark without a difference is no news.
    let mut tx = pages.db().begin().await.unwrap();
    werkvloer::db::mark(&mut tx, werkvloer::db::Subject::Terminals).await.unwrap();
    tx.commit().await.unwrap();
    ear.hears_nothing_for(Duration::from_millis(1_500)).await;
}

both!(it_ends_at_shutdown_and_no_reader_stays: Pages);
async fn it_ends_at_shutdown_and_no_reader_stays(pages: Pages) {
    let mut first = Ear::open(&pages, "hal-1").await;
    let mut second = Ear::open(&pages, "hal-1").await;
    let mut other = Ear::open(&pages, "hal-2").await;
    for ear in [&mut first, &mut second, &mut other] {
        ear.next().await.unwrap();
    }
    assert_eq!(pages.tasks.len(), 2, "one reader a hall");
    drop(other);
    eventually("the reader of a hall nobody looks at ends", async || pages.tasks.len() == 1).await;
    pages.stop.cancel();
    assert!(first.next().await.is_none() && second.next().await.is_none());
    pages.tasks.close();
    tokio::time::timeout(PATIENCE, pages.tasks.wait()).await.unwrap();
}

both!(a_hall_is_read_again_after_everybody_left: Pages);
async fn a_hall_is_read_again_after_everybody_left(pages: Pages) {
    for _ in 0..3 {
        let mut ear = Ear::open(&pages, "hal-1").await;
        assert!(ear.next().await.unwrap().html.contains("v1-01"));
        drop(ear);
        eventually("nobody reads", async || pages.tasks.is_empty()).await;
    }
}

both!(a_board_that_cannot_be_read_ends_the_stream: Pages);
async fn a_board_that_cannot_be_read_ends_the_stream(pages: Pages) {
    let mut ear = Ear::open(&pages, "hal-1").await;
    ear.next().await.unwrap();
    pages.db().close().await;
    assert!(
        ear.next().await.is_none(),
        "the browser comes back by itself and says that the figures are old"
    );
    let again = pages.get("/vloer/hal-1/stream").await;
    assert_eq!(again.status, StatusCode::SERVICE_UNAVAILABLE);
}

both!(an_unknown_hall_has_no_stream: Pages);
async fn an_unknown_hall_has_no_stream(pages: Pages) {
    assert_eq!(pages.get("/vloer/nergens/stream").await.status, StatusCode::NOT_FOUND);
    assert!(pages.tasks.is_empty());
}
