//! Rows over time: with a place for each week, month or quarter, also where there is no row.

use super::{At, Drawing};
use crate::db::Cell;
use crate::output::hall_day::{first_of_month, monday};
use crate::report::file::Holds;
use crate::report::period::first_of_quarter;
use crate::report::values::{short, text};
use chrono::{Days, Months, NaiveDate};

/// A place in time: a row, or the name of the place and what it tells.
pub(super) enum Slot<'a> {
    Known(At<'a>),
    Missing(String, String),
}

impl Slot<'_> {
    /// What stands below it.
    pub(super) fn name(&self, drawing: &Drawing<'_>, x: &str) -> String {
        match self {
            Self::Known(at) => drawing.name(*at, x),
            Self::Missing(name, _) => name.clone(),
        }
    }
}

impl Drawing<'_> {
    /// True for a week, month or quarter that is not over, or that the period holds only a part of.
    pub(super) fn is_partial(&self, holds: Holds, first: NaiveDate) -> bool {
        let Some(next) = next(holds, first) else { return false };
        let last = next.pred_opt().unwrap_or(next);
        first < self.chosen.period.from || last > self.chosen.period.to || last >= self.chosen.today
    }

    /// The rows in their order, with a place for each week, month or quarter of which there is none.
    pub(super) fn in_time<'r>(&self, rows: &[At<'r>], x: &str, holds: Holds) -> Vec<Slot<'r>> {
        let start = |day: NaiveDate| match holds {
            Holds::Week => Some(monday(day)),
            Holds::Month => Some(first_of_month(day)),
            Holds::Quarter => Some(first_of_quarter(day)),
            _ => None,
        };
        let Some(mut place) = start(self.chosen.period.from) else {
            return rows.iter().copied().map(Slot::Known).collect();
        };
        let mut slots = Vec::new();
        // A period is at most some ten years.
        while place <= self.chosen.period.to && slots.len() < 600 {
            if let Some(at) = rows.iter().find(|at| at.day(x) == Some(place)) {
                slots.push(Slot::Known(*at));
            } else {
                let cell = Cell::Text(place.to_string());
                let name = short(self.lang, holds, &cell, self.chosen.today);
                let long = text(self.lang, holds, &cell, self.chosen.today);
                slots.push(Slot::Missing(
                    name,
                    format!("{long}: {}", self.lang.text("report.no_data")),
                ));
            }
            let Some(following) = next(holds, place) else { break };
            place = following;
        }
        slots
    }
}

fn next(holds: Holds, first: NaiveDate) -> Option<NaiveDate> {
    match holds {
        Holds::Week => Some(first + Days::new(7)),
        Holds::Month => Some(first + Months::new(1)),
        Holds::Quarter => Some(first + Months::new(3)),
        _ => None,
    }
}
