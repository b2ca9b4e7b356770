//! A local date and time in a form, as browsers write it.

use chrono::{DateTime, MappedLocalTime, NaiveDateTime, TimeZone as _, Timelike as _, Utc};
use chrono_tz::Tz;

/// To the second.
const LONG: &str = "%Y-%m-%dT%H:%M:%S";
/// To the minute: a browser leaves seconds out that are 0.
const SHORT: &str = "%Y-%m-%dT%H:%M";

/// An instant as a field holds it.
pub fn local(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format(LONG).to_string()
}

/// True when the field holds what [`local`] put there: then it is this instant to the millisecond, and on its own side of a
/// change of the clock.
pub fn is_untouched(typed: &str, at: DateTime<Utc>, zone: Tz) -> bool {
    let local = |form| at.with_timezone(&zone).format(form).to_string();
    let typed = typed.trim();
    typed == local(LONG) || (at.second() == 0 && typed == local(SHORT))
}

/// A local time, with or without seconds; the key of what is wrong with it. Of an hour that the autumn repeats, the first.
pub fn instant(text: &str, zone: Tz) -> Result<DateTime<Utc>, &'static str> {
    let local = [LONG, SHORT]
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
        .ok_or("form.wrong_moment")?;
    match zone.from_local_datetime(&local) {
        MappedLocalTime::Single(at) | MappedLocalTime::Ambiguous(at, _) => Ok(at.to_utc()),
        MappedLocalTime::None => Err("form.moment_in_gap"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_local_time_is_read_through_both_clock_changes() {
        let zone = chrono_tz::Europe::Amsterdam;
        let utc = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        assert_eq!(instant("2026-11-21T09:02", zone), Ok(utc("2026-11-21T08:02:00Z")));
        assert_eq!(instant("2026-10-25T02:30:00", zone), Ok(utc("2026-10-25T00:30:00Z")));
        assert_eq!(instant("2026-03-29T02:30", zone), Err("form.moment_in_gap"));
        assert_eq!(instant("gisteren", zone), Err("form.wrong_moment"));
    }
}
