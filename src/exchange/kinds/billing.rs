//! The money around order lines, as rows.

use super::{MONEY, money, word};
use crate::exchange::cells::Cells;
use crate::exchange::{Record, day};
use crate::orders::billing::{Cost, CostKind, Invoice, LinePrice};
use crate::orders::sales::OrderLine;

/// Decimals of an amount that is paid, and how many of [`MONEY`] are one of its last.
const CENTS: u32 = 2;
const CENT: i64 = 100;
/// Cents at most: ten million euros, either way.
const MOST: i64 = 10_000_000 * 100;

const COST_KINDS: &[(&str, &str, CostKind)] = &[
    ("material", "materiaal", CostKind::Material),
    ("subcontract", "uitbesteed", CostKind::Subcontract),
    ("transport", "vervoer", CostKind::Transport),
];

impl Record for LinePrice {
    const FILE: &'static str = "line_prices.csv";
    const COLUMNS: &'static [&'static str] = &["line", "valid_from", "price"];

    fn key(&self) -> Vec<String> {
        vec![self.line.clone(), self.valid_from.to_string()]
    }

    fn read(row: &mut Cells<'_>) -> Option<Self> {
        let (line, valid_from) = (row.reference::<OrderLine>("line"), row.day("valid_from"));
        let price = row.decimal("price", MONEY, 0..=1_000_000 * 10_000);
        Some(Self { line: line?, valid_from: valid_from?, price: price? })
    }

    fn write(&self) -> Vec<String> {
        vec![self.line.clone(), day::write(self.valid_from), money(self.price)]
    }
}

impl Record for Invoice {
    const FILE: &'static str = "invoices.csv";
    const COLUMNS: &'static [&'static str] = &["invoice", "line", "day", "amount"];

    fn key(&self) -> Vec<String> {
        vec![self.invoice.clone(), self.line.clone()]
    }

    fn read(row: &mut Cells<'_>) -> Option<Self> {
        let (invoice, line) = (row.number("invoice"), row.reference::<OrderLine>("line"));
        let day = row.day("day");
        let amount = row.signed_decimal("amount", CENTS, -MOST..=MOST);
        Some(Self { invoice: invoice?, line: line?, day: day?, amount: amount? * CENT })
    }

    fn write(&self) -> Vec<String> {
        vec![self.invoice.clone(), self.line.clone(), day::write(self.day), money(self.amount)]
    }
}

impl Record for Cost {
    const FILE: &'static str = "costs.csv";
    const COLUMNS: &'static [&'static str] = &["id", "line", "day", "kind", "amount"];

    fn key(&self) -> Vec<String> {
        vec![self.id.clone()]
    }

    fn read(row: &mut Cells<'_>) -> Option<Self> {
        let (id, line) = (row.own_number("id"), row.reference::<OrderLine>("line"));
        let (day, kind) = (row.day("day"), row.word("kind", COST_KINDS));
        let amount = row.signed_decimal("amount", CENTS, -MOST..=MOST);
        Some(Self { id: id?, line: line?, day: day?, kind: kind?, amount: amount? * CENT })
    }

    fn write(&self) -> Vec<String> {
        vec![
            self.id.clone(),
            self.line.clone(),
            day::write(self.day),
            word(COST_KINDS, &self.kind),
            money(self.amount),
        ]
    }
}
