//! What the database itself holds true, whoever writes: the ledger and quarantine only grow.

use crate::harness::TestDb;
use werkvloer::db::Db;

async fn fill(db: &Db) {
    let mut tx = db.begin().await.unwrap();
    tx.run(
        "insert into ledger (terminal, epoch, seq, kind, station, day, at, received_at, outcome, hash)
         values (1, 2, 3, 'help', 's1', '2026-11-21', 0, 0, 'counted', 4)",
        &[],
    )
    .await
    .unwrap();
    tx.run(
        "insert into quarantine (id, received_at, site_id, terminal, why, detail, raw)
         values ('q1', '2026-11-21 08:00:00+00:00', 'noord', 'press-1', 'bad_json', 'x', '{')",
        &[],
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

/// The engine's words when it refuses; panics when it does not.
async fn refusal(db: &Db, sql: &'static str) -> String {
    let mut tx = db.begin().await.unwrap();
    match tx.run(sql, &[]).await {
        Ok(rows) => panic!("{sql}: done, {rows} rows"),
        Err(e) => e.to_string(),
    }
}

both!(ledger_and_quarantine_are_append_only: TestDb);
async fn ledger_and_quarantine_are_append_only(db: TestDb) {
    fill(&db.db).await;
    for sql in [
        "update ledger set qty = 9",
        "update ledger set outcome = 'counted' where seq = 3",
        "delete from ledger",
        "update quarantine set why = 'x'",
        "delete from quarantine where id = 'q1'",
    ] {
        assert!(refusal(&db.db, sql).await.contains("append-only"), "{sql}");
    }
    if db.db.is_shared() {
        for sql in ["truncate ledger", "truncate quarantine cascade"] {
            assert!(refusal(&db.db, sql).await.contains("append-only"), "{sql}");
        }
    }
    let (events,): (i64,) =
        db.db.one("select count(*) from ledger where seq = 3 and qty is null", &[]).await.unwrap();
    let (waiting,): (i64,) =
        db.db.one("select count(*) from quarantine where why = 'bad_json'", &[]).await.unwrap();
    assert_eq!((events, waiting), (1, 1));
}

both!(a_key_is_used_once: TestDb);
/// The same key never stands there twice, and replacing is deleting.
async fn a_key_is_used_once(db: TestDb) {
    fill(&db.db).await;
    let again = "insert into ledger (terminal, epoch, seq, kind, station, day, at, received_at, outcome, hash)
            values (1, 2, 3, 'help', 's1', '2026-11-21', 0, 0, 'counted', 5)";
    refusal(&db.db, again).await;
    if !db.db.is_shared() {
        let replace = "insert or replace into ledger (terminal, epoch, seq, kind, station, day, at, received_at, outcome, hash)
                values (1, 2, 3, 'help', 's1', '2026-11-21', 0, 0, 'counted', 5)";
        refusal(&db.db, replace).await;
    }
    let mut tx = db.db.begin().await.unwrap();
    let upsert = "insert into ledger (terminal, epoch, seq, kind, station, day, at, received_at, outcome, hash)
            values (1, 2, 3, 'help', 's1', '2026-11-21', 0, 0, 'counted', 5) on conflict (terminal, epoch, seq) do update set hash = 5";
    assert!(tx.run(upsert, &[]).await.is_err());
    drop(tx);
    let (hash,): (i64,) = db.db.one("select hash from ledger", &[]).await.unwrap();
    assert_eq!(hash, 4);
}
