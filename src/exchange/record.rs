//! What a kind of record must know to travel in a file: its name, its columns, how a row becomes a value and back.

use super::cells::Cells;
use std::collections::HashMap;

/// A kind of company data, one file.
pub trait Record: Clone + PartialEq {
    /// Name of the file.
    const FILE: &'static str;
    /// Heads of its columns, in the order of an export.
    const COLUMNS: &'static [&'static str];
    /// Those of them that a file may leave out. It says nothing of them then, so what was known stays.
    const OPTIONAL: &'static [&'static str] = &[];

    /// What tells two records apart; exports are in this order. For what others refer to, it is the id alone.
    fn key(&self) -> Vec<String>;

    /// A row as a value. Looks at every cell before it gives up, so that everything wrong is told at once.
    fn read(row: &mut Cells<'_>) -> Option<Self>;

    /// The value as cells, in the order of [`Self::COLUMNS`].
    fn write(&self) -> Vec<String>;

    /// Takes over from the record that is there what the file says nothing of: these of its [`Self::OPTIONAL`] columns.
    fn keep(&mut self, _had: &Self, _left_out: &[&'static str]) {}
}

/// What a file held.
pub(super) struct Sheet<T> {
    /// Each row that is sound in itself.
    pub(super) rows: Vec<(u64, T)>,
    /// True when the file was there.
    pub(super) present: bool,
    /// The columns that it left out.
    pub(super) left_out: Vec<&'static str>,
}

impl<T> Default for Sheet<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), present: false, left_out: Vec::new() }
    }
}

impl<T: Record> Sheet<T> {
    /// The records, each with what the file says nothing of as it is there.
    pub(super) fn into_records(self, had: &[T]) -> Vec<T> {
        let mut records: Vec<T> = self.rows.into_iter().map(|(_, record)| record).collect();
        if !self.left_out.is_empty() {
            let had: HashMap<Vec<String>, &T> = had.iter().map(|old| (old.key(), old)).collect();
            for record in &mut records {
                if let Some(old) = had.get(&record.key()) {
                    record.keep(old, &self.left_out);
                }
            }
        }
        records
    }
}
