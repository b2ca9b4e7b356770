//! The program as a process: it says where it listens, answers when it is ready, stops when asked, survives `kill -9`.

use crate::harness::{Ran, Service, TestDb, eventually, werkvloer};
use std::net::{TcpListener, TcpStream};

/// A demo small enough to prepare in no time.
const SMALL: [&str; 5] = ["--workers", "40", "--history-days", "2", "--quiet-floor"];

both!(a_demo_starts_stops_and_starts_again: TestDb);
async fn a_demo_starts_stops_and_starts_again(db: TestDb) {
    let mut service = Service::demo(&db, &SMALL).await;
    assert_eq!(service.get("/healthz").await.0, 200);
    let web = service.http().trim_start_matches("http://").to_owned();
    let endpoint = service.mqtt_addr().to_owned();
    for address in [&web, &endpoint] {
        assert!(TcpStream::connect(address).is_ok(), "{address}");
    }
    assert!(service.stop().await.success(), "{}", service.output());
    for address in [&web, &endpoint] {
        assert!(TcpStream::connect(address).is_err(), "{address} still answers");
    }
    let mut service = Service::serve(&db, &[]).await;
    service.signal("TERM");
    assert!(service.wait().await.success(), "{}", service.output());
}

both!(kill_9_loses_no_terminal: TestDb);
async fn kill_9_loses_no_terminal(db: TestDb) {
    let service = Service::demo(&db, &SMALL).await;
    let list = async || {
        let mut args = vec!["terminal".to_owned(), "list".to_owned(), "--json".to_owned()];
        args.extend(db.args());
        let ran = werkvloer(args).await;
        assert!(ran.status.success(), "{}", ran.output);
        ran.stdout
    };
    let before = list().await;
    assert!(!before.is_empty());
    let _service = service.again().await;
    assert_eq!(before, list().await);
}

#[tokio::test]
async fn a_service_that_is_held_up_goes_on() {
    let db = TestDb::sqlite().await;
    let service = Service::demo(&db, &SMALL).await;
    service.signal("STOP");
    service.signal("CONT");
    eventually("it answers again", async || service.get("/readyz").await.0 == 200).await;
}

/// `werkvloer serve` that is expected to end by itself.
async fn serve(db: &TestDb, http: &str) -> Ran {
    let [flag, place] = db.args();
    let free = "127.0.0.1:0";
    werkvloer(["serve", &flag, &place, "--http", http, "--mqtt", free, "--metrics", free]).await
}

#[tokio::test]
async fn a_taken_port_is_named_and_ends_it() {
    let db = TestDb::sqlite().await;
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let ran = serve(&db, &address).await;
    assert!(!ran.status.success());
    assert!(ran.output.contains(&address), "{}", ran.output);
}

#[tokio::test]
async fn a_second_service_on_the_folder_is_refused() {
    let db = TestDb::sqlite().await;
    let _first = Service::demo(&db, &SMALL).await;
    let ran = serve(&db, "127.0.0.1:0").await;
    assert!(!ran.status.success());
    assert!(ran.output.contains("another werkvloer already works on"), "{}", ran.output);
}

#[tokio::test]
async fn an_impossible_flag_is_one_sentence_and_exit_2() {
    let ran = werkvloer(["demo", "--workers", "many"]).await;
    assert_eq!(ran.status.code(), Some(2), "{}", ran.output);
    assert!(ran.output.contains("--workers"), "{}", ran.output);
}
