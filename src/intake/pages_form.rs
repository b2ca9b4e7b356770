//! The two forms of a quarantined event: what a person fills in, checked field by field.

use super::corrections::{Booking, CountKind};
use super::quarantine::Item;
use crate::clock::Clock;
use crate::db::Db;
use crate::floor::board::{site_of_station, time_of_site};
use crate::orders::progress::tasks;
use crate::web::form::{Errors, LONGEST_REASON, whole_number};
use chrono::{DateTime, MappedLocalTime, NaiveDateTime, TimeDelta, TimeZone as _, Utc};
use chrono_tz::Tz;
use contract::{MAX_QTY, RejectReason};
use serde::Deserialize;
use serde_json::Value;

/// The words of a local date and time in a form.
const MOMENT: &str = "%Y-%m-%dT%H:%M:%S";
/// How long ago a count that is booked may have been made.
const OLDEST: TimeDelta = TimeDelta::days(366);

/// "Book it": as typed. A field that is missing is an empty one, so that the answer is a form and not a refusal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct BookForm {
    pub(crate) station: String,
    pub(crate) kind: String,
    pub(crate) task: String,
    pub(crate) qty: String,
    pub(crate) reject: String,
    pub(crate) at: String,
    pub(crate) reason: String,
    /// `ja`: it was taken back at the terminal, and is to be booked all the same.
    pub(crate) although_undone: String,
}

/// "It does not count": as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct DiscardForm {
    pub(super) reason: String,
}

impl BookForm {
    /// Filled in with what can be read of the event as it came.
    pub(crate) fn of(item: &Item, zone: Tz) -> Self {
        let event: Value = serde_json::from_str(&item.raw).unwrap_or_default();
        let word = |name: &str| event[name].as_str().unwrap_or_default().to_owned();
        let at = event["at"].as_str().and_then(|at| DateTime::parse_from_rfc3339(at).ok());
        Self {
            station: item.station.clone().unwrap_or_default(),
            kind: word("kind"),
            task: word("task"),
            qty: event["qty"].as_i64().map(|n| n.to_string()).unwrap_or_default(),
            reject: word("reason"),
            at: at.map(|at| at.with_timezone(&zone).format(MOMENT).to_string()).unwrap_or_default(),
            ..Self::default()
        }
    }

    /// True when the person knows that it was taken back.
    pub(super) fn is_confirmed(&self) -> bool {
        self.although_undone == "ja"
    }

    /// Checks every field.
    pub(crate) async fn check(
        &self,
        item: &Item,
        db: &Db,
        clock: &Clock,
    ) -> sqlx::Result<Result<Booking, Errors>> {
        let mut wrong = Errors::default();
        let now = clock.now();
        let station = wrong.required("station", &self.station, 64);
        let site = match wrong.of("station") {
            None => site_of_station(db, station).await?,
            Some(_) => None,
        };
        let time = match site {
            Some(site) => time_of_site(db, &site).await?,
            None => None,
        };
        if time.is_none() {
            wrong.add("station", "quarantine.wrong_station");
        }
        let task = wrong.required("task", &self.task, 64);
        if wrong.of("task").is_none() && !tasks(db, [task]).await?.contains_key(task) {
            wrong.add("task", "quarantine.wrong_task");
        }
        let kind = self.kind();
        if let Err((field, key)) = kind {
            wrong.add(field, key);
        }
        let qty = whole_number(wrong.required("qty", &self.qty, 12), 1..=MAX_QTY);
        if qty.is_none() {
            wrong.add("qty", "quarantine.wrong_qty");
        }
        let zone = time.map_or(chrono_tz::Europe::Amsterdam, |time| time.zone);
        let at = instant(wrong.required("at", &self.at, 32), zone);
        match at {
            Err(key) => wrong.add("at", key),
            Ok(at) if at > now => wrong.add("at", "quarantine.at_in_future"),
            Ok(at) if at < now - OLDEST => wrong.add("at", "quarantine.at_too_old"),
            Ok(_) => {}
        }
        let reason = wrong.required("reason", &self.reason, LONGEST_REASON);
        if item.undone && !self.is_confirmed() {
            wrong.add("although_undone", "quarantine.undone_unconfirmed");
        }
        Ok(match (kind, qty, at) {
            (Ok(kind), Some(qty), Ok(at)) if wrong.is_empty() => Ok(Booking {
                station: station.to_owned(),
                kind,
                task: task.to_owned(),
                qty,
                at,
                reason: reason.to_owned(),
                although_undone: item.undone,
            }),
            _ => Err(wrong),
        })
    }

    fn kind(&self) -> Result<CountKind, (&'static str, &'static str)> {
        match self.kind.as_str() {
            "good" => Ok(CountKind::Good),
            "reject" => RejectReason::from_word(&self.reject)
                .map(CountKind::Reject)
                .ok_or(("reject", "quarantine.wrong_reject")),
            _ => Err(("kind", "quarantine.wrong_kind")),
        }
    }
}

impl DiscardForm {
    /// Checks every field.
    pub(super) fn check(&self) -> Errors {
        let mut wrong = Errors::default();
        wrong.required("reason", &self.reason, LONGEST_REASON);
        wrong
    }
}

/// A local time as the browser writes it, with or without seconds. Of an hour that the autumn repeats, the first.
fn instant(text: &str, zone: Tz) -> Result<DateTime<Utc>, &'static str> {
    let local = [MOMENT, "%Y-%m-%dT%H:%M"]
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
        .ok_or("quarantine.wrong_at")?;
    match zone.from_local_datetime(&local) {
        MappedLocalTime::Single(at) | MappedLocalTime::Ambiguous(at, _) => Ok(at.to_utc()),
        MappedLocalTime::None => Err("quarantine.at_in_gap"),
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
        assert_eq!(instant("2026-03-29T02:30", zone), Err("quarantine.at_in_gap"));
        assert_eq!(instant("gisteren", zone), Err("quarantine.wrong_at"));
    }
}
