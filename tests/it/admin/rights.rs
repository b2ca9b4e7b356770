//! The yearly look at who has which role.

use super::{administrator, id_of, lines, told};
use crate::harness::account;
use crate::pages::Pages;
use chrono::TimeDelta;
use werkvloer::access::Role;

const RIGHTS: &str = "/beheer/rechten";

both! {
    async fn every_grant_in_force_stands_there_and_a_review_is_a_line(pages: Pages) {
        account(pages.db(), "jan", "Jan Voorbeeld", &[(Role::Supervisor, "group:g1"), (Role::Planner, "everything")]).await;
        let bas = administrator(&pages).await;
        let page = bas.get(RIGHTS).await;
        assert_eq!(page.texts("tbody tr"), [
            "Iemand Verzonnen beheerder Alles 1 jan 2020 – 11:30",
            "Jan Voorbeeld werkleider Groep: Groep Merel 1 jan 2020 – nooit",
            "Jan Voorbeeld planner Alles 1 jan 2020 – nooit",
            "Tine Testpersoon werkleider Alles 1 jan 2020 – 11:30",
        ]);
        assert!(page.text(".wv-lead").contains("nog nooit"));
        let since = lines(&pages).await.len();
        let wrong = bas.post(RIGHTS, &[]).await;
        assert_eq!((wrong.status.as_u16(), wrong.texts("#nagekeken-gezien-fout").len()), (422, 1));
        for _ in 0..2 {
            let done = bas.post(RIGHTS, &[("gezien", "ja")]).await;
            assert_eq!((done.status.as_u16(), done.header("location")), (303, RIGHTS));
        }
        assert_eq!(told(&pages, since).await, ["review rights all -"], "sent twice, it happened once");
        assert!(bas.get(RIGHTS).await.text(".wv-lead").contains("11:30, door Iemand Verzonnen"));

        let jan = id_of(&pages, "jan").await;
        bas.post(&format!("/beheer/gebruikers/{jan}/rol/einde"), &[("rol", "planner"), ("bereik", "everything")]).await;
        bas.post(&format!("/beheer/gebruikers/{jan}/rol"), &[("rol", "sales"), ("bereik", "everything"), ("vanaf", "2027-01-01")]).await;
        assert_eq!(bas.get(RIGHTS).await.texts("tbody tr").len(), 3, "only what is in force today");
        bas.post(&format!("/beheer/gebruikers/{jan}/toegang"), &[("aan", "nee")]).await;
        assert_eq!(bas.get(RIGHTS).await.texts("tbody tr").len(), 2, "who cannot sign in has no rights");
        pages.clock.set(pages.clock.now() + TimeDelta::minutes(10));
        assert_eq!(bas.get(RIGHTS).await.status, 200);
    }
}
