//! Terminals: listed, enrolled with a secret that is shown once, revoked.

use super::{administrator, lines, told};
use crate::pages::Pages;
use werkvloer::access::Role;

const NEW: &str = "/beheer/terminals/nieuw";

both! {
    async fn a_terminal_is_enrolled_and_its_secret_shown_once(pages: Pages) {
        let bas = administrator(&pages).await;
        let since = lines(&pages).await.len();
        let enrol = |name, station| vec![("terminal", name), ("werkplek", station)];
        for (name, station, field) in [
            ("", "v1-01", "terminal"), ("Met Hoofdletter", "v1-01", "terminal"), ("office", "v1-01", "terminal"), ("../x", "v1-01", "terminal"),
            ("nieuw-1", "", "werkplek"), ("nieuw-1", "z-99", "werkplek"),
        ] {
            let wrong = bas.post(NEW, &enrol(name, station)).await;
            assert_eq!((wrong.status.as_u16(), wrong.texts(&format!("#terminal-{field}-fout")).len()), (422, 1), "{name} {station}");
        }
        let made = bas.post(NEW, &enrol("nieuw-1", "v1-02")).await;
        assert_eq!(made.status, 200, "{}", made.text("main"));
        let secret = made.text(".wv-secret");
        assert!(secret.len() >= 16 && made.text("dd").starts_with("stad/nieuw-1"));
        let (hash,): (String,) = pages.db().one("select secret_hash from terminal where name = 'nieuw-1'", &[]).await.unwrap();
        // Sent twice: the secret that was shown stays the right one until somebody says otherwise.
        let twice = bas.post(NEW, &enrol("nieuw-1", "v1-02")).await;
        assert_eq!(twice.status, 422);
        assert_eq!(twice.text("#terminal-opnieuw-fout"), "Deze terminal heeft al een geheim. Zet het vinkje als je een nieuw wilt.");
        let (same,): (String,) = pages.db().one("select secret_hash from terminal where name = 'nieuw-1'", &[]).await.unwrap();
        assert_eq!(same, hash);
        let mut again = enrol("nieuw-1", "v1-03");
        again.push(("opnieuw", "ja"));
        assert_ne!(bas.post(NEW, &again).await.text(".wv-secret"), secret);
        assert_eq!(told(&pages, since).await, [
            "enrol terminal stad/nieuw-1 station v1-02", "enrol terminal stad/nieuw-1 station v1-03",
        ]);
        for page in ["/beheer/terminals", "/beheer/terminals/stad/nieuw-1"] {
            let page = bas.get(page).await;
            assert!(page.body.contains("stad/nieuw-1") && page.body.contains("v1-03") && !page.body.contains(&secret));
        }
    }
}

both! {
    async fn a_terminal_is_revoked_by_who_is_sure(pages: Pages) {
        let bas = administrator(&pages).await;
        let since = lines(&pages).await.len();
        let list = bas.get("/beheer/terminals").await.texts("tbody tr");
        assert!(list[0].starts_with("stad/term-1 v1-01 verbonden 10:42"), "{list:?}");
        let at = "/beheer/terminals/stad/term-1";
        let unsure = bas.post(&format!("{at}/blokkering"), &[]).await;
        assert_eq!((unsure.status.as_u16(), unsure.text("#blokkeren-zeker-fout").as_str()), (422, "Zet het vinkje als je het zeker weet."));
        for _ in 0..2 {
            let done = bas.post(&format!("{at}/blokkering"), &[("zeker", "ja")]).await;
            assert_eq!((done.status.as_u16(), done.header("location")), (303, "/beheer/terminals"));
        }
        assert_eq!(told(&pages, since).await, ["revoke terminal stad/term-1 -"]);
        assert!(bas.get(at).await.text("main").contains("geblokkeerd"));
        assert_eq!(bas.get(at).await.texts("form[action$=blokkering]").len(), 0);
        for nowhere in ["stad/office", "stad/term-99", "ver/term-1", "%00/x"] {
            assert_eq!(bas.post(&format!("/beheer/terminals/{nowhere}/blokkering"), &[("zeker", "ja")]).await.status, 404, "{nowhere}");
        }
    }
}

both! {
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
        for gone in ["/beheer/terminals/stad/term-1", "/beheer/gebruikers", "/beheer/rechten", "/logboek"] {
            assert_eq!(ver.get(gone).await.status, 404, "{gone}");
        }
        let foreign = ver.post(NEW, &[("terminal", "x"), ("werkplek", "v1-01")]).await;
        assert_eq!(foreign.texts("#terminal-werkplek-fout").len(), 1);
    }
}
