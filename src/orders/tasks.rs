//! How an order line is made: tasks in steps, and the norm of each.

use super::terms::mark_lines;
use crate::db::{Tx, Value, row, words};
use chrono::NaiveDate;

row! {
    /// One step of making an order line; what a station does and a terminal counts.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Task {
        /// Its id; travels to terminals.
        pub id: String,
        /// The order line's number.
        pub line: String = "line_id",
        /// 1, 2, 3 … within the line; the client pays the good pieces of the last step.
        pub step: i64,
        /// What to do, in few words.
        pub name: String,
        /// Pieces in a full pack, box or tray.
        pub pack_size: i64,
        /// Name of a picture the terminals hold.
        pub pictogram: Option<String>,
    }
}

words! {
    /// Where a norm comes from.
    pub enum NormBasis {
        /// Measured with a stopwatch, with allowances.
        TimeStudy = "time_study",
        /// Out of a system of predetermined times.
        Predetermined = "predetermined",
        /// Taken from earlier batches.
        Historical = "historical",
        /// A short trial by a regular worker.
        Sample = "sample",
        /// A guess, good for a quote and for nothing else.
        Estimate = "estimate",
    }
}

row! {
    /// How many pieces an hour a regular worker makes (100 %), from a day on.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Norm {
        /// Id of the task.
        pub task: String = "task_id",
        /// First day it holds.
        pub valid_from: NaiveDate,
        /// Thousandths of a piece per hour.
        pub per_hour: i64 = "per_hour_milli",
        /// Where it comes from.
        pub basis: NormBasis,
    }
}

/// Every task.
pub async fn tasks(tx: &mut Tx) -> sqlx::Result<Vec<Task>> {
    tx.all("select id, line_id, step, name, pack_size, pictogram from task", &[]).await
}

/// Moves the step numbers of these tasks, which are about to be stored again, out of the way: two tasks that swap steps
/// would else collide halfway.
pub async fn set_steps_aside(tx: &mut Tx, rows: &[&Task]) -> sqlx::Result<()> {
    for task in rows {
        tx.run("update task set step = step + 1000000 where id = $1", &[&task.id]).await?;
    }
    Ok(())
}

/// Says of each task and norm again of which work it is: the same step of the same article for the same client is the same
/// work in every order, and only that. Two clients' boxes of one name are two.
pub(super) async fn keep_works(tx: &mut Tx) -> sqlx::Result<()> {
    tx.run(
        "update task
            set work = (select o.client_id || '/' || l.name || '/' || task.name
                          from order_line l join client_order o on o.id = l.order_id where l.id = task.line_id)
          where work is null
             or work <> (select o.client_id || '/' || l.name || '/' || task.name
                           from order_line l join client_order o on o.id = l.order_id where l.id = task.line_id)",
        &[],
    )
    .await?;
    tx.run(
        "update norm
            set work = (select coalesce(x.work, x.id) from task x where x.id = norm.task_id)
          where work is null or work <> (select coalesce(x.work, x.id) from task x where x.id = norm.task_id)",
        &[],
    )
    .await?;
    Ok(())
}

/// Adds tasks, or changes those that exist.
pub async fn store_tasks(tx: &mut Tx, rows: &[&Task]) -> sqlx::Result<()> {
    mark_lines(tx, rows.iter().map(|task| task.line.as_str())).await?;
    let rows: Vec<[&dyn Value; 6]> = rows
        .iter()
        .map(|t| [&t.id as &dyn Value, &t.line, &t.step, &t.name, &t.pack_size, &t.pictogram])
        .collect();
    tx.insert_many(
        "insert into task (id, line_id, step, name, pack_size, pictogram)",
        "on conflict (id) do update set line_id = excluded.line_id, step = excluded.step, \
         name = excluded.name, pack_size = excluded.pack_size, pictogram = excluded.pictogram",
        &rows,
    )
    .await?;
    if rows.is_empty() { Ok(()) } else { keep_works(tx).await }
}

/// Every norm.
pub async fn norms(tx: &mut Tx) -> sqlx::Result<Vec<Norm>> {
    tx.all("select task_id, valid_from, per_hour_milli, basis from norm", &[]).await
}

/// Adds norms, or changes those of the same task and day.
pub async fn store_norms(tx: &mut Tx, rows: &[&Norm]) -> sqlx::Result<()> {
    let rows: Vec<[&dyn Value; 4]> = rows
        .iter()
        .map(|n| [&n.task as &dyn Value, &n.valid_from, &n.per_hour, &n.basis])
        .collect();
    tx.insert_many(
        "insert into norm (task_id, valid_from, per_hour_milli, basis)",
        "on conflict (task_id, valid_from) do update set per_hour_milli = excluded.per_hour_milli, \
         basis = excluded.basis",
        &rows,
    )
    .await?;
    if rows.is_empty() { Ok(()) } else { keep_works(tx).await }
}
