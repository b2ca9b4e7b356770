//! Who leads a site: processes that share a database, on both engines. (On SQLite the process lock keeps a second service
//! out; here two contenders share the file all the same, at the pace of a shared database.)

use crate::harness::{TestDb, eventually, pause};
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use werkvloer::db::Db;
use werkvloer::lease::{HoldError, Leases, Pace, hold};

/// As in earnest, only faster; wide enough for a busy machine.
const PACE: Pace = Pace {
    stale_after: Duration::from_millis(2_500),
    lead_for: Some(Duration::from_millis(1_800)),
    beat_every: Duration::from_millis(200),
    look_every: Duration::from_millis(100),
};
const SITE: &str = "hal-noord";

struct Process {
    leases: Leases,
    tracker: TaskTracker,
    cancel: CancellationToken,
}

impl Process {
    fn start(db: &Db, holder: &str) -> Self {
        Self::start_at(Some(PACE), db, holder)
    }

    fn start_at(pace: Option<Pace>, db: &Db, holder: &str) -> Self {
        let (tracker, cancel) = (TaskTracker::new(), CancellationToken::new());
        let holder = holder.to_owned();
        let leases = match pace {
            Some(pace) => Leases::start_at(pace, db, holder, sites, &tracker, &cancel),
            None => Leases::start(db, holder, sites, &tracker, &cancel),
        };
        Self { leases, tracker, cancel }
    }

    async fn leads(&self) -> i64 {
        eventually("the process leads", async || self.leases.fence(SITE).is_some()).await;
        self.leases.fence(SITE).unwrap()
    }

    async fn stop(self) {
        self.cancel.cancel();
        self.tracker.close();
        self.tracker.wait().await;
    }
}

async fn sites(db: Db) -> sqlx::Result<Vec<String>> {
    let rows: Vec<(String,)> = db.all("select id from site order by id", &[]).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

async fn add_site(db: &Db, id: &str) {
    let mut tx = db.begin().await.unwrap();
    tx.run(
        "insert into site (id, name, time_zone, day_boundary_minutes, afternoon_from_minutes)
         values ($1, $1, 'Europe/Amsterdam', 180, 750)",
        &[&id],
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

/// The same database, opened once more, as another process would.
async fn another(db: &TestDb) -> Db {
    db.settings().open_for_command().await.unwrap().db
}

/// Writes the lease of a leader that no longer lives.
async fn leave_behind(db: &Db, holder: &str, fence: i64) {
    let mut tx = db.begin().await.unwrap();
    tx.run(
        "insert into ingest_lease (site_id, holder, fence, beat, batch) values ($1, $2, $3, 40, 0)
         on conflict (site_id) do update set holder = excluded.holder, fence = excluded.fence",
        &[&SITE, &holder, &fence],
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

async fn held(db: &Db, fence: i64) -> Result<(), HoldError> {
    let mut tx = db.begin().await.unwrap();
    hold(&mut tx, SITE, fence).await?;
    tx.commit().await?;
    Ok(())
}

both!(one_leads_and_hands_over_when_it_stops: TestDb);
async fn one_leads_and_hands_over_when_it_stops(db: TestDb) {
    add_site(&db.db, SITE).await;
    let first = Process::start(&db.db, "first");
    assert_eq!(first.leads().await, 1);
    let second = Process::start(&another(&db).await, "second");
    held(&db.db, 1).await.unwrap();

    // Longer than a lease lasts: the leader renews it, and never do both lead.
    let until = Instant::now() + PACE.stale_after + Duration::from_millis(500);
    while Instant::now() < until {
        assert!(second.leases.fence(SITE).is_none(), "both lead");
        pause().await;
    }

    let stopped = Instant::now();
    first.stop().await;
    assert_eq!(second.leads().await, 2);
    assert!(stopped.elapsed() < PACE.stale_after, "a released lease is taken at once");
    assert!(matches!(held(&db.db, 1).await, Err(HoldError::Lost)));
    held(&db.db, 2).await.unwrap();
    second.stop().await;
}

both!(a_dead_leader_is_replaced_once_its_beat_stood_still: TestDb);
async fn a_dead_leader_is_replaced_once_its_beat_stood_still(db: TestDb) {
    add_site(&db.db, SITE).await;
    leave_behind(&db.db, "killed", 7).await;
    let began = Instant::now();
    let process = Process::start(&db.db, "heir");
    assert_eq!(process.leads().await, 8);
    assert!(began.elapsed() >= PACE.stale_after, "{:?}", began.elapsed());
    assert!(matches!(held(&db.db, 7).await, Err(HoldError::Lost)));
    process.stop().await;
}

both!(a_leader_that_was_replaced_stops_leading: TestDb);
async fn a_leader_that_was_replaced_stops_leading(db: TestDb) {
    add_site(&db.db, SITE).await;
    let process = Process::start(&db.db, "slow");
    let fence = process.leads().await;
    leave_behind(&db.db, "faster", fence + 1).await;
    eventually("it stops leading", async || process.leases.fence(SITE).is_none()).await;
    assert!(matches!(held(&db.db, fence).await, Err(HoldError::Lost)));
    process.stop().await;
}

both!(a_leader_that_cannot_renew_stops_leading: TestDb);
/// A transaction that holds the row keeps the leader from renewing; it stops before a rival could have taken over.
async fn a_leader_that_cannot_renew_stops_leading(db: TestDb) {
    add_site(&db.db, SITE).await;
    let process = Process::start(&db.db, "stuck");
    let fence = process.leads().await;
    let other = another(&db).await;
    let mut tx = other.begin().await.unwrap();
    hold(&mut tx, SITE, fence).await.unwrap();
    let blocked = Instant::now();
    let mut led = process.leases.led();
    eventually("it stops leading", async || process.leases.fence(SITE).is_none()).await;
    assert!(blocked.elapsed() < PACE.stale_after, "{:?}", blocked.elapsed());
    // Who watches is told, although the renewal is still under way.
    tokio::time::timeout(PACE.stale_after, led.wait_for(|led| !led.contains_key(SITE)))
        .await
        .unwrap()
        .unwrap();
    drop(tx);
    assert_eq!(process.leads().await, fence + 1, "and it leads again under another fence");
    process.stop().await;
}

both!(a_site_that_is_imported_later_is_led_too: TestDb);
async fn a_site_that_is_imported_later_is_led_too(db: TestDb) {
    let process = Process::start(&db.db, "only");
    assert!(process.leases.fence(SITE).is_none());
    add_site(&db.db, SITE).await;
    assert_eq!(process.leads().await, 1);
    process.stop().await;
}

/// Terminals of a site that are there, as the figures say.
async fn online(db: &Db, site: &str) -> i64 {
    let (online,) = db
        .one(
            "select count(*) from terminal_state s join terminal t on t.no = s.terminal_no
              where t.site_id = $1 and s.online",
            &[&site],
        )
        .await
        .unwrap();
    online
}

both!(who_takes_a_lead_forgets_who_was_there_of_that_site_alone: TestDb);
/// Who begins to lead a site knows of none of its terminals yet; those of a site that another process leads stay.
async fn who_takes_a_lead_forgets_who_was_there_of_that_site_alone(db: TestDb) {
    let of_another = "hal-zuid";
    for (site, no) in [(SITE, 1), (of_another, 2)] {
        add_site(&db.db, site).await;
        let mut tx = db.db.begin().await.unwrap();
        let now = werkvloer::clock::Clock::system().now();
        tx.run(
            "insert into terminal (no, site_id, name, enrolled_at) values ($1, $2, 't', $3)",
            &[&no, &site, &now],
        )
        .await
        .unwrap();
        tx.run(
            "insert into terminal_state (terminal_no, online, last_seen) values ($1, true, $2)",
            &[&no, &now],
        )
        .await
        .unwrap();
        tx.run(
                "insert into ingest_lease (site_id, holder, fence, beat, batch) values ($1, $2, 4, 1, 0)",
                &[&site, if site == SITE { &"" } else { &"another" }],
            )
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }
    let process = Process::start(&db.db, "new");
    process.leads().await;
    assert_eq!((online(&db.db, SITE).await, online(&db.db, of_another).await), (0, 1));
    eventually("the other one is dead", async || process.leases.fence(of_another).is_some()).await;
    assert_eq!(online(&db.db, of_another).await, 0);
    process.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_a_database_of_its_own_a_process_takes_the_lead_at_once_even_after_a_kill() {
    let db = TestDb::sqlite().await;
    add_site(&db.db, SITE).await;
    leave_behind(&db.db, "killed", 7).await;
    let process = Process::start_at(None, &db.db, "again");
    assert_eq!(process.leads().await, 8);
    process.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_shared_database_take_over_after_a_kill_takes_less_than_15_seconds() {
    let db = TestDb::postgres().await;
    add_site(&db.db, SITE).await;
    leave_behind(&db.db, "killed", 7).await;
    let began = Instant::now();
    let process = Process::start_at(None, &db.db, "heir");
    assert_eq!(process.leads().await, 8);
    let took = began.elapsed();
    assert!(took >= Duration::from_secs(10) && took < Duration::from_secs(15), "{took:?}");
    process.stop().await;
}
