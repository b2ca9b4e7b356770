//! How long what is kept, a term for each kind of data, and taking away what is older. What the ledger holds is not among
//! them: it is append-only, and decision 9 says what that means for persons.

use super::guard::Cleared;
pub use super::kind::Kind;
use crate::access::keeping;
use crate::clock::Clock;
use crate::coaching;
use crate::db::{Db, Tx};
use crate::floor;
use crate::output::snapshot;
use crate::people::{employment, leaving};
use crate::quarantine;
use crate::trail::{self, Action, Entry, Object};
use anyhow::ensure;
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;

/// Rows that go in one transaction: few enough that nobody waits long.
const BATCH: i64 = 500;

/// `[retention]` in werkvloer.toml: days; what is left out has the term that stands here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Terms {
    /// What terminals said that could not be booked, once it is decided: 13 months, as raw events with a person.
    pub quarantine_text: u32,
    /// Who sat where: 13 months, so that a year can be compared with the same days of the year before.
    pub plan: u32,
    /// Who coached whom, after it ended: 2 years, the shortest of the terms the Dutch data protection authority mentions.
    pub caseload: u32,
    /// Telephone number and e-mail address of who left, after the last contract: half a year, in which there is something to settle.
    pub contact_details: u32,
    /// The photo of who left, after the last contract: a month, as nobody has to know them by their face any more.
    pub photo: u32,
    /// Schemes, contracts and steps of the work ladder, after they ended: 7 years, as long as the books they explain, and longer
    /// than the five years of which municipalities' figures are made anew.
    pub employment: u32,
    /// Goals with what was measured, after they are over: 2 years, as who coached whom.
    pub goal: u32,
    /// Agreements, after they were kept or should have been: 2 years, as goals.
    pub agreement: u32,
    /// Days on which somebody spoke with a coach: 2 years, as goals.
    pub contact: u32,
    /// Sessions that are over: a day, as none lasts longer.
    pub session: u32,
    /// One-time links that were used or are too old: a month, to answer who asks why theirs does not work.
    pub one_time_link: u32,
    /// Browsers in which somebody signed in: 400 days, as long as browsers keep a cookie.
    pub known_browser: u32,
    /// Counters of failed sign-ins: a day, as none makes anybody wait for longer.
    pub sign_in_failure: u32,
    /// Forms that were acted on: a week, in which a browser may send one again.
    pub form_key: u32,
    /// What a station day was, beside its tallies: a month. It can be folded anew from the ledger, and names who was there.
    pub snapshot: u32,
    /// The trail: 5 years, as NEN 7513 has it for care; half a year at least (BIO2 8.18.02).
    pub trail: u32,
}

impl Default for Terms {
    fn default() -> Self {
        Self {
            quarantine_text: 396,
            plan: 396,
            caseload: 731,
            contact_details: 183,
            photo: 31,
            employment: 2_557,
            goal: 731,
            agreement: 731,
            contact: 731,
            session: 1,
            one_time_link: 31,
            known_browser: 400,
            sign_in_failure: 1,
            form_key: 7,
            snapshot: 31,
            trail: 1_827,
        }
    }
}

impl Terms {
    /// The term of a kind, in days.
    pub fn days(self, kind: Kind) -> u32 {
        match kind {
            Kind::QuarantineText => self.quarantine_text,
            Kind::Plan => self.plan,
            Kind::Caseload => self.caseload,
            // Without the last contract nobody knows any more since when somebody left.
            Kind::ContactDetails => self.contact_details.min(self.employment),
            Kind::Photo => self.photo.min(self.employment),
            Kind::Employment => self.employment,
            Kind::Goal => self.goal,
            Kind::Agreement => self.agreement,
            Kind::Contact => self.contact,
            Kind::Session => self.session,
            Kind::OneTimeLink => self.one_time_link,
            Kind::KnownBrowser => self.known_browser,
            Kind::SignInFailure => self.sign_in_failure,
            Kind::FormKey => self.form_key,
            Kind::Snapshot => self.snapshot,
            Kind::Trail => self.trail,
        }
    }

    /// Checks that no term is too short to work with, or longer than a calendar.
    pub fn checked(self) -> anyhow::Result<Self> {
        for kind in Kind::ALL {
            let (days, least) = (self.days(kind), kind.least());
            ensure!(
                (least..=36_525).contains(&days),
                "[retention] {} = {days}: give a number of days from {least} to 36525",
                kind.word()
            );
        }
        Ok(self)
    }

    /// What is of before this moment was kept long enough.
    pub(super) fn before(self, kind: Kind, now: DateTime<Utc>) -> DateTime<Utc> {
        now - TimeDelta::days(self.days(kind).into())
    }
}

/// How much of a kind was kept long enough.
pub async fn due(db: &Db, clock: &Clock, terms: Terms, kind: Kind) -> sqlx::Result<i64> {
    count(db, kind, terms.before(kind, clock.now())).await
}

/// How much of a kind is of before a moment, of all that is kept for a term.
pub(super) async fn count(db: &Db, kind: Kind, before: DateTime<Utc>) -> sqlx::Result<i64> {
    match kind {
        Kind::QuarantineText => quarantine::count_texts(db, before).await,
        Kind::Plan => floor::seated::count_before(db, before.date_naive()).await,
        Kind::Caseload => coaching::count_ended(db, before.date_naive()).await,
        Kind::ContactDetails => leaving::count_reachable(db, before.date_naive()).await,
        Kind::Photo => leaving::count_photos(db, before.date_naive()).await,
        Kind::Employment => employment::count_ended(db, before.date_naive()).await,
        Kind::Goal => coaching::count_goals(db, before.date_naive()).await,
        Kind::Agreement => coaching::count_agreements(db, before.date_naive()).await,
        Kind::Contact => coaching::count_contacts(db, before.date_naive()).await,
        Kind::Session => keeping::count_sessions(db, before).await,
        Kind::OneTimeLink => keeping::count_links(db, before).await,
        Kind::KnownBrowser => keeping::count_browsers(db, before).await,
        Kind::SignInFailure => keeping::count_failures(db, before).await,
        Kind::FormKey => keeping::count_form_keys(db, before).await,
        Kind::Snapshot => snapshot::count_before(db, before.date_naive()).await,
        Kind::Trail => trail::before(db, before).await,
    }
}

/// Ids of the workers who left so long ago that their contracts are gone too, and who are not erased.
pub async fn to_erase(db: &Db, clock: &Clock, terms: Terms) -> sqlx::Result<Vec<String>> {
    leaving::to_erase(db, terms.before(Kind::Employment, clock.now()).date_naive()).await
}

/// Takes away what was kept long enough, a batch a transaction, each with its line in the trail; gives how much.
pub async fn forget(
    db: &Db,
    Cleared { clock, terms }: &Cleared,
    kind: Kind,
    entry: &(dyn Fn(DateTime<Utc>, Action, Object) -> Entry + Sync),
) -> sqlx::Result<u64> {
    let before = terms.before(kind, clock.now());
    let mut gone = 0;
    loop {
        let mut tx = db.begin().await?;
        let some = batch(&mut tx, kind, before, clock, entry).await?;
        if some == 0 {
            return Ok(gone);
        }
        tx.commit().await?;
        gone += some;
    }
}

async fn batch(
    tx: &mut Tx,
    kind: Kind,
    before: DateTime<Utc>,
    clock: &Clock,
    entry: &(dyn Fn(DateTime<Utc>, Action, Object) -> Entry + Sync),
) -> sqlx::Result<u64> {
    let (object, gone) = match kind {
        Kind::Trail => {
            let line = |action, object| entry(clock.now(), action, object);
            let gone = trail::forget(tx, before, BATCH, line).await?;
            return Ok(gone.cast_unsigned());
        }
        Kind::QuarantineText => {
            (trail::Kind::Quarantine, quarantine::forget_texts(tx, before, BATCH).await?)
        }
        Kind::Plan => {
            let day = before.date_naive();
            (trail::Kind::Plan, floor::seated::forget_before(tx, day, BATCH).await?)
        }
        Kind::Caseload => {
            let day = before.date_naive();
            (trail::Kind::Caseload, coaching::forget_ended(tx, day, BATCH).await?)
        }
        Kind::ContactDetails => {
            let day = before.date_naive();
            (trail::Kind::Worker, leaving::forget_reachable(tx, day, BATCH).await?)
        }
        Kind::Photo => {
            let day = before.date_naive();
            (trail::Kind::Worker, leaving::forget_photos(tx, day, BATCH).await?)
        }
        Kind::Employment => {
            let day = before.date_naive();
            (trail::Kind::Worker, employment::forget_ended(tx, day, BATCH).await?)
        }
        Kind::Goal => {
            let day = before.date_naive();
            (trail::Kind::Coaching, coaching::forget_goals(tx, day, BATCH).await?)
        }
        Kind::Agreement => {
            let day = before.date_naive();
            (trail::Kind::Coaching, coaching::forget_agreements(tx, day, BATCH).await?)
        }
        Kind::Contact => {
            let day = before.date_naive();
            (trail::Kind::Coaching, coaching::forget_contacts(tx, day, BATCH).await?)
        }
        Kind::Session => (trail::Kind::Session, keeping::forget_sessions(tx, before, BATCH).await?),
        Kind::OneTimeLink => {
            (trail::Kind::Account, keeping::forget_links(tx, before, BATCH).await?)
        }
        Kind::KnownBrowser => {
            (trail::Kind::Session, keeping::forget_browsers(tx, before, BATCH).await?)
        }
        Kind::SignInFailure => {
            (trail::Kind::Session, keeping::forget_failures(tx, before, BATCH).await?)
        }
        Kind::FormKey => {
            (trail::Kind::Session, keeping::forget_form_keys(tx, before, BATCH).await?)
        }
        Kind::Snapshot => {
            let day = before.date_naive();
            (trail::Kind::Day, snapshot::forget_before(tx, day, BATCH).await?)
        }
    };
    if gone > 0 {
        let object = Object::new(object, kind.word());
        let note = format!("{gone} of before {}", before.date_naive());
        trail::write(tx, &entry(clock.now(), Action::Forget, object).noting(note)).await?;
    }
    Ok(gone)
}
