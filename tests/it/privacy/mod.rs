//! What is held on one person: given, erased, kept no longer than needed, and never said where it does not belong.

mod erasing;
mod export;
mod retention;
mod silence;
mod who_looked;
mod wrong_clock;

use crate::endpoint::client::{Client, publish};
use crate::harness::floor::Floor;
use crate::harness::{Ran, Service, TestDb, werkvloer};
use rumqttc::mqttbytes::v4::{Connect, ConnectReturnCode};
use tokio::net::TcpStream;
use werkvloer::clock::Clock;
use werkvloer::people::{Photo, set_photo};

/// A running service on the small floor, where An works: she can be reached, has a coach and a place, made twelve pieces alone, and once
/// signed on at a terminal whose clock was wrong.
struct Stand {
    /// Before the database: fields are dropped in order, and to drop one throws out who still uses it.
    service: Service,
    test: TestDb,
    secret: String,
}

/// What a photo of An begins with.
const PHOTO: &[u8] = b"\xff\xd8\xff\xe0\0\x10JFIF\0";

const TOPIC: &str = "wv/1/werf/one/up";

impl Stand {
    async fn new(test: TestDb) -> Self {
        let [secret, _] = Floor::build_in(&test.db, Clock::system()).await.secrets;
        let mut tx = test.db.begin().await.unwrap();
        for sql in [
            "insert into coach (id, name) values ('c-1', 'Coach Verzonnen')",
            "insert into caseload (coach_id, worker_id, from_day) values ('c-1', 'w-an', '2026-01-05')",
            "insert into caseload (coach_id, worker_id, from_day) values ('c-1', 'w-bo', '2026-01-05')",
            "insert into assignment (day, day_part, station_code, worker_id) values ('2026-11-20', 'morning', 'alone', 'w-an')",
            "insert into scheme_enrolment (worker_id, scheme, from_day) values ('w-an', 'wsw', '2010-01-04')",
            "insert into scheme_enrolment (worker_id, scheme, from_day) values ('w-bo', 'wajong', '2020-01-06')",
            "insert into contract (worker_id, from_day, week_minutes) values ('w-an', '2010-01-04', 2160)",
            "insert into placement (worker_id, from_day, step) values ('w-an', '2010-01-04', 'on_location')",
            "update worker set phone = '06 00 123456', email = 'an@voorbeeld.example' where id = 'w-an'",
            "update worker set phone = '06 00 654321' where id = 'w-bo'",
        ] {
            tx.run(sql, &[]).await.unwrap();
        }
        let photo = Photo::new(PHOTO).unwrap();
        assert!(set_photo(&mut tx, "w-an", &photo, Clock::system().now()).await.unwrap());
        tx.commit().await.unwrap();
        let service = Service::serve(&test, &[]).await;
        let stand = Self { service, test, secret };
        let event = |seq: u32, seconds: i64, rest: &str| {
            let at = Clock::system().now() + chrono::TimeDelta::seconds(seconds);
            format!(r#"{{"seq":{seq},"at":"{}",{rest}}}"#, at.format("%Y-%m-%dT%H:%M:%SZ"))
        };
        let on = r#""kind":"sign_on","badge":"b-an""#;
        let events = [
            event(1, -30, on),
            event(2, -20, r#""kind":"good","task":"t1","qty":12"#),
            event(3, 3 * 86_400, on),
            event(4, 3 * 86_400, r#""kind":"sign_on","badge":"b-anders""#),
        ];
        stand.report(1, &events.join(",")).await;
        stand
    }

    /// Reports events as terminal `one`, and waits until they are stored.
    async fn report(&self, epoch: u64, events: &str) {
        let stream = TcpStream::connect(self.service.mqtt_addr()).await.unwrap();
        let mut client = Client::new(stream);
        let mut connect = Connect::new("one");
        connect.set_login("werf/one", &self.secret);
        assert_eq!(client.try_to(connect).await, Some(ConnectReturnCode::Success));
        let message = format!(r#"{{"epoch":"{epoch:016x}","next":9,"events":[{events}]}}"#);
        client.say(&publish(TOPIC, 1, message)).await;
        assert_eq!(client.puback().await, 1);
    }

    async fn ran(&self, args: &[&str]) -> Ran {
        command(&self.test, args).await
    }

    /// The lines of a command that succeeds.
    async fn lines(&self, args: &[&str]) -> Vec<String> {
        let ran = self.ran(args).await;
        assert!(ran.status.success(), "{args:?}: {}", ran.output);
        ran.stdout
    }
}

async fn command(test: &TestDb, args: &[&str]) -> Ran {
    let mut all: Vec<String> = args.iter().map(|a| (*a).to_owned()).collect();
    all.extend(test.args());
    werkvloer(&all).await
}
