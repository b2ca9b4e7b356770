//! A company with a past: how fast it went through ledger and fold, how fast its tallies are made again, and whether the
//! floor board, which is about today, notices how much past there is.

use crate::floor::{Floor, morning};
use crate::{heading, median, micros};
use chrono::TimeDelta;
use std::io::Write;
use std::path::Path;
use std::time::Instant;
use werkvloer::board::view;
use werkvloer::demo::prepare;
use werkvloer::output::rebuild::rebuild;

pub(crate) async fn rebuild_and_board(
    out: &mut impl Write,
    folder: &Path,
    days: usize,
) -> anyhow::Result<()> {
    heading(out, "the demo company's past")?;
    let empty = {
        let mut fresh = Floor::open(folder).await?;
        work_today(&mut fresh).await?;
        let time = board(&fresh).await?;
        fresh.close().await;
        time
    };
    let mut floor = Floor::open(folder).await?;
    let began = Instant::now();
    let past = prepare::missing_days(floor.db(), (morning().date_naive(), days)).await?;
    prepare::history(
        floor.db(),
        &floor.clock,
        &floor.ground.leases,
        &floor.company,
        &past,
        |_, _, _| (),
    )
    .await?;
    let made = began.elapsed();
    work_today(&mut floor).await?;
    let began = Instant::now();
    let done = rebuild(floor.db(), |_| ()).await?;
    let took = began.elapsed();
    anyhow::ensure!(done.differing == 0, "{} station days were wrong", done.differing);
    let events = u32::try_from(done.events)?;
    let (made_per_second, per_second) =
        (crate::per_second(events, made), crate::per_second(events, took));
    writeln!(out, "{days} working days, {events} events, {} station days", done.station_days)?;
    writeln!(out, "made in {:.1} s: {made_per_second:.0} events per second", made.as_secs_f64())?;
    writeln!(out, "rebuilt in {:.1} s: {per_second:.0} events per second", took.as_secs_f64())?;
    let full = board(&floor).await?;
    writeln!(out, "the board of a hall: {empty:.2} ms without a past, {full:.2} ms with it")?;
    floor.close().await;
    Ok(())
}

/// Every station reports something, so that the board has something to show.
async fn work_today(floor: &mut Floor) -> anyhow::Result<()> {
    let mut terminals = floor.terminals(300).await?;
    let messages = terminals.iter_mut().flat_map(|terminal| terminal.single(10)).collect();
    floor.store(messages).await?;
    Ok(())
}

/// Milliseconds to read what the board of a hall of fifty stations says.
async fn board(floor: &Floor) -> anyhow::Result<f64> {
    let hall = &floor.company.halls[0].id;
    let at = morning() + TimeDelta::minutes(10);
    let mut times = Vec::new();
    for _ in 0..50 {
        let began = Instant::now();
        let board = view::read(floor.db(), hall, at).await?;
        times.push(began.elapsed());
        let cards: usize =
            board.iter().flat_map(|board| &board.groups).map(|group| group.cards.len()).sum();
        anyhow::ensure!(cards > 0, "the board is empty");
    }
    Ok(micros(median(&mut times)) / 1e3)
}
