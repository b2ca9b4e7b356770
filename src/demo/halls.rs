//! The made-up floor: sites, halls, groups, stations and who belongs to which group.

use super::dice::Dice;
use super::people::{badge, name};
use super::words::{GROUPS, MUNICIPALITIES, TRADES};
use crate::exchange::Company;
use crate::floor::day::SiteTime;
use crate::floor::places::{Attribution, Group, Hall, Municipality, Site, Station};
use crate::people::Worker;
use std::collections::HashSet;

const HALLS_A_SITE: usize = 2;
const GROUPS_A_HALL: usize = 10;
const STATIONS_A_GROUP: usize = 5;
/// Two in three stations are individual; see [`individual_stations`].
const GROUP_SHARES: usize = 5;

/// How every site counts its days.
pub(super) const TIME: SiteTime = SiteTime {
    zone: chrono_tz::Europe::Amsterdam,
    day_boundary_minutes: 4 * 60,
    afternoon_from_minutes: 12 * 60 + 15,
};

/// How many of a group's five stations are individual: 4, 3, 3, 4, 3, 3 …
pub(super) fn individual_stations(group: usize) -> usize {
    if group.is_multiple_of(3) { 4 } else { 3 }
}

/// Fills in places and workers.
pub(super) fn fill(company: &mut Company, seed: u64, workers: usize) {
    for (site_no, (id, site_name)) in MUNICIPALITIES.iter().enumerate() {
        company
            .municipalities
            .push(Municipality { id: (*id).to_owned(), name: (*site_name).to_owned() });
        company.sites.push(Site {
            id: (*id).to_owned(),
            name: (*site_name).to_owned(),
            time_zone: TIME.zone.name().to_owned(),
            day_boundary: TIME.day_boundary_minutes,
            afternoon_from: TIME.afternoon_from_minutes,
        });
        for hall_no in 1..=HALLS_A_SITE {
            let trade = &TRADES[(site_no * HALLS_A_SITE + hall_no - 1) % TRADES.len()];
            let hall = format!("{id}-{hall_no}");
            let name = format!("{site_name} hal {hall_no}: {}", trade.name);
            company.halls.push(Hall { id: hall.clone(), name, site: (*id).to_owned() });
            for group_no in 1..=GROUPS_A_HALL {
                add_group(company, &hall, &format!("{}{hall_no}", &id[..2]), group_no);
            }
        }
    }
    add_workers(company, seed, workers);
}

fn add_group(company: &mut Company, hall: &str, prefix: &str, group_no: usize) {
    let number = company.groups.len();
    let id = format!("{hall}-{group_no:02}");
    let bird = GROUPS[number % GROUPS.len()];
    company.groups.push(Group {
        id: id.clone(),
        name: format!("Groep {bird}"),
        hall: hall.to_owned(),
    });
    for station in 1..=STATIONS_A_GROUP {
        let alone = station <= individual_stations(number);
        company.stations.push(Station {
            code: format!("{prefix}-{group_no:02}{station}"),
            name: format!("{bird} {} {station}", if alone { "werkplek" } else { "tafel" }),
            group: id.clone(),
            attribution: if alone { Attribution::Individual } else { Attribution::Group },
        });
    }
}

/// People go where there is place for them: one at an individual station, about five at a group's.
fn add_workers(company: &mut Company, seed: u64, workers: usize) {
    let seats: Vec<usize> = (0..company.groups.len())
        .flat_map(|group| {
            let alone = individual_stations(group);
            let shared = (STATIONS_A_GROUP - alone) * GROUP_SHARES;
            std::iter::repeat_n(group, alone + shared)
        })
        .collect();
    let mut badges = HashSet::new();
    for number in 0..workers {
        let group = &company.groups[seats[number * seats.len() / workers]];
        let id = format!("w{:05}", number + 1);
        let mut dice = Dice::about(seed, &["worker", &id]);
        let name = name(&mut dice);
        let badge = badge(&mut dice, &mut badges);
        let home = company.halls.iter().find(|h| h.id == group.hall).map(|h| h.site.clone());
        let moved = dice.chance(200).then(|| dice.pick(&MUNICIPALITIES).0.to_owned());
        let group = group.id.clone();
        let municipality = moved.or(home);
        // Dice of their own: a name or badge does not change because somebody can be reached. No mobile number begins
        // with 06 00, and nobody has an address in `.example`.
        let mut dice = Dice::about(seed, &["contact", &id]);
        let phone = dice.chance(850).then(|| format!("06 00 {:06}", dice.between(0, 999_999)));
        let email = dice.chance(400).then(|| format!("{id}@werkvloer.example"));
        company.workers.push(Worker {
            id,
            name,
            badge: Some(badge),
            group,
            municipality,
            active: true,
            phone,
            email,
        });
    }
}
