//! `/beheer/gebruikers/nieuw`: an account for somebody, with a first role and the link for a password. The form's key becomes
//! the id of the account: sent twice, it leads to the account that was made, where another link can be had.

use super::grant_form::{GrantForm, LABELS as GRANT_LABELS};
use super::link_once;
use super::scopes::Scopes;
use super::{must, refused};
use crate::access::accounts;
use crate::access::grant::day_of;
use crate::access::law::Action;
use crate::access::{Access, Change, Door, Once};
use crate::error::Error;
use crate::id;
use crate::web::form::{Errors, Fields, Kind, LONGEST_NAME, form_key};
use crate::web::menu::Section;
use crate::web::parts::{Way, Weight, submit};
use crate::web::{Form, Page, Viewer, page};
use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use maud::{Markup, html};
use serde::Deserialize;

pub(super) fn router(door: Door) -> Router {
    Router::new().route("/beheer/gebruikers/nieuw", get(show).post(make)).with_state(door)
}

/// As typed.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Typed {
    naam: String,
    aanmeldnaam: String,
    #[serde(flatten)]
    grant: GrantForm,
}

async fn show(State(door): State<Door>, access: Access, viewer: Viewer) -> Result<Markup, Error> {
    must(&access, Action::ManageAccounts)?;
    let key = id::new(door.clock().now());
    let scopes = Scopes::load(door.db()).await?;
    Ok(form(&viewer, &scopes, (&key, &Typed::default()), &Errors::default()))
}

async fn make(
    State(door): State<Door>,
    access: Access,
    viewer: Viewer,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    must(&access, Action::ManageAccounts)?;
    let id = typed.grant.key();
    let sent = Once::of(&access, id)?;
    if let Some(answer) = sent.before(door.db()).await? {
        return Ok(answer);
    }
    let scopes = Scopes::load(door.db()).await?;
    let mut wrong = Errors::default();
    let name = wrong.required("naam", &typed.naam, LONGEST_NAME);
    let login = accounts::login_of(&typed.aanmeldnaam);
    if login.is_none() {
        wrong.add("aanmeldnaam", "access.wrong_login");
    }
    let grant = typed.grant.check(&mut wrong, &scopes, day_of(door.clock().now()));
    let (Some(grant), Some(login), true) = (grant, login, wrong.is_empty()) else {
        return Ok(refused(form(&viewer, &scopes, (id, &typed), &wrong)));
    };
    let mut change = Change::by(&access).await?;
    let there = format!("/beheer/gebruikers/{id}");
    if let Some(answer) = change.once(&sent, ("admin.done_made_before", &there)).await? {
        return Ok(answer);
    }
    if !change.make_account(id, &login, name).await? {
        // Dropped, the change forgets the key as well.
        wrong.add("aanmeldnaam", "access.login_taken");
        return Ok(refused(form(&viewer, &scopes, (id, &typed), &wrong)));
    }
    change.give(id, &grant).await?;
    let token = change.link(id).await?;
    change.commit().await?;
    Ok(link_once::shown((&viewer, &door), &headers, id, &token).into_response())
}

fn form(viewer: &Viewer, scopes: &Scopes, (key, typed): (&str, &Typed), wrong: &Errors) -> Markup {
    let lang = viewer.lang;
    let fields = Fields { form: "nieuw", lang, errors: wrong };
    let mut labels = vec![("naam", "access.your_name"), ("aanmeldnaam", "access.login")];
    labels.extend(GRANT_LABELS);
    let title = lang.text("admin.new_account");
    let body = html! {
        h1 { (title) }
        form.wv-form.wv-narrow method="post" action="/beheer/gebruikers/nieuw" novalidate {
            (form_key(key))
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
    page(viewer, &Page { title, section, above, body, ..Page::default() })
}
