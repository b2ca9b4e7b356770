//! `werkvloer trail export`, beside a running service.

use super::{looked, ten_lines};
use crate::harness::{Service, TestDb, werkvloer};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use werkvloer::trail;

async fn run(test: &TestDb, args: &[&str]) -> Vec<String> {
    let mut all: Vec<String> = args.iter().map(|a| (*a).to_owned()).collect();
    all.extend(test.args());
    let ran = werkvloer(&all).await;
    assert!(ran.status.success(), "{args:?}: {}", ran.output);
    ran.stdout
}

both!(lines_are_exported_while_the_service_runs: TestDb);
async fn lines_are_exported_while_the_service_runs(test: TestDb) {
    ten_lines(&test).await;
    let service = Service::serve(&test, &[]).await;
    let mut other = looked("w-3");
    other.who.actor = String::from("a-other");
    // 23:30 UTC is the next day in the Netherlands.
    other.at = "2026-11-20T23:30:00Z".parse().unwrap();
    trail::record(&test.db, &other).await.unwrap();
    let numbers = async |flags: &[&str]| -> Vec<i64> {
        let lines = run(&test, &[&["trail", "export"], flags].concat()).await;
        let number =
            |line: &String| serde_json::from_str::<Value>(line).unwrap()["no"].as_i64().unwrap();
        lines.iter().map(number).collect()
    };
    assert_eq!(numbers(&["--subject", "w-3"]).await, [3, 11, 12], "and the export itself");
    assert_eq!(numbers(&["--account", "a-other"]).await, [11]);
    assert_eq!(
        numbers(&["--until", "2026-11-20", "--account", "a-coach"]).await,
        (1..=10).collect::<Vec<_>>()
    );
    assert_eq!(numbers(&["--until", "2026-11-20"]).await.last(), Some(&10));
    assert_eq!(
        numbers(&["--from", "2026-11-21", "--until", "2026-11-21"]).await.first(),
        Some(&11)
    );
    let all = run(&test, &["trail", "export"]).await;
    assert!(all.len() >= 16, "{}", all.len());
    let first = concat!(
        r#"{"no":1,"at":"2026-11-20T11:01:00.000000Z","actor":"a-coach","acting_as":"job_coach","on_behalf_of":null,"#,
        r#""device":"d-tablet","origin":"192.0.2.7","action":"read","object_kind":"worker","object_id":"w-1","#,
        r#""subject":"w-1","ground":"caseload","scope":"a-coach","outcome":"done","note":null,"hash":""#
    );
    assert!(all[0].starts_with(first), "{}", all[0]);
    assert!(run(&test, &["trail", "verify"]).await[0].contains("chain holds"));
    drop(service);
}

/// What `src/trail/chain.rs` says about the hash, followed by hand from the export alone.
fn hash_of(previous: &str, line: &Value) -> String {
    let at: chrono::DateTime<chrono::Utc> = line["at"].as_str().unwrap().parse().unwrap();
    let field = |field: Option<String>| match field {
        Some(field) => format!("{}:{field},", field.len()),
        None => "-,".to_owned(),
    };
    let words = [
        "actor",
        "acting_as",
        "on_behalf_of",
        "device",
        "origin",
        "action",
        "object_kind",
        "object_id",
        "subject",
        "ground",
        "scope",
        "outcome",
        "note",
    ];
    let numbers = [line["no"].to_string(), at.timestamp_micros().to_string()].map(Some);
    let words = words.map(|word| line[word].as_str().map(str::to_owned));
    let fields: String = numbers.into_iter().chain(words).map(field).collect();
    let text = format!("{previous}\n{fields}");
    werkvloer::id::hex(&Sha256::digest(text))
}

both!(the_chain_can_be_checked_from_an_export: TestDb);
/// An auditor needs the export and no database.
async fn the_chain_can_be_checked_from_an_export(test: TestDb) {
    ten_lines(&test).await;
    trail::record(&test.db, &looked("w-1").noting("één reden, met komma's")).await.unwrap();
    let mut hash = "0".repeat(64);
    for line in run(&test, &["trail", "export"]).await {
        let line: Value = serde_json::from_str(&line).unwrap();
        hash = hash_of(&hash, &line);
        assert_eq!(line["hash"], hash);
    }
    assert_eq!(run(&test, &["trail", "head"]).await, [format!("12 {hash}")]);
}

both!(a_spreadsheet_takes_no_cell_for_a_formula: TestDb);
async fn a_spreadsheet_takes_no_cell_for_a_formula(test: TestDb) {
    trail::record(&test.db, &looked("w-1").noting("=cmd|' /c calc'!a1;\"x\"")).await.unwrap();
    let lines = run(&test, &["trail", "export", "--csv"]).await;
    assert!(lines[0].starts_with("\u{feff}no;at;actor;"), "{lines:?}");
    assert!(lines[1].contains(r#";done;"'=cmd|' /c calc'!a1;""x""";"#), "{}", lines[1]);
    assert_eq!(lines.len(), 3, "and the export itself");
}
