//! Help that is on the way: who comes says so, the terminal tells the person who asked, and the board tells the others.
//!
//! An answer belongs to one call, told by its moment: the next call of the station is a new one, and unanswered.

use crate::db::{Db, Subject, Tx, bound, mark, slots};
use crate::lang::Lang;
use chrono::{DateTime, Utc};
use contract::Notice;
use std::collections::{BTreeMap, HashMap};

/// Says that somebody comes. False when that was said of this call before.
pub async fn answer(
    tx: &mut Tx,
    station: &str,
    help_since: DateTime<Utc>,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let rows = tx
        .run(
            "insert into help_answer (station_code, help_since, answered_at) values ($1, $2, $3)
             on conflict (station_code) do update
             set help_since = excluded.help_since, answered_at = excluded.answered_at
             where help_answer.help_since <> excluded.help_since",
            &[&station, &help_since, &now],
        )
        .await?;
    if rows > 0 {
        mark(tx, Subject::Tallies).await?;
    }
    Ok(rows > 0)
}

/// The call of each of these stations that was answered last, by code.
pub async fn answered<'a>(
    db: &Db,
    stations: impl IntoIterator<Item = &'a str>,
) -> sqlx::Result<HashMap<String, DateTime<Utc>>> {
    let mut found = HashMap::new();
    for some in slots(stations) {
        let rows: Vec<(String, DateTime<Utc>)> = db
            .all(
                "select station_code, help_since from help_answer
                  where station_code in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
                &bound(&some),
            )
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// What the terminal tells the person who asked.
pub fn on_the_way() -> Notice {
    let words = [Lang::Nl, Lang::En]
        .map(|lang| (lang.code().to_owned(), lang.text("floor.notice_on_the_way").to_owned()));
    Notice { kind: "help_on_the_way".to_owned(), words: BTreeMap::from(words) }
}
