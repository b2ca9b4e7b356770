//! Giving a terminal its secret, which is shown once, and taking its access away.

use super::terminals::{heard, state, theirs};
use crate::access::law::{Action, Target};
use crate::access::{Refusal, Visit};
use crate::error::Error;
use crate::floor::board::{Place, halls, stations};
use crate::terminals::{self, OFFICE, Terminal};
use crate::trail;
use crate::web::form::{Errors, Fields, Kind, Reader, TICKED, kept_form_key};
use crate::web::menu::Section;
use crate::web::parts::button::row;
use crate::web::parts::{Tone, Way, Weight, alert, facts, link, submit};
use crate::web::{Form, Page, Path};
use axum::Router;
use axum::response::Response;
use axum::routing::{get, post};
use contract::TerminalName;
use maud::{Markup, html};
use serde::Deserialize;

const LIST: &str = "/beheer/terminals";
const LABELS: [(&str, &str); 3] =
    [("terminal", "terminals.name"), ("werkplek", "table.station"), ("opnieuw", "terminals.again")];

pub(super) fn router() -> Router {
    Router::new()
        .route("/beheer/terminals/nieuw", get(ask).post(enrol))
        .route("/beheer/terminals/{site}/{terminal}", get(show))
        .route("/beheer/terminals/{site}/{terminal}/blokkering", post(revoke))
}

/// As typed.
#[derive(Default, Deserialize)]
#[serde(default)]
struct EnrolForm {
    sleutel: String,
    terminal: String,
    werkplek: String,
    opnieuw: String,
}

/// The stations at which a viewer may put a terminal, each with its site.
async fn places(visit: &Visit) -> Result<Vec<(Place, String)>, Error> {
    visit.rows(Action::ManageTerminals)?;
    let halls = halls(visit.db()).await?;
    let places = stations(visit.db(), None).await?.into_iter();
    Ok(places
        .filter_map(|place| {
            let site = halls.iter().find(|hall| hall.id == place.hall_id)?.site_id.clone();
            let may = visit.access().may(Action::ManageTerminals, &Target::Site(&site));
            may.then_some((place, site))
        })
        .collect())
}

/// A terminal to be given a secret, and the code of the station at which it stands.
struct Enrolment {
    terminal: TerminalName,
    station: String,
}

impl EnrolForm {
    fn read(&self, places: &[(Place, String)]) -> Result<Enrolment, Errors> {
        let mut form = Reader::default();
        let found = form.one_of("werkplek", &self.werkplek, places, |(place, _)| &place.code);
        let name = form.text("terminal", &self.terminal, 32);
        // A name can be looked at before somebody chose where it stands.
        let site = found.map_or("x", |(_, site)| site.as_str());
        let terminal = name.and_then(|name| TerminalName::new(site, &name));
        let terminal = terminal.filter(|terminal| terminal.name() != OFFICE);
        let terminal = form.that_is("terminal", terminal, "terminals.wrong_name");
        form.done((|| Some(Enrolment { terminal: terminal?, station: found?.0.code.clone() }))())
    }
}

async fn ask(visit: Visit) -> Result<Markup, Error> {
    let places = places(&visit).await?;
    Ok(draw_form(&visit, &places, &EnrolForm::default(), &Errors::default()))
}

async fn enrol(visit: Visit, Form(typed): Form<EnrolForm>) -> Result<Response, Error> {
    let places = places(&visit).await?;
    let read = || typed.read(&places);
    let there = match read() {
        Ok(enrolment) => format!("{LIST}/{}", enrolment.terminal),
        Err(_) => LIST.to_owned(),
    };
    let said = ("terminals.done_secret_made_before", &*there);
    let acted = visit
        .act(&typed.sleutel, said, read, async |act, Enrolment { terminal, station }| {
            let reports = terminals::enrolled_number(act.tx(), &terminal).await?.is_some();
            if reports && typed.opnieuw != TICKED {
                return Err(Refusal::field("opnieuw", "terminals.exists"));
            }
            let clock = visit.clock();
            let secret = terminals::enrol(act.tx(), clock, &terminal, &station).await;
            let secret = secret.map_err(Error::from)?;
            let object = trail::Object::new(trail::Kind::Terminal, terminal.to_string());
            let note = format!("station {station}");
            act.did_noting(trail::Action::EnrolTerminal, object, note);
            Ok((terminal, secret))
        })
        .await?;
    Ok(acted.or_show(
        |(terminal, secret)| secret_page(&visit, &terminal, &secret),
        |wrong| draw_form(&visit, &places, &typed, wrong),
    ))
}

fn draw_form(
    visit: &Visit,
    places: &[(Place, String)],
    typed: &EnrolForm,
    wrong: &Errors,
) -> Markup {
    let lang = visit.lang();
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
            (kept_form_key(&typed.sleutel))
            (fields.summary(&LABELS))
            (fields.hint("terminals.name_hint").input("terminal", "terminals.name", &typed.terminal, Kind::Line))
            (fields.select("werkplek", "table.station", &typed.werkplek, &options))
            @if wrong.of("opnieuw").is_some() { (fields.tick("opnieuw", "terminals.again", false)) }
            (submit(Weight::Primary, lang.text("terminals.make_secret")))
        }
    };
    inside(visit, title, &body)
}

fn secret_page(visit: &Visit, terminal: &TerminalName, secret: &str) -> Markup {
    let lang = visit.lang();
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
    inside(visit, title, &body)
}

fn inside(visit: &Visit, title: &str, body: &Markup) -> Markup {
    let above = vec![Way::new(LIST, visit.lang().text("terminals.title"))];
    let (section, body) = (Some(Section::Terminals), html! { (body) });
    visit.page(&Page { title, section, above, body, ..Page::default() })
}

async fn find(visit: &Visit, site: &str, name: &str) -> Result<Terminal, Error> {
    let is_it = |one: &Terminal| one.site_id == site && one.name == name;
    theirs(visit).await?.into_iter().find(is_it).ok_or(Error::NO_PAGE)
}

async fn show(visit: Visit, Path((site, name)): Path<(String, String)>) -> Result<Markup, Error> {
    let terminal = find(&visit, &site, &name).await?;
    Ok(one(&visit, &terminal, "", &Errors::default()))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RevokeForm {
    sleutel: String,
    zeker: String,
}

async fn revoke(
    visit: Visit,
    Path((site, name)): Path<(String, String)>,
    Form(typed): Form<RevokeForm>,
) -> Result<Response, Error> {
    let terminal = find(&visit, &site, &name).await?;
    let name = TerminalName::new(&site, &name).ok_or(Error::NO_PAGE)?;
    let read = || {
        let mut form = Reader::default();
        // One that may not come in any more has nothing to lose.
        let sure = match terminal.revoked_at {
            Some(_) => Some(()),
            None => form.ticked("zeker", &typed.zeker, "terminals.not_sure"),
        };
        form.done(sure)
    };
    let said = ("terminals.done_revoked", LIST);
    let acted = visit
        .act(&typed.sleutel, said, read, async |act, ()| {
            if terminals::revoke(act.tx(), visit.clock(), &name).await? {
                let object = trail::Object::new(trail::Kind::Terminal, name.to_string());
                act.did(trail::Action::RevokeTerminal, object);
            }
            Ok(())
        })
        .await?;
    let visit = visit.at(&format!("{LIST}/{name}"));
    Ok(acted.or_page(|wrong| one(&visit, &terminal, &typed.sleutel, wrong)))
}

fn one(visit: &Visit, terminal: &Terminal, key: &str, wrong: &Errors) -> Markup {
    let lang = visit.lang();
    let at = format!("{}/{}", terminal.site_id, terminal.name);
    let fields = Fields { form: "blokkeren", lang, errors: wrong };
    let body = html! {
        h1 { (at) }
        (facts(&[
            (lang.text("table.station"), html! { (terminal.station_code.as_deref().unwrap_or_default()) }),
            (lang.text("table.status"), state(lang, terminal)),
            (lang.text("terminals.heard"), html! { (heard(lang, terminal, visit.now())) }),
        ]))
        @if terminal.revoked_at.is_none() {
            form.wv-form.wv-narrow method="post" action={ "/beheer/terminals/" (at) "/blokkering" } novalidate {
                p { (lang.text("terminals.revoke_hint")) }
                (kept_form_key(key))
                (fields.summary(&[("zeker", "terminals.sure")]))
                (fields.tick("zeker", "terminals.sure", false))
                (submit(Weight::Danger, lang.text("terminals.revoke")))
            }
        } @else { p { (lang.text("terminals.revoked_hint")) } }
    };
    inside(visit, &at, &body)
}
