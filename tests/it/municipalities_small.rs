//! What owners are told of three small companies, each worked out by hand: places and full-time equivalents, who came, took a
//! step and left, and how often people were here.

use crate::exchange::{files, import};
use crate::harness::TestDb;
use crate::pages::Pages;
use crate::turnover::{clock, good, off, on, tell};
use contract::{Body, TerminalName};
use serde_json::Value;
use std::fmt::Write as _;
use std::sync::Arc;
use werkvloer::access::{Role, Settings};
use werkvloer::municipalities::reckon;
use werkvloer::terminals;

/// Some people of one kind.
struct People {
    letter: char,
    count: usize,
    /// Scheme, first day, last day and why they left.
    enrolled: &'static str,
    /// First day, last day and hours a week.
    contract: &'static str,
    /// First day, last day and step, each of a line.
    placed: &'static [&'static str],
}

impl People {
    fn of(letter: char, count: usize, enrolled: &'static str, contract: &'static str) -> Self {
        Self { letter, count, enrolled, contract, placed: &[] }
    }
}

/// The controller of a company with one municipality, one table and these people.
async fn controller(
    test: TestDb,
    kinds: &[People],
    target: &str,
    days: &[(&str, char, usize)],
) -> Pages {
    let mut workers = "id;name;badge;group;municipality;active\n".to_owned();
    let mut enrolments = "worker;scheme;from;until;outflow\n".to_owned();
    let mut contracts = "worker;from;until;hours_a_week\n".to_owned();
    let mut placements = "worker;from;until;step\n".to_owned();
    for kind in kinds {
        for n in 1..=kind.count {
            let id = format!("{}{n}", kind.letter);
            let _ = writeln!(workers, "{id};Iemand Verzonnen {id};b-{id};g1;dorp;ja");
            let _ = writeln!(enrolments, "{id};{}", kind.enrolled);
            if !kind.contract.is_empty() {
                let _ = writeln!(contracts, "{id};{}", kind.contract);
            }
            for placed in kind.placed {
                let _ = writeln!(placements, "{id};{placed}");
            }
        }
    }
    let targets = format!("municipality;scheme;year;places\n{target}");
    let content = [
        (
            "sites.csv",
            "id;name;time_zone;day_boundary;afternoon_from\nnoord;Noord;Europe/Amsterdam;04:00;12:30\n",
        ),
        ("municipalities.csv", "id;name\ndorp;Dorpsveld\n"),
        ("halls.csv", "id;name;site\nh1;Hal 1;noord\n"),
        ("groups.csv", "id;name;hall\ng1;Groep 1;h1\n"),
        ("stations.csv", "code;name;group;attribution\ns1;Tafel;g1;groep\n"),
        ("clients.csv", "id;name\nk1;Verzonnen BV\n"),
        ("orders.csv", "id;client;name;due_date;status\no1;k1;Post;;open\n"),
        ("order_lines.csv", "id;order;name;quantity;unit_price\nl1;o1;Brieven;1000;0,10\n"),
        ("tasks.csv", "id;line;step;name;pack_size;pictogram\nt1;l1;1;Vouwen;1;\n"),
        ("workers.csv", &workers),
        ("scheme_enrolments.csv", &enrolments),
        ("contracts.csv", &contracts),
        ("placements.csv", &placements),
        ("municipality_targets.csv", &targets),
    ];
    let (done, said) = import(&test, &files(&content)).await;
    assert!(done, "{said}");
    let mut tx = test.db.begin().await.unwrap();
    let terminal = TerminalName::new("noord", "s1").unwrap();
    terminals::enrol(&mut tx, &clock(), &terminal, "s1").await.unwrap();
    let sql = "insert into ingest_lease (site_id, holder, fence, beat, batch) values ('noord', 'test', 7, 0, 0)";
    tx.run(sql, &[]).await.unwrap();
    tx.commit().await.unwrap();
    for (epoch, (day, letter, people)) in (1..).zip(days) {
        let (eight, nine) = (format!("{day}T08:00:00Z"), format!("{day}T09:00:00Z"));
        let badges: Vec<String> = (1..=*people).map(|n| format!("b-{letter}{n}")).collect();
        let mut told: Vec<(&str, Body)> =
            badges.iter().map(|badge| (eight.as_str(), on(badge))).collect();
        told.push((&eight, good("t1", 1)));
        told.extend(badges.iter().map(|badge| (nine.as_str(), off(badge))));
        tell(&test.db, "s1", epoch, &told).await;
    }
    reckon(&test.db, &clock()).await.unwrap();
    let pages = Pages::started(Arc::new(test), Settings::default(), clock());
    pages.entered("cato", &[(Role::Controller, "everything")]).await
}

/// These cells of each row of a panel over the year, of the rows in which the first of them begins like this.
async fn told(cato: &Pages, panel: &str, names: &[&str], first: &str) -> Vec<String> {
    let address = format!("/dashboards/gemeenten/{panel}.json?van=2026-01-01&tot=2026-11-20");
    let answer = cato.get(&address).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let file: Value = serde_json::from_str(&answer.body).unwrap();
    let cell = |row: &Value, name: &&str| match &row[*name] {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let rows = file["rows"].as_array().unwrap().iter();
    let rows =
        rows.map(|row| names.iter().map(|name| cell(row, name)).collect::<Vec<_>>().join(" "));
    let mut rows: Vec<String> = rows.filter(|row| row.starts_with(first)).collect();
    rows.sort();
    rows
}

const PLACES: [&str; 5] = ["quarter", "scheme", "people", "fte", "places"];

both!(a_village_that_grew: TestDb);
/// Ten by the old scheme at 36 hours, and ten who came to sheltered work in March at 18, for twelve places. Nobody left, so
/// that nobody could tell who came.
async fn a_village_that_grew(test: TestDb) {
    let old = People::of('a', 10, "wsw;01-01-2015;;", "01-01-2015;;36");
    let new = People::of('b', 10, "beschut;02-03-2026;;", "02-03-2026;;18");
    // From October until yesterday there were 36 Mondays to Fridays: 720 days of twenty people, on 18 of which one was here.
    let here = [("2026-11-18", 'a', 10), ("2026-11-19", 'b', 8)];
    let cato = controller(test, &[old, new], "dorp;beschut;2026;12\n", &here).await;
    assert_eq!(
        told(&cato, "mensen", &PLACES[..4], "2026-10-01").await,
        ["2026-10-01 sheltered_10b 10 5.0", "2026-10-01 wsw 10 10.0",]
    );
    assert_eq!(
        told(&cato, "plaatsen", &["quarter", "people", "places", "share"], "2026-10-01").await,
        ["2026-10-01 10 12 0.8333333333333334",]
    );
    assert_eq!(
        told(&cato, "beweging", &["year", "kind", "people"], "2026").await,
        ["2026-01-01 inflow -", "2026-01-01 step_up -",]
    );
    assert_eq!(
        told(&cato, "aanwezig", &["quarter", "present", "absent"], "2026-10-01").await,
        ["2026-10-01 0.025 0.975",]
    );
}

both!(a_year_of_coming_and_going: TestDb);
/// Twelve went with pension on the last day of June, twelve came on the first of July at 32 hours, and eleven of those who
/// stayed took a step.
async fn a_year_of_coming_and_going(test: TestDb) {
    let gone =
        People::of('a', 12, "wsw;01-01-2015;30-06-2026;pensioen", "01-01-2015;30-06-2026;36");
    let new = People::of('b', 12, "beschut;01-07-2026;;", "01-07-2026;;32");
    let up: &[&str] = &["01-01-2020;31-03-2026;beschut", "01-04-2026;;groepsdetachering"];
    let stepped =
        People { placed: up, ..People::of('c', 11, "wsw;01-01-2015;;", "01-01-2015;;18") };
    let here = [("2026-11-19", 'b', 6)];
    let cato = controller(test, &[gone, new, stepped], "", &here).await;
    // On the last day of June the twelve are still there: 12 × 36 and 11 × 18 hours are 17,5 of 36.
    assert_eq!(told(&cato, "mensen", &PLACES[..4], "2026-04-01").await, ["2026-04-01 wsw 23 17.5"]);
    // 12 × 32 hours are 10,67 of 36, and 11 × 18 are 5,5.
    assert_eq!(
        told(&cato, "mensen", &PLACES[..4], "2026-07-01").await,
        ["2026-07-01 sheltered_10b 12 10.666666666666666", "2026-07-01 wsw 11 5.5",]
    );
    assert_eq!(
        told(&cato, "beweging", &["year", "kind", "people"], "2026").await,
        ["2026-01-01 inflow 12", "2026-01-01 step_up 11",]
    );
    assert_eq!(
        told(&cato, "uitstroom", &["year", "reason", "people"], "2026").await,
        ["2026-01-01 pension 12"]
    );
    // Who is seconded does not sign on here. Of the twelve who came 432 days were due, and six people were here on one.
    assert_eq!(
        told(&cato, "aanwezig", &["quarter", "present", "absent"], "2026-10-01").await,
        ["2026-10-01 0.014 0.986",]
    );
}

both!(a_village_on_the_edge: TestDb);
/// Nine people and one by another scheme are ten, and told together; nine who took a step, and nine who have a contract, are
/// too few.
async fn a_village_on_the_edge(test: TestDb) {
    let up: &[&str] = &["01-01-2020;31-03-2026;beschut", "01-04-2026;;locatie"];
    let nine = People { placed: up, ..People::of('a', 9, "wsw;01-01-2015;;", "01-01-2015;;36") };
    let one = People::of('b', 1, "banenafspraak;01-01-2020;;", "");
    let cato =
        controller(test, &[nine, one], "dorp;wsw;2026;20\n", &[("2026-11-19", 'a', 9)]).await;
    assert_eq!(
        told(&cato, "mensen", &PLACES[..4], "2026-10-01").await,
        ["2026-10-01 other 10 9.0"]
    );
    assert_eq!(
        told(&cato, "plaatsen", &["quarter", "scheme", "people", "places"], "2026-10-01").await,
        ["2026-10-01 other 10 20",]
    );
    assert_eq!(
        told(&cato, "beweging", &["year", "kind", "people"], "2026").await,
        ["2026-01-01 inflow -", "2026-01-01 step_up -",]
    );
    assert_eq!(
        told(&cato, "uitstroom", &["year", "reason", "people"], "2026").await,
        ["2026-01-01 outflow -"]
    );
    // They work on location and are not asked for here; nobody is left.
    assert_eq!(
        told(&cato, "aanwezig", &["quarter", "present", "absent"], "2026-10-01").await,
        ["2026-10-01 - -"]
    );
}
