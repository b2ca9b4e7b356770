//! The made-up company: the same for the same seed and number of workers, on any day; only its dates move along, and what
//! follows from how many days a month has.

use super::budgets::{self, Hoped};
use super::calendar::is_working_day;
use super::dice::Dice;
use super::halls::{fill, individual_stations};
use super::people::{Person, name, places};
use super::stories::Stories;
use super::words::{MUNICIPALITIES, THINGS, TRADE};
use super::work::{BACK, Crew, Past, Run, step_of};
use super::{employment, growth};
use crate::coaching::{Caseload, Coach};
use crate::exchange::Company;
use crate::floor::day::DayPart;
use crate::floor::plan::Assignment;
use crate::orders::sales::Client;
use chrono::{Days, NaiveDate};

const CLIENTS: usize = 250;
const OPEN_ORDERS: usize = 400;
const COACHES: usize = 25;
/// The plan reaches this many working days beyond today.
const PLANNED: i64 = 5;

/// Working days in a year.
pub(super) const YEAR: usize = 252;
/// Working days of which orders are older than the books at least.
const BEFORE_THE_BOOKS: i64 = 23;

/// Makes the company up, with a year behind it.
pub fn company(seed: u64, workers: usize, today: NaiveDate) -> Company {
    company_since(seed, workers, today, YEAR)
}

/// Makes the company up, with so many working days behind it.
pub fn company_since(seed: u64, workers: usize, today: NaiveDate, days: usize) -> Company {
    let books = i64::try_from(days).unwrap_or(i64::MAX - BEFORE_THE_BOOKS);
    let back = BACK.max(books + BEFORE_THE_BOOKS);
    let mut company = Company::default();
    fill(&mut company, seed, workers);
    add_clients(&mut company, seed);
    add_coaches(&mut company, seed, today);
    growth::add(&mut company, seed, today);
    let dates = Dates::around(today, back);
    let past = Past { back, books, date: |offset| dates.at(offset) };
    let (mut stories, mut hoped) = (Stories::new(), Hoped::default());
    let groups = company.groups.len();
    for group in 0..groups {
        let id = company.groups[group].id.clone();
        let stations = company.stations.iter().filter(|s| s.group == id).count();
        let crew = Crew {
            group,
            groups,
            members: company.workers.iter().filter(|w| w.group == id).count(),
            individual: individual_stations(group),
            stations,
            open: OPEN_ORDERS / groups + usize::from(group < OPEN_ORDERS % groups),
        };
        let runs = crew.fill(&mut company, seed, &past, &mut stories);
        hoped.add(&company.groups[group].hall, &runs, |offset| dates.at(offset));
        for offset in 0..=PLANNED {
            plan_day(&mut company, seed, (offset, dates.at(offset)), &crew, &runs);
        }
    }
    employment::add(&mut company, seed, today);
    let months = days.max(YEAR).div_ceil(21);
    budgets::add(&mut company, seed, today, u32::try_from(months).unwrap_or(u32::MAX), &hoped);
    company
}

/// The dates of working days, counted from today; 0 is today, whatever day that is.
struct Dates {
    past: Vec<NaiveDate>,
    today: NaiveDate,
    future: Vec<NaiveDate>,
}

impl Dates {
    /// With room for the longest order before what is `back`, and for when its norms were known.
    fn around(today: NaiveDate, back: i64) -> Self {
        let past = usize::try_from(back + 125).unwrap_or(usize::MAX);
        let back = std::iter::successors(today.pred_opt(), NaiveDate::pred_opt);
        let ahead = std::iter::successors(today.succ_opt(), NaiveDate::succ_opt);
        Self {
            past: back.filter(|d| is_working_day(*d)).take(past).collect(),
            today,
            future: ahead.filter(|d| is_working_day(*d)).take(450).collect(),
        }
    }

    fn at(&self, offset: i64) -> NaiveDate {
        let distance = usize::try_from(offset.unsigned_abs()).unwrap_or(0);
        let side = if offset < 0 { &self.past } else { &self.future };
        let day = distance.checked_sub(1).and_then(|i| side.get(i).or(side.last()));
        day.copied().unwrap_or(self.today)
    }
}

/// Most clients belong to one of the municipalities; the last ones are municipalities themselves.
fn add_clients(company: &mut Company, seed: u64) {
    let first_municipality = CLIENTS - MUNICIPALITIES.len();
    for number in 0..CLIENTS {
        let id = (10_001 + number).to_string();
        if let Some((municipality, name)) =
            number.checked_sub(first_municipality).and_then(|n| MUNICIPALITIES.get(n))
        {
            let municipality = Some((*municipality).to_owned());
            company.clients.push(Client { id, name: format!("Gemeente {name}"), municipality });
            continue;
        }
        let mut dice = Dice::about(seed, &["seat", &id]);
        let municipality = dice.chance(700).then(|| dice.pick(&MUNICIPALITIES).0.to_owned());
        let (thing, (second, trade)) =
            (THINGS[number % THINGS.len()], TRADE[number / THINGS.len() % TRADE.len()]);
        company.clients.push(Client {
            id,
            name: format!("{thing}{second} {trade} B.V."),
            municipality,
        });
    }
}

/// Coaches share the workers evenly; some have taken over from another.
fn add_coaches(company: &mut Company, seed: u64, today: NaiveDate) {
    for number in 1..=COACHES {
        let id = format!("c{number:02}");
        let name = name(&mut Dice::about(seed, &["coach", &id]));
        company.coaches.push(Coach { id, name });
    }
    for (number, worker) in company.workers.iter().enumerate() {
        let mut dice = Dice::about(seed, &["caseload", &worker.id]);
        let coach = &company.coaches[number * COACHES / company.workers.len()].id;
        let from = today - Days::new(dice.between(200, 1_500).unsigned_abs());
        let case = |coach: &str, from, until| Caseload {
            coach: coach.to_owned(),
            worker: worker.id.clone(),
            from,
            until,
        };
        company.caseloads.push(case(coach, from, None));
        let earlier = &dice.pick(&company.coaches).id;
        if dice.chance(60) && earlier != coach {
            company.caseloads.push(case(earlier, from - Days::new(400), from.pred_opt()));
        }
    }
}

/// Plans a day of one group: who is expected, where, and what is made there.
fn plan_day(
    company: &mut Company,
    seed: u64,
    (offset, day): (i64, NaiveDate),
    crew: &Crew,
    runs: &[Run],
) {
    let Some(run) = runs.iter().find(|r| (r.from..=r.to).contains(&offset)) else { return };
    let group = &company.groups[crew.group].id;
    // Chance by distance from today, not by date: the plan is the same on any day.
    let number = i32::try_from(offset).unwrap_or(0);
    let expected: Vec<(&str, Person)> = company
        .workers
        .iter()
        .filter(|w| w.group == *group)
        .map(|w| {
            let story = growth::of(company, &w.id);
            (w.id.as_str(), Person::of(seed, &w.id).with_story(story))
        })
        .filter(|(id, person)| person.is_present(seed, id, number))
        .collect();
    // A place by distance from today as well.
    let turn = NaiveDate::default() + Days::new(offset.unsigned_abs());
    let own: Vec<Option<usize>> =
        expected.iter().map(|(_, person)| person.place(turn, crew.stations)).collect();
    let places = places(&own, crew.individual, crew.stations - crew.individual, 0);
    let stations = company.stations.iter().filter(|s| s.group == *group).map(|s| &s.code);
    let mut lines = Vec::new();
    for (place, station) in stations.enumerate() {
        let step = step_of(place, crew.individual, crew.stations, run.tasks.len());
        let here = || expected.iter().zip(&places).filter(|(_, p)| **p == place).map(|(w, _)| w);
        for part in [DayPart::Morning, DayPart::Afternoon] {
            let line = |worker: Option<&str>| Assignment {
                day,
                part,
                station: station.clone(),
                task: run.tasks.get(step - 1).cloned(),
                worker: worker.map(str::to_owned),
            };
            let stays =
                |(_, person): &&(&str, Person)| part == DayPart::Morning || !person.half_days;
            let before = lines.len();
            lines.extend(here().filter(stays).map(|(worker, _)| line(Some(*worker))));
            if lines.len() == before {
                lines.push(line(None));
            }
        }
    }
    company.assignments.extend(lines);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::floor::places::Attribution;
    use crate::orders::sales::OrderStatus;
    use crate::orders::terms::Pricing;
    use std::collections::{BTreeSet, HashMap, HashSet};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn it_has_the_size_it_should_have() {
        let company = company(1, 1_000, day("2026-11-23"));
        let open = company.orders.iter().filter(|o| o.status == OrderStatus::Open).count();
        let alone =
            company.stations.iter().filter(|s| s.attribution == Attribution::Individual).count();
        assert_eq!(
            (company.municipalities.len(), company.sites.len(), company.halls.len()),
            (3, 3, 6)
        );
        assert_eq!((company.groups.len(), company.stations.len(), alone), (60, 300, 200));
        let here = company.workers.iter().filter(|worker| worker.active).count();
        assert_eq!((here, company.clients.len(), open), (1_000, 250, 400));
        assert_eq!(company.coaches.len(), 25);
        let by_piece = company.order_lines.iter().filter(|l| l.pricing == Pricing::Piece);
        let prices = by_piece.map(|l| l.unit_price);
        assert!(prices.clone().min() >= Some(100) && prices.max() <= Some(25_000));
        let expected: HashSet<_> = company
            .assignments
            .iter()
            .filter(|a| a.day == day("2026-11-23"))
            .filter_map(|a| a.worker.as_ref())
            .collect();
        assert!((680..760).contains(&expected.len()), "{}", expected.len());
        let days: BTreeSet<_> = company.assignments.iter().map(|a| a.day).collect();
        assert_eq!(
            days.into_iter().collect::<Vec<_>>(),
            [23, 24, 25, 26, 27, 30].map(|d| day(&format!("2026-11-{d}")))
        );
        let names: HashSet<_> = company.clients.iter().map(|c| &c.name).collect();
        assert_eq!(names.len(), 250, "clients can be told apart");
    }

    #[test]
    fn stations_and_groups_hold_who_belongs_there() {
        let company = company(1, 1_000, day("2026-11-23"));
        let group_of: HashMap<_, _> = company.workers.iter().map(|w| (&w.id, &w.group)).collect();
        let stations: HashMap<_, _> = company.stations.iter().map(|s| (&s.code, s)).collect();
        let mut alone = HashSet::new();
        for a in &company.assignments {
            let Some(worker) = &a.worker else { continue };
            assert_eq!(group_of[worker], &stations[&a.station].group);
            if stations[&a.station].attribution == Attribution::Individual {
                assert!(alone.insert((a.day, a.part, &a.station)), "two at {}", a.station);
            }
        }
    }

    #[test]
    fn only_dates_move_with_today() {
        let (monday, saturday) =
            (company(5, 200, day("2026-11-23")), company(5, 200, day("2027-05-01")));
        assert_eq!(monday, company(5, 200, day("2026-11-23")));
        assert_ne!(monday, company(6, 200, day("2026-11-23")));
        assert_ne!(monday.orders, saturday.orders);
        assert_eq!(dateless(monday), dateless(saturday));
    }

    fn dateless(mut company: Company) -> Company {
        let no_day = NaiveDate::default();
        for order in &mut company.orders {
            (order.due_date, order.closed) = (None, order.closed.map(|_| no_day));
        }
        company.line_prices.iter_mut().for_each(|p| p.valid_from = no_day);
        company.invoices.iter_mut().for_each(|i| i.day = no_day);
        company.costs.iter_mut().for_each(|c| c.day = no_day);
        for goal in &mut company.goals {
            (goal.from, goal.due, goal.closed) = (no_day, no_day, goal.closed.map(|_| no_day));
        }
        for enrolled in &mut company.enrolments {
            (enrolled.from, enrolled.until) = (no_day, enrolled.until.map(|_| no_day));
        }
        for contract in &mut company.contracts {
            (contract.from, contract.until) = (no_day, contract.until.map(|_| no_day));
        }
        for placement in &mut company.placements {
            (placement.from, placement.until) = (no_day, placement.until.map(|_| no_day));
        }
        company.targets.iter_mut().for_each(|target| target.year = 0);
        company.measurements.iter_mut().for_each(|m| m.day = no_day);
        for agreed in &mut company.agreements {
            (agreed.made, agreed.due, agreed.done) = (no_day, no_day, agreed.done.map(|_| no_day));
        }
        company.contacts.iter_mut().for_each(|c| c.day = no_day);
        company.norms.iter_mut().for_each(|n| n.valid_from = no_day);
        company.assignments.iter_mut().for_each(|a| a.day = no_day);
        // What a month is good for depends on how many days were worked in it.
        company.budgets.iter_mut().for_each(|b| (b.month, b.turnover) = (no_day, 0));
        for case in &mut company.caseloads {
            (case.from, case.until) = (no_day, case.until.map(|_| no_day));
        }
        company
    }
}
