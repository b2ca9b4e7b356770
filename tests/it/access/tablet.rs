//! Signing on at a shared tablet with a PIN.

use super::sessions::{ends, listen};
use crate::harness::{PASSWORD, PIN, account};
use crate::pages::Pages;
use axum::http::StatusCode;
use chrono::TimeDelta;
use werkvloer::access::badge;
use werkvloer::access::{Role, Settings, accounts};

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

both! {
    async fn who_chose_a_pin_signs_on_by_name_or_badge_and_off_with_one_press(pages: Pages) {
        let id = account(pages.db(), "lies", "Lies Voorbeeld", &OWN).await;
        let desk = pages.elsewhere();
        desk.sign_in("lies").await;
        assert!(desk.get("/mijn/pin").await.text("main").contains("Je hebt nog geen pincode."));
        for (fields, field, says) in [
            ([("nu", PASSWORD), ("pin", "123456")], "#pin-pin-fout", "Deze pincode proberen anderen als eerste. Kies cijfers zonder rijtje of herhaling."),
            ([("nu", PASSWORD), ("pin", "12345")], "#pin-pin-fout", "Een pincode heeft 6 cijfers."),
            ([("nu", PASSWORD), ("pin", "311299")], "#pin-pin-fout", "Dit lijkt op een datum. Die kunnen anderen raden. Kies iets anders."),
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
            assert_eq!((off.header("location"), off.header("clear-site-data")), ("/tablet", "\"cache\", \"storage\""));
            ends(stream).await;
            let back = tablet.get("/vloer/hal-1").await;
            assert_eq!((back.texts(".wv-people li").len(), back.header("cache-control")), (0, "no-store"));
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
}

both! {
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
}

both! {
    async fn five_tries_and_then_a_quarter_of_an_hour_for_this_person_at_this_tablet(pages: Pages) {
        lies(&pages).await;
        account(pages.db(), "jan", "Jan Verzinsel", &OWN).await;
        pages.give_pin("jan").await;
        let tablet = pages.paired("tablet", "hal-1").await;
        for n in 0..5 {
            // By name and by badge is the same person.
            let wrong = tablet.try_to_sign_on(if n % 2 == 0 { "lies" } else { "S-1017" }, "500100").await;
            assert_eq!((wrong.status.as_u16(), wrong.text("#tablet-pin-fout")), (422, "De naam of de pincode klopt niet.".to_owned()));
        }
        let before = pages.door.hasher().checked();
        let waits = tablet.try_to_sign_on("lies", PIN).await;
        assert_eq!((waits.status.as_u16(), waits.header("retry-after")), (429, "901"));
        assert_eq!(pages.door.hasher().checked(), before, "not even looked at");
        let restarted = pages.restarted(Settings::default());
        restarted.browser.set("werkvloer-device", &tablet.browser.get("werkvloer-device").unwrap());
        assert_eq!(restarted.try_to_sign_on("lies", PIN).await.status, 429, "a restart forgives nothing");
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
}

both! {
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
        assert_eq!((after.status.as_u16(), after.texts(".wv-people li").len()), (200, 0), "the tablet's own board");

        tablet.sign_on("lies").await;
        for minutes in 0..15 {
            assert!(is_on(&tablet).await, "{minutes} times 4 minutes");
            later(TimeDelta::minutes(4));
        }
        assert!(!is_on(&tablet).await, "absolute");
    }
}

both! {
    async fn anything_but_floor_work_asks_for_a_full_sign_in(pages: Pages) {
        account(pages.db(), "lies", "Lies Voorbeeld", &[(Role::Supervisor, "everything"), (Role::Planner, "everything")]).await;
        pages.give_pin("lies").await;
        let tablet = pages.paired("tablet", "hal-1").await;
        tablet.sign_on("lies").await;
        let board = tablet.get("/vloer/hal-1").await;
        assert_eq!(board.text(".wv-bar nav a"), "Vloer");
        assert_eq!(board.attributes(".wv-person [name=rol]", "value").len(), 0);
        for page in ["/quarantaine", "/dagen", "/mijn", "/mijn/pin"] {
            let asks = tablet.get(page).await;
            assert_eq!((asks.status.as_u16(), asks.header("location")), (303, format!("/aanmelden?terug={page}").as_str()));
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
}

both! {
    async fn who_has_no_floor_work_no_pin_or_no_account_any_more_does_not_get_on(pages: Pages) {
        let id = lies(&pages).await;
        let tablet = pages.paired("tablet", "hal-1").await;
        account(pages.db(), "vera", "Vera Verzinsel", &[(Role::Sales, "everything")]).await;
        pages.give_pin("vera").await;
        let sales = tablet.try_to_sign_on("vera", PIN).await;
        assert_eq!(sales.status, 422);
        assert!(sales.text("#tablet-naam-fout").starts_with("Op deze tablet kun je alleen werk op de vloer doen"));
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
}

both! {
    async fn a_pin_can_be_taken_away_and_goes_with_the_password(pages: Pages) {
        let id = lies(&pages).await;
        let desk = pages.elsewhere();
        desk.sign_in("lies").await;
        let tablet = pages.paired("tablet", "hal-1").await;
        tablet.sign_on("lies").await;
        assert_eq!(desk.get("/mijn/pin").await.attributes("form[action$=intrekking]", "method"), ["post"]);
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
        assert!(desk.get("/mijn").await.text("main").contains("Kies je een ander wachtwoord, dan vervalt je pincode voor de tablet."));
        let changed = desk.post("/mijn/wachtwoord", &[("nu", PASSWORD), ("nieuw", "drie gele kruiwagens")]).await;
        assert_eq!(changed.header("location"), "/mijn?gelukt=ja", "{}", changed.text("main"));
        assert!(desk.get("/mijn?gelukt=ja").await.text("[role=status]").contains("Had je een pincode voor de tablet? Kies dan een nieuwe."));
        assert!(!is_on(&tablet).await);
        assert_eq!(tablet.try_to_sign_on("lies", PIN).await.status, 422);
        let told: Vec<(String,)> = pages
            .db()
            .all("select note from trail where actor = $1 and action = 'change secret' order by no", &[&id])
            .await
            .unwrap();
        let told: Vec<_> = told.iter().map(|(note,)| note.as_str()).collect();
        assert_eq!(told, ["PIN removed", "password, PIN removed"]);
    }
}
