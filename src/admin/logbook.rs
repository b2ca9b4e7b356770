//! `/logboek`: the trail, for who looks after people's data. Who looks at the trail leaves a line in it, before anything is
//! shown. Lines never change, so they are read afterwards and hold no writer up.

use super::log_filter::Asked;
use crate::access::accounts::{self, Account};
use crate::access::grant::{ZONE, day_of};
use crate::access::law::{Action as Law, Target};
use crate::access::{Role, Visit, refused};
use crate::db::Db;
use crate::error::Error;
use crate::lang::Lang;
use crate::privacy::lines::csv;
use crate::privacy::notes::note_words;
use crate::privacy::who_looked::role_words;
use crate::trail::{self, Action, Filter, Kind, Line, Object, Outcome};
use crate::web::form::{Errors, Fields};
use crate::web::format::{count, moment};
use crate::web::menu::Section;
use crate::web::parts::button::row as buttons;
use crate::web::parts::{Column, Holds, Icon, Row, Table, Tone, Way, Weight, alert, badge, link};
use crate::web::{Page, Query};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use chrono::{DateTime, Utc};
use futures_util::stream;
use maud::{Markup, html};

/// Lines on a sheet.
const SHEET: i64 = 50;
/// Lines of an export that are read at a time.
const PAGE: i64 = 2_000;

pub(super) fn router() -> Router {
    Router::new()
        .route("/logboek", get(show))
        .route("/logboek/bestand", get(export))
        .route("/logboek/controle", get(verify))
}

/// Writes that somebody looks at the trail, and at which part of it.
async fn look(visit: &Visit, action: Action, filter: &Filter) -> Result<(), Error> {
    let mut entry = visit.access().did(action, Object::new(Kind::Trail, "lines"));
    entry.subject.clone_from(&filter.subject);
    if let Some(actor) = &filter.actor {
        entry = entry.noting(format!("of {actor}"));
    }
    Ok(trail::record(visit.db(), &entry).await?)
}

async fn show(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Error> {
    visit.must(Law::ReadTrail, &Target::House)?;
    let mut accounts = accounts::all(visit.db()).await?;
    accounts.sort_by_key(|account| account.name.to_lowercase());
    let filter = match asked.filter() {
        Ok(filter) => filter,
        Err(wrong) => return Ok(refused(draw(&visit, &asked, &wrong, &accounts, &html! {}))),
    };
    look(&visit, Action::Read, &filter).await?;
    let mut tx = visit.db().reading().await?;
    let before = asked.voor.unwrap_or(i64::MAX);
    let mut lines = trail::latest(&mut tx, &filter, before, SHEET + 1).await?;
    drop(tx);
    let has_older = i64::try_from(lines.len()).is_ok_and(|found| found > SHEET);
    if has_older {
        lines.pop();
    }
    let clerk = Clerk { lang: visit.lang(), now: visit.now(), accounts: &accounts };
    let older = lines.last().filter(|_| has_older).map(|line| asked.older(line.no));
    let body = html! {
        (clerk.table(&lines))
        (buttons(&html! {
            @if asked.voor.is_some() { (link(Weight::Secondary, "/logboek", Some("prev"), visit.lang().text("parts.newest"))) }
            @if let Some(older) = &older { (link(Weight::Secondary, older, Some("next"), visit.lang().text("parts.older"))) }
        }))
    };
    Ok(draw(&visit, &asked, &Errors::default(), &accounts, &body).into_response())
}

fn draw(
    visit: &Visit,
    asked: &Asked,
    wrong: &Errors,
    accounts: &[Account],
    lines: &Markup,
) -> Markup {
    let lang = visit.lang();
    let title = lang.text("shell.logbook");
    let body = html! {
        h1 { (title) }
        p { (lang.text("logbook.hint")) }
        (buttons(&html! {
            (link(Weight::Secondary, "/logboek/controle", None, lang.text("logbook.verify")))
            (link(Weight::Secondary, "/logboek/medewerker", None, lang.text("workers.seek")))
        }))
        (asked.draw(Fields { form: "log", lang, errors: wrong }, accounts))
        (lines)
    };
    visit.page(&Page { title, section: Some(Section::Log), body, ..Page::default() })
}

struct Clerk<'a> {
    lang: Lang,
    now: DateTime<Utc>,
    accounts: &'a [Account],
}

impl Clerk<'_> {
    /// The trail holds ids; who reads it on a page is told the names of accounts.
    fn name<'t>(&'t self, id: &'t str) -> &'t str {
        let known = self.accounts.iter().find(|account| account.id == id);
        known.map_or(id, |account| account.name.as_str())
    }

    fn table(&self, lines: &[Line]) -> Markup {
        let lang = self.lang;
        let heads = [
            ("logbook.no", Holds::Number),
            ("table.when", Holds::Line),
            ("logbook.who", Holds::Name),
            ("logbook.did", Holds::Words),
            ("logbook.what", Holds::Words),
            ("workers.number", Holds::Line),
            ("logbook.origin", Holds::Line),
            ("logbook.note", Holds::Words),
        ];
        let table = Table {
            label: lang.text("shell.logbook"),
            columns: &heads.map(|(key, holds)| Column::new(lang.text(key), holds)),
            empty: lang.text("logbook.nothing"),
            order: None,
        };
        let rows: Vec<_> = lines.iter().map(|line| self.row(line)).collect();
        table.draw(lang, &rows, None)
    }

    fn row(&self, line: &Line) -> Row {
        let lang = self.lang;
        let did =
            Action::from_word(&line.action).map_or(line.action.as_str(), |a| lang.text(a.key()));
        let kind = Kind::from_word(&line.object_kind);
        let what = match kind {
            // The words of the trail are those for the person concerned, and this reader is somebody else.
            Some(Kind::File) => lang.text("logbook.file"),
            Some(kind) => lang.text(kind.key()),
            None => line.object_kind.as_str(),
        };
        let object = match kind {
            Some(Kind::Account) => self.name(&line.object_id),
            _ => &line.object_id,
        };
        let role = match Role::from_word(&line.acting_as) {
            Some(role) => lang.text(role.text()),
            None => role_words(lang, &line.acting_as),
        };
        let cells = vec![
            html! { (count(lang, line.no)) },
            html! { (moment(lang, line.at, ZONE, day_of(self.now))) },
            html! {
                (self.name(&line.actor)) " " span.wv-small { (role) }
                @if let Some(other) = &line.on_behalf_of { " → " (self.name(other)) }
            },
            html! {
                (did)
                @if line.outcome == Outcome::Refused.word() {
                    " " (badge(Tone::Warning, Icon::Cross, lang.text("logbook.refused")))
                }
            },
            html! { (what) ": " (object) },
            html! { (line.subject.as_deref().unwrap_or("–")) },
            html! { (line.origin) },
            html! { (note_words(lang, line)) },
        ];
        Row { cells, is_past: false }
    }
}

async fn export(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Error> {
    visit.must(Law::ReadTrail, &Target::House)?;
    let filter = match asked.filter() {
        Ok(filter) => filter,
        Err(wrong) => {
            let accounts = accounts::all(visit.db()).await?;
            return Ok(refused(draw(&visit, &asked, &wrong, &accounts, &html! {})));
        }
    };
    look(&visit, Action::Export, &filter).await?;
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"logboek.csv\""),
    ];
    Ok((headers, file(visit.db().clone(), filter)).into_response())
}

/// A page of lines at a time, each read when the browser has taken the one before: a long trail fills no memory.
fn file(db: Db, filter: Filter) -> Body {
    let begin = (db, filter, 0_i64, true);
    Body::from_stream(stream::try_unfold(begin, async |(db, filter, after, is_begin)| {
        let mut tx = db.reading().await?;
        let lines = trail::page(&mut tx, &filter, after, PAGE).await?;
        drop(tx);
        let after = match lines.last() {
            Some(last) => last.no,
            None if is_begin => after,
            None => return Ok(None),
        };
        let text = Bytes::from(csv(&lines, is_begin)?);
        anyhow::Ok(Some((text, (db, filter, after, false))))
    }))
}

async fn verify(visit: Visit) -> Result<Markup, Error> {
    visit.must(Law::ReadTrail, &Target::House)?;
    let lang = visit.lang();
    let said = match trail::verify(visit.db(), &[]).await? {
        Ok(verified) => alert(
            Tone::Good,
            html! {
                p { (lang.fill("logbook.holds", &[("no", &count(lang, verified.head.no))])) }
                p.wv-small { (lang.text("logbook.head")) " " code { (verified.head.no) " " (verified.head.hash) } }
            },
        ),
        Err(broken) => {
            tracing::error!(%broken, "the trail is broken");
            alert(
                Tone::Danger,
                html! {
                    p { (lang.fill("logbook.broken", &[("no", &count(lang, broken.line()))])) }
                    p { (lang.text("logbook.broken_hint")) }
                },
            )
        }
    };
    let title = lang.text("logbook.verify");
    let body = html! { h1 { (title) } div role="status" { (said) } p { (lang.text("logbook.verify_hint")) } };
    let above = vec![Way::new("/logboek", lang.text("shell.logbook"))];
    let section = Some(Section::Log);
    Ok(visit.page(&Page { title, section, above, body, ..Page::default() }))
}
