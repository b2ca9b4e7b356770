//! The organisation's own accounts: what a browser brings back is believed only when all of it is true.

use crate::harness::floor::{NOON, at};
use crate::harness::{Cheat, TestIssuer};
use chrono::TimeDelta;
use std::collections::HashMap;
use werkvloer::access::openid::{Answer, Attempt, Identity, Provider, Refusal, Settings};
use werkvloer::clock::Clock;

const BACK: &str = "https://vloer.invalid/aanmelden/openid/terug";

/// As a browser: goes where it is sent, and tells what it brings back.
async fn visit(url: String) -> Answer {
    let location = tokio::task::spawn_blocking(move || {
        let agent = ureq::Agent::config_builder().max_redirects(0).build().new_agent();
        let answer = agent.get(&url).call().unwrap();
        answer.headers()["location"].to_str().unwrap().to_owned()
    })
    .await
    .unwrap();
    let (to, query) = location.split_once('?').unwrap();
    assert_eq!(to, BACK);
    let query = openidconnect::url::form_urlencoded::parse(query.as_bytes());
    let mut said: HashMap<String, String> = query.into_owned().collect();
    Answer {
        code: said.remove("code"),
        state: said.remove("state"),
        iss: said.remove("iss"),
        error: said.remove("error"),
    }
}

async fn stand() -> (TestIssuer, Provider, Clock) {
    let clock = Clock::fixed(at(NOON));
    let issuer = TestIssuer::start(&clock).await;
    let provider = Provider::new(&issuer.settings(), BACK, clock.clone()).unwrap();
    (issuer, provider, clock)
}

async fn sign_in(provider: &Provider) -> Result<Identity, Refusal> {
    let begun = provider.begin().await?;
    let answer = visit(begun.url).await;
    provider.finish(begun.attempt, answer).await
}

#[tokio::test]
async fn a_person_is_who_the_issuer_says() {
    let (issuer, provider, _) = stand().await;
    for subject in ["subject-1", "subject-2"] {
        issuer.person(subject);
        let who = sign_in(&provider).await.unwrap();
        assert_eq!(who, Identity { issuer: issuer.address.clone(), subject: subject.to_owned() });
    }
    assert_eq!(issuer.asked(), 1, "what the issuer says of itself is kept");
}

#[tokio::test]
async fn what_is_not_true_is_not_believed() {
    let (issuer, provider, _) = stand().await;
    for cheat in [
        Cheat::OtherAudience,
        Cheat::OtherIssuer,
        Cheat::OtherNonce,
        Cheat::Expired,
        Cheat::FromTheFuture,
        Cheat::OtherKey,
        Cheat::SharedSecret,
        Cheat::Unsigned,
        Cheat::NoToken,
        Cheat::OtherIss,
    ] {
        issuer.cheat(cheat);
        let refusal = sign_in(&provider).await.expect_err("believed");
        assert!(matches!(refusal, Refusal::Untrusted(_)), "{cheat:?}: {refusal:?}");
    }
    issuer.cheat(Cheat::Declined);
    assert!(matches!(sign_in(&provider).await, Err(Refusal::Declined(_))));
    issuer.cheat(Cheat::Honest);
    sign_in(&provider).await.unwrap();
}

#[tokio::test]
async fn an_answer_belongs_to_the_browser_that_began() {
    let (_issuer, provider, _) = stand().await;
    let (mine, theirs) = (provider.begin().await.unwrap(), provider.begin().await.unwrap());
    let answer = visit(theirs.url).await;
    let refusal = provider.finish(mine.attempt.clone(), answer.clone()).await.unwrap_err();
    assert!(matches!(refusal, Refusal::Untrusted(_)), "{refusal:?}");
    // Even with the right state: the verifier is another one, so the issuer refuses the code.
    let forged = Attempt { state: theirs.attempt.state.clone(), ..mine.attempt };
    let refusal = provider.finish(forged, answer.clone()).await.unwrap_err();
    assert!(matches!(refusal, Refusal::Declined(_)), "{refusal:?}");
    // That used the code up, also for its owner: a code is good once.
    let refusal = provider.finish(theirs.attempt, answer).await.unwrap_err();
    assert!(matches!(refusal, Refusal::Declined(_)), "{refusal:?}");
}

#[tokio::test]
async fn a_new_key_is_fetched_but_not_for_everybody_who_makes_one_up() {
    let (issuer, provider, clock) = stand().await;
    sign_in(&provider).await.unwrap();
    clock.set(at(NOON) + TimeDelta::minutes(5));
    issuer.new_key(true);
    sign_in(&provider).await.unwrap();
    assert_eq!(issuer.asked(), 2);
    issuer.new_key(false);
    for _ in 0..5 {
        assert!(matches!(sign_in(&provider).await, Err(Refusal::Untrusted(_))));
    }
    assert_eq!(issuer.asked(), 2, "asked again for a key that is not there");
}

#[tokio::test]
async fn an_issuer_that_cannot_be_asked_is_said_to_be_unreachable() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let settings = Settings {
        issuer: format!("http://{free}"),
        client: "werkvloer".to_owned(),
        secret: None,
        ca: None,
    };
    let provider = Provider::new(&settings, BACK, Clock::system()).unwrap();
    assert!(matches!(provider.begin().await, Err(Refusal::Unreachable(_))));
}

#[test]
fn an_issuer_is_asked_over_tls() {
    let settings = |issuer: &str| Settings {
        issuer: issuer.to_owned(),
        client: "werkvloer".to_owned(),
        secret: None,
        ca: None,
    };
    for (issuer, is_fine) in [
        ("https://aanmelden.invalid", true),
        ("http://aanmelden.invalid", false),
        ("aanmelden", false),
    ] {
        let provider = Provider::new(&settings(issuer), BACK, Clock::system());
        assert_eq!(provider.is_ok(), is_fine, "{issuer}");
    }
}
