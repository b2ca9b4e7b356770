//! The production day: from the site's day boundary to the next one, in the site's own time, through both clock changes.

use crate::db::words;
use chrono::{
    DateTime, Days, MappedLocalTime, NaiveDate, NaiveDateTime, TimeDelta, TimeZone as _, Utc,
};
use chrono_tz::Tz;

words! {
    /// A part of a day: planning is per part, because many people work one of the two.
    pub enum DayPart {
        /// From the day boundary.
        Morning = "morning",
        /// From the site's own hour on.
        Afternoon = "afternoon",
    }
}

/// How a site counts its days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SiteTime {
    /// The site's time zone.
    pub zone: Tz,
    /// Minutes after local midnight at which a production day begins.
    pub day_boundary_minutes: i64,
    /// Minutes after local midnight at which the afternoon begins.
    pub afternoon_from_minutes: i64,
}

impl SiteTime {
    /// As a site's row says it. A zone that is not known (it is checked at import) counts as Amsterdam: times of the
    /// company's own zone are better than none.
    pub fn new(zone: &str, day_boundary_minutes: i64, afternoon_from_minutes: i64) -> Self {
        let zone = zone.parse().unwrap_or(chrono_tz::Europe::Amsterdam);
        Self { zone, day_boundary_minutes, afternoon_from_minutes }
    }

    /// The first instant of a production day. A boundary that the spring clock change skips is the moment after the gap;
    /// one that the autumn change repeats is the first of the two.
    pub fn start_of(&self, day: NaiveDate) -> DateTime<Utc> {
        self.instant(day, self.day_boundary_minutes)
    }

    /// The first instant of a part of a production day. An afternoon hour before the boundary is of the next morning.
    pub fn start_of_part(&self, day: NaiveDate, part: DayPart) -> DateTime<Utc> {
        match part {
            DayPart::Morning => self.start_of(day),
            DayPart::Afternoon if self.afternoon_from_minutes < self.day_boundary_minutes => {
                self.instant(day + Days::new(1), self.afternoon_from_minutes)
            }
            DayPart::Afternoon => self.instant(day, self.afternoon_from_minutes),
        }
    }

    /// The production day an instant belongs to.
    pub fn day_of(&self, at: DateTime<Utc>) -> NaiveDate {
        let date = at.with_timezone(&self.zone).date_naive();
        // The boundary is less than a day after midnight, so the day is this date or the one before.
        if at < self.start_of(date) { date - Days::new(1) } else { date }
    }

    fn instant(&self, date: NaiveDate, minutes: i64) -> DateTime<Utc> {
        let local: NaiveDateTime =
            date.and_time(chrono::NaiveTime::MIN) + TimeDelta::minutes(minutes);
        match self.zone.from_local_datetime(&local) {
            MappedLocalTime::Single(at) | MappedLocalTime::Ambiguous(at, _) => {
                at.with_timezone(&Utc)
            }
            // In a gap the offset of an hour earlier still holds, and the clock shows the time after the gap.
            MappedLocalTime::None => {
                let before = local - TimeDelta::hours(3);
                match self.zone.from_local_datetime(&before) {
                    MappedLocalTime::Single(at) | MappedLocalTime::Ambiguous(at, _) => {
                        at.with_timezone(&Utc) + TimeDelta::hours(3)
                    }
                    MappedLocalTime::None => local.and_utc(),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amsterdam(boundary: i64) -> SiteTime {
        SiteTime {
            zone: chrono_tz::Europe::Amsterdam,
            day_boundary_minutes: boundary,
            afternoon_from_minutes: 750,
        }
    }
    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }
    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_boundary_at_four_keeps_the_late_shift_in_one_day() {
        let site = amsterdam(240);
        assert_eq!(site.day_of(at("2026-11-20T23:30:00Z")), day("2026-11-20"), "00:30 local");
        assert_eq!(site.day_of(at("2026-11-21T02:59:59.999Z")), day("2026-11-20"));
        assert_eq!(site.day_of(at("2026-11-21T03:00:00Z")), day("2026-11-21"), "04:00 local");
    }

    #[test]
    fn midnight_is_local_midnight_in_winter_and_summer() {
        let site = amsterdam(0);
        assert_eq!(site.day_of(at("2026-11-20T22:59:59Z")), day("2026-11-20"));
        assert_eq!(site.day_of(at("2026-11-20T23:00:00Z")), day("2026-11-21"));
        assert_eq!(site.day_of(at("2026-07-01T21:59:59Z")), day("2026-07-01"));
        assert_eq!(site.day_of(at("2026-07-01T22:00:00Z")), day("2026-07-02"));
    }

    #[test]
    fn the_days_of_the_clock_changes_have_23_and_25_hours() {
        for boundary in [0, 90, 240] {
            let site = amsterdam(boundary);
            let hours = |d: &str| {
                (site.start_of(day(d) + Days::new(1)) - site.start_of(day(d))).num_hours()
            };
            let spring = if boundary < 120 { "2026-03-29" } else { "2026-03-28" };
            let autumn = if boundary < 120 { "2026-10-25" } else { "2026-10-24" };
            assert_eq!(hours(spring), 23, "boundary {boundary}");
            assert_eq!(hours(autumn), 25, "boundary {boundary}");
        }
    }

    #[test]
    fn a_boundary_inside_the_gap_or_the_repeated_hour_gives_one_start() {
        let site = amsterdam(150);
        assert_eq!(
            site.start_of(day("2026-03-29")),
            at("2026-03-29T01:30:00Z"),
            "02:30 does not exist: 03:30 summer time"
        );
        assert_eq!(site.start_of(day("2026-10-25")), at("2026-10-25T00:30:00Z"), "the first 02:30");
    }

    #[test]
    fn every_instant_is_in_the_day_that_starts_before_it() {
        for boundary in [0, 150, 240, 1439] {
            let site = amsterdam(boundary);
            for hour in 0..24 * 365 {
                let t = at("2026-01-01T00:20:00Z") + TimeDelta::hours(hour);
                let d = site.day_of(t);
                assert!(
                    site.start_of(d) <= t && t < site.start_of(d + Days::new(1)),
                    "{t} in {d}, boundary {boundary}"
                );
            }
        }
    }
}
