//! What a viewer chooses: in the address, each checked, and what is wrong said at its field.

use super::{Stand, columns, panel};

const WEEK: &str = "van=2026-W47&tot=2026-W47";

both!(every_choice_stands_in_the_address: Stand);
async fn every_choice_stands_in_the_address(stand: Stand) {
    let sales = stand.seller().await;
    let of = async |query: &str| {
        columns(&sales, &format!("/dashboards/omzet/kern.json?{query}"), &["produced"])
            .await
            .concat()
    };
    assert_eq!(of(WEEK).await, "190.49");
    for (choice, produced) in [
        ("locatie=noord", "185.49"),
        ("locatie=zuid", "5.00"),
        ("hal=h2", "26.00"),
        ("werksoort=green", "3.00"),
        ("opdrachtgever=k2", "5.00"),
        ("gemeente=linde", "5.00"),
        ("groep=g2", "26.00"),
        ("groep=g3", "5.00"),
        ("hal=h1&groep=g2", "-"),
        ("hal=h2&werksoort=green", "1.00"),
        ("hal=z1&opdrachtgever=k1", "-"),
        // An empty field chooses nothing.
        ("hal=&gemeente=", "190.49"),
    ] {
        assert_eq!(of(&format!("{WEEK}&{choice}")).await, produced, "{choice}");
    }
    let page = sales.get(&format!("/dashboards/omzet?{WEEK}&hal=h2")).await;
    assert_eq!(page.attributes("#filter-hal option[selected]", "value"), ["h2"]);
    assert_eq!(page.attributes("#filter-van", "value"), ["2026-11-16"]);
    assert_eq!(page.attributes("#filter-tot", "value"), ["2026-11-22"]);
    assert!(page.text(".wv-chosen").ends_with("Hal 2"), "{}", page.text(".wv-chosen"));
    // Its files are of the same choice, and so is every other period.
    let links = page.attributes("#kern .wv-files a", "href");
    assert_eq!(links[2], "/dashboards/omzet/kern.json?van=2026-11-16&tot=2026-11-22&hal=h2");
    assert!(page.attributes(".wv-presets a", "href").iter().all(|href| href.ends_with("&hal=h2")));
}

both!(periods_are_days_weeks_or_move_along: Stand);
async fn periods_are_days_weeks_or_move_along(stand: Stand) {
    let sales = stand.seller().await;
    for (query, from, to) in [
        ("periode=4w", "2026-10-26", "2026-11-20"),
        ("periode=maand", "2026-11-01", "2026-11-20"),
        ("periode=vorig-kwartaal", "2026-07-01", "2026-09-30"),
        ("", "2026-08-24", "2026-11-20"),
        ("van=2026-W01&tot=2026-w02", "2025-12-29", "2026-01-11"),
        ("van=2026-11-19", "2026-11-19", "2026-11-20"),
        ("tot=2026-11-19", "2026-08-21", "2026-11-19"),
    ] {
        let answer = sales.get(&format!("/dashboards/omzet/kern.json?{query}")).await;
        assert_eq!(answer.status, 200, "{query}");
        let file: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!((file["from"].as_str(), file["to"].as_str()), (Some(from), Some(to)), "{query}");
    }
    let page = sales.get("/dashboards/omzet?periode=4w").await;
    assert_eq!(page.texts(".wv-presets a[aria-current=true]").len(), 1);
}

both!(what_cannot_be_chosen_is_said_at_its_field: Stand);
async fn what_cannot_be_chosen_is_said_at_its_field(stand: Stand) {
    let sales = stand.seller().await;
    for (query, field, sentence, kept) in [
        (
            "van=2026-13-01",
            "van",
            "Dit is geen dag of week, zoals 2026-11-20 of 2026-W47.",
            "2026-13-01",
        ),
        (
            "tot=gisteren",
            "tot",
            "Dit is geen dag of week, zoals 2026-11-20 of 2026-W47.",
            "gisteren",
        ),
        (
            "van=2026-W54",
            "van",
            "Dit is geen dag of week, zoals 2026-11-20 of 2026-W47.",
            "2026-W54",
        ),
        (
            "van=2026-11-20&tot=2026-11-19",
            "van",
            "Deze periode kan niet: de eerste dag komt na de laatste, of het is langer dan tien jaar.",
            "2026-11-20",
        ),
        (
            "van=1926-01-01&tot=2026-01-01",
            "van",
            "Deze periode kan niet: de eerste dag komt na de laatste, of het is langer dan tien jaar.",
            "1926-01-01",
        ),
        ("hal=h9", "hal", "Deze keuze is er niet.", "h9"),
        ("gemeente='%3Cscript%3E", "gemeente", "Deze keuze is er niet.", "'<script>"),
        ("werksoort=Hout", "werksoort", "Deze keuze is er niet.", "Hout"),
    ] {
        let page = sales.get(&format!("/dashboards/omzet?{query}")).await;
        assert_eq!(page.status, 422, "{query}");
        assert_eq!(page.text(&format!("#filter-{field}-fout")), sentence, "{query}");
        let values = [
            page.attributes(&format!("input#filter-{field}"), "value"),
            page.attributes(&format!("#filter-{field} option[selected]"), "value"),
        ]
        .concat();
        assert_eq!(values, [kept], "{query}");
        assert_eq!(page.attributes(".wv-alert a", "href"), [format!("#filter-{field}")], "{query}");
        assert!(
            panel(&page, "kern").contains("Geproduceerde waarde"),
            "the rest is shown all the same"
        );
        assert!(!page.body.contains("<script>'"), "{query}");
        // A file with other figures than were asked for would be mailed unseen.
        assert_eq!(
            sales.get(&format!("/dashboards/omzet/kern.csv?{query}")).await.status,
            400,
            "{query}"
        );
    }
    let page = sales.get("/dashboards/omzet?periode=eeuw").await;
    assert_eq!(page.status, 422);
    assert_eq!(page.text("#filter-periode-fout"), "Deze periode kennen we niet.");
    assert_eq!(page.attributes(".wv-alert a", "href"), ["#filter-periode"]);
}

both!(what_knows_nothing_of_a_choice_gives_no_rows_and_says_so: Stand);
/// A budget is by hall, so with a client chosen there is none.
async fn what_knows_nothing_of_a_choice_gives_no_rows_and_says_so(stand: Stand) {
    let folder = tempfile::tempdir().unwrap();
    let budget = super::file(
        "select day, amount from report_budget where day between :from and :to order by day",
        &[("day", "day"), ("amount", "euro")],
    );
    std::fs::write(folder.path().join("begroting.toml"), budget).unwrap();
    let stand = stand.restarted(Some(folder.path()), super::BOUNDS);
    let sales = stand.seller().await;
    let page = sales.get(&format!("/dashboards/begroting?{WEEK}")).await;
    assert!(panel(&page, "p").contains("€"), "{}", panel(&page, "p"));
    let page = sales.get(&format!("/dashboards/begroting?{WEEK}&opdrachtgever=k1")).await;
    assert_eq!(page.status, 200);
    assert!(
        panel(&page, "p").contains("Hiervan zijn geen gegevens bij deze keuze."),
        "{}",
        panel(&page, "p")
    );
    let made = columns(
        &sales,
        &format!("/dashboards/omzet/week.json?{WEEK}&opdrachtgever=k1"),
        &["produced", "budget"],
    )
    .await;
    assert_eq!(made, ["185.49 -"]);
}

both!(the_page_of_data_tells_what_may_be_asked: Stand);
async fn the_page_of_data_tells_what_may_be_asked(stand: Stand) {
    let sales = stand.seller().await;
    let page = sales.get("/dashboards/gegevens").await;
    let names: Vec<String> = page.texts("h2");
    assert!(
        ["report_turnover", "report_budget", "report_lines"]
            .iter()
            .all(|name| names.contains(&(*name).to_owned())),
        "{names:?}"
    );
    assert!(!names.contains(&"report_halls".to_owned()), "nobody of sales sees occupancy");
    let rows = page.texts("tbody tr");
    let expected = rows.iter().find(|row| row.starts_with("expected_day")).unwrap();
    assert!(expected.contains("De dag waarop de regel naar verwachting klaar is"), "{expected}");
    let cells = page.texts("tbody tr td:nth-child(2)");
    assert!(cells.len() > 60 && cells.iter().all(|cell| cell.ends_with('.')), "{cells:?}");
    let list = sales.get("/dashboards").await;
    let links = list.attributes(".wv-card h2 a", "href");
    assert!(
        links.contains(&"/dashboards/omzet".to_owned())
            && !links.contains(&"/dashboards/omzet-regels".to_owned()),
        "{links:?}"
    );
    for nowhere in [
        "/dashboards/niets",
        "/dashboards/omzet/niets.csv",
        "/dashboards/omzet/kern.pdf",
        "/dashboards/omzet/kern",
        "/dashboards/bezetting",
    ] {
        assert_eq!(sales.get(nowhere).await.status, 404, "{nowhere}");
    }
}
