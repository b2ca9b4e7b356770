//! `/aanmelden/openid`: off to the organisation's own sign-in, and back. Also from a one-time link, which is how an account
//! comes to be known there. Nothing is kept here of a sign-in on its way: the browser that began it keeps it, so only that
//! browser can end it.

use super::{Asked, narrow};
use crate::access::accounts::{self, Account};
use crate::access::acting::roles_of;
use crate::access::address::Address;
use crate::access::check::count;
use crate::access::door::{Door, OpenId};
use crate::access::enter::{Cookies, enter};
use crate::access::identities;
use crate::access::links::{self, Link};
use crate::access::openid::{Answer, Attempt, Refusal};
use crate::access::sessions::Token;
use crate::access::throttle::Counter;
use crate::access::told;
use crate::access::viewer::{Here, Who};
use crate::access::way_back::checked;
use crate::error::Error;
use crate::trail;
use crate::web::language::escaped;
use crate::web::parts::{Tone, Weight, alert, link};
use crate::web::{Path, Query, Viewer};
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use maud::{Markup, html};

/// Where the issuer sends browsers back to; it is registered there.
pub const BACK: &str = "/aanmelden/openid/terug";

/// The longest address that is kept for afterwards; a cookie is small.
const LONGEST_BACK: usize = 1_000;

pub(super) fn router(door: Door) -> Router {
    Router::new()
        .route("/aanmelden/openid", get(begin))
        .route("/aanmelden/openid/terug", get(finish))
        .route("/inrichten/{token}/openid", get(begin_linking))
        .with_state(door)
}

/// On the sign-in page.
pub(super) fn button(viewer: &Viewer, openid: &OpenId, back: &str) -> Markup {
    let back = checked(back);
    let href = match back {
        "/" => "/aanmelden/openid".to_owned(),
        back => format!("/aanmelden/openid?terug={}", escaped(back)),
    };
    let text = viewer.lang.fill("access.openid", &[("name", &openid.name)]);
    html! { p { (link(Weight::Secondary, &href, None, text)) } }
}

/// On the page of a one-time link.
pub(super) fn linking_button(viewer: &Viewer, openid: &OpenId, token: &Token) -> Markup {
    let text = viewer.lang.fill("access.openid", &[("name", &openid.name)]);
    let href = format!("/inrichten/{}/openid", token.reveal());
    html! { p { (link(Weight::Secondary, &href, None, text)) } }
}

/// What somebody is on the way for.
enum Purpose {
    /// To come in, and then to this page.
    Enter(String),
    /// To be known by the account of this one-time link.
    Link(Token),
}

async fn begin(State(door): State<Door>, viewer: Viewer, Query(asked): Query<Asked>) -> Response {
    let back = Some(checked(&asked.back)).filter(|back| back.len() <= LONGEST_BACK).unwrap_or("/");
    leave(&door, &viewer, &Purpose::Enter(back.to_owned())).await
}

async fn begin_linking(
    State(door): State<Door>,
    viewer: Viewer,
    Path(token): Path<String>,
) -> Result<Response, Error> {
    let token = Token::read(&token).ok_or(Error::NotFound("access.no_link"))?;
    match links::find(door.db(), &token, door.clock().now()).await? {
        Some(Link::Account(_)) => Ok(leave(&door, &viewer, &Purpose::Link(token)).await),
        // The first administrator must be able to come in when the issuer cannot be reached, so they choose a password.
        Some(Link::Setup) | None => Err(Error::NotFound("access.no_link")),
    }
}

/// Off to the issuer.
async fn leave(door: &Door, viewer: &Viewer, purpose: &Purpose) -> Response {
    let Some(openid) = &door.settings().openid else { return Error::NO_PAGE.into_response() };
    match openid.provider.begin().await {
        Ok(begun) => Cookies::only(door.attempt_cookie(&written(&begun.attempt, purpose)))
            .with(Redirect::to(&begun.url)),
        Err(refusal) => refused(door, viewer, &refusal),
    }
}

async fn finish(
    State(door): State<Door>,
    who: Who,
    here: Here,
    viewer: Viewer,
    address: Address,
    headers: HeaderMap,
    Query(answer): Query<Answer>,
) -> Result<Response, Error> {
    let Some(openid) = &door.settings().openid else { return Err(Error::NO_PAGE) };
    let Some((attempt, purpose)) = door.attempt_of(&headers).and_then(read) else {
        return Ok(said(&door, &viewer, StatusCode::BAD_REQUEST, "access.openid_again"));
    };
    let identity = match openid.provider.finish(attempt, answer).await {
        Ok(identity) => identity,
        Err(refusal) => {
            let why = match &refusal {
                // Nobody was refused.
                Refusal::Unreachable(_) => return Ok(refused(&door, &viewer, &refusal)),
                Refusal::Untrusted(_) => "answer of the issuer not believed",
                Refusal::Declined(_) => "refused by the issuer",
            };
            tell(&door, None, why, (&address, &here)).await?;
            return Ok(refused(&door, &viewer, &refusal));
        }
    };
    let forbidden = async |account: Option<&Account>, why, key| {
        tell(&door, account, why, (&address, &here)).await?;
        Ok(said(&door, &viewer, StatusCode::FORBIDDEN, key))
    };
    let now = door.clock().now();
    let mut tx = door.db().begin().await?;
    let (account, back): (Account, String) = match purpose {
        Purpose::Enter(back) => {
            let Some(account) = identities::account_of(door.db(), &identity).await? else {
                drop(tx);
                let why = "no account for this person of the issuer";
                return forbidden(None, why, "access.openid_unknown").await;
            };
            (account, back)
        }
        Purpose::Link(token) => {
            let Some(Link::Account(id)) = links::find(door.db(), &token, now).await? else {
                return Err(Error::NotFound("access.no_link"));
            };
            let account = accounts::one(door.db(), &id).await?;
            let Some(account) = account.filter(|account| account.disabled_at.is_none()) else {
                return Err(Error::NotFound("access.no_link"));
            };
            // Dropping the transaction gives the link back.
            if !identities::link(&mut tx, &identity, &account.id, now).await? {
                drop(tx);
                let why = "person of the issuer has another account";
                return forbidden(Some(&account), why, "access.openid_taken").await;
            }
            if !links::consume(&mut tx, &token, now).await? {
                return Err(Error::NotFound("access.no_link"));
            }
            (account, "/".to_owned())
        }
    };
    let (roles, _) = roles_of(door.db(), &account.id, None, now).await?;
    let Some(first) = roles.first() else {
        drop(tx);
        return forbidden(Some(&account), "no role", "access.no_role").await;
    };
    // A second step is the issuer's to ask: it knows more of the person and the device than we do.
    let from = (&headers, &address, &here);
    let cookies = enter(&door, &mut tx, from, (&account, *first), who.session()).await?;
    let entry = told::signed_in(now, &account.id, *first, (&address, here.id()));
    trail::write(&mut tx, &entry).await?;
    tx.commit().await?;
    door.ring();
    Ok(cookies.and(door.attempt_cookie("")).and_on_to(&back))
}

/// Writes who did not come in; not of answers that come faster than people do, which anybody can send.
async fn tell(
    door: &Door,
    account: Option<&Account>,
    why: &str,
    (address, here): (&Address, &Here),
) -> Result<(), Error> {
    if count(door, &[Counter::Unlet(address.ip())]).await?.is_none() {
        let entry = told::refused(door.clock().now(), account, why, (address, here.id()));
        trail::record(door.db(), &entry).await?;
    }
    Ok(())
}

/// Nobody came in.
fn refused(door: &Door, viewer: &Viewer, refusal: &Refusal) -> Response {
    match refusal {
        Refusal::Unreachable(error) => {
            tracing::warn!("the issuer of sign-ins cannot be asked: {error:#}");
            said(door, viewer, StatusCode::BAD_GATEWAY, "access.openid_unreachable")
        }
        Refusal::Untrusted(why) => {
            tracing::warn!(why, "an answer of the issuer of sign-ins was not believed");
            said(door, viewer, StatusCode::BAD_REQUEST, "access.openid_again")
        }
        Refusal::Declined(why) => {
            tracing::info!(why, "the issuer of sign-ins refused");
            said(door, viewer, StatusCode::FORBIDDEN, "access.openid_declined")
        }
    }
}

/// A page with a sentence and the way back to signing in; whatever was on its way is over.
fn said(door: &Door, viewer: &Viewer, status: StatusCode, key: &'static str) -> Response {
    let lang = viewer.lang;
    let body = html! {
        (alert(Tone::Warning, html! { p { (lang.text(key)) } }))
        p { (link(Weight::Primary, "/aanmelden", None, lang.text("access.sign_in"))) }
    };
    let page = narrow(viewer, "access.title", &body);
    Cookies::only(door.attempt_cookie("")).with((status, page))
}

/// As the browser keeps it. Every part but the last is letters, digits, `-` and `_`.
fn written(attempt: &Attempt, purpose: &Purpose) -> String {
    let Attempt { state, nonce, verifier } = attempt;
    let (word, value) = match purpose {
        Purpose::Enter(back) => ("in", escaped(back)),
        Purpose::Link(token) => ("link", token.reveal().to_owned()),
    };
    [state.as_str(), nonce, verifier, word, &value].join(".")
}

fn read(kept: &str) -> Option<(Attempt, Purpose)> {
    let parts: Vec<&str> = kept.splitn(5, '.').collect();
    let [state, nonce, verifier, word, value] = parts[..] else { return None };
    let purpose = match word {
        "in" => Purpose::Enter(unescaped(value)?),
        "link" => Purpose::Link(Token::read(value)?),
        _ => return None,
    };
    let attempt =
        Attempt { state: state.to_owned(), nonce: nonce.to_owned(), verifier: verifier.to_owned() };
    Some((attempt, purpose))
}

/// The other way of [`escaped`].
fn unescaped(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    let mut all = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        all.push(match byte {
            b'%' => {
                let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
                u8::try_from(digit(bytes.next())? * 16 + digit(bytes.next())?).ok()?
            }
            byte => byte,
        });
    }
    String::from_utf8(all).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_browser_keeps_is_read_as_it_was_written() {
        let attempt = Attempt { state: "s-1".into(), nonce: "n_2".into(), verifier: "v3".into() };
        for purpose in [
            Purpose::Enter("/vloer/hal-1?dag=2026-11-20&x=a.b é".to_owned()),
            Purpose::Link(Token::new()),
        ] {
            let kept = written(&attempt, &purpose);
            assert!(kept.bytes().all(|b| b.is_ascii_graphic() && b != b';' && b != b','));
            let (attempt, purpose) = read(&kept).unwrap();
            assert_eq!(written(&attempt, &purpose), kept);
        }
        for rubbish in ["", "a.b.c", "a.b.c.in.%4", "a.b.c.in.%zz", "a.b.c.out./", "a.b.c.link.x"] {
            assert!(read(rubbish).is_none(), "{rubbish}");
        }
    }
}
