//! A company's data in and out, through the commands.

use crate::harness::TestDb;
use std::fs;
use std::path::Path;
use tempfile::TempDir;
use werkvloer::cli::{DatabaseArgs, export, import};
use werkvloer::db::{Db, Settings, Subject, marked};
use werkvloer::demo;
use werkvloer::exchange::Company;
use werkvloer::lang::Lang;

pub(crate) fn database(db: &TestDb) -> DatabaseArgs {
    match db.settings() {
        Settings::Folder(folder) => DatabaseArgs { data: Some(folder), database: None },
        Settings::Url(url) => DatabaseArgs { data: None, database: Some(url) },
    }
}

/// What an import says, and whether it went in.
pub(crate) async fn import_with(
    db: &TestDb,
    folder: &Path,
    lang: Lang,
    dry_run: bool,
) -> (bool, String) {
    let args =
        import::ImportArgs { folder: folder.to_owned(), dry_run, lang, database: database(db) };
    let mut out = Vec::new();
    let done = import::run(args, &mut out).await.unwrap();
    (done, String::from_utf8(out).unwrap())
}

pub(crate) async fn import(db: &TestDb, folder: &TempDir) -> (bool, String) {
    import_with(db, folder.path(), Lang::En, false).await
}

async fn export(db: &TestDb) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let args = export::ExportArgs { folder: folder.path().to_owned(), database: database(db) };
    export::run(args, &mut Vec::new()).await.unwrap();
    folder
}

pub(crate) fn files(content: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (file, text) in content {
        fs::write(folder.path().join(file), text).unwrap();
    }
    folder
}

/// Every file of a folder with its bytes.
fn bytes(folder: &TempDir) -> Vec<(String, Vec<u8>)> {
    let mut all: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|e| e.unwrap().path())
        .map(|p| (p.file_name().unwrap().to_string_lossy().into_owned(), fs::read(p).unwrap()))
        .collect();
    all.sort();
    all
}

async fn count(db: &Db, sql: &'static str) -> i64 {
    let (count,): (i64,) = db.one(sql, &[]).await.unwrap();
    count
}

const SITES: (&str, &str) = (
    "sites.csv",
    "id;name;time_zone;day_boundary;afternoon_from\nnoord;Noord;Europe/Amsterdam;04:00;12:30\n",
);
const HALLS: (&str, &str) = ("halls.csv", "id;name;site\nh1;Hal 1;noord\n");
const GROUPS: (&str, &str) = ("groups.csv", "id;name;hall\ng1;Groep 1;h1\n");
const STATIONS: (&str, &str) = (
    "stations.csv",
    "code;name;group;attribution\ns1;Plek 1;g1;individueel\ns2;Tafel 2;g1;groep\n",
);
const WORKERS: (&str, &str) = (
    "workers.csv",
    "id;name;badge;group;municipality;active\nw1;Zo\u{eb} Theepotveldsma;b-1;g1;;ja\nw2;Omar Knikkerwoudstra;b-2;g1;;yes\n",
);
const CLIENTS: (&str, &str) = ("clients.csv", "id;name\nK-1;=Paraplu & Co\n");
const ORDERS: (&str, &str) =
    ("orders.csv", "id;client;name;due_date;status\n2026/01;K-1;Theedozen;31-12-2026;open\n");
const LINES: (&str, &str) = (
    "order_lines.csv",
    "id;order;name;quantity;unit_price\n2026/01.1;2026/01;Theedoos;48.000;0,0375\n",
);
const TASKS: (&str, &str) = (
    "tasks.csv",
    "id;line;step;name;pack_size;pictogram\nt1;2026/01.1;1;Vouwen;25;fold\nt2;2026/01.1;2;Vullen;25;\n",
);
const NORMS: (&str, &str) = (
    "norms.csv",
    "task;valid_from;per_hour;basis\nt1;2026-01-01;87,5;tijdstudie\nt2;1-1-2026;120;sample\n",
);
const PLAN: (&str, &str) = (
    "assignments.csv",
    "day;day_part;station;task;worker\n23-11-2026;ochtend;s1;t1;w1\n23-11-2026;morning;s2;t2;w2\n23-11-2026;middag;s2;t2;\n",
);
const SMALL: [(&str, &str); 11] =
    [SITES, HALLS, GROUPS, STATIONS, WORKERS, CLIENTS, ORDERS, LINES, TASKS, NORMS, PLAN];

both!(only_what_changed_is_changed: TestDb);
async fn only_what_changed_is_changed(db: TestDb) {
    let (done, said) = import(&db, &files(&SMALL)).await;
    assert!(done, "{said}");
    assert!(said.contains("workers.csv: 2 new, 0 changed, 0 the same"), "{said}");
    assert!(!said.contains("coaches.csv"), "a file that is not there is not spoken of: {said}");
    let (price, per_hour): (i64, i64) = db
            .db
            .one("select l.unit_price, n.per_hour_milli from order_line l join norm n on n.task_id = 't1'", &[])
            .await
            .unwrap();
    assert_eq!((price, per_hour), (375, 87_500));
    let mark = marked(&db.db, Subject::Company).await.unwrap();

    let (done, said) = import(&db, &files(&SMALL)).await;
    assert!(done);
    assert!(said.contains("workers.csv: 0 new, 0 changed, 2 the same"), "{said}");
    assert!(said.contains("assignments.csv: 0 new, 0 changed, 3 the same"), "{said}");
    assert_eq!(marked(&db.db, Subject::Company).await.unwrap(), mark);

    // Two people swap badges, two tasks swap steps: neither may collide halfway.
    let swapped = [
        (
            "workers.csv",
            "active,municipality,group,badge,name,id\nnee,,g1,b-2,\"Theepotveldsma, Zo\u{eb}\",w1\nja,,g1,b-1,Omar Knikkerwoudstra,w2\n",
        ),
        (
            "tasks.csv",
            "id;line;step;name;pack_size;pictogram\nt1;2026/01.1;2;Vouwen;25;fold\nt2;2026/01.1;1;Vullen;25;\n",
        ),
    ];
    let (done, said) = import(&db, &files(&swapped)).await;
    assert!(done, "{said}");
    assert!(said.contains("workers.csv: 0 new, 2 changed, 0 the same"), "{said}");
    assert!(said.contains("tasks.csv: 0 new, 2 changed, 0 the same"), "{said}");
    assert!(marked(&db.db, Subject::Company).await.unwrap() > mark);
    let badges: Vec<(String, bool)> =
        db.db.all("select badge, active from worker order by id", &[]).await.unwrap();
    assert_eq!(badges, [("b-2".to_owned(), false), ("b-1".to_owned(), true)]);
    assert_eq!(count(&db.db, "select count(*) from station").await, 2, "what is left out stays");
}

both!(how_a_worker_is_reached_may_be_left_out_of_a_file: TestDb);
/// A file of a release ago, or of a payroll that knows no telephone numbers, says nothing of them.
async fn how_a_worker_is_reached_may_be_left_out_of_a_file(db: TestDb) {
    assert!(import(&db, &files(&SMALL)).await.0);
    let with = "id;name;badge;group;municipality;active;email;phone\nw1;Zo\u{eb} Theepotveldsma;b-1;g1;;ja;zoe@voorbeeld.example;'+31 6 00 123456\nw2;Omar Knikkerwoudstra;b-2;g1;;ja;;\n";
    let (done, said) = import(&db, &files(&[("workers.csv", with)])).await;
    assert!(done && said.contains("workers.csv: 0 new, 1 changed, 1 the same"), "{said}");
    let reached = async || {
        let sql = "select phone, email from worker where id = 'w1'";
        db.db.one::<(Option<String>, Option<String>)>(sql, &[]).await.unwrap()
    };
    let known = (Some("+31 6 00 123456".to_owned()), Some("zoe@voorbeeld.example".to_owned()));
    assert_eq!(reached().await, known);
    let (done, said) = import(&db, &files(&SMALL)).await;
    assert!(done && said.contains("workers.csv: 0 new, 0 changed, 2 the same"), "{said}");
    assert_eq!(reached().await, known, "what a file leaves out stays");
    let folder = export(&db).await;
    let text = fs::read_to_string(folder.path().join("workers.csv")).unwrap();
    assert!(text.contains(";ja;'+31 6 00 123456;zoe@voorbeeld.example"), "{text}");
    let emptied =
        "id;name;badge;group;municipality;active;phone\nw1;Zo\u{eb} Theepotveldsma;b-1;g1;;ja;\n";
    assert!(import(&db, &files(&[("workers.csv", emptied)])).await.0);
    assert_eq!(reached().await, (None, known.1.clone()), "an empty cell says that there is none");

    let wrong =
        "id;name;badge;group;municipality;active;phone;email\nw1;Zo\u{eb};b-1;g1;;ja;bel me;zoe@\n";
    let (done, said) = import(&db, &files(&[("workers.csv", wrong)])).await;
    assert!(
        !done
            && said.contains("column phone: This is no telephone number.")
            && said.contains("column email: This is no e-mail address."),
        "{said}"
    );
    assert!(!said.contains("bel me"), "what was typed may be about somebody: {said}");
    let missing = "id;name;group;municipality;active;fax\n";
    let (done, said) = import(&db, &files(&[("workers.csv", missing)])).await;
    assert!(
        !done
            && said.contains("column badge")
            && said.contains("fax")
            && !said.contains("column phone"),
        "{said}"
    );
}

both!(a_plan_is_replaced_by_station_and_day_part: TestDb);
async fn a_plan_is_replaced_by_station_and_day_part(db: TestDb) {
    assert!(import(&db, &files(&SMALL)).await.0);
    // w2 moves to s1 in the morning; the afternoon at s2 is cleared; the morning at s2 is not spoken of.
    let moved =
        "day;day_part;station;task;worker\n23-11-2026;ochtend;s1;t1;w2\n23-11-2026;middag;s2;;\n";
    let (done, said) = import(&db, &files(&[("assignments.csv", moved)])).await;
    assert!(done, "{said}");
    assert!(said.contains("assignments.csv: 0 new, 2 changed, 0 the same"), "{said}");
    let sits: Vec<(String, String)> = db
        .db
        .all("select station_code, worker_id from assignment order by station_code, worker_id", &[])
        .await
        .unwrap();
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(sits, [pair("s1", "w2"), pair("s2", "w2")]);
    let (_, said) = import(&db, &files(&[("assignments.csv", moved)])).await;
    assert!(said.contains("assignments.csv: 0 new, 0 changed, 2 the same"), "{said}");
}

both!(a_dry_run_changes_nothing: TestDb);
async fn a_dry_run_changes_nothing(db: TestDb) {
    let (done, said) = import_with(&db, files(&SMALL).path(), Lang::Nl, true).await;
    assert!(done, "{said}");
    assert!(said.contains("workers.csv: 2 nieuw, 0 gewijzigd, 0 gelijk"), "{said}");
    assert!(said.ends_with("Dit was een proef: er is niets bewaard.\n"), "{said}");
    assert_eq!(count(&db.db, "select count(*) from site").await, 0);
    assert_eq!(count(&db.db, "select count(*) from stale_day").await, 0);
    assert_eq!(marked(&db.db, Subject::Company).await.unwrap(), 0);
}

both!(everything_wrong_is_told_at_once: TestDb);
/// One mistake of each kind, each named at its row, and nothing of it all gets in. Nobody complains about what may stand
/// in a file that cannot be read (the halls, the clients, the coaches).
async fn everything_wrong_is_told_at_once(db: TestDb) {
    assert!(import(&db, &files(&SMALL)).await.0);
    let long = "x".repeat(121);
    let content: Vec<(&str, String)> = vec![
            ("sites.csv", "id;name;time_zone;day_boundary;afternoon_from\nzuid;Zuid;Mars/Olympus;25:00;half een\n".into()),
            ("halls.csv", "id;name;site;floor;name\nh2;Hal 2;zuid;1;x\n".into()),
            ("groups.csv", "id;name;hall\ng2;Groep 2;h2\nG_3;Groep 3;nergens\n".into()),
            ("stations.csv", "code;name;group;attribution\ns3;;g2;samen\ns3;Plek;g2;group\ns3;Plek;g2;group\n".into()),
            ("workers.csv", format!("id;name;badge;group;municipality;active\nw3;{long};b-1;g1;;ja\nw4;\"A\nB\";b-9;g1;;misschien\nw5;Noor;b-9;g1;atlantis;ja\nw6;Mila;b-9;g1;;ja;extra\nw7;Vera;b-9;g1;;ja\n")),
            ("clients.csv", String::new()),
            ("orders.csv", "id;client;name;due_date;status;closed_day;business_line\nA B;K-9;x;31/12/2026;open;;tuinen\nC1;K-1;x;;open;01-12-2026;\n".into()),
            ("order_lines.csv", "id;order;name;quantity;unit_price;pricing;planned_hours\nl1;2026/01;a;0;-1;per dag;0\nl2;2026/01;a;1,5;1.234;;\nl3;2026/01;a;999999999;0,00001;;\nl4;2026/01;a;1;duur;;\n".into()),
            ("tasks.csv", "id;line;step;name;pack_size;pictogram\nt3;2026/01.1;2;a;1;\nt4;l9;1;a;1;\nt5;2026/01.1;4;a;1;\nt6;2026/01.1;4;a;1;\n".into()),
            ("norms.csv", "task;valid_from;per_hour;basis\nt1;30-02-2026;0;gok\n".into()),
            ("caseloads.csv", "coach;worker;from;until\nc1;w1;02-01-2026;01-01-2026\n".into()),
            ("line_prices.csv", "line;valid_from;price\nl9;01-01-2026;-1\n".into()),
            ("invoices.csv", "invoice;line;day;amount\nF 1;2026/01.1;01-01-2026;1,001\nF2;2026/01.1;01-01-2026;--5\nF3;2026/01.1;01-01-2026;1\nF3;2026/01.1;02-01-2026;1\n".into()),
            ("costs.csv", "id;line;day;kind;amount\nk1;2026/01.1;01-01-2026;loon;-99999999\n".into()),
            ("budgets.csv", "hall;month\nh1;01-01-2026\n".into()),
            ("assignments.csv", "day;day_part;station;task;worker\n23-11-2026;morning;s1;t1;w1\n23-11-2026;ochtend;s1;t2;w2\n".into()),
            ("coaches.txt", String::new()),
        ];
    let content: Vec<(&str, &str)> = content.iter().map(|(f, t)| (*f, t.as_str())).collect();
    let folder = files(&content);
    fs::write(folder.path().join("coaches.csv"), b"\xff\xfei\0d\0").unwrap();
    let (done, said) = import(&db, &folder).await;
    assert!(!done);
    let expected = [
        "assignments.csv, row 3, column task: In row 2 this station has another task",
        "budgets.csv, row 1, column turnover: This column is missing",
        "caseloads.csv, row 2, column until: The last day is before the first day",
        "clients.csv: The file is empty",
        "coaches.csv: The characters cannot be read",
        "coaches.txt: This file is not known",
        "costs.csv, row 2, column amount: '-99999999' is not possible. It may be from -10000000 up to 10000000",
        "costs.csv, row 2, column kind: 'loon' is not known. Choose from: material (materiaal)",
        "groups.csv, row 3, column id: 'G_3' is not possible",
        "halls.csv, row 1: The column 'floor' is not known",
        "halls.csv, row 1: The column 'name' is there twice",
        "invoices.csv, row 2, column amount: '1,001' has too many decimals. There may be 2",
        "invoices.csv, row 2, column invoice: 'F 1' is not possible",
        "invoices.csv, row 3, column amount: '--5' is no number",
        "invoices.csv, row 5: This is already in row 4",
        "line_prices.csv, row 2, column line: 'l9' does not exist",
        "line_prices.csv, row 2, column price: '-1' is not possible",
        "norms.csv, row 2, column basis: 'gok' is not known",
        "norms.csv, row 2, column per_hour: '0' is not possible. It may be from 0,001 up to 100000",
        "norms.csv, row 2, column valid_from: '30-02-2026' is no date",
        "order_lines.csv, row 2, column planned_hours: '0' is not possible. It may be from 0,01 up to 1000000",
        "order_lines.csv, row 2, column pricing: 'per dag' is not known. Choose from: piece (stuk), hour (uur), fixed (vast)",
        "order_lines.csv, row 2, column quantity: '0' is not possible. It may be from 1 up to 100000000",
        "order_lines.csv, row 2, column unit_price: '-1' is not possible",
        "order_lines.csv, row 3, column quantity: '1,5' is no whole number",
        "order_lines.csv, row 3, column unit_price: '1.234' can be two things. Write 1234 or 1,234",
        "order_lines.csv, row 4, column quantity: '999999999' is not possible",
        "order_lines.csv, row 4, column unit_price: '0,00001' has too many decimals",
        "order_lines.csv, row 5, column unit_price: 'duur' is no number",
        "orders.csv, row 2, column business_line: 'tuinen' is not known",
        "orders.csv, row 2, column due_date: '31/12/2026' is no date",
        "orders.csv, row 2, column id: 'A B' is not possible",
        "orders.csv, row 3, column closed_day: An open order has no closed_day",
        "sites.csv, row 2, column afternoon_from: 'half een' is no time",
        "sites.csv, row 2, column day_boundary: '25:00' is no time",
        "sites.csv, row 2, column time_zone: 'Mars/Olympus' is no time zone",
        "stations.csv, row 2, column attribution: 'samen' is not known",
        "stations.csv, row 2, column name: Fill in this cell",
        "stations.csv, row 4: This is already in row 3",
        "tasks.csv, row 2, column step: Step 2 of this order line is task t2 already",
        "tasks.csv, row 3, column line: 'l9' does not exist",
        "tasks.csv, row 5, column step: Step 4 of this order line is also in row 4",
        "workers.csv, row 2, column name: This text is too long",
        "workers.csv, row 3, column active: 'misschien' is not known",
        "workers.csv, row 3, column name: This text holds a line break",
        "workers.csv, row 4, column municipality: 'atlantis' does not exist",
        "workers.csv, row 5: This row has something outside the columns",
        "workers.csv, row 6, column badge: The badge 'b-9' is also in row 4",
    ];
    let lines: Vec<&str> = said.lines().collect();
    for (line, expected) in lines.iter().zip(expected) {
        assert!(line.starts_with(expected), "{line}\ninstead of\n{expected}\nin\n{said}");
    }
    assert_eq!(lines.len(), expected.len() + 1, "{said}");
    assert_eq!(
        lines[expected.len()],
        format!("Nothing was imported. Problems: {}.", expected.len())
    );
    assert_eq!(count(&db.db, "select count(*) from station").await, 2);
}

both!(what_the_database_holds_counts: TestDb);
async fn what_the_database_holds_counts(db: TestDb) {
    assert!(import(&db, &files(&SMALL)).await.0);
    let more = [
        ("workers.csv", "id;name;badge;group;municipality;active\nw3;Noor;b-1;g1;;ja\n"),
        ("tasks.csv", "id;line;step;name;pack_size;pictogram\nt4;2026/01.1;4;a;1;\n"),
        ("halls.csv", "id;name;site\nh2;Hal 2;noord\n"),
    ];
    let (done, said) = import_with(&db, files(&more).path(), Lang::Nl, false).await;
    assert!(!done);
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(
        lines,
        [
            "tasks.csv, rij 2, kolom step: Stap 3 van deze orderregel ontbreekt. Nummer de stappen 1, 2, 3.",
            "workers.csv, rij 2, kolom badge: De badge 'b-1' is al van medewerker w1. Maak die badge daar eerst leeg.",
            "Er is niets ingelezen. Aantal meldingen: 2.",
        ]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_mistakes_are_not_all_shown() {
    let db = TestDb::sqlite().await;
    let clients = format!("id;name\n{}", "no id;a\n".repeat(1_000));
    let (done, said) = import(&db, &files(&[("clients.csv", &clients)])).await;
    assert!(!done);
    assert_eq!(said.lines().count(), 202);
    assert!(said.contains("… and 800 more"), "{}", said.lines().last().unwrap());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_spreadsheet_of_windows_is_read() {
    let db = TestDb::sqlite().await;
    let folder = files(&[SITES, HALLS, GROUPS]);
    let rows = b"id;name;badge;group;municipality;active\r\nw1;Zo\xeb Ren\xe9e \x8aim;;g1;;Ja\r\n;;;;;\r\n";
    fs::write(folder.path().join("workers.csv"), rows).unwrap();
    let (done, said) = import(&db, &folder).await;
    assert!(done, "{said}");
    let (name,): (String,) = db.db.one("select name from worker", &[]).await.unwrap();
    assert_eq!(name, "Zoë Renée Šim");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_formula_is_disarmed_and_read_back() {
    let db = TestDb::sqlite().await;
    assert!(import(&db, &files(&SMALL)).await.0);
    let exported = export(&db).await;
    let clients = fs::read_to_string(exported.path().join("clients.csv")).unwrap();
    assert_eq!(clients, "\u{feff}id;name;municipality\r\nK-1;'=Paraplu & Co;\r\n");
    let (done, said) = import(&db, &exported).await;
    assert!(done);
    assert!(said.lines().all(|l| !l.contains(".csv") || l.contains(" 0 new, 0 changed")), "{said}");
}

both!(what_was_agreed_is_read_and_written: TestDb);
/// What a file tells is what an export tells, and what it leaves out stays.
async fn what_was_agreed_is_read_and_written(db: TestDb) {
    assert!(import(&db, &files(&SMALL)).await.0);
    let read = |folder: &TempDir, file: &str| fs::read_to_string(folder.path().join(file)).unwrap();
    let exported = export(&db).await;
    assert!(
        read(&exported, "orders.csv").ends_with(";open;packaging;\r\n"),
        "{}",
        read(&exported, "orders.csv")
    );
    assert!(read(&exported, "order_lines.csv").ends_with(";0,0375;piece;\r\n"));
    let (done, said) = import(&db, &files(&[
            ("municipalities.csv", "id;name\nlinde;Lindemeer\n"),
            ("clients.csv", "id;name;municipality\nK-1;Gemeente Lindemeer;linde\n"),
            ("orders.csv", "id;client;name;due_date;status;business_line;closed_day\n2026/01;K-1;Theedozen;;closed;Groen;02-12-2026\n2026/02;K-1;Oud;;gesloten;;\n"),
            ("order_lines.csv", "id;order;name;quantity;unit_price;pricing;planned_hours\n2026/01.1;2026/01;Theedoos;100;24,5;uur;0,33\n"),
            ("line_prices.csv", "line;valid_from;price\n2026/01.1;1-12-2026;25\n"),
            ("invoices.csv", "invoice;line;day;amount\nF1;2026/01.1;02-12-2026;1.234,5\nC1;2026/01.1;02-12-2026;€ -12,50\n"),
            ("costs.csv", "id;line;day;kind;amount\nk1;2026/01.1;02-12-2026;Uitbesteed;7\n"),
        ])).await;
    assert!(done, "{said}");
    let exported = export(&db).await;
    assert!(read(&exported, "clients.csv").ends_with("K-1;Gemeente Lindemeer;linde\r\n"));
    assert!(read(&exported, "orders.csv").ends_with(
        "2026/01;K-1;Theedozen;;closed;green;02-12-2026\r\n2026/02;K-1;Oud;;closed;packaging;\r\n"
    ));
    assert!(read(&exported, "order_lines.csv").ends_with(";100;24,50;hour;0,33\r\n"));
    assert!(read(&exported, "line_prices.csv").ends_with("2026/01.1;01-12-2026;25,00\r\n"));
    assert!(
        read(&exported, "invoices.csv")
            .ends_with("C1;2026/01.1;02-12-2026;'-12,50\r\nF1;2026/01.1;02-12-2026;1234,50\r\n")
    );
    assert!(read(&exported, "costs.csv").ends_with("k1;2026/01.1;02-12-2026;subcontract;7,00\r\n"));
    let (done, said) = import(&db, &exported).await;
    assert!(done, "{said}");
    assert!(said.lines().all(|l| !l.contains(".csv") || l.contains(" 0 new, 0 changed")), "{said}");
    // A file of before these columns says nothing of them; an order that is opened again was not closed.
    let (done, said) = import(
        &db,
        &files(&[
            ("clients.csv", "id;name\nK-1;Lindemeer\n"),
            ("orders.csv", "id;client;name;due_date;status\n2026/01;K-1;Dozen;;open\n"),
            (
                "order_lines.csv",
                "id;order;name;quantity;unit_price\n2026/01.1;2026/01;Doos;100;24,5\n",
            ),
        ]),
    )
    .await;
    assert!(done, "{said}");
    let exported = export(&db).await;
    assert!(read(&exported, "clients.csv").ends_with("K-1;Lindemeer;linde\r\n"));
    assert!(read(&exported, "orders.csv").contains("2026/01;K-1;Dozen;;open;green;\r\n"));
    assert!(read(&exported, "order_lines.csv").ends_with("Doos;100;24,50;hour;0,33\r\n"));
}

/// The made-up company travels between the engines and is equal to the letter.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_demo_company_moves_from_sqlite_to_postgres_and_back() {
    let (here, there, back) =
        (TestDb::sqlite().await, TestDb::postgres().await, TestDb::sqlite().await);
    let today = "2026-11-23".parse().unwrap();
    let company = demo::company(42, 1_000, today);
    let mut tx = here.db.begin().await.unwrap();
    let stored = company.store(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    assert!(stored.iter().all(|c| c.new > 0 && c.changed == 0 && c.same == 0), "{stored:?}");
    let mut tx = here.db.begin().await.unwrap();
    let loaded = Company::load(&mut tx, today, today).await.unwrap();
    drop(tx);
    assert_eq!(loaded.workers.iter().filter(|worker| worker.active).count(), 1_000);
    assert_eq!(loaded.workers.len(), 1_200, "with those who left");

    let first = export(&here).await;
    assert_eq!(bytes(&first).len(), werkvloer::exchange::FILES.len());
    for db in [&there, &back] {
        let (done, said) = import(db, &first).await;
        assert!(done, "{said}");
        assert!(bytes(&first) == bytes(&export(db).await), "an export differs");
    }
    let second = export(&there).await;
    let (done, said) = import(&back, &second).await;
    assert!(done);
    assert!(said.lines().all(|l| !l.contains(".csv") || l.contains(" 0 new, 0 changed")), "{said}");
}
