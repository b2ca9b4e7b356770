//! `/beheer/gebruikers/{id}` and what its forms do. Each may be sent twice: what is so already stays so, without a second
//! line in the trail, and what makes something new has a key.

use super::account::{Refused, draw};
use super::grant_form::GrantForm;
use super::link_once;
use super::scopes::Scopes;
use super::unsure::{Sure, Taken};
use super::{must, refused};
use crate::access::accounts::{self, Account};
use crate::access::grant::{Scope, day_of};
use crate::access::law::{Action, sees_people_or_trail};
use crate::access::{Access, Change, Door, Once, Role};
use crate::error::Error;
use crate::web::{Form, Path, Viewer, done};
use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use maud::Markup;
use serde::Deserialize;

pub(super) fn router(door: Door) -> Router {
    Router::new()
        .route("/beheer/gebruikers/{id}", get(show))
        .route("/beheer/gebruikers/{id}/rol", post(give))
        .route("/beheer/gebruikers/{id}/rol/einde", post(take))
        .route("/beheer/gebruikers/{id}/toegang", post(open_or_close))
        .route("/beheer/gebruikers/{id}/tweede-stap", post(forget_second_factor))
        .route("/beheer/gebruikers/{id}/link", post(link))
        .route("/beheer/gebruikers/{id}/sessie/einde", post(end_session))
        .route("/beheer/gebruikers/{id}/sessies/einde", post(end_sessions))
        .with_state(door)
}

/// The account of the address, for who may look after accounts.
pub(super) async fn find(door: &Door, access: &Access, id: &str) -> Result<Account, Error> {
    must(access, Action::ManageAccounts)?;
    accounts::one(door.db(), id).await?.ok_or(Error::NO_PAGE)
}

/// Its address.
pub(super) fn at(id: &str) -> String {
    format!("/beheer/gebruikers/{id}")
}

/// Everything that ends sessions tells open streams.
fn changed(door: &Door, key: &'static str, id: &str) -> Response {
    door.ring();
    done(key, &at(id))
}

async fn show(
    State(door): State<Door>,
    access: Access,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Markup, Error> {
    let account = find(&door, &access, &id).await?;
    draw(&door, (&viewer, &access), account, &Refused::default()).await
}

/// The page again, with why the form was refused.
async fn again(
    door: &Door,
    (viewer, access): (&Viewer, &Access),
    account: Account,
    refusal: &Refused,
) -> Result<Response, Error> {
    let viewer = viewer.at(&at(&account.id));
    Ok(refused(draw(door, (&viewer, access), account, refusal).await?))
}

async fn give(
    State(door): State<Door>,
    access: Access,
    viewer: Viewer,
    Path(id): Path<String>,
    Form(typed): Form<GrantForm>,
) -> Result<Response, Error> {
    let account = find(&door, &access, &id).await?;
    let form = Once::of(&access, typed.key())?;
    if let Some(answer) = form.before(door.db()).await? {
        return Ok(answer);
    }
    let mut refusal = Refused::default();
    let scopes = Scopes::load(door.db()).await?;
    let grant = typed.check(&mut refusal.wrong, &scopes, day_of(door.clock().now()));
    let Some(grant) = grant else {
        refusal.typed = typed;
        return again(&door, (&viewer, &access), account, &refusal).await;
    };
    if access.account() == id && sees_people_or_trail(grant.role) {
        refusal.typed = typed;
        refusal.never = Some("admin.not_to_yourself");
        return again(&door, (&viewer, &access), account, &refusal).await;
    }
    let mut change = Change::by(&access).await?;
    if let Some(answer) = change.once(&form, ("admin.done_role_given_before", &at(&id))).await? {
        return Ok(answer);
    }
    change.give(&id, &grant).await?;
    change.commit().await?;
    Ok(changed(&door, "admin.done_role_given", &id))
}

#[derive(Deserialize)]
struct Ended {
    rol: String,
    bereik: String,
    #[serde(default)]
    zeker: String,
}

async fn take(
    State(door): State<Door>,
    access: Access,
    viewer: Viewer,
    Path(id): Path<String>,
    Form(ended): Form<Ended>,
) -> Result<Response, Error> {
    let account = find(&door, &access, &id).await?;
    let role = Role::from_word(&ended.rol).ok_or(Error::NO_PAGE)?;
    let scope: Scope = ended.bereik.parse().map_err(|_| Error::NO_PAGE)?;
    if ended.zeker != "ja" {
        let unsure = Some(Taken::Role(role, scope));
        let refusal = Refused { unsure, ..Refused::default() };
        return Ok(refused(draw(&door, (&viewer, &access), account, &refusal).await?));
    }
    let mut change = Change::by(&access).await?;
    change.take(&id, role, Some(&scope)).await?;
    if !change.commit_unless_last().await? {
        let refusal = Refused { never: Some("admin.last_administrator"), ..Refused::default() };
        return again(&door, (&viewer, &access), account, &refusal).await;
    }
    Ok(changed(&door, "admin.done_role_ended", &id))
}

#[derive(Deserialize)]
struct Wanted {
    aan: String,
    #[serde(default)]
    zeker: String,
}

async fn open_or_close(
    State(door): State<Door>,
    access: Access,
    viewer: Viewer,
    Path(id): Path<String>,
    Form(wanted): Form<Wanted>,
) -> Result<Response, Error> {
    let account = find(&door, &access, &id).await?;
    let key = match wanted.aan.as_str() {
        "ja" => "admin.done_enabled",
        "nee" => "admin.done_disabled",
        _ => return Err(Error::NO_PAGE),
    };
    if wanted.aan == "nee" && access.account() == id {
        let refusal = Refused { never: Some("admin.not_yourself"), ..Refused::default() };
        return again(&door, (&viewer, &access), account, &refusal).await;
    }
    if wanted.aan == "nee" && wanted.zeker != "ja" && account.disabled_at.is_none() {
        let refusal = Refused { unsure: Some(Taken::Account), ..Refused::default() };
        return Ok(refused(draw(&door, (&viewer, &access), account, &refusal).await?));
    }
    let mut change = Change::by(&access).await?;
    if wanted.aan == "ja" {
        change.enable(&id).await?;
    } else {
        change.disable(&id).await?;
    }
    if !change.commit_unless_last().await? {
        let refusal = Refused { never: Some("admin.last_administrator"), ..Refused::default() };
        return again(&door, (&viewer, &access), account, &refusal).await;
    }
    Ok(changed(&door, key, &id))
}

async fn forget_second_factor(
    State(door): State<Door>,
    access: Access,
    viewer: Viewer,
    Path(id): Path<String>,
    Form(sure): Form<Sure>,
) -> Result<Response, Error> {
    let account = find(&door, &access, &id).await?;
    if account.totp_secret.is_some() && !sure.is_said() {
        let refusal = Refused { unsure: Some(Taken::Step), ..Refused::default() };
        return Ok(refused(draw(&door, (&viewer, &access), account, &refusal).await?));
    }
    if account.totp_secret.is_some() {
        let mut change = Change::by(&access).await?;
        change.forget_second_factor(&id).await?;
        change.commit().await?;
    }
    Ok(changed(&door, "admin.done_step_forgotten", &id))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Pressed {
    sleutel: String,
}

/// Makes a new link in the place of the one before. Sent twice, the link that was shown stays the one that works.
async fn link(
    State(door): State<Door>,
    access: Access,
    viewer: Viewer,
    headers: HeaderMap,
    Path(id): Path<String>,
    Form(pressed): Form<Pressed>,
) -> Result<Response, Error> {
    let account = find(&door, &access, &id).await?;
    let form = Once::of(&access, &pressed.sleutel)?;
    if let Some(answer) = form.before(door.db()).await? {
        return Ok(answer);
    }
    if account.disabled_at.is_some() {
        let refusal = Refused { never: Some("admin.no_link_disabled"), ..Refused::default() };
        return again(&door, (&viewer, &access), account, &refusal).await;
    }
    let mut change = Change::by(&access).await?;
    if let Some(answer) = change.once(&form, ("admin.done_link_made_before", &at(&id))).await? {
        return Ok(answer);
    }
    let token = change.link(&id).await?;
    change.commit().await?;
    Ok(link_once::shown((&viewer, &door), &headers, &id, &token).into_response())
}

#[derive(Deserialize)]
struct Chosen {
    sessie: String,
}

async fn end_session(
    State(door): State<Door>,
    access: Access,
    Path(id): Path<String>,
    Form(chosen): Form<Chosen>,
) -> Result<Response, Error> {
    find(&door, &access, &id).await?;
    let mut change = Change::by(&access).await?;
    change.end_session(&id, &chosen.sessie).await?;
    change.commit().await?;
    Ok(changed(&door, "sessions.done_ended", &id))
}

async fn end_sessions(
    State(door): State<Door>,
    access: Access,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    find(&door, &access, &id).await?;
    let mut change = Change::by(&access).await?;
    change.end_sessions(&id).await?;
    change.commit().await?;
    Ok(changed(&door, "admin.done_sessions_ended", &id))
}
