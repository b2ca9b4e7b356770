//! What a person decides about the past is one more event, never a changed one: here the booking of a quarantined event.

use super::office;
use super::quarantine::{DecideError, Decision, decide};
use crate::clock::Clock;
use crate::db::Db;
use crate::floor;
use chrono::{DateTime, Utc};
use contract::{Body, RejectReason};

/// What a person says a quarantined event was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Booking {
    /// The station's code.
    pub station: String,
    /// Good or rejected.
    pub kind: CountKind,
    /// The task's id.
    pub task: String,
    /// Pieces, 1 to [`contract::MAX_QTY`].
    pub qty: u32,
    /// When it was made.
    pub at: DateTime<Utc>,
    /// Why the person thinks so.
    pub reason: String,
}

/// What was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountKind {
    /// Good pieces.
    Good,
    /// Rejected pieces.
    Reject(RejectReason),
}

/// The event a booking became: of the site's office.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Booked {
    /// The office's epoch.
    pub epoch: i64,
    /// The event's number.
    pub seq: i64,
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

/// Books a quarantined event as a person says it was. The outcome and the new event are one transaction, so a form sent
/// twice books once.
pub async fn book(
    db: &Db,
    clock: &Clock,
    id: &str,
    by: &str,
    booking: Booking,
) -> Result<Booked, BookError> {
    let site = floor::board::site_of_station(db, &booking.station).await?;
    let site = site.ok_or(BookError::UnknownStation)?;
    let time = floor::board::time_of_site(db, &site).await?.ok_or(BookError::UnknownStation)?;
    let now = clock.now();
    let count = office::Count {
        site: &site,
        station: &booking.station,
        day: time.day_of(booking.at),
        at: booking.at,
        body: match booking.kind {
            CountKind::Good => Body::Good { task: Some(booking.task), qty: booking.qty },
            CountKind::Reject(reason) => {
                Body::Reject { task: Some(booking.task), qty: booking.qty, reason }
            }
        },
        quarantine: id,
        now,
    };
    let mut tx = db.begin().await?;
    let (epoch, seq) = office::append(&mut tx, &count).await?;
    let decision = Decision {
        outcome: "booked",
        booked: Some((epoch, seq)),
        by,
        reason: &booking.reason,
        at: now,
    };
    decide(&mut tx, id, &decision).await?;
    tx.commit().await?;
    Ok(Booked { epoch, seq })
}
