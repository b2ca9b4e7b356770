//! `/stijl`: every part a page is put together from, in all three sizes, for who makes pages and for the tests. Only in the demo.

use crate::lang::Lang;
use crate::web::form::{Errors, Fields, Kind, form_key};
use crate::web::format::{count, day, euros, piece_price, week};
use crate::web::page::{Density, Page, page};
use crate::web::parts::button::row;
use crate::web::parts::{
    Column, Figure, Holds, Icon, Order, Row, Table, Tone, Way, Weight, alert, badge, card, dialog,
    facts, figures, flash, link, opens, progress, sheets, submit, tabs,
};
use crate::web::{Query, Viewer};
use axum::Router;
use axum::routing::get;
use chrono::NaiveDate;
use maud::{Markup, html};
use serde::Deserialize;

/// The page.
pub fn router() -> Router {
    Router::new().route("/stijl", get(show))
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default, rename = "maat")]
    size: Option<String>,
    #[serde(default, rename = "sorteer")]
    order: Option<String>,
}

const SIZES: [(&str, Density); 3] =
    [("dicht", Density::Office), ("ruim", Density::Floor), ("terminal", Density::Terminal)];

async fn show(viewer: Viewer, Query(asked): Query<Asked>) -> Markup {
    let lang = viewer.lang;
    let at = SIZES.iter().position(|(word, _)| asked.size.as_deref() == Some(*word));
    let (at, (word, density)) = at.map_or((0, SIZES[0]), |at| (at, SIZES[at]));
    let order = Order::of(asked.order.as_deref(), &["taak", "stuks"]);
    let sizes = [
        Way::new("/stijl?maat=dicht", lang.text("style.office")),
        Way::new("/stijl?maat=ruim", lang.text("style.floor")),
        Way::new("/stijl?maat=terminal", lang.text("style.terminal")),
    ];
    let title = lang.text("style.title");
    let body = html! {
        h1 { (title) }
        (tabs(lang.text("style.sizes"), &sizes, at))
        (messages(lang))
        (numbers(lang))
        (buttons(lang))
        (tables(lang, order, &format!("/stijl?maat={word}&sorteer=")))
        (form(lang))
        (card(lang.text("style.icons"), &html! { p { @for shape in ICONS { (badge(Tone::Neutral, shape, "")) " " } } }))
    };
    let above = vec![Way::new("/", lang.text("shell.floor"))];
    page(&viewer, &Page { title, density, above, body, ..Page::default() })
}

const ICONS: [Icon; 20] = [
    Icon::Hand,
    Icon::Going,
    Icon::Pause,
    Icon::Box,
    Icon::Stop,
    Icon::Book,
    Icon::Talk,
    Icon::Empty,
    Icon::Warning,
    Icon::Info,
    Icon::Cross,
    Icon::Clock,
    Icon::NoSignal,
    Icon::Round,
    Icon::Left,
    Icon::Right,
    Icon::Up,
    Icon::Down,
    Icon::Sort,
    Icon::Lock,
];

const BADGES: [(Tone, Icon, &str); 6] = [
    (Tone::Good, Icon::Going, "state.working"),
    (Tone::Neutral, Icon::Pause, "state.break"),
    (Tone::Info, Icon::Book, "state.instruction"),
    (Tone::Warning, Icon::Box, "state.material"),
    (Tone::Danger, Icon::Stop, "state.fault"),
    (Tone::Talk, Icon::Talk, "state.talk"),
];

fn messages(lang: Lang) -> Markup {
    let sentence = html! { p { (lang.text("style.sentence")) } };
    html! {
        (flash(lang.text("style.sentence")))
        @for tone in [Tone::Info, Tone::Warning, Tone::Danger] { (alert(tone, &sentence)) }
        p { @for (tone, shape, key) in BADGES { (badge(tone, shape, lang.text(key))) " " } }
    }
}

/// Some day: this page shows how things look and says nothing about today.
const DAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day of the calendar");

fn numbers(lang: Lang) -> Markup {
    let figure = |label, value: i64, tone| Figure {
        label: lang.text(label),
        value: count(lang, value),
        tone,
    };
    html! {
        (figures(&[
            figure("board.present", 1_084, Tone::Neutral),
            figure("board.at_work", 11, Tone::Neutral),
            figure("board.waiting", 3, Tone::Danger),
            figure("board.calls", 2, Tone::Warning),
        ]))
        (card(lang.text("station.totals"), &html! {
            (facts(&[
                (lang.text("station.task"), html! { (lang.text("style.task")) }),
                (lang.text("table.status"), badge(Tone::Good, Icon::Going, lang.text("state.working"))),
                (lang.text("style.price"), html! { (piece_price(lang, 375)) }),
                (lang.text("style.amount"), html! { (euros(lang, 184_200_000)) }),
                (lang.text("day_closing.day"), html! { (day(lang, DAY, DAY)) ", " (week(DAY, DAY)) }),
            ]))
            (progress(lang.text("board.progress"), 12, 40, &lang.fill("board.packs", &[("made", &12), ("asked", &40)])))
        }))
    }
}

fn buttons(lang: Lang) -> Markup {
    let text = |key| lang.text(key);
    html! {
        (row(&html! {
            (link(Weight::Primary, "/stijl", None, text("style.primary")))
            (link(Weight::Secondary, "/stijl", None, text("style.secondary")))
            (link(Weight::Quiet, "/stijl", None, text("style.quiet")))
            (opens("vraag", "/stijl", text("style.dialog")))
        }))
        (dialog("vraag", text("style.dialog"), &html! { p { (text("style.sentence")) } }, text("parts.close")))
    }
}

fn tables(lang: Lang, order: Order, begin: &str) -> Markup {
    let columns = [
        Column::new(lang.text("station.task"), Holds::Name).sorted_by("taak"),
        Column::new(lang.text("table.status"), Holds::Words),
        Column::new(lang.text("station.number"), Holds::Number).sorted_by("stuks"),
        Column::new(lang.text("station.correct"), Holds::Actions),
    ];
    let mut made = [("A", 1_250_i64, BADGES[0]), ("B", 48, BADGES[3]), ("C", 600, BADGES[4])];
    match order.by {
        "stuks" => made.sort_by_key(|(_, pieces, _)| *pieces),
        _ => made.sort_by_key(|(name, _, _)| *name),
    }
    if order.is_down {
        made.reverse();
    }
    let rows: Vec<Row> = made
        .iter()
        .map(|(name, pieces, (tone, shape, key))| Row {
            cells: vec![
                html! { (lang.text("style.task")) " " (name) },
                badge(*tone, *shape, lang.text(key)),
                html! { (count(lang, *pieces)) },
                html! { a href="/stijl" { (lang.text("station.correct")) span.wv-unseen { " " (name) } } },
            ],
            is_past: *name == "B",
        })
        .collect();
    let total: i64 = made.iter().map(|(_, pieces, _)| pieces).sum();
    let totals =
        [html! { (lang.text("parts.total")) }, html! {}, html! { (count(lang, total)) }, html! {}];
    let table = |columns| Table {
        label: lang.text("station.totals"),
        columns,
        empty: lang.text("station.nothing_made"),
        order: Some((order, begin)),
    };
    html! {
        (table(&columns).draw(lang, &rows, Some(&totals)))
        (table(&columns).draw(lang, &[], None))
        (sheets(lang, 2, 3, |n| format!("/stijl?blad={n}")))
    }
}

fn form(lang: Lang) -> Markup {
    let mut wrong = Errors::default();
    wrong.add("qty", "correction.wrong_qty");
    wrong.add("gezien", "day_closing.not_looked");
    let fields = Fields { form: "proef", lang, errors: &wrong };
    let kinds = [("good", "quarantine.good"), ("reject", "quarantine.reject")];
    html! {
        form.wv-form.wv-narrow method="get" action="/stijl" novalidate {
            (form_key("voorbeeld"))
            (fields.summary(&[("qty", "correction.qty"), ("gezien", "day_closing.looked")]))
            (fields.hint("correction.hint").input("qty", "correction.qty", "1,5", Kind::Number))
            (fields.choice("kind", "quarantine.kind", "good", &kinds))
            (fields.tiles("soort", "quarantine.kind", "reject", &kinds))
            (fields.optional().input("dag", "day_closing.day", "", Kind::Day))
            (fields.input("at", "quarantine.at", "", Kind::Moment))
            (fields.input("reason", "correction.reason", "", Kind::Lines))
            (fields.optional().picture("foto", "workers.choose_photo", ("image/jpeg,image/png", 40_960)))
            (fields.tick("gezien", "day_closing.looked", false))
            (row(&html! {
                (submit(Weight::Primary, lang.text("style.primary")))
                (submit(Weight::Danger, lang.text("style.danger")))
            }))
        }
    }
}
