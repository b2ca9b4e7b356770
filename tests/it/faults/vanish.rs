//! The database's files are moved, removed or replaced under the running service: from then on nothing is acknowledged, and
//! `/readyz` says why. On SQLite only: on Postgres the files are the server's, which nobody reaches by a path.

use super::storage::{
    an_idle_service_notices, enrol, event_of, sign_in, stops_promising_and_recovers,
};
use crate::endpoint::client::{Client, publish};
use crate::harness::{Load, Service, TestDb, eventually, http_get, pause, program, ran};
use rumqttc::mqttbytes::v4::{ConnectReturnCode, Packet};
use std::path::Path;
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use tokio::time::timeout;
use werkvloer::db::Db;

/// How long it may take until it is told, also when nobody asks the desk anything.
const SOON: Duration = Duration::from_secs(5);
const LOG_LINE: &str = "cannot store; nothing is acknowledged until it can";

async fn a_company() -> (TestDb, Service) {
    let test = TestDb::sqlite().await;
    Load::company(&test.db).await;
    let service = Service::serve(&test, &[]).await;
    (test, service)
}

fn file(test: &TestDb, name: &str) -> std::path::PathBuf {
    test.folder().unwrap().join(name)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_is_moved_away_from_a_busy_service_and_back() {
    let (test, service) = a_company().await;
    let (here, away) = (file(&test, "werkvloer.db"), file(&test, "elsewhere"));
    let readyz = format!("{}/readyz", service.http());
    let mv = async |_| {
        std::fs::rename(&here, &away).unwrap();
        let broken = Instant::now();
        while http_get(&readyz).await.unwrap().0 == 200 {
            assert!(broken.elapsed() < SOON, "still ready");
            pause().await;
        }
    };
    let back = async |_| std::fs::rename(&away, &here).unwrap();
    let words = ["werkvloer.db was moved or removed"];
    stops_promising_and_recovers(&test.db, service, mv, back, &words).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_is_moved_away_from_an_idle_service_and_back() {
    let (test, service) = a_company().await;
    let (here, away) = (file(&test, "werkvloer.db"), file(&test, "elsewhere"));
    let (mv, back) = (
        async |_| std::fs::rename(&here, &away).unwrap(),
        async |_| std::fs::rename(&away, &here).unwrap(),
    );
    an_idle_service_notices(&test.db, service, mv, back, &["werkvloer.db was moved or removed"])
        .await;
}

/// The whole folder, and an empty one in its place.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_that_is_replaced_and_comes_back() {
    let (test, service) = a_company().await;
    let here = test.folder().unwrap();
    let away = here.with_extension("away");
    let mv = async |_| {
        std::fs::rename(here, &away).unwrap();
        std::fs::create_dir(here).unwrap();
    };
    let back = async |_| {
        std::fs::remove_dir(here).unwrap();
        std::fs::rename(&away, here).unwrap();
    };
    an_idle_service_notices(&test.db, service, mv, back, &["werkvloer.db was moved or removed"])
        .await;
}

/// A terminal that publishes one event after the other, each after the answer to the one before.
struct Witness {
    client: Client<TcpStream>,
    acknowledged: u64,
}

impl Witness {
    async fn of(service: &Service, secret: &str) -> Self {
        let (client, code) = sign_in(service, secret).await;
        assert_eq!(code, ConnectReturnCode::Success);
        Self { client, acknowledged: 0 }
    }

    async fn publish(&mut self) {
        let seq = self.acknowledged + 1;
        self.client
            .say(&publish("wv/1/werf/witness/up", u16::try_from(seq).unwrap(), event_of(seq)))
            .await;
    }

    /// Until so many are acknowledged.
    async fn works(&mut self, until: u64) {
        while self.acknowledged < until {
            self.publish().await;
            let seq = u16::try_from(self.acknowledged + 1).unwrap();
            loop {
                match self.client.hear().await {
                    Some(Packet::PubAck(ack)) if ack.pkid == seq => break,
                    Some(_) => {}
                    None => panic!("the connection ended"),
                }
            }
            self.acknowledged += 1;
        }
    }

    /// Publishes once more and hears nothing, until `/readyz` said why; gives the sentence. The connection may be closed.
    async fn is_not_answered(&mut self, service: &Service) -> String {
        let broken = Instant::now();
        self.publish().await;
        let said = loop {
            let (status, text) = service.get("/readyz").await;
            if status == 503 {
                break text;
            }
            assert!(broken.elapsed() < SOON, "still ready: {text}\n{}", service.output());
            pause().await;
        };
        // As long again as it takes to be tried several times.
        while broken.elapsed() < Duration::from_secs(2) {
            match timeout(Duration::from_millis(200), self.client.hear()).await {
                Ok(None) | Err(_) => pause().await,
                // The receipt of the one before may still be on its way.
                Ok(Some(Packet::Publish(receipt))) => {
                    let text = String::from_utf8_lossy(&receipt.payload).into_owned();
                    let not_yet = format!("\"contiguous\":{}", self.acknowledged);
                    assert!(text.contains(&not_yet), "a receipt: {text}");
                }
                Ok(Some(packet)) => panic!("an answer: {packet:?}"),
            }
        }
        assert_eq!(service.get("/readyz").await, (503, said.clone()));
        assert_eq!(service.get("/healthz").await.0, 200, "it lives");
        // A page that only reads is there, a form does not claim that something was kept.
        let browser = service.browser();
        assert_eq!(browser.get("/aanmelden").await.0, 200);
        let form = [("naam", "wie"), ("wachtwoord", "een lang wachtwoord"), ("terug", "/")];
        assert_eq!(browser.post("/aanmelden", &form).await, 503);
        let lines = service.output().lines().filter(|line| line.contains(LOG_LINE)).count();
        assert_eq!(lines, 1, "{}", service.output());
        said
    }
}

async fn held(db: &Db) -> u64 {
    let (events,): (i64,) = db
        .one("select count(*) from ledger where terminal = (select no from terminal where name = 'witness')", &[])
        .await
        .unwrap();
    events.cast_unsigned()
}

/// A command that makes databases does not make one in this folder.
async fn is_refused(folder: &Path, words: &[&str]) {
    let files = tempfile::tempdir().unwrap();
    let import = files.path().display().to_string();
    for command in [
        ["serve", "--http", "127.0.0.1:0", "--mqtt", "127.0.0.1:0", "--metrics", "127.0.0.1:0"]
            .as_slice(),
        &["demo", "--http", "127.0.0.1:0", "--mqtt", "127.0.0.1:0", "--metrics", "127.0.0.1:0"],
        &["import", &import],
        &["terminal", "list"],
        &["doctor"],
    ] {
        let ran = ran(program().args(command).arg("--data").arg(folder)).await;
        assert_eq!(ran.status.code(), Some(1), "{command:?}: {}", ran.output);
        for word in words {
            assert!(ran.output.contains(word), "{command:?}, no '{word}': {}", ran.output);
        }
        assert!(!ran.output.contains("administer"), "{command:?}: {}", ran.output);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_is_removed_is_not_made_anew() {
    let (test, mut service) = a_company().await;
    let secret = enrol(&test.db).await;
    let mut witness = Witness::of(&service, &secret).await;
    witness.works(20).await;
    std::fs::remove_file(file(&test, "werkvloer.db")).unwrap();
    let said = witness.is_not_answered(&service).await;
    assert!(said.contains("werkvloer.db was moved or removed"), "{said}");
    assert!(service.ended().is_none(), "what it holds can still be saved: {}", service.output());
    service.kill();

    let words =
        ["although one was made there before", "from a backup", "werkvloer.made", "to begin anew"];
    is_refused(test.folder().unwrap(), &words).await;
    // Also when nothing else is left of it, and when an empty file stands there.
    for name in ["werkvloer.db-wal", "werkvloer.db-shm", "werkvloer.db.lock"] {
        std::fs::remove_file(file(&test, name)).unwrap();
    }
    is_refused(test.folder().unwrap(), &words).await;
    assert!(!file(&test, "werkvloer.db").exists());
    std::fs::write(file(&test, "werkvloer.db"), "").unwrap();
    is_refused(test.folder().unwrap(), &words).await;
    std::fs::remove_file(file(&test, "werkvloer.db")).unwrap();

    // Who wants to begin anew can.
    std::fs::remove_file(file(&test, "werkvloer.made")).unwrap();
    let mut anew = Service::serve(&test, &[]).await;
    assert!(anew.output().contains("nobody can administer yet"), "{}", anew.output());
    assert!(anew.stop().await.success());
}

/// A folder of before there was a marker: what was committed is not thrown away either.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_ahead_log_without_its_database_is_kept() {
    let (test, mut service) = a_company().await;
    service.kill();
    std::fs::remove_file(file(&test, "werkvloer.made")).unwrap();
    std::fs::rename(file(&test, "werkvloer.db"), file(&test, "elsewhere")).unwrap();
    let log = std::fs::read(file(&test, "werkvloer.db-wal")).unwrap();
    is_refused(test.folder().unwrap(), &["although one was made there before", "werkvloer.db-wal"])
        .await;
    assert_eq!(std::fs::read(file(&test, "werkvloer.db-wal")).unwrap(), log);
    std::fs::rename(file(&test, "elsewhere"), file(&test, "werkvloer.db")).unwrap();
    let mut service = Service::serve(&test, &[]).await;
    assert!(file(&test, "werkvloer.made").exists(), "it is marked from now on");
    assert!(service.stop().await.success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_is_replaced_by_a_copy_stays_unbelieved() {
    let (test, mut service) = a_company().await;
    let secret = enrol(&test.db).await;
    let mut witness = Witness::of(&service, &secret).await;
    witness.works(20).await;
    let (here, aside) = (file(&test, "werkvloer.db"), file(&test, "aside"));
    std::fs::rename(&here, &aside).unwrap();
    std::fs::copy(&aside, &here).unwrap();
    let said = witness.is_not_answered(&service).await;
    assert!(said.contains("another file stands in the place of werkvloer.db"), "{said}");
    assert!(said.contains("Stop the service, put the right file back"), "{said}");
    assert!(service.stop().await.success(), "{}", service.output());

    std::fs::rename(&aside, &here).unwrap();
    let again = Service::serve(&test, &[]).await;
    assert_eq!(held(&test.db).await, 20, "what was acknowledged, and what was not");
    witness.client = sign_in(&again, &secret).await.0;
    witness.works(25).await;
    assert_eq!(held(&test.db).await, 25);
}

/// The log alone: a clean end folds it into the database.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_removed_log_held_is_there_after_a_clean_end() {
    for name in ["werkvloer.db-wal", "werkvloer.db-shm"] {
        let (test, mut service) = a_company().await;
        let secret = enrol(&test.db).await;
        let mut witness = Witness::of(&service, &secret).await;
        witness.works(20).await;
        std::fs::remove_file(file(&test, name)).unwrap();
        let said = witness.is_not_answered(&service).await;
        assert!(said.contains(&format!("{name} was moved, removed or replaced")), "{said}");
        assert!(said.contains("SIGTERM"), "{said}");
        // The test's own connection would keep the log open.
        test.db.close().await;
        assert!(service.stop().await.success(), "{}", service.output());
        let again = Service::serve(&test, &[]).await;
        let db = test.settings().open_for_command().await.unwrap().db;
        assert_eq!(held(&db).await, 20, "{name}");
        witness.client = sign_in(&again, &secret).await.0;
        witness.works(25).await;
        assert_eq!(held(&db).await, 25, "{name}");
        eventually("it is ready", async || again.get("/readyz").await.0 == 200).await;
        db.close().await;
    }
}
