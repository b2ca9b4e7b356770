//! Every form of the house is acted on in one way: [`werkvloer::access::Visit::act`]. A form with a sequence of its own would
//! one day forget the key, the line in the trail, or what somebody had typed.

use super::source::{Source, service};

/// Who posts without acting so, with the reason why that is right.
const OTHERWISE: [(&str, &str); 14] = [
    ("src/access/pages/demo.rs", "nobody is in yet"),
    ("src/access/pages/enrol.rs", "somebody is half in"),
    (
        "src/access/pages/language.rs",
        "changes nothing but how the viewer reads, also before anybody is in",
    ),
    ("src/access/pages/link.rs", "nobody is in yet"),
    ("src/access/pages/mine.rs", "changes the session that a form's key belongs to"),
    ("src/access/pages/pairing.rs", "nobody is in yet"),
    ("src/access/pages/pin.rs", "changes the session that a form's key belongs to"),
    ("src/access/pages/role.rs", "changes the session that a form's key belongs to"),
    ("src/access/pages/second_step.rs", "somebody is half in"),
    ("src/access/pages/sign_in.rs", "nobody is in yet"),
    ("src/access/pages/sign_out.rs", "ends the session that a form's key belongs to"),
    ("src/access/pages/tablet.rs", "nobody is in yet"),
    ("src/admin/accounts.rs", "searches, and changes nothing"),
    ("src/workers/sought.rs", "searches, and changes nothing"),
];

/// How often a file calls a function or method of this name.
fn calls(source: &Source, name: &str) -> usize {
    source.calls().into_iter().filter(|call| call.name == name).count()
}

#[test]
fn every_form_is_acted_on_in_one_way() {
    let sources = service();
    for source in &sources {
        let forms = calls(source, "post");
        let otherwise = OTHERWISE.iter().find(|(path, _)| *path == source.path);
        match otherwise {
            Some((path, why)) => {
                assert!(forms > 0, "{path} has no form any more ({why}): strike it off the list");
                assert!(
                    !source.text.contains("visit.act(")
                        && !source.text.contains(".visit\n        .act("),
                    "{path} acts after all: strike it off the list"
                );
            }
            None if forms > 0 => {
                let acts = calls(source, "act");
                assert!(acts >= forms, "{}: {forms} forms, and {acts} times act", source.path);
            }
            None => {}
        }
    }
    for (path, _) in OTHERWISE {
        assert!(sources.iter().any(|source| source.path == path), "{path} is gone: strike it off");
    }
}
