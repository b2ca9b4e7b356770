//! Keeps the figures that dashboards read in step with what they are made of: tallies, prices, invoices and costs.
//!
//! Whoever changes one of those marks it. A round reads marks and everything they touch at one moment, computes, and writes in
//! a transaction of its own what differs; a change that came in between keeps its mark. Only one round at a time can write,
//! also when two processes share the database.

use super::hours;
use super::line::{Made, Place, Worth, reckon};
use crate::db::{Db, Subject, Tx, Value, bound, mark_from, marked_in, row, slots};
use crate::floor::stations::{Groups, times};
use crate::orders::terms::{self, LineTerms};
use crate::output::hall_day::{self, first_of_month, monday, tallies_of_tasks};
use crate::output::help_hour;
use crate::output::store::Stored;
use crate::output::unreckoned;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// Changes of a round beside a running floor: what a few seconds bring, with some to spare.
pub const A_ROUND: i64 = 2_000;
/// Changes of a round when nothing else waits for the database.
pub const A_LONG_ROUND: i64 = 20_000;

/// What a round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// Changes that were taken into account.
    pub changes: usize,
    /// Rows that were written.
    pub rows: usize,
    /// True when it took all there were as it began. What came since waits for the next look: on a busy floor there is always
    /// some, and whoever waited for none would never rest.
    pub is_last: bool,
}

/// Takes every change there is into account, `at_a_time` of them.
pub async fn catch_up(db: &Db, at_a_time: i64) -> sqlx::Result<()> {
    while !round(db, at_a_time).await?.is_last {}
    Ok(())
}

/// Takes some changes into account.
pub async fn round(db: &Db, most: i64) -> sqlx::Result<Round> {
    let mut moment = db.reading().await?;
    let days = unreckoned::some(&mut moment, most).await?;
    let lines = terms::changed(&mut moment, most).await?;
    if days.is_empty() && lines.is_empty() {
        return Ok(Round { is_last: true, ..Round::default() });
    }
    let seen = marked_in(&mut moment, Subject::Figures).await?;
    let groups = Groups::load(&mut moment).await?;

    let mut calls: BTreeMap<hall_day::Place, help_hour::Hours> = BTreeMap::new();
    let times = times(&mut moment).await?;
    let touched: BTreeSet<(NaiveDate, &str)> =
        days.iter().filter_map(|c| Some((c.day, groups.of(&c.station)?))).collect();
    let mut stale: BTreeSet<String> = lines.iter().map(|change| change.line.clone()).collect();
    for (day, group) in &touched {
        if let Some(time) = times.get(*group) {
            let stations = groups.stations(group);
            let hours = help_hour::calls_of(&mut moment, stations, *day, time).await?;
            calls.insert((*day, (*group).to_owned()), hours);
        }
    }
    let moved = hours::moved(&mut moment, lines.iter().map(|change| change.line.as_str())).await?;
    let moved = moved.iter().map(|(day, group)| (*day, group.as_str()));
    let of = touched.iter().copied().chain(moved);
    let halls = hours::of_halls(&mut moment, &groups, of).await?;
    let tasks = halls.tasks.iter().map(String::as_str);
    stale.extend(terms::lines_of(&mut moment, tasks).await?);
    stale.extend(lines_on(&mut moment, touched.iter().map(|(day, _)| *day)).await?);

    let terms = terms::terms(&mut moment, stale.iter().map(String::as_str)).await?;
    let made = made(&mut moment, &terms, &groups).await?;
    let had = stored(&mut moment, stale.iter().map(String::as_str)).await?;
    drop(moment);

    let mut write: Vec<(String, Place, Row)> = Vec::new();
    let mut gone: Vec<(String, Place)> = Vec::new();
    let mut totals: Vec<(&str, &str, Total)> = Vec::new();
    for line in &stale {
        let nothing = BTreeMap::new();
        let made = made.get(line).unwrap_or(&nothing);
        let wanted: BTreeMap<Place, Row> = match terms.get(line) {
            Some(terms) => rows(terms, made),
            None => BTreeMap::new(),
        };
        let nothing = BTreeMap::new();
        let had = had.get(line).unwrap_or(&nothing);
        if let Some(terms) = terms.get(line) {
            totals.push((line, &terms.business_line, Total::of(&wanted)));
        }
        let places = had.keys().filter(|place| !wanted.contains_key(*place));
        gone.extend(places.map(|place| (line.clone(), place.clone())));
        let differing = wanted.into_iter().filter(|(place, row)| had.get(place) != Some(row));
        write.extend(differing.map(|(place, row)| (line.clone(), place, row)));
    }
    let is_full = |taken: usize| i64::try_from(taken).is_ok_and(|taken| taken >= most);
    let done = Round {
        changes: days.len() + lines.len(),
        rows: write.len() + gone.len() + halls.uses.len(),
        is_last: !is_full(days.len()) && !is_full(lines.len()),
    };

    let mut tx = db.begin().await?;
    if !mark_from(&mut tx, Subject::Figures, seen).await? {
        // Somebody else reckoned meanwhile; what they have not seen is still marked.
        return Ok(Round { is_last: false, ..done });
    }
    unreckoned::settle(&mut tx, &days).await?;
    terms::settle(&mut tx, &lines).await?;
    hall_day::write(&mut tx, &halls.uses).await?;
    hours::write(&mut tx, &halls.hours).await?;
    help_hour::write(&mut tx, &calls).await?;
    for (line, (day, group)) in &gone {
        tx.run(
            "delete from line_day where day = $1 and line_id = $2 and group_id = $3",
            &[day, line, group],
        )
        .await?;
    }
    store(&mut tx, &write).await?;
    store_totals(&mut tx, &totals).await?;
    tx.commit().await?;
    Ok(done)
}

/// What stands in a row besides its key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Row {
    worth: Worth,
    rejected: [i64; 2],
    net_seconds: i64,
    waiting_seconds: i64,
}

/// A line over all its days.
#[derive(Default)]
struct Total {
    group: String,
    first_day: Option<NaiveDate>,
    last_day: Option<NaiveDate>,
    worked_days: i64,
    net_seconds: i64,
    worth: Worth,
}

impl Total {
    fn of(rows: &BTreeMap<Place, Row>) -> Self {
        let mut total = Self::default();
        let mut by_group: BTreeMap<&str, i64> = BTreeMap::new();
        let mut worked: BTreeSet<NaiveDate> = BTreeSet::new();
        for ((day, group), row) in rows {
            if row.worth.step_pieces > 0 {
                total.first_day.get_or_insert(*day);
                total.last_day = Some(*day);
            }
            if row.worth.pieces > 0 {
                worked.insert(*day);
            }
            *by_group.entry(group).or_default() += row.worth.step_pieces;
            total.net_seconds += row.net_seconds;
            total.worth.pieces += row.worth.pieces;
            total.worth.produced += row.worth.produced;
            total.worth.invoiced += row.worth.invoiced;
            total.worth.cost += row.worth.cost;
        }
        total.worked_days = i64::try_from(worked.len()).unwrap_or(i64::MAX);
        let most =
            by_group.into_iter().max_by_key(|(group, pieces)| (*pieces, std::cmp::Reverse(*group)));
        total.group = most.map(|(group, _)| group.to_owned()).unwrap_or_default();
        total
    }
}

fn rows(terms: &LineTerms, made: &BTreeMap<Place, Made>) -> BTreeMap<Place, Row> {
    let row = |(place, worth): (Place, Worth)| {
        let made = made.get(&place).cloned().unwrap_or_default();
        let rejected = [made.rejected_material, made.rejected_other];
        let (net_seconds, waiting_seconds) = (made.net_seconds, made.waiting_seconds);
        (place, Row { worth, rejected, net_seconds, waiting_seconds })
    };
    reckon(terms, made).into_iter().map(row).collect()
}

/// What each group made of these lines on each day.
async fn made(
    tx: &mut Tx,
    terms: &BTreeMap<String, LineTerms>,
    groups: &Groups,
) -> sqlx::Result<BTreeMap<String, BTreeMap<Place, Made>>> {
    let lines: BTreeMap<&str, (&str, i64)> = terms
        .iter()
        .flat_map(|(line, terms)| {
            terms.steps.iter().map(move |(task, step)| (task.as_str(), (line.as_str(), *step)))
        })
        .collect();
    let mut made: BTreeMap<String, BTreeMap<Place, Made>> = BTreeMap::new();
    let tasks: Vec<&str> = lines.keys().copied().collect();
    for tally in tallies_of_tasks(tx, tasks).await? {
        let Some(((line, step), group)) =
            lines.get(tally.task.as_str()).zip(groups.of(&tally.station))
        else {
            continue;
        };
        let of_line = made.entry((*line).to_owned()).or_default();
        add(of_line.entry((tally.day, group.to_owned())).or_default(), *step, &tally);
    }
    Ok(made)
}

fn add(made: &mut Made, step: i64, tally: &Stored) {
    let [material, others @ ..] = tally.rejected();
    *made.good.entry(step).or_default() += tally.good;
    made.rejected_material += material;
    made.rejected_other += others.iter().sum::<i64>();
    made.net_seconds += tally.net_seconds;
    made.waiting_seconds += tally.waiting_seconds().iter().sum::<i64>();
}

/// The lines that have figures on these days: of one whose last tally went away nothing else tells.
async fn lines_on(
    tx: &mut Tx,
    days: impl IntoIterator<Item = NaiveDate>,
) -> sqlx::Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for day in BTreeSet::from_iter(days) {
        let rows: Vec<(String,)> =
            tx.all("select distinct line_id from line_day where day = $1", &[&day]).await?;
        found.extend(rows.into_iter().map(|(line,)| line));
    }
    Ok(found)
}

row! {
    struct Kept {
        day: NaiveDate,
        line_id: String,
        group_id: String,
        pieces: i64,
        step_pieces: i64,
        rejected_material: i64,
        rejected_other: i64,
        net_seconds: i64,
        waiting_seconds: i64,
        produced: i64,
        invoiced: i64,
        cost: i64,
    }
}

/// What is kept of these lines.
async fn stored<'a>(
    tx: &mut Tx,
    lines: impl IntoIterator<Item = &'a str>,
) -> sqlx::Result<BTreeMap<String, BTreeMap<Place, Row>>> {
    let mut found: BTreeMap<String, BTreeMap<Place, Row>> = BTreeMap::new();
    for some in slots(lines) {
        let rows: Vec<Kept> = tx
            .all(
                "select day, line_id, group_id, pieces, step_pieces, rejected_material, rejected_other, net_seconds,
                        waiting_seconds, produced, invoiced, cost
                   from line_day
                  where line_id in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
                &bound(&some),
            )
            .await?;
        for kept in rows {
            let row = Row {
                worth: Worth {
                    pieces: kept.pieces,
                    step_pieces: kept.step_pieces,
                    produced: kept.produced,
                    invoiced: kept.invoiced,
                    cost: kept.cost,
                },
                rejected: [kept.rejected_material, kept.rejected_other],
                net_seconds: kept.net_seconds,
                waiting_seconds: kept.waiting_seconds,
            };
            found.entry(kept.line_id).or_default().insert((kept.day, kept.group_id), row);
        }
    }
    Ok(found)
}

async fn store(tx: &mut Tx, rows: &[(String, Place, Row)]) -> sqlx::Result<()> {
    let dates: Vec<[NaiveDate; 2]> =
        rows.iter().map(|(_, (day, _), _)| [monday(*day), first_of_month(*day)]).collect();
    let rows: Vec<[&dyn Value; 14]> = rows
        .iter()
        .zip(&dates)
        .map(|((line, (day, group), row), [week, month])| {
            let row: [&dyn Value; 14] = [
                day,
                line,
                group,
                week,
                month,
                &row.worth.pieces,
                &row.worth.step_pieces,
                &row.rejected[0],
                &row.rejected[1],
                &row.net_seconds,
                &row.waiting_seconds,
                &row.worth.produced,
                &row.worth.invoiced,
                &row.worth.cost,
            ];
            row
        })
        .collect();
    tx.insert_many(
        "insert into line_day (day, line_id, group_id, week, month, pieces, step_pieces, rejected_material,
                               rejected_other, net_seconds, waiting_seconds, produced, invoiced, cost)",
        "on conflict (day, line_id, group_id) do update
         set pieces = excluded.pieces, step_pieces = excluded.step_pieces,
             rejected_material = excluded.rejected_material, rejected_other = excluded.rejected_other,
             net_seconds = excluded.net_seconds, waiting_seconds = excluded.waiting_seconds,
             produced = excluded.produced, invoiced = excluded.invoiced, cost = excluded.cost",
        &rows,
    )
    .await
}

async fn store_totals(tx: &mut Tx, totals: &[(&str, &str, Total)]) -> sqlx::Result<()> {
    let rows: Vec<[&dyn Value; 11]> = totals
        .iter()
        .map(|(line, business_line, total)| {
            let row: [&dyn Value; 11] = [
                line,
                &total.group,
                &total.first_day,
                &total.last_day,
                &total.worked_days,
                &total.worth.pieces,
                &total.net_seconds,
                &total.worth.produced,
                &total.worth.invoiced,
                &total.worth.cost,
                business_line,
            ];
            row
        })
        .collect();
    tx.insert_many(
        "insert into line_total (line_id, group_id, first_day, last_day, worked_days, pieces, net_seconds, produced,
                                 invoiced, cost, business_line)",
        "on conflict (line_id) do update
         set group_id = excluded.group_id, first_day = excluded.first_day, last_day = excluded.last_day,
             worked_days = excluded.worked_days, pieces = excluded.pieces, net_seconds = excluded.net_seconds,
             produced = excluded.produced, invoiced = excluded.invoiced, cost = excluded.cost,
             business_line = excluded.business_line",
        &rows,
    )
    .await
}
