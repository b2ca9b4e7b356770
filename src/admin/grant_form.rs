//! The fields with which a role is given: which, for what, from when until when.

use super::scopes::Scopes;
use crate::access::Role;
use crate::access::grant::{Grant, Scope};
use crate::web::form::{Fields, Kind, Reader};
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
    pub(super) fn read(
        &self,
        form: &mut Reader,
        scopes: &Scopes,
        today: NaiveDate,
    ) -> Option<Grant> {
        let role = form.word("rol", &self.rol, Role::from_word);
        let scope = self.bereik.parse::<Scope>().ok().filter(|scope| scopes.has(scope));
        let scope = form.that_is("bereik", scope, "form.choose");
        if let (Some(scope), Some(role)) = (&scope, role)
            && !scope.fits(role)
        {
            form.wrong::<()>("bereik", "admin.scope_does_not_fit");
        }
        let from = form.optional_day("vanaf", &self.vanaf).map(|from| from.unwrap_or(today));
        let until = form.optional_day("tot", &self.tot);
        if until.flatten().zip(from).is_some_and(|(until, from)| until < from) {
            form.wrong::<()>("tot", "admin.until_before_from");
        }
        Some(Grant { role: role?, scope: scope?, from: from?, until: until? })
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
