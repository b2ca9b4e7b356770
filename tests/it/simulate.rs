//! `simulate` against the whole way in: endpoint, desk, ledger, tallies. And its check must find what is wrong.

use crate::harness::TestDb;
use crate::harness::floor::Floor;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use werkvloer::board::task_cards;
use werkvloer::clock::Clock;
use werkvloer::db::Db;
use werkvloer::intake::desk::{Desk, Parts};
use werkvloer::intake::endpoint::{Counters, Endpoint, Limits};
use werkvloer::intake::house::House;
use werkvloer::lease::Leases;
use werkvloer::ledger::Export;
use werkvloer::simulate::verify::{self, Earlier, Report};
use werkvloer::simulate::{self, Figures, Plan, Rate, company};
use werkvloer::virtual_terminal::Habits;

/// The way in, in this process.
struct WayIn {
    broker: String,
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl WayIn {
    async fn open(db: &Db, clock: &Clock) -> Self {
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        let sites = |_| async { Ok(vec!["werf".to_owned()]) };
        let leases = Leases::start(db, "simulate".to_owned(), sites, &tasks, &stop);
        let parts = Parts {
            db: db.clone(),
            clock: clock.clone(),
            leases: leases.clone(),
            changed: werkvloer::output::changes::Changes::default(),
            counters: werkvloer::intake::counters::Counters::default(),
        };
        let desk = Desk::start(parts, &tasks, &stop);
        let cards = task_cards::by_terminal(db.clone(), clock.clone());
        let house = House::new(db, clock, desk, leases, Arc::new(cards)).await.unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let broker = format!("mqtt://{}", listener.local_addr().unwrap());
        let endpoint = Endpoint::new(
            Arc::new(house),
            Limits::default(),
            Counters::default(),
            clock.clone(),
            stop.clone(),
            tasks.clone(),
        );
        tasks.spawn(async move { endpoint.serve(listener, None).await });
        Self { broker, stop, tasks }
    }

    async fn close(self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}

struct Stand {
    db: TestDb,
    clock: Clock,
    way_in: WayIn,
    folder: TempDir,
}

async fn stand(db: TestDb) -> Stand {
    let clock = Clock::system();
    Floor::build_in(&db.db, clock.clone()).await;
    let way_in = WayIn::open(&db.db, &clock).await;
    Stand { db, clock, way_in, folder: tempfile::tempdir().unwrap() }
}

impl Stand {
    fn truth(&self) -> PathBuf {
        self.folder.path().join("truth.jsonl")
    }

    fn plan(&self) -> Plan {
        Plan {
            broker: self.way_in.broker.parse().unwrap(),
            habits: Habits::new(4, 10),
            rate: Some(Rate::PerSecond(1_000.0)),
            making: Duration::from_secs(1),
            backlog: 0,
            poison: 12,
            waiting: Duration::from_mins(1),
            truth: self.truth(),
            append: false,
            seed: 3,
        }
    }

    async fn run(&self, plan: &Plan) -> (Figures, Report) {
        let members = company::enrol(&self.db.db, &self.clock, 15, None).await.unwrap();
        let terminals: Vec<_> = members.iter().map(|m| m.terminal.clone()).collect();
        let earlier = verify::earlier(&self.db.db, &terminals).await.unwrap();
        let never = CancellationToken::new();
        let figures = simulate::run(plan, members, &self.clock, &never, &never).await.unwrap();
        let report = verify::ledger(&self.db.db, &plan.truth, &terminals, &earlier).await.unwrap();
        (figures, report)
    }

    async fn check(&self, truth: &Path) -> Report {
        let terminals = [];
        verify::ledger(&self.db.db, truth, &terminals, &Earlier::default()).await.unwrap()
    }
}

both!(what_was_sent_is_in_the_ledger_exactly_once: TestDb);
/// A steady rate, and then everything at once out of full spools, continuing the truth.
async fn what_was_sent_is_in_the_ledger_exactly_once(db: TestDb) {
    let stand = stand(db).await;
    let (figures, report) = stand.run(&stand.plan()).await;
    assert_eq!((report.wrong, report.earlier), (0, 0), "{report}");
    assert_eq!((report.sent, report.held), (figures.events, figures.events));
    assert_eq!((figures.events, report.quarantined), (1_012, 12));
    assert!(figures.p99_ms.is_some());

    let again = Plan { append: true, rate: None, backlog: 60, poison: 7, ..stand.plan() };
    let (figures, report) = stand.run(&again).await;
    assert_eq!((report.wrong, report.earlier), (0, 0), "{report}");
    assert_eq!(figures.events, 15 * 60 + 7);
    assert_eq!((report.sent, report.quarantined), (1_012 + 907, 12 + 7));

    // With another truth file, what came before is somebody else's.
    let other = Plan { truth: stand.folder.path().join("other"), ..stand.plan() };
    let (_, report) = stand.run(&other).await;
    assert_eq!((report.wrong, report.earlier, report.sent), (0, 1_919, 1_012), "{report}");

    assert_eq!(verify::tallies(&stand.db.db).await.unwrap(), []);
    stand.way_in.close().await;
}

both!(the_check_finds_what_is_missing_made_up_or_changed: TestDb);
/// A check that cannot fail proves nothing.
async fn the_check_finds_what_is_missing_made_up_or_changed(db: TestDb) {
    let stand = stand(db).await;
    let (_, report) = stand.run(&Plan { poison: 2, ..stand.plan() }).await;
    assert_eq!(report.wrong, 0, "{report}");
    let truth = std::fs::read_to_string(stand.truth()).unwrap();
    let of_another = |name: &str, lines: &[String]| {
        let path = stand.folder.path().join(name);
        std::fs::write(&path, lines.concat()).unwrap();
        let receipts = |of: &Path| {
            of.with_file_name(format!("{}.receipts", of.file_name().unwrap().display()))
        };
        std::fs::copy(receipts(&stand.truth()), receipts(&path)).unwrap();
        path
    };
    let lines: Vec<String> = truth.split_inclusive('\n').map(str::to_owned).collect();
    let count =
        lines.iter().position(|l| l.contains(r#""kind":"good""#) && !l.contains("poison")).unwrap();

    let mut changed = lines.clone();
    changed[count] = changed[count].replace(r#""qty":1"#, r#""qty":9"#);
    let report = stand.check(&of_another("changed", &changed)).await;
    assert_eq!(report.wrong, 1, "{report}");
    assert!(report.examples[0].contains("is not what was sent"), "{report}");

    let fewer = &lines[..lines.len() - 1];
    let report = stand.check(&of_another("fewer", fewer)).await;
    assert_eq!(report.wrong, 1, "{report}");
    assert!(report.examples[0].contains("was never sent"), "{report}");

    // A receipt named an event that is not there: the promise of another epoch, written down by hand.
    let epoch = serde_json::from_str::<serde_json::Value>(&lines[0]).unwrap()["epoch"].clone();
    let mine = |line: &&String| line.contains(epoch.as_str().unwrap());
    let lost: Vec<String> = lines
        .iter()
        .filter(mine)
        .map(|l| l.replace(epoch.as_str().unwrap(), "00000000000000aa"))
        .collect();
    let more = of_another("more", &[lines.clone(), lost.clone()].concat());
    assert_eq!(stand.check(&more).await.wrong, 0, "sent and never receipted is no promise");
    let receipts = more.with_file_name("more.receipts");
    let promise = std::fs::read_to_string(&receipts).unwrap();
    let promise = promise.lines().find(|l| l.contains(epoch.as_str().unwrap())).unwrap();
    let promise = promise.replace(epoch.as_str().unwrap(), "00000000000000aa");
    let all = std::fs::read_to_string(&receipts).unwrap() + &promise;
    std::fs::write(&receipts, all).unwrap();
    let report = stand.check(&more).await;
    assert_eq!(report.wrong, lost.len() as u64, "{report}");
    assert!(report.examples[0].contains("was receipted and is not in the ledger"), "{report}");

    let mut honest = lines.clone();
    honest[count] = honest[count].replace(r#","event":"#, r#","poison":"unknown_kind","event":"#);
    let report = stand.check(&of_another("honest", &honest)).await;
    assert!(report.examples[0].contains("must be quarantined as unknown_kind"), "{report}");
    stand.way_in.close().await;
}

both!(the_export_is_ordered_and_shaped_as_documented: TestDb);
/// Ordered by terminal, epoch as text, and seq; the fields in the documented order.
async fn the_export_is_ordered_and_shaped_as_documented(db: TestDb) {
    let stand = stand(db).await;
    // Two epochs for each terminal; their first digits fall on both sides of the signed column's middle.
    for append in [false, true, true] {
        stand.run(&Plan { append, making: Duration::from_millis(300), ..stand.plan() }).await;
    }
    stand.way_in.close().await;
    let mut export = Export::new(&stand.db.db, None).await.unwrap().unwrap();
    let mut lines = Vec::new();
    loop {
        let page = export.page().await.unwrap();
        if page.is_empty() {
            break;
        }
        lines.extend(page);
    }
    let keys: Vec<_> =
        lines.iter().map(|l| (l.terminal.to_string(), l.epoch.to_string(), l.seq)).collect();
    assert!(keys.is_sorted() && lines.len() == 3 * 312);
    let good = lines.iter().find(|l| l.kind == "good" && l.outcome == "counted").unwrap();
    let json = serde_json::to_string(good).unwrap();
    let at = good.at.format("%Y-%m-%dT%H:%M:%S%.3fZ");
    let received = good.received_at.format("%Y-%m-%dT%H:%M:%S%.6fZ");
    assert_eq!(
        json,
        format!(
            r#"{{"terminal":"{}","epoch":"{}","seq":{},"kind":"good","task":"{}","qty":{},"reason":null,"at":"{at}","received_at":"{received}","outcome":"counted","why":null}}"#,
            good.terminal,
            good.epoch,
            good.seq,
            good.task.as_deref().unwrap(),
            good.qty.unwrap(),
        )
    );
    let one = "werf/sim-0001".parse().unwrap();
    let page = Export::new(&stand.db.db, Some(&one)).await.unwrap().unwrap().page().await.unwrap();
    assert!(page.iter().all(|l| l.terminal == one) && !page.is_empty());
    let nobody = "werf/nobody".parse().unwrap();
    assert!(Export::new(&stand.db.db, Some(&nobody)).await.unwrap().is_none());
}
