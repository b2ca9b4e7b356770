//! Keeps the figures in step: made anew on a new day and when the company's data changed. They hold what was known of the last
//! five years; older ones stay as they were.

use super::figures::{People, end_of, quarter_of};
use crate::clock::Clock;
use crate::db::{Db, Subject, Tx, Value, displaced, marked_in};
use crate::output::store::days_worked;
use crate::people::employment;
use chrono::{Datelike as _, Months, NaiveDate};
use chrono_tz::Europe::Amsterdam;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How old a figure may be after a change.
const LOOK: Duration = Duration::from_secs(30);
/// How many quarters before this one are made anew.
const QUARTERS: u32 = 20;
/// How many quarters' attendance is made anew each time; that of older ones stands once it is there.
const FRESH_QUARTERS: u32 = 1;

/// Keeps them in step until `stop`. What fails is told, and tried again at the next look.
pub async fn keep_in_step(db: Db, clock: Clock, stop: CancellationToken) {
    loop {
        if let Err(error) = reckon(&db, &clock).await
            // The desk says it, once.
            && displaced(&error).is_none()
        {
            tracing::warn!(%error, "the figures for municipalities are behind; trying again");
        }
        if tokio::time::timeout(LOOK, stop.cancelled()).await.is_ok() {
            return;
        }
    }
}

/// Makes them anew when the day is new or the company's data changed; false when they were right.
pub async fn reckon(db: &Db, clock: &Clock) -> sqlx::Result<bool> {
    let today = clock.now().with_timezone(&Amsterdam).date_naive();
    let mut moment = db.reading().await?;
    let version = marked_in(&mut moment, Subject::Company).await?;
    let (seen, day): (i64, Option<NaiveDate>) =
        moment.one("select company_version, day from owner_reckoned where one = 1", &[]).await?;
    if seen == version && day == Some(today) {
        return Ok(false);
    }
    let people = people(&mut moment).await?;
    let now = quarter_of(today);
    let quarters: Vec<NaiveDate> =
        (0..=QUARTERS).rev().map(|back| now - Months::new(3 * back)).collect();
    let first = quarters.first().copied().unwrap_or(now);
    let known: Vec<(NaiveDate,)> =
        moment.all("select distinct quarter from owner_attendance", &[]).await?;
    let known: BTreeSet<NaiveDate> = known.into_iter().map(|(quarter,)| quarter).collect();
    let yesterday = today.pred_opt().unwrap_or(today);
    let mut attendance: BTreeMap<(NaiveDate, String), Option<i64>> = BTreeMap::new();
    for quarter in &quarters {
        let is_fresh = *quarter >= now - Months::new(3 * FRESH_QUARTERS);
        if known.contains(quarter) && !is_fresh {
            continue;
        }
        let term = (*quarter, end_of(*quarter).min(yesterday));
        let present = days_worked(&mut moment, term).await?;
        if !present.is_empty() {
            let of = people.attendance(term, &present);
            attendance.extend(of.into_iter().map(|(home, rate)| ((*quarter, home), rate)));
        }
    }
    drop(moment);

    let mut tx = db.begin().await?;
    // Its lock lets one process write at a time.
    tx.run(
        "update owner_reckoned set company_version = $1, day = $2 where one = 1",
        &[&version, &today],
    )
    .await?;
    store_places(&mut tx, &people, (first, &quarters, today)).await?;
    store_movement(&mut tx, &people, (first, today)).await?;
    let rows: Vec<[&dyn Value; 3]> = attendance
        .iter()
        .map(|((quarter, home), rate)| [quarter as &dyn Value, home, rate])
        .collect();
    tx.insert_many(
        "insert into owner_attendance (quarter, municipality_id, present_permille)",
        "on conflict (quarter, municipality_id) do update set present_permille = excluded.present_permille",
        &rows,
    )
    .await?;
    tx.commit().await?;
    Ok(true)
}

async fn people(tx: &mut Tx) -> sqlx::Result<People> {
    Ok(People::new(
        employment::home_municipalities(tx).await?,
        employment::enrolments(tx).await?,
        employment::contracts(tx).await?,
        employment::placements(tx).await?,
        employment::targets(tx).await?,
    ))
}

async fn store_places(
    tx: &mut Tx,
    people: &People,
    (first, quarters, today): (NaiveDate, &[NaiveDate], NaiveDate),
) -> sqlx::Result<()> {
    tx.run("delete from owner_places where quarter >= $1", &[&first]).await?;
    for quarter in quarters {
        let figures = people.places(end_of(*quarter).min(today));
        let flat: Vec<_> = figures
            .iter()
            .map(|((home, scheme), part)| {
                let part = part.as_ref();
                let (count, minutes) = (part.map(|p| p.people), part.map(|p| p.week_minutes));
                (home, scheme, count, minutes, part.and_then(|p| p.places))
            })
            .collect();
        let rows: Vec<[&dyn Value; 6]> = flat
            .iter()
            .map(|(home, scheme, count, minutes, places)| {
                [quarter as &dyn Value, *home, *scheme, count, minutes, places]
            })
            .collect();
        tx.insert_many(
            "insert into owner_places (quarter, municipality_id, scheme, people, week_minutes, places)",
            "",
            &rows,
        )
        .await?;
    }
    Ok(())
}

async fn store_movement(
    tx: &mut Tx,
    people: &People,
    (first, today): (NaiveDate, NaiveDate),
) -> sqlx::Result<()> {
    for year in first.year() + 1..=today.year() {
        let date = |month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or(today);
        let (begin, end) = (date(1, 1), date(12, 31).min(today));
        tx.run("delete from owner_movement where year = $1", &[&begin]).await?;
        let figures = people.movement(end);
        let flat: Vec<_> = figures
            .iter()
            .map(|((home, (kind, reason)), part)| {
                (home, *kind, reason, part.as_ref().map(|part| part.people))
            })
            .collect();
        let rows: Vec<[&dyn Value; 5]> = flat
            .iter()
            .map(|(home, kind, reason, count)| [&begin as &dyn Value, *home, kind, *reason, count])
            .collect();
        tx.insert_many(
            "insert into owner_movement (year, municipality_id, kind, reason, people)",
            "",
            &rows,
        )
        .await?;
    }
    Ok(())
}
