//! How much of what the disk and the database can do is left after everything the service does for an event: the same
//! rows of ledger, cursors and tallies inserted as they are, against messages that are parsed, judged and folded first.

use crate::floor::{Floor, Terminal, morning};
use crate::heading;
use crate::median;
use crate::per_second;
use chrono::TimeDelta;
use contract::Event;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};
use werkvloer::db::{Db, Value};
use werkvloer::ledger::{self, Entry};
use werkvloer::terminals;

/// Events in one transaction: what the desk takes at most.
const EVENTS: u32 = 8_192;
const TERMINALS: u32 = 64;

pub(crate) async fn compare(
    out: &mut impl Write,
    folder: &Path,
    rounds: u32,
) -> anyhow::Result<()> {
    heading(out, "raw batched inserts against the whole way, events per second, median of rounds")?;
    writeln!(out, "events a message        raw    service   share")?;
    for in_message in [1, 16, EVENTS / TERMINALS] {
        let bare = Floor::open(folder).await?;
        let mut whole = Floor::open(folder).await?;
        let mut terminals = whole.terminals(TERMINALS as usize).await?;
        bare.terminals(TERMINALS as usize).await?;
        let (mut raw, mut service) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            let mut messages = Vec::new();
            let mut entries = Vec::new();
            // One message of each terminal after the other, as they would come.
            for _ in 0..EVENTS / TERMINALS / in_message {
                for terminal in &mut terminals {
                    let events: Vec<Event> = (0..in_message).map(|_| terminal.event()).collect();
                    entries.extend(events.iter().map(|event| entry(terminal, event)));
                    messages.push(terminal.message(&events));
                }
            }
            raw.push(insert(bare.db(), &terminals, &entries).await?);
            service.push(whole.store(messages).await?);
        }
        let raw = per_second(EVENTS, median(&mut raw));
        let service = per_second(EVENTS, median(&mut service));
        let share = service / raw * 100.0;
        writeln!(out, "{in_message:>16} {raw:>10.0} {service:>10.0} {share:>5.0} %")?;
        bare.close().await;
        whole.close().await;
    }
    Ok(())
}

/// What the service makes of an event, made beforehand.
fn entry(terminal: &Terminal, event: &Event) -> Entry {
    Entry {
        key: terminal.key(event),
        kind: event.body.kind().into(),
        station: terminal.station.clone(),
        day: morning().date_naive(),
        task: event.body.fields().task.map(Into::into),
        qty: event.body.fields().qty.map(i64::from),
        reason: None,
        worker: event.body.fields().badge.map(|_| terminal.worker.clone()),
        of: None,
        at: event.at.timestamp_micros(),
        received_at: (event.at + TimeDelta::seconds(1)).timestamp_micros(),
        why: None,
        hash: event.hash(),
        extra: None,
    }
}

/// One transaction of nothing but inserts: events, and a cursor and a tally of every terminal.
async fn insert(db: &Db, terminals: &[Terminal], entries: &[Entry]) -> anyhow::Result<Duration> {
    let began = Instant::now();
    let mut tx = db.begin().await?;
    ledger::insert(&mut tx, entries).await?;
    let last = entries.last().map_or(0, |entry| entry.key.seq);
    let cursors: Vec<(i64, [i64; 5])> = terminals
        .iter()
        .map(|t| (t.no, [t.epoch.0.cast_signed(), last, last, 0, last + 1]))
        .collect();
    terminals::save_cursors(&mut tx, &cursors, morning()).await?;
    let (day, zero) = (morning().date_naive(), 0_i64);
    let texts: Vec<[&str; 3]> =
        terminals.iter().map(|t| [&*t.station, &*t.task, &*t.worker]).collect();
    let tallies: Vec<[&dyn Value; 15]> = texts
        .iter()
        .map(|[station, task, worker]| {
            let mut row: [&dyn Value; 15] = [&zero; 15];
            row[..5].copy_from_slice(&[&day as &dyn Value, station, task, worker, &last]);
            row
        })
        .collect();
    tx.insert_many(
        "insert into tally (day, station, task, worker, good, rejected_material, rejected_work, rejected_dirt,
                            rejected_broken, rejected_unknown, net_seconds, waiting_material, waiting_fault,
                            waiting_instruction, waiting_talk)",
        "on conflict (station, day, task, worker) do update set good = excluded.good",
        &tallies,
    )
    .await?;
    tx.commit().await?;
    Ok(began.elapsed())
}
