//! What intake asks of the floor, inside its own transaction.

use super::day::{DayPart, SiteTime};
use super::places::Attribution;
use crate::db::{Tx, row};
use chrono::NaiveDate;

row! {
    /// A station as intake needs it.
    #[derive(Clone, Debug)]
    pub struct Station {
        /// Its site.
        pub site_id: String,
        /// Whose its output is.
        pub attribution: Attribution,
    }
}

/// A station by its code.
pub async fn station(tx: &mut Tx, code: &str) -> sqlx::Result<Option<Station>> {
    tx.maybe(
        "select h.site_id, s.attribution
           from station s join work_group g on g.id = s.group_id join hall h on h.id = g.hall_id
          where s.code = $1",
        &[&code],
    )
    .await
}

/// How a site counts its days.
pub async fn site_time(tx: &mut Tx, site: &str) -> sqlx::Result<SiteTime> {
    let (zone, day_boundary_minutes, afternoon_from_minutes): (String, i64, i64) = tx
        .one("select time_zone, day_boundary_minutes, afternoon_from_minutes from site where id = $1", &[&site])
        .await?;
    Ok(SiteTime::new(&zone, day_boundary_minutes, afternoon_from_minutes))
}

/// A part of a day and the task that is planned for it.
pub type Planned = (NaiveDate, DayPart, String);

/// The first day of which anything is planned at a station.
pub async fn first_planned(tx: &mut Tx, station: &str) -> sqlx::Result<Option<NaiveDate>> {
    let (first,) =
        tx.one("select min(day) from station_task where station_code = $1", &[&station]).await?;
    Ok(first)
}

/// What was planned at a station up to and with a day: the day's own parts, and the latest one before them, because a
/// station goes on with what it was making. Ascending.
pub async fn plan(tx: &mut Tx, station: &str, day: NaiveDate) -> sqlx::Result<Vec<Planned>> {
    let mut rows: Vec<Planned> = tx
        .all(
            "select day, day_part, task_id from station_task
              where station_code = $1 and day <= $2 order by day desc, day_part limit 3",
            &[&station, &day],
        )
        .await?;
    rows.sort_unstable_by_key(|row| (row.0, row.1));
    Ok(rows)
}
