//! The fields with which a role is given: which, for what, from when until when.

use super::scopes::Scopes;
use crate::access::Role;
use crate::access::grant::{Grant, Scope};
use crate::web::form::{Errors, Fields, Kind};
use crate::web::format::is_plausible;
use chrono::NaiveDate;
use maud::{Markup, html};
use serde::Deserialize;

/// The labels of the fields.
pub(super) const LABELS: [(&str, &str); 4] = [
    ("rol", "access.role"),
    ("bereik", "admin.scope"),
    ("vanaf", "admin.from"),
    ("tot", "admin.until"),
];

/// As typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct GrantForm {
    sleutel: String,
    rol: String,
    bereik: String,
    vanaf: String,
    tot: String,
}

impl GrantForm {
    /// The key of the form.
    pub(super) fn key(&self) -> &str {
        &self.sleutel
    }

    /// The grant, when nothing is wrong with it.
    pub(super) fn check(
        &self,
        wrong: &mut Errors,
        scopes: &Scopes,
        today: NaiveDate,
    ) -> Option<Grant> {
        let role = Role::from_word(&self.rol);
        if role.is_none() {
            wrong.add("rol", "form.required");
        }
        let scope = self.bereik.parse::<Scope>().ok().filter(|scope| scopes.has(scope));
        match (&scope, role) {
            (None, _) => wrong.add("bereik", "form.required"),
            (Some(scope), Some(role)) if !scope.fits(role) => {
                wrong.add("bereik", "admin.scope_does_not_fit");
            }
            _ => {}
        }
        let from = match self.vanaf.trim() {
            "" => Some(today),
            text => day(wrong, "vanaf", text),
        };
        let until = match self.tot.trim() {
            "" => None,
            text => day(wrong, "tot", text),
        };
        if until.zip(from).is_some_and(|(until, from)| until < from) {
            wrong.add("tot", "admin.until_before_from");
        }
        let (role, scope, from) = (role?, scope?, from?);
        wrong.is_empty().then_some(Grant { role, scope, from, until })
    }

    /// The fields, as typed.
    pub(super) fn draw(&self, fields: Fields<'_>, scopes: &Scopes) -> Markup {
        let mut roles = vec![("", "admin.choose")];
        roles.extend(Role::ALL.map(|role| (role.word(), role.text())));
        let known = scopes.options(fields.lang);
        let mut options = vec![("", fields.lang.text("admin.choose"))];
        options.extend(known.iter().map(|(word, name)| (word.as_str(), name.as_str())));
        html! {
            (fields.choice("rol", "access.role", &self.rol, &roles))
            (fields.hint("admin.scope_hint").select("bereik", "admin.scope", &self.bereik, &options))
            (fields.hint("admin.from_hint").optional().input("vanaf", "admin.from", &self.vanaf, Kind::Day))
            (fields.hint("admin.until_hint").optional().input("tot", "admin.until", &self.tot, Kind::Day))
        }
    }
}

/// A day as browsers send it.
pub(super) fn day(wrong: &mut Errors, field: &'static str, text: &str) -> Option<NaiveDate> {
    let day = text.trim().parse().ok().filter(|day| is_plausible(*day));
    if day.is_none() {
        wrong.add(field, "admin.wrong_day");
    }
    day
}
