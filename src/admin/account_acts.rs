//! `/beheer/gebruikers/{id}` and what its forms do. Each may be sent twice: what is so already stays so, without a second
//! line in the trail, and what makes something new has a key.

use super::account::{Refused, draw};
use super::grant_form::GrantForm;
use super::link_once;
use super::scopes::Scopes;
use super::unsure::{NOT_SURE, Taken};
use crate::access::accounts::{self, Account};
use crate::access::grant::{Scope, day_of};
use crate::access::law::{Action, Target, sees_people_or_trail};
use crate::access::{Act, Acted, Change, Refusal, Role, Visit};
use crate::error::Error;
use crate::web::form::{Errors, Reader};
use crate::web::{Form, Path};
use axum::Router;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use maud::Markup;
use serde::Deserialize;

pub(super) fn router() -> Router {
    Router::new()
        .route("/beheer/gebruikers/{id}", get(show))
        .route("/beheer/gebruikers/{id}/rol", post(give))
        .route("/beheer/gebruikers/{id}/rol/einde", post(take))
        .route("/beheer/gebruikers/{id}/toegang", post(open_or_close))
        .route("/beheer/gebruikers/{id}/tweede-stap", post(forget_second_factor))
        .route("/beheer/gebruikers/{id}/link", post(link))
        .route("/beheer/gebruikers/{id}/sessie/einde", post(end_session))
        .route("/beheer/gebruikers/{id}/sessies/einde", post(end_sessions))
}

/// The account of the address, for people who may look after accounts.
pub(super) async fn find(visit: &Visit, id: &str) -> Result<Account, Error> {
    visit.must(Action::ManageAccounts, &Target::House)?;
    accounts::one(visit.db(), id).await?.ok_or(Error::NO_PAGE)
}

/// Its address.
pub(super) fn at(id: &str) -> String {
    format!("/beheer/gebruikers/{id}")
}

/// The answer, or the page again with why the form was refused.
pub(super) async fn or_again<T>(
    visit: &Visit,
    account: Account,
    acted: Acted<T>,
    why: impl FnOnce(Errors) -> Refused,
) -> Result<Response, Error> {
    let visit = visit.at(&at(&account.id));
    acted.or_read(async |wrong| draw(&visit, account, &why(wrong)).await).await
}

async fn show(visit: Visit, Path(id): Path<String>) -> Result<Markup, Error> {
    let account = find(&visit, &id).await?;
    draw(&visit, account, &Refused::default()).await
}

async fn give(
    visit: Visit,
    Path(id): Path<String>,
    Form(typed): Form<GrantForm>,
) -> Result<Response, Error> {
    let account = find(&visit, &id).await?;
    let scopes = Scopes::load(visit.db()).await?;
    let is_own = visit.access().account() == id;
    let read = || {
        let mut form = Reader::default();
        let grant = typed.read(&mut form, &scopes, day_of(visit.now()));
        match form.done(grant)? {
            grant if is_own && sees_people_or_trail(grant.role) => {
                Err(Errors::whole("admin.not_to_yourself"))
            }
            grant => Ok(grant),
        }
    };
    let acted = visit
        .act(typed.key(), ("admin.done_role_given", &at(&id)), read, async |act, grant| {
            Change::of(act).give(&id, &grant).await?;
            Ok(())
        })
        .await?;
    or_again(&visit, account, acted, |wrong| Refused {
        key: typed.key().to_owned(),
        typed,
        wrong,
        ..Refused::default()
    })
    .await
}

/// Refuses to leave the house without anybody who can let others in.
async fn unless_last(act: &mut Act) -> Result<(), Refusal> {
    let leaves = Change::of(act).leaves_an_administrator().await?;
    leaves.then_some(()).ok_or_else(|| Refusal::whole("admin.last_administrator"))
}

/// As typed in any of the forms that end something, or begin it again.
#[derive(Default, Deserialize)]
#[serde(default)]
struct EndForm {
    sleutel: String,
    rol: String,
    bereik: String,
    aan: String,
    sessie: String,
    zeker: String,
}

impl EndForm {
    fn sure(&self) -> Result<(), Errors> {
        let mut form = Reader::default();
        let sure = form.ticked("zeker", &self.zeker, NOT_SURE);
        form.done(sure)
    }
}

async fn take(
    visit: Visit,
    Path(id): Path<String>,
    Form(typed): Form<EndForm>,
) -> Result<Response, Error> {
    let account = find(&visit, &id).await?;
    let role = Role::from_word(&typed.rol).ok_or(Error::NO_PAGE)?;
    let scope: Scope = typed.bereik.parse().map_err(|_| Error::NO_PAGE)?;
    let said = ("admin.done_role_ended", &*at(&id));
    let acted = visit
        .act(
            &typed.sleutel,
            said,
            || typed.sure(),
            async |act, ()| {
                Change::of(act).take(&id, role, Some(&scope)).await?;
                unless_last(act).await
            },
        )
        .await?;
    let taken = Taken::Role(role, scope);
    or_again(&visit, account, acted, |wrong| Refused::taking(typed.sleutel, &wrong, taken)).await
}

async fn open_or_close(
    visit: Visit,
    Path(id): Path<String>,
    Form(typed): Form<EndForm>,
) -> Result<Response, Error> {
    let account = find(&visit, &id).await?;
    let (opens, said) = match typed.aan.as_str() {
        "ja" => (true, "admin.done_enabled"),
        "nee" => (false, "admin.done_disabled"),
        _ => return Err(Error::NO_PAGE),
    };
    let is_own = visit.access().account() == id;
    let read = || match opens {
        false if is_own => Err(Errors::whole("admin.not_yourself")),
        false if account.disabled_at.is_none() => typed.sure(),
        _ => Ok(()),
    };
    let acted = visit
        .act(&typed.sleutel, (said, &at(&id)), read, async |act, ()| {
            let mut change = Change::of(act);
            if opens {
                change.enable(&id).await?
            } else {
                change.disable(&id).await?
            };
            unless_last(act).await
        })
        .await?;
    let taken = Taken::Account;
    or_again(&visit, account, acted, |wrong| Refused::taking(typed.sleutel, &wrong, taken)).await
}

async fn forget_second_factor(
    visit: Visit,
    Path(id): Path<String>,
    Form(typed): Form<EndForm>,
) -> Result<Response, Error> {
    let account = find(&visit, &id).await?;
    let has_one = account.totp_secret.is_some();
    let read = || if has_one { typed.sure() } else { Ok(()) };
    let acted = visit
        .act(&typed.sleutel, ("admin.done_step_forgotten", &at(&id)), read, async |act, ()| {
            if has_one {
                Change::of(act).forget_second_factor(&id).await?;
            }
            Ok(())
        })
        .await?;
    let taken = Taken::Step;
    or_again(&visit, account, acted, |wrong| Refused::taking(typed.sleutel, &wrong, taken)).await
}

/// Makes a new link in the place of the one before. Sent twice, the link that was shown stays the one that works.
async fn link(
    visit: Visit,
    headers: HeaderMap,
    Path(id): Path<String>,
    Form(typed): Form<EndForm>,
) -> Result<Response, Error> {
    let account = find(&visit, &id).await?;
    let read = || match account.disabled_at {
        Some(_) => Err(Errors::whole("admin.no_link_disabled")),
        None => Ok(()),
    };
    let acted = visit
        .act(&typed.sleutel, ("admin.done_link_made_before", &at(&id)), read, async |act, ()| {
            Ok(Change::of(act).link(&id).await?)
        })
        .await?;
    if let Acted::Now(token, _) = &acted {
        return Ok(link_once::shown(&visit, &headers, &id, token).into_response());
    }
    or_again(&visit, account, acted, |wrong| Refused {
        key: typed.sleutel,
        never: wrong.of(""),
        ..Refused::default()
    })
    .await
}

async fn end_session(
    visit: Visit,
    Path(id): Path<String>,
    Form(typed): Form<EndForm>,
) -> Result<Response, Error> {
    let account = find(&visit, &id).await?;
    let said = ("sessions.done_ended", &*at(&id));
    let acted = visit
        .act(
            &typed.sleutel,
            said,
            || Ok(()),
            async |act, ()| {
                Change::of(act).end_session(&id, &typed.sessie).await?;
                Ok(())
            },
        )
        .await?;
    or_again(&visit, account, acted, |_| Refused::default()).await
}

async fn end_sessions(
    visit: Visit,
    Path(id): Path<String>,
    Form(typed): Form<EndForm>,
) -> Result<Response, Error> {
    let account = find(&visit, &id).await?;
    let said = ("admin.done_sessions_ended", &*at(&id));
    let acted = visit
        .act(
            &typed.sleutel,
            said,
            || Ok(()),
            async |act, ()| Ok(Change::of(act).end_sessions(&id).await?),
        )
        .await?;
    or_again(&visit, account, acted, |_| Refused::default()).await
}
