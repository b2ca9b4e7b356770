//! Somebody must always be able to let others in.

use super::{administrator, id_of};
use crate::harness::account;
use crate::pages::{Pages, made_up};
use werkvloer::access::Role;

const ADMINISTRATOR: [(&str, &str); 3] =
    [("rol", "administrator"), ("bereik", "everything"), ("zeker", "ja")];

both!(the_last_administrator_stays_and_nobody_turns_their_own_account_off: Pages);
async fn the_last_administrator_stays_and_nobody_turns_their_own_account_off(pages: Pages) {
    made_up::account_that_waits(pages.db()).await;
    let bas = administrator(&pages).await;
    let own = format!("/beheer/gebruikers/{}", id_of(&pages, "bas").await);
    let refused = bas.post(&format!("{own}/rol/einde"), &ADMINISTRATOR).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text("[role=alert]").starts_with("Dit kan niet"), "{}", refused.text("main"));
    assert_eq!(bas.get(&own).await.status, 200, "still in, still administrator");
    // Whoever cannot sign in, or has a part of the house only, does not count.
    account(pages.db(), "deel", "Deel Beheerling", &[(Role::Administrator, "site:stad")]).await;
    let olga = "/beheer/gebruikers/a-olga";
    assert_eq!(bas.post(&format!("{olga}/rol"), &ADMINISTRATOR).await.status, 303);
    assert_eq!(bas.post(&format!("{own}/rol/einde"), &ADMINISTRATOR).await.status, 422);
    let off = bas.post(&format!("{own}/toegang"), &[("aan", "nee")]).await;
    assert_eq!(off.status, 422);
    assert!(off.text("[role=alert]").contains("je eigen account"));
    assert!(!bas.get(&own).await.body.contains("value=\"nee\""));

    // Who comes in through the issuer has no password and counts.
    let linked = "insert into account_identity (issuer, subject, account_id, linked_at) values ('https://uitgever.example', 's1', 'a-olga', $1)";
    let mut tx = pages.db().begin().await.unwrap();
    tx.run(linked, &[&made_up::now()]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(bas.post(&format!("{own}/rol/einde"), &ADMINISTRATOR).await.status, 303);
    assert_eq!(bas.get(&own).await.status, 303, "signed out");
}

both!(of_two_administrators_one_may_go: Pages);
async fn of_two_administrators_one_may_go(pages: Pages) {
    let bas = administrator(&pages).await;
    let own = format!("/beheer/gebruikers/{}", id_of(&pages, "bas").await);
    account(pages.db(), "eva", "Eva Evenzeer", &[(Role::Administrator, "everything")]).await;
    assert_eq!(bas.post(&format!("{own}/rol/einde"), &ADMINISTRATOR).await.status, 303);
    assert_eq!(bas.get(&own).await.status, 303, "signed out");
}

both!(two_cannot_take_each_others_role: Pages);
/// Two administrators take each other's role at the same moment: one of them stays.
async fn two_cannot_take_each_others_role(pages: Pages) {
    let (bas, eva) = (
        administrator(&pages).await,
        pages.entered("eva", &[(Role::Administrator, "everything")]).await,
    );
    let at = async |login| format!("/beheer/gebruikers/{}/rol/einde", id_of(&pages, login).await);
    let (of_bas, of_eva) = (at("bas").await, at("eva").await);
    tokio::join!(bas.post(&of_eva, &ADMINISTRATOR), eva.post(&of_bas, &ADMINISTRATOR));
    let left = [&bas, &eva].map(|one| one.get("/beheer/gebruikers"));
    let left = futures_util::future::join_all(left).await;
    assert_eq!(left.iter().filter(|page| page.status == 200).count(), 1);
}
