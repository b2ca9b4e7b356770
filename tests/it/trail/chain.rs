//! Somebody with full power over the database changes the past; whoever verifies finds the first line that is wrong.

use super::ten_lines;
use crate::harness::{Ran, TestDb, werkvloer};
use werkvloer::trail::{self, Head};

/// Takes away what keeps the database itself from changing lines, and runs statements.
async fn tamper(test: &TestDb, statements: &[&'static str]) {
    let guards: &[&'static str] = if test.db.is_shared() {
        &["alter table trail disable trigger all", "alter table trail_head disable trigger all"]
    } else {
        &[
            "drop trigger trail_no_update",
            "drop trigger trail_no_delete",
            "drop trigger trail_head_grows",
        ]
    };
    let mut tx = test.db.begin().await.unwrap();
    for sql in guards.iter().chain(statements) {
        tx.run(sql, &[]).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn command(test: &TestDb, args: &[&str]) -> Ran {
    let mut all: Vec<String> = args.iter().map(|a| (*a).to_owned()).collect();
    all.extend(test.args());
    werkvloer(&all).await
}

async fn first_wrong(test: &TestDb, args: &[&str]) -> String {
    let ran = command(test, &[&["trail", "verify"], args].concat()).await;
    assert_eq!(ran.status.code(), Some(1), "{}", ran.output);
    assert!(ran.stdout.is_empty(), "{:?}", ran.stdout);
    ran.output
}

both!(a_whole_trail_holds: TestDb);
async fn a_whole_trail_holds(test: TestDb) {
    let ran = command(&test, &["trail", "verify"]).await;
    assert!(ran.stdout[0].starts_with("0 lines, chain holds, head 0 "), "{:?}", ran.stdout);
    ten_lines(&test).await;
    let head = command(&test, &["trail", "head"]).await.stdout.remove(0);
    let ran = command(&test, &["trail", "verify"]).await;
    assert!(ran.status.success(), "{}", ran.output);
    assert_eq!(ran.stdout, [format!("10 lines, chain holds, head {head}")]);
}

both!(an_edited_line_is_found: TestDb);
async fn an_edited_line_is_found(test: TestDb) {
    ten_lines(&test).await;
    tamper(&test, &["update trail set actor = 'a-other' where no = 4"]).await;
    assert!(first_wrong(&test, &[]).await.contains("line 4 is not what was written there"));
}

both!(a_removed_line_is_found: TestDb);
async fn a_removed_line_is_found(test: TestDb) {
    ten_lines(&test).await;
    tamper(&test, &["delete from trail where no = 6"]).await;
    assert!(first_wrong(&test, &[]).await.contains("line 6 is missing"));
}

both!(a_removed_line_is_found_when_the_gap_is_closed: TestDb);
/// Also when those after it move up.
async fn a_removed_line_is_found_when_the_gap_is_closed(test: TestDb) {
    ten_lines(&test).await;
    tamper(
        &test,
        &[
            "delete from trail where no = 6",
            "update trail set no = -no where no > 6",
            "update trail set no = -no - 1 where no < 0",
            "update trail_head set no = 9",
        ],
    )
    .await;
    assert!(first_wrong(&test, &[]).await.contains("line 6 is not what was written there"));
}

both!(swapped_lines_are_found: TestDb);
async fn swapped_lines_are_found(test: TestDb) {
    ten_lines(&test).await;
    tamper(
        &test,
        &[
            "update trail set no = -7 where no = 7",
            "update trail set no = 7 where no = 8",
            "update trail set no = 8 where no = -7",
        ],
    )
    .await;
    assert!(first_wrong(&test, &[]).await.contains("line 7 is not what was written there"));
}

both!(an_added_line_is_found: TestDb);
async fn an_added_line_is_found(test: TestDb) {
    ten_lines(&test).await;
    let copy = "insert into trail (no, at, actor, acting_as, origin, action, object_kind, object_id, ground, outcome, hash)
            select 11, at, actor, acting_as, origin, action, object_kind, object_id, ground, outcome, hash from trail where no = 10";
    tamper(&test, &[copy]).await;
    assert!(first_wrong(&test, &[]).await.contains("line 11 was added"));
}

both!(a_cut_tail_is_found: TestDb);
async fn a_cut_tail_is_found(test: TestDb) {
    ten_lines(&test).await;
    let noted = command(&test, &["trail", "head"]).await.stdout.remove(0);
    let eighth: (String,) = test.db.one("select hash from trail where no = 8", &[]).await.unwrap();
    tamper(&test, &["delete from trail where no > 8"]).await;
    assert!(first_wrong(&test, &[]).await.contains("ends before line 9"));

    // Who also moves the head back is found by the head that was noted elsewhere.
    let mut tx = test.db.begin().await.unwrap();
    tx.run("update trail_head set no = 8, hash = $1", &[&eighth.0]).await.unwrap();
    tx.commit().await.unwrap();
    assert!(command(&test, &["trail", "verify"]).await.status.success());
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), format!("8 {}\n{noted}\n", eighth.0)).unwrap();
    let found = first_wrong(&test, &["--head", file.path().to_str().unwrap()]).await;
    assert!(found.contains("ends before line 9"), "{found}");
}

both!(a_trail_written_anew_is_found_by_a_noted_head: TestDb);
/// A chain computed again from the beginning is sound in itself; the noted head is not.
async fn a_trail_written_anew_is_found_by_a_noted_head(test: TestDb) {
    ten_lines(&test).await;
    let noted = trail::head(&test.db).await.unwrap();
    tamper(&test, &["delete from trail", "update trail_head set no = 0, hash = base_hash"]).await;
    for worker in 0..12 {
        trail::record(&test.db, &super::looked(&format!("other-{worker}"))).await.unwrap();
    }
    assert!(trail::verify(&test.db, &[]).await.unwrap().is_ok());
    let found = trail::verify(&test.db, &[noted]).await.unwrap().unwrap_err();
    assert_eq!(found, trail::Broken::Rewritten(10));
}

both!(what_is_no_head_is_refused_in_words: TestDb);
async fn what_is_no_head_is_refused_in_words(test: TestDb) {
    let file = tempfile::NamedTempFile::new().unwrap();
    for text in ["", "ten abc", "10"] {
        std::fs::write(file.path(), text).unwrap();
        let said = first_wrong(&test, &["--head", file.path().to_str().unwrap()]).await;
        assert!(said.contains("'werkvloer trail head' prints"), "{said}");
    }
    let zero = Head { no: 0, hash: "f".repeat(64) };
    assert_eq!(
        trail::verify(&test.db, &[zero]).await.unwrap().unwrap_err(),
        trail::Broken::Rewritten(0)
    );
}
