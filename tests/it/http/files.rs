//! The real program where few files may be open: pages and health answer whatever terminals and strangers do.

use crate::endpoint::client::Client;
use crate::harness::{Load, Service, TestDb, http_get, werkvloer};
use rumqttc::mqttbytes::v4::{Connect, ConnectReturnCode};
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use werkvloer::clock::Clock;
use werkvloer::listen::files::Shares;
use werkvloer::simulate::company;

const TERMINALS: usize = 1_000;
const SILENT: usize = 1_100;
/// On a machine that does this alone it is a matter of milliseconds.
const SOON: Duration = Duration::from_secs(5);

struct Flood {
    service: Service,
    /// Answered, each with its connection.
    signed_in: Vec<Client<TcpStream>>,
    refused: usize,
    _silent: Vec<TcpStream>,
    db: TestDb,
}

/// The service under a limit, 1,100 connections that say nothing, and 1,000 terminals that come all the same.
async fn flood(limit: &str) -> Flood {
    werkvloer::listen::files::raise().unwrap();
    let db = TestDb::sqlite().await;
    Load::company(&db.db).await;
    let members = company::enrol(&db.db, &Clock::system(), TERMINALS, None).await.unwrap();
    let service = Service::serve_within(&db, limit).await;
    let http = service.http().trim_start_matches("http://").to_owned();
    let mut silent = Vec::new();
    for _ in 0..SILENT {
        silent.push(TcpStream::connect(&http).await.unwrap());
    }
    let (mut signed_in, mut refused) = (Vec::new(), 0);
    for member in members {
        let user = member.terminal.to_string();
        let mut connect = Connect::new(&user);
        connect.set_login(&user, member.secret.unwrap());
        let mut client = Client::new(TcpStream::connect(service.mqtt_addr()).await.unwrap());
        match client.try_to(connect).await {
            Some(ConnectReturnCode::Success) => signed_in.push(client),
            Some(ConnectReturnCode::ServiceUnavailable) => refused += 1,
            other => panic!("{user}: {other:?}"),
        }
    }
    Flood { service, signed_in, refused, _silent: silent, db }
}

impl Flood {
    async fn health_and_pages_answer(&self) {
        for path in ["/healthz", "/readyz", "/aanmelden"] {
            let asked = Instant::now();
            let (status, text) = self.service.get(path).await;
            let took = asked.elapsed();
            assert_eq!(status, 200, "{path}: {text}");
            assert!(took < SOON, "{path} took {took:?}");
        }
        assert!(self.service.metrics().await.contains("werkvloer_endpoint_connected"));
        assert!(http_get(&format!("{}/vloer", self.service.http())).await.is_ok());
    }

    fn lines(&self, words: &str) -> usize {
        self.service.output().lines().filter(|line| line.contains(words)).count()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_soft_limit_is_raised_and_a_thousand_terminals_and_silent_strangers_fit() {
    let flood = flood("ulimit -Sn 1024").await;
    flood.health_and_pages_answer().await;
    assert_eq!((flood.signed_in.len(), flood.refused), (TERMINALS, 0));
    assert_eq!(flood.service.figure("werkvloer_endpoint_connected").await, TERMINALS as u64);
    assert_eq!(flood.service.figure("werkvloer_endpoint_accept_errors_total").await, 0);
    assert_eq!(flood.lines(" WARN "), 0, "{}", flood.service.output());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn under_a_hard_limit_terminals_beyond_it_are_refused_and_pages_answer() {
    let flood = flood("ulimit -n 1024").await;
    flood.health_and_pages_answer().await;
    let room = Shares::of(1_024, 0).signed_in();
    assert_eq!((flood.signed_in.len(), flood.refused), (room, TERMINALS - room));
    assert_eq!(flood.service.figure("werkvloer_endpoint_accept_errors_total").await, 0);
    let refused = r#"werkvloer_endpoint_sign_ins_total{outcome="Full"}"#;
    assert_eq!(flood.service.figure(refused).await, flood.refused as u64);
    // One at once, and at most one for each minute that this took.
    assert!((1..=3).contains(&flood.lines("turned terminals away")), "{}", flood.service.output());
    assert_eq!(flood.lines("refused a sign-in"), 0);
    assert_eq!(flood.lines("could not accept"), 0);

    let mut args = vec!["doctor".to_owned()];
    args.extend(flood.db.args());
    let ran = werkvloer(&args).await;
    let told = ran.stdout.iter().find(|line| line.contains("files"));
    assert!(
        told.is_some_and(|line| line.starts_with("BAD") && line.contains("LimitNOFILE=")),
        "{}",
        ran.output
    );
}
