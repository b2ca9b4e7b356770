//! Dashboards, from the files of a company and the events of its terminals to the pages, the files to take along and the
//! commands.

mod bounds;
mod cheats;
mod choices;
mod commands;
mod drawn;
mod exports;
mod figures;
mod last_year;
mod orders;
mod own_files;
mod parts;
mod people;

use crate::exchange::{files, import};
use crate::harness::TestDb;
use crate::harness::floor::at;
use crate::pages::{Answer, Pages};
use crate::turnover::{COMPANY, INVOICED, clock, good, off, on, tell, tell_at, work};
use contract::{Body, PauseReason, RejectReason, TerminalName};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use werkvloer::access::{Role, Settings};
use werkvloer::coaching::purpose::{Purpose, Switched, switch};
use werkvloer::db::{Bounds, Db};
use werkvloer::report::run::BOUNDS;
use werkvloer::report::{Library, Reports};
use werkvloer::terminals;
use werkvloer::turnover::reckon::{A_ROUND, catch_up};

/// What [`COMPANY`] has beside itself: its second group in a hall of its own, a second site with an order of a municipality,
/// a budget for one hall, and an invoice there.
const MORE: [(&str, &str); 11] = [
    (
        "sites.csv",
        "id;name;time_zone;day_boundary;afternoon_from\nzuid;Zuid;Europe/Amsterdam;04:00;12:30\n",
    ),
    ("halls.csv", "id;name;site\nh2;Hal 2;noord\nz1;Hal Z;zuid\n"),
    ("groups.csv", "id;name;hall\ng2;Groep 2;h2\ng3;Groep 3;z1\n"),
    ("stations.csv", "code;name;group;attribution\ns4;Tafel;g3;groep\n"),
    ("municipalities.csv", "id;name\nlinde;Lindemeer\n"),
    ("clients.csv", "id;name;municipality\nk2;Gemeente Lindemeer;linde\n"),
    (
        "orders.csv",
        "id;client;name;due_date;status;business_line;closed_day\no4;k2;Ver weg;;open;wood;\n",
    ),
    (
        "order_lines.csv",
        "id;order;name;quantity;unit_price;pricing;planned_hours\nfar;o4;Ver;500;0,10;stuk;\n",
    ),
    ("tasks.csv", "id;line;step;name;pack_size;pictogram\nz1t;far;1;g;1;\n"),
    ("budgets.csv", "hall;month;turnover\nh1;01-11-2026;2100\n"),
    ("invoices.csv", "invoice;line;day;amount\nF2;far;19-11-2026;3,00\n"),
];

/// Twelve more people of Lindemeer, and what a coach and two people agreed.
fn people() -> Vec<(&'static str, String)> {
    let mut workers = "id;name;badge;group;municipality;active\n\
        w1;Zoë Theepotveldsma;b-1;g1;linde;ja\nw2;Omar Knikkerwoudstra;b-2;g1;linde;ja\n"
        .to_owned();
    let mut enrolments = "worker;scheme;from;until;outflow\n".to_owned();
    let mut contracts = "worker;from;until;hours_a_week\n".to_owned();
    let mut placements = "worker;from;until;step\n".to_owned();
    for n in 1..=12 {
        let _ = writeln!(workers, "x{n};Iemand Verzonnen {n};b-x{n};g1;linde;ja");
        let _ = writeln!(enrolments, "x{n};beschut;02-02-2026;;");
        let _ = writeln!(contracts, "x{n};02-02-2026;;24");
        let _ = writeln!(placements, "x{n};02-02-2026;31-08-2026;beschut");
        let _ = writeln!(placements, "x{n};01-09-2026;;locatie");
    }
    vec![
        ("workers.csv", workers),
        ("scheme_enrolments.csv", enrolments),
        ("contracts.csv", contracts),
        ("placements.csv", placements),
        ("municipality_targets.csv", "municipality;scheme;year;places\nlinde;beschut;2026;15\n".to_owned()),
        ("norms.csv", "task;valid_from;per_hour;basis\np1;01-01-2026;80;tijdstudie\n".to_owned()),
        ("coaches.csv", "id;name\nc1;Coen Verzonnen\n".to_owned()),
        ("caseloads.csv", "coach;worker;from;until\nc1;w1;01-01-2026;\nc1;w2;01-01-2026;\n".to_owned()),
        (
            "goals.csv",
            "id;worker;goal;kind;baseline;target;unit;from;due;closed;outcome\n\
             d1;w1;Langer doorwerken;minuten_achter_elkaar;20;45,5;minuten;01-09-2026;01-12-2026;;\n\
             d2;w2;Vragen stellen;cijfer;2;4;cijfer;01-06-2026;01-10-2026;;\n"
                .to_owned(),
        ),
        ("goal_measurements.csv", "goal;day;value\nd1;01-10-2026;25,5\nd1;17-11-2026;30\n".to_owned()),
        (
            "agreements.csv",
            "id;worker;made;agreement;due;done\na1;w1;01-10-2026;Andere stoel proberen;18-11-2026;\n".to_owned(),
        ),
        ("contacts.csv", "worker;coach;day;kind;minutes;goal\nw1;c1;02-11-2026;gesprek;25;d1\n".to_owned()),
    ]
}

/// The company with three days of work and everything it is worth, and its pages.
struct Stand {
    base: Arc<TestDb>,
    pages: Pages,
    reports: Reports,
}

impl Stand {
    async fn sqlite() -> Self {
        Self::on(TestDb::sqlite().await).await
    }

    async fn postgres() -> Self {
        Self::on(TestDb::postgres().await).await
    }

    async fn on(test: TestDb) -> Self {
        for content in [COMPANY.as_slice(), &MORE, &INVOICED] {
            let (done, said) = import(&test, &files(content)).await;
            assert!(done, "{said}");
        }
        let mut tx = test.db.begin().await.unwrap();
        for (site, station) in [("noord", "s1"), ("noord", "s2"), ("noord", "s3"), ("zuid", "s4")] {
            let terminal = TerminalName::new(site, station).unwrap();
            terminals::enrol(&mut tx, &clock(), &terminal, station).await.unwrap();
        }
        for site in ["noord", "zuid"] {
            let sql = "insert into ingest_lease (site_id, holder, fence, beat, batch) values ($1, 'test', 7, 0, 0)";
            tx.run(sql, &[&site]).await.unwrap();
        }
        tx.commit().await.unwrap();
        work(&test.db).await;
        let far = [("2026-11-18T08:00:00Z", good("z1t", 50))];
        tell_at(&test.db, "zuid", "s4", 4, &far).await;
        catch_up(&test.db, A_ROUND).await.unwrap();
        Self::with(Arc::new(test), None, BOUNDS)
    }

    fn with(base: Arc<TestDb>, folder: Option<&Path>, bounds: Bounds) -> Self {
        let library = Library::new(folder.map(Path::to_owned));
        let reports = Reports::bounded(base.db.clone(), clock(), library, bounds);
        let pages =
            Pages::answering(Arc::clone(&base), Settings::default(), clock(), reports.clone());
        Self { base, pages, reports }
    }

    /// The same company after a restart, with a folder of dashboards of its own.
    fn restarted(&self, folder: Option<&Path>, bounds: Bounds) -> Self {
        Self::with(Arc::clone(&self.base), folder, bounds)
    }

    fn db(&self) -> &Db {
        &self.base.db
    }

    /// With people of a municipality, a coach who has some of them, what they agreed and did, and what the owners are told.
    async fn peopled(&self) {
        let content = people();
        let content: Vec<(&str, &str)> =
            content.iter().map(|(file, text)| (*file, text.as_str())).collect();
        let (done, said) = import(&self.base, &files(&content)).await;
        assert!(done, "{said}");
        for (epoch, day, pieces) in
            [(21, "2026-10-27", 200), (22, "2026-11-03", 220), (23, "2026-11-10", 190)]
        {
            let hour = |hour: &str| format!("{day}T{hour}:00Z");
            let (eight, nine, noon) = (hour("08:00"), hour("09:00"), hour("12:00"));
            let reject =
                Body::Reject { task: Some("p1".to_owned()), qty: 3, reason: RejectReason::Work };
            let told = [
                (eight.as_str(), on("b-1")),
                (&nine, good("p1", pieces)),
                (&nine, reject),
                (&nine, Body::Help),
                (&noon, off("b-1")),
            ];
            tell(self.db(), "s1", epoch, &told).await;
            let pause = Body::Pause { reason: PauseReason::Material };
            let told = [
                (eight.as_str(), on("b-1")),
                (&eight, on("b-2")),
                (&eight, good("p1", 60)),
                (&nine, pause),
                (&noon, Body::Resume),
                (&noon, off("b-1")),
                (&noon, off("b-2")),
            ];
            tell(self.db(), "s2", epoch + 10, &told).await;
        }
        catch_up(self.db(), A_ROUND).await.unwrap();
        werkvloer::municipalities::reckon(self.db(), &clock()).await.unwrap();
        let on = Switched {
            changed_at: at("2026-11-20T09:00:00Z"),
            is_on: true,
            changed_by: "cli:OR".to_owned(),
        };
        let mut tx = self.db().begin().await.unwrap();
        switch(&mut tx, Purpose::IndividualTempo, &on).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Somebody who sells for the whole company.
    async fn seller(&self) -> Pages {
        self.pages.entered("sales", &[(Role::Sales, "everything")]).await
    }
}

/// The rows that a panel's file holds, each cell as it stands in JSON.
async fn rows(viewer: &Pages, address: &str) -> Vec<serde_json::Value> {
    let answer = viewer.get(address).await;
    assert_eq!(answer.status, 200, "{address}: {}", answer.body);
    let file: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    file["rows"].as_array().unwrap().clone()
}

/// A cell in few letters: nothing as a dash.
fn said(cell: &serde_json::Value) -> String {
    match cell {
        serde_json::Value::Null => "-".to_owned(),
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// These columns of each row.
async fn columns(viewer: &Pages, address: &str, names: &[&str]) -> Vec<String> {
    let rows = rows(viewer, address).await;
    rows.iter()
        .map(|row| names.iter().map(|name| said(&row[*name])).collect::<Vec<_>>().join(" "))
        .collect()
}

/// A panel as its page shows it.
fn panel(page: &Answer, name: &str) -> String {
    page.text(&format!("#{name}"))
}

/// A file with one panel, a table of this query and these columns: each a name and what it holds.
fn file(query: &str, columns: &[(&str, &str)]) -> String {
    let columns: Vec<String> = columns
        .iter()
        .map(|(name, holds)| {
            format!("    {{ name = \"{name}\", title = {{ nl = \"{name}\", en = \"{name}\" }}, holds = \"{holds}\" }},")
        })
        .collect();
    let columns = columns.join("\n");
    format!(
        "title = {{ nl = \"Eigen\", en = \"Own\" }}
about = {{ nl = \"Een eigen bestand.\", en = \"A file of our own.\" }}
audience = [\"sales\", \"controller\"]
filters = [\"period\", \"site\", \"client\"]

[[panel]]
name = \"p\"
title = {{ nl = \"Wat is er?\", en = \"What is there?\" }}
query = '''
{query}
'''
draw = {{ as = \"table\" }}
columns = [
{columns}
]
"
    )
}
