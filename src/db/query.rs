//! The facade: a row both engines can read, a value both can bind, and the few ways to ask.

use super::place::{Displaced, Place};
use futures_util::TryStreamExt as _;
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Arguments as _, Encode, FromRow, Postgres, SqlSafeStr as _, Sqlite, Transaction, Type};
#[expect(
    clippy::disallowed_types,
    reason = "the facade is where the pools live and where placeholders are built"
)]
use sqlx::{AssertSqlSafe, PgPool, SqlitePool};

/// A row readable from both engines: a struct of [`row!`](super::row!), or a tuple.
pub trait Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}
impl<T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin> Row for T {}

/// A value both engines can bind.
pub trait Value: Sync {
    /// Adds it to a statement for SQLite.
    fn sqlite(&self, args: &mut SqliteArguments) -> Result<(), BoxDynError>;
    /// Adds it to a statement for Postgres.
    fn postgres(&self, args: &mut PgArguments) -> Result<(), BoxDynError>;
}
impl<T> Value for T
where
    T: for<'q> Encode<'q, Sqlite>
        + Type<Sqlite>
        + for<'q> Encode<'q, Postgres>
        + Type<Postgres>
        + Sync,
{
    fn sqlite(&self, args: &mut SqliteArguments) -> Result<(), BoxDynError> {
        args.add(self)
    }
    fn postgres(&self, args: &mut PgArguments) -> Result<(), BoxDynError> {
        args.add(self)
    }
}
/// An optional borrowed text. (`Option<&str>` itself would have to live for ever: the driver implements it so.)
#[derive(Clone, Copy, Debug)]
pub struct OptText<'a>(pub Option<&'a str>);
impl Value for OptText<'_> {
    fn sqlite(&self, args: &mut SqliteArguments) -> Result<(), BoxDynError> {
        args.add(self.0)
    }
    fn postgres(&self, args: &mut PgArguments) -> Result<(), BoxDynError> {
        args.add(self.0)
    }
}
type Values<'a> = &'a [&'a dyn Value];

/// An open database; cheap to clone.
#[derive(Clone)]
#[expect(clippy::disallowed_types, reason = "the facade is where the pools live")]
pub enum Db {
    /// One file: many readers, one writer.
    Sqlite {
        /// Connections that cannot write.
        read: SqlitePool,
        /// The single connection that writes.
        write: SqlitePool,
        /// Where its files were opened.
        place: Place,
    },
    /// A server.
    Postgres(PgPool),
}

/// An open write transaction; dropped without [`Tx::commit`] it is rolled back.
pub enum Tx {
    /// On SQLite, and where its files must stand for what is committed to be found again.
    Sqlite(Transaction<'static, Sqlite>, Place),
    /// On Postgres.
    Postgres(Transaction<'static, Postgres>),
}

pub(super) fn sqlite(values: Values<'_>) -> sqlx::Result<SqliteArguments> {
    let mut args = SqliteArguments::default();
    values.iter().try_for_each(|v| v.sqlite(&mut args)).map_err(sqlx::Error::Encode)?;
    Ok(args)
}
pub(super) fn postgres(values: Values<'_>) -> sqlx::Result<PgArguments> {
    let mut args = PgArguments::default();
    values.iter().try_for_each(|v| v.postgres(&mut args)).map_err(sqlx::Error::Encode)?;
    Ok(args)
}

/// Where the rows of an answer go. This alone is made for every kind of row; the driver's part of a read is made once.
trait Rows: Send {
    fn sqlite(&mut self, row: &SqliteRow) -> sqlx::Result<()>;
    fn postgres(&mut self, row: &PgRow) -> sqlx::Result<()>;
}
impl<T: Row> Rows for Vec<T> {
    fn sqlite(&mut self, row: &SqliteRow) -> sqlx::Result<()> {
        self.push(T::from_row(row)?);
        Ok(())
    }
    fn postgres(&mut self, row: &PgRow) -> sqlx::Result<()> {
        self.push(T::from_row(row)?);
        Ok(())
    }
}
impl<T: Row> Rows for Option<T> {
    fn sqlite(&mut self, row: &SqliteRow) -> sqlx::Result<()> {
        *self = Some(T::from_row(row)?);
        Ok(())
    }
    fn postgres(&mut self, row: &PgRow) -> sqlx::Result<()> {
        *self = Some(T::from_row(row)?);
        Ok(())
    }
}

/// The same three reads on a database and in a transaction: the only duplication in the program.
macro_rules! reads {
    ($on:ident, ($($receiver:tt)*), $sqlite:pat => $sq:expr, $postgres:pat => $pg:expr) => {
        impl $on {
            /// Every row.
            pub async fn all<T: Row>($($receiver)* self, sql: &'static str, values: Values<'_>) -> sqlx::Result<Vec<T>> {
                let mut rows = Vec::new();
                self.each(sql, values, &mut rows).await?;
                Ok(rows)
            }

            /// The only row; none is an error.
            pub async fn one<T: Row>($($receiver)* self, sql: &'static str, values: Values<'_>) -> sqlx::Result<T> {
                self.maybe(sql, values).await?.ok_or(sqlx::Error::RowNotFound)
            }

            /// The first row, if there is one.
            pub async fn maybe<T: Row>($($receiver)* self, sql: &'static str, values: Values<'_>) -> sqlx::Result<Option<T>> {
                let mut row = None;
                self.first(sql, values, &mut row).await?;
                Ok(row)
            }

            async fn each($($receiver)* self, sql: &'static str, values: Values<'_>, to: &mut dyn Rows) -> sqlx::Result<()> {
                match self {
                    $sqlite => {
                        let mut rows = sqlx::query_with(sql, sqlite(values)?).fetch($sq);
                        while let Some(row) = rows.try_next().await? {
                            to.sqlite(&row)?;
                        }
                    }
                    $postgres => {
                        let mut rows = sqlx::query_with(sql, postgres(values)?).fetch($pg);
                        while let Some(row) = rows.try_next().await? {
                            to.postgres(&row)?;
                        }
                    }
                }
                Ok(())
            }

            async fn first($($receiver)* self, sql: &'static str, values: Values<'_>, to: &mut dyn Rows) -> sqlx::Result<()> {
                match self {
                    $sqlite => {
                        let row = sqlx::query_with(sql, sqlite(values)?).fetch_optional($sq).await?;
                        row.map_or(Ok(()), |row| to.sqlite(&row))
                    }
                    $postgres => {
                        let row = sqlx::query_with(sql, postgres(values)?).fetch_optional($pg).await?;
                        row.map_or(Ok(()), |row| to.postgres(&row))
                    }
                }
            }
        }
    };
}
reads!(Db, (&), Self::Sqlite { read, .. } => read, Self::Postgres(pool) => pool);
reads!(Tx, (&mut), Self::Sqlite(tx, _) => &mut **tx, Self::Postgres(tx) => &mut **tx);

impl Db {
    /// Opens a write transaction. On SQLite it waits for its turn and takes the write lock at once: a transaction that
    /// reads first and writes later would be refused without waiting if another process wrote in between.
    ///
    /// It runs in a task of its own: a request that is dropped while the database opens a transaction would otherwise
    /// leave an open transaction on a pooled connection.
    pub async fn begin(&self) -> sqlx::Result<Tx> {
        let db = self.clone();
        apart(async move {
            Ok(match db {
                Self::Sqlite { write, place, .. } => {
                    place.check()?;
                    Tx::Sqlite(write.begin_with("begin immediate").await?, place)
                }
                Self::Postgres(pool) => Tx::Postgres(pool.begin().await?),
            })
        })
        .await
    }

    /// Opens a transaction for reading only: several reads that must see the same moment, beside the writer.
    pub async fn reading(&self) -> sqlx::Result<Tx> {
        let db = self.clone();
        apart(async move {
            Ok(match db {
                Self::Sqlite { read, place, .. } => Tx::Sqlite(read.begin().await?, place),
                Self::Postgres(pool) => Tx::Postgres(
                    pool.begin_with("begin isolation level repeatable read read only").await?,
                ),
            })
        })
        .await
    }

    /// Closes every connection; on SQLite the write-ahead log is folded back into the file first.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { read, write, .. } => {
                read.close().await;
                // Best effort: an unfolded log is read at the next start.
                let _ = sqlx::query("pragma wal_checkpoint(truncate)").execute(write).await;
                write.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }

    /// Whether the files of the database are where they were opened; on Postgres they are the server's to look after.
    pub fn look_in_place(&self) -> Result<(), Displaced> {
        match self {
            Self::Sqlite { place, .. } => place.look(),
            Self::Postgres(_) => Ok(()),
        }
    }

    /// True on Postgres, where several processes may share the database.
    pub fn is_shared(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }
}

impl Tx {
    /// Runs a statement; gives the number of rows it touched.
    pub async fn run(&mut self, sql: &'static str, values: Values<'_>) -> sqlx::Result<u64> {
        Ok(match self {
            Self::Sqlite(tx, _) => {
                sqlx::query_with(sql, sqlite(values)?).execute(&mut **tx).await?.rows_affected()
            }
            Self::Postgres(tx) => {
                sqlx::query_with(sql, postgres(values)?).execute(&mut **tx).await?.rows_affected()
            }
        })
    }

    /// Runs the statement of the engine at hand, for what the shared subset cannot say.
    pub async fn run_either(
        &mut self,
        on_sqlite: &'static str,
        on_postgres: &'static str,
        values: Values<'_>,
    ) -> sqlx::Result<u64> {
        Ok(match self {
            Self::Sqlite(tx, _) => sqlx::query_with(on_sqlite, sqlite(values)?)
                .execute(&mut **tx)
                .await?
                .rows_affected(),
            Self::Postgres(tx) => sqlx::query_with(on_postgres, postgres(values)?)
                .execute(&mut **tx)
                .await?
                .rows_affected(),
        })
    }

    /// Inserts many rows of equal width with few statements: `insert` is everything up to `values`, `suffix` what follows
    /// the rows (such as `on conflict …`), both literals, and only the number of placeholders is made at run time.
    pub async fn insert_many<const WIDTH: usize>(
        &mut self,
        insert: &'static str,
        suffix: &'static str,
        rows: &[[&dyn Value; WIDTH]],
    ) -> sqlx::Result<()> {
        // Few sizes, so that the statement cache holds all of them; 4,096 values stay far below both engines' limits.
        let largest = (4_096 / WIDTH).max(1);
        let is_numbered = matches!(self, Self::Postgres(_));
        let mut rest = rows;
        while !rest.is_empty() {
            let size = [largest, largest / 8, 1]
                .into_iter()
                .find(|s| *s >= 1 && *s <= rest.len())
                .unwrap_or(1);
            let (chunk, after) = rest.split_at(size);
            rest = after;
            let sql =
                AssertSqlSafe(values_text(insert, suffix, size, WIDTH, is_numbered)).into_sql_str();
            match self {
                Self::Sqlite(tx, _) => {
                    let args = sqlite(chunk.as_flattened())?;
                    sqlx::query_with(sql, args).execute(&mut **tx).await?;
                }
                Self::Postgres(tx) => {
                    let args = postgres(chunk.as_flattened())?;
                    sqlx::query_with(sql, args).execute(&mut **tx).await?;
                }
            }
        }
        Ok(())
    }

    /// Makes it durable: when this returns `Ok`, a power cut does not take it back, and the file stands where the next start
    /// looks for it. In a task of its own, for the reason
    /// given at [`Db::begin`]; an error after a lost connection leaves the outcome unknown, so writes are made repeatable.
    pub async fn commit(self) -> sqlx::Result<()> {
        apart(async move {
            match self {
                // In this order: what was committed before the look is where the look found it.
                Self::Sqlite(tx, place) => {
                    tx.commit().await?;
                    place.check()
                }
                Self::Postgres(tx) => tx.commit().await,
            }
        })
        .await
    }
}

/// The whole statement. SQLite gets bare `?`: to look up the name of a numbered parameter it walks over all of them, which
/// for thousands of values is most of the time.
fn values_text(insert: &str, suffix: &str, rows: usize, width: usize, is_numbered: bool) -> String {
    use std::fmt::Write as _;
    let mut sql = String::with_capacity(insert.len() + suffix.len() + rows * width * 7);
    sql.push_str(insert);
    sql.push_str(" values ");
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ",(" });
        for column in 1..=width {
            sql.push_str(if column == 1 { "" } else { "," });
            if is_numbered {
                // Writing into a String cannot fail.
                let _ = write!(sql, "${}", row * width + column);
            } else {
                sql.push('?');
            }
        }
        sql.push(')');
    }
    sql.push(' ');
    sql.push_str(suffix);
    sql
}

/// Not an async function: that would carry the work within itself, and with it whatever awaits a transaction would be
/// several kilobytes larger, level by level.
#[expect(
    clippy::disallowed_methods,
    reason = "these tasks end with the database call; shutdown waits for the pool"
)]
pub(super) fn apart<T: Send + 'static, E: From<sqlx::Error> + Send + 'static>(
    work: impl Future<Output = Result<T, E>> + Send + 'static,
) -> impl Future<Output = Result<T, E>> + Send {
    let spawned = tokio::spawn(work);
    async { spawned.await.map_err(|e| sqlx::Error::Io(std::io::Error::other(e)))? }
}
