//! Every definition against figures that were worked out by hand, in euros.

use super::{Stand, columns, panel, rows};
use crate::exchange::{files, import};
use crate::pages::Pages;
use crate::turnover::{batch, clock, good, tell};
use contract::{Epoch, TerminalName};
use std::collections::BTreeSet;
use werkvloer::access::Role;
use werkvloer::quarantine::{Correction, correct};
use werkvloer::trail::Decider;
use werkvloer::turnover::reckon::{A_ROUND, catch_up};

const WEEK: &str = "van=2026-11-16&tot=2026-11-22";
const YEAR: &str = "van=2026-01-01&tot=2026-11-22";

/// Of a panel of `omzet`, with these pairs of an address.
async fn omzet(viewer: &Pages, panel: &str, query: &str, names: &[&str]) -> Vec<String> {
    columns(viewer, &format!("/dashboards/omzet/{panel}.json?{query}"), names).await
}

both!(turnover_is_what_was_agreed: Stand);
async fn turnover_is_what_was_agreed(stand: Stand) {
    let sales = stand.seller().await;
    // Pieces: 133 × 0,0375 = 4,99 and 100 × 0,04. Hours: two people, 1,5 hours, 24,50. Fixed: the whole 100,00, of which the
    // second hall made 25,00. The order of two halls 200 and 100 × 0,01. Far away 50 × 0,10.
    let names = ["line_id", "pieces", "produced", "invoiced", "cost"];
    let lines =
        columns(&sales, &format!("/dashboards/omzet-regels/regels.json?{WEEK}"), &names).await;
    assert_eq!(
        lines,
        [
            "fixed 1100 100.00 0.00 0.00",
            "hours - 73.50 0.00 0.00",
            "pieces 233 8.99 0.00 0.00",
            "far 50 5.00 3.00 0.00",
            "shared 300 3.00 2.00 0.99",
        ]
    );
    // Together 190,49; less 0,99 bought is 189,50. The hours are of two people on one day, so they are not told.
    let names = ["produced", "invoiced", "added", "per_hour", "hours", "left_out"];
    assert_eq!(omzet(&sales, "kern", WEEK, &names).await, ["190.49 5.00 189.50 - - 1"]);
    // A week of five budgeted days of 21, so 500,00.
    let names = ["week", "produced", "budget", "invoiced"];
    assert_eq!(omzet(&sales, "week", WEEK, &names).await, ["2026-11-16 190.49 500.00 5.00"]);
    let names = [
        "hall", "produced", "budget", "share", "invoiced", "added", "hours", "per_hour", "left_out",
    ];
    assert_eq!(
        omzet(&sales, "hal", WEEK, &names).await,
        [
            "Hal 1 159.49 500.00 0.31898 1.33 158.83 - - 1",
            "Hal 2 26.00 - - 0.67 25.67 - - 0",
            "Hal Z 5.00 - - 3.00 5.00 - - 0",
        ]
    );
    // Of orders that are open: all but the shared one's 3,00, less the 3,00 of far away.
    assert_eq!(
        omzet(&sales, "onderhanden", WEEK, &["progress", "produced", "invoiced"]).await,
        ["184.49 187.49 3.00"]
    );
    let names = ["business_line", "produced", "added", "per_hour", "left_out"];
    assert_eq!(
        omzet(&sales, "werksoort", WEEK, &names).await,
        [
            "packaging 100.00 100.00 - 0",
            "mail_print 82.49 82.49 - 1",
            "wood 5.00 5.00 - 0",
            "green 3.00 2.01 - 0",
        ]
    );
    assert_eq!(
        omzet(&sales, "gemeente", WEEK, &["municipality", "produced"]).await,
        ["Lindemeer 5.00"]
    );
}

both!(a_part_of_a_week_is_that_part: Stand);
async fn a_part_of_a_week_is_that_part(stand: Stand) {
    let sales = stand.seller().await;
    let of = async |query: &str| {
        omzet(&sales, "kern", query, &["produced", "invoiced", "added", "per_hour"]).await
    };
    // The nineteenth: 58,35 of the fixed price, 73,50 of hours, 4,00 of pieces at the new price.
    assert_eq!(of("van=2026-11-19&tot=2026-11-19").await, ["135.85 5.00 135.85 -"]);
    assert_eq!(of("van=2026-11-20&tot=2026-11-22").await, ["25.00 0.00 25.00 -"]);
    // The cost came on a day on which nothing was made.
    assert_eq!(of("van=2026-11-16&tot=2026-11-17").await, ["0.00 0.00 -0.99 -"]);
    let names = ["week", "produced", "budget"];
    assert_eq!(
        omzet(&sales, "week", "van=2026-11-19&tot=2026-11-20", &names).await,
        ["2026-11-16 160.85 200.00"]
    );
    let share =
        omzet(&sales, "hal", "van=2026-11-18&tot=2026-11-18&hal=h1", &["produced", "share"]).await;
    // 16,65 + 4,99 + 2,00 of one day's 100,00.
    assert_eq!(share, ["23.64 0.2364"]);
    let share =
        omzet(&sales, "hal", "van=2026-11-19&tot=2026-11-20&hal=h1", &["produced", "share"]).await;
    assert_eq!(share, ["135.85 0.67925"]);
}

both!(what_changes_afterwards_changes_the_figures: Stand);
async fn what_changes_afterwards_changes_the_figures(stand: Stand) {
    let sales = stand.seller().await;
    let correction = Correction {
        terminal: TerminalName::new("noord", "s1").unwrap(),
        epoch: Epoch(1),
        seq: 2,
        qty: 233,
        task: None,
        reason: "verteld".to_owned(),
    };
    correct(stand.db(), &clock(), &Decider::cli("Ans Voorbeeld"), correction).await.unwrap();
    batch(stand.db(), &[]).await;
    catch_up(stand.db(), A_ROUND).await.unwrap();
    // 233 × 0,0375 = 8,7375, so 3,75 more than before.
    assert_eq!(omzet(&sales, "kern", WEEK, &["produced"]).await, ["194.24"]);
    // A credit note, and a price of 1,00 from the eighteenth on; the answers of the last moments were of the day's clock.
    let (done, said) = import(
        &stand.base,
        &files(&[
            ("line_prices.csv", "line;valid_from;price\npieces;18-11-2026;1\n"),
            ("invoices.csv", "invoice;line;day;amount\nC1;far;20-11-2026;-0,50\n"),
        ]),
    )
    .await;
    assert!(done, "{said}");
    catch_up(stand.db(), A_ROUND).await.unwrap();
    let later = stand.restarted(None, super::BOUNDS).pages.elsewhere();
    later.sign_in("sales").await;
    // 233,00 instead of 8,74.
    assert_eq!(omzet(&later, "kern", WEEK, &["produced", "invoiced"]).await, ["418.50 4.50"]);
    // Work in progress: all that is open, 415,50, less 2,50 invoiced.
    assert_eq!(omzet(&later, "onderhanden", WEEK, &["progress"]).await, ["413.00"]);
    tell(stand.db(), "s1", 9, &[("2026-11-20T09:00:00Z", good("p2", 1))]).await;
    catch_up(stand.db(), A_ROUND).await.unwrap();
    let last = stand.restarted(None, super::BOUNDS).pages.elsewhere();
    last.sign_in("sales").await;
    assert_eq!(omzet(&last, "kern", WEEK, &["produced"]).await, ["418.54"], "of 0,04 again");
}

both!(a_division_by_nothing_says_so: Stand);
async fn a_division_by_nothing_says_so(stand: Stand) {
    let sales = stand.seller().await;
    for (query, names) in [
        ("van=2026-11-20&tot=2026-11-20", ["Toegevoegde waarde per uur"]),
        ("van=2020-01-01&tot=2020-01-31", ["Geproduceerde waarde"]),
    ] {
        let page = sales.get(&format!("/dashboards/omzet?{query}")).await;
        assert_eq!(page.status, 200);
        let figures = page.texts("#kern .wv-figure");
        for name in names {
            let figure = figures.iter().find(|figure| figure.starts_with(name)).unwrap();
            assert!(figure.contains("geen gegevens"), "{figure}");
        }
        assert!(!page.body.contains("NaN") && !page.body.contains("inf"), "{query}");
    }
    let empty = sales.get("/dashboards/omzet?van=2020-01-01&tot=2020-01-31").await;
    assert!(
        panel(&empty, "week").contains("Geen gegevens in deze periode."),
        "{}",
        panel(&empty, "week")
    );
}

/// Every dashboard, for each role of its audience, of a week and of the year; the same to the letter on both engines. No panel
/// is compared by having nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_engines_give_the_same_figures() {
    let stands = [Stand::sqlite().await, Stand::postgres().await];
    let mut seen = [Vec::new(), Vec::new()];
    let mut without = BTreeSet::new();
    for (stand, seen) in stands.iter().zip(&mut seen) {
        stand.peopled().await;
        for role in Role::ALL {
            let viewer = stand.pages.entered(role.word(), &[(role, "everything")]).await;
            for (name, found) in stand.reports.library().all() {
                let werkvloer::report::library::Found::Sound(dashboard) = found else {
                    panic!("{name} is broken");
                };
                let is_for =
                    dashboard.file.audience.get_ref().iter().any(|word| word == role.word());
                let right = if is_for { 200 } else { 404 };
                let who = if dashboard.file.person { "&medewerker=w1" } else { "" };
                let page = viewer.get(&format!("/dashboards/{name}?{WEEK}{who}")).await;
                assert_eq!(page.status.as_u16(), right, "{name} of {}", role.word());
                for (panel, period) in
                    dashboard.file.panels.iter().flat_map(|panel| [(panel, WEEK), (panel, YEAR)])
                {
                    let address =
                        format!("/dashboards/{name}/{}.json?{period}{who}", panel.name.get_ref());
                    let answer = viewer.get(&address).await;
                    assert_eq!(answer.status.as_u16(), right, "{address} of {}", role.word());
                    if is_for {
                        if period == YEAR && answer.body.contains("\"rows\":[]") {
                            without.insert(address.clone());
                        }
                        seen.push(format!("{address} {}", answer.body));
                    }
                }
            }
        }
    }
    let [on_sqlite, on_postgres] = seen;
    // Calls of fewer than ten people are not told by hour, and nothing is late here: `people` and `orders` have more of both.
    let bare = ["/dashboards/bezetting/hulp.json?", "/dashboards/orders/aandacht.json?"];
    assert_eq!(without, BTreeSet::from(bare.map(|address| format!("{address}{YEAR}"))));
    assert!(on_sqlite.len() > 90, "{}", on_sqlite.len());
    assert_eq!(on_sqlite, on_postgres);
}

both!(everybody_sees_their_own_rows: Stand);
/// Somebody of one site, also in a file and in a file of the company's own that asks for everything.
async fn everybody_sees_their_own_rows(stand: Stand) {
    let folder = tempfile::tempdir().unwrap();
    let everything = super::file(
        "select line_id, site_id, produced from report_turnover order by line_id, day",
        &[("line_id", "text"), ("site_id", "text"), ("produced", "euro")],
    );
    std::fs::write(folder.path().join("alles.toml"), everything).unwrap();
    let stand = stand.restarted(Some(folder.path()), super::BOUNDS);
    let all = stand.seller().await;
    let south = stand.pages.entered("zuid", &[(Role::Sales, "site:zuid")]).await;
    let names = ["produced", "invoiced"];
    // The one first and then the other, so that an answer of one could be given to the other.
    assert_eq!(omzet(&all, "kern", WEEK, &names).await, ["190.49 5.00"]);
    assert_eq!(omzet(&south, "kern", WEEK, &names).await, ["5.00 3.00"]);
    assert_eq!(omzet(&south, "onderhanden", WEEK, &["progress"]).await, ["2.00"]);
    assert_eq!(omzet(&south, "hal", WEEK, &["hall"]).await, ["Hal Z"]);
    let of = async |viewer: &Pages| rows(viewer, "/dashboards/alles/p.json").await.len();
    assert_eq!((of(&all).await, of(&south).await), (14, 2));
    assert!(
        columns(&south, "/dashboards/alles/p.json", &["site_id"])
            .await
            .iter()
            .all(|site| site == "zuid")
    );
    let (status, _, csv) = south.file("/dashboards/alles/p.csv").await;
    assert_eq!(status, 200);
    assert_eq!(String::from_utf8(csv).unwrap().lines().count(), 3);
    // What they cannot see is not to be chosen either.
    let page = south.get(&format!("/dashboards/omzet?{WEEK}")).await;
    assert_eq!(
        page.texts("#filter-hal option"),
        ["Alles", "Hal Z"],
        "{}",
        page.text("#filter-hal")
    );
    assert_eq!(south.get(&format!("/dashboards/omzet?{WEEK}&hal=h1")).await.status, 422);
    // Of a site of which there is nothing.
    let nothing = stand.pages.entered("niets", &[(Role::Sales, "site:nergens")]).await;
    assert_eq!(omzet(&nothing, "kern", WEEK, &names).await, ["- -"]);
    assert_eq!(of(&nothing).await, 0);
}
