//! What a panel may cost, and that many viewers ask once.

use super::{BOUNDS, Stand, file, panel, rows};
use futures_util::future::join_all;
use std::fs;
use std::time::Duration;
use werkvloer::access::Role;
use werkvloer::db::Bounds;

/// A hundred million rows to count. SQLite joins 64 tables at most, and this view has nine.
const SLOW: &str = "select count(*) as n from report_turnover a cross join report_turnover b cross join report_turnover c
    cross join report_turnover d cross join report_turnover e cross join report_turnover f cross join report_turnover g";
const MANY: &str = "select a.line_id as n from report_turnover a cross join report_turnover b";

/// A second panel in the file of the first.
fn beside(first: &str, second: &str) -> String {
    let panel = second.split_once("[[panel]]").unwrap().1.replace("\"p\"", "\"q\"");
    format!("{first}\n[[panel]]{panel}")
}

both!(a_panel_that_costs_too_much_says_so: Stand);
async fn a_panel_that_costs_too_much_says_so(stand: Stand) {
    let folder = tempfile::tempdir().unwrap();
    let few = file(
        "select line_id from report_turnover where day = '2026-11-20'",
        &[("line_id", "text")],
    );
    fs::write(folder.path().join("traag.toml"), beside(&file(SLOW, &[("n", "whole")]), &few))
        .unwrap();
    fs::write(folder.path().join("veel.toml"), beside(&file(MANY, &[("n", "text")]), &few))
        .unwrap();
    let bounds = Bounds { time: Duration::from_millis(300), rows: 50 };
    let stand = stand.restarted(Some(folder.path()), bounds);
    let sales = stand.seller().await;
    for (name, sentence) in [("traag", "duurde te lang"), ("veel", "heeft te veel regels")] {
        let page = sales.get(&format!("/dashboards/{name}")).await;
        assert_eq!(page.status, 200);
        assert!(panel(&page, "p").contains(sentence), "{name}: {}", panel(&page, "p"));
        assert!(
            page.attributes("#p .wv-files a", "href").is_empty(),
            "there is nothing to take along"
        );
        assert!(panel(&page, "q").contains("fixed"), "{name}: {}", panel(&page, "q"));
        assert_eq!(sales.get(&format!("/dashboards/{name}/p.csv")).await.status, 503);
    }
    // Every connection is as it was: a statement may take longer than a panel, and write.
    let count = async || -> i64 {
        let (count,): (i64,) = stand.db().one(
                "with recursive n as (select 1 as i union all select i + 1 from n where i < 2500000) select count(*) from n", &[],
            ).await.unwrap();
        count
    };
    assert_eq!(join_all((0..4).map(|_| count())).await, [2_500_000; 4]);
    let mut tx = stand.db().begin().await.unwrap();
    tx.run("update client set name = 'Anders' where id = 'k1'", &[]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(sales.get("/dashboards/omzet").await.status, 200);
}

both!(many_who_look_at_the_same_ask_once: Stand);
async fn many_who_look_at_the_same_ask_once(stand: Stand) {
    let sales = stand.seller().await;
    let other = stand.pages.entered("ook", &[(Role::Controller, "everything")]).await;
    let south = stand.pages.entered("zuid", &[(Role::Sales, "site:zuid")]).await;
    let address = "/dashboards/omzet?van=2026-11-16&tot=2026-11-22";
    let panels = u64::try_from(sales.get(address).await.texts(".wv-panel").len()).unwrap();
    assert_eq!(stand.reports.asked(), panels);
    let pages = join_all((0..50).map(|n| {
        if n % 2 == 0 {
            sales.get("/dashboards/omzet?periode=4w")
        } else {
            other.get("/dashboards/omzet?periode=4w")
        }
    }))
    .await;
    assert!(pages.iter().all(|page| page.status == 200));
    let figures: std::collections::BTreeSet<String> =
        pages.iter().map(|page| panel(page, "hal")).collect();
    assert_eq!(figures.len(), 1);
    assert_eq!(stand.reports.asked(), 2 * panels, "each query once");
    // Who sees other rows asks anew, and the file of a panel is of the answer that its page was drawn with.
    let own = south.get("/dashboards/omzet?periode=4w").await;
    assert!(panel(&own, "hal").contains("Hal Z") && !panel(&own, "hal").contains("Hal 1"));
    assert_eq!(stand.reports.asked(), 3 * panels);
    assert_eq!(rows(&south, "/dashboards/omzet/hal.json?periode=4w").await.len(), 1);
    assert_eq!(rows(&sales, "/dashboards/omzet/hal.json?periode=4w").await.len(), 3);
    assert_eq!(stand.reports.asked(), 3 * panels);
    // Other days, another choice: another answer.
    sales.get("/dashboards/omzet?periode=4w&hal=h1").await;
    assert_eq!(stand.reports.asked(), 4 * panels);
    assert!(BOUNDS.time >= Duration::from_secs(1));
}
