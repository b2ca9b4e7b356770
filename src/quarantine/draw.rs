//! How a quarantined event's two forms look: which fields there are follows from what came in.

use super::form::{BookForm, DiscardForm, Family};
use super::items::Item;
use super::pages::Clerk;
use crate::web::form::{Errors, Fields, Kind, kept_form_key};
use crate::web::parts::{Weight, submit};
use maud::{Markup, html};

/// The labels of both forms' fields.
const LABELS: [(&str, &str); 10] = [
    ("station", "table.station"),
    ("kind", "quarantine.kind"),
    ("reject", "quarantine.reject_reason"),
    ("task", "quarantine.task"),
    ("qty", "quarantine.qty"),
    ("worker", "quarantine.worker"),
    ("pause", "quarantine.pause_reason"),
    ("at", "quarantine.at"),
    ("reason", "quarantine.reason"),
    ("although_undone", "quarantine.although_undone"),
];

impl Clerk {
    /// The form that books, or why there is none.
    pub(super) fn booking(&self, item: &Item, typed: &BookForm, errors: &Errors) -> Markup {
        let lang = self.lang;
        let fields = Fields { form: "boek", lang, errors };
        let family = Family::of(item);
        let (title, hint) = match family {
            Family::Count => ("quarantine.book", "quarantine.book_hint"),
            Family::Presence => ("quarantine.book_presence", "quarantine.book_presence_hint"),
            Family::Standstill => ("quarantine.book_standstill", "quarantine.book_standstill_hint"),
            Family::Nothing => ("quarantine.book_nothing", "quarantine.book_nothing_hint"),
        };
        if family == Family::Nothing || (family == Family::Presence && self.people.is_empty()) {
            let why = if family == Family::Nothing { hint } else { "quarantine.book_nobody" };
            return html! { section { h2 { (lang.text(title)) } p { (lang.text(why)) } } };
        }
        html! {
            form.wv-form method="post" action={ "/quarantaine/" (item.id) "/boeking" } novalidate aria-labelledby="boeken" {
                h2 #boeken { (lang.text(title)) }
                p { (lang.text(hint)) }
                (kept_form_key(&typed.sleutel))
                (fields.summary(&LABELS))
                (fields.input("station", "table.station", &typed.station, Kind::Line))
                (self.happened(family, fields, typed))
                (fields.input("at", "quarantine.at", &typed.at, Kind::Moment))
                (fields.input("reason", "quarantine.reason", &typed.reason, Kind::Lines))
                @if item.undone {
                    (fields.tick("although_undone", "quarantine.although_undone", typed.is_confirmed()))
                }
                (submit(Weight::Primary, lang.text("quarantine.book_button")))
            }
        }
    }

    /// What happened, and what belongs to that.
    fn happened(&self, family: Family, fields: Fields<'_>, typed: &BookForm) -> Markup {
        match family {
            Family::Count => {
                let kinds = [("good", "quarantine.good"), ("reject", "quarantine.reject")];
                let rejects = [
                    ("", "quarantine.no_reject"),
                    ("material", "reject.material"),
                    ("work", "reject.work"),
                    ("dirt", "reject.dirt"),
                    ("broken", "reject.broken"),
                    ("unknown", "reject.unknown"),
                ];
                html! {
                    (fields.tiles("kind", "quarantine.kind", &typed.kind, &kinds))
                    (fields.choice("reject", "quarantine.reject_reason", &typed.reject, &rejects))
                    (fields.input("task", "quarantine.task", &typed.task, Kind::Line))
                    (fields.input("qty", "quarantine.qty", &typed.qty, Kind::Number))
                }
            }
            Family::Presence => {
                let kinds =
                    [("sign_on", "quarantine.sign_on"), ("sign_off", "quarantine.sign_off")];
                let mut people = vec![("", self.lang.text("quarantine.choose_worker"))];
                people.extend(self.people.iter().map(|(id, name)| (id.as_str(), name.as_str())));
                html! {
                    (fields.tiles("kind", "quarantine.kind", &typed.kind, &kinds))
                    (fields.select("worker", "quarantine.worker", &typed.worker, &people))
                }
            }
            Family::Standstill => {
                let kinds = [("pause", "quarantine.paused"), ("resume", "quarantine.resumed")];
                let reasons = [
                    ("", "quarantine.no_pause"),
                    ("break", "state.break"),
                    ("material", "state.material"),
                    ("fault", "state.fault"),
                    ("instruction", "state.instruction"),
                    ("talk", "state.talk"),
                ];
                html! {
                    (fields.tiles("kind", "quarantine.kind", &typed.kind, &kinds))
                    (fields.choice("pause", "quarantine.pause_reason", &typed.pause, &reasons))
                }
            }
            Family::Nothing => html! {},
        }
    }

    /// The form that says that it does not count.
    pub(super) fn discarding(&self, item: &Item, typed: &DiscardForm, errors: &Errors) -> Markup {
        let lang = self.lang;
        let fields = Fields { form: "weg", lang, errors };
        html! {
            form.wv-form method="post" action={ "/quarantaine/" (item.id) "/afwijzing" } novalidate aria-labelledby="weg" {
                h2 #weg { (lang.text("quarantine.discard")) }
                p { (lang.text("quarantine.discard_hint")) }
                (kept_form_key(&typed.sleutel))
                (fields.summary(&LABELS))
                (fields.input("reason", "quarantine.reason", &typed.reason, Kind::Lines))
                (submit(Weight::Secondary, lang.text("quarantine.discard_button")))
            }
        }
    }
}

/// The text as it came, without the tokens of badges: who reads one could sign on with it.
pub(super) fn without_badges(raw: &str) -> String {
    const NAME: &str = "\"badge\"";
    let mut shown = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once(NAME) {
        shown.push_str(before);
        shown.push_str(NAME);
        let value = after.trim_start_matches([' ', '\t', '\r', '\n', ':']);
        let (gap, _) = after.split_at(after.len() - value.len());
        shown.push_str(gap);
        rest = match value.strip_prefix('"') {
            // A token has no quotes in it; what is not closed is all token, as far as anybody knows.
            Some(token) => {
                shown.push_str("\"…\"");
                token.split_once('"').map_or("", |(_, rest)| rest)
            }
            None => value,
        };
    }
    shown + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_badge_is_not_shown_whatever_came() {
        for (raw, shown) in [
            (
                r#"{"kind":"sign_on","badge":"b-12","at":"x"}"#,
                r#"{"kind":"sign_on","badge":"…","at":"x"}"#,
            ),
            ("{\"badge\" :\n \"b-12\"", "{\"badge\" :\n \"…\""),
            (r#"{"badge":"b-1","of":1},{"badge":"b-2"}"#, r#"{"badge":"…","of":1},{"badge":"…"}"#),
            (r#"{"badge":"b-12"#, r#"{"badge":"…""#),
            (r#"{"badge":12}"#, r#"{"badge":12}"#),
            ("no text with one", "no text with one"),
        ] {
            assert_eq!(without_badges(raw), shown);
        }
    }
}
