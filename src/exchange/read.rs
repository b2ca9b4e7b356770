//! From a folder to sheets.

use super::cells::Cells;
use super::problem::{Place, Problems};
use super::record::{Record, Sheet};
use super::references::References;
use super::{FILES, table};
use anyhow::Context as _;
use std::collections::{BTreeSet, HashMap};
use std::path::Path;

/// A file larger than this is no company's.
const LARGEST: u64 = 256 * 1024 * 1024;

/// A folder that is being read.
pub(super) struct Folder<'a> {
    path: &'a Path,
    names: BTreeSet<String>,
    pub(super) problems: Problems,
    pub(super) references: References,
}

impl<'a> Folder<'a> {
    /// Looks what is there. A file nobody knows is a problem: it may be a known one with a slip in its name.
    pub(super) fn open(path: &'a Path, mut problems: Problems) -> anyhow::Result<Self> {
        let at = || format!("cannot read the folder {}", path.display());
        let mut names = BTreeSet::new();
        for entry in std::fs::read_dir(path).with_context(at)? {
            let name = entry.with_context(at)?.file_name().to_string_lossy().into_owned();
            if FILES.iter().any(|(file, _)| *file == name) {
                names.insert(name);
            } else if !name.starts_with('.') {
                let known: Vec<&str> = FILES.iter().map(|(file, _)| *file).collect();
                let at = Place::file(super::problem::shown(&name));
                problems.add(at, "import.unknown_file", &[("known", &known.join(", "))]);
            }
        }
        if names.is_empty() && problems.is_empty() {
            problems.add(Place::file(path.display().to_string()), "import.no_files", &[]);
        }
        Ok(Self { path, names, problems, references: References::default() })
    }

    /// Reads the file of one kind, if it is there.
    pub(super) fn sheet<T: Record>(&mut self) -> anyhow::Result<Sheet<T>> {
        if !self.names.contains(T::FILE) {
            return Ok(Sheet::default());
        }
        let path = self.path.join(T::FILE);
        let at = || format!("cannot read {}", path.display());
        if std::fs::metadata(&path).with_context(at)?.len() > LARGEST {
            self.problems.add(Place::file(T::FILE), "import.too_large", &[]);
            self.references.give_up(T::FILE);
            return Ok(Sheet { present: true, ..Sheet::default() });
        }
        let bytes = std::fs::read(&path).with_context(at)?;
        let columns = table::Columns { all: T::COLUMNS, optional: T::OPTIONAL };
        let table = table::read(T::FILE, columns, &bytes, &mut self.problems);
        let Some(table::Table { rows, left_out }) = table else {
            self.references.give_up(T::FILE);
            return Ok(Sheet { present: true, ..Sheet::default() });
        };
        let mut seen: HashMap<Vec<String>, u64> = HashMap::new();
        let mut read = Vec::with_capacity(rows.len());
        for row in rows {
            let record =
                T::read(&mut Cells::new::<T>(&row, &mut self.problems, &mut self.references));
            let Some(record) = record else { continue };
            let first = *seen.entry(record.key()).or_insert(row.number);
            if first == row.number {
                read.push((row.number, record));
            } else {
                let at = Place::row(T::FILE, row.number);
                self.problems.add(at, "import.row_twice", &[("row", &first)]);
            }
        }
        Ok(Sheet { rows: read, present: true, left_out })
    }
}
