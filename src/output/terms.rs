//! The terms on which a station's output is counted: whose it is, and the clock of its site. New terms speak of days that
//! are over too.
//!
//! Which production day an event belongs to is no part of it: that was decided when the event came in, by the clock of that
//! moment, and stands in the ledger. So a new day boundary holds for what comes in from then on, and nothing moves to
//! another day. What a clock still says about a day that is there is when its afternoon begins, and with that of which
//! planned task a count is that names none.

use super::fold::{Plan, StationDay};
use crate::db::Tx;
use crate::floor::day::{DayPart, SiteTime};
use crate::floor::lookup::{self, Planned};
use crate::floor::places::Attribution;
use crate::ledger;
use chrono::NaiveDate;

/// The terms of a station.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Whose its output is.
    pub attribution: Attribution,
    /// The clock of its site.
    pub time: SiteTime,
}

impl Terms {
    /// True when a day that is there can have other figures on other terms.
    pub fn differ_on(&self, other: &Self, day: NaiveDate) -> bool {
        let afternoon = |terms: &Self| terms.time.start_of_part(day, DayPart::Afternoon);
        self.attribution != other.attribution || afternoon(self) != afternoon(other)
    }
}

/// When which of the planned tasks begins on a day. What the station went on with and the day's own morning hold from the
/// day's first event on, whenever that was: the clock that called it this day's may have been another.
pub fn plan(time: &SiteTime, day: NaiveDate, rows: Vec<Planned>) -> Plan {
    let afternoon = time.start_of_part(day, DayPart::Afternoon).timestamp_micros();
    rows.into_iter()
        .map(|(of, part, task)| {
            let is_afternoon = (of, part) == (day, DayPart::Afternoon);
            (if is_afternoon { afternoon } else { i64::MIN }, task.into())
        })
        .collect()
}

/// The first of some days of a station of which new terms change a figure.
pub async fn first_that_differs(
    tx: &mut Tx,
    station: &str,
    days: &[NaiveDate],
    (had, wanted): (&Terms, &Terms),
) -> sqlx::Result<Option<NaiveDate>> {
    for day in days.iter().copied().filter(|day| had.differ_on(wanted, *day)) {
        let rows = lookup::plan(tx, station, day).await?;
        let facts = ledger::all_facts(tx, station, day).await?;
        let fold = |terms: &Terms| {
            StationDay::fold(terms.attribution, plan(&terms.time, day, rows.clone()), facts.clone())
        };
        if fold(had).tallies() != fold(wanted).tallies() {
            return Ok(Some(day));
        }
    }
    Ok(None)
}
