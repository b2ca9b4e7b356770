//! The picture of each kind, out of rows.

use super::time::Slot;
use super::{At, Drawing, leading};
use crate::db::Cell;
use crate::report::file::{Holds, Panel, Width};
use crate::report::values::{beside_axis, number, short, text};
use crate::web::chart::{self, Bar, Cause, Line, Run, Shade, Size, Spot};
use crate::web::format;
use crate::web::parts::{self, Holds as TableHolds, Row, Table};
use chrono::NaiveDate;
use maud::{Markup, html};
use std::collections::{HashMap, HashSet};

impl Drawing<'_> {
    pub(super) fn bars(
        &self,
        panel: &Panel,
        rows: &[At<'_>],
        (x, y): (&str, &str),
        (budget, before): (Option<&str>, Option<&str>),
    ) -> Markup {
        let holds = Self::holds(panel, x);
        let others: Vec<&str> = budget.into_iter().chain(before).collect();
        let bar = |at: At<'_>| Bar {
            name: self.name(at, x),
            value: at.number(y),
            budget: budget.and_then(|budget| at.number(budget)),
            before: before.and_then(|before| at.number(before)),
            tells: self.tells(at, x, y, &others),
            href: self.href(at),
            is_partial: at.day(x).is_some_and(|first| self.is_partial(holds, first)),
        };
        let bars: Vec<Bar> = self
            .in_time(rows, x, holds)
            .into_iter()
            .map(|slot| match slot {
                Slot::Known(at) => bar(at),
                Slot::Missing(name, tells) => Bar { name, tells, ..Bar::default() },
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
                @if let Some(before) = before.filter(|_| bars.iter().any(|bar| bar.before.is_some())) {
                    span.wv-key-before { (panel.columns[panel.place(before).unwrap_or_default()].title.of(self.lang)) }
                }
                @if partial { span.wv-key-partial { (self.lang.text("report.partial")) } }
            }
        }
    }

    /// True where a row's week, month or quarter is only partly in the figures.
    pub(super) fn is_part(&self, at: At<'_>, x: &str) -> bool {
        at.day(x).is_some_and(|first| self.is_partial(at.cell(x).0.holds, first))
    }

    /// What an open point means, where there is one.
    pub(super) fn partial_legend(&self, is_partial: bool) -> Markup {
        html! { @if is_partial { p.wv-legend { span.wv-key-open { (self.lang.text("report.partial")) } } } }
    }

    pub(super) fn lines(&self, panel: &Panel, rows: &[At<'_>], x: &str, ys: &[String]) -> Markup {
        let slots = self.in_time(rows, x, Self::holds(panel, x));
        let names: Vec<String> = slots.iter().map(|slot| slot.name(self, x)).collect();
        let lines: Vec<Line<'_>> = ys
            .iter()
            .map(|y| Line {
                name: panel.columns[panel.place(y).unwrap_or_default()].title.of(self.lang),
                spots: slots
                    .iter()
                    .map(|slot| match slot {
                        Slot::Known(at) => Spot {
                            value: at.number(y),
                            tells: self.tells(*at, x, y, &[]),
                            href: self.href(*at),
                            is_partial: self.is_part(*at, x),
                        },
                        Slot::Missing(_, tells) => Spot { tells: tells.clone(), ..Spot::default() },
                    })
                    .collect(),
            })
            .collect();
        let holds = ys.first().map_or(Holds::Whole, |y| Self::holds(panel, y));
        let partial = lines
            .iter()
            .flat_map(|line| &line.spots)
            .any(|spot| spot.is_partial && spot.value.is_some());
        html! {
            (chart::lines(size(panel), self.label(panel), &names, &lines, |value| beside_axis(self.lang, holds, value)))
            (self.partial_legend(partial))
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
                let course: Vec<Spot> = self
                    .in_time(&own, x, Self::holds(panel, x))
                    .into_iter()
                    .map(|slot| match slot {
                        Slot::Known(at) => Spot {
                            value: at.number(y),
                            tells: self.tells(at, x, y, &[]),
                            href: None,
                            is_partial: self.is_part(at, x),
                        },
                        Slot::Missing(_, tells) => Spot { tells, ..Spot::default() },
                    })
                    .collect();
                let last = own.last().map(|at| self.text(*at, y)).unwrap_or_default();
                let href = own.last().and_then(|at| self.href(*at));
                let drawn = chart::sparkline(&format!("{}: {name}", self.label(panel)), &course);
                let name = leading(href.as_deref(), &name);
                Row { cells: vec![name, html! { (last) }, drawn], is_past: false }
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
        // Some thousand rows at most: by their place, not each against all.
        let mut found: HashMap<(String, String), At<'_>> = HashMap::new();
        let mut seen: HashSet<String> = HashSet::new();
        for at in rows {
            let (holds, cell) = (at.cell(column).0.holds, at.cell(column).1);
            let key = format!("{cell:?}");
            if seen.insert(key.clone()) {
                columns.push((cell, short(self.lang, holds, cell, self.chosen.today)));
            }
            let name = self.text(*at, row);
            if !names.contains(&name) {
                names.push(name.clone());
            }
            found.entry((key, name)).or_insert(*at);
        }
        let shaded: Vec<(String, Vec<Shade>)> = names
            .into_iter()
            .map(|name| {
                let cells = columns
                    .iter()
                    .map(|(cell, _)| {
                        let found = found.get(&(format!("{cell:?}"), name.clone()));
                        let share = found
                            .and_then(|at| at.number(value))
                            .map(|hundredths| hundredths / 100.0);
                        Shade {
                            share,
                            text: found.map_or_else(|| "–".to_owned(), |at| self.text(*at, value)),
                            href: found.and_then(|at| self.href(*at)),
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
            (chart::timeline(size(panel), self.label(panel), &runs, self.chosen.today, (write, self.lang.text("report.late"), self.lang.text("values.at_risk"))))
            p.wv-legend { (self.lang.text("report.timeline_legend")) }
        }
    }

    pub(super) fn pareto(
        &self,
        panel: &Panel,
        rows: &[At<'_>],
        (label, y): (&str, &str),
        most: Option<usize>,
    ) -> Markup {
        let mut causes: Vec<Cause> = rows
            .iter()
            .map(|at| Cause {
                name: self.text(*at, label),
                value: at.number(y).unwrap_or_default(),
                text: self.text(*at, y),
                href: self.href(*at),
                is_rest: false,
            })
            .collect();
        let mut order: Vec<(usize, At<'_>)> = rows.iter().copied().enumerate().collect();
        order.sort_by(|(_, a), (_, b)| {
            let of = |at: &At<'_>| at.number(y).unwrap_or_default();
            of(b).total_cmp(&of(a))
        });
        let rest = order.split_off(most.unwrap_or(order.len()).min(order.len()));
        if rest.len() > 1 {
            // The rest in one bar, so that shares are of the whole.
            let sum = rest.iter().filter_map(|(_, at)| match at.cell(y).1 {
                Cell::Whole(whole) => Some(*whole),
                _ => None,
            });
            let (holds, sum) = (Self::holds(panel, y), Cell::Whole(sum.sum()));
            let gone: HashSet<usize> = rest.iter().map(|(place, _)| *place).collect();
            let mut place = 0..;
            causes.retain(|_| place.next().is_none_or(|place| !gone.contains(&place)));
            causes.push(Cause {
                name: self.lang.fill("report.others", &[("count", &rest.len())]),
                value: number(holds, &sum).unwrap_or_default(),
                text: text(self.lang, holds, &sum, self.chosen.today),
                href: None,
                is_rest: true,
            });
        }
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

pub(super) fn size(panel: &Panel) -> Size {
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
