//! What the floor's pages read of the tallies: what stations look like now, and how far tasks are.

use crate::db::{Db, bound, slots};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::HashMap;

/// What goes on at a station.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum State {
    /// Nobody is signed on.
    #[default]
    Idle,
    /// Work goes on.
    Working,
    /// A break.
    Break,
    /// Waiting for material.
    Material,
    /// A machine or tool does not work.
    Fault,
    /// Instruction.
    Instruction,
    /// A talk.
    Talk,
}

/// A station at the last event of its latest production day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Now {
    /// The station's code.
    pub station: String,
    /// The production day it speaks of; an earlier day than today says nothing about today.
    pub day: NaiveDate,
    /// What goes on.
    pub state: State,
    /// Since when.
    pub state_since: Option<DateTime<Utc>>,
    /// The task last counted or planned.
    pub task: Option<String>,
    /// Ids of the workers signed on, in order of signing on.
    pub people: Vec<String>,
    /// Since when somebody asks for help.
    pub help_since: Option<DateTime<Utc>>,
    /// The last event of the day.
    pub last_event: Option<DateTime<Utc>>,
}

#[derive(sqlx::FromRow)]
struct NowRow {
    station: String,
    day: NaiveDate,
    state: State,
    state_since: Option<DateTime<Utc>>,
    task: Option<String>,
    people: String,
    help_since: Option<DateTime<Utc>>,
    last_event: Option<DateTime<Utc>>,
}

impl From<NowRow> for Now {
    fn from(row: NowRow) -> Self {
        let people = row.people.split(',').filter(|id| !id.is_empty()).map(str::to_owned).collect();
        Self {
            station: row.station,
            day: row.day,
            state: row.state,
            state_since: row.state_since,
            task: row.task,
            people,
            help_since: row.help_since,
            last_event: row.last_event,
        }
    }
}

/// These stations now, by code; one that never reported is left out.
pub async fn now<'a>(
    db: &Db,
    stations: impl IntoIterator<Item = &'a str>,
) -> sqlx::Result<HashMap<String, Now>> {
    let mut found = HashMap::new();
    for some in slots(stations) {
        let rows = db
            .all::<NowRow>(
                "select station, day, state, state_since, task, people, help_since, last_event
                   from station_now
                  where station in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
                &bound(&some),
            )
            .await?;
        found.extend(rows.into_iter().map(|row| (row.station.clone(), Now::from(row))));
    }
    Ok(found)
}

/// Good pieces of these tasks, of all days and stations; a task without any is left out.
pub async fn good<'a>(
    db: &Db,
    tasks: impl IntoIterator<Item = &'a str>,
) -> sqlx::Result<HashMap<String, i64>> {
    let mut found = HashMap::new();
    for some in slots(tasks) {
        let rows: Vec<(String, i64)> = db
            .all(
                "select task, cast(sum(good) as bigint)
                   from tally
                  where task in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
                  group by task",
                &bound(&some),
            )
            .await?;
        found.extend(rows);
    }
    Ok(found)
}
