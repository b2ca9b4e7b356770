//! Workers, who coaches them and where they sit, as rows.

use super::{optional_day, text, word, yes_no};
use crate::coaching::{Caseload, Coach};
use crate::exchange::cells::Cells;
use crate::exchange::{Record, day};
use crate::floor::day::DayPart;
use crate::floor::places::{Group, Municipality, Station};
use crate::floor::plan::Assignment;
use crate::orders::tasks::Task;
use crate::people::Worker;

const DAY_PARTS: &[(&str, &str, DayPart)] =
    &[("morning", "ochtend", DayPart::Morning), ("afternoon", "middag", DayPart::Afternoon)];

impl Record for Worker {
    const FILE: &'static str = "workers.csv";
    const COLUMNS: &'static [&'static str] =
        &["id", "name", "badge", "group", "municipality", "active", "phone", "email"];
    const OPTIONAL: &'static [&'static str] = &["phone", "email"];

    fn key(&self) -> Vec<String> {
        vec![self.id.clone()]
    }

    fn read(row: &mut Cells<'_>) -> Option<Self> {
        let (id, name, badge) = (row.own_id("id"), row.name("name"), row.optional_id("badge"));
        let group = row.reference::<Group>("group");
        let municipality = row.optional_reference::<Municipality>("municipality");
        let active = row.yes_no("active");
        let (phone, email) = (row.optional_phone("phone"), row.optional_email("email"));
        Some(Self {
            id: id?,
            name: name?,
            badge: badge?,
            group: group?,
            municipality: municipality?,
            active: active?,
            phone: phone?,
            email: email?,
        })
    }

    fn write(&self) -> Vec<String> {
        vec![
            self.id.clone(),
            self.name.clone(),
            text(self.badge.as_ref()),
            self.group.clone(),
            text(self.municipality.as_ref()),
            yes_no(self.active),
            text(self.phone.as_ref()),
            text(self.email.as_ref()),
        ]
    }

    fn keep(&mut self, had: &Self, left_out: &[&'static str]) {
        if left_out.contains(&"phone") {
            self.phone.clone_from(&had.phone);
        }
        if left_out.contains(&"email") {
            self.email.clone_from(&had.email);
        }
    }
}

impl Record for Coach {
    const FILE: &'static str = "coaches.csv";
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

impl Record for Caseload {
    const FILE: &'static str = "caseloads.csv";
    const COLUMNS: &'static [&'static str] = &["coach", "worker", "from", "until"];

    fn key(&self) -> Vec<String> {
        vec![self.coach.clone(), self.worker.clone(), self.from.to_string()]
    }

    fn read(row: &mut Cells<'_>) -> Option<Self> {
        let (coach, worker) = (row.reference::<Coach>("coach"), row.reference::<Worker>("worker"));
        let (from, until) = (row.day("from"), row.optional_day("until"));
        let (from, until) = (from?, until?);
        if until.is_some_and(|until| until < from) {
            row.mismatch("until", "import.until_before_from");
            return None;
        }
        Some(Self { coach: coach?, worker: worker?, from, until })
    }

    fn write(&self) -> Vec<String> {
        let (from, until) = (day::write(self.from), optional_day(self.until));
        vec![self.coach.clone(), self.worker.clone(), from, until]
    }
}

impl Record for Assignment {
    const FILE: &'static str = "assignments.csv";
    const COLUMNS: &'static [&'static str] = &["day", "day_part", "station", "task", "worker"];

    fn key(&self) -> Vec<String> {
        // A person may move during a day part, so the station belongs to it; the afternoon comes last.
        let part = if self.part == DayPart::Morning { "0" } else { "1" };
        vec![
            self.day.to_string(),
            part.to_owned(),
            self.station.clone(),
            text(self.worker.as_ref()),
        ]
    }

    fn read(row: &mut Cells<'_>) -> Option<Self> {
        let (day, part) = (row.day("day"), row.word("day_part", DAY_PARTS));
        let station = row.reference::<Station>("station");
        let task = row.optional_reference::<Task>("task");
        let worker = row.optional_reference::<Worker>("worker");
        Some(Self { day: day?, part: part?, station: station?, task: task?, worker: worker? })
    }

    fn write(&self) -> Vec<String> {
        vec![
            day::write(self.day),
            word(DAY_PARTS, &self.part),
            self.station.clone(),
            text(self.task.as_ref()),
            text(self.worker.as_ref()),
        ]
    }
}
