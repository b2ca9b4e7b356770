//! Bytes that mean nothing, and bytes that mean harm, at both ports of the real program. The fuzz of the endpoint alone is in
//! `endpoint/fuzz.rs`; here it is the whole program that must stay, answer others, count what came, and keep its log clean.

use super::{Stand, one_good, stand};
use crate::endpoint::client::{Client, bytes, publish, subscribe};
use crate::harness::{PASSWORD, TestDb, eventually};
use rand::{Rng as _, RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use rumqttc::mqttbytes::v4::{Connect, ConnectReturnCode, Packet};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;
use werkvloer::access::Role;

const SEED: u64 = 41;
const CONNECTIONS: usize = 150;

fn noise(dice: &mut ChaCha8Rng) -> Vec<u8> {
    let mut bytes = vec![0; dice.random_range(1..3_000)];
    dice.fill_bytes(&mut bytes);
    bytes
}

/// Writes as far as the other side lets it, and reads a little of the answer.
async fn throw(address: &str, bytes: &[u8]) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let _ = stream.write_all(bytes).await;
    let _ = stream.shutdown().await;
    let mut answer = [0; 512];
    let _ = timeout(Duration::from_millis(200), stream.read(&mut answer)).await;
}

async fn sign_in(stand: &Stand) -> Client<TcpStream> {
    let mut client = Client::new(TcpStream::connect(stand.service.mqtt_addr()).await.unwrap());
    assert_eq!(client.try_to(login(&stand.secrets[0])).await, Some(ConnectReturnCode::Success));
    client
}

fn login(secret: &str) -> Connect {
    let mut connect = Connect::new("one");
    connect.keep_alive = 0;
    connect.set_login("werf/one", secret);
    connect
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rubbish_at_either_port_stops_nothing() {
    let mut stand = stand(TestDb::sqlite().await, &[]).await;
    let dice = &mut ChaCha8Rng::seed_from_u64(SEED);
    let mqtt = stand.service.mqtt_addr().to_owned();
    let http = stand.service.http().trim_start_matches("http://").to_owned();
    let opening = bytes(&Packet::Connect(login(&stand.secrets[0])));
    for _ in 0..CONNECTIONS {
        throw(&mqtt, &noise(dice)).await;
        // The same from somebody who signed in, half of it a well-formed packet that lost some bits.
        let mut harm = opening.to_vec();
        if dice.random() {
            harm.extend(noise(dice));
        } else {
            let mut packet = bytes(&publish("wv/1/werf/one/up", 5, one_good(3, 1, 2)));
            let index = dice.random_range(0..packet.len());
            packet[index] ^= 1 << dice.random_range(0..8);
            harm.extend_from_slice(&packet);
        }
        throw(&mqtt, &harm).await;
        throw(&http, &noise(dice)).await;
        let mut request = b"GET /".to_vec();
        request.extend(noise(dice));
        request.extend(b" HTTP/1.1\r\nhost: x\r\n\r\n");
        throw(&http, &request).await;
        assert!(stand.service.ended().is_none(), "seed {SEED}: {}", stand.service.output());
    }
    assert_eq!(stand.service.get("/healthz").await.0, 200);
    assert_eq!(stand.service.get("/readyz").await.0, 200);
    let mut client = sign_in(&stand).await;
    client.say(&publish("wv/1/werf/one/up", 9, one_good(4, 1, 1))).await;
    assert_eq!(client.puback().await, 9);
    assert!(
        stand.service.figure(r#"werkvloer_endpoint_closed_total{reason="Malformed"}"#).await > 50
    );
    let log = stand.service.output();
    assert!(!log.contains("panicked"), "{log}");
    assert!(stand.service.stop().await.success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_refused_is_counted_by_its_reason() {
    let stand = stand(TestDb::sqlite().await, &[]).await;
    let closed = async |reason: &str, packet: &[u8]| {
        let figure = format!(r#"werkvloer_endpoint_closed_total{{reason="{reason}"}}"#);
        let before = stand.service.figure(&figure).await;
        let mut client = sign_in(&stand).await;
        client.say_bytes(packet).await;
        assert_eq!(client.hear().await, None, "{reason}");
        eventually(&figure, async || stand.service.figure(&figure).await == before + 1).await;
    };
    let own = "wv/1/werf/one/up";
    closed("Oversized", &bytes(&publish(own, 1, vec![b' '; 64 * 1024 + 1]))).await;
    closed("Oversized", &[0x30, 0xff, 0xff, 0xff, 0x7f]).await;
    closed("ForeignTopic", &bytes(&publish("wv/1/werf/two/up", 1, "{}"))).await;
    closed("ForeignTopic", &bytes(&publish("$SYS/broker", 1, "{}"))).await;
    closed("Malformed", &[0x00, 0x00]).await;
    closed("Malformed", &[0x32, 0xff, 0xff, 0xff, 0xff, 0xff]).await;
    closed("Unexpected", &bytes(&Packet::Connect(login(&stand.secrets[0])))).await;

    // What can be understood as a message and not as events is stored, acknowledged and shown.
    let before = stand.service.figure("werkvloer_intake_quarantined_total").await;
    let mut client = sign_in(&stand).await;
    for (packet, payload) in [(1, "not json"), (2, "\u{0}\u{1}"), (3, r#"{"epoch":"x"}"#)] {
        client.say(&publish(own, packet, payload)).await;
        assert_eq!(client.puback().await, packet);
    }
    assert_eq!(stand.service.figure("werkvloer_intake_quarantined_total").await, before + 3);
}

both!(the_log_holds_no_secret_no_badge_and_no_name: TestDb);
/// Even at the level for finding bugs.
async fn the_log_holds_no_secret_no_badge_and_no_name(db: TestDb) {
    let stand = stand(db, &[]).await;
    let now = werkvloer::clock::Clock::system().now().format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let signs_on = format!(
        r#"{{"epoch":"000000000000000b","next":5,"events":[
                {{"seq":1,"at":"{now}","kind":"sign_on","badge":"b-an"}},
                {{"seq":2,"at":"{now}","kind":"good","task":"t1","qty":3}},
                {{"seq":3,"at":"{now}","kind":"sign_on","badge":"b-stranger"}},
                {{"seq":4,"at":"{now}","kind":"sign_off","badge":"b-an"}}]}}"#
    );
    let mut client = sign_in(&stand).await;
    client.say(&subscribe(2, &["wv/1/werf/one/down/receipt", "#"])).await;
    client.say(&publish("wv/1/werf/one/up", 1, signs_on)).await;
    client.say(&publish("wv/1/werf/one/up", 3, "badge b-an in no json")).await;
    eventually("all of it is stored", async || {
        stand.service.figure("werkvloer_intake_quarantined_total").await == 2
    })
    .await;
    client.say(&publish("wv/1/werf/two/up", 4, "badge b-an elsewhere")).await;
    let mut wrong = Client::new(TcpStream::connect(stand.service.mqtt_addr()).await.unwrap());
    let refused = wrong.try_to(login("guess-at-a-secret")).await;
    assert_eq!(refused, Some(ConnectReturnCode::NotAuthorized));
    let secret = stand.json(&["terminal", "enrol", "werf/new", "--station", "alone"]).await;
    stand.command(&["terminal", "revoke", "werf/two"]).await;
    crate::harness::account(
        &stand.db.db,
        "tine",
        "Tine Toetsnaam",
        &[(Role::Supervisor, "everything")],
    )
    .await;
    let browser = stand.service.browser();
    assert_eq!(
        browser.post("/aanmelden", &[("naam", "tine"), ("wachtwoord", "mis-typed-word")]).await,
        422
    );
    assert_eq!(
        browser.post("/aanmelden", &[("naam", "tine"), ("wachtwoord", PASSWORD)]).await,
        303
    );
    for (page, status) in
        [("/vloer/hal", 200), ("/quarantaine", 200), ("/vloer/nowhere", 404), ("/mijn", 200)]
    {
        assert_eq!(browser.get(page).await.0, status, "{page}");
    }
    eventually("the foreign topic is logged", async || {
        stand.service.output().contains("not its own")
    })
    .await;

    let log = stand.service.output();
    assert!(log.contains("werf/one"), "the log speaks of terminals: {log}");
    let password = secret[0]["password"].as_str().unwrap();
    let secrets = [&stand.secrets[0], &stand.secrets[1], password, "guess-at-a-secret"];
    for hidden in secrets.into_iter().chain([
        "b-an",
        "b-stranger",
        "w-an",
        "An Voorbeeld",
        "Voorbeeld",
        "Toetsnaam",
        "mis-typed-word",
        PASSWORD,
    ]) {
        assert!(!log.contains(hidden), "'{hidden}' is in the log:\n{log}");
    }
}
