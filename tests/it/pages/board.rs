//! What the floor's pages say.

use super::{Pages, made_up};
use axum::http::StatusCode;
use chrono::{Days, TimeDelta};

both!(the_halls_tell_what_asks_for_attention: Pages);
async fn the_halls_tell_what_asks_for_attention(pages: Pages) {
    let halls = pages.get("/").await;
    assert_eq!(halls.status, StatusCode::OK);
    assert_eq!(halls.attributes(".wv-hall", "href"), ["/vloer/hal-1", "/vloer/hal-2"]);
    let first = halls.texts(".wv-hall").swap_remove(0);
    for text in [
        "Hal 1 Verpakken",
        "1 van 8 werkplekken werken",
        "2 vragen om hulp",
        "2 terminals zonder verbinding",
    ] {
        assert!(first.contains(text), "{text} in {first}");
    }
}

both!(a_card_tells_task_client_people_and_packs: Pages);
async fn a_card_tells_task_client_people_and_packs(pages: Pages) {
    let board = pages.get("/vloer/hal-1").await;
    assert_eq!(board.status, StatusCode::OK);
    assert_eq!(board.text("h1"), "Hal 1 Verpakken");
    assert_eq!(board.texts(".wv-group h2"), ["Groep Merel", "Groep Vink"]);
    assert_eq!(board.text("#naam-v1-01"), "v1-01 Inpaktafel");
    assert_eq!(board.text("#station-v1-01 .wv-task"), "Koekjes inpakken");
    assert_eq!(
        board.text("#station-v1-01 .wv-order"),
        "Feestdozen december · Koekfabriek De Krakeling"
    );
    // 100 here today and 45 at another table yesterday: 12 full packs of 12.
    assert_eq!(board.text("#station-v1-01 .wv-made"), "12 van 40 dozen 145 van 480 stuks");
    assert_eq!(board.attributes("#station-v1-01 progress", "value"), ["12"]);
    assert_eq!(board.attributes("#station-v1-01 progress", "max"), ["40"]);
    assert_eq!(
        board.text("#station-v1-02 .wv-made strong"),
        "50 van 40 dozen",
        "more than asked is told as it is"
    );
    assert_eq!(board.attributes("#station-v1-02 progress", "value"), ["40"]);
    assert_eq!(board.texts("#station-v1-01 .wv-people li"), ["Pluk T."]);
    assert_eq!(board.texts("#station-v2-01 .wv-people li"), ["Fenna M.", "Joris K.", "Bente D."]);
    assert_eq!(
        board.texts("#station-v2-02 .wv-people li"),
        ["een collega"],
        "an id is nobody's name"
    );
    assert!(!board.body.contains("Torenveld"), "no family names on a board");
}

both!(the_head_tells_the_hall_in_four_numbers: Pages);
async fn the_head_tells_the_hall_in_four_numbers(pages: Pages) {
    let board = pages.get("/vloer/hal-1").await;
    assert_eq!(
        board.texts(".wv-figure"),
        ["Aanwezig 7", "Aan het werk 1 van 8", "Staat stil 2", "Vragen om hulp 2"]
    );
    assert_eq!(board.texts(".wv-figure.wv-danger").len(), 1, "what stands still is told in colour");
    let quiet = pages.get("/vloer/hal-2").await;
    assert_eq!(
        quiet.texts(".wv-figure"),
        ["Aanwezig 0", "Aan het werk 0 van 1", "Staat stil 0", "Vragen om hulp 0"]
    );
    assert_eq!(quiet.texts(".wv-figure.wv-neutral").len(), 4, "nothing asks for attention");
}

both!(a_state_has_a_word_and_a_shape: Pages);
async fn a_state_has_a_word_and_a_shape(pages: Pages) {
    let board = pages.get("/vloer/hal-1").await;
    for (station, word) in [
        ("v1-01", "werkt"),
        ("v1-02", "storing sinds 11:10"),
        ("v1-03", "wacht op materiaal sinds 11:10"),
        ("v1-04", "leeg"),
        ("v2-01", "pauze"),
        ("v2-02", "instructie"),
        ("v2-03", "gesprek"),
    ] {
        assert_eq!(board.text(&format!("#station-{station} .wv-state")), word);
        assert_eq!(board.texts(&format!("#station-{station} .wv-state svg")).len(), 1, "{station}");
    }
    let english = pages.get_with("/vloer/hal-1", &[("cookie", "wv-lang=en")]).await;
    assert_eq!(english.text("#station-v1-03 .wv-state"), "waiting for material since 11:10");
}

both!(what_is_planned_now_is_shown_before_anybody_starts: Pages);
async fn what_is_planned_now_is_shown_before_anybody_starts(pages: Pages) {
    let morning = pages.get("/vloer/hal-1").await;
    assert_eq!(morning.text("#station-v1-04 .wv-task"), "Doos sluiten");
    assert_eq!(morning.text("#station-v1-04 .wv-made"), "0 van 480 stuks");
    assert_eq!(morning.text("#station-v2-04 .wv-calm"), "Hier is nu niets gepland.");
    pages.clock.set(made_up::now() + TimeDelta::hours(2));
    let afternoon = pages.get("/vloer/hal-1").await;
    assert_eq!(afternoon.text("#station-v2-04 .wv-task"), "Doos sluiten");
    assert_eq!(
        afternoon.text("#station-v1-04 .wv-task"),
        "Doos sluiten",
        "goes on until something else is planned"
    );
}

both!(yesterday_says_nothing_about_today: Pages);
async fn yesterday_says_nothing_about_today(pages: Pages) {
    let mut tx = pages.db().begin().await.unwrap();
    let doing = made_up::Doing {
        people: "w1",
        task: Some("t1"),
        help: Some(900),
        ..made_up::Doing::default()
    };
    made_up::station_now(&mut tx, "v1-01", made_up::today() - Days::new(1), &doing).await;
    tx.commit().await.unwrap();
    let board = pages.get("/vloer/hal-1").await;
    assert_eq!(board.text("#station-v1-01 .wv-state"), "leeg");
    assert_eq!(board.text("#station-v1-01 .wv-people"), "");
    assert!(!board.text(".wv-calls").contains("v1-01"));
    assert!(pages.get("/").await.text(".wv-hall").contains("0 van 8 werkplekken werken"));
}

both!(calls_for_help_are_on_top_the_oldest_first: Pages);
async fn calls_for_help_are_on_top_the_oldest_first(pages: Pages) {
    let board = pages.get("/vloer/hal-1").await;
    assert_eq!(
        board.texts(".wv-call"),
        ["v2-01 Lange tafel vraagt hulp sinds 10:50", "v1-03 Sealen vraagt hulp sinds 11:25"]
    );
    assert_eq!(board.attributes(".wv-call", "href"), ["#station-v2-01", "#station-v1-03"]);
    assert_eq!(pages.get("/vloer/hal-2").await.text(".wv-call"), "");
}

both!(a_terminal_that_cannot_be_heard_is_marked: Pages);
async fn a_terminal_that_cannot_be_heard_is_marked(pages: Pages) {
    let board = pages.get("/vloer/hal-1").await;
    assert_eq!(
        board.text("#station-v1-03 .wv-offline"),
        "geen verbinding sinds 10:42, cijfers van toen"
    );
    assert_eq!(board.text("#station-v2-03 .wv-offline"), "terminal nog niet verbonden");
    assert_eq!(board.text("#station-v1-01 .wv-offline"), "");
    assert_eq!(board.text("#station-v1-04 .wv-offline"), "", "no terminal, no mark");
    let mut tx = pages.db().begin().await.unwrap();
    made_up::terminal(&mut tx, 20, "v1-03", Some(true)).await;
    tx.commit().await.unwrap();
    let board = pages.get("/vloer/hal-1").await;
    assert_eq!(
        board.text("#station-v1-03 .wv-offline"),
        "",
        "another terminal of the station is heard"
    );
}

both!(the_page_works_without_a_script: Pages);
async fn the_page_works_without_a_script(pages: Pages) {
    let board = pages.get("/vloer/hal-1").await;
    assert!(
        board.body.contains("<noscript><meta http-equiv=\"refresh\" content=\"15\"></noscript>")
    );
    let stream = board.attributes("#wv-live", "hx-sse:connect").remove(0);
    assert_eq!(stream.split_once("?voor=").unwrap().0, "/vloer/hal-1/stream");
    assert_eq!(
        board.attributes("[role=status]", "id"),
        ["wv-said"],
        "the board itself is not read out"
    );
    assert_eq!(
        board.attributes("#wv-pause[hidden]", "type"),
        ["button"],
        "only a script can hold the board"
    );
    let other = pages.get("/quarantaine").await;
    assert!(!other.body.contains("http-equiv"), "what one reads or fills in stays as it is");
}

both!(a_station_whose_day_is_behind_says_so: Pages);
/// What takes long is folded beside the desk; until then the card says that its figures are of a while ago.
async fn a_station_whose_day_is_behind_says_so(pages: Pages) {
    let says = async || {
        pages.get("/vloer/hal-1").await.text("#station-v1-01").contains("cijfers worden bijgewerkt")
    };
    assert!(!says().await);
    let mut tx = pages.db().begin().await.unwrap();
    tx.run("insert into stale_day (station, day) values ('v1-01', $1)", &[&made_up::today()])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert!(says().await);
    assert!(
        pages
            .get("/vloer/hal-1/v1-01")
            .await
            .text("main")
            .contains("De totalen worden nu bijgewerkt.")
    );
}
