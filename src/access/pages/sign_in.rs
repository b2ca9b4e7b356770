//! `/aanmelden`: name and password.

use super::{Asked, back_field, demo, fields, narrow, openid, refused, too_soon, wait};
use crate::access::accounts::{self, Account};
use crate::access::acting::roles_of;
use crate::access::address::Address;
use crate::access::check::{self, Checked};
use crate::access::door::Door;
use crate::access::enter::{Arrival, Cookies, enter};
use crate::access::place::Place;
use crate::access::role::Role;
use crate::access::second_factor;
use crate::access::sessions::{self, Stage};
use crate::access::told;
use crate::access::viewer::{Here, Who};
use crate::access::way_back::checked;
use crate::error::Error;
use crate::trail;
use crate::web::form::{Errors, Kind};
use crate::web::language::escaped;
use crate::web::parts::{Weight, flash, submit};
use crate::web::{Form, Query, Viewer};
use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use maud::{Markup, html};
use serde::Deserialize;

const LABELS: [(&str, &str); 2] = [("naam", "access.login"), ("wachtwoord", "access.password")];

pub(super) fn router(door: Door) -> Router {
    Router::new().route("/aanmelden", get(show).post(sign_in)).with_state(door)
}

/// As typed; the password is never sent back.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Typed {
    naam: String,
    wachtwoord: String,
    terug: String,
}

async fn show(
    State(door): State<Door>,
    who: Who,
    viewer: Viewer,
    Query(asked): Query<Asked>,
) -> Response {
    let is_brief = match &who {
        Who::In(access) if !access.is_brief() => {
            return Redirect::to(checked(&asked.back)).into_response();
        }
        who => matches!(who, Who::In(_)),
    };
    let typed = Typed { terug: asked.back, ..Typed::default() };
    let said = asked.done.is_some().then_some("access.password_set");
    // A PIN is not enough for the page that was asked for.
    let said = said.or(is_brief.then_some("tablet.step_up"));
    form(&door, &viewer, &typed, said, &Errors::default(), None).into_response()
}

async fn sign_in(
    State(door): State<Door>,
    who: Who,
    here: Here,
    viewer: Viewer,
    address: Address,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let mut wrong = Errors::default();
    wrong.required("naam", &typed.naam, 200);
    if typed.wachtwoord.is_empty() {
        wrong.add("wachtwoord", "form.required");
    }
    if !wrong.is_empty() {
        return Ok(refused(form(&door, &viewer, &typed, None, &wrong, None)));
    }
    let login = accounts::login_of(&typed.naam);
    let named = match &login {
        Some(login) => accounts::of_login(door.db(), login).await?,
        None => None,
    };
    let name = (login.as_deref().unwrap_or("?"), named.as_ref());
    let checked = check::password(&door, &headers, &address, name, &typed.wachtwoord).await?;
    if let Checked::Later(seconds) = checked {
        let page = form(&door, &viewer, &typed, None, &wrong, Some(seconds));
        return Ok(too_soon(page, seconds));
    }
    let Some(account) = named.as_ref().filter(|_| checked == Checked::Right) else {
        // One sentence for an unknown name, a wrong password and a disabled account: none tells that a name exists.
        tracing::info!("a sign-in failed");
        let is_open = named.as_ref().is_none_or(|account| account.disabled_at.is_none());
        let why = if is_open { "wrong name or password" } else { "disabled account" };
        let entry = told::refused(door.clock().now(), named.as_ref(), why, (&address, here.id()));
        trail::record(door.db(), &entry).await?;
        wrong.add("wachtwoord", "access.wrong");
        return Ok(refused(form(&door, &viewer, &typed, None, &wrong, None)));
    };
    let (roles, _) = roles_of(door.db(), &account.id, None, door.clock().now()).await?;
    let Some(first) = roles.first() else {
        let entry =
            told::refused(door.clock().now(), Some(account), "no role", (&address, here.id()));
        trail::record(door.db(), &entry).await?;
        wrong.add("naam", "access.no_role");
        return Ok(refused(form(&door, &viewer, &typed, None, &wrong, None)));
    };
    go_on(&door, &who, (&headers, &address, &here), (account, *first, &roles), &typed.terug).await
}

/// The password was right: in, or to the second step.
async fn go_on(
    door: &Door,
    who: &Who,
    from: Arrival<'_>,
    (account, first, roles): (&Account, Role, &[Role]),
    back: &str,
) -> Result<Response, Error> {
    let mut tx = door.db().begin().await?;
    let must_enrol = roles.iter().any(|role| role.needs_second_factor());
    let answer = match (&account.totp_secret, must_enrol) {
        (None, false) => {
            let cookies = enter(door, &mut tx, from, (account, first), who.session()).await?;
            let whence = (from.1, from.2.id());
            let entry = told::signed_in(door.clock().now(), &account.id, first, whence);
            trail::write(&mut tx, &entry).await?;
            cookies.and_on_to(back)
        }
        (secret, _) => {
            let (stage, page) = match secret {
                Some(_) => (Stage::Code, "/aanmelden/code"),
                None => (Stage::Enrol, "/aanmelden/tweede-stap"),
            };
            let before = who.session().map(|session| session.hash.as_str());
            let now = door.clock().now();
            let place = Place::of(from.0, from.1);
            let before = (before, from.2.id(), &place);
            let token = sessions::begin(&mut tx, &account.id, stage, before, now).await?;
            if stage == Stage::Enrol {
                let secret = second_factor::new_secret();
                sessions::keep_secret(&mut tx, &token.hash(), &secret).await?;
            }
            let page = match checked(back) {
                "/" => page.to_owned(),
                back => format!("{page}?terug={}", escaped(back)),
            };
            Cookies::of_session(door, &token).with(Redirect::to(&page))
        }
    };
    tx.commit().await?;
    // The session that this browser had before is over, and so are its streams.
    door.ring();
    Ok(answer)
}

fn form(
    door: &Door,
    viewer: &Viewer,
    typed: &Typed,
    said: Option<&'static str>,
    errors: &Errors,
    seconds: Option<i64>,
) -> Markup {
    let lang = viewer.lang;
    let fields = fields("in", viewer, errors);
    let body = html! {
        @if let Some(said) = said { (flash(lang.text(said))) }
        form.wv-form.wv-narrow method="post" action="/aanmelden" novalidate {
            (wait(viewer, seconds))
            (fields.summary(&LABELS))
            (back_field(&typed.terug))
            (fields.input("naam", "access.login", &typed.naam, Kind::Login))
            (fields.input("wachtwoord", "access.password", "", Kind::Password))
            (submit(Weight::Primary, lang.text("access.sign_in")))
        }
        @if let Some(openid) = &door.settings().openid { (openid::button(viewer, openid, &typed.terug)) }
        @if door.settings().is_demo { (demo::buttons(viewer, &typed.terug)) }
        p.wv-small { (lang.text("access.forgotten")) }
    };
    narrow(viewer, "access.title", &body)
}
