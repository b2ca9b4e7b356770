//! One-time links: the first administrator, and who chooses a password.

use crate::harness::PASSWORD;
use crate::pages::{Pages, made_up};
use axum::http::StatusCode;
use chrono::TimeDelta;
use werkvloer::access::links::{self, Link};

async fn link(pages: &Pages, whose: Link) -> String {
    let mut tx = pages.db().begin().await.unwrap();
    let token = links::make(&mut tx, &whose, pages.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    format!("/inrichten/{}", token.reveal())
}

fn fields(password: &str) -> [(&str, &str); 3] {
    [("naam", "Bas Beheerling"), ("aanmeldnaam", "Bas"), ("wachtwoord", password)]
}

both!(the_first_administrator_comes_in_by_a_link_that_works_once: Pages);
async fn the_first_administrator_comes_in_by_a_link_that_works_once(pages: Pages) {
    let first = link(&pages, Link::Setup).await;
    let path = link(&pages, Link::Setup).await;
    let new = pages.elsewhere();
    assert_eq!(
        new.get(&first).await.status,
        StatusCode::NOT_FOUND,
        "the next start's link takes its place"
    );
    assert_eq!(new.get(&path).await.text("h1"), "Werkvloer inrichten");
    for (password, sentence) in [
        ("kort", "Maak je wachtwoord langer: 10 tekens of meer."),
        (
            "Wachtwoord2026!",
            "Dit wachtwoord proberen anderen als eerste. Kies iets wat niemand raadt, bijvoorbeeld een zin.",
        ),
        (
            "beheerling1",
            "Je naam is makkelijk te raden. Kies een wachtwoord zonder je naam of de naam van Werkvloer.",
        ),
    ] {
        let refused = new.post(&path, &fields(password)).await;
        assert_eq!(
            (refused.status, refused.text("#nieuw-wachtwoord-fout")),
            (StatusCode::UNPROCESSABLE_ENTITY, sentence.to_owned())
        );
        assert_eq!(refused.attributes("#nieuw-naam", "value"), ["Bas Beheerling"]);
        assert!(!refused.body.contains(password));
    }
    let taken = new
        .post(&path, &[("naam", "Bas"), ("aanmeldnaam", "tine"), ("wachtwoord", PASSWORD)])
        .await;
    assert_eq!(
        taken.text("#nieuw-aanmeldnaam-fout"),
        "Deze aanmeldnaam is al van iemand anders. Kies een andere."
    );
    let done = new.post(&path, &fields(PASSWORD)).await;
    assert_eq!(
        (done.status, done.header("location")),
        (StatusCode::SEE_OTHER, "/aanmelden?gelukt=ja")
    );
    // Pressed twice: the first one did it, and that is said where one signs in.
    for answer in
        [new.get(&path).await, new.post(&path, &fields("een heel ander wachtwoord")).await]
    {
        assert_eq!(
            (answer.status, answer.header("location")),
            (StatusCode::SEE_OTHER, "/aanmelden")
        );
        assert!(answer.header("set-cookie").starts_with("wv-gedaan=access.done_link_used;"));
    }
    let said = new.get_with("/aanmelden", &[("cookie", "wv-gedaan=access.done_link_used")]).await;
    assert!(said.text("[role=status]").starts_with(
        "Deze link is al gebruikt. Heb jij zojuist je wachtwoord gekozen? Meld je dan aan."
    ));
    pages.clock.set(pages.clock.now() + TimeDelta::minutes(15));
    for answer in [new.get(&path).await, new.post(&path, &fields(PASSWORD)).await] {
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert!(answer.text("main").contains("Deze link werkt niet (meer)."));
    }
    assert_eq!(
        new.try_to_sign_in("bas", "een heel ander wachtwoord").await.status,
        422,
        "the first one counts"
    );
    new.sign_in("bas").await;
    new.enrol().await;
    assert_eq!(new.get("/mijn").await.text(".wv-person a"), "Bas Beheerling · beheerder");
}

both!(a_link_does_not_wait_for_ever: Pages);
async fn a_link_does_not_wait_for_ever(pages: Pages) {
    let path = link(&pages, Link::Setup).await;
    pages.clock.set(made_up::now() + TimeDelta::hours(24) - TimeDelta::seconds(1));
    assert_eq!(pages.get(&path).await.status, StatusCode::OK);
    pages.clock.set(made_up::now() + TimeDelta::hours(24));
    for answer in [pages.get(&path).await, pages.post(&path, &fields(PASSWORD)).await] {
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
    let planted = format!("/inrichten/{}", "ab".repeat(32));
    assert_eq!(pages.get(&planted).await.status, StatusCode::NOT_FOUND);
}

both!(the_same_link_twice_at_once_makes_one_administrator: Pages);
async fn the_same_link_twice_at_once_makes_one_administrator(pages: Pages) {
    let path = link(&pages, Link::Setup).await;
    let other = [("naam", "Eva Eender"), ("aanmeldnaam", "eva"), ("wachtwoord", PASSWORD)];
    let bas = fields(PASSWORD);
    let (first, second) = tokio::join!(pages.post(&path, &bas), pages.post(&path, &other));
    let mut led = [first.header("location"), second.header("location")];
    led.sort_unstable();
    assert_eq!(
        led,
        ["/aanmelden", "/aanmelden?gelukt=ja"],
        "the slower one is told that it was used"
    );
    let (made,): (i64,) =
        pages.db().one("select count(*) from account where login <> 'tine'", &[]).await.unwrap();
    assert_eq!(made, 1);
}
