//! Terminals: listed, enrolled with a secret that is shown once, revoked.

use super::{administrator, lines, told};
use crate::pages::Pages;
use werkvloer::access::Role;

const NEW: &str = "/beheer/terminals/nieuw";

both!(a_terminal_is_enrolled_and_its_secret_shown_once: Pages);
async fn a_terminal_is_enrolled_and_its_secret_shown_once(pages: Pages) {
    let bas = administrator(&pages).await;
    let since = lines(&pages).await.len();
    let enrol = |name, station| vec![("terminal", name), ("werkplek", station)];
    for (name, station, field) in [
        ("", "v1-01", "terminal"),
        ("Met Hoofdletter", "v1-01", "terminal"),
        ("office", "v1-01", "terminal"),
        ("../x", "v1-01", "terminal"),
        ("nieuw-1", "", "werkplek"),
        ("nieuw-1", "z-99", "werkplek"),
    ] {
        let wrong = bas.post(NEW, &enrol(name, station)).await;
        assert_eq!(
            (wrong.status.as_u16(), wrong.texts(&format!("#terminal-{field}-fout")).len()),
            (422, 1),
            "{name} {station}"
        );
    }
    let made = bas.post(NEW, &enrol("nieuw-1", "v1-02")).await;
    assert_eq!(made.status, 200, "{}", made.text("main"));
    let secret = made.text(".wv-secret");
    assert!(secret.len() >= 16 && made.text("dd").starts_with("stad/nieuw-1"));
    let (hash,): (String,) = pages
        .db()
        .one("select secret_hash from terminal where name = 'nieuw-1'", &[])
        .await
        .unwrap();
    // Sent twice: the secret that was shown stays the right one until somebody says otherwise.
    let twice = bas.post(NEW, &enrol("nieuw-1", "v1-02")).await;
    assert_eq!(twice.status, 422);
    assert_eq!(
        twice.text("#terminal-opnieuw-fout"),
        "Deze terminal heeft al een geheim. Zet het vinkje als je een nieuw wilt."
    );
    let (same,): (String,) = pages
        .db()
        .one("select secret_hash from terminal where name = 'nieuw-1'", &[])
        .await
        .unwrap();
    assert_eq!(same, hash);
    let mut again = enrol("nieuw-1", "v1-03");
    again.push(("opnieuw", "ja"));
    assert_ne!(bas.post(NEW, &again).await.text(".wv-secret"), secret);
    assert_eq!(
        told(&pages, since).await,
        ["enrol terminal stad/nieuw-1 station v1-02", "enrol terminal stad/nieuw-1 station v1-03",]
    );
    for page in ["/beheer/terminals", "/beheer/terminals/stad/nieuw-1"] {
        let page = bas.get(page).await;
        assert!(
            page.body.contains("stad/nieuw-1")
                && page.body.contains("v1-03")
                && !page.body.contains(&secret)
        );
    }
}

both!(a_terminal_is_revoked_by_who_is_sure: Pages);
async fn a_terminal_is_revoked_by_who_is_sure(pages: Pages) {
    let bas = administrator(&pages).await;
    let since = lines(&pages).await.len();
    let list = bas.get("/beheer/terminals").await.texts("tbody tr");
    assert!(
        list.iter().any(|row| row.starts_with("stad/term-1 v1-01 verbonden 10:42")),
        "{list:?}"
    );
    let at = "/beheer/terminals/stad/term-1";
    let unsure = bas.post(&format!("{at}/blokkering"), &[]).await;
    assert_eq!(
        (unsure.status.as_u16(), unsure.text("#blokkeren-zeker-fout").as_str()),
        (422, "Zet het vinkje als je het zeker weet.")
    );
    for _ in 0..2 {
        let done = bas.post(&format!("{at}/blokkering"), &[("zeker", "ja")]).await;
        assert_eq!((done.status.as_u16(), done.header("location")), (303, "/beheer/terminals"));
    }
    assert_eq!(told(&pages, since).await, ["revoke terminal stad/term-1 -"]);
    assert!(bas.get(at).await.text("main").contains("geblokkeerd"));
    assert_eq!(bas.get(at).await.texts("form[action$=blokkering]").len(), 0);
    for nowhere in ["stad/office", "stad/term-99", "ver/term-1", "%00/x"] {
        assert_eq!(
            bas.post(&format!("/beheer/terminals/{nowhere}/blokkering"), &[("zeker", "ja")])
                .await
                .status,
            404,
            "{nowhere}"
        );
    }
}

both!(terminals_that_are_not_connected_stand_first_and_any_is_found: Pages);
/// Three hundred on one page: who looked for the one that had fallen silent had to read them all.
async fn terminals_that_are_not_connected_stand_first_and_any_is_found(pages: Pages) {
    let bas = administrator(&pages).await;
    let mut tx = pages.db().begin().await.unwrap();
    for no in 1000..1060_i64 {
        tx.run(
                "insert into terminal (no, site_id, name, station_code, enrolled_at) values ($1, 'stad', $2, 'v1-04', $3)",
                &[&no, &format!("pers-{no}"), &pages.clock.now()],
            )
            .await
            .unwrap();
        tx.run(
            "insert into terminal_state (terminal_no, online, last_seen) values ($1, $2, $3)",
            &[&no, &(no != 1033), &pages.clock.now()],
        )
        .await
        .unwrap();
    }
    tx.commit().await.unwrap();
    let first = bas.get("/beheer/terminals").await;
    let states = first.texts("tbody td:nth-child(3)");
    let silent = states.iter().filter(|state| *state == "niet verbonden").count();
    assert!(states[..silent].iter().all(|state| state == "niet verbonden"), "{states:?}");
    assert_eq!(first.text(".wv-lead"), format!("Niet verbonden: {silent}. Die staan bovenaan."));
    assert!(first.texts("tbody tr")[..silent].iter().any(|row| row.starts_with("stad/pers-1033 ")));
    assert_eq!((states.len(), first.text(".wv-paging span").as_str()), (50, "Blad 1 van 2"));
    let all: i64 = pages
        .db()
        .one::<(i64,)>("select count(*) from terminal where site_id = 'stad'", &[])
        .await
        .unwrap()
        .0;
    for beyond in ["2", "99"] {
        let rest =
            bas.get(&format!("/beheer/terminals?blad={beyond}")).await.texts("tbody tr").len();
        assert_eq!(i64::try_from(50 + rest).unwrap(), all, "{beyond}");
    }
    let found = bas.get("/beheer/terminals?terminal=PERS-105").await;
    assert_eq!((found.texts("tbody tr").len(), found.texts(".wv-paging").len()), (10, 0));
    let by_station = bas.get("/beheer/terminals?terminal=v1-04").await;
    assert_eq!(
        by_station.attributes(".wv-paging a", "href"),
        ["/beheer/terminals?terminal=v1-04&blad=2"]
    );
    let nothing = bas.get("/beheer/terminals?terminal=%3Cb%3E%26").await;
    assert_eq!(nothing.attributes("input[name=terminal]", "value"), ["<b>&"]);
    assert!(
        nothing.text("main").contains("Geen terminal met deze naam of werkplek."),
        "{}",
        nothing.text("main")
    );
}

both!(who_administers_one_site_sees_its_terminals_and_no_accounts: Pages);
async fn who_administers_one_site_sees_its_terminals_and_no_accounts(pages: Pages) {
    let mut tx = pages.db().begin().await.unwrap();
    for sql in [
        "insert into site values ('ver', 'Locatie Ver', 'Europe/Amsterdam', 240, 750)",
        "insert into hall (id, site_id, name) values ('hal-x', 'ver', 'Hal X')",
        "insert into work_group (id, hall_id, name) values ('gx', 'hal-x', 'Groep X')",
    ] {
        tx.run(sql, &[]).await.unwrap();
    }
    tx.commit().await.unwrap();
    let ver = pages.entered("ver", &[(Role::Administrator, "site:ver")]).await;
    let list = ver.get("/beheer/terminals").await;
    assert_eq!((list.status.as_u16(), list.texts("tbody tr").len()), (200, 0));
    assert_eq!(list.text(".wv-bar nav a"), "Vloer | Quarantaine | Apparaten | Terminals");
    for gone in
        ["/beheer/terminals/stad/term-1", "/beheer/gebruikers", "/beheer/rechten", "/logboek"]
    {
        assert_eq!(ver.get(gone).await.status, 404, "{gone}");
    }
    let foreign = ver.post(NEW, &[("terminal", "x"), ("werkplek", "v1-01")]).await;
    assert_eq!(foreign.texts("#terminal-werkplek-fout").len(), 1);
}
