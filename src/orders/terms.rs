//! What was agreed about order lines, for who reckons what they are worth, and which of them changed since.

use crate::db::{Tx, Value, bound, bound_after, row, slots, words};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

words! {
    /// What a price is the price of.
    #[derive(Default)]
    pub enum Pricing {
        /// A good piece of the last step.
        #[default]
        Piece = "piece",
        /// An hour of work.
        Hour = "hour",
        /// The whole line.
        Fixed = "fixed",
    }
}

/// A line as its terms say it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineTerms {
    /// The kind of work that its order is.
    pub business_line: String,
    /// What a price is the price of.
    pub pricing: Pricing,
    /// Ten-thousandths of a euro, until the first of `prices`.
    pub price: i64,
    /// Prices with the first day they hold, ascending.
    pub prices: Vec<(NaiveDate, i64)>,
    /// Pieces asked.
    pub quantity: i64,
    /// The number of each task among its steps.
    pub steps: BTreeMap<String, i64>,
    /// What was invoiced, by day.
    pub invoiced: Vec<(NaiveDate, i64)>,
    /// What was bought in, by day.
    pub costs: Vec<(NaiveDate, i64)>,
}

/// The lines of these tasks; of an unknown task there is none.
pub async fn lines_of<'a>(
    tx: &mut Tx,
    tasks: impl IntoIterator<Item = &'a str>,
) -> sqlx::Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for some in slots(tasks) {
        let rows: Vec<(String,)> = tx
            .all(
                "select distinct line_id from task
                  where id in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
                &bound(&some),
            )
            .await?;
        found.extend(rows.into_iter().map(|(line,)| line));
    }
    Ok(found)
}

/// The business line of each of these tasks; of one that belongs to no order there is none.
pub async fn business_lines_of<'a>(
    tx: &mut Tx,
    tasks: impl IntoIterator<Item = &'a str>,
) -> sqlx::Result<BTreeMap<String, String>> {
    let mut found = BTreeMap::new();
    for some in slots(tasks) {
        let rows: Vec<(String, String)> = tx
            .all(
                "select t.id, o.business_line
                   from task t join order_line l on l.id = t.line_id join client_order o on o.id = l.order_id
                  where t.id in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
                &bound(&some),
            )
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// The terms of these lines, by id.
pub async fn terms<'a>(
    tx: &mut Tx,
    lines: impl IntoIterator<Item = &'a str>,
) -> sqlx::Result<BTreeMap<String, LineTerms>> {
    let mut found = BTreeMap::new();
    for some in slots(lines) {
        let values = bound(&some);
        let rows: Vec<(String, String, Pricing, i64, i64)> = tx
            .all(
                "select l.id, o.business_line, l.pricing, l.unit_price, l.quantity
                   from order_line l join client_order o on o.id = l.order_id
                  where l.id in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
                &values,
            )
            .await?;
        found.extend(rows.into_iter().map(|(id, business_line, pricing, price, quantity)| {
            let (prices, steps) = (Vec::new(), BTreeMap::new());
            let (invoiced, costs) = (Vec::new(), Vec::new());
            let terms = LineTerms {
                business_line,
                pricing,
                price,
                prices,
                quantity,
                steps,
                invoiced,
                costs,
            };
            (id, terms)
        }));
        let rows: Vec<(String, NaiveDate, i64)> = tx
            .all(
                "select line_id, valid_from, price from line_price
                  where line_id in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
                  order by valid_from",
                &values,
            )
            .await?;
        for (line, from, price) in rows {
            found.entry(line).and_modify(|terms| terms.prices.push((from, price)));
        }
        let rows: Vec<(String, String, i64)> = tx
            .all(
                "select line_id, id, step from task
                  where line_id in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
                &values,
            )
            .await?;
        for (line, task, step) in rows {
            found.entry(line).and_modify(|terms| _ = terms.steps.insert(task, step));
        }
        let rows: Vec<(String, NaiveDate, i64)> = tx
            .all(
                "select line_id, day, amount from invoice_line
                  where line_id in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
                  order by day, invoice",
                &values,
            )
            .await?;
        for (line, day, amount) in rows {
            found.entry(line).and_modify(|terms| terms.invoiced.push((day, amount)));
        }
        let rows: Vec<(String, NaiveDate, i64)> = tx
            .all(
                "select line_id, day, amount from line_cost
                  where line_id in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
                  order by day, id",
                &values,
            )
            .await?;
        for (line, day, amount) in rows {
            found.entry(line).and_modify(|terms| terms.costs.push((day, amount)));
        }
    }
    Ok(found)
}

row! {
    /// A line, and which of its changes was seen.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Change {
        /// The line.
        pub line: String = "line_id",
        version: i64,
    }
}

/// Says that what these lines are worth changes.
pub(super) async fn mark_lines<'a>(
    tx: &mut Tx,
    lines: impl IntoIterator<Item = &'a str>,
) -> sqlx::Result<()> {
    let lines: BTreeSet<&str> = lines.into_iter().collect();
    let rows: Vec<[&dyn Value; 2]> =
        lines.iter().map(|line| [line as &dyn Value, &1_i64]).collect();
    tx.insert_many(
        "insert into unreckoned_line (line_id, version)",
        "on conflict (line_id) do update set version = unreckoned_line.version + 1",
        &rows,
    )
    .await
}

/// Says it of every line there is.
pub async fn mark_all(tx: &mut Tx) -> sqlx::Result<()> {
    tx.run(
        "insert into unreckoned_line (line_id, version)
         select id, cast(1 as bigint) from order_line where true
         on conflict (line_id) do update set version = unreckoned_line.version + 1",
        &[],
    )
    .await?;
    Ok(())
}

/// Some of the lines that changed.
pub async fn changed(tx: &mut Tx, most: i64) -> sqlx::Result<Vec<Change>> {
    tx.all("select line_id, version from unreckoned_line order by line_id limit $1", &[&most]).await
}

/// Forgets what was seen.
pub async fn settle(tx: &mut Tx, changes: &[Change]) -> sqlx::Result<()> {
    let mut seen: BTreeMap<i64, Vec<&str>> = BTreeMap::new();
    for change in changes {
        seen.entry(change.version).or_default().push(&change.line);
    }
    for (version, lines) in seen {
        for some in slots(lines) {
            tx.run(
                "delete from unreckoned_line
                  where version = $1 and line_id in ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
                &bound_after(&version, &some),
            )
            .await?;
        }
    }
    Ok(())
}
