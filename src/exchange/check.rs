//! What must hold between rows, and between the files and what the database holds already.

use super::problem::{Place, Problems};
use super::{Company, Record, Sheets};
use crate::floor::plan::Assignment;
use crate::orders::tasks::Task;
use crate::people::Worker;
use chrono::{DateTime, Utc};
use chrono_tz::Europe::Amsterdam;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Tells everything that does not hold.
pub(super) fn check(sheets: &Sheets, had: &Company, problems: &mut Problems) {
    badges(&sheets.workers.rows, &had.workers, problems);
    steps(&sheets.tasks.rows, &had.tasks, problems);
    one_task_a_seat(&sheets.assignments.rows, problems);
}

/// Who holds a badge, or a step of a line: a row of the file or somebody in the database.
#[derive(Clone)]
enum Holder {
    Row(u64),
    Stored(String),
}

/// A badge is one person's.
fn badges(rows: &[(u64, Worker)], had: &[Worker], problems: &mut Problems) {
    let again: HashSet<&str> = rows.iter().map(|(_, w)| w.id.as_str()).collect();
    let mut holders: HashMap<&str, Holder> = had
        .iter()
        .filter(|w| !again.contains(w.id.as_str()))
        .filter_map(|w| Some((w.badge.as_deref()?, Holder::Stored(w.id.clone()))))
        .collect();
    for (row, worker) in rows {
        let Some(badge) = &worker.badge else { continue };
        let at = Place::cell(Worker::FILE, *row, "badge");
        match holders.entry(badge) {
            Entry::Vacant(free) => {
                free.insert(Holder::Row(*row));
            }
            Entry::Occupied(taken) => match taken.get() {
                Holder::Row(first) => {
                    problems.add(at, "import.badge_twice", &[("badge", badge), ("row", first)]);
                }
                Holder::Stored(id) => {
                    problems.add(at, "import.badge_taken", &[("badge", badge), ("worker", id)]);
                }
            },
        }
    }
}

/// Who was erased is not brought back by a file that still names them.
pub(super) fn erased(
    rows: &[(u64, Worker)],
    erased: &[(String, DateTime<Utc>)],
    problems: &mut Problems,
) {
    let erased: HashMap<&str, &DateTime<Utc>> =
        erased.iter().map(|(id, at)| (id.as_str(), at)).collect();
    for (row, worker) in rows {
        if let Some(at) = erased.get(worker.id.as_str()) {
            let day = at.with_timezone(&Amsterdam).format("%d-%m-%Y");
            let at = Place::cell(Worker::FILE, *row, "id");
            problems.add(at, "import.erased", &[("worker", &worker.id), ("day", &day)]);
        }
    }
}

/// The steps of an order line are 1, 2, 3 … without a gap, each once.
fn steps(rows: &[(u64, Task)], had: &[Task], problems: &mut Problems) {
    // A row that could not be read would look like a gap.
    let sound = !problems.iter().any(|p| p.file == Task::FILE);
    let again: HashSet<&str> = rows.iter().map(|(_, t)| t.id.as_str()).collect();
    let mut lines: BTreeMap<&str, BTreeMap<i64, Holder>> = BTreeMap::new();
    for task in had.iter().filter(|t| !again.contains(t.id.as_str())) {
        lines.entry(&task.line).or_default().insert(task.step, Holder::Stored(task.id.clone()));
    }
    for (row, task) in rows {
        let steps = lines.entry(&task.line).or_default();
        let at = Place::cell(Task::FILE, *row, "step");
        match steps.get(&task.step) {
            None => {
                steps.insert(task.step, Holder::Row(*row));
            }
            Some(Holder::Row(first)) => {
                problems.add(at, "import.step_twice", &[("step", &task.step), ("row", first)]);
            }
            Some(Holder::Stored(id)) => {
                problems.add(at, "import.step_taken", &[("step", &task.step), ("task", id)]);
            }
        }
    }
    for steps in lines.values().filter(|_| sound) {
        let gap = (1..).zip(steps).find(|(expected, (step, _))| *expected != **step);
        let row =
            steps.values().find_map(|h| if let Holder::Row(row) = h { Some(*row) } else { None });
        if let (Some((missing, (_, holder))), Some(row)) = (gap, row) {
            let row = if let Holder::Row(row) = holder { *row } else { row };
            let at = Place::cell(Task::FILE, row, "step");
            problems.add(at, "import.step_missing", &[("step", &missing)]);
        }
    }
}

/// The rows of one station and day part name one task.
fn one_task_a_seat(rows: &[(u64, Assignment)], problems: &mut Problems) {
    let mut seats = HashMap::new();
    for (row, line) in rows {
        let (first, task) =
            *seats.entry((line.day, line.part, &line.station)).or_insert((*row, &line.task));
        if *task != line.task {
            let at = Place::cell(Assignment::FILE, *row, "task");
            problems.add(at, "import.two_tasks", &[("row", &first)]);
        }
    }
}
