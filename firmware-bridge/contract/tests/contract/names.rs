//! Names, epochs, topics and words: what is written is read again, and nothing else is.

use contract::{Channel, Epoch, PauseReason, RejectReason, TerminalName, Topic, Why, is_id};

#[test]
fn ids_are_short_and_plain() {
    for good in ["a", "9", "-", "noord-2", &"x".repeat(32)] {
        assert!(is_id(good), "{good}");
    }
    for bad in ["", &"x".repeat(33), "A", "ä", "a b", "a/b", "a+", "#", "a_b", "a\0", "$share"] {
        assert!(!is_id(bad), "{bad:?}");
    }
}

#[test]
fn a_terminal_is_named_by_site_and_terminal() {
    let name: TerminalName = "noord/press-1".parse().unwrap();
    assert_eq!((name.site(), name.name()), ("noord", "press-1"));
    assert_eq!(name.to_string(), "noord/press-1");
    for bad in ["noord", "noord/", "/press-1", "noord/press/1", "Noord/press-1", "noord/+", ""] {
        let error = bad.parse::<TerminalName>().unwrap_err();
        assert!(error.contains(bad) && error.contains("<site>/<terminal>"), "{error}");
    }
    let nasty = format!("a\0b\n{}", "x".repeat(500));
    let error = nasty.parse::<TerminalName>().unwrap_err();
    assert!(error.len() < 250 && !error.contains(char::is_control), "{error}");
}

#[test]
fn an_epoch_is_sixteen_small_hexadecimal_digits() {
    assert_eq!("6f1d2c3b4a598877".parse(), Ok(Epoch(0x6f1d_2c3b_4a59_8877)));
    assert_eq!(Epoch(255).to_string(), "00000000000000ff");
    for bad in
        ["", "ff", "6F1D2C3B4A598877", "+f1d2c3b4a598877", "6f1d2c3b4a5988777", "6f1d2c3b4a59887é"]
    {
        assert!(bad.parse::<Epoch>().is_err(), "{bad}");
    }
}

#[test]
fn topics_are_the_table_of_the_contract() {
    let table = [
        (Channel::Up, "wv/1/noord/press-1/up", true),
        (Channel::State, "wv/1/noord/press-1/state", true),
        (Channel::Receipt, "wv/1/noord/press-1/down/receipt", false),
        (Channel::Task, "wv/1/noord/press-1/down/task", false),
        (Channel::Notice, "wv/1/noord/press-1/down/notice", false),
    ];
    assert_eq!(table.map(|(channel, ..)| channel), Channel::ALL);
    for (channel, text, is_from_terminal) in table {
        let topic = Topic { terminal: "noord/press-1".parse().unwrap(), channel };
        assert_eq!(topic.to_string(), text);
        assert_eq!(Topic::parse(text), Some(topic));
        assert_eq!(channel.is_from_terminal(), is_from_terminal);
    }
    assert_eq!(Topic::site_filter("noord", Channel::Up), "wv/1/noord/+/up");
}

#[test]
fn no_other_topic_is_read() {
    for text in [
        "",
        "wv/1/noord/press-1",
        "wv/1/noord/press-1/",
        "wv/1/noord/press-1/up/",
        "wv/1/noord/press-1/up/more",
        "wv/1/noord/press-1/down",
        "wv/1/noord/press-1/down/up",
        "wv/2/noord/press-1/up",
        "/wv/1/noord/press-1/up",
        "wv/1//press-1/up",
        "wv/1/+/press-1/up",
        "wv/1/noord/#",
        "wv/1/noord/+/up",
        "$share/g/wv/1/noord/press-1/up",
        "wv/1/Noord/press-1/up",
        "wv/1/noord/press-1/UP",
        "wv/1/noord/press-1/up\0",
    ] {
        assert_eq!(Topic::parse(text), None, "{text:?}");
    }
}

#[test]
fn words_are_read_as_they_are_written() {
    for why in Why::ALL {
        assert_eq!(why.word().parse(), Ok(why));
        assert_eq!(why.to_string(), why.word());
    }
    for reason in RejectReason::ALL {
        assert_eq!(RejectReason::from_word(reason.word()), Some(reason));
    }
    for reason in PauseReason::ALL {
        assert_eq!(PauseReason::from_word(reason.word()), Some(reason));
    }
    assert!("".parse::<Why>().is_err() && RejectReason::from_word("break").is_none());
}
