//! `/inrichten/{token}`: what a one-time link opens. For the first administrator: name and password; for everybody else:
//! the password of the account that waits.

use super::{fields, narrow, openid, refused};
use crate::access::accounts;
use crate::access::address::Address;
use crate::access::door::Door;
use crate::access::grant::{Grant, Scope, day_of, give};
use crate::access::links::{self, Link};
use crate::access::password;
use crate::access::role::Role;
use crate::access::sessions::Token;
use crate::access::told;
use crate::access::viewer::Here;
use crate::db::Tx;
use crate::error::Error;
use crate::trail::{self, Entry};
use crate::web::form::{Errors, Kind, LONGEST_NAME};
use crate::web::parts::{Weight, submit};
use crate::web::public_url::PublicUrl;
use crate::web::{Form, Path, Viewer, done};
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use chrono::{DateTime, Utc};
use maud::{Markup, html};
use serde::Deserialize;

const LABELS: [(&str, &str); 3] = [
    ("naam", "access.your_name"),
    ("aanmeldnaam", "access.login"),
    ("wachtwoord", "access.new_password"),
];
/// Used a while ago, too old, or never made: the answer does not tell which.
const NO_LINK: Error = Error::NotFound("access.no_link");

pub(super) fn router(door: Door) -> Router {
    Router::new().route("/inrichten/{token}", get(show).post(choose)).with_state(door)
}

/// As typed.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Typed {
    naam: String,
    aanmeldnaam: String,
    wachtwoord: String,
}

/// A link that works, and for whom.
struct Open {
    token: Token,
    link: Link,
    /// Name and login name of the account, once there is one.
    account: Option<(String, String)>,
}

/// What to say to somebody whose link does not work (any more).
async fn gone(door: &Door, token: &Token) -> Result<Response, Error> {
    // Pressed twice: the password was kept the first time. Whoever was slower than somebody else is told what that means.
    if links::was_just_used(door.db(), token, door.clock().now()).await? {
        return Ok(done("access.done_link_used", "/aanmelden"));
    }
    Err(NO_LINK)
}

/// What the link opens, or an answer when it works no more.
async fn open(door: &Door, token: &str) -> Result<Result<Open, Response>, Error> {
    let token = Token::read(token).ok_or(NO_LINK)?;
    let Some(link) = links::find(door.db(), &token, door.clock().now()).await? else {
        return gone(door, &token).await.map(Err);
    };
    let account = match &link {
        Link::Setup => None,
        Link::Account(id) => {
            let account = accounts::one(door.db(), id).await?;
            let account = account.filter(|account| account.disabled_at.is_none()).ok_or(NO_LINK)?;
            Some((account.name, account.login))
        }
    };
    Ok(Ok(Open { token, link, account }))
}

async fn show(
    State(door): State<Door>,
    viewer: Viewer,
    Path(token): Path<String>,
) -> Result<Response, Error> {
    Ok(match open(&door, &token).await? {
        Ok(open) => {
            open.page(&door, &viewer, &Typed::default(), &Errors::default()).into_response()
        }
        Err(gone) => gone,
    })
}

async fn choose(
    State(door): State<Door>,
    viewer: Viewer,
    here: Here,
    address: Address,
    Path(token): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let open = match open(&door, &token).await? {
        Ok(open) => open,
        Err(gone) => return Ok(gone),
    };
    let mut wrong = Errors::default();
    let (name, login) = if let Some(account) = &open.account {
        account.clone()
    } else {
        let name = wrong.required("naam", &typed.naam, LONGEST_NAME).to_owned();
        let login = accounts::login_of(&typed.aanmeldnaam);
        if login.is_none() {
            wrong.add("aanmeldnaam", "access.wrong_login");
        }
        (name, login.unwrap_or_default())
    };
    let host = door.settings().public_url.as_ref().map_or("", PublicUrl::host);
    if let Some(problem) = password::problem(&typed.wachtwoord, &[&name, &login, host]) {
        wrong.add("wachtwoord", problem);
    }
    if !wrong.is_empty() {
        return Ok(refused(open.page(&door, &viewer, &typed, &wrong)));
    }
    let hash = door.hasher().hash(&typed.wachtwoord).await.map_err(Error::Unavailable)?;
    let now = door.clock().now();
    let mut tx = door.db().begin().await?;
    if !links::consume(&mut tx, &open.token, now).await? {
        drop(tx);
        return gone(&door, &open.token).await;
    }
    let account = match &open.link {
        Link::Account(id) => Some(id.clone()),
        Link::Setup => first_administrator(&mut tx, &login, &name, now).await?,
    };
    let Some(account) = account else {
        // Dropping the transaction gives the link back.
        wrong.add("aanmeldnaam", "access.login_taken");
        return Ok(refused(open.page(&door, &viewer, &typed, &wrong)));
    };
    let had_pin = accounts::set_password(&mut tx, &account, &hash).await?;
    let lines = open.lines((now, had_pin), &account, (&address, here.id()));
    trail::write_all(&mut tx, &lines).await?;
    tx.commit().await?;
    door.ring();
    tracing::info!(account = %account, "a password was chosen through a one-time link");
    Ok(Redirect::to("/aanmelden?gelukt=ja").into_response())
}

async fn first_administrator(
    tx: &mut Tx,
    login: &str,
    name: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<String>> {
    let Some(id) = accounts::make(tx, login, name, now).await? else { return Ok(None) };
    give(tx, &id, &administrator(now), now).await?;
    Ok(Some(id))
}

fn administrator(now: DateTime<Utc>) -> Grant {
    Grant { role: Role::Administrator, scope: Scope::Everything, from: day_of(now), until: None }
}

impl Open {
    /// What the use of the link tells the trail.
    fn lines(
        &self,
        (now, had_pin): (DateTime<Utc>, bool),
        account: &str,
        whence: told::Whence<'_>,
    ) -> Vec<Entry> {
        let who = told::by_link(account, whence);
        let mut lines = match self.link {
            Link::Setup => told::set_up(now, &who, &administrator(now)),
            Link::Account(_) => Vec::new(),
        };
        lines.push(told::changed_password(now, who, had_pin));
        lines
    }

    fn page(&self, door: &Door, viewer: &Viewer, typed: &Typed, errors: &Errors) -> Markup {
        let lang = viewer.lang;
        let fields = fields("nieuw", viewer, errors);
        let body = html! {
            form.wv-form.wv-narrow method="post" action={ "/inrichten/" (self.token.reveal()) } novalidate {
                (fields.summary(&LABELS))
                @match &self.account {
                    None => {
                        p { (lang.text("access.setup_hint")) }
                        (fields.input("naam", "access.your_name", &typed.naam, Kind::Line))
                        (fields.input("aanmeldnaam", "access.login", &typed.aanmeldnaam, Kind::Login))
                    }
                    Some((name, login)) => {
                        p { (lang.fill("access.activation_hint", &[("name", name), ("login", login)])) }
                        // For the password manager, which keeps a password with its name.
                        input type="hidden" name="aanmeldnaam" autocomplete="username" value=(login);
                    }
                }
                p { (lang.text("access.password_hint")) }
                (fields.input("wachtwoord", "access.new_password", "", Kind::NewPassword))
                (submit(Weight::Primary, lang.text("form.keep")))
            }
            @if let (Some(openid), Some(_)) = (&door.settings().openid, &self.account) {
                (openid::linking_button(viewer, openid, &self.token))
            }
        };
        let title =
            if self.account.is_none() { "access.setup_title" } else { "access.activation_title" };
        narrow(viewer, title, &body)
    }
}
