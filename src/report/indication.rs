//! `/medewerkers/{id}/indicatie`: the indicative wage-value sheet, for the coach to print and take to who determines it. It
//! follows the same rules of fairness as the dashboards: it asks the same view through the same engine.

use super::filter::Chosen;
use super::library;
use super::looking::of_growth;
use super::period::Period;
use super::run::{BOUNDS, Seen, ask};
use super::service::Reports;
use super::values::day as as_day;
use super::words::said;
use crate::access::{Access, Action};
use crate::coaching::purpose::{self, Purpose};
use crate::coaching::wage_value::{
    self, Done, Performance, Usual, indication, main_tasks, performance,
};
use crate::db::Cell;
use crate::error::Error;
use crate::lang::Lang;
use crate::people::{self, Standing};
use crate::trail;
use crate::web::menu::Section;
use crate::web::parts::{self, Holds as TableHolds, Row, Table, Way, facts};
use crate::web::{Page, Path, Viewer, format, page};
use crate::workers::{NO_PERSON, find};
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use chrono::{Days, NaiveDate};
use maud::{Markup, html};
use std::collections::{BTreeMap, BTreeSet};

/// The weeks that are looked at.
const WEEKS: u64 = 13;
/// Every piece is usually good, and nobody measured net working time: who determines the wage value fills in both.
const USUAL: Usual = Usual { good: 1.0, net_working_time: 1.0 };

/// What is asked, as a dashboard would: the same checks, and the same engine.
const FILE: &str = include_str!("indication.toml");

pub(super) fn router(reports: Reports) -> Router {
    Router::new().route("/medewerkers/{id}/indicatie", get(show)).with_state(reports)
}

/// A task as the sheet tells it.
struct Task {
    name: String,
    done: Done,
    basis: Option<String>,
    norm_from: Option<NaiveDate>,
}

async fn show(
    State(reports): State<Reports>,
    access: Access,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Markup, Error> {
    let (db, action) = (reports.db(), Action::SeeGrowth);
    let found = find(db, (&access, action), &id, reports.clock().now()).await?;
    let lang = viewer.lang;
    let title = lang.text("indication.indication_title");
    let way = format!("/dashboards/ontwikkeling?medewerker={id}");
    let above = vec![
        Way::new("/medewerkers", lang.text("workers.title")),
        Way::new(way, lang.text("workers.growth")),
    ];
    let drawn = |body| {
        let above = above.clone();
        page(
            &viewer,
            &Page { title, section: Some(Section::People), above, body, ..Page::default() },
        )
    };
    if !purpose::is_on(db, Purpose::IndividualTempo).await? {
        return Ok(drawn(html! {
            h1 { (title) }
            p.wv-lead { (lang.text("indication.indication_off")) }
            p { (lang.text("indication.indication_off_why")) }
        }));
    }
    let entry = access.did_to(&id, (action, &found.target()), trail::Action::Read);
    let entry = of_growth(entry, &id, "wage-value indication".to_owned());
    let name = trail::read(db, &entry, async |tx| match people::standing(tx, &id).await? {
        Some(Standing::Known(worker)) => Ok(worker.name),
        _ => Err(NO_PERSON),
    })
    .await?;
    let today = reports.today();
    let to = today.pred_opt().unwrap_or(today);
    let period = Period { from: today - Days::new(WEEKS * 7), to };
    let (tasks, days) = read(&reports, &id, period).await?;
    Ok(drawn(sheet(lang, (&id, &name), (period, today), &tasks, days)))
}

/// What somebody did at each task in a period, and on how many days.
async fn read(reports: &Reports, id: &str, period: Period) -> Result<(Vec<Task>, i64), Error> {
    let dashboard = library::read("indicatie", FILE)
        .map_err(|mistakes| anyhow::anyhow!("the sheet asks wrongly: {mistakes:?}"))?;
    let seen = Seen::Of(vec![("worker_id", BTreeSet::from([id.to_owned()]))]);
    let seen = BTreeMap::from([("report_growth", seen)]);
    let chosen = Chosen {
        period,
        preset: None,
        values: BTreeMap::new(),
        today: reports.today(),
        person: Some(id.to_owned()),
        wrong: Vec::new(),
    };
    let mut answers = Vec::new();
    for asked in dashboard.file.panels.iter().zip(&dashboard.queries) {
        let answer = ask(reports.db(), asked, &seen, &chosen, BOUNDS).await;
        let unavailable = |_| Error::Unavailable(anyhow::anyhow!("the sheet has no answer"));
        answers.push(answer.map_err(unavailable)?.rows);
    }
    let days = answers.pop().unwrap_or_default();
    let days = match days.first().and_then(|row| row.first()) {
        Some(Cell::Whole(days)) => *days,
        _ => 0,
    };
    let tasks = answers.pop().unwrap_or_default();
    Ok((tasks.iter().map(|row| task(row)).collect(), days))
}

fn task(row: &[Cell]) -> Task {
    let whole = |at: usize| match row.get(at) {
        Some(Cell::Whole(whole)) => Some(*whole),
        _ => None,
    };
    let words = |at: usize| match row.get(at) {
        Some(Cell::Text(text)) => Some(text.clone()),
        _ => None,
    };
    // A norm that changed in the period is two norms, and no tempo against either of them. One that an order after another got
    // again is the same one.
    let norm = match (row.get(4), row.get(5)) {
        (Some(Cell::Real(first)), Some(Cell::Real(last)))
            if (first - last).abs() < 1e-9 && whole(6) == Some(0) =>
        {
            Some(*first)
        }
        _ => None,
    };
    Task {
        name: words(0).unwrap_or_default(),
        done: Done {
            is_own: whole(9) == Some(1),
            good: whole(1),
            rejected: whole(2).unwrap_or(0),
            net_seconds: whole(3).unwrap_or(0),
            norm_per_hour: norm,
        },
        basis: words(7),
        norm_from: row.get(8).and_then(as_day),
    }
}

fn sheet(
    lang: Lang,
    (id, name): (&str, &str),
    (period, today): (Period, NaiveDate),
    tasks: &[Task],
    days: i64,
) -> Markup {
    let done: Vec<Done> = tasks.iter().map(|task| task.done.clone()).collect();
    let main: Vec<&Task> =
        main_tasks(&done, days).into_iter().filter_map(|place| tasks.get(place)).collect();
    let all: i64 = tasks.iter().map(|task| task.done.net_seconds).sum();
    let together = tasks.iter().filter(|task| !task.done.is_own);
    let together: i64 = together.map(|task| task.done.net_seconds).sum();
    let told: Vec<Option<Performance>> =
        main.iter().map(|task| performance(&task.done, all, USUAL)).collect();
    // A sum of some main tasks would tell less than is done, so it is told of all of them or not at all.
    let known: Vec<Performance> = told.iter().copied().collect::<Option<_>>().unwrap_or_default();
    let why_not = if main.iter().any(|task| !task.done.is_own) {
        "indication.no_sum_together"
    } else {
        "indication.no_sum"
    };
    let rests = percent(lang, wage_value::time(&known));
    let day = |date| format::day(lang, date, today);
    let said_period =
        lang.fill("report.said", &[("from", &day(period.from)), ("to", &day(period.to))]);
    html! {
        h1 { (lang.text("indication.indication_title")) }
        p.wv-lead { (lang.text("indication.indication_about")) }
        (facts(&[
            (lang.text("workers.one"), html! { (id) ": " (name) }),
            (lang.text("report.period"), html! { (said_period) }),
            (lang.text("indication.not_attributable"), html! {
                @if all > 0 {
                    (percent(lang, wage_value::share(together, all))) " " (lang.text("indication.of_net_time"))
                } @else { (lang.text("report.no_data")) }
            }),
        ]))
        h2 { (lang.text("indication.main_tasks")) }
        p { (lang.text("indication.main_tasks_hint")) }
        div.wv-tight { (table(lang, today, (&main, all), &told)) }
        h2 { (lang.text("indication.sum")) }
        @match indication(&known) {
            Some(sum) => {
                p { strong { (format!("{sum}\u{a0}%")) } " " (lang.text("indication.sum_hint")) }
                p { (lang.fill("indication.sum_rests", &[("share", &rests)])) }
            }
            None => p.wv-nothing { (lang.text(why_not)) },
        }
        p { (lang.text("indication.indication_rules")) }
    }
}

fn table(
    lang: Lang,
    today: NaiveDate,
    (main, all): (&[&Task], i64),
    told: &[Option<Performance>],
) -> Markup {
    let mut columns = vec![parts::Column::new(lang.text("indication.task"), TableHolds::Name)];
    let keys = [
        "indication.units",
        "indication.hours",
        "indication.share",
        "indication.per_hour",
        "indication.norm",
    ];
    columns.extend(keys.map(|key| parts::Column::new(lang.text(key), TableHolds::Number)));
    columns.push(parts::Column::new(lang.text("indication.norm_basis"), TableHolds::Words));
    columns.extend(
        [
            "indication.tempo",
            "indication.quality",
            "indication.net_working_time",
            "indication.product",
        ]
        .map(|key| parts::Column::new(lang.text(key), TableHolds::Number)),
    );
    let none = || html! { (lang.text("report.no_data")) };
    let rows: Vec<Row> = main
        .iter()
        .zip(told)
        .map(|(task, told)| {
            let of = |of: fn(&Performance) -> f64| {
                told.as_ref().map_or_else(none, |t| html! { (percent(lang, of(t))) })
            };
            #[expect(
                clippy::cast_precision_loss,
                reason = "hours of weeks, shown with one decimal"
            )]
            let hours = task.done.net_seconds as f64 / 3_600.0;
            let basis = task.basis.as_deref().map(|basis| said(lang, basis));
            let cells = vec![
                html! {
                    (task.name)
                    @if !task.done.is_own { ", " (lang.text("indication.together")) }
                },
                task.done.good.map_or_else(none, |good| html! { (format::count(lang, good)) }),
                html! { (format::decimal(lang, hours)) },
                html! { (percent(lang, wage_value::share(task.done.net_seconds, all))) },
                told.as_ref().map_or_else(none, |t| html! { (format::decimal(lang, t.per_hour)) }),
                task.done
                    .norm_per_hour
                    .map_or_else(none, |norm| html! { (format::decimal(lang, norm)) }),
                html! {
                    (basis.unwrap_or(lang.text("report.no_data")))
                    @if let Some(from) = task.norm_from { ", " (format::day(lang, from, today)) }
                },
                of(|told| told.tempo),
                of(|told| told.quality),
                html! { (lang.text("indication.not_measured")) },
                told.as_ref().map_or_else(none, |t| html! { (four(lang, t.product())) }),
            ];
            Row { cells, is_past: false }
        })
        .collect();
    let label = lang.text("indication.main_tasks");
    Table { label, columns: &columns, empty: lang.text("indication.no_main_tasks"), order: None }
        .draw(lang, &rows, None)
}

/// A share of one, in hundredths with one decimal.
fn percent(lang: Lang, share: f64) -> String {
    format!("{}\u{a0}%", format::decimal(lang, share * 100.0))
}

/// A product, with four decimals.
fn four(lang: Lang, value: f64) -> String {
    let text = format!("{value:.4}");
    match lang {
        Lang::Nl => text.replace('.', ","),
        Lang::En => text,
    }
}
