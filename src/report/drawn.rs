//! An answer as its picture, and as the table behind it.

use super::file::{Column, Draw, Holds, Panel, Width};
use super::filter::{Chosen, Filter};
use super::run::Answer;
use super::values::{beside_axis, day, number, short, text};
use crate::db::Cell;
use crate::lang::Lang;
use crate::output::group_day::{first_of_month, monday};
use crate::web::chart::{self, Bar, Cause, Line, Point, Run, Shade, Size};
use crate::web::format;
use crate::web::parts::{self, Holds as TableHolds, Row, Table};
use chrono::{Datelike as _, Days, Months, NaiveDate};
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
        text(self.lang, column.holds, cell, self.chosen.today)
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

    fn bars(
        &self,
        panel: &Panel,
        rows: &[At<'_>],
        (x, y, budget): (&str, &str, Option<&str>),
    ) -> Markup {
        let holds = Self::holds(panel, x);
        let bar = |at: At<'_>| Bar {
            name: self.name(at, x),
            value: at.number(y),
            budget: budget.and_then(|budget| at.number(budget)),
            tells: self.tells(at, x, y, budget),
            href: self.href(at),
            is_partial: at.day(x).is_some_and(|first| self.is_partial(holds, first)),
        };
        let bars: Vec<Bar> = self
            .in_time(rows, x, holds)
            .into_iter()
            .map(|slot| match slot {
                Slot::Known(at) => bar(at),
                Slot::Missing(name, tells) => {
                    Bar { name, value: None, budget: None, tells, href: None, is_partial: false }
                }
            })
            .collect();
        let partial = bars.iter().any(|bar| bar.is_partial && bar.value.is_some());
        let below = bars
            .iter()
            .any(|bar| !bar.is_partial && bar.budget.zip(bar.value).is_some_and(|(b, v)| v < b));
        html! {
            (chart::bars(size(panel), self.label(panel), &bars, |value| beside_axis(self.lang, Self::holds(panel, y), value)))
            p.wv-legend {
                span.wv-key-full { (panel.columns[panel.place(y).unwrap_or_default()].title.of(self.lang)) }
                @if let Some(budget) = budget {
                    span.wv-key-budget { (panel.columns[panel.place(budget).unwrap_or_default()].title.of(self.lang)) }
                    @if below { span.wv-key-below { "▼ " (self.lang.text("report.below")) } }
                }
                @if partial { span.wv-key-partial { (self.lang.text("report.partial")) } }
            }
        }
    }

    fn lines(&self, panel: &Panel, rows: &[At<'_>], x: &str, ys: &[String]) -> Markup {
        let slots = self.in_time(rows, x, Self::holds(panel, x));
        let names: Vec<String> = slots.iter().map(|slot| slot.name(self, x)).collect();
        let lines: Vec<Line<'_>> = ys
            .iter()
            .map(|y| Line {
                name: panel.columns[panel.place(y).unwrap_or_default()].title.of(self.lang),
                values: slots
                    .iter()
                    .map(|slot| match slot {
                        Slot::Known(at) => (at.number(y), self.tells(*at, x, y, None)),
                        Slot::Missing(_, tells) => (None, tells.clone()),
                    })
                    .collect(),
            })
            .collect();
        let holds = ys.first().map_or(Holds::Whole, |y| Self::holds(panel, y));
        chart::lines(size(panel), self.label(panel), &names, &lines, |value| {
            beside_axis(self.lang, holds, value)
        })
    }

    fn control(
        &self,
        panel: &Panel,
        rows: &[At<'_>],
        (x, y, norm): (&str, &str, Option<&str>),
    ) -> Markup {
        let points: Vec<Point> = self
            .in_time(rows, x, Self::holds(panel, x))
            .into_iter()
            .map(|slot| match slot {
                Slot::Known(at) => Point {
                    name: self.name(at, x),
                    value: at.number(y),
                    norm: norm.and_then(|norm| at.number(norm)),
                    tells: self.tells(at, x, y, None),
                },
                Slot::Missing(name, tells) => Point { name, value: None, norm: None, tells },
            })
            .collect();
        let words =
            [("report.mean"), ("report.limit"), ("report.norm")].map(|key| self.lang.text(key));
        let holds = Self::holds(panel, y);
        html! {
            (chart::control(size(panel), self.label(panel), &points, (words[0], words[1], words[2]),
                |value| beside_axis(self.lang, holds, value)))
            p.wv-legend { (self.lang.text("report.control_legend")) }
        }
    }

    fn sparklines(
        &self,
        panel: &Panel,
        rows: &[At<'_>],
        (label, x, y): (&str, &str, &str),
    ) -> Markup {
        let mut labels: Vec<String> = Vec::new();
        for at in rows {
            let name = self.text(*at, label);
            if !labels.contains(&name) {
                labels.push(name);
            }
        }
        let heading =
            |name: &str| panel.columns[panel.place(name).unwrap_or_default()].title.of(self.lang);
        let columns = [
            parts::Column::new(heading(label), TableHolds::Name),
            parts::Column::new(heading(y), TableHolds::Number),
            parts::Column::new(self.lang.text("report.course"), TableHolds::Words),
        ];
        let table = Table { label: self.label(panel), columns: &columns, empty: "", order: None };
        let drawn: Vec<Row> = labels
            .into_iter()
            .map(|name| {
                let own: Vec<At<'_>> =
                    rows.iter().copied().filter(|at| self.text(*at, label) == name).collect();
                let slots = self.in_time(&own, x, Self::holds(panel, x));
                let values: Vec<Option<f64>> = slots
                    .iter()
                    .map(|slot| if let Slot::Known(at) = slot { at.number(y) } else { None })
                    .collect();
                let last = own.last().map(|at| self.text(*at, y)).unwrap_or_default();
                let href = own.last().and_then(|at| self.href(*at));
                let name = leading(href.as_deref(), &name);
                Row {
                    cells: vec![name, html! { (last) }, chart::sparkline(&values)],
                    is_past: false,
                }
            })
            .collect();
        table.draw(self.lang, &drawn, None)
    }

    fn heatmap(
        &self,
        panel: &Panel,
        rows: &[At<'_>],
        (row, column, value): (&str, &str, &str),
    ) -> Markup {
        let mut columns: Vec<(&Cell, String)> = Vec::new();
        let mut names: Vec<String> = Vec::new();
        for at in rows {
            let (holds, cell) = (at.cell(column).0.holds, at.cell(column).1);
            if !columns.iter().any(|(known, _)| *known == cell) {
                columns.push((cell, short(self.lang, holds, cell, self.chosen.today)));
            }
            let name = self.text(*at, row);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let shaded: Vec<(String, Vec<Shade>)> = names
            .into_iter()
            .map(|name| {
                let cells = columns
                    .iter()
                    .map(|(cell, _)| {
                        let found = rows
                            .iter()
                            .find(|at| at.cell(column).1 == *cell && self.text(**at, row) == name);
                        let share = found
                            .and_then(|at| at.number(value))
                            .map(|hundredths| hundredths / 100.0);
                        Shade {
                            share,
                            text: found.map_or_else(|| "–".to_owned(), |at| self.text(*at, value)),
                        }
                    })
                    .collect();
                (name, cells)
            })
            .collect();
        let corner = panel.columns[panel.place(row).unwrap_or_default()].title.of(self.lang);
        let heads: Vec<String> = columns.into_iter().map(|(_, name)| name).collect();
        html! {
            (chart::heatmap(self.label(panel), corner, &heads, &shaded))
            p.wv-legend { (self.lang.text("report.heatmap_legend")) }
        }
    }

    fn timeline(
        &self,
        panel: &Panel,
        rows: &[At<'_>],
        (label, from, due): (&str, &str, &str),
        (expected, done): (Option<&str>, Option<&str>),
    ) -> Markup {
        let runs: Vec<Run> = rows
            .iter()
            .filter_map(|at| {
                let name = self.text(*at, label);
                let due = at.day(due);
                let expected = expected.and_then(|expected| at.day(expected));
                let say = |day: Option<NaiveDate>| {
                    day.map_or_else(
                        || "–".to_owned(),
                        |day| format::day(self.lang, day, self.chosen.today),
                    )
                };
                let values: [(&str, &dyn std::fmt::Display); 3] =
                    [("name", &name), ("due", &say(due)), ("expected", &say(expected))];
                let tells = self.lang.fill("report.run_tells", &values);
                let done =
                    done.and_then(|done| at.number(done)).map(|hundredths| hundredths / 100.0);
                Some(Run {
                    from: at.day(from)?,
                    name,
                    due,
                    expected,
                    done,
                    tells,
                    href: self.href(*at),
                })
            })
            .collect();
        let write = |date| format::day(self.lang, date, self.chosen.today);
        html! {
            (chart::timeline(size(panel), self.label(panel), &runs, self.chosen.today, (write, self.lang.text("report.late"))))
            p.wv-legend { (self.lang.text("report.timeline_legend")) }
        }
    }

    fn pareto(&self, panel: &Panel, rows: &[At<'_>], label: &str, y: &str) -> Markup {
        let causes: Vec<Cause> = rows
            .iter()
            .map(|at| Cause {
                name: self.text(*at, label),
                value: at.number(y).unwrap_or_default(),
                text: self.text(*at, y),
                href: self.href(*at),
            })
            .collect();
        if causes.iter().all(|cause| cause.value <= 0.0) {
            return html! { p.wv-nothing { (self.lang.text("report.empty")) } };
        }
        let share = |share: f64| format!("{}\u{a0}%", format::count(self.lang, hundredths(share)));
        html! {
            (chart::pareto(size(panel), self.label(panel), &causes, share))
            p.wv-legend { (self.lang.text("report.pareto_legend")) }
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
        let say =
            |column: &Column, cell: &Cell| text(self.lang, column.holds, cell, self.chosen.today);
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
        Table { label: self.label(panel), columns: &columns, empty, order: None }.draw(
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

    /// True for a week, month or quarter that is not over, or that the period holds only a part of.
    fn is_partial(&self, holds: Holds, first: NaiveDate) -> bool {
        let Some(next) = next(holds, first) else { return false };
        let last = next.pred_opt().unwrap_or(next);
        first < self.chosen.period.from || last > self.chosen.period.to || last >= self.chosen.today
    }

    /// The rows in their order, with a place for each week, month or quarter of which there is none.
    fn in_time<'r>(&self, rows: &[At<'r>], x: &str, holds: Holds) -> Vec<Slot<'r>> {
        let start = |day: NaiveDate| match holds {
            Holds::Week => Some(monday(day)),
            Holds::Month => Some(first_of_month(day)),
            Holds::Quarter => Some(first_of_month(day) - Months::new(day.month0() % 3)),
            _ => None,
        };
        let Some(mut place) = start(self.chosen.period.from) else {
            return rows.iter().copied().map(Slot::Known).collect();
        };
        let mut slots = Vec::new();
        // A period is at most some ten years.
        while place <= self.chosen.period.to && slots.len() < 600 {
            if let Some(at) = rows.iter().find(|at| at.day(x) == Some(place)) {
                slots.push(Slot::Known(*at));
            } else {
                let cell = Cell::Text(place.to_string());
                let name = short(self.lang, holds, &cell, self.chosen.today);
                let long = text(self.lang, holds, &cell, self.chosen.today);
                slots.push(Slot::Missing(
                    name,
                    format!("{long}: {}", self.lang.text("report.no_data")),
                ));
            }
            let Some(following) = next(holds, place) else { break };
            place = following;
        }
        slots
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

enum Slot<'a> {
    Known(At<'a>),
    Missing(String, String),
}

impl Slot<'_> {
    fn name(&self, drawing: &Drawing<'_>, x: &str) -> String {
        match self {
            Self::Known(at) => drawing.name(*at, x),
            Self::Missing(name, _) => name.clone(),
        }
    }
}

fn next(holds: Holds, first: NaiveDate) -> Option<NaiveDate> {
    match holds {
        Holds::Week => Some(first + Days::new(7)),
        Holds::Month => Some(first + Months::new(1)),
        Holds::Quarter => Some(first + Months::new(3)),
        _ => None,
    }
}

fn size(panel: &Panel) -> Size {
    match panel.width {
        Width::Full => Size::Full,
        Width::Half => Size::Half,
    }
}

fn hundredths(share: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "a share of one")]
    let hundredths = (share * 100.0).round() as i64;
    hundredths
}
