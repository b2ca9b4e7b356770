//! A made-up hall: the rows the import and the fold would write. Every name is invented.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use werkvloer::clock::Clock;
use werkvloer::db::{Db, Subject, Tx, mark};
use werkvloer::intake::batch::Batcher;

/// When the tests happen: 11:30 in Amsterdam.
pub(crate) fn now() -> DateTime<Utc> {
    "2026-11-20T10:30:00Z".parse().unwrap()
}

pub(crate) fn today() -> NaiveDate {
    "2026-11-20".parse().unwrap()
}

/// What a station does, for [`station_now`].
pub(crate) struct Doing<'a> {
    pub(crate) state: &'a str,
    pub(crate) task: Option<&'a str>,
    pub(crate) people: &'a str,
    /// Minutes ago.
    pub(crate) help: Option<i64>,
}

impl Default for Doing<'_> {
    fn default() -> Self {
        Self { state: "working", task: None, people: "", help: None }
    }
}

/// Two halls; in `hal-1` a station in every state.
pub(crate) async fn company(db: &Db) {
    let mut open = db.begin().await.unwrap();
    let tx = &mut open;
    tx.run("insert into site values ('stad', 'Locatie Stad', 'Europe/Amsterdam', 240, 750)", &[])
        .await
        .unwrap();
    for (id, name) in [("hal-1", "Hal 1 Verpakken"), ("hal-2", "Hal 2 Montage")] {
        tx.run("insert into hall (id, site_id, name) values ($1, 'stad', $2)", &[&id, &name])
            .await
            .unwrap();
    }
    for (id, hall, name) in [
        ("g1", "hal-1", "Groep Merel"),
        ("g2", "hal-1", "Groep Vink"),
        ("g3", "hal-2", "Groep Spreeuw"),
    ] {
        tx.run(
            "insert into work_group (id, hall_id, name) values ($1, $2, $3)",
            &[&id, &hall, &name],
        )
        .await
        .unwrap();
    }
    for (code, group, name, attribution) in [
        ("v1-01", "g1", "Inpaktafel", "individual"),
        ("v1-02", "g1", "Etiketteren", "individual"),
        ("v1-03", "g1", "Sealen", "individual"),
        ("v1-04", "g1", "Dozen vouwen", "individual"),
        ("v2-01", "g2", "Lange tafel", "group"),
        ("v2-02", "g2", "Weegtafel", "individual"),
        ("v2-03", "g2", "Sorteren", "individual"),
        ("v2-04", "g2", "Reservetafel", "individual"),
        ("m1-01", "g3", "Montagetafel", "individual"),
    ] {
        station(tx, code, group, name, attribution).await;
    }
    for (id, name) in [
        ("w1", "Pluk van Torenveld"),
        ("w2", "Saar Appelboom"),
        ("w3", "Mees de Zandkuil"),
        ("w4", "Fenna Molenwiek"),
        ("w5", "Joris Klaverblad"),
        ("w6", "Bente Dijkstraat"),
    ] {
        worker(tx, id, name).await;
    }
    tx.run("insert into client (id, name) values ('k1', 'Koekfabriek De Krakeling')", &[])
        .await
        .unwrap();
    tx.run("insert into client_order (id, client_id, name, status) values ('o1', 'k1', 'Feestdozen december', 'open')", &[]).await.unwrap();
    tx.run("insert into order_line (id, order_id, name, quantity, unit_price) values ('l1', 'o1', 'Feestdoos', 480, 375)", &[]).await.unwrap();
    for (id, step, name, pack) in [
        ("t1", 1, "Koekjes inpakken", 12),
        ("t2", 2, "Etiket plakken", 12),
        ("t3", 3, "Doos sluiten", 1),
    ] {
        tx.run(
            "insert into task (id, line_id, step, name, pack_size) values ($1, 'l1', $2, $3, $4)",
            &[&id, &i64::from(step), &name, &i64::from(pack)],
        )
        .await
        .unwrap();
    }
    tx.run("insert into station_task (day, day_part, station_code, task_id) values ($1, 'morning', 'v1-04', 't3')", &[&today()]).await.unwrap();
    tx.run("insert into station_task (day, day_part, station_code, task_id) values ($1, 'afternoon', 'v2-04', 't3')", &[&today()]).await.unwrap();

    for (no, station, online) in [
        (1, "v1-01", Some(true)),
        (2, "v1-02", Some(true)),
        (3, "v1-03", Some(false)),
        (5, "v2-01", Some(true)),
        (6, "v2-02", Some(true)),
        (7, "v2-03", None),
    ] {
        terminal(tx, no, station, online).await;
    }
    good(tx, "v1-01", "t1", today(), 100).await;
    good(tx, "v2-01", "t1", today() - Days::new(1), 45).await;
    good(tx, "v1-02", "t2", today(), 600).await;
    for (station, doing) in [
        ("v1-01", Doing { task: Some("t1"), people: "w1", ..Doing::default() }),
        ("v1-02", Doing { state: "fault", task: Some("t2"), people: "w2", ..Doing::default() }),
        ("v1-03", Doing { state: "material", task: Some("t3"), people: "w3", help: Some(5) }),
        ("v2-01", Doing { state: "break", task: Some("t1"), people: "w4,w5,w6", help: Some(40) }),
        (
            "v2-02",
            Doing { state: "instruction", task: Some("t2"), people: "gone", ..Doing::default() },
        ),
        ("v2-03", Doing { state: "talk", ..Doing::default() }),
    ] {
        station_now(tx, station, today(), &doing).await;
    }
    open.commit().await.unwrap();
}

pub(crate) async fn station(tx: &mut Tx, code: &str, group: &str, name: &str, attribution: &str) {
    tx.run(
        "insert into station (code, group_id, name, attribution) values ($1, $2, $3, $4)",
        &[&code, &group, &name, &attribution],
    )
    .await
    .unwrap();
}

pub(crate) async fn worker(tx: &mut Tx, id: &str, name: &str) {
    tx.run(
        "insert into worker (id, name, group_id, active) values ($1, $2, 'g1', true)",
        &[&id, &name],
    )
    .await
    .unwrap();
}

/// An account whose owner never chose a password.
pub(crate) async fn account_that_waits(db: &Db) {
    let mut tx = db.begin().await.unwrap();
    let sql = "insert into account (id, login, name, made_at) values ('a-olga', 'olga', 'Olga Ongebruikt', $1)";
    tx.run(sql, &[&now()]).await.unwrap();
    tx.commit().await.unwrap();
}

/// `online`: `None` was never heard.
pub(crate) async fn terminal(tx: &mut Tx, no: i64, station: &str, online: Option<bool>) {
    let name = format!("term-{no}");
    tx.run(
        "insert into terminal (no, site_id, name, station_code, secret_hash, enrolled_at) values ($1, 'stad', $2, $3, 'x', $4)",
        &[&no, &name, &station, &now()],
    ).await.unwrap();
    if let Some(online) = online {
        let seen = now() - TimeDelta::minutes(48);
        tx.run(
            "insert into terminal_state (terminal_no, online, last_seen) values ($1, $2, $3)",
            &[&no, &online, &seen],
        )
        .await
        .unwrap();
    }
}

/// Adds good pieces as the fold does, with its mark.
pub(crate) async fn good(tx: &mut Tx, station: &str, task: &str, day: NaiveDate, pieces: i64) {
    tx.run(
        "insert into tally (day, station, task, worker, good, rejected_material, rejected_work, rejected_dirt,
                            rejected_broken, rejected_unknown, net_seconds, waiting_material, waiting_fault,
                            waiting_instruction, waiting_talk)
         values ($1, $2, $3, '', $4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
             on conflict (station, day, task, worker) do update set good = tally.good + excluded.good",
        &[&day, &station, &task, &pieces],
    ).await.unwrap();
    mark(tx, Subject::Tallies).await.unwrap();
}

/// Says what a station does, as the fold does, with its mark.
pub(crate) async fn station_now(tx: &mut Tx, station: &str, day: NaiveDate, doing: &Doing<'_>) {
    let help = doing.help.map(|minutes| now() - TimeDelta::minutes(minutes));
    let since = now() - TimeDelta::minutes(20);
    tx.run(
        "insert into station_now (station, day, state, state_since, task, people, help_since, last_event)
         values ($1, $2, $3, $4, $5, $6, $7, $4)
             on conflict (station) do update set day = excluded.day, state = excluded.state, task = excluded.task,
                people = excluded.people, help_since = excluded.help_since",
        &[&station, &day, &doing.state, &since, &doing.task.map(str::to_owned), &doing.people, &help],
    ).await.unwrap();
    mark(tx, Subject::Tallies).await.unwrap();
}

/// Puts an event of terminal 1 in quarantine.
pub(crate) async fn quarantined(tx: &mut Tx, id: &str, why: &str, raw: &str, minutes_ago: i64) {
    let at = now() - TimeDelta::minutes(minutes_ago);
    tx.run(
        "insert into quarantine (id, received_at, site_id, terminal, terminal_no, epoch, seq, why, detail, raw)
         values ($1, $2, 'stad', 'term-1', 1, 7, 3, $3, 'what exactly', $4)",
        &[&id, &at, &why, &raw],
    ).await.unwrap();
}

/// Something in the ledger as intake writes it, of epoch `00000000000000aa`.
pub(crate) struct Reported<'a> {
    pub(crate) terminal: i64,
    pub(crate) seq: i64,
    pub(crate) kind: &'a str,
    pub(crate) station: &'a str,
    pub(crate) task: Option<&'a str>,
    pub(crate) qty: Option<i64>,
    pub(crate) reason: Option<&'a str>,
    pub(crate) worker: Option<&'a str>,
    /// Takes back this seq.
    pub(crate) of: Option<i64>,
    pub(crate) why: Option<&'a str>,
    pub(crate) minutes_ago: i64,
}

impl Default for Reported<'_> {
    fn default() -> Self {
        Self {
            terminal: 1,
            seq: 1,
            kind: "good",
            station: "v1-01",
            task: None,
            qty: None,
            reason: None,
            worker: None,
            of: None,
            why: None,
            minutes_ago: 60,
        }
    }
}

/// Puts it into the ledger, of today, and says that the day must be folded again.
pub(crate) async fn reported(tx: &mut Tx, what: Reported<'_>) {
    let at = (now() - TimeDelta::minutes(what.minutes_ago)).timestamp_micros();
    let outcome = if what.why.is_none() { "counted" } else { "quarantined" };
    let (of_terminal, of_epoch) = (what.of.map(|_| what.terminal), what.of.map(|_| 170_i64));
    let own = |text: Option<&str>| text.map(str::to_owned);
    tx.run(
        "insert into ledger (terminal, epoch, seq, kind, station, day, task, qty, reason, worker, of_terminal, of_epoch,
                             of_seq, at, received_at, outcome, why, hash)
         values ($1, 170, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13, $14, $15, 0)",
        &[
            &what.terminal, &what.seq, &what.kind, &what.station, &today(), &own(what.task), &what.qty,
            &own(what.reason), &own(what.worker), &of_terminal, &of_epoch, &what.of, &at, &outcome, &own(what.why),
        ],
    )
    .await
    .unwrap();
    tx.run(
        "insert into stale_day (station, day) values ($1, $2) on conflict (station, day) do nothing",
        &[&what.station, &today()],
    )
    .await
    .unwrap();
}

/// Folds what is stale, as the desk does when it idles.
pub(crate) async fn fold(db: &Db, clock: &Clock) {
    let mut tx = db.begin().await.unwrap();
    tx.run(
        "insert into ingest_lease (site_id, holder, fence, beat, batch) values ('stad', 'test', 7, 0, 0)
             on conflict (site_id) do nothing",
        &[],
    )
    .await
    .unwrap();
    Batcher::default().store(&mut tx, &[], &|_| Some(7), clock).await.unwrap();
    tx.commit().await.unwrap();
}

/// A morning at `v1-01`: somebody signs on, 12 good, 2 dirty, 24 good that are taken back, a fault, one in quarantine.
pub(crate) async fn morning(tx: &mut Tx) {
    let plain = Reported::default;
    for what in [
        Reported { seq: 1, kind: "sign_on", worker: Some("w1"), minutes_ago: 90, ..plain() },
        Reported { seq: 2, task: Some("t1"), qty: Some(30), minutes_ago: 80, ..plain() },
        Reported {
            seq: 3,
            kind: "reject",
            task: Some("t1"),
            qty: Some(2),
            reason: Some("dirt"),
            minutes_ago: 70,
            ..plain()
        },
        Reported { seq: 4, task: Some("t1"), qty: Some(24), minutes_ago: 60, ..plain() },
        Reported { seq: 5, kind: "undo", of: Some(4), minutes_ago: 59, ..plain() },
        Reported { seq: 6, kind: "pause", reason: Some("fault"), minutes_ago: 50, ..plain() },
        Reported { seq: 7, kind: "resume", minutes_ago: 40, ..plain() },
        Reported {
            seq: 8,
            task: Some("t9999"),
            qty: Some(12),
            why: Some("unknown_task"),
            minutes_ago: 30,
            ..plain()
        },
    ] {
        reported(tx, what).await;
    }
    let at = now() - TimeDelta::minutes(30);
    tx.run(
        "insert into quarantine (id, received_at, site_id, terminal, terminal_no, epoch, seq, why, detail, raw)
         values ('q8', $1, 'stad', 'term-1', 1, 170, 8, 'unknown_task', 'what exactly', '{}')",
        &[&at],
    )
    .await
    .unwrap();
}
