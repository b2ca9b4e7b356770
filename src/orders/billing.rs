//! The money around an order line: a price from a day on, what was invoiced, and what was bought in. Whoever stores one of
//! them says that what the line is worth changes.

use super::terms::mark_lines;
use crate::db::{Tx, Value, bound, row, slots, words};
use chrono::NaiveDate;

row! {
    /// A price that holds from a day on.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct LinePrice {
        /// The order line's number.
        pub line: String = "line_id",
        /// The first day it holds.
        pub valid_from: NaiveDate,
        /// Ten-thousandths of a euro for what the line's pricing says.
        pub price: i64,
    }
}

row! {
    /// What an invoice asks for an order line.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Invoice {
        /// The invoice's number.
        pub invoice: String,
        /// The order line's number.
        pub line: String = "line_id",
        /// The day of the invoice.
        pub day: NaiveDate,
        /// Ten-thousandths of a euro, whole cents; below zero on a credit note.
        pub amount: i64,
    }
}

words! {
    /// What was paid for.
    pub enum CostKind {
        /// Material that we bought.
        Material = "material",
        /// Work that another company did.
        Subcontract = "subcontract",
        /// Bringing and fetching.
        Transport = "transport",
    }
}

row! {
    /// What an order line cost besides our own work.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Cost {
        /// Its number.
        pub id: String,
        /// The order line's number.
        pub line: String = "line_id",
        /// The day it belongs to.
        pub day: NaiveDate,
        /// What was paid for.
        pub kind: CostKind,
        /// Ten-thousandths of a euro, whole cents; below zero when something was paid back.
        pub amount: i64,
    }
}

/// Every price from a day on.
pub async fn line_prices(tx: &mut Tx) -> sqlx::Result<Vec<LinePrice>> {
    tx.all("select line_id, valid_from, price from line_price", &[]).await
}

/// Adds prices, or changes those of the same line and day.
pub async fn store_line_prices(tx: &mut Tx, rows: &[&LinePrice]) -> sqlx::Result<()> {
    mark_lines(tx, rows.iter().map(|price| price.line.as_str())).await?;
    let rows: Vec<[&dyn Value; 3]> =
        rows.iter().map(|p| [&p.line as &dyn Value, &p.valid_from, &p.price]).collect();
    tx.insert_many(
        "insert into line_price (line_id, valid_from, price)",
        "on conflict (line_id, valid_from) do update set price = excluded.price",
        &rows,
    )
    .await
}

/// Everything that was invoiced.
pub async fn invoices(tx: &mut Tx) -> sqlx::Result<Vec<Invoice>> {
    tx.all("select invoice, line_id, day, amount from invoice_line", &[]).await
}

/// Adds what was invoiced, or changes what the same invoice asks for the same line.
pub async fn store_invoices(tx: &mut Tx, rows: &[&Invoice]) -> sqlx::Result<()> {
    mark_lines(tx, rows.iter().map(|invoice| invoice.line.as_str())).await?;
    let rows: Vec<[&dyn Value; 4]> =
        rows.iter().map(|i| [&i.invoice as &dyn Value, &i.line, &i.day, &i.amount]).collect();
    tx.insert_many(
        "insert into invoice_line (invoice, line_id, day, amount)",
        "on conflict (invoice, line_id) do update set day = excluded.day, amount = excluded.amount",
        &rows,
    )
    .await
}

/// Every cost.
pub async fn costs(tx: &mut Tx) -> sqlx::Result<Vec<Cost>> {
    tx.all("select id, line_id, day, kind, amount from line_cost", &[]).await
}

/// Adds costs, or changes those that exist.
pub async fn store_costs(tx: &mut Tx, rows: &[&Cost]) -> sqlx::Result<()> {
    let mut lines: Vec<String> = rows.iter().map(|cost| cost.line.clone()).collect();
    // A cost that moves to another line leaves one.
    for some in slots(rows.iter().map(|cost| cost.id.as_str())) {
        let left: Vec<(String,)> = tx
            .all(
                "select distinct line_id from line_cost
                  where id in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
                &bound(&some),
            )
            .await?;
        lines.extend(left.into_iter().map(|(line,)| line));
    }
    mark_lines(tx, lines.iter().map(String::as_str)).await?;
    let rows: Vec<[&dyn Value; 5]> =
        rows.iter().map(|c| [&c.id as &dyn Value, &c.line, &c.day, &c.kind, &c.amount]).collect();
    tx.insert_many(
        "insert into line_cost (id, line_id, day, kind, amount)",
        "on conflict (id) do update set line_id = excluded.line_id, day = excluded.day, kind = excluded.kind, \
         amount = excluded.amount",
        &rows,
    )
    .await
}
