//! Whether an event costs the same however much came before it, and what the exceptions cost.

use crate::floor::{Floor, Place, Terminal, morning};
use crate::heading;
use crate::median;
use crate::micros;
use chrono::Days;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};
use werkvloer::intake::door::Incoming;
use werkvloer::ledger::{self, Entry, EventKey};

const ROUNDS: u32 = 15;
/// Messages of one event in one transaction.
const BATCH: u32 = 100;

/// In-order events at stations with more and more earlier events of the same task and day.
pub(crate) async fn of_a_long_day(
    out: &mut impl Write,
    folder: &Path,
    earlier: &[u32],
) -> anyhow::Result<()> {
    heading(out, "an event after N earlier ones of the same task, station and day, microseconds")?;
    writeln!(out, "       N   in a batch of {BATCH}   committed alone")?;
    let mut floor = Floor::open(folder).await?;
    let counts: Vec<u32> = std::iter::once(0).chain(earlier.iter().copied()).collect();
    let mut terminals = floor.terminals(counts.len()).await?;
    for (terminal, count) in terminals.iter_mut().zip(&counts) {
        begin_day(&mut floor, terminal, *count).await?;
    }
    let mut batched = vec![Vec::new(); counts.len()];
    let mut alone = batched.clone();
    for _ in 0..ROUNDS {
        for (n, terminal) in terminals.iter_mut().enumerate() {
            batched[n].push(floor.store(terminal.single(BATCH)).await? / BATCH);
            for _ in 0..20 {
                alone[n].push(floor.store(terminal.single(1)).await?);
            }
        }
    }
    for (n, count) in counts.iter().enumerate() {
        let (batched, alone) = (micros(median(&mut batched[n])), micros(median(&mut alone[n])));
        writeln!(out, "{count:>8} {batched:>17.1} {alone:>17.0}")?;
    }
    floor.close().await;
    Ok(())
}

/// Signs on and counts `count` times, in big messages.
async fn begin_day(floor: &mut Floor, terminal: &mut Terminal, count: u32) -> anyhow::Result<()> {
    let mut left = count.max(1);
    while left > 0 {
        let messages: Vec<Incoming> = (0..16)
            .map_while(|_| {
                let size = left.min(500);
                left -= size;
                let events: Vec<_> = (0..size).map(|_| terminal.event()).collect();
                (size > 0).then(|| terminal.message(&events))
            })
            .collect();
        floor.store(messages).await?;
    }
    Ok(())
}

/// What once made a station day be folded again: an event from before the last one, and the first event after a restart. Each
/// is committed alone; what is folded beside the desk is told apart, as nobody waits for it.
pub(crate) async fn of_being_late(
    out: &mut impl Write,
    place: impl Fn() -> anyhow::Result<Place>,
    earlier: &[u32],
) -> anyhow::Result<()> {
    heading(out, "an event committed alone, milliseconds, and until its figures are there")?;
    writeln!(
        out,
        "events of the day   in order   50 late   1,000 late   half the day late   first after a restart   snapshots of a day"
    )?;
    for count in earlier {
        let mut floor = Floor::open_at(place()?).await?;
        let mut terminals = floor.terminals(1).await?;
        let terminal = &mut terminals[0];
        begin_day(&mut floor, terminal, *count).await?;
        let mut in_order = Vec::new();
        let mut late = [50, 1_000, count / 2].map(|events| (events, Vec::new(), Vec::new()));
        let (mut first, mut settled) = (Vec::new(), Vec::new());
        for _ in 0..7 {
            in_order.push(floor.store(terminal.single(1)).await?);
            for (events, alone, figures) in &mut late {
                let event = terminal.late_event(*events);
                let took = floor.store(vec![terminal.message(&[event])]).await?;
                alone.push(took);
                figures.push(took + floor.settle().await?);
            }
            floor.restart();
            let took = floor.store(terminal.single(1)).await?;
            first.push(took);
            settled.push(took + floor.settle().await?);
        }
        let (rows, bytes): (i64, i64) = floor
            .db()
            .one(
                "select count(*), cast(coalesce(sum(length(state)), 0) as bigint) from station_day_snapshot",
                &[],
            )
            .await?;
        let both = |alone: &mut Vec<Duration>, figures: &mut Vec<Duration>| {
            format!("{:.1} ({:.1})", micros(median(alone)) / 1e3, micros(median(figures)) / 1e3)
        };
        let [a, b, c] = late.each_mut().map(|(_, alone, figures)| both(alone, figures));
        let in_order = micros(median(&mut in_order)) / 1e3;
        let first = both(&mut first, &mut settled);
        writeln!(
            out,
            "{count:>17} {in_order:>10.1} {a:>9} {b:>12} {c:>19} {first:>23} {rows:>10}, {bytes} B"
        )?;
        floor.close().await;
    }
    Ok(())
}

/// In-order events when the ledger holds millions of other days.
pub(crate) async fn in_a_filled_ledger(
    out: &mut impl Write,
    folder: &Path,
    sizes: &[u32],
) -> anyhow::Result<()> {
    heading(
        out,
        "an event with N others in the ledger (300 stations, 1,000 terminals, a year), microseconds",
    )?;
    writeln!(
        out,
        "       N   one terminal, batch of {BATCH}   300 terminals, batch of 300   committed alone"
    )?;
    let mut floors = Vec::new();
    for size in std::iter::once(0).chain(sizes.iter().copied()) {
        let mut floor = Floor::open(folder).await?;
        let terminals = floor.terminals(300).await?;
        let took = fill(&mut floor, size).await?;
        if size > 0 {
            writeln!(out, "  (filled with {size} in {:.0} s)", took.as_secs_f64())?;
        }
        floors.push((size, floor, terminals, [Vec::new(), Vec::new(), Vec::new()]));
    }
    for round in 0..=ROUNDS {
        for (_, floor, terminals, times) in &mut floors {
            let one = floor.store(terminals[0].single(BATCH)).await? / BATCH;
            let messages: Vec<_> = terminals.iter_mut().flat_map(|t| t.single(1)).collect();
            let all = floor.store(messages).await? / 300;
            let alone: Vec<_> = {
                let mut alone = Vec::new();
                for _ in 0..20 {
                    alone.push(floor.store(terminals[0].single(1)).await?);
                }
                alone
            };
            // The first round begins the day at every station.
            if round > 0 {
                times[0].push(one);
                times[1].push(all);
                times[2].extend(alone);
            }
        }
    }
    for (size, floor, _, mut times) in floors {
        let [one, all, alone] = times.each_mut().map(|times| micros(median(times)));
        writeln!(out, "{size:>8} {one:>27.1} {all:>29.1} {alone:>17.0}")?;
        floor.close().await;
    }
    Ok(())
}

/// Fills the ledger with past days, terminal by terminal, as it lies on disk: in the order of its key.
async fn fill(floor: &mut Floor, size: u32) -> anyhow::Result<Duration> {
    const TERMINALS: u32 = 1_000;
    let began = Instant::now();
    let places = werkvloer::floor::stations::places(floor.db()).await?;
    let each = size / TERMINALS;
    for terminal in 0..if each > 0 { TERMINALS } else { 0 } {
        let station: werkvloer::ledger::Name =
            places[terminal as usize * places.len() / TERMINALS as usize].0.as_str().into();
        let task = &floor.company.tasks[terminal as usize % floor.company.tasks.len()].id;
        let task: werkvloer::ledger::Name = task.as_str().into();
        let entries: Vec<Entry> = (1..=each)
            .map(|seq| {
                // From a year ago to yesterday.
                let days_ago = 365 - u64::from(seq - 1) * 365 / u64::from(each);
                let then = morning() - Days::new(days_ago);
                let at = then.timestamp_micros() + i64::from(seq) * 1_000_000;
                Entry {
                    key: EventKey {
                        terminal: 1_000_000 + i64::from(terminal),
                        epoch: 1,
                        seq: seq.into(),
                    },
                    kind: contract::Kind::Good.into(),
                    station: station.clone(),
                    day: then.date_naive(),
                    task: Some(task.clone()),
                    qty: Some(12),
                    reason: None,
                    worker: None,
                    of: None,
                    at,
                    received_at: at + 1_000_000,
                    why: None,
                    hash: at.wrapping_mul(0x2545_f491_4f6c_dd1d),
                    extra: None,
                }
            })
            .collect();
        for chunk in entries.chunks(50_000) {
            let mut tx = floor.db().begin().await?;
            ledger::insert(&mut tx, chunk).await?;
            tx.commit().await?;
        }
    }
    Ok(began.elapsed())
}
