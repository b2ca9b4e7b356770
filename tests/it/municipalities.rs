//! What municipalities get to know, from the files of a company and the events of its terminals to the pages; and what no file
//! brings out: anything about fewer than ten people.

use crate::exchange::{files, import};
use crate::harness::floor::at;
use crate::harness::{TestDb, silent};
use crate::pages::Pages;
use axum::http::StatusCode;
use bytes::Bytes;
use contract::{Body, Channel, Epoch, Event, TerminalName, Up};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use werkvloer::access::{Role, Settings};
use werkvloer::app::App;
use werkvloer::clock::Clock;
use werkvloer::intake::Incoming;
use werkvloer::intake::batch::Batcher;
use werkvloer::intake::delivery::Delivery;
use werkvloer::intake::readiness::Health;
use werkvloer::lang::Lang;
use werkvloer::municipalities::reckon;
use werkvloer::report::{Library, Reports};
use werkvloer::terminals;
use werkvloer::turnover::reckon::{A_ROUND, catch_up};

/// A Friday afternoon.
fn clock() -> Clock {
    Clock::fixed(at("2026-11-20T17:00:00Z"))
}

/// Lindemeer has 20 people by the Wsw, 12 in sheltered work who went to work elsewhere in July, and 2 by another scheme; 22
/// left in May. Kleindorp has 9 people altogether.
fn company() -> Vec<(&'static str, String)> {
    let mut workers = "id;name;badge;group;municipality;active\n".to_owned();
    let mut enrolments = "worker;scheme;from;until;outflow\n".to_owned();
    let mut contracts = "worker;from;until;hours_a_week\n".to_owned();
    let mut placements = "worker;from;until;step\n".to_owned();
    let mut worker = |id: &str, municipality: &str, active: &str| {
        let _ = writeln!(workers, "{id};Iemand Verzonnen {id};b-{id};g1;{municipality};{active}");
    };
    for n in 1..=20 {
        worker(&format!("a{n}"), "linde", "ja");
        let _ = writeln!(enrolments, "a{n};wsw;01-01-2015;;");
        let _ = writeln!(contracts, "a{n};16-11-2026;;36");
    }
    for n in 1..=12 {
        worker(&format!("b{n}"), "linde", "ja");
        let _ = writeln!(enrolments, "b{n};beschut;02-03-2026;;");
        let _ = writeln!(contracts, "b{n};02-03-2026;;18");
        let _ = writeln!(placements, "b{n};02-03-2026;30-06-2026;beschut");
        let _ = writeln!(placements, "b{n};01-07-2026;;locatie");
    }
    for n in 1..=2 {
        worker(&format!("c{n}"), "linde", "ja");
        let _ = writeln!(enrolments, "c{n};banenafspraak;02-02-2026;;");
    }
    for n in 1..=22 {
        worker(&format!("d{n}"), "linde", "nee");
        let why = if n <= 11 {
            "pensioen"
        } else if n <= 17 {
            "baan"
        } else {
            "verhuisd"
        };
        let _ = writeln!(enrolments, "d{n};wsw;01-01-2015;31-05-2026;{why}");
    }
    for n in 1..=9 {
        worker(&format!("e{n}"), "klein", "ja");
        let _ = writeln!(enrolments, "e{n};wsw;01-01-2015;;");
        let _ = writeln!(contracts, "e{n};16-11-2026;;36");
    }
    vec![
        (
            "sites.csv",
            "id;name;time_zone;day_boundary;afternoon_from\nnoord;Noord;Europe/Amsterdam;04:00;12:30\n".to_owned(),
        ),
        ("municipalities.csv", "id;name\nlinde;Lindemeer\nklein;Kleindorp\n".to_owned()),
        ("halls.csv", "id;name;site\nh1;Hal 1;noord\n".to_owned()),
        ("groups.csv", "id;name;hall\ng1;Groep 1;h1\n".to_owned()),
        ("stations.csv", "code;name;group;attribution\ns1;Tafel;g1;groep\n".to_owned()),
        ("clients.csv", "id;name;municipality\nk1;Gemeente Lindemeer;linde\n".to_owned()),
        ("orders.csv", "id;client;name;due_date;status\no1;k1;Post;;open\n".to_owned()),
        ("order_lines.csv", "id;order;name;quantity;unit_price\nl1;o1;Brieven;1000;0,10\n".to_owned()),
        ("tasks.csv", "id;line;step;name;pack_size;pictogram\nt1;l1;1;Vouwen;1;\n".to_owned()),
        ("workers.csv", workers),
        ("scheme_enrolments.csv", enrolments),
        ("contracts.csv", contracts),
        ("placements.csv", placements),
        ("municipality_targets.csv", "municipality;scheme;year;places\nlinde;beschut;2026;15\n".to_owned()),
    ]
}

/// What the table's terminal tells: on Wednesday fifteen of Lindemeer's worked there, on Thursday ten; help was called for
/// three times, once that was taken back.
async fn work(test: &TestDb) {
    let mut tx = test.db.begin().await.unwrap();
    let terminal = TerminalName::new("noord", "s1").unwrap();
    terminals::enrol(&mut tx, &clock(), &terminal, "s1").await.unwrap();
    let sql = "insert into ingest_lease (site_id, holder, fence, beat, batch) values ('noord', 'test', 7, 0, 0)";
    tx.run(sql, &[]).await.unwrap();
    let mut told: Vec<(String, Body)> = Vec::new();
    for (date, people) in [("2026-11-18", 15), ("2026-11-19", 10)] {
        for n in 1..=people {
            told.push((format!("{date}T08:00:00Z"), Body::SignOn { badge: format!("b-a{n}") }));
        }
        told.push((format!("{date}T08:30:00Z"), Body::Help));
        told.push((format!("{date}T08:40:00Z"), Body::HelpDone));
        let good = Body::Good { task: Some("t1".to_owned()), qty: 100 };
        told.push((format!("{date}T09:00:00Z"), good));
    }
    told.push(("2026-11-19T13:15:00Z".to_owned(), Body::Help));
    let good = Body::Good { task: Some("t1".to_owned()), qty: 1 };
    told.push(("2026-11-19T14:00:00Z".to_owned(), good));
    let events: Vec<Event> = (1..)
        .zip(told)
        .map(|(seq, (when, body))| Event { seq, at: at(&when), body, extra: None })
        .collect();
    let next = u64::try_from(events.len()).unwrap() + 1;
    let incoming = Incoming {
        terminal,
        channel: Channel::Up,
        payload: Bytes::from(Up::to_json(Epoch(1), next, &events)),
        received_at: clock().now(),
        packet: 0,
        replies: silent(),
    };
    let deliveries = [Delivery::of(incoming, None)];
    Batcher::default().store(&mut tx, &deliveries, &|_| Some(7), &clock()).await.unwrap();
    tx.commit().await.unwrap();
}

/// The company's pages, with dashboards of its own out of a folder.
async fn pages(test: TestDb, folder: Option<&Path>) -> Pages {
    let content = company();
    let content: Vec<(&str, &str)> =
        content.iter().map(|(file, text)| (*file, text.as_str())).collect();
    let (done, said) = import(&test, &files(&content)).await;
    assert!(done, "{said}");
    work(&test).await;
    catch_up(&test.db, A_ROUND).await.unwrap();
    assert!(reckon(&test.db, &clock()).await.unwrap());
    assert!(!reckon(&test.db, &clock()).await.unwrap(), "nothing changed since");
    let pages = Pages::started(Arc::new(test), Settings::default(), clock());
    let library = Library::new(folder.map(Path::to_owned));
    let app = App {
        db: pages.base.db.clone(),
        clock: clock(),
        door: pages.door.clone(),
        lang: Lang::Nl,
        health: Health::of_desk(pages.readiness.subscribe()),
        changes: pages.changes.clone(),
        reports: Reports::new(pages.base.db.clone(), clock(), library),
        downlink: Arc::new(pages.told.clone()),
        tasks: pages.tasks.clone(),
        stop: pages.stop.clone(),
    };
    Pages { router: app.router(), ..pages }
}

async fn rows(viewer: &Pages, address: &str) -> Vec<Value> {
    let answer = viewer.get(address).await;
    assert_eq!(answer.status, StatusCode::OK, "{address}: {}", answer.body);
    let file: Value = serde_json::from_str(&answer.body).unwrap();
    file["rows"].as_array().unwrap().clone()
}

async fn controller(pages: &Pages) -> Pages {
    pages.entered("cato", &[(Role::Controller, "everything")]).await
}

both!(places_are_told_of_ten_or_more: TestDb);
async fn places_are_told_of_ten_or_more(test: TestDb) {
    let cato = controller(&pages(test, None).await).await;
    let rows = rows(&cato, "/dashboards/gemeenten/mensen.json").await;
    let now: Vec<&Value> = rows.iter().filter(|row| row["quarter"] == "2026-10-01").collect();
    let of = |municipality: &str, scheme: &str| {
        now.iter()
            .find(|row| row["municipality"] == municipality && row["scheme"] == scheme)
            .copied()
    };
    assert_eq!(now.len(), 3, "{now:#?}");
    let wsw = of("Lindemeer", "wsw").unwrap();
    assert_eq!((&wsw["people"], &wsw["fte"]), (&json!(20), &json!(20.0)));
    // Two by the job agreement are too few, and the twelve of sheltered work at half the hours are the next smallest.
    let other = of("Lindemeer", "other").unwrap();
    assert_eq!((&other["people"], &other["fte"]), (&json!(14), &json!(6.0)));
    let small = of("Kleindorp", "other").unwrap();
    assert_eq!((&small["people"], &small["fte"]), (&Value::Null, &Value::Null));
    let first: Vec<&Value> = rows.iter().filter(|row| row["quarter"] == "2026-01-01").collect();
    assert_eq!(first.len(), 3, "{first:#?}");
    assert!(first.iter().any(|row| row["people"] == 42 && row["scheme"] == "wsw"), "{first:#?}");
    let page = cato.get("/dashboards/gemeenten").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text("main").contains("minder dan 10"), "{}", page.text("main"));
    assert!(page.text("main").contains("overig samen"));
    let csv = cato.get("/dashboards/gemeenten/mensen.csv").await;
    assert!(
        csv.body.contains("Kleindorp;overig samen;minder dan 10;minder dan 10"),
        "{}",
        csv.body
    );
    let places = self::rows(&cato, "/dashboards/gemeenten/plaatsen.json").await;
    let now = places.iter().find(|row| row["quarter"] == "2026-10-01").unwrap();
    assert_eq!((&now["people"], &now["places"]), (&json!(14), &json!(15)));
}

both!(a_short_period_has_its_quarters: TestDb);
/// A period counts with every quarter of which it holds a day, and says of which it holds only a part.
async fn a_short_period_has_its_quarters(test: TestDb) {
    let cato = controller(&pages(test, None).await).await;
    let quarters = async |panel: &str, query: &str| {
        let rows = rows(&cato, &format!("/dashboards/gemeenten/{panel}.json?{query}")).await;
        let mut of: Vec<String> =
            rows.iter().map(|row| row["quarter"].as_str().unwrap().to_owned()).collect();
        of.dedup();
        of
    };
    for (query, of) in [
        ("periode=4w", ["2026-10-01"].as_slice()),
        ("periode=maand", &["2026-10-01"]),
        ("van=2026-08-31&tot=2026-10-01", &["2026-10-01", "2026-07-01"]),
        ("van=2026-07-01&tot=2026-09-30", &["2026-07-01"]),
    ] {
        for panel in ["mensen", "plaatsen"] {
            assert_eq!(quarters(panel, query).await, of, "{panel} {query}");
        }
    }
    assert_eq!(quarters("aanwezig", "periode=maand").await, ["2026-10-01"]);
    let page = cato.get("/dashboards/gemeenten?van=2026-08-31&tot=2026-10-01").await;
    let first = page.texts("#mensen tbody tr");
    assert!(first.iter().all(|row| row.contains("2026 (deel)")), "{first:?}");
    let page = cato.get("/dashboards/gemeenten?van=2026-07-01&tot=2026-09-30").await;
    assert!(!page.text("#mensen").contains("(deel)"), "{}", page.text("#mensen"));
}

both!(movement_is_told_of_ten_or_more: TestDb);
async fn movement_is_told_of_ten_or_more(test: TestDb) {
    let cato = controller(&pages(test, None).await).await;
    let came = rows(&cato, "/dashboards/gemeenten/beweging.json").await;
    let of = |rows: &[Value], municipality: &str, kind: &str| -> Vec<Value> {
        let is_one = |row: &&Value| {
            row["year"] == "2026-01-01"
                && row["municipality"] == municipality
                && (row["kind"] == kind || row["reason"] == kind)
        };
        rows.iter().filter(is_one).map(|row| row["people"].clone()).collect()
    };
    assert_eq!(of(&came, "Lindemeer", "inflow"), [14]);
    assert_eq!(of(&came, "Lindemeer", "step_up"), [12]);
    assert_eq!(of(&came, "Kleindorp", "inflow"), [Value::Null]);
    let left = rows(&cato, "/dashboards/gemeenten/uitstroom.json").await;
    assert_eq!(of(&left, "Lindemeer", "pension"), [11]);
    assert_eq!(of(&left, "Lindemeer", "other"), [11], "six found a job and five moved");
    assert_eq!(of(&left, "Lindemeer", "regular_job"), [] as [Value; 0]);
    assert_eq!(of(&left, "Kleindorp", "outflow"), [Value::Null]);
}

both!(attendance_and_turnover_are_told: TestDb);
async fn attendance_and_turnover_are_told(test: TestDb) {
    let cato = controller(&pages(test, None).await).await;
    let rows = rows(&cato, "/dashboards/gemeenten/aanwezig.json").await;
    assert_eq!(rows.len(), 2, "{rows:#?}");
    let of = |name: &str| rows.iter().find(|row| row["municipality"] == name).unwrap();
    // Twenty people with a contract from Monday on, until Thursday: 25 of 80 days. Who works elsewhere is not asked for.
    assert_eq!(
        (&of("Lindemeer")["present"], &of("Lindemeer")["absent"]),
        (&json!(0.313), &json!(0.687))
    );
    assert_eq!(of("Kleindorp")["present"], Value::Null);
    let turnover = self::rows(&cato, "/dashboards/gemeenten/omzet.json").await;
    assert_eq!(turnover.len(), 1, "{turnover:#?}");
    assert_eq!(turnover[0]["municipality"], "Lindemeer");
    assert_eq!(turnover[0]["produced"], "20.10");
    let chosen = self::rows(&cato, "/dashboards/gemeenten/omzet.json?gemeente=klein").await;
    assert_eq!(chosen, [] as [Value; 0]);
}

both!(help_is_told_by_the_hour_of_the_clock: TestDb);
async fn help_is_told_by_the_hour_of_the_clock(test: TestDb) {
    let cato = controller(&pages(test, None).await).await;
    let hours = rows(&cato, "/dashboards/bezetting/hulp.json").await;
    let hours: Vec<(i64, i64)> = hours
        .iter()
        .map(|row| (row["hour"].as_i64().unwrap(), row["calls"].as_i64().unwrap()))
        .collect();
    assert_eq!(hours, [(9, 2), (14, 1)], "half past eight UTC is half past nine there");
}

both!(only_who_controls_the_whole_house_sees_municipalities: TestDb);
async fn only_who_controls_the_whole_house_sees_municipalities(test: TestDb) {
    let base = pages(test, None).await;
    let others =
        [Role::Supervisor, Role::JobCoach, Role::Sales, Role::Planner, Role::Administrator];
    for (number, role) in others.into_iter().enumerate() {
        let viewer = base.entered(&format!("v{number}"), &[(role, "everything")]).await;
        for address in ["/dashboards/gemeenten", "/dashboards/gemeenten/mensen.json"] {
            assert_eq!(
                viewer.get(address).await.status,
                StatusCode::NOT_FOUND,
                "{role:?} {address}"
            );
        }
    }
    let part = base.entered("deel", &[(Role::Controller, "site:noord")]).await;
    for panel in ["mensen", "plaatsen", "beweging", "uitstroom", "aanwezig"] {
        let address = format!("/dashboards/gemeenten/{panel}.json");
        assert_eq!(rows(&part, &address).await, [] as [Value; 0], "{panel}");
    }
}

both!(files_about_employment_are_read_twice_and_refused_in_words: TestDb);
async fn files_about_employment_are_read_twice_and_refused_in_words(test: TestDb) {
    let content = company();
    let content: Vec<(&str, &str)> =
        content.iter().map(|(file, text)| (*file, text.as_str())).collect();
    assert!(import(&test, &files(&content)).await.0);
    let (done, said) = import(&test, &files(&content)).await;
    assert!(done && said.contains("scheme_enrolments.csv: 0 "), "{said}");
    let (done, said) = import(
            &test,
            &files(&[
                (
                    "scheme_enrolments.csv",
                    "worker;scheme;from;until;outflow\na1;wsw;01-01-2015;;pensioen\na2;tovenaar;01-01-2015;;\n\
                     a3;wsw;01-01-2015;31-12-2014;\nzz;wsw;01-01-2015;;\n",
                ),
                ("contracts.csv", "worker;from;until;hours_a_week\na1;01-01-2015;;0\n"),
                ("placements.csv", "worker;from;until;step\na1;01-01-2015;;maan\n"),
                ("municipality_targets.csv", "municipality;scheme;year;places\nnergens;wsw;2026;-1\n"),
            ]),
        )
        .await;
    assert!(!done, "{said}");
    for wrong in [
        "scheme_enrolments.csv, row 2, column outflow",
        "scheme_enrolments.csv, row 3, column scheme",
        "scheme_enrolments.csv, row 4, column until",
        "scheme_enrolments.csv, row 5, column worker",
        "contracts.csv, row 2, column hours_a_week",
        "placements.csv, row 2, column step",
        "municipality_targets.csv, row 2, column municipality",
        "municipality_targets.csv, row 2, column places",
    ] {
        assert!(said.contains(wrong), "{wrong} in {said}");
    }
}

/// A dashboard for everybody with one panel, which asks this and gets a number.
fn cheat(query: &str) -> String {
    format!(
        "title = {{ nl = \"a\", en = \"a\" }}\nabout = {{ nl = \"a\", en = \"a\" }}\naudience = [\"controller\", \"sales\"]\n\
         filters = [\"period\"]\nperiod = \"52w\"\n[[panel]]\nname = \"p\"\ntitle = {{ nl = \"a\", en = \"a\" }}\n\
         query = '''{query}'''\ndraw = {{ as = \"table\" }}\n\
         columns = [{{ name = \"n\", title = {{ nl = \"n\", en = \"n\" }}, holds = \"whole\" }}]\n"
    )
}

/// What should give nothing of fewer than ten people: parts, the whole less a part, both sides of a year, joins of themes.
const SUMS: [&str; 10] = [
    "select people as n from report_places",
    "select sum(people) as n from report_places group by quarter, municipality_id",
    "select count(people) * 10 as n from report_places where people < 10",
    "select w.people - p.people as n from (select quarter, municipality_id, sum(people) as people from report_places
        group by quarter, municipality_id) w, report_places p
      where p.quarter = w.quarter and p.municipality_id = w.municipality_id",
    "select sum(people) as n from report_places where municipality_id = 'klein'",
    "select sum(a.people) - (select sum(b.people) from report_places b where b.municipality_id = 'linde' and b.quarter = a.quarter)
        as n from report_places a group by a.quarter",
    "select people as n from report_movement",
    "select sum(people) as n from report_movement group by year, municipality_id, kind",
    // Inflow less what the places grew by is the outflow: all of it is told, and is no small part.
    "select (select sum(people) from report_places where quarter = '2025-10-01' and municipality_id = 'linde')
          + (select people from report_movement where kind = 'inflow' and municipality_id = 'linde' and year = '2026-01-01')
          - (select sum(people) from report_places where quarter = '2026-10-01' and municipality_id = 'linde') as n
       from report_places where scheme = 'wsw' and quarter = '2026-10-01'",
    "select v.people - p.people as n from report_movement v join report_places p on p.municipality_id = v.municipality_id
      where v.municipality_id = 'klein'",
];

const REFUSED: [&str; 6] = [
    "select week_minutes as n from report_places",
    "select people as n from owner_places",
    "select count(*) as n from scheme_enrolment, report_places",
    "select week_minutes as n from contract",
    "select 1 as n from placement",
    "select company_version as n from owner_reckoned",
];

both!(no_file_gets_anything_of_fewer_than_ten: TestDb);
async fn no_file_gets_anything_of_fewer_than_ten(test: TestDb) {
    let folder = tempfile::tempdir().unwrap();
    for (number, query) in SUMS.iter().enumerate() {
        std::fs::write(folder.path().join(format!("som-{number}.toml")), cheat(query)).unwrap();
    }
    for (number, query) in REFUSED.iter().enumerate() {
        std::fs::write(folder.path().join(format!("fout-{number}.toml")), cheat(query)).unwrap();
    }
    let base = pages(test, Some(folder.path())).await;
    let cato = controller(&base).await;
    let vera = base.entered("vera", &[(Role::Sales, "everything")]).await;
    let mut numbers = 0;
    for (number, query) in SUMS.iter().enumerate() {
        let address = format!("/dashboards/som-{number}/p.json");
        for row in rows(&cato, &address).await {
            let n = row["n"].as_i64();
            numbers += usize::from(n.is_some());
            assert!(n.is_none_or(|n| n == 0 || n >= 10), "{query} gave {row}");
        }
        let sold = rows(&vera, &address).await;
        assert!(
            sold.iter().all(|row| row["n"].is_null() || row["n"] == 0),
            "{query} gave a seller {sold:?}"
        );
    }
    assert!(numbers > 50, "only {numbers} figures were looked at");
    for (number, query) in REFUSED.iter().enumerate() {
        let answer = cato.get(&format!("/dashboards/fout-{number}/p.json")).await;
        assert_ne!(answer.status, StatusCode::OK, "{query}: {}", answer.body);
    }
}
