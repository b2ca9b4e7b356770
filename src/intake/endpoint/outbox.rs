//! What is to be said to one client. The desk and the house put things in from anywhere without waiting; the connection
//! takes out all there is at once, so that many PUBACKs share one write.
//!
//! Its memory is bounded whatever the client does: PUBACKs by the publishes that may wait for one, answers by a mark above
//! which reading stops, messages by keeping the newest only.

use super::counters::{Counters, End};
use super::limits::Limits;
use super::packet::write;
use super::terminals::Terminals;
use crate::intake::door::Replies;
use bytes::{Bytes, BytesMut};
use contract::{Channel, Epoch, TerminalName, Topic};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use tokio::io::{AsyncWrite, AsyncWriteExt as _};
use tokio::sync::Notify;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

/// Unsent answers above which nothing more is read.
const MARK: usize = 64 * 1024;
/// Unsent receipts (one an epoch) and notices that are kept; the oldest go first.
const KEPT: usize = 16;

pub(super) struct Outbox {
    state: Mutex<State>,
    /// There is something to write.
    filled: Notify,
    /// There is room to read on.
    room: Notify,
    ended: CancellationToken,
    taken_over: CancellationToken,
    why: OnceLock<End>,
    topics: [String; 3],
    unacknowledged: usize,
    write_time: std::time::Duration,
    counters: Counters,
}

#[derive(Default)]
struct State {
    /// Answers as bytes: CONNACK, PUBACK, SUBACK, PINGRESP.
    answers: BytesMut,
    /// Publishes in receive order that wait for their PUBACK; true when durable.
    waiting: VecDeque<(u16, bool)>,
    acknowledged: u64,
    channels: [Down; 3],
}

/// One channel to the terminal.
#[derive(Default)]
struct Down {
    subscribed: bool,
    /// Counts what was put in, so that what the house remembers does not overtake what it said meanwhile.
    news: u64,
    unsent: VecDeque<Message>,
}

struct Message {
    /// For receipts: which epoch it speaks of.
    epoch: Option<Epoch>,
    payload: Bytes,
    retain: bool,
}

fn slot(channel: Channel) -> Option<usize> {
    match channel {
        Channel::Receipt => Some(0),
        Channel::Task => Some(1),
        Channel::Notice => Some(2),
        Channel::Up | Channel::State => None,
    }
}

impl Outbox {
    /// The outbox of a terminal that just signed in: its first bytes say so.
    pub(super) fn new(terminal: &TerminalName, limits: &Limits, counters: Counters) -> Arc<Self> {
        let topic = |channel| Topic { terminal: terminal.clone(), channel }.to_string();
        let outbox = Self {
            state: Mutex::default(),
            filled: Notify::new(),
            room: Notify::new(),
            ended: CancellationToken::new(),
            taken_over: CancellationToken::new(),
            why: OnceLock::new(),
            topics: [Channel::Receipt, Channel::Task, Channel::Notice].map(topic),
            unacknowledged: limits.unacknowledged.max(1),
            write_time: limits.write_time,
            counters,
        };
        outbox.state().answers.extend_from_slice(&write::connack(0));
        outbox.filled.notify_one();
        Arc::new(outbox)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the connection; the first reason counts.
    pub(super) fn end(&self, why: End) {
        let _ = self.why.set(why);
        self.ended.cancel();
    }

    /// Ends the connection because the same terminal has a newer one.
    pub(super) fn take_over(&self) {
        self.taken_over.cancel();
        self.end(End::TakenOver);
    }

    /// Completes when the same terminal has a newer connection, also when this one ended for another reason.
    pub(super) async fn taken_over(&self) {
        self.taken_over.cancelled().await;
    }

    /// Completes when somebody ended the connection, and says why.
    pub(super) async fn ended(&self) -> End {
        self.ended.cancelled().await;
        self.why.get().copied().unwrap_or(End::Stopping)
    }

    /// Notes a publish that waits for its PUBACK; waits while too many do.
    pub(super) async fn expect_stored(&self, packet: u16) {
        loop {
            {
                let mut state = self.state();
                if state.waiting.len() < self.unacknowledged && state.answers.len() < MARK {
                    return state.waiting.push_back((packet, false));
                }
            }
            self.room.notified().await;
        }
    }

    /// Adds an answer; waits while the client does not take the earlier ones.
    pub(super) async fn answer(&self, write: impl FnOnce(&mut BytesMut)) {
        loop {
            {
                let mut state = self.state();
                if state.answers.len() < MARK {
                    write(&mut state.answers);
                    break;
                }
            }
            self.room.notified().await;
        }
        self.filled.notify_one();
    }

    /// Marks a channel subscribed and returns its mark for [`Outbox::remembered`].
    pub(super) fn subscribe(&self, channel: Channel) -> Option<u64> {
        let mut state = self.state();
        let down = &mut state.channels[slot(channel)?];
        down.subscribed = true;
        Some(down.news)
    }

    pub(super) fn unsubscribe(&self, channel: Channel) {
        if let Some(slot) = slot(channel) {
            let down = &mut self.state().channels[slot];
            down.subscribed = false;
            down.unsent.clear();
        }
    }

    /// Sends what the house remembered of a channel, unless it said something newer since the mark was taken.
    pub(super) fn remembered(&self, channel: Channel, mark: u64, payload: Bytes, retain: bool) {
        self.put(channel, payload, retain, Some(mark));
    }

    /// Sends to the terminal if it subscribed to the channel.
    pub(super) fn send(&self, channel: Channel, payload: Bytes, retain: bool) -> bool {
        self.put(channel, payload, retain, None)
    }

    fn put(&self, channel: Channel, payload: Bytes, retain: bool, mark: Option<u64>) -> bool {
        let Some(slot) = slot(channel) else { return false };
        let epoch = if channel == Channel::Receipt { epoch_of(&payload) } else { None };
        {
            let mut state = self.state();
            let down = &mut state.channels[slot];
            if !down.subscribed || self.ended.is_cancelled() || mark.is_some_and(|m| m != down.news)
            {
                return false;
            }
            down.news += 1;
            match channel {
                Channel::Receipt => down.unsent.retain(|m| m.epoch != epoch),
                Channel::Task => down.unsent.clear(),
                _ => {}
            }
            if down.unsent.len() >= KEPT {
                down.unsent.pop_front();
            }
            down.unsent.push_back(Message { epoch, payload, retain });
        }
        self.filled.notify_one();
        true
    }

    /// A publish is durable: its PUBACK leaves as soon as those of all earlier ones may.
    fn stored(&self, packet: u16) {
        let mut state = self.state();
        let State { waiting, answers, acknowledged, .. } = &mut *state;
        // The desk answers in order, so this is the first one; a packet id sent again stands in the line twice.
        if let Some(entry) = waiting.iter_mut().find(|(id, stored)| *id == packet && !stored) {
            entry.1 = true;
        }
        let (were_empty, was_full) = (answers.is_empty(), waiting.len() >= self.unacknowledged);
        while let Some((id, true)) = waiting.front() {
            answers.extend_from_slice(&write::puback(*id));
            *acknowledged += 1;
            waiting.pop_front();
        }
        let (fill, room) = (were_empty && !answers.is_empty(), was_full);
        drop(state);
        if fill {
            self.filled.notify_one();
        }
        if room {
            self.room.notify_one();
        }
    }

    /// Moves all there is into `batch`, which is empty; false when there was nothing.
    fn take(&self, batch: &mut BytesMut) -> bool {
        let mut state = self.state();
        std::mem::swap(&mut state.answers, batch);
        self.counters.acknowledged.inc_by(std::mem::take(&mut state.acknowledged));
        for (down, topic) in state.channels.iter_mut().zip(&self.topics) {
            self.counters.sent.inc_by(down.unsent.len() as u64);
            for message in down.unsent.drain(..) {
                write::publish(batch, topic, message.retain, &message.payload);
            }
        }
        !batch.is_empty()
    }

    /// Writes what is put in until the client is gone or does not take it in time.
    pub(super) async fn write_to(&self, to: &mut (impl AsyncWrite + Unpin)) -> End {
        let mut batch = BytesMut::new();
        loop {
            while !self.take(&mut batch) {
                self.filled.notified().await;
            }
            self.room.notify_one();
            let write = async {
                to.write_all(&batch).await?;
                to.flush().await
            };
            match timeout(self.write_time, write).await {
                Ok(Ok(())) => {}
                Ok(Err(_)) => return End::Gone,
                Err(_) => return End::WriteTime,
            }
            batch.clear();
            if batch.capacity() > MARK {
                batch = BytesMut::new();
            }
        }
    }
}

fn epoch_of(receipt: &[u8]) -> Option<Epoch> {
    #[derive(serde::Deserialize)]
    struct OfEpoch {
        epoch: Epoch,
    }
    serde_json::from_slice(receipt).ok().map(|OfEpoch { epoch }| epoch)
}

/// How the desk answers a connection. A receipt goes to whichever connection the terminal has by then.
pub(super) struct Answers {
    pub(super) outbox: Arc<Outbox>,
    pub(super) terminals: Terminals,
}

impl Replies for Answers {
    fn stored(&self, packet: u16) {
        // 0 is a message that nobody acknowledges.
        if packet != 0 {
            self.outbox.stored(packet);
        }
    }

    fn receipt(&self, terminal: &TerminalName, json: Bytes) {
        self.terminals.send(terminal, Channel::Receipt, json, false);
    }

    fn lost(&self) {
        self.outbox.end(End::Lost);
    }
}
