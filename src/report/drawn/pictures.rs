//! The picture of each kind, out of rows.

use super::time::Slot;
use super::{At, Drawing, leading};
use crate::db::Cell;
use crate::report::file::{Holds, Panel, Width};
use crate::report::values::{beside_axis, short};
use crate::web::chart::{self, Bar, Cause, Line, Point, Run, Shade, Size, Words};
use crate::web::format;
use crate::web::parts::{self, Holds as TableHolds, Row, Table};
use chrono::NaiveDate;
use maud::{Markup, html};

impl Drawing<'_> {
    pub(super) fn bars(
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

    pub(super) fn lines(&self, panel: &Panel, rows: &[At<'_>], x: &str, ys: &[String]) -> Markup {
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

    pub(super) fn control(
        &self,
        panel: &Panel,
        rows: &[At<'_>],
        (x, y, norm): (&str, &str, Option<&str>),
    ) -> Markup {
        html! {
            (self.one_control(panel, rows, (x, y, norm), (size(panel), self.label(panel))))
            p.wv-legend { (self.lang.text("report.control_legend")) }
        }
    }

    fn one_control(
        &self,
        panel: &Panel,
        rows: &[At<'_>],
        (x, y, norm): (&str, &str, Option<&str>),
        (size, label): (Size, &str),
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
        let word = |key| self.lang.text(key);
        let words = Words {
            mean: word("report.mean"),
            above: word("report.above"),
            below: word("report.below_limit"),
            norm: word("report.norm"),
        };
        let holds = Self::holds(panel, y);
        chart::control(size, label, &points, &words, |value| beside_axis(self.lang, holds, value))
    }

    /// For each thing its name, and beside each other a small picture of each of its values, with the last one in words.
    pub(super) fn controls(
        &self,
        panel: &Panel,
        rows: &[At<'_>],
        (id, name): (&str, &str),
        (x, ys, norm): (&str, &[String], Option<&str>),
    ) -> Markup {
        let mut ids: Vec<&Cell> = Vec::new();
        for at in rows {
            let cell = at.cell(id).1;
            if !ids.contains(&cell) {
                ids.push(cell);
            }
        }
        let own = |cell: &Cell| -> Vec<At<'_>> {
            rows.iter().copied().filter(|at| at.cell(id).1 == cell).collect()
        };
        html! {
            @for own in ids.into_iter().map(own) {
                @let called = own.first().map(|at| self.text(*at, name)).unwrap_or_default();
                h3 { (called) }
                div.wv-beside {
                    @for (place, y) in ys.iter().enumerate() {
                        @let heading = panel.columns[panel.place(y).unwrap_or_default()].title.of(self.lang);
                        @let last = own.iter().rev().find(|at| at.number(y).is_some());
                        figure {
                            figcaption {
                                (heading)
                                @if let Some(last) = last { ": " strong { (self.text(*last, y)) } }
                            }
                            @if last.is_some() {
                                @let label = format!("{heading}: {called}");
                                @let of_first = norm.filter(|_| place == 0);
                                (self.one_control(panel, &own, (x, y, of_first), (Size::Third, &label)))
                            } @else {
                                p.wv-nothing { (self.lang.text("report.too_little")) }
                            }
                        }
                    }
                }
            }
            p.wv-legend { (self.lang.text("report.control_legend")) }
        }
    }

    pub(super) fn sparklines(
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

    pub(super) fn heatmap(
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

    pub(super) fn timeline(
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
            (chart::timeline(size(panel), self.label(panel), &runs, self.chosen.today, (write, self.lang.text("report.late"), self.lang.text("report.word_at_risk"))))
            p.wv-legend { (self.lang.text("report.timeline_legend")) }
        }
    }

    pub(super) fn pareto(&self, panel: &Panel, rows: &[At<'_>], label: &str, y: &str) -> Markup {
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
