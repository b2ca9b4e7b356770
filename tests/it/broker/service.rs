//! What other terminals' messages do not show: the real program behind a real broker that lets more through than the
//! contract allows.

use crate::harness::floor::Floor;
use crate::harness::{Mosquitto, Service, TestDb, eventually, ran, werkvloer};
use std::process::Command;
use werkvloer::clock::Clock;
use werkvloer::db::Db;

/// Publishes a file for a terminal, as the broker's own client does; ends when the broker has it.
async fn publish(broker: &Mosquitto, topic: &str, payload: &str) {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), payload).unwrap();
    let mut command = Command::new("mosquitto_pub");
    command.args(["-h", "127.0.0.1", "-p", &broker.address().port().to_string()]);
    command.args(["-V", "mqttv311", "-q", "1", "-t", topic, "-f"]).arg(file.path());
    let done = ran(&mut command).await;
    assert!(done.status.success(), "{}", done.output);
}

/// Terminal, why, detail and the text itself, once something is there.
async fn quarantined(db: &Db, terminal: &str) -> (String, String, String) {
    let found = async || {
        db.maybe("select why, detail, raw from quarantine where terminal = $1", &[&terminal])
            .await
            .unwrap()
    };
    eventually("it is in quarantine", async || {
        found().await.is_some_and(|(_, _, _): (String, String, String)| true)
    })
    .await;
    found().await.unwrap()
}

both!(a_payload_above_the_limit_is_kept_whole: TestDb);
async fn a_payload_above_the_limit_is_kept_whole(db: TestDb) {
    Floor::build_in(&db.db, Clock::system()).await;
    let broker = Mosquitto::start("").await;
    let _service = Service::serve(&db, &["--broker", &broker.url()]).await;
    for (terminal, channel) in [("one", "up"), ("two", "state")] {
        let payload = format!(r#"{{"online":true,"note":"{}"}}"#, "a long story ".repeat(20_000));
        publish(&broker, &format!("wv/1/werf/{terminal}/{channel}"), &payload).await;
        let (why, detail, raw) = quarantined(&db.db, terminal).await;
        assert_eq!(why, "bad_json");
        assert_eq!(detail, format!("{} bytes; at most 65536 are allowed", payload.len()));
        assert!(raw == payload, "{} bytes of {}", raw.len(), payload.len());
    }
}

both!(what_a_revoked_terminal_still_sends_is_not_counted: TestDb);
/// Its connection is the broker's; the service can only refuse to count.
async fn what_a_revoked_terminal_still_sends_is_not_counted(db: TestDb) {
    Floor::build_in(&db.db, Clock::system()).await;
    let broker = Mosquitto::start("").await;
    let service = Service::serve(&db, &["--broker", &broker.url()]).await;
    let mut args = vec!["terminal".to_owned(), "revoke".to_owned(), "werf/one".to_owned()];
    args.extend(db.args());
    let revoked = werkvloer(&args).await;
    assert!(revoked.status.success(), "{}", revoked.output);
    let now = Clock::system().now().format("%Y-%m-%dT%H:%M:%SZ");
    let event = format!(
        r#"{{"epoch":"00000000000000cc","next":2,"events":[{{"seq":1,"at":"{now}","kind":"good","task":"t1","qty":1}}]}}"#
    );
    publish(&broker, "wv/1/werf/one/up", &event).await;
    let (why, _, raw) = quarantined(&db.db, "one").await;
    assert_eq!((why.as_str(), raw), ("unknown_terminal", event));
    assert_eq!(service.figure("werkvloer_intake_events_counted_total").await, 0);
}
