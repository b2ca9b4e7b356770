//! `simulate` against a service that loses acknowledged messages, loses receipts and cuts connections: the receipt heals
//! all of it, and the truth file holds exactly what arrived.

use super::server::{Conversation, Said, Server};
use contract::Epoch;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use werkvloer::clock::Clock;
use werkvloer::simulate::{self, Member, Plan, Rate, Work};
use werkvloer::virtual_terminal::Habits;

type Stored = Arc<Mutex<HashMap<Epoch, BTreeMap<u64, String>>>>;

/// Stores what comes, badly.
async fn serve(mut conversation: Conversation, stored: Stored, mut luck: ChaCha8Rng) {
    conversation.open().await;
    while let Some(said) = conversation.hear().await {
        conversation.acknowledge_all().await;
        let Said::Up(up) = said else { continue };
        // Acknowledged, and lost.
        if luck.random_range(0..20) == 0 {
            continue;
        }
        let (contiguous, beyond) = {
            let mut stored = stored.lock().unwrap();
            let events = stored.entry(up.epoch).or_default();
            for event in up.events {
                let (seq, json) = match event {
                    Ok(event) => (event.seq, event.to_json()),
                    Err(bad) => (bad.seq.unwrap(), bad.raw),
                };
                assert_eq!(events.entry(seq).or_insert_with(|| json.clone()), &json);
            }
            let contiguous = (1..=contract::MAX_SEQ)
                .take_while(|seq| events.contains_key(seq))
                .last()
                .unwrap_or(0);
            let beyond: Vec<u64> = events.range(contiguous + 1..).map(|(seq, _)| *seq).collect();
            (contiguous, beyond)
        };
        match luck.random_range(0..100) {
            0 => return,
            1..10 => {}
            _ => conversation.receipt(up.epoch, contiguous, &beyond).await,
        }
    }
}

fn member(number: usize) -> Member {
    let work = Work { badge: Some(format!("b-{number}")), task: Some("t1".into()), pack_size: 6 };
    let terminal = format!("site/sim-{number:04}").parse().unwrap();
    Member { terminal, secret: None, work }
}

async fn heals(rate: Option<Rate>, backlog: u64) {
    let server = Server::start().await;
    let folder = tempfile::tempdir().unwrap();
    let habits = Habits { resend_after: Duration::from_millis(100), ..Habits::new(3, 5) };
    let plan = Plan {
        broker: server.broker(),
        habits,
        rate,
        making: Duration::from_secs(1),
        backlog,
        poison: 5,
        waiting: Duration::from_mins(1),
        truth: folder.path().join("truth.jsonl"),
        append: false,
        seed: 1,
    };
    let stored = Stored::default();
    let (tasks, end) = (TaskTracker::new(), CancellationToken::new());
    let accepting = {
        let (stored, tasks) = (stored.clone(), tasks.clone());
        async move {
            for seed in 0.. {
                let conversation = server.accept().await;
                tasks.spawn(serve(conversation, stored.clone(), ChaCha8Rng::seed_from_u64(seed)));
            }
        }
    };
    let accepting = tasks.spawn(end.clone().run_until_cancelled_owned(accepting));
    let never = CancellationToken::new();
    let members: Vec<Member> = (1..=20).map(member).collect();
    let figures = simulate::run(&plan, members, &Clock::system(), &never, &never).await.unwrap();
    end.cancel();
    accepting.await.unwrap();

    assert_eq!(figures.receipted, figures.events);
    assert_eq!(figures.false_receipts, 0);
    assert!(figures.resends > 0 && figures.reconnects > 0, "{figures}");
    assert!(figures.p50_ms <= figures.p99_ms && figures.p99_ms <= figures.p999_ms);
    let stored = std::mem::take(&mut *stored.lock().unwrap());
    let truth = std::fs::read_to_string(&plan.truth).unwrap();
    let mut poison = 0;
    for line in truth.lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        let epoch: Epoch = line["epoch"].as_str().unwrap().parse().unwrap();
        let event = &stored[&epoch][&line["seq"].as_u64().unwrap()];
        assert_eq!(serde_json::from_str::<serde_json::Value>(event).unwrap(), line["event"]);
        poison += u64::from(line.get("poison").is_some());
    }
    let stored: usize = stored.values().map(BTreeMap::len).sum();
    assert_eq!((truth.lines().count(), poison), (stored, 5));
    assert_eq!(stored as u64, figures.events);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_steady_rate_heals() {
    heals(Some(Rate::PerSecond(1_500.0)), 0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backlog_heals() {
    heals(None, 150).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn as_much_as_is_receipted_heals() {
    heals(Some(Rate::Max), 10).await;
}
