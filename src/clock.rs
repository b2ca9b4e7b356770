//! The only "now" in the program. Tests set it.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone as _, Utc};
use chrono_tz::Europe::Amsterdam;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Where the time comes from; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    fixed: Option<Arc<AtomicI64>>,
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self::default()
    }

    /// A clock that stands still until it is set.
    pub fn fixed(at: DateTime<Utc>) -> Self {
        Self { fixed: Some(Arc::new(AtomicI64::new(at.timestamp_micros()))) }
    }

    /// Sets a fixed clock; the machine's clock is left alone.
    pub fn set(&self, at: DateTime<Utc>) {
        if let Some(fixed) = &self.fixed {
            fixed.store(at.timestamp_micros(), Ordering::Relaxed);
        }
    }

    /// Now, to the microsecond: what both engines keep.
    #[expect(clippy::disallowed_methods, reason = "this is the clock everybody else asks")]
    pub fn now(&self) -> DateTime<Utc> {
        let micros = match &self.fixed {
            Some(fixed) => fixed.load(Ordering::Relaxed),
            None => Utc::now().timestamp_micros(),
        };
        DateTime::from_timestamp_micros(micros).expect("a clock between 1970 and 262000 AD")
    }
}

/// The first moment of a day as somebody who names a day means it: of Dutch time.
pub fn begin_of(day: NaiveDate) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    // Clocks change at night, but never at midnight; a day so far away that it has no moment is taken as of UTC.
    let local = Amsterdam.from_local_datetime(&midnight).earliest();
    local.map_or_else(|| midnight.and_utc(), |local| local.with_timezone(&Utc))
}
