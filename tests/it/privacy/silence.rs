//! Where persons are never named: logs, figures for machines, what terminals hear, addresses and titles of pages.

use crate::endpoint::client::Client;
use crate::harness::{Service, TestDb, eventually, werkvloer};
use rumqttc::mqttbytes::v4::{Connect, ConnectReturnCode};
use scraper::{Html, Selector};
use std::collections::{BTreeSet, VecDeque};
use tokio::net::TcpStream;
use werkvloer::access::Role;

/// At most so many pages are visited.
const PAGES: usize = 40;

/// What tells who somebody is: full names, badges, telephone numbers and addresses; of who signs in the name and the login name.
async fn secrets(test: &TestDb) -> Vec<String> {
    let rows: Vec<(String, String, String, String)> = test
        .db
        .all("select name, coalesce(badge, ''), coalesce(phone, ''), coalesce(email, '') from worker", &[])
        .await
        .unwrap();
    assert!(rows.len() >= 60, "{}", rows.len());
    let coaches: Vec<(String,)> = test.db.all("select name from coach", &[]).await.unwrap();
    assert!(!coaches.is_empty());
    let accounts: Vec<(String, String)> =
        test.db.all("select name, login from account", &[]).await.unwrap();
    assert!(accounts.len() >= Role::ALL.len(), "{accounts:?}");
    let workers =
        rows.into_iter().flat_map(|(name, badge, phone, email)| [name, badge, phone, email]);
    let workers = workers.filter(|text| !text.is_empty());
    let accounts = accounts.into_iter().flat_map(|(name, login)| [name, login]);
    workers.chain(coaches.into_iter().map(|(name,)| name)).chain(accounts).collect()
}

fn assert_silent(what: &str, text: &str, secrets: &[String]) {
    let said: Vec<_> = secrets.iter().filter(|secret| text.contains(*secret)).collect();
    assert!(said.is_empty(), "{what} names {said:?}");
}

/// Visits, as one of the demo's people, every page that can be reached by links; gives addresses and titles.
async fn visit(service: &Service, role: Role) -> Vec<String> {
    let browser = service.browser();
    assert_eq!(browser.post("/demo/aanmelden", &[("rol", role.word())]).await, 303);
    let mut seen = BTreeSet::from(["/mijn".to_owned()]);
    let mut waiting = VecDeque::from(["/mijn".to_owned()]);
    let mut said = Vec::new();
    for _ in 0..PAGES {
        let Some(path) = waiting.pop_front() else { break };
        let (status, body) = browser.get(&path).await;
        assert!(status < 500, "{path}: {status}");
        let page = Html::parse_document(&body);
        let all = |selector: &str| Selector::parse(selector).unwrap();
        said.extend(page.select(&all("title")).map(|title| title.text().collect()));
        for (selector, name) in
            [("a[href]", "href"), ("form[action]", "action"), ("[hx-get]", "hx-get")]
        {
            for element in page.select(&all(selector)) {
                let address = element.attr(name).unwrap().to_owned();
                said.push(address.clone());
                let is_page = selector == "a[href]" && address.starts_with('/');
                if is_page && seen.insert(address.clone()) {
                    waiting.push_back(address);
                }
            }
        }
    }
    said
}

/// Signs in as a terminal of the demo and hears its task card.
async fn card(service: &Service, test: &TestDb) -> String {
    let station: (String, String) = test
        .db
        .one(
            "select t.station_code, t.site_id from terminal t join station_task p on p.station_code = t.station_code
              order by p.day desc, t.no limit 1",
            &[],
        )
        .await
        .unwrap();
    let user = format!("{}/proef", station.1);
    let mut args: Vec<String> =
        ["terminal", "enrol", &user, "--station", &station.0].map(str::to_owned).into();
    args.extend(test.args());
    let enrolled = werkvloer(&args).await;
    let line: serde_json::Value = serde_json::from_str(&enrolled.stdout[0]).unwrap();
    let mut client = Client::new(TcpStream::connect(service.mqtt_addr()).await.unwrap());
    let mut connect = Connect::new("proef");
    connect.set_login(&user, line["password"].as_str().unwrap());
    assert_eq!(client.try_to(connect).await, Some(ConnectReturnCode::Success));
    client.subscribe(&[&format!("wv/1/{user}/down/task")]).await;
    let (topic, payload, _) = client.message().await;
    format!("{topic} {}", String::from_utf8(payload.to_vec()).unwrap())
}

both!(a_full_run_names_nobody_where_nobody_belongs: TestDb);
async fn a_full_run_names_nobody_where_nobody_belongs(test: TestDb) {
    let flags = ["--workers", "80", "--history-days", "2"];
    let mut service =
        Service::start("demo", &test, &flags, &[("RUST_LOG", "trace,hyper=debug")]).await;
    let secrets = secrets(&test).await;
    eventually("terminals report", async || {
        service.figure("werkvloer_intake_events_counted_total").await > 0
    })
    .await;
    for role in Role::ALL {
        let said = visit(&service, role).await;
        assert!(said.len() >= 5, "a {} sees nothing: {said:?}", role.word());
        for text in said {
            assert_silent("an address or title", &text, &secrets);
        }
    }
    let worker = test.db.one::<(String,)>("select min(id) from worker", &[]).await.unwrap().0;
    let mut args = vec!["trail".to_owned(), "of-person".to_owned(), worker];
    args.extend(test.args());
    let told = werkvloer(&args).await;
    assert!(told.status.success(), "{}", told.output);
    assert_silent("the list of who looked", &told.output, &secrets);
    assert_silent("a task card", &card(&service, &test).await, &secrets);
    assert_silent("/metrics", &service.metrics().await, &secrets);
    assert!(service.stop().await.success());
    let log = service.output();
    assert!(log.lines().count() > 100, "at this level it says a lot: {log}");
    assert_silent("the log", &log, &secrets);
    let lines: Vec<(String,)> = test
        .db
        .all("select coalesce(note, '') || actor || object_id || origin from trail", &[])
        .await
        .unwrap();
    assert!(!lines.is_empty());
    for (line,) in lines {
        assert_silent("the trail", &line, &secrets);
    }
}
