//! What the terminals of the made-up company sent on a day in the past: the same as live ones, only coarser.

use super::calendar::is_working_day;
use super::dice::Dice;
use super::growth;
use super::log::{Log, Member};
use super::people::{Person, places};
use super::work::{group_of, step_of};
use crate::exchange::Company;
use crate::floor::places::Attribution;
use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;
use contract::{Epoch, Event};
use std::collections::HashMap;

/// Of a thousand days those on which a hall does not need all of its stations.
const QUIET: i64 = 180;

/// What one station's terminal sent on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StationDay {
    /// Code of the station.
    pub station: String,
    /// The day's own epoch, in which `seq` counts from 1.
    pub epoch: Epoch,
    /// The events, in order.
    pub events: Vec<Event>,
}

/// What the terminals sent on `day`; nothing on a day without work. For many days, [`History`] prepares once.
pub fn day(company: &Company, seed: u64, day: NaiveDate) -> Vec<StationDay> {
    History::new(company, seed).day(day)
}

/// A made-up company, prepared for telling its past.
pub struct History<'a> {
    seed: u64,
    groups: Vec<Group<'a>>,
}

struct Group<'a> {
    hall: &'a str,
    zone: Tz,
    individual: usize,
    stations: Vec<&'a str>,
    members: Vec<Member<'a>>,
    /// By due date; each begins when the one before it is due.
    orders: Vec<Ordered<'a>>,
}

struct Ordered<'a> {
    due: NaiveDate,
    lines: Vec<Line<'a>>,
}

#[derive(Default)]
struct Line<'a> {
    id: &'a str,
    /// The share of the order's time it takes, in no particular unit.
    work: i64,
    /// By step: the task and its first norm.
    tasks: Vec<(&'a str, i64)>,
}

impl<'a> History<'a> {
    /// Prepares a company that [`super::company()`] made from the same seed.
    pub fn new(company: &'a Company, seed: u64) -> Self {
        let mut lines = lines(company);
        let mut groups: Vec<(&str, Group<'a>)> =
            company.groups.iter().map(|g| (g.id.as_str(), group(company, seed, &g.id))).collect();
        groups.sort_by_key(|(id, _)| *id);
        let count = groups.len();
        for order in &company.orders {
            let group = group_of(&order.id, count).and_then(|g| groups.get_mut(g));
            if let (Some((_, group)), Some(due)) = (group, order.due_date) {
                let mut lines = lines.remove(order.id.as_str()).unwrap_or_default();
                lines.sort_by_key(|l| l.id);
                group.orders.push(Ordered { due, lines });
            }
        }
        for (_, group) in &mut groups {
            group.orders.sort_by_key(|o| o.due);
        }
        Self { seed, groups: groups.into_iter().map(|(_, group)| group).collect() }
    }

    /// What the terminals sent on `day`; nothing on a day without work.
    pub fn day(&self, day: NaiveDate) -> Vec<StationDay> {
        if !is_working_day(day) {
            return Vec::new();
        }
        self.groups.iter().flat_map(|group| group.day(self.seed, day)).collect()
    }
}

/// The lines of each order.
fn lines(company: &Company) -> HashMap<&str, Vec<Line<'_>>> {
    let mut norms: HashMap<&str, (NaiveDate, i64)> = HashMap::new();
    for norm in &company.norms {
        let first = norms.entry(&norm.task).or_insert((norm.valid_from, norm.per_hour));
        if norm.valid_from < first.0 {
            *first = (norm.valid_from, norm.per_hour);
        }
    }
    let mut tasks: HashMap<&str, Vec<(i64, &str, i64)>> = HashMap::new();
    for task in &company.tasks {
        let norm = norms.get(task.id.as_str()).map_or(60_000, |(_, per_hour)| *per_hour);
        tasks.entry(&task.line).or_default().push((task.step, &task.id, norm));
    }
    let mut lines: HashMap<&str, Vec<Line<'_>>> = HashMap::new();
    for line in &company.order_lines {
        let mut tasks = tasks.remove(line.id.as_str()).unwrap_or_default();
        tasks.sort_unstable();
        let hours: i64 = tasks.iter().map(|(_, _, norm)| 1_000_000_000 / norm.max(&1)).sum();
        let tasks = tasks.into_iter().map(|(_, id, norm)| (id, norm)).collect();
        let work = line.quantity.saturating_mul(hours);
        lines.entry(&line.order).or_default().push(Line { id: &line.id, work, tasks });
    }
    lines
}

fn group<'a>(company: &'a Company, seed: u64, id: &str) -> Group<'a> {
    let mut stations: Vec<(bool, &str)> = company
        .stations
        .iter()
        .filter(|s| s.group == id)
        .map(|s| (s.attribution == Attribution::Group, s.code.as_str()))
        .collect();
    stations.sort_unstable();
    let hall = company.groups.iter().find(|g| g.id == id).map(|g| &g.hall);
    let site = company.halls.iter().find(|h| Some(&h.id) == hall).map(|h| &h.site);
    let zone = company.sites.iter().find(|s| Some(&s.id) == site).map(|s| s.time_zone.parse());
    let mut members: Vec<Member<'a>> = company
        .workers
        .iter()
        .filter(|w| w.group == id && w.active)
        .filter_map(|w| {
            let person = Person::of(seed, &w.id).with_story(growth::of(company, &w.id));
            Some(Member { id: &w.id, badge: w.badge.as_deref()?, person })
        })
        .collect();
    members.sort_by_key(|m| m.id);
    Group {
        hall: hall.map_or("", String::as_str),
        zone: zone.and_then(Result::ok).unwrap_or(chrono_tz::Europe::Amsterdam),
        individual: stations.iter().filter(|(group, _)| !group).count(),
        stations: stations.into_iter().map(|(_, code)| code).collect(),
        members,
        orders: Vec::new(),
    }
}

impl Group<'_> {
    /// What is made on a day: the lines of the order that is due next, each in its share of the time.
    fn line_on(&self, day: NaiveDate) -> Option<&Line<'_>> {
        let next = self.orders.partition_point(|o| o.due < day);
        let before = self.orders.get(next.checked_sub(1)?)?.due;
        let order = self.orders.get(next)?;
        let worked = |until: NaiveDate| {
            let days = before.iter_days().skip(1).take_while(|d| *d <= until);
            i64::try_from(days.filter(|d| is_working_day(*d)).count()).unwrap_or(0)
        };
        let (done, all) = (worked(day) * 2 - 1, worked(order.due).max(1) * 2);
        let total: i64 = order.lines.iter().map(|l| l.work).sum();
        let mut reached = 0;
        order.lines.iter().find(|line| {
            reached += line.work;
            i128::from(reached) * i128::from(all) >= i128::from(total) * i128::from(done)
        })
    }

    /// The places at which somebody works on a day. On some days a hall needs fewer: then people work at the tables they share
    /// with others. A group always has one station for somebody alone, so that each step of its work is done, and
    /// the stations that are somebody's `own`.
    fn open(&self, seed: u64, day: i32, own: &[Option<usize>]) -> Vec<usize> {
        let all = 0..self.stations.len();
        let mut quiet = Dice::about(seed, &["quiet", self.hall, &day.to_string()]);
        if !quiet.chance(QUIET) {
            return all.collect();
        }
        let unused = quiet.between(100, 400);
        let is_unused =
            |station| Dice::about(seed, &["unused", station, &day.to_string()]).chance(unused);
        let is_spare =
            |place: usize| (1..self.individual).contains(&place) && !own.contains(&Some(place));
        let mut open: Vec<usize> = all.collect();
        open.retain(|place| !is_spare(*place) || !is_unused(self.stations[*place]));
        open
    }

    fn day(&self, seed: u64, day: NaiveDate) -> Vec<StationDay> {
        let Some(line) = self.line_on(day) else { return Vec::new() };
        let number = day.num_days_from_ce();
        let there: Vec<&Member<'_>> =
            self.members.iter().filter(|m| m.person.is_present(seed, m.id, number)).collect();
        let week = usize::try_from(number / 7).unwrap_or(0);
        let shared = self.stations.len() - self.individual;
        let own: Vec<Option<usize>> =
            there.iter().map(|m| m.person.place(day, self.stations.len())).collect();
        let open = self.open(seed, number, &own);
        let alone = open.len() - shared;
        let own: Vec<Option<usize>> =
            own.into_iter().map(|own| open.iter().position(|place| Some(*place) == own)).collect();
        let places = places(&own, alone, shared, week * self.individual);
        let mut days = Vec::new();
        for (place, station) in self.stations.iter().enumerate() {
            let is_here = |p: &usize| open.get(*p) == Some(&place);
            let here: Vec<&Member<'_>> =
                there.iter().zip(&places).filter(|(_, p)| is_here(p)).map(|(m, _)| *m).collect();
            let step = step_of(place, self.individual, self.stations.len(), line.tasks.len());
            let (Some((task, norm)), false) = (line.tasks.get(step - 1), here.is_empty()) else {
                continue;
            };
            let mut dice = Dice::about(seed, &["station", station, &day.to_string()]);
            let epoch = Epoch(dice.bits());
            let log = Log::of(seed, (day, self.zone), &mut dice, &here, (task, *norm));
            days.push(StationDay { station: (*station).to_owned(), epoch, events: log.events() });
        }
        days
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::{company, working_day};
    use crate::orders::sales::OrderStatus;
    use contract::Body;
    use std::collections::HashSet;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
    }

    #[test]
    fn a_day_is_told_as_terminals_would() {
        let company = company(1, 1_000, today());
        let yesterday = working_day(today(), -1);
        let days = day(&company, 1, yesterday);
        assert_eq!(days, day(&company, 1, yesterday));
        let badges: HashSet<_> =
            company.workers.iter().filter_map(|w| w.badge.as_deref()).collect();
        let tasks: HashSet<_> = company.tasks.iter().map(|t| t.id.as_str()).collect();
        let mut signed_on = HashSet::new();
        for station in &days {
            for (seq, event) in (1..).zip(&station.events) {
                assert_eq!(event.seq, seq);
                assert_eq!(
                    event.at.with_timezone(&chrono_tz::Europe::Amsterdam).date_naive(),
                    yesterday
                );
                assert!(event.body.fields().badge.is_none_or(|b| badges.contains(b)));
                assert!(event.body.fields().task.is_none_or(|t| tasks.contains(t)));
                assert!(
                    event.body.fields().qty.is_none_or(|q| (1..=contract::MAX_QTY).contains(&q))
                );
                match &event.body {
                    Body::SignOn { badge } => assert!(signed_on.insert(badge.clone())),
                    Body::Undo { of } => {
                        let count = &station.events[usize::try_from(of - 1).unwrap()];
                        assert!(matches!(count.body, Body::Good { .. }));
                    }
                    _ => {}
                }
            }
            assert!(station.events.windows(2).all(|w| w[0].at <= w[1].at));
        }
        assert!((680..760).contains(&signed_on.len()), "{}", signed_on.len());
        let epochs: HashSet<_> = days.iter().map(|d| d.epoch).collect();
        assert_eq!(epochs.len(), days.len());
        for free in ["2026-11-22", "2026-05-14"] {
            assert_eq!(day(&company, 1, free.parse().unwrap()), []);
        }
    }

    #[test]
    fn a_hall_does_not_need_every_station_every_day() {
        let company = company(1, 1_000, today());
        let history = History::new(&company, 1);
        let groups: HashMap<&str, &str> =
            company.groups.iter().map(|g| (g.id.as_str(), g.hall.as_str())).collect();
        let halls: HashMap<&str, &str> =
            company.stations.iter().map(|s| (s.code.as_str(), groups[s.group.as_str()])).collect();
        let mut used: Vec<usize> = Vec::new();
        for offset in 1..=60 {
            let told = history.day(working_day(today(), -offset));
            let mut by_hall: HashMap<&str, usize> = HashMap::new();
            for day in &told {
                *by_hall.entry(halls[day.station.as_str()]).or_default() += 1;
            }
            used.extend(by_hall.into_values());
        }
        assert_eq!(used.len(), 60 * 6);
        let full = used.iter().filter(|used| **used >= 49).count();
        let quiet = used.iter().filter(|used| **used <= 46).count();
        assert!(full > 200 && (30..100).contains(&quiet), "{full} full and {quiet} quiet of 360");
        assert!(used.iter().all(|used| *used >= 30), "{used:?}");
    }

    #[test]
    fn a_year_makes_about_what_was_ordered() {
        let company = company(1, 1_000, today());
        let history = History::new(&company, 1);
        let mut made: HashMap<String, i64> = HashMap::new();
        let (mut events, mut busy) = (0, 0);
        for offset in 1..=250 {
            let told = history.day(working_day(today(), -offset));
            busy += told.len();
            for station in told {
                events += station.events.len();
                let mut counts: HashMap<u64, (String, i64)> = HashMap::new();
                for event in station.events {
                    match (event.body.fields().of, &event.body) {
                        (Some(of), _) => drop(counts.remove(&of)),
                        (_, Body::Good { task: Some(task), qty }) => {
                            counts.insert(event.seq, (task.clone(), i64::from(*qty)));
                        }
                        _ => {}
                    }
                }
                for (task, qty) in counts.into_values() {
                    *made.entry(task).or_default() += qty;
                }
            }
        }
        assert!(busy > 250 * 290, "{busy} station days");
        assert!((400_000..1_200_000).contains(&events), "{events} events");
        let closed: HashSet<_> = company
            .orders
            .iter()
            .filter(|o| {
                o.status == OrderStatus::Closed && o.due_date > Some(working_day(today(), -220))
            })
            .map(|o| o.id.as_str())
            .collect();
        let lines: HashMap<_, _> = company
            .order_lines
            .iter()
            .filter(|l| closed.contains(l.order.as_str()))
            .map(|l| (l.id.as_str(), l.quantity))
            .collect();
        let shares: Vec<i64> = company
            .tasks
            .iter()
            .filter_map(|t| {
                Some(made.get(&t.id).copied().unwrap_or(0) * 100 / lines.get(t.line.as_str())?)
            })
            .collect();
        let fitting = shares.iter().filter(|s| (60..=150).contains(*s)).count();
        let mean = shares.iter().sum::<i64>() / i64::try_from(shares.len()).unwrap();
        assert!(
            fitting * 100 > shares.len() * 85,
            "{fitting} of {} fit, mean {mean} %",
            shares.len()
        );
        assert!((85..=115).contains(&mean), "mean {mean} %");
    }
}
