//! Places as rows.

use super::word;
use crate::exchange::cells::Cells;
use crate::exchange::{Record, day};
use crate::floor::places::{Attribution, Group, Hall, Municipality, Site, Station};

const ATTRIBUTIONS: &[(&str, &str, Attribution)] = &[
    ("individual", "individueel", Attribution::Individual),
    ("group", "groep", Attribution::Group),
];

impl Record for Municipality {
    const FILE: &'static str = "municipalities.csv";
    const COLUMNS: &'static [&'static str] = &["id", "name"];

    fn key(&self) -> Vec<String> {
        vec![self.id.clone()]
    }

    fn read(row: &mut Cells<'_>) -> Option<Self> {
        let (id, name) = (row.own_id("id"), row.name("name"));
        Some(Self { id: id?, name: name? })
    }

    fn write(&self) -> Vec<String> {
        vec![self.id.clone(), self.name.clone()]
    }
}

impl Record for Site {
    const FILE: &'static str = "sites.csv";
    const COLUMNS: &'static [&'static str] =
        &["id", "name", "time_zone", "day_boundary", "afternoon_from"];

    fn key(&self) -> Vec<String> {
        vec![self.id.clone()]
    }

    fn read(row: &mut Cells<'_>) -> Option<Self> {
        let (id, name, time_zone) =
            (row.own_id("id"), row.name("name"), row.time_zone("time_zone"));
        let (boundary, afternoon) = (row.time("day_boundary"), row.time("afternoon_from"));
        Some(Self {
            id: id?,
            name: name?,
            time_zone: time_zone?,
            day_boundary: boundary?,
            afternoon_from: afternoon?,
        })
    }

    fn write(&self) -> Vec<String> {
        let times = [self.day_boundary, self.afternoon_from].map(day::write_time);
        [self.id.clone(), self.name.clone(), self.time_zone.clone()]
            .into_iter()
            .chain(times)
            .collect()
    }
}

impl Record for Hall {
    const FILE: &'static str = "halls.csv";
    const COLUMNS: &'static [&'static str] = &["id", "name", "site"];

    fn key(&self) -> Vec<String> {
        vec![self.id.clone()]
    }

    fn read(row: &mut Cells<'_>) -> Option<Self> {
        let (id, name, site) = (row.own_id("id"), row.name("name"), row.reference::<Site>("site"));
        Some(Self { id: id?, name: name?, site: site? })
    }

    fn write(&self) -> Vec<String> {
        vec![self.id.clone(), self.name.clone(), self.site.clone()]
    }
}

impl Record for Group {
    const FILE: &'static str = "groups.csv";
    const COLUMNS: &'static [&'static str] = &["id", "name", "hall"];

    fn key(&self) -> Vec<String> {
        vec![self.id.clone()]
    }

    fn read(row: &mut Cells<'_>) -> Option<Self> {
        let (id, name, hall) = (row.own_id("id"), row.name("name"), row.reference::<Hall>("hall"));
        Some(Self { id: id?, name: name?, hall: hall? })
    }

    fn write(&self) -> Vec<String> {
        vec![self.id.clone(), self.name.clone(), self.hall.clone()]
    }
}

impl Record for Station {
    const FILE: &'static str = "stations.csv";
    const COLUMNS: &'static [&'static str] = &["code", "name", "group", "attribution"];

    fn key(&self) -> Vec<String> {
        vec![self.code.clone()]
    }

    fn read(row: &mut Cells<'_>) -> Option<Self> {
        let (code, name) = (row.own_id("code"), row.name("name"));
        let (group, attribution) =
            (row.reference::<Group>("group"), row.word("attribution", ATTRIBUTIONS));
        Some(Self { code: code?, name: name?, group: group?, attribution: attribution? })
    }

    fn write(&self) -> Vec<String> {
        let attribution = word(ATTRIBUTIONS, &self.attribution);
        vec![self.code.clone(), self.name.clone(), self.group.clone(), attribution]
    }
}
