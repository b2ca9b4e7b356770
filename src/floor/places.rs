//! Where people work: site, hall, group, station; and the municipalities that own the company together.

use super::day::SiteTime;
use crate::db::{Db, Tx, Value, row, words};

row! {
    /// A municipality that is responsible for workers.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Municipality {
        /// Its id.
        pub id: String,
        /// Its name.
        pub name: String,
    }
}

row! {
    /// A building or yard with its own clock.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Site {
        /// Its id; stands in topics.
        pub id: String,
        /// Its name.
        pub name: String,
        /// Name out of the IANA time zone database.
        pub time_zone: String,
        /// Minutes after local midnight at which a production day begins.
        pub day_boundary: i64 = "day_boundary_minutes",
        /// Minutes after local midnight at which the afternoon begins.
        pub afternoon_from: i64 = "afternoon_from_minutes",
    }
}

impl Site {
    /// How it counts its days.
    pub fn time(&self) -> SiteTime {
        SiteTime::new(&self.time_zone, self.day_boundary, self.afternoon_from)
    }
}

row! {
    /// A hall of a site.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Hall {
        /// Its id; stands in the address of the floor board.
        pub id: String,
        /// Its name.
        pub name: String,
        /// Id of its site.
        pub site: String = "site_id",
    }
}

row! {
    /// A group of people who work together under one floor supervisor.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Group {
        /// Its id.
        pub id: String,
        /// Its name.
        pub name: String,
        /// Id of its hall.
        pub hall: String = "hall_id",
    }
}

words! {
    /// Whose output a station makes.
    pub enum Attribution {
        /// A person's, while exactly one person is signed on.
        Individual = "individual",
        /// Always the group's.
        Group = "group",
    }
}

row! {
    /// A place where work is done.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Station {
        /// What stands on the sign above it.
        pub code: String,
        /// Its name.
        pub name: String,
        /// Id of its group.
        pub group: String = "group_id",
        /// Whose output it makes.
        pub attribution: Attribution,
    }
}

/// Every municipality.
pub async fn municipalities(tx: &mut Tx) -> sqlx::Result<Vec<Municipality>> {
    tx.all("select id, name from municipality", &[]).await
}

/// Adds municipalities, or changes those that exist.
pub async fn store_municipalities(tx: &mut Tx, rows: &[&Municipality]) -> sqlx::Result<()> {
    let rows: Vec<[&dyn Value; 2]> = rows.iter().map(|m| [&m.id as &dyn Value, &m.name]).collect();
    tx.insert_many(
        "insert into municipality (id, name)",
        "on conflict (id) do update set name = excluded.name",
        &rows,
    )
    .await
}

/// Every site.
pub async fn sites(tx: &mut Tx) -> sqlx::Result<Vec<Site>> {
    tx.all(
        "select id, name, time_zone, day_boundary_minutes, afternoon_from_minutes from site",
        &[],
    )
    .await
}

/// Adds sites, or changes those that exist.
pub async fn store_sites(tx: &mut Tx, rows: &[&Site]) -> sqlx::Result<()> {
    let rows: Vec<[&dyn Value; 5]> = rows
        .iter()
        .map(|s| [&s.id as &dyn Value, &s.name, &s.time_zone, &s.day_boundary, &s.afternoon_from])
        .collect();
    tx.insert_many(
        "insert into site (id, name, time_zone, day_boundary_minutes, afternoon_from_minutes)",
        "on conflict (id) do update set name = excluded.name, time_zone = excluded.time_zone, \
         day_boundary_minutes = excluded.day_boundary_minutes, \
         afternoon_from_minutes = excluded.afternoon_from_minutes",
        &rows,
    )
    .await
}

/// Every hall.
pub async fn halls(tx: &mut Tx) -> sqlx::Result<Vec<Hall>> {
    tx.all("select id, name, site_id from hall", &[]).await
}

/// Adds halls, or changes those that exist.
pub async fn store_halls(tx: &mut Tx, rows: &[&Hall]) -> sqlx::Result<()> {
    let rows: Vec<[&dyn Value; 3]> =
        rows.iter().map(|h| [&h.id as &dyn Value, &h.name, &h.site]).collect();
    tx.insert_many(
        "insert into hall (id, name, site_id)",
        "on conflict (id) do update set name = excluded.name, site_id = excluded.site_id",
        &rows,
    )
    .await
}

/// Every group.
pub async fn groups(tx: &mut Tx) -> sqlx::Result<Vec<Group>> {
    tx.all("select id, name, hall_id from work_group", &[]).await
}

/// Adds groups, or changes those that exist.
pub async fn store_groups(tx: &mut Tx, rows: &[&Group]) -> sqlx::Result<()> {
    let rows: Vec<[&dyn Value; 3]> =
        rows.iter().map(|g| [&g.id as &dyn Value, &g.name, &g.hall]).collect();
    tx.insert_many(
        "insert into work_group (id, name, hall_id)",
        "on conflict (id) do update set name = excluded.name, hall_id = excluded.hall_id",
        &rows,
    )
    .await
}

/// Every station.
pub async fn stations(tx: &mut Tx) -> sqlx::Result<Vec<Station>> {
    tx.all("select code, name, group_id, attribution from station", &[]).await
}

/// Adds stations, or changes those that exist.
pub async fn store_stations(tx: &mut Tx, rows: &[&Station]) -> sqlx::Result<()> {
    let rows: Vec<[&dyn Value; 4]> =
        rows.iter().map(|s| [&s.code as &dyn Value, &s.name, &s.group, &s.attribution]).collect();
    tx.insert_many(
        "insert into station (code, name, group_id, attribution)",
        "on conflict (code) do update set name = excluded.name, group_id = excluded.group_id, \
         attribution = excluded.attribution",
        &rows,
    )
    .await
}

/// The ids of every site.
pub async fn site_ids(db: &Db) -> sqlx::Result<Vec<String>> {
    let rows: Vec<(String,)> = db.all("select id from site order by id", &[]).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
