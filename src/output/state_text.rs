//! The fold's state as text, for a snapshot, and read again.

use super::fold::{Plan, StationDay};
use super::tally::{Counts, TallyKey};
use crate::floor::places::Attribution;
use crate::ledger::{EventKey, Moment, Name};
use contract::PauseReason;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A state as it is kept: names as text, counts as rows of numbers.
#[derive(Serialize, Deserialize)]
struct Kept {
    attribution: String,
    /// Up to the last event: what is planned for later did not count yet.
    plan: Vec<(i64, String)>,
    last: [i64; 4],
    events: i64,
    present: Vec<String>,
    pause: Option<(String, i64)>,
    working_since: Option<i64>,
    help_since: Option<i64>,
    counted_task: Option<(i64, String)>,
    untasked: Vec<(String, [i64; 11])>,
    tallies: Vec<(String, String, [i64; 11])>,
}

/// The state as text. Equal states have equal texts.
pub(super) fn text(day: &StationDay) -> String {
    let last = day.last.map_or([i64::MIN, 0, 0, 0], |last| {
        [last.at, last.key.terminal, last.key.epoch, last.key.seq]
    });
    let kept = Kept {
        attribution: day.attribution.word().to_owned(),
        plan: so_far(&day.plan, last[0]).map(|(from, task)| (*from, task.to_string())).collect(),
        last,
        events: day.events,
        present: day.present.iter().map(ToString::to_string).collect(),
        pause: day.pause.map(|(reason, since)| (reason.word().to_owned(), since)),
        working_since: day.working_since,
        help_since: day.help_since,
        counted_task: day.counted_task.as_ref().map(|(at, task)| (*at, task.to_string())),
        untasked: day
            .untasked
            .iter()
            .map(|(worker, counts)| (worker.to_string(), row(counts)))
            .collect(),
        tallies: day
            .tallies
            .iter()
            .map(|(key, counts)| (key.task.to_string(), key.worker.to_string(), row(counts)))
            .collect(),
    };
    serde_json::to_string(&kept).expect("numbers and texts")
}

/// The state of a text, when it was folded on these terms; `None` also for a text that cannot be read, which is as good as none.
pub(super) fn read(text: &str, attribution: Attribution, plan: &Plan) -> Option<StationDay> {
    let kept: Kept = serde_json::from_str(text).ok()?;
    let [at, terminal, epoch, seq] = kept.last;
    let is_of_the_plan = so_far(plan, at)
        .map(|(from, task)| (*from, &**task))
        .eq(kept.plan.iter().map(|(from, task)| (*from, task.as_str())));
    if kept.attribution != attribution.word() || !is_of_the_plan {
        return None;
    }
    let pause = match kept.pause {
        Some((reason, since)) => Some((PauseReason::from_word(&reason)?, since)),
        None => None,
    };
    // Names that are the same are one text, as in a fold.
    let mut known: BTreeSet<Name> = BTreeSet::new();
    let mut name = |text: String| {
        if let Some(name) = known.get(text.as_str()) {
            return name.clone();
        }
        let name: Name = text.into();
        known.insert(name.clone());
        name
    };
    let mut day = StationDay::new(attribution, plan.clone());
    day.last = Some(Moment { at, key: EventKey { terminal, epoch, seq } });
    day.events = kept.events;
    day.present = kept.present.into_iter().map(&mut name).collect();
    day.pause = pause;
    day.working_since = kept.working_since;
    day.help_since = kept.help_since;
    day.counted_task = kept.counted_task.map(|(at, task)| (at, name(task)));
    day.untasked =
        kept.untasked.into_iter().map(|(worker, row)| (name(worker), counts(row))).collect();
    day.tallies = kept
        .tallies
        .into_iter()
        .map(|(task, worker, row)| {
            (TallyKey { task: name(task), worker: name(worker) }, counts(row))
        })
        .collect();
    Some(day)
}

/// The part of a plan that an event of this instant can be counted by.
fn so_far(plan: &Plan, at: i64) -> impl Iterator<Item = &(i64, Name)> {
    plan.iter().take_while(move |(from, _)| *from <= at)
}

fn row(counts: &Counts) -> [i64; 11] {
    let [material, work, dirt, broken, unknown] = counts.rejected;
    let [no_material, fault, instruction, talk] = counts.waiting;
    [
        counts.good,
        material,
        work,
        dirt,
        broken,
        unknown,
        counts.net,
        no_material,
        fault,
        instruction,
        talk,
    ]
}

fn counts(row: [i64; 11]) -> Counts {
    Counts {
        good: row[0],
        rejected: std::array::from_fn(|i| row[1 + i]),
        net: row[6],
        waiting: std::array::from_fn(|i| row[7 + i]),
    }
}

#[cfg(test)]
mod tests {
    use super::super::snapshot::FOLD;
    use super::*;
    use crate::ledger::{Fact, What};
    use contract::RejectReason;

    /// A morning with everything that a state holds.
    fn morning() -> StationDay {
        let count = |task: &str, qty, reject| What::Count {
            task: Some(task.into()),
            qty,
            reject,
            corrected: false,
        };
        let said = [
            What::SignOn("w-an".into()),
            What::SignOn("w-bo".into()),
            count("t1", 12, None),
            count("t1", 2, Some(RejectReason::Dirt)),
            What::SignOff("w-bo".into()),
            count("t2", 5, None),
            What::Help,
            What::Pause(PauseReason::Material),
        ];
        let facts = said.into_iter().zip(1..).map(|(what, seq)| {
            let key = EventKey { terminal: 3, epoch: -7, seq };
            Fact { moment: Moment { at: seq * 60_000_000, key }, what }
        });
        let plan = vec![(i64::MIN, "t0".into()), (900_000_000, "t9".into())];
        StationDay::fold(Attribution::Individual, plan, facts.collect())
    }

    /// Whoever changes what the fold makes of events, or how its state is written, gets a red test here: raise `FOLD`, so that
    /// states of before are not gone on from, and write down the new one.
    #[test]
    fn a_state_of_this_version_is_as_it_was() {
        assert_eq!((FOLD, text(&morning()).as_str()), (1, include_str!("state.1.json").trim()));
    }

    #[test]
    fn what_is_read_goes_on_as_what_was_written() {
        let day = morning();
        let plan = vec![(i64::MIN, "t0".into()), (800_000_000, "t8".into())];
        let mut read = read(&text(&day), Attribution::Individual, &plan).unwrap();
        assert_eq!(text(&read), text(&day), "what is planned for later did not count yet");
        let key = EventKey { terminal: 3, epoch: -7, seq: 9 };
        let what = What::Count { task: None, qty: 1, reject: None, corrected: false };
        read.step(&Fact { moment: Moment { at: 960_000_000, key }, what });
        let tally = TallyKey { task: "t8".into(), worker: "w-an".into() };
        assert_eq!(read.tallies()[&tally].good, 1, "but counts from then on");

        let other = vec![(i64::MIN, "t1".into())];
        assert!(super::read(&text(&day), Attribution::Individual, &other).is_none());
        assert!(super::read(&text(&day), Attribution::Group, &plan).is_none());
        assert!(super::read("{}", Attribution::Individual, &plan).is_none());
    }
}
