//! A board through the proxy that people put in front, nginx as it comes: it gathers answers unless it is told not to.

use super::{Line, Stand, patient};
use crate::harness::{Nginx, TestDb};
use crate::pages::{Pages, made_up};
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use werkvloer::board::pages::BEAT;

/// What a supervisor takes for at once. Held back it would be minutes: until 32 KiB have gathered.
const AT_ONCE: Duration = Duration::from_secs(1);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_board_and_a_call_for_help_come_at_once_through_nginx() {
    let pages = Pages::on(TestDb::sqlite().await).await;
    let stand = Stand::behind(pages.router.clone(), patient(64), true).await;
    let nginx = Nginx::before(stand.address).await;
    let mut board = Line(TcpStream::connect(nginx.address()).await.unwrap());
    let cookie = format!("cookie: {}\r\n", pages.browser.header().unwrap());

    let asked = Instant::now();
    board.get("/vloer/hal-1/stream", &cookie).await;
    let first = board.until("\n\n\r\n").await;
    let took = asked.elapsed();
    assert!(first.starts_with("HTTP/1.1 200 OK\r\n"), "{first}");
    assert!(first.contains("cache-control: no-store, no-cache, no-transform\r\n"), "{first}");
    assert!(first.contains("12 van 40 dozen") && first.contains("v2-04"), "complete: {first}");
    println!("the first board through nginx took {took:?}");
    assert!(took < AT_ONCE, "took {took:?}");

    assert!(!first.contains("v1-01/hulp"));
    // A board comes once a second at most, and here it is the way that is looked at.
    board.hears_nothing_for(Duration::from_millis(1_300)).await;
    let mut tx = pages.db().begin().await.unwrap();
    let doing = made_up::Doing { help: Some(0), ..made_up::Doing::default() };
    made_up::station_now(&mut tx, "v1-01", made_up::today(), &doing).await;
    tx.commit().await.unwrap();
    let called = Instant::now();
    pages.changes.ring();
    board.until("v1-01/hulp").await;
    let took = called.elapsed();
    println!("a call for help through nginx took {took:?}");
    assert!(took < AT_ONCE, "took {took:?}");
}

#[test]
fn a_quiet_board_says_something_before_a_proxy_takes_it_for_dead() {
    // nginx: proxy_read_timeout 60s; HAProxy's and Apache's usual times are as long.
    assert!(BEAT * 3 < Duration::from_mins(1), "two beats may be lost");
}
