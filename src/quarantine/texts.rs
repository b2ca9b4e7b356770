//! The texts of quarantined items that name one person, and erasing texts that are no longer needed. That an item came, and
//! what was decided, stays.

use crate::db::{Db, Tx, row};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value as Json;

/// Items read at a time; each may be 64 KiB.
const PAGE: i64 = 100;

row! {
    /// An item in quarantine that names a badge.
    #[derive(Clone, Debug, PartialEq, Eq, Serialize)]
    pub struct Naming {
        /// Its id.
        pub id: String,
        /// When it came.
        pub received_at: DateTime<Utc>,
        /// The site it came from.
        pub site_id: String,
        /// The terminal it came from.
        pub terminal: String,
        /// As it came.
        pub raw: String,
        /// What was wrong with it.
        pub detail: String,
    }
}

/// Every item in quarantine that names a badge. Looks at all of them, a page at a time.
pub async fn naming(db: &Db, badge: &str) -> sqlx::Result<Vec<Naming>> {
    let mut found = Vec::new();
    let mut after = String::new();
    loop {
        let page: Vec<Naming> = db
            .all(
                "select id, received_at, site_id, terminal, raw, detail from quarantine
                  where id > $1 and raw <> '' order by id limit $2",
                &[&after, &PAGE],
            )
            .await?;
        let Some(last) = page.last() else { return Ok(found) };
        after.clone_from(&last.id);
        found.extend(page.into_iter().filter(|i| names(&i.raw, badge) || names(&i.detail, badge)));
    }
}

/// True when a text names the badge: as a word of its own, or as a text in JSON, however it is written there.
fn names(text: &str, badge: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let as_word = text.match_indices(badge).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + badge.len()..]);
        !before.ends_with(is_part) && !after.starts_with(is_part)
    });
    as_word || serde_json::from_str(text).is_ok_and(|json| holds(&json, badge))
}

fn holds(json: &Json, badge: &str) -> bool {
    match json {
        Json::String(text) => text == badge,
        Json::Array(items) => items.iter().any(|item| holds(item, badge)),
        Json::Object(fields) => fields.values().any(|field| holds(field, badge)),
        _ => false,
    }
}

/// Erases what was said in these items; that they came, and what was decided, stays.
pub async fn erase_texts(tx: &mut Tx, items: &[String]) -> sqlx::Result<()> {
    for id in items {
        tx.run("update quarantine set raw = '', detail = '' where id = $1 and raw <> ''", &[id])
            .await?;
    }
    Ok(())
}

/// How many decided items of before a moment still have their text.
pub async fn count_texts(db: &Db, before: DateTime<Utc>) -> sqlx::Result<i64> {
    let (count,) = db
        .one(
            "select count(*) from quarantine q
              where q.received_at < $1 and q.raw <> ''
                and exists (select 1 from quarantine_outcome o where o.quarantine_id = q.id)",
            &[&before],
        )
        .await?;
    Ok(count)
}

/// When the last item until a moment came into quarantine.
pub async fn latest_until(db: &Db, moment: DateTime<Utc>) -> sqlx::Result<Option<DateTime<Utc>>> {
    let row: Option<(DateTime<Utc>,)> = db
        .maybe(
            "select received_at from quarantine where received_at <= $1 order by received_at desc limit 1",
            &[&moment],
        )
        .await?;
    Ok(row.map(|(at,)| at))
}

/// Erases the text of at most `limit` decided items of before a moment; gives how many. What waits for a decision keeps its
/// text, because nobody could decide without it.
pub async fn forget_texts(tx: &mut Tx, before: DateTime<Utc>, limit: i64) -> sqlx::Result<u64> {
    tx.run(
        "update quarantine set raw = '', detail = '' where id in
            (select q.id from quarantine q
              where q.received_at < $1 and q.raw <> ''
                and exists (select 1 from quarantine_outcome o where o.quarantine_id = q.id)
              limit $2)",
        &[&before, &limit],
    )
    .await
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn a_badge_is_found_however_it_is_written() {
        assert!(names(r#"{"kind":"sign_on","badge":"b-7f3k9"}"#, "b-7f3k9"));
        assert!(names(r#"{"a":[{"badge":"\u0062-7f3k9"}]}"#, "b-7f3k9"));
        assert!(names("badge=b-7f3k9;", "b-7f3k9"));
        assert!(!names(r#"{"badge":"b-7f3k9x"}"#, "b-7f3k9"));
        assert!(!names(r#"{"badge":"xb-7f3k9"}"#, "b-7f3k9"));
        assert!(!names("", "b-7f3k9"));
    }
}
