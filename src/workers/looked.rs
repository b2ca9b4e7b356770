//! `/medewerkers/{id}/ingezien`: who looked at one person's data, in that person's words, to be printed and handed over. By the
//! coach for whom they coach; by the privacy officer for everybody, also who left or was erased, and without a name.

use super::{NO_PERSON, find};
use crate::access::grant::ZONE;
use crate::access::{Action, Rows, Target, Visit, accounts};
use crate::error::Error;
use crate::people::{self, Standing};
use crate::privacy::who_looked::told;
use crate::trail::{self, Entry, Filter, Kind, Object};
use crate::web::menu::Section;
use crate::web::parts::button::row as buttons;
use crate::web::parts::{Way, Weight, link};
use crate::web::{Page, Path, Query};
use axum::Router;
use axum::routing::get;
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::HashMap;

/// Lines on a sheet.
const SHEET: i64 = 200;

pub(super) fn router() -> Router {
    Router::new().route("/medewerkers/{id}/ingezien", get(show))
}

#[derive(Deserialize)]
struct Asked {
    /// Lines before this one.
    #[serde(default, rename = "voor")]
    before: Option<i64>,
}

/// Writes down that somebody looks, before anything is shown; gives the person's name to who may know it.
async fn look(visit: &Visit, id: &str) -> Result<Option<String>, Error> {
    let (db, now) = (visit.db(), visit.now());
    let object = Object::new(Kind::Trail, id);
    if visit.access().rows(Action::SeeWhoLooked) != Rows::All {
        let action = Action::SeeWhoLooked;
        let found = find(db, (visit.access(), action), id, now).await?;
        let entry = visit.access().did_to(id, (action, &found.target()), trail::Action::Read);
        let entry = Entry { object, ..entry };
        return trail::read(db, &entry, async |tx| match people::standing(tx, id).await? {
            Some(Standing::Known(worker)) => Ok(Some(worker.name)),
            _ => Err(NO_PERSON),
        })
        .await;
    }
    let mut tx = db.reading().await?;
    let is_one = contract::is_id(id) && people::standing(&mut tx, id).await?.is_some();
    drop(tx);
    if !is_one {
        return Err(NO_PERSON);
    }
    trail::record(db, &visit.access().did(trail::Action::Read, object).about(id)).await?;
    Ok(None)
}

async fn show(
    visit: Visit,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Markup, Error> {
    let name = look(&visit, &id).await?;
    // Lines never change, so they are read afterwards and hold no writer up.
    let filter = Filter { subject: Some(id.clone()), ..Filter::default() };
    let mut tx = visit.db().reading().await?;
    let before = asked.before.unwrap_or(i64::MAX);
    let mut lines = trail::latest(&mut tx, &filter, before, SHEET + 1).await?;
    drop(tx);
    let has_older = i64::try_from(lines.len()).is_ok_and(|found| found > SHEET);
    if has_older {
        lines.pop();
    }
    let accounts = accounts::all(visit.db()).await?;
    let names: HashMap<String, String> =
        accounts.into_iter().map(|account| (account.id, account.name)).collect();
    let lang = visit.lang();
    let here = format!("/medewerkers/{id}/ingezien");
    let older = lines.last().filter(|_| has_older).map(|line| format!("{here}?voor={}", line.no));
    let title = lang.text("workers.who_looked");
    let body = html! {
        h1 { (title) }
        p.wv-lead {
            (lang.text("workers.one")) " " (id)
            @if let Some(name) = &name { ": " (name) }
        }
        p { (lang.text("workers.who_looked_hint")) }
        ul { @for line in told(&lines, lang, ZONE, &|id| names.get(id).cloned()) { li { (line) } } }
        (buttons(&html! {
            @if asked.before.is_some() { (link(Weight::Secondary, &here, Some("prev"), lang.text("parts.newest"))) }
            @if let Some(older) = &older { (link(Weight::Secondary, older, Some("next"), lang.text("parts.older"))) }
        }))
    };
    let is_officer = visit.access().may(Action::ReadTrail, &Target::House);
    let (section, above) = if is_officer {
        let above = [("/logboek", "shell.logbook"), ("/logboek/medewerker", "workers.seek")];
        (Section::Log, above.map(|(href, key)| Way::new(href, lang.text(key))).to_vec())
    } else {
        let person = Way::new(format!("/medewerkers/{id}"), lang.text("workers.one"));
        (Section::People, vec![Way::new("/medewerkers", lang.text("workers.title")), person])
    };
    let section = Some(section);
    Ok(visit.page(&Page { title, section, above, body, ..Page::default() }))
}
