//! One event on its way from JSON to meaning: first the right JSON types, then a body that makes sense.

use crate::event::{Body, Event, Kind, PauseReason, RejectReason, fingerprint};
use crate::name::shown;
use crate::up::BadEvent;
use crate::why::Why;
use crate::{MAX_QTY, MAX_SEQ, is_id};
use chrono::{DateTime, Timelike, Utc};
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::Value;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

/// An event whose fields have the right JSON types, not yet checked for meaning.
#[derive(Default)]
pub(crate) struct RawEvent<'a> {
    seq: Option<u64>,
    at: Option<Cow<'a, str>>,
    kind: Option<Cow<'a, str>>,
    task: Option<Cow<'a, str>>,
    qty: Option<u64>,
    reason: Option<Cow<'a, str>>,
    of: Option<u64>,
    badge: Option<Cow<'a, str>>,
    /// In order of name, so that the same event gives the same text.
    extra: BTreeMap<String, Value>,
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
                    let is_second = match &*name {
                        "seq" => put(&mut event.seq, map.next_value()?),
                        "at" => put(&mut event.at, map.next_value::<OptText>()?.0),
                        "kind" => put(&mut event.kind, map.next_value::<OptText>()?.0),
                        "task" => put(&mut event.task, map.next_value::<OptText>()?.0),
                        "qty" => put(&mut event.qty, map.next_value()?),
                        "reason" => put(&mut event.reason, map.next_value::<OptText>()?.0),
                        "of" => put(&mut event.of, map.next_value()?),
                        "badge" => put(&mut event.badge, map.next_value::<OptText>()?.0),
                        _ => event.extra.insert((*name).to_owned(), map.next_value()?).is_some(),
                    };
                    if is_second {
                        return Err(A::Error::custom(format!("'{name}' stands there twice")));
                    }
                }
                Ok(event)
            }
        }
        fn put<T>(field: &mut Option<T>, value: Option<T>) -> bool {
            let is_second = field.is_some();
            *field = value;
            is_second
        }
        d.deserialize_map(Fields)
    }
}

/// What is wrong with an event.
struct Wrong(Why, String);

fn bad_field(detail: &str) -> Wrong {
    Wrong(Why::BadField, detail.to_owned())
}

fn missing(field: &str) -> Wrong {
    Wrong(Why::BadField, format!("'{field}' is missing"))
}

impl RawEvent<'_> {
    /// The event it means, or why it means none.
    pub(crate) fn check(mut self) -> Result<Event, BadEvent> {
        let event = self.seq().and_then(|seq| {
            let body = self.body(seq)?;
            Ok(Event { seq, at: self.at()?, body, extra: None })
        });
        match event {
            Ok(event) => Ok(Event { extra: self.extra(&event.body), ..event }),
            Err(Wrong(why, detail)) => {
                let raw = self.to_json();
                Err(BadEvent {
                    seq: self.seq().ok(),
                    why,
                    detail,
                    kind: self.kind.as_deref().and_then(as_kind),
                    hash: fingerprint(raw.as_bytes()),
                    raw,
                })
            }
        }
    }

    fn seq(&self) -> Result<u64, Wrong> {
        self.seq.filter(|seq| is_seq(*seq)).ok_or_else(no_seq)
    }

    fn at(&self) -> Result<DateTime<Utc>, Wrong> {
        let text = self.at.as_deref().ok_or_else(|| missing("at"))?;
        let at = DateTime::parse_from_rfc3339(text)
            .map_err(|_| bad_field(&format!("'at' is no RFC 3339 time: '{}'", shown(text))))?
            .with_timezone(&Utc);
        // The contract's precision; finer digits would make one event two when a bridge writes it again.
        Ok(at.with_nanosecond(at.nanosecond() / 1_000_000 * 1_000_000).unwrap_or(at))
    }

    fn body(&self, seq: u64) -> Result<Body, Wrong> {
        let word = self.kind.as_deref().ok_or_else(|| missing("kind"))?;
        let Some(kind) = Kind::from_word(word) else {
            let detail = format!("kind '{}' is not known", shown(word));
            return Err(Wrong(Why::UnknownKind, detail));
        };
        Ok(match kind {
            Kind::Good => Body::Good { task: self.task()?, qty: self.qty()? },
            Kind::Reject => {
                let reason = self.reason(RejectReason::from_word)?;
                Body::Reject { task: self.task()?, qty: self.qty()?, reason }
            }
            Kind::Undo => match self.of.ok_or_else(|| missing("of"))? {
                of if (1..seq).contains(&of) => Body::Undo { of },
                _ => return Err(bad_field("'of' does not name an earlier event")),
            },
            Kind::SignOn => Body::SignOn { badge: self.badge()? },
            Kind::SignOff => Body::SignOff { badge: self.badge()? },
            Kind::Pause => Body::Pause { reason: self.reason(PauseReason::from_word)? },
            Kind::Resume => Body::Resume,
            Kind::Help => Body::Help,
            Kind::HelpDone => Body::HelpDone,
        })
    }

    fn task(&self) -> Result<Option<String>, Wrong> {
        match self.task.as_deref() {
            Some(task) if !is_id(task) => {
                let detail = format!("'{}' is not a task reference", shown(task));
                Err(Wrong(Why::UnknownTask, detail))
            }
            task => Ok(task.map(str::to_owned)),
        }
    }

    fn qty(&self) -> Result<u32, Wrong> {
        let qty = self.qty.ok_or_else(|| missing("qty"))?;
        u32::try_from(qty).ok().filter(|q| (1..=MAX_QTY).contains(q)).ok_or_else(impossible)
    }

    fn reason<R>(&self, from_word: fn(&str) -> Option<R>) -> Result<R, Wrong> {
        let word = self.reason.as_deref().ok_or_else(|| missing("reason"))?;
        from_word(word).ok_or_else(|| bad_field(&format!("unknown 'reason' '{}'", shown(word))))
    }

    fn badge(&self) -> Result<String, Wrong> {
        let badge = self.badge.as_deref().ok_or_else(|| missing("badge"))?;
        // The token itself stays out of the words: who holds it can sign on.
        let wrong = || Wrong(Why::UnknownBadge, "'badge' is not a badge token".to_owned());
        is_id(badge).then(|| badge.to_owned()).ok_or_else(wrong)
    }

    /// Fields that this kind of event has no use for, known or not: kept and ignored.
    fn extra(&mut self, body: &Body) -> Option<String> {
        let mut keep = |name: &str, is_used: bool, value: Option<Value>| {
            if let Some(value) = value.filter(|_| !is_used) {
                self.extra.insert(name.to_owned(), value);
            }
        };
        let used = body.fields();
        keep("task", used.qty.is_some(), self.task.as_deref().map(Value::from));
        keep("qty", used.qty.is_some(), self.qty.map(Value::from));
        keep("reason", used.reason.is_some(), self.reason.as_deref().map(Value::from));
        keep("of", used.of.is_some(), self.of.map(Value::from));
        keep("badge", used.badge.is_some(), self.badge.as_deref().map(Value::from));
        (!self.extra.is_empty()).then(|| json(&self.extra))
    }

    /// The event again as JSON, fields in order of name: what a person sees and what a bad event's hash is of.
    fn to_json(&self) -> String {
        let mut fields = self.extra.clone();
        let mut put = |name: &str, value: Option<Value>| {
            fields.extend(value.map(|value| (name.to_owned(), value)));
        };
        let text = |value: &Option<Cow<'_, str>>| value.as_deref().map(Value::from);
        put("seq", self.seq.map(Value::from));
        put("at", text(&self.at));
        put("kind", text(&self.kind));
        put("task", text(&self.task));
        put("reason", text(&self.reason));
        put("badge", text(&self.badge));
        put("qty", self.qty.map(Value::from));
        put("of", self.of.map(Value::from));
        json(&fields)
    }
}

fn json(fields: &BTreeMap<String, Value>) -> String {
    serde_json::to_string(fields).expect("names and JSON values can be written as JSON")
}

fn is_seq(seq: u64) -> bool {
    (1..=MAX_SEQ).contains(&seq)
}

fn no_seq() -> Wrong {
    Wrong(Why::BadEvent, "'seq' is no whole number from 1".to_owned())
}

fn impossible() -> Wrong {
    Wrong(Why::ImpossibleQuantity, format!("'qty' is not a whole number from 1 to {MAX_QTY}"))
}

/// A kind as it may stand in a column; anything else is to be read in the raw text.
fn as_kind(text: &str) -> Option<String> {
    let is_word = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    (is_word && (1..=32).contains(&text.len())).then(|| text.to_owned())
}

/// Reads one event of a message that could not be read in one go.
pub(crate) fn read_event(text: &str) -> Result<Event, BadEvent> {
    let error = match serde_json::from_str::<RawEvent>(text) {
        Ok(event) => return event.check(),
        Err(e) => e.to_string(),
    };
    // What cannot be held as a value at all (1e999, half a character) may still have a number.
    let value = serde_json::from_str::<Value>(text).ok();
    let seq = match &value {
        Some(value) => value.get("seq").and_then(Value::as_u64),
        None => serde_json::from_str::<OnlySeq>(text).ok().and_then(|only| only.seq),
    };
    let seq = seq.filter(|seq| is_seq(*seq));
    let field = |name: &str| value.as_ref().and_then(|v| v.get(name));
    let Wrong(why, detail) = if seq.is_none() {
        no_seq()
    } else if field("qty").is_some_and(|q| q.is_number() && q.as_u64().is_none()) {
        impossible()
    } else {
        bad_field(&format!("a field cannot be read: {}", shown(&error)))
    };
    let canonical = value.as_ref().map(Value::to_string);
    Err(BadEvent {
        seq,
        why,
        detail,
        kind: field("kind").and_then(Value::as_str).and_then(as_kind),
        raw: text.to_owned(),
        hash: fingerprint(canonical.as_deref().unwrap_or(text).as_bytes()),
    })
}

#[derive(serde::Deserialize)]
struct OnlySeq {
    seq: Option<u64>,
}
