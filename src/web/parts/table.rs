//! Tables: sorted by links, with a row of totals, with words where there is nothing. A wide one scrolls inside itself, so
//! that a page never does.

use super::icon::{Icon, icon};
use crate::lang::Lang;
use maud::{Markup, html};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// What the row is about.
    Name,
    /// Words.
    Words,
    /// Words that stay on one line, such as a time.
    Line,
    /// Numbers under each other.
    Number,
    /// Links and buttons; its heading is read out and not shown.
    Actions,
}

/// A column.
#[derive(Clone, Copy)]
pub struct Column<'a> {
    /// Its heading.
    pub head: &'a str,
    /// What it holds.
    pub holds: Holds,
    /// The word that sorts by it, in the address.
    pub sort: Option<&'static str>,
}

impl<'a> Column<'a> {
    /// A column that nothing sorts by.
    pub fn new(head: &'a str, holds: Holds) -> Self {
        Self { head, holds, sort: None }
    }

    /// The same, sorted by a word.
    #[must_use]
    pub fn sorted_by(self, word: &'static str) -> Self {
        Self { sort: Some(word), ..self }
    }
}

/// A row, a cell a column.
#[derive(Default)]
pub struct Row {
    /// What stands in it.
    pub cells: Vec<Markup>,
    /// Behind us: shown softer.
    pub is_past: bool,
}

/// In which order rows stand, as the address says it: a column's word, or `-` and the word for the largest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// The column's word.
    pub by: &'static str,
    /// The largest first.
    pub is_down: bool,
}

impl Order {
    /// Reads `asked`, of which only words of the table count; the first word otherwise.
    pub fn of(asked: Option<&str>, words: &[&'static str]) -> Self {
        let asked = asked.unwrap_or_default();
        let (is_down, word) = asked.strip_prefix('-').map_or((false, asked), |word| (true, word));
        match words.iter().find(|known| **known == word) {
            Some(by) => Self { by, is_down },
            None => Self { by: words.first().copied().unwrap_or_default(), is_down: false },
        }
    }

    /// What a link of the column `word` asks for: the other direction of the present one.
    fn asks(self, word: &str) -> String {
        if self.by == word && !self.is_down { format!("-{word}") } else { word.to_owned() }
    }

    fn direction(self, word: &str) -> Option<&'static str> {
        (self.by == word).then_some(if self.is_down { "descending" } else { "ascending" })
    }
}

/// A table.
pub struct Table<'a> {
    /// What it is about, for who cannot see it.
    pub label: &'a str,
    /// Its columns.
    pub columns: &'a [Column<'a>],
    /// The sentence in its place when there are no rows.
    pub empty: &'a str,
    /// The present order, and the address that a link to another begins with, such as `/orders?sorteer=`.
    pub order: Option<(Order, &'a str)>,
}

impl Table<'_> {
    /// Draws it; `totals` has a cell a column.
    pub fn draw(&self, lang: Lang, rows: &[Row], totals: Option<&[Markup]>) -> Markup {
        if rows.is_empty() {
            return html! { p.wv-nothing { (self.empty) } };
        }
        html! {
            div.utrecht-table-container.utrecht-table-container--overflow-inline.wv-sheet
                tabindex="0" role="region" aria-label=(self.label) {
                table.utrecht-table.wv-table {
                    thead.utrecht-table__header {
                        tr.utrecht-table__row { @for column in self.columns { (self.head(lang, column)) } }
                    }
                    tbody.utrecht-table__body {
                        @for row in rows {
                            tr.utrecht-table__row.wv-past[row.is_past] { (self.cells(&row.cells)) }
                        }
                    }
                    @if let Some(totals) = totals {
                        tfoot.utrecht-table__footer { tr.utrecht-table__row.wv-totals { (self.cells(totals)) } }
                    }
                }
            }
        }
    }

    fn head(&self, lang: Lang, column: &Column<'_>) -> Markup {
        let class = match column.holds {
            Holds::Number => {
                "utrecht-table__header-cell utrecht-table__header-cell--numeric-column"
            }
            Holds::Actions => "utrecht-table__header-cell wv-actions",
            _ => "utrecht-table__header-cell",
        };
        let sort = self.order.zip(column.sort);
        let direction = sort.and_then(|((order, _), word)| order.direction(word));
        html! {
            th class=(class) scope="col" aria-sort=[direction] {
                @match sort {
                    Some(((order, begin), word)) => {
                        a.wv-sort href={ (begin) (order.asks(word)) } {
                            (column.head)
                            (icon(match direction {
                                None => Icon::Sort,
                                Some("ascending") => Icon::Up,
                                Some(_) => Icon::Down,
                            }))
                            span.wv-unseen { " " (lang.text("parts.sort")) }
                        }
                    }
                    None if column.holds == Holds::Actions => span.wv-unseen { (column.head) },
                    None => (column.head),
                }
            }
        }
    }

    fn cells(&self, cells: &[Markup]) -> Markup {
        html! {
            @for (column, cell) in self.columns.iter().zip(cells) {
                @match column.holds {
                    Holds::Name => th.utrecht-table__cell scope="row" { (cell) },
                    Holds::Words => td.utrecht-table__cell { (cell) },
                    Holds::Line => td.utrecht-table__cell.wv-nowrap { (cell) },
                    Holds::Actions => td.utrecht-table__cell.wv-nowrap.wv-actions { (cell) },
                    Holds::Number => td.utrecht-table__cell.utrecht-table__cell--numeric-column.wv-nowrap { (cell) },
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_of_the_table_sort_it() {
        let of = |asked| Order::of(asked, &["naam", "dag"]);
        assert_eq!(of(None), Order { by: "naam", is_down: false });
        assert_eq!(of(Some("-dag")), Order { by: "dag", is_down: true });
        assert_eq!(of(Some("-prijs")), Order { by: "naam", is_down: false });
        assert_eq!(of(Some("dag")).asks("dag"), "-dag");
        assert_eq!(of(Some("-dag")).asks("dag"), "dag");
        assert_eq!(of(Some("-dag")).asks("naam"), "naam");
    }
}
