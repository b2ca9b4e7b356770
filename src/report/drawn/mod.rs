//! An answer as its picture, and as the table behind it.

mod control;
mod pictures;
mod table;
mod time;

use super::file::{Column, Draw, Holds, Panel};
use super::filter::{Chosen, Filter};
use super::run::Answer;
use super::values::{day, number, short, told};
use crate::db::Cell;
use crate::lang::Lang;
use crate::web::format;
use chrono::{Days, Months, NaiveDate};
use maud::{Markup, html};
use std::collections::BTreeMap;

/// What a picture is drawn with.
pub struct Drawing<'a> {
    /// The language.
    pub lang: Lang,
    /// What was chosen.
    pub chosen: &'a Chosen,
    /// Whether rows may lead on.
    pub leads: bool,
}

/// A row of an answer with the panel that asked for it.
#[derive(Clone, Copy)]
struct At<'a> {
    panel: &'a Panel,
    row: &'a [Cell],
}

impl<'a> At<'a> {
    fn cell(self, name: &str) -> (&'a Column, &'a Cell) {
        let at = self.panel.place(name).unwrap_or_default();
        (&self.panel.columns[at], self.row.get(at).unwrap_or(&Cell::Nothing))
    }

    fn number(self, name: &str) -> Option<f64> {
        let (column, cell) = self.cell(name);
        number(column.holds, cell)
    }

    fn day(self, name: &str) -> Option<NaiveDate> {
        day(self.cell(name).1)
    }
}

impl Drawing<'_> {
    /// The picture, or the sentence that there is nothing to draw.
    pub fn picture(&self, panel: &Panel, answer: &Answer) -> Markup {
        let lang = self.lang;
        if answer.rows.is_empty() {
            let key = if answer.without.is_empty() { "report.empty" } else { "report.not_by_this" };
            return html! { p.wv-nothing { (lang.text(key)) } };
        }
        if let Draw::Bars { y, .. } | Draw::Pareto { y, .. } = panel.draw.get_ref() {
            let at = panel.place(y).unwrap_or_default();
            if answer.rows.iter().all(|row| panel.is_withheld(row, at)) {
                return html! { p.wv-nothing { (lang.text("report.all_few")) } };
            }
        }
        let rows: Vec<At<'_>> = answer.rows.iter().map(|row| At { panel, row }).collect();
        match panel.draw.get_ref() {
            Draw::Figures { against, to } => {
                let of = |of: &BTreeMap<String, String>, name: &str| of.get(name).cloned();
                self.figures(panel, &rows, |name| (of(against, name), of(to, name)))
            }
            Draw::Bars { x, y, budget, before } => {
                self.bars(panel, &rows, (x, y), (budget.as_deref(), before.as_deref()))
            }
            Draw::Lines { x, y } => self.lines(panel, &rows, x, y),
            Draw::Control { x, y, norm } => self.control(panel, &rows, (x, y, norm.as_deref())),
            Draw::Controls { id, name, x, y, norm } => {
                self.controls(panel, &rows, (id, name), (x, y, norm.as_deref()))
            }
            Draw::Sparklines { label, x, y } => self.sparklines(panel, &rows, (label, x, y)),
            Draw::Heatmap { row, column, value } => {
                self.heatmap(panel, &rows, (row, column, value))
            }
            Draw::Timeline { label, from, due, expected, done, most } => {
                let drawn = rows.get(..most.unwrap_or(rows.len())).unwrap_or(&rows);
                let of = (expected.as_deref(), done.as_deref());
                html! {
                    (self.timeline(panel, drawn, (label, from, due), of))
                    @if drawn.len() < rows.len() {
                        @let (shown, all) = (drawn.len(), rows.len());
                        p.wv-note { (lang.fill("report.drawn_first", &[("shown", &shown), ("all", &all)])) }
                    }
                }
            }
            Draw::Pareto { label, y, most } => self.pareto(panel, &rows, (label, y), *most),
            Draw::Table { .. } => self.table(panel, answer),
        }
    }

    fn text(&self, at: At<'_>, name: &str) -> String {
        let place = at.panel.place(name).unwrap_or_default();
        told(self.lang, at.panel, at.row, place, self.chosen.today)
    }

    fn label<'p>(&self, panel: &'p Panel) -> &'p str {
        panel.title.of(self.lang)
    }

    fn holds(panel: &Panel, name: &str) -> Holds {
        panel
            .place(name)
            .and_then(|at| panel.columns.get(at))
            .map_or(Holds::Text, |column| column.holds)
    }

    /// `of` gives for a figure what it is compared with, and the panel with the rows behind it.
    fn figures(
        &self,
        panel: &Panel,
        rows: &[At<'_>],
        of: impl Fn(&str) -> (Option<String>, Option<String>),
    ) -> Markup {
        let Some(at) = rows.first() else { return html! {} };
        let figures = panel.columns.iter().filter(|column| !column.hidden);
        html! {
            dl.wv-figures {
                @for column in figures {
                    @let name = column.name.get_ref();
                    @let (against, to) = of(name);
                    div.wv-figure {
                        dt { (column.title.of(self.lang)) }
                        dd {
                            @match to {
                                Some(to) => a.wv-way href={ "#" (to) } { (self.text(*at, name)) },
                                None => (self.text(*at, name)),
                            }
                            @if let Some(other) = against {
                                span.wv-against { (self.trend(*at, name, &other)) }
                            }
                        }
                    }
                }
            }
        }
    }

    /// How a figure stands to the one it is compared with: a shape and words, no judgement.
    fn trend(&self, at: At<'_>, name: &str, other: &str) -> String {
        let heading = at.cell(other).0.title.of(self.lang);
        let then = self.text(at, other);
        match (at.number(name), at.number(other)) {
            (Some(now), Some(before)) if before.abs() > f64::EPSILON => {
                let change = (now - before) / before.abs() * 100.0;
                let shape = if change > 0.5 {
                    "▲"
                } else if change < -0.5 {
                    "▼"
                } else {
                    "="
                };
                let sign = if change > 0.05 { "+" } else { "" };
                format!(
                    "{shape} {sign}{}\u{a0}% · {heading} {then}",
                    format::decimal(self.lang, change)
                )
            }
            _ => format!("{heading} {then}"),
        }
    }

    fn name(&self, at: At<'_>, x: &str) -> String {
        let (column, cell) = at.cell(x);
        short(self.lang, column.holds, cell, self.chosen.today)
    }

    /// What a mark tells: its place, its value, and the values it is set against.
    fn tells(&self, at: At<'_>, x: &str, y: &str, others: &[&str]) -> String {
        let (column, cell) = at.cell(x);
        let place = self.with_part(column, cell, self.text(at, x));
        let others: Vec<String> = others
            .iter()
            .map(|name| {
                let heading = at.cell(name).0.title.of(self.lang).to_lowercase();
                format!("{heading} {}", self.text(at, name))
            })
            .collect();
        let tells = format!("{place}: {}", self.text(at, y));
        if others.is_empty() { tells } else { format!("{tells} ({})", others.join(", ")) }
    }

    /// Where a row leads, with what was chosen and what the row says.
    fn href(&self, at: At<'_>) -> Option<String> {
        let link = at.panel.link.as_ref().filter(|_| self.leads)?.get_ref();
        let mut chosen = self.chosen.clone();
        for (filter, column) in &link.with {
            let cell = at.cell(column).1;
            match (filter.as_str(), day(cell), cell) {
                ("week", Some(first), _) => chosen.set_period(first, first + Days::new(6)),
                ("month", Some(first), _) => {
                    chosen.set_period(first, (first + Months::new(1)).pred_opt().unwrap_or(first));
                }
                ("day", Some(day), _) => chosen.set_period(day, day),
                ("person", _, Cell::Text(value)) => chosen.person = Some(value.clone()),
                (word, _, Cell::Text(value)) => {
                    if let Some(filter) = Filter::of(word) {
                        chosen.values.insert(filter.word, value.clone());
                    }
                }
                _ => return None,
            }
        }
        Some(format!("/dashboards/{}?{}", link.to, chosen.query(None)))
    }
}

/// A text, perhaps as a way on.
fn leading(href: Option<&str>, text: &str) -> Markup {
    html! { @match href { Some(href) => a href=(href) { (text) }, None => (text) } }
}
