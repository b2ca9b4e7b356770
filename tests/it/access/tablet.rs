//! Signing on at a shared tablet with a PIN.

use super::sessions::{ends, listen};
use crate::harness::{PASSWORD, PIN, account};
use crate::pages::Pages;
use axum::http::StatusCode;
use chrono::TimeDelta;
use werkvloer::access::badge;
use werkvloer::access::{Role, Settings, accounts};

/// Who, what, from which device, how it ended, and why.
type Told = (String, String, Option<String>, String, Option<String>);

const OWN: [(Role, &str); 1] = [(Role::Supervisor, "group:g1")];

/// Lies leads `g1`, and has a PIN and a badge.
async fn lies(pages: &Pages) -> String {
    let id = account(pages.db(), "lies", "Lies Voorbeeld", &OWN).await;
    pages.give_pin("lies").await;
    let mut tx = pages.db().begin().await.unwrap();
    assert!(badge::set(&mut tx, &id, Some("S-1017")).await.unwrap());
    tx.commit().await.unwrap();
    id
}

async fn is_on(tablet: &Pages) -> bool {
    tablet.get("/vloer/hal-1/v1-01").await.status == StatusCode::OK
}

both!(who_chose_a_pin_signs_on_by_name_or_badge_and_off_with_one_press: Pages);
async fn who_chose_a_pin_signs_on_by_name_or_badge_and_off_with_one_press(pages: Pages) {
    let id = account(pages.db(), "lies", "Lies Voorbeeld", &OWN).await;
    let desk = pages.elsewhere();
    desk.sign_in("lies").await;
    assert!(desk.get("/mijn/pin").await.text("main").contains("Je hebt nog geen pincode."));
    for (fields, field, says) in [
        (
            [("nu", PASSWORD), ("pin", "123456")],
            "#pin-pin-fout",
            "Deze pincode proberen anderen als eerste. Kies cijfers zonder rijtje of herhaling.",
        ),
        ([("nu", PASSWORD), ("pin", "12345")], "#pin-pin-fout", "Een pincode heeft 6 cijfers."),
        (
            [("nu", PASSWORD), ("pin", "311299")],
            "#pin-pin-fout",
            "Dit lijkt op een datum. Die kunnen anderen raden. Kies iets anders.",
        ),
        ([("nu", "iets anders"), ("pin", PIN)], "#pin-nu-fout", "Dit wachtwoord klopt niet."),
    ] {
        let wrong = desk.post("/mijn/pin", &fields).await;
        assert_eq!((wrong.status.as_u16(), wrong.text(field).as_str()), (422, says));
        assert!(!wrong.body.contains(PIN) && !wrong.body.contains("311299"), "never sent back");
    }
    for _ in 0..2 {
        let set = desk.post("/mijn/pin", &[("nu", PASSWORD), ("pin", PIN)]).await;
        assert_eq!(set.header("location"), "/mijn/pin?gelukt=ja");
    }
    let mut tx = pages.db().begin().await.unwrap();
    badge::set(&mut tx, &id, Some("S-1017")).await.unwrap();
    tx.commit().await.unwrap();

    let tablet = pages.paired("tablet", "hal-1").await;
    for typed in [" Lies", "s-1017"] {
        tablet.sign_on(typed).await;
        assert_eq!(tablet.get("/").await.header("location"), "/vloer/hal-1");
        let board = tablet.get("/vloer/hal-1").await;
        assert_eq!(board.text(".wv-person p"), "Lies Voorbeeld · werkleider");
        assert_eq!(board.text(".wv-sign-out"), "Klaar");
        assert_eq!(board.texts(".wv-people li").len(), 3);
        let stream = listen(&tablet).await;
        let off = tablet.post("/afmelden", &[]).await;
        assert_eq!(
            (off.header("location"), off.header("clear-site-data")),
            ("/tablet", "\"cache\", \"storage\"")
        );
        ends(stream).await;
        let back = tablet.get("/vloer/hal-1").await;
        assert_eq!(
            (back.texts(".wv-people li").len(), back.header("cache-control")),
            (0, "no-store")
        );
        assert!(!back.body.contains("Lies"), "the back button shows nothing of her");
        assert!(!is_on(&tablet).await);
    }
    let told: Vec<(String, Option<String>)> = pages
        .db()
        .all("select action, note from trail where actor = $1 order by no", &[&id])
        .await
        .unwrap();
    let pin = |action: &str| (action.to_owned(), Some("PIN".to_owned()));
    for act in ["change secret", "sign in"] {
        assert_eq!(told.iter().filter(|line| **line == pin(act)).count(), 2, "{act}: {told:?}");
    }
}

both!(a_pin_is_worth_nothing_without_a_paired_tablet: Pages);
async fn a_pin_is_worth_nothing_without_a_paired_tablet(pages: Pages) {
    lies(&pages).await;
    for browser in [pages.elsewhere(), pages.paired("wall", "hal-1").await] {
        assert_eq!(browser.get("/tablet").await.status, 404);
        assert_eq!(browser.try_to_sign_on("lies", PIN).await.status, 404);
        assert_eq!(browser.try_to_sign_in("lies", PIN).await.status, 422, "nor as a password");
    }
    let tablet = pages.paired("tablet", "hal-1").await;
    tablet.sign_on("lies").await;
    assert!(is_on(&tablet).await);
    let other_tablet = pages.paired("tablet", "hal-1").await;
    for thief in [pages.elsewhere(), other_tablet] {
        thief.browser.set("werkvloer", &tablet.browser.get("werkvloer").unwrap());
        assert!(!is_on(&thief).await, "the session stays with its tablet");
    }
}

both!(five_tries_and_then_a_quarter_of_an_hour_for_this_person_at_this_tablet: Pages);
async fn five_tries_and_then_a_quarter_of_an_hour_for_this_person_at_this_tablet(pages: Pages) {
    lies(&pages).await;
    account(pages.db(), "jan", "Jan Verzinsel", &OWN).await;
    pages.give_pin("jan").await;
    let tablet = pages.paired("tablet", "hal-1").await;
    for n in 0..5 {
        // By name and by badge is the same person.
        let wrong =
            tablet.try_to_sign_on(if n % 2 == 0 { "lies" } else { "S-1017" }, "500100").await;
        assert_eq!(
            (wrong.status.as_u16(), wrong.text("#tablet-pin-fout")),
            (422, "De naam of de pincode klopt niet.".to_owned())
        );
    }
    let before = pages.door.hasher().checked();
    let waits = tablet.try_to_sign_on("lies", PIN).await;
    assert_eq!((waits.status.as_u16(), waits.header("retry-after")), (429, "901"));
    assert_eq!(pages.door.hasher().checked(), before, "not even looked at");
    let restarted = pages.restarted(Settings::default());
    restarted.browser.set("werkvloer-device", &tablet.browser.get("werkvloer-device").unwrap());
    assert_eq!(
        restarted.try_to_sign_on("lies", PIN).await.status,
        429,
        "a restart forgives nothing"
    );
    tablet.sign_on("jan").await;
    pages.paired("tablet", "hal-1").await.sign_on("lies").await;
    // A name that is not there waits the same.
    for _ in 0..5 {
        assert_eq!(tablet.try_to_sign_on("niemand", PIN).await.status, 422);
    }
    assert_eq!(tablet.try_to_sign_on("niemand", PIN).await.status, 429);
    pages.clock.set(pages.clock.now() + TimeDelta::minutes(14));
    assert_eq!(tablet.try_to_sign_on("lies", PIN).await.status, 429);
    pages.clock.set(pages.clock.now() + TimeDelta::minutes(1));
    tablet.sign_on("lies").await;
}

both!(it_ends_after_five_minutes_and_after_an_hour: Pages);
async fn it_ends_after_five_minutes_and_after_an_hour(pages: Pages) {
    lies(&pages).await;
    let tablet = pages.paired("tablet", "hal-1").await;
    let later = |time: TimeDelta| pages.clock.set(pages.clock.now() + time);
    tablet.sign_on("lies").await;
    later(TimeDelta::minutes(5) - TimeDelta::seconds(1));
    assert!(is_on(&tablet).await, "a second before");
    let stream = listen(&tablet).await;
    later(TimeDelta::minutes(5));
    pages.door.ring();
    ends(stream).await;
    assert!(!is_on(&tablet).await, "idle");
    let after = tablet.get("/vloer/hal-1").await;
    assert_eq!(
        (after.status.as_u16(), after.texts(".wv-people li").len()),
        (200, 0),
        "the tablet's own board"
    );

    tablet.sign_on("lies").await;
    for minutes in 0..15 {
        assert!(is_on(&tablet).await, "{minutes} times 4 minutes");
        later(TimeDelta::minutes(4));
    }
    assert!(!is_on(&tablet).await, "absolute");
}

both!(anything_but_floor_work_asks_for_a_full_sign_in: Pages);
async fn anything_but_floor_work_asks_for_a_full_sign_in(pages: Pages) {
    account(
        pages.db(),
        "lies",
        "Lies Voorbeeld",
        &[(Role::Supervisor, "everything"), (Role::Planner, "everything")],
    )
    .await;
    pages.give_pin("lies").await;
    let tablet = pages.paired("tablet", "hal-1").await;
    tablet.sign_on("lies").await;
    let board = tablet.get("/vloer/hal-1").await;
    assert_eq!(board.text(".wv-bar nav a"), "Vloer");
    assert_eq!(board.attributes(".wv-person [name=rol]", "value").len(), 0);
    for page in ["/quarantaine", "/dagen", "/mijn", "/mijn/pin"] {
        let asks = tablet.get(page).await;
        assert_eq!(
            (asks.status.as_u16(), asks.header("location")),
            (303, format!("/aanmelden?terug={page}").as_str())
        );
    }
    assert_eq!(tablet.post("/rol", &[("rol", "planner")]).await.status, 303);
    assert_eq!(tablet.post("/mijn/pin", &[("nu", PASSWORD), ("pin", "309477")]).await.status, 303);
    let page = tablet.get("/aanmelden?terug=/quarantaine").await;
    assert_eq!(page.status, 200);
    assert!(page.text("[role=status]").contains("Voor deze pagina is een pincode niet genoeg."));
    let before = tablet.browser.get("werkvloer").unwrap();
    let fields = [("naam", "lies"), ("wachtwoord", PASSWORD), ("terug", "/quarantaine")];
    assert_eq!(tablet.post("/aanmelden", &fields).await.header("location"), "/quarantaine");
    assert_eq!(tablet.get("/quarantaine").await.status, 200);
    tablet.browser.set("werkvloer", &before);
    assert!(!is_on(&tablet).await, "the session of the PIN is over");
}

both!(a_full_sign_in_at_a_tablet_is_bound_to_it_and_as_short_as_a_pin: Pages);
async fn a_full_sign_in_at_a_tablet_is_bound_to_it_and_as_short_as_a_pin(pages: Pages) {
    account(
        pages.db(),
        "lies",
        "Lies Voorbeeld",
        &[(Role::Supervisor, "everything"), (Role::Planner, "everything")],
    )
    .await;
    pages.give_pin("lies").await;
    let tablet = pages.paired("tablet", "hal-1").await;
    let is_in = async |browser: &Pages| browser.get("/mijn").await.status == StatusCode::OK;
    let later = |time: TimeDelta| pages.clock.set(pages.clock.now() + time);
    tablet.sign_in("lies").await;
    assert_eq!(tablet.get("/quarantaine").await.status, 200, "no PIN: everything that is hers");
    for other in [pages.elsewhere(), pages.paired("tablet", "hal-1").await] {
        other.browser.set("werkvloer", &tablet.browser.get("werkvloer").unwrap());
        assert!(!is_in(&other).await, "the session stays with its tablet");
    }
    assert_eq!(tablet.post("/rol", &[("rol", "planner")]).await.header("location"), "/");
    later(TimeDelta::minutes(5) - TimeDelta::seconds(1));
    assert!(is_in(&tablet).await, "a second before");
    later(TimeDelta::minutes(5));
    assert!(!is_in(&tablet).await, "idle");
    assert_eq!(
        tablet.get("/vloer/hal-1").await.texts(".wv-people li").len(),
        0,
        "the tablet's own board"
    );

    tablet.sign_in("lies").await;
    for minutes in 0..15 {
        assert!(is_in(&tablet).await, "{minutes} times 4 minutes");
        later(TimeDelta::minutes(4));
    }
    assert!(!is_in(&tablet).await, "absolute");

    // Another PIN ends what began with a PIN, and no more; a full sign-in chooses one here as well.
    tablet.sign_in("lies").await;
    let set = tablet.post("/mijn/pin", &[("nu", PASSWORD), ("pin", PIN)]).await;
    assert_eq!(set.header("location"), "/mijn/pin?gelukt=ja", "{}", set.text("main"));
    assert!(is_in(&tablet).await);
    let off = tablet.post("/afmelden", &[]).await;
    assert_eq!(off.header("location"), "/tablet", "for the next one");
    assert_eq!(tablet.get("/tablet").await.status, 200);

    let wall = pages.paired("wall", "hal-1").await;
    wall.sign_in("lies").await;
    assert!(is_in(&wall).await);
    later(TimeDelta::minutes(6));
    assert!(!is_in(&wall).await);
    wall.sign_in("lies").await;
    assert_eq!(wall.post("/afmelden", &[]).await.header("location"), "/", "back to its board");

    let desk = pages.elsewhere();
    desk.sign_in("lies").await;
    later(TimeDelta::minutes(6));
    assert!(is_in(&desk).await, "at a desk it lasts");
}

both!(a_coach_goes_from_the_tablet_to_a_person_and_back: Pages);
async fn a_coach_goes_from_the_tablet_to_a_person_and_back(pages: Pages) {
    let mut tx = pages.db().begin().await.unwrap();
    tx.run("insert into coach (id, name) values ('c1', 'Coen Coachman')", &[]).await.unwrap();
    tx.run(
        "insert into caseload (coach_id, worker_id, from_day) values ('c1', 'w1', '2026-01-01')",
        &[],
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    account(pages.db(), "coen", "Coen Coachman", &[(Role::JobCoach, "caseload:c1")]).await;
    pages.give_pin("coen").await;
    let tablet = pages.paired("tablet", "hal-1").await;
    let refused = tablet.try_to_sign_on("coen", PIN).await;
    assert!(refused.text("#tablet-naam-fout").ends_with("Meld je aan met je wachtwoord."));
    for page in [&tablet.get("/tablet").await, &refused] {
        assert_eq!(page.attributes("main p a", "href"), ["/aanmelden", "/"]);
    }
    let form = tablet.get("/aanmelden").await;
    assert_eq!(
        (form.status.as_u16(), form.attributes(".wv-person a", "href")),
        (200, vec!["/tablet".to_owned()])
    );
    tablet.sign_in("coen").await;
    assert_eq!(tablet.get("/").await.header("location"), "/dashboards/begeleiding");
    let start = tablet.get("/vloer").await;
    assert!(
        start.attributes(".wv-nav a", "href").contains(&"/medewerkers".to_owned()),
        "{}",
        start.text(".wv-nav")
    );
    assert!(
        tablet
            .get("/medewerkers")
            .await
            .attributes("main a", "href")
            .contains(&"/medewerkers/w1".to_owned())
    );
    assert_eq!(tablet.get("/medewerkers/w1").await.status, 200);
    assert_eq!(tablet.post("/afmelden", &[]).await.header("location"), "/tablet");
    assert_eq!(tablet.get("/medewerkers/w1").await.status, 404, "nothing of the person is left");
    assert_eq!(tablet.get("/").await.header("location"), "/vloer/hal-1");
    let told: Vec<(String, Option<String>)> = pages
        .db()
        .all("select action, device from trail where acting_as = 'job_coach' order by no", &[])
        .await
        .unwrap();
    assert!(told.len() > 2 && told.iter().all(|(_, device)| device.is_some()), "{told:?}");
}

both!(who_does_not_get_on_leaves_a_line_that_names_the_tablet: Pages);
async fn who_does_not_get_on_leaves_a_line_that_names_the_tablet(pages: Pages) {
    let id = lies(&pages).await;
    let vera = account(pages.db(), "vera", "Vera Verzinsel", &[(Role::Sales, "everything")]).await;
    pages.give_pin("vera").await;
    let gone = account(pages.db(), "geen", "Geen Meer", &OWN).await;
    pages.give_pin("geen").await;
    let mut tx = pages.db().begin().await.unwrap();
    accounts::disable(&mut tx, &gone, pages.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    let tablet = pages.paired("tablet", "hal-1").await;
    for (who, pin) in [
        ("lies", "500100"),
        ("S-1017", "500100"),
        ("geheim", PIN),
        ("vera", PIN),
        ("geen", PIN),
        ("lies", "12"),
    ] {
        assert_eq!(tablet.try_to_sign_on(who, pin).await.status, 422, "{who}");
    }
    for _ in 0..6 {
        tablet.try_to_sign_on("lies", "500100").await;
    }
    tablet.try_to_sign_in("lies", "verkeerd").await;
    let (device,): (String,) = pages.db().one("select id from device", &[]).await.unwrap();
    let told: Vec<Told> = pages
            .db()
            .all("select actor, object_id, device, outcome, note from trail where action = 'sign in' and device is not null order by no", &[])
            .await
            .unwrap();
    let refused = |account: &str, why: &str| {
        (
            "nobody".to_owned(),
            account.to_owned(),
            Some(device.clone()),
            "refused".to_owned(),
            Some(why.to_owned()),
        )
    };
    let wrong = refused(&id, "wrong name or PIN");
    assert_eq!(
        told,
        [
            wrong.clone(),
            wrong.clone(),
            refused("nobody", "wrong name or PIN"),
            refused(&vera, "no floor work"),
            refused(&gone, "disabled account"),
            wrong.clone(),
            wrong.clone(),
            wrong,
            refused(&id, "wrong name or password"),
        ],
        "what came too soon was not looked at"
    );
    assert!(!format!("{told:?}").contains("geheim"));
}

both!(who_has_no_floor_work_no_pin_or_no_account_any_more_does_not_get_on: Pages);
async fn who_has_no_floor_work_no_pin_or_no_account_any_more_does_not_get_on(pages: Pages) {
    let id = lies(&pages).await;
    let tablet = pages.paired("tablet", "hal-1").await;
    account(pages.db(), "vera", "Vera Verzinsel", &[(Role::Sales, "everything")]).await;
    pages.give_pin("vera").await;
    let sales = tablet.try_to_sign_on("vera", PIN).await;
    assert_eq!(sales.status, 422);
    assert!(
        sales
            .text("#tablet-naam-fout")
            .starts_with("Op deze tablet kun je alleen werk op de vloer doen")
    );
    for nobody in ["tine", "bestaat.niet", "x\0y", "' or 1=1 --"] {
        assert_eq!(tablet.try_to_sign_on(nobody, PIN).await.status, 422, "{nobody:?}");
    }
    tablet.sign_on("lies").await;
    pages.give_pin("lies").await;
    assert!(!is_on(&tablet).await, "another PIN ends what began with the former one");
    tablet.sign_on("lies").await;
    let mut tx = pages.db().begin().await.unwrap();
    accounts::disable(&mut tx, &id, pages.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    assert!(!is_on(&tablet).await);
    assert_eq!(tablet.try_to_sign_on("lies", PIN).await.status, 422);
}

both!(a_pin_can_be_taken_away_and_goes_with_the_password: Pages);
async fn a_pin_can_be_taken_away_and_goes_with_the_password(pages: Pages) {
    let id = lies(&pages).await;
    let desk = pages.elsewhere();
    desk.sign_in("lies").await;
    let tablet = pages.paired("tablet", "hal-1").await;
    tablet.sign_on("lies").await;
    assert_eq!(
        desk.get("/mijn/pin").await.attributes("form[action$=intrekking]", "method"),
        ["post"]
    );
    for _ in 0..2 {
        let gone = desk.post("/mijn/pin/intrekking", &[]).await;
        assert_eq!((gone.status.as_u16(), gone.header("location")), (303, "/mijn/pin"));
    }
    assert!(!is_on(&tablet).await, "whoever signed on with it is out");
    assert_eq!(tablet.try_to_sign_on("lies", PIN).await.status, 422);
    let page = desk.get("/mijn/pin").await;
    assert!(page.text("main").contains("Je hebt nog geen pincode."));
    assert_eq!(page.texts("form[action$=intrekking]").len(), 0);

    pages.clock.set(pages.clock.now() + TimeDelta::minutes(1));
    assert!(!desk.get("/mijn").await.text("main").contains("vervalt je pincode"));
    pages.give_pin("lies").await;
    tablet.sign_on("lies").await;
    assert!(
        desk.get("/mijn")
            .await
            .text("main")
            .contains("Kies je een ander wachtwoord, dan vervalt je pincode voor de tablet.")
    );
    let changed =
        desk.post("/mijn/wachtwoord", &[("nu", PASSWORD), ("nieuw", "drie gele kruiwagens")]).await;
    assert_eq!(changed.header("location"), "/mijn?gelukt=ja", "{}", changed.text("main"));
    assert!(
        desk.get("/mijn?gelukt=ja")
            .await
            .text("[role=status]")
            .contains("Had je een pincode voor de tablet? Kies dan een nieuwe.")
    );
    assert!(!is_on(&tablet).await);
    assert_eq!(tablet.try_to_sign_on("lies", PIN).await.status, 422);
    let told: Vec<(String,)> = pages
        .db()
        .all(
            "select note from trail where actor = $1 and action = 'change secret' order by no",
            &[&id],
        )
        .await
        .unwrap();
    let told: Vec<_> = told.iter().map(|(note,)| note.as_str()).collect();
    assert_eq!(told, ["PIN removed", "password, PIN removed"]);
}
