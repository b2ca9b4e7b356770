//! What is sold and how it is made, as rows.

use super::{optional_day, text, word};
use crate::company::cells::Cells;
use crate::company::{Record, day, number};
use crate::floor::places::Hall;
use crate::orders::sales::{Client, Order, OrderLine, OrderStatus};
use crate::orders::tasks::{Norm, NormBasis, Task};
use crate::turnover::Budget;

/// Decimals of an amount of money; see [`OrderLine::unit_price`].
const MONEY: u32 = 4;
/// Decimals of pieces per hour; see [`Norm::per_hour`].
const PER_HOUR: u32 = 3;
/// With at most this many pieces at most this dear, no line's value overflows.
const MOST_PIECES: i64 = 100_000_000;
const MOST_A_PIECE: i64 = 1_000_000 * 10_000;

const STATUSES: &[(&str, &str, OrderStatus)] =
    &[("open", "lopend", OrderStatus::Open), ("closed", "gesloten", OrderStatus::Closed)];
const BASES: &[(&str, &str, NormBasis)] = &[
    ("time_study", "tijdstudie", NormBasis::TimeStudy),
    ("predetermined", "vooraf_bepaald", NormBasis::Predetermined),
    ("historical", "historisch", NormBasis::Historical),
    ("sample", "proef", NormBasis::Sample),
    ("estimate", "schatting", NormBasis::Estimate),
];

fn money(amount: i64) -> String {
    number::write(amount, MONEY, 2).to_string()
}

impl Record for Client {
    const FILE: &'static str = "clients.csv";
    const COLUMNS: &'static [&'static str] = &["id", "name"];

    fn key(&self) -> Vec<String> {
        vec![self.id.clone()]
    }

    fn read(row: &mut Cells<'_>) -> Option<Self> {
        let (id, name) = (row.own_number("id"), row.name("name"));
        Some(Self { id: id?, name: name? })
    }

    fn write(&self) -> Vec<String> {
        vec![self.id.clone(), self.name.clone()]
    }
}

impl Record for Order {
    const FILE: &'static str = "orders.csv";
    const COLUMNS: &'static [&'static str] = &["id", "client", "name", "due_date", "status"];

    fn key(&self) -> Vec<String> {
        vec![self.id.clone()]
    }

    fn read(row: &mut Cells<'_>) -> Option<Self> {
        let (id, client) = (row.own_number("id"), row.reference::<Client>("client"));
        let (name, due_date) = (row.name("name"), row.optional_day("due_date"));
        let status = row.word("status", STATUSES);
        Some(Self { id: id?, client: client?, name: name?, due_date: due_date?, status: status? })
    }

    fn write(&self) -> Vec<String> {
        vec![
            self.id.clone(),
            self.client.clone(),
            self.name.clone(),
            optional_day(self.due_date),
            word(STATUSES, &self.status),
        ]
    }
}

impl Record for OrderLine {
    const FILE: &'static str = "order_lines.csv";
    const COLUMNS: &'static [&'static str] = &["id", "order", "name", "quantity", "unit_price"];

    fn key(&self) -> Vec<String> {
        vec![self.id.clone()]
    }

    fn read(row: &mut Cells<'_>) -> Option<Self> {
        let (id, order) = (row.own_number("id"), row.reference::<Order>("order"));
        let (name, quantity) = (row.name("name"), row.whole("quantity", 1..=MOST_PIECES));
        let unit_price = row.decimal("unit_price", MONEY, 0..=MOST_A_PIECE);
        Some(Self {
            id: id?,
            order: order?,
            name: name?,
            quantity: quantity?,
            unit_price: unit_price?,
        })
    }

    fn write(&self) -> Vec<String> {
        vec![
            self.id.clone(),
            self.order.clone(),
            self.name.clone(),
            self.quantity.to_string(),
            money(self.unit_price),
        ]
    }
}

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
