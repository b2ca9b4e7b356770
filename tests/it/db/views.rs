//! Views are made anew when their text changed, by who may make a database, and by nobody else.

use crate::harness::{Postgres, TestDb};

async fn change(db: &TestDb, statements: &[&'static str]) {
    let mut tx = db.db.begin().await.unwrap();
    for sql in statements {
        tx.run(sql, &[]).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn made(db: &TestDb) -> Vec<(i64, String, String)> {
    db.db.all("select no, name, hash from made_view order by no", &[]).await.unwrap()
}

/// As another version would have left it: one view with another text, and one that this version does not know.
async fn of_another_version(db: &TestDb) {
    change(
        db,
        &[
            "drop view report_months",
            "create view report_months as select day as month from calendar",
            "update made_view set hash = 'x' where name = 'report_months'",
            "create view report_gone as select month from report_months",
            "insert into made_view (no, name, hash) values (99, 'report_gone', 'y')",
        ],
    )
    .await;
}

both!(a_changed_view_is_made_anew_by_who_makes_databases: TestDb);
async fn a_changed_view_is_made_anew_by_who_makes_databases(db: TestDb) {
    let before = made(&db).await;
    assert!(before.iter().any(|(_, name, _)| name == "report_caseload"), "{before:?}");
    of_another_version(&db).await;

    let refused = format!("{:#}", db.settings().open_for_command().await.err().unwrap());
    assert!(
        refused.contains("views of another version") && refused.contains("werkvloer serve"),
        "{refused}"
    );
    assert_eq!(made(&db).await.len(), before.len() + 1);

    db.settings().open_for_import().await.unwrap();
    assert_eq!(made(&db).await, before);
    let (months,): (i64,) =
        db.db.one("select count(*) from report_months where quarter <= month", &[]).await.unwrap();
    assert_eq!(months, 26 * 12);
    assert!(db.db.all::<(i64,)>("select count(*) from report_gone", &[]).await.is_err());
    db.settings().open_for_command().await.unwrap();
}

both!(views_of_this_version_are_left_alone: TestDb);
async fn views_of_this_version_are_left_alone(db: TestDb) {
    change(&db, &["drop view report_months", "create view report_months as select 7 as month"])
        .await;
    db.settings().open_for_import().await.unwrap();
    let (left,): (i64,) =
        db.db.one("select cast(month as bigint) from report_months", &[]).await.unwrap();
    assert_eq!(left, 7);
}

both!(views_make_way_for_a_migration: TestDb);
/// No engine lets a table be built anew while a view names it: all views go before a migration and come back after it.
async fn views_make_way_for_a_migration(db: TestDb) {
    let before = made(&db).await;
    change(
        &db,
        &[
            "drop view report_movement",
            "drop table owner_movement",
            "drop view report_places",
            "drop table owner_places",
            "drop view report_attendance",
            "drop table owner_attendance",
            "drop table owner_reckoned",
            "delete from _sqlx_migrations where version = 700",
        ],
    )
    .await;
    db.settings().open_for_import().await.unwrap();
    assert_eq!(made(&db).await, before);
    let (places,): (i64,) = db.db.one("select count(*) from report_places", &[]).await.unwrap();
    assert_eq!(places, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn services_that_start_at_once_on_one_postgres_all_come_up() {
    let server = Postgres::start(&[]).await;
    let settings = server.settings();
    let (one, two, three) = tokio::join!(
        settings.open_for_service(),
        settings.open_for_service(),
        settings.open_for_import()
    );
    for opened in [one, two, three] {
        let (months,): (i64,) =
            opened.unwrap().db.one("select count(*) from report_months", &[]).await.unwrap();
        assert_eq!(months, 26 * 12);
    }
}

/// Who is asking already gets an answer, of the old views or of the new ones.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn services_that_make_views_anew_at_once_do_it_once_while_another_asks() {
    let db = TestDb::postgres().await;
    let before = made(&db).await;
    for _ in 0..5 {
        of_another_version(&db).await;
        let settings = db.settings();
        let asking = async {
            for _ in 0..50 {
                let (count,): (i64,) =
                    db.db.one("select count(*) from report_months", &[]).await.unwrap();
                assert!(count > 0);
            }
        };
        let (one, two, ()) =
            tokio::join!(settings.open_for_service(), settings.open_for_service(), asking);
        one.unwrap();
        two.unwrap();
        assert_eq!(made(&db).await, before);
    }
}
