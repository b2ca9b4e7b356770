//! The pages in a real browser: Debian's Chromium, driven by the scripts in `tests/browser`. On SQLite only: what differs
//! between the engines is behind the pages, and every page is tested on both without a browser.
//!
//! Pictures of every page are kept in `target/tests/screenshots`, for a person to look at.

mod company;

use crate::harness::{PATIENCE, PIN, Process, eventually, pause};
use crate::pages::{Pages, made_up};
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use tokio::sync::Mutex;
use werkvloer::access::accounts::of_login;
use werkvloer::access::grant::Scope;
use werkvloer::access::links::{self, Link};
use werkvloer::access::{Role, Settings, demo};
use werkvloer::turnover::reckon::{A_ROUND, catch_up};

/// How long a script may look at one page. There is no limit to all of them: how long that takes is for the machine, and for what
/// else it does, to say.
const SILENCE: Duration = Duration::from_mins(1);

/// How often a test that takes long says how far it is, so that who runs all of them sees that it goes on.
const NEWS: Duration = Duration::from_secs(30);

/// What a script's line begins with when it says where it is.
const AT: &str = "at ";

/// The smallest picture there is.
const POINT: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/// A browser takes what a small machine has; two at once would only wait for each other.
static ONE_AT_A_TIME: Mutex<()> = Mutex::const_new(());

/// Everybody comes in by one tap, as in a demo: what the sign-in asks is tested without a browser.
fn shown(pages: &Pages) -> Pages {
    pages.restarted(Settings { is_demo: true, ..Settings::default() })
}

/// The pages of the made-up company at an address of loopback.
struct Stand {
    pages: Pages,
    address: SocketAddr,
}

impl Stand {
    /// A morning at one station, reports in quarantine, decided ones, a closed day.
    async fn new() -> Self {
        let pages = Pages::sqlite().await;
        let mut tx = pages.db().begin().await.unwrap();
        made_up::morning(&mut tx).await;
        for (minutes, id, why) in
            [(3, "q1", "bad_json"), (20, "q2", "clock_ahead"), (30, "q3", "unknown_badge")]
        {
            made_up::quarantined(&mut tx, id, why, "{\"seq\":3,\"kind\":", minutes).await;
        }
        tx.commit().await.unwrap();
        made_up::fold(pages.db(), &pages.clock).await;
        catch_up(pages.db(), A_ROUND).await.unwrap();
        company::fill(&pages).await;
        made_up::account_that_waits(pages.db()).await;
        pages.post("/quarantaine/q1/afwijzing", &[("reason", "dubbel gemeld")]).await;
        pages.post("/dagen/stad/2026-11-18/afsluiting", &[("gezien", "ja")]).await;
        let people =
            Role::ALL.map(|role| (role, vec![Scope::Everything], "Tine Testpersoon".to_owned()));
        let mut tx = pages.db().begin().await.unwrap();
        demo::people(&mut tx, &people, made_up::now()).await.unwrap();
        tx.run(
            "insert into device (id, name, kind, hall_id, secret_hash, paired_by, paired_at, seen_at)
             select 'd-1', 'Tablet bij de inpaktafel', 'tablet', 'hal-1', 'x', id, $1, $1 from account where login = 'tine'",
            &[&made_up::now()],
        )
        .await
        .unwrap();
        // A grey point, so that a photo is drawn.
        tx.run(
            "insert into worker_photo (worker_id, content, stored_at) values ('w1', $1, $2)",
            &[&POINT, &made_up::now()],
        )
        .await
        .unwrap();
        // Two roles and a second step, so that each can be taken away.
        tx.run("update account set totp_secret = 'JBSWY3DPEHPK3PXP' where id = 'a-olga'", &[])
            .await
            .unwrap();
        for (id, role) in [("gr-1", "planner"), ("gr-2", "sales")] {
            tx.run(
                "insert into account_grant (id, account_id, role, scope, scope_id, from_day) values ($1, 'a-olga', $2, 'everything', '', '2026-01-05')",
                &[&id, &role],
            )
            .await
            .unwrap();
        }
        tx.run("update worker set phone = '06 00 123456', email = 'pluk@voorbeeld.example' where id = 'w1'", &[]).await.unwrap();
        tx.run("insert into assignment (day, day_part, station_code, worker_id) values ('2026-11-20', 'morning', 'v1-01', 'w1')", &[]).await.unwrap();
        tx.commit().await.unwrap();
        pages.give_pin("demo-supervisor").await;
        Self::at("127.0.0.1:0".parse().unwrap(), shown(&pages)).await
    }

    async fn at(address: SocketAddr, pages: Pages) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = pages.router.clone().into_make_service_with_connect_info::<SocketAddr>();
        let served = axum::serve(listener, router)
            .with_graceful_shutdown(pages.stop.clone().cancelled_owned());
        pages.tasks.spawn(async move { served.await.unwrap() });
        Self { pages, address }
    }

    /// Starts a script of `tests/browser` on the pages.
    fn browse(&self, script: &str, more: &[&str]) -> Process {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut node = Command::new("node");
        node.arg(root.join("tests/browser").join(script)).arg(format!("http://{}", self.address));
        node.args(more).env("NODE_PATH", root.join("target/tests/browser/node_modules"));
        Process::start(&mut node)
    }
}

/// Waits for the script's end; what it wrote is what is wrong, but for the lines that say where it is.
async fn finds_nothing_wrong(mut script: Process) {
    let (mut lines, mut heard, mut told) = (0, Instant::now(), Instant::now());
    while script.ended().is_none() {
        let (count, last) = script.last_line();
        let last = last.unwrap_or_else(|| "at no page yet".to_owned());
        if count > lines {
            (lines, heard) = (count, Instant::now());
        }
        assert!(heard.elapsed() < SILENCE, "hangs {last}; so far:\n{}", wrong(&script));
        if told.elapsed() > NEWS {
            told = Instant::now();
            // Past what libtest keeps of a test's words until it fails.
            let news = format!("the browser is {last}\n");
            std::io::stderr().write_all(news.as_bytes()).unwrap();
        }
        pause().await;
    }
    let status = script.wait().await;
    assert!(status.success(), "{} lines:\n{}", script.stdout().len(), wrong(&script));
}

/// All that a script wrote but where it is.
fn wrong(script: &Process) -> String {
    let all = script.output();
    all.lines().filter(|line| !line.starts_with(AT)).collect::<Vec<_>>().join("\n")
}

/// What is looked at has something to look at.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_picture_is_of_an_empty_panel() {
    let stand = Stand::new().await;
    for (role, address) in [
        ("controller", "/dashboards/omzet"),
        ("controller", "/dashboards/omzet-regels"),
        ("controller", "/dashboards/orders"),
        ("controller", "/dashboards/bezetting"),
        ("controller", "/dashboards/gemeenten"),
        ("job_coach", "/dashboards/begeleiding"),
        ("job_coach", "/dashboards/ontwikkeling?medewerker=w1"),
        ("job_coach", "/medewerkers/w1/indicatie"),
    ] {
        let viewer = stand.pages.elsewhere();
        assert_eq!(viewer.post("/demo/aanmelden", &[("rol", role)]).await.status, 303);
        let page = viewer.get(address).await;
        assert_eq!(page.status, 200, "{address}");
        assert_eq!(page.texts("section:has(> .wv-nothing) h2"), [""; 0], "{address}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_is_for_everybody() {
    let _browser = ONE_AT_A_TIME.lock().await;
    let stand = Stand::new().await;
    let pictures = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tests/screenshots");
    finds_nothing_wrong(stand.browse("look.js", &[pictures.to_str().unwrap()])).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_core_actions_work_without_a_script() {
    let _browser = ONE_AT_A_TIME.lock().await;
    let stand = Stand::new().await;
    finds_nothing_wrong(stand.browse("without_script.js", &[])).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_pressed_twice_goes_once() {
    let _browser = ONE_AT_A_TIME.lock().await;
    let stand = Stand::new().await;
    let tine = of_login(stand.pages.db(), "tine").await.unwrap().unwrap();
    let mut tx = stand.pages.db().begin().await.unwrap();
    let token = links::make(&mut tx, &Link::Account(tine.id), made_up::now()).await.unwrap();
    tx.commit().await.unwrap();
    let path = format!("/inrichten/{}", token.reveal());
    finds_nothing_wrong(stand.browse("twice.js", &[&path])).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_back_button_shows_nothing_of_who_left() {
    let _browser = ONE_AT_A_TIME.lock().await;
    let stand = Stand::new().await;
    stand.pages.give_pin("tine").await;
    finds_nothing_wrong(stand.browse("back.js", &[PIN])).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_board_is_live_and_says_when_it_is_not() {
    let _browser = ONE_AT_A_TIME.lock().await;
    let stand = Stand::new().await;
    stand.pages.give_pin("tine").await;
    let mut script = stand.browse("live.js", &[PIN]);
    let says = async |script: &mut Process, line: &str| {
        eventually(line, async || {
            let ended = script.ended();
            assert!(ended.is_none(), "ended before '{line}' ({ended:?}):\n{}", script.output());
            script.line(line).is_some()
        })
        .await;
    };
    let makes = async |pages: &Pages, pieces: i64, help: Option<i64>| {
        let mut tx = pages.db().begin().await.unwrap();
        made_up::good(&mut tx, "v1-01", "t1", made_up::today(), pieces).await;
        let doing =
            made_up::Doing { task: Some("t1"), people: "w1", help, ..made_up::Doing::default() };
        made_up::station_now(&mut tx, "v1-01", made_up::today(), &doing).await;
        tx.commit().await.unwrap();
        pages.changes.ring();
    };

    says(&mut script, "ready").await;
    makes(&stand.pages, 12, None).await;
    says(&mut script, "changed").await;
    makes(&stand.pages, 0, Some(1)).await;
    says(&mut script, "held").await;
    makes(&stand.pages, 12, Some(1)).await;
    says(&mut script, "all heard").await;

    let Stand { pages, address } = stand;
    pages.stop.cancel();
    pages.tasks.close();
    tokio::time::timeout(PATIENCE, pages.tasks.wait()).await.unwrap();
    says(&mut script, "lost").await;
    let _stand = Stand::at(address, shown(&pages)).await;
    finds_nothing_wrong(script).await;
}
