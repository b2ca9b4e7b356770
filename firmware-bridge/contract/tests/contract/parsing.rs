//! What an event must be, reason by reason, and what a message must be at all.

use contract::{BadEvent, Epoch, MAX_PAYLOAD, MAX_SEQ, Up, Why};

fn message(event: &str) -> String {
    format!(r#"{{"epoch":"00000000000000ff","next":99,"events":[{event}]}}"#)
}

/// What is wrong with the only event of a message, read fast and, beside a neighbour of the wrong type, tolerantly.
fn wrong(event: &str) -> BadEvent {
    let bad = |text: String| {
        let up = Up::parse(text.as_bytes()).unwrap_or_else(|e| panic!("{text}: {}", e.detail));
        up.events
            .into_iter()
            .next()
            .unwrap()
            .err()
            .unwrap_or_else(|| panic!("{text}: was understood"))
    };
    let alone = bad(message(event));
    let beside = bad(message(&format!("{event},7")));
    assert_eq!(alone, beside);
    alone
}

fn with_at(rest: &str) -> String {
    format!(r#"{{"seq":5,"at":"2026-11-21T08:00:00Z",{rest}}}"#)
}

#[test]
fn each_reason_has_its_examples() {
    let good = |qty: &str| with_at(&format!(r#""kind":"good","qty":{qty}"#));
    let examples = [
        (Why::BadEvent, "{}".to_owned()),
        (Why::BadEvent, "null".to_owned()),
        (Why::BadEvent, "7".to_owned()),
        (Why::BadEvent, r#"[1,"help"]"#.to_owned()),
        (Why::BadEvent, r#"{"at":"2026-11-21T08:00:00Z","kind":"help"}"#.to_owned()),
        (Why::BadEvent, r#"{"seq":0,"at":"2026-11-21T08:00:00Z","kind":"help"}"#.to_owned()),
        (Why::BadEvent, r#"{"seq":-1,"at":"2026-11-21T08:00:00Z","kind":"help"}"#.to_owned()),
        (Why::BadEvent, r#"{"seq":1.0,"at":"2026-11-21T08:00:00Z","kind":"help"}"#.to_owned()),
        (Why::BadEvent, r#"{"seq":"1","at":"2026-11-21T08:00:00Z","kind":"help"}"#.to_owned()),
        (
            Why::BadEvent,
            r#"{"seq":18446744073709551615,"at":"2026-11-21T08:00:00Z","kind":"help"}"#.to_owned(),
        ),
        (Why::BadField, r#"{"seq":5,"kind":"help"}"#.to_owned()),
        (Why::BadField, r#"{"seq":5,"at":null,"kind":"help"}"#.to_owned()),
        (Why::BadField, r#"{"seq":5,"at":"yesterday","kind":"help"}"#.to_owned()),
        (Why::BadField, r#"{"seq":5,"at":"2026-11-21T08:00:00","kind":"help"}"#.to_owned()),
        (Why::BadField, r#"{"seq":5,"at":"2026-02-30T08:00:00Z","kind":"help"}"#.to_owned()),
        (Why::BadField, r#"{"seq":5,"at":1763712000,"kind":"help"}"#.to_owned()),
        (Why::BadField, r#"{"seq":5,"at":"2026-11-21T08:00:00Z"}"#.to_owned()),
        (Why::BadField, with_at(r#""kind":7"#)),
        (Why::BadField, with_at(r#""kind":"good""#)),
        (Why::BadField, good(r#""12""#)),
        (Why::BadField, good("true")),
        (Why::BadField, with_at(r#""kind":"good","qty":1,"qty":2"#)),
        (Why::BadField, with_at(r#""kind":"good","qty":1,"x":1,"x":1"#)),
        (Why::BadField, with_at(r#""kind":"reject","qty":1"#)),
        (Why::BadField, with_at(r#""kind":"reject","qty":1,"reason":"break""#)),
        (Why::BadField, with_at(r#""kind":"undo""#)),
        (Why::BadField, with_at(r#""kind":"undo","of":5"#)),
        (Why::BadField, with_at(r#""kind":"undo","of":0"#)),
        (Why::BadField, with_at(r#""kind":"sign_on""#)),
        (Why::BadField, with_at(r#""kind":"pause""#)),
        (Why::BadField, with_at(r#""kind":"pause","reason":"work""#)),
        (Why::UnknownKind, with_at(r#""kind":"dance""#)),
        (Why::UnknownKind, with_at(r#""kind":"""#)),
        (Why::UnknownKind, with_at(r#""kind":"Good","qty":1"#)),
        // What a later contract means by `at` is not known either.
        (Why::UnknownKind, r#"{"seq":5,"kind":"dance"}"#.to_owned()),
        (Why::ImpossibleQuantity, good("0")),
        (Why::ImpossibleQuantity, good("100001")),
        (Why::ImpossibleQuantity, good("4294967297")),
        (Why::ImpossibleQuantity, good("-3")),
        (Why::ImpossibleQuantity, good("1.5")),
        (Why::ImpossibleQuantity, good("1e2")),
        (Why::UnknownTask, with_at(r#""kind":"good","qty":1,"task":"T 1""#)),
        (Why::UnknownTask, with_at(r#""kind":"good","qty":1,"task":"""#)),
        (Why::UnknownBadge, with_at(r#""kind":"sign_on","badge":"Jan Jansen""#)),
        (Why::UnknownBadge, with_at(r#""kind":"sign_off","badge":"""#)),
    ];
    for (why, event) in examples {
        let bad = wrong(&event);
        assert_eq!(bad.why, why, "{event}: {}", bad.detail);
        let has_seq = event.contains(r#""seq":5"#);
        assert_eq!(bad.seq, has_seq.then_some(5), "{event}");
        assert!(!bad.detail.is_empty() && !bad.raw.is_empty(), "{event}");
    }
}

#[test]
fn a_bad_event_is_kept_whole() {
    let event = with_at(r#""kind":"good","qty":0,"task":"t1","weight":1.5,"note":"hé""#);
    let whole: serde_json::Value = serde_json::from_str(&event).unwrap();
    assert_eq!(serde_json::from_str::<serde_json::Value>(&wrong(&event).raw).unwrap(), whole);
    let wrong_type = with_at(r#""kind":"good","qty":"0""#);
    assert_eq!(wrong(&wrong_type).raw, wrong_type);
    assert_eq!(wrong(&wrong_type).kind.as_deref(), Some("good"));
}

/// What is stored beside the raw text must fit a column, a line and a receipt whatever a terminal sends.
#[test]
fn nasty_text_stays_in_the_raw_text() {
    let nasty = format!(r"\u0000\n\u001b[31m{}", "x".repeat(1_000));
    for event in [
        with_at(&format!(r#""kind":"{nasty}""#)),
        with_at(&format!(r#""kind":"good","qty":1,"task":"{nasty}""#)),
        with_at(&format!(r#""kind":"good","qty":"{nasty}""#)),
        with_at(&format!(r#""kind":"pause","reason":"{nasty}""#)),
        format!(r#"{{"seq":5,"kind":"help","at":"{nasty}"}}"#),
    ] {
        let bad = wrong(&event);
        let words = format!("{}{}", bad.detail, bad.kind.unwrap_or_default());
        assert!(words.len() < 500 && !words.contains(char::is_control), "{words}");
        assert!(!bad.raw.contains(char::is_control), "{}", bad.raw);
    }
}

/// The badge is a key to somebody's account: it does not travel on in words.
#[test]
fn a_badge_is_not_repeated() {
    let bad = wrong(&with_at(r#""kind":"sign_on","badge":"SECRET!""#));
    assert!(!bad.detail.contains("SECRET"), "{}", bad.detail);
}

#[test]
fn a_message_must_name_its_epoch_and_events() {
    let epoch = r#""epoch":"00000000000000ff""#;
    for (text, word) in [
        (String::new(), "object"),
        ("null".to_owned(), "object"),
        (r#"["00000000000000ff",9,[]]"#.to_owned(), "object"),
        ("{".to_owned(), "JSON"),
        (format!("{{{epoch},\"events\":[]}} more"), "JSON"),
        (format!("{{{epoch},{epoch},\"events\":[]}}"), "epoch"),
        (r#"{"events":[]}"#.to_owned(), "epoch"),
        (r#"{"epoch":255,"events":[]}"#.to_owned(), "epoch"),
        (r#"{"epoch":"FF","events":[]}"#.to_owned(), "epoch"),
        (format!("{{{epoch}}}"), "events"),
        (format!("{{{epoch},\"events\":{{}}}}"), "events"),
        (format!("{{{epoch},\"events\":null}}"), "events"),
        (format!("{{{epoch},\"next\":0,\"events\":[]}}"), "next"),
        (format!("{{{epoch},\"next\":-1,\"events\":[]}}"), "next"),
        (format!("{{{epoch},\"next\":\"9\",\"events\":[]}}"), "next"),
        (format!("{{{epoch},\"next\":{},\"events\":[]}}", u64::MAX), "next"),
    ] {
        let error = Up::parse(text.as_bytes()).unwrap_err();
        assert!(error.detail.contains(word), "{text}: {}", error.detail);
    }
    assert!(Up::parse(b"{\"epoch\":\"00000000000000ff\",\"events\":[\"\xff\"]}").is_err());
}

#[test]
fn a_missing_next_is_what_follows_the_events() {
    let parse = |events: &str| {
        let text = format!(r#"{{"epoch":"00000000000000ff","events":[{events}]}}"#);
        let up = Up::parse(text.as_bytes()).unwrap();
        assert_eq!(up.epoch, Epoch(255));
        up.next
    };
    let help = |seq: u64| format!(r#"{{"seq":{seq},"at":"2026-11-21T08:00:00Z","kind":"help"}}"#);
    assert_eq!(parse(""), 1);
    assert_eq!(parse(&[help(3), help(7), help(4)].join(",")), 8);
    assert_eq!(parse(&help(MAX_SEQ)), MAX_SEQ + 1);
    // A number that is no event's is nobody's highest.
    assert_eq!(parse(&[help(3), help(u64::MAX)].join(",")), 4);
}

#[test]
fn what_is_too_large_is_refused_and_the_largest_is_not() {
    let padded = |size: usize| {
        let text = r#"{"epoch":"00000000000000ff","next":1,"events":[]}"#;
        format!("{text}{}", " ".repeat(size - text.len()))
    };
    assert!(Up::parse(padded(MAX_PAYLOAD).as_bytes()).is_ok());
    let error = Up::parse(padded(MAX_PAYLOAD + 1).as_bytes()).unwrap_err();
    assert!(error.detail.contains("65537"), "{}", error.detail);
}

/// Deep nesting is one event's fault, and costs no stack.
#[test]
fn deep_nesting_is_harmless() {
    let deep =
        with_at(&format!(r#""kind":"help","x":{}{}"#, "[".repeat(10_000), "]".repeat(10_000)));
    assert_eq!(wrong(&deep).why, Why::BadField);
}
