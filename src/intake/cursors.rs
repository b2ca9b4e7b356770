//! Cursors of many epochs at once: so the past of a company is brought in, with one question a terminal.

use super::cursor::Cursor;
use super::delivery::{Content, Delivery};
use crate::db::{Tx, bound_after, sixteens};
use contract::Epoch;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Begins the cursors of terminals that report of several epochs of which nothing came yet. What is left out is read where
/// it is needed.
pub(super) async fn begin_new(
    tx: &mut Tx,
    kept: &mut HashMap<(i64, Epoch), Cursor>,
    deliveries: &[Delivery],
) -> sqlx::Result<()> {
    let mut wanted: BTreeMap<i64, BTreeSet<Epoch>> = BTreeMap::new();
    for delivery in deliveries {
        if let (Some(no), Content::Up(up, _)) = (delivery.no, &delivery.content)
            && !kept.contains_key(&(no, up.epoch))
        {
            wanted.entry(no).or_default().insert(up.epoch);
        }
    }
    for (no, epochs) in wanted.iter().filter(|(_, epochs)| epochs.len() > 1) {
        let begun = begun(tx, *no, epochs).await?;
        for epoch in epochs.difference(&begun) {
            kept.insert((*no, *epoch), Cursor::begin(*epoch));
        }
    }
    Ok(())
}

/// Which of these epochs of a terminal have a cursor.
async fn begun(
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
