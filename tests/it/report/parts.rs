//! The parts are the whole, to the cent, whatever was made.

use super::{Stand, columns};
use crate::exchange::{files, import};
use chrono::{Datelike as _, Days, NaiveDate};
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;
use std::fmt::Write as _;
use werkvloer::output::hall_day::{first_of_month, monday};

/// More clients than the picture of clients has bars.
const CLIENTS: usize = 20;

/// A line of an order of each of them, some in a municipality.
fn clients() -> [(&'static str, String); 4] {
    let mut files = [
        ("clients.csv", "id;name;municipality\n".to_owned()),
        ("orders.csv", "id;client;name;due_date;status;business_line;closed_day\n".to_owned()),
        ("order_lines.csv", "id;order;name;quantity;unit_price;pricing;planned_hours\n".to_owned()),
        ("tasks.csv", "id;line;step;name;pack_size;pictogram\n".to_owned()),
    ];
    for n in 0..CLIENTS {
        let municipality = if n % 3 == 0 { "linde" } else { "" };
        let _ = writeln!(files[0].1, "c{n:02};Klant {n:02} BV;{municipality}");
        let _ = writeln!(files[1].1, "co{n};c{n:02};x;;open;;");
        let _ = writeln!(files[2].1, "cl{n};co{n};x;10;1;;");
        let _ = writeln!(files[3].1, "ct{n};cl{n};1;a;1;");
    }
    files
}

/// Budgets of two halls, also of months in which nothing is made, and one that the year holds only in part.
const BUDGETS: &str = "hall;month;turnover\nh1;01-11-2025;1000\nh1;01-01-2026;333,33\nh2;01-03-2026;77,77\nh2;01-11-2026;12,34\n";

/// Rows of a year: line, group and day by their numbers, then produced, invoiced and cost in cents.
fn rows() -> impl proptest::strategy::Strategy<Value = Vec<(usize, usize, u64, i64, i64, i64)>> {
    let row = (
        0..(5 + CLIENTS),
        0..3_usize,
        0..365_u64,
        0..9_999_999_i64,
        -99_999..999_999_i64,
        0..999_999_i64,
    );
    proptest::collection::vec(row, 1..120)
}

/// An amount of a file in ten-thousandths of a euro.
fn amount(text: &str) -> i64 {
    let (euros, decimals) = text.split_once('.').unwrap();
    let sign = if euros.starts_with('-') { -1 } else { 1 };
    let decimals: i64 = format!("{decimals:0<4}").parse().unwrap();
    euros.parse::<i64>().unwrap() * 10_000 + sign * decimals
}

both!(the_parts_are_the_whole: Stand);
async fn the_parts_are_the_whole(stand: Stand) {
    let begin: NaiveDate = "2025-11-20".parse().unwrap();
    let clients = clients();
    let clients = clients.each_ref().map(|(name, text)| (*name, text.as_str()));
    for content in [clients.as_slice(), &[("budgets.csv", BUDGETS)]] {
        let (done, said) = import(&stand.base, &files(content)).await;
        assert!(done, "{said}");
    }
    for case in 0..6 {
        let mut runner = TestRunner::deterministic();
        let mut made = rows().new_tree(&mut runner).unwrap().current();
        for _ in 0..case {
            made = rows().new_tree(&mut runner).unwrap().current();
        }
        let mut tx = stand.db().begin().await.unwrap();
        tx.run("delete from line_day", &[]).await.unwrap();
        for (line, group, day, produced, invoiced, cost) in &made {
            let own = format!("cl{}", line.saturating_sub(5));
            let line =
                ["pieces", "hours", "fixed", "shared", "far"].get(*line).copied().unwrap_or(&own);
            let group = ["g1", "g2", "g3"][*group];
            let day = begin + Days::new(*day);
            let month = first_of_month(day);
            assert_eq!(month.day(), 1);
            tx.run(
                    "insert into line_day (line_id, day, group_id, week, month, pieces, step_pieces, rejected_material, rejected_other,
                            net_seconds, waiting_seconds, produced, invoiced, cost)
                     values ($1, $2, $3, $4, $5, 1, 1, 0, 0, 60, 0, $6, $7, $8) on conflict do nothing",
                    &[&line, &day, &group, &monday(day), &month, &(produced * 100), &(invoiced * 100), &(cost * 100)],
                ).await.unwrap();
        }
        tx.commit().await.unwrap();
        let stand = stand.restarted(None, super::BOUNDS);
        let sales = stand
            .pages
            .entered(&format!("case{case}"), &[(werkvloer::access::Role::Sales, "everything")])
            .await;
        let year = "van=2025-11-20&tot=2026-11-19";
        let sum = async |panel: &str, name: &str| -> i64 {
            let rows = columns(&sales, &format!("/dashboards/{panel}.json?{year}"), &[name]).await;
            // A hall without a budget has none, which is no amount.
            rows.iter().filter(|text| *text != "-").map(|text| amount(text)).sum()
        };
        for (name, panels) in [
            (
                "produced",
                [
                    "omzet/week",
                    "omzet/maand",
                    "omzet/hal",
                    "omzet/werksoort",
                    "omzet/opdrachtgever",
                    "omzet-regels/regels",
                ]
                .as_slice(),
            ),
            (
                "invoiced",
                &[
                    "omzet/week",
                    "omzet/maand",
                    "omzet/hal",
                    "omzet/opdrachtgever",
                    "omzet-regels/regels",
                ],
            ),
            ("added", &["omzet/hal", "omzet/werksoort"]),
        ] {
            let whole = sum("omzet/kern", name).await;
            for panel in panels {
                assert_eq!(sum(panel, name).await, whole, "{name} of {panel}, case {case}");
            }
        }
        assert_eq!(sum("omzet/kern", "produced").await % 100, 0, "whole cents");
        // Budgets of the year to the cent, also where nothing was made.
        let (budget,): (i64,) = stand
            .db()
            .one(
                "select cast(sum(amount) as bigint) from budget_day where day between $1 and $2",
                &[&begin, &(begin + Days::new(364))],
            )
            .await
            .unwrap();
        assert!(budget > 0);
        for panel in ["omzet/week", "omzet/maand", "omzet/hal"] {
            assert_eq!(sum(panel, "budget").await, budget, "budget of {panel}, case {case}");
        }
        // The bars of clients are all of them: fifteen and the others, to a share of the whole.
        let page = sales.get(&format!("/dashboards/omzet?{year}")).await;
        let bars = page.texts("#opdrachtgever .wv-c-bar-text");
        let many =
            columns(&sales, &format!("/dashboards/omzet/opdrachtgever.json?{year}"), &["produced"])
                .await
                .len();
        assert_eq!(bars.len(), many.min(16), "{bars:?}");
        assert!(bars.last().unwrap().replace('\u{a0}', " ").ends_with("100 %"), "{bars:?}");
        if many > 16 {
            let names = page.texts("#opdrachtgever .wv-c-bar-name");
            assert_eq!(names.last().unwrap(), &format!("Overige ({})", many - 15));
        }
    }
}
