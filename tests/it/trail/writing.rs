//! Writing: no line, no page; no gap, however many write at once; nothing is ever changed.

use super::{looked, ten_lines};
use crate::harness::TestDb;
use futures_util::future::join_all;
use werkvloer::db::Db;
use werkvloer::trail::{self, Entry, Filter, Line, Outcome};

async fn lines(db: &Db) -> Vec<Line> {
    let mut tx = db.reading().await.unwrap();
    trail::page(&mut tx, &Filter::default(), 0, 10_000).await.unwrap()
}

/// A handler of a page must be able to await it.
fn is_send<T: Send>(value: T) -> T {
    value
}

/// What a page does: the read, in the transaction of its line.
async fn name_of(db: &Db, worker: &str) -> sqlx::Result<Option<(String,)>> {
    let entry = looked(worker);
    is_send(trail::read(db, &entry, async |tx| {
        tx.maybe("select name from client where id = $1", &[&worker]).await
    }))
    .await
}

both!(a_read_leaves_a_line_and_without_a_line_gives_nothing: TestDb);
async fn a_read_leaves_a_line_and_without_a_line_gives_nothing(test: TestDb) {
    let mut tx = test.db.begin().await.unwrap();
    tx.run("insert into client (id, name) values ('k', 'Verzonnen BV')", &[]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(name_of(&test.db, "k").await.unwrap(), Some(("Verzonnen BV".to_owned(),)));
    let written = lines(&test.db).await;
    assert_eq!(written.len(), 1);
    let line = &written[0];
    assert_eq!(
        (
            line.no,
            line.actor.as_str(),
            line.action.as_str(),
            line.subject.as_deref(),
            line.outcome.as_str()
        ),
        (1, "a-coach", "read", Some("k"), "done")
    );
    assert_eq!((line.ground.as_str(), line.origin.as_str()), ("caseload", "192.0.2.7"));

    // The read itself still works; only its line can no longer be written.
    let mut tx = test.db.begin().await.unwrap();
    tx.run("alter table trail rename to trail_gone", &[]).await.unwrap();
    tx.commit().await.unwrap();
    assert!(name_of(&test.db, "k").await.is_err());
}

both!(a_transaction_that_is_not_committed_leaves_no_line_and_no_gap: TestDb);
async fn a_transaction_that_is_not_committed_leaves_no_line_and_no_gap(test: TestDb) {
    let mut tx = test.db.begin().await.unwrap();
    trail::write(&mut tx, &looked("w-1")).await.unwrap();
    drop(tx);
    let failed: Result<(), sqlx::Error> =
        trail::read(&test.db, &looked("w-2"), async |_| Err(sqlx::Error::RowNotFound)).await;
    assert!(failed.is_err());
    let nobody: sqlx::Result<_> = trail::read_many(&test.db, async |_| Ok(((), Vec::new()))).await;
    nobody.unwrap();
    ten_lines(&test).await;
    assert_eq!(
        lines(&test.db).await.iter().map(|l| l.no).collect::<Vec<_>>(),
        (1..=10).collect::<Vec<_>>()
    );
}

both!(many_who_write_at_once_leave_one_chain: TestDb);
/// Several lines of one page, and many pages at once: the numbers stay without a gap and the chain holds.
async fn many_who_write_at_once_leave_one_chain(test: TestDb) {
    let other = test.settings().open_for_command().await.unwrap().db;
    let writing = |db: Db, who: usize| async move {
        for i in 0..20 {
            let page: Vec<Entry> = (0..3).map(|p| looked(&format!("w-{who}-{i}-{p}"))).collect();
            let read: sqlx::Result<()> = trail::read_many(&db, async |_| Ok(((), page))).await;
            read.unwrap();
        }
    };
    let (one, two) = (&test.db, &other);
    let all = [one, two, one, two].into_iter().enumerate();
    join_all(all.map(|(who, db)| writing(db.clone(), who))).await;
    let verified = trail::verify(&test.db, &[]).await.unwrap().unwrap();
    assert_eq!((verified.lines, verified.head.no), (240, 240));
    let written = lines(&test.db).await;
    for page in written.chunks(3) {
        let of: Vec<_> = page.iter().map(|l| l.object_id.rsplit_once('-').unwrap().0).collect();
        assert!(of.iter().all(|o| *o == of[0]), "lines of one page stand together: {of:?}");
    }
}

both!(what_comes_from_outside_is_cut_and_stored: TestDb);
async fn what_comes_from_outside_is_cut_and_stored(test: TestDb) {
    let mut entry = looked("w-1").refused().noting(format!("a\0b{}", "x".repeat(2_000)));
    entry.who.actor = String::from("'; drop table trail; --\r\n2026 INFO");
    trail::record(&test.db, &entry).await.unwrap();
    let line = lines(&test.db).await.remove(0);
    let note = line.note.unwrap();
    assert!(note.starts_with("a\u{fffd}bxxx") && note.chars().count() == 500);
    assert_eq!(line.actor, entry.who.actor);
    assert_eq!(line.outcome, Outcome::Refused.word());
    trail::verify(&test.db, &[]).await.unwrap().unwrap();
}

both!(the_database_refuses_to_change_the_trail: TestDb);
async fn the_database_refuses_to_change_the_trail(test: TestDb) {
    ten_lines(&test).await;
    for sql in [
        "update trail set actor = 'nobody' where no = 3",
        "delete from trail where no = 3",
        "delete from trail",
        "update trail_head set no = no - 1",
        "update trail_head set base_no = no + 1",
        "delete from trail_head",
    ] {
        let mut tx = test.db.begin().await.unwrap();
        let refused = tx.run(sql, &[]).await.expect_err(sql).to_string();
        assert!(refused.contains("append-only"), "{sql}: {refused}");
    }
    if test.db.is_shared() {
        for sql in ["truncate trail", "truncate trail_head"] {
            let mut tx = test.db.begin().await.unwrap();
            assert!(
                tx.run(sql, &[]).await.unwrap_err().to_string().contains("append-only"),
                "{sql}"
            );
        }
    }
    assert_eq!(trail::verify(&test.db, &[]).await.unwrap().unwrap().lines, 10);
}
