//! `/beheer/rechten`: who has which role, or will have it, to be looked through once a year, on paper if that is easier. That it was
//! done is a line in the trail.

use super::scopes::Scopes;
use super::sides;
use crate::access::Visit;
use crate::access::accounts::{self, Account};
use crate::access::grant::{Grant, ZONE, current, day_of};
use crate::access::law::{Action, Target};
use crate::db::Db;
use crate::error::Error;
use crate::trail::{self, Filter, Line};
use crate::web::form::{Errors, Fields, Reader, kept_form_key};
use crate::web::format::{day as day_text, moment};
use crate::web::menu::Section;
use crate::web::parts::{Column, Holds, Icon, Row, Table, Tone, Weight, alert, badge, submit};
use crate::web::{Form, Page};
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use chrono::TimeDelta;
use maud::{Markup, html};
use serde::Deserialize;

/// After so long it is time to look again.
const YEAR: TimeDelta = TimeDelta::days(365);

pub(super) fn router() -> Router {
    Router::new().route("/beheer/rechten", get(show).post(review))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ReviewForm {
    sleutel: String,
    gezien: String,
}

/// The last time that the list was looked through.
async fn last_review(db: &Db) -> Result<Option<Line>, Error> {
    let filter = Filter { action: Some(trail::Action::ReviewRights), ..Filter::default() };
    let mut tx = db.reading().await?;
    Ok(trail::latest(&mut tx, &filter, i64::MAX, 1).await?.pop())
}

async fn show(visit: Visit) -> Result<Markup, Error> {
    visit.must(Action::ReviewRights, &Target::House)?;
    draw(&visit, &ReviewForm::default(), &Errors::default()).await
}

async fn review(visit: Visit, Form(typed): Form<ReviewForm>) -> Result<Response, Error> {
    visit.must(Action::ReviewRights, &Target::House)?;
    let read = || {
        let mut form = Reader::default();
        let looked = form.ticked("gezien", &typed.gezien, "rights.not_looked");
        form.done(looked)
    };
    let last = last_review(visit.db()).await?;
    let said = ("rights.done_reviewed", "/beheer/rechten");
    let acted = visit
        .act(&typed.sleutel, said, read, async |act, ()| {
            // Once a day is enough: a second tick says nothing new.
            let (me, today) = (visit.access().account(), day_of(act.at()));
            if last.is_none_or(|line| line.actor != me || day_of(line.at) != today) {
                let all = trail::Object::new(trail::Kind::Rights, "all");
                act.did(trail::Action::ReviewRights, all);
            }
            Ok(())
        })
        .await?;
    acted.or_read(async |wrong| draw(&visit, &typed, &wrong).await).await
}

async fn draw(visit: &Visit, typed: &ReviewForm, wrong: &Errors) -> Result<Markup, Error> {
    let (lang, now, db) = (visit.lang(), visit.now(), visit.db());
    let today = day_of(now);
    let scopes = Scopes::load(db).await?;
    let mut grants = current(db, today).await?;
    let accounts = accounts::all(db).await?;
    let last = last_review(db).await?;
    let is_late = last.as_ref().is_none_or(|line| now - line.at > YEAR);
    let reviewed = last.map(|line| {
        let name = accounts.iter().find(|account| account.id == line.actor);
        let who = name.map_or(line.actor.as_str(), |account| account.name.as_str()).to_owned();
        lang.fill("rights.last", &[("time", &moment(lang, line.at, ZONE, today)), ("who", &who)])
    });
    let row = |account: &Account, grant: &Grant| {
        let until = grant.until.map(|until| day_text(lang, until, today));
        let seen = account.signed_in_at.map(|at| moment(lang, at, ZONE, today));
        let (tone, shape, word) = if grant.is_in_force(today) {
            (Tone::Good, Icon::Going, "admin.in_force")
        } else {
            (Tone::Info, Icon::Clock, "admin.to_come")
        };
        let cells = vec![
            html! { a href={ "/beheer/gebruikers/" (account.id) } { (account.name) } },
            html! { (lang.text(grant.role.text())) },
            html! { (scopes.name(lang, &grant.scope)) },
            html! { (day_text(lang, grant.from, today)) },
            html! { (until.as_deref().unwrap_or("–")) },
            badge(tone, shape, lang.text(word)),
            html! { (seen.as_deref().unwrap_or(lang.text("admin.never"))) },
        ];
        Row { cells, is_past: false }
    };
    let mut open: Vec<&Account> =
        accounts.iter().filter(|account| account.disabled_at.is_none()).collect();
    open.sort_by_key(|account| (account.name.to_lowercase(), &account.login));
    let mut rows = Vec::new();
    for account in open {
        let mine = grants.remove(&account.id).unwrap_or_default();
        rows.extend(mine.iter().map(|grant| row(account, grant)));
    }
    let heads = [
        ("access.your_name", Holds::Name),
        ("access.role", Holds::Line),
        ("admin.scope", Holds::Words),
        ("admin.from", Holds::Line),
        ("admin.until", Holds::Line),
        ("table.status", Holds::Line),
        ("admin.last_sign_in", Holds::Line),
    ];
    let title = lang.text("rights.title");
    let table = Table {
        label: title,
        columns: &heads.map(|(key, holds)| Column::new(lang.text(key), holds)),
        empty: lang.text("admin.no_roles"),
        order: None,
    };
    let fields = Fields { form: "nagekeken", lang, errors: wrong };
    let body = html! {
        h1 { (title) }
        (sides(lang, 1))
        p { (lang.text("rights.hint")) }
        p.wv-lead { (reviewed.as_deref().unwrap_or(lang.text("rights.never"))) }
        @if is_late { (alert(Tone::Warning, html! { p { (lang.text("rights.late")) } })) }
        (table.draw(lang, &rows, None))
        form.wv-form.wv-narrow method="post" action="/beheer/rechten" novalidate {
            (kept_form_key(&typed.sleutel))
            (fields.summary(&[("gezien", "rights.looked")]))
            (fields.tick("gezien", "rights.looked", false))
            (submit(Weight::Primary, lang.text("rights.keep")))
        }
    };
    let section = Some(Section::Accounts);
    Ok(visit.page(&Page { title, section, body, ..Page::default() }))
}
