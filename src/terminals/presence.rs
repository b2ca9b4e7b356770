//! Which stations can be heard: whether a terminal of the station is online, and if none is, when one last was.
//!
//! The built-in endpoint knows: a connection that ends, however it ends, makes its terminal offline. Behind an external
//! broker nobody sees connections: a terminal is online when it said so or sent something, and offline when it or its last
//! will said so. One that says DISCONNECT there without `{"online":false}` stays online; `last_seen` then tells the truth.

use crate::db::{Db, bound, slots};
use chrono::{DateTime, Utc};
use std::collections::HashMap;

/// Can the station be heard?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// A terminal of the station is online.
    Online,
    /// None is; the last was heard then.
    Offline(DateTime<Utc>),
    /// Its terminals were enrolled and never heard.
    Never,
}

impl Presence {
    fn better(self, other: Self) -> Self {
        match (self, other) {
            (Self::Online, _) | (_, Self::Online) => Self::Online,
            (Self::Offline(a), Self::Offline(b)) => Self::Offline(a.max(b)),
            (Self::Offline(at), Self::Never) | (Self::Never, Self::Offline(at)) => {
                Self::Offline(at)
            }
            (Self::Never, Self::Never) => Self::Never,
        }
    }
}

/// The presence of these stations, by code; a station without a terminal is left out.
pub async fn presence<'a>(
    db: &Db,
    stations: impl IntoIterator<Item = &'a str>,
) -> sqlx::Result<HashMap<String, Presence>> {
    let mut found: HashMap<String, Presence> = HashMap::new();
    for some in slots(stations) {
        let rows: Vec<(String, Option<bool>, Option<DateTime<Utc>>)> = db
            .all(
                "select t.station_code, s.online, s.last_seen
                   from terminal t
                   left join terminal_state s on s.terminal_no = t.no
                  where t.revoked_at is null
                    and t.station_code in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
                &bound(&some),
            )
            .await?;
        for (station, online, last_seen) in rows {
            let one = match (online, last_seen) {
                (Some(true), _) => Presence::Online,
                (_, Some(at)) => Presence::Offline(at),
                (_, None) => Presence::Never,
            };
            found.entry(station).and_modify(|all| *all = all.better(one)).or_insert(one);
        }
    }
    Ok(found)
}
