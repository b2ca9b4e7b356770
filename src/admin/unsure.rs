//! What is not done on one press, because it takes something away from somebody: a tick says that it is meant, as with devices
//! and terminals.

use crate::access::Role;
use crate::access::grant::Scope;
use crate::lang::Lang;
use crate::web::form::{Errors, Fields};
use maud::{Markup, html};

/// The field of the tick.
const FIELD: &str = "zeker";
/// What is said when it was forgotten.
pub(super) const NOT_SURE: &str = "terminals.not_sure";

/// What somebody wants to take away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Taken {
    /// The second step of signing in.
    Step,
    /// The account itself.
    Account,
    /// A role.
    Role(Role, Scope),
}

impl Taken {
    /// What the tick says.
    fn label(&self) -> &'static str {
        match self {
            Self::Step => "admin.sure_step",
            Self::Account => "admin.sure_disable",
            Self::Role(..) => "admin.sure_role",
        }
    }

    /// The tick; asked for again where it was forgotten.
    pub(super) fn tick(&self, lang: Lang, form: &str, forgotten: Option<&Self>) -> Markup {
        let errors = self.errors(forgotten);
        Fields { form, lang, errors: &errors }.tick(FIELD, self.label(), false)
    }

    /// Above the form: that the tick was forgotten.
    pub(super) fn summary(&self, lang: Lang, form: &str, forgotten: Option<&Self>) -> Markup {
        let errors = self.errors(forgotten);
        html! { (Fields { form, lang, errors: &errors }.summary(&[(FIELD, self.label())])) }
    }

    fn errors(&self, forgotten: Option<&Self>) -> Errors {
        let mut errors = Errors::default();
        if forgotten == Some(self) {
            errors.add(FIELD, NOT_SURE);
        }
        errors
    }
}
