//! The lease's rules against every interleaving of three processes, one of which is always somewhere between asking the
//! database and hearing the answer: at no instant do two of them lead.

use super::super::store::Row;
use super::{Lead, Pace, Watching};
use proptest::prelude::*;
use std::time::Duration;
use tokio::time::Instant;

const PACE: Pace = Pace {
    stale_after: Duration::from_secs(1),
    lead_for: Some(Duration::from_millis(700)),
    beat_every: Duration::from_millis(200),
    look_every: Duration::from_millis(100),
};

#[derive(Clone, Copy, Debug)]
enum Op {
    /// Time passes.
    Wait(u64),
    /// The process sends its next statement, the database runs it, or the process hears the answer: whatever is next.
    Step(usize),
    /// The database runs it, and the answer is lost.
    LoseAnswer(usize),
    Crash(usize),
    Release(usize),
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        3 => (1_u64..400).prop_map(Op::Wait),
        12 => (0_usize..3).prop_map(Op::Step),
        1 => (0_usize..3).prop_map(Op::LoseAnswer),
        1 => (0_usize..3).prop_map(Op::Crash),
        1 => (0_usize..3).prop_map(Op::Release),
    ]
}

#[derive(Debug)]
enum Talk {
    Read,
    Heard(Row),
    Take { seen: Row, sent: Instant },
    Taken { fence: Option<i64>, sent: Instant },
    Renew { fence: i64, sent: Instant },
    Renewed { ok: bool, sent: Instant },
}

#[derive(Default)]
struct Process {
    watching: Watching,
    lead: Option<Lead>,
    talk: Option<Talk>,
}

struct World {
    pace: Pace,
    now: Instant,
    row: Row,
    processes: [Process; 3],
    takes: usize,
}

fn name(who: usize) -> String {
    format!("p{who}")
}

impl World {
    fn new(pace: Pace) -> Self {
        let row = Row { holder: String::new(), fence: 0, beat: 0 };
        Self { pace, now: Instant::now(), row, processes: Default::default(), takes: 0 }
    }

    fn leaders(&self) -> usize {
        let leads = |p: &&Process| p.lead.is_some_and(|lead| lead.holds_at(self.now));
        self.processes.iter().filter(leads).count()
    }

    fn run(&mut self, op: Op) {
        match op {
            Op::Wait(ms) => self.now += Duration::from_millis(ms),
            Op::Step(who) => self.step(who),
            Op::LoseAnswer(who) => {
                self.step(who);
                self.processes[who].talk = None;
            }
            Op::Crash(who) => self.processes[who] = Process::default(),
            Op::Release(who) => {
                // As the contender does: first it stops leading, then it says so, and only between two statements.
                if self.processes[who].talk.is_none()
                    && let Some(lead) = self.processes[who].lead.take()
                    && self.row.holder == name(who)
                    && self.row.fence == lead.fence()
                {
                    self.row.holder.clear();
                    self.row.beat += 1;
                }
            }
        }
    }

    fn step(&mut self, who: usize) {
        let Self { pace, now, row, processes, takes } = self;
        let me = &mut processes[who];
        if me.lead.is_some_and(|lead| !lead.holds_at(*now)) {
            me.lead = None;
            me.watching = Watching::default();
        }
        me.talk = match me.talk.take() {
            None => Some(match me.lead {
                Some(lead) => Talk::Renew { fence: lead.fence(), sent: *now },
                None => Talk::Read,
            }),
            Some(Talk::Read) => Some(Talk::Heard(row.clone())),
            Some(Talk::Heard(seen)) => me
                .watching
                .may_take(&seen, &name(who), *now, pace.stale_after)
                .then_some(Talk::Take { seen, sent: *now }),
            Some(Talk::Take { seen, sent }) => {
                let fence = ((row.fence, row.beat) == (seen.fence, seen.beat)).then(|| {
                    *takes += 1;
                    *row = Row { holder: name(who), fence: seen.fence + 1, beat: seen.beat + 1 };
                    row.fence
                });
                Some(Talk::Taken { fence, sent })
            }
            Some(Talk::Taken { fence, sent }) => {
                me.lead = fence.map(|fence| Lead::new(fence, sent, pace));
                None
            }
            Some(Talk::Renew { fence, sent }) => {
                let ok = row.holder == name(who) && row.fence == fence;
                row.beat += i64::from(ok);
                Some(Talk::Renewed { ok, sent })
            }
            Some(Talk::Renewed { ok, sent }) => {
                match &mut me.lead {
                    Some(lead) if ok => lead.renewed(sent, pace),
                    lead => *lead = None,
                }
                None
            }
        };
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn two_never_lead(ops in proptest::collection::vec(op(), 1..200)) {
        let mut world = World::new(PACE);
        for op in ops {
            world.run(op);
            prop_assert!(world.leaders() <= 1, "two lead after {op:?}");
        }
    }
}

/// One leads; it dies; the other watches. Gives the world after the second has taken over.
fn take_over(pace: Pace) -> World {
    let mut world = World::new(pace);
    for _ in 0..5 {
        world.run(Op::Step(0));
    }
    assert_eq!(world.leaders(), 1);
    while world.takes < 2 {
        world.run(Op::Wait(50));
        world.run(Op::Step(1));
    }
    world.run(Op::Step(1));
    world
}

#[test]
fn a_dead_leader_is_replaced_after_its_beat_stood_still() {
    let world = take_over(PACE);
    assert_eq!(world.leaders(), 1);
    assert_eq!((world.row.holder.as_str(), world.row.fence), ("p1", 2));
}

#[test]
fn a_leader_that_believed_in_itself_for_too_long_would_be_seen() {
    let greedy = Pace { lead_for: Some(Duration::from_secs(5)), ..PACE };
    assert_eq!(take_over(greedy).leaders(), 2, "the model must be able to fail");
}
