//! A closed day keeps its figures: a plan, an attribution or a clock that would change those of one is refused.

use super::day::write;
use super::problem::{Place, Problems};
use super::terms::{self, Change};
use super::{Company, Record as _, Sheets};
use crate::db::Tx;
use crate::floor::plan::{Assignment, Seat, SeatKey, next_planned, seats};
use crate::lease::wait_for_batch;
use crate::output::close::first_closed;
use crate::output::terms::{Terms, first_that_differs};
use std::collections::{BTreeSet, HashMap};

/// Checks what speaks of days that are over against the days that are closed. From here on the sites concerned wait for the
/// import: no day is closed and no event comes in between this and its commit, so that what it marks stale is all there is.
pub(super) async fn check(
    tx: &mut Tx,
    sheets: &Sheets,
    had: &Company,
    changes: &[Change],
    problems: &mut Problems,
) -> sqlx::Result<()> {
    let sites = terms::sites(had);
    let before = seats(&had.assignments);
    let lines: Vec<Assignment> =
        sheets.assignments.rows.iter().map(|(_, line)| line.clone()).collect();
    let replanned: Vec<(&str, SeatKey)> = seats(&lines)
        .into_iter()
        .filter(|(key, seat)| task(before.get(key)) != task(Some(seat)))
        .filter_map(|(key, _)| Some((*sites.get(key.2.as_str())?, key)))
        .collect();
    let concerned: BTreeSet<&str> = changes
        .iter()
        .map(|change| change.site.as_str())
        .chain(replanned.iter().map(|(site, _)| *site))
        .collect();
    for site in concerned {
        wait_for_batch(tx, site).await?;
    }
    plan(tx, sheets, &replanned, problems).await?;
    terms_of_stations(tx, changes, problems).await
}

fn task(seat: Option<&Seat>) -> Option<&String> {
    seat.and_then(|seat| seat.task.as_ref())
}

/// Counts that name no task are of the planned one, and a station goes on with what it was making, so a row speaks of every
/// day up to the next one with a plan.
async fn plan(
    tx: &mut Tx,
    sheets: &Sheets,
    replanned: &[(&str, SeatKey)],
    problems: &mut Problems,
) -> sqlx::Result<()> {
    let rows: HashMap<_, _> = sheets
        .assignments
        .rows
        .iter()
        .rev()
        .map(|(row, line)| ((line.day, line.part, line.station.as_str()), *row))
        .collect();
    for (site, (day, part, station)) in replanned {
        let until = next_planned(tx, station, *day).await?;
        if let Some(closed) = first_closed(tx, site, *day, until).await? {
            let row = rows.get(&(*day, *part, station.as_str())).copied().unwrap_or_default();
            let place = Place::cell(Assignment::FILE, row, "day");
            problems.add(place, "import.day_closed", &[("day", &write(closed))]);
        }
    }
    Ok(())
}

/// A cell that concerns several stations is told once.
async fn terms_of_stations(
    tx: &mut Tx,
    changes: &[Change],
    problems: &mut Problems,
) -> sqlx::Result<()> {
    let mut told: Vec<&Place> = Vec::new();
    for change in changes {
        let Change { station, had, wanted, whose, clock, .. } = change;
        let (closed, _) = change.days(tx).await?;
        // One after the other, because each has a cell and a way out of its own.
        let between = Terms { attribution: wanted.attribution, ..*had };
        let steps = [
            (had, &between, whose, "import.closed_attribution"),
            (&between, wanted, clock, "import.closed_clock"),
        ];
        for (from, to, place, key) in steps {
            if from == to || told.contains(&place) {
                continue;
            }
            if let Some(day) = first_that_differs(tx, station, &closed, (from, to)).await? {
                let values: &[(&str, &dyn std::fmt::Display)] =
                    &[("day", &write(day)), ("station", station)];
                problems.add(place.clone(), key, values);
                told.push(place);
            }
        }
    }
    Ok(())
}
