//! What output is worth, from the files of a company and the events of its terminals to the rows that dashboards read.
//! Amounts are ten-thousandths of a euro.

use crate::exchange::{database, files, import, import_with};
use crate::harness::floor::at;
use crate::harness::{TestDb, eventually, silent};
use bytes::Bytes;
use chrono::NaiveDate;
use contract::{Body, Channel, Epoch, Event, TerminalName, Up};
use werkvloer::cli::tallies::{self, Tallies};
use werkvloer::clock::Clock;
use werkvloer::db::Db;
use werkvloer::intake::Incoming;
use werkvloer::intake::batch::Batcher;
use werkvloer::intake::delivery::Delivery;
use werkvloer::lang::Lang;
use werkvloer::orders::terms;
use werkvloer::output::close::close;
use werkvloer::output::unreckoned;
use werkvloer::quarantine::{Correction, correct};
use werkvloer::terminals;
use werkvloer::trail::Decider;
use werkvloer::turnover::keep::keep_in_step;
use werkvloer::turnover::reckon::{A_ROUND, Round, catch_up, round};

/// Two groups: `g1` with an individual station `s1` and a group's station `s2`, and `g2` with `s3`. An order with pieces and
/// hours, one for a fixed price, and one that two groups work on.
pub(crate) const COMPANY: [(&str, &str); 10] = [
    (
        "sites.csv",
        "id;name;time_zone;day_boundary;afternoon_from\nnoord;Noord;Europe/Amsterdam;04:00;12:30\n",
    ),
    ("halls.csv", "id;name;site\nh1;Hal 1;noord\n"),
    ("groups.csv", "id;name;hall\ng1;Groep 1;h1\ng2;Groep 2;h1\n"),
    (
        "stations.csv",
        "code;name;group;attribution\ns1;Plek;g1;individueel\ns2;Tafel;g1;groep\ns3;Tafel;g2;groep\n",
    ),
    (
        "workers.csv",
        "id;name;badge;group;municipality;active\nw1;Zoë Theepotveldsma;b-1;g1;;ja\nw2;Omar Knikkerwoudstra;b-2;g1;;ja\n",
    ),
    ("clients.csv", "id;name\nk1;Verzonnen BV\n"),
    (
        "orders.csv",
        "id;client;name;due_date;status;business_line;closed_day\no1;k1;Gemengd;;open;post;\no2;k1;Vast;;open;;\n\
         o3;k1;Samen;;gesloten;green;21-11-2026\n",
    ),
    (
        "order_lines.csv",
        "id;order;name;quantity;unit_price;pricing;planned_hours\npieces;o1;Stuks;1000;0,0375;;\nhours;o1;Uren;10;24,50;uur;2,5\n\
         fixed;o2;Vast;1000;100;fixed;\nshared;o3;Samen;1000;0,01;stuk;\n",
    ),
    (
        "tasks.csv",
        "id;line;step;name;pack_size;pictogram\np1;pieces;1;a;1;\np2;pieces;2;b;1;\nh1;hours;1;c;1;\nf1;fixed;1;d;1;\n\
         f2;fixed;2;e;1;\nq1;shared;1;f;1;\n",
    ),
    ("line_prices.csv", "line;valid_from;price\npieces;19-11-2026;0,04\n"),
];

pub(crate) const INVOICED: [(&str, &str); 2] = [
    ("invoices.csv", "invoice;line;day;amount\nF1;shared;19-11-2026;2,00\n"),
    ("costs.csv", "id;line;day;kind;amount\nk1;shared;17-11-2026;materiaal;0,99\n"),
];

pub(crate) fn clock() -> Clock {
    Clock::fixed(at("2026-11-20T17:00:00Z"))
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn good(task: &str, qty: u32) -> Body {
    Body::Good { task: Some(task.to_owned()), qty }
}

pub(crate) fn on(badge: &str) -> Body {
    Body::SignOn { badge: badge.to_owned() }
}

pub(crate) fn off(badge: &str) -> Body {
    Body::SignOff { badge: badge.to_owned() }
}

/// The company with a terminal at each station, which this process leads.
async fn company(test: &TestDb) {
    let (done, said) = import(test, &files(&COMPANY)).await;
    assert!(done, "{said}");
    let mut tx = test.db.begin().await.unwrap();
    for station in ["s1", "s2", "s3"] {
        let terminal = TerminalName::new("noord", station).unwrap();
        terminals::enrol(&mut tx, &clock(), &terminal, station).await.unwrap();
    }
    let sql = "insert into ingest_lease (site_id, holder, fence, beat, batch) values ('noord', 'test', 7, 0, 0)";
    tx.run(sql, &[]).await.unwrap();
    tx.commit().await.unwrap();
}

/// A station's terminal tells this, in an epoch of its own.
pub(crate) async fn tell(db: &Db, station: &str, epoch: u64, told: &[(&str, Body)]) {
    tell_at(db, "noord", station, epoch, told).await;
}

/// Of another site.
pub(crate) async fn tell_at(db: &Db, site: &str, station: &str, epoch: u64, told: &[(&str, Body)]) {
    let events: Vec<Event> = (1..)
        .zip(told)
        .map(|(seq, (when, body))| Event { seq, at: at(when), body: body.clone(), extra: None })
        .collect();
    let next = u64::try_from(events.len()).unwrap() + 1;
    let incoming = Incoming {
        terminal: TerminalName::new(site, station).unwrap(),
        channel: Channel::Up,
        payload: Bytes::from(Up::to_json(Epoch(epoch), next, &events)),
        received_at: clock().now(),
        packet: 0,
        replies: silent(),
    };
    batch(db, &[Delivery::of(incoming, None)]).await;
}

/// What the desk does with what came in, which is also what folds days again.
pub(crate) async fn batch(db: &Db, deliveries: &[Delivery]) {
    let mut tx = db.begin().await.unwrap();
    Batcher::default().store(&mut tx, deliveries, &|_| Some(7), &clock()).await.unwrap();
    tx.commit().await.unwrap();
}

/// Three days of work.
pub(crate) async fn work(db: &Db) {
    tell(
        db,
        "s1",
        1,
        &[
            ("2026-11-18T08:00:00Z", good("p1", 500)),
            ("2026-11-18T09:00:00Z", good("p2", 133)),
            ("2026-11-18T10:00:00Z", good("f1", 333)),
            ("2026-11-18T11:00:00Z", good("q1", 200)),
            ("2026-11-19T08:00:00Z", good("p2", 100)),
            ("2026-11-19T09:00:00Z", good("f1", 700)),
            ("2026-11-19T10:00:00Z", good("f2", 500)),
        ],
    )
    .await;
    tell(
        db,
        "s2",
        2,
        &[
            ("2026-11-19T07:00:00Z", on("b-1")),
            ("2026-11-19T07:00:00Z", on("b-2")),
            ("2026-11-19T08:00:00Z", good("h1", 10)),
            ("2026-11-19T08:30:00Z", off("b-1")),
            ("2026-11-19T08:30:00Z", off("b-2")),
        ],
    )
    .await;
    tell(
        db,
        "s3",
        3,
        &[("2026-11-18T08:00:00Z", good("q1", 100)), ("2026-11-20T08:00:00Z", good("f2", 600))],
    )
    .await;
}

type Row = (String, NaiveDate, String, i64, i64, i64, i64, i64, i64);

/// Every row: line, day and group, then pieces of the last step and of all, net seconds, produced, invoiced and cost.
async fn rows(db: &Db) -> Vec<String> {
    let rows: Vec<Row> = db
        .all(
            "select line_id, day, group_id, pieces, step_pieces, net_seconds, produced, invoiced, cost
               from line_day order by line_id, day, group_id",
            &[],
        )
        .await
        .unwrap();
    rows.into_iter()
        .map(|(line, day, group, last, all, net, produced, invoiced, cost)| {
            let day = day.format("%d");
            format!("{line} {day} {group}: {last}/{all}, {net} s, {produced}, {invoiced}, {cost}")
        })
        .collect()
}

/// Worked out by hand, in euros: 133 × 0,0375 = 4,9875, so 4,99; from the 19th a piece is 0,04. Two people an hour and a half
/// at 24,50. A step's piece of the fixed 100 is 0,05, and no step counts beyond 1.000. The invoice of 2,00 goes 200 to 100
/// over the groups, and so does the cost, of a day on which nobody had made anything yet.
const WORTH: [&str; 12] = [
    "fixed 18 g1: 0/333, 0 s, 166500, 0, 0",
    "fixed 19 g1: 500/1200, 0 s, 583500, 0, 0",
    "fixed 20 g2: 600/600, 0 s, 250000, 0, 0",
    "hours 19 g1: 10/10, 10800 s, 735000, 0, 0",
    "pieces 18 g1: 133/633, 0 s, 49900, 0, 0",
    "pieces 19 g1: 100/100, 0 s, 40000, 0, 0",
    "shared 17 g1: 0/0, 0 s, 0, 0, 6600",
    "shared 17 g2: 0/0, 0 s, 0, 0, 3300",
    "shared 18 g1: 200/200, 0 s, 20000, 0, 0",
    "shared 18 g2: 100/100, 0 s, 10000, 0, 0",
    "shared 19 g1: 0/0, 0 s, 0, 13300, 0",
    "shared 19 g2: 0/0, 0 s, 0, 6700, 0",
];

both!(work_is_worth_what_was_agreed: TestDb);
async fn work_is_worth_what_was_agreed(test: TestDb) {
    let db = &test.db;
    company(&test).await;
    work(db).await;
    let (done, said) = import(&test, &files(&INVOICED)).await;
    assert!(done, "{said}");
    assert_eq!(rows(db).await, WORTH, "an import reckons");
    catch_up(db, A_ROUND).await.unwrap();
    assert_eq!(rows(db).await, WORTH, "and there was nothing left");
    assert_eq!(round(db, A_ROUND).await.unwrap(), Round { is_last: true, ..Round::default() });
    let weeks: Vec<(NaiveDate, NaiveDate)> =
        db.all("select distinct week, month from line_day", &[]).await.unwrap();
    assert_eq!(weeks, [(day("2026-11-16"), day("2026-11-01"))]);
}

both!(small_rounds_come_to_the_same: TestDb);
/// A few changes at a time come to the same.
async fn small_rounds_come_to_the_same(test: TestDb) {
    company(&test).await;
    assert!(import(&test, &files(&INVOICED)).await.0);
    work(&test.db).await;
    catch_up(&test.db, 1).await.unwrap();
    assert_eq!(rows(&test.db).await, WORTH);
}

both!(a_correction_of_a_closed_day_changes_what_it_is_worth: TestDb);
async fn a_correction_of_a_closed_day_changes_what_it_is_worth(test: TestDb) {
    let db = &test.db;
    company(&test).await;
    work(db).await;
    assert!(import(&test, &files(&INVOICED)).await.0);
    assert!(
        close(db, &clock(), "noord", day("2026-11-18"), &Decider::cli("Ans Voorbeeld"))
            .await
            .unwrap()
    );
    let correction = |seq, qty, task: Option<&str>| Correction {
        terminal: TerminalName::new("noord", "s1").unwrap(),
        epoch: Epoch(1),
        seq,
        qty,
        task: task.map(str::to_owned),
        reason: "verteld".to_owned(),
    };
    correct(db, &clock(), &Decider::cli("Ans Voorbeeld"), correction(2, 233, None)).await.unwrap();
    // What was taken for the fixed line was the shared one's: the line that loses its day must lose its row.
    correct(db, &clock(), &Decider::cli("Ans Voorbeeld"), correction(3, 300, Some("q1")))
        .await
        .unwrap();
    batch(db, &[]).await;
    catch_up(db, A_ROUND).await.unwrap();
    let rows = rows(db).await;
    assert!(rows.contains(&"pieces 18 g1: 233/733, 0 s, 87400, 0, 0".to_owned()), "{rows:#?}");
    assert!(rows.contains(&"shared 18 g1: 500/500, 0 s, 50000, 0, 0".to_owned()), "{rows:#?}");
    // 500 to 100.
    assert!(rows.contains(&"shared 19 g1: 0/0, 0 s, 0, 16700, 0".to_owned()), "{rows:#?}");
    assert!(rows.contains(&"shared 19 g2: 0/0, 0 s, 0, 3300, 0".to_owned()), "{rows:#?}");
    assert!(rows.iter().all(|row| !row.starts_with("fixed 18")), "{rows:#?}");
    // Of the fixed line 700 and 500 of 2.000 are left.
    assert!(rows.contains(&"fixed 19 g1: 500/1200, 0 s, 600000, 0, 0".to_owned()), "{rows:#?}");
}

both!(other_terms_change_what_it_is_worth: TestDb);
async fn other_terms_change_what_it_is_worth(test: TestDb) {
    let db = &test.db;
    company(&test).await;
    work(db).await;
    assert!(import(&test, &files(&INVOICED)).await.0);
    // The cost moves to another line, the invoice gets a credit note, and the new price holds a day earlier too.
    let (done, said) = import(
        &test,
        &files(&[
            ("line_prices.csv", "line;valid_from;price\npieces;18-11-2026;1\n"),
            ("costs.csv", "id;line;day;kind;amount\nk1;pieces;18-11-2026;vervoer;0,99\n"),
            ("invoices.csv", "invoice;line;day;amount\nC1;shared;20-11-2026;-0,50\n"),
        ]),
    )
    .await;
    assert!(done, "{said}");
    let rows = rows(db).await;
    assert!(rows.contains(&"pieces 18 g1: 133/633, 0 s, 1330000, 0, 9900".to_owned()), "{rows:#?}");
    assert!(rows.contains(&"pieces 19 g1: 100/100, 0 s, 40000, 0, 0".to_owned()), "{rows:#?}");
    assert!(rows.iter().all(|row| !row.starts_with("shared 17")), "{rows:#?}");
    assert!(rows.contains(&"shared 20 g1: 0/0, 0 s, 0, -3300, 0".to_owned()), "{rows:#?}");
    assert!(rows.contains(&"shared 20 g2: 0/0, 0 s, 0, -1700, 0".to_owned()), "{rows:#?}");
}

both!(a_change_during_a_round_is_not_lost: TestDb);
/// What changes between the look and the write keeps its mark, and the next round takes it into account.
async fn a_change_during_a_round_is_not_lost(test: TestDb) {
    let db = &test.db;
    company(&test).await;
    tell(db, "s1", 1, &[("2026-11-18T09:00:00Z", good("p2", 100))]).await;
    let mut tx = db.begin().await.unwrap();
    let (days, lines) =
        (unreckoned::some(&mut tx, 10).await.unwrap(), terms::changed(&mut tx, 10).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!((days.len(), lines.len()), (1, 0), "an import leaves nothing behind");
    tell(db, "s1", 2, &[("2026-11-18T10:00:00Z", good("p2", 33))]).await;
    let mut tx = db.begin().await.unwrap();
    unreckoned::settle(&mut tx, &days).await.unwrap();
    assert_eq!(
        unreckoned::some(&mut tx, 10).await.unwrap().len(),
        1,
        "it is not the change that was seen"
    );
    tx.commit().await.unwrap();
    // Beside each other, as often as not in each other's way.
    for epoch in 3..33 {
        let told = [("2026-11-18T11:00:00Z", good("p2", 10))];
        let (one, other, ()) =
            tokio::join!(round(db, 1), round(db, 1), tell(db, "s1", epoch, &told));
        one.unwrap();
        other.unwrap();
    }
    catch_up(db, A_ROUND).await.unwrap();
    // 433 × 0,0375 = 16,2375.
    assert_eq!(rows(db).await, ["pieces 18 g1: 433/433, 0 s, 162400, 0, 0"]);
}

both!(whoever_reckons_rests_although_the_floor_goes_on: TestDb);
/// On a busy floor something always changed meanwhile. Rounds went on until nothing had, so they never rested, and took a
/// processor from whoever was served.
async fn whoever_reckons_rests_although_the_floor_goes_on(test: TestDb) {
    let db = &test.db;
    company(&test).await;
    tell(db, "s1", 1, &[("2026-11-18T09:00:00Z", good("p2", 100))]).await;
    tell(db, "s1", 2, &[("2026-11-19T09:00:00Z", good("p2", 100))]).await;
    let one = round(db, 1).await.unwrap();
    assert_eq!((one.changes, one.is_last), (1, false), "there may be more");
    let rest = round(db, A_ROUND).await.unwrap();
    assert_eq!(
        (rest.changes, rest.is_last),
        (1, true),
        "what comes from now on waits for the next look"
    );
}

both!(a_rebuild_reckons_anew: TestDb);
async fn a_rebuild_reckons_anew(test: TestDb) {
    let db = &test.db;
    company(&test).await;
    work(db).await;
    assert!(import(&test, &files(&INVOICED)).await.0);
    let mut tx = db.begin().await.unwrap();
    tx.run("update line_day set produced = 100, invoiced = 100 where line_id = 'pieces'", &[])
        .await
        .unwrap();
    tx.run("delete from line_day where line_id = 'shared'", &[]).await.unwrap();
    tx.run("delete from hall_day where hall_id = 'h1'", &[]).await.unwrap();
    tx.commit().await.unwrap();
    assert_ne!(rows(db).await, WORTH);
    let mut said = Vec::new();
    tallies::run(Tallies::Rebuild { check: false, database: database(&test) }, &mut said)
        .await
        .unwrap();
    assert!(String::from_utf8(said).unwrap().contains("0 of them differed"));
    assert_eq!(rows(db).await, WORTH);
    let uses: Vec<(NaiveDate, i64, i64, i64)> = db
            .all("select day, stations_used, stations, good from hall_day where hall_id = 'h1' order by day", &[])
            .await
            .unwrap();
    assert_eq!(
        uses,
        [
            (day("2026-11-18"), 2, 3, 1_266),
            (day("2026-11-19"), 2, 3, 1_310),
            (day("2026-11-20"), 1, 3, 600),
        ]
    );
}

both!(a_running_service_keeps_up: TestDb);
async fn a_running_service_keeps_up(test: TestDb) {
    let db = &test.db;
    company(&test).await;
    let (tasks, stop) =
        (tokio_util::task::TaskTracker::new(), tokio_util::sync::CancellationToken::new());
    work(db).await;
    tasks.spawn(keep_in_step(db.clone(), stop.clone()));
    eventually("it is reckoned", async || rows(db).await.len() == 8).await;
    stop.cancel();
    tasks.close();
    tasks.wait().await;
}

both!(a_trial_reckons_nothing: TestDb);
async fn a_trial_reckons_nothing(test: TestDb) {
    company(&test).await;
    work(&test.db).await;
    let (done, said) = import_with(&test, files(&INVOICED).path(), Lang::En, true).await;
    assert!(done, "{said}");
    assert_eq!(rows(&test.db).await, Vec::<String>::new());
}

both!(a_budget_is_spread_over_the_days_of_its_month: TestDb);
async fn a_budget_is_spread_over_the_days_of_its_month(test: TestDb) {
    let db = &test.db;
    company(&test).await;
    let days = async || -> Vec<(NaiveDate, NaiveDate, NaiveDate, i64)> {
        db.all(
            "select day, week, month, amount from budget_day where hall_id = 'h1' order by day",
            &[],
        )
        .await
        .unwrap()
    };
    let budget = |turnover: &str| format!("hall;month;turnover\nh1;01-11-2026;{turnover}\n");
    assert!(import(&test, &files(&[("budgets.csv", &budget("100"))])).await.0);
    let first = days().await;
    assert_eq!(first.len(), 21);
    assert_eq!(first.iter().map(|day| day.3).sum::<i64>(), 1_000_000);
    assert_eq!(
        (first[0].0, first[0].1, first[0].2),
        (day("2026-11-02"), day("2026-11-02"), day("2026-11-01"))
    );
    assert!(import(&test, &files(&[("budgets.csv", &budget("210"))])).await.0);
    assert!(
        days().await.iter().all(|day| day.3 == 100_000),
        "a new budget takes the place of the old"
    );
    // Budgets of before there were days are spread by the service, once it runs.
    let mut tx = db.begin().await.unwrap();
    tx.run("delete from budget_day where hall_id = 'h1'", &[]).await.unwrap();
    tx.commit().await.unwrap();
    let stop = tokio_util::sync::CancellationToken::new();
    stop.cancel();
    keep_in_step(db.clone(), stop).await;
    assert_eq!(days().await.len(), 21);
}
