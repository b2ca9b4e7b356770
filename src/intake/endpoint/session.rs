//! What a signed-in terminal says, packet after packet. Waiting for the desk is waiting for the terminal's next packet too:
//! nothing is read meanwhile, and that is the back-pressure.

use super::Shared;
use super::counters::End;
use super::outbox::{Answers, Outbox};
use super::pace::Pace;
use super::packet::{self, Packet, Publish, write};
use crate::intake::door::{Door, Incoming, Replies, SignedIn};
use bytes::BytesMut;
use chrono::{DateTime, Utc};
use contract::{Channel, MAX_PAYLOAD, Topic};
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::time::{Instant, timeout_at};

/// What came in and is not read yet. It asks for more bytes at a time the more there are.
pub(super) struct Inbox {
    pub(super) buffer: BytesMut,
    chunk: usize,
}

impl Inbox {
    const CHUNK: usize = 2 * 1024;
    const MOST: usize = 64 * 1024;

    pub(super) fn new() -> Self {
        Self { buffer: BytesMut::new(), chunk: Self::CHUNK }
    }

    /// Waits for more bytes; an error when there will be none.
    pub(super) async fn more(&mut self, from: &mut (impl AsyncRead + Unpin)) -> io::Result<()> {
        if self.buffer.is_empty() && self.buffer.capacity() > self.chunk {
            // After a burst: a terminal at rest does not hold on to a large buffer.
            self.buffer = BytesMut::new();
        }
        self.buffer.reserve(self.chunk);
        let read = from.read_buf(&mut self.buffer).await?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if read >= self.chunk {
            self.chunk = (self.chunk * 4).min(Self::MOST);
        } else if read < self.chunk / 8 {
            self.chunk = (self.chunk / 2).max(Self::CHUNK);
        }
        Ok(())
    }
}

pub(super) struct Session<'a, D> {
    shared: &'a Shared<D>,
    who: &'a SignedIn,
    up: String,
    state: String,
    outbox: Arc<Outbox>,
    replies: Arc<dyn Replies>,
    pace: Pace,
}

impl<'a, D: Door> Session<'a, D> {
    pub(super) fn new(shared: &'a Shared<D>, who: &'a SignedIn, outbox: Arc<Outbox>) -> Self {
        let topic = |channel| Topic { terminal: who.terminal.clone(), channel }.to_string();
        let answers = Answers { outbox: outbox.clone(), terminals: shared.terminals.clone() };
        Self {
            shared,
            who,
            up: topic(Channel::Up),
            state: topic(Channel::State),
            outbox,
            replies: Arc::new(answers),
            pace: Pace::new(shared.limits.messages_per_second),
        }
    }

    /// Reads until the connection ends.
    pub(super) async fn read_from(
        &mut self,
        from: &mut (impl AsyncRead + Unpin),
        mut inbox: Inbox,
        silence: Option<Duration>,
    ) -> End {
        let mut heard = Instant::now();
        loop {
            // All packets of one read came in at the same time.
            let at = self.shared.clock.now();
            loop {
                match packet::read(&mut inbox.buffer, self.shared.limits.packet) {
                    Ok(Some(packet)) => {
                        if let Err(end) = self.handle(packet, at).await {
                            return end;
                        }
                        // Only whole packets count as a sign of life, and time spent waiting for the desk not at all.
                        if silence.is_some() {
                            heard = Instant::now();
                        }
                    }
                    Ok(None) => break,
                    Err(wrong) => return wrong.into(),
                }
            }
            let read = inbox.more(from);
            let read = match silence {
                Some(silence) => timeout_at(heard + silence, read).await,
                None => Ok(read.await),
            };
            match read {
                Ok(Ok(())) => {}
                Ok(Err(_)) => return End::Gone,
                Err(_) => return End::KeepAlive,
            }
        }
    }

    async fn handle(&mut self, packet: Packet, at: DateTime<Utc>) -> Result<(), End> {
        match packet {
            Packet::Publish(publish) => self.publish(publish, at).await?,
            Packet::Subscribe { packet, filters } => {
                // The house is asked what it remembers, so this has its price as well.
                self.pace.take().await;
                self.subscribe(packet, &filters).await;
            }
            Packet::Unsubscribe { packet, filters } => {
                for channel in filters.iter().filter_map(|f| self.down(f)) {
                    self.outbox.unsubscribe(channel);
                }
                self.outbox.answer(|out| out.extend_from_slice(&write::unsuback(packet))).await;
            }
            Packet::Ping => self.outbox.answer(|out| out.extend_from_slice(write::PONG)).await,
            Packet::Disconnect => return Err(End::Disconnect),
            Packet::Connect(_) => return Err(End::Unexpected),
        }
        Ok(())
    }

    async fn publish(&mut self, publish: Publish, at: DateTime<Utc>) -> Result<(), End> {
        let channel = match &publish.topic[..] {
            topic if topic == self.up.as_bytes() => Channel::Up,
            topic if topic == self.state.as_bytes() => Channel::State,
            topic => return Err(self.not_own(topic)),
        };
        if publish.qos == 2 {
            return Err(End::QosTwo);
        }
        if publish.payload.len() > MAX_PAYLOAD {
            return Err(End::Oversized);
        }
        self.pace.take().await;
        if publish.packet != 0 {
            self.outbox.expect_stored(publish.packet).await;
        }
        self.shared.counters.messages.inc();
        self.shared.counters.bytes.inc_by(publish.payload.len() as u64);
        let message = Incoming {
            terminal: self.who.terminal.clone(),
            channel,
            payload: publish.payload,
            received_at: at,
            packet: publish.packet,
            replies: self.replies.clone(),
        };
        self.shared.door.submit(message).await.map_err(|_| End::Stopping)
    }

    async fn subscribe(&self, packet: u16, filters: &[String]) {
        let wanted: Vec<_> = filters.iter().map(|filter| self.down(filter)).collect();
        let codes: Vec<_> = wanted.iter().map(|c| if c.is_some() { 0 } else { 0x80 }).collect();
        let refused = wanted.iter().filter(|c| c.is_none()).count();
        if refused > 0 {
            self.shared.counters.filters_refused.inc_by(refused as u64);
            tracing::warn!(terminal.name = %self.who.terminal, filters.refused = refused, "a terminal subscribed to what is not its own");
        }
        self.outbox.answer(|out| write::suback(out, packet, &codes)).await;
        for channel in Channel::ALL.into_iter().filter(|c| wanted.contains(&Some(*c))) {
            let Some(mark) = self.outbox.subscribe(channel) else { continue };
            if let Some(payload) = self.shared.door.retained(self.who, channel).await {
                self.outbox.remembered(channel, mark, payload, channel == Channel::Task);
            }
        }
    }

    /// The channel of a filter, if it is exactly a topic this terminal reads.
    fn down(&self, filter: &str) -> Option<Channel> {
        Topic::parse(filter)
            .filter(|topic| {
                topic.terminal == self.who.terminal && !topic.channel.is_from_terminal()
            })
            .map(|topic| topic.channel)
    }

    /// Why a topic that is not the terminal's own ends the connection.
    fn not_own(&self, topic: &[u8]) -> End {
        match std::str::from_utf8(topic) {
            Ok(text) if !text.is_empty() && !text.contains(['\0', '+', '#']) => {
                let start: String = text.chars().take(120).collect();
                tracing::warn!(terminal.name = %self.who.terminal, topic = ?start, "a terminal published to what is not its own");
                End::ForeignTopic
            }
            _ => End::Malformed,
        }
    }
}
