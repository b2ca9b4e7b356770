//! What goes in comes out, on both engines alike; what is not committed never happened.

use crate::harness::{Postgres, TestDb, eventually};
use chrono::{DateTime, NaiveDate, Utc};
use std::time::{Duration, Instant};
use werkvloer::db::{Db, Subject, Tx, Value, mark, marked, row};
use werkvloer::floor::places::Attribution;

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

async fn count(db: &Db, sql: &'static str) -> i64 {
    let (count,) = db.one(sql, &[]).await.unwrap();
    count
}

row! {
    #[derive(Debug, PartialEq)]
    struct Everything {
        name: String,
        note: Option<String>,
        number: i64,
        maybe_number: Option<i64>,
        flag: bool,
        maybe_flag: Option<bool>,
        day: NaiveDate,
        maybe_day: Option<NaiveDate>,
        at: DateTime<Utc>,
        maybe_at: Option<DateTime<Utc>>,
        heavy: f64 = "weight",
        maybe_weight: Option<f64>,
    }
}

both!(a_row_comes_back_as_it_went_in: TestDb);
/// Every column type there is, filled and empty, with microseconds.
async fn a_row_comes_back_as_it_went_in(db: TestDb) {
    let mut tx = db.db.begin().await.unwrap();
    tx.run(
            "create table everything (
                name text not null, note text, number bigint not null, maybe_number bigint,
                flag boolean not null, maybe_flag boolean, day date not null, maybe_day date,
                at timestamptz not null, maybe_at timestamptz, weight double precision not null, maybe_weight double precision)",
            &[],
        )
        .await
        .unwrap();
    let full = Everything {
        name: "Ångström, 'quoted' \"twice\" 🧺".to_owned(),
        note: Some(String::new()),
        number: i64::MIN,
        maybe_number: Some(i64::MAX),
        flag: true,
        maybe_flag: Some(false),
        day: "2024-02-29".parse().unwrap(),
        maybe_day: Some("1970-01-01".parse().unwrap()),
        at: instant("2026-10-25T00:59:59.123456Z"),
        maybe_at: Some(instant("1999-12-31T23:59:59.000001Z")),
        heavy: 0.1 + 0.2,
        maybe_weight: Some(-1.5e300),
    };
    let empty = Everything {
        name: "zonder".to_owned(),
        note: None,
        number: 0,
        maybe_number: None,
        flag: false,
        maybe_flag: None,
        day: "2026-11-21".parse().unwrap(),
        maybe_day: None,
        at: instant("2026-11-21T08:02:11.250Z"),
        maybe_at: None,
        heavy: 0.0,
        maybe_weight: None,
    };
    for row in [&full, &empty] {
        let touched = tx
            .run(
                "insert into everything values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
                &[
                    &row.name,
                    &row.note,
                    &row.number,
                    &row.maybe_number,
                    &row.flag,
                    &row.maybe_flag,
                    &row.day,
                    &row.maybe_day,
                    &row.at,
                    &row.maybe_at,
                    &row.heavy,
                    &row.maybe_weight,
                ],
            )
            .await
            .unwrap();
        assert_eq!(touched, 1);
    }
    let inside: Vec<Everything> =
        tx.all("select * from everything order by number", &[]).await.unwrap();
    tx.commit().await.unwrap();
    let outside: Vec<Everything> =
        db.db.all("select * from everything order by number", &[]).await.unwrap();
    assert_eq!(inside, outside);
    assert_eq!(outside, [full, empty]);

    // A bound instant finds the row to the microsecond, and orders with its neighbours.
    let found: Option<(String,)> = db
        .db
        .maybe(
            "select name from everything where at = $1",
            &[&instant("2026-10-25T00:59:59.123456Z")],
        )
        .await
        .unwrap();
    assert!(found.is_some());
    let later = "select name from everything where at > $1";
    let one_more = instant("2026-10-25T00:59:59.123455Z");
    assert_eq!(db.db.all::<(String,)>(later, &[&one_more]).await.unwrap().len(), 2);
    let none: Option<(String,)> =
        db.db.maybe("select name from everything where name = $1", &[&"x"]).await.unwrap();
    assert_eq!(none, None);
    let missing =
        db.db.one::<(String,)>("select name from everything where name = $1", &[&"x"]).await;
    assert!(matches!(missing, Err(sqlx::Error::RowNotFound)));
}

async fn insert_clients(tx: &mut Tx, suffix: &'static str, names: &[String]) -> sqlx::Result<()> {
    let name: &dyn Value = &"Klant";
    let rows: Vec<_> = names.iter().map(|id| [id as &dyn Value, name]).collect();
    tx.insert_many("insert into client (id, name)", suffix, &rows).await
}

both!(many_rows_go_in_with_one_call: TestDb);
async fn many_rows_go_in_with_one_call(db: TestDb) {
    for size in [0, 1, 2, 7, 100, 255, 256, 257, 1_000, 2_048, 5_000] {
        let names: Vec<_> = (0..size).map(|n| format!("c{n}")).collect();
        let mut tx = db.db.begin().await.unwrap();
        insert_clients(&mut tx, "", &names).await.unwrap();
        let (inserted,): (i64,) = tx.one("select count(*) from client", &[]).await.unwrap();
        assert_eq!(inserted, size);
        // Each row is the one that was given, not a neighbour's.
        let ids: Vec<(String,)> = tx.all("select id from client", &[]).await.unwrap();
        let (mut ids, mut names) = (ids.into_iter().map(|(id,)| id).collect::<Vec<_>>(), names);
        ids.sort();
        names.sort();
        assert_eq!(ids, names);
        // Again: the suffix reaches every statement.
        insert_clients(&mut tx, "on conflict (id) do nothing", &names).await.unwrap();
        drop(tx);
    }
    assert_eq!(count(&db.db, "select count(*) from client").await, 0);
}

both!(what_is_not_committed_never_happened: TestDb);
async fn what_is_not_committed_never_happened(db: TestDb) {
    let mut tx = db.db.begin().await.unwrap();
    insert_clients(&mut tx, "", &["c1".to_owned()]).await.unwrap();
    assert_eq!(count(&db.db, "select count(*) from client").await, 0, "seen before the commit");
    drop(tx);
    // The next writer gets its turn, and finds nothing.
    let mut tx = db.db.begin().await.unwrap();
    let (left,): (i64,) = tx.one("select count(*) from client", &[]).await.unwrap();
    assert_eq!(left, 0);
    insert_clients(&mut tx, "", &["c1".to_owned()]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(count(&db.db, "select count(*) from client").await, 1);
}

both!(what_the_schema_forbids_is_refused: TestDb);
/// A constraint that is violated fails the statement, on both engines.
async fn what_the_schema_forbids_is_refused(db: TestDb) {
    let wrong: [(&'static str, &[&dyn Value]); 4] = [
        (
            "insert into task (id, line_id, step, name, pack_size) values ('t', $1, 1, 'x', 1)",
            &[&"no-such-line"],
        ),
        ("insert into client (id, name) values ($1, null)", &[&"c9"]),
        ("insert into municipality (id, name) values ($1, 'a'), ($1, 'b')", &[&"m"]),
        ("insert into site values ($1, 'x', 'Europe/Amsterdam', 1440, 720)", &[&"s"]),
    ];
    for (sql, values) in wrong {
        let mut tx = db.db.begin().await.unwrap();
        assert!(tx.run(sql, values).await.is_err(), "{sql}");
    }
}

/// On SQLite also by way of a read; Postgres keeps one pool, where only `Db` having no `run` holds it.
#[tokio::test]
async fn a_read_connection_of_sqlite_cannot_write() {
    let db = TestDb::sqlite().await;
    let insert = "insert into client (id, name) values ('c', 'n') returning id";
    assert!(db.db.all::<(String,)>(insert, &[]).await.is_err());
    assert_eq!(count(&db.db, "select count(*) from client").await, 0);
}

both!(two_writers_wait_for_each_other: TestDb);
async fn two_writers_wait_for_each_other(db: TestDb) {
    let write = async |n: i64| {
        for _ in 0..25 {
            let mut tx = db.db.begin().await.unwrap();
            mark(&mut tx, Subject::Company).await.unwrap();
            let id = format!("c{n}");
            tx.run(
                "insert into client (id, name) values ($1, 'n') on conflict (id) do nothing",
                &[&id],
            )
            .await
            .unwrap();
            tx.commit().await.unwrap();
        }
    };
    tokio::join!(write(1), write(2), write(3), write(4));
    assert_eq!(marked(&db.db, Subject::Company).await.unwrap(), 100);
    assert_eq!(marked(&db.db, Subject::Tallies).await.unwrap(), 0);
}

/// Polls a future this many times and then drops it, as a request does whose client leaves.
async fn abandon<F: Future>(work: F, after_polls: usize) -> Option<F::Output> {
    let mut work = Box::pin(work);
    let mut polls = 0;
    std::future::poll_fn(move |cx| {
        polls += 1;
        match work.as_mut().poll(cx) {
            std::task::Poll::Ready(done) => std::task::Poll::Ready(Some(done)),
            std::task::Poll::Pending if polls >= after_polls => std::task::Poll::Ready(None),
            std::task::Poll::Pending => std::task::Poll::Pending,
        }
    })
    .await
}

/// Two hundred writes of which most are dropped on the way, at every step.
async fn abandon_many(db: &Db) {
    for round in 0..200 {
        let id = format!("c{round}");
        let work = async {
            let mut tx = db.begin().await?;
            tx.run("insert into client (id, name) values ($1, 'n')", &[&id]).await?;
            tx.commit().await
        };
        if let Some(done) = abandon(work, round % 9 + 1).await {
            done.unwrap();
        }
    }
}

/// On SQLite an open transaction would hold the only connection that writes.
#[tokio::test]
async fn abandoned_writes_leave_sqlite_free() {
    let db = TestDb::sqlite().await;
    abandon_many(&db.db).await;
    let mut tx = db.db.begin().await.unwrap();
    insert_clients(&mut tx, "", &["after".to_owned()]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(count(&db.db, "select count(*) from client where id = 'after'").await, 1);
}

/// With sqlx 0.9.0 alone, a `begin` that is dropped on Postgres hands an open transaction to who borrows the connection
/// next. A server of its own, because only there every open transaction is one of ours.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn abandoned_writes_leave_no_transaction_open_on_postgres() {
    let server = Postgres::start(&[]).await;
    let db = server.settings().open_for_service().await.unwrap().db;
    let observer = server.settings().open_for_command().await.unwrap().db;
    let open = "select count(*) from pg_stat_activity where state like 'idle in transaction%'";
    // Looked at after each number of steps: a later `begin` on the same connection would tidy up by accident.
    for after_polls in 1..=6 {
        let begin = Instant::now();
        for _ in 0..30 {
            drop(abandon(db.begin(), after_polls).await);
        }
        eventually("every transaction is closed", async || count(&observer, open).await == 0).await;
        // After ten seconds Postgres itself would have ended it.
        assert!(begin.elapsed() < Duration::from_secs(5), "{after_polls}: {:?}", begin.elapsed());
    }
    abandon_many(&db).await;
    eventually("every transaction is closed", async || count(&observer, open).await == 0).await;
}

both!(an_enum_is_kept_as_its_word: TestDb);
/// A word that the program does not know is an error that names it, never another value.
async fn an_enum_is_kept_as_its_word(db: TestDb) {
    let (kept, none): (Attribution, Option<Attribution>) =
        db.db.one("select $1, cast(null as text)", &[&Attribution::Group]).await.unwrap();
    assert_eq!((kept, none), (Attribution::Group, None));
    let (word,): (String,) = db.db.one("select $1", &[&Attribution::Individual]).await.unwrap();
    assert_eq!(word, "individual");
    let unknown = db.db.one::<(Attribution,)>("select 'nobody'", &[]).await.unwrap_err();
    assert!(unknown.to_string().contains("'nobody' is no Attribution"), "{unknown}");
}
