//! A table of which each cell is shaded by its share: the number stands in it, and what is full or empty has a mark as well.

use maud::{Markup, html};

/// A cell.
pub struct Shade {
    /// Its share, from 0; `None` where nothing is known.
    pub share: Option<f64>,
    /// The number in it.
    pub text: String,
    /// Where it leads.
    pub href: Option<String>,
}

/// More columns do not fit on a sheet of paper; there the table behind it tells them.
const ON_PAPER: usize = 10;

/// Draws it; a row has a name and a cell a column.
pub fn heatmap(
    label: &str,
    corner: &str,
    columns: &[String],
    rows: &[(String, Vec<Shade>)],
) -> Markup {
    html! {
        div.utrecht-table-container.utrecht-table-container--overflow-inline.wv-sheet.wv-wide[columns.len() > ON_PAPER]
            tabindex="0" role="region" aria-label=(label) {
            table.utrecht-table.wv-heatmap {
                thead { tr { th scope="col" { (corner) } @for column in columns { th scope="col" { (column) } } } }
                tbody {
                    @for (name, cells) in rows {
                        tr {
                            th scope="row" { (name) }
                            @for cell in cells {
                                td class=(class(cell.share)) {
                                    @match &cell.href {
                                        Some(href) => a href=(href) { (cell.text) },
                                        None => (cell.text),
                                    }
                                    @match cell.share {
                                        Some(share) if share >= 0.995 => span aria-hidden="true" { " ▲" },
                                        Some(share) if share < 0.4 => span aria-hidden="true" { " ▼" },
                                        _ => {},
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn class(share: Option<f64>) -> &'static str {
    match share {
        None => "wv-q",
        Some(share) if share < 0.4 => "wv-q0",
        Some(share) if share < 0.6 => "wv-q1",
        Some(share) if share < 0.8 => "wv-q2",
        Some(share) if share < 0.95 => "wv-q3",
        Some(_) => "wv-q4",
    }
}
