//! How a session lives and ends.

use crate::harness::{PASSWORD, account, eventually};
use crate::pages::{Pages, made_up, request};
use axum::body::BodyDataStream;
use axum::http::{Method, StatusCode};
use chrono::{DateTime, TimeDelta, Utc};
use futures_util::StreamExt as _;
use werkvloer::access::grant::{Grant, Scope, give, take};
use werkvloer::access::{Role, accounts};

async fn is_in(pages: &Pages) -> bool {
    pages.get("/mijn").await.status == StatusCode::OK
}

both!(it_ends_when_nobody_is_there_and_after_a_day_s_work: Pages);
async fn it_ends_when_nobody_is_there_and_after_a_day_s_work(pages: Pages) {
    for (login, role, idle, absolute) in [
        ("lies", Role::Supervisor, 150, 720),
        ("vera", Role::Sales, 60, 720),
        ("bas", Role::Administrator, 15, 600),
    ] {
        let begin = pages.clock.now();
        let scope = if role == Role::Supervisor { "group:g1" } else { "everything" };
        let person = pages.entered(login, &[(role, scope)]).await;
        pages.clock.set(begin + TimeDelta::minutes(idle) - TimeDelta::seconds(1));
        assert!(is_in(&person).await, "{login}: a second before");
        pages.clock.set(pages.clock.now() + TimeDelta::minutes(idle));
        assert!(!is_in(&person).await, "{login}: idle");

        // Each minute counts, and still there is an end.
        let begin = pages.clock.now() + TimeDelta::hours(1);
        pages.clock.set(begin);
        let person = pages.entered(&format!("{login}-2"), &[(role, scope)]).await;
        while pages.clock.now() < begin + TimeDelta::minutes(absolute) {
            assert!(is_in(&person).await, "{login}: {}", pages.clock.now() - begin);
            pages
                .clock
                .set(pages.clock.now() + TimeDelta::minutes(idle - 1).min(TimeDelta::minutes(30)));
        }
        assert!(!is_in(&person).await, "{login}: absolute");
    }
}

both!(being_there_is_written_down_once_a_minute_and_a_stream_is_not_being_there: Pages);
async fn being_there_is_written_down_once_a_minute_and_a_stream_is_not_being_there(pages: Pages) {
    let seen = async || {
        let (at,): (DateTime<Utc>,) =
            pages.db().one("select seen_at from session", &[]).await.unwrap();
        (at - made_up::now()).num_seconds()
    };
    for (seconds, stands) in [(30, 0), (59, 0), (60, 60), (100, 60), (130, 130)] {
        pages.clock.set(made_up::now() + TimeDelta::seconds(seconds));
        assert!(is_in(&pages).await);
        assert_eq!(seen().await, stands, "after {seconds}");
    }
    pages.clock.set(made_up::now() + TimeDelta::minutes(10));
    let stream = pages.get_status_of_stream("/vloer/hal-1/stream").await;
    assert_eq!((stream, seen().await), (StatusCode::OK, 130));
}

both!(signing_out_ends_it_on_the_server: Pages);
async fn signing_out_ends_it_on_the_server(pages: Pages) {
    let stolen = pages.browser.get("werkvloer").unwrap();
    let page = pages.get("/vloer/hal-1").await;
    assert_eq!(page.header("cache-control"), "no-store", "the back button asks again");
    assert_eq!(page.text(".wv-sign-out"), "Afmelden");
    assert_eq!(pages.get("/afmelden").await.status, StatusCode::METHOD_NOT_ALLOWED);
    let foreign = pages.post_from("/afmelden", &[("sec-fetch-site", "cross-site")], &[]).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    assert!(is_in(&pages).await);
    let out = pages.post("/afmelden", &[]).await;
    assert_eq!((out.status, out.header("location")), (StatusCode::SEE_OTHER, "/aanmelden"));
    assert_eq!(out.header("clear-site-data"), "\"cache\", \"storage\"");
    assert_eq!(pages.browser.get("werkvloer"), None);
    let thief = pages.elsewhere();
    thief.browser.set("werkvloer", &stolen);
    assert!(!is_in(&thief).await);
    assert_eq!(thief.get("/vloer/hal-1").await.body, "", "nothing of the page");
}

pub(super) async fn listen(pages: &Pages) -> BodyDataStream {
    let answer = pages
        .send(request(Method::GET, "/vloer/hal-1/stream", &[("accept", "text/event-stream")], ""))
        .await;
    assert_eq!(answer.status(), StatusCode::OK);
    let mut stream = answer.into_body().into_data_stream();
    assert!(stream.next().await.is_some());
    stream
}

pub(super) async fn ends(mut stream: BodyDataStream) {
    let end = async { while stream.next().await.is_some() {} };
    tokio::time::timeout(crate::harness::PATIENCE, end).await.expect("the stream goes on");
}

both!(what_changes_who_may_what_ends_every_session_and_stream: Pages);
async fn what_changes_who_may_what_ends_every_session_and_stream(pages: Pages) {
    let id = account(
        pages.db(),
        "jan",
        "Jan Voorbeeld",
        &[(Role::Supervisor, "group:g1"), (Role::Planner, "everything")],
    )
    .await;
    let now = pages.clock.now();
    for way in ["role", "password", "out", "taken", "disabled"] {
        let (jan, elsewhere) = (pages.elsewhere(), pages.elsewhere());
        jan.sign_in("jan").await;
        elsewhere.sign_in("jan").await;
        let stream = listen(&jan).await;
        match way {
            "role" => assert_eq!(
                jan.post("/rol", &[("rol", "planner")]).await.status,
                StatusCode::SEE_OTHER
            ),
            "out" => assert_eq!(jan.post("/afmelden", &[]).await.status, StatusCode::SEE_OTHER),
            "password" => {
                let fields = [("nu", PASSWORD), ("nieuw", "drie gele kruiwagens")];
                let done = elsewhere.post("/mijn/wachtwoord", &fields).await;
                assert_eq!(done.header("location"), "/mijn?gelukt=ja", "{}", done.text("main"));
                assert!(is_in(&elsewhere).await, "who changed it stays");
                assert_eq!(pages.elsewhere().try_to_sign_in("jan", PASSWORD).await.status, 422);
                let back = [("nu", "drie gele kruiwagens"), ("nieuw", PASSWORD)];
                assert_eq!(elsewhere.post("/mijn/wachtwoord", &back).await.status, 303);
            }
            _ => {
                let mut tx = pages.db().begin().await.unwrap();
                if way == "taken" {
                    let scope: Scope = "group:g1".parse().unwrap();
                    let today = made_up::today();
                    assert_eq!(
                        take(&mut tx, &id, Role::Supervisor, Some(&scope), today).await.unwrap(),
                        1
                    );
                } else {
                    accounts::disable(&mut tx, &id, now).await.unwrap();
                }
                tx.commit().await.unwrap();
                pages.door.ring();
            }
        }
        ends(stream).await;
        let (stays, other) = (is_in(&jan).await, is_in(&elsewhere).await);
        let right = match way {
            "role" => (true, true),
            "out" | "password" => (false, true),
            _ => (false, false),
        };
        assert_eq!((stays, other), right, "{way}");
    }
    assert_eq!(pages.elsewhere().try_to_sign_in("jan", PASSWORD).await.status, 422, "disabled");
}

both!(a_stream_notices_by_itself_that_its_time_is_over: Pages);
async fn a_stream_notices_by_itself_that_its_time_is_over(pages: Pages) {
    let stream = listen(&pages).await;
    pages.clock.set(pages.clock.now() + TimeDelta::hours(13));
    ends(stream).await;
    eventually("no reader stays", async || pages.tasks.is_empty()).await;
}

both!(who_has_two_roles_goes_from_one_to_the_other_openly: Pages);
async fn who_has_two_roles_goes_from_one_to_the_other_openly(pages: Pages) {
    let roles = [(Role::Supervisor, "group:g1"), (Role::Planner, "everything")];
    let jan = pages.seen_by("jan", "Jan Voorbeeld", &roles).await;
    let before = jan.browser.get("werkvloer").unwrap();
    let first = jan.get("/vloer/hal-1").await;
    assert_eq!(first.text(".wv-person a"), "Jan Voorbeeld · werkleider");
    assert_eq!(first.attributes(".wv-person [name=rol]", "value"), ["planner"]);
    assert_eq!(first.texts(".wv-people li").len(), 3);
    assert_eq!(jan.get("/dagen").await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        jan.post("/rol", &[("rol", "administrator")]).await.status,
        StatusCode::NOT_FOUND,
        "not one of his"
    );
    assert_eq!(jan.post("/rol", &[("rol", "planner")]).await.header("location"), "/");
    let then = jan.get("/vloer/hal-1").await;
    assert_eq!(then.text(".wv-person a"), "Jan Voorbeeld · planner");
    assert_eq!(then.texts(".wv-people li").len(), 0, "one role at a time");
    assert_eq!(jan.get("/dagen").await.status, StatusCode::OK);
    let thief = pages.elsewhere();
    thief.browser.set("werkvloer", &before);
    assert!(!is_in(&thief).await, "the id of the other role is over");
}

both!(a_stream_is_only_for_whom_its_page_was_made: Pages);
/// The page around a stream says for whom it was made: it would go on to show who left.
async fn a_stream_is_only_for_whom_its_page_was_made(pages: Pages) {
    let roles = [(Role::Supervisor, "everything"), (Role::Planner, "everything")];
    let jan = pages.seen_by("jan", "Jan Voorbeeld", &roles).await;
    let stream = async |of: &Pages| {
        of.get("/vloer/hal-1").await.attributes("#wv-live", "hx-sse:connect").remove(0)
    };
    let first = stream(&jan).await;
    assert!(!first.contains(&jan.browser.get("werkvloer").unwrap()[..8]), "{first}");
    assert_eq!(jan.get_status_of_stream(&first).await, StatusCode::OK);
    assert_eq!(jan.post("/rol", &[("rol", "planner")]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(jan.get_status_of_stream(&first).await, StatusCode::UNAUTHORIZED);
    let second = stream(&jan).await;
    assert_eq!(jan.get_status_of_stream(&second).await, StatusCode::OK);
    assert_eq!(
        pages.get_status_of_stream(&second).await,
        StatusCode::UNAUTHORIZED,
        "of somebody else"
    );
    jan.post("/afmelden", &[]).await;
    assert_eq!(jan.get_status_of_stream(&second).await, StatusCode::UNAUTHORIZED);

    pages.give_pin("jan").await;
    let tablet = pages.paired("tablet", "hal-1").await;
    tablet.sign_on("jan").await;
    let (own, foreign) = (stream(&tablet).await, "/vloer/hal-2/stream");
    assert_eq!(tablet.get_status_of_stream(foreign).await, StatusCode::OK);
    tablet.post("/afmelden", &[]).await;
    assert_eq!(
        tablet.get_status_of_stream(&own).await,
        StatusCode::UNAUTHORIZED,
        "its page names who left"
    );
    assert_eq!(
        tablet.get_status_of_stream(foreign).await,
        StatusCode::NOT_FOUND,
        "and leads to its own board"
    );
    assert_eq!(tablet.get_status_of_stream(&stream(&tablet).await).await, StatusCode::OK);
}

both!(a_stream_ends_with_the_day_on_which_a_role_or_a_part_of_it_ends: Pages);
async fn a_stream_ends_with_the_day_on_which_a_role_or_a_part_of_it_ends(pages: Pages) {
    let id = account(
        pages.db(),
        "jan",
        "Jan Voorbeeld",
        &[(Role::Supervisor, "group:g3"), (Role::Planner, "site:stad")],
    )
    .await;
    let (today, now) = (made_up::today(), pages.clock.now());
    let mut tx = pages.db().begin().await.unwrap();
    let until = Some(today);
    for (role, scope) in
        [(Role::Supervisor, Scope::Group("g1".to_owned())), (Role::Controller, Scope::Everything)]
    {
        give(&mut tx, &id, &Grant { role, scope, from: today, until }, now).await.unwrap();
    }
    tx.commit().await.unwrap();
    // Twenty minutes before midnight in Amsterdam.
    let late = "2026-11-20T22:40:00Z".parse().unwrap();
    pages.clock.set(late);
    let (supervisor, controller, planner) =
        (pages.elsewhere(), pages.elsewhere(), pages.elsewhere());
    for (browser, role) in [(&supervisor, ""), (&controller, "controller"), (&planner, "planner")] {
        browser.sign_in("jan").await;
        if !role.is_empty() {
            assert_eq!(
                browser.post("/rol", &[("rol", role)]).await.status,
                StatusCode::SEE_OTHER,
                "{role}"
            );
        }
    }
    let (less, gone) = (listen(&supervisor).await, listen(&controller).await);
    pages.clock.set(late + TimeDelta::minutes(30));
    pages.door.ring();
    ends(gone).await;
    assert!(!is_in(&controller).await, "the role is over");
    ends(less).await;
    assert!(is_in(&supervisor).await, "one of two groups is left");
    assert_eq!(supervisor.get("/vloer/hal-1").await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        planner.get("/vloer/hal-1").await.status,
        StatusCode::OK,
        "what did not end goes on"
    );
}
