//! What the floor's pages read of the tallies: what stations look like now, and how far tasks are.

use crate::db::{Db, bound, row, slots, words};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::HashMap;

words! {
    /// What goes on at a station.
    #[derive(Default)]
    pub enum State {
        /// Nobody is signed on.
        #[default]
        Idle = "idle",
        /// Work goes on.
        Working = "working",
        /// A break.
        Break = "break",
        /// Waiting for material.
        Material = "material",
        /// A machine or tool does not work.
        Fault = "fault",
        /// Instruction.
        Instruction = "instruction",
        /// A talk.
        Talk = "talk",
    }
}

impl State {
    /// People are there and cannot go on until somebody else did something.
    pub fn waits(self) -> bool {
        matches!(self, Self::Material | Self::Fault)
    }
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

row! {
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

row! {
    /// What a station made of a task on a day, by whoever worked there: a page of the floor tells no more.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Made {
        /// The task; [`super::fold::NO_TASK`] when nobody knows.
        pub task: String,
        /// Good pieces.
        pub good: i64,
        /// Pieces rejected because of the material.
        pub rejected_material: i64,
        /// Pieces rejected because of a work step.
        pub rejected_work: i64,
        /// Pieces rejected because they were dirty.
        pub rejected_dirt: i64,
        /// Pieces rejected because they were broken.
        pub rejected_broken: i64,
        /// Pieces rejected, nobody knows why.
        pub rejected_unknown: i64,
        /// Net seconds at the task.
        pub net_seconds: i64,
        /// Seconds waiting for material.
        pub waiting_material: i64,
        /// Seconds waiting because of a fault.
        pub waiting_fault: i64,
        /// Seconds of instruction.
        pub waiting_instruction: i64,
        /// Seconds of talk.
        pub waiting_talk: i64,
    }
}

/// What a station made on a day, by task.
pub async fn made(db: &Db, station: &str, day: NaiveDate) -> sqlx::Result<Vec<Made>> {
    db.all(
        "select task, cast(sum(good) as bigint) as good,
                cast(sum(rejected_material) as bigint) as rejected_material,
                cast(sum(rejected_work) as bigint) as rejected_work,
                cast(sum(rejected_dirt) as bigint) as rejected_dirt,
                cast(sum(rejected_broken) as bigint) as rejected_broken,
                cast(sum(rejected_unknown) as bigint) as rejected_unknown,
                cast(sum(net_seconds) as bigint) as net_seconds,
                cast(sum(waiting_material) as bigint) as waiting_material,
                cast(sum(waiting_fault) as bigint) as waiting_fault,
                cast(sum(waiting_instruction) as bigint) as waiting_instruction,
                cast(sum(waiting_talk) as bigint) as waiting_talk
           from tally where station = $1 and day = $2 group by task order by task",
        &[&station, &day],
    )
    .await
}
