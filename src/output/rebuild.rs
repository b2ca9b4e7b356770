//! Throwing tallies and snapshots away and computing them again from the ledger, and comparing the two. Works beside a running
//! service.

use super::beside::step_on;
use super::fold::StationDay;
use super::folder::{Context, DayKey, Measures};
use super::reference::Reference;
use super::state_text::text;
use super::tally::{Counts, TallyKey};
use super::{snapshot, store};
use crate::db::{Db, Subject, Tx, mark};
use crate::lease::wait_for_batch;
use crate::ledger;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// Station days looked up at a time.
const PAGE: i64 = 200;
/// A transaction ends after so many events: a running service waits for it.
const AT_ONCE: u64 = 20_000;

/// What a rebuild did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rebuilt {
    /// Events folded.
    pub events: u64,
    /// Station days folded.
    pub station_days: u64,
    /// Station days whose tallies or snapshots were not what the ledger says.
    pub differing: u64,
}

/// A station day whose tallies or snapshots are not what the ledger says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The station.
    pub station: String,
    /// The production day.
    pub day: NaiveDate,
    /// What the first that differs says and should say, in words.
    pub what: String,
}

/// Folds every station day of the ledger again and writes its tallies and snapshots anew. `progress` hears how many are done.
pub async fn rebuild(db: &Db, mut progress: impl FnMut(&Rebuilt)) -> sqlx::Result<Rebuilt> {
    let mut done = Rebuilt::default();
    let mut reference = Reference::default();
    let mut after = first();
    loop {
        let mut tx = db.begin().await?;
        reference.refresh(&mut tx).await?;
        for (site,) in
            tx.all::<(String,)>("select site_id from ingest_lease order by site_id", &[]).await?
        {
            wait_for_batch(&mut tx, &site).await?;
        }
        let page = page(&mut tx, &after).await?;
        if page.is_empty() {
            break;
        }
        let enough = done.events + AT_ONCE;
        for (station, day) in page {
            after = (station.clone(), day);
            let key: DayKey = (station.into(), day);
            // Before the ledger is read: a correction that commits in between must keep its mark.
            super::stale::take(&mut tx, &key.0, day).await?;
            let fresh = fold(&mut tx, &mut reference, &key).await?;
            done.events += fresh.state.events().unsigned_abs();
            done.station_days += 1;
            if difference_of_tallies(&stored(&mut tx, &key).await?, &fresh.state).is_some() {
                done.differing += 1;
                store::clear(&mut tx, &key.0, day).await?;
                let lines: Vec<_> = store::lines(&key, fresh.state.tallies()).collect();
                store::write(&mut tx, &lines).await?;
            } else if fresh.odd_snapshot.is_some() {
                done.differing += 1;
            }
            snapshot::drop_from(&mut tx, &key.0, day, i64::MIN).await?;
            let rows: Vec<_> = fresh
                .snapshots
                .iter()
                .map(|state| snapshot::Row { station: &key.0, day, state })
                .collect();
            snapshot::write(&mut tx, &rows, Measures::default().every).await?;
            if done.events >= enough {
                break;
            }
        }
        mark(&mut tx, Subject::Tallies).await?;
        // Whoever keeps days of these stations folded must read them again.
        mark(&mut tx, Subject::Company).await?;
        tx.commit().await?;
        progress(&done);
    }
    drop_orphans(db).await?;
    Ok(done)
}

/// Compares every station day's tallies and snapshots with a fresh fold; none differing is what a healthy database gives.
pub async fn verify(db: &Db) -> sqlx::Result<Vec<Difference>> {
    let mut differences = Vec::new();
    let mut reference = Reference::default();
    let mut after = first();
    loop {
        let mut tx = db.reading().await?;
        reference.refresh(&mut tx).await?;
        let page = page(&mut tx, &after).await?;
        let Some(last) = page.last().cloned() else { break };
        for (station, day) in page {
            let key: DayKey = (station.into(), day);
            let fresh = fold(&mut tx, &mut reference, &key).await?;
            let tally = difference_of_tallies(&stored(&mut tx, &key).await?, &fresh.state);
            if let Some(what) = tally.or(fresh.odd_snapshot) {
                differences.push(Difference { station: key.0.to_string(), day, what });
            }
        }
        after = last;
    }
    Ok(differences)
}

fn first() -> (String, NaiveDate) {
    (String::new(), NaiveDate::default())
}

async fn page(tx: &mut Tx, after: &(String, NaiveDate)) -> sqlx::Result<Vec<(String, NaiveDate)>> {
    ledger::station_days(tx, &after.0, after.1, PAGE).await
}

/// A station day folded anew.
struct Fresh {
    state: StationDay,
    /// Those it should have.
    snapshots: Vec<StationDay>,
    /// What is wrong with the first of those it has that is not what it should be.
    odd_snapshot: Option<String>,
}

async fn fold(tx: &mut Tx, reference: &mut Reference, key: &DayKey) -> sqlx::Result<Fresh> {
    let (attribution, plan) = reference.of(tx, &key.0, key.1).await?;
    let kept = snapshot::all(tx, &key.0, key.1, (attribution, &plan)).await?;
    let mut kept = kept.iter().map(|state| (state.events(), text(state))).peekable();
    let every = Measures::default().every;
    let mut state = StationDay::new(attribution, plan);
    let (mut snapshots, mut odd) = (Vec::new(), None);
    let mut is_all = false;
    while !is_all {
        is_all = step_on(tx, key, &mut state, None, &mut |state| {
            if state.events() % every == 0 {
                snapshots.push(state.clone());
                snapshot::thin(&mut snapshots, every);
            }
            if let Some((events, kept)) = kept.next_if(|(events, _)| *events == state.events()) {
                let fresh = text(state);
                if kept != fresh && odd.is_none() {
                    odd = Some(format!(
                        "snapshot after {events} events: {kept}, the ledger says {fresh}"
                    ));
                }
            }
        })
        .await?;
    }
    if let Some((events, _)) = kept.next() {
        odd.get_or_insert_with(|| format!("a snapshot of {events} events, more than there are"));
    }
    Ok(Fresh { state, snapshots, odd_snapshot: odd })
}

/// Tallies as a table shows them: whole seconds.
type Shown = BTreeMap<TallyKey, (i64, [i64; 5], i64, [i64; 4])>;

fn shown(counts: &Counts) -> (i64, [i64; 5], i64, [i64; 4]) {
    (counts.good, counts.rejected, counts.net_seconds(), counts.waiting_seconds())
}

async fn stored(tx: &mut Tx, key: &DayKey) -> sqlx::Result<Shown> {
    let rows = store::read(tx, &key.0, key.1).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let figures = (row.good, row.rejected(), row.net_seconds, row.waiting_seconds());
            (TallyKey { task: row.task.into(), worker: row.worker.into() }, figures)
        })
        .collect())
}

fn difference_of_tallies(stored: &Shown, fresh: &StationDay) -> Option<String> {
    let fresh: Shown =
        fresh.tallies().iter().map(|(key, counts)| (key.clone(), shown(counts))).collect();
    let keys = stored.keys().chain(fresh.keys());
    keys.into_iter().find(|key| stored.get(key) != fresh.get(key)).map(|key| {
        let say = |counts: Option<&(i64, [i64; 5], i64, [i64; 4])>| match counts {
            Some((good, rejected, net, waiting)) => {
                format!("good {good}, rejected {rejected:?}, net {net} s, waiting {waiting:?} s")
            }
            None => "nothing".to_owned(),
        };
        let worker = if key.worker.is_empty() { "nobody in particular" } else { &key.worker };
        format!(
            "task {}, {worker}: stored {}, the ledger says {}",
            key.task,
            say(stored.get(key)),
            say(fresh.get(key))
        )
    })
}

/// Tallies of station days of which the ledger knows nothing.
async fn drop_orphans(db: &Db) -> sqlx::Result<()> {
    let mut tx = db.begin().await?;
    let mut orphans = Vec::new();
    for (station, day) in store::station_days(&mut tx).await? {
        if !ledger::holds_day(&mut tx, &station, day).await? {
            orphans.push((station, day));
        }
    }
    for (station, day) in orphans {
        store::clear(&mut tx, &station, day).await?;
    }
    tx.commit().await
}
