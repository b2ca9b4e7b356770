//! How events travel: one message of a terminal holds its epoch, its next unused `seq`, and any number of events.
//!
//! Parsing is strict in what an event must be and tolerant of its neighbours: one event that cannot be understood never
//! spoils the others in its message.

use crate::event::Event;
use crate::name::{Epoch, shown};
use crate::raw::{RawEvent, read_event};
use crate::why::Why;
use crate::{MAX_PAYLOAD, MAX_SEQ};
use serde_json::value::RawValue;
use std::borrow::Cow;

/// A message of a terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Up {
    /// The spool's incarnation.
    pub epoch: Epoch,
    /// The terminal's next unused `seq`: what is missing below it was lost or is still on its way.
    pub next: u64,
    /// The events, in the order of the message; none is a hello.
    pub events: Vec<Result<Event, BadEvent>>,
}

/// An event that cannot be understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadEvent {
    /// Its number, where that much can be read.
    pub seq: Option<u64>,
    /// Why, in one word.
    pub why: Why,
    /// What exactly, in English, for the person who repairs the terminal.
    pub detail: String,
    /// The kind, where it looks like one.
    pub kind: Option<String>,
    /// The event as JSON: as it came, or with the same fields in order of name.
    pub raw: String,
    /// As [`Event::hash`].
    pub hash: i64,
}

/// A message that cannot be understood as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpError {
    /// What exactly, in English.
    pub detail: String,
}

impl Up {
    /// Reads a message. An error means that not even epoch, `next` and the list of events can be read.
    pub fn parse(payload: &[u8]) -> Result<Self, UpError> {
        let wrong = |detail: String| UpError { detail };
        if payload.len() > MAX_PAYLOAD {
            return Err(wrong(format!(
                "{} bytes; at most {MAX_PAYLOAD} are allowed",
                payload.len()
            )));
        }
        // Serde would also take the values of a message from a list, without their names.
        if payload.trim_ascii_start().first() != Some(&b'{') {
            return Err(wrong("not a JSON object".to_owned()));
        }
        // Nearly every message takes this path; the other one exists to save the good events of a bad message.
        if let Ok(fast) = serde_json::from_slice::<FastUp>(payload)
            && let Ok(epoch) = fast.epoch.parse()
            && fast.next.is_none_or(is_next)
        {
            let events = fast.events.into_iter().map(RawEvent::check).collect();
            return Ok(Self::new(epoch, fast.next, events));
        }
        Self::parse_tolerantly(payload).map_err(wrong)
    }

    fn parse_tolerantly(payload: &[u8]) -> Result<Self, String> {
        let message: TolerantUp = serde_json::from_slice(payload)
            .map_err(|e| format!("not JSON of a message: {}", shown(&e.to_string())))?;
        let epoch = message.epoch.and_then(|e| serde_json::from_str::<Cow<'_, str>>(e.get()).ok());
        let epoch = epoch.ok_or("'epoch' is missing or no text")?.parse()?;
        let next = match message.next {
            None => None,
            Some(next) => serde_json::from_str(next.get())
                .ok()
                .filter(|n| is_next(*n))
                .ok_or("'next' is no whole number from 1")
                .map(Some)?,
        };
        // Each event stays text until it is read on its own: what JSON itself allows and numbers or texts here cannot
        // hold (1e999, half a character) is one event's fault.
        let events =
            message.events.and_then(|e| serde_json::from_str::<Vec<&RawValue>>(e.get()).ok());
        let events = events.ok_or("'events' is missing or no list")?;
        Ok(Self::new(epoch, next, events.into_iter().map(|e| read_event(e.get())).collect()))
    }

    fn new(epoch: Epoch, next: Option<u64>, events: Vec<Result<Event, BadEvent>>) -> Self {
        let seq = |event: &Result<Event, BadEvent>| match event {
            Ok(event) => Some(event.seq),
            Err(bad) => bad.seq,
        };
        let next = next.unwrap_or_else(|| events.iter().filter_map(seq).max().unwrap_or(0) + 1);
        Self { epoch, next, events }
    }

    /// Writes a message of events, without white space.
    pub fn to_json<'e>(
        epoch: Epoch,
        next: u64,
        events: impl IntoIterator<Item = &'e Event>,
    ) -> String {
        let events: Vec<_> = events.into_iter().map(Event::to_json).collect();
        format!(r#"{{"epoch":"{epoch}","next":{next},"events":[{}]}}"#, events.join(","))
    }
}

/// True for a number that a terminal's next event may have.
fn is_next(next: u64) -> bool {
    (1..=MAX_SEQ).contains(&next)
}

#[derive(serde::Deserialize)]
struct FastUp<'a> {
    #[serde(borrow)]
    epoch: Cow<'a, str>,
    next: Option<u64>,
    #[serde(borrow)]
    events: Vec<RawEvent<'a>>,
}

#[derive(serde::Deserialize)]
struct TolerantUp<'a> {
    #[serde(borrow)]
    epoch: Option<&'a RawValue>,
    #[serde(borrow)]
    next: Option<&'a RawValue>,
    #[serde(borrow)]
    events: Option<&'a RawValue>,
}
