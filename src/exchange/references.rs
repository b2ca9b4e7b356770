//! Who is spoken of, and whether they exist: in the files, or in the database already.

use super::Record;
use super::problem::{Place, Problems, shown};
use std::collections::{HashMap, HashSet};

/// Ids that are defined and ids that are referred to.
#[derive(Default)]
pub(super) struct References {
    known: HashMap<&'static str, HashSet<String>>,
    unreadable: HashSet<&'static str>,
    made: Vec<(Place, &'static str, String)>,
}

impl References {
    /// A record of `file` with this id exists.
    pub(super) fn define(&mut self, file: &'static str, id: &str) {
        self.known.entry(file).or_default().insert(id.to_owned());
    }

    /// These records exist; kinds whose key is more than an id are never referred to.
    pub(super) fn define_all<T: Record>(&mut self, records: &[T]) {
        for record in records {
            if let [id] = record.key().as_slice() {
                self.define(T::FILE, id);
            }
        }
    }

    /// The rows of `file` could not be read: nobody can say what is in it.
    pub(super) fn give_up(&mut self, file: &'static str) {
        self.unreadable.insert(file);
    }

    /// The cell at `at` speaks of a record of `file`.
    pub(super) fn refer(&mut self, at: Place, file: &'static str, id: &str) {
        self.made.push((at, file, id.to_owned()));
    }

    /// Tells every reference to nothing.
    pub(super) fn check(&self, problems: &mut Problems) {
        for (at, file, id) in &self.made {
            let exists = self.known.get(file).is_some_and(|ids| ids.contains(id));
            if !exists && !self.unreadable.contains(file) {
                let values: &[(&str, &dyn std::fmt::Display)] =
                    &[("value", &shown(id)), ("file", file)];
                problems.add(at.clone(), "import.no_such", values);
            }
        }
    }
}
