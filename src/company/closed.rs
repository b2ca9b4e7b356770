//! A closed day keeps its figures: a plan that would move counts of one is refused.

use super::problem::{Place, Problems};
use super::{Company, Record as _, Sheets};
use crate::db::Tx;
use crate::floor::plan::{Assignment, next_planned, seats};
use crate::output::close::first_closed;
use std::collections::HashMap;

/// Checks the plan's rows against the days that are closed. Counts that name no task are of the planned one, and a station
/// goes on with what it was making, so a row speaks of every day up to the next one with a plan.
pub(super) async fn check(
    tx: &mut Tx,
    sheets: &Sheets,
    had: &Company,
    problems: &mut Problems,
) -> sqlx::Result<()> {
    let groups: HashMap<_, _> = had.groups.iter().map(|group| (&group.id, &group.hall)).collect();
    let halls: HashMap<_, _> = had.halls.iter().map(|hall| (&hall.id, &hall.site)).collect();
    let sites: HashMap<_, _> = had
        .stations
        .iter()
        .filter_map(|station| Some((&station.code, *halls.get(*groups.get(&station.group)?)?)))
        .collect();
    let (before, lines): (_, Vec<Assignment>) = (
        seats(&had.assignments),
        sheets.assignments.rows.iter().map(|(_, line)| line.clone()).collect(),
    );
    for (key, seat) in seats(&lines) {
        let (day, part, station) = &key;
        let Some(site) = sites.get(station) else { continue };
        if before.get(&key).and_then(|old| old.task.as_ref()) == seat.task.as_ref() {
            continue;
        }
        let until = next_planned(tx, station, *day).await?;
        if let Some(closed) = first_closed(tx, site, *day, until).await? {
            let row =
                sheets.assignments.rows.iter().find(|(_, line)| {
                    (line.day, line.part, &line.station) == (*day, *part, station)
                });
            let row = row.map_or(0, |(row, _)| *row);
            let closed = closed.format("%d-%m-%Y");
            problems.add(
                Place::cell(Assignment::FILE, row, "day"),
                "import.day_closed",
                &[("day", &closed)],
            );
        }
    }
    Ok(())
}
