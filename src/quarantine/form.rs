//! The two forms of a quarantined event: what a person fills in, checked field by field.

use super::corrections::{Booking, CountKind, Was};
use super::items::Item;
use crate::clock::Clock;
use crate::db::Db;
use crate::floor::board::{site_of_station, time_of_site};
use crate::orders::progress::tasks;
use crate::people::lookup::worker_of_badge;
use crate::people::roster;
use crate::web::form::{Errors, LONGEST_REASON, Reader, TICKED, moment, whole_number};
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use contract::{MAX_QTY, PauseReason, RejectReason, is_id};
use serde::Deserialize;
use serde_json::Value;

/// How long ago what is booked may have happened.
pub(crate) const OLDEST: TimeDelta = TimeDelta::days(366);

/// "Book it": as typed. A field that is missing is an empty one, so that the answer is a form and not a refusal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct BookForm {
    pub(crate) sleutel: String,
    pub(crate) station: String,
    pub(crate) kind: String,
    pub(crate) task: String,
    pub(crate) qty: String,
    pub(crate) reject: String,
    /// Of who came or left.
    pub(crate) worker: String,
    /// Why the work stood still.
    pub(crate) pause: String,
    pub(crate) at: String,
    pub(crate) reason: String,
    /// `ja`: it was taken back at the terminal, and is to be booked all the same.
    pub(crate) although_undone: String,
}

/// "It does not count": as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct DiscardForm {
    pub(super) sleutel: String,
    pub(super) reason: String,
}

/// What can be booked of an event, so which fields its form has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    /// Pieces; also of what cannot be read, because nothing else of it is worth the trouble.
    Count,
    /// That somebody came or left.
    Presence,
    /// That the work stood still or went on.
    Standstill,
    /// Nothing: a call for help is over, and what takes back a count is a correction of it by now.
    Nothing,
}

impl Family {
    /// The one of an event as it came.
    pub(super) fn of(item: &Item) -> Self {
        let event: Value = serde_json::from_str(&item.raw).unwrap_or_default();
        match event["kind"].as_str().and_then(contract::Kind::from_word) {
            Some(kind) => Self::of_kind(kind),
            None => Self::Count,
        }
    }

    fn of_kind(kind: contract::Kind) -> Self {
        use contract::Kind;
        match kind {
            Kind::Good | Kind::Reject => Self::Count,
            Kind::SignOn | Kind::SignOff => Self::Presence,
            Kind::Pause | Kind::Resume => Self::Standstill,
            Kind::Help | Kind::HelpDone | Kind::Undo => Self::Nothing,
        }
    }
}

impl BookForm {
    /// Filled in with what can be read of the event as it came.
    pub(crate) async fn of(item: &Item, db: &Db, zone: Tz) -> sqlx::Result<Self> {
        let event: Value = serde_json::from_str(&item.raw).unwrap_or_default();
        let word = |name: &str| event[name].as_str().unwrap_or_default().to_owned();
        let of_kind =
            |kind: &str| if word("kind") == kind { word("reason") } else { String::new() };
        let worker = match event["badge"].as_str().filter(|badge| is_id(badge)) {
            Some(badge) => worker_of_badge(&mut db.reading().await?, badge).await?,
            None => None,
        };
        Ok(Self {
            station: item.station.clone().unwrap_or_default(),
            kind: word("kind"),
            task: word("task"),
            qty: event["qty"].as_i64().map(|n| n.to_string()).unwrap_or_default(),
            reject: of_kind("reject"),
            worker: worker.unwrap_or_default(),
            pause: of_kind("pause"),
            at: own_instant(item).map(|at| moment::local(at, zone)).unwrap_or_default(),
            ..Self::default()
        })
    }

    /// True when the person knows that it was taken back.
    pub(super) fn is_confirmed(&self) -> bool {
        self.although_undone == TICKED
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
        let what = self.what(db, &mut wrong).await?;
        let zone = time.map_or(chrono_tz::Europe::Amsterdam, |time| time.zone);
        let at = match own_instant(item).filter(|own| moment::is_untouched(&self.at, *own, zone)) {
            Some(own) => Ok(own),
            None => moment::instant(wrong.required("at", &self.at, 32), zone),
        };
        match at {
            Err(key) => wrong.add("at", key),
            Ok(at) if at > now => wrong.add("at", "form.moment_to_come"),
            Ok(at) if at < now - OLDEST => wrong.add("at", "form.moment_too_old"),
            Ok(_) => {}
        }
        let reason = wrong.required("reason", &self.reason, LONGEST_REASON);
        if item.undone && !self.is_confirmed() {
            wrong.add("although_undone", "quarantine.undone_unconfirmed");
        }
        Ok(match (what, at) {
            (Some(what), Ok(at)) if wrong.is_empty() => Ok(Booking {
                station: station.to_owned(),
                what,
                at,
                reason: reason.to_owned(),
                although_undone: item.undone,
            }),
            _ => Err(wrong),
        })
    }

    /// What happened, each field that it takes checked.
    async fn what(&self, db: &Db, wrong: &mut Errors) -> sqlx::Result<Option<Was>> {
        let Some(kind) = contract::Kind::from_word(&self.kind) else {
            return self.count(db, wrong).await;
        };
        Ok(match (Family::of_kind(kind), kind) {
            (Family::Count | Family::Nothing, _) => self.count(db, wrong).await?,
            (Family::Presence, kind) => {
                let worker = wrong.required("worker", &self.worker, 64);
                if wrong.of("worker").is_none() && roster::of_ids(db, [worker]).await?.is_empty() {
                    wrong.add("worker", "quarantine.wrong_worker");
                }
                let is_on = kind == contract::Kind::SignOn;
                Some(Was::Presence { is_on, worker: worker.to_owned() })
            }
            (Family::Standstill, contract::Kind::Resume) => Some(Was::Resume),
            (Family::Standstill, _) => {
                let reason = PauseReason::from_word(&self.pause);
                if reason.is_none() {
                    wrong.add("pause", "quarantine.wrong_pause");
                }
                reason.map(Was::Pause)
            }
        })
    }

    async fn count(&self, db: &Db, wrong: &mut Errors) -> sqlx::Result<Option<Was>> {
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
        let count = |(kind, qty)| Was::Count { kind, task: task.to_owned(), qty };
        Ok(kind.ok().zip(qty).map(count))
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
    /// The reason.
    pub(super) fn read(&self) -> Result<String, Errors> {
        let mut form = Reader::default();
        let reason = form.text("reason", &self.reason, LONGEST_REASON);
        form.done(reason)
    }
}

/// When it happened, as its terminal said.
fn own_instant(item: &Item) -> Option<DateTime<Utc>> {
    let event: Value = serde_json::from_str(&item.raw).ok()?;
    Some(DateTime::parse_from_rfc3339(event["at"].as_str()?).ok()?.to_utc())
}
