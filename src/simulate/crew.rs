//! The simulated terminals with what each of them makes, and the pipeline that lets nothing out before the truth is
//! synced: events are made into spools and into a batch of truth, one thread writes and syncs batch after batch, and only
//! then releases what the batch holds. While one batch syncs the next one fills, so the disk sets no limit on the rate.

use super::maker::{Maker, Work};
use super::truth::{Promise, Truth, line_end, line_start};
use crate::clock::Clock;
use crate::virtual_terminal::{Broker, Habits, Identity, Meters, Terminal};
use contract::TerminalName;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// A simulated terminal before it exists.
#[derive(Clone, Debug)]
pub struct Member {
    /// Its name.
    pub terminal: TerminalName,
    /// Its secret, where there is one.
    pub secret: Option<String>,
    /// What it makes.
    pub work: Work,
}

struct Post {
    terminal: Arc<Terminal>,
    maker: Maker,
    line_start: String,
    in_batch: bool,
}

/// Lines of truth and what may be sent once they are synced.
#[derive(Default)]
pub(super) struct Batch {
    text: Vec<u8>,
    release: Vec<(Arc<Terminal>, u64)>,
}

impl Batch {
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
}

/// All of them.
pub(super) struct Crew {
    posts: Vec<Post>,
    clock: Clock,
    next: usize,
    /// Events made so far.
    pub(super) made: u64,
    /// How many of them must land in quarantine.
    pub(super) poisoned: u64,
    batch: Batch,
    touched: Vec<usize>,
}

impl Crew {
    pub(super) fn new(
        members: Vec<Member>,
        habits: Habits,
        seed: u64,
        clock: &Clock,
        meters: &Arc<Meters>,
    ) -> Self {
        let posts = (seed..).zip(members).map(|(seed, member)| {
            let identity = Identity { name: member.terminal, secret: member.secret };
            let terminal = Terminal::new(identity, habits, clock.clone(), meters.clone());
            let line_start = line_start(terminal.name(), terminal.spool().epoch());
            Post { terminal, maker: Maker::new(seed, member.work), line_start, in_batch: false }
        });
        Self {
            posts: posts.collect(),
            clock: clock.clone(),
            next: 0,
            made: 0,
            poisoned: 0,
            batch: Batch::default(),
            touched: Vec::new(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.posts.len()
    }

    /// Puts every terminal on the line.
    pub(super) fn connect(
        &self,
        broker: &Arc<Broker>,
        tracker: &TaskTracker,
        stop: &CancellationToken,
    ) {
        for post in &self.posts {
            tracker.spawn(post.terminal.clone().run(broker.clone(), stop.clone()));
        }
    }

    pub(super) fn connected(&self) -> usize {
        self.posts.iter().filter(|post| post.terminal.is_connected()).count()
    }

    /// Makes `count` events, one terminal after the other; those whose spool holds `most` or more make none. Gives how
    /// many were made.
    pub(super) fn make_in_turn(&mut self, count: u64, most: usize) -> u64 {
        let mut made = 0;
        let mut full = 0;
        while made < count && full < self.posts.len() {
            let index = self.next % self.posts.len();
            self.next = index + 1;
            let room = most.saturating_sub(self.posts[index].terminal.spool().len());
            if room == 0 {
                full += 1;
                continue;
            }
            full = 0;
            self.make(index, 1);
            made += 1;
        }
        made
    }

    /// Fills every spool up to `level` events.
    pub(super) fn top_up(&mut self, level: usize) {
        for index in 0..self.posts.len() {
            let short = level.saturating_sub(self.posts[index].terminal.spool().len());
            // Half full is soon enough; fewer, larger helpings cost less.
            if short > level / 2 {
                self.make(index, short);
            }
        }
    }

    fn make(&mut self, index: usize, count: usize) {
        let now = self.clock.now();
        self.touch(index);
        let post = &mut self.posts[index];
        let mut spool = post.terminal.spool();
        for _ in 0..count {
            let seq = spool.last() + 1;
            let json = spool.add(now, post.maker.next(seq));
            self.batch.text.extend_from_slice(post.line_start.as_bytes());
            line_end(&mut self.batch.text, seq, None, json);
        }
        self.made += count as u64;
    }

    /// Makes one event that must land in quarantine.
    pub(super) fn poison(&mut self) {
        let index = self.next % self.posts.len();
        self.next = index + 1;
        self.touch(index);
        let now = self.clock.now();
        let post = &mut self.posts[index];
        let mut spool = post.terminal.spool();
        let seq = spool.last() + 1;
        let (json, why) = post.maker.poison(seq, now);
        let json = spool.add_raw(|_| json);
        self.batch.text.extend_from_slice(post.line_start.as_bytes());
        line_end(&mut self.batch.text, seq, Some(why), json);
        self.made += 1;
        self.poisoned += 1;
    }

    fn touch(&mut self, index: usize) {
        if !std::mem::replace(&mut self.posts[index].in_batch, true) {
            self.touched.push(index);
        }
    }

    /// What was made since the last time.
    pub(super) fn take_batch(&mut self) -> Batch {
        for index in self.touched.drain(..) {
            let post = &mut self.posts[index];
            post.in_batch = false;
            let last = post.terminal.spool().last();
            self.batch.release.push((post.terminal.clone(), last));
        }
        std::mem::take(&mut self.batch)
    }

    /// What receipts have named so far, per terminal.
    pub(super) fn promises(&self) -> Vec<Promise> {
        self.posts
            .iter()
            .map(|post| {
                let spool = post.terminal.spool();
                Promise {
                    terminal: post.terminal.name().to_string(),
                    epoch: spool.epoch(),
                    last: spool.last(),
                    unreceipted: spool.unreceipted().collect(),
                }
            })
            .collect()
    }
}

/// The writing thread: syncs each batch and releases what it holds. Ends when the sender is dropped.
pub(super) fn write_truth(
    mut truth: Truth,
    mut batches: mpsc::Receiver<Batch>,
) -> anyhow::Result<()> {
    while let Some(mut batch) = batches.blocking_recv() {
        // Whatever came in during the last sync shares the next one.
        while batch.text.len() < 1 << 20
            && let Ok(more) = batches.try_recv()
        {
            batch.text.extend_from_slice(&more.text);
            batch.release.extend(more.release);
        }
        truth.write(&batch.text)?;
        for (terminal, seq) in batch.release {
            terminal.spool().release(seq);
            terminal.wake();
        }
    }
    Ok(())
}
