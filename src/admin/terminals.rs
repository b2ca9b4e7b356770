//! `/beheer/terminals`: which terminals may report, and when each was last heard.

use crate::access::grant::{ZONE, day_of};
use crate::access::law::{Action, Target};
use crate::access::{Access, Door};
use crate::error::Error;
use crate::intake::terminals::{self, Terminal};
use crate::lang::Lang;
use crate::web::format::{count, moment};
use crate::web::menu::Section;
use crate::web::parts::button::row as buttons;
use crate::web::parts::{Column, Holds, Icon, Row, Table, Tone, Weight, badge, link};
use crate::web::{Page, Viewer, page};
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use chrono::{DateTime, Utc};
use maud::{Markup, html};

pub(super) fn router(door: Door) -> Router {
    Router::new().route("/beheer/terminals", get(list)).with_state(door)
}

/// The terminals that a viewer looks after.
pub(super) async fn theirs(door: &Door, access: &Access) -> Result<Vec<Terminal>, Error> {
    if access.rows(Action::ManageTerminals).are_none() {
        return Err(Error::NO_PAGE);
    }
    let is_theirs =
        |terminal: &Terminal| access.may(Action::ManageTerminals, &Target::Site(&terminal.site_id));
    Ok(terminals::list(door.db()).await?.into_iter().filter(is_theirs).collect())
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

async fn list(State(door): State<Door>, access: Access, viewer: Viewer) -> Result<Markup, Error> {
    let terminals = theirs(&door, &access).await?;
    let (lang, now) = (viewer.lang, door.clock().now());
    let heads = [
        ("quarantine.terminal", Holds::Name),
        ("quarantine.station", Holds::Line),
        ("quarantine.status", Holds::Line),
        ("terminals.heard", Holds::Line),
        ("terminals.missing", Holds::Number),
    ];
    let title = lang.text("shell.terminals");
    let table = Table {
        label: title,
        columns: &heads.map(|(key, holds)| Column::new(lang.text(key), holds)),
        empty: lang.text("terminals.none"),
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
    let rows: Vec<_> = terminals.iter().map(row).collect();
    let body = html! {
        h1 { (title) }
        (buttons(&html! {
            (link(Weight::Primary, "/beheer/terminals/nieuw", None, lang.text("terminals.enrol")))
        }))
        (table.draw(lang, &rows, None))
    };
    Ok(page(&viewer, &Page { title, section: Some(Section::Terminals), body, ..Page::default() }))
}
