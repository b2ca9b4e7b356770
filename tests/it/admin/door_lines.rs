//! What the door writes of those who come and go: ids and addresses, never what was typed.

use super::{id_of, lines, told};
use crate::harness::{PASSWORD, account};
use crate::pages::Pages;
use chrono::TimeDelta;
use werkvloer::access::Role;
use werkvloer::access::second_factor::code_at;

both!(whoever_comes_and_goes_leaves_lines: Pages);
async fn whoever_comes_and_goes_leaves_lines(pages: Pages) {
    let roles = [(Role::Supervisor, "group:g1"), (Role::Planner, "everything")];
    let id = account(pages.db(), "jan", "Jan Voorbeeld", &roles).await;
    let jan = pages.elsewhere();
    let since = lines(&pages).await.len();
    assert_eq!(jan.try_to_sign_in("jan", "verkeerd").await.status, 422);
    assert_eq!(jan.try_to_sign_in("geheime-naam", "geheim-woord").await.status, 422);
    jan.sign_in("jan").await;
    assert_eq!(jan.post("/rol", &[("rol", "planner")]).await.status, 303);
    let fields = [("nu", PASSWORD), ("nieuw", "drie gele kruiwagens")];
    assert_eq!(jan.post("/mijn/wachtwoord", &fields).await.status, 303);
    for _ in 0..2 {
        assert_eq!(jan.post("/afmelden", &[]).await.status, 303);
    }
    assert_eq!(
        told(&pages, since).await,
        [
            format!("sign in {id} wrong name or password"),
            "sign in nobody wrong name or password".to_owned(),
            format!("sign in {id} -"),
            format!("switch role {id} to planner"),
            format!("change secret {id} password"),
            format!("sign out {id} -"),
        ]
    );
    let written = lines(&pages).await.split_off(since);
    let who: Vec<_> = written
        .iter()
        .map(|line| (line.actor == id, line.acting_as.as_str(), line.outcome.as_str()))
        .collect();
    assert_eq!(
        who,
        [
            (false, "nobody", "refused"),
            (false, "nobody", "refused"),
            (true, "supervisor", "done"),
            (true, "supervisor", "done"),
            (true, "planner", "done"),
            (true, "planner", "done"),
        ]
    );
    assert!(written.iter().all(|line| line.origin == "198.51.100.9"));
    let text = format!("{written:?}");
    for never in ["geheime-naam", "geheim-woord", "Voorbeeld", "jan\"", "kruiwagens"] {
        assert!(!text.contains(never), "{never}: {text}");
    }
}

both!(the_second_step_leaves_lines_and_a_throttled_try_none: Pages);
async fn the_second_step_leaves_lines_and_a_throttled_try_none(pages: Pages) {
    account(pages.db(), "bas", "Bas Beheerling", &[(Role::Administrator, "everything")]).await;
    let id = id_of(&pages, "bas").await;
    let bas = pages.elsewhere();
    let since = lines(&pages).await.len();
    bas.sign_in("bas").await;
    assert_eq!(told(&pages, since).await.len(), 0, "halfway is not in");
    let (secret, _) = bas.enrol().await;
    assert_eq!(
        told(&pages, since).await,
        [format!("change secret {id} second factor"), format!("sign in {id} -")]
    );
    let since = since + 2;
    let other = pages.elsewhere();
    other.sign_in("bas").await;
    for _ in 0..8 {
        other.post("/aanmelden/code", &[("code", "123")]).await;
    }
    let refused = told(&pages, since).await;
    assert_eq!(
        refused,
        vec![format!("sign in {id} wrong code"); 5],
        "what was not looked at leaves no line"
    );
    pages.clock.set(pages.clock.now() + TimeDelta::minutes(9));
    let code = code_at(&secret, pages.clock.now()).unwrap();
    assert_eq!(other.post("/aanmelden/code", &[("code", &code)]).await.status, 303);
    assert_eq!(told(&pages, since + 5).await, [format!("sign in {id} -")]);
}

both!(ones_own_sessions_are_listed_and_ended: Pages);
async fn ones_own_sessions_are_listed_and_ended(pages: Pages) {
    let (here, there) = (&pages, pages.elsewhere());
    there.sign_in("tine").await;
    let since = lines(&pages).await.len();
    let page = here.get("/mijn").await;
    let rows = page.texts("tbody tr");
    assert_eq!(rows.len(), 2, "{rows:?}");
    let this: Vec<_> = rows.iter().filter(|row| row.ends_with("deze")).collect();
    assert!(
        this.len() == 1 && this[0].starts_with("Onbekende browser 192.0.2.* werkleider 11:30"),
        "{rows:?}"
    );
    assert!(rows.iter().any(|row| row.contains("198.51.100.*")), "{rows:?}");
    let other = page.attributes("input[name=sessie]", "value");
    assert_eq!(other.len(), 1, "this one has no button");
    for to in ["/mijn", "/mijn"] {
        let ended = here.post("/mijn/sessies/einde", &[("sessie", &other[0])]).await;
        assert_eq!((ended.status.as_u16(), ended.header("location")), (303, to));
    }
    assert_eq!(there.get("/mijn").await.status, 303);
    assert_eq!(
        told(&pages, since).await,
        [format!("end session {} one", id_of(&pages, "tine").await)]
    );
    // Somebody else's is not mine to end.
    let lies = pages.entered("lies", &[(Role::Planner, "everything")]).await;
    let (foreign,): (String,) = pages.db().one(
            "select s.id_hash from session s join account a on a.id = s.account_id where a.login = 'lies'", &[],
        ).await.unwrap();
    assert_eq!(
        here.post("/mijn/sessies/einde", &[("sessie", &foreign)]).await.header("location"),
        "/mijn"
    );
    assert_eq!(lies.get("/mijn").await.status, 200);
}
