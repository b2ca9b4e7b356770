//! What the board asks of the floor's own tables: halls, their stations, and what is planned there.

use super::day::{DayPart, SiteTime};
use crate::db::{Db, row};
use chrono::{DateTime, NaiveDate, Utc};

/// A hall and how its site counts days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hall {
    /// Its id, part of the board's address.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its site's id.
    pub site_id: String,
    /// Its site's name.
    pub site_name: String,
    /// Its site's time.
    pub time: SiteTime,
}

row! {
    /// A station and where it stands.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Place {
        /// The station's code.
        pub code: String,
        /// The station's name.
        pub name: String,
        /// Its group's id.
        pub group_id: String,
        /// Its group's name.
        pub group_name: String,
        /// Its hall's id.
        pub hall_id: String,
    }
}

/// A site and how it counts days.
#[derive(Clone, Debug)]
pub struct Site {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its time.
    pub time: SiteTime,
}

row! {
    struct HallRow {
        id: String,
        name: String,
        site_id: String,
        site_name: String,
        time_zone: String,
        day_boundary_minutes: i64,
        afternoon_from_minutes: i64,
    }
}

impl From<HallRow> for Hall {
    fn from(row: HallRow) -> Self {
        let time =
            SiteTime::new(&row.time_zone, row.day_boundary_minutes, row.afternoon_from_minutes);
        Self { id: row.id, name: row.name, site_id: row.site_id, site_name: row.site_name, time }
    }
}

/// Every site, by name.
pub async fn sites(db: &Db) -> sqlx::Result<Vec<Site>> {
    let rows: Vec<(String, String, String, i64, i64)> = db
        .all(
            "select id, name, time_zone, day_boundary_minutes, afternoon_from_minutes from site",
            &[],
        )
        .await?;
    let mut sites: Vec<Site> = rows
        .into_iter()
        .map(|(id, name, zone, boundary, afternoon)| Site {
            id,
            name,
            time: SiteTime::new(&zone, boundary, afternoon),
        })
        .collect();
    sites.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    Ok(sites)
}

/// Every hall, by name.
pub async fn halls(db: &Db) -> sqlx::Result<Vec<Hall>> {
    let rows = db
        .all::<HallRow>(
            "select h.id, h.name, h.site_id, s.name as site_name, s.time_zone, s.day_boundary_minutes, s.afternoon_from_minutes
               from hall h join site s on s.id = h.site_id",
            &[],
        )
        .await?;
    let mut halls: Vec<Hall> = rows.into_iter().map(Hall::from).collect();
    // Not in SQL: each engine has its own idea of the order of letters.
    halls.sort_by(|a, b| (&a.site_name, &a.name, &a.id).cmp(&(&b.site_name, &b.name, &b.id)));
    Ok(halls)
}

/// One hall.
pub async fn hall(db: &Db, id: &str) -> sqlx::Result<Option<Hall>> {
    let row = db
        .maybe::<HallRow>(
            "select h.id, h.name, h.site_id, s.name as site_name, s.time_zone, s.day_boundary_minutes, s.afternoon_from_minutes
               from hall h join site s on s.id = h.site_id
              where h.id = $1",
            &[&id],
        )
        .await?;
    Ok(row.map(Hall::from))
}

/// Every group with its hall; of one hall when it is named.
pub async fn groups(db: &Db, hall: Option<&str>) -> sqlx::Result<Vec<(String, String)>> {
    db.all(
        "select id, hall_id from work_group where cast($1 as text) is null or hall_id = $1 order by id",
        &[&hall.map(str::to_owned)],
    )
    .await
}

/// Every group with its name, by name.
pub async fn group_names(db: &Db) -> sqlx::Result<Vec<(String, String)>> {
    let mut groups: Vec<(String, String)> = db.all("select id, name from work_group", &[]).await?;
    groups.sort_by(|a, b| (&a.1, &a.0).cmp(&(&b.1, &b.0)));
    Ok(groups)
}

/// Where a station belongs: its site and its group.
pub async fn home_of_station(db: &Db, code: &str) -> sqlx::Result<Option<(String, String)>> {
    db.maybe(
        "select h.site_id, s.group_id
           from station s join work_group g on g.id = s.group_id join hall h on h.id = g.hall_id
          where s.code = $1",
        &[&code],
    )
    .await
}

/// The stations of a hall, by group and code; of every hall when none is named.
pub async fn stations(db: &Db, hall: Option<&str>) -> sqlx::Result<Vec<Place>> {
    let mut places = db
        .all::<Place>(
            "select s.code, s.name, g.id as group_id, g.name as group_name, g.hall_id
               from station s join work_group g on g.id = s.group_id
              where cast($1 as text) is null or g.hall_id = $1",
            &[&hall.map(str::to_owned)],
        )
        .await?;
    places.sort_by(|a, b| {
        (&a.group_name, &a.group_id, &a.code).cmp(&(&b.group_name, &b.group_id, &b.code))
    });
    Ok(places)
}

/// What the stations of a hall (of every hall when none is named) make in a part of a day: station and task. A station goes
/// on with what it was making last, until something else is planned.
pub async fn planned(
    db: &Db,
    hall: Option<&str>,
    day: NaiveDate,
    part: DayPart,
) -> sqlx::Result<Vec<(String, String)>> {
    let rows: Vec<(String, Option<String>)> = db
        .all(
            "select s.code,
                    (select p.task_id from station_task p
                      where p.station_code = s.code
                        and (p.day < $2 or (p.day = $2 and (p.day_part = 'morning' or $3)))
                      order by p.day desc, p.day_part limit 1) as task_id
               from station s
               join work_group g on g.id = s.group_id
              where cast($1 as text) is null or g.hall_id = $1",
            &[&hall.map(str::to_owned), &day, &(part == DayPart::Afternoon)],
        )
        .await?;
    Ok(rows.into_iter().filter_map(|(station, task)| Some((station, task?))).collect())
}

/// What one station makes in a part of a day; see [`planned`].
pub async fn planned_at(
    db: &Db,
    station: &str,
    day: NaiveDate,
    part: DayPart,
) -> sqlx::Result<Option<String>> {
    let row: Option<(String,)> = db
        .maybe(
            "select task_id from station_task
              where station_code = $1 and (day < $2 or (day = $2 and (day_part = 'morning' or $3)))
              order by day desc, day_part limit 1",
            &[&station, &day, &(part == DayPart::Afternoon)],
        )
        .await?;
    Ok(row.map(|(task,)| task))
}

/// The production day and its part at an instant.
pub fn day_and_part(time: &SiteTime, at: DateTime<Utc>) -> (NaiveDate, DayPart) {
    let day = time.day_of(at);
    let afternoon = at >= time.start_of_part(day, DayPart::Afternoon);
    (day, if afternoon { DayPart::Afternoon } else { DayPart::Morning })
}

/// How a site counts its days.
pub async fn time_of_site(db: &Db, site: &str) -> sqlx::Result<Option<SiteTime>> {
    let row: Option<(String, i64, i64)> = db
        .maybe(
            "select time_zone, day_boundary_minutes, afternoon_from_minutes from site where id = $1",
            &[&site],
        )
        .await?;
    Ok(row.map(|(zone, boundary, afternoon)| SiteTime::new(&zone, boundary, afternoon)))
}

/// How a hall's site counts its days.
pub async fn time_of_hall(db: &Db, id: &str) -> sqlx::Result<Option<SiteTime>> {
    Ok(hall(db, id).await?.map(|hall| hall.time))
}

/// How a station's site counts its days.
pub async fn time_of_station(db: &Db, code: &str) -> sqlx::Result<Option<SiteTime>> {
    let row: Option<(String, i64, i64)> = db
        .maybe(
            "select i.time_zone, i.day_boundary_minutes, i.afternoon_from_minutes
               from station s join work_group g on g.id = s.group_id join hall h on h.id = g.hall_id
               join site i on i.id = h.site_id
              where s.code = $1",
            &[&code],
        )
        .await?;
    Ok(row.map(|(zone, boundary, afternoon)| SiteTime::new(&zone, boundary, afternoon)))
}

/// The site of a station.
pub async fn site_of_station(db: &Db, code: &str) -> sqlx::Result<Option<String>> {
    let row: Option<(String,)> = db
        .maybe(
            "select h.site_id
               from station s
               join work_group g on g.id = s.group_id
               join hall h on h.id = g.hall_id
              where s.code = $1",
            &[&code],
        )
        .await?;
    Ok(row.map(|(site,)| site))
}
