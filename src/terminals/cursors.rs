//! How far each epoch of a terminal is received, as it is kept.

use crate::db::{Db, Tx, Value, bound_after, sixteens};
use chrono::{DateTime, Utc};
use contract::Epoch;
use std::collections::BTreeSet;

/// `contiguous`, `highest` and `next` of an epoch, when anything came of it.
pub async fn cursor(
    tx: &mut Tx,
    terminal: i64,
    epoch: i64,
) -> sqlx::Result<Option<(i64, i64, i64)>> {
    tx.maybe(
        "select contiguous, highest, next from terminal_cursor where terminal_no = $1 and epoch = $2",
        &[&terminal, &epoch],
    )
    .await
}

/// Writes cursors: rows of terminal number and epoch, contiguous, highest, beyond and next.
pub async fn save_cursors(
    tx: &mut Tx,
    rows: &[(i64, [i64; 5])],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let values: Vec<[&dyn Value; 7]> = rows
        .iter()
        .map(|(terminal, row)| {
            let values: [&dyn Value; 7] =
                [terminal, &row[0], &row[1], &row[2], &row[3], &row[4], &now];
            values
        })
        .collect();
    tx.insert_many(
        "insert into terminal_cursor (terminal_no, epoch, contiguous, highest, beyond, next, updated_at)",
        "on conflict (terminal_no, epoch) do update
         set contiguous = excluded.contiguous, highest = excluded.highest, beyond = excluded.beyond,
             next = excluded.next, updated_at = excluded.updated_at",
        &values,
    )
    .await
}

/// Which of these epochs of a terminal have a cursor.
pub async fn begun_epochs(
    tx: &mut Tx,
    terminal: i64,
    epochs: &BTreeSet<Epoch>,
) -> sqlx::Result<BTreeSet<Epoch>> {
    let bits: Vec<i64> = epochs.iter().map(|epoch| epoch.0.cast_signed()).collect();
    let mut begun = BTreeSet::new();
    for some in sixteens(&bits) {
        let rows: Vec<(i64,)> = tx
            .all(
                "select epoch from terminal_cursor
                  where terminal_no = $1 and epoch in ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
                &bound_after(&terminal, &some),
            )
            .await?;
        begun.extend(rows.into_iter().map(|(epoch,)| Epoch(epoch.cast_unsigned())));
    }
    Ok(begun)
}

/// The epoch a terminal used last, for the receipt a new subscriber gets at once.
pub async fn latest_epoch(db: &Db, terminal: i64) -> sqlx::Result<Option<Epoch>> {
    let row: Option<(i64,)> = db
        .maybe(
            "select epoch from terminal_cursor where terminal_no = $1 order by updated_at desc, epoch limit 1",
            &[&terminal],
        )
        .await?;
    Ok(row.map(|(epoch,)| Epoch(epoch.cast_unsigned())))
}
