//! The rows of an answer as a table, with the sums that the file asks for. Sums are of all rows, also of those that are folded
//! away or only in the files.

use super::{At, Drawing, leading};
use crate::db::Cell;
use crate::report::file::{Column, Draw, Holds, Panel};
use crate::report::run::Answer;
use crate::report::values::{day, text, told};
use crate::web::parts::{self, Holds as TableHolds, Row, Table};
use maud::{Markup, html};

/// Rows that a page holds of a table at most: nobody reads more, and the files hold them all.
const MOST: usize = 150;

impl Drawing<'_> {
    /// The rows as a table.
    pub fn table(&self, panel: &Panel, answer: &Answer) -> Markup {
        let lang = self.lang;
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
                parts::Column::new(column.title.of(lang), holds)
            })
            .collect();
        let rows = |from: usize, to: usize| -> Vec<Row> {
            let some = answer.rows.iter().skip(from).take(to.saturating_sub(from));
            some.map(|row| self.row(panel, &shown, row)).collect()
        };
        let sums: Option<Vec<Markup>> = shown.iter().any(|(_, column)| column.total).then(|| {
            let sum = |(place, (at, column)): (usize, &(usize, &Column))| {
                if !column.total {
                    return html! { @if place == 0 { (lang.text("report.total")) } };
                }
                let whole = answer.rows.iter().filter_map(|row| match row.get(*at) {
                    Some(Cell::Whole(whole)) => Some(*whole),
                    _ => None,
                });
                let is_few = |row: &Vec<Cell>| panel.is_withheld(row, *at);
                if answer.rows.iter().all(is_few) && !answer.rows.is_empty() {
                    return html! { (lang.text("report.few")) };
                }
                html! { (text(lang, column.holds, &Cell::Whole(whole.sum()), self.chosen.today)) }
            };
            shown.iter().enumerate().map(sum).collect()
        });
        let (most, label) = match panel.draw.get_ref() {
            Draw::Table { most } => (*most, self.label(panel).to_owned()),
            // Behind a picture it is a second place with the same question.
            _ => (None, format!("{}: {}", self.label(panel), lang.text("report.as_table"))),
        };
        let all = answer.rows.len();
        let (first, last) = (most.unwrap_or(MOST).min(all), all.min(MOST));
        let empty = lang.text("report.empty");
        let of = |label: &str, rows: &[Row], sums: Option<&[Markup]>| {
            Table { label, columns: &columns, empty, order: None }.draw(lang, rows, sums)
        };
        let rest = lang.fill("report.rest", &[("count", &(all - first))]);
        html! {
            (of(&label, &rows(0, first), sums.as_deref()))
            @if first < last {
                details.wv-behind {
                    summary { (rest) }
                    (of(&format!("{label}: {rest}"), &rows(first, last), None))
                }
            }
            @if last < all {
                p.wv-note { (lang.fill("report.cut", &[("shown", &last), ("all", &all)])) }
            }
        }
    }

    fn row(&self, panel: &Panel, shown: &[(usize, &Column)], row: &[Cell]) -> Row {
        let href = self.href(At { panel, row });
        let cells = shown.iter().enumerate().map(|(place, (at, column))| {
            let written = told(self.lang, panel, row, *at, self.chosen.today);
            let cell = row.get(*at).unwrap_or(&Cell::Nothing);
            let written = self.with_part(column, cell, written);
            leading(href.as_deref().filter(|_| place == 0), &written)
        });
        Row { cells: cells.collect(), is_past: false }
    }

    /// What a cell tells, with a word where its week, month or quarter is only partly in the figures.
    pub(super) fn with_part(&self, column: &Column, cell: &Cell, written: String) -> String {
        match day(cell) {
            Some(first) if self.is_partial(column.holds, first) => {
                format!("{written} ({})", self.lang.text("report.part"))
            }
            _ => written,
        }
    }
}
