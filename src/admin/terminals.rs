//! `/beheer/terminals`: which terminals may report, and when each was last heard.

use crate::access::Visit;
use crate::access::grant::{ZONE, day_of};
use crate::access::law::{Action, Target};
use crate::error::Error;
use crate::lang::Lang;
use crate::terminals::{self, Terminal};
use crate::web::form::{Errors, Fields, Kind};
use crate::web::format::{count, moment};
use crate::web::menu::Section;
use crate::web::parts::button::row as buttons;
use crate::web::parts::{
    Column, Holds, Icon, Row, Table, Tone, Weight, badge, link, sheets, submit,
};
use crate::web::{Page, Query};
use axum::Router;
use axum::routing::get;
use chrono::{DateTime, Utc};
use maud::{Markup, html};
use serde::Deserialize;

pub(super) fn router() -> Router {
    Router::new().route("/beheer/terminals", get(list))
}

/// The terminals that a viewer looks after.
pub(super) async fn theirs(visit: &Visit) -> Result<Vec<Terminal>, Error> {
    if visit.access().rows(Action::ManageTerminals).are_none() {
        return Err(Error::NO_PAGE);
    }
    let is_theirs = |terminal: &Terminal| {
        visit.access().may(Action::ManageTerminals, &Target::Site(&terminal.site_id))
    };
    Ok(terminals::list(visit.db()).await?.into_iter().filter(is_theirs).collect())
}

/// Whether it may report, and is there.
pub(super) fn state(lang: Lang, terminal: &Terminal) -> Markup {
    match (&terminal.revoked_at, terminal.online) {
        (Some(_), _) => badge(Tone::Neutral, Icon::Lock, lang.text("terminals.revoked")),
        (None, true) => badge(Tone::Good, Icon::Going, lang.text("terminals.online")),
        (None, false) => badge(Tone::Warning, Icon::NoSignal, lang.text("terminals.offline")),
    }
}

/// When it was last heard.
pub(super) fn heard(lang: Lang, terminal: &Terminal, now: DateTime<Utc>) -> String {
    let never = || lang.text("terminals.never").to_owned();
    terminal.last_seen.map_or_else(never, |at| moment(lang, at, ZONE, day_of(now)))
}

/// Terminals on a sheet.
const SHEET: usize = 50;

#[derive(Deserialize)]
struct Sought {
    #[serde(default)]
    terminal: String,
    blad: Option<usize>,
}

/// Those that should be heard and are not stand first, those that may not report any more last.
fn urgency(terminal: &Terminal) -> u8 {
    match (&terminal.revoked_at, terminal.online) {
        (None, false) => 0,
        (None, true) => 1,
        (Some(_), _) => 2,
    }
}

async fn list(visit: Visit, Query(sought): Query<Sought>) -> Result<Markup, Error> {
    let mut terminals = theirs(&visit).await?;
    let (lang, now) = (visit.lang(), visit.now());
    let is_any = !terminals.is_empty();
    let silent = terminals.iter().filter(|terminal| urgency(terminal) == 0).count();
    let wanted = sought.terminal.trim().to_lowercase();
    terminals.retain(|terminal| {
        let station = terminal.station_code.as_deref().unwrap_or_default();
        format!("{}/{} {station}", terminal.site_id, terminal.name).to_lowercase().contains(&wanted)
    });
    // Stable: within each kind they stay in the order of their names.
    terminals.sort_by_key(urgency);
    let last = terminals.len().div_ceil(SHEET).max(1);
    let sheet = sought.blad.unwrap_or(1).clamp(1, last);
    let heads = [
        ("table.terminal", Holds::Name),
        ("table.station", Holds::Line),
        ("table.status", Holds::Line),
        ("terminals.heard", Holds::Line),
        ("terminals.missing", Holds::Number),
    ];
    let title = lang.text("terminals.title");
    let table = Table {
        label: title,
        columns: &heads.map(|(key, holds)| Column::new(lang.text(key), holds)),
        empty: lang.text(if is_any { "terminals.not_found" } else { "terminals.none" }),
        order: None,
    };
    let row = |terminal: &Terminal| {
        let name = format!("{}/{}", terminal.site_id, terminal.name);
        let cells = vec![
            html! { a href={ "/beheer/terminals/" (name) } { (name) } },
            html! { (terminal.station_code.as_deref().unwrap_or_default()) },
            state(lang, terminal),
            html! { (heard(lang, terminal, now)) },
            html! { (count(lang, terminal.missing)) },
        ];
        Row { cells, is_past: terminal.revoked_at.is_some() }
    };
    let rows: Vec<_> = terminals.iter().skip((sheet - 1) * SHEET).take(SHEET).map(row).collect();
    let errors = Errors::default();
    let fields = Fields { form: "zoeken", lang, errors: &errors };
    let to = |sheet: i64| {
        let address = "/beheer/terminals?";
        let mut query = form_urlencoded::Serializer::for_suffix(address.to_owned(), address.len());
        query
            .append_pair("terminal", &sought.terminal)
            .append_pair("blad", &sheet.to_string())
            .finish()
    };
    let place = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let body = html! {
        h1 { (title) }
        @if silent > 0 { p.wv-lead { (lang.fill("terminals.silent", &[("n", &count(lang, place(silent)))])) } }
        (buttons(&html! {
            (link(Weight::Primary, "/beheer/terminals/nieuw", None, lang.text("terminals.enrol")))
        }))
        form.wv-filters method="get" action="/beheer/terminals" role="search" {
            (fields.filter().input("terminal", "terminals.search", &sought.terminal, Kind::Line))
            (submit(Weight::Secondary, lang.text("admin.search_button")))
        }
        (table.draw(lang, &rows, None))
        (sheets(lang, place(sheet), place(last), to))
    };
    Ok(visit.page(&Page { title, section: Some(Section::Terminals), body, ..Page::default() }))
}
