//! Cursors of many epochs at once: so the past of a company is brought in, with one question a terminal.

use super::cursor::Cursor;
use super::delivery::{Content, Delivery};
use crate::db::Tx;
use crate::terminals;
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
        let begun = terminals::begun_epochs(tx, *no, epochs).await?;
        for epoch in epochs.difference(&begun) {
            kept.insert((*no, *epoch), Cursor::begin(*epoch));
        }
    }
    Ok(())
}
