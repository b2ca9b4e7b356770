//! `werkvloer simulate`: many virtual terminals against any broker or the built-in endpoint, with the truth written down
//! before it is sent, so that afterwards the ledger can be held against it.
//!
//! Reading order: `maker` what one terminal reports, `truth` the file, `crew` the terminals and the pipeline from making to
//! sending, this file the run itself, `figures` what it prints, [`verify`] the check, [`company`] real stations and tasks.

pub mod company;
mod crew;
mod figures;
mod maker;
mod truth;
pub mod verify;

pub use crew::Member;
pub use figures::Figures;
pub use maker::Work;
pub use truth::Truth;

use crate::clock::Clock;
use crate::virtual_terminal::{Broker, Habits, Meters};
use anyhow::{Context as _, bail};
use crew::{Batch, Crew};
use indicatif::ProgressBar;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{Instant, MissedTickBehavior};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How fast events are made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rate {
    /// So many a second, all terminals together.
    PerSecond(f64),
    /// As many as are receipted: every terminal always has some to send.
    Max,
}

/// A run.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Where the terminals connect.
    pub broker: Broker,
    /// How they behave on the line.
    pub habits: Habits,
    /// How fast they make events; `None` makes only the backlog.
    pub rate: Option<Rate>,
    /// For how long they make events.
    pub making: Duration,
    /// Events in each spool before the terminals connect.
    pub backlog: u64,
    /// Events that must land in quarantine.
    pub poison: u64,
    /// How long to wait for the last receipts.
    pub waiting: Duration,
    /// Where the truth is written, and whether the file is continued.
    pub truth: PathBuf,
    /// See [`Truth::open`].
    pub append: bool,
    /// What behaviour follows from.
    pub seed: u64,
}

/// A real terminal keeps far more, but a thousand of them in one process must not eat the machine when the other side is
/// away: past this many events without a receipt a terminal makes no more until some are named.
const SPOOL_LIMIT: usize = 10_000;
/// Between two helpings of events; each costs one sync of the truth file, on a disk the service may share.
const BEAT: Duration = Duration::from_millis(5);
const CONNECT_WITHIN: Duration = Duration::from_secs(30);

/// Runs the terminals. `cut` ends the making early; a second token, `abandon`, ends the waiting for receipts too.
pub async fn run(
    plan: &Plan,
    members: Vec<Member>,
    clock: &Clock,
    cut: &CancellationToken,
    abandon: &CancellationToken,
) -> anyhow::Result<Figures> {
    let truth = Truth::open(&plan.truth, plan.append)?;
    let meters = Arc::new(Meters::default());
    let mut crew = Crew::new(members, plan.habits, plan.seed, clock, &meters);
    let (batches, to_write) = mpsc::channel(2);
    let writing = tokio::task::spawn_blocking(move || crew::write_truth(truth, to_write));
    let (tracker, stop) = (TaskTracker::new(), CancellationToken::new());
    let bar = ProgressBar::new_spinner();

    let worked = async {
        make_backlog(plan, &mut crew, &batches).await?;
        let began = Instant::now();
        crew.connect(&Arc::new(plan.broker.clone()), &tracker, &stop);
        if plan.rate.is_some() {
            wait_for_connections(&crew, &meters, cut).await?;
        }
        let began = if plan.backlog > 0 { began } else { Instant::now() };
        if let Some(rate) = plan.rate {
            make(plan, rate, &mut crew, &batches, &meters, &bar, cut).await?;
        }
        let last_receipt = wait_for_receipts(plan, &crew, &meters, &bar, cut, abandon).await;
        anyhow::Ok(last_receipt.duration_since(began))
    }
    .await;
    bar.finish_and_clear();
    stop.cancel();
    tracker.close();
    tracker.wait().await;
    drop(batches);
    // The writer's own error says more than "nobody takes batches any more".
    writing.await.context("the writer of the truth file ended early")??;
    let took = worked?;
    truth::keep_promises(&plan.truth, plan.append, &crew.promises())?;
    Ok(Figures::new(&meters, crew.made, took))
}

async fn write(crew: &mut Crew, batches: &mpsc::Sender<Batch>) -> anyhow::Result<()> {
    let batch = crew.take_batch();
    if batch.is_empty() {
        return Ok(());
    }
    batches.send(batch).await.map_err(|_| anyhow::anyhow!("the truth file cannot be written"))
}

async fn make_backlog(
    plan: &Plan,
    crew: &mut Crew,
    batches: &mpsc::Sender<Batch>,
) -> anyhow::Result<()> {
    let poison = if plan.rate.is_none() { plan.poison } else { 0 };
    for round in 0..plan.backlog {
        crew.make_in_turn(crew.len() as u64, usize::MAX);
        while poison * (round + 1) / plan.backlog > crew.poisoned {
            crew.poison();
        }
        write(crew, batches).await?;
    }
    Ok(())
}

async fn wait_for_connections(
    crew: &Crew,
    meters: &Meters,
    cut: &CancellationToken,
) -> anyhow::Result<()> {
    let mut look = tokio::time::interval(Duration::from_millis(10));
    let give_up = Instant::now() + CONNECT_WITHIN;
    while crew.connected() < crew.len() && !cut.is_cancelled() {
        if Instant::now() >= give_up {
            let why = meters.last_break().unwrap_or_else(|| "no answer".to_owned());
            bail!("only {} of {} terminals could connect: {why}", crew.connected(), crew.len());
        }
        look.tick().await;
    }
    Ok(())
}

/// Makes events for the time of the plan, or until `cut`.
async fn make(
    plan: &Plan,
    rate: Rate,
    crew: &mut Crew,
    batches: &mpsc::Sender<Batch>,
    meters: &Meters,
    bar: &ProgressBar,
    cut: &CancellationToken,
) -> anyhow::Result<()> {
    let mut beat = tokio::time::interval(BEAT);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // What a terminal may send before a receipt comes, and as much again to make meanwhile; few terminals need more of it,
    // or the time between two beats would be their limit.
    let level = plan.habits.ahead + plan.habits.ahead.max(32_768 / crew.len());
    let began = Instant::now();
    let mut made = 0;
    let mut told = began;
    loop {
        tokio::select! {
            () = cut.cancelled() => break,
            _ = beat.tick() => {}
        }
        let part = (began.elapsed().as_secs_f64() / plan.making.as_secs_f64()).min(1.0);
        match rate {
            Rate::PerSecond(rate) => {
                let due = whole(rate * plan.making.as_secs_f64() * part);
                // What full spools do not take now is not made up for later: the rate is a rate, not a debt.
                crew.make_in_turn(due.saturating_sub(made), SPOOL_LIMIT);
                made = due;
            }
            Rate::Max => crew.top_up(level),
        }
        while crew.poisoned < whole(number(plan.poison) * part) {
            crew.poison();
        }
        write(crew, batches).await?;
        if told.elapsed() >= Duration::from_secs(1) {
            told = Instant::now();
            tell(bar, crew, meters);
        }
        if part >= 1.0 {
            break;
        }
    }
    Ok(())
}

fn tell(bar: &ProgressBar, crew: &Crew, meters: &Meters) {
    let receipted = meters.receipted.load(Ordering::Relaxed);
    bar.set_message(format!("{} events made, {receipted} receipted", crew.made));
    bar.tick();
}

#[expect(clippy::cast_precision_loss, reason = "counts of events, far below 2^53")]
fn number(count: u64) -> f64 {
    count as f64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts of events, far below 2^53 and never negative"
)]
fn whole(number: f64) -> u64 {
    number as u64
}

/// Waits until every event made is receipted, and gives the time of the last receipt (to a hundredth of a second).
async fn wait_for_receipts(
    plan: &Plan,
    crew: &Crew,
    meters: &Meters,
    bar: &ProgressBar,
    cut: &CancellationToken,
    abandon: &CancellationToken,
) -> Instant {
    let mut look = tokio::time::interval(Duration::from_millis(10));
    let give_up = Instant::now() + plan.waiting;
    let (mut receipted, mut last) = (meters.receipted.load(Ordering::Relaxed), Instant::now());
    // A backlog alone has no making that could be cut, so its waiting is.
    let abandon = if plan.rate.is_none() { cut } else { abandon };
    while receipted < crew.made && Instant::now() < give_up && !abandon.is_cancelled() {
        tokio::select! {
            () = abandon.cancelled() => {}
            _ = look.tick() => {}
        }
        let now = meters.receipted.load(Ordering::Relaxed);
        if now > receipted {
            (receipted, last) = (now, Instant::now());
        }
        tell(bar, crew, meters);
    }
    last
}
