//! The parts are the whole, to the cent, whatever was made.

use super::{Stand, columns};
use chrono::{Datelike as _, Days, NaiveDate};
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;
use werkvloer::output::hall_day::{first_of_month, monday};

/// Rows of a year: line, group and day by their numbers, then produced, invoiced and cost in cents.
fn rows() -> impl proptest::strategy::Strategy<Value = Vec<(usize, usize, u64, i64, i64, i64)>> {
    let row = (
        0..5_usize,
        0..3_usize,
        0..365_u64,
        0..9_999_999_i64,
        -99_999..999_999_i64,
        0..999_999_i64,
    );
    proptest::collection::vec(row, 1..80)
}

/// An amount of a file in ten-thousandths of a euro.
fn amount(text: &str) -> i64 {
    let (euros, decimals) = text.split_once('.').unwrap();
    let sign = if euros.starts_with('-') { -1 } else { 1 };
    let decimals: i64 = format!("{decimals:0<4}").parse().unwrap();
    euros.parse::<i64>().unwrap() * 10_000 + sign * decimals
}

both! {
    async fn the_parts_are_the_whole(stand: Stand) {
        let begin: NaiveDate = "2025-11-20".parse().unwrap();
        for case in 0..6 {
            let mut runner = TestRunner::deterministic();
            let mut made = rows().new_tree(&mut runner).unwrap().current();
            for _ in 0..case {
                made = rows().new_tree(&mut runner).unwrap().current();
            }
            let mut tx = stand.db().begin().await.unwrap();
            tx.run("delete from line_day", &[]).await.unwrap();
            for (line, group, day, produced, invoiced, cost) in &made {
                let line = ["pieces", "hours", "fixed", "shared", "far"][*line];
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
            let sales = stand.pages.entered(&format!("case{case}"), &[(werkvloer::access::Role::Sales, "everything")]).await;
            let year = "van=2025-11-20&tot=2026-11-19";
            let sum = async |panel: &str, name: &str| -> i64 {
                let rows = columns(&sales, &format!("/dashboards/{panel}.json?{year}"), &[name]).await;
                rows.iter().map(|text| amount(text)).sum()
            };
            for (name, panels) in [
                ("produced", ["omzet/week", "omzet/maand", "omzet/hal", "omzet/werksoort", "omzet/opdrachtgever", "omzet-regels/regels"].as_slice()),
                ("invoiced", &["omzet/week", "omzet/hal", "omzet/opdrachtgever", "omzet-regels/regels"]),
                ("added", &["omzet/hal", "omzet/werksoort"]),
            ] {
                let whole = sum("omzet/kern", name).await;
                for panel in panels {
                    assert_eq!(sum(panel, name).await, whole, "{name} of {panel}, case {case}");
                }
            }
            assert_eq!(sum("omzet/kern", "produced").await % 100, 0, "whole cents");
        }
    }
}
