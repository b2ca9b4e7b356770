//! Made-up work: what a group makes one order after the other, sized so that it takes the days it is given.
//!
//! The number of an order tells its group (the rest after division by the number of groups), and orders of a group follow
//! each other without a gap, each done on its due date: so a day of history can be told from the company alone.

use super::agreed::{self, Agreed};
use super::dice::Dice;
use super::people::{PACE, PRESENT};
use super::stories::Stories;
use super::words::{TRADES, VARIANTS};
use crate::exchange::Company;
use crate::orders::sales::{Order, OrderLine, OrderStatus};
use crate::orders::tasks::{Norm, NormBasis, Task};
use crate::orders::terms::Pricing;
use chrono::{Days, NaiveDate};

/// The first order number; a multiple of the number of groups.
const FIRST_NUMBER: i64 = 12_000;
/// How far back orders go at least, in working days: more than a year.
pub(super) const BACK: i64 = 275;
/// The turn that runs today.
pub(super) const TODAY: i64 = 100;
/// Where the numbers of the earlier series begin, in numbers of groups.
const EARLIER_SERIES: i64 = 15_000;
/// Tenths of an hour that somebody works on an average day, half days and waiting included.
const HOURS: i64 = 72;
/// What an hour at the norm earns, in ten-thousandths of a euro.
const HOUR_EARNS: i64 = 180_000;

/// The group that makes an order, as its place among the groups in order of id.
pub(super) fn group_of(order: &str, groups: usize) -> Option<usize> {
    order.parse::<usize>().ok().map(|number| number % groups.max(1))
}

/// Which step a station does: the individual stations stand first in a group and in the order of work.
pub(super) fn step_of(station: usize, individual: usize, stations: usize, steps: usize) -> usize {
    let alone = station < individual;
    match steps {
        0 | 1 => 1,
        2 if alone => 1,
        2 => 2,
        // One shared station takes the last step, and the individual ones share the first two.
        _ if stations - individual == 1 && !alone => 3,
        _ if stations - individual == 1 => 1 + usize::from(station >= individual / 2),
        _ if alone => 1,
        _ => 2 + usize::from(station + 1 == stations),
    }
}

/// A group as its work sees it.
pub(super) struct Crew {
    /// Its place among the groups.
    pub(super) group: usize,
    /// How many groups there are.
    pub(super) groups: usize,
    /// Workers that belong to it.
    pub(super) members: usize,
    /// Its individual stations.
    pub(super) individual: usize,
    /// All its stations.
    pub(super) stations: usize,
    /// Orders that are not done yet.
    pub(super) open: usize,
}

/// What is made from one day up to and with another, both as working days from today; by step.
pub(super) struct Run {
    pub(super) from: i64,
    pub(super) to: i64,
    pub(super) tasks: Vec<String>,
    /// What it should bring in, in ten-thousandths of a euro.
    pub(super) value: i64,
}

/// Of a thousand orders of a group so many are of the client that lets it make the same articles again and again, and how many
/// articles that are.
const REGULAR: i64 = 850;
const ARTICLES: i64 = 2;

/// What a line is made of: its articles, the client whose they are, and the order it belongs to.
struct Making<'a, D: Fn(i64) -> NaiveDate> {
    articles: &'a [&'a str],
    client: &'a str,
    /// Whose articles they are again and again.
    regular: Option<&'a str>,
    past: &'a Past<D>,
    seed: u64,
    steps: &'a [(&'a str, &'a str)],
    order: &'a str,
    line: &'a str,
    days: i64,
    known_from: NaiveDate,
}

/// How far back a made-up company goes, and what its dates are.
pub(super) struct Past<D: Fn(i64) -> NaiveDate> {
    /// Orders go back to this many working days before today.
    pub(super) back: i64,
    /// Working days of which the books tell what was invoiced and bought.
    pub(super) books: i64,
    /// The date of a working day from today.
    pub(super) date: D,
}

impl Crew {
    /// People at work on the average day, in thousandths, by step.
    fn people(&self, steps: usize) -> Vec<i64> {
        let count = |n: usize| i64::try_from(n).unwrap_or(0);
        let there = count(self.members) * PRESENT;
        let alone = there.min(count(self.individual) * 1_000);
        let at = |station: usize| {
            if station < self.individual {
                alone / count(self.individual).max(1)
            } else {
                (there - alone) / count(self.stations - self.individual).max(1)
            }
        };
        (1..=steps)
            .map(|step| {
                let here = (0..self.stations)
                    .filter(|s| step_of(*s, self.individual, self.stations, steps) == step);
                // Somebody comes by, even where nobody belongs.
                here.map(at).sum::<i64>().max(200)
            })
            .collect()
    }

    fn number(&self, turn: i64) -> i64 {
        let groups = i64::try_from(self.groups).unwrap_or(1);
        let number = FIRST_NUMBER + turn * groups + i64::try_from(self.group).unwrap_or(0);
        // Before them there was another series.
        if number < groups { number + EARLIER_SERIES * groups } else { number }
    }

    /// Adds this group's orders to the company.
    pub(super) fn fill<D: Fn(i64) -> NaiveDate>(
        &self,
        company: &mut Company,
        seed: u64,
        past: &Past<D>,
        stories: &mut Stories,
    ) -> Vec<Run> {
        let lengths = |turn: i64| {
            let mut dice = Dice::about(seed, &["order", &self.number(turn).to_string()]);
            // The first group makes one thing for months, so that people can be seen to grow at it.
            if self.group == 0 {
                return vec![dice.between(55, 65)];
            }
            (0..dice.between(1, 3)).map(|_| dice.between(2, 6)).collect::<Vec<_>>()
        };
        let length = |turn: i64| lengths(turn).iter().sum::<i64>();
        let mut turn = TODAY;
        let mut start = -Dice::about(seed, &["begun", &self.number(turn).to_string()])
            .between(1, length(turn) - 1);
        let story = stories.of(self.group, self.groups, (start, start + length(turn)));
        while start > -past.back {
            turn -= 1;
            start -= length(turn);
        }
        // An order that should have been done long ago is open in the place of the last one.
        let is_late = story.is_some_and(|story| story.turn() < TODAY);
        let last = TODAY - 1 + i64::try_from(self.open).unwrap_or(0) - i64::from(is_late);
        let mut runs = Vec::new();
        for turn in turn..=last {
            let (first_line, first_run) = (company.order_lines.len(), runs.len());
            let begun = (start, lengths(turn));
            start = self.add_order(company, seed, turn, (begun.0, &begun.1), past, &mut runs);
            let story = story.filter(|story| story.turn() == turn);
            if let Some(story) = story {
                story.tell(company, first_line);
            }
            let agreed = Agreed { first_line, begun, is_open: turn >= TODAY || story.is_some() };
            let values = agreed::settle(company, seed, &agreed, past);
            for (run, value) in runs[first_run..].iter_mut().zip(values) {
                run.value = value;
            }
        }
        runs
    }

    /// Adds an order that begins on a working day and whose lines take so many days; gives the day after it.
    fn add_order<D: Fn(i64) -> NaiveDate>(
        &self,
        company: &mut Company,
        seed: u64,
        turn: i64,
        (start, lengths): (i64, &[i64]),
        past: &Past<D>,
        runs: &mut Vec<Run>,
    ) -> i64 {
        let id = self.number(turn).to_string();
        let mut dice = Dice::about(seed, &["work", &id]);
        let trade = &TRADES[self.group * TRADES.len() / self.groups.max(1)];
        // The first group makes one thing only, so that there is a long past to look back on.
        let is_regular = dice.chance(REGULAR) || self.group == 0;
        let regular = is_regular.then(|| self.group.to_string());
        let picked = match &regular {
            Some(regular) => Dice::about(seed, &["regular", regular]).pick(&company.clients),
            None => dice.pick(&company.clients),
        };
        let (whose, picked) = (regular.as_deref().unwrap_or(&id), picked.id.clone());
        let (client, business_line, articles) =
            agreed::client(company, seed, (whose, picked), trade);
        let mut from = start;
        let mut names = Vec::new();
        for (line, days) in (1..).zip(lengths) {
            let line = format!("{id}-{line}");
            let making = Making {
                articles,
                client: &client,
                regular: regular.as_deref(),
                past,
                seed,
                steps: &trade.steps,
                order: &id,
                line: &line,
                days: *days,
                known_from: (past.date)(start - 15) - Days::new(7),
            };
            let tasks = self.add_line(company, &mut dice, &making);
            names.extend(company.order_lines.last().map(|l| l.name.clone()));
            runs.push(Run { from, to: from + days - 1, tasks, value: 0 });
            from += days;
        }
        let status = if turn < TODAY { OrderStatus::Closed } else { OrderStatus::Open };
        let more = if names.len() > 1 { " en meer" } else { "" };
        let name = format!("{}{more}", names.first().map_or("", String::as_str));
        company.orders.push(Order {
            id,
            client,
            name,
            due_date: Some((past.date)(from - 1)),
            status,
            business_line,
            closed: None,
        });
        from
    }

    /// Adds a line that takes the group so many days; gives its tasks by step.
    fn add_line<D: Fn(i64) -> NaiveDate>(
        &self,
        company: &mut Company,
        dice: &mut Dice,
        making: &Making<'_, D>,
    ) -> Vec<String> {
        let name = match making.regular {
            Some(regular) => {
                let articles = if self.group == 0 { 1 } else { ARTICLES };
                let article = dice.between(1, articles).to_string();
                article_of(&mut Dice::about(making.seed, &["article", regular, &article]), making)
            }
            None => article_of(dice, making),
        };
        // The same article for the same client is made in the same way each time.
        let mut way =
            Dice::about(making.seed, &["way", &self.group.to_string(), making.client, &name]);
        let steps = *way.pick(&[1, 1, 2, 2, 2, 3, 3]);
        let people = self.people(steps);
        let most = people.iter().copied().max().unwrap_or(1_000);
        // The step with most hands is the slowest, so that all steps keep up with each other.
        let slowest = *way.pick(&[24, 30, 36, 45, 60, 75, 90, 120, 150, 180, 240, 360]);
        let norms: Vec<i64> = people.iter().map(|p| two_digits(slowest * most / p)).collect();
        let quantity =
            two_digits(slowest * most / 1_000 * HOURS * making.days * PACE / 10_000).max(10);
        let earns = norms.iter().map(|n| HOUR_EARNS / n).sum::<i64>() * dice.between(85, 120) / 100;
        let unit_price = (earns / 25 * 25).clamp(100, 25_000);
        let pack_size = *way.pick(match norms.iter().max() {
            Some(..40) => &[1, 5, 10],
            Some(..150) => &[10, 12, 20],
            _ => &[25, 50, 100],
        });
        company.order_lines.push(OrderLine {
            id: making.line.to_owned(),
            order: making.order.to_owned(),
            name: name.clone(),
            quantity,
            unit_price,
            pricing: Pricing::Piece,
            planned_seconds: Some(planned_seconds(quantity, &norms)),
        });
        // One step is the one in the middle, where the work is.
        let skipped = usize::from(steps == 1);
        let mut ids = Vec::new();
        for (step, (norm, (what, pictogram))) in
            (1..).zip(norms.iter().zip(&making.steps[skipped..]))
        {
            let id = format!("t{}-{step}", making.line);
            company.tasks.push(Task {
                id: id.clone(),
                line: making.line.to_owned(),
                step,
                name: format!("{name}: {}", what.to_lowercase()),
                pack_size,
                pictogram: Some((*pictogram).to_owned()),
            });
            add_norms(company, &mut way, &id, *norm * 1_000, making);
            ids.push(id);
        }
        ids
    }
}

/// The work of so many pieces through steps with these norms, in seconds of people at the common pace.
fn planned_seconds(quantity: i64, norms: &[i64]) -> i64 {
    norms.iter().map(|norm| quantity * 3_600 * 1_000 / (norm * PACE)).sum()
}

fn article_of<D: Fn(i64) -> NaiveDate>(dice: &mut Dice, making: &Making<'_, D>) -> String {
    format!("{} {}", dice.pick(making.articles), dice.pick(&VARIANTS))
}

/// A norm, the same for the same work in each order; and in one case of six a better one from some day of the last year on.
fn add_norms<D: Fn(i64) -> NaiveDate>(
    company: &mut Company,
    way: &mut Dice,
    task: &str,
    per_hour: i64,
    making: &Making<'_, D>,
) {
    let basis = *way.pick(&[
        NormBasis::TimeStudy,
        NormBasis::Predetermined,
        NormBasis::Historical,
        NormBasis::Sample,
        NormBasis::Sample,
        NormBasis::Estimate,
    ]);
    let better = way.chance(170).then(|| (making.past.date)(-way.between(20, 230)));
    let share = way.between(92, 108);
    let task = || task.to_owned();
    let known = better.map_or(making.known_from, |day| making.known_from.min(day - Days::new(30)));
    company.norms.push(Norm { task: task(), valid_from: known, per_hour, basis });
    if let Some(valid_from) = better {
        let (per_hour, basis) = (per_hour * share / 100, NormBasis::TimeStudy);
        company.norms.push(Norm { task: task(), valid_from, per_hour, basis });
    }
}

/// Rounds to two digits and zeros, as people do who name a quantity.
fn two_digits(number: i64) -> i64 {
    let mut unit = 1;
    while number / unit >= 100 {
        unit *= 10;
    }
    ((number + unit / 2) / unit * unit).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_has_a_station() {
        for (individual, stations) in [(4, 5), (3, 5)] {
            for steps in 1..=3 {
                let done: std::collections::BTreeSet<usize> =
                    (0..stations).map(|s| step_of(s, individual, stations, steps)).collect();
                assert_eq!(
                    done,
                    (1..=steps).collect(),
                    "{individual} of {stations}, {steps} steps"
                );
            }
        }
    }

    #[test]
    fn quantities_are_round() {
        assert_eq!([7, 99, 101, 1_249, 18_500].map(two_digits), [7, 99, 100, 1_200, 19_000]);
    }
}
