//! `werkvloer user`, and the link of a first start.

use crate::harness::floor::Floor;
use crate::harness::{PASSWORD, Ran, Service, TestDb, werkvloer};
use werkvloer::clock::Clock;

async fn user(db: &TestDb, args: &[&str]) -> Ran {
    let mut all: Vec<String> = vec!["user".to_owned()];
    all.extend(args.iter().map(|a| (*a).to_owned()));
    all.extend(db.args());
    werkvloer(all).await
}

async fn done(db: &TestDb, args: &[&str]) -> String {
    let ran = user(db, args).await;
    assert!(ran.status.success(), "{args:?}: {}", ran.output);
    ran.stdout.join("\n")
}

async fn refused(db: &TestDb, args: &[&str], words: &str) {
    let ran = user(db, args).await;
    assert!(!ran.status.success() && ran.output.contains(words), "{args:?}: {}", ran.output);
}

both!(a_first_start_prints_a_link_and_no_account_is_there: TestDb);
async fn a_first_start_prints_a_link_and_no_account_is_there(db: TestDb) {
    Floor::build_in(&db.db, Clock::system()).await;
    let mut service = Service::serve(&db, &[]).await;
    let printed = service.stdout().into_iter().find(|line| line.contains("/inrichten/"));
    let link = printed.expect("a first start prints a link");
    let path = link.split_once("/inrichten/").unwrap().1.to_owned();
    let (status, page) = service.get(&format!("/inrichten/{path}")).await;
    assert_eq!(status, 200, "{page}");
    assert_eq!(done(&db, &["list"]).await, "");
    assert!(!service.get("/vloer/hal").await.1.contains("alone"), "nobody is in");

    let browser = service.browser();
    let fields = [("naam", "Bas Beheerling"), ("aanmeldnaam", "bas"), ("wachtwoord", PASSWORD)];
    assert_eq!(browser.post(&format!("/inrichten/{path}"), &fields).await, 303);
    assert_eq!(browser.post("/aanmelden", &[("naam", "bas"), ("wachtwoord", PASSWORD)]).await, 303);
    let (status, page) = browser.get("/aanmelden/tweede-stap").await;
    assert!(status == 200 && page.contains("wv-secret"), "{page}");
    assert!(done(&db, &["list"]).await.contains("administrator for everything"));
    assert!(!service.output().contains(PASSWORD));
    assert!(service.stop().await.success());
    let mut again = Service::serve(&db, &[]).await;
    assert!(!again.output().contains("/inrichten/"), "{}", again.output());
    assert!(again.stop().await.success());
    // Linked to an issuer that is not set up, an administrator without a password cannot come in.
    let mut tx = db.db.begin().await.unwrap();
    tx.run("update account set password_hash = null", &[]).await.unwrap();
    let linked = "insert into account_identity (issuer, subject, account_id, linked_at) select 'https://uitgever.example', 's1', id, $1 from account";
    tx.run(linked, &[&Clock::system().now()]).await.unwrap();
    tx.commit().await.unwrap();
    assert!(
        done(&db, &["list"]).await.starts_with("bas                  active "),
        "{}",
        done(&db, &["list"]).await
    );
    let third = Service::serve(&db, &[]).await;
    assert!(third.stdout().iter().any(|line| line.contains("/inrichten/")), "{}", third.output());
}

both!(accounts_are_made_changed_and_disabled_beside_the_service: TestDb);
async fn accounts_are_made_changed_and_disabled_beside_the_service(db: TestDb) {
    Floor::build_in(&db.db, Clock::system()).await;
    let service = Service::serve(&db, &[]).await;
    let link = done(
        &db,
        &[
            "add",
            "Lies",
            "--name",
            "Lies Leidekker",
            "--role",
            "supervisor",
            "--scope",
            "group:groep",
        ],
    )
    .await;
    let path =
        link.strip_prefix("http://127.0.0.1:8080").expect("the address of the setting").to_owned();
    assert!(
        done(&db, &["list"]).await.starts_with("lies                 waits     Lies Leidekker")
    );
    let browser = service.browser();
    assert_eq!(browser.post(&path, &[("wachtwoord", PASSWORD)]).await, 303);
    assert_eq!(
        browser.post(&path, &[("wachtwoord", "een heel ander wachtwoord")]).await,
        303,
        "twice"
    );
    let sign_in = [("naam", "lies"), ("wachtwoord", PASSWORD)];
    assert_eq!(browser.post("/aanmelden", &sign_in).await, 303);
    let (status, board) = browser.get("/vloer/hal").await;
    assert!(
        status == 200 && board.contains("alone") && board.contains("Lies Leidekker"),
        "{board}"
    );

    done(&db, &["role", "add", "lies", "--role", "planner", "--until", "2099-12-31"]).await;
    assert_eq!(browser.get("/mijn").await.0, 303, "a change of roles ends the session");
    assert!(
        done(&db, &["role", "add", "lies", "--role", "planner"]).await.contains("was that already")
    );
    assert_eq!(browser.post("/aanmelden", &sign_in).await, 303);
    assert!(browser.get("/mijn").await.1.contains("planner"));
    done(&db, &["role", "remove", "lies", "--role", "planner"]).await;
    refused(&db, &["role", "remove", "lies", "--role", "planner"], "has no such role").await;
    let list = done(&db, &["list"]).await;
    assert!(
        list.contains("supervisor for group:groep from") && !list.contains("planner"),
        "{list}"
    );

    let new = done(&db, &["link", "lies"]).await;
    let path = new.strip_prefix("http://127.0.0.1:8080").unwrap();
    assert_eq!(browser.post(path, &[("wachtwoord", "drie gele kruiwagens")]).await, 303);
    assert_eq!(browser.post("/aanmelden", &sign_in).await, 422);
    let sign_in = [("naam", "lies"), ("wachtwoord", "drie gele kruiwagens")];
    assert_eq!(browser.post("/aanmelden", &sign_in).await, 303);
    done(&db, &["disable", "lies"]).await;
    assert_eq!(browser.get("/mijn").await.0, 303);
    assert_eq!(browser.post("/aanmelden", &sign_in).await, 422);
}

both!(a_house_that_nobody_administers_gets_a_link_again: TestDb);
/// Who administers a site lets nobody in, nor does who administered the house until yesterday.
async fn a_house_that_nobody_administers_gets_a_link_again(db: TestDb) {
    Floor::build_in(&db.db, Clock::system()).await;
    let first = Service::serve(&db, &[]).await;
    for (login, more) in [
        ("deel", &["--scope", "site:werf"][..]),
        ("vroeger", &["--from", "2020-01-01", "--until", "2020-12-31"]),
        ("later", &["--from", "2099-01-01"]),
    ] {
        let add = ["add", login, "--name", "Iemand Verzonnen", "--role", "administrator"];
        let link = done(&db, &[&add[..], more].concat()).await;
        let path = link.strip_prefix("http://127.0.0.1:8080").unwrap();
        assert_eq!(first.browser().post(path, &[("wachtwoord", PASSWORD)]).await, 303, "{login}");
    }
    let second = first.again().await;
    assert!(second.output().contains("nobody can administer yet"), "{}", second.output());
    done(&db, &["role", "add", "deel", "--role", "administrator"]).await;
    let third = second.again().await;
    assert!(!third.output().contains("/inrichten/"), "{}", third.output());
}

#[tokio::test]
async fn what_cannot_be_is_one_sentence() {
    let db = TestDb::sqlite().await;
    Floor::build_in(&db.db, Clock::system()).await;
    let add = ["add", "lies", "--name", "Lies", "--role"];
    for (rest, words) in [
        (&["baas"][..], "roles are supervisor"),
        (&["supervisor", "--scope", "hal"], "a scope is everything"),
        (&["supervisor", "--scope", "group:nergens"], "there is no group:nergens"),
        (&["job-coach"], "cannot be one for everything"),
        (&["sales", "--scope", "group:groep"], "cannot be one for group:groep"),
        (&["planner", "--from", "2026-02-01", "--until", "2026-01-01"], "before the first day"),
    ] {
        refused(&db, &[&add[..], rest].concat(), words).await;
    }
    refused(&db, &["add", "a b", "--name", "X", "--role", "planner"], "a login name is").await;
    refused(&db, &["link", "niemand"], "there is no account 'niemand'").await;
    done(&db, &["add", "lies", "--name", "Lies", "--role", "planner"]).await;
    refused(
        &db,
        &["add", "LIES", "--name", "Lies", "--role", "planner"],
        "there is an account 'lies' already",
    )
    .await;
}

both!(a_badge_is_one_persons: TestDb);
async fn a_badge_is_one_persons(db: TestDb) {
    Floor::build_in(&db.db, Clock::system()).await;
    for login in ["lies", "jan"] {
        done(&db, &["add", login, "--name", "Iemand Verzonnen", "--role", "supervisor"]).await;
    }
    assert_eq!(done(&db, &["badge", "lies", "s-1017"]).await, "badge of lies: S-1017");
    assert_eq!(done(&db, &["badge", "lies", "S-1017"]).await, "badge of lies: S-1017", "twice");
    refused(&db, &["badge", "jan", "S-1017"], "somebody else's badge or login name").await;
    refused(&db, &["badge", "jan", "LIES"], "somebody else's badge or login name").await;
    refused(&db, &["badge", "jan", "a b"], "1 to 32 letters or digits").await;
    refused(&db, &["badge", "piet", "1"], "there is no account 'piet'").await;
    assert_eq!(done(&db, &["badge", "lies"]).await, "badge of lies: none");
    assert_eq!(done(&db, &["badge", "jan", "S-1017"]).await, "badge of jan: S-1017");
}
