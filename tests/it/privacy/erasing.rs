//! Erasing a person beside a running service: the pieces stay, nothing tells any more whose they were.

use super::{Stand, command};
use crate::harness::{PASSWORD, TestDb, account};
use std::fs;
use werkvloer::access::Role;
use werkvloer::people::{Worker, store_workers};
use werkvloer::trail;

const ERASE: [&str; 5] = ["person", "erase", "w-an", "--reason", "verzoek 12"];

both!(the_figures_stay_and_the_person_goes: TestDb);
async fn the_figures_stay_and_the_person_goes(test: TestDb) {
    let stand = Stand::new(test).await;
    let today = stand
        .test
        .db
        .one::<(String,)>("select cast(max(day) as text) from tally", &[])
        .await
        .unwrap()
        .0;
    let figures = async || {
        let tallies = stand.lines(&["tallies", "export", "--day", &today]).await;
        assert!(tallies[0].contains(r#""worker":"w-an","good":12"#), "{tallies:?}");
        (tallies, stand.lines(&["ledger", "export"]).await)
    };
    let before = figures().await;

    let refused = stand.ran(&ERASE).await;
    assert_eq!(refused.status.code(), Some(1));
    assert!(refused.output.contains("still works here"), "{}", refused.output);
    let erased = stand.lines(&[&ERASE[..], &["--even-if-active"]].concat()).await;
    assert_eq!(
        erased,
        ["w-an is erased, with 1 caseloads, 1 places in the plan and 1 texts in quarantine"]
    );

    assert_eq!(figures().await, before, "not one row of the ledger or of the tallies changed");
    assert_eq!(
        stand.lines(&["tallies", "rebuild", "--check"]).await,
        ["every tally is what the ledger says"]
    );
    let db = &stand.test.db;
    let rows: Vec<(String, Option<String>, Option<String>, bool)> = db
        .all("select name, badge, municipality_id, active from worker where id = 'w-an'", &[])
        .await
        .unwrap();
    assert_eq!(rows, [(String::new(), None, None, false)]);
    let reached: (Option<String>, Option<String>) =
        db.one("select phone, email from worker where id = 'w-an'", &[]).await.unwrap();
    assert_eq!(reached, (None, None));
    let (photos,): (i64,) = db.one("select count(*) from worker_photo", &[]).await.unwrap();
    assert_eq!(photos, 0);
    let employed: (i64, i64, i64) = db
            .one(
                "select (select count(*) from scheme_enrolment), (select count(*) from contract), (select count(*) from placement)",
                &[],
            )
            .await
            .unwrap();
    assert_eq!(employed, (1, 0, 0), "that of w-bo stays");
    let (coached,): (i64,) = db.one("select count(*) from caseload", &[]).await.unwrap();
    let (planned,): (i64,) = db.one("select count(*) from assignment", &[]).await.unwrap();
    assert_eq!((coached, planned), (1, 0), "that of w-bo stays");
    let raw: Vec<(String, String)> =
        db.all("select raw, detail from quarantine order by raw", &[]).await.unwrap();
    assert_eq!(raw.len(), 2);
    assert_eq!(raw[0], (String::new(), String::new()));
    assert!(raw[1].0.contains("b-anders"), "a badge that only begins the same stays: {raw:?}");
    let item: (String,) = db.one("select id from quarantine where raw = ''", &[]).await.unwrap();
    let browser = stand.service.browser();
    account(db, "tine", "Tine Testpersoon", &[(Role::Supervisor, "everything")]).await;
    browser.post("/aanmelden", &[("naam", "tine"), ("wachtwoord", PASSWORD)]).await;
    let (status, page) = browser.get(&format!("/quarantaine/{}", item.0)).await;
    assert!(
        status == 200 && page.contains("De tekst van deze melding is gewist."),
        "{status} {page}"
    );

    let said = stand.lines(&["trail", "export", "--subject", "w-an"]).await;
    let erase: Vec<_> = said.iter().filter(|l| l.contains(r#""action":"erase""#)).collect();
    assert_eq!(erase.len(), 1, "{said:?}");
    assert!(erase[0].contains(r#""outcome":"done","note":"verzoek 12""#), "{}", erase[0]);
    assert!(stand.lines(&["trail", "verify"]).await[0].contains("chain holds"));
}

both!(again_changes_nothing: TestDb);
async fn again_changes_nothing(test: TestDb) {
    let stand = Stand::new(test).await;
    let all = [&ERASE[..], &["--even-if-active"]].concat();
    stand.lines(&all).await;
    let head = trail::head(&stand.test.db).await.unwrap();
    for args in [&ERASE[..], &all] {
        let again = stand.lines(args).await;
        assert!(again[0].starts_with("w-an was erased before, at "), "{again:?}");
    }
    assert_eq!(trail::head(&stand.test.db).await.unwrap(), head);
    let nobody = stand.ran(&["person", "erase", "w-none", "--reason", "x"]).await;
    assert_eq!(nobody.status.code(), Some(1));
    assert!(nobody.output.contains("there is no worker 'w-none'"), "{}", nobody.output);
    let silent = stand.ran(&["person", "erase", "w-bo", "--reason", " "]).await;
    assert!(!silent.status.success() && silent.output.contains("say why"), "{}", silent.output);
}

both!(the_badge_is_nobodys: TestDb);
/// The running service forgets the badge at once.
async fn the_badge_is_nobodys(test: TestDb) {
    let stand = Stand::new(test).await;
    stand.lines(&[&ERASE[..], &["--even-if-active"]].concat()).await;
    let now = werkvloer::clock::Clock::system().now().format("%Y-%m-%dT%H:%M:%SZ");
    stand.report(2, &format!(r#"{{"seq":1,"at":"{now}","kind":"sign_on","badge":"b-an"}}"#)).await;
    let lines = stand.lines(&["ledger", "export"]).await;
    let last = lines.iter().find(|l| l.contains(r#""epoch":"0000000000000002""#)).unwrap();
    assert!(last.contains(r#""why":"unknown_badge""#), "{last}");
}

both!(an_import_does_not_bring_anybody_back: TestDb);
/// Neither a file that still names them, nor anything else that stores workers.
async fn an_import_does_not_bring_anybody_back(test: TestDb) {
    let stand = Stand::new(test).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    stand.lines(&["export", path]).await;
    let kept = fs::read_to_string(folder.path().join("workers.csv")).unwrap();
    assert!(kept.contains("An Voorbeeld"));
    stand.lines(&[&ERASE[..], &["--even-if-active"]].concat()).await;

    for file in fs::read_dir(folder.path()).unwrap().map(|f| f.unwrap().path()) {
        if !file.ends_with("workers.csv") {
            fs::remove_file(file).unwrap();
        }
    }
    let ran = stand.ran(&["import", path]).await;
    assert_eq!(ran.status.code(), Some(1), "{}", ran.output);
    assert!(
        ran.output.contains("workers.csv, rij 2, kolom id: Medewerker w-an is op "),
        "{}",
        ran.output
    );
    assert!(ran.output.contains("gewist en komt niet terug"), "{}", ran.output);
    let (name,): (String,) =
        stand.test.db.one("select name from worker where id = 'w-an'", &[]).await.unwrap();
    assert_eq!(name, "");

    // And if somebody else in the program tried, it would change nothing.
    let worker = Worker {
        id: "w-an".to_owned(),
        name: "An Voorbeeld".to_owned(),
        badge: Some("b-an".to_owned()),
        group: "groep".to_owned(),
        municipality: None,
        active: true,
        phone: Some("06 00 123456".to_owned()),
        email: None,
    };
    let mut tx = stand.test.db.begin().await.unwrap();
    store_workers(&mut tx, &[&worker]).await.unwrap();
    tx.commit().await.unwrap();
    let rows: Vec<(String, Option<String>, Option<String>)> = stand
        .test
        .db
        .all("select name, badge, phone from worker where id = 'w-an'", &[])
        .await
        .unwrap();
    assert_eq!(rows, [(String::new(), None, None)]);

    let after = tempfile::tempdir().unwrap();
    stand.lines(&["export", after.path().to_str().unwrap()]).await;
    let all: String = fs::read_dir(after.path())
        .unwrap()
        .map(|f| fs::read_to_string(f.unwrap().path()).unwrap())
        .collect();
    assert!(!all.contains("w-an") && !all.contains("An Voorbeeld") && all.contains("Bo Voorbeeld"));
    let ran = command(&stand.test, &["import", after.path().to_str().unwrap()]).await;
    assert!(ran.status.success(), "what was exported can be read again: {}", ran.output);
}
