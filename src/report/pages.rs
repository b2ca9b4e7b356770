//! `/dashboards`: the list, each dashboard, and its panels as files. What is chosen stands in the address, so that a dashboard
//! can be mailed; who opens it sees their own rows.

use super::chooser::{filters, names};
use super::drawn::Drawing;
use super::file::{File, Mistake, Panel, Width};
use super::filter::{Chosen, Options, options};
use super::library::{Dashboard, Found};
use super::looking::Looking;
use super::run::Answer;
use super::service::{Outcome, Reports, Sight};
use super::source::Source;
use super::{described, export};
use crate::access::Access;
use crate::error::Error;
use crate::lang::Lang;
use crate::trail;
use crate::web::menu::Section;
use crate::web::parts::Way;
use crate::web::{Page, Path, Query, Viewer, page};
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use futures_util::future::join_all;
use maud::{Markup, html};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The dashboards' pages.
pub fn router(reports: Reports) -> Router {
    Router::new()
        .route("/dashboards", get(list))
        .route("/dashboards/gegevens", get(describe))
        .route("/dashboards/{name}", get(show))
        .route("/dashboards/{name}/{file}", get(download))
        .with_state(reports.clone())
        .merge(super::indication::router(reports))
}

type Pairs = Vec<(String, String)>;

/// True when the file is meant for the role in which the viewer acts. What they see in it is another question.
fn is_for(access: &Access, file: &File) -> bool {
    file.audience
        .get_ref()
        .iter()
        .any(|role| crate::access::role::Role::from_word(role) == Some(access.role()))
}

/// True when the viewer may see something of a view.
fn may_see(access: &Access, source: &Source) -> bool {
    !access.rows(source.action).are_none()
}

/// A broken file says so to who can see figures at all: any of them may be the one who wrote it.
fn sees_figures(access: &Access) -> bool {
    super::sources::SOURCES.iter().any(|source| may_see(access, source))
}

async fn list(
    State(reports): State<Reports>,
    access: Access,
    viewer: Viewer,
) -> Result<Markup, Error> {
    if !sees_figures(&access) {
        return Err(Error::NO_PAGE);
    }
    let lang = viewer.lang;
    let mut sound: Vec<Arc<Dashboard>> = Vec::new();
    let mut broken: Vec<String> = Vec::new();
    for (name, found) in reports.library().all() {
        match found {
            Found::Sound(dashboard)
                if is_for(&access, &dashboard.file)
                    && !dashboard.file.hidden
                    && !dashboard.file.person =>
            {
                sound.push(dashboard);
            }
            Found::Sound(_) => {}
            Found::Broken(_) => broken.push(name),
        }
    }
    let title = lang.text("report.title");
    let body = html! {
        h1 { (title) }
        @if sound.is_empty() { p.wv-nothing { (lang.text("report.none")) } }
        div.wv-grid {
            @for dashboard in &sound {
                section.wv-card {
                    h2 { a.wv-way href={ "/dashboards/" (dashboard.name) } { (dashboard.file.title.of(lang)) } }
                    p { (dashboard.file.about.of(lang)) }
                }
            }
        }
        @if !broken.is_empty() {
            h2 { (lang.text("report.broken")) }
            ul { @for name in &broken { li { a.wv-way href={ "/dashboards/" (name) } { (name) ".toml" } } } }
        }
        p { a.wv-way href="/dashboards/gegevens" { (lang.text("report.described_title")) } }
    };
    Ok(page(&viewer, &Page { title, section: Some(Section::Dashboards), body, ..Page::default() }))
}

async fn describe(access: Access, viewer: Viewer) -> Result<Markup, Error> {
    if !sees_figures(&access) {
        return Err(Error::NO_PAGE);
    }
    let body = described::body(viewer.lang, |source| may_see(&access, source));
    let title = viewer.lang.text("report.described_title");
    let above = vec![Way::new("/dashboards", viewer.lang.text("report.title"))];
    Ok(page(
        &viewer,
        &Page { title, section: Some(Section::Dashboards), above, body, ..Page::default() },
    ))
}

async fn show(
    State(reports): State<Reports>,
    access: Access,
    viewer: Viewer,
    Path(name): Path<String>,
    Query(asked): Query<Pairs>,
) -> Result<Response, Error> {
    let dashboard = match reports.library().get(&name) {
        Some(Found::Sound(dashboard)) if is_for(&access, &dashboard.file) => dashboard,
        Some(Found::Broken(mistakes)) if sees_figures(&access) => {
            return Ok(broken(&viewer, &name, &mistakes).into_response());
        }
        _ => return Err(Error::NO_PAGE),
    };
    let sight = reports.sight(&access, &dashboard).await?;
    let (options, mut chosen) = choose(&reports, viewer.lang, (&dashboard, &sight), &asked).await?;
    let looking = Looking { access: &access, done: trail::Action::Read, file: &name };
    let (sight, who) = looking.sight(&reports, &dashboard, &asked, &mut chosen).await?;
    let answers = join_all(
        (0..dashboard.file.panels.len())
            .map(|panel| reports.answer(&dashboard, panel, &sight, &chosen)),
    )
    .await;
    let of = (&*dashboard, &options, &chosen, who.as_deref());
    let body = body(&reports, &access, viewer.lang, of, &answers);
    let title = dashboard.file.title.of(viewer.lang);
    let above = vec![Way::new("/dashboards", viewer.lang.text("report.title"))];
    let drawn = page(
        &viewer,
        &Page { title, section: Some(Section::Dashboards), above, body, ..Page::default() },
    );
    let status =
        if chosen.wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, drawn).into_response())
}

async fn choose(
    reports: &Reports,
    lang: Lang,
    (dashboard, sight): (&Dashboard, &Sight),
    asked: &[(String, String)],
) -> Result<(BTreeMap<&'static str, Options>, Chosen), Error> {
    let words = dashboard.file.filters.get_ref();
    let options = options(reports.db(), lang, words, sight).await?;
    let preset = dashboard.file.period.get_ref();
    let chosen = Chosen::read(asked, (words, preset), &options, reports.today());
    Ok((options, chosen))
}

fn body(
    reports: &Reports,
    access: &Access,
    lang: Lang,
    (dashboard, options, chosen, who): (
        &Dashboard,
        &BTreeMap<&'static str, Options>,
        &Chosen,
        Option<&str>,
    ),
    answers: &[Outcome],
) -> Markup {
    let file = &dashboard.file;
    let query = chosen.query(None);
    html! {
        h1 { (file.title.of(lang)) @if let Some(who) = who { ": " (who) } }
        p.wv-lead { (file.about.of(lang)) }
        @if let Some(person) = &chosen.person { (super::looking::ways(lang, person)) }
        (filters(lang, &dashboard.name, file, options, chosen))
        div.wv-panels {
            @for (panel, outcome) in file.panels.iter().zip(answers) {
                @let leads = panel.link.as_ref().is_some_and(|link| leads(reports, access, &link.get_ref().to));
                (drawn(&Drawing { lang, chosen, leads }, &dashboard.name, &query, panel, outcome))
            }
        }
    }
}

/// True when the viewer may open the dashboard that a row leads to.
fn leads(reports: &Reports, access: &Access, to: &str) -> bool {
    matches!(reports.library().get(to), Some(Found::Sound(there)) if is_for(access, &there.file))
}

/// A panel: its question, its picture, the table behind it, how its figure is made, and the ways to take it along.
fn drawn(
    drawing: &Drawing<'_>,
    name: &str,
    query: &str,
    panel: &Panel,
    outcome: &Outcome,
) -> Markup {
    let lang = drawing.lang;
    let class = match panel.width {
        Width::Full => "wv-panel wv-panel-full",
        Width::Half => "wv-panel",
    };
    let is_table = matches!(panel.draw.get_ref(), super::file::Draw::Table { .. });
    let id = panel.name.get_ref();
    html! {
        section class=(class) #(id) {
            h2 { (panel.title.of(lang)) }
            @match outcome.as_ref() {
                Ok(answer) => {
                    (drawing.picture(panel, answer))
                    @if !is_table && !answer.rows.is_empty() {
                        details.wv-behind {
                            summary { (lang.text("report.as_table")) }
                            (drawing.table(panel, answer))
                        }
                    }
                    @if !panel.note.of(lang).is_empty() { p.wv-note { (panel.note.of(lang)) } }
                    p.wv-files {
                        @for (kind, key) in [("xlsx", "report.excel"), ("csv", "report.csv"), ("json", "report.json")] {
                            a href={ "/dashboards/" (name) "/" (id) "." (kind) "?" (query) } download {
                                (lang.text(key)) span.wv-unseen { ": " (panel.title.of(lang)) }
                            }
                        }
                    }
                }
                Err(trouble) => p.wv-nothing role="status" { (lang.text(trouble.sentence())) },
            }
        }
    }
}

/// The page of a file with mistakes. They are in English, as the names in the file are.
fn broken(viewer: &Viewer, name: &str, mistakes: &[Mistake]) -> Markup {
    let lang = viewer.lang;
    let title = lang.text("report.broken_title");
    let body = html! {
        h1 { (title) }
        p { (lang.fill("report.broken_about", &[("file", &format!("{name}.toml"))])) }
        ul lang="en" { @for mistake in mistakes { li { (mistake) } } }
    };
    let above = vec![Way::new("/dashboards", lang.text("report.title"))];
    page(
        viewer,
        &Page { title, section: Some(Section::Dashboards), above, body, ..Page::default() },
    )
}

async fn download(
    State(reports): State<Reports>,
    access: Access,
    viewer: Viewer,
    Path((name, file)): Path<(String, String)>,
    Query(asked): Query<Pairs>,
) -> Result<Response, Error> {
    let Some(Found::Sound(dashboard)) = reports.library().get(&name) else {
        return Err(Error::NO_PAGE);
    };
    let (panel_name, kind) = file.rsplit_once('.').ok_or(Error::NO_PAGE)?;
    let place = dashboard.file.panels.iter().position(|panel| panel.name.get_ref() == panel_name);
    let (Some(place), true) = (place, is_for(&access, &dashboard.file)) else {
        return Err(Error::NO_PAGE);
    };
    let lang = viewer.lang;
    let sight = reports.sight(&access, &dashboard).await?;
    let (options, mut chosen) = choose(&reports, lang, (&dashboard, &sight), &asked).await?;
    if let Some((field, typed, _)) = chosen.wrong.first() {
        return Err(Error::Unreadable(format!("{field}: {typed:?}")));
    }
    let looking = Looking { access: &access, done: trail::Action::Export, file: &name };
    let (sight, _) = looking.sight(&reports, &dashboard, &asked, &mut chosen).await?;
    let outcome = reports.answer(&dashboard, place, &sight, &chosen).await;
    let answer: &Answer = match outcome.as_ref() {
        Ok(answer) => answer,
        Err(_) => return Err(Error::Unavailable(anyhow::anyhow!("the panel has no answer"))),
    };
    let panel = &dashboard.file.panels[place];
    let (content, bytes) = match kind {
        "csv" => ("text/csv; charset=utf-8", export::csv(lang, panel, answer, chosen.today)?),
        "json" => (
            "application/json",
            serde_json::to_vec(&export::json(panel, answer, &chosen))
                .map_err(anyhow::Error::from)?,
        ),
        "xlsx" => {
            let names = names(&options, &chosen);
            let made = export::xlsx(lang, &dashboard, panel, (answer, &chosen), &names);
            (
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                made.map_err(anyhow::Error::from)?,
            )
        }
        _ => return Err(Error::NO_PAGE),
    };
    let disposition = format!("attachment; filename=\"{name}-{panel_name}.{kind}\"");
    Ok(([(CONTENT_TYPE, content.to_owned()), (CONTENT_DISPOSITION, disposition)], bytes)
        .into_response())
}
