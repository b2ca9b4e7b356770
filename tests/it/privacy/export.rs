//! `werkvloer person export`: everything of one person, nothing of another.

use super::Stand;
use crate::harness::{TestDb, eventually};
use serde_json::Value;
use std::fs;
use werkvloer::trail;

both!(a_person_gets_all_of_it_in_words_and_as_data: TestDb);
async fn a_person_gets_all_of_it_in_words_and_as_data(test: TestDb) {
    let stand = Stand::new(test).await;
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("an");
    let said = stand.lines(&["person", "export", "w-an", "--to", to.to_str().unwrap()]).await;
    assert_eq!(
        said,
        ["overzicht.md", "gegevens.json", "foto.jpg"].map(|f| to.join(f).display().to_string())
    );

    let words = fs::read_to_string(to.join("overzicht.md")).unwrap();
    assert!(words.starts_with("# Dit weten we van An Voorbeeld\n"), "{words}");
    for part in [
        "- Badge: b-an\n",
        "- Gemeente: niet ingevuld\n",
        "- Telefoon: 06 00 123456\n",
        "- E-mail: an@voorbeeld.example\n",
        "- Foto: foto.jpg\n",
        "- c-1: van 05-01-2026 tot nu\n",
        "## Aanmelden en afmelden\n",
        "cli (beheer van de computer) heeft in een bestand gezet: alles wat we van je bewaren. Dat mocht, want",
    ] {
        assert!(words.contains(part), "{part} is not in:\n{words}");
    }
    let json = fs::read_to_string(to.join("gegevens.json")).unwrap();
    let data: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(data["worker"]["name"], "An Voorbeeld");
    assert_eq!(data["worker"]["phone"], "06 00 123456");
    assert_eq!(data["worker"]["email"], "an@voorbeeld.example");
    assert_eq!(data["photo"], "/9j/4AAQSkZJRgA=");
    assert_eq!(fs::read(to.join("foto.jpg")).unwrap(), super::PHOTO);
    assert_eq!(data["caseloads"][0]["coach"], "c-1");
    let employment = &data["employment"];
    assert_eq!(employment["enrolments"].as_array().unwrap().len(), 1);
    assert_eq!(employment["enrolments"][0]["scheme"], "wsw");
    assert_eq!(employment["contracts"][0]["week_minutes"], 2_160);
    assert_eq!(employment["placements"][0]["step"], "on_location");
    assert_eq!(data["plan"][0]["station"], "alone");
    assert_eq!(
        data["signs"].as_array().unwrap().len(),
        1,
        "what waits in quarantine is not hers yet"
    );
    assert_eq!(data["signs"][0]["kind"], "sign_on");
    assert_eq!(data["tallies"][0]["good"], 12);
    assert_eq!(data["quarantine"].as_array().unwrap().len(), 1);
    assert_eq!(data["trail"][0]["action"], "export");
    for other in ["Bo Voorbeeld", "w-bo", "b-bo", "b-anders", "654321"] {
        assert!(!json.contains(other) && !words.contains(other), "{other} is another person's");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(to.join("gegevens.json")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

both!(who_is_not_there_leaves_nothing: TestDb);
async fn who_is_not_there_leaves_nothing(test: TestDb) {
    let stand = Stand::new(test).await;
    let before = trail::head(&stand.test.db).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("none");
    let ran = stand.ran(&["person", "export", "w-none", "--to", to.to_str().unwrap()]).await;
    assert_eq!(ran.status.code(), Some(1));
    assert!(ran.output.contains("there is no worker 'w-none'") && !to.exists(), "{}", ran.output);
    assert_eq!(trail::head(&stand.test.db).await.unwrap(), before);
}

both!(an_erased_person_gets_what_is_left: TestDb);
/// What is left under the number can still be shown to who knows it was theirs.
async fn an_erased_person_gets_what_is_left(test: TestDb) {
    let stand = Stand::new(test).await;
    stand.lines(&["person", "erase", "w-an", "--reason", "x", "--even-if-active"]).await;
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().to_str().unwrap();
    stand.lines(&["person", "export", "w-an", "--to", to, "--lang", "en"]).await;
    let words = fs::read_to_string(folder.path().join("overview.md")).unwrap();
    assert!(
        words.starts_with("# What we know of w-an\n") && words.contains("were erased."),
        "{words}"
    );
    let json = fs::read_to_string(folder.path().join("data.json")).unwrap();
    assert!(
        !json.contains("Voorbeeld")
            && !json.contains("b-an")
            && !json.contains("123456")
            && !json.contains("/9j/"),
        "{json}"
    );
    assert!(json.contains(r#""good": 12"#), "{json}");
}

both!(who_decided_about_a_count_is_not_in_the_file_of_who_made_it: TestDb);
/// Who corrected or booked is kept beside the count, and is not the data of who made it.
async fn who_decided_about_a_count_is_not_in_the_file_of_who_made_it(test: TestDb) {
    let stand = Stand::new(test).await;
    let by = ["--by", "Ans Werkleider", "--reason", "nageteld"];
    let count = ["ledger", "correct", "werf/one", "0000000000000001", "2", "--qty", "10"];
    stand.lines(&[&count[..], &by].concat()).await;
    eventually("it is ten", async || {
        let rows: Vec<(i64,)> = stand
            .test
            .db
            .all("select good from tally where worker = 'w-an' and good > 0", &[])
            .await
            .unwrap();
        rows == [(10,)]
    })
    .await;
    let folder = tempfile::tempdir().unwrap();
    stand.lines(&["person", "export", "w-an", "--to", folder.path().to_str().unwrap()]).await;
    let json = fs::read_to_string(folder.path().join("gegevens.json")).unwrap();
    let words = fs::read_to_string(folder.path().join("overzicht.md")).unwrap();
    let data: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(data["tallies"][0]["good"], 10, "what was made of it is hers");
    assert_eq!(data["trail"].as_array().unwrap().len(), 1, "this export, and not the correction");
    for staff in ["Ans Werkleider", "nageteld", "correct"] {
        assert!(
            !json.contains(staff) && !words.contains(staff),
            "{staff} is another person's:\n{json}\n{words}"
        );
    }
    stand.lines(&["person", "erase", "w-an", "--reason", "x", "--even-if-active"]).await;
    let sql = "select extra from ledger where kind = 'correct'";
    let (extra,): (String,) = stand.test.db.one(sql, &[]).await.unwrap();
    assert_eq!(
        extra, r#"{"by":"cli:Ans Werkleider"}"#,
        "erasing one person erases nothing of another"
    );
}
