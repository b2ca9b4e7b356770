//! `werkvloer quarantine`: what waits is shown, booked once and as it was, and never against what the terminal said.

use super::{Stand, stand};
use crate::endpoint::client::{Client, publish};
use crate::harness::{Ran, TestDb, eventually, werkvloer};
use rumqttc::mqttbytes::v4::{Connect, ConnectReturnCode};
use serde_json::Value;
use tokio::net::TcpStream;
use werkvloer::clock::Clock;

/// Counts of tasks that nobody knows, the second of which is taken back.
async fn misfits(stand: &Stand) {
    let at = Clock::system().now().format("%Y-%m-%dT%H:%M:%S%.3fZ");
    let message = format!(
        r#"{{"epoch":"00000000000000bb","next":4,"events":[
        {{"seq":1,"at":"{at}","kind":"good","task":"t-none","qty":7}},
        {{"seq":2,"at":"{at}","kind":"good","task":"t-none","qty":9}},
        {{"seq":3,"at":"{at}","kind":"undo","of":2}}]}}"#
    );
    send(stand, message).await;
}

/// Sends a message as terminal `one`, and waits until it is stored.
async fn send(stand: &Stand, message: String) {
    let mut client = Client::new(TcpStream::connect(stand.service.mqtt_addr()).await.unwrap());
    let mut connect = Connect::new("werf/one");
    connect.keep_alive = 0;
    connect.set_login("werf/one", &stand.secrets[0]);
    assert_eq!(client.try_to(connect).await, Some(ConnectReturnCode::Success));
    client.say(&publish("wv/1/werf/one/up", 1, message)).await;
    assert_eq!(client.puback().await, 1);
}

/// The ids of what waits: what the terminal let stand, and what it took back.
async fn waiting(stand: &Stand) -> (String, String) {
    let lines = stand.command(&["quarantine", "list"]).await;
    assert_eq!(lines.len(), 2, "{lines:?}");
    let (undone, stands): (Vec<&String>, Vec<&String>) =
        lines.iter().partition(|line| line.ends_with("waits, the terminal took this back"));
    assert!(stands[0].ends_with("unknown_task         waits"), "{lines:?}");
    let id = |line: &str| line.split(' ').next().unwrap().to_owned();
    (id(stands[0]), id(undone[0]))
}

async fn book(stand: &Stand, id: &str, flags: &[&str]) -> Ran {
    let start = ["quarantine", "book", id, "--by", "Ans Voorbeeld", "--reason", "nagevraagd"];
    let all = start.iter().chain(flags).map(|arg| (*arg).to_owned());
    werkvloer(all.chain(stand.db.args())).await
}

fn is_refused(ran: &Ran, words: &[&str]) {
    assert_eq!(ran.status.code(), Some(1), "{}", ran.output);
    assert!(ran.stdout.is_empty(), "{}", ran.output);
    for word in words {
        assert!(ran.output.contains(word), "no '{word}': {}", ran.output);
    }
}

/// The counts that the office booked: task and pieces.
async fn booked(stand: &Stand) -> Vec<(String, i64)> {
    let lines = stand.json(&["ledger", "export", "--terminal", "werf/office"]).await;
    let count =
        |line: &Value| (line["task"].as_str().unwrap().to_owned(), line["qty"].as_i64().unwrap());
    lines.iter().map(count).collect()
}

both!(an_item_is_booked_once_and_as_it_was: TestDb);
async fn an_item_is_booked_once_and_as_it_was(db: TestDb) {
    let stand = stand(db, &[]).await;
    misfits(&stand).await;
    let (id, _) = waiting(&stand).await;
    is_refused(
        &book(&stand, "nowhere", &["--task", "t1"]).await,
        &["no item 'nowhere'", "quarantine list"],
    );
    is_refused(&book(&stand, &id, &[]).await, &["cannot book it", "task: "]);
    for (flags, field) in [
        (["--qty", "0"], "qty: "),
        (["--qty", "veel"], "qty: "),
        (["--kind", "undo"], "kind: "),
        (["--station", "nowhere"], "station: "),
        (["--at", "gisteren"], "at: "),
    ] {
        is_refused(&book(&stand, &id, &[&["--task", "t1"], &flags[..]].concat()).await, &[field]);
    }
    let both = book(&stand, &id, &["--qty", "0"]).await;
    is_refused(&both, &["qty: ", "task: "]);
    let missing = werkvloer(["quarantine", "book", &id]).await;
    assert_eq!(missing.status.code(), Some(2), "{}", missing.output);

    let ran = book(&stand, &id, &["--task", "t1"]).await;
    assert!(ran.status.success(), "{}", ran.output);
    assert_eq!(ran.stdout, [format!("{id} is booked")]);
    is_refused(&book(&stand, &id, &["--task", "t1"]).await, &["decided already"]);
    assert_eq!(booked(&stand).await, [("t1".to_owned(), 7)]);
    let all = stand.command(&["quarantine", "list", "--all"]).await;
    assert!(all.iter().any(|line| line.starts_with(&id) && line.ends_with("booked")), "{all:?}");
    let left = stand.command(&["quarantine", "list"]).await;
    assert!(left.len() == 1 && !left[0].starts_with(&id), "{left:?}");
    eventually("it is in the tallies", async || {
        stand.db.db.all::<(String,)>("select station from stale_day", &[]).await.unwrap().is_empty()
    })
    .await;
    let tallies: Vec<(String, i64)> =
        stand.db.db.all("select task, good from tally where good > 0", &[]).await.unwrap();
    assert_eq!(tallies, [("t1".to_owned(), 7)]);
}

both!(what_the_terminal_took_back_needs_a_word_more: TestDb);
async fn what_the_terminal_took_back_needs_a_word_more(db: TestDb) {
    let stand = stand(db, &[]).await;
    misfits(&stand).await;
    let (_, id) = waiting(&stand).await;
    let refused = book(&stand, &id, &["--task", "t1"]).await;
    is_refused(&refused, &["the terminal took this back", "--although-undone"]);
    let ran = book(&stand, &id, &["--task", "t1", "--although-undone"]).await;
    assert!(ran.status.success(), "{}", ran.output);
    assert_eq!(booked(&stand).await, [("t1".to_owned(), 9)]);
    eventually("it counts all the same", async || good(&stand).await == 9).await;
}

both!(what_the_terminal_takes_back_after_the_booking_counts_no_more: TestDb);
async fn what_the_terminal_takes_back_after_the_booking_counts_no_more(db: TestDb) {
    let stand = stand(db, &[]).await;
    misfits(&stand).await;
    let (id, _) = waiting(&stand).await;
    let ran = book(&stand, &id, &["--task", "t1"]).await;
    assert!(ran.status.success(), "{}", ran.output);
    eventually("it is in the tallies", async || good(&stand).await == 7).await;
    let at = Clock::system().now().format("%Y-%m-%dT%H:%M:%S%.3fZ");
    send(&stand, format!(
            r#"{{"epoch":"00000000000000bb","next":5,"events":[{{"seq":4,"at":"{at}","kind":"undo","of":1}}]}}"#
        )).await;
    eventually("it is taken back", async || good(&stand).await == 0).await;
    assert_eq!(booked(&stand).await, [("t1".to_owned(), 7)], "the ledger keeps what was booked");
    assert_eq!(
        stand.command(&["tallies", "rebuild", "--check"]).await,
        ["every tally is what the ledger says"]
    );
}

/// Good pieces of all tallies.
async fn good(stand: &Stand) -> i64 {
    let (good,) = stand
        .db
        .db
        .one("select cast(coalesce(sum(good), 0) as bigint) from tally", &[])
        .await
        .unwrap();
    good
}
