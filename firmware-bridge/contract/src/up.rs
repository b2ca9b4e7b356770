//! How events travel: one message of a terminal holds its epoch, its next unused `seq`, and any number of events.
//!
//! Parsing is strict in what an event must be and tolerant of its neighbours: one event that cannot be understood never
//! spoils the others in its message.

use crate::event::{Body, Event, PauseReason, RejectReason, fingerprint};
use crate::name::Epoch;
use crate::why::Why;
use crate::{MAX_PAYLOAD, MAX_QTY, MAX_SEQ};
use chrono::{DateTime, Timelike, Utc};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::fmt;

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
    /// The kind, where it is text.
    pub kind: Option<String>,
    /// The event as it came.
    pub raw: String,
    /// See [`Event::hash`].
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
        // Nearly every message takes this path; the other one exists to save the good events of a bad message.
        if let Ok(fast) = serde_json::from_slice::<FastUp>(payload)
            && let Ok(epoch) = fast.epoch.parse()
            && fast.next.is_none_or(|n| (1..=MAX_SEQ).contains(&n))
        {
            let highest = fast.events.iter().map(|e| e.seq).max().unwrap_or(0);
            let next = fast.next.unwrap_or(highest.saturating_add(1));
            let events = fast.events.into_iter().map(RawEvent::check).collect();
            return Ok(Self { epoch, next, events });
        }
        Self::parse_tolerantly(payload).map_err(wrong)
    }

    fn parse_tolerantly(payload: &[u8]) -> Result<Self, String> {
        let value: Value = serde_json::from_slice(payload).map_err(|e| format!("not JSON: {e}"))?;
        let Value::Object(mut message) = value else { return Err("not a JSON object".to_owned()) };
        let epoch = match message.get("epoch") {
            Some(Value::String(text)) => text.parse()?,
            _ => return Err("'epoch' is missing or no text".to_owned()),
        };
        let Some(Value::Array(events)) = message.remove("events") else {
            return Err("'events' is missing or no list".to_owned());
        };
        let events: Vec<_> = events.iter().map(check_value).collect();
        let highest = events.iter().filter_map(|e| match e {
            Ok(event) => Some(event.seq),
            Err(bad) => bad.seq,
        });
        let next = match message.get("next") {
            None | Some(Value::Null) => highest.max().unwrap_or(0) + 1,
            Some(next) => next
                .as_u64()
                .filter(|n| (1..=MAX_SEQ).contains(n))
                .ok_or_else(|| "'next' is no whole number from 1".to_owned())?,
        };
        Ok(Self { epoch, next, events })
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

#[derive(serde::Deserialize)]
struct FastUp<'a> {
    #[serde(borrow)]
    epoch: Cow<'a, str>,
    next: Option<u64>,
    #[serde(borrow)]
    events: Vec<RawEvent<'a>>,
}

/// An event whose fields have the right JSON types, not yet checked for meaning.
#[derive(Default)]
struct RawEvent<'a> {
    seq: u64,
    at: Cow<'a, str>,
    kind: Cow<'a, str>,
    task: Option<Cow<'a, str>>,
    qty: Option<u64>,
    reason: Option<Cow<'a, str>>,
    of: Option<u64>,
    badge: Option<Cow<'a, str>>,
    extra: Map<String, Value>,
}

/// Serde reads `Option<Cow<str>>` as owned; this borrows.
struct OptText<'a>(Option<Cow<'a, str>>);

impl<'de: 'a, 'a> Deserialize<'de> for OptText<'a> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        #[derive(serde::Deserialize)]
        struct Text<'t>(#[serde(borrow)] Cow<'t, str>);
        Ok(Self(Option::<Text<'a>>::deserialize(d)?.map(|t| t.0)))
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for RawEvent<'a> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = RawEvent<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an event")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawEvent<'de>, A::Error> {
                let mut event = RawEvent::default();
                while let Some(OptText(Some(name))) = map.next_key()? {
                    match &*name {
                        "seq" => event.seq = map.next_value()?,
                        "at" => event.at = text(map.next_value()?),
                        "kind" => event.kind = text(map.next_value()?),
                        "task" => event.task = map.next_value::<OptText>()?.0,
                        "qty" => event.qty = map.next_value()?,
                        "reason" => event.reason = map.next_value::<OptText>()?.0,
                        "of" => event.of = map.next_value()?,
                        "badge" => event.badge = map.next_value::<OptText>()?.0,
                        _ => drop(event.extra.insert(name.into_owned(), map.next_value()?)),
                    }
                }
                Ok(event)
            }
        }
        fn text(value: OptText<'_>) -> Cow<'_, str> {
            value.0.unwrap_or_default()
        }
        d.deserialize_map(Fields)
    }
}

impl RawEvent<'_> {
    fn check(self) -> Result<Event, BadEvent> {
        let wrong = |event: &Self, why, detail: String| {
            Err(BadEvent {
                seq: (1..=MAX_SEQ).contains(&event.seq).then_some(event.seq),
                why,
                detail,
                kind: (!event.kind.is_empty()).then(|| event.kind.clone().into_owned()),
                raw: event.raw(),
                hash: fingerprint(event.raw().as_bytes()),
            })
        };
        let missing = |field: &str| format!("'{field}' is missing");
        if !(1..=MAX_SEQ).contains(&self.seq) {
            return wrong(&self, Why::BadEvent, "'seq' is no whole number from 1".to_owned());
        }
        let at = match DateTime::parse_from_rfc3339(&self.at) {
            Ok(at) => at.with_timezone(&Utc),
            Err(_) => {
                return wrong(
                    &self,
                    Why::BadField,
                    format!("'at' is no RFC 3339 time: '{}'", self.at),
                );
            }
        };
        // The contract's precision; finer digits would make one event two when a bridge writes it again.
        let at = at.with_nanosecond(at.nanosecond() / 1_000_000 * 1_000_000).unwrap_or(at);
        let task = self.task.as_deref().map(str::to_owned);
        if let Some(task) = &task
            && !crate::is_id(task)
        {
            return wrong(&self, Why::UnknownTask, format!("'{task}' is not a task reference"));
        }
        let body = match &*self.kind {
            "good" | "reject" => {
                let qty = match self.qty.map(u32::try_from) {
                    Some(Ok(qty)) if (1..=MAX_QTY).contains(&qty) => qty,
                    Some(_) => {
                        let detail = format!("'qty' is not from 1 to {MAX_QTY}");
                        return wrong(&self, Why::ImpossibleQuantity, detail);
                    }
                    None => return wrong(&self, Why::BadField, missing("qty")),
                };
                if self.kind == "good" {
                    Body::Good { task, qty }
                } else {
                    match self.reason.as_deref().map(RejectReason::from_word) {
                        Some(Some(reason)) => Body::Reject { task, qty, reason },
                        Some(None) => {
                            return wrong(
                                &self,
                                Why::BadField,
                                "unknown 'reason' of a reject".to_owned(),
                            );
                        }
                        None => return wrong(&self, Why::BadField, missing("reason")),
                    }
                }
            }
            "undo" => match self.of {
                Some(of) if (1..self.seq).contains(&of) => Body::Undo { of },
                Some(_) => {
                    return wrong(
                        &self,
                        Why::BadField,
                        "'of' does not name an earlier event".to_owned(),
                    );
                }
                None => return wrong(&self, Why::BadField, missing("of")),
            },
            "sign_on" | "sign_off" => match self.badge.as_deref() {
                Some(badge) if crate::is_id(badge) => {
                    let badge = badge.to_owned();
                    if self.kind == "sign_on" {
                        Body::SignOn { badge }
                    } else {
                        Body::SignOff { badge }
                    }
                }
                Some(_) => {
                    return wrong(
                        &self,
                        Why::UnknownBadge,
                        "'badge' is not a badge token".to_owned(),
                    );
                }
                None => return wrong(&self, Why::BadField, missing("badge")),
            },
            "pause" => match self.reason.as_deref().map(PauseReason::from_word) {
                Some(Some(reason)) => Body::Pause { reason },
                Some(None) => {
                    return wrong(&self, Why::BadField, "unknown 'reason' of a pause".to_owned());
                }
                None => return wrong(&self, Why::BadField, missing("reason")),
            },
            "resume" => Body::Resume,
            "help" => Body::Help,
            "help_done" => Body::HelpDone,
            "" => return wrong(&self, Why::BadField, missing("kind")),
            other => return wrong(&self, Why::UnknownKind, format!("kind '{other}' is not known")),
        };
        let extra = (!self.extra.is_empty()).then(|| Value::Object(self.extra).to_string());
        Ok(Event { seq: self.seq, at, body, extra })
    }

    /// The event again as JSON, fields sorted: what a person sees in quarantine and what a bad event's hash is of.
    fn raw(&self) -> String {
        let mut fields = self.extra.clone();
        let mut put = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                fields.insert(name.to_owned(), value);
            }
        };
        let text = |value: &Option<Cow<'_, str>>| value.as_deref().map(Value::from);
        put("seq", Some(self.seq.into()));
        put("at", Some((&*self.at).into()));
        put("kind", Some((&*self.kind).into()));
        put("task", text(&self.task));
        put("reason", text(&self.reason));
        put("badge", text(&self.badge));
        put("qty", self.qty.map(Value::from));
        put("of", self.of.map(Value::from));
        Value::Object(fields).to_string()
    }
}

/// The tolerant path: an event whose fields may have any JSON type.
fn check_value(value: &Value) -> Result<Event, BadEvent> {
    let raw = value.to_string();
    if let Ok(event) = serde_json::from_str::<RawEvent>(&raw) {
        return event.check();
    }
    let field = |name: &str| value.get(name);
    let seq = field("seq").and_then(Value::as_u64).filter(|s| (1..=MAX_SEQ).contains(s));
    let kind = field("kind").and_then(Value::as_str).map(str::to_owned);
    let (why, detail) = if seq.is_none() {
        (Why::BadEvent, "'seq' is no whole number from 1".to_owned())
    } else if field("qty").is_some_and(|q| q.is_number() && q.as_u64().is_none()) {
        (Why::ImpossibleQuantity, format!("'qty' is not from 1 to {MAX_QTY}"))
    } else {
        (Why::BadField, "a field has the wrong type".to_owned())
    };
    Err(BadEvent { seq, why, detail, kind, hash: fingerprint(raw.as_bytes()), raw })
}
