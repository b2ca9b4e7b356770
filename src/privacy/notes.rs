//! What a line of the trail notes, in words. Lines are stored in one language and never change, so a note is kept as it was
//! written, and read in the language of who looks. Each kind of act has its own few notes; a reason that somebody typed, and an
//! id, stand as they are.

use crate::access::Role;
use crate::access::grant::Scope;
use crate::lang::Lang;
use crate::trail::{Action, Line};
use chrono::NaiveDate;
use std::fmt::Display;

/// The notes of each kind of act as they are stored, `{}` for what differs, and the key of their words. Of two that begin alike
/// the longer stands first.
const NOTES: &[(Action, &str, &str)] = &[
    (Action::Read, "in a list, dashboard {}", "notes.list_dashboard"),
    (Action::Read, "in a list", "notes.list"),
    (Action::Read, "dashboard {}", "notes.dashboard"),
    (Action::Read, "wage-value indication", "notes.indication"),
    (Action::Read, "photo", "notes.photo"),
    (Action::Read, "of {}", "notes.of"),
    (Action::Export, "in a list, dashboard {}", "notes.list_dashboard"),
    (Action::Export, "dashboard {}", "notes.dashboard"),
    (Action::Export, "of {}", "notes.of"),
    (Action::SignIn, "wrong name or password", "notes.wrong_password"),
    (Action::SignIn, "disabled account", "notes.disabled"),
    (Action::SignIn, "no role", "notes.no_role"),
    (Action::SignIn, "wrong code", "notes.wrong_code"),
    (Action::SignIn, "wrong name or PIN", "notes.wrong_pin"),
    (Action::SignIn, "no floor work", "notes.no_floor_work"),
    (Action::SignIn, "answer of the issuer not believed", "notes.issuer_untrue"),
    (Action::SignIn, "refused by the issuer", "notes.issuer_refused"),
    (Action::SignIn, "no account for this person of the issuer", "notes.issuer_unknown"),
    (Action::SignIn, "person of the issuer has another account", "notes.issuer_taken"),
    (Action::SignIn, "PIN", "notes.pin"),
    (Action::PairDevice, "wrong code", "notes.wrong_code"),
    (Action::SwitchRole, "to {}", "notes.to_role"),
    (Action::MakeAccount, "waits for a password", "notes.waits"),
    (Action::MakeAccount, "first administrator", "notes.first"),
    (Action::DisableAccount, "sessions ended", "notes.sessions_ended"),
    (Action::EnableAccount, "as before", "notes.as_before"),
    (Action::GiveRole, "{} for {} from {} until {}", "notes.role_until"),
    (Action::GiveRole, "{} for {} from {}", "notes.role_from"),
    (Action::TakeRole, "{} for every scope", "notes.role_everywhere"),
    (Action::TakeRole, "{} for {}", "notes.role"),
    (Action::MakeLink, "works once", "notes.works_once"),
    (Action::ChangeSecret, "password, PIN removed", "notes.password_and_pin"),
    (Action::ChangeSecret, "password", "notes.password"),
    (Action::ChangeSecret, "second factor forgotten", "notes.step_forgotten"),
    (Action::ChangeSecret, "second factor", "notes.step"),
    (Action::ChangeSecret, "PIN removed", "notes.pin_removed"),
    (Action::ChangeSecret, "PIN", "notes.pin"),
    (Action::EndSession, "one", "notes.one"),
    (Action::EndSession, "all", "notes.all"),
    (Action::PairDevice, "tablet, hall {}", "notes.tablet"),
    (Action::PairDevice, "wall, hall {}", "notes.wall"),
    (Action::EnrolTerminal, "station {}", "notes.station"),
    (Action::Correct, "qty {}, task {}", "notes.count_task"),
    (Action::Correct, "qty {}", "notes.count"),
    (Action::Change, "contact", "notes.contact"),
    (Action::Change, "photo taken away", "notes.photo_gone"),
    (Action::Change, "photo", "notes.photo"),
    (Action::Change, "badge", "notes.badge"),
    (Action::Change, "no badge", "notes.no_badge"),
    (Action::Change, "on", "notes.on"),
    (Action::Change, "off", "notes.off"),
    (Action::Import, "{} {} new {} changed", "notes.file"),
    (Action::Forget, "{} of before {}", "notes.of_before"),
];

/// The names of what differs, as they stand in the words.
const GAPS: [&str; 4] = ["a", "b", "c", "d"];

/// The note of a line in words.
pub fn note_words(lang: Lang, line: &Line) -> String {
    let Some(note) = &line.note else { return String::new() };
    let action = Action::from_word(&line.action);
    let one = |note: &str| {
        let known = NOTES.iter().filter(|(of, ..)| Some(*of) == action);
        let mut read = known.filter_map(|(_, stored, key)| Some((*key, differs(stored, note)?)));
        let Some((key, values)) = read.next() else { return note.to_owned() };
        let values: Vec<String> =
            values.into_iter().map(|value| value_words(lang, value)).collect();
        let filled = GAPS.into_iter().zip(&values);
        let filled: Vec<(&str, &dyn Display)> =
            filled.map(|(gap, value)| -> (&str, &dyn Display) { (gap, value) }).collect();
        lang.fill(key, &filled)
    };
    match action {
        Some(Action::Import) => note.split(", ").map(one).collect::<Vec<_>>().join(", "),
        _ => one(note),
    }
}

/// What stands in a note where a stored one has its gaps; `None` when it is another note.
fn differs<'n>(stored: &str, note: &'n str) -> Option<Vec<&'n str>> {
    let mut fixed = stored.split("{}");
    let mut rest = note.strip_prefix(fixed.next()?)?;
    let mut found = Vec::new();
    let mut fixed = fixed.peekable();
    while let Some(next) = fixed.next() {
        let is_end = next.is_empty() && fixed.peek().is_none();
        let (value, after) = if is_end { (rest, "") } else { rest.split_once(next)? };
        if value.is_empty() {
            return None;
        }
        found.push(value);
        rest = after;
    }
    rest.is_empty().then_some(found)
}

/// A role, a scope or a day in words; anything else is an id or a number.
fn value_words(lang: Lang, value: &str) -> String {
    if let Some(role) = Role::from_word(&value.replace('-', "_")) {
        return lang.text(role.text()).to_owned();
    }
    if let Ok(day) = value.parse::<NaiveDate>() {
        return day.format("%d-%m-%Y").to_string();
    }
    match value.parse() {
        Ok(Scope::Everything) => lang.text("notes.everything").to_owned(),
        Ok(Scope::Site(id)) => lang.fill("notes.site", &[("id", &id)]),
        Ok(Scope::Group(id)) => lang.fill("notes.group", &[("id", &id)]),
        Ok(Scope::Caseload(id)) => lang.fill("notes.caseload", &[("id", &id)]),
        Ok(Scope::Hall(_)) | Err(_) => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_found_between_what_does_not() {
        assert_eq!(differs("photo", "photo"), Some(vec![]));
        assert_eq!(differs("photo", "photo taken away"), None);
        assert_eq!(differs("to {}", "to planner"), Some(vec!["planner"]));
        assert_eq!(differs("to {}", "to "), None);
        assert_eq!(differs("{} for {}", "sales for everything"), Some(vec!["sales", "everything"]));
        assert_eq!(differs("{} for every scope", "sales for every scope"), Some(vec!["sales"]));
        assert_eq!(differs("qty {}", "gty 3"), None);
    }

    #[test]
    fn every_note_has_words_and_none_hides_another() {
        for (at, (action, stored, key)) in NOTES.iter().enumerate() {
            for lang in [Lang::Nl, Lang::En] {
                assert_ne!(lang.text(key), *key);
                let gaps = stored.matches("{}").count();
                for (n, gap) in GAPS.iter().enumerate() {
                    assert_eq!(lang.text(key).contains(&format!("{{{gap}}}")), n < gaps, "{key}");
                }
            }
            let example = stored.replace("{}", "x");
            let of =
                NOTES.iter().position(|(a, s, _)| a == action && differs(s, &example).is_some());
            assert_eq!(of, Some(at), "{stored}");
        }
    }
}
