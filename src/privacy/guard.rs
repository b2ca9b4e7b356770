//! What goes by the clock goes for good, so the clock is not believed alone. A machine whose clock is years ahead (an empty
//! battery, a wrong server of the time) would take everybody's files away in one night. Two things give it away: nothing was
//! heard for long before that "now", and far more would go at once than ever does in a night.
//!
//! Nothing is forgotten without a [`Cleared`], and only [`clear`] makes one.

use super::retention::{Kind, Terms, count};
use crate::access::keeping;
use crate::clock::Clock;
use crate::db::Db;
use crate::output::latest_day;
use crate::quarantine;
use crate::trail;
use chrono::{DateTime, NaiveTime, TimeDelta, Utc};

/// How long nothing may have been heard before now: longer than any holiday closing, far shorter than most terms.
const PAUSE: TimeDelta = TimeDelta::days(62);
/// What was heard in the last week says nothing: a service that runs dates it by the same wrong clock.
const UNSURE: TimeDelta = TimeDelta::days(7);
/// So many rows of a kind may go whatever their share is.
const FEW: i64 = 100;
/// More than one in so many is too much for one run.
const SHARE: i64 = 4;

/// What somebody who looked allows.
#[derive(Clone, Copy, Debug, Default)]
pub struct Leave {
    /// Nothing was heard for long, and the clock is right.
    pub after_a_pause: bool,
    /// Much may go at once.
    pub many: bool,
}

/// That the clock was looked at; what is forgotten is forgotten by it.
#[derive(Clone, Debug)]
pub struct Cleared {
    pub(super) clock: Clock,
    pub(super) terms: Terms,
}

/// Why nothing may go.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The clock is far ahead of all that is known.
    #[error(
        "nothing was taken away: the machine's clock says {}, and the last that was heard more than a week before that is of {}, \
         {} days earlier. Look at the clock with 'date', and set it right; if it is right and nothing happened for so long, \
         say --even-after-a-pause", .now.date_naive(), .heard.date_naive(), (*.now - *.heard).num_days()
    )]
    Pause {
        /// By the machine's clock.
        now: DateTime<Utc>,
        /// The last thing heard before the last week.
        heard: DateTime<Utc>,
    },
    /// Much would go at once.
    #[error(
        "nothing was taken away: more than a quarter of what is kept for a term would go at once ({0}). Look at the clock with \
         'date', at the terms in werkvloer.toml, and with --dry-run at what would go; if all of it may go, say --even-if-many"
    )]
    Many(String),
    /// The database.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Whether so much may go by this clock. Looks, and changes nothing.
pub async fn clear(db: &Db, clock: &Clock, terms: Terms, leave: Leave) -> Result<Cleared, Refused> {
    let now = clock.now();
    if !leave.after_a_pause
        && let Some(heard) = pause_until(db, now).await?
    {
        return Err(Refused::Pause { now, heard });
    }
    let mut many = Vec::new();
    for kind in Kind::ALL.into_iter().filter(|kind| !leave.many && !kind.is_soon_over()) {
        let due = count(db, kind, terms.before(kind, now)).await?;
        let all = count(db, kind, far()).await?;
        if due > FEW && due > all / SHARE {
            many.push(format!("{}: {due} of {all}", kind.word()));
        }
    }
    if many.is_empty() {
        Ok(Cleared { clock: clock.clone(), terms })
    } else {
        Err(Refused::Many(many.join(", ")))
    }
}

/// When something was heard last before a pause that is longer than any the company has; `None` when there is no such pause.
pub async fn pause_until(db: &Db, now: DateTime<Utc>) -> sqlx::Result<Option<DateTime<Utc>>> {
    let heard = heard_until(db, now - UNSURE).await?;
    Ok(heard.filter(|heard| now - *heard > PAUSE))
}

/// When something was heard last, by the service's clock of that moment, if that is after now: the clock was set back, or it
/// was ahead then.
pub async fn heard_after(db: &Db, now: DateTime<Utc>) -> sqlx::Result<Option<DateTime<Utc>>> {
    // A production day ends after now.
    let heard = heard_until(db, far()).await?;
    Ok(heard.filter(|heard| *heard > now + TimeDelta::days(1)))
}

/// The last thing that was heard until a moment, of rooms that date what they hear by the service's clock and find it by an index.
async fn heard_until(db: &Db, moment: DateTime<Utc>) -> sqlx::Result<Option<DateTime<Utc>>> {
    let day = latest_day::latest_until(db, moment.date_naive()).await?;
    let all = [
        trail::latest_until(db, moment).await?,
        quarantine::latest_until(db, moment).await?,
        keeping::latest_until(db, moment).await?,
        day.map(|day| day.and_time(NaiveTime::MIN).and_utc()),
    ];
    Ok(all.into_iter().flatten().max())
}

/// After everything.
fn far() -> DateTime<Utc> {
    DateTime::from_timestamp(253_370_764_800, 0).expect("the first of January 9999")
}
