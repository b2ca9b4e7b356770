//! How it is made, and what it should bring in, as rows.

use super::{MONEY, money, text, word};
use crate::exchange::cells::Cells;
use crate::exchange::{Record, day};
use crate::floor::places::Hall;
use crate::number;
use crate::orders::sales::OrderLine;
use crate::orders::tasks::{Norm, NormBasis, Task};
use crate::turnover::Budget;

/// Decimals of pieces per hour; see [`Norm::per_hour`].
const PER_HOUR: u32 = 3;

const BASES: &[(&str, &str, NormBasis)] = &[
    ("time_study", "tijdstudie", NormBasis::TimeStudy),
    ("predetermined", "vooraf_bepaald", NormBasis::Predetermined),
    ("historical", "historisch", NormBasis::Historical),
    ("sample", "proef", NormBasis::Sample),
    ("estimate", "schatting", NormBasis::Estimate),
];

impl Record for Task {
    const FILE: &'static str = "tasks.csv";
    const COLUMNS: &'static [&'static str] =
        &["id", "line", "step", "name", "pack_size", "pictogram"];

    fn key(&self) -> Vec<String> {
        vec![self.id.clone()]
    }

    fn read(row: &mut Cells<'_>) -> Option<Self> {
        let (id, line) = (row.own_id("id"), row.reference::<OrderLine>("line"));
        let (step, name) = (row.whole("step", 1..=99), row.name("name"));
        let pack_size = row.whole("pack_size", 1..=i64::from(contract::MAX_QTY));
        let pictogram = row.optional_name("pictogram");
        Some(Self {
            id: id?,
            line: line?,
            step: step?,
            name: name?,
            pack_size: pack_size?,
            pictogram: pictogram?,
        })
    }

    fn write(&self) -> Vec<String> {
        vec![
            self.id.clone(),
            self.line.clone(),
            self.step.to_string(),
            self.name.clone(),
            self.pack_size.to_string(),
            text(self.pictogram.as_ref()),
        ]
    }
}

impl Record for Norm {
    const FILE: &'static str = "norms.csv";
    const COLUMNS: &'static [&'static str] = &["task", "valid_from", "per_hour", "basis"];

    fn key(&self) -> Vec<String> {
        vec![self.task.clone(), self.valid_from.to_string()]
    }

    fn read(row: &mut Cells<'_>) -> Option<Self> {
        let (task, valid_from) = (row.reference::<Task>("task"), row.day("valid_from"));
        let per_hour = row.decimal("per_hour", PER_HOUR, 1..=100_000_000);
        let basis = row.word("basis", BASES);
        Some(Self { task: task?, valid_from: valid_from?, per_hour: per_hour?, basis: basis? })
    }

    fn write(&self) -> Vec<String> {
        let per_hour = number::write(self.per_hour, PER_HOUR, 0).to_string();
        vec![self.task.clone(), day::write(self.valid_from), per_hour, word(BASES, &self.basis)]
    }
}

impl Record for Budget {
    const FILE: &'static str = "budgets.csv";
    const COLUMNS: &'static [&'static str] = &["hall", "month", "turnover"];

    fn key(&self) -> Vec<String> {
        vec![self.hall.clone(), self.month.to_string()]
    }

    fn read(row: &mut Cells<'_>) -> Option<Self> {
        let (hall, month) = (row.reference::<Hall>("hall"), row.month("month"));
        let turnover = row.decimal("turnover", MONEY, 0..=1_000_000_000 * 10_000);
        Some(Self { hall: hall?, month: month?, turnover: turnover? })
    }

    fn write(&self) -> Vec<String> {
        vec![self.hall.clone(), day::write(self.month), money(self.turnover)]
    }
}
