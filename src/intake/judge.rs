//! The verdict on one event: whether it can be booked, what it then means for the tallies, and its row of the ledger.

use crate::db::Tx;
use crate::ledger::{self, Entry, EntryKind, EventKey, Name, What};
use crate::output::reference::{Reference, Seat};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use contract::{BadEvent, Body, Event, Why};
use std::borrow::Cow;

/// A terminal clock further ahead than this is wrong.
const AHEAD: TimeDelta = TimeDelta::hours(24);
/// A terminal clock further behind than this is wrong: no spool waits longer than a year.
const BEHIND: TimeDelta = TimeDelta::days(366);

/// How an event came in.
pub(super) struct Arrival {
    pub(super) key: EventKey,
    pub(super) received_at: DateTime<Utc>,
    pub(super) hash: i64,
}

/// Decides whether an understood event can be booked.
pub(super) async fn judge(
    reference: &mut Reference,
    tx: &mut Tx,
    seat: &Seat,
    key: EventKey,
    event: &Event,
    received_at: DateTime<Utc>,
) -> sqlx::Result<Judged> {
    let fields = event.body.fields();
    let mut judged =
        Judged { at: event.at, task: None, worker: None, of: None, what: None, misfit: None };
    judged.of = fields.of.map(|of| EventKey { seq: of.cast_signed(), ..key });
    let wrong = |mut judged: Judged, why, detail: String| {
        judged.misfit = Some((why, detail));
        Ok(judged)
    };
    if event.at - received_at > AHEAD {
        return wrong(judged, Why::ClockAhead, format!("{} is more than 24 hours ahead", event.at));
    }
    if received_at - event.at > BEHIND {
        return wrong(judged, Why::ClockBehind, format!("{} is more than a year ago", event.at));
    }
    if let Some(task) = fields.task {
        judged.task = reference.task(tx, task).await?;
        if judged.task.is_none() {
            judged.task = Some(task.into());
            return wrong(judged, Why::UnknownTask, format!("there is no task '{task}'"));
        }
    }
    if let Some(badge) = fields.badge {
        judged.worker = reference.worker(tx, badge).await?;
        if judged.worker.is_none() {
            return wrong(
                judged,
                Why::UnknownBadge,
                "there is no worker with this badge".to_owned(),
            );
        }
    }
    let day = reference.day(tx, &seat.site, event.at).await?;
    if reference.is_closed(tx, &seat.site, day).await? {
        return wrong(judged, Why::DayClosed, format!("{day} is closed"));
    }
    if let Some(of) = judged.of
        && let Some(place) = ledger::undoable(tx, of).await?
        && place.day != day
        && reference.is_closed(tx, &seat.site, place.day).await?
    {
        return wrong(
            judged,
            Why::DayClosed,
            format!("it takes back a count of {}, which is closed", place.day),
        );
    }
    let counts = fields.qty.is_some();
    if counts && judged.task.is_none() {
        let at = event.at.timestamp_micros();
        let plan = reference.plan(tx, seat, day).await?;
        if !plan.iter().any(|(from, _)| *from <= at) {
            let detail = format!("no task is named, and none was planned at {}", seat.station);
            return wrong(judged, Why::NoTask, detail);
        }
    }
    let count = |reject| What::Count {
        task: judged.task.clone(),
        qty: fields.qty.unwrap_or(0).into(),
        reject,
        corrected: false,
    };
    judged.what = Some(match &event.body {
        Body::Good { .. } => count(None),
        Body::Reject { reason, .. } => count(Some(*reason)),
        Body::Undo { of } => What::Undo { of: EventKey { seq: of.cast_signed(), ..key } },
        Body::SignOn { .. } => What::SignOn(judged.worker.clone().expect("checked above")),
        Body::SignOff { .. } => What::SignOff(judged.worker.clone().expect("checked above")),
        Body::Pause { reason } => What::Pause(*reason),
        Body::Resume => What::Resume,
        Body::Help => What::Help,
        Body::HelpDone => What::HelpDone,
    });
    Ok(judged)
}

/// A verdict on one event.
pub(super) struct Judged {
    /// When it happened, as far as that can be believed.
    pub(super) at: DateTime<Utc>,
    task: Option<Name>,
    worker: Option<Name>,
    of: Option<EventKey>,
    /// What it means for the tallies; nothing when it is not booked.
    pub(super) what: Option<What>,
    /// Why it is not booked, and in which detail.
    pub(super) misfit: Option<(Why, String)>,
}

impl Judged {
    /// An event that was not even understood; its own time is not to be trusted.
    pub(super) fn bad(bad: &BadEvent, received_at: DateTime<Utc>) -> Self {
        let misfit = Some((bad.why, bad.detail.clone()));
        Self { at: received_at, task: None, worker: None, of: None, what: None, misfit }
    }

    /// Its row of the ledger.
    pub(super) fn entry(
        &self,
        seat: &Seat,
        day: NaiveDate,
        arrival: &Arrival,
        event: Result<&Event, &BadEvent>,
    ) -> Entry {
        let understood = event.ok();
        let fields = understood.map(|event| event.body.fields()).unwrap_or_default();
        Entry {
            key: arrival.key,
            kind: match event {
                Ok(event) => EntryKind::Event(event.body.kind()),
                Err(bad) => bad_kind(bad),
            },
            station: seat.station.clone(),
            day,
            task: self.task.clone(),
            qty: fields.qty.map(i64::from),
            reason: fields.reason.map(Cow::Borrowed),
            worker: self.worker.clone(),
            of: self.of,
            at: self.at.timestamp_micros(),
            received_at: arrival.received_at.timestamp_micros(),
            why: self.misfit.as_ref().map(|(why, _)| *why),
            hash: arrival.hash,
            extra: understood.and_then(|event| event.extra.clone()),
        }
    }
}

/// What the sender called it, within bounds.
fn bad_kind(bad: &BadEvent) -> EntryKind {
    let kind: String = bad
        .kind
        .iter()
        .flat_map(|kind| kind.chars())
        .filter(|c| !c.is_control())
        .take(32)
        .collect();
    if kind.is_empty() { EntryKind::Unknown("unknown".into()) } else { EntryKind::of(kind) }
}
