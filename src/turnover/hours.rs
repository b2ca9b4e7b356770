//! The time that people gave to a business line, by day and hall, with how many different people they were. It is what value
//! is set against, so it is told of ten people or more only, and also not where taking what is told off the whole hall would
//! leave fewer.

use crate::db::{Tx, Value, bound, slots};
use crate::floor::stations::Groups;
use crate::orders::terms;
use crate::output::hall_day::{Place, Use, first_of_month, monday, tallies_of};
use crate::output::store::Stored;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// A figure is of at least so many different people. The views know it too.
const FEWEST: usize = 10;

/// The time at one business line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Time {
    people: BTreeSet<String>,
    net_seconds: i64,
    waiting_seconds: i64,
    rejected_material: i64,
    rejected_other: i64,
}

/// A hall's day by business line; `""` for what belongs to no order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hours(BTreeMap<String, Time>);

impl Hours {
    fn add(&mut self, business_line: &str, tally: &Stored) {
        let time = self.0.entry(business_line.to_owned()).or_default();
        let [material, others @ ..] = tally.rejected();
        if !tally.worker.is_empty() {
            time.people.insert(tally.worker.clone());
        }
        time.net_seconds += tally.net_seconds;
        time.waiting_seconds += tally.waiting_seconds().iter().sum::<i64>();
        time.rejected_material += material;
        time.rejected_other += others.iter().sum::<i64>();
    }

    /// The business lines whose time is told. What is not told is together of nobody or of at least [`FEWEST`] people: who
    /// takes the others off the hall's whole learns no more of it than that.
    fn told(&self) -> BTreeSet<&str> {
        let mut by_size: Vec<(&str, &BTreeSet<String>)> =
            self.0.iter().map(|(line, time)| (line.as_str(), &time.people)).collect();
        by_size.sort_by_key(|(line, people)| (people.len(), *line));
        let mut told: BTreeSet<&str> = BTreeSet::new();
        let mut hidden: BTreeSet<&str> = BTreeSet::new();
        for (line, people) in by_size {
            // What nobody worked at tells of nobody.
            let is_needed = !hidden.is_empty() && hidden.len() < FEWEST;
            if people.is_empty() || (people.len() >= FEWEST && !is_needed) {
                told.insert(line);
            } else {
                hidden.extend(people.iter().map(String::as_str));
            }
        }
        told
    }
}

/// What these days of halls come to.
#[derive(Debug, Default)]
pub struct Halls {
    /// How their stations were used.
    pub uses: BTreeMap<Place, Use>,
    /// What people's time went to.
    pub hours: BTreeMap<Place, Hours>,
    /// Every task that was worked at.
    pub tasks: BTreeSet<String>,
}

/// Reckons each hall's day of which one of these groups changed, out of the tallies of all of its stations: different people can
/// only be counted together.
pub async fn of_halls(
    tx: &mut Tx,
    groups: &Groups,
    touched: impl IntoIterator<Item = (NaiveDate, &str)>,
) -> sqlx::Result<Halls> {
    let places: BTreeSet<(NaiveDate, &str)> =
        touched.into_iter().filter_map(|(day, group)| Some((day, groups.hall(group)?))).collect();
    let mut halls = Halls::default();
    let mut tallies: BTreeMap<Place, Vec<Stored>> = BTreeMap::new();
    for (day, hall) in places {
        let stations = groups.in_hall(hall);
        let mut of = Use::of(stations.len());
        let found = tallies_of(tx, stations, day).await?;
        for tally in &found {
            of.add(tally);
            halls.tasks.insert(tally.task.clone());
        }
        halls.uses.insert((day, hall.to_owned()), of);
        tallies.insert((day, hall.to_owned()), found);
    }
    let lines = terms::business_lines_of(tx, halls.tasks.iter().map(String::as_str)).await?;
    for (place, found) in tallies {
        let hours = halls.hours.entry(place).or_default();
        for tally in found {
            hours.add(lines.get(&tally.task).map_or("", String::as_str), &tally);
        }
    }
    Ok(halls)
}

/// The days and groups of those of these lines that are another kind of work than their hours were counted among.
pub async fn moved<'a>(
    tx: &mut Tx,
    lines: impl IntoIterator<Item = &'a str>,
) -> sqlx::Result<Vec<(NaiveDate, String)>> {
    let mut was: Vec<(String, String)> = Vec::new();
    for some in slots(lines) {
        let found: Vec<(String, String)> = tx
            .all(
                "select line_id, business_line from line_total
                  where line_id in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
                    and business_line is not null",
                &bound(&some),
            )
            .await?;
        was.extend(found);
    }
    let now = terms::terms(tx, was.iter().map(|(line, _)| line.as_str())).await?;
    let other =
        was.iter().filter(|(line, was)| now.get(line).is_some_and(|now| now.business_line != *was));
    let mut found = Vec::new();
    for (line, _) in other {
        let days: Vec<(NaiveDate, String)> =
            tx.all("select day, group_id from line_day where line_id = $1", &[line]).await?;
        found.extend(days);
    }
    Ok(found)
}

/// Writes the hours of these days of halls in the place of what is there. What nobody worked at has none.
pub async fn write(tx: &mut Tx, hours: &BTreeMap<Place, Hours>) -> sqlx::Result<()> {
    struct Flat<'a> {
        place: &'a Place,
        line: &'a str,
        dates: [NaiveDate; 2],
        people: i64,
        is_told: bool,
        time: &'a Time,
    }
    let mut flat: Vec<Flat<'_>> = Vec::new();
    for (place, of) in hours {
        let (day, hall) = place;
        tx.run("delete from hours_day where day = $1 and hall_id = $2", &[day, hall]).await?;
        let told = of.told();
        let worked = of.0.iter().filter(|(_, time)| !time.people.is_empty());
        flat.extend(worked.map(|(line, time)| Flat {
            place,
            line,
            dates: [monday(*day), first_of_month(*day)],
            people: i64::try_from(time.people.len()).unwrap_or(i64::MAX),
            is_told: told.contains(line.as_str()),
            time,
        }));
    }
    let rows: Vec<[&dyn Value; 11]> = flat
        .iter()
        .map(|f| {
            let row: [&dyn Value; 11] = [
                &f.place.0,
                &f.place.1,
                &f.line,
                &f.dates[0],
                &f.dates[1],
                &f.people,
                &f.is_told,
                &f.time.net_seconds,
                &f.time.waiting_seconds,
                &f.time.rejected_material,
                &f.time.rejected_other,
            ];
            row
        })
        .collect();
    tx.insert_many(
        "insert into hours_day (day, hall_id, business_line, week, month, people, is_told, net_seconds, waiting_seconds,
                                rejected_material, rejected_other)",
        "",
        &rows,
    )
    .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A hall's day: the numbers of the people of each business line.
    fn day(lines: &[(&str, std::ops::Range<u32>)]) -> Hours {
        let time = |people: &std::ops::Range<u32>| Time {
            people: people.clone().map(|n| n.to_string()).collect(),
            ..Time::default()
        };
        Hours(lines.iter().map(|(line, people)| ((*line).to_owned(), time(people))).collect())
    }

    fn told(lines: &[(&str, std::ops::Range<u32>)]) -> Vec<String> {
        day(lines).told().into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn ten_people_are_told_and_nine_are_not() {
        assert_eq!(told(&[("wood", 0..10)]), ["wood"]);
        assert!(told(&[("wood", 0..9)]).is_empty());
        assert_eq!(told(&[("wood", 0..10), ("metal", 20..31)]), ["metal", "wood"]);
    }

    #[test]
    fn what_is_left_of_a_hall_is_not_one_persons() {
        // The next smallest is withheld with the one, so that both are left together.
        assert_eq!(told(&[("wood", 0..12), ("metal", 20..21), ("green", 30..60)]), ["green"]);
        assert!(told(&[("wood", 0..12), ("metal", 20..21)]).is_empty());
        // Six and six other people are twelve together, and the same six are not.
        assert_eq!(told(&[("a", 0..6), ("b", 6..12), ("c", 20..40)]), ["c"]);
        assert!(told(&[("a", 0..6), ("b", 0..6), ("c", 20..40)]).is_empty());
        // What nobody worked at hides nothing.
        assert_eq!(told(&[("", 0..0), ("wood", 0..12)]), ["", "wood"]);
    }

    proptest! {
        #[test]
        fn what_is_not_told_is_nobodys_or_of_ten(
            lines in prop::collection::btree_map("[a-f]", prop::collection::btree_set("[a-z]", 0..26), 0..6),
        ) {
            let time = |people: BTreeSet<String>| Time { people, ..Time::default() };
            let hours = Hours(lines.into_iter().map(|(line, people)| (line, time(people))).collect());
            let told = hours.told();
            let hidden: BTreeSet<&String> =
                hours.0.iter().filter(|(line, _)| !told.contains(line.as_str())).flat_map(|(_, time)| &time.people).collect();
            let everybody: BTreeSet<&String> = hours.0.values().flat_map(|time| &time.people).collect();
            prop_assert!(hidden.is_empty() || hidden.len() >= FEWEST || everybody.len() < FEWEST || told.is_empty() || told.iter().all(|line| hours.0[*line].people.is_empty()));
            for line in told {
                prop_assert!(hours.0[line].people.is_empty() || hours.0[line].people.len() >= FEWEST);
            }
        }
    }
}
