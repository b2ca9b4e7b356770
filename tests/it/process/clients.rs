//! Clients that others wrote, against the endpoint of the real program. Their scripts are in `tests/clients`.

use super::{Stand, one_good, stand};
use crate::harness::{Process, Ran, TestDb, eventually, ran};
use std::process::Command;

/// Lets a scripted terminal do its round, and checks what the service made of it.
async fn makes_its_round(stand: Stand, interpreter: &str, script: &str) {
    let (host, port) = stand.service.mqtt_addr().rsplit_once(':').unwrap();
    let path = format!("{}/tests/clients/{script}", env!("CARGO_MANIFEST_DIR"));
    let mut command = Command::new(interpreter);
    command.args([&path, host, port, "werf/one", &stand.secrets[0], "werf/two"]);
    command.arg(one_good(7, 1, 12));
    let mut client = Process::start(&mut command);
    eventually("the client is through", async || {
        if let Some(status) = client.ended() {
            panic!("{script} ended ({status}):\n{}", client.output());
        }
        client.line("online").is_some()
    })
    .await;
    let state = stand.listed("werf/one").await;
    assert_eq!(state["online"], true, "{state}");
    client.kill();
    eventually("its last will is heard", async || {
        stand.listed("werf/one").await["online"] == false
    })
    .await;

    let ledger = stand.json(&["ledger", "export"]).await;
    assert_eq!(ledger.len(), 1, "one event, and nothing of the refused: {ledger:?}");
    assert_eq!((&ledger[0]["terminal"], &ledger[0]["qty"]), (&"werf/one".into(), &12.into()));
    for (figure, least) in [
        (r#"werkvloer_endpoint_closed_total{reason="ForeignTopic"}"#, 1),
        (r#"werkvloer_endpoint_closed_total{reason="QosTwo"}"#, 1),
        (r#"werkvloer_endpoint_sign_ins_total{outcome="BadCredentials"}"#, 1),
        ("werkvloer_endpoint_filters_refused_total", 5),
    ] {
        assert_eq!(stand.service.figure(figure).await, least, "{figure}");
    }
}

both!(paho_mqtt: TestDb);
async fn paho_mqtt(db: TestDb) {
    makes_its_round(stand(db, &[]).await, "python3", "paho_terminal.py").await;
}

both!(mqtt_js: TestDb);
async fn mqtt_js(db: TestDb) {
    makes_its_round(stand(db, &[]).await, "node", "mqttjs_terminal.js").await;
}

fn mosquitto(stand: &Stand, command: &str, secret: &str, more: &[&str]) -> Command {
    let (host, port) = stand.service.mqtt_addr().rsplit_once(':').unwrap();
    let mut client = Command::new(command);
    client.args(["-h", host, "-p", port, "-V", "mqttv311"]);
    client.args(["-u", "werf/one", "-P", secret]).args(more);
    client
}

/// What the terminal said its firmware is.
async fn firmware(stand: &Stand) -> Option<String> {
    let db = &stand.db.db;
    let (firmware,) = db.one("select max(firmware) from terminal_state", &[]).await.unwrap();
    firmware
}

both!(mosquitto_pub_and_sub: TestDb);
async fn mosquitto_pub_and_sub(db: TestDb) {
    let stand = stand(db, &[]).await;
    let secret = stand.secrets[0].clone();
    let run = async |command: &str, secret: &str, more: &[&str]| -> Ran {
        // Bounded, because a client that is sent away comes back for ever.
        let client = mosquitto(&stand, command, secret, more);
        ran(Command::new("timeout").arg("5").arg(client.get_program()).args(client.get_args()))
            .await
    };
    let event = one_good(8, 1, 3);
    let publish = ["-t", "wv/1/werf/one/up", "-q", "1", "-m", &event];
    let done = run("mosquitto_pub", &secret, &publish).await;
    assert!(done.status.success(), "{}", done.output);
    let refused = run("mosquitto_pub", "wrong", &publish).await;
    assert!(!refused.status.success(), "{}", refused.output);
    assert!(refused.output.contains("not authorised"), "{}", refused.output);

    let receipt =
        run("mosquitto_sub", &secret, &["-t", "wv/1/werf/one/down/receipt", "-C", "1"]).await;
    assert!(
        receipt.stdout[0].starts_with(r#"{"epoch":"0000000000000008","contiguous":1,"#),
        "{receipt:?}"
    );
    let closed = [
        "-d",
        "-t",
        "#",
        "-t",
        "wv/1/werf/two/down/receipt",
        "-t",
        "wv/1/+/one/down/task",
        "-W",
        "2",
    ];
    let closed = run("mosquitto_sub", &secret, &closed).await;
    assert!(closed.output.contains("Subscribed (mid: 1): 128, 128, 128"), "{}", closed.output);
    assert!(!closed.output.contains("received PUBLISH"), "{}", closed.output);

    let foreign = ["-t", "wv/1/werf/two/up", "-q", "1", "-m", &event];
    assert!(!run("mosquitto_pub", &secret, &foreign).await.status.success());
    let twice = ["-t", "wv/1/werf/one/up", "-q", "2", "-m", &event];
    assert!(!run("mosquitto_pub", &secret, &twice).await.status.success());
    let ledger = stand.json(&["ledger", "export"]).await;
    assert_eq!(ledger.len(), 1, "{ledger:?}");

    let online = ["-t", "wv/1/werf/one/state", "-q", "1", "-m", r#"{"online":true}"#];
    assert!(run("mosquitto_pub", &secret, &online).await.status.success());
    eventually("who says goodbye is gone", async || {
        let told = stand.listed("werf/one").await;
        told["last_seen"].is_string() && told["online"] == false
    })
    .await;
    let will = [
        "-t",
        "wv/1/werf/one/down/task",
        "--will-topic",
        "wv/1/werf/one/state",
        "--will-payload",
        r#"{"online":false,"firmware":"will"}"#,
    ];
    let mut client = mosquitto(&stand, "mosquitto_sub", &secret, &will);
    let mut listener = Process::start(&mut client);
    eventually("it is connected", async || {
        stand.service.figure("werkvloer_endpoint_connected").await == 1
    })
    .await;
    assert_eq!(firmware(&stand).await, None);
    listener.kill();
    eventually("its last will is heard", async || {
        firmware(&stand).await.as_deref() == Some("will")
    })
    .await;
}
