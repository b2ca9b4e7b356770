//! A message as the desk gets it: parsed and fingerprinted by the door's own task, so that both cores work.

use super::door::{Incoming, Replies};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use contract::{Channel, MAX_PAYLOAD, StateReport, TerminalName, Up};
use std::sync::Arc;

/// A parsed message with who waits for its answer.
pub struct Delivery {
    /// Who sent it.
    pub terminal: TerminalName,
    /// Its number; `None` when it is not enrolled, or not looked up yet.
    pub no: Option<i64>,
    /// What it says.
    pub content: Content,
    /// What came, for quarantine.
    pub payload: Bytes,
    /// When the door had it whole.
    pub received_at: DateTime<Utc>,
    /// The packet to acknowledge; 0 for none.
    pub packet: u16,
    /// Who waits.
    pub replies: Arc<dyn Replies>,
}

/// What a message says.
pub enum Content {
    /// Events, with the hash of each in the same order.
    Up(Up, Vec<i64>),
    /// The terminal about itself.
    State(StateReport),
    /// Nothing that can be understood, and why.
    Unreadable(String),
}

impl Delivery {
    /// Parses a message.
    pub fn of(incoming: Incoming, no: Option<i64>) -> Self {
        let content = match incoming.channel {
            Channel::State if incoming.payload.len() > MAX_PAYLOAD => Content::Unreadable(format!(
                "{} bytes; at most {MAX_PAYLOAD} are allowed",
                incoming.payload.len()
            )),
            Channel::State => match serde_json::from_slice(&incoming.payload) {
                Ok(state) => Content::State(state),
                Err(error) => Content::Unreadable(format!("not a state report: {error}")),
            },
            _ => match Up::parse(&incoming.payload) {
                Ok(up) => {
                    let hashes = up
                        .events
                        .iter()
                        .map(|event| match event {
                            Ok(event) => event.hash(),
                            Err(bad) => bad.hash,
                        })
                        .collect();
                    Content::Up(up, hashes)
                }
                Err(error) => Content::Unreadable(error.detail),
            },
        };
        Self {
            terminal: incoming.terminal,
            no,
            content,
            payload: incoming.payload,
            received_at: incoming.received_at,
            packet: incoming.packet,
            replies: incoming.replies,
        }
    }

    /// True when it is kept as text only.
    pub fn is_unreadable(&self) -> bool {
        matches!(self.content, Content::Unreadable(_))
    }

    /// The same message, kept as text only, in letters every database takes.
    #[must_use]
    pub fn unreadable(&self, detail: String) -> Self {
        Self {
            terminal: self.terminal.clone(),
            no: self.no,
            content: Content::Unreadable(detail),
            payload: self.payload.escape_ascii().to_string().into(),
            received_at: self.received_at,
            packet: self.packet,
            replies: self.replies.clone(),
        }
    }

    /// The numbers of its events, where they can be read, in the order of the message.
    pub fn seqs(&self) -> impl DoubleEndedIterator<Item = i64> {
        let events = match &self.content {
            Content::Up(up, _) => up.events.as_slice(),
            Content::State(_) | Content::Unreadable(_) => &[],
        };
        events.iter().filter_map(|event| match event {
            Ok(event) => Some(event.seq.cast_signed()),
            Err(bad) => bad.seq.map(u64::cast_signed),
        })
    }

    /// How many events it holds.
    pub fn events(&self) -> usize {
        match &self.content {
            Content::Up(up, _) => up.events.len(),
            Content::State(_) | Content::Unreadable(_) => 0,
        }
    }
}
