//! `werkvloer doctor`: what is well and what is not, in words, without making or changing anything.

use crate::harness::floor::Floor;
use crate::harness::{Authority, Ran, TestDb, free_address, program, ran, werkvloer};
use werkvloer::clock::Clock;

async fn doctor(database: &[String], flags: &[&str]) -> Ran {
    let flags = flags.iter().map(|flag| (*flag).to_owned());
    werkvloer(["doctor".to_owned()].into_iter().chain(database.iter().cloned()).chain(flags)).await
}

/// The findings of a kind: `good`, `mind` or `BAD`.
fn found<'a>(ran: &'a Ran, kind: &str) -> Vec<&'a str> {
    ran.stdout.iter().filter_map(|line| line.strip_prefix(kind).map(str::trim_start)).collect()
}

both!(a_healthy_company_is_told_so: TestDb);
async fn a_healthy_company_is_told_so(db: TestDb) {
    Floor::build_in(&db.db, Clock::system()).await;
    let folder = tempfile::tempdir().unwrap();
    let certificate = folder.path().join("server.pem");
    std::fs::write(&certificate, Authority::new().issue("floor server").0).unwrap();
    let flags = ["--tallies", "--tls-certificate", &certificate.display().to_string()];
    let ran = doctor(&db.args(), &flags).await;
    assert_eq!(ran.status.code(), Some(0), "{}", ran.output);
    assert_eq!(found(&ran, "BAD"), [""; 0], "{}", ran.output);
    let good = found(&ran, "good");
    for words in [
        "the database can be read and written",
        "nothing waits in quarantine",
        "3 terminals are enrolled, 0 are online",
        "the machine's clock says",
        "every tally is what the ledger says",
        "the certificate is valid until",
    ] {
        assert!(good.iter().any(|finding| finding.contains(words)), "no '{words}': {}", ran.output);
    }
}

#[tokio::test]
async fn a_folder_or_database_that_is_missing_is_a_finding_and_not_made() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("nowhere");
    let database = ["--data".to_owned(), data.display().to_string()];
    let ran = doctor(&database, &[]).await;
    assert_eq!(ran.status.code(), Some(1), "{}", ran.output);
    let bad = found(&ran, "BAD");
    assert_eq!(bad.len(), 1, "{}", ran.output);
    assert!(bad[0].contains("there is no folder") && bad[0].contains("nowhere"), "{bad:?}");
    assert!(!data.exists());

    std::fs::create_dir(&data).unwrap();
    let ran = doctor(&database, &[]).await;
    assert_eq!(ran.status.code(), Some(1), "{}", ran.output);
    let bad = found(&ran, "BAD");
    assert!(bad.len() == 1 && bad[0].contains("there is no database in"), "{}", ran.output);
    assert_eq!(std::fs::read_dir(&data).unwrap().count(), 0);
}

both!(a_database_of_a_newer_version_is_a_finding: TestDb);
async fn a_database_of_a_newer_version_is_a_finding(db: TestDb) {
    let mut tx = db.db.begin().await.unwrap();
    tx.run(
            "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
             select 9999, 'from the future', success, checksum, execution_time from _sqlx_migrations where version = 30",
            &[],
        )
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let ran = doctor(&db.args(), &[]).await;
    assert_eq!(ran.status.code(), Some(1), "{}", ran.output);
    let bad = found(&ran, "BAD");
    assert!(bad.len() == 1 && bad[0].contains("upgrade this program"), "{}", ran.output);
}

both!(a_broker_that_is_down_is_a_finding_beside_the_others: TestDb);
async fn a_broker_that_is_down_is_a_finding_beside_the_others(db: TestDb) {
    Floor::build_in(&db.db, Clock::system()).await;
    let broker = format!("mqtt://floor:hidden-word@{}", free_address());
    let ran = doctor(&db.args(), &["--broker", &broker]).await;
    assert_eq!(ran.status.code(), Some(1), "{}", ran.output);
    let bad = found(&ran, "BAD");
    assert!(bad.len() == 1 && bad[0].contains("cannot be reached"), "{}", ran.output);
    assert!(ran.output.contains("the database can be read and written"), "{}", ran.output);
    assert!(!ran.output.contains("hidden-word"), "{}", ran.output);
}

both!(a_proxy_that_nobody_named_is_told: TestDb);
async fn a_proxy_that_nobody_named_is_told(db: TestDb) {
    Floor::build_in(&db.db, Clock::system()).await;
    let folder = tempfile::tempdir().unwrap();
    for (text, kind, words) in [
        (
            "public_url = \"https://werkvloer.example\"\n",
            "mind",
            Some("name it in trusted_proxies"),
        ),
        (
            "public_url = \"https://werkvloer.example\"\ntrusted_proxies = \"127.0.0.1\"\n",
            "mind",
            None,
        ),
        (
            "trusted_proxies = \"proxy.example\"\n",
            "BAD",
            Some("trusted_proxies: 'proxy.example' is no address or network"),
        ),
    ] {
        std::fs::write(folder.path().join("werkvloer.toml"), text).unwrap();
        let mut doctor = program();
        let ran = ran(doctor.current_dir(folder.path()).arg("doctor").args(db.args())).await;
        let said =
            found(&ran, kind).into_iter().find(|finding| finding.contains("trusted_proxies"));
        assert_eq!(said.is_some(), words.is_some(), "{text}: {}", ran.output);
        assert!(said.unwrap_or_default().contains(words.unwrap_or_default()), "{}", ran.output);
        assert_eq!(ran.status.code(), Some(i32::from(kind == "BAD")), "{}", ran.output);
    }
}
