//! A station's production day.

use super::{Pages, made_up};
use axum::http::StatusCode;
use werkvloer::access::Role;

async fn a_morning(pages: &Pages) {
    let mut tx = pages.db().begin().await.unwrap();
    made_up::morning(&mut tx).await;
    tx.commit().await.unwrap();
    made_up::fold(pages.db(), &pages.clock).await;
}

both!(the_day_tells_what_was_made_and_what_was_reported: Pages);
async fn the_day_tells_what_was_made_and_what_was_reported(pages: Pages) {
    a_morning(&pages).await;
    assert_eq!(
        pages.get("/vloer/hal-1").await.attributes("#naam-v1-01 a", "href"),
        ["/vloer/hal-1/v1-01"]
    );
    let day = pages.get("/vloer/hal-1/v1-01").await;
    assert_eq!(day.status, StatusCode::OK);
    assert_eq!(day.text("h1"), "v1-01 Inpaktafel");
    assert_eq!(day.text(".wv-lead"), "vandaag, vr 20 nov");
    assert_eq!(
        day.texts("[aria-label=Totalen] tbody tr"),
        [
            "Koekjes inpakken Feestdozen december · Koekfabriek De Krakeling 2 volle dozen 30 stuks 2 stuks vies: 2"
        ]
    );
    // 90 to 40 minutes ago, less ten of a fault.
    assert_eq!(day.text(".wv-times"), "Gewerkt, allen samen 40 minuten Storing 10 minuten");
    assert_eq!(
        day.texts(".wv-events tbody tr"),
        [
            "11:00 goed 12 t9999 in quarantaine",
            "10:50 het werk ging verder",
            "10:40 storing",
            "10:31 een telling is teruggenomen",
            "10:30 goed Was 24, nu 0: teruggenomen aan de terminal. 24 0 Koekjes inpakken Corrigeren : 10:30, 0",
            "10:20 afgekeurd: vies 2 Koekjes inpakken Corrigeren : 10:20, 2",
            "10:10 goed 30 Koekjes inpakken Corrigeren : 10:10, 30",
            "10:00 iemand meldde zich aan",
        ]
    );
    let links = day.attributes(".wv-events a", "href");
    assert_eq!(links[0], "/quarantaine/q8");
    assert_eq!(links[3], "/vloer/hal-1/v1-01/correctie/term-1/00000000000000aa/2");
    assert!(!day.body.contains("Pluk") && !day.body.contains("w1"), "nobody is named");
}

both!(other_days_are_a_step_away_and_tomorrow_is_not: Pages);
async fn other_days_are_a_step_away_and_tomorrow_is_not(pages: Pages) {
    let today = pages.get("/vloer/hal-1/v1-01?dag=2026-11-20").await;
    assert_eq!(today.attributes("[rel=prev]", "href"), ["/vloer/hal-1/v1-01?dag=2026-11-19"]);
    assert_eq!(today.attributes("[rel=next]", "href"), [""; 0]);
    let before = pages.get("/vloer/hal-1/v1-01?dag=2026-11-19").await;
    assert_eq!(before.text(".wv-lead"), "do 19 nov");
    assert!(before.text("main").contains("Op deze dag is hier niets gemeld."));
    assert_eq!(before.attributes("[rel=next]", "href"), ["/vloer/hal-1/v1-01?dag=2026-11-20"]);
    for (path, status) in [
        ("/vloer/hal-1/v1-01?dag=gisteren", StatusCode::BAD_REQUEST),
        ("/vloer/hal-1/v1-01?dag=%2B262142-12-31", StatusCode::NOT_FOUND),
        ("/vloer/hal-1/v1-01?dag=1999-12-31", StatusCode::NOT_FOUND),
        ("/vloer/hal-1/m1-01", StatusCode::NOT_FOUND),
        ("/vloer/nergens/v1-01", StatusCode::NOT_FOUND),
        ("/vloer/hal-1/%ff", StatusCode::NOT_FOUND),
    ] {
        assert_eq!(pages.get(path).await.status, status, "{path}");
    }
    assert!(
        pages.get("/vloer/hal-1/m1-01").await.text("main").contains("Deze werkplek kennen we niet")
    );
}

both!(a_long_day_has_sheets: Pages);
async fn a_long_day_has_sheets(pages: Pages) {
    let mut tx = pages.db().begin().await.unwrap();
    for seq in 1..=201 {
        let what =
            made_up::Reported { seq, kind: "help", minutes_ago: 240 - seq, ..Default::default() };
        made_up::reported(&mut tx, what).await;
    }
    tx.commit().await.unwrap();
    let mut seen = Vec::new();
    for (sheet, rows) in [(1, 100), (2, 100), (3, 1)] {
        let day = pages.get(&format!("/vloer/hal-1/v1-01?dag=2026-11-20&blad={sheet}")).await;
        assert!(day.text(".wv-paging").contains(&format!("Blad {sheet} van 3")));
        let times = day.texts(".wv-events tbody tr");
        assert_eq!(times.len(), rows);
        seen.extend(times);
    }
    assert!(seen.is_sorted_by(|newer, older| newer > older), "each minute once, the newest first");
    for odd in ["0", "-5", "99", "9223372036854775807"] {
        let path = format!("/vloer/hal-1/v1-01?blad={odd}");
        assert_eq!(pages.get(&path).await.status, StatusCode::OK, "{odd}");
    }
}

both!(what_was_booked_from_quarantine_says_so: Pages);
async fn what_was_booked_from_quarantine_says_so(pages: Pages) {
    a_morning(&pages).await;
    let fields = [
        ("station", "v1-01"),
        ("kind", "good"),
        ("task", "t1"),
        ("qty", "12"),
        ("at", "2026-11-20T11:00:00"),
        ("reason", "nagevraagd"),
    ];
    assert_eq!(pages.post("/quarantaine/q8/boeking", &fields).await.status, StatusCode::SEE_OTHER);
    let behind = pages.get("/vloer/hal-1/v1-01").await;
    assert!(behind.text("main").contains("De totalen worden nu bijgewerkt."));
    made_up::fold(pages.db(), &pages.clock).await;
    let day = pages.get("/vloer/hal-1/v1-01").await;
    assert!(!day.text("main").contains("De totalen worden nu bijgewerkt."));
    assert!(day.text(".wv-table").contains("3 volle dozen 42 stuks"), "{}", day.text(".wv-table"));
    let booked = day.texts(".wv-events tbody tr").swap_remove(0);
    assert!(
        booked.starts_with("11:00 goed geboekt uit quarantaine 12 Koekjes inpakken Corrigeren"),
        "{booked}"
    );
    assert!(day.attributes(".wv-events a", "href").contains(&"/quarantaine/q8".to_owned()));
}

both!(what_the_terminal_takes_back_after_it_was_booked_counts_no_more: Pages);
async fn what_the_terminal_takes_back_after_it_was_booked_counts_no_more(pages: Pages) {
    a_morning(&pages).await;
    let fields = [
        ("station", "v1-01"),
        ("kind", "good"),
        ("task", "t1"),
        ("qty", "12"),
        ("at", "2026-11-20T11:00:00"),
        ("reason", "nagevraagd"),
    ];
    assert_eq!(pages.post("/quarantaine/q8/boeking", &fields).await.status, StatusCode::SEE_OTHER);
    let mut tx = pages.db().begin().await.unwrap();
    let undo = made_up::Reported {
        seq: 9,
        kind: "undo",
        of: Some(8),
        minutes_ago: 10,
        ..Default::default()
    };
    made_up::reported(&mut tx, undo).await;
    tx.commit().await.unwrap();
    made_up::fold(pages.db(), &pages.clock).await;
    let day = pages.get("/vloer/hal-1/v1-01").await;
    assert!(day.text(".wv-table").contains("2 volle dozen 30 stuks"), "{}", day.text(".wv-table"));
    let rows = day.texts(".wv-events tbody tr");
    assert!(rows[0].starts_with("11:20 een telling is teruggenomen"), "{}", rows[0]);
    assert!(!rows[0].contains("nu 0"), "an undo is not itself undone: {}", rows[0]);
    let booked = "11:00 goed Was 12, nu 0: teruggenomen aan de terminal. geboekt uit quarantaine 12 0 Koekjes inpakken";
    assert!(rows.iter().any(|row| row.starts_with(booked)), "{rows:?}");
    let item = pages.get("/quarantaine/q8").await;
    assert_eq!(
        item.text(".wv-alert"),
        "Op de terminal is dit teruggenomen. Wat geboekt was, telt daarom niet meer mee."
    );
    assert!(
        item.text(".wv-decided").contains("Geboekt door Tine Testpersoon"),
        "{}",
        item.text(".wv-decided")
    );

    let correct = day
        .attributes(".wv-events a", "href")
        .into_iter()
        .find(|to| to.contains("/office/"))
        .unwrap();
    let sent = pages.post(&correct, &[("qty", "11"), ("reason", "toch gemaakt")]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    made_up::fold(pages.db(), &pages.clock).await;
    let day = pages.get("/vloer/hal-1/v1-01").await;
    assert!(day.text(".wv-table").contains("3 volle dozen 41 stuks"), "{}", day.text(".wv-table"));
    let item = pages.get("/quarantaine/q8").await;
    assert_eq!(
        item.text(".wv-alert"),
        "Op de terminal is dit teruggenomen.",
        "a person has the last word"
    );
}

both!(who_sees_no_people_sees_what_was_made_and_nobodys_time: Pages);
async fn who_sees_no_people_sees_what_was_made_and_nobodys_time(pages: Pages) {
    a_morning(&pages).await;
    let planner = pages.entered("plan", &[(Role::Planner, "everything")]).await;
    let controller = pages.entered("ctrl", &[(Role::Controller, "site:stad")]).await;
    for viewer in [planner, controller] {
        for path in ["/vloer/hal-1/v1-01", "/vloer/hal-1/v1-01?blad=2"] {
            let day = viewer.get(path).await;
            assert_eq!(day.status, StatusCode::OK);
            assert_eq!(day.texts("[aria-label=Totalen] tbody tr").len(), 1);
            assert!(day.text("main").contains("2 volle dozen 30 stuks"), "{}", day.text("main"));
            assert!(day.text("main").contains("ziet alleen de werkleider van deze groep."));
            assert!(day.texts(".wv-events, .wv-times").is_empty());
            for theirs in ["meldde zich", "storing", "Storing", "minuten", "10:00", "teruggenomen"]
            {
                assert!(!day.body.contains(theirs), "{theirs}");
            }
        }
    }
}
