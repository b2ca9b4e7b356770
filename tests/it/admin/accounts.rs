//! Accounts as an administrator sees and changes them.

use super::{administrator, id_of, lines, told};
use crate::harness::{PASSWORD, account};
use crate::pages::{Pages, made_up};
use chrono::TimeDelta;
use werkvloer::access::Role;

const LIST: &str = "/beheer/gebruikers";

both!(the_list_is_sorted_in_sheets_and_searched_without_a_name_in_the_address: Pages);
async fn the_list_is_sorted_in_sheets_and_searched_without_a_name_in_the_address(pages: Pages) {
    made_up::account_that_waits(pages.db()).await;
    for n in 0..30 {
        account(
            pages.db(),
            &format!("p{n:02}"),
            &format!("Persoon {n:02}"),
            &[(Role::Planner, "everything")],
        )
        .await;
    }
    let bas = administrator(&pages).await;
    let first = bas.get(LIST).await;
    assert_eq!(first.texts("tbody tr").len(), 25);
    assert!(
        first.texts("tbody tr")[0].starts_with("Iemand Verzonnen bas beheerder aan staat aan"),
        "{}",
        first.text("tbody tr")
    );
    let last = bas.get(&format!("{LIST}?sorteer=-naam&blad=2")).await;
    assert_eq!(last.texts("tbody th").last().unwrap(), "Iemand Verzonnen");
    assert_eq!(bas.get(&format!("{LIST}?blad=99")).await.texts("tbody tr").len(), 8);
    let by_login = bas.get(&format!("{LIST}?sorteer=aanmeldnaam")).await;
    assert!(
        by_login.texts("tbody tr")[1].contains("olga wacht op wachtwoord"),
        "{}",
        by_login.text("tbody tr")
    );

    let found = bas.post(LIST, &[("zoek", "PERSOON 0")]).await;
    assert_eq!((found.status.as_u16(), found.texts("tbody tr").len()), (200, 10));
    assert_eq!(found.attributes("#zoeken-zoek", "value"), ["PERSOON 0"]);
    let none = bas.post(LIST, &[("zoek", "<b>'; drop")]).await;
    assert_eq!(none.texts("tbody tr").len(), 0);
    assert!(none.text("main").contains("Niemand heet zo"));
    let empty = bas.post(LIST, &[("zoek", " ")]).await;
    assert_eq!(
        (empty.status.as_u16(), empty.text("#zoeken-zoek-fout").as_str()),
        (422, "Vul dit in.")
    );
}

both!(a_new_account_gets_a_link_once_and_sending_twice_makes_one: Pages);
async fn a_new_account_gets_a_link_once_and_sending_twice_makes_one(pages: Pages) {
    let bas = administrator(&pages).await;
    let form = bas.get("/beheer/gebruikers/nieuw").await;
    let key = form.attributes("input[name=sleutel]", "value").remove(0);
    let fields = |login, role, scope| {
        vec![
            ("sleutel", key.as_str()),
            ("naam", "Nel Nieuweling"),
            ("aanmeldnaam", login),
            ("rol", role),
            ("bereik", scope),
        ]
    };
    let new = "/beheer/gebruikers/nieuw";
    let wrong = bas.post(new, &fields("a b", "job_coach", "group:g1")).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.text("#nieuw-aanmeldnaam-fout").starts_with("Gebruik 1 tot 40"));
    assert!(wrong.text("#nieuw-bereik-fout").starts_with("Deze rol kan hier niet"));
    assert_eq!(wrong.attributes("#nieuw-naam", "value"), ["Nel Nieuweling"], "kept");
    assert_eq!(wrong.attributes("#nieuw-bereik option[selected]", "value"), ["group:g1"]);
    let taken = bas.post(new, &fields("BAS", "supervisor", "group:g1")).await;
    assert_eq!(
        taken.text("#nieuw-aanmeldnaam-fout"),
        "Deze aanmeldnaam is al van iemand anders. Kies een andere."
    );

    let since = lines(&pages).await.len();
    let made = bas.post(new, &fields("nel", "supervisor", "group:g1")).await;
    assert_eq!(made.status, 200, "{}", made.text("main"));
    let link = made.text(".wv-secret");
    assert!(link.starts_with("http://werkvloer.test:8080/inrichten/"), "{link}");
    let again = bas.post(new, &fields("nel", "supervisor", "group:g1")).await;
    assert_eq!(
        (again.status.as_u16(), again.header("location")),
        (303, format!("{LIST}/{key}").as_str())
    );
    assert_eq!(
        told(&pages, since).await,
        [
            format!("make account {key} waits for a password"),
            format!("give role {key} supervisor for group:g1 from 2026-11-20"),
            format!("make link {key} works once"),
        ]
    );
    let nel = pages.elsewhere();
    let path = link.strip_prefix("http://werkvloer.test:8080").unwrap();
    assert_eq!(nel.post(path, &[("wachtwoord", PASSWORD)]).await.status, 303);
    nel.sign_in("nel").await;
    assert_eq!(nel.get("/vloer/hal-1").await.status, 200);
    let page = bas.get(&format!("{LIST}/{key}")).await;
    assert!(!page.body.contains("inrichten/"), "the link is shown once");
    assert_eq!(page.text("title"), "Gebruiker · Werkvloer", "no name in a title");
}

both!(roles_are_given_and_ended_and_each_ends_the_sessions: Pages);
async fn roles_are_given_and_ended_and_each_ends_the_sessions(pages: Pages) {
    let bas = administrator(&pages).await;
    let jan = pages.entered("jan", &[(Role::Planner, "everything")]).await;
    let id = id_of(&pages, "jan").await;
    let at = format!("{LIST}/{id}");
    let page = bas.get(&at).await;
    assert_eq!(
        page.texts("#geven-bereik option"),
        [
            "Kies",
            "Alles",
            "Locatie: Locatie Stad",
            "Groep: Groep Merel",
            "Groep: Groep Spreeuw",
            "Groep: Groep Vink",
        ]
    );
    let give =
        |until| vec![("rol", "supervisor"), ("bereik", "group:g2"), ("vanaf", ""), ("tot", until)];
    let since = lines(&pages).await.len();
    let wrong = bas.post(&format!("{at}/rol"), &give("2026-01-01")).await;
    assert_eq!(
        (wrong.status.as_u16(), wrong.text("#geven-tot-fout").as_str()),
        (422, "Deze dag is eerder dan de eerste dag.")
    );
    for wrong in ["gisteren", "9999-99-99", "31-12-2026"] {
        assert_eq!(
            bas.post(&format!("{at}/rol"), &give(wrong)).await.texts("#geven-tot-fout").len(),
            1,
            "{wrong}"
        );
    }
    assert_eq!(jan.get("/mijn").await.status, 200, "nothing has happened yet");
    for _ in 0..2 {
        let given = bas.post(&format!("{at}/rol"), &give("2026-12-31")).await;
        assert_eq!((given.status.as_u16(), given.header("location")), (303, at.as_str()));
    }
    assert_eq!(jan.get("/mijn").await.status, 303, "signed out");
    let page = bas.get(&at).await;
    assert!(page.texts("tbody tr").iter().any(|row| row.starts_with("werkleider Groep: Groep Vink vr 20 nov do 31 dec geldt nu")), "{}", page.text("tbody tr"));
    jan.sign_in("jan").await;
    let unsure = bas
        .post(&format!("{at}/rol/einde"), &[("rol", "supervisor"), ("bereik", "group:g2")])
        .await;
    assert_eq!(
        (unsure.status.as_u16(), unsure.texts("td [id$=zeker-fout]")),
        (422, vec!["Zet het vinkje als je het zeker weet.".to_owned()])
    );
    assert_eq!(jan.get("/mijn").await.status, 200, "nothing has happened yet");
    let end = [("rol", "supervisor"), ("bereik", "group:g2"), ("zeker", "ja")];
    for _ in 0..2 {
        assert_eq!(bas.post(&format!("{at}/rol/einde"), &end).await.status, 303);
    }
    assert_eq!(jan.get("/mijn").await.status, 303);
    assert_eq!(
        told(&pages, since)
            .await
            .iter()
            .filter(|line| !line.starts_with("sign"))
            .cloned()
            .collect::<Vec<_>>(),
        [
            format!("give role {id} supervisor for group:g2 from 2026-11-20 until 2026-12-31"),
            format!("take role {id} supervisor for group:g2"),
        ]
    );
    assert_eq!(
        bas.post(
            &format!("{at}/rol/einde"),
            &[("rol", "baas"), ("bereik", "everything"), ("zeker", "ja")]
        )
        .await
        .status,
        404
    );
    let line = lines(&pages).await.into_iter().find(|line| line.action == "take role").unwrap();
    assert_eq!(
        (line.actor, line.acting_as, line.origin),
        (id_of(&pages, "bas").await, "administrator".to_owned(), "198.51.100.9".to_owned())
    );
}

both!(an_account_is_turned_off_and_on_its_sessions_ended_and_its_second_step_erased: Pages);
async fn an_account_is_turned_off_and_on_its_sessions_ended_and_its_second_step_erased(
    pages: Pages,
) {
    let bas = administrator(&pages).await;
    let petra = pages.entered("petra", &[(Role::PrivacyOfficer, "everything")]).await;
    let id = id_of(&pages, "petra").await;
    let at = format!("{LIST}/{id}");
    let since = lines(&pages).await.len();
    let page = bas.get(&at).await;
    let session = page.attributes("input[name=sessie]", "value").remove(0);
    for _ in 0..2 {
        let ended = bas.post(&format!("{at}/sessie/einde"), &[("sessie", &session)]).await;
        assert_eq!((ended.status.as_u16(), ended.header("location")), (303, at.as_str()));
    }
    assert_eq!(petra.get("/mijn").await.status, 303);
    // Of the administrator's own, which is no session of this account.
    let own = bas
        .get(&format!("{LIST}/{}", id_of(&pages, "bas").await))
        .await
        .attributes("input[name=sessie]", "value")
        .remove(0);
    bas.post(&format!("{at}/sessie/einde"), &[("sessie", &own)]).await;
    assert_eq!(bas.get(&at).await.status, 200);
    let unsure = bas.post(&format!("{at}/tweede-stap"), &[]).await;
    assert_eq!(
        (unsure.status.as_u16(), unsure.text("#stap-zeker-fout").as_str()),
        (422, "Zet het vinkje als je het zeker weet.")
    );
    for _ in 0..2 {
        assert_eq!(bas.post(&format!("{at}/tweede-stap"), &[("zeker", "ja")]).await.status, 303);
    }
    petra.sign_in("petra").await;
    petra.enrol().await;
    assert_eq!(bas.post(&format!("{at}/sessies/einde"), &[]).await.status, 303);
    assert_eq!(bas.post(&format!("{at}/sessies/einde"), &[]).await.status, 303);
    assert_eq!(petra.get("/mijn").await.status, 303);
    let unsure = bas.post(&format!("{at}/toegang"), &[("aan", "nee")]).await;
    assert_eq!(
        (unsure.status.as_u16(), unsure.text("#uit-zeker-fout").as_str()),
        (422, "Zet het vinkje als je het zeker weet.")
    );
    for (word, sure) in [("nee", "ja"), ("nee", ""), ("ja", ""), ("ja", "")] {
        assert_eq!(
            bas.post(&format!("{at}/toegang"), &[("aan", word), ("zeker", sure)]).await.status,
            303
        );
        if word == "nee" {
            assert_eq!(petra.try_to_sign_in("petra", PASSWORD).await.status, 422);
            let refused = bas.post(&format!("{at}/link"), &[]).await;
            assert_eq!((refused.status.as_u16(), refused.texts("[role=alert]").len()), (422, 1));
        }
    }
    pages.clock.set(pages.clock.now() + TimeDelta::seconds(60));
    petra.sign_in("petra").await;
    let told: Vec<_> =
        told(&pages, since).await.into_iter().filter(|line| !line.starts_with("sign in")).collect();
    assert_eq!(
        told,
        [
            format!("end session {id} one"),
            format!("change secret {id} second factor forgotten"),
            format!("change secret {id} second factor"),
            format!("end session {id} all"),
            format!("disable account {id} sessions ended"),
            format!("enable account {id} as before"),
        ]
    );
    assert!(
        lines(&pages)
            .await
            .iter()
            .any(|line| line.outcome == "refused"
                && line.note.as_deref() == Some("disabled account"))
    );
    let one = bas.post(&format!("{at}/link"), &[]).await.text(".wv-secret");
    let two = bas.post(&format!("{at}/link"), &[]).await.text(".wv-secret");
    let of = |link: &str| link.strip_prefix("http://werkvloer.test:8080").unwrap().to_owned();
    assert_eq!(
        pages.elsewhere().get(&of(&one)).await.status,
        404,
        "a new link takes the place of the old"
    );
    assert_eq!(pages.elsewhere().get(&of(&two)).await.status, 200);
}

both!(a_badge_is_given_and_taken_on_the_account_s_page: Pages);
async fn a_badge_is_given_and_taken_on_the_account_s_page(pages: Pages) {
    let bas = administrator(&pages).await;
    account(pages.db(), "jan", "Jan Voorbeeld", &[(Role::Supervisor, "group:g1")]).await;
    let id = id_of(&pages, "jan").await;
    let (at, form) = (format!("{LIST}/{id}"), format!("{LIST}/{id}/badge"));
    let since = lines(&pages).await.len();
    for _ in 0..2 {
        let kept = bas.post(&form, &[("badge", " s-1017 ")]).await;
        assert_eq!((kept.status.as_u16(), kept.header("location")), (303, at.as_str()));
    }
    assert_eq!(bas.get(&at).await.attributes("#badge-badge", "value"), ["S-1017"]);
    assert_eq!(
        told(&pages, since).await,
        [format!("change {id} badge")],
        "sent twice, it happened once"
    );
    pages.give_pin("jan").await;
    let tablet = pages.paired("tablet", "hal-1").await;
    tablet.sign_on("S-1017").await;

    let own = format!("{LIST}/{}/badge", id_of(&pages, "bas").await);
    for (typed, why) in [
        ("S-1017", "Dit is al de badge of de aanmeldnaam van iemand anders."),
        ("TINE", "Dit is al de badge of de aanmeldnaam van iemand anders."),
        ("a b", "Gebruik 1 tot 32 letters of cijfers. Een - mag ook."),
        ("<b>", "Gebruik 1 tot 32 letters of cijfers. Een - mag ook."),
        (&"9".repeat(33), "Gebruik 1 tot 32 letters of cijfers. Een - mag ook."),
    ] {
        let wrong = bas.post(&own, &[("badge", typed)]).await;
        assert_eq!(
            (wrong.status.as_u16(), wrong.text("#badge-badge-fout").as_str()),
            (422, why),
            "{typed}"
        );
        assert_eq!(wrong.attributes("#badge-badge", "value"), [typed], "kept");
    }
    let since = lines(&pages).await.len();
    for _ in 0..2 {
        assert_eq!(bas.post(&form, &[("badge", "")]).await.status, 303);
    }
    assert_eq!(told(&pages, since).await, [format!("change {id} no badge")]);
    assert_eq!(bas.get(&at).await.attributes("#badge-badge", "value"), [""]);
    assert_eq!(bas.post(&own, &[("badge", "S-1017")]).await.status, 303, "it is free again");
    assert_eq!(bas.post(&format!("{LIST}/a-none/badge"), &[("badge", "X1")]).await.status, 404);
    let jan = pages.elsewhere();
    jan.sign_in("jan").await;
    assert_eq!(jan.post(&form, &[("badge", "X1")]).await.status, 404);
}

both!(an_account_that_is_linked_to_the_issuer_is_active: Pages);
/// Whoever comes in through the company's own accounts never has a password here.
async fn an_account_that_is_linked_to_the_issuer_is_active(pages: Pages) {
    made_up::account_that_waits(pages.db()).await;
    let bas = administrator(&pages).await;
    let state = async || bas.get(&format!("{LIST}/a-olga")).await.text("dl");
    assert!(state().await.contains("wacht op wachtwoord"), "{}", state().await);
    let mut tx = pages.db().begin().await.unwrap();
    tx.run(
            "insert into account_identity (issuer, subject, account_id, linked_at) values ('https://uitgever.example', 's1', 'a-olga', $1)",
            &[&made_up::now()],
        )
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert!(!state().await.contains("wacht op wachtwoord"), "{}", state().await);
    let list = bas.get(&format!("{LIST}?sorteer=aanmeldnaam")).await.texts("tbody tr");
    assert!(list.iter().any(|row| row.contains("olga") && row.contains(" aan ")), "{list:?}");
}

both!(nobody_gives_themselves_a_role_that_shows_people_or_the_trail: Pages);
async fn nobody_gives_themselves_a_role_that_shows_people_or_the_trail(pages: Pages) {
    let bas = administrator(&pages).await;
    let id = id_of(&pages, "bas").await;
    let (own, since) = (format!("{LIST}/{id}/rol"), lines(&pages).await.len());
    let give = |role, scope| vec![("rol", role), ("bereik", scope)];
    for (role, scope) in [("supervisor", "group:g1"), ("privacy_officer", "everything")] {
        let refused = bas.post(&own, &give(role, scope)).await;
        assert_eq!(refused.status, 422, "{role}");
        assert!(
            refused
                .text("[role=alert]")
                .contains("Je kunt jezelf geen rol geven die mensen of het logboek laat zien."),
            "{role}"
        );
        assert_eq!(refused.attributes("#geven-bereik option[selected]", "value"), [scope], "kept");
    }
    let mut tx = pages.db().begin().await.unwrap();
    tx.run("insert into coach (id, name) values ('c1', 'Coen Coachman')", &[]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(bas.post(&own, &give("job_coach", "caseload:c1")).await.status, 422);
    assert_eq!(told(&pages, since).await.len(), 0);
    assert_eq!(bas.get(LIST).await.status, 200, "still in");
    let mut eva = pages.entered("eva", &[(Role::Administrator, "everything")]).await;
    eva.address = pages.address;
    let since = lines(&pages).await.len();
    assert_eq!(
        eva.post(&own, &give("supervisor", "group:g1")).await.status,
        303,
        "somebody else does"
    );
    let told = told(&pages, since).await;
    assert!(
        told.len() == 1 && told[0].starts_with(&format!("give role {id} supervisor for group:g1")),
        "{told:?}"
    );
    bas.sign_in("bas").await;
    let given = eva
        .post(&format!("{LIST}/{}/rol", id_of(&pages, "eva").await), &give("planner", "everything"))
        .await;
    assert_eq!(given.status, 303, "what shows nobody");
}
