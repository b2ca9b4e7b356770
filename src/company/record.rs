//! What a kind of record must know to travel in a file: its name, its columns, how a row becomes a value and back.

use super::cells::Cells;

/// A kind of company data, one file.
pub trait Record: Clone + PartialEq {
    /// Name of the file.
    const FILE: &'static str;
    /// Heads of its columns, in the order of an export.
    const COLUMNS: &'static [&'static str];
    /// Those a file may leave out, which says the same as empty cells.
    const OPTIONAL: &'static [&'static str] = &[];

    /// What tells two records apart; exports are in this order. For what others refer to, it is the id alone.
    fn key(&self) -> Vec<String>;

    /// A row as a value. Looks at every cell before it gives up, so that everything wrong is told at once.
    fn read(row: &mut Cells<'_>) -> Option<Self>;

    /// The value as cells, in the order of [`Self::COLUMNS`].
    fn write(&self) -> Vec<String>;
}

/// What a file held.
pub(super) struct Sheet<T> {
    /// Each row that is sound in itself.
    pub(super) rows: Vec<(u64, T)>,
    /// True when the file was there.
    pub(super) present: bool,
}

impl<T> Default for Sheet<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), present: false }
    }
}

impl<T> Sheet<T> {
    pub(super) fn into_records(self) -> Vec<T> {
        self.rows.into_iter().map(|(_, record)| record).collect()
    }
}
