//! Commands beside a running service, and the exact shape of what they print.

use super::{Stand, one_good, stand};
use crate::endpoint::client::{Client, publish};
use crate::harness::{TestDb, eventually, werkvloer};
use rumqttc::mqttbytes::v4::{Connect, ConnectReturnCode};
use serde_json::Value;
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use tokio::time::timeout;

async fn connect(
    stand: &Stand,
    user: &str,
    secret: &str,
) -> (Client<TcpStream>, ConnectReturnCode) {
    let stream = TcpStream::connect(stand.service.mqtt_addr()).await.unwrap();
    let mut client = Client::new(stream);
    let mut connect = Connect::new(user);
    connect.keep_alive = 0;
    connect.set_login(user, secret);
    let code = client.try_to(connect).await.expect("a CONNACK");
    (client, code)
}

/// The keys of a JSON line, in the order they are written.
fn keys(line: &str) -> Vec<String> {
    let object: serde_json::Map<String, Value> = serde_json::from_str(line).unwrap();
    let mut keys: Vec<_> = object.keys().cloned().collect();
    keys.sort_by_key(|key| line.find(&format!("\"{key}\":")).unwrap());
    keys
}

both!(a_terminal_is_enrolled_listed_and_revoked_while_the_service_runs: TestDb);
async fn a_terminal_is_enrolled_listed_and_revoked_while_the_service_runs(db: TestDb) {
    let stand = stand(db, &[]).await;
    let lines = stand.command(&["terminal", "enrol", "werf/t-9", "--station", "table"]).await;
    let enrolled: Value = serde_json::from_str(&lines[0]).unwrap();
    let password = enrolled["password"].as_str().unwrap().to_owned();
    assert_eq!(
        lines,
        [format!(r#"{{"user":"werf/t-9","password":"{password}","station":"table"}}"#)]
    );
    let lines = stand.command(&["terminal", "list", "--json"]).await;
    assert_eq!(lines.len(), 4);
    let line = lines.iter().find(|line| line.contains("werf/t-9")).unwrap();
    assert!(
        line.starts_with(r#"{"user":"werf/t-9","station":"table","last_seen":null,"online":false"#),
        "{line}"
    );
    assert!(!lines.concat().contains(&password));

    let (mut client, code) = connect(&stand, "werf/t-9", &password).await;
    assert_eq!(code, ConnectReturnCode::Success);
    client.say(&publish("wv/1/werf/t-9/up", 1, one_good(1, 1, 5))).await;
    assert_eq!(client.puback().await, 1);
    let listed = stand.listed("werf/t-9").await;
    assert_eq!(listed["online"], true);
    let seen: chrono::DateTime<chrono::Utc> =
        listed["last_seen"].as_str().unwrap().parse().unwrap();
    assert!((werkvloer::clock::Clock::system().now() - seen).num_seconds().abs() < 60, "{seen}");

    // A new secret ends the old one's use; who is connected stays.
    let again = stand.json(&["terminal", "enrol", "werf/t-9", "--station", "table"]).await;
    assert_eq!(connect(&stand, "werf/t-9", &password).await.1, ConnectReturnCode::NotAuthorized);
    let password = again[0]["password"].as_str().unwrap();

    let revoked = Instant::now();
    stand.command(&["terminal", "revoke", "werf/t-9"]).await;
    let gone = timeout(Duration::from_secs(3), client.hear()).await;
    assert_eq!(gone.expect("within three seconds"), None);
    assert!(revoked.elapsed() < Duration::from_secs(5));
    assert_eq!(connect(&stand, "werf/t-9", password).await.1, ConnectReturnCode::NotAuthorized);
    eventually("it is offline", async || stand.listed("werf/t-9").await["online"] == false).await;
    assert_eq!(
        stand.json(&["ledger", "export", "--terminal", "werf/t-9"]).await.len(),
        1,
        "what it reported stays"
    );
}

both!(what_cannot_be_is_said_in_words: TestDb);
async fn what_cannot_be_is_said_in_words(db: TestDb) {
    let stand = stand(db, &[]).await;
    for (args, words) in [
        (["terminal", "enrol", "werf/t-9", "--station", "nowhere"].as_slice(), "nowhere"),
        (&["terminal", "enrol", "elders/t-9", "--station", "alone"], "elders"),
        (&["terminal", "revoke", "werf/nobody"], "werf/nobody"),
        (&["ledger", "export", "--terminal", "werf/nobody"], "werf/nobody"),
    ] {
        let all =
            [args.iter().map(|a| (*a).to_owned()).collect(), stand.db.args().to_vec()].concat();
        let ran = werkvloer(&all).await;
        assert_eq!(ran.status.code(), Some(1), "{args:?}: {}", ran.output);
        assert!(ran.output.contains(words) && ran.stdout.is_empty(), "{}", ran.output);
    }
    let ran = werkvloer(["terminal", "enrol", "Werf/T 9", "--station", "alone"]).await;
    assert_eq!(ran.status.code(), Some(2), "{}", ran.output);
}

both!(ledger_and_tallies_have_the_documented_shapes: TestDb);
async fn ledger_and_tallies_have_the_documented_shapes(db: TestDb) {
    let stand = stand(db, &[]).await;
    let now = werkvloer::clock::Clock::system().now();
    let at = |seconds: i64| {
        (now + chrono::TimeDelta::seconds(seconds)).format("%Y-%m-%dT%H:%M:%S.250Z").to_string()
    };
    let message = format!(
        r#"{{"epoch":"6f1d2c3b4a598877","next":6,"events":[
            {{"seq":1,"at":"{}","kind":"sign_on","badge":"b-an"}},
            {{"seq":2,"at":"{}","kind":"good","task":"t1","qty":12}},
            {{"seq":3,"at":"{}","kind":"reject","task":"t1","qty":1,"reason":"material"}},
            {{"seq":4,"at":"{}","kind":"pause","reason":"fault"}},
            {{"seq":5,"at":"{}","kind":"good","task":"t-none","qty":7}}]}}"#,
        at(-9),
        at(-7),
        at(-6),
        at(-5),
        at(-4)
    );
    let (mut client, code) = connect(&stand, "werf/one", &stand.secrets[0]).await;
    assert_eq!(code, ConnectReturnCode::Success);
    client.say(&publish("wv/1/werf/one/up", 1, message)).await;
    assert_eq!(client.puback().await, 1);

    let lines = stand.command(&["ledger", "export", "--terminal", "werf/one"]).await;
    let order = [
        "terminal",
        "epoch",
        "seq",
        "kind",
        "task",
        "qty",
        "reason",
        "at",
        "received_at",
        "outcome",
        "why",
    ];
    for (index, line) in lines.iter().enumerate() {
        assert_eq!(keys(line), order, "{line}");
        let value: Value = serde_json::from_str(line).unwrap();
        assert_eq!(value["seq"], index + 1);
    }
    assert_eq!(lines.len(), 5);
    let (start, end) = (
        format!(
            r#"{{"terminal":"werf/one","epoch":"6f1d2c3b4a598877","seq":2,"kind":"good","task":"t1","qty":12,"reason":null,"at":"{}","received_at":""#,
            at(-7)
        ),
        r#"","outcome":"counted","why":null}"#,
    );
    assert!(lines[1].starts_with(&start) && lines[1].ends_with(end), "{}", lines[1]);
    assert!(lines[4].ends_with(r#""outcome":"quarantined","why":"unknown_task"}"#), "{}", lines[4]);

    let day = werkvloer::floor::day::SiteTime {
        zone: chrono_tz::Europe::Amsterdam,
        day_boundary_minutes: 240,
        afternoon_from_minutes: 750,
    }
    .day_of(now - chrono::TimeDelta::seconds(9));
    let lines = stand.command(&["tallies", "export", "--day", &day.to_string()]).await;
    let line = format!(
        r#"{{"day":"{day}","station":"alone","task":"t1","worker":"w-an","good":12,"rejected":1,"net_seconds":4,"waiting_seconds":0}}"#
    );
    assert_eq!(lines, [line]);
    let rebuilt = stand.command(&["tallies", "rebuild"]).await;
    assert!(
        rebuilt[0].starts_with("4 events in 1 station days folded, 0 of them differed"),
        "{rebuilt:?}"
    );
    assert_eq!(
        stand.command(&["tallies", "rebuild", "--check"]).await,
        ["every tally is what the ledger says"]
    );
    assert_eq!(stand.command(&["tallies", "export", "--day", &day.to_string()]).await, lines);
}

both!(an_import_beside_the_service_has_it_count_again: TestDb);
async fn an_import_beside_the_service_has_it_count_again(db: TestDb) {
    let stand = stand(db, &[]).await;
    let at = werkvloer::clock::Clock::system().now().format("%Y-%m-%dT%H:%M:%S%.3fZ");
    let message = format!(
        r#"{{"epoch":"00000000000000cc","next":3,"events":[
            {{"seq":1,"at":"{at}","kind":"sign_on","badge":"b-an"}},
            {{"seq":2,"at":"{at}","kind":"good","task":"t1","qty":12}}]}}"#
    );
    let (mut client, _) = connect(&stand, "werf/one", &stand.secrets[0]).await;
    client.say(&publish("wv/1/werf/one/up", 1, message)).await;
    assert_eq!(client.puback().await, 1);
    let whose = async || -> Vec<(String, i64)> {
        stand.db.db.all("select worker, good from tally where good > 0", &[]).await.unwrap()
    };
    assert_eq!(whose().await, [("w-an".to_owned(), 12)]);
    let folder = tempfile::tempdir().unwrap();
    let rows = "code;name;group;attribution\nalone;Alleen;groep;groep\n";
    std::fs::write(folder.path().join("stations.csv"), rows).unwrap();
    stand.command(&["import", &folder.path().display().to_string()]).await;
    eventually("it is the group's", async || whose().await == [(String::new(), 12)]).await;
    assert_eq!(
        stand.command(&["tallies", "rebuild", "--check"]).await,
        ["every tally is what the ledger says"]
    );
}

both!(decisions_at_the_command_line_are_lines_without_a_name: TestDb);
/// At the command line there is no account: what was typed is kept beside the decision, and the trail is told only that
/// somebody at the server did it.
async fn decisions_at_the_command_line_are_lines_without_a_name(db: TestDb) {
    let stand = stand(db, &[]).await;
    let (mut client, _) = connect(&stand, "werf/one", &stand.secrets[0]).await;
    client.say(&publish("wv/1/werf/one/up", 1, one_good(0xee, 1, 5))).await;
    assert_eq!(client.puback().await, 1);
    let by = ["--by", "Ans Voorbeeld", "--reason", "nageteld"];
    let count =
        ["ledger", "correct", "werf/one", "00000000000000ee", "1", "--qty", "4", "--task", "t2"];
    let first = stand.command(&[&count[..], &by].concat()).await;
    assert_eq!(stand.command(&[&count[..], &by].concat()).await, first, "said again is said once");
    let close = ["day", "close", "werf", "2026-01-05", "--by", "Ans Voorbeeld"];
    assert_eq!(stand.command(&close).await, ["2026-01-05 of werf is closed"]);
    assert_eq!(
        stand.command(&close).await,
        ["2026-01-05 of werf was closed already; nothing changed"]
    );
    let listed = stand.command(&["day", "list"]).await;
    assert!(listed[0].ends_with(" by Ans Voorbeeld (command line)"), "{listed:?}");

    let lines = stand.json(&["trail", "export"]).await;
    let told: Vec<String> = lines
        .iter()
        .filter(|line| line["action"] == "correct" || line["action"] == "close day")
        .map(|line| {
            ["actor", "action", "object_id", "note"].map(|key| line[key].to_string()).join(" ")
        })
        .collect();
    assert_eq!(
        told,
        [
            r#""cli" "correct" "werf/one/00000000000000ee/1" "qty 4, task t2""#,
            r#""cli" "close day" "werf/2026-01-05" null"#,
        ]
    );
    assert!(!format!("{lines:?}").contains("Ans"), "{lines:?}");
}
