//! A folder that is used again and again, as a real one is: what an empty one hides is a cost that grows with what is there.

use crate::floor::{Floor, Place, Terminal};
use crate::{heading, median, micros, per_second};
use std::io::Write;
use std::time::Duration;

/// Terminals, each at a station of its own.
const TERMINALS: usize = 50;
/// Messages of one event in a batch: a quarter of a second at a busy endpoint.
const BATCH: u32 = 8_192;
/// How often it is filled.
const FILLS: usize = 4;

/// Fills a database four times with a restart between; each time every terminal has a new spool and the same production day
/// goes on. Fails when the last fill is slower than three quarters of the first.
pub(crate) async fn fill(out: &mut impl Write, place: Place, events: u32) -> anyhow::Result<()> {
    heading(out, "a folder filled four times with a restart between, the same production day")?;
    writeln!(
        out,
        "fill   events a station day before   events/s   first batch, ms   longest batch, ms"
    )?;
    let mut floor = Floor::open_at(place).await?;
    let mut terminals = floor.terminals(TERMINALS).await?;
    let mut rates = Vec::new();
    for fill in 0..FILLS {
        let before = events / 50 * u32::try_from(fill)?;
        // One event alone is what a terminal hears after a restart.
        let first = floor.store(terminals[0].single(1)).await?;
        let mut times: Vec<Duration> = Vec::new();
        for _ in 0..events / BATCH {
            times.push(floor.store(batch(&mut terminals)).await?);
        }
        let stored = u32::try_from(times.len())? * batch_size();
        let rate = per_second(stored, times.iter().sum());
        let longest = times.iter().max().copied().unwrap_or_default();
        writeln!(
            out,
            "{:>4} {before:>30} {rate:>10.0} {:>17.1} {:>19.1}",
            fill + 1,
            micros(first) / 1e3,
            micros(longest) / 1e3
        )?;
        rates.push(rate);
        floor = floor.reopen().await?;
        terminals = terminals.into_iter().map(Terminal::with_new_spool).collect();
    }
    let ratio = rates[FILLS - 1] / rates[0];
    writeln!(out, "the fourth fill to the first: {ratio:.2}")?;
    floor.close().await;
    anyhow::ensure!(ratio >= 0.75, "the fourth fill is slower than three quarters of the first");
    Ok(())
}

/// After a restart with so many events at each of so many station days: a thousand events a second in small batches, as a desk
/// with little to do takes them.
pub(crate) async fn restart(
    out: &mut impl Write,
    place: Place,
    (stations, events): (usize, u32),
) -> anyhow::Result<()> {
    heading(
        out,
        &format!(
            "a restart with {events} events at each of {stations} station days, batches of three events, milliseconds"
        ),
    )?;
    let mut floor = Floor::open_at(place).await?;
    let mut terminals = floor.terminals(stations).await?;
    let mut left = events;
    while left > 0 {
        let size = left.min(20);
        left -= size;
        let messages: Vec<_> = terminals.iter_mut().flat_map(|t| t.single(size)).collect();
        floor.store(messages).await?;
    }
    let mut floor = floor.reopen().await?;
    let first = floor.store(terminals[0].single(1)).await?;
    let mut times = Vec::new();
    for round in 0..1_000_usize {
        let place = round * 3 % stations;
        let messages: Vec<_> =
            (0..3).flat_map(|n| terminals[(place + n) % stations].single(1)).collect();
        times.push(floor.store(messages).await?);
    }
    let (mut opening, mut later) = (times[..stations / 3].to_vec(), times[stations / 3..].to_vec());
    opening.sort_unstable();
    later.sort_unstable();
    let at =
        |times: &[Duration], share: usize| micros(times[(times.len() - 1) * share / 100]) / 1e3;
    writeln!(
        out,
        "first {:.1}; while days are opened: median {:.1}, longest {:.1}; later: median {:.1}, 99 % {:.1}",
        micros(first) / 1e3,
        at(&opening, 50),
        at(&opening, 100),
        micros(median(&mut later)) / 1e3,
        at(&later, 99)
    )?;
    floor.close().await;
    Ok(())
}

fn batch_size() -> u32 {
    let each = BATCH / u32::try_from(TERMINALS).expect("fifty");
    each * u32::try_from(TERMINALS).expect("fifty")
}

/// Single-event messages of all terminals.
fn batch(terminals: &mut [Terminal]) -> Vec<werkvloer::intake::Incoming> {
    let each = batch_size() / u32::try_from(terminals.len()).expect("fifty");
    terminals.iter_mut().flat_map(|terminal| terminal.single(each)).collect()
}
