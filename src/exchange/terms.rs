//! Stations that an import gives other terms (see [`crate::output::terms`]): their open days are counted again, and a closed
//! day that would get other figures is in the way.

use super::problem::Place;
use super::{Company, Record, Sheets};
use crate::db::Tx;
use crate::floor::places::{Group, Hall, Site, Station};
use crate::ledger;
use crate::output::close::closed_days;
use crate::output::stale::mark_days_stale;
use crate::output::terms::Terms;
use chrono::NaiveDate;
use std::collections::HashMap;

/// A station with other terms.
pub(super) struct Change {
    pub(super) station: String,
    /// Its site, as it was: that one's closed days hold its figures.
    pub(super) site: String,
    pub(super) had: Terms,
    pub(super) wanted: Terms,
    /// The cells that say whose its output is, and by which clock its days go.
    pub(super) whose: Place,
    pub(super) clock: Place,
}

/// The stations that are there and get other terms.
pub(super) fn changes(sheets: &Sheets, had: &Company) -> Vec<Change> {
    let (before, after) = (Floor::new(had, None), Floor::new(had, Some(sheets)));
    let change = |station: &Station| {
        let (old, new) = (before.seat(&station.code)?, after.seat(&station.code)?);
        let (had, wanted) = (old.terms(), new.terms());
        (had != wanted).then(|| Change {
            station: station.code.clone(),
            site: old.site.1.id.clone(),
            had,
            wanted,
            whose: Place::cell(Station::FILE, new.station.0, "attribution"),
            clock: new.clock_cell(&old),
        })
    };
    had.stations.iter().filter_map(change).collect()
}

/// The site of each station that is there.
pub(super) fn sites(had: &Company) -> HashMap<&str, &str> {
    let floor = Floor::new(had, None);
    let site = |code| Some((code, floor.seat(code)?.site.1.id.as_str()));
    had.stations.iter().filter_map(|station| site(station.code.as_str())).collect()
}

/// Says that the open days of which new terms can change a figure must be folded again.
pub(super) async fn mark_stale(tx: &mut Tx, changes: &[Change]) -> sqlx::Result<()> {
    for change in changes {
        let (_, mut open) = change.days(tx).await?;
        open.retain(|day| change.had.differ_on(&change.wanted, *day));
        mark_days_stale(tx, &change.station, &open).await?;
    }
    Ok(())
}

impl Change {
    /// The station's days of which the ledger holds anything: those that are closed, and the others.
    pub(super) async fn days(&self, tx: &mut Tx) -> sqlx::Result<(Vec<NaiveDate>, Vec<NaiveDate>)> {
        let closed = closed_days(tx, &self.site).await?;
        let days = ledger::days(tx, &self.station, NaiveDate::default(), None).await?;
        Ok(days.into_iter().partition(|day| closed.binary_search(day).is_ok()))
    }
}

/// A record with its row; 0 for one that the database holds and the files do not name.
type At<'a, T> = (u64, &'a T);

/// Where stations stand, by id.
struct Floor<'a> {
    stations: HashMap<&'a str, At<'a, Station>>,
    groups: HashMap<&'a str, At<'a, Group>>,
    halls: HashMap<&'a str, At<'a, Hall>>,
    sites: HashMap<&'a str, At<'a, Site>>,
}

/// A station and everything it stands in.
struct Seat<'a> {
    station: At<'a, Station>,
    group: At<'a, Group>,
    hall: At<'a, Hall>,
    site: At<'a, Site>,
}

fn by_id<'a, T>(
    had: &'a [T],
    rows: Option<&'a Vec<(u64, T)>>,
    id: fn(&T) -> &str,
) -> HashMap<&'a str, At<'a, T>> {
    let rows = rows.into_iter().flatten().map(|(row, record)| (*row, record));
    let all = had.iter().map(|record| (0, record)).chain(rows);
    all.map(|(row, record)| (id(record), (row, record))).collect()
}

impl<'a> Floor<'a> {
    /// As the database holds it, with what the files say laid over it.
    fn new(had: &'a Company, sheets: Option<&'a Sheets>) -> Self {
        Self {
            stations: by_id(&had.stations, sheets.map(|s| &s.stations.rows), |s| &s.code),
            groups: by_id(&had.groups, sheets.map(|s| &s.groups.rows), |g| &g.id),
            halls: by_id(&had.halls, sheets.map(|s| &s.halls.rows), |h| &h.id),
            sites: by_id(&had.sites, sheets.map(|s| &s.sites.rows), |s| &s.id),
        }
    }

    /// `None` where something refers to nothing.
    fn seat(&self, station: &str) -> Option<Seat<'a>> {
        let station = *self.stations.get(station)?;
        let group = *self.groups.get(station.1.group.as_str())?;
        let hall = *self.halls.get(group.1.hall.as_str())?;
        let site = *self.sites.get(hall.1.site.as_str())?;
        Some(Seat { station, group, hall, site })
    }
}

impl Seat<'_> {
    fn terms(&self) -> Terms {
        Terms { attribution: self.station.1.attribution, time: self.site.1.time() }
    }

    /// The cell because of which its days go by another clock.
    fn clock_cell(&self, old: &Seat<'_>) -> Place {
        if self.station.1.group != old.station.1.group {
            Place::cell(Station::FILE, self.station.0, "group")
        } else if self.group.1.hall != old.group.1.hall {
            Place::cell(Group::FILE, self.group.0, "hall")
        } else if self.hall.1.site != old.hall.1.site {
            Place::cell(Hall::FILE, self.hall.0, "site")
        } else {
            let (new, old) = (self.site.1, old.site.1);
            let column = if new.time_zone != old.time_zone {
                "time_zone"
            } else if new.afternoon_from != old.afternoon_from {
                "afternoon_from"
            } else {
                "day_boundary"
            };
            Place::cell(Site::FILE, self.site.0, column)
        }
    }
}
