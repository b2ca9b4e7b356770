//! The made-up company, as the demo prepares it.

use crate::harness::TestDb;
use crate::harness::floor::at;
use crate::pages::Pages;
use chrono::NaiveDate;
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use werkvloer::access::{Role, Settings};
use werkvloer::clock::Clock;
use werkvloer::demo::prepare;
use werkvloer::exchange::Company;
use werkvloer::floor::places;
use werkvloer::lease::Leases;
use werkvloer::municipalities;
use werkvloer::report::Library;
use werkvloer::report::library::Found;
use werkvloer::turnover::reckon::{A_LONG_ROUND, Round, catch_up, round};

both!(the_floor_is_staffed_at_any_hour: TestDb);
/// Just after midnight the demo planned for the new date while every site still worked on the day before: an empty floor.
async fn the_floor_is_staffed_at_any_hour(test: TestDb) {
    let clock = Clock::fixed(at("2026-11-19T23:30:00Z"));
    let today = prepare::today(&clock);
    assert_eq!(today.to_string(), "2026-11-19");
    let company = prepare::company_data(&test.db, &clock, 100, today).await.unwrap();
    let seats = prepare::seats(&test.db, &clock, &company).await.unwrap();
    let staffed = seats.iter().filter(|seat| !seat.badges.is_empty() && seat.task.is_some());
    assert!(staffed.count() > 30, "{seats:?}");
}

/// A made-up company of so many people with so many working days behind it.
async fn past(test: &TestDb, clock: &Clock, (workers, days): (usize, usize)) -> Company {
    let (db, today) = (&test.db, prepare::today(clock));
    let company = prepare::company_data_since(db, clock, workers, (today, days)).await.unwrap();
    let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
    let sites = |db| async move { places::site_ids(&db).await };
    let leases = Leases::start(db, "past".to_owned(), sites, &tasks, &stop);
    leases.led().wait_for(|led| led.len() == 3).await.unwrap();
    let past = prepare::missing_days(db, (today, days)).await.unwrap();
    prepare::history(db, clock, &leases, &company, &past, |_, _, _| {}).await.unwrap();
    stop.cancel();
    catch_up(db, A_LONG_ROUND).await.unwrap();
    company
}

async fn rows(viewer: &Pages, address: &str) -> Vec<serde_json::Value> {
    let answer = viewer.get(address).await;
    assert_eq!(answer.status, 200, "{address}: {}", answer.body);
    let file: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    file["rows"].as_array().unwrap().clone()
}

/// The questions of a dashboard that nothing answers.
async fn empty(viewer: &Pages, address: &str) -> Vec<String> {
    let page = viewer.get(address).await;
    assert_eq!(page.status, 200, "{address}: {}", page.text("main"));
    assert!(
        page.texts(".wv-panel").len() > 1
            || address.contains("regels")
            || address.contains("orders"),
        "{address}"
    );
    page.texts(".wv-panel:has(> .wv-nothing) h2")
}

both!(no_panel_is_empty_and_stories_can_be_read: TestDb);
/// Whoever taps in finds something behind every question, and the coach finds the stories that are told.
async fn no_panel_is_empty_and_stories_can_be_read(test: TestDb) {
    let clock = Clock::fixed(at("2026-11-23T09:00:00Z"));
    let company = past(&test, &clock, (180, 66)).await;
    municipalities::reckon(&test.db, &clock).await.unwrap();
    prepare::people(&test.db, &clock, &company).await.unwrap();
    let pages =
        Pages::started(Arc::new(test), Settings { is_demo: true, ..Settings::default() }, clock);
    let told = |goal: &str| {
        let goal = company.goals.iter().find(|one| one.id == goal);
        goal.unwrap_or_else(|| panic!("{goal:?} has nobody")).worker.clone()
    };
    let stories = ["doel-groei", "doel-stap", "doel-breder", "doel-hulp"].map(told);
    let mut seen = BTreeSet::new();
    for role in Role::ALL {
        let viewer = pages.elsewhere();
        let entered = viewer.post("/demo/aanmelden", &[("rol", role.word())]).await;
        if entered.status != 303 {
            continue;
        }
        for (name, found) in Library::new(None).all() {
            let Found::Sound(dashboard) = found else { panic!("{name} is broken") };
            if !dashboard.file.audience.get_ref().iter().any(|word| word == role.word()) {
                continue;
            }
            seen.insert(name.clone());
            if dashboard.file.person {
                for worker in &stories {
                    let address = format!("/dashboards/{name}?medewerker={worker}");
                    assert_eq!(empty(&viewer, &address).await, [""; 0], "{address}");
                }
            } else {
                let address = format!("/dashboards/{name}");
                assert_eq!(empty(&viewer, &address).await, [""; 0], "{address} of {role:?}");
            }
        }
    }
    assert_eq!(seen.len(), Library::new(None).all().len(), "{seen:?}");

    let coach = pages.elsewhere();
    assert_eq!(coach.post("/demo/aanmelden", &[("rol", Role::JobCoach.word())]).await.status, 303);
    assert_eq!(coach.get("/").await.header("location"), "/dashboards/begeleiding");
    let attention = rows(&coach, "/dashboards/begeleiding/aandacht.json").await;
    let reasons = |worker: &str| -> Vec<&str> {
        let name = &company.workers.iter().find(|one| one.id == worker).unwrap().name;
        let own = attention.iter().filter(|row| row["worker"] == **name);
        own.map(|row| row["reason"].as_str().unwrap()).collect()
    };
    let [steady, step, broader, asks] = &stories;
    assert!(
        !reasons(steady).contains(&"signal_pace"),
        "who grows slowly is no signal: {:?}",
        reasons(steady)
    );
    for (worker, reason) in
        [(step, "signal_pace"), (broader, "signal_stations"), (asks, "signal_help")]
    {
        assert!(reasons(worker).contains(&reason), "{reason} is not among {:?}", reasons(worker));
    }
    assert!(attention.iter().any(|row| row["reason"] == "signal_talk"), "{attention:#?}");

    let weeks =
        rows(&coach, &format!("/dashboards/ontwikkeling/hoofdtaken.json?medewerker={steady}"))
            .await;
    let an_hour: Vec<f64> = weeks.iter().filter_map(|row| row["per_hour"].as_f64()).collect();
    let of = |some: &[f64]| some.iter().sum::<f64>() / some.iter().map(|_| 1.0).sum::<f64>();
    assert!(an_hour.len() >= 12, "{an_hour:?}");
    let (first, last) = (of(&an_hour[..4]), of(&an_hour[an_hour.len() - 4..]));
    assert!(last > first * 1.1, "{first} to {last}: {an_hour:?}");
    let places =
        rows(&coach, &format!("/dashboards/ontwikkeling/afwisseling.json?medewerker={broader}"))
            .await;
    let since: NaiveDate = company.goals.iter().find(|goal| goal.worker == *broader).unwrap().from;
    let stations = |is_wanted: &dyn Fn(NaiveDate) -> bool| -> usize {
        let wanted = places
            .iter()
            .filter(|row| is_wanted(row["first_day"].as_str().unwrap().parse().unwrap()));
        wanted.map(|row| row["station"].to_string()).collect::<BTreeSet<_>>().len()
    };
    assert!(stations(&|_| true) >= 4 && stations(&|day| day < since) < 4, "{places:#?}");
    for worker in &stories {
        let goals =
            rows(&coach, &format!("/dashboards/ontwikkeling/metingen.json?medewerker={worker}"))
                .await;
        assert!(!goals.is_empty(), "{worker} has goals with measurements");
    }
}

both!(its_past_is_worth_what_was_agreed: TestDb);
/// What was invoiced and bought is all shared out, whatever was made; by the piece, a line's groups together made what its
/// pieces are worth, but for the cent that a day is rounded to.
async fn its_past_is_worth_what_was_agreed(test: TestDb) {
    let (db, clock) = (&test.db, Clock::fixed(at("2026-11-23T09:00:00Z")));
    past(&test, &clock, (200, 12)).await;
    assert_eq!(round(db, A_LONG_ROUND).await.unwrap(), Round { is_last: true, ..Round::default() });

    let differing: Vec<(String,)> = db
            .all(
                "select id from order_line
                  where coalesce((select sum(amount) from invoice_line where line_id = id), 0)
                     <> coalesce((select sum(invoiced) from line_day where line_id = id), 0)
                     or coalesce((select sum(amount) from line_cost where line_cost.line_id = order_line.id), 0)
                     <> coalesce((select sum(cost) from line_day where line_id = id), 0)",
                &[],
            )
            .await
            .unwrap();
    assert_eq!(differing, []);
    let lines: Vec<(i64, i64, i64, i64)> = db
            .all(
                "select cast(sum(pieces) as bigint), min(unit_price), cast(sum(produced) as bigint), count(*)
                   from line_day join order_line on id = line_day.line_id
                  where pricing = 'piece' and not exists (select 1 from line_price p where p.line_id = id)
                  group by id having sum(pieces) > 0",
                &[],
            )
            .await
            .unwrap();
    assert!(lines.len() > 60, "{}", lines.len());
    for (pieces, price, produced, days) in lines {
        assert!(
            (pieces * price - produced).abs() <= 50 * days,
            "{pieces} × {price} is not {produced}"
        );
    }
    let (invoiced, costs): (i64, i64) = db
        .one("select (select count(*) from invoice_line), (select count(*) from line_cost)", &[])
        .await
        .unwrap();
    assert!(invoiced > 20 && costs > 20, "{invoiced} {costs}");
}
