//! In with the organisation's own account, as a browser goes: to the issuer and back.

use crate::harness::{Cheat, TestIssuer, account};
use crate::pages::{Answer, Pages};
use axum::http::StatusCode;
use std::sync::Arc;
use werkvloer::access::links::{self, Link};
use werkvloer::access::openid::Provider;
use werkvloer::access::{OpenId, Role, Settings, accounts};

const BACK: &str = "https://vloer.invalid/aanmelden/openid/terug";

/// A service that knows an issuer, somebody with an account, and a link for it.
struct Stand {
    issuer: TestIssuer,
    pages: Pages,
    account: String,
}

impl Stand {
    async fn new(pages: Pages) -> Self {
        let issuer = TestIssuer::start(&pages.clock).await;
        let provider = Provider::new(&issuer.settings(), BACK, pages.clock.clone()).unwrap();
        let openid =
            OpenId { provider: Arc::new(provider), name: "het gemeente-account".to_owned() };
        let settings = Settings { openid: Some(openid), ..Settings::default() };
        let account =
            account(pages.db(), "lies", "Lies Leidekker", &[(Role::Supervisor, "site:stad")]).await;
        Self { issuer, pages: pages.restarted(settings), account }
    }

    /// The address that links the account of `login` to whoever comes from the issuer.
    async fn link(&self, account: &str) -> String {
        let mut tx = self.pages.db().begin().await.unwrap();
        let token =
            links::make(&mut tx, &Link::Account(account.to_owned()), self.pages.clock.now())
                .await
                .unwrap();
        tx.commit().await.unwrap();
        format!("/inrichten/{}/openid", token.reveal())
    }

    /// From an address of ours to the issuer and back.
    async fn go(&self, browser: &Pages, path: &str) -> Answer {
        let off = browser.get(path).await;
        assert_eq!(off.status, StatusCode::SEE_OTHER, "{}", off.body);
        let issuer = off.header("location").to_owned();
        assert!(issuer.starts_with(&format!("{}/authorize?", self.issuer.address)), "{issuer}");
        browser.get(&came_back(issuer).await).await
    }
}

/// What the issuer answers to a browser: the path and query to come back to.
async fn came_back(address: String) -> String {
    let to = tokio::task::spawn_blocking(move || {
        let agent = ureq::Agent::config_builder().max_redirects(0).build().new_agent();
        let answer = agent.get(&address).call().unwrap();
        answer.headers()["location"].to_str().unwrap().to_owned()
    })
    .await
    .unwrap();
    to.strip_prefix("https://vloer.invalid").unwrap().to_owned()
}

fn leads_to(answer: &Answer, path: &str) {
    assert_eq!(
        (answer.status, answer.header("location")),
        (StatusCode::SEE_OTHER, path),
        "{}",
        answer.body
    );
}

both!(a_link_makes_the_account_known_and_then_the_issuer_is_enough: Pages);
async fn a_link_makes_the_account_known_and_then_the_issuer_is_enough(pages: Pages) {
    let stand = Stand::new(pages).await;
    let form = stand.pages.get("/aanmelden?terug=/mijn").await;
    let way = "/aanmelden/openid?terug=/mijn";
    assert!(form.attributes("main a", "href").contains(&way.to_owned()), "{}", form.body);
    assert!(form.text("main").contains("Aanmelden met het gemeente-account"));

    let unknown = stand.go(&stand.pages, way).await;
    assert_eq!(unknown.status, StatusCode::FORBIDDEN);
    assert!(unknown.text(".wv-alert").contains("Je account is hier nog niet bekend."));
    assert_eq!(stand.pages.get("/mijn").await.status, StatusCode::SEE_OTHER, "nobody is in");

    let link = stand.link(&stand.account).await;
    let page = stand.pages.get(link.strip_suffix("/openid").unwrap()).await;
    assert!(page.attributes("main a", "href").contains(&link));
    leads_to(&stand.go(&stand.pages, &link).await, "/");
    assert!(stand.pages.get("/mijn").await.text(".wv-person a").starts_with("Lies Leidekker"));
    assert_eq!(stand.pages.get(&link).await.status, StatusCode::NOT_FOUND, "a link works once");

    let other = stand.pages.elsewhere();
    leads_to(&stand.go(&other, way).await, "/mijn");
    assert!(other.get("/mijn").await.text(".wv-person a").starts_with("Lies Leidekker"));
    let again = other.get("/aanmelden/openid/terug?code=x&state=y").await;
    assert_eq!(again.status, StatusCode::BAD_REQUEST, "nothing is on its way any more");
}

both!(one_person_of_the_issuer_is_one_account: Pages);
async fn one_person_of_the_issuer_is_one_account(pages: Pages) {
    let stand = Stand::new(pages).await;
    leads_to(&stand.go(&stand.pages, &stand.link(&stand.account).await).await, "/");
    let second =
        account(stand.pages.db(), "ab", "Ab Anders", &[(Role::Planner, "everything")]).await;
    let link = stand.link(&second).await;
    let refused = stand.go(&stand.pages.elsewhere(), &link).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.text(".wv-alert").contains("meldt iemand anders zich al aan"));
    // The link was not used up: the right person can still come with it.
    stand.issuer.person("subject-2");
    leads_to(&stand.go(&stand.pages.elsewhere(), &link).await, "/");
}

both!(whoever_may_not_come_in_does_not: Pages);
async fn whoever_may_not_come_in_does_not(pages: Pages) {
    let stand = Stand::new(pages).await;
    leads_to(&stand.go(&stand.pages, &stand.link(&stand.account).await).await, "/");
    let way = "/aanmelden/openid";
    for (cheat, status) in
        [(Cheat::OtherKey, StatusCode::BAD_REQUEST), (Cheat::Declined, StatusCode::FORBIDDEN)]
    {
        stand.issuer.cheat(cheat);
        let browser = stand.pages.elsewhere();
        assert_eq!(stand.go(&browser, way).await.status, status, "{cheat:?}");
        assert_eq!(browser.get("/mijn").await.status, StatusCode::SEE_OTHER, "{cheat:?}");
    }
    stand.issuer.cheat(Cheat::Honest);
    // An answer meant for another browser.
    let (mine, theirs) = (stand.pages.elsewhere(), stand.pages.elsewhere());
    let off = theirs.get(way).await.header("location").to_owned();
    let answer = came_back(off).await;
    mine.get(way).await;
    assert_eq!(mine.get(&answer).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(mine.get("/mijn").await.status, StatusCode::SEE_OTHER);

    let mut tx = stand.pages.db().begin().await.unwrap();
    accounts::disable(&mut tx, &stand.account, stand.pages.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    let disabled = stand.go(&stand.pages.elsewhere(), way).await;
    assert_eq!(disabled.status, StatusCode::FORBIDDEN);
    assert!(disabled.text(".wv-alert").contains("nog niet bekend"), "no more than to anybody else");
}

both!(afterwards_leads_to_a_page_of_our_own: Pages);
async fn afterwards_leads_to_a_page_of_our_own(pages: Pages) {
    let stand = Stand::new(pages).await;
    leads_to(&stand.go(&stand.pages, &stand.link(&stand.account).await).await, "/");
    let long = format!("/mijn?x={}", "a".repeat(2_000));
    for (back, to) in [
        ("https://elders.invalid/", "/"),
        ("//elders.invalid", "/"),
        ("/afmelden", "/"),
        (long.as_str(), "/"),
    ] {
        let way = format!("/aanmelden/openid?terug={back}");
        leads_to(&stand.go(&stand.pages.elsewhere(), &way).await, to);
    }
}

both!(who_is_not_let_in_leaves_a_line: Pages);
async fn who_is_not_let_in_leaves_a_line(pages: Pages) {
    let stand = Stand::new(pages).await;
    let (way, db) = ("/aanmelden/openid", stand.pages.db());
    let told = async || -> Vec<(String, String, String)> {
        let sql = "select actor, object_id, note from trail where action = 'sign in' and outcome = 'refused' order by no";
        db.all(sql, &[]).await.unwrap()
    };
    assert_eq!(stand.go(&stand.pages.elsewhere(), way).await.status, StatusCode::FORBIDDEN);
    leads_to(&stand.go(&stand.pages, &stand.link(&stand.account).await).await, "/");
    for cheat in [Cheat::OtherKey, Cheat::Declined] {
        stand.issuer.cheat(cheat);
        stand.go(&stand.pages.elsewhere(), way).await;
    }
    stand.issuer.cheat(Cheat::Honest);
    let second = account(db, "ab", "Ab Anders", &[(Role::Planner, "everything")]).await;
    stand.go(&stand.pages.elsewhere(), &stand.link(&second).await).await;
    stand.issuer.person("subject-3");
    let third = account(db, "nul", "Nul Rol", &[]).await;
    stand.go(&stand.pages.elsewhere(), &stand.link(&third).await).await;
    let refused =
        |account: &str, why: &str| ("nobody".to_owned(), account.to_owned(), why.to_owned());
    let five = [
        refused("nobody", "no account for this person of the issuer"),
        refused("nobody", "answer of the issuer not believed"),
        refused("nobody", "refused by the issuer"),
        refused(&second, "person of the issuer has another account"),
        refused(&third, "no role"),
    ];
    assert_eq!(told().await, five);

    // Anybody can bring answers that are not true; they do not fill the trail, and make nobody wait.
    let mut crowd = stand.pages.elsewhere();
    crowd.address = stand.pages.address;
    for _ in 0..40 {
        crowd.browser.set("werkvloer-openid", "a.b.c.in./");
        let answer = crowd.get("/aanmelden/openid/terug?code=x&state=y").await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    }
    let more = told().await.len() - five.len();
    assert!((1..=21).contains(&more), "{more}");
    stand.issuer.person("subject-1");
    leads_to(&stand.go(&crowd, way).await, "/");
}
