//! Help that is on the way.

use super::{Pages, made_up};
use axum::http::StatusCode;
use chrono::TimeDelta;

const COME: &str = "/vloer/hal-1/v1-03/hulp";

fn since(minutes_ago: i64) -> String {
    (made_up::now() - TimeDelta::minutes(minutes_ago)).timestamp_millis().to_string()
}

both!(the_terminal_hears_it_once_and_the_board_tells_it: Pages);
async fn the_terminal_hears_it_once_and_the_board_tells_it(pages: Pages) {
    let board = pages.get("/vloer/hal-1").await;
    assert_eq!(
        board.texts("#hulp button"),
        ["Ik kom eraan v2-01 Lange tafel", "Ik kom eraan v1-03 Sealen"]
    );
    assert_eq!(board.attributes("#hulp form", "action")[1], COME);
    assert_eq!(board.attributes("#hulp input[name=sinds]", "value"), [since(40), since(5)]);

    let began = since(5);
    let fields = [("sinds", began.as_str())];
    let mut bell = pages.changes.listen();
    bell.mark_unchanged();
    let (first, second) = tokio::join!(pages.post(COME, &fields), pages.post(COME, &fields));
    for answer in [first, second, pages.post(COME, &fields).await] {
        assert_eq!(
            (answer.status, answer.header("location")),
            (StatusCode::SEE_OTHER, "/vloer/hal-1#hulp")
        );
    }
    assert!(bell.has_changed().unwrap(), "who looks at the board sees it at once");
    let word =
        r#"{"kind":"help_on_the_way","words":{"en":"Help is on the way","nl":"Hulp komt eraan"}}"#;
    assert_eq!(*pages.told.0.lock().unwrap(), [("stad/term-3".to_owned(), word.to_owned())]);
    let board = pages.get("/vloer/hal-1").await;
    assert_eq!(
        board.texts("#hulp li"),
        [
            "v2-01 Lange tafel vraagt hulp sinds 10:50 Ik kom eraan v2-01 Lange tafel",
            "v1-03 Sealen vraagt hulp sinds 11:25 hulp is onderweg",
        ]
    );
}

both!(the_next_call_is_a_new_one: Pages);
async fn the_next_call_is_a_new_one(pages: Pages) {
    pages.post(COME, &[("sinds", &since(5))]).await;
    let mut tx = pages.db().begin().await.unwrap();
    let doing = made_up::Doing { help: Some(1), ..made_up::Doing::default() };
    made_up::station_now(&mut tx, "v1-03", made_up::today(), &doing).await;
    tx.commit().await.unwrap();
    let late = pages.post(COME, &[("sinds", &since(5))]).await;
    assert_eq!(late.status, StatusCode::SEE_OTHER, "a page left open answers nothing");
    assert_eq!(pages.told.0.lock().unwrap().len(), 1);
    assert!(pages.get("/vloer/hal-1").await.text("#hulp").contains("Ik kom eraan v1-03"));
    pages.post(COME, &[("sinds", &since(1))]).await;
    assert_eq!(pages.told.0.lock().unwrap().len(), 2);
    assert!(!pages.get("/vloer/hal-1").await.text("#hulp").contains("Ik kom eraan v1-03"));
}

both!(only_calls_of_this_hall_and_only_from_our_own_pages: Pages);
async fn only_calls_of_this_hall_and_only_from_our_own_pages(pages: Pages) {
    let began = since(5);
    let fields = [("sinds", began.as_str())];
    let foreign = pages.post_from(COME, &[("sec-fetch-site", "cross-site")], &fields).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    for path in
        ["/vloer/hal-2/v1-03/hulp", "/vloer/nergens/v1-03/hulp", "/vloer/hal-1/nergens/hulp"]
    {
        assert_eq!(pages.post(path, &fields).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(
        pages.post("/vloer/hal-1/v1-01/hulp", &fields).await.status,
        StatusCode::SEE_OTHER,
        "nobody asks"
    );
    assert_eq!(pages.post(COME, &[]).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(
        pages.post(COME, &[("sinds", "9223372036854775807")]).await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(pages.get(COME).await.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(pages.told.0.lock().unwrap().is_empty());
}
