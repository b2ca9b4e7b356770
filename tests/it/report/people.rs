//! Figures about people: worked out by hand where ten or more were there, and withheld where there were fewer, whatever a file
//! adds up or takes off.

use super::{BOUNDS, Stand, columns, file, panel, rows};
use crate::exchange::{files, import};
use crate::harness::TestDb;
use crate::pages::Pages;
use crate::turnover::{clock, good, off, on, tell};
use contract::{Body, PauseReason, RejectReason, TerminalName};
use std::fmt::Write as _;
use std::fs;
use std::sync::Arc;
use werkvloer::access::Role;
use werkvloer::terminals;
use werkvloer::turnover::reckon::{A_ROUND, catch_up};

/// A hall of three groups, of which the last never does anything, and a hall of one. A piece of wood is worth 0,10, of metal 0,20,
/// of green 1,00, and there is green by the hour.
fn company() -> Vec<(&'static str, String)> {
    let mut workers = "id;name;badge;group;municipality;active\n".to_owned();
    for n in 1..=24 {
        let _ = writeln!(workers, "w{n};Iemand Verzonnen {n};b-{n};ga;;ja");
    }
    let text = |text: &str| text.to_owned();
    vec![
        (
            "sites.csv",
            text(
                "id;name;time_zone;day_boundary;afternoon_from\nnoord;Noord;Europe/Amsterdam;04:00;12:30\n",
            ),
        ),
        ("halls.csv", text("id;name;site\nh1;Grote hal;noord\nh2;Kleine hal;noord\n")),
        (
            "groups.csv",
            text("id;name;hall\nga;Groep A;h1\ngb;Groep B;h1\ngc;Groep C;h1\ngd;Groep D;h2\n"),
        ),
        (
            "stations.csv",
            text(
                "code;name;group;attribution\na1;Tafel;ga;groep\na2;Plek;ga;individueel\nb1;Tafel;gb;groep\n\
                 b2;Plek;gb;individueel\nc1;Tafel;gc;groep\nc2;Plek;gc;individueel\nd1;Tafel;gd;groep\nd2;Plek;gd;individueel\n",
            ),
        ),
        ("workers.csv", workers),
        ("clients.csv", text("id;name\nk1;Verzonnen BV\n")),
        (
            "orders.csv",
            text(
                "id;client;name;due_date;status;business_line;closed_day\no1;k1;Hout;;open;wood;\no2;k1;Metaal;;open;metal;\n\
                 o3;k1;Groen;;open;green;\n",
            ),
        ),
        (
            "order_lines.csv",
            text(
                "id;order;name;quantity;unit_price;pricing;planned_hours\nl1;o1;Latten;1000;0,10;stuk;\nl2;o2;Ogen;1000;0,20;stuk;\n\
                 l3;o3;Perken;1000;1,00;stuk;\nl4;o3;Snoeien;10;20,00;uur;\n",
            ),
        ),
        (
            "tasks.csv",
            text(
                "id;line;step;name;pack_size;pictogram\nt1;l1;1;a;1;\nt2;l2;1;b;1;\nt3;l3;1;c;1;\nt4;l4;1;d;1;\n",
            ),
        ),
        (
            "costs.csv",
            text(
                "id;line;day;kind;amount\nk1;l1;16-11-2026;materiaal;1,00\nk2;l1;18-11-2026;materiaal;2,00\n",
            ),
        ),
    ]
}

/// What a station tells of one stay: these people come, this happens, they go.
async fn stay(
    test: &TestDb,
    (station, epoch): (&str, u64),
    (from, to): (&str, &str),
    people: std::ops::RangeInclusive<u32>,
    within: &[(&str, Body)],
) {
    let come = people.clone().map(|n| (from, on(&format!("b-{n}"))));
    let go = people.map(|n| (to, off(&format!("b-{n}"))));
    let told: Vec<(&str, Body)> = come.chain(within.iter().cloned()).chain(go).collect();
    tell(&test.db, station, epoch, &told).await;
}

fn pause(reason: PauseReason) -> Body {
    Body::Pause { reason }
}

fn reject(task: &str, qty: u32, reason: RejectReason) -> Body {
    Body::Reject { task: Some(task.to_owned()), qty, reason }
}

/// Monday to Friday.
async fn work(test: &TestDb) {
    // Monday: ten at the table, of whom five were at the other group's table as well; nine in the small hall.
    let told = [
        ("2026-11-16T08:30:00Z", pause(PauseReason::Material)),
        ("2026-11-16T08:36:00Z", Body::Resume),
        ("2026-11-16T09:00:00Z", good("t1", 100)),
    ];
    stay(test, ("a1", 1), ("2026-11-16T08:00:00Z", "2026-11-16T09:00:00Z"), 1..=10, &told).await;
    let told = [("2026-11-16T10:30:00Z", good("t1", 50))];
    stay(test, ("b1", 2), ("2026-11-16T10:00:00Z", "2026-11-16T10:30:00Z"), 1..=5, &told).await;
    let told = [("2026-11-16T09:00:00Z", good("t3", 9))];
    stay(test, ("d1", 3), ("2026-11-16T08:00:00Z", "2026-11-16T09:00:00Z"), 15..=23, &told).await;
    // Tuesday: six people, four of them in both groups, which is ten if one counts groups.
    let told = [
        ("2026-11-17T08:30:00Z", Body::Help),
        ("2026-11-17T08:31:00Z", Body::HelpDone),
        ("2026-11-17T09:00:00Z", good("t1", 60)),
    ];
    stay(test, ("a1", 4), ("2026-11-17T08:00:00Z", "2026-11-17T09:00:00Z"), 1..=6, &told).await;
    let told = [("2026-11-17T11:00:00Z", good("t1", 40))];
    stay(test, ("b1", 5), ("2026-11-17T10:00:00Z", "2026-11-17T11:00:00Z"), 1..=4, &told).await;
    // Wednesday: twelve at wood, and one alone at metal.
    let told = [
        ("2026-11-18T08:30:00Z", pause(PauseReason::Fault)),
        ("2026-11-18T08:45:00Z", Body::Resume),
        ("2026-11-18T09:15:00Z", Body::Help),
        ("2026-11-18T09:16:00Z", Body::HelpDone),
        ("2026-11-18T10:00:00Z", good("t1", 240)),
        ("2026-11-18T10:00:00Z", reject("t1", 6, RejectReason::Work)),
    ];
    stay(test, ("a1", 6), ("2026-11-18T08:00:00Z", "2026-11-18T10:00:00Z"), 1..=12, &told).await;
    let told = [("2026-11-18T09:00:00Z", good("t2", 30))];
    stay(test, ("b2", 7), ("2026-11-18T08:00:00Z", "2026-11-18T09:00:00Z"), 13..=13, &told).await;
    // Thursday: twelve at wood, one at metal, ten at green.
    let told = [
        ("2026-11-19T09:00:00Z", good("t1", 120)),
        ("2026-11-19T09:00:00Z", reject("t1", 10, RejectReason::Material)),
    ];
    stay(test, ("a1", 8), ("2026-11-19T08:00:00Z", "2026-11-19T09:00:00Z"), 1..=12, &told).await;
    let told = [("2026-11-19T09:00:00Z", good("t2", 30))];
    stay(test, ("b2", 9), ("2026-11-19T08:00:00Z", "2026-11-19T09:00:00Z"), 13..=13, &told).await;
    let told = [
        ("2026-11-19T08:10:00Z", pause(PauseReason::Instruction)),
        ("2026-11-19T08:20:00Z", Body::Resume),
        ("2026-11-19T09:00:00Z", good("t3", 20)),
    ];
    stay(test, ("b1", 10), ("2026-11-19T08:00:00Z", "2026-11-19T09:00:00Z"), 14..=23, &told).await;
    // Friday: ten in the small hall, and one more by the hour.
    let told = [
        ("2026-11-20T08:30:00Z", good("t3", 5)),
        ("2026-11-20T08:30:00Z", reject("t3", 5, RejectReason::Dirt)),
    ];
    stay(test, ("d1", 11), ("2026-11-20T08:00:00Z", "2026-11-20T08:30:00Z"), 1..=10, &told).await;
    let told = [("2026-11-20T09:00:00Z", good("t4", 7))];
    stay(test, ("d2", 12), ("2026-11-20T08:00:00Z", "2026-11-20T09:00:00Z"), 11..=11, &told).await;
}

/// The company after its week.
async fn stand(test: TestDb) -> Stand {
    let content = company();
    let content: Vec<(&str, &str)> =
        content.iter().map(|(file, text)| (*file, text.as_str())).collect();
    let (done, said) = import(&test, &files(&content)).await;
    assert!(done, "{said}");
    let mut tx = test.db.begin().await.unwrap();
    for station in ["a1", "a2", "b1", "b2", "c1", "c2", "d1", "d2"] {
        let terminal = TerminalName::new("noord", station).unwrap();
        terminals::enrol(&mut tx, &clock(), &terminal, station).await.unwrap();
    }
    let sql = "insert into ingest_lease (site_id, holder, fence, beat, batch) values ('noord', 'test', 7, 0, 0)";
    tx.run(sql, &[]).await.unwrap();
    tx.commit().await.unwrap();
    work(&test).await;
    catch_up(&test.db, A_ROUND).await.unwrap();
    Stand::with(Arc::new(test), None, BOUNDS)
}

async fn controller(stand: &Stand) -> Pages {
    stand.pages.entered("cato", &[(Role::Controller, "everything")]).await
}

const WEEK: &str = "van=2026-11-16&tot=2026-11-22";

fn on_day(day: u32) -> String {
    format!("van=2026-11-{day}&tot=2026-11-{day}")
}

async fn told(viewer: &Pages, panel: &str, query: &str, names: &[&str]) -> Vec<String> {
    columns(viewer, &format!("/dashboards/{panel}.json?{query}"), names).await
}

both!(occupancy_counts_every_station_of_a_hall_that_worked: TestDb);
/// Six stations in the big hall and two in the small one; a group where nobody was counts with its stations.
async fn occupancy_counts_every_station_of_a_hall_that_worked(test: TestDb) {
    let cato = controller(&stand(test).await).await;
    let days =
        told(&cato, "bezetting/dagen", WEEK, &["day", "hall", "stations_used", "stations"]).await;
    assert_eq!(
        days,
        [
            "2026-11-16 Grote hal 2 6",
            "2026-11-16 Kleine hal 1 2",
            "2026-11-17 Grote hal 2 6",
            "2026-11-18 Grote hal 2 6",
            "2026-11-19 Grote hal 3 6",
            "2026-11-20 Kleine hal 2 2",
        ]
    );
    let of = async |query: &str| told(&cato, "bezetting/kern", query, &["occupancy"]).await;
    assert_eq!(of(&on_day(16)).await, ["0.375"], "three of eight");
    assert_eq!(of(&on_day(19)).await, ["0.5"], "three of six");
    assert_eq!(of(&format!("{WEEK}&hal=h2")).await, ["0.75"], "three of four");
    assert_eq!(of("van=2026-11-16&tot=2026-11-19&hal=h1").await, ["0.375"], "nine of twenty-four");
    assert_eq!(of("van=2026-11-21&tot=2026-11-22").await, ["-"], "nobody worked");
}

both!(presence_waiting_and_hours_are_of_ten_different_people: TestDb);
/// Who was in two groups is one person, and of fewer than ten nothing is told but that it is left out.
async fn presence_waiting_and_hours_are_of_ten_different_people(test: TestDb) {
    let cato = controller(&stand(test).await).await;
    let names = ["people", "net", "waited", "waiting", "left_out"];
    let of = async |query: &str| told(&cato, "bezetting/kern", query, &names).await;
    // Ten people 54 minutes and five 30; ten waited six. The nine of the small hall are left out.
    assert_eq!(of(&on_day(16)).await, ["10.0 41400 3600 0.08 1"]);
    // Six different people, not ten.
    assert_eq!(of(&on_day(17)).await, ["- - - - 1"]);
    // Twelve people 105 minutes and one an hour; twelve waited a quarter.
    assert_eq!(of(&on_day(18)).await, ["13.0 79200 10800 0.12 0"]);
    // Thirteen an hour and ten 50 minutes, who waited ten: 6.000 of 82.800 seconds.
    let thursday = rows(&cato, &format!("/dashboards/bezetting/kern.json?{}", on_day(19))).await;
    assert_eq!(
        (&thursday[0]["people"], &thursday[0]["net"], &thursday[0]["waited"]),
        (&23.0.into(), &76_800.into(), &6_000.into())
    );
    assert!((thursday[0]["waiting"].as_f64().unwrap() - 6_000.0 / 82_800.0).abs() < 1e-9);
    assert_eq!(of(&on_day(20)).await, ["11.0 21600 0 0.0 0"]);
    // 10, 13, 23 and 11 on four days; two days of a hall are left out.
    let week = told(&cato, "bezetting/kern", WEEK, &["people", "net", "waited", "left_out"]).await;
    assert_eq!(week, ["14.25 219000 20400 2"]);
    let weeks = told(&cato, "bezetting/aanwezig", WEEK, &["week", "people", "left_out"]).await;
    assert_eq!(weeks, ["2026-11-16 14.25 2"]);
    let of = async |query: &str| {
        told(&cato, "bezetting/wachten", query, &["reason", "waited", "left_out"]).await
    };
    assert_eq!(
        of(WEEK).await,
        [
            "waiting_material 3600 2",
            "waiting_fault 10800 2",
            "waiting_instruction 6000 2",
            "waiting_talk 0 2",
        ]
    );
    assert_eq!(
        of(&on_day(17)).await,
        [
            "waiting_material - 1",
            "waiting_fault - 1",
            "waiting_instruction - 1",
            "waiting_talk - 1",
        ]
    );
    let names = ["hour", "calls", "left_out"];
    assert_eq!(told(&cato, "bezetting/hulp", WEEK, &names).await, ["10 1 1"]);
}

both!(rejects_are_of_all_that_was_made: TestDb);
async fn rejects_are_of_all_that_was_made(test: TestDb) {
    let cato = controller(&stand(test).await).await;
    let of = async |query: &str| told(&cato, "bezetting/afkeur", query, &["pieces"]).await;
    // By the work, dirt, broken, unknown.
    assert_eq!(of(WEEK).await, ["6", "5", "0", "0"]);
    assert_eq!(of(&on_day(18)).await, ["6", "0", "0", "0"]);
    assert_eq!(of(&on_day(20)).await, ["0", "5", "0", "0"]);
    let of = async |query: &str| {
        rows(&cato, &format!("/dashboards/bezetting/materiaal.json?{query}")).await.remove(0)
    };
    // Ten of 170 good ones and themselves.
    let thursday = of(&on_day(19)).await;
    assert_eq!(thursday["pieces"], 10);
    assert!((thursday["share"].as_f64().unwrap() - 10.0 / 180.0).abs() < 1e-9, "{thursday}");
    // Nothing by the material, of twelve good ones and five dirty ones.
    let friday = of(&on_day(20)).await;
    assert_eq!((&friday["pieces"], &friday["share"]), (&0.into(), &0.0.into()));
    // 150, 276, 180 and 17; Tuesday and the small hall's Monday are left out.
    let week = of(WEEK).await;
    assert!((week["share"].as_f64().unwrap() - 10.0 / 623.0).abs() < 1e-9, "{week}");
    assert_eq!(week["left_out"], 2);
}

both!(value_per_hour_is_of_the_days_that_are_told: TestDb);
/// What is set against hours is the value of the days whose hours are told.
async fn value_per_hour_is_of_the_days_that_are_told(test: TestDb) {
    let cato = controller(&stand(test).await).await;
    let names = ["produced", "added", "hours", "per_hour", "left_out"];
    let of = async |query: &str| told(&cato, "omzet/kern", query, &names).await;
    // 15,00 of wood less 1,00 bought, in eleven and a half hours; the 9,00 of the nine people are not set against any.
    assert_eq!(of(&on_day(16)).await, ["24.00 23.00 41400 1.2174 1"]);
    // The one at metal, and the twelve at wood too: the hall's hours less theirs would be the one's.
    assert_eq!(of(&on_day(18)).await, ["30.00 28.00 - - 2"]);
    // 12,00 of wood in twelve hours; ten at green are withheld together with the one at metal.
    assert_eq!(of(&on_day(19)).await, ["38.00 38.00 43200 1.00 2"]);
    // 5,00 and an hour at 20,00, in six hours.
    assert_eq!(of(&on_day(20)).await, ["25.00 25.00 21600 4.1667 0"]);
    // 14,00, 12,00 and 25,00 in 29,5 hours.
    assert_eq!(of(WEEK).await, ["127.00 124.00 106200 1.7288 6"]);
    let names = ["business_line", "produced", "added", "hours", "per_hour", "left_out"];
    assert_eq!(
        told(&cato, "omzet/werksoort", WEEK, &names).await,
        [
            // 26,00 in 23,5 hours; 25,00 in six.
            "wood 61.00 58.00 84600 1.1064 2",
            "green 54.00 54.00 21600 4.1667 2",
            "metal 12.00 12.00 - - 2",
        ]
    );
    let names = ["hall", "produced", "hours", "per_hour", "left_out"];
    assert_eq!(
        told(&cato, "omzet/hal", WEEK, &names).await,
        ["Grote hal 93.00 84600 1.1064 5", "Kleine hal 34.00 21600 4.1667 1",]
    );
    assert_eq!(
        told(&cato, "omzet/kern", &format!("{WEEK}&opdrachtgever=k1"), &["produced", "hours"])
            .await,
        ["127.00 -"]
    );
}

both!(a_withheld_figure_says_why: TestDb);
/// Too few people is another thing than nothing known, on the page and in files.
async fn a_withheld_figure_says_why(test: TestDb) {
    let cato = controller(&stand(test).await).await;
    let figure = |page: &crate::pages::Answer, name: &str| {
        let figures = page.texts("#kern .wv-figure");
        figures.into_iter().find(|figure| figure.starts_with(name)).unwrap()
    };
    let page = cato.get(&format!("/dashboards/bezetting?{}", on_day(17))).await;
    for name in ["Aanwezig per dag", "Netto gewerkt", "Gewacht", "Deel gewacht"] {
        assert!(figure(&page, name).contains("minder dan 10"), "{}", figure(&page, name));
    }
    assert!(
        figure(&page, "Bezettingsgraad").contains("33,3"),
        "{}",
        figure(&page, "Bezettingsgraad")
    );
    assert!(figure(&page, "Niet meegeteld").ends_with('1'), "{}", figure(&page, "Niet meegeteld"));
    assert!(
        panel(&page, "wachten").contains("steeds minder dan tien mensen"),
        "{}",
        panel(&page, "wachten")
    );
    assert!(!panel(&page, "wachten").contains("0,0"), "{}", panel(&page, "wachten"));
    let (_, _, csv) = cato.file(&format!("/dashboards/bezetting/wachten.csv?{}", on_day(17))).await;
    assert_eq!(String::from_utf8(csv).unwrap().matches("minder dan 10").count(), 4);
    let never = cato.get("/dashboards/bezetting?van=2020-01-01&tot=2020-01-31").await;
    assert!(
        figure(&never, "Netto gewerkt").contains("geen gegevens"),
        "{}",
        figure(&never, "Netto gewerkt")
    );
    let never = cato.get(&format!("/dashboards/omzet?{}", on_day(21))).await;
    assert!(
        figure(&never, "Netto gewerkte uren").contains("geen gegevens"),
        "{}",
        never.text("#kern")
    );
    let metal = cato.get(&format!("/dashboards/omzet?{WEEK}&werksoort=metal")).await;
    assert!(
        figure(&metal, "Netto gewerkte uren").contains("minder dan 10"),
        "{}",
        metal.text("#kern")
    );
}

both!(another_kind_of_work_takes_its_hours_along: TestDb);
/// Metal that turns out to be wood takes its hours along, and then nobody is alone any more.
async fn another_kind_of_work_takes_its_hours_along(test: TestDb) {
    let stand = stand(test).await;
    let names = ["business_line", "hours", "left_out"];
    let thursday = on_day(19);
    assert_eq!(
        told(&controller(&stand).await, "omzet/werksoort", &thursday, &names).await,
        ["green - 1", "wood 43200 0", "metal - 1"]
    );
    let (done, said) = import(
        &stand.base,
        &files(&[(
            "orders.csv",
            "id;client;name;due_date;status;business_line;closed_day\no2;k1;Metaal;;open;wood;\n",
        )]),
    )
    .await;
    assert!(done, "{said}");
    catch_up(stand.db(), A_ROUND).await.unwrap();
    let later = stand.restarted(None, BOUNDS).pages.elsewhere();
    later.sign_in("cato").await;
    // Twelve an hour and one an hour; ten at green 50 minutes.
    assert_eq!(
        told(&later, "omzet/werksoort", &thursday, &names).await,
        ["green 30000 0", "wood 46800 0"]
    );
}

/// Questions after the time of the one at metal, an hour on Wednesday and on Thursday, and after the six of Tuesday, four of whom are
/// in both groups. Each gives numbers.
const CHEATS: [&str; 22] = [
    // By line and by day: there is no such column.
    "select net_seconds as n from report_turnover where line_id = 'l2'",
    "select sum(waiting_seconds) as n from report_turnover group by line_id, day",
    "select rejected_other as n from report_turnover",
    "select t.pieces * 3600 / t.net_seconds as n from report_turnover t",
    // By hall and business line.
    "select net_seconds as n from report_hours where business_line = 'metal'",
    "select sum(net_seconds) as n from report_hours group by business_line, day",
    "select people as n from report_hours where people < 10",
    "select count(*) * 3600 as n from report_hours where net_seconds = 3600",
    "select coalesce(max(net_seconds), 0) as n from report_hours where business_line = 'metal'",
    "select net_seconds as n from report_hours where day = '2026-11-17'",
    // The hall's whole less what is told of it.
    "select h.net_seconds - (select coalesce(sum(r.net_seconds), 0) from report_hours r where r.day = h.day and r.hall_id = h.hall_id) as n
       from report_halls h",
    "select sum(h.net_seconds) - sum(r.net_seconds) as n from report_halls h join report_hours r on r.day = h.day and r.hall_id = h.hall_id
      group by h.day",
    "select h.net_seconds - r.net_seconds as n from report_halls h join report_hours r on r.day = h.day and r.hall_id = h.hall_id",
    "select a.net_seconds - b.net_seconds as n from report_hours a join report_hours b on a.day = b.day and a.hall_id = b.hall_id",
    "select sum(net_seconds) - (select sum(net_seconds) from report_hours where business_line <> 'metal') as n from report_hours",
    "select sum(net_seconds) - (select sum(net_seconds) from report_hours) as n from report_halls",
    // One hall less another.
    "select a.net_seconds - b.net_seconds as n from report_halls a join report_halls b on b.day = a.day and b.hall_id <> a.hall_id",
    "select sum(net_seconds) - (select sum(net_seconds) from report_halls where hall_id = 'h2') as n from report_halls",
    // Those of Tuesday.
    "select net_seconds as n from report_halls where day = '2026-11-17'",
    "select good as n from report_halls where day = '2026-11-17'",
    "select hour as n from report_help where day = '2026-11-17'",
    // Pieces beside the money of an hour.
    "select coalesce(pieces, step_pieces) as n from report_turnover where line_id = 'l4'",
];

both!(no_file_brings_out_the_pace_of_a_few: TestDb);
async fn no_file_brings_out_the_pace_of_a_few(test: TestDb) {
    let stand = stand(test).await;
    let folder = tempfile::tempdir().unwrap();
    for (number, query) in CHEATS.iter().enumerate() {
        fs::write(folder.path().join(format!("c-{number}.toml")), file(query, &[("n", "whole")]))
            .unwrap();
    }
    let honest = "select net_seconds as n from report_hours where net_seconds is not null order by day, hall_id";
    fs::write(folder.path().join("honest.toml"), file(honest, &[("n", "whole")])).unwrap();
    let cato = controller(&stand.restarted(Some(folder.path()), BOUNDS)).await;
    assert_eq!(
        columns(&cato, "/dashboards/honest/p.json", &["n"]).await,
        ["41400", "43200", "21600"]
    );
    let mut answered = 0;
    for (number, query) in CHEATS.iter().enumerate() {
        let page = cato.get(&format!("/dashboards/c-{number}?{WEEK}")).await;
        assert_eq!(page.status, 200, "{query}");
        if page.attributes("#p .wv-files a", "href").is_empty() {
            // A column that is not there.
            continue;
        }
        answered += 1;
        for row in rows(&cato, &format!("/dashboards/c-{number}/p.json?{WEEK}")).await {
            let found = row["n"].as_i64().unwrap_or_default();
            // An hour, or two; six and four hours, and their pieces; seven pieces in an hour.
            for theirs in [3_600, 7_200, 36_000, 100, 7, 1, 9] {
                assert_ne!(found.abs(), theirs, "{query}");
            }
        }
    }
    assert_eq!(answered, CHEATS.len() - 4, "all but those that ask for a column that is not there");
}
