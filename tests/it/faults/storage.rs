//! A disk that is full, a folder that cannot be written, a Postgres that goes away: nothing is acknowledged, `/readyz` says
//! why, and when it is over the service goes on by itself and nothing is lost.

use crate::endpoint::client::{Client, publish};
use crate::harness::{Disk, Load, PATIENCE, Postgres, Service, eventually, pause, program, ran};
use rumqttc::mqttbytes::v4::{Connect, ConnectReturnCode, Packet};
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use tokio::time::timeout;
use werkvloer::clock::Clock;
use werkvloer::db::{Db, Settings};
use werkvloer::terminals;

const COUNTED: &str = "werkvloer_intake_events_counted_total";

/// A terminal of the test's own beside the load, to see each answer.
pub(super) async fn enrol(db: &Db) -> String {
    let mut tx = db.begin().await.unwrap();
    let name = "werf/witness".parse().unwrap();
    let secret = terminals::enrol(&mut tx, &Clock::system(), &name, "alone").await.unwrap();
    tx.commit().await.unwrap();
    secret
}

pub(super) async fn sign_in(
    service: &Service,
    secret: &str,
) -> (Client<TcpStream>, ConnectReturnCode) {
    let mut client = Client::new(TcpStream::connect(service.mqtt_addr()).await.unwrap());
    let mut connect = Connect::new("witness");
    connect.keep_alive = 0;
    connect.set_login("werf/witness", secret);
    let code = client.try_to(connect).await.expect("a CONNACK");
    (client, code)
}

fn event() -> String {
    event_of(1)
}

/// The event with this number.
pub(super) fn event_of(seq: u64) -> String {
    let (now, next) = (Clock::system().now().format("%Y-%m-%dT%H:%M:%SZ"), seq + 1);
    format!(
        r#"{{"epoch":"00000000000000cc","next":{next},"events":[{{"seq":{seq},"at":"{now}","kind":"good","task":"t1","qty":1}}]}}"#
    )
}

/// What must hold from the moment `break_it` is done until `mend_it` is: with terminals at work, and one that is watched.
pub(super) async fn stops_promising_and_recovers(
    db: &Db,
    mut service: Service,
    break_it: impl AsyncFnOnce(u32),
    mend_it: impl AsyncFnOnce(u32),
    words: &[&str],
) {
    let secret = enrol(db).await;
    let address = service.mqtt_addr().parse().unwrap();
    let running = Load::of_seed(51).start(db, address).await;
    eventually("the service counts", async || service.figure(COUNTED).await > 20).await;
    let (mut witness, code) = sign_in(&service, &secret).await;
    assert_eq!(code, ConnectReturnCode::Success);

    break_it(service.id()).await;
    eventually("it says that it is not ready", async || service.get("/readyz").await.0 == 503)
        .await;
    let counted = service.figure(COUNTED).await;
    let broken = Instant::now();
    let mut said = String::new();
    witness.say(&publish("wv/1/werf/witness/up", 1, event())).await;
    // Neither a PUBACK nor a receipt; the connection may be closed.
    let is_told = |said: &str| words.iter().any(|word| said.contains(word));
    // With the lead gone first, that is what it says until the next try at the database.
    while broken.elapsed() < Duration::from_secs(2)
        || (!is_told(&said) && broken.elapsed() < PATIENCE)
    {
        match timeout(Duration::from_millis(200), witness.hear()).await {
            // Closed, or silent.
            Ok(None) | Err(_) => {}
            Ok(Some(packet)) => panic!("an answer while nothing can be stored: {packet:?}"),
        }
        pause().await;
        let (status, text) = service.get("/readyz").await;
        assert_eq!(status, 503, "{text}");
        said = text;
    }
    assert!(is_told(&said), "/readyz says: {said}\n{}", service.output());
    assert_eq!(service.get("/healthz").await.0, 200, "it lives");
    assert_eq!(service.figure(COUNTED).await, counted, "nothing is counted");
    assert!(service.ended().is_none(), "{}", service.output());

    mend_it(service.id()).await;
    eventually("it is ready again", async || service.get("/readyz").await.0 == 200).await;
    eventually("the witness is stored", async || {
        let Ok(stream) = TcpStream::connect(service.mqtt_addr()).await else { return false };
        drop(stream);
        let (mut witness, code) = sign_in(&service, &secret).await;
        if code != ConnectReturnCode::Success {
            return false;
        }
        witness.say(&publish("wv/1/werf/witness/up", 2, event())).await;
        matches!(witness.hear().await, Some(Packet::PubAck(ack)) if ack.pkid == 2)
    })
    .await;
    eventually("it counts again", async || service.figure(COUNTED).await > counted + 20).await;
    running.enough();
    running.proves_exactly_once("storage").await;
    let (events,): (i64,) = db
        .one("select count(*) from ledger where terminal = (select no from terminal where name = 'witness')", &[])
        .await
        .unwrap();
    assert_eq!(events, 1, "the witness said it twice, and it counts once");
    assert!(service.ended().is_none(), "{}", service.output());
    assert!(service.stop().await.success(), "{}", service.output());
}

async fn on_a_disk(disk: &Disk) -> (Db, Service) {
    let data = disk.path().join("data");
    let db = Settings::Folder(data.clone()).open_for_import().await.unwrap().db;
    Load::company(&db).await;
    let args = ["--data".to_owned(), data.display().to_string()];
    let service = Service::on(&args, "serve", &[], &[]).await;
    (db, service)
}

async fn on_a_disk_that_fills(disk: Disk, words: &[&str]) {
    let (db, service) = on_a_disk(&disk).await;
    let (fill, room) = (async |id| disk.fill(id), async |id| disk.make_room(id));
    stops_promising_and_recovers(&db, service, fill, room, words).await;
    db.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk() {
    on_a_disk_that_fills(Disk::small(), &["the disk is full", "the disk reports an error"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_refuses_to_write() {
    on_a_disk_that_fills(Disk::limited(), &["the disk reports an error"]).await;
}

/// Nobody sends anything: the service finds out by itself, both ways.
pub(super) async fn an_idle_service_notices(
    db: &Db,
    mut service: Service,
    break_it: impl AsyncFnOnce(u32),
    mend_it: impl AsyncFnOnce(u32),
    words: &[&str],
) {
    let secret = enrol(db).await;
    break_it(service.id()).await;
    let mut said = String::new();
    eventually("it says that it is not ready, and why", async || {
        let (status, text) = service.get("/readyz").await;
        said = text;
        status == 503 && words.iter().any(|word| said.contains(word))
    })
    .await;
    assert_eq!(service.get("/healthz").await.0, 200, "it lives");
    mend_it(service.id()).await;
    eventually("it is ready again", async || service.get("/readyz").await.0 == 200).await;
    eventually("it stores", async || {
        let (mut witness, code) = sign_in(&service, &secret).await;
        if code != ConnectReturnCode::Success {
            return false;
        }
        witness.say(&publish("wv/1/werf/witness/up", 3, event())).await;
        matches!(witness.hear().await, Some(Packet::PubAck(ack)) if ack.pkid == 3)
    })
    .await;
    assert!(service.stop().await.success(), "{}", service.output());
}

async fn idle_on_a_disk_that_fills(disk: Disk, words: &[&str]) {
    let (db, service) = on_a_disk(&disk).await;
    let (fill, room) = (async |id| disk.fill(id), async |id| disk.make_room(id));
    an_idle_service_notices(&db, service, fill, room, words).await;
    db.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_under_an_idle_service() {
    let words = ["the disk is full", "the disk reports an error"];
    idle_on_a_disk_that_fills(Disk::small(), &words).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_refuses_to_write_under_an_idle_service() {
    idle_on_a_disk_that_fills(Disk::limited(), &["the disk reports an error"]).await;
}

async fn on_a_postgres() -> (Postgres, Db, Service) {
    let server = Postgres::start(&[]).await;
    let settings = server.settings();
    let db = settings.open_for_import().await.unwrap().db;
    Load::company(&db).await;
    let Settings::Url(url) = settings else { unreachable!() };
    let service = Service::on(&["--database".to_owned(), url], "serve", &[], &[]).await;
    (server, db, service)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_postgres_that_turns_read_only() {
    let (server, db, service) = on_a_postgres().await;
    let (on, off) =
        (async |_| server.make_read_only(true).await, async |_| server.make_read_only(false).await);
    stops_promising_and_recovers(&db, service, on, off, &["the database is read-only"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_postgres_that_turns_read_only_under_an_idle_service() {
    let (server, db, service) = on_a_postgres().await;
    let (on, off) =
        (async |_| server.make_read_only(true).await, async |_| server.make_read_only(false).await);
    an_idle_service_notices(&db, service, on, off, &["the database is read-only"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_postgres_that_is_stopped_and_started() {
    let mut server = Postgres::start(&[]).await;
    let settings = server.settings();
    let db = settings.open_for_import().await.unwrap().db;
    Load::company(&db).await;
    let Settings::Url(url) = settings else { unreachable!() };
    let service = Service::on(&["--database".to_owned(), url], "serve", &[], &[]).await;
    let server = std::cell::RefCell::new(&mut server);
    #[expect(clippy::await_holding_refcell_ref, reason = "one after the other, in one task")]
    let (stop, start) =
        (async |_| server.borrow_mut().stop().await, async |_| server.borrow_mut().restart().await);
    stops_promising_and_recovers(&db, service, stop, start, &["cannot be reached"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_postgres_that_crashes() {
    let mut server = Postgres::start(&[]).await;
    let settings = server.settings();
    let db = settings.open_for_import().await.unwrap().db;
    Load::company(&db).await;
    let Settings::Url(url) = settings else { unreachable!() };
    let service = Service::on(&["--database".to_owned(), url], "serve", &[], &[]).await;
    let server = std::cell::RefCell::new(&mut server);
    #[expect(clippy::await_holding_refcell_ref, reason = "one after the other, in one task")]
    let (kill, start) =
        (async |_| server.borrow_mut().kill(), async |_| server.borrow_mut().restart().await);
    stops_promising_and_recovers(&db, service, kill, start, &["cannot be reached"]).await;
}

/// A folder that nobody can write to is said at the start, and nothing is served from it.
#[tokio::test]
async fn a_folder_that_is_read_only_is_refused_in_words() {
    let disk = Disk::small();
    let data = disk.path().join("data");
    std::fs::create_dir(&data).unwrap();
    let made_read_only = disk.make_read_only(&data);
    assert!(made_read_only, "neither a mount nor an ordinary user's rights");
    let mut command = program();
    command.args(["serve", "--http", "127.0.0.1:0", "--mqtt", "127.0.0.1:0"]);
    command.args(["--metrics", "127.0.0.1:0", "--data"]).arg(&data);
    let ran = ran(&mut command).await;
    assert_eq!(ran.status.code(), Some(1), "{}", ran.output);
    assert!(ran.stdout.is_empty(), "{}", ran.output);
    assert!(ran.output.contains(&data.display().to_string()), "{}", ran.output);
    let words = ["Read-only", "Permission denied"];
    assert!(words.iter().any(|word| ran.output.contains(word)), "{}", ran.output);
}
