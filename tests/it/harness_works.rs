//! The harness itself: a tool that lies makes every test above it worthless.

use crate::harness::{Cut, Mosquitto, TestDb, eventually, execute_on_cluster};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

both!(a_database_is_the_tests_own: TestDb);
/// Two databases of one test run know nothing of each other.
async fn a_database_is_the_tests_own(first: TestDb) {
    let second =
        if first.folder().is_some() { TestDb::sqlite().await } else { TestDb::postgres().await };
    let mut tx = first.db.begin().await.unwrap();
    tx.run("insert into client (id, name) values ($1, $2)", &[&"c1", &"Bakkerij Voorbeeld"])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    for (db, expected) in [(&first.db, 1), (&second.db, 0)] {
        let (count,): (i64,) = db.one("select count(*) from client", &[]).await.unwrap();
        assert_eq!(count, expected);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_goes_away_with_its_test() {
    let db = TestDb::postgres().await;
    let (name,): (String,) =
        db.db.one("select cast(current_database() as text)", &[]).await.unwrap();
    assert!(name.starts_with("test_"), "{name}");
    let alter = format!("alter database {name} connection limit 50");
    execute_on_cluster(alter.clone()).await.unwrap();
    drop(db);
    assert!(execute_on_cluster(alter).await.is_err());
}

#[tokio::test]
async fn mosquitto_comes_back_on_its_port() {
    let mut broker = Mosquitto::start("").await;
    let address = broker.address();
    broker.kill();
    assert!(TcpStream::connect(address).await.is_err());
    broker.restart().await;
    assert_eq!(broker.url(), format!("mqtt://{address}"));
    TcpStream::connect(address).await.unwrap();
    broker.stop().await;
}

/// A server that sends back what it gets.
async fn echo() -> std::net::SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio_util::task::TaskTracker::new().spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let (mut from, mut to) = stream.split();
            // The client may leave at any time.
            let _ = tokio::io::copy(&mut from, &mut to).await;
        }
    });
    address
}

async fn says(stream: &mut TcpStream, text: &str) -> std::io::Result<String> {
    stream.write_all(text.as_bytes()).await?;
    let mut answer = vec![0; text.len()];
    stream.read_exact(&mut answer).await?;
    Ok(String::from_utf8(answer).unwrap())
}

#[tokio::test]
async fn a_link_carries_and_can_be_cut() {
    let link = Cut::to(&echo().await);
    let mut client = TcpStream::connect(link.address()).await.unwrap();
    assert_eq!(says(&mut client, "een").await.unwrap(), "een");
    assert_eq!(link.links(), 1);
    link.cut();
    assert!(says(&mut client, "twee").await.is_err());
    eventually("the link is gone", async || link.links() == 0).await;

    link.refuse();
    let mut refused = TcpStream::connect(link.address()).await.unwrap();
    assert!(says(&mut refused, "drie").await.is_err());
    link.heal();
    let mut client = TcpStream::connect(link.address()).await.unwrap();
    assert_eq!(says(&mut client, "vier").await.unwrap(), "vier");

    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    link.retarget(&nobody);
    let mut astray = TcpStream::connect(link.address()).await.unwrap();
    assert!(says(&mut astray, "vijf").await.is_err());
}

#[tokio::test]
async fn a_link_swallows_and_delays() {
    let link = Cut::to(&echo().await);
    let mut client = TcpStream::connect(link.address()).await.unwrap();
    link.black_hole();
    let lost = tokio::time::timeout(Duration::from_millis(200), says(&mut client, "een")).await;
    assert!(lost.is_err());
    link.heal();
    let mut late = [0; 3];
    client.read_exact(&mut late).await.unwrap();
    assert_eq!(&late, b"een");

    link.delay(Duration::from_millis(50));
    let begin = Instant::now();
    assert_eq!(says(&mut client, "twee").await.unwrap(), "twee");
    assert!(begin.elapsed() >= Duration::from_millis(100), "{:?}", begin.elapsed());
}
