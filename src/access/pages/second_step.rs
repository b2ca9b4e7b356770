//! `/aanmelden/code`: the code of the second factor, after the right password.

use super::{Asked, back_field, fields, narrow, refused, too_soon, wait};
use crate::access::accounts::Account;
use crate::access::acting::roles_of;
use crate::access::address::Address;
use crate::access::check::{count, forgive};
use crate::access::door::Door;
use crate::access::enter::enter;
use crate::access::second_factor::accept;
use crate::access::sessions::Stage;
use crate::access::throttle::Counter;
use crate::access::told;
use crate::access::viewer::{Here, Who};
use crate::access::way_back::{checked, sign_in_page};
use crate::error::Error;
use crate::trail;
use crate::web::form::{Errors, Kind};
use crate::web::parts::{Weight, submit};
use crate::web::{Form, Query, Viewer};
use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use maud::{Markup, html};
use serde::Deserialize;

pub(super) fn router(door: Door) -> Router {
    Router::new().route("/aanmelden/code", get(show).post(check)).with_state(door)
}

/// As typed.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Typed {
    code: String,
    terug: String,
}

/// The account of somebody who is at this step, with its secret.
fn waiting(who: &Who) -> Option<(&Account, &str)> {
    let Who::Halfway(halfway) = who else { return None };
    let (account, session) = &**halfway;
    (session.stage == Stage::Code).then_some(account).zip(account.totp_secret.as_deref())
}

/// Who is not at this step: who pressed twice is in by now, and the sign-in page leads them on to where they wanted to be.
fn elsewhere(back: &str) -> Response {
    Redirect::to(&sign_in_page(checked(back))).into_response()
}

async fn show(who: Who, viewer: Viewer, Query(asked): Query<Asked>) -> Response {
    if waiting(&who).is_none() {
        return elsewhere(&asked.back);
    }
    form(&viewer, &asked.back, &Errors::default(), None).into_response()
}

async fn check(
    State(door): State<Door>,
    who: Who,
    here: Here,
    viewer: Viewer,
    address: Address,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let Some((account, secret)) = waiting(&who) else { return Ok(elsewhere(&typed.terug)) };
    let now = door.clock().now();
    let counters = [Counter::Code(account.id.clone())];
    if let Some(seconds) = count(&door, &counters).await? {
        let page = form(&viewer, &typed.terug, &Errors::default(), Some(seconds));
        return Ok(too_soon(page, seconds));
    }
    let mut tx = door.db().begin().await?;
    if !accept(&mut tx, &account.id, secret, &typed.code, now).await? {
        drop(tx);
        let entry = told::refused(now, Some(account), "wrong code", (&address, here.id()));
        trail::record(door.db(), &entry).await?;
        let mut wrong = Errors::default();
        wrong.add("code", "access.wrong_code");
        return Ok(refused(form(&viewer, &typed.terug, &wrong, None)));
    }
    let (roles, _) = roles_of(door.db(), &account.id, None, now).await?;
    let Some(role) = roles.first() else {
        return Ok(Redirect::to(&sign_in_page("/")).into_response());
    };
    let from = (&headers, &address, &here);
    let cookies = enter(&door, &mut tx, from, (account, *role), who.session()).await?;
    let entry = told::signed_in(now, &account.id, *role, (&address, here.id()));
    trail::write(&mut tx, &entry).await?;
    tx.commit().await?;
    forgive(&door, &counters).await?;
    Ok(cookies.and_on_to(&typed.terug))
}

fn form(viewer: &Viewer, back: &str, errors: &Errors, seconds: Option<i64>) -> Markup {
    let lang = viewer.lang;
    let fields = fields("code", viewer, errors);
    let body = html! {
        form.wv-form.wv-narrow method="post" action="/aanmelden/code" novalidate {
            p { (lang.text("access.code_hint")) }
            (wait(viewer, seconds))
            (fields.summary(&[("code", "access.code")]))
            (back_field(back))
            (fields.input("code", "access.code", "", Kind::Code))
            (submit(Weight::Primary, lang.text("access.sign_in")))
        }
        p { a.wv-way href="/aanmelden" { (lang.text("access.other_account")) } }
    };
    narrow(viewer, "access.code_title", &body)
}
