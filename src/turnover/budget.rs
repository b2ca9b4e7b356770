//! Turnover: what output is worth, against what was budgeted. So far only the budget.

use crate::db::{Tx, Value};
use chrono::NaiveDate;

/// The turnover a hall should make in a month.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Budget {
    /// Id of the hall.
    #[sqlx(rename = "hall_id")]
    pub hall: String,
    /// First day of the month.
    pub month: NaiveDate,
    /// Ten-thousandths of a euro.
    pub turnover: i64,
}

/// Every budget.
pub async fn budgets(tx: &mut Tx) -> sqlx::Result<Vec<Budget>> {
    tx.all("select hall_id, month, turnover from budget", &[]).await
}

/// Adds budgets, or changes those of the same hall and month.
pub async fn store_budgets(tx: &mut Tx, rows: &[&Budget]) -> sqlx::Result<()> {
    let rows: Vec<[&dyn Value; 3]> =
        rows.iter().map(|b| [&b.hall as &dyn Value, &b.month, &b.turnover]).collect();
    tx.insert_many(
        "insert into budget (hall_id, month, turnover)",
        "on conflict (hall_id, month) do update set turnover = excluded.turnover",
        &rows,
    )
    .await
}
