//! Laws that hold for any input.

use chrono::{DateTime, Utc};
use contract::receipt::{Quarantined, Run};
use contract::{
    Body, Epoch, Event, MAX_PAYLOAD, MAX_QTY, MAX_SEQ, PauseReason, Receipt, RejectReason, Up, Why,
};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value};

fn body(seq: u64) -> impl Strategy<Value = Body> {
    let task = || proptest::option::of("[a-z0-9-]{1,32}");
    let badge = "[a-z0-9-]{1,32}";
    let qty = || 1..=MAX_QTY;
    prop_oneof![
        (task(), qty()).prop_map(|(task, qty)| Body::Good { task, qty }),
        (task(), qty(), select(&RejectReason::ALL[..]))
            .prop_map(|(task, qty, reason)| Body::Reject { task, qty, reason }),
        // The first event has none before it to take back.
        (1..=seq.max(2) - 1).prop_map(move |of| if seq == 1 {
            Body::Help
        } else {
            Body::Undo { of }
        }),
        badge.prop_map(|badge| Body::SignOn { badge }),
        badge.prop_map(|badge| Body::SignOff { badge }),
        select(&PauseReason::ALL[..]).prop_map(|reason| Body::Pause { reason }),
        select(vec![Body::Resume, Body::Help, Body::HelpDone]),
    ]
}

/// A field name that the contract does not know.
fn unknown_name() -> impl Strategy<Value = String> {
    "[a-zé_]{0,12}".prop_filter("known", |name| {
        !["seq", "at", "kind", "task", "qty", "reason", "of", "badge"].contains(&name.as_str())
    })
}

fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e9..1e9).prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map(".{0,6}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn event() -> impl Strategy<Value = Event> {
    let extra = proptest::collection::btree_map(unknown_name(), json_value(), 0..3);
    (1..=MAX_SEQ, 0..=4_102_444_800_000_i64, extra).prop_flat_map(|(seq, millis, extra)| {
        let at: DateTime<Utc> = DateTime::from_timestamp_millis(millis).unwrap();
        let extra = (!extra.is_empty())
            .then(|| Value::Object(extra.into_iter().collect::<Map<_, _>>()).to_string());
        body(seq).prop_map(move |body| Event { seq, at, body, extra: extra.clone() })
    })
}

/// The same object with its fields in the order of `keys`, and white space between everything.
fn rewritten(event: &Event, turn: usize) -> String {
    let object: Map<String, Value> = serde_json::from_str(&event.to_json()).unwrap();
    let mut fields: Vec<_> =
        object.iter().map(|(k, v)| format!("\n {} :\t{v} ", Value::from(k.as_str()))).collect();
    let turn = turn % fields.len();
    fields.rotate_left(turn);
    fields[..].reverse();
    format!("{{{}}}", fields.join(","))
}

fn only_event(text: &str) -> Event {
    let message = format!(r#"{{"epoch":"00000000000000ff","next":1,"events":[{text}]}}"#);
    Up::parse(message.as_bytes()).unwrap().events.remove(0).unwrap()
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = Up::parse(&bytes);
    }

    /// A real message with some bytes changed gets further than noise.
    #[test]
    fn any_damage_is_read_without_panic(
        event in event(),
        damage in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = Up::to_json(Epoch(1), 9, [&event, &event]).into_bytes();
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = Up::parse(&bytes);
        bytes.truncate(cut.index(bytes.len()));
        let _ = Up::parse(&bytes);
    }

    /// Any JSON as an event is understood or refused with words, and its neighbour is unharmed.
    #[test]
    fn any_json_leaves_its_neighbour_alone(value in json_value(), neighbour in event()) {
        let message = format!(
            r#"{{"epoch":"00000000000000ff","next":1,"events":[{value},{}]}}"#,
            neighbour.to_json()
        );
        let up = Up::parse(message.as_bytes()).unwrap();
        prop_assert_eq!(up.events.len(), 2);
        prop_assert!(up.events[0].as_ref().is_err_and(|bad| !bad.detail.is_empty()));
        prop_assert_eq!(up.events[1].as_ref().unwrap(), &neighbour);
    }

    #[test]
    fn what_is_written_is_read(
        epoch in any::<u64>(),
        next in 1..=MAX_SEQ,
        events in proptest::collection::vec(event(), 0..8),
    ) {
        let text = Up::to_json(Epoch(epoch), next, &events);
        let expected = Up { epoch: Epoch(epoch), next, events: events.into_iter().map(Ok).collect() };
        prop_assert_eq!(Up::parse(text.as_bytes()).unwrap(), expected);
    }

    #[test]
    fn the_hash_does_not_depend_on_writing(event in event(), turn in any::<usize>()) {
        let again = only_event(&rewritten(&event, turn));
        prop_assert_eq!(&again, &event);
        prop_assert_eq!(again.hash(), event.hash());
    }

    #[test]
    fn the_hash_depends_on_content(one in event(), other in event()) {
        prop_assert_eq!(one == other, one.hash() == other.hash());
        let later = Event { at: one.at + chrono::Duration::milliseconds(1), ..one.clone() };
        prop_assert_ne!(later.hash(), one.hash());
        let noted = Event { extra: Some(r#"{"zzzzzzzzzzzzzz":1}"#.to_owned()), ..one.clone() };
        prop_assert_ne!(noted.hash(), one.hash());
    }

    /// The largest receipt the service makes still fits the largest payload.
    #[test]
    fn receipts_fit(contiguous in 0..=MAX_SEQ - 5_000, why in select(&Why::ALL[..])) {
        let last = MAX_SEQ - 3_000;
        let receipt = Receipt {
            epoch: Epoch(u64::MAX),
            contiguous,
            beyond: (last..).take(Receipt::MAX_BEYOND).collect(),
            ranges: (last..).step_by(2).take(Receipt::MAX_RANGES).map(|seq| Run { from: seq, to: seq }).collect(),
            quarantined: (last..).take(Receipt::MAX_QUARANTINED)
                .map(|seq| Quarantined { seq, why: why.word().to_owned() }).collect(),
            time: DateTime::from_timestamp_micros(4_102_444_800_123_456).unwrap(),
        };
        let text = serde_json::to_string(&receipt).unwrap();
        prop_assert!(text.len() <= MAX_PAYLOAD, "{} bytes", text.len());
        prop_assert_eq!(serde_json::from_str::<Receipt>(&text).unwrap(), receipt);
    }
}
