//! The yearly look at who has which role.

use super::{administrator, id_of, lines, told};
use crate::harness::account;
use crate::pages::{Pages, made_up};
use chrono::TimeDelta;
use werkvloer::access::Role;

const RIGHTS: &str = "/beheer/rechten";

both!(every_grant_in_force_stands_there_and_a_review_is_a_line: Pages);
async fn every_grant_in_force_stands_there_and_a_review_is_a_line(pages: Pages) {
    account(
        pages.db(),
        "jan",
        "Jan Voorbeeld",
        &[(Role::Supervisor, "group:g1"), (Role::Planner, "everything")],
    )
    .await;
    let bas = administrator(&pages).await;
    let page = bas.get(RIGHTS).await;
    assert_eq!(
        page.texts("tbody tr"),
        [
            "Iemand Verzonnen beheerder Alles 1 jan 2020 – geldt nu 11:30",
            "Jan Voorbeeld werkleider Groep: Groep Merel 1 jan 2020 – geldt nu nooit",
            "Jan Voorbeeld planner Alles 1 jan 2020 – geldt nu nooit",
            "Tine Testpersoon werkleider Alles 1 jan 2020 – geldt nu 11:30",
        ]
    );
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
    bas.post(
        &format!("/beheer/gebruikers/{jan}/rol/einde"),
        &[("rol", "planner"), ("bereik", "everything"), ("zeker", "ja")],
    )
    .await;
    bas.post(
        &format!("/beheer/gebruikers/{jan}/rol"),
        &[("rol", "sales"), ("bereik", "everything"), ("vanaf", "2027-01-01")],
    )
    .await;
    let rows = bas.get(RIGHTS).await.texts("tbody tr");
    assert_eq!(rows.len(), 4, "what is over is left out, what is to come is not");
    assert_eq!(rows[2], "Jan Voorbeeld verkoop Alles 1 jan 2027 – komt nog nooit");
    bas.post(&format!("/beheer/gebruikers/{jan}/toegang"), &[("aan", "nee"), ("zeker", "ja")])
        .await;
    assert_eq!(
        bas.get(RIGHTS).await.texts("tbody tr").len(),
        2,
        "who cannot sign in has no rights"
    );
    pages.clock.set(pages.clock.now() + TimeDelta::minutes(10));
    assert_eq!(bas.get(RIGHTS).await.status, 200);
}

both!(the_last_sign_in_is_kept_in_whatever_way_and_a_late_review_is_told: Pages);
/// Neither a PIN nor time takes away when an account was last used; and a year is told.
async fn the_last_sign_in_is_kept_in_whatever_way_and_a_late_review_is_told(pages: Pages) {
    account(pages.db(), "jan", "Jan Voorbeeld", &[(Role::Supervisor, "group:g1")]).await;
    let bas = administrator(&pages).await;
    let of_jan = async || {
        let rows = bas.get(RIGHTS).await.texts("tbody tr");
        rows.into_iter().find(|row| row.starts_with("Jan")).unwrap()
    };
    assert!(of_jan().await.ends_with("geldt nu nooit"), "{}", of_jan().await);
    pages.give_pin("jan").await;
    let tablet = pages.paired("tablet", "hal-1").await;
    assert_eq!(tablet.try_to_sign_on("jan", "000001").await.status, 422);
    assert!(of_jan().await.ends_with("nooit"), "a wrong PIN is no sign-in");
    tablet.sign_on("jan").await;
    assert!(of_jan().await.ends_with("geldt nu 11:30"), "{}", of_jan().await);

    let late = "Er is het laatste jaar niet nagekeken";
    assert!(bas.get(RIGHTS).await.text("main").contains(late), "never");
    assert_eq!(bas.post(RIGHTS, &[("gezien", "ja")]).await.status, 303);
    assert!(!bas.get(RIGHTS).await.text("main").contains(late));
    // The browsers of all are forgotten; when somebody came in is not.
    let mut tx = pages.db().begin().await.unwrap();
    tx.run("delete from known_browser", &[]).await.unwrap();
    tx.commit().await.unwrap();
    for (days, is_late) in [(365, false), (366, true)] {
        pages.clock.set(made_up::now() + TimeDelta::days(days));
        let eva =
            pages.entered(&format!("eva{days}"), &[(Role::Administrator, "everything")]).await;
        let page = eva.get(RIGHTS).await;
        assert_eq!(page.text("main").contains(late), is_late, "{days}");
        assert!(
            page.texts("tbody tr")
                .iter()
                .any(|row| row.starts_with("Jan") && row.contains("20 nov 2026")),
            "{}",
            page.text("tbody tr")
        );
    }
}
