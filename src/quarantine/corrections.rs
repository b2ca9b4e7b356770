//! What a person decides about the past is one more event, never a changed one: the booking of a quarantined event, and
//! the correction of a counted one.

use super::items::{self, DecideError, Decision, decide};
use super::office;
use crate::clock::Clock;
use crate::db::{Db, Tx, storable};
use crate::floor;
use crate::ledger::{self, Booked, EntryKind, EventKey};
use crate::orders::lookup::task_exists;
use crate::terminals::{self, OFFICE};
use crate::trail::{self, Action, Decider, Kind, Object};
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use contract::{Epoch, PauseReason, RejectReason, TerminalName};

/// What a person says a quarantined event was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Booking {
    /// The station's code.
    pub station: String,
    /// What happened there.
    pub what: Was,
    /// When.
    pub at: DateTime<Utc>,
    /// Why the person thinks so.
    pub reason: String,
    /// The terminal took it back; the person knows that, and it counts all the same.
    pub although_undone: bool,
}

/// What happened at a station.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Was {
    /// Pieces were made.
    Count {
        /// Good or rejected.
        kind: CountKind,
        /// The task's id.
        task: String,
        /// Pieces, 1 to [`contract::MAX_QTY`].
        qty: u32,
    },
    /// Somebody came or left.
    Presence {
        /// True for who came.
        is_on: bool,
        /// The worker's id.
        worker: String,
    },
    /// The work stood still from then on, for this reason.
    Pause(PauseReason),
    /// The work went on.
    Resume,
}

impl Was {
    fn kind(&self) -> contract::Kind {
        use contract::Kind;
        match self {
            Self::Count { kind: CountKind::Good, .. } => Kind::Good,
            Self::Count { kind: CountKind::Reject(_), .. } => Kind::Reject,
            Self::Presence { is_on: true, .. } => Kind::SignOn,
            Self::Presence { is_on: false, .. } => Kind::SignOff,
            Self::Pause(_) => Kind::Pause,
            Self::Resume => Kind::Resume,
        }
    }

    fn reason(&self) -> Option<&'static str> {
        match self {
            Self::Count { kind: CountKind::Reject(reason), .. } => Some(reason.word()),
            Self::Pause(reason) => Some(reason.word()),
            Self::Count { kind: CountKind::Good, .. } | Self::Presence { .. } | Self::Resume => {
                None
            }
        }
    }
}

/// What was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountKind {
    /// Good pieces.
    Good,
    /// Rejected pieces.
    Reject(RejectReason),
}

/// Why nothing was booked.
#[derive(Debug, thiserror::Error)]
pub enum BookError {
    /// No such item.
    #[error("there is no such item in quarantine")]
    NotFound,
    /// Somebody decided first.
    #[error("it is decided already")]
    AlreadyDecided,
    /// No such station.
    #[error("there is no such station")]
    UnknownStation,
    /// The database.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

impl From<DecideError> for BookError {
    fn from(error: DecideError) -> Self {
        match error {
            DecideError::NotFound => Self::NotFound,
            DecideError::AlreadyDecided => Self::AlreadyDecided,
            DecideError::Database(e) => Self::Database(e),
        }
    }
}

/// Books a quarantined event as a person says it was. The outcome, the new event and the line in the trail are one
/// transaction, so a form sent twice books once.
///
/// The new event names the one it stands for, so that an undo of that one takes the booking back, whether it comes in before
/// or after. It names none when the person knew of an undo, none at another site, where who folds does not hear of it, and
/// none when it is no count, which nobody undoes.
pub async fn book(
    db: &Db,
    clock: &Clock,
    id: &str,
    decider: &Decider,
    booking: Booking,
) -> Result<Booked, BookError> {
    let mut tx = db.begin().await?;
    let booked = book_in(&mut tx, id, decider, booking, clock.now()).await?;
    tx.commit().await?;
    Ok(booked)
}

/// The same as part of a transaction; after an error that must be dropped.
pub(super) async fn book_in(
    tx: &mut Tx,
    id: &str,
    decider: &Decider,
    booking: Booking,
    now: DateTime<Utc>,
) -> Result<Booked, BookError> {
    let station = floor::lookup::station(tx, &booking.station).await?;
    let site = station.ok_or(BookError::UnknownStation)?.site_id;
    let time = floor::lookup::site_time(tx, &site).await?;
    let of = if booking.although_undone || !matches!(booking.what, Was::Count { .. }) {
        None
    } else {
        items::waiting_as(tx, id, &site).await?
    };
    let (task, qty, worker) = match &booking.what {
        Was::Count { task, qty, .. } => (Some(task.clone()), Some(i64::from(*qty)), None),
        Was::Presence { worker, .. } => (None, None, Some(worker.clone())),
        Was::Pause(_) | Was::Resume => (None, None, None),
    };
    let saying = office::Saying {
        site: &site,
        station: &booking.station,
        day: time.day_of(booking.at),
        at: booking.at,
        kind: booking.what.kind().into(),
        reason: booking.what.reason().map(str::to_owned),
        task,
        qty,
        worker,
        of,
        extra: serde_json::json!({ "quarantine": id }),
        now,
    };
    let (epoch, seq) = office::append(tx, saying).await?;
    let decision = Decision {
        outcome: "booked",
        booked: Some((epoch, seq)),
        by: decider.by(),
        reason: &booking.reason,
        at: now,
    };
    decide(tx, id, &decision).await?;
    let line = decider.did(now, Action::Book, Object::new(Kind::Quarantine, id));
    let became = format!("{site}/{OFFICE}/{}/{seq}", Epoch(epoch.cast_unsigned()));
    trail::write(tx, &line.noting(became)).await?;
    Ok(Booked { epoch, seq })
}

/// What a person says a counted event really was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// Who sent it.
    pub terminal: TerminalName,
    /// In which epoch.
    pub epoch: Epoch,
    /// Its number.
    pub seq: u64,
    /// Pieces; 0 takes the count back.
    pub qty: u32,
    /// The task, when that was wrong too.
    pub task: Option<String>,
    /// Why.
    pub reason: String,
}

/// Why nothing was corrected.
#[derive(Debug, thiserror::Error)]
pub enum CorrectError {
    /// No such count.
    #[error(
        "the ledger holds no counted pieces of {0}, epoch {1}, seq {2}; 'werkvloer ledger export' shows what there is"
    )]
    NotFound(TerminalName, Epoch, u64),
    /// No such task.
    #[error("there is no task '{0}'")]
    UnknownTask(String),
    /// The database.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Corrects a count, also of a closed day, with its line in the trail. The last correction of a count holds; the count itself
/// stays in the ledger. What holds already, said again by the same person for the same reason, is booked once: a form can be
/// sent twice.
pub async fn correct(
    db: &Db,
    clock: &Clock,
    decider: &Decider,
    correction: Correction,
) -> Result<Booked, CorrectError> {
    let mut tx = db.begin().await?;
    let booked = correct_in(&mut tx, clock, decider, correction).await?;
    tx.commit().await?;
    Ok(booked)
}

/// The same as part of a transaction, so that the key of the form that asks for it is remembered with it. After an error the
/// transaction must be dropped.
pub async fn correct_in(
    tx: &mut Tx,
    clock: &Clock,
    decider: &Decider,
    correction: Correction,
) -> Result<Booked, CorrectError> {
    let Correction { terminal, epoch, seq, qty, task, reason } = correction;
    let not_found = || CorrectError::NotFound(terminal.clone(), epoch, seq);
    let no = terminals::number(tx, &terminal).await?.ok_or_else(not_found)?;
    let key = EventKey { terminal: no, epoch: epoch.0.cast_signed(), seq: seq.cast_signed() };
    let place = ledger::place(tx, key).await?.ok_or_else(not_found)?;
    if !place.kind.is_count() {
        return Err(not_found());
    }
    if let Some(task) = &task
        && !task_exists(tx, task).await?
    {
        return Err(CorrectError::UnknownTask(task.clone()));
    }
    let now = clock.now();
    let reason = storable(&reason);
    // Held before it is looked at: the same correction sent twice at once waits here, and then finds itself.
    terminals::hold_office(tx, terminal.site(), now).await?;
    let said = ledger::correction_of(tx, key).await?;
    if let Some(said) = said.filter(|said| {
        (said.qty, &said.task, &said.reason, said.by.as_str())
            == (qty.into(), &task, &reason, decider.by())
    }) {
        return Ok(said.booked);
    }
    let object = Object::new(Kind::Event, format!("{terminal}/{epoch}/{seq}"));
    let note = match &task {
        Some(task) => format!("qty {qty}, task {task}"),
        None => format!("qty {qty}"),
    };
    let saying = office::Saying {
        site: terminal.site(),
        station: &place.station,
        day: place.day,
        at: now,
        kind: EntryKind::Correct,
        task,
        qty: Some(qty.into()),
        reason: Some(reason),
        worker: None,
        of: Some(key),
        extra: serde_json::json!({ "by": decider.by() }),
        now,
    };
    let (epoch, seq) = office::append(tx, saying).await?;
    trail::write(tx, &decider.did(now, Action::Correct, object).noting(note)).await?;
    Ok(Booked { epoch, seq })
}

/// Somebody who came or left without a terminal knowing, or otherwise than it was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attendance {
    /// The site.
    pub site: String,
    /// The station's code.
    pub station: String,
    /// The production day of `at`.
    pub day: NaiveDate,
    /// Who and which: [`Was::Presence`].
    pub is_on: bool,
    /// The worker's id.
    pub worker: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Why a person says so.
    pub reason: String,
}

/// Books it, also of a closed day, with its line in the trail.
pub async fn attend(
    tx: &mut Tx,
    now: DateTime<Utc>,
    decider: &Decider,
    attendance: Attendance,
) -> sqlx::Result<()> {
    let Attendance { site, station, day, is_on, worker, at, reason } = attendance;
    let was = Was::Presence { is_on, worker: worker.clone() };
    let saying = office::Saying {
        site: &site,
        station: &station,
        day,
        at,
        kind: was.kind().into(),
        task: None,
        qty: None,
        reason: None,
        worker: Some(worker.clone()),
        of: None,
        extra: serde_json::json!({ "by": decider.by(), "because": storable(&reason) }),
        now,
    };
    let (epoch, seq) = office::append(tx, saying).await?;
    let event = format!("{site}/{OFFICE}/{}/{seq}", Epoch(epoch.cast_unsigned()));
    let line = decider.did(now, Action::Correct, Object::new(Kind::Worker, worker));
    trail::write(tx, &line.noting(event)).await
}

/// The time zone in which a person of a site reads and writes times.
pub async fn zone_of(db: &Db, site: &str) -> sqlx::Result<Tz> {
    let time = floor::board::time_of_site(db, site).await?;
    Ok(time.map_or(chrono_tz::Europe::Amsterdam, |time| time.zone))
}
