//! Control charts: one, or small ones beside each other for each thing.

use super::pictures::size;
use super::time::Slot;
use super::{At, Drawing};
use crate::db::Cell;
use crate::report::file::{Holds, Panel};
use crate::report::values::beside_axis;
use crate::web::chart::{self, Point, Size, Spot, Words};
use maud::{Markup, html};

impl Drawing<'_> {
    pub(super) fn control(
        &self,
        panel: &Panel,
        rows: &[At<'_>],
        (x, y, norm): (&str, &str, Option<&str>),
    ) -> Markup {
        html! {
            (self.one_control(panel, rows, (x, y, norm), (size(panel), self.label(panel))))
            p.wv-legend { (self.lang.text("report.control_legend")) }
            (self.partial_legend(self.has_part(rows, x, &[y])))
        }
    }

    /// True when one of these values is of a part of its time only.
    fn has_part(&self, rows: &[At<'_>], x: &str, ys: &[&str]) -> bool {
        let is_told = |at: &At<'_>| ys.iter().any(|y| at.number(y).is_some());
        rows.iter().any(|at| self.is_part(*at, x) && is_told(at))
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
                    norm: norm.and_then(|norm| at.number(norm)),
                    spot: Spot {
                        value: at.number(y),
                        tells: self.tells(at, x, y, &[]),
                        href: self.href(at),
                        is_partial: self.is_part(at, x),
                    },
                },
                Slot::Missing(name, tells) => {
                    Point { name, norm: None, spot: Spot { tells, ..Spot::default() } }
                }
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
        // Shares are drawn in hundredths.
        let whole = (holds == Holds::Share).then_some(100.0);
        let text = |value| beside_axis(self.lang, holds, value);
        chart::control(size, label, (&points, whole), &words, text)
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
            (self.partial_legend(self.has_part(rows, x, &ys.iter().map(String::as_str).collect::<Vec<_>>())))
        }
    }
}
