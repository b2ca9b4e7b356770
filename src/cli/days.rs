//! Days as somebody at the command line means them: of Dutch time.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone as _, Utc};
use chrono_tz::Europe::Amsterdam;

/// The first moment of a day.
pub(super) fn begin(day: NaiveDate) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    // Clocks change at night, but never at midnight; a day so far away that it has no moment is taken as of UTC.
    let local = Amsterdam.from_local_datetime(&midnight).earliest();
    local.map_or_else(|| midnight.and_utc(), |local| local.with_timezone(&Utc))
}
