//! `/beheer/gebruikers`: every account. Searching posts what is typed: a name does not belong in an address.

use super::sides;
use crate::access::accounts::{self, Account};
use crate::access::grant::{Grant, ZONE, current, day_of};
use crate::access::law::{Action, Target};
use crate::access::{Visit, identities, refused};
use crate::error::Error;
use crate::lang::Lang;
use crate::web::form::{Errors, Fields, Kind, LONGEST_NAME};
use crate::web::format::moment;
use crate::web::menu::Section;
use crate::web::parts::button::row as buttons;
use crate::web::parts::{
    Column, Holds, Icon, Order, Row, Table, Tone, Weight, badge, link, sheets, submit,
};
use crate::web::{Form, Page, Query};
use axum::Router;
use axum::routing::get;
use chrono::{DateTime, Utc};
use maud::{Markup, html};
use serde::Deserialize;

/// Accounts on a sheet.
const SHEET: usize = 25;
/// Found accounts that are shown; who finds more searches for more.
const FOUND: usize = 100;

pub(super) fn router() -> Router {
    Router::new().route("/beheer/gebruikers", get(list).post(search))
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default, rename = "sorteer")]
    order: Option<String>,
    #[serde(default, rename = "blad")]
    sheet: Option<usize>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Typed {
    zoek: String,
}

/// An account with what the list tells of it.
struct Listed {
    account: Account,
    grants: Vec<Grant>,
    is_linked: bool,
}

async fn all(visit: &Visit) -> Result<Vec<Listed>, Error> {
    let mut grants = current(visit.db(), day_of(visit.now())).await?;
    let linked = identities::linked(visit.db()).await?;
    let all = accounts::all(visit.db()).await?.into_iter();
    Ok(all
        .map(|account| Listed {
            grants: grants.remove(&account.id).unwrap_or_default(),
            is_linked: linked.contains(&account.id),
            account,
        })
        .collect())
}

async fn list(visit: Visit, Query(asked): Query<Asked>) -> Result<Markup, Error> {
    visit.must(Action::ManageAccounts, &Target::House)?;
    let order = Order::of(asked.order.as_deref(), &["naam", "aanmeldnaam", "gezien"]);
    let mut listed = all(&visit).await?;
    let name = |one: &Listed| (one.account.name.to_lowercase(), one.account.login.clone());
    match order.by {
        "aanmeldnaam" => listed.sort_by(|a, b| a.account.login.cmp(&b.account.login)),
        "gezien" => listed.sort_by_key(|one| (one.account.signed_in_at, name(one))),
        _ => listed.sort_by_key(name),
    }
    if order.is_down {
        listed.reverse();
    }
    let last = listed.len().div_ceil(SHEET).max(1);
    let sheet = asked.sheet.unwrap_or(1).clamp(1, last);
    let shown = listed.into_iter().skip((sheet - 1) * SHEET).take(SHEET);
    let clerk = Clerk { lang: visit.lang(), now: visit.now() };
    let sorted = Some((order, "/beheer/gebruikers?sorteer="));
    let table = clerk.table(&shown.collect::<Vec<_>>(), sorted, "admin.no_accounts");
    let (by, is_down) = (order.by, if order.is_down { "-" } else { "" });
    let (sheet, last) = (small(sheet), small(last));
    let to = |n| format!("/beheer/gebruikers?sorteer={is_down}{by}&blad={n}");
    let body = html! { (table) (sheets(visit.lang(), sheet, last, to)) };
    Ok(clerk.page(&visit, &Typed::default(), &Errors::default(), &body))
}

fn small(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

async fn search(visit: Visit, Form(typed): Form<Typed>) -> Result<axum::response::Response, Error> {
    visit.must(Action::ManageAccounts, &Target::House)?;
    let clerk = Clerk { lang: visit.lang(), now: visit.now() };
    let mut wrong = Errors::default();
    let wanted = wrong.required("zoek", &typed.zoek, LONGEST_NAME).to_lowercase();
    if !wrong.is_empty() {
        return Ok(refused(clerk.page(&visit, &typed, &wrong, &html! {})));
    }
    let mut found: Vec<_> = all(&visit)
        .await?
        .into_iter()
        .filter(|one| {
            one.account.name.to_lowercase().contains(&wanted) || one.account.login.contains(&wanted)
        })
        .collect();
    found.sort_by_key(|one| one.account.name.to_lowercase());
    let count = found.len();
    found.truncate(FOUND);
    let said = visit.lang().plural("admin.one_found", "admin.some_found", count);
    let body = html! {
        p.wv-lead role="status" { (said) }
        (clerk.table(&found, None, "admin.none_found"))
        p { a.wv-way href="/beheer/gebruikers" { (visit.lang().text("admin.all_accounts")) } }
    };
    Ok(axum::response::IntoResponse::into_response(clerk.page(&visit, &typed, &wrong, &body)))
}

/// Whether somebody can sign in with it: with a password, or linked to a person of the issuer.
pub(super) fn state(lang: Lang, account: &Account, is_linked: bool) -> Markup {
    match (&account.disabled_at, &account.password_hash) {
        (Some(_), _) => badge(Tone::Neutral, Icon::Lock, lang.text("admin.disabled")),
        (None, None) if !is_linked => badge(Tone::Info, Icon::Clock, lang.text("admin.waits")),
        (None, _) => badge(Tone::Good, Icon::Going, lang.text("admin.active")),
    }
}

struct Clerk {
    lang: Lang,
    now: DateTime<Utc>,
}

impl Clerk {
    fn table(
        &self,
        listed: &[Listed],
        order: Option<(Order, &str)>,
        empty: &'static str,
    ) -> Markup {
        let lang = self.lang;
        let columns = [
            Column::new(lang.text("access.your_name"), Holds::Name).sorted_by("naam"),
            Column::new(lang.text("access.login"), Holds::Line).sorted_by("aanmeldnaam"),
            Column::new(lang.text("admin.roles"), Holds::Words),
            Column::new(lang.text("table.status"), Holds::Line),
            Column::new(lang.text("access.step"), Holds::Line),
            Column::new(lang.text("admin.last_sign_in"), Holds::Line).sorted_by("gezien"),
        ];
        let label = lang.text("admin.accounts");
        let table = Table { label, columns: &columns, empty: lang.text(empty), order };
        let rows: Vec<Row> = listed.iter().map(|one| self.row(one)).collect();
        table.draw(lang, &rows, None)
    }

    fn row(&self, one: &Listed) -> Row {
        let lang = self.lang;
        let account = &one.account;
        let mut roles: Vec<_> =
            one.grants.iter().map(|grant| lang.text(grant.role.text())).collect();
        roles.dedup();
        let step = if account.totp_secret.is_some() { "access.step_on" } else { "access.step_off" };
        let seen = account.signed_in_at.map(|at| moment(lang, at, ZONE, day_of(self.now)));
        let cells = vec![
            html! { a href={ "/beheer/gebruikers/" (account.id) } { (account.name) } },
            html! { (account.login) },
            html! { (roles.join(", ")) },
            state(lang, account, one.is_linked),
            html! { (lang.text(step)) },
            html! { (seen.as_deref().unwrap_or(lang.text("admin.never"))) },
        ];
        Row { cells, is_past: account.disabled_at.is_some() }
    }

    fn page(&self, visit: &Visit, typed: &Typed, wrong: &Errors, body: &Markup) -> Markup {
        let lang = self.lang;
        let title = lang.text("admin.accounts");
        let fields = Fields { form: "zoeken", lang, errors: wrong };
        let body = html! {
            h1 { (title) }
            (sides(lang, 0))
            (buttons(&html! {
                (link(Weight::Primary, "/beheer/gebruikers/nieuw", None, lang.text("admin.new_account")))
            }))
            form.wv-form.wv-narrow method="post" action="/beheer/gebruikers" novalidate role="search" {
                (fields.summary(&[("zoek", "admin.search")]))
                (fields.hint("admin.search_hint").input("zoek", "admin.search", &typed.zoek, Kind::Line))
                (submit(Weight::Secondary, lang.text("admin.search_button")))
            }
            (body)
        };
        let section = Some(Section::Accounts);
        visit.page(&Page { title, section, body, ..Page::default() })
    }
}
