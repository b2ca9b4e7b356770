//! The fold's rules, each as a morning worked out by hand.

use contract::{PauseReason, RejectReason};
use werkvloer::floor::places::Attribution;
use werkvloer::ledger::{EventKey, Fact, Moment, What};
use werkvloer::output::fold::{NO_TASK, State, StationDay};
use werkvloer::output::tally::{Counts, TallyKey};
use werkvloer::output::window::{LiveDay, Taken};

const MINUTE: i64 = 60_000_000;

/// An event of terminal 1 at a minute; its seq is its place in the list.
fn facts(events: &[(i64, What)]) -> Vec<Fact> {
    (1..)
        .zip(events)
        .map(|(seq, (minute, what))| {
            let key = EventKey { terminal: 1, epoch: 1, seq };
            Fact { moment: Moment { at: minute * MINUTE, key }, what: what.clone() }
        })
        .collect()
}

fn good(task: &str, qty: i64) -> What {
    What::Count { task: Some(task.into()), qty, reject: None, corrected: false }
}

fn on(worker: &str) -> What {
    What::SignOn(worker.into())
}

fn off(worker: &str) -> What {
    What::SignOff(worker.into())
}

fn of(day: &StationDay, task: &str, worker: &str) -> Counts {
    let key = TallyKey { task: task.into(), worker: worker.into() };
    day.tallies().get(&key).copied().unwrap_or_default()
}

#[test]
fn one_person_at_an_individual_station_owns_pieces_and_time() {
    let reject = What::Count {
        task: Some("t1".into()),
        qty: 2,
        reject: Some(RejectReason::Material),
        corrected: false,
    };
    let day = StationDay::fold(
        Attribution::Individual,
        vec![],
        facts(&[
            (0, on("an")),
            (20, good("t1", 12)),
            (25, reject),
            (30, What::Pause(PauseReason::Break)),
            (45, What::Resume),
            (50, What::Pause(PauseReason::Material)),
            (58, What::Resume),
            (60, good("t1", 12)),
            (70, off("an")),
        ]),
    );
    let an = of(&day, "t1", "an");
    assert_eq!((an.good, an.rejected), (24, [2, 0, 0, 0, 0]));
    // 70 minutes less 15 of break and 8 of waiting for material.
    assert_eq!((an.net, an.waiting), (47 * MINUTE, [8 * MINUTE, 0, 0, 0]));
    assert_eq!(day.tallies().len(), 1);
}

#[test]
fn a_group_count_is_never_split_and_everybody_keeps_the_own_time() {
    let events = facts(&[
        (0, on("an")),
        (10, on("bo")),
        (30, good("t1", 40)),
        (40, off("an")),
        (60, good("t1", 20)),
    ]);
    let day = StationDay::fold(Attribution::Group, vec![], events);
    assert_eq!(of(&day, "t1", "").good, 60);
    assert_eq!((of(&day, "t1", "an").good, of(&day, "t1", "bo").good), (0, 0));
    assert_eq!(of(&day, "t1", "an").net, 40 * MINUTE);
    assert_eq!(
        of(&day, "t1", "bo").net,
        50 * MINUTE,
        "until the last event, never beyond what was seen"
    );
}

#[test]
fn two_people_at_an_individual_station_make_nobodys_pieces() {
    let events = facts(&[
        (0, on("an")),
        (5, good("t1", 1)),
        (6, on("bo")),
        (9, good("t1", 2)),
        (10, off("an")),
        (15, good("t1", 4)),
    ]);
    let day = StationDay::fold(Attribution::Individual, vec![], events);
    assert_eq!(
        [of(&day, "t1", "an").good, of(&day, "t1", "").good, of(&day, "t1", "bo").good],
        [1, 2, 4]
    );
}

#[test]
fn time_belongs_to_the_task_of_the_count_that_ends_it() {
    let plan = vec![(0, "t1".into()), (30 * MINUTE, "t2".into())];
    let omitted = What::Count { task: None, qty: 5, reject: None, corrected: false };
    let day = StationDay::fold(
        Attribution::Individual,
        plan,
        facts(&[
            (0, on("an")),
            (10, omitted.clone()),
            (20, good("t3", 1)),
            (40, omitted),
            (50, off("an")),
        ]),
    );
    assert_eq!((of(&day, "t1", "an").good, of(&day, "t1", "an").net), (5, 10 * MINUTE));
    assert_eq!((of(&day, "t3", "an").good, of(&day, "t3", "an").net), (1, 10 * MINUTE));
    assert_eq!(
        (of(&day, "t2", "an").good, of(&day, "t2", "an").net),
        (5, 30 * MINUTE),
        "planned from minute 30"
    );
}

#[test]
fn time_before_any_task_is_known_goes_to_the_first_one() {
    let events = facts(&[
        (0, on("an")),
        (5, What::Pause(PauseReason::Talk)),
        (9, What::Resume),
        (12, good("t1", 1)),
        (13, off("an")),
    ]);
    let day = StationDay::fold(Attribution::Individual, vec![], events);
    assert_eq!(
        (of(&day, "t1", "an").net, of(&day, "t1", "an").waiting[3]),
        (9 * MINUTE, 4 * MINUTE)
    );
    let nothing =
        StationDay::fold(Attribution::Individual, vec![], facts(&[(0, on("an")), (5, off("an"))]));
    assert!(nothing.tallies().is_empty(), "without a task there is nothing to book time on");
}

#[test]
fn a_count_never_vanishes_even_without_any_task() {
    let omitted = What::Count { task: None, qty: 5, reject: None, corrected: false };
    let day = StationDay::fold(Attribution::Group, vec![], facts(&[(0, omitted)]));
    assert_eq!(of(&day, NO_TASK, "").good, 5);
}

#[test]
fn waiting_with_nobody_signed_on_is_the_stations() {
    let events = facts(&[
        (0, good("t1", 1)),
        (5, What::Pause(PauseReason::Fault)),
        (15, good("t1", 1)),
        (20, What::Help),
    ]);
    let day = StationDay::fold(Attribution::Group, vec![], events);
    let nobody = of(&day, "t1", "");
    assert_eq!(
        (nobody.net, nobody.waiting),
        (0, [0, 10 * MINUTE, 0, 0]),
        "the count ended the pause"
    );
}

#[test]
fn an_undo_takes_the_pieces_back_and_keeps_the_time() {
    let undo = What::Undo { of: EventKey { terminal: 1, epoch: 1, seq: 2 } };
    let events = facts(&[(0, on("an")), (10, good("t1", 12)), (11, undo.clone()), (12, undo)]);
    let mut day = LiveDay::resume(StationDay::new(Attribution::Individual, vec![]), Vec::new(), 64);
    let mut elsewhere = Vec::new();
    let taken: Vec<_> =
        events.into_iter().map(|fact| day.take(vec![fact], &mut elsewhere)).collect();
    assert_eq!(
        taken,
        [Taken::InOrder, Taken::InOrder, Taken::Between, Taken::InOrder].map(Ok),
        "once, however often it is said"
    );
    assert_eq!(elsewhere, []);
    let key = TallyKey { task: "t1".into(), worker: "an".into() };
    assert_eq!((day.tallies()[&key].good, day.tallies()[&key].net), (0, 12 * MINUTE));
}

#[test]
fn the_live_state_says_what_goes_on() {
    let mut day = StationDay::new(Attribution::Group, vec![]);
    assert_eq!(day.now().state, State::Idle);
    let steps = facts(&[
        (0, on("an")),
        (1, What::Help),
        (2, What::Pause(PauseReason::Material)),
        (3, What::HelpDone),
        (4, good("t1", 1)),
        (5, off("an")),
    ]);
    let mut seen = Vec::new();
    for fact in &steps {
        day.step(fact);
        seen.push((day.now().state, day.now().help_since.is_some()));
    }
    let waiting = State::Paused(PauseReason::Material);
    assert_eq!(
        seen,
        [
            (State::Working, false),
            (State::Working, true),
            (waiting, true),
            (waiting, false),
            (State::Working, false),
            (State::Idle, false),
        ]
    );
}
