//! Made-up schemes, contracts and steps of the work ladder, with some who came, went on and left in the last two years.

use super::dice::Dice;
use super::words::MUNICIPALITIES;
use crate::exchange::Company;
use crate::people::Worker;
use crate::people::employment::{Contract, Enrolment, Outflow, Placement, Scheme, Step, Target};
use chrono::{Datelike as _, Days, NaiveDate};

/// Shares of a thousand of those who work here; who is by the old scheme came long ago.
const SCHEMES: [(Scheme, i64); 8] = [
    (Scheme::Wsw, 430),
    (Scheme::Sheltered10b, 260),
    (Scheme::WageCostSubsidy, 130),
    (Scheme::JobAgreement, 80),
    (Scheme::ParticipationPlace, 40),
    (Scheme::LearningPlace, 30),
    (Scheme::StatusHolder, 20),
    (Scheme::TrialPlacement, 10),
];
/// Shares of a thousand of where people work.
const STEPS: [(Step, i64); 4] = [
    (Step::Sheltered, 880),
    (Step::OnLocation, 60),
    (Step::GroupSecondment, 40),
    (Step::IndividualSecondment, 20),
];
/// Of a thousand who left: why.
const LEFT: [(Outflow, i64); 6] = [
    (Outflow::Pension, 400),
    (Outflow::RegularJob, 330),
    (Outflow::Sickness, 110),
    (Outflow::Moved, 60),
    (Outflow::Death, 40),
    (Outflow::Other, 60),
];
/// Of a thousand who work here so many took a step up in the last year, and so many came.
const STEPPED: i64 = 70;
const CAME: i64 = 65;
/// For so many who work here one left in the last two years.
const A_LEAVER: usize = 5;

/// Adds them; who left is a worker who is no longer active.
pub(super) fn add(company: &mut Company, seed: u64, today: NaiveDate) {
    let here = company.workers.clone();
    for worker in &here {
        add_worker(company, seed, worker, today);
    }
    for (number, like) in here.iter().step_by(A_LEAVER).enumerate() {
        add_leaver(company, seed, (number, like), today);
    }
    add_targets(company, &here, today);
}

fn drawn<T: Copy>(dice: &mut Dice, of: &[(T, i64)], otherwise: T) -> T {
    let mut at = dice.between(1, of.iter().map(|(_, share)| share).sum());
    for (what, share) in of {
        at -= share;
        if at <= 0 {
            return *what;
        }
    }
    otherwise
}

fn before(day: NaiveDate, days: i64) -> NaiveDate {
    day.checked_sub_days(Days::new(days.unsigned_abs())).unwrap_or(day)
}

fn hours(dice: &mut Dice, scheme: Scheme) -> Option<i64> {
    match scheme {
        Scheme::ParticipationPlace | Scheme::TrialPlacement => None,
        Scheme::LearningPlace | Scheme::StatusHolder => Some(*dice.pick(&[16, 24]) * 60),
        _ => Some(*dice.pick(&[36, 36, 36, 32, 28, 24, 20]) * 60),
    }
}

fn add_worker(company: &mut Company, seed: u64, worker: &Worker, today: NaiveDate) {
    let mut dice = Dice::about(seed, &["employment", &worker.id]);
    let mut scheme = drawn(&mut dice, &SCHEMES, Scheme::Wsw);
    let came = dice.chance(CAME);
    if came && scheme == Scheme::Wsw {
        // Nobody new comes by it.
        scheme = Scheme::Sheltered10b;
    }
    let days = match scheme {
        _ if came => dice.between(5, 320),
        Scheme::Wsw => dice.between(4_400, 9_000),
        Scheme::Sheltered10b | Scheme::WageCostSubsidy | Scheme::JobAgreement => {
            dice.between(400, 3_000)
        }
        _ => dice.between(330, 600),
    };
    let from = before(today, days);
    let id = || worker.id.clone();
    company.enrolments.push(Enrolment { worker: id(), scheme, from, until: None, outflow: None });
    if let Some(week_minutes) = hours(&mut dice, scheme) {
        company.contracts.push(Contract { worker: id(), from, until: None, week_minutes });
    }
    let step = drawn(&mut dice, &STEPS, Step::Sheltered);
    let up = match step {
        Step::Sheltered => Step::OnLocation,
        Step::OnLocation => Step::GroupSecondment,
        _ => Step::IndividualSecondment,
    };
    if days > 320 && step < up && dice.chance(STEPPED) {
        let changed = before(today, dice.between(5, 320));
        let until = changed.pred_opt();
        company.placements.push(Placement { worker: id(), from, until, step });
        company.placements.push(Placement { worker: id(), from: changed, until: None, step: up });
    } else {
        company.placements.push(Placement { worker: id(), from, until: None, step });
    }
}

fn add_leaver(
    company: &mut Company,
    seed: u64,
    (number, like): (usize, &Worker),
    today: NaiveDate,
) {
    let id = format!("v{:05}", number + 1);
    let mut dice = Dice::about(seed, &["left", &id]);
    let name = super::people::name(&mut dice);
    company.workers.push(Worker {
        id: id.clone(),
        name,
        badge: None,
        group: like.group.clone(),
        municipality: like.municipality.clone(),
        active: false,
        phone: None,
        email: None,
    });
    let why = drawn(&mut dice, &LEFT, Outflow::Other);
    let scheme = if why == Outflow::RegularJob {
        drawn(&mut dice, &SCHEMES[1..4], Scheme::WageCostSubsidy)
    } else {
        drawn(&mut dice, &SCHEMES[..3], Scheme::Wsw)
    };
    let until = before(today, dice.between(10, 600));
    let from = before(until, dice.between(500, 4_500));
    let last = Some(until);
    company.enrolments.push(Enrolment {
        worker: id.clone(),
        scheme,
        from,
        until: last,
        outflow: Some(why),
    });
    let week_minutes = hours(&mut dice, scheme).unwrap_or(36 * 60);
    company.contracts.push(Contract { worker: id.clone(), from, until: last, week_minutes });
    // Nobody is among the stations' people any more, so no day of theirs in our halls is asked for.
    company.placements.push(Placement { worker: id, from, until: last, step: Step::OnLocation });
}

/// What municipalities have to provide: near what there is.
fn add_targets(company: &mut Company, here: &[Worker], today: NaiveDate) {
    for (id, _) in MUNICIPALITIES {
        let of = |scheme: Scheme| {
            let home = |worker: &Worker| worker.municipality.as_deref() == Some(id);
            let workers: std::collections::HashSet<&str> =
                here.iter().filter(|w| home(w)).map(|w| w.id.as_str()).collect();
            let enrolled = company
                .enrolments
                .iter()
                .filter(|e| e.scheme == scheme && workers.contains(e.worker.as_str()));
            i64::try_from(enrolled.count()).unwrap_or(0)
        };
        for (scheme, share) in
            [(Scheme::Sheltered10b, 108), (Scheme::WageCostSubsidy, 95), (Scheme::Wsw, 97)]
        {
            let places = of(scheme) * share / 100;
            for year in [today.year() - 1, today.year()] {
                company.targets.push(Target {
                    municipality: id.to_owned(),
                    scheme,
                    year: i64::from(year),
                    places,
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::demo::company;
    use crate::municipalities::figures::{Movement, People};
    use chrono::NaiveDate;

    #[test]
    fn every_municipality_has_figures_of_all_kinds() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let company = company(1, 1_000, today);
        let home = |worker: &crate::people::Worker| {
            Some((worker.id.clone(), worker.municipality.clone()?))
        };
        let people = People::new(
            company.workers.iter().filter_map(home).collect(),
            company.enrolments.clone(),
            company.contracts.clone(),
            company.placements.clone(),
            company.targets.clone(),
        );
        let places = people.places(today);
        assert!(places.values().all(Option::is_some) && places.len() >= 12, "{places:?}");
        let movement = people.movement(today);
        assert!(movement.values().all(Option::is_some), "{movement:?}");
        let told = |kind: &str, reason: &str| {
            let is_so = |(_, (k, r)): &(String, Movement)| *k == kind && r == reason;
            movement.keys().filter(|key| is_so(key)).count()
        };
        assert_eq!((told("inflow", ""), told("step_up", "")), (3, 3));
        assert!(told("outflow", "pension") >= 2, "{movement:?}");
    }
}
