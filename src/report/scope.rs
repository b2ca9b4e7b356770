//! What a viewer may see of a view: their rows by the law of the house, as values of its columns.

use super::run::Seen;
use super::source::Source;
use crate::access::law::Rows;
use crate::coaching;
use crate::db::Db;
use crate::floor::places;
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// The rows of a view that belong to what a viewer may see.
pub async fn seen(db: &Db, source: &Source, rows: Rows, today: NaiveDate) -> sqlx::Result<Seen> {
    let Rows::Of { sites, mut halls, groups, coaches } = rows else { return Ok(Seen::All) };
    let mut of = Vec::new();
    if let (None, Some(_), false) = (source.scope.group, source.scope.hall, groups.is_empty()) {
        // What is told by the hall is told to who has a group there.
        let mut tx = db.reading().await?;
        let all = places::groups(&mut tx).await?;
        halls.extend(
            all.into_iter().filter(|group| groups.contains(&group.id)).map(|group| group.hall),
        );
    }
    if let (Some(column), false) = (source.scope.worker, coaches.is_empty()) {
        let workers = coaching::coached_by(db, coaches.iter().map(String::as_str), today).await?;
        of.push((column, BTreeSet::from_iter(workers)));
    }
    let columns =
        [(source.scope.site, sites), (source.scope.hall, halls), (source.scope.group, groups)];
    of.extend(columns.into_iter().filter_map(|(column, ids)| Some((column?, ids))));
    Ok(Seen::Of(of))
}
