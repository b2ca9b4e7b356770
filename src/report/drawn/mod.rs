//! An answer as its picture, and as the table behind it.

mod pictures;
mod time;

use super::file::{Column, Draw, Holds, Panel};
use super::filter::{Chosen, Filter};
use super::run::Answer;
use super::values::{day, number, short, told};
use crate::db::Cell;
use crate::lang::Lang;
use crate::web::format;
use crate::web::parts::{self, Holds as TableHolds, Row, Table};
use chrono::{Days, Months, NaiveDate};
use maud::{Markup, html};

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
        let rows: Vec<At<'_>> = answer.rows.iter().map(|row| At { panel, row }).collect();
        match panel.draw.get_ref() {
            Draw::Figures { against } => {
                self.figures(panel, &rows, |name| against.get(name).map(String::as_str))
            }
            Draw::Bars { x, y, budget } => self.bars(panel, &rows, (x, y, budget.as_deref())),
            Draw::Lines { x, y } => self.lines(panel, &rows, x, y),
            Draw::Control { x, y, norm } => self.control(panel, &rows, (x, y, norm.as_deref())),
            Draw::Controls { id, name, x, y, norm } => {
                self.controls(panel, &rows, (id, name), (x, y, norm.as_deref()))
            }
            Draw::Sparklines { label, x, y } => self.sparklines(panel, &rows, (label, x, y)),
            Draw::Heatmap { row, column, value } => {
                self.heatmap(panel, &rows, (row, column, value))
            }
            Draw::Timeline { label, from, due, expected, done } => self.timeline(
                panel,
                &rows,
                (label, from, due),
                (expected.as_deref(), done.as_deref()),
            ),
            Draw::Pareto { label, y } => self.pareto(panel, &rows, label, y),
            Draw::Table {} => self.table(panel, answer),
        }
    }

    fn text(&self, at: At<'_>, name: &str) -> String {
        let (column, cell) = at.cell(name);
        told(self.lang, column, cell, self.chosen.today)
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

    fn figures<'p>(
        &self,
        panel: &'p Panel,
        rows: &[At<'_>],
        against: impl Fn(&str) -> Option<&'p str>,
    ) -> Markup {
        let Some(at) = rows.first() else { return html! {} };
        let figures = panel.columns.iter().filter(|column| !column.hidden);
        html! {
            dl.wv-figures {
                @for column in figures {
                    @let name = column.name.get_ref();
                    div.wv-figure {
                        dt { (column.title.of(self.lang)) }
                        dd {
                            (self.text(*at, name))
                            @if let Some(other) = against(name) {
                                span.wv-against { (self.trend(*at, name, other)) }
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

    /// The rows as a table, with the sums that the file asks for.
    pub fn table(&self, panel: &Panel, answer: &Answer) -> Markup {
        let shown: Vec<(usize, &Column)> =
            panel.columns.iter().enumerate().filter(|(_, column)| !column.hidden).collect();
        let columns: Vec<parts::Column<'_>> = shown
            .iter()
            .enumerate()
            .map(|(place, (_, column))| {
                let holds = match column.holds {
                    _ if place == 0 => TableHolds::Name,
                    Holds::Text | Holds::Word => TableHolds::Words,
                    Holds::Day | Holds::Week | Holds::Month | Holds::Quarter => TableHolds::Line,
                    _ => TableHolds::Number,
                };
                parts::Column::new(column.title.of(self.lang), holds)
            })
            .collect();
        let say = |column: &Column, cell: &Cell| told(self.lang, column, cell, self.chosen.today);
        let rows: Vec<Row> = answer
            .rows
            .iter()
            .map(|row| {
                let href = self.href(At { panel, row });
                let cells = shown.iter().enumerate().map(|(place, (at, column))| {
                    let written = row.get(*at).map(|cell| say(column, cell)).unwrap_or_default();
                    leading(href.as_deref().filter(|_| place == 0), &written)
                });
                Row { cells: cells.collect(), is_past: false }
            })
            .collect();
        let sums: Option<Vec<Markup>> = shown.iter().any(|(_, column)| column.total).then(|| {
            let sum = |(place, (at, column)): (usize, &(usize, &Column))| {
                if !column.total {
                    return html! { @if place == 0 { (self.lang.text("report.total")) } };
                }
                let whole = answer.rows.iter().filter_map(|row| match row.get(*at) {
                    Some(Cell::Whole(whole)) => Some(*whole),
                    _ => None,
                });
                html! { (say(column, &Cell::Whole(whole.sum()))) }
            };
            shown.iter().enumerate().map(sum).collect()
        });
        let empty = self.lang.text("report.empty");
        // Behind a picture it is a second place with the same question.
        let label = match panel.draw.get_ref() {
            Draw::Table {} => self.label(panel).to_owned(),
            _ => format!("{}: {}", self.label(panel), self.lang.text("report.as_table")),
        };
        Table { label: &label, columns: &columns, empty, order: None }.draw(
            self.lang,
            &rows,
            sums.as_deref(),
        )
    }

    fn name(&self, at: At<'_>, x: &str) -> String {
        let (column, cell) = at.cell(x);
        short(self.lang, column.holds, cell, self.chosen.today)
    }

    fn tells(&self, at: At<'_>, x: &str, y: &str, budget: Option<&str>) -> String {
        let heading = |name: &str| at.cell(name).0.title.of(self.lang);
        let mut tells = format!("{}: {}", self.text(at, x), self.text(at, y));
        if let Some(budget) = budget {
            let (what, of) = (heading(budget).to_lowercase(), self.text(at, budget));
            tells = format!("{tells} ({what} {of})");
        }
        tells
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
