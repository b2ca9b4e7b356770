//! Making a database hold the made-up company: its data, its terminals, and a past that went through the same ledger and
//! fold as what terminals report. What is there already stays, so a second start is quick and an interrupted one goes on.

use super::company::YEAR;
use super::floor::Seat;
use super::halls::TIME;
use super::{History, company_since, is_working_day};
use crate::access::grant::Scope;
use crate::access::{self, Role};
use crate::clock::Clock;
use crate::coaching::purpose::{Purpose, Switched, switch};
use crate::db::{Db, Subject, mark};
use crate::exchange::Company;
use crate::floor::board::day_and_part;
use crate::floor::lookup::site_time;
use crate::floor::places;
use crate::intake::batch::Batcher;
use crate::intake::delivery::{Content, Delivery};
use crate::intake::door::Replies;
use crate::lease::Leases;
use crate::output::store::last_day;
use crate::terminals::{self, forget_online};
use crate::trail::Decider;
use crate::virtual_terminal::Identity;
use anyhow::Context as _;
use bytes::Bytes;
use chrono::{Days, NaiveDate, TimeDelta};
use contract::{TerminalName, Up};
use std::collections::HashMap;
use std::sync::Arc;

/// The same seed makes the same company.
pub const SEED: u64 = 2_026;

/// Days in one transaction: every station's rows lie apart, so a day of its own would touch the same pages again and again.
const CHUNK: usize = 10;

/// The production day that goes on: after midnight that is still the day before, and what is planned is planned for it.
pub fn today(clock: &Clock) -> NaiveDate {
    TIME.day_of(clock.now())
}

/// Stores the company with a terminal at each station, or, when there is one, what is planned from today on. Gives the company.
pub async fn company_data(
    db: &Db,
    clock: &Clock,
    workers: usize,
    today: NaiveDate,
) -> anyhow::Result<Company> {
    company_data_since(db, clock, workers, (today, YEAR)).await
}

/// As [`company_data`], with so many working days behind it.
pub async fn company_data_since(
    db: &Db,
    clock: &Clock,
    workers: usize,
    (today, days): (NaiveDate, usize),
) -> anyhow::Result<Company> {
    // Who left before the company began to look has another letter.
    let there = crate::people::headcount(db, "w").await?;
    let there = usize::try_from(there).unwrap_or_default();
    let mut tx = db.begin().await?;
    let made = company_since(SEED, if there == 0 { workers } else { there }, today, days);
    if there == 0 {
        made.store(&mut tx).await.context("cannot store the made-up company")?;
        // In the made-up company the works council has agreed.
        let on = Switched {
            changed_at: clock.now(),
            is_on: true,
            changed_by: Decider::cli("demo").by().to_owned(),
        };
        switch(&mut tx, Purpose::IndividualTempo, &on).await?;
        for (station, terminal) in names(&made) {
            terminals::enrol(&mut tx, clock, &terminal, station).await?;
        }
    } else {
        let plan = Company { assignments: made.assignments.clone(), ..Company::default() };
        plan.store(&mut tx)
            .await
            .context("cannot store today's plan; is this another company's database?")?;
    }
    mark(&mut tx, Subject::Company).await?;
    tx.commit().await?;
    Ok(made)
}

/// Lets one made-up person a role sign in: a supervisor of two groups of a hall with more, a coach with her own caseload.
pub async fn people(db: &Db, clock: &Clock, company: &Company) -> sqlx::Result<()> {
    let everything = || vec![Scope::Everything];
    let groups = company.halls.first().map(|hall| {
        let own = company.groups.iter().filter(|group| group.hall == hall.id).take(2);
        own.map(|group| Scope::Group(group.id.clone())).collect::<Vec<_>>()
    });
    let caseload = company.coaches.first().map(|coach| Scope::Caseload(coach.id.clone()));
    let people = [
        (Role::Supervisor, groups.unwrap_or_default(), "Lies Leidekker"),
        (Role::JobCoach, caseload.into_iter().collect(), "Coen Coachman"),
        (Role::Sales, everything(), "Vera Verkoopstra"),
        (Role::Planner, everything(), "Pim Plannema"),
        (Role::Controller, everything(), "Cato Cijfermans"),
        (Role::Administrator, everything(), "Bas Beheerling"),
        (Role::PrivacyOfficer, everything(), "Fien Fluisterveld"),
    ]
    .map(|(role, scopes, name)| (role, scopes, name.to_owned()));
    let mut tx = db.begin().await?;
    access::demo::people(&mut tx, &people, clock.now()).await?;
    tx.commit().await
}

/// The working days before `today`, at most `days`, of which nothing happened yet: from where the tallies end.
pub async fn missing_days(
    db: &Db,
    (today, days): (NaiveDate, usize),
) -> sqlx::Result<Vec<NaiveDate>> {
    let last = last_day(db).await?;
    let before = std::iter::successors(today.checked_sub_days(Days::new(1)), NaiveDate::pred_opt);
    let mut past: Vec<NaiveDate> = before
        .filter(|day| is_working_day(*day))
        .take(days)
        .take_while(|day| last.is_none_or(|last| *day > last))
        .collect();
    past.reverse();
    Ok(past)
}

/// Lets these days happen. `progress` hears of them.
pub async fn history(
    db: &Db,
    clock: &Clock,
    leases: &Leases,
    company: &Company,
    past: &[NaiveDate],
    mut progress: impl FnMut(usize, usize, NaiveDate),
) -> anyhow::Result<()> {
    if past.is_empty() {
        return Ok(());
    }
    let numbers = terminal_numbers(db).await?;
    let story = History::new(company, SEED);
    let mut batcher = Batcher::default();
    for (chunk, days) in past.chunks(CHUNK).enumerate() {
        progress(chunk * CHUNK, past.len(), days[0]);
        let deliveries: Vec<Delivery> = days
            .iter()
            .flat_map(|day| story.day(*day))
            .filter_map(|day| delivery(&numbers, day))
            .collect();
        let mut tx = db.begin().await?;
        batcher
            .store(&mut tx, &deliveries, &|site| leases.fence(site), clock)
            .await
            .with_context(|| format!("cannot store {} and on of the made-up past", days[0]))?;
        tx.commit().await?;
    }
    // What they said in the past does not make them be there now.
    let sites = places::site_ids(db).await?;
    let mut tx = db.begin().await?;
    for site in sites {
        forget_online(&mut tx, &site).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// What a station's terminal sent on a day, as one message that came just after its last event.
fn delivery(
    numbers: &HashMap<String, (TerminalName, i64)>,
    day: super::StationDay,
) -> Option<Delivery> {
    let (terminal, no) = numbers.get(&day.station)?.clone();
    let last = day.events.last()?;
    let (received_at, next) = (last.at + TimeDelta::seconds(1), last.seq + 1);
    let hashes = day.events.iter().map(contract::Event::hash).collect();
    let up = Up { epoch: day.epoch, next, events: day.events.into_iter().map(Ok).collect() };
    Some(Delivery {
        terminal,
        no: Some(no),
        content: Content::Up(up, hashes),
        payload: Bytes::new(),
        received_at,
        packet: 0,
        replies: Arc::new(Nobody),
    })
}

/// Nobody waits for an answer about the past.
struct Nobody;

impl Replies for Nobody {
    fn stored(&self, _: u16) {}
    fn receipt(&self, _: &TerminalName, _: Bytes) {}
    fn lost(&self) {}
}

/// The terminal of each station, which is named like the station.
async fn terminal_numbers(db: &Db) -> anyhow::Result<HashMap<String, (TerminalName, i64)>> {
    Ok(terminals::list(db)
        .await?
        .into_iter()
        .filter_map(|found| {
            let terminal = TerminalName::new(&found.site_id, &found.name)?;
            (found.station_code.as_deref() == Some(&found.name))
                .then_some((found.name, (terminal, found.no)))
        })
        .collect())
}

fn names(company: &Company) -> impl Iterator<Item = (&str, TerminalName)> {
    let halls: HashMap<&str, &str> =
        company.halls.iter().map(|hall| (hall.id.as_str(), hall.site.as_str())).collect();
    let groups: HashMap<&str, &str> =
        company.groups.iter().map(|group| (group.id.as_str(), group.hall.as_str())).collect();
    company.stations.iter().filter_map(move |station| {
        let site = halls.get(groups.get(station.group.as_str())?)?;
        Some((station.code.as_str(), TerminalName::new(site, &station.code)?))
    })
}

/// The stations as the living floor plays them. Virtual terminals get new secrets at every start, so that none is kept
/// anywhere; a terminal that somebody revoked stays revoked.
pub async fn seats(db: &Db, clock: &Clock, company: &Company) -> anyhow::Result<Vec<Seat>> {
    let revoked = terminals::revoked(db).await?;
    let badges: HashMap<&str, &str> = company
        .workers
        .iter()
        .filter_map(|worker| Some((worker.id.as_str(), worker.badge.as_deref()?)))
        .collect();
    let packs: HashMap<&str, i64> =
        company.tasks.iter().map(|task| (task.id.as_str(), task.pack_size)).collect();
    let norms: HashMap<&str, i64> =
        company.norms.iter().map(|norm| (norm.task.as_str(), norm.per_hour)).collect();
    let mut tx = db.begin().await?;
    let mut times = HashMap::new();
    for site in &company.sites {
        times.insert(
            site.id.as_str(),
            day_and_part(&site_time(&mut tx, &site.id).await?, clock.now()),
        );
    }
    let mut seats = Vec::new();
    for (station, terminal) in names(company) {
        if revoked.contains(&terminal) {
            continue;
        }
        let (day, part) = times[terminal.site()];
        let lines = company
            .assignments
            .iter()
            .filter(|a| a.station == station && a.day == day && a.part == part);
        let (mut task, mut people) = (None, Vec::new());
        for line in lines {
            task = task.or(line.task.as_deref());
            people.extend(
                line.worker
                    .as_deref()
                    .and_then(|worker| badges.get(worker))
                    .map(|b| (*b).to_owned()),
            );
        }
        let secret = terminals::enrol(&mut tx, clock, &terminal, station).await?;
        let pack_size = task.and_then(|task| packs.get(task)).copied().unwrap_or(1);
        let per_hour = task.and_then(|task| norms.get(task)).copied().unwrap_or(60_000);
        seats.push(Seat {
            identity: Identity { name: terminal, secret: Some(secret) },
            badges: people,
            task: task.map(str::to_owned),
            pack_size: u32::try_from(pack_size).unwrap_or(1),
            #[expect(clippy::cast_precision_loss, reason = "a norm has far fewer than 52 bits")]
            per_hour: per_hour as f64 / 1_000.0,
        });
    }
    tx.commit().await?;
    Ok(seats)
}
