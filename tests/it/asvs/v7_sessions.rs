//! V7, V8: sessions, and what a form cannot make somebody be.

use super::fields::visit;
use crate::admin::{administrator, id_of};
use crate::harness::{PASSWORD, PIN, account};
use crate::pages::{Answer, Pages};
use chrono::TimeDelta;
use std::collections::BTreeSet;
use werkvloer::access::Role;

/// The id, and what no form may set: password, second factor, badge.
type Made = (String, Option<String>, Option<String>, Option<String>);

both!(v7_2_3_a_session_is_a_number_that_nobody_guesses: Pages);
async fn v7_2_3_a_session_is_a_number_that_nobody_guesses(pages: Pages) {
    let mut seen = BTreeSet::new();
    for _ in 0..20 {
        let other = pages.elsewhere();
        other.sign_in("tine").await;
        let token = other.browser.get("werkvloer").unwrap();
        assert!(
            token.len() == 64 && token.bytes().all(|b| b.is_ascii_hexdigit()),
            "256 bits: {token}"
        );
        // No part of it tells when it was made, for whom, or which came before.
        for at in (0..64).step_by(8) {
            assert!(seen.insert((at, token[at..at + 8].to_owned())), "{token}");
        }
    }
    let real = pages.browser.get("werkvloer").unwrap();
    for wrong in [
        real.to_uppercase(),
        real[1..].to_owned(),
        format!("{real}0"),
        "0".repeat(64),
        String::new(),
    ] {
        let thief = pages.elsewhere();
        thief.browser.set("werkvloer", &wrong);
        assert_eq!(thief.get("/mijn").await.status, 303, "{wrong}");
    }
}

both!(v7_4_4_every_page_has_the_way_out: Pages);
async fn v7_4_4_every_page_has_the_way_out(pages: Pages) {
    let bas = administrator(&pages).await;
    let tablet = pages.paired("tablet", "hal-1").await;
    pages.give_pin("tine").await;
    tablet.sign_on("tine").await;
    for (viewer, from, least) in
        [(&pages, "/", 8), (&bas, "/beheer/gebruikers", 8), (&tablet, "/vloer/hal-1", 3)]
    {
        let pages = visit(viewer, &[from]).await;
        let is_page = |page: &Answer| {
            page.status == 200 && page.header("content-type").starts_with("text/html")
        };
        let shown: Vec<_> = pages.iter().filter(|(_, page)| is_page(page)).collect();
        assert!(shown.len() >= least, "{from}: {}", shown.len());
        for (path, page) in shown {
            assert_eq!(
                page.attributes("form[action='/afmelden'] button", "type"),
                ["submit"],
                "{path}"
            );
        }
    }
}

both!(v7_5_1_what_lets_somebody_in_is_changed_with_the_password_once_more: Pages);
async fn v7_5_1_what_lets_somebody_in_is_changed_with_the_password_once_more(pages: Pages) {
    for (path, fields) in [
        ("/mijn/wachtwoord", vec![("nieuw", "drie gele kruiwagens")]),
        ("/mijn/tweede-stap", vec![]),
        ("/mijn/pin", vec![("pin", PIN)]),
    ] {
        for now in ["", "geraden"] {
            let mut all = fields.clone();
            all.push(("nu", now));
            assert_eq!(pages.post(path, &all).await.status, 422, "{path}");
            pages.clock.set(pages.clock.now() + TimeDelta::minutes(1));
        }
    }
    assert!(pages.get("/mijn/pin").await.text("main").contains("Je hebt nog geen pincode."));
    assert_eq!(pages.get("/aanmelden/tweede-stap").await.status, 303, "nothing is being set up");
    pages.elsewhere().sign_in("tine").await;
}

both!(v8_3_1_hidden_fields_give_nobody_more: Pages);
async fn v8_3_1_hidden_fields_give_nobody_more(pages: Pages) {
    let bas = administrator(&pages).await;
    let jan = pages.entered("jan", &[(Role::Planner, "everything")]).await;
    let of_bas = bas.get("/mijn").await.status;
    let sessions: Vec<(String,)> =
        pages.db().all("select id_hash from session", &[]).await.unwrap();
    for (session,) in &sessions {
        let own = jan.browser.get("werkvloer").unwrap();
        if *session != own {
            jan.post("/mijn/sessies/einde", &[("sessie", session)]).await;
        }
    }
    assert_eq!(
        (bas.get("/mijn").await.status, pages.get("/mijn").await.status),
        (of_bas, of_bas),
        "others' sessions go on"
    );
    jan.sign_in("jan").await;
    for role in ["administrator", "privacy_officer", "device", "Administrator", "", "planner\0"] {
        assert_eq!(jan.post("/rol", &[("rol", role)]).await.status, 404, "{role:?}");
    }
    for (name, value) in [("rol", "administrator"), ("account", "x"), ("id", "x"), ("aan", "ja")] {
        jan.post("/mijn/sessies/einde", &[("sessie", "x"), (name, value)]).await;
    }
    assert_eq!(jan.get("/beheer/gebruikers").await.status, 404);
    for cookie in ["rol=administrator", "werkvloer-device=x", "role=administrator; admin=1"] {
        assert_eq!(
            jan.get_with("/beheer/gebruikers", &[("cookie", cookie)]).await.status,
            404,
            "{cookie}"
        );
    }
}

both!(v15_3_3_fields_that_a_form_does_not_have_do_nothing: Pages);
async fn v15_3_3_fields_that_a_form_does_not_have_do_nothing(pages: Pages) {
    let bas = administrator(&pages).await;
    let more = [
        ("id", "a-kwaad"),
        ("account_id", "a-kwaad"),
        ("password_hash", "x"),
        ("totp_secret", "x"),
        ("disabled_at", ""),
        ("role", "administrator"),
        ("scope", "everything"),
        ("wachtwoord", PASSWORD),
        ("made_by", "x"),
        ("secret_hash", "x"),
        ("badge", "S-1"),
    ];
    let mut fields = vec![
        ("naam", "Nel Nieuweling"),
        ("aanmeldnaam", "nel"),
        ("rol", "sales"),
        ("bereik", "everything"),
    ];
    fields.extend(more);
    assert_eq!(bas.post("/beheer/gebruikers/nieuw", &fields).await.status, 200);
    let sql = "select id, password_hash, totp_secret, badge from account where login = 'nel'";
    let (id, password, step, badge): Made = pages.db().one(sql, &[]).await.unwrap();
    assert!(id != "a-kwaad" && password.is_none() && step.is_none() && badge.is_none());
    let grants: Vec<(String,)> = pages
        .db()
        .all("select role from account_grant where account_id = $1", &[&id])
        .await
        .unwrap();
    assert_eq!(grants, [("sales".to_owned(),)]);
    // A field twice is a form that somebody else made: which of the two would count?
    for (path, field, one, two) in [
        ("/aanmelden", "naam", "tine", "bas"),
        ("/beheer/gebruikers/nieuw", "aanmeldnaam", "een", "twee"),
        ("/mijn/pin", "pin", PIN, "309477"),
    ] {
        let answer = bas.post(path, &[(field, one), (field, two)]).await;
        assert_eq!(answer.status, 400, "{path}");
    }
    let (accounts,): (i64,) = pages
        .db()
        .one("select count(*) from account where login in ('een', 'twee')", &[])
        .await
        .unwrap();
    assert_eq!(accounts, 0);
}

both!(v8_3_2_what_is_taken_away_is_gone_at_once: Pages);
async fn v8_3_2_what_is_taken_away_is_gone_at_once(pages: Pages) {
    let bas = administrator(&pages).await;
    account(
        pages.db(),
        "jan",
        "Jan Voorbeeld",
        &[(Role::Planner, "everything"), (Role::Sales, "everything")],
    )
    .await;
    let id = id_of(&pages, "jan").await;
    let jan = pages.elsewhere();
    jan.sign_in("jan").await;
    let role = jan.get("/mijn").await.text(".wv-person-role");
    assert!(!role.is_empty());
    for word in ["planner", "sales"] {
        let end = [("rol", word), ("bereik", "everything"), ("zeker", "ja")];
        assert_eq!(bas.post(&format!("/beheer/gebruikers/{id}/rol/einde"), &end).await.status, 303);
        assert_eq!(jan.get("/vloer/hal-1").await.status, 303, "{word}: signed out");
        if word == "planner" {
            jan.sign_in("jan").await;
            assert_eq!(jan.get("/dagen").await.status, 404, "no planner any more");
            assert_eq!(jan.get("/vloer/hal-1").await.status, 200);
        }
    }
    assert_eq!(jan.try_to_sign_in("jan", PASSWORD).await.status, 422, "no role, no way in");
}
