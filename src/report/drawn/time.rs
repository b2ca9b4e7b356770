//! Pictures with time in them: against own limits, a small line for each, days by places, orders with their dates.

use super::{At, Drawing, Slot, leading, size};
use crate::db::Cell;
use crate::report::file::Panel;
use crate::report::values::{beside_axis, short};
use crate::web::chart::{self, Point, Run, Shade, Words};
use crate::web::format;
use crate::web::parts::{self, Holds as TableHolds, Row, Table};
use chrono::NaiveDate;
use maud::{Markup, html};

impl Drawing<'_> {
    pub(super) fn control(
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
        let word = |key| self.lang.text(key);
        let words = Words {
            mean: word("report.mean"),
            above: word("report.above"),
            below: word("report.below_limit"),
            norm: word("report.norm"),
        };
        let holds = Self::holds(panel, y);
        html! {
            (chart::control(size(panel), self.label(panel), &points, &words,
                |value| beside_axis(self.lang, holds, value)))
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
}
