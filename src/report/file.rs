//! A dashboard as its file says it: what it asks, of whom it may be asked, and how each answer is drawn.

use crate::db::Cell;
use crate::lang::Lang;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// A sentence in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Dutch.
    pub nl: String,
    /// English.
    pub en: String,
}

impl Words {
    /// In the viewer's language.
    pub fn of(&self, lang: Lang) -> &str {
        match lang {
            Lang::Nl => &self.nl,
            Lang::En => &self.en,
        }
    }
}

/// A file of `dashboards/`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// What it is called.
    pub title: Words,
    /// What it is for, and what its figures mean.
    pub about: Words,
    /// The roles for whom it is, by their words.
    pub audience: Spanned<Vec<String>>,
    /// What a viewer can choose, in this order.
    #[serde(default = "no_filters")]
    pub filters: Spanned<Vec<String>>,
    /// The period that is shown when nobody asks for another.
    #[serde(default = "thirteen_weeks")]
    pub period: Spanned<String>,
    /// It is about one person, whose number its address holds.
    #[serde(default)]
    pub person: bool,
    /// It stands in nobody's list: other dashboards lead to it.
    #[serde(default)]
    pub hidden: bool,
    /// Its parts, in the order in which they are read.
    #[serde(rename = "panel", default)]
    pub panels: Vec<Panel>,
}

fn no_filters() -> Spanned<Vec<String>> {
    Spanned::new(0..0, Vec::new())
}

fn thirteen_weeks() -> Spanned<String> {
    Spanned::new(0..0, "13w".to_owned())
}

/// A question with its answer.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Panel {
    /// Its name in addresses.
    pub name: Spanned<String>,
    /// The question.
    pub title: Words,
    /// How the figure is made.
    #[serde(default)]
    pub note: Words,
    /// How much of the grid it takes.
    #[serde(default)]
    pub width: Width,
    /// What is asked of the data.
    pub query: Spanned<String>,
    /// What each column of the answer is, in the order of the table behind the picture.
    pub columns: Vec<Column>,
    /// How it is drawn.
    pub draw: Spanned<Draw>,
    /// Where a row leads.
    #[serde(default)]
    pub link: Option<Spanned<Link>>,
}

/// How much of the grid a panel takes on a wide screen; on a narrow one each takes all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Width {
    /// A whole row.
    #[default]
    Full,
    /// Half of one.
    Half,
}

/// A column of an answer.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Its name in the query.
    pub name: Spanned<String>,
    /// Its heading.
    #[serde(default)]
    pub title: Words,
    /// What it holds.
    pub holds: Holds,
    /// Kept out of the table: a link or the drawing needs it.
    #[serde(default)]
    pub hidden: bool,
    /// It is about people: where it is empty, there were fewer than ten.
    #[serde(default)]
    pub withheld: Withheld,
    /// Its sum over all rows stands below the table.
    #[serde(default)]
    pub total: bool,
}

/// When an empty cell says that it is about too few people, and not that nothing is known.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Withheld {
    /// Always, or never.
    Always(bool),
    /// Where this column of the row, which counts what was left out, is above zero.
    Where(String),
}

impl Default for Withheld {
    fn default() -> Self {
        Self::Always(false)
    }
}

/// What a column holds, and with that its unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holds {
    /// Words as they stand.
    Text,
    /// A word that the language files know, such as a business line.
    Word,
    /// A date.
    Day,
    /// A date, told as how many days ago it is.
    Ago,
    /// The Monday of a week.
    Week,
    /// The first day of a month.
    Month,
    /// The first day of a quarter.
    Quarter,
    /// A whole number.
    Whole,
    /// A measured number, with one decimal.
    Real,
    /// Ten-thousandths of a euro.
    Euro,
    /// Seconds, shown as hours.
    Hours,
    /// A share of one, shown in hundredths.
    Share,
}

/// How an answer is drawn. Names are those of columns.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "as", rename_all = "snake_case", deny_unknown_fields)]
pub enum Draw {
    /// Key figures from the only row; `against` names for a figure the column to compare it with, `to` the panel with the rows
    /// behind it.
    Figures {
        #[serde(default)]
        against: BTreeMap<String, String>,
        #[serde(default)]
        to: BTreeMap<String, String>,
    },
    /// A bar for each row, with a stepped line of what was budgeted and a stroke for what was `before`.
    Bars {
        x: String,
        y: String,
        #[serde(default)]
        budget: Option<String>,
        #[serde(default)]
        before: Option<String>,
    },
    /// Lines over time.
    Lines { x: String, y: Vec<String> },
    /// Points against their own mean and limits.
    Control {
        x: String,
        y: String,
        #[serde(default)]
        norm: Option<String>,
    },
    /// For each `id`, called by its `name`, points against their own mean and limits, one picture for each of `y`; `norm` goes
    /// with the first of them.
    Controls {
        id: String,
        name: String,
        x: String,
        y: Vec<String>,
        #[serde(default)]
        norm: Option<String>,
    },
    /// A small line for each label.
    Sparklines { label: String, x: String, y: String },
    /// A table of which each cell is shaded by its share.
    Heatmap { row: String, column: String, value: String },
    /// Orders from their first day to the day they were promised for and the day they are expected; the first `most` of them.
    Timeline {
        label: String,
        from: String,
        due: String,
        #[serde(default)]
        expected: Option<String>,
        #[serde(default)]
        done: Option<String>,
        #[serde(default)]
        most: Option<usize>,
    },
    /// Bars from the largest on, with the share they make together; what comes after the first `most` is one line.
    Pareto {
        label: String,
        y: String,
        #[serde(default)]
        most: Option<usize>,
    },
    /// The rows themselves; those after the first `most` behind a fold.
    Table {
        #[serde(default)]
        most: Option<usize>,
    },
}

/// Where a row leads: another dashboard, with filters out of the row's own columns.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// The name of the dashboard.
    pub to: String,
    /// For each filter the column that says it; for `week` and `month` the column with the first day.
    #[serde(default)]
    pub with: BTreeMap<String, String>,
}

/// A mistake in a file, at its place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mistake {
    /// The line, from 1; 0 when it is about the whole.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
    /// What is wrong and what would be right, in English: who writes a file reads the names of its keys too.
    pub what: String,
}

impl std::fmt::Display for Mistake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            0 => f.write_str(&self.what),
            line => write!(f, "line {line}, column {}: {}", self.column, self.what),
        }
    }
}

impl Mistake {
    /// At a byte of the file's text.
    pub fn at(text: &str, byte: usize, what: impl Into<String>) -> Self {
        let before = text.get(..byte).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Self { line, column, what: what.into() }
    }
}

impl File {
    /// Reads the form of a file; what its names refer to is checked by [`super::check`].
    pub fn parse(text: &str) -> Result<Self, Mistake> {
        toml::from_str(text).map_err(|error| {
            let byte = error.span().map_or(0, |span| span.start);
            Mistake::at(text, byte, error.message().trim())
        })
    }

    /// The panel of this name.
    pub fn panel(&self, name: &str) -> Option<&Panel> {
        self.panels.iter().find(|panel| panel.name.get_ref() == name)
    }
}

impl Panel {
    /// The place of a column among the panel's.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name.get_ref() == name)
    }

    /// True when the cell at a place of a row is empty because it would be about fewer than ten people.
    pub fn is_withheld(&self, row: &[Cell], at: usize) -> bool {
        let nothing = row.get(at).is_none_or(|cell| *cell == Cell::Nothing);
        nothing
            && match self.columns.get(at).map(|column| &column.withheld) {
                None => false,
                Some(Withheld::Always(always)) => *always,
                Some(Withheld::Where(name)) => {
                    let left_out = self.place(name).and_then(|at| row.get(at));
                    matches!(left_out, Some(Cell::Whole(left_out)) if *left_out > 0)
                }
            }
    }
}

impl Draw {
    /// The columns it names.
    pub fn names(&self) -> Vec<&str> {
        match self {
            Self::Figures { against, to } => against
                .iter()
                .flat_map(|(one, other)| [one.as_str(), other])
                .chain(to.keys().map(String::as_str))
                .collect(),
            Self::Bars { x, y, budget, before } => {
                [x, y].into_iter().chain(budget).chain(before).map(String::as_str).collect()
            }
            Self::Lines { x, y } => std::iter::once(x).chain(y).map(String::as_str).collect(),
            Self::Control { x, y, norm } => {
                [x, y].into_iter().chain(norm).map(String::as_str).collect()
            }
            Self::Controls { id, name, x, y, norm } => {
                [id, name, x].into_iter().chain(y).chain(norm).map(String::as_str).collect()
            }
            Self::Sparklines { label, x, y } => vec![label, x, y],
            Self::Heatmap { row, column, value } => vec![row, column, value],
            Self::Timeline { label, from, due, expected, done, most: _ } => [label, from, due]
                .into_iter()
                .chain(expected)
                .chain(done)
                .map(String::as_str)
                .collect(),
            Self::Pareto { label, y, most: _ } => vec![label, y],
            Self::Table { most: _ } => Vec::new(),
        }
    }
}
