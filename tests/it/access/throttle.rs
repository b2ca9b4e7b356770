//! Guessing is slow, and nobody is locked out.

use crate::harness::{PASSWORD, account};
use crate::pages::{Answer, Pages};
use chrono::TimeDelta;
use std::net::SocketAddr;
use werkvloer::access::{Role, Settings};
use werkvloer::trail::{self, Action, Filter};

async fn guess(pages: &Pages, login: &str) -> Answer {
    pages.try_to_sign_in(login, "niet het wachtwoord").await
}

both!(an_account_waits_ever_longer_and_a_restart_forgives_nothing: Pages);
async fn an_account_waits_ever_longer_and_a_restart_forgives_nothing(pages: Pages) {
    let thief = pages.elsewhere();
    for _ in 0..5 {
        assert_eq!(guess(&thief, "tine").await.status, 422);
    }
    let waits = guess(&thief, "tine").await;
    assert_eq!((waits.status.as_u16(), waits.header("retry-after")), (429, "2"));
    assert!(waits.text("[role=alert]").contains("Wacht 2 seconden"), "{}", waits.text("main"));
    let before = pages.door.hasher().checked();
    let again = pages.restarted(Settings::default());
    assert_eq!(
        again.try_to_sign_in("tine", PASSWORD).await.status,
        429,
        "the right password waits as well"
    );
    assert_eq!(pages.door.hasher().checked(), before, "and is not looked at");
    for wait in [1, 2, 4, 8] {
        pages.clock.set(pages.clock.now() + TimeDelta::seconds(wait));
        assert_eq!(guess(&again, "tine").await.status, 422, "after {wait}");
        assert_eq!(guess(&again, "tine").await.status, 429, "right after {wait}");
    }
    // A name that is not there waits the same: nothing tells that it is not.
    for _ in 0..5 {
        guess(&thief, "bestaat.niet").await;
    }
    assert_eq!(guess(&thief, "bestaat.niet").await.status, 429);
    pages.clock.set(pages.clock.now() + TimeDelta::seconds(16));
    again.sign_in("tine").await;
}

both!(a_browser_that_was_used_before_is_not_slowed_down_by_others: Pages);
async fn a_browser_that_was_used_before_is_not_slowed_down_by_others(pages: Pages) {
    // `pages` is a browser in which Tine signed in before.
    pages.post("/afmelden", &[]).await;
    let mut thief = pages.elsewhere();
    thief.address = pages.address;
    for _ in 0..40 {
        guess(&thief, "tine").await;
    }
    assert_eq!(thief.try_to_sign_in("tine", PASSWORD).await.status, 429);
    pages.sign_in("tine").await;
    // Its own mistakes count, for at most half a minute.
    pages.post("/afmelden", &[]).await;
    for _ in 0..5 {
        assert_eq!(guess(&pages, "tine").await.status, 422);
    }
    assert_eq!(guess(&pages, "tine").await.status, 429);
    for _ in 0..20 {
        pages.clock.set(pages.clock.now() + TimeDelta::seconds(30));
        assert_eq!(guess(&pages, "tine").await.status, 422);
    }
    pages.clock.set(pages.clock.now() + TimeDelta::seconds(30));
    pages.sign_in("tine").await;
}

both!(an_address_waits_seconds_and_a_shop_floor_goes_on: Pages);
async fn an_address_waits_seconds_and_a_shop_floor_goes_on(pages: Pages) {
    account(pages.db(), "jan", "Jan Voorbeeld", &[(Role::Planner, "everything")]).await;
    let mut thief = pages.elsewhere();
    thief.address = SocketAddr::from(([0x2001, 0xdb8, 0, 1, 0, 0, 0, 1], 1));
    for n in 0..20 {
        assert_eq!(guess(&thief, &format!("naam{n}")).await.status, 422, "{n}");
    }
    assert_eq!(guess(&thief, "naam20").await.status, 429, "a new name each time does not help");
    let mut tablet = pages.elsewhere();
    tablet.address = SocketAddr::from(([0x2001, 0xdb8, 0, 1, 9, 9, 9, 9], 1));
    assert_eq!(
        tablet.try_to_sign_in("jan", PASSWORD).await.status,
        429,
        "a new tablet on the same network waits"
    );
    pages.clock.set(pages.clock.now() + TimeDelta::seconds(10));
    tablet.sign_in("jan").await;
    pages.elsewhere().sign_in("jan").await;
    // The right password gave back its own try only.
    pages.clock.set(pages.clock.now() + TimeDelta::seconds(1));
    assert_eq!(guess(&thief, "naam21").await.status, 422);
    assert_eq!(guess(&thief, "naam22").await.status, 429);
    tablet.post("/afmelden", &[]).await;
    tablet.sign_in("jan").await;
}

both!(a_crowd_of_guesses_at_once_is_counted_one_by_one: Pages);
async fn a_crowd_of_guesses_at_once_is_counted_one_by_one(pages: Pages) {
    let thief = pages.elsewhere();
    let all = futures_util::future::join_all((0..12).map(|_| guess(&thief, "tine"))).await;
    let looked_at = all.iter().filter(|answer| answer.status == 422).count();
    assert_eq!(looked_at, 5);
}

both!(behind_our_own_proxy_each_address_is_counted_by_itself: Pages);
async fn behind_our_own_proxy_each_address_is_counted_by_itself(pages: Pages) {
    account(pages.db(), "jan", "Jan Voorbeeld", &[(Role::Planner, "everything")]).await;
    let proxies = "10.0.0.5, 10.1.0.0/16".parse().unwrap();
    let mut proxy = pages.restarted(Settings { proxies, ..Settings::default() });
    proxy.address = SocketAddr::from(([10, 0, 0, 5], 40_000));
    let guess = async |from: &Pages, said: &str, login: &str| {
        let headers = [("sec-fetch-site", "same-origin"), ("x-forwarded-for", said)];
        let fields = [("naam", login), ("wachtwoord", "niet het wachtwoord")];
        from.elsewhere_at(from.address)
            .post_from("/aanmelden", &headers, &fields)
            .await
            .status
            .as_u16()
    };
    for n in 0..20 {
        // What somebody wrote before the proxy did changes with every try, and does not help.
        let said = format!("203.0.113.{n}, 198.51.100.1, 10.1.2.3");
        assert_eq!(guess(&proxy, &said, &format!("naam{n}")).await, 422, "{n}");
    }
    assert_eq!(guess(&proxy, "203.0.113.99, 198.51.100.1", "naam20").await, 429);
    assert_eq!(
        guess(&proxy, "198.51.100.2", "naam20").await,
        422,
        "somebody else behind the proxy goes on"
    );

    // Forged by somebody who is no proxy of ours: their own address counts, whatever they say.
    let mut forger = proxy.elsewhere_at(SocketAddr::from(([198, 51, 100, 3], 40_000)));
    for n in 0..20 {
        assert_eq!(guess(&forger, &format!("192.0.2.{n}"), &format!("nog{n}")).await, 422, "{n}");
    }
    assert_eq!(guess(&forger, "192.0.2.77", "nog20").await, 429);
    assert_eq!(
        guess(&proxy, "192.0.2.0", "nog20").await,
        422,
        "whom they named is not slowed down"
    );

    // The trail and the list of sessions tell it as well.
    let headers = [("sec-fetch-site", "same-origin"), ("x-forwarded-for", "198.51.100.200")];
    let fields = [("naam", "jan"), ("wachtwoord", PASSWORD)];
    assert_eq!(proxy.post_from("/aanmelden", &headers, &fields).await.status.as_u16(), 303);
    forger.address = SocketAddr::from(([198, 51, 101, 3], 40_000));
    assert_eq!(forger.post_from("/aanmelden", &headers, &fields).await.status.as_u16(), 303);
    let mut tx = pages.db().reading().await.unwrap();
    let lines =
        trail::page(&mut tx, &Filter { action: Some(Action::SignIn), ..Filter::default() }, 0, 500)
            .await
            .unwrap();
    drop(tx);
    let from: Vec<_> = lines.iter().rev().take(2).map(|line| line.origin.as_str()).collect();
    assert_eq!(from, ["198.51.101.3", "198.51.100.200"]);
    let mine = proxy.get("/mijn").await.text("main");
    assert!(
        mine.contains("198.51.100.*") && mine.contains("198.51.101.*") && !mine.contains("10.0.0"),
        "{mine}"
    );
}
