//! Throwing tallies away and computing them again from the ledger, and comparing the two. Works beside a running service.

use super::fold::{Name, StationDay};
use super::folder::Context;
use super::store::{self, Line};
use super::tally::{Counts, TallyKey};
use crate::db::{Db, Subject, Tx, mark};
use crate::intake::lease::wait_for_batch;
use crate::intake::ledger;
use crate::intake::reference::Reference;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// Station days in one transaction.
const PAGE: i64 = 200;

/// What a rebuild did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rebuilt {
    /// Events folded.
    pub events: u64,
    /// Station days folded.
    pub station_days: u64,
    /// Station days whose tallies were not what the ledger says.
    pub differing: u64,
}

/// A station day whose tallies are not what the ledger says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The station.
    pub station: String,
    /// The production day.
    pub day: NaiveDate,
    /// What the first differing tally says and should say, in words.
    pub what: String,
}

/// Folds every station day of the ledger again and writes its tallies anew. `progress` hears how many are done.
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
        let Some(last) = page.last().cloned() else { break };
        for (station, day) in page {
            // Before the ledger is read: a correction that commits in between must keep its mark.
            super::stale::clear(&mut tx, &station, day).await?;
            let (facts, fresh) = fold(&mut tx, &mut reference, &station, day).await?;
            done.events += facts;
            done.station_days += 1;
            if difference(&stored(&mut tx, &station, day).await?, &fresh).is_some() {
                done.differing += 1;
                store::clear(&mut tx, &station, day).await?;
                let lines: Vec<_> = fresh
                    .tallies()
                    .iter()
                    .map(|(key, counts)| Line {
                        station: &station,
                        day,
                        key: key.clone(),
                        counts: *counts,
                    })
                    .collect();
                store::write(&mut tx, &lines).await?;
            }
        }
        mark(&mut tx, Subject::Tallies).await?;
        // Whoever keeps days of these stations folded must read them again.
        mark(&mut tx, Subject::Company).await?;
        tx.commit().await?;
        progress(&done);
        after = last;
    }
    drop_orphans(db).await?;
    Ok(done)
}

/// Compares every station day's tallies with a fresh fold; none differing is what a healthy database gives.
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
            let (_, fresh) = fold(&mut tx, &mut reference, &station, day).await?;
            if let Some(what) = difference(&stored(&mut tx, &station, day).await?, &fresh) {
                differences.push(Difference { station, day, what });
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

async fn fold(
    tx: &mut Tx,
    reference: &mut Reference,
    station: &str,
    day: NaiveDate,
) -> sqlx::Result<(u64, StationDay)> {
    let name: Name = station.into();
    let (attribution, plan) = reference.of(tx, &name, day).await?;
    let facts = ledger::facts(tx, station, day).await?;
    Ok((facts.len() as u64, StationDay::fold(attribution, plan, facts)))
}

/// Tallies as a table shows them: whole seconds.
type Shown = BTreeMap<TallyKey, (i64, [i64; 5], i64, [i64; 4])>;

fn shown(counts: &Counts) -> (i64, [i64; 5], i64, [i64; 4]) {
    (counts.good, counts.rejected, counts.net_seconds(), counts.waiting_seconds())
}

async fn stored(tx: &mut Tx, station: &str, day: NaiveDate) -> sqlx::Result<Shown> {
    let rows = store::read(tx, station, day).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let figures = (row.good, row.rejected(), row.net_seconds, row.waiting_seconds());
            (TallyKey { task: row.task.into(), worker: row.worker.into() }, figures)
        })
        .collect())
}

fn difference(stored: &Shown, fresh: &StationDay) -> Option<String> {
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
