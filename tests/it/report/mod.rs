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

use crate::company::{files, import};
use crate::harness::TestDb;
use crate::pages::{Answer, Pages};
use crate::turnover::{COMPANY, INVOICED, clock, good, tell_at, work};
use contract::TerminalName;
use std::path::Path;
use std::sync::Arc;
use werkvloer::access::{Role, Settings};
use werkvloer::db::{Bounds, Db};
use werkvloer::intake::terminals;
use werkvloer::report::run::BOUNDS;
use werkvloer::report::{Library, Reports};
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
