//! Any interleaving of adding, releasing, sending, breaking and receipts keeps exactly the events no receipt names, in order.

use bytes::BytesMut;
use chrono::{DateTime, Utc};
use contract::receipt::Run;
use contract::{Body, Epoch, Receipt, Up};
use proptest::prelude::*;
use std::collections::BTreeSet;
use tokio::time::Instant;
use werkvloer::virtual_terminal::Spool;

#[derive(Clone, Debug)]
enum Step {
    Add(u64),
    Release(u64),
    Take(usize),
    Rewind,
    /// The service stores some of what was sent (one in so many), and says so now or later.
    Store(u64),
    Receipt {
        late_by: usize,
        foreign: bool,
    },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (1_u64..6).prop_map(Step::Add),
        (1_u64..40).prop_map(Step::Release),
        (1_usize..9).prop_map(Step::Take),
        Just(Step::Rewind),
        (1_u64..4).prop_map(Step::Store),
        (0_usize..4, prop::bool::weighted(0.1))
            .prop_map(|(late_by, foreign)| Step::Receipt { late_by, foreign }),
    ]
}

/// Told one by one or, every other time, as ranges.
fn receipt(epoch: Epoch, stored: &BTreeSet<u64>) -> Receipt {
    let contiguous =
        (1..=contract::MAX_SEQ).take_while(|seq| stored.contains(seq)).last().unwrap_or(0);
    let mut beyond: Vec<u64> = stored.range(contiguous + 1..).copied().collect();
    let mut ranges = Vec::new();
    if stored.len().is_multiple_of(2) {
        let runs = beyond.chunk_by(|before, next| before + 1 == *next);
        ranges.extend(runs.map(|run| Run { from: run[0], to: run[run.len() - 1] }));
        beyond.truncate(1);
    }
    Receipt {
        epoch,
        contiguous,
        beyond,
        ranges,
        quarantined: Vec::new(),
        time: DateTime::UNIX_EPOCH,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]
    #[test]
    fn a_spool_keeps_exactly_what_no_receipt_names(steps in prop::collection::vec(step(), 1..120)) {
        let mut spool = Spool::new();
        let (mut last, mut released) = (0, 0);
        let (mut sent, mut stored, mut kept) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        // What was sent since the last break: a break puts it all in the queue again.
        let mut under_way = BTreeSet::new();
        let mut receipts = vec![receipt(spool.epoch(), &stored)];
        for step in steps {
            match step {
                Step::Add(count) => for _ in 0..count {
                    last += 1;
                    kept.insert(last);
                    spool.add(DateTime::UNIX_EPOCH, Body::Help);
                },
                Step::Release(seq) => {
                    released = released.max(seq.min(last));
                    spool.release(seq);
                }
                Step::Take(most) => {
                    let due: Vec<u64> = kept.range(..=released).copied()
                        .filter(|seq| !under_way.contains(seq)).take(most).collect();
                    let again = due.iter().filter(|seq| sent.contains(*seq)).count();
                    let mut message = BytesMut::new();
                    let taken = spool.take(most, Instant::now(), &mut message);
                    prop_assert_eq!((taken.events, taken.again), (due.len(), again));
                    if due.is_empty() {
                        prop_assert!(message.is_empty());
                    } else {
                        let up = Up::parse(&message).unwrap();
                        prop_assert_eq!((up.epoch, up.next), (spool.epoch(), released + 1));
                        let seqs: Vec<u64> = up.events.into_iter().map(|e| e.unwrap().seq).collect();
                        prop_assert_eq!(&seqs, &due);
                    }
                    under_way.extend(&due);
                    sent.extend(due);
                }
                Step::Rewind => {
                    under_way.clear();
                    spool.rewind();
                }
                Step::Store(one_in) => {
                    stored.extend(sent.iter().copied().filter(|seq| seq % one_in == 0));
                    receipts.push(receipt(spool.epoch(), &stored));
                }
                Step::Receipt { late_by, foreign } => {
                    let mut receipt = receipts[receipts.len().saturating_sub(1 + late_by)].clone();
                    if foreign {
                        receipt.epoch = Epoch(!receipt.epoch.0);
                    }
                    let before = kept.len();
                    if !foreign {
                        kept.retain(|seq| !receipt.names(*seq));
                        under_way.retain(|seq| !receipt.names(*seq));
                    }
                    let mut heard = 0;
                    prop_assert_eq!(spool.receipt(&receipt, |_| heard += 1), Ok(before - kept.len()));
                    prop_assert_eq!(heard, before - kept.len());
                }
            }
            prop_assert_eq!(spool.unreceipted().collect::<Vec<_>>(), kept.iter().copied().collect::<Vec<_>>());
            prop_assert_eq!(spool.under_way(), under_way.len());
            prop_assert_eq!((spool.len(), spool.last()), (kept.len(), last));
        }
    }
}

#[test]
fn a_receipt_that_names_what_was_never_sent_changes_nothing() {
    let mut spool = Spool::new();
    for _ in 0..3 {
        spool.add(DateTime::UNIX_EPOCH, Body::Help);
    }
    spool.release(3);
    spool.take(2, Instant::now(), &mut BytesMut::new());
    let names = |seqs: &[u64]| receipt(spool.epoch(), &seqs.iter().copied().collect());
    for made_up in [names(&[1, 2, 3]), names(&[1, 3])] {
        assert_eq!(spool.receipt(&made_up, |_| ()).unwrap_err().seq, 3);
        assert_eq!(spool.unreceipted().collect::<Vec<_>>(), [1, 2, 3]);
    }
}

#[test]
fn a_message_stays_within_the_contract_and_the_terminals_time_never_runs_back() {
    let mut spool = Spool::new();
    let times: Vec<DateTime<Utc>> = ["2026-11-21T08:00:05Z", "2026-11-21T08:00:01Z"]
        .into_iter()
        .map(|at| at.parse().unwrap())
        .collect();
    for number in 0..2_000 {
        let badge = format!("b-{number:030}");
        spool.add(times[number % 2], Body::SignOn { badge });
    }
    spool.release(2_000);
    let mut seqs = Vec::new();
    while seqs.len() < 2_000 {
        let mut message = BytesMut::new();
        assert!(spool.take(2_000, Instant::now(), &mut message).events > 0);
        assert!(message.len() <= contract::MAX_PAYLOAD);
        for event in Up::parse(&message).unwrap().events {
            let event = event.unwrap();
            assert_eq!(event.at, times[0]);
            seqs.push(event.seq);
        }
    }
    assert!(seqs.into_iter().eq(1..=2_000));
}
