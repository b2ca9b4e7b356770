//! What a station makes now, as its terminal shows it: computed from the plan and the tallies, sent when it changes.

use crate::clock::Clock;
use crate::db::{Db, Subject, marked};
use crate::floor::board::{
    day_and_part, planned, planned_at, stations, time_of_hall, time_of_station,
};
use crate::orders::progress::{TaskInfo, tasks};
use crate::output::changes::Changes;
use crate::output::live::good;
use crate::terminals::{Seated, seated};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use contract::{TaskCard, TerminalName};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// No more often than this; a terminal shows packs, and a pack takes longer.
const PACE: Duration = Duration::from_secs(2);
/// The hour changes the plan too; nobody says so.
const AT_LEAST: Duration = Duration::from_secs(30);

/// The way to a terminal.
pub trait Downlink: Send + Sync + 'static {
    /// Sends a card, to be kept for whoever subscribes later.
    fn card(&self, terminal: &TerminalName, json: Bytes);

    /// Sends a word to the person there now; nobody keeps it.
    fn notice(&self, terminal: &TerminalName, json: Bytes);

    /// Raised when everything must be sent anew, because the other side may have forgotten it.
    fn renewals(&self) -> u64;
}

/// The cards of these seats.
pub async fn cards(
    db: &Db,
    at: DateTime<Utc>,
    seats: Vec<Seated>,
) -> sqlx::Result<HashMap<TerminalName, TaskCard>> {
    let halls: HashMap<String, String> =
        stations(db, None).await?.into_iter().map(|place| (place.code, place.hall_id)).collect();
    let mut plans: HashMap<String, HashMap<String, String>> = HashMap::new();
    for seat in &seats {
        let Some(hall) = halls.get(&seat.station) else { continue };
        if !plans.contains_key(hall)
            && let Some(time) = time_of_hall(db, hall).await?
        {
            let (day, part) = day_and_part(&time, at);
            plans.insert(
                hall.clone(),
                planned(db, Some(hall), day, part).await?.into_iter().collect(),
            );
        }
    }
    let task_of = |seat: &Seated| plans.get(halls.get(&seat.station)?)?.get(&seat.station).cloned();
    let wanted: Vec<String> = seats.iter().filter_map(task_of).collect();
    let known = tasks(db, wanted.iter().map(String::as_str)).await?;
    let made = good(db, wanted.iter().map(String::as_str)).await?;
    Ok(seats
        .into_iter()
        .map(|seat| {
            let task = task_of(&seat).and_then(|id| known.get(&id));
            let made = task.and_then(|task| made.get(&task.id)).copied().unwrap_or(0);
            (seat.terminal, card(task, made))
        })
        .collect())
}

/// The card of a task of which so many good pieces are made.
fn card(task: Option<&TaskInfo>, made: i64) -> TaskCard {
    let Some(task) = task else {
        return TaskCard {
            task: None,
            words: BTreeMap::new(),
            pictogram: None,
            pack_size: 1,
            packs_done: 0,
            packs_left: 0,
        };
    };
    let (done, asked) = (task.packs_made(made), task.packs_asked());
    TaskCard {
        task: Some(task.id.clone()),
        words: BTreeMap::from([("nl".to_owned(), task.name.clone())]),
        pictogram: task.pictogram.clone(),
        pack_size: task.pack_size.max(1).unsigned_abs(),
        packs_done: done.unsigned_abs(),
        packs_left: (asked - done).max(0).unsigned_abs(),
    }
}

/// Sends every terminal its card when that changes, until `stop`.
pub async fn keep_current(
    db: Db,
    clock: Clock,
    changes: Changes,
    downlink: Arc<dyn Downlink>,
    stop: CancellationToken,
) {
    let mut sent: HashMap<TerminalName, Bytes> = HashMap::new();
    let mut renewals = downlink.renewals();
    let mut rings = changes.listen();
    let mut known = None;
    let mut read_at = Instant::now();
    loop {
        let version = versions(&db).await.ok();
        let rung = rings.has_changed().unwrap_or(false);
        rings.mark_unchanged();
        let renewed = downlink.renewals();
        if renewed != renewals {
            renewals = renewed;
            sent.clear();
        }
        if rung || version != known || sent.is_empty() || read_at.elapsed() >= AT_LEAST {
            known = version;
            read_at = Instant::now();
            match current(&db, &clock).await {
                Ok(cards) => {
                    for (terminal, card) in cards {
                        let json = json(&card);
                        if sent.get(&terminal) != Some(&json) {
                            downlink.card(&terminal, json.clone());
                            sent.insert(terminal, json);
                        }
                    }
                }
                Err(error) => tracing::warn!(%error, "cannot read what the stations make"),
            }
        }
        if tokio::time::timeout(PACE, stop.cancelled()).await.is_ok() {
            return;
        }
    }
}

/// Changes with the plan and with who is enrolled where.
async fn versions(db: &Db) -> sqlx::Result<[i64; 2]> {
    Ok([marked(db, Subject::Company).await?, marked(db, Subject::Terminals).await?])
}

async fn current(db: &Db, clock: &Clock) -> sqlx::Result<HashMap<TerminalName, TaskCard>> {
    let seats = seated(db, None).await?;
    cards(db, clock.now(), seats).await
}

/// One terminal's card, as JSON; asked when it subscribes, a thousand times at once after a power cut, so it asks for no
/// more than its own station.
pub async fn of_terminal(db: &Db, clock: &Clock, no: i64) -> sqlx::Result<Option<Bytes>> {
    let Some(seat) = seated(db, Some(no)).await?.pop() else { return Ok(None) };
    let Some(time) = time_of_station(db, &seat.station).await? else { return Ok(None) };
    let (day, part) = day_and_part(&time, clock.now());
    let Some(id) = planned_at(db, &seat.station, day, part).await? else {
        return Ok(Some(json(&card(None, 0))));
    };
    let known = tasks(db, [id.as_str()]).await?;
    let made = good(db, [id.as_str()]).await?;
    Ok(Some(json(&card(known.get(&id), made.get(&id).copied().unwrap_or(0)))))
}

/// [`of_terminal`] for whoever cannot know the board.
pub fn by_terminal(
    db: Db,
    clock: Clock,
) -> impl Fn(i64) -> BoxFuture<'static, sqlx::Result<Option<Bytes>>> + Send + Sync + 'static {
    move |no| {
        let (db, clock) = (db.clone(), clock.clone());
        async move { of_terminal(&db, &clock, no).await }.boxed()
    }
}

fn json(card: &TaskCard) -> Bytes {
    serde_json::to_vec(card).expect("a card is plain data").into()
}
