//! `werkvloer dashboards`, by the real program.

use super::{Stand, file};
use crate::harness::{TestDb, program, ran, werkvloer};
use std::fs;
use std::path::Path;

const QUERY: &str =
    "select week, sum(produced) as produced\n  from report_turnover\n group by week";
const COLUMNS: &[(&str, &str)] = &[("week", "week"), ("produced", "euro")];

async fn check(files: &[&Path]) -> (Option<i32>, String) {
    let mut args = vec!["dashboards".to_owned(), "check".to_owned()];
    args.extend(files.iter().map(|file| file.display().to_string()));
    let ran = werkvloer(&args).await;
    (ran.status.code(), ran.output)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_mistake_is_told_with_line_and_column() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let good = file(QUERY, COLUMNS);
    let (code, said) = check(&[&write("goed.toml", &good)]).await;
    assert_eq!((code, said.as_str()), (Some(0), "1 files, no mistake"));
    for (name, text, complaints) in [
        // All of one file, in the order of its lines.
        (
            "veel.toml",
            good.replace("\"sales\"", "\"baas\"")
                .replace("\"site\"", "\"plek\"")
                .replace("from report_turnover", "from worker"),
            [
                "line 3, column 12: there is no role 'baas'",
                "line 4, column 11: there is no filter 'plek'",
                "line 11, column 8: 'worker' is not a view",
            ]
            .as_slice(),
        ),
        ("komma.toml", good.replace("filters = [", "filters = "), &["line 4, column "]),
        (
            "kolom.toml",
            good.replace("sum(produced)", "sum(produce)"),
            &["line 10, column 18: no such column: produce"],
        ),
        (
            "antwoord.toml",
            good.replace("as produced", "as made"),
            &["line 17, column 14: the query gives no column 'produced'"],
        ),
        (
            "functie.toml",
            good.replace("sum(", "total("),
            &["line 10, column 14: there is no function 'total'"],
        ),
        (
            "teken.toml",
            good.replace("group by week", "group by week;"),
            &["line 12, column 15: a query is one select, without ';'"],
        ),
        (
            "weg.toml",
            format!("{good}link = {{ to = \"nergens\" }}\n"),
            &["line 19, column 8: there is no dashboard 'nergens' to lead to"],
        ),
        ("Naam.toml", good.clone(), &["the name stands in addresses"]),
    ] {
        let path = write(name, &text);
        let (code, said) = check(&[&path]).await;
        assert_eq!(code, Some(1), "{name}: {said}");
        let lines: Vec<&str> =
            said.lines().filter(|line| line.starts_with(&path.display().to_string())).collect();
        assert_eq!(lines.len(), complaints.len(), "{said}");
        for (line, right) in lines.iter().zip(complaints) {
            assert!(
                line.starts_with(&format!("{}: {right}", path.display())),
                "{line}\nnot {right}"
            );
        }
    }
    let (code, said) = check(&[&folder.path().join("niets.toml"), folder.path()]).await;
    assert_eq!(code, Some(1));
    assert!(said.contains("niets.toml: the file cannot be read"), "{said}");
    assert!(said.contains("2 files, 2 with mistakes"), "{said}");
}

both!(queries_are_tried_in_the_database_that_is_named: TestDb);
/// In a real database too: what SQLite takes for a number, Postgres may not.
async fn queries_are_tried_in_the_database_that_is_named(test: TestDb) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("som.toml");
    fs::write(
        &path,
        file("select sum(hall) as produced, max(week) as week from report_turnover", COLUMNS),
    )
    .unwrap();
    let [flag, value] = test.args();
    let ran = werkvloer(["dashboards", "check", path.to_str().unwrap(), &flag, &value]).await;
    let is_sqlite = test.folder().is_some();
    assert_eq!(ran.status.code(), Some(i32::from(!is_sqlite)), "{}", ran.output);
    assert_eq!(
        ran.output.contains("function sum(text) does not exist"),
        !is_sqlite,
        "{}",
        ran.output
    );
    let ran = werkvloer(["dashboards", "check", &flag, &value]).await;
    assert_eq!(ran.status.code(), Some(0), "the shipped ones: {}", ran.output);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_folder_of_the_settings_is_looked_at() {
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("eigen");
    fs::create_dir(&own).unwrap();
    fs::write(folder.path().join("werkvloer.toml"), "dashboards_dir = \"eigen\"\n").unwrap();
    fs::write(own.join("omzet.toml"), file(QUERY, COLUMNS)).unwrap();
    fs::write(own.join("stuk.toml"), "title = 1\n").unwrap();
    fs::write(own.join("Groot.toml"), file(QUERY, COLUMNS)).unwrap();
    let here = |args: &[&str]| {
        let mut command = program();
        command.args(args).current_dir(folder.path());
        command
    };
    let checked = ran(&mut here(&["dashboards", "check"])).await;
    assert_eq!(checked.status.code(), Some(1));
    assert!(checked.output.contains("eigen/stuk.toml: line 1, column "), "{}", checked.output);
    assert!(
        checked.output.contains("eigen/Groot.toml: the name stands in addresses"),
        "{}",
        checked.output
    );
    assert!(!checked.output.contains("omzet.toml: "), "{}", checked.output);
    let listed = ran(&mut here(&["dashboards", "list"])).await;
    assert_eq!(listed.status.code(), Some(0));
    assert!(
        listed.output.contains(
            "omzet: Own, for sales, controller (your own, in the place of the shipped one)"
        ),
        "{}",
        listed.output
    );
    assert!(
        listed
            .output
            .contains("bezetting: Occupancy, for supervisor, planner, controller (shipped)"),
        "{}",
        listed.output
    );
    assert!(listed.output.contains("stuk: 1 mistakes"), "{}", listed.output);
    let stand = Stand::sqlite().await;
    let [flag, value] = stand.base.args();
    let told = ran(&mut here(&["doctor", &flag, &value])).await;
    assert!(told.output.contains("mind  the dashboard stuk.toml has mistakes"), "{}", told.output);
    assert!(told.output.contains("good  1 dashboards of your own can be shown"), "{}", told.output);
    assert!(told.output.contains("Groot.toml is no dashboard"), "{}", told.output);
    fs::remove_dir_all(&own).unwrap();
    for args in [["dashboards", "check"], ["dashboards", "list"]] {
        let gone = ran(&mut here(&args)).await;
        assert_eq!(gone.status.code(), Some(1));
        assert!(
            gone.output.contains("cannot read the folder of dashboards eigen"),
            "{}",
            gone.output
        );
    }
}
