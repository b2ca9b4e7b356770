//! One account as a page: who it is, as what, where they are in, and the forms that change it.

use super::account_badge;
use super::accounts::state;
use super::grant_form::{GrantForm, LABELS};
use super::scopes::Scopes;
use super::unsure::Taken;
use crate::access::accounts::Account;
use crate::access::grant::{Grant, day_of, grants};
use crate::access::pages::session_list;
use crate::access::sessions::{self, Session};
use crate::access::{Visit, badge as badges, identities};
use crate::error::Error;
use crate::lang::Lang;
use crate::web::Page;
use crate::web::form::{Errors, Fields, kept_form_key};
use crate::web::format::day as day_text;
use crate::web::menu::Section;
use crate::web::parts::{
    Column, Holds, Icon, Row, Table, Tone, Way, Weight, alert, badge, facts, submit,
};
use chrono::{DateTime, NaiveDate, Utc};
use maud::{Markup, html};

/// What is said on the page about a form that was refused.
#[derive(Default)]
pub(super) struct Refused {
    /// The key of the form, which it keeps.
    pub(super) key: String,
    /// The role that was to be given, as typed.
    pub(super) typed: GrantForm,
    /// What is wrong with it.
    pub(super) wrong: Errors,
    /// What cannot be done at all; the key of a sentence.
    pub(super) never: Option<&'static str>,
    /// What was to be taken away without the tick that it is meant.
    pub(super) unsure: Option<Taken>,
    /// The badge, as typed.
    pub(super) badge: Option<account_badge::Typed>,
    /// What is wrong with it.
    pub(super) badge_wrong: Errors,
}

impl Refused {
    /// A form that takes something away: it can never be done, or the tick that it is meant is missing.
    pub(super) fn taking(key: String, wrong: &Errors, taken: Taken) -> Self {
        let never = wrong.of("");
        let unsure = never.is_none().then_some(taken);
        Self { key, never, unsure, ..Self::default() }
    }
}

/// An account with all that the page shows.
struct Shown {
    account: Account,
    grants: Vec<Grant>,
    sessions: Vec<Session>,
    scopes: Scopes,
    badge: account_badge::Typed,
    now: DateTime<Utc>,
    is_own: bool,
    is_linked: bool,
    /// One key for every form of the page: each of them leads away from it.
    key: Markup,
}

/// The page.
pub(super) async fn draw(
    visit: &Visit,
    account: Account,
    refused: &Refused,
) -> Result<Markup, Error> {
    let (db, now) = (visit.db(), visit.now());
    let shown = Shown {
        grants: grants(db, &account.id).await?,
        sessions: sessions::of_account(db, &account.id, now).await?,
        scopes: Scopes::load(db).await?,
        is_own: visit.access().account() == account.id,
        is_linked: identities::linked(db).await?.contains(&account.id),
        badge: match &refused.badge {
            Some(typed) => typed.clone(),
            None => account_badge::Typed::of(badges::of(db, &account.id).await?),
        },
        key: kept_form_key(&refused.key),
        account,
        now,
    };
    Ok(shown.page(visit, refused))
}

impl Shown {
    fn page(&self, visit: &Visit, refused: &Refused) -> Markup {
        let lang = visit.lang();
        let account = &self.account;
        let at = format!("/beheer/gebruikers/{}", account.id);
        let step = if account.totp_secret.is_some() { "access.step_on" } else { "access.step_off" };
        let fields = Fields { form: "geven", lang, errors: &refused.wrong };
        let body = html! {
            h1 { (account.name) }
            @if let Some(key) = refused.never {
                div role="alert" { (alert(Tone::Danger, html! { p { (lang.text(key)) } })) }
            }
            (facts(&[
                (lang.text("access.login"), html! { (account.login) }),
                (lang.text("table.status"), state(lang, account, self.is_linked)),
                (lang.text("access.step"), html! { (lang.text(step)) }),
            ]))
            (self.changes(lang, &at, refused.unsure.as_ref()))
            h2 { (lang.text("admin.roles")) }
            (self.roles(lang, &at, refused.unsure.as_ref()))
            form.wv-form.wv-narrow method="post" action={ (at) "/rol" } novalidate aria-labelledby="rol-geven" {
                h2 #rol-geven { (lang.text("admin.give_role")) }
                p { (lang.text("admin.give_hint")) }
                (self.key)
                (fields.summary(&LABELS))
                (refused.typed.draw(fields, &self.scopes))
                (submit(Weight::Primary, lang.text("admin.give")))
            }
            (self.badge.draw(lang, &at, &self.key, &refused.badge_wrong))
            (session_list(lang, self.now, &self.sessions, &format!("{at}/sessie/einde"), None))
            @if !self.sessions.is_empty() {
                form method="post" action={ (at) "/sessies/einde" } {
                    (self.key)
                    (submit(Weight::Secondary, lang.text("admin.end_sessions")))
                }
            }
        };
        // A page's title stands in the history of a browser; names do not.
        let title = lang.text("admin.account");
        let above = vec![Way::new("/beheer/gebruikers", lang.text("admin.accounts"))];
        let section = Some(Section::Accounts);
        visit.page(&Page { title, section, above, body, ..Page::default() })
    }

    /// What concerns the account as a whole.
    fn changes(&self, lang: Lang, at: &str, forgotten: Option<&Taken>) -> Markup {
        let account = &self.account;
        let is_open = account.disabled_at.is_none();
        html! {
            div.wv-buttons {
                @if is_open {
                    form method="post" action={ (at) "/link" } {
                        (self.key)
                        (submit(Weight::Secondary, lang.text("admin.new_link")))
                    }
                } @else {
                    form method="post" action={ (at) "/toegang" } {
                        (self.key)
                        button class=(Weight::Secondary.button()) type="submit" name="aan" value="ja" { (lang.text("admin.enable")) }
                    }
                }
            }
            @if account.totp_secret.is_some() {
                form.wv-form.wv-narrow method="post" action={ (at) "/tweede-stap" } novalidate {
                    (self.key)
                    (Taken::Step.summary(lang, "stap", forgotten))
                    (Taken::Step.tick(lang, "stap", forgotten))
                    (submit(Weight::Secondary, lang.text("admin.forget_step")))
                }
            }
            @if is_open && !self.is_own {
                form.wv-form.wv-narrow method="post" action={ (at) "/toegang" } novalidate {
                    (self.key)
                    (Taken::Account.summary(lang, "uit", forgotten))
                    (Taken::Account.tick(lang, "uit", forgotten))
                    button class=(Weight::Danger.button()) type="submit" name="aan" value="nee" { (lang.text("admin.disable")) }
                }
            }
        }
    }

    fn roles(&self, lang: Lang, at: &str, forgotten: Option<&Taken>) -> Markup {
        let heads = [
            ("access.role", Holds::Name),
            ("admin.scope", Holds::Words),
            ("admin.from", Holds::Line),
            ("admin.until", Holds::Line),
            ("table.status", Holds::Line),
            ("admin.end_role", Holds::Actions),
        ];
        let table = Table {
            label: lang.text("admin.roles"),
            columns: &heads.map(|(key, holds)| Column::new(lang.text(key), holds)),
            empty: lang.text("admin.no_roles"),
            order: None,
        };
        let today = day_of(self.now);
        let mut rows = Vec::new();
        let mut said = html! {};
        for (n, grant) in self.grants.iter().enumerate() {
            let taken = Taken::Role(grant.role, grant.scope.clone());
            let form = format!("rol{n}");
            // Of two grants for the same only one is looked at; ending it ends both.
            if forgotten == Some(&taken) && said.0.is_empty() {
                said = taken.summary(lang, &form, forgotten);
            }
            let tick = taken.tick(lang, &form, forgotten);
            rows.push(self.role(lang, at, today, (grant, &tick)));
        }
        html! { (said) (table.draw(lang, &rows, None)) }
    }

    fn role(
        &self,
        lang: Lang,
        at: &str,
        today: NaiveDate,
        (grant, tick): (&Grant, &Markup),
    ) -> Row {
        let is_past = grant.until.is_some_and(|until| until < today || until < grant.from);
        let (tone, shape, word) = match (is_past, grant.is_in_force(today)) {
            (true, _) => (Tone::Neutral, Icon::Cross, "admin.past"),
            (false, true) => (Tone::Good, Icon::Going, "admin.in_force"),
            (false, false) => (Tone::Info, Icon::Clock, "admin.to_come"),
        };
        let role = lang.text(grant.role.text());
        let scope = self.scopes.name(lang, &grant.scope);
        let end = html! {
            @if !is_past {
                form method="post" action={ (at) "/rol/einde" } novalidate {
                    (self.key)
                    input type="hidden" name="rol" value=(grant.role.word());
                    input type="hidden" name="bereik" value=(grant.scope);
                    (tick)
                    (submit(Weight::Secondary, html! {
                        (lang.text("admin.end_role")) span.wv-unseen { ": " (role) ", " (scope) }
                    }))
                }
            }
        };
        let until = grant.until.map(|until| day_text(lang, until, today));
        let cells = vec![
            html! { (role) },
            html! { (scope) },
            html! { (day_text(lang, grant.from, today)) },
            html! { (until.as_deref().unwrap_or("–")) },
            badge(tone, shape, lang.text(word)),
            end,
        ];
        Row { cells, is_past }
    }
}
