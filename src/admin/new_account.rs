//! `/beheer/gebruikers/nieuw`: an account for somebody, with a first role and the link for a password. The form's key becomes
//! the id of the account: sent twice, it leads to the account that was made, where another link can be had.

use super::grant_form::{GrantForm, LABELS as GRANT_LABELS};
use super::link_once;
use super::scopes::Scopes;
use crate::access::accounts;
use crate::access::grant::{Grant, day_of};
use crate::access::law::{Action, Target};
use crate::access::{Change, Refusal, Visit};
use crate::error::Error;
use crate::web::form::{Errors, Fields, Kind, LONGEST_NAME, Reader, kept_form_key};
use crate::web::menu::Section;
use crate::web::parts::{Way, Weight, submit};
use crate::web::{Form, Page};
use axum::Router;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;
use chrono::NaiveDate;
use maud::{Markup, html};
use serde::Deserialize;

pub(super) fn router() -> Router {
    Router::new().route("/beheer/gebruikers/nieuw", get(show).post(make))
}

/// As typed.
#[derive(Default, Deserialize)]
#[serde(default)]
struct NewAccountForm {
    naam: String,
    aanmeldnaam: String,
    #[serde(flatten)]
    grant: GrantForm,
}

/// An account to be made.
struct NewAccount {
    name: String,
    login: String,
    grant: Grant,
}

impl NewAccountForm {
    fn read(&self, scopes: &Scopes, today: NaiveDate) -> Result<NewAccount, Errors> {
        let mut form = Reader::default();
        let name = form.text("naam", &self.naam, LONGEST_NAME);
        let login = accounts::login_of(&self.aanmeldnaam);
        let login = form.that_is("aanmeldnaam", login, "access.wrong_login");
        let grant = self.grant.read(&mut form, scopes, today);
        form.done((|| Some(NewAccount { name: name?, login: login?, grant: grant? }))())
    }
}

async fn show(visit: Visit) -> Result<Markup, Error> {
    visit.must(Action::ManageAccounts, &Target::House)?;
    let scopes = Scopes::load(visit.db()).await?;
    Ok(draw_form(&visit, &scopes, &NewAccountForm::default(), &Errors::default()))
}

async fn make(
    visit: Visit,
    headers: HeaderMap,
    Form(typed): Form<NewAccountForm>,
) -> Result<Response, Error> {
    visit.must(Action::ManageAccounts, &Target::House)?;
    let scopes = Scopes::load(visit.db()).await?;
    let id = typed.grant.key();
    let said = ("admin.done_made_before", &*format!("/beheer/gebruikers/{id}"));
    let read = || typed.read(&scopes, day_of(visit.now()));
    let acted = visit
        .act(id, said, read, async |act, new| {
            let mut change = Change::of(act);
            if !change.make_account(id, &new.login, &new.name).await? {
                return Err(Refusal::field("aanmeldnaam", "access.login_taken"));
            }
            change.give(id, &new.grant).await?;
            Ok(change.link(id).await?)
        })
        .await?;
    Ok(acted.or_show(
        |token| link_once::shown(&visit, &headers, id, &token),
        |wrong| draw_form(&visit, &scopes, &typed, wrong),
    ))
}

fn draw_form(visit: &Visit, scopes: &Scopes, typed: &NewAccountForm, wrong: &Errors) -> Markup {
    let lang = visit.lang();
    let fields = Fields { form: "nieuw", lang, errors: wrong };
    let mut labels = vec![("naam", "access.your_name"), ("aanmeldnaam", "access.login")];
    labels.extend(GRANT_LABELS);
    let title = lang.text("admin.new_account");
    let body = html! {
        h1 { (title) }
        form.wv-form.wv-narrow method="post" action="/beheer/gebruikers/nieuw" novalidate {
            (kept_form_key(typed.grant.key()))
            (fields.summary(&labels))
            // Somebody else's: no browser fills in the names of who sits here.
            (fields.input("naam", "access.your_name", &typed.naam, Kind::Line))
            (fields.hint("admin.login_hint").input("aanmeldnaam", "access.login", &typed.aanmeldnaam, Kind::Line))
            (typed.grant.draw(fields, scopes))
            (submit(Weight::Primary, lang.text("admin.make")))
        }
    };
    let above = vec![Way::new("/beheer/gebruikers", lang.text("admin.accounts"))];
    let section = Some(Section::Accounts);
    visit.page(&Page { title, section, above, body, ..Page::default() })
}
