//! What intake knows of the company: a copy of just what events have named, thrown away when the company data change.
//!
//! Only what exists is kept. What is not found is asked again each time, so a task imported a moment ago is never
//! quarantined because of an old copy.

use crate::db::Tx;
use crate::floor::day::SiteTime;
use crate::floor::lookup;
use crate::floor::places::Attribution;
use crate::ledger::Name;
use crate::orders;
use crate::output::fold::Plan;
use crate::output::folder::Context;
use crate::output::terms;
use crate::people;
use crate::terminals;
use chrono::{DateTime, NaiveDate, Utc};
use contract::TerminalName;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Where a terminal stands.
#[derive(Clone, Debug)]
pub struct Seat {
    /// The site.
    pub site: Name,
    /// The station.
    pub station: Name,
    /// Whose its output is.
    pub attribution: Attribution,
}

/// What other transactions changed since the last look (and, at the first one, everything).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Company data or terminals.
    pub company: bool,
    /// What was decided about things in quarantine.
    pub decisions: bool,
}

/// The copy.
#[derive(Default)]
pub struct Reference {
    version: Option<i64>,
    decisions: Option<i64>,
    numbers: HashMap<TerminalName, i64>,
    seats: HashMap<i64, Arc<Seat>>,
    stations: HashMap<Name, Arc<Seat>>,
    sites: HashMap<Name, SiteTime>,
    days: HashMap<Name, (NaiveDate, DateTime<Utc>, DateTime<Utc>)>,
    tasks: HashSet<Name>,
    workers: HashMap<String, Name>,
    plans: HashMap<(Name, NaiveDate), Plan>,
    first_planned: HashMap<Name, Option<NaiveDate>>,
    open: HashSet<(Name, NaiveDate)>,
}

impl Reference {
    /// Throws the copy away when company data changed.
    pub async fn refresh(&mut self, tx: &mut Tx) -> sqlx::Result<Changed> {
        let (version, decisions) = tx
            .one(
                "select cast(sum(case when subject in ('company', 'terminals') then version else 0 end) as bigint),
                        cast(sum(case when subject = 'quarantine' then version else 0 end) as bigint)
                   from change_mark",
                &[],
            )
            .await?;
        let changed = Changed {
            company: self.version != Some(version),
            decisions: self.decisions.replace(decisions) != Some(decisions),
        };
        if changed.company {
            *self = Self { version: Some(version), decisions: self.decisions, ..Self::default() };
        } else if self.plans.len() > 20_000 {
            self.plans.clear();
            self.open.clear();
        }
        Ok(changed)
    }

    /// Where a terminal stands; `None` for one that is not enrolled at a station.
    pub async fn seat(&mut self, tx: &mut Tx, terminal: i64) -> sqlx::Result<Option<Arc<Seat>>> {
        if let Some(seat) = self.seats.get(&terminal) {
            return Ok(Some(seat.clone()));
        }
        let Some(code) = terminals::station_of(tx, terminal).await? else { return Ok(None) };
        let seat = self.station(tx, &code).await?;
        if let Some(seat) = &seat {
            self.seats.insert(terminal, seat.clone());
        }
        Ok(seat)
    }

    /// A station by its code.
    pub async fn station(&mut self, tx: &mut Tx, code: &str) -> sqlx::Result<Option<Arc<Seat>>> {
        if let Some(seat) = self.stations.get(code) {
            return Ok(Some(seat.clone()));
        }
        let Some(station) = lookup::station(tx, code).await? else { return Ok(None) };
        let seat = Seat {
            site: station.site_id.into(),
            station: code.into(),
            attribution: station.attribution,
        };
        let seat = Arc::new(seat);
        self.stations.insert(seat.station.clone(), seat.clone());
        Ok(Some(seat))
    }

    /// The number of an enrolled terminal.
    pub async fn number(
        &mut self,
        tx: &mut Tx,
        terminal: &TerminalName,
    ) -> sqlx::Result<Option<i64>> {
        if let Some(no) = self.numbers.get(terminal) {
            return Ok(Some(*no));
        }
        let Some(no) = terminals::enrolled_number(tx, terminal).await? else { return Ok(None) };
        self.numbers.insert(terminal.clone(), no);
        Ok(Some(no))
    }

    async fn site(&mut self, tx: &mut Tx, site: &Name) -> sqlx::Result<SiteTime> {
        if let Some(time) = self.sites.get(site) {
            return Ok(*time);
        }
        let time = lookup::site_time(tx, site).await?;
        self.sites.insert(site.clone(), time);
        Ok(time)
    }

    /// The site's production day of an instant.
    pub async fn day(
        &mut self,
        tx: &mut Tx,
        site: &Name,
        at: DateTime<Utc>,
    ) -> sqlx::Result<NaiveDate> {
        if let Some((day, start, end)) = self.days.get(site)
            && *start <= at
            && at < *end
        {
            return Ok(*day);
        }
        let time = self.site(tx, site).await?;
        let day = time.day_of(at);
        self.days.insert(
            site.clone(),
            (day, time.start_of(day), time.start_of(day + chrono::Days::new(1))),
        );
        Ok(day)
    }

    /// The task, when there is such a one.
    pub async fn task(&mut self, tx: &mut Tx, id: &str) -> sqlx::Result<Option<Name>> {
        if let Some(task) = self.tasks.get(id) {
            return Ok(Some(task.clone()));
        }
        if !orders::lookup::task_exists(tx, id).await? {
            return Ok(None);
        }
        let task: Name = id.into();
        self.tasks.insert(task.clone());
        Ok(Some(task))
    }

    /// Whose badge it is.
    pub async fn worker(&mut self, tx: &mut Tx, badge: &str) -> sqlx::Result<Option<Name>> {
        if let Some(worker) = self.workers.get(badge) {
            return Ok(Some(worker.clone()));
        }
        let Some(worker) = people::lookup::worker_of_badge(tx, badge).await? else {
            return Ok(None);
        };
        let worker: Name = worker.into();
        self.workers.insert(badge.to_owned(), worker.clone());
        Ok(Some(worker))
    }

    /// What is planned at a station on a day.
    pub async fn plan(&mut self, tx: &mut Tx, seat: &Seat, day: NaiveDate) -> sqlx::Result<&Plan> {
        let key = (seat.station.clone(), day);
        if !self.plans.contains_key(&key) {
            let time = self.site(tx, &seat.site).await?;
            let rows = match self.first_planned(tx, &seat.station).await? {
                Some(first) if first <= day => lookup::plan(tx, &seat.station, day).await?,
                _ => Vec::new(),
            };
            self.plans.insert(key.clone(), terms::plan(&time, day, rows));
        }
        Ok(&self.plans[&key])
    }

    async fn first_planned(
        &mut self,
        tx: &mut Tx,
        station: &Name,
    ) -> sqlx::Result<Option<NaiveDate>> {
        if let Some(first) = self.first_planned.get(station) {
            return Ok(*first);
        }
        let first = lookup::first_planned(tx, station).await?;
        self.first_planned.insert(station.clone(), first);
        Ok(first)
    }

    /// True when a site's day is closed. Who closes a day waits for the running batch, so the answer holds until commit.
    pub async fn is_closed(
        &mut self,
        tx: &mut Tx,
        site: &Name,
        day: NaiveDate,
    ) -> sqlx::Result<bool> {
        let key = (site.clone(), day);
        if self.open.contains(&key) {
            return Ok(false);
        }
        let closed = crate::output::close::is_closed(tx, site, day).await?;
        if !closed {
            self.open.insert(key);
        }
        Ok(closed)
    }
}

impl Context for Reference {
    async fn of(
        &mut self,
        tx: &mut Tx,
        station: &Name,
        day: NaiveDate,
    ) -> sqlx::Result<(Attribution, Plan)> {
        match self.station(tx, station).await? {
            Some(seat) => Ok((seat.attribution, self.plan(tx, &seat, day).await?.clone())),
            // A station that is no longer there keeps its history, attributed to nobody in particular.
            None => Ok((Attribution::Group, Plan::new())),
        }
    }

    async fn day_at(
        &mut self,
        tx: &mut Tx,
        station: &Name,
        at: DateTime<Utc>,
    ) -> sqlx::Result<NaiveDate> {
        match self.station(tx, station).await? {
            Some(seat) => self.day(tx, &seat.site, at).await,
            None => Ok(at.date_naive()),
        }
    }
}
