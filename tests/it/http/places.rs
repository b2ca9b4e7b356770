//! Nobody alone keeps everybody out, and who asks for nothing keeps out nobody.

use super::{Line, Stand, patient};
use crate::harness::eventually;
use axum::Router;
use axum::response::sse::{Event, Sse};
use axum::routing::get;
use futures_util::{StreamExt as _, stream};
use std::convert::Infallible;
use werkvloer::listen::http::{End, Limits};

/// Pages, and a stream that says hello and goes on without a word.
fn router() -> Router {
    let stream = async || {
        let hello = stream::iter([Ok::<_, Infallible>(Event::default().data("hello"))]);
        Sse::new(hello.chain(stream::pending()))
    };
    Router::new().route("/healthz", get(async || "alive\n")).route("/stream", get(stream))
}

async fn listens(mut line: Line) -> Line {
    line.get("/stream", "").await;
    let answer = line.until("\n").await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    line
}

async fn gets_in(mut line: Line) {
    line.get("/healthz", "connection: close\r\n").await;
    let answer = line.rest().await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
}

async fn is_turned_away(mut line: Line) {
    let answer = line.rest().await;
    assert!(answer.starts_with("HTTP/1.1 503 Service Unavailable\r\n"), "{answer}");
    assert!(answer.contains("Het is nu te druk.") && answer.contains("too busy"), "{answer}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_asks_for_nothing_makes_room_for_who_comes() {
    let stand = Stand::new(router(), patient(8)).await;
    let mut silent = Vec::new();
    for _ in 0..100 {
        silent.push(stand.connect().await);
    }
    // A newcomer that comes faster than others can be closed is turned away instead.
    let gone = || stand.counters.closed(End::PushedOut) + stand.counters.refused.get();
    eventually("an address has half of the places", async || {
        gone() == 96 && stand.counters.connected.get() == 4
    })
    .await;
    let refused = stand.counters.refused.get();
    gets_in(stand.connect().await).await;
    gets_in(stand.connect_from("127.0.0.2").await).await;
    assert_eq!(stand.counters.refused.get(), refused);
    assert_eq!(silent[0].rest().await, "", "the oldest went first, and without a word");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_address_that_takes_its_share_leaves_the_others_theirs() {
    let stand = Stand::new(router(), patient(8)).await;
    let mut held = Vec::new();
    for _ in 0..4 {
        held.push(listens(stand.connect().await).await);
    }
    is_turned_away(stand.connect().await).await;
    is_turned_away(stand.connect().await).await;
    assert_eq!(stand.counters.refused.get(), 2);
    let other = listens(stand.connect_from("127.0.0.2").await).await;
    gets_in(stand.connect_from("127.0.0.2").await).await;
    drop((held.pop(), other));
    eventually("places are free again", async || stand.counters.connected.get() == 3).await;
    gets_in(stand.connect().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_proxy_of_ours_has_all_places_and_streams_leave_some_for_pages() {
    let stand = Stand::behind(router(), patient(8), true).await;
    let mut held = Vec::new();
    for _ in 0..6 {
        held.push(listens(stand.connect().await).await);
    }
    assert_eq!(stand.counters.streams.get(), 6, "three quarters of all places");
    let mut one_more = stand.connect().await;
    one_more.get("/stream", "connection: close\r\n").await;
    is_turned_away(one_more).await;
    gets_in(stand.connect().await).await;
    gets_in(stand.connect_from("127.0.0.2").await).await;
    drop(held.pop());
    eventually("a stream ended", async || stand.counters.streams.get() == 5).await;
    held.push(listens(stand.connect().await).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_all_are_at_work_a_newcomer_is_turned_away_in_words() {
    let limits = Limits { streams: 8, ..patient(8) };
    let stand = Stand::behind(router(), limits, true).await;
    let mut held = Vec::new();
    for _ in 0..8 {
        held.push(listens(stand.connect().await).await);
    }
    is_turned_away(stand.connect().await).await;
    is_turned_away(stand.connect_from("127.0.0.2").await).await;
    drop(held);
    eventually("all places are free", async || stand.counters.connected.get() == 0).await;
    gets_in(stand.connect().await).await;
}
