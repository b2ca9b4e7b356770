//! Closing a production day: from then on only a person's correction changes its figures, so turnover can be repeated.

use crate::clock::Clock;
use crate::db::{Db, Subject, Tx, mark, row};
use crate::trail::{self, Action, Decider, Kind, Object};
use chrono::{DateTime, NaiveDate, Utc};

/// True when the day is closed.
pub async fn is_closed(tx: &mut Tx, site: &str, day: NaiveDate) -> sqlx::Result<bool> {
    let row: Option<(String,)> = tx
        .maybe("select closed_by from day_close where site_id = $1 and day = $2", &[&site, &day])
        .await?;
    Ok(row.is_some())
}

/// The first closed day of a site from a day on, up to and with `until` (for ever without it).
pub async fn first_closed(
    tx: &mut Tx,
    site: &str,
    from: NaiveDate,
    until: Option<NaiveDate>,
) -> sqlx::Result<Option<NaiveDate>> {
    let (first,) = tx
        .one(
            "select min(day) from day_close
              where site_id = $1 and day >= $2 and (cast($3 as date) is null or day <= $3)",
            &[&site, &from, &until],
        )
        .await?;
    Ok(first)
}

/// Every closed day of a site, ascending.
pub async fn closed_days(tx: &mut Tx, site: &str) -> sqlx::Result<Vec<NaiveDate>> {
    let rows: Vec<(NaiveDate,)> =
        tx.all("select day from day_close where site_id = $1 order by day", &[&site]).await?;
    Ok(rows.into_iter().map(|(day,)| day).collect())
}

/// Closes a day, with its line in the trail. False when it was closed already; it stays as it was, and there is no line.
pub async fn close(
    db: &Db,
    clock: &Clock,
    site: &str,
    day: NaiveDate,
    decider: &Decider,
) -> sqlx::Result<bool> {
    let mut tx = db.begin().await?;
    let is_closed = close_in(&mut tx, site, day, decider, clock.now()).await?;
    tx.commit().await?;
    Ok(is_closed)
}

/// The same as part of a transaction.
pub async fn close_in(
    tx: &mut Tx,
    site: &str,
    day: NaiveDate,
    decider: &Decider,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    // The same row every batch of this site writes: a batch that saw the day open commits before this goes on.
    crate::lease::wait_for_batch(tx, site).await?;
    let rows = tx
        .run(
            "insert into day_close (site_id, day, closed_by, closed_at) values ($1, $2, $3, $4)
             on conflict (site_id, day) do nothing",
            &[&site, &day, &decider.by(), &now],
        )
        .await?;
    if rows == 0 {
        return Ok(false);
    }
    mark(tx, Subject::Company).await?;
    let object = Object::new(Kind::Day, format!("{site}/{day}"));
    trail::write(tx, &decider.did(now, Action::CloseDay, object)).await?;
    Ok(true)
}

row! {
    /// A closed day.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Closed {
        /// The site.
        pub site_id: String,
        /// The production day.
        pub day: NaiveDate,
        /// Who closed it: an account's id, or what else [`crate::trail::Decider`] keeps.
        pub closed_by: String,
        /// When.
        pub closed_at: DateTime<Utc>,
    }
}

/// The latest closed days, newest first.
pub async fn latest(db: &Db) -> sqlx::Result<Vec<Closed>> {
    db.all(
        "select site_id, day, closed_by, closed_at from day_close order by day desc, site_id limit 100",
        &[],
    )
    .await
}

/// A site's day, if it is closed.
pub async fn of(db: &Db, site: &str, day: NaiveDate) -> sqlx::Result<Option<Closed>> {
    db.maybe(
        "select site_id, day, closed_by, closed_at from day_close where site_id = $1 and day = $2",
        &[&site, &day],
    )
    .await
}

/// The closed days of a site from a day on.
pub async fn since(db: &Db, site: &str, from: NaiveDate) -> sqlx::Result<Vec<Closed>> {
    db.all(
        "select site_id, day, closed_by, closed_at from day_close where site_id = $1 and day >= $2 order by day",
        &[&site, &from],
    )
    .await
}
