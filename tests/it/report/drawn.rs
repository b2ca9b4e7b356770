//! What pictures and tables tell: parts of weeks, rows that do not fit, what one presses, and where it leads.

use super::{Stand, columns, panel};
use chrono::{Days, NaiveDate};
use werkvloer::access::Role;
use werkvloer::output::hall_day::{first_of_month, monday};

/// A week of five days and the running one, drawn in every way that goes along with time.
const PICTURES: &str = "title = { nl = \"Lijnen\", en = \"Lines\" }
about = { nl = \"Lijnen.\", en = \"Lines.\" }
audience = [\"sales\"]
filters = [\"period\"]
";

fn picture(name: &str, draw: &str, link: &str) -> String {
    format!(
        "\n[[panel]]\nname = \"{name}\"\ntitle = {{ nl = \"{name}?\", en = \"{name}?\" }}\nquery = '''
select week, 'alles' as what, sum(produced) as produced from report_turnover where day between :from and :to group by week order by week
'''\ndraw = {draw}\n{link}\ncolumns = [
    {{ name = \"week\", title = {{ nl = \"Week\", en = \"Week\" }}, holds = \"week\" }},
    {{ name = \"what\", title = {{ nl = \"Wat\", en = \"What\" }}, holds = \"text\" }},
    {{ name = \"produced\", title = {{ nl = \"Waarde\", en = \"Value\" }}, holds = \"euro\", total = true }},
]\n"
    )
}

async fn made(stand: &Stand, days: &[(&str, i64)]) {
    let mut tx = stand.db().begin().await.unwrap();
    for (day, euros) in days {
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

both!(a_part_of_a_week_is_marked_in_every_picture: Stand);
async fn a_part_of_a_week_is_marked_in_every_picture(stand: Stand) {
    made(&stand, &[("2026-11-04", 10), ("2026-11-11", 20)]).await;
    let folder = tempfile::tempdir().unwrap();
    let link = "link = { to = \"omzet-regels\", with = { week = \"week\" } }";
    let file = [
        PICTURES.to_owned(),
        picture("lijn", "{ as = \"lines\", x = \"week\", y = [\"produced\"] }", link),
        picture("eigen", "{ as = \"control\", x = \"week\", y = \"produced\" }", link),
        picture(
            "klein",
            "{ as = \"sparklines\", label = \"what\", x = \"week\", y = \"produced\" }",
            "",
        ),
        picture("rij", "{ as = \"table\" }", ""),
    ]
    .concat();
    std::fs::write(folder.path().join("lijnen.toml"), file).unwrap();
    let stand = stand.restarted(Some(folder.path()), super::BOUNDS);
    let sales = stand.seller().await;
    // From a Wednesday on; today is a Friday.
    let page = sales.get("/dashboards/lijnen?van=2026-11-04&tot=2026-11-20").await;
    for name in ["lijn", "eigen"] {
        assert_eq!(
            page.attributes(&format!("#{name} .wv-c-line .wv-c-hit"), "width").len(),
            3,
            "{name}"
        );
        assert_eq!(
            page.attributes(&format!("#{name} .wv-c-line circle.wv-c-open"), "cx").len(),
            2,
            "{name}"
        );
        assert_eq!(page.attributes(&format!("#{name} .wv-c-line circle"), "cx").len(), 3, "{name}");
        assert!(
            panel(&page, name).contains("nog niet voorbij, of maar voor een deel"),
            "{name}: {}",
            panel(&page, name)
        );
        let told = page.texts(&format!("#{name} title"));
        assert_eq!(told.iter().filter(|told| told.contains("(deel): €")).count(), 2, "{told:?}");
        let ways = page.attributes(&format!("#{name} svg a"), "href");
        assert_eq!(ways[1], "/dashboards/omzet-regels?van=2026-11-09&tot=2026-11-15", "{name}");
    }
    let values = page.text("#klein desc").replace('\u{a0}', " ");
    assert!(
        values.contains("€ 10,00") && values.contains("€ 20,00") && values.contains("€ 190,49"),
        "{values}"
    );
    assert_eq!(page.texts("#klein svg title").len(), 3);
    let weeks = page.texts("#rij tbody th, #rij tbody td:first-child");
    assert_eq!(weeks.iter().filter(|week| week.ends_with("(deel)")).count(), 2, "{weeks:?}");
    assert!(!weeks[1].contains("deel"), "{weeks:?}");
    let whole = sales.get("/dashboards/lijnen?van=2026-11-09&tot=2026-11-15").await;
    assert_eq!(whole.attributes(".wv-c-open", "cx").len(), 0);
    assert!(!whole.text("main").contains("deel in deze periode"));
}

both!(a_long_table_is_folded_and_added_up_whole: Stand);
async fn a_long_table_is_folded_and_added_up_whole(stand: Stand) {
    let folder = tempfile::tempdir().unwrap();
    let query =
        "select line_id, day, produced from report_turnover order by line_id, day, produced";
    let few = super::file(query, &[("line_id", "text"), ("day", "day")])
            .replace("as = \"table\"", "as = \"table\", most = 4")
            .replace("\n]\n", "\n    { name = \"produced\", title = { nl = \"p\", en = \"p\" }, holds = \"euro\", total = true },\n]\n");
    std::fs::write(folder.path().join("kort.toml"), few).unwrap();
    let stand = stand.restarted(Some(folder.path()), super::BOUNDS);
    let sales = stand.seller().await;
    let page = sales.get("/dashboards/kort").await;
    assert_eq!(page.texts("#p > div tbody tr").len(), 4, "{}", panel(&page, "p"));
    assert_eq!(page.text("#p summary"), "Nog 10 regels");
    assert_eq!(page.texts("#p details tbody tr").len(), 10);
    assert!(
        page.text("#p tfoot").replace('\u{a0}', " ").ends_with("€ 190,49"),
        "{}",
        page.text("#p tfoot")
    );
    assert_eq!(columns(&sales, "/dashboards/kort/p.json", &["line_id"]).await.len(), 14);
}

both!(the_newest_day_is_never_left_out: Stand);
/// 400 days of three halls: more than the thousand that once were kept, of which the newest days went first.
async fn the_newest_day_is_never_left_out(stand: Stand) {
    let last: NaiveDate = "2026-11-15".parse().unwrap();
    let mut tx = stand.db().begin().await.unwrap();
    for back in 0..400 {
        let day = last - Days::new(back);
        for hall in ["h1", "h2", "z1"] {
            tx.run(
                    "insert into hall_day (day, hall_id, week, month, stations_used, stations, people, net_seconds, waiting_material,
                            waiting_fault, waiting_instruction, waiting_talk, good, rejected_material, rejected_work, rejected_dirt,
                            rejected_broken, rejected_unknown)
                     values ($1, $2, $3, $4, 1, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)",
                    &[&day, &hall, &monday(day), &first_of_month(day)],
                ).await.unwrap();
        }
    }
    tx.commit().await.unwrap();
    let lead = stand.pages.entered("plan", &[(Role::Planner, "everything")]).await;
    let query = "van=2025-10-12&tot=2026-11-20";
    let days =
        columns(&lead, &format!("/dashboards/bezetting/dagen.json?{query}"), &["day", "hall"])
            .await;
    assert!(days.len() > 1_200, "{}", days.len());
    assert!(days.last().unwrap().starts_with("2026-11-20"), "{:?}", days.last());
    let page = lead.get(&format!("/dashboards/bezetting?{query}")).await;
    assert_eq!(
        page.texts("#dagen thead th").len(),
        404 + 5,
        "a head for each day, and five behind it"
    );
    let said = panel(&page, "dagen");
    assert!(
        said.contains("Op deze pagina staan de eerste 150 van"),
        "the table behind it: {}",
        said.len()
    );
    let ways = page.attributes("#dagen .wv-heatmap a", "href");
    assert_eq!(ways.len(), days.len());
    assert_eq!(ways[0], "/dashboards/bezetting?van=2025-10-12&tot=2025-10-12&hal=h1");
    assert_eq!(lead.get(&ways[0]).await.status, 200);
}

/// Rows that are cut are told of, or not cut: a limit in the query would do it unseen.
#[test]
fn no_shipped_query_cuts_rows_unseen() {
    for (name, text) in werkvloer::report::library::SHIPPED {
        let dashboard = werkvloer::report::library::read(name, text).unwrap();
        for query in &dashboard.queries {
            let text = format!("{} {}", query.parts.join(" "), query.text).to_lowercase();
            assert!(!text.contains(" limit "), "{name}: {text}");
        }
    }
}
