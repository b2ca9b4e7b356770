//! The demo's living floor: virtual terminals at real stations, with people who work at human pace over real MQTT.

use super::station::{Outside, Station};
use crate::clock::Clock;
use crate::virtual_terminal::{Broker, Habits, Identity, Meters, Terminal};
use contract::Body;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// A station with its terminal and the people planned there now.
#[derive(Clone, Debug)]
pub struct Seat {
    /// The terminal.
    pub identity: Identity,
    /// The badges of the people planned here.
    pub badges: Vec<String>,
    /// What is made here, until a task card says otherwise; without one nothing is counted.
    pub task: Option<String>,
    /// Pieces in a full pack.
    pub pack_size: u32,
    /// The norm: pieces an hour of a regular worker.
    pub per_hour: f64,
}

/// At closing time a terminal gets this long to bring the last events over.
const CLOSING: Duration = Duration::from_secs(1);

struct Desk<'a> {
    terminal: &'a Terminal,
    clock: &'a Clock,
}

impl Outside for Desk<'_> {
    fn report(&mut self, body: Body) -> u64 {
        self.terminal.report(self.clock.now(), body)
    }

    fn plug(&mut self, in_: bool) {
        self.terminal.plug(in_);
    }
}

/// Lets the floor live until `stop`; then everybody signs off and the terminals say goodbye. What people do follows from
/// `seed`; who works where is the company's plan.
pub async fn run(
    seats: Vec<Seat>,
    broker: Broker,
    clock: Clock,
    seed: u64,
    stop: CancellationToken,
) {
    let (meters, broker) = (Arc::new(Meters::default()), Arc::new(broker));
    let (tracker, closed) = (TaskTracker::new(), CancellationToken::new());
    let habits = Habits::new(50, 4);
    let mut floor: Vec<(Arc<Terminal>, Station)> = Vec::with_capacity(seats.len());
    let mut due = BinaryHeap::with_capacity(seats.len());
    for (seed, seat) in (seed..).zip(seats) {
        let terminal = Terminal::new(seat.identity.clone(), habits, clock.clone(), meters.clone());
        tracker.spawn(terminal.clone().run(broker.clone(), closed.clone()));
        due.push(Reverse((Instant::now(), floor.len())));
        floor.push((terminal, Station::new(seat, seed, clock.now())));
    }
    while let Some(Reverse((at, index))) = due.pop() {
        tokio::select! {
            () = stop.cancelled() => break,
            () = tokio::time::sleep_until(at) => {}
        }
        let (terminal, station) = &mut floor[index];
        let now = clock.now();
        let card = terminal.card();
        if let Some(next) = station.act(now, card.as_ref(), &mut Desk { terminal, clock: &clock }) {
            let wait = (next - now).to_std().unwrap_or_default();
            due.push(Reverse((Instant::now() + wait, index)));
        }
    }
    stop.cancelled().await;
    for (terminal, station) in &mut floor {
        station.sign_off(&mut Desk { terminal, clock: &clock });
    }
    let _ = tokio::time::timeout(CLOSING, brought_over(&floor)).await;
    closed.cancel();
    tracker.close();
    tracker.wait().await;
}

/// Waits until no terminal on the line has an event without a receipt.
async fn brought_over(floor: &[(Arc<Terminal>, Station)]) {
    let mut look = tokio::time::interval(Duration::from_millis(20));
    while floor.iter().any(|(terminal, _)| terminal.is_connected() && !terminal.spool().is_empty())
    {
        look.tick().await;
    }
}
