//! What is known of a terminal itself: whether it is there, its firmware, how much waits in its spool.

use crate::db::{OptText, Tx, Value};
use chrono::{DateTime, Utc};
use contract::{StateReport, TerminalName};
use std::collections::BTreeMap;

/// A sign of life, or of its end.
#[derive(Clone, Debug)]
pub struct Sighting {
    online: bool,
    firmware: Option<String>,
    spool: Option<i64>,
    at: DateTime<Utc>,
}

impl Sighting {
    /// What the terminal (or its last will) said.
    pub fn said(report: &StateReport, at: DateTime<Utc>) -> Self {
        let firmware = report
            .firmware
            .as_deref()
            .map(|text| crate::db::storable(text).chars().take(64).collect());
        let spool = report.spool.and_then(|spool| i64::try_from(spool).ok());
        Self { online: report.online, firmware, spool, at }
    }

    /// It sent something, so it is there.
    pub fn heard(at: DateTime<Utc>) -> Self {
        Self { online: true, firmware: None, spool: None, at }
    }
}

/// Writes sightings by terminal number; what one does not say stays as it was.
pub async fn save(tx: &mut Tx, sightings: &BTreeMap<i64, Sighting>) -> sqlx::Result<()> {
    let firmware: Vec<OptText<'_>> =
        sightings.values().map(|s| OptText(s.firmware.as_deref())).collect();
    let rows: Vec<[&dyn Value; 5]> = sightings
        .iter()
        .zip(&firmware)
        .map(|((no, sighting), firmware)| {
            let row: [&dyn Value; 5] =
                [no, &sighting.online, firmware, &sighting.spool, &sighting.at];
            row
        })
        .collect();
    tx.insert_many(
        "insert into terminal_state (terminal_no, online, firmware, spool, last_seen)",
        "on conflict (terminal_no) do update
         set online = excluded.online, firmware = coalesce(excluded.firmware, terminal_state.firmware),
             spool = coalesce(excluded.spool, terminal_state.spool), last_seen = excluded.last_seen",
        &rows,
    )
    .await
}

/// Says that a site's terminals are not there: whoever is comes back and says so. For when a process begins to lead the
/// site, because nobody heard the goodbyes of the time before. True when that changed anything.
pub async fn forget_online(tx: &mut Tx, site: &str) -> sqlx::Result<bool> {
    let forgotten = tx
        .run(
            "update terminal_state set online = false
          where online and terminal_no in (select no from terminal where site_id = $1)",
            &[&site],
        )
        .await?;
    Ok(forgotten > 0)
}

/// Says that one terminal is not there.
pub(super) async fn forget_terminal(tx: &mut Tx, terminal: &TerminalName) -> sqlx::Result<()> {
    tx.run(
        "update terminal_state set online = false
          where online and terminal_no in (select no from terminal where site_id = $1 and name = $2)",
        &[&terminal.site(), &terminal.name()],
    )
    .await?;
    Ok(())
}
