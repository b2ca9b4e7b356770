//! What is wrong with the files, each with its place and a sentence; all of it at once.

use crate::lang::Lang;
use std::fmt::Display;

/// Kept at most; a file in the wrong layout must not fill the memory with sentences.
const KEPT: usize = 10_000;
/// Shown at most; who has more has one cause to repair first.
const SHOWN: usize = 200;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Name of the file.
    pub file: String,
    /// The row as a spreadsheet counts it, the header being 1; `None` is the file as a whole.
    pub row: Option<u64>,
    /// Head of the column; `None` is the row as a whole.
    pub column: Option<&'static str>,
    /// What is wrong and what to do, in the user's language.
    pub sentence: String,
}

/// Where a problem is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Name of the file.
    pub(super) file: String,
    /// See [`Problem::row`].
    pub(super) row: Option<u64>,
    /// See [`Problem::column`].
    pub(super) column: Option<&'static str>,
}

impl Place {
    pub(super) fn file(file: impl Into<String>) -> Self {
        Self { file: file.into(), row: None, column: None }
    }

    pub(super) fn row(file: impl Into<String>, row: u64) -> Self {
        Self { file: file.into(), row: Some(row), column: None }
    }

    pub(super) fn cell(file: impl Into<String>, row: u64, column: &'static str) -> Self {
        Self { file: file.into(), row: Some(row), column: Some(column) }
    }
}

/// Everything that is wrong.
#[derive(Debug)]
pub struct Problems {
    lang: Lang,
    found: Vec<Problem>,
    beyond: usize,
}

impl Problems {
    /// None yet; sentences will be in `lang`.
    pub fn new(lang: Lang) -> Self {
        Self { lang, found: Vec::new(), beyond: 0 }
    }

    pub(super) fn add(&mut self, at: Place, key: &'static str, values: &[(&str, &dyn Display)]) {
        if self.found.len() >= KEPT {
            self.beyond += 1;
            return;
        }
        let sentence = self.lang.fill(key, values);
        self.found.push(Problem { file: at.file, row: at.row, column: at.column, sentence });
    }

    /// True when nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// What was found, by file, row and column.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        self.found.sort();
        self
    }

    /// Each kept problem.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.found.iter()
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.found.len() + self.beyond
    }

    /// One line a problem, as many as a person can use, and how many more there are.
    pub fn lines(&self) -> Vec<String> {
        let mut lines: Vec<String> = self.found.iter().take(SHOWN).map(|p| self.line(p)).collect();
        if self.count() > SHOWN {
            lines.push(self.lang.fill("import.more", &[("count", &(self.count() - SHOWN))]));
        }
        lines
    }

    fn line(&self, problem: &Problem) -> String {
        let mut line = problem.file.clone();
        if let Some(row) = problem.row {
            line += &self.lang.fill("import.at_row", &[("row", &row)]);
        }
        if let Some(column) = problem.column {
            line += &self.lang.fill("import.at_column", &[("column", &column)]);
        }
        line + ": " + &problem.sentence
    }
}

/// A value as it may be shown on a terminal: short, and without characters that steer it.
pub(super) fn shown(value: &str) -> String {
    let mut chars = value.chars();
    let mut text: String = chars
        .by_ref()
        .take(40)
        .map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c })
        .collect();
    if chars.next().is_some() {
        text.push('…');
    }
    text
}
