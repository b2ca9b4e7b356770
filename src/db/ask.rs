//! Asking what only run time knows: the query of a dashboard file, which another room has read and bounded. It cannot write,
//! it ends in time, and it gives no more rows than were asked for.

use super::query::{apart, postgres, sqlite};
use super::{Db, Value};
#[expect(
    clippy::disallowed_types,
    reason = "the one query whose text is not known beforehand"
)]
use sqlx::{AssertSqlSafe, PgPool, SqlitePool};
use sqlx::{Row as _, SqlSafeStr as _};
use std::time::{Duration, Instant};

/// What a column of an answer holds; the query casts it so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Storage {
    /// A whole number.
    Whole,
    /// A measured number.
    Real,
    /// A text, and a date as `2026-11-20`.
    Text,
}

/// A value of an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing is known.
    Nothing,
    /// A whole number.
    Whole(i64),
    /// A measured number.
    Real(f64),
    /// A text.
    Text(String),
}

/// Why there is no answer.
#[derive(Debug)]
pub enum Unanswered {
    /// It took longer than it may.
    TooLong,
    /// It gave more rows than it may.
    TooMany,
    /// The engine says no.
    Failed(sqlx::Error),
}

impl From<sqlx::Error> for Unanswered {
    fn from(error: sqlx::Error) -> Self {
        Self::Failed(error)
    }
}

/// What an answer may cost.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// How long it may take.
    pub time: Duration,
    /// How many rows it may have.
    pub rows: usize,
}

/// SQLite looks at the clock after this many of its instructions, some tenths of a millisecond.
const STEPS: i32 = 20_000;

/// What is asked: a select and the parts that stand before it, all read and bounded by who asks.
#[derive(Clone, Debug)]
pub struct Question<'a> {
    /// `name as (select …)`, in the order in which they may name each other.
    pub parts: &'a [String],
    /// The select.
    pub text: &'a str,
    /// The columns that are wanted of it, plain words each, and what they hold.
    pub columns: Vec<(&'a str, Storage)>,
}

impl Question<'_> {
    /// The whole statement, which gives one row more than it may, so that too many are seen.
    fn sql(&self, bounds: Bounds) -> String {
        // Quoted: a plain word may be one of SQL's own.
        let columns: Vec<String> = self
            .columns
            .iter()
            .map(|(name, storage)| format!("cast(answer.\"{name}\" as {})", storage.word()))
            .collect();
        format!(
            "with {} select {} from ({}) answer limit {}",
            self.parts.join(", "),
            columns.join(", "),
            self.text,
            bounds.rows + 1
        )
    }
}

impl Storage {
    fn word(self) -> &'static str {
        match self {
            Self::Whole => "bigint",
            Self::Real => "double precision",
            Self::Text => "text",
        }
    }
}

impl Db {
    /// Runs a query that only reads.
    pub async fn ask(
        &self,
        question: &Question<'_>,
        values: &[&dyn Value],
        bounds: Bounds,
    ) -> Result<Vec<Vec<Cell>>, Unanswered> {
        let sql = question.sql(bounds);
        let columns = question.columns.iter().map(|(_, storage)| *storage).collect();
        let rows = match self {
            Self::Sqlite { read, .. } => {
                let values = sqlite(values)?;
                apart(on_sqlite(read.clone(), sql, values, columns, bounds)).await
            }
            Self::Postgres(pool) => {
                let values = postgres(values)?;
                apart(on_postgres(pool.clone(), sql, values, columns, bounds)).await
            }
        }?;
        if rows.len() > bounds.rows { Err(Unanswered::TooMany) } else { Ok(rows) }
    }
}

/// The rows of an engine as cells.
macro_rules! cells {
    ($rows:ident, $columns:ident) => {
        $rows
            .iter()
            .map(|row| {
                let cell = |(at, storage): (usize, &Storage)| match storage {
                    Storage::Whole => {
                        Ok(row.try_get::<Option<i64>, _>(at)?.map_or(Cell::Nothing, Cell::Whole))
                    }
                    Storage::Real => {
                        Ok(row.try_get::<Option<f64>, _>(at)?.map_or(Cell::Nothing, Cell::Real))
                    }
                    Storage::Text => {
                        Ok(row.try_get::<Option<String>, _>(at)?.map_or(Cell::Nothing, Cell::Text))
                    }
                };
                $columns.iter().enumerate().map(cell).collect()
            })
            .collect()
    };
}

/// In a task of its own, so that it always takes its watch off the connection again.
#[expect(clippy::disallowed_types, reason = "the one query whose text is not known beforehand")]
async fn on_sqlite(
    pool: SqlitePool,
    sql: String,
    values: sqlx::sqlite::SqliteArguments,
    columns: Vec<Storage>,
    bounds: Bounds,
) -> Result<Vec<Vec<Cell>>, Unanswered> {
    let mut connection = pool.acquire().await?;
    let end = Instant::now() + bounds.time;
    connection.lock_handle().await?.set_progress_handler(STEPS, move || Instant::now() < end);
    let sql = AssertSqlSafe(sql).into_sql_str();
    let found = sqlx::query_with(sql, values).persistent(false).fetch_all(&mut *connection).await;
    connection.lock_handle().await?.remove_progress_handler();
    let found = found.map_err(|error| {
        // SQLITE_INTERRUPT.
        if error.as_database_error().is_some_and(|e| e.code().as_deref() == Some("9")) {
            Unanswered::TooLong
        } else {
            Unanswered::Failed(error)
        }
    })?;
    cells!(found, columns)
}

#[expect(clippy::disallowed_types, reason = "the one query whose text is not known beforehand")]
async fn on_postgres(
    pool: PgPool,
    sql: String,
    values: sqlx::postgres::PgArguments,
    columns: Vec<Storage>,
    bounds: Bounds,
) -> Result<Vec<Vec<Cell>>, Unanswered> {
    let mut tx = pool.begin_with("begin read only").await?;
    let milliseconds = bounds.time.as_millis().max(1).to_string();
    sqlx::query("select set_config('statement_timeout', $1, true)")
        .bind(milliseconds)
        .execute(&mut *tx)
        .await?;
    let sql = AssertSqlSafe(sql).into_sql_str();
    let found = sqlx::query_with(sql, values).persistent(false).fetch_all(&mut *tx).await.map_err(
        |error| {
            // query_canceled.
            if error.as_database_error().is_some_and(|e| e.code().as_deref() == Some("57014")) {
                Unanswered::TooLong
            } else {
                Unanswered::Failed(error)
            }
        },
    )?;
    tx.rollback().await?;
    cells!(found, columns)
}
