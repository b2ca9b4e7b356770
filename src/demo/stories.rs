//! Orders that something is the matter with, so that there is something to find: each is the first that fits from some hall on.

use super::work::TODAY;
use crate::exchange::Company;
use crate::orders::sales::OrderStatus;

/// What is the matter with an order; its name says it too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Story {
    /// Its day is long past, it is half done, and nobody works on it.
    Late,
    /// Its day is near, and much less is done than should be.
    AtRisk,
    /// It takes three times the work that was calculated.
    OverPlanned,
}

impl Story {
    /// The turn of the order it is told of: the one before today's, or today's.
    pub(super) fn turn(self) -> i64 {
        if self == Self::Late { TODAY - 1 } else { TODAY }
    }

    /// Tells it of the order that was added last, whose lines begin at `first_line`. What is made on the floor stays the
    /// same: all lines of an order grow alike.
    pub(super) fn tell(self, company: &mut Company, first_line: usize) {
        for line in &mut company.order_lines[first_line..] {
            if self == Self::OverPlanned {
                line.planned_seconds = line.planned_seconds.map(|planned| (planned / 3).max(60));
            } else {
                line.quantity *= 2;
                line.planned_seconds = line.planned_seconds.map(|planned| planned * 2);
            }
        }
        let Some(order) = company.orders.last_mut() else { return };
        let matter = match self {
            Self::Late => "te laat",
            Self::AtRisk => "wordt krap",
            Self::OverPlanned => "kost veel uren",
        };
        order.name = format!("{} ({matter})", order.name);
        order.status = OrderStatus::Open;
    }
}

/// The stories that are still to be told, each with the hall from which on.
pub(super) struct Stories(Vec<(usize, Story)>);

/// Halls of the made-up company.
const HALLS: usize = 6;

impl Stories {
    /// None is told yet.
    pub(super) fn new() -> Self {
        Self(vec![(0, Story::Late), (2, Story::AtRisk), (4, Story::OverPlanned)])
    }

    /// The story of a group whose order of today runs from one working day up to another, counted from today.
    pub(super) fn of(
        &mut self,
        group: usize,
        groups: usize,
        (start, end): (i64, i64),
    ) -> Option<Story> {
        let hall = group * HALLS / groups.max(1);
        let fits = |story: Story| match story {
            Story::Late | Story::OverPlanned => start <= -5,
            Story::AtRisk => start <= -3 && (3..=9).contains(&end),
        };
        let told = self.0.iter().position(|(of, story)| *of <= hall && fits(*story))?;
        Some(self.0.remove(told).1)
    }
}
