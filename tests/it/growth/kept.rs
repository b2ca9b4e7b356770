//! What is kept of growth: in files, in what a person gets, gone with who is erased; and what it may be used for.

use crate::exchange::{files, import};
use crate::harness::{Ran, TestDb, werkvloer};
use std::fs;

const COMPANY: [(&str, &str); 10] = [
    (
        "sites.csv",
        "id;name;time_zone;day_boundary;afternoon_from\nnoord;Noord;Europe/Amsterdam;04:00;12:30\n",
    ),
    ("halls.csv", "id;name;site\nh1;Hal 1;noord\n"),
    ("groups.csv", "id;name;hall\ng1;Groep 1;h1\n"),
    (
        "workers.csv",
        "id;name;badge;group;municipality;active\nw1;Zoë Theepotveldsma;b-1;g1;;ja\nw2;Omar Knikkerwoudstra;b-2;g1;;ja\n",
    ),
    ("coaches.csv", "id;name\nc1;Coen Verzonnen\n"),
    ("caseloads.csv", "coach;worker;from;until\nc1;w1;01-01-2026;\n"),
    ("goals.csv", GOALS),
    ("goal_measurements.csv", "goal;day;value\nd1;01-10-2026;25,5\nd2;01-10-2026;3\n"),
    (
        "agreements.csv",
        "id;worker;made;agreement;due;done\na1;w1;01-10-2026;Andere stoel proberen;20-11-2026;\n",
    ),
    (
        "contacts.csv",
        "worker;coach;day;kind;minutes;goal\nw1;c1;02-11-2026;gesprek;25;d1\nw2;c1;02-11-2026;talk;10;\n",
    ),
];

const GOALS: &str = "id;worker;goal;kind;baseline;target;unit;from;due;closed;outcome\n\
    d1;w1;Langer doorwerken;minuten_achter_elkaar;20;45,5;minuten;01-09-2026;01-12-2026;;\n\
    d2;w2;Vragen stellen;cijfer;2;4;cijfer;01-06-2026;01-10-2026;02-10-2026;bereikt\n";

async fn command(test: &TestDb, args: &[&str]) -> Ran {
    let mut all: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
    all.extend(test.args());
    werkvloer(&all).await
}

both!(files_say_what_was_agreed_and_an_export_says_it_again: TestDb);
async fn files_say_what_was_agreed_and_an_export_says_it_again(test: TestDb) {
    let (done, said) = import(&test, &files(&COMPANY)).await;
    assert!(done, "{said}");
    let folder = tempfile::tempdir().unwrap();
    werkvloer::exchange::export(&test.db, folder.path()).await.unwrap();
    let read = |file: &str| fs::read_to_string(folder.path().join(file)).unwrap().replace('\r', "");
    assert_eq!(
        read("goals.csv").trim_start_matches('\u{feff}'),
        "id;worker;goal;kind;baseline;target;unit;from;due;closed;outcome\n\
             d1;w1;Langer doorwerken;minutes_sustained;20;45,5;minuten;01-09-2026;01-12-2026;;\n\
             d2;w2;Vragen stellen;rating;2;4;cijfer;01-06-2026;01-10-2026;02-10-2026;reached\n"
    );
    assert!(read("goal_measurements.csv").contains("d1;01-10-2026;25,5\n"));
    assert!(
        read("agreements.csv").contains("a1;w1;01-10-2026;Andere stoel proberen;20-11-2026;\n")
    );
    assert!(
        read("contacts.csv").contains("w1;c1;02-11-2026;talk;25;d1\nw2;c1;02-11-2026;talk;10;\n")
    );
    let (again, said) = import(&test, &folder).await;
    assert!(again && !said.contains("1 changed"), "{said}");
}

both!(what_cannot_be_is_refused_with_its_reason: TestDb);
async fn what_cannot_be_is_refused_with_its_reason(test: TestDb) {
    assert!(import(&test, &files(&COMPANY)).await.0);
    for (file, text, why) in [
        ("goals.csv", GOALS.replace("01-12-2026", "01-09-2026"), "after its first day"),
        ("goals.csv", GOALS.replace("bereikt", ""), "a day and an outcome"),
        (
            "contacts.csv",
            "worker;coach;day;kind;minutes;goal\nw1;c1;02-11-2026;gesprek;0;\n".to_owned(),
            "minutes",
        ),
        ("goal_measurements.csv", "goal;day;value\nd9;01-10-2026;2\n".to_owned(), "d9"),
    ] {
        let (done, said) = import(&test, &files(&[(file, &text)])).await;
        assert!(!done && said.contains(why), "{file}: {said}");
    }
}

both!(a_person_gets_their_own_and_erasing_takes_it_away: TestDb);
async fn a_person_gets_their_own_and_erasing_takes_it_away(test: TestDb) {
    assert!(import(&test, &files(&COMPANY)).await.0);
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().to_str().unwrap();
    let ran = command(&test, &["person", "export", "w1", "--to", to]).await;
    assert!(ran.status.success(), "{}", ran.output);
    let words = fs::read_to_string(folder.path().join("overzicht.md")).unwrap();
    for part in [
        "- Langer doorwerken: van 01-09-2026 tot 01-12-2026\n",
        "- Andere stoel proberen: voor 20-11-2026\n",
    ] {
        assert!(words.contains(part), "{words}");
    }
    let json = fs::read_to_string(folder.path().join("gegevens.json")).unwrap();
    let data: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(data["growth"]["goals"].as_array().unwrap().len(), 1);
    assert_eq!(data["growth"]["measurements"][0]["value"], 25_500);
    assert_eq!(data["growth"]["contacts"][0]["minutes"], 25);
    assert!(!json.contains("Vragen stellen") && !words.contains("Vragen stellen"));

    let ran = command(&test, &["person", "erase", "w1", "--reason", "x", "--even-if-active"]).await;
    assert!(ran.status.success(), "{}", ran.output);
    let left: Vec<(String,)> = test
        .db
        .all(
            "select id from coaching_goal union all select goal_id from goal_measurement
                 union all select worker_id from contact union all select id from agreement",
            &[],
        )
        .await
        .unwrap();
    assert_eq!(
        left.into_iter().map(|(id,)| id).collect::<Vec<_>>(),
        ["d2", "d2", "w2"],
        "those of w2 stay"
    );
}

both!(a_purpose_is_off_until_somebody_switches_it_on: TestDb);
async fn a_purpose_is_off_until_somebody_switches_it_on(test: TestDb) {
    let list = async || command(&test, &["purpose", "list"]).await.stdout;
    assert_eq!(list().await, ["individual_tempo  off, never switched"]);
    let on = command(&test, &["purpose", "on", "individual_tempo", "--by", "OR, besluit 7"]).await;
    assert_eq!(on.stdout, ["individual_tempo is on"], "{}", on.output);
    let told = list().await;
    assert!(
        told[0].starts_with("individual_tempo  on since ")
            && told[0].ends_with(", by OR, besluit 7"),
        "{told:?}"
    );
    let again = command(&test, &["purpose", "on", "individual_tempo", "--by", "OR"]).await;
    assert_eq!(again.stdout, ["individual_tempo is on already; nothing changed"]);
    let off = command(&test, &["purpose", "off", "individual_tempo", "--by", "OR"]).await;
    assert_eq!(off.stdout, ["individual_tempo is off"]);
    for wrong in [
        &["purpose", "on", "ranking", "--by", "OR"],
        &["purpose", "on", "individual_tempo", "--by", " "],
    ] {
        assert_eq!(command(&test, wrong).await.status.code(), Some(1), "{wrong:?}");
    }
    let lines = command(&test, &["trail", "export"]).await.stdout;
    let about: Vec<_> =
        lines.iter().filter(|line| line.contains(r#""object_kind":"purpose""#)).collect();
    assert_eq!(about.len(), 2, "{lines:?}");
    assert!(!lines.concat().contains("besluit 7"), "the trail holds no typed name");
}
