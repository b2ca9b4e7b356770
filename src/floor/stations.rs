//! Where terminals can stand.

use super::day::SiteTime;
use crate::db::{Db, Tx};
use std::collections::{BTreeMap, HashMap};

/// Every station's code with the id of its site, by code.
pub async fn places(db: &Db) -> sqlx::Result<Vec<(String, String)>> {
    db.all(
        "select s.code, h.site_id
           from station s join work_group g on g.id = s.group_id join hall h on h.id = g.hall_id
          order by s.code",
        &[],
    )
    .await
}

/// How the site of each group counts its time, by group.
pub async fn times(tx: &mut Tx) -> sqlx::Result<HashMap<String, SiteTime>> {
    let rows: Vec<(String, String, i64, i64)> = tx
        .all(
            "select g.id, s.time_zone, s.day_boundary_minutes, s.afternoon_from_minutes
               from work_group g join hall h on h.id = g.hall_id join site s on s.id = h.site_id",
            &[],
        )
        .await?;
    let time = |(group, zone, boundary, afternoon): (String, String, i64, i64)| {
        (group, SiteTime::new(&zone, boundary, afternoon))
    };
    Ok(rows.into_iter().map(time).collect())
}

/// Which station belongs to which group, and which group to which hall.
#[derive(Clone, Debug, Default)]
pub struct Groups {
    of: HashMap<String, String>,
    stations: BTreeMap<String, Vec<String>>,
    hall_of: HashMap<String, String>,
    /// The groups of each hall.
    halls: BTreeMap<String, Vec<String>>,
}

impl Groups {
    /// As they are now.
    pub async fn load(tx: &mut Tx) -> sqlx::Result<Self> {
        let rows: Vec<(String, String)> =
            tx.all("select code, group_id from station order by code", &[]).await?;
        let mut groups = Self::default();
        for (station, group) in rows {
            groups.stations.entry(group.clone()).or_default().push(station.clone());
            groups.of.insert(station, group);
        }
        let rows: Vec<(String, String)> =
            tx.all("select id, hall_id from work_group order by id", &[]).await?;
        for (group, hall) in rows {
            groups.halls.entry(hall.clone()).or_default().push(group.clone());
            groups.hall_of.insert(group, hall);
        }
        Ok(groups)
    }

    /// The group of a station.
    pub fn of(&self, station: &str) -> Option<&str> {
        self.of.get(station).map(String::as_str)
    }

    /// The stations of a group, by code.
    pub fn stations(&self, group: &str) -> Vec<&str> {
        self.stations.get(group).into_iter().flatten().map(String::as_str).collect()
    }

    /// The hall of a group.
    pub fn hall(&self, group: &str) -> Option<&str> {
        self.hall_of.get(group).map(String::as_str)
    }

    /// The stations of a hall, of all its groups.
    pub fn in_hall(&self, hall: &str) -> Vec<&str> {
        self.halls.get(hall).into_iter().flatten().flat_map(|group| self.stations(group)).collect()
    }
}
