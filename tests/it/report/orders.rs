//! Orders: late, at risk and when they are expected, worked out by hand on Friday the twentieth; what finished ones took.

use super::{Stand, columns, rows};
use crate::exchange::{files, import};
use crate::turnover::{good, off, on, tell};
use werkvloer::access::Role;
use werkvloer::turnover::reckon::{A_ROUND, catch_up};

/// A client with lines of a thousand pieces each, of which all but `wood` are packaging: `own` and `tail` in one order, and an
/// order for each other line.
const LINES: [(&str, &str); 4] = [
    ("clients.csv", "id;name\nk9;Wachters BV\n"),
    (
        "orders.csv",
        "id;client;name;due_date;status;business_line;closed_day\n\
         a1;k9;Loopt;24-11-2026;open;;\na2;k9;Dood;13-11-2026;open;;\na3;k9;Stil;27-11-2026;open;;\na4;k9;Gepland;23-11-2026;open;;\n\
         a5;k9;Nergens;25-11-2026;open;;\na6;k9;Hout;23-11-2026;open;wood;\na7;k9;Klaar;19-11-2026;open;;\na8;k9;Jong;20-11-2026;open;;\n",
    ),
    (
        "order_lines.csv",
        "id;order;name;quantity;unit_price;pricing;planned_hours\nown;a1;Eigen;1000;0,10;;20\ntail;a1;Staart;1000;0,10;;2\n\
         dead;a2;Dood;1000;0,10;;\nidle;a3;Stil;1000;0,10;;\nplan;a4;Gepland;1000;0,10;;10\nnone;a5;Nergens;1000;0,10;;7\n\
         wood;a6;Hout;1000;0,10;;5\ndone;a7;Klaar;10;0,10;;\nyoung;a8;Jong;1000;0,10;;4\n",
    ),
    (
        "tasks.csv",
        "id;line;step;name;pack_size;pictogram\nt-own;own;1;a;1;\nt-tail;tail;1;a;1;\nt-dead;dead;1;a;1;\nt-idle;idle;1;a;1;\n\
         t-plan;plan;1;a;1;\nt-none;none;1;a;1;\nt-wood;wood;1;a;1;\nt-done;done;1;a;1;\nt-young;young;1;a;1;\n",
    ),
];

async fn begun(stand: &Stand) {
    let (done, said) = import(&stand.base, &files(&LINES)).await;
    assert!(done, "{said}");
    let plan = "day;day_part;station;task;worker\n23-11-2026;ochtend;s1;t-plan;\n24-11-2026;ochtend;s1;t-plan;\n";
    let (done, said) = import(&stand.base, &files(&[("assignments.csv", plan)])).await;
    assert!(done, "{said}");
    let mut told = Vec::new();
    for (task, days, pieces) in [
        ("t-dead", ["02", "03", "04"].as_slice(), 100),
        ("t-idle", &["02", "03", "04"], 100),
        ("t-own", &["16", "17", "18", "19"], 100),
        ("t-own", &["20"], 50),
        ("t-done", &["19"], 10),
        ("t-young", &["20"], 700),
    ] {
        told.extend(
            days.iter().map(|day| (format!("2026-11-{day}T09:00:00Z"), good(task, pieces))),
        );
    }
    told.sort_by(|a, b| a.0.cmp(&b.0));
    let told: Vec<(&str, contract::Body)> =
        told.iter().map(|(at, body)| (at.as_str(), body.clone())).collect();
    tell(stand.db(), "s1", 77, &told).await;
    catch_up(stand.db(), A_ROUND).await.unwrap();
}

const OF_K9: &str = "opdrachtgever=k9";

both!(a_line_is_expected_from_today_on: Stand);
/// `own`: 400 pieces in the four whole days, so six days for the 600 that were left this morning, of which today is one. The
/// group got 4 × 100 pieces of 72 planned seconds done on four days: two hours a day. So `plan` takes five days from Monday
/// on, `none` three and a half days from today, and the rest of `tail` one. `dead` and `idle` make 100 a day and were left
/// three weeks ago: seven days from today. `young` was begun today, so its pace is the group's: two days. Nobody ever made
/// anything of wood but 50 pieces without a plan.
async fn a_line_is_expected_from_today_on(stand: Stand) {
    begun(&stand).await;
    let sales = stand.seller().await;
    let names = ["line_id", "state", "expected_day", "hall"];
    assert_eq!(
        columns(&sales, &format!("/dashboards/orders/tijdlijn.json?{OF_K9}"), &names).await,
        [
            "dead late 2026-11-30 Hal 1",
            "young at_risk 2026-11-23 Hal 1",
            "plan at_risk 2026-11-27 Hal 1",
            "own at_risk 2026-11-27 Hal 1",
            "idle at_risk 2026-11-30 Hal 1",
        ]
    );
    // What is neither begun nor planned nor late is not drawn; a file of one's own can ask for it.
    let folder = tempfile::tempdir().unwrap();
    let query = "select line_id, state, expected_day, pace_of, hall from report_lines where client_id = 'k9' order by line_id";
    let columns_of_it = [
        ("line_id", "text"),
        ("state", "text"),
        ("expected_day", "day"),
        ("pace_of", "text"),
        ("hall", "text"),
    ];
    std::fs::write(folder.path().join("alle.toml"), super::file(query, &columns_of_it)).unwrap();
    let own = stand.restarted(Some(folder.path()), super::BOUNDS);
    let owner = own.pages.entered("eigen", &[(Role::Sales, "everything")]).await;
    assert_eq!(
        columns(&owner, "/dashboards/alle/p.json", &columns_of_it.map(|(name, _)| name)).await,
        [
            "dead late 2026-11-30 pace_line Hal 1",
            "done made - - Hal 1",
            "idle at_risk 2026-11-30 pace_line Hal 1",
            "none on_time 2026-11-25 pace_house -",
            "own at_risk 2026-11-27 pace_line Hal 1",
            "plan at_risk 2026-11-27 pace_group Hal 1",
            "tail on_time 2026-11-20 pace_group Hal 1",
            "wood no_pace - - -",
            "young at_risk 2026-11-23 pace_group Hal 1",
        ]
    );
    let names = ["line_id", "state", "pace_of", "pieces"];
    assert_eq!(
        columns(&sales, &format!("/dashboards/orders/aandacht.json?{OF_K9}"), &names).await,
        [
            "dead late pace_line 300",
            "young at_risk pace_group 700",
            "plan at_risk pace_group 0",
            "own at_risk pace_line 450",
            "idle at_risk pace_line 300",
        ]
    );
    let names = ["late", "at_risk", "begun", "running"];
    assert_eq!(
        columns(&sales, &format!("/dashboards/orders/stand.json?{OF_K9}"), &names).await,
        ["1 4 5 9"]
    );
}

both!(a_figure_leads_to_its_lines_and_a_line_to_its_client: Stand);
async fn a_figure_leads_to_its_lines_and_a_line_to_its_client(stand: Stand) {
    begun(&stand).await;
    let sales = stand.seller().await;
    let page = sales.get(&format!("/dashboards/orders?{OF_K9}")).await;
    assert_eq!(page.attributes("#stand dd a", "href"), ["#aandacht", "#aandacht"]);
    let cells = page.texts("#aandacht tbody td");
    assert!(
        cells.contains(&"te laat".to_owned()) && cells.contains(&"loopt gevaar".to_owned()),
        "{cells:?}"
    );
    let ways = page.attributes("#aandacht td a, #aandacht th a", "href");
    assert_eq!(ways.len(), 5, "{ways:?}");
    assert!(
        ways.iter()
            .all(|way| way.starts_with("/dashboards/omzet-regels?")
                && way.ends_with("opdrachtgever=k9")),
        "{ways:?}"
    );
    assert!(sales.get(&ways[0]).await.text("main").contains("Eigen"));
    assert_eq!(page.attributes("#tijdlijn svg a", "href").len(), 5, "begun or not");
}

both!(unbegun_lines_have_the_hall_of_their_plan: Stand);
/// What nobody began is where it is planned, so who sees one site sees it; what is planned nowhere only who sees all.
async fn unbegun_lines_have_the_hall_of_their_plan(stand: Stand) {
    begun(&stand).await;
    let north = stand.pages.entered("noord", &[(Role::Sales, "site:noord")]).await;
    let south = stand.pages.entered("zuid", &[(Role::Sales, "site:zuid")]).await;
    let of = async |viewer, query: &str| {
        columns(viewer, &format!("/dashboards/orders/tijdlijn.json?{query}"), &["line_id"]).await
    };
    let seen = of(&north, OF_K9).await;
    assert!(seen.contains(&"plan".to_owned()), "{seen:?}");
    let running = async |viewer| {
        columns(viewer, &format!("/dashboards/orders/stand.json?{OF_K9}"), &["running"]).await
    };
    assert_eq!(
        (running(&north).await, running(&south).await),
        (vec!["7".to_owned()], vec!["0".to_owned()]),
        "all but two are there"
    );
    assert_eq!(of(&south, OF_K9).await, [] as [&str; 0]);
    let sales = stand.seller().await;
    assert_eq!(of(&sales, &format!("{OF_K9}&hal=h2")).await, [] as [&str; 0]);
    assert_eq!(of(&sales, &format!("{OF_K9}&groep=g1")).await.len(), 5);
    assert_eq!(of(&sales, &format!("{OF_K9}&hal=h1&groep=g1")).await.len(), 5);
    assert_eq!(running(&sales).await, ["9"]);
}

/// Three orders that were closed today, and what was bought for one of them.
const FINISHED: [(&str, &str); 5] = [
    ("clients.csv", "id;name\nk8;Klaar BV\n"),
    (
        "orders.csv",
        "id;client;name;due_date;status;business_line;closed_day\nb1;k8;Uitgelopen;;closed;;20-11-2026\nb2;k8;Meegevallen;;closed;;20-11-2026\n\
         b3;k8;Zonder plan;;closed;;20-11-2026\n",
    ),
    (
        "order_lines.csv",
        "id;order;name;quantity;unit_price;pricing;planned_hours\nb1-1;b1;x;100;0,50;;2\nb2-1;b2;x;10;20;uur;1\nb2-2;b2;y;10;1;;1\n\
         b3-1;b3;x;10;60;fixed;\n",
    ),
    (
        "tasks.csv",
        "id;line;step;name;pack_size;pictogram\nt-b1;b1-1;1;a;1;\nt-b2;b2-1;1;a;1;\nt-b2y;b2-2;1;a;1;\nt-b3;b3-1;1;a;1;\n",
    ),
    ("costs.csv", "id;line;day;kind;amount\nkb1;b1-1;16-11-2026;materiaal;5,00\n"),
];

both!(finished_orders_are_set_against_their_plan: Stand);
/// `b1`: one person, three hours of two planned; 50,00 less 5,00 bought is 15,00 an hour. `b2`: two people half an hour each,
/// of two hours planned for two lines; 20,00. `b3`: one hour of the fixed 60,00, and nobody said what was planned.
async fn finished_orders_are_set_against_their_plan(stand: Stand) {
    let (done, said) = import(&stand.base, &files(&FINISHED)).await;
    assert!(done, "{said}");
    tell(
        stand.db(),
        "s2",
        78,
        &[
            ("2026-11-16T08:00:00Z", on("b-1")),
            ("2026-11-16T09:00:00Z", good("t-b1", 100)),
            ("2026-11-16T11:00:00Z", off("b-1")),
            ("2026-11-17T08:00:00Z", on("b-1")),
            ("2026-11-17T08:00:00Z", on("b-2")),
            ("2026-11-17T08:10:00Z", good("t-b2", 10)),
            ("2026-11-17T08:30:00Z", off("b-1")),
            ("2026-11-17T08:30:00Z", off("b-2")),
            ("2026-11-18T08:00:00Z", on("b-1")),
            ("2026-11-18T08:10:00Z", good("t-b3", 10)),
            ("2026-11-18T09:00:00Z", off("b-1")),
        ],
    )
    .await;
    catch_up(stand.db(), A_ROUND).await.unwrap();
    let sales = stand.seller().await;
    let names = ["order_id", "planned", "taken", "share", "produced", "per_hour"];
    let address = "/dashboards/orders/nacalculatie.json?opdrachtgever=k8";
    assert_eq!(
        columns(&sales, address, &names).await,
        [
            "b1 7200 10800 1.5 50.00 15.00",
            "b2 7200 3600 0.5 20.00 20.00",
            "b3 - 3600 - 60.00 60.00",
        ]
    );
    assert_eq!(
        rows(&sales, &format!("{address}&van=2026-11-01&tot=2026-11-19")).await.len(),
        0,
        "closed after it"
    );
}

both!(nothing_comes_last_on_both_engines: Stand);
/// SQLite thinks nothing is the smallest, Postgres that it is the largest; here it comes last, whatever the file says.
async fn nothing_comes_last_on_both_engines(stand: Stand) {
    begun(&stand).await;
    let folder = tempfile::tempdir().unwrap();
    for (name, order) in
        [("op", "due_day"), ("af", "due_day desc"), ("anders", "due_day desc nulls first")]
    {
        let query = format!(
            "select line_id, due_day from report_lines where status = 'open' order by {order}, line_id limit 3"
        );
        let file = super::file(&query, &[("line_id", "text"), ("due_day", "day")]);
        std::fs::write(folder.path().join(format!("{name}.toml")), file).unwrap();
    }
    let stand = stand.restarted(Some(folder.path()), super::BOUNDS);
    let sales = stand.seller().await;
    let of = async |name: &str| {
        columns(&sales, &format!("/dashboards/{name}/p.json"), &["line_id"]).await
    };
    assert_eq!(of("op").await, ["dead", "done", "young"]);
    assert_eq!(of("af").await, ["idle", "none", "own"]);
    assert_eq!(of("anders").await, ["far", "fixed", "hours"]);
}
