//! Golden files: payloads as they travel. A terminal in the field outlives releases of the service, so what a file means
//! never changes; a new shape gets a new file.

use chrono::{DateTime, Utc};
use contract::receipt::{Quarantined, Run};
use contract::{
    Body, Epoch, Event, Notice, PauseReason, Receipt, RejectReason, StateReport, TaskCard, Up, Why,
};
use serde::{Serialize, de::DeserializeOwned};
use std::fmt::Debug;

const EPOCH: Epoch = Epoch(0x6f1d_2c3b_4a59_8877);

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn event(seq: u64, time: &str, body: Body) -> Event {
    Event { seq, at: at(&format!("2026-11-21T{time}Z")), body, extra: None }
}

fn task() -> String {
    "t88213".to_owned()
}

fn badge() -> String {
    "b-7f3k9".to_owned()
}

fn pause(reason: PauseReason) -> Body {
    Body::Pause { reason }
}

#[test]
fn every_kind_of_event() {
    let text = include_str!("../../golden/up-every-kind.json");
    let expected = [
        event(1, "08:02:11.250", Body::SignOn { badge: badge() }),
        event(2, "08:09:40", Body::Good { task: Some(task()), qty: 12 }),
        event(
            3,
            "08:09:55",
            Body::Reject { task: Some(task()), qty: 1, reason: RejectReason::Material },
        ),
        event(4, "08:10:02", Body::Undo { of: 2 }),
        event(5, "08:11:00", Body::Good { task: None, qty: 100_000 }),
        event(6, "08:12:00", Body::Reject { task: None, qty: 2, reason: RejectReason::Unknown }),
        event(7, "09:30:00", pause(PauseReason::Break)),
        event(8, "09:45:00", Body::Resume),
        event(9, "10:00:00", pause(PauseReason::Material)),
        event(10, "10:01:00", pause(PauseReason::Fault)),
        event(11, "10:02:00", pause(PauseReason::Instruction)),
        event(12, "10:03:00", pause(PauseReason::Talk)),
        event(13, "10:12:00", Body::Help),
        event(14, "10:13:00", Body::HelpDone),
        event(15, "12:00:00", Body::SignOff { badge: badge() }),
    ];
    let up = Up::parse(text.as_bytes()).unwrap();
    assert_eq!((up.epoch, up.next), (EPOCH, 16));
    let events: Vec<_> = up.events.into_iter().map(Result::unwrap).collect();
    assert_eq!(events, expected);
    // Written again it is the same but for white space and the order of fields.
    let written: serde_json::Value =
        serde_json::from_str(&Up::to_json(EPOCH, 16, &expected)).unwrap();
    assert_eq!(written, serde_json::from_str::<serde_json::Value>(text).unwrap());
}

#[test]
fn the_hash_of_an_event_never_changes() {
    // Stored with every event of every ledger: another value would turn each resent event into a key reuse.
    let hashes: Vec<_> = Up::parse(include_bytes!("../../golden/up-every-kind.json"))
        .unwrap()
        .events
        .iter()
        .map(|e| e.as_ref().unwrap().hash())
        .collect();
    let stored = [
        -2_141_359_440_486_706_946,
        7_663_698_493_976_157_926,
        6_467_786_149_167_429_098,
        6_302_873_189_362_317_924,
    ];
    assert_eq!(hashes[..4], stored);
}

#[test]
fn a_hello_has_no_events() {
    let up = Up::parse(include_bytes!("../../golden/up-hello.json")).unwrap();
    assert_eq!(up, Up { epoch: Epoch(0xff), next: 1, events: vec![] });
}

#[test]
fn other_writing_means_the_same_and_unknown_fields_are_kept() {
    let up = Up::parse(include_bytes!("../../golden/up-other-writing.json")).unwrap();
    assert_eq!((up.epoch, up.next), (EPOCH, 4));
    let extra = r#"{"lamp":{"colour":"red","on":true},"weight_g":1180.5}"#;
    let good = Event {
        extra: Some(extra.to_owned()),
        ..event(2, "08:09:40", Body::Good { task: None, qty: 12 })
    };
    let help = Event {
        extra: Some(r#"{"badge":"b-1","qty":5}"#.to_owned()),
        ..event(3, "08:10:00", Body::Help)
    };
    assert_eq!(up.events, [Ok(good), Ok(help)]);
}

#[test]
fn a_bad_event_never_spoils_its_neighbours() {
    let up = Up::parse(include_bytes!("../../golden/up-bad-neighbours.json")).unwrap();
    let outcome: Vec<_> = up
        .events
        .iter()
        .map(|e| match e {
            Ok(event) => (Some(event.seq), None),
            Err(bad) => (bad.seq, Some(bad.why)),
        })
        .collect();
    let expected = [
        (Some(1), None),
        (Some(2), Some(Why::ImpossibleQuantity)),
        (Some(3), Some(Why::UnknownKind)),
        (None, Some(Why::BadEvent)),
        (Some(5), Some(Why::BadField)),
        (Some(6), Some(Why::BadField)),
        (Some(7), Some(Why::BadField)),
        (Some(8), None),
    ];
    assert_eq!(outcome, expected);
}

/// Reads as `value`, and `value` is written as exactly this.
fn is<T: Serialize + DeserializeOwned + PartialEq + Debug>(text: &str, value: &T) {
    assert_eq!(&serde_json::from_str::<T>(text).unwrap(), value);
    assert_eq!(serde_json::to_string(value).unwrap(), text.trim_end());
}

#[test]
fn receipts() {
    let quarantined = vec![Quarantined { seq: 3, why: "unknown_task".to_owned() }];
    let receipt = Receipt {
        epoch: EPOCH,
        contiguous: 8,
        beyond: vec![],
        ranges: vec![],
        quarantined,
        time: at("2026-11-21T12:00:01.250Z"),
    };
    is(include_str!("../../golden/receipt.json"), &receipt);
    let after_a_gap = Receipt {
        epoch: Epoch(0xff),
        contiguous: 0,
        beyond: vec![2, 3, 7],
        ranges: vec![],
        quarantined: vec![],
        time: at("2026-11-21T12:00:01Z"),
    };
    is(include_str!("../../golden/receipt-after-a-gap.json"), &after_a_gap);
    let named: Vec<_> = (1..=8).filter(|seq| after_a_gap.names(*seq)).collect();
    assert_eq!(named, [2, 3, 7]);
    assert!((1..=8).all(|seq| receipt.names(seq)) && !receipt.names(9));
    let after_many = Receipt {
        epoch: Epoch(0xff),
        contiguous: 4,
        beyond: vec![6, 2_999, 3_000, 9_007],
        ranges: vec![Run { from: 6, to: 3_000 }, Run { from: 9_007, to: 9_007 }],
        quarantined: vec![],
        time: at("2026-11-21T12:00:01Z"),
    };
    is(include_str!("../../golden/receipt-of-ranges.json"), &after_many);
    let named: Vec<_> = (1..=10_000).filter(|seq| after_many.names(*seq)).collect();
    assert_eq!(named, (1..=4).chain(6..=3_000).chain([9_007]).collect::<Vec<_>>());
    assert_eq!(after_many.highest(), 9_007);
}

/// Ranges that make no sense are no promise: the receipt is refused as a whole.
#[test]
fn ranges_that_are_not_in_order() {
    let receipt = |ranges: &str| {
        let text = format!(
            r#"{{"epoch":"00000000000000ff","contiguous":4,"beyond":[],"ranges":{ranges},"quarantined":[],"time":"2026-11-21T12:00:01Z"}}"#
        );
        serde_json::from_str::<Receipt>(&text)
    };
    assert!(receipt("[]").is_ok() && receipt("[[6,6],[8,9]]").is_ok());
    for wrong in [
        "[[6,5]]",
        "[[0,3]]",
        "[[6,8],[8,9]]",
        "[[6,8],[9,9]]",
        "[[8,9],[5,6]]",
        "[[6]]",
        "[[6,7,8]]",
        "[6,7]",
        "[[6,7.5]]",
        "[[-1,7]]",
        "[[6,9007199254740993]]",
        "{}",
        "null",
    ] {
        assert!(receipt(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn task_cards() {
    let words = [("nl", "Pak 12 waxinelichtjes in"), ("en", "Pack 12 tea lights")];
    let card = TaskCard {
        task: Some(task()),
        words: words.map(|(lang, text)| (lang.to_owned(), text.to_owned())).into(),
        pictogram: Some("pack".to_owned()),
        pack_size: 12,
        packs_done: 40,
        packs_left: 160,
    };
    is(include_str!("../../golden/task.json"), &card);
    let none = TaskCard {
        task: None,
        words: [].into(),
        pictogram: None,
        pack_size: 1,
        packs_done: 0,
        packs_left: 0,
    };
    is(include_str!("../../golden/task-none.json"), &none);
}

#[test]
fn notices() {
    let words = [("nl", "Hulp komt eraan"), ("en", "Help is on the way")];
    let notice = Notice {
        kind: "help_on_the_way".to_owned(),
        words: words.map(|(lang, text)| (lang.to_owned(), text.to_owned())).into(),
    };
    is(include_str!("../../golden/notice.json"), &notice);
}

#[test]
fn states() {
    let state = StateReport {
        online: true,
        firmware: Some("1.4.0".to_owned()),
        spool: Some(0),
        clock: Some(at("2026-11-21T08:02:11.250Z")),
    };
    is(include_str!("../../golden/state.json"), &state);
    let will = StateReport { online: false, firmware: None, spool: None, clock: None };
    is(include_str!("../../golden/state-last-will.json"), &will);
}

#[test]
fn every_golden_file_is_tested() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/golden");
    let tests = include_str!("golden.rs");
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(tests.contains(&format!("golden/{name}\")")), "{name}");
    }
}
