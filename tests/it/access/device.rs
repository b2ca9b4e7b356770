//! Tablets and displays: how they are paired, what they see, how that ends.

use super::sessions::{ends, listen};
use crate::pages::{Answer, Pages, made_up};
use axum::http::StatusCode;
use chrono::TimeDelta;
use werkvloer::access::{Role, Settings};

/// Who, what, from which device and address, how it ended, and why.
type Told = (String, String, Option<String>, String, String, Option<String>);

const NEW: [(&str, &str); 3] =
    [("naam", "Tablet bij de deur"), ("soort", "tablet"), ("hal", "hal-1")];

async fn administrator(pages: &Pages, login: &str, scope: &str) -> Pages {
    pages.entered(login, &[(Role::Administrator, scope)]).await
}

async fn types(browser: &Pages, code: &str) -> Answer {
    browser.post("/koppelen", &[("code", code)]).await
}

/// The address of the only device there is.
async fn only(administrator: &Pages) -> String {
    let links = administrator.get("/beheer/apparaten").await.attributes("tbody a", "href");
    assert_eq!(links.len(), 1, "{links:?}");
    links[0].clone()
}

async fn lines(pages: &Pages) -> Vec<(String, String, String)> {
    pages
        .db()
        .all("select action, acting_as, object_kind from trail where object_kind = 'device' order by no", &[])
        .await
        .unwrap()
}

fn line(action: &str, role: &str) -> (String, String, String) {
    (action.to_owned(), role.to_owned(), "device".to_owned())
}

both!(a_code_pairs_one_device_and_the_list_tells_of_it: Pages);
async fn a_code_pairs_one_device_and_the_list_tells_of_it(pages: Pages) {
    let bas = administrator(&pages, "bas", "everything").await;
    let list = bas.get("/beheer/apparaten").await;
    assert!(list.text("main").contains("Er is nog geen apparaat gekoppeld."));
    assert_eq!(list.attributes("#nieuw-hal option", "value"), ["", "hal-1", "hal-2"]);
    let wrong = bas
        .post("/beheer/apparaten/code", &[("naam", " "), ("soort", "x"), ("hal", "hal-9")])
        .await;
    assert_eq!(
        (wrong.status.as_u16(), wrong.texts(".utrecht-form-field-error-message").len()),
        (422, 3)
    );
    let shown = bas.post("/beheer/apparaten/code", &NEW).await;
    let code = shown.text(".wv-codes code");
    assert_eq!((shown.status.as_u16(), code.len()), (200, 9), "{}", shown.text("main"));

    let tablet = pages.elsewhere();
    let paired = types(&tablet, &code.to_lowercase().replace(' ', "-")).await;
    assert_eq!((paired.status.as_u16(), paired.header("location")), (303, "/"));
    assert_eq!(tablet.get("/").await.header("location"), "/vloer/hal-1");
    let again = types(&pages.elsewhere(), &code).await;
    assert_eq!(
        again.text("#koppel-code-fout"),
        "Deze code klopt niet, is al gebruikt of is te oud. Vraag je beheerder om een nieuwe."
    );

    let row = bas.get("/beheer/apparaten").await.texts("tbody td");
    assert_eq!(
        row,
        [
            "Gedeelde tablet",
            "Locatie Stad · Hal 1 Verpakken",
            "11:30",
            "11:30 door Iemand Verzonnen"
        ]
    );
    pages.clock.set(pages.clock.now() + TimeDelta::minutes(5));
    tablet.get("/vloer/hal-1").await;
    assert!(bas.get("/beheer/apparaten").await.text("tbody").contains("11:35"), "it was seen");
    assert_eq!(lines(&pages).await, [line("pair device", "device"), line("pair device", "nobody")]);

    let late = bas.post("/beheer/apparaten/code", &NEW).await.text(".wv-codes code");
    pages.clock.set(pages.clock.now() + TimeDelta::minutes(15));
    assert_eq!(types(&pages.elsewhere(), &late).await.status, 422, "a quarter of an hour");
}

both!(a_name_is_changed_and_a_foreign_device_is_not_found: Pages);
async fn a_name_is_changed_and_a_foreign_device_is_not_found(pages: Pages) {
    let mut tx = pages.db().begin().await.unwrap();
    tx.run("insert into site values ('ver', 'Locatie Ver', 'Europe/Amsterdam', 240, 750)", &[])
        .await
        .unwrap();
    tx.run("insert into hall (id, site_id, name) values ('hal-x', 'ver', 'Hal X')", &[])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    pages.paired("wall", "hal-1").await;
    let bas = administrator(&pages, "bas", "everything").await;
    let address = only(&bas).await;
    for _ in 0..2 {
        let renamed =
            bas.post(&format!("{address}/naam"), &[("naam", "Scherm <boven> de pers")]).await;
        assert_eq!(renamed.header("location"), "/beheer/apparaten");
    }
    assert_eq!(bas.get(&address).await.text("h1"), "Scherm <boven> de pers");
    let long = bas.post(&format!("{address}/naam"), &[("naam", &"x".repeat(61))]).await;
    assert_eq!(
        (long.status.as_u16(), long.text("#naam-naam-fout")),
        (422, "Dit is te lang.".to_owned())
    );

    let elsewhere = administrator(&pages, "vera", "site:ver").await;
    let list = elsewhere.get("/beheer/apparaten").await;
    assert_eq!(list.attributes("#nieuw-hal option", "value"), ["", "hal-x"]);
    assert_eq!(list.attributes("tbody a", "href").len(), 0);
    assert_eq!(elsewhere.post("/beheer/apparaten/code", &NEW).await.status, 422, "another's hall");
    assert_eq!(elsewhere.get(&address).await.status, 404);
    for (way, fields) in [("naam", ("naam", "x")), ("intrekking", ("zeker", "ja"))] {
        assert_eq!(
            elsewhere.post(&format!("{address}/{way}"), &[fields]).await.status,
            404,
            "{way}"
        );
    }
}

both!(it_shows_the_board_of_its_hall_without_people_and_does_nothing: Pages);
async fn it_shows_the_board_of_its_hall_without_people_and_does_nothing(pages: Pages) {
    let mut tx = pages.db().begin().await.unwrap();
    made_up::morning(&mut tx).await;
    tx.commit().await.unwrap();
    for kind in ["tablet", "wall"] {
        let device = pages.paired(kind, "hal-1").await;
        let board = device.get("/vloer/hal-1").await;
        assert_eq!(board.status, 200, "{kind}");
        assert_eq!(board.texts(".wv-people li").len(), 0);
        assert_eq!(board.texts("#hulp li").len(), 2, "who asks for help is seen");
        assert_eq!(board.texts("main form").len(), 0, "and nothing can be done");
        assert_eq!(board.attributes(".wv-whole", "href").len(), 0);
        assert_eq!(board.header("cache-control"), "no-store");
        let ways: &[&str] = if kind == "tablet" { &["/tablet"] } else { &[] };
        assert_eq!(board.attributes(".wv-person a", "href"), ways);
        let stream = device.first_of_stream("/vloer/hal-1/stream").await;
        assert!(stream.contains("v1-01") && !stream.contains("Pluk"), "{stream}");
        for other in [
            "/vloer/hal-2",
            "/vloer/hal-2/stream",
            "/vloer/hal-1/v1-01",
            "/quarantaine",
            "/dagen",
            "/mijn",
            "/mijn/pin",
            "/beheer/apparaten",
        ] {
            assert_eq!(device.look(other).await.0, 404, "{kind} {other}");
        }
        let comes = device.post("/vloer/hal-1/v1-03/hulp", &[("sinds", "0")]).await;
        assert_eq!(comes.status, 404);
    }
}

both!(one_that_is_revoked_shows_nothing_and_its_streams_end: Pages);
async fn one_that_is_revoked_shows_nothing_and_its_streams_end(pages: Pages) {
    let bas = administrator(&pages, "bas", "everything").await;
    pages.give_pin("tine").await;
    let tablet = pages.paired("tablet", "hal-1").await;
    let stream = listen(&tablet).await;
    let stolen = pages.elsewhere();
    stolen.browser.set("werkvloer-device", &tablet.browser.get("werkvloer-device").unwrap());
    tablet.sign_on("tine").await;
    let signed_on = listen(&tablet).await;
    let address = format!("{}/intrekking", only(&bas).await);
    let unsure = bas.post(&address, &[]).await;
    assert_eq!(
        (unsure.status.as_u16(), unsure.text("#weg-zeker-fout")),
        (422, "Zet het vinkje als je het zeker weet.".to_owned())
    );
    assert_eq!(tablet.get("/vloer/hal-1").await.status, 200);

    assert_eq!(
        bas.post(&address, &[("zeker", "ja")]).await.header("location"),
        "/beheer/apparaten"
    );
    ends(stream).await;
    ends(signed_on).await;
    for browser in [&tablet, &stolen] {
        let gone = browser.get("/vloer/hal-1").await;
        assert_eq!((gone.status.as_u16(), gone.body.as_str()), (303, ""));
        assert_eq!(
            browser.get_status_of_stream("/vloer/hal-1/stream").await,
            StatusCode::UNAUTHORIZED
        );
        assert_eq!(browser.get("/tablet").await.status, 404);
    }
    assert_eq!(bas.post(&address, &[("zeker", "ja")]).await.status, 404, "twice");
    assert_eq!(lines(&pages).await.last(), Some(&line("revoke device", "administrator")));
    let (sessions,): (i64,) = pages
        .db()
        .one("select count(*) from session where device_id is not null", &[])
        .await
        .unwrap();
    assert_eq!(sessions, 0);
}

both!(codes_are_not_guessed: Pages);
async fn codes_are_not_guessed(pages: Pages) {
    let (code, thief) = (pages.code("tablet", "hal-1").await, pages.elsewhere());
    for _ in 0..5 {
        assert_eq!(types(&thief, "23456789").await.status, 422);
    }
    let waits = types(&thief, &code).await;
    assert_eq!((waits.status.as_u16(), waits.header("retry-after")), (429, "2"));
    let restarted = pages.restarted(Settings::default());
    let mut same_address = restarted.elsewhere();
    same_address.address = thief.address;
    assert_eq!(types(&same_address, &code).await.status, 429, "a restart forgives nothing");
    pages.clock.set(pages.clock.now() + TimeDelta::seconds(2));
    assert_eq!(types(&thief, &code).await.status, 303);
    let (stored,): (i64,) = pages
        .db()
        .one("select count(*) from pairing_code where code_hash = $1", &[&code])
        .await
        .unwrap();
    assert_eq!(stored, 0);
}

both!(the_same_tablet_again_is_one_device_and_nobody_stays_signed_in: Pages);
async fn the_same_tablet_again_is_one_device_and_nobody_stays_signed_in(pages: Pages) {
    let bas = administrator(&pages, "bas", "everything").await;
    let tablet = pages.paired("tablet", "hal-1").await;
    tablet.sign_in("tine").await;
    let session = tablet.browser.get("werkvloer").unwrap();
    let code = pages.code("tablet", "hal-2").await;
    assert_eq!(types(&tablet, &code).await.status, 303);
    assert_eq!(tablet.browser.get("werkvloer"), None);
    let thief = pages.elsewhere();
    thief.browser.set("werkvloer", &session);
    assert_eq!(thief.get("/mijn").await.status, 303, "on the server as well");
    only(&bas).await;
    assert_eq!(tablet.get("/").await.header("location"), "/vloer/hal-2");
    let right = [
        line("pair device", "device"),
        line("pair device", "device"),
        line("revoke device", "device"),
    ];
    assert_eq!(lines(&pages).await, right);
}

both!(its_cookie_is_out_of_reach_of_scripts_and_of_other_hosts: Pages);
async fn its_cookie_is_out_of_reach_of_scripts_and_of_other_hosts(pages: Pages) {
    let public_url = Some("https://werkvloer.example".parse().unwrap());
    let secure = pages.restarted(Settings { public_url, ..Settings::default() });
    for (service, start, end) in [
        (
            &pages.elsewhere(),
            "werkvloer-device=",
            "; Path=/; HttpOnly; SameSite=Lax; Max-Age=34560000",
        ),
        (
            &secure,
            "__Host-werkvloer-device=",
            "; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=34560000",
        ),
    ] {
        let answer = types(service, &pages.code("wall", "hal-1").await).await;
        let cookies =
            answer.headers.get_all("set-cookie").iter().map(|c| c.to_str().unwrap().to_owned());
        let cookie = cookies.into_iter().find(|c| c.starts_with(start)).expect("a cookie");
        assert!(cookie.ends_with(end), "{}", cookie.len());
        let secret = cookie.trim_start_matches(start).split(';').next().unwrap().to_owned();
        assert_eq!(secret.len(), 64);
        let (stored,): (i64,) = pages
            .db()
            .one("select count(*) from device where secret_hash = $1", &[&secret])
            .await
            .unwrap();
        assert_eq!(stored, 0, "only its hash");
    }
}

both!(a_code_that_pairs_nothing_leaves_a_line: Pages);
async fn a_code_that_pairs_nothing_leaves_a_line(pages: Pages) {
    let bas = administrator(&pages, "bas", "everything").await;
    let tablet = pages.paired("tablet", "hal-1").await;
    let id = only(&bas).await.rsplit('/').next().unwrap().to_owned();
    for browser in [&tablet, &pages.elsewhere()] {
        assert_eq!(types(browser, "23456789").await.status, 422);
        assert_eq!(types(browser, "").await.status, 422, "nothing was tried");
    }
    let told: Vec<Told> = pages
            .db()
            .all("select actor, object_id, device, origin, outcome, note from trail where action = 'pair device' and actor = 'nobody' order by no", &[])
            .await
            .unwrap();
    let refused = |device: Option<String>| {
        (
            "nobody".to_owned(),
            "nobody".to_owned(),
            device,
            "198.51.100.9".to_owned(),
            "refused".to_owned(),
            Some("wrong code".to_owned()),
        )
    };
    assert_eq!(told, [refused(Some(id)), refused(None)]);
}

both!(its_cookie_is_kept_for_as_long_as_it_is_used: Pages);
/// Browsers forget a cookie after 400 days, also one that is used every day.
async fn its_cookie_is_kept_for_as_long_as_it_is_used(pages: Pages) {
    const START: &str = "werkvloer-device=";
    let kept = |answer: &Answer| -> Vec<String> {
        let set = answer
            .headers
            .get_all("set-cookie")
            .iter()
            .map(|cookie| cookie.to_str().unwrap().to_owned());
        set.filter(|cookie| cookie.starts_with(START)).collect()
    };
    for kind in ["tablet", "wall"] {
        let device = pages.paired(kind, "hal-1").await;
        let secret = device.browser.get("werkvloer-device").unwrap();
        assert_eq!(
            kept(&device.get("/vloer/hal-1").await),
            Vec::<String>::new(),
            "it was just set"
        );
        let again = format!("{START}{secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age=34560000");
        for _ in 0..3 {
            pages.clock.set(pages.clock.now() + TimeDelta::days(399));
            assert_eq!(kept(&device.get("/vloer/hal-1").await), [again.as_str()], "{kind}");
            assert_eq!(
                kept(&device.get("/vloer/hal-1").await),
                Vec::<String>::new(),
                "once a minute"
            );
        }
        // Paired anew, the browser keeps the new secret and not, once more, the one before.
        pages.clock.set(pages.clock.now() + TimeDelta::days(1));
        let paired = types(&device, &pages.code(kind, "hal-2").await).await;
        assert_eq!((kept(&paired).len(), kept(&paired)[0].contains(&secret)), (1, false));
        assert_eq!(device.get("/").await.header("location"), "/vloer/hal-2");
        pages.clock.set(pages.clock.now() + TimeDelta::days(1));
        let stranger = pages.elsewhere();
        stranger.browser.set("werkvloer-device", &secret);
        assert_eq!(
            kept(&stranger.get("/vloer/hal-1").await),
            Vec::<String>::new(),
            "one that is revoked"
        );
    }
}
