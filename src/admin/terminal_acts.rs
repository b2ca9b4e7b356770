//! Giving a terminal its secret, which is shown once, and taking its access away.

use super::refused;
use super::terminals::{heard, state, theirs};
use crate::access::law::{Action, Target};
use crate::access::{Access, Door, Once};
use crate::error::Error;
use crate::floor::board::{Place, halls, stations};
use crate::intake::terminals::{self, OFFICE, Terminal};
use crate::trail;
use crate::web::form::{Errors, Fields, Kind, new_form_key};
use crate::web::menu::Section;
use crate::web::parts::button::row;
use crate::web::parts::{Tone, Way, Weight, alert, facts, link, submit};
use crate::web::{Form, Page, Path, Viewer, done, page};
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use contract::TerminalName;
use maud::{Markup, html};
use serde::Deserialize;

const LABELS: [(&str, &str); 3] =
    [("terminal", "terminals.name"), ("werkplek", "table.station"), ("opnieuw", "terminals.again")];

pub(super) fn router(door: Door) -> Router {
    Router::new()
        .route("/beheer/terminals/nieuw", get(ask).post(enrol))
        .route("/beheer/terminals/{site}/{terminal}", get(show))
        .route("/beheer/terminals/{site}/{terminal}/blokkering", post(revoke))
        .with_state(door)
}

/// As typed.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Typed {
    sleutel: String,
    terminal: String,
    werkplek: String,
    opnieuw: String,
}

/// The stations at which a viewer may put a terminal, each with its site.
async fn places(door: &Door, access: &Access) -> Result<Vec<(Place, String)>, Error> {
    if access.rows(Action::ManageTerminals).are_none() {
        return Err(Error::NO_PAGE);
    }
    let halls = halls(door.db()).await?;
    let places = stations(door.db(), None).await?.into_iter();
    Ok(places
        .filter_map(|place| {
            let site = halls.iter().find(|hall| hall.id == place.hall_id)?.site_id.clone();
            let may = access.may(Action::ManageTerminals, &Target::Site(&site));
            may.then_some((place, site))
        })
        .collect())
}

async fn ask(State(door): State<Door>, access: Access, viewer: Viewer) -> Result<Markup, Error> {
    let places = places(&door, &access).await?;
    Ok(form(&viewer, &places, &Typed::default(), (&Errors::default(), false)))
}

async fn enrol(
    State(door): State<Door>,
    access: Access,
    viewer: Viewer,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let places = places(&door, &access).await?;
    let sent = Once::of(&access, &typed.sleutel)?;
    if let Some(answer) = sent.before(door.db()).await? {
        return Ok(answer);
    }
    let mut wrong = Errors::default();
    let found = places.iter().find(|(place, _)| place.code == typed.werkplek);
    if found.is_none() {
        wrong.add("werkplek", "form.required");
    }
    let name = wrong.required("terminal", &typed.terminal, 32);
    // A name can be looked at before somebody chose where it stands.
    let site = found.map_or("x", |(_, site)| site.as_str());
    let terminal = TerminalName::new(site, name).filter(|terminal| terminal.name() != OFFICE);
    if terminal.is_none() {
        wrong.add("terminal", "terminals.wrong_name");
    }
    let (Some((place, _)), Some(terminal)) = (found, terminal) else {
        return Ok(refused(form(&viewer, &places, &typed, (&wrong, false))));
    };
    let known = terminals::entry(door.db(), &terminal).await?;
    let reports = known.is_some_and(|known| known.secret_hash.is_some());
    if reports && typed.opnieuw != "ja" {
        // Of two at once the other may have been first, after this one was looked up.
        if let Some(answer) = sent.before(door.db()).await? {
            return Ok(answer);
        }
        wrong.add("opnieuw", "terminals.exists");
        return Ok(refused(form(&viewer, &places, &typed, (&wrong, true))));
    }
    let mut tx = door.db().begin().await?;
    let (now, there) = (door.clock().now(), format!("/beheer/terminals/{terminal}"));
    if let Some(answer) =
        sent.act(&mut tx, now, ("terminals.done_secret_made_before", &there)).await?
    {
        return Ok(answer);
    }
    let secret = terminals::enrol(&mut tx, door.clock(), &terminal, &place.code).await?;
    let object = trail::Object::new(trail::Kind::Terminal, terminal.to_string());
    let entry = access.did(trail::Action::EnrolTerminal, object);
    trail::write(&mut tx, &entry.noting(format!("station {}", place.code))).await?;
    tx.commit().await?;
    Ok(secret_page(&viewer, &terminal, &secret).into_response())
}

fn form(
    viewer: &Viewer,
    places: &[(Place, String)],
    typed: &Typed,
    (wrong, exists): (&Errors, bool),
) -> Markup {
    let lang = viewer.lang;
    let fields = Fields { form: "terminal", lang, errors: wrong };
    let named: Vec<_> = places
        .iter()
        .map(|(place, site)| (&place.code, format!("{} – {} ({site})", place.code, place.name)))
        .collect();
    let mut options = vec![("", lang.text("admin.choose"))];
    options.extend(named.iter().map(|(code, name)| (code.as_str(), name.as_str())));
    let title = lang.text("terminals.enrol");
    let body = html! {
        h1 { (title) }
        form.wv-form.wv-narrow method="post" action="/beheer/terminals/nieuw" novalidate {
            (new_form_key())
            (fields.summary(&LABELS))
            (fields.hint("terminals.name_hint").input("terminal", "terminals.name", &typed.terminal, Kind::Line))
            (fields.select("werkplek", "table.station", &typed.werkplek, &options))
            @if exists { (fields.tick("opnieuw", "terminals.again", false)) }
            (submit(Weight::Primary, lang.text("terminals.make_secret")))
        }
    };
    inside(viewer, title, &body)
}

fn secret_page(viewer: &Viewer, terminal: &TerminalName, secret: &str) -> Markup {
    let lang = viewer.lang;
    let title = lang.text("terminals.secret_title");
    let body = html! {
        h1 { (title) }
        (alert(Tone::Warning, html! { p { (lang.text("terminals.secret_once")) } }))
        (facts(&[
            (lang.text("terminals.user"), html! { code { (terminal) } }),
            (lang.text("terminals.secret"), html! { code.wv-secret { (secret) } }),
        ]))
        (row(&html! {
            (link(Weight::Primary, "/beheer/terminals", None, lang.text("terminals.secret_done")))
        }))
    };
    inside(viewer, title, &body)
}

fn inside(viewer: &Viewer, title: &str, body: &Markup) -> Markup {
    let above = vec![Way::new("/beheer/terminals", viewer.lang.text("terminals.title"))];
    let (section, body) = (Some(Section::Terminals), html! { (body) });
    page(viewer, &Page { title, section, above, body, ..Page::default() })
}

async fn find(door: &Door, access: &Access, site: &str, name: &str) -> Result<Terminal, Error> {
    let is_it = |one: &Terminal| one.site_id == site && one.name == name;
    theirs(door, access).await?.into_iter().find(is_it).ok_or(Error::NO_PAGE)
}

async fn show(
    State(door): State<Door>,
    access: Access,
    viewer: Viewer,
    Path((site, name)): Path<(String, String)>,
) -> Result<Markup, Error> {
    let terminal = find(&door, &access, &site, &name).await?;
    Ok(one(&viewer, &door, &terminal, &Errors::default()))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Sure {
    zeker: String,
}

async fn revoke(
    State(door): State<Door>,
    access: Access,
    viewer: Viewer,
    Path((site, name)): Path<(String, String)>,
    Form(typed): Form<Sure>,
) -> Result<Response, Error> {
    let terminal = find(&door, &access, &site, &name).await?;
    if terminal.revoked_at.is_some() {
        return Ok(Redirect::to("/beheer/terminals").into_response());
    }
    if typed.zeker != "ja" {
        let mut wrong = Errors::default();
        wrong.add("zeker", "terminals.not_sure");
        let viewer = viewer.at(&format!("/beheer/terminals/{site}/{name}"));
        return Ok(refused(one(&viewer, &door, &terminal, &wrong)));
    }
    let name = TerminalName::new(&site, &name).ok_or(Error::NO_PAGE)?;
    let mut tx = door.db().begin().await?;
    if terminals::revoke(&mut tx, door.clock(), &name).await? {
        let object = trail::Object::new(trail::Kind::Terminal, name.to_string());
        trail::write(&mut tx, &access.did(trail::Action::RevokeTerminal, object)).await?;
    }
    tx.commit().await?;
    Ok(done("terminals.done_revoked", "/beheer/terminals"))
}

fn one(viewer: &Viewer, door: &Door, terminal: &Terminal, wrong: &Errors) -> Markup {
    let lang = viewer.lang;
    let at = format!("{}/{}", terminal.site_id, terminal.name);
    let fields = Fields { form: "blokkeren", lang, errors: wrong };
    let body = html! {
        h1 { (at) }
        (facts(&[
            (lang.text("table.station"), html! { (terminal.station_code.as_deref().unwrap_or_default()) }),
            (lang.text("table.status"), state(lang, terminal)),
            (lang.text("terminals.heard"), html! { (heard(lang, terminal, door.clock().now())) }),
        ]))
        @if terminal.revoked_at.is_none() {
            form.wv-form.wv-narrow method="post" action={ "/beheer/terminals/" (at) "/blokkering" } novalidate {
                p { (lang.text("terminals.revoke_hint")) }
                (fields.summary(&[("zeker", "terminals.sure")]))
                (fields.tick("zeker", "terminals.sure", false))
                (submit(Weight::Danger, lang.text("terminals.revoke")))
            }
        } @else { p { (lang.text("terminals.revoked_hint")) } }
    };
    inside(viewer, &at, &body)
}
