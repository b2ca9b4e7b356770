//! Last year, months beside their budget, and what comes from municipalities: worked out by hand.

use super::{Stand, columns};
use crate::exchange::{files, import};
use crate::pages::Pages;
use crate::turnover::{good, off, on, tell};
use chrono::NaiveDate;
use werkvloer::output::hall_day::{first_of_month, monday};
use werkvloer::turnover::reckon::{A_ROUND, catch_up};

/// What the line `far` brought in on days of last year, in euros.
const BEFORE: [(&str, i64); 6] = [
    ("2025-08-20", 1),
    ("2025-10-05", 2),
    ("2025-11-03", 5),
    ("2025-11-19", 10),
    ("2025-11-20", 4),
    ("2025-12-01", 8),
];

async fn before(stand: &Stand) {
    let mut tx = stand.db().begin().await.unwrap();
    for (day, euros) in BEFORE {
        let day: NaiveDate = day.parse().unwrap();
        tx.run(
            "insert into line_day (line_id, day, group_id, week, month, pieces, step_pieces, rejected_material, rejected_other,
                    net_seconds, waiting_seconds, produced, invoiced, cost)
             values ('far', $1, 'g3', $2, $3, 1, 1, 0, 0, 0, 0, $4, 0, 0)",
            &[&day, &monday(day), &first_of_month(day), &(euros * 10_000)],
        )
        .await
        .unwrap();
    }
    tx.commit().await.unwrap();
}

/// What stands at the figure of produced value.
async fn produced(sales: &Pages, query: &str) -> String {
    let page = sales.get(&format!("/dashboards/omzet?{query}")).await;
    page.texts("#kern .wv-figure").remove(0).replace('\u{a0}', " ")
}

both!(last_year_is_the_same_weeks_or_dates: Stand);
async fn last_year_is_the_same_weeks_or_dates(stand: Stand) {
    before(&stand).await;
    let sales = stand.seller().await;
    for (query, year) in [
        // The week of 17 to 23 November 2025: 10,00 and 4,00.
        ("van=2026-11-16&tot=2026-11-22", "vorig jaar € 14,00"),
        // From the first of a month on the same dates: 5,00 and 10,00 and 4,00, and not the first of December.
        ("van=2026-11-01&tot=2026-11-30", "vorig jaar € 19,00"),
        // Thursday to Sunday: 20 to 23 November 2025.
        ("van=2026-11-19&tot=2026-11-22", "vorig jaar € 4,00"),
        // October and November: 2,00 more.
        ("van=2026-10-01&tot=2026-11-30", "vorig jaar € 21,00"),
        // It goes back further than anything is known of: half of it would be no comparison.
        ("van=2026-08-03&tot=2026-11-22", "vorig jaar geen gegevens"),
    ] {
        let said = produced(&sales, query).await;
        assert!(said.ends_with(year), "{query}: {said}");
    }
    // 190,49 for 14,00.
    let said = produced(&sales, "van=2026-11-16&tot=2026-11-22").await;
    assert!(said.contains("▲ +1.260,6 %"), "{said}");
}

both!(a_month_stands_beside_its_budget_and_last_year: Stand);
async fn a_month_stands_beside_its_budget_and_last_year(stand: Stand) {
    before(&stand).await;
    let (done, said) = import(
        &stand.base,
        &files(&[("budgets.csv", "hall;month;turnover\nh1;01-09-2026;220\nh2;01-11-2026;21\n")]),
    )
    .await;
    assert!(done, "{said}");
    let sales = stand.seller().await;
    let of = async |query: &str| {
        columns(
            &sales,
            &format!("/dashboards/omzet/maand.json?{query}"),
            &["month", "produced", "budget", "before", "invoiced"],
        )
        .await
    };
    // September has a budget and nothing else; October only a last year.
    assert_eq!(
        of("van=2026-09-01&tot=2026-11-30").await,
        [
            "2026-09-01 0.00 220.00 - 0.00",
            "2026-10-01 0.00 - 2.00 0.00",
            "2026-11-01 190.49 2121.00 19.00 5.00",
        ]
    );
    // Two budgeted days of 21, and 20 to 23 November of last year.
    assert_eq!(of("van=2026-11-19&tot=2026-11-22").await, ["2026-11-01 160.85 202.00 4.00 5.00"]);
    // Of what is still to come nothing is made.
    assert_eq!(of("van=2026-12-01&tot=2026-12-31").await, ["2026-12-01 - - 8.00 0.00"]);
    assert_eq!(of("van=2026-11-01&tot=2026-11-30&hal=h2").await, ["2026-11-01 26.00 21.00 - 0.67"]);
    let page = sales.get("/dashboards/omzet?van=2026-09-01&tot=2026-11-30").await;
    assert!(
        page.text("#maand .wv-legend").contains("Vorig jaar"),
        "{}",
        page.text("#maand .wv-legend")
    );
    assert_eq!(page.attributes("#maand .wv-c-before", "d").len(), 1);
    let told = page.texts("#maand .wv-c-mark title").join(" | ").replace('\u{a0}', " ");
    assert!(told.contains("(deel): € 190,49 (begroting € 2.121,00, vorig jaar € 19,00)"), "{told}");
}

/// Two municipalities more: one with a client of its own kind, and one with a client that belongs to it.
const OWNERS: [(&str, &str); 6] = [
    ("municipalities.csv", "id;name\nberg;Bergweide\ndal;Dalzicht\n"),
    (
        "clients.csv",
        "id;name;municipality\nkb1;Gemeente Bergweide;berg\nkb2;Bakker BV;berg\nkd;Gemeente Dalzicht;dal\n",
    ),
    (
        "orders.csv",
        "id;client;name;due_date;status;business_line;closed_day\nm1;kb1;x;;open;;\nm2;kb2;x;;open;;\nm3;kd;x;;open;;\n",
    ),
    (
        "order_lines.csv",
        "id;order;name;quantity;unit_price;pricing;planned_hours\nml1;m1;x;100;2;;\nml2;m2;x;100;40;uur;\nml3;m3;x;100;1;;\n",
    ),
    (
        "tasks.csv",
        "id;line;step;name;pack_size;pictogram\nt-m1;ml1;1;a;1;\nt-m2;ml2;1;a;1;\nt-m3;ml3;1;a;1;\n",
    ),
    (
        "invoices.csv",
        "invoice;line;day;amount\nM1;ml3;17-11-2026;7,50\nM2;far;20-11-2026;-0,50\nM3;ml1;15-11-2026;9,00\n",
    ),
];

both!(turnover_of_municipalities: Stand);
/// Bergweide: 10 pieces of 2,00 and half an hour at 40,00. Dalzicht: only an invoice. Lindemeer: 50 × 0,10, invoiced 3,00 less
/// 0,50. An invoice of the week before counts in that week.
async fn turnover_of_municipalities(stand: Stand) {
    let (done, said) = import(&stand.base, &files(&OWNERS)).await;
    assert!(done, "{said}");
    tell(
        stand.db(),
        "s2",
        79,
        &[
            ("2026-11-17T08:00:00Z", on("b-1")),
            ("2026-11-17T08:10:00Z", good("t-m2", 5)),
            ("2026-11-17T08:30:00Z", off("b-1")),
            ("2026-11-17T09:00:00Z", good("t-m1", 10)),
        ],
    )
    .await;
    catch_up(stand.db(), A_ROUND).await.unwrap();
    let sales = stand.seller().await;
    let names = ["municipality", "produced", "invoiced"];
    let week = "van=2026-11-16&tot=2026-11-22";
    let omzet = columns(&sales, &format!("/dashboards/omzet/gemeente.json?{week}"), &names).await;
    assert_eq!(omzet, ["Bergweide 40.00 0.00", "Dalzicht 0.00 7.50", "Lindemeer 5.00 2.50"]);
    let earlier =
        columns(&sales, "/dashboards/omzet/gemeente.json?van=2026-11-09&tot=2026-11-15", &names)
            .await;
    assert_eq!(earlier, ["Bergweide 0.00 9.00"]);
    let one = columns(
        &sales,
        &format!("/dashboards/omzet/gemeente.json?{week}&gemeente=berg&opdrachtgever=kb2"),
        &names,
    )
    .await;
    assert_eq!(one, ["Bergweide 20.00 0.00"]);
}
