//! V6: passwords and the second factor.

use super::fields::visit;
use crate::access::permissions::{TABLE, answer};
use crate::admin::{administrator, id_of};
use crate::harness::{PASSWORD, account};
use crate::pages::{Answer, Pages};
use chrono::TimeDelta;
use std::collections::BTreeSet;
use werkvloer::access::Role;
use werkvloer::access::second_factor::code_at;

async fn change(who: &Pages, now: &str, new: &str) -> Answer {
    who.post("/mijn/wachtwoord", &[("nu", now), ("nieuw", new)]).await
}

both!(v6_2_1_passwords_are_long_and_uncommon_and_of_any_letters: Pages);
/// Ten characters at least and 128 at most, whatever they are, and not what everybody tries.
async fn v6_2_1_passwords_are_long_and_uncommon_and_of_any_letters(pages: Pages) {
    for refused in [
        "",
        "kort",
        "negen ltr",
        "wachtwoord",
        "Wachtwoord1!",
        "1234567890",
        "qwertyuiop",
        "aaaaaaaaaaaaaaa",
        "testpersoon1",
        "tine-werkvloer",
        &"lang ".repeat(26),
    ] {
        let answer = change(&pages, PASSWORD, refused).await;
        assert_eq!(
            (answer.status.as_u16(), answer.texts("#wachtwoord-nieuw-fout").len()),
            (422, 1),
            "{refused:?}"
        );
        assert!(
            refused.is_empty() || !answer.body.contains(&format!("\"{refused}\"")),
            "never sent back"
        );
    }
    let long = "vijf blauwe bussen rijden langs zes rode molens en zeven grachten";
    assert!(long.len() >= 64);
    let mut now = PASSWORD.to_owned();
    for accepted in
        ["alleen kleine letters", "ÑANDÚ 🐦 ÉÉN", "4829105738", long, "  spaties blijven staan  "]
    {
        let answer = change(&pages, &now, accepted).await;
        assert_eq!(
            answer.header("location"),
            "/mijn?gelukt=ja",
            "{accepted}: {}",
            answer.text("main")
        );
        accepted.clone_into(&mut now);
        // A wait after a wrong try is no part of this test.
        pages.clock.set(pages.clock.now() + TimeDelta::minutes(1));
    }
}

both!(v6_2_8_a_password_is_checked_exactly_as_it_was_typed: Pages);
async fn v6_2_8_a_password_is_checked_exactly_as_it_was_typed(pages: Pages) {
    let exact = " Zeven gele Molens draaien aan de kade en aan de vaart, elke dag weer opnieuw ";
    assert_eq!(change(&pages, PASSWORD, exact).await.status, 303);
    for (n, almost) in [
        exact.trim(),
        &exact.to_lowercase(),
        &exact[..72],
        &exact[..64],
        &format!("{exact} "),
        &exact.replace(',', ""),
    ]
    .into_iter()
    .enumerate()
    {
        let mut other = pages.elsewhere();
        other.address.set_ip([203, 0, 113, u8::try_from(n).unwrap()].into());
        let answer = other.try_to_sign_in("tine", almost).await;
        assert!([422, 429].contains(&answer.status.as_u16()), "{almost:?}");
        pages.clock.set(pages.clock.now() + TimeDelta::minutes(16));
    }
    assert_eq!(pages.elsewhere().try_to_sign_in("tine", exact).await.status, 303);
}

both!(v6_2_3_the_password_of_now_is_asked_before_another: Pages);
async fn v6_2_3_the_password_of_now_is_asked_before_another(pages: Pages) {
    for wrong in ["", "geraden wachtwoord"] {
        let answer = change(&pages, wrong, "drie gele kruiwagens").await;
        assert_eq!(
            (answer.status.as_u16(), answer.texts("#wachtwoord-nu-fout").len()),
            (422, 1),
            "{wrong:?}"
        );
    }
    assert_eq!(pages.elsewhere().try_to_sign_in("tine", "drie gele kruiwagens").await.status, 422);
    assert_eq!(change(&pages, PASSWORD, "drie gele kruiwagens").await.status, 303);
    pages.elsewhere().try_to_sign_in("tine", PASSWORD).await;
    assert_eq!(pages.elsewhere().try_to_sign_in("tine", "drie gele kruiwagens").await.status, 303);
}

both!(v6_2_6_passwords_are_masked_and_a_password_manager_may_fill_them_in: Pages);
async fn v6_2_6_passwords_are_masked_and_a_password_manager_may_fill_them_in(pages: Pages) {
    let tablet = pages.paired("tablet", "hal-1").await;
    let mut seen = 0;
    for (viewer, path) in [
        (&pages.elsewhere(), "/aanmelden"),
        (&pages, "/mijn"),
        (&pages, "/mijn/pin"),
        (&tablet, "/tablet"),
    ] {
        let page = viewer.get(path).await;
        for name in ["wachtwoord", "nu", "nieuw", "pin"] {
            let field = format!("main input[name={name}]");
            for (kind, fills) in
                page.attributes(&field, "type").iter().zip(page.attributes(&field, "autocomplete"))
            {
                assert_eq!(kind, "password", "{path} {name}");
                let right = match name {
                    "wachtwoord" | "nu" => "current-password",
                    "nieuw" => "new-password",
                    _ => "off",
                };
                assert_eq!(fills, right, "{path} {name}");
                assert!(page.attributes(&field, "value").concat().is_empty(), "{path} {name}");
                assert!(
                    page.attributes(&field, "onpaste").concat().is_empty()
                        && page.attributes(&field, "readonly").concat().is_empty()
                );
                seen += 1;
            }
        }
    }
    assert!(seen >= 5, "{seen}");
}

both!(v6_3_4_there_is_no_other_way_in: Pages);
/// The ways in, and what is there for nobody in particular, are these and no others.
async fn v6_3_4_there_is_no_other_way_in(pages: Pages) {
    let open: BTreeSet<&str> = TABLE
        .iter()
        .filter(|row| ![303, 404].contains(&answer(row, "nobody")))
        .map(|row| row.1)
        .collect();
    assert_eq!(
        open.into_iter().collect::<Vec<_>>(),
        ["/aanmelden", "/healthz", "/koppelen", "/readyz"]
    );
    let page = pages.elsewhere().get("/aanmelden").await;
    assert_eq!(
        page.attributes("main form", "action"),
        ["/aanmelden"],
        "no register, no question about a pet"
    );
    assert!(
        page.text("main").contains("Wachtwoord vergeten? Vraag je beheerder om een nieuwe link.")
    );
    for path in [
        "/aanmelden?gebruiker=tine&wachtwoord=vier+groene+fietsen",
        "/mijn?werkvloer=x",
        "/?sessie=x",
    ] {
        let stranger = pages.elsewhere();
        stranger.get(path).await;
        assert_eq!(stranger.browser.get("werkvloer"), None, "{path}");
    }
    let basic = [("authorization", "Basic dGluZTp2aWVyIGdyb2VuZSBmaWV0c2Vu")];
    assert_eq!(pages.elsewhere().get_with("/mijn", &basic).await.status, 303);
}

both!(v6_4_3_a_forgotten_password_does_not_go_around_the_second_factor: Pages);
async fn v6_4_3_a_forgotten_password_does_not_go_around_the_second_factor(pages: Pages) {
    let bas = administrator(&pages).await;
    account(pages.db(), "eva", "Eva Eender", &[(Role::PrivacyOfficer, "everything")]).await;
    let eva = pages.elsewhere();
    eva.sign_in("eva").await;
    let (secret, _) = eva.enrol().await;
    let id = id_of(&pages, "eva").await;
    let link = bas.post(&format!("/beheer/gebruikers/{id}/link"), &[]).await.text(".wv-secret");
    let path = link.strip_prefix("http://werkvloer.test:8080").unwrap().to_owned();
    let new = pages.elsewhere();
    assert_eq!(
        new.post(&path, &[("wachtwoord", "drie gele kruiwagens")]).await.header("location"),
        "/aanmelden?gelukt=ja"
    );
    assert_eq!(new.browser.get("werkvloer"), None, "the link signs nobody in");
    assert_eq!(eva.get("/mijn").await.status, 303, "whoever was in is out");
    let half = new.try_to_sign_in("eva", "drie gele kruiwagens").await;
    assert_eq!(half.header("location"), "/aanmelden/code");
    for page in ["/mijn", "/logboek", "/aanmelden/tweede-stap"] {
        assert_eq!(new.get(page).await.status, 303, "{page}: half a sign-in");
    }
    pages.clock.set(pages.clock.now() + TimeDelta::seconds(60));
    let code = code_at(&secret, pages.clock.now()).unwrap();
    assert_eq!(new.post("/aanmelden/code", &[("code", &code)]).await.status, 303);
    assert_eq!(new.get("/logboek").await.status, 200);
    // Nobody who looks after accounts sees or chooses a password.
    let fields = visit(&bas, &["/beheer/gebruikers"]).await;
    let house = fields.iter().filter(|(path, _)| path.starts_with("/beheer"));
    let fields: Vec<_> =
        house.flat_map(|(_, page)| page.attributes("main input[type=password]", "name")).collect();
    assert!(fields.is_empty(), "{fields:?}");
}
