//! What a board says, put together out of what each room knows. Plain values, and all there is: what of it a viewer sees is
//! decided when it is drawn.

use crate::coaching;
use crate::db::Db;
use crate::floor::board::{self, Hall, Place};
use crate::floor::{groups, help};
use crate::orders::progress::{TaskInfo, tasks};
use crate::output::live::{self, Now, State};
use crate::output::stale;
use crate::people::names::short_names;
use crate::people::roster;
use crate::terminals::{Presence, presence};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::{HashMap, HashSet};

/// A hall at a glance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Board {
    /// The hall.
    pub hall: Hall,
    /// Its production day.
    pub today: NaiveDate,
    /// Calls for help, the oldest first.
    pub calls: Vec<Call>,
    /// Its work groups, by name.
    pub groups: Vec<Group>,
}

/// Somebody asks for help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The station's code.
    pub code: String,
    /// The station's name.
    pub name: String,
    /// Its group's id.
    pub group: String,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Somebody said to come.
    pub answered: bool,
}

/// The stations of a work group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its stations, by code.
    pub cards: Vec<Card>,
}

/// A station at a glance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What goes on.
    pub state: State,
    /// Since when.
    pub since: Option<DateTime<Utc>>,
    /// Since when somebody asks for help.
    pub help: Option<DateTime<Utc>>,
    /// What is made; `None` when nothing is planned.
    pub work: Option<Work>,
    /// Who is signed on.
    pub people: Vec<Somebody>,
    /// Whether its terminal can be heard; `None` without a terminal.
    pub presence: Option<Presence>,
    /// Its figures of today are being worked out: they are of a while ago.
    pub is_behind: bool,
}

/// Somebody at a station.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Somebody {
    /// The short name; `None` for somebody we have no name of.
    pub name: Option<String>,
    /// Ids of who coaches them today.
    pub coaches: Vec<String>,
    /// Where they belong; `None` for who has no page, because they left or we have no name of them.
    pub home: Option<Home>,
}

/// Where somebody belongs, wherever they work today: who may open their page is decided by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home {
    /// The worker's id.
    pub worker: String,
    /// The site of their own group.
    pub site: String,
    /// The id of their own group.
    pub group: String,
}

/// What a station makes, and how far that is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    /// The task.
    pub task: TaskInfo,
    /// Good pieces so far, of all stations and days.
    pub made: i64,
}

/// A hall in one line.
#[derive(Clone, Debug)]
pub struct Summary {
    /// The hall.
    pub hall: Hall,
    /// Its stations.
    pub stations: usize,
    /// Stations at work.
    pub working: usize,
    /// Calls for help.
    pub calls: usize,
    /// Stations whose terminal cannot be heard.
    pub offline: usize,
}

/// Reads the board of a hall; `None` when there is no such hall.
pub async fn read(db: &Db, hall: &str, at: DateTime<Utc>) -> sqlx::Result<Option<Board>> {
    let Some(hall) = board::hall(db, hall).await? else { return Ok(None) };
    let (today, part) = board::day_and_part(&hall.time, at);
    let places = board::stations(db, Some(&hall.id)).await?;
    let codes = || places.iter().map(|place| place.code.as_str());
    let planned = board::planned(db, Some(&hall.id), today, part).await?;
    let planned: HashMap<String, String> = planned.into_iter().collect();
    // Before the figures: a day folded in between is shown right, and said to be behind.
    let behind = stale::behind(db, codes(), today).await?;
    let mut now = live::now(db, codes()).await?;
    // What a station did yesterday says nothing about today.
    now.retain(|_, now| now.day == today);
    let task_of = |code: &str| {
        let current = now.get(code).and_then(|now| now.task.as_ref());
        current.or_else(|| planned.get(code)).map(String::as_str)
    };
    let people = || now.values().flat_map(|now| &now.people).map(String::as_str);
    let known = Known {
        tasks: tasks(db, codes().filter_map(task_of)).await?,
        good: live::good(db, codes().filter_map(task_of)).await?,
        names: short_names(db, people()).await?,
        coaches: coaching::coaches_of(db, people(), today).await?,
        homes: homes(db, people()).await?,
        presence: presence(db, codes()).await?,
        behind,
    };
    let mut groups: Vec<Group> = Vec::new();
    for place in &places {
        let card = known.card(place, now.get(&place.code), task_of(&place.code));
        match groups.last_mut().filter(|group| group.id == place.group_id) {
            Some(group) => group.cards.push(card),
            None => groups.push(Group {
                id: place.group_id.clone(),
                name: place.group_name.clone(),
                cards: vec![card],
            }),
        }
    }
    let asking = || groups.iter().flat_map(|group| &group.cards).filter(|card| card.help.is_some());
    let answered = help::answered(db, asking().map(|card| card.code.as_str())).await?;
    let mut calls: Vec<Call> = groups
        .iter()
        .flat_map(|group| group.cards.iter().filter_map(|card| call(group, card, &answered)))
        .collect();
    calls.sort_by(|a, b| (a.since, &a.code).cmp(&(b.since, &b.code)));
    Ok(Some(Board { hall, today, calls, groups }))
}

fn call(group: &Group, card: &Card, answered: &HashMap<String, DateTime<Utc>>) -> Option<Call> {
    let since = card.help?;
    let answered = answered.get(&card.code) == Some(&since);
    let group = group.id.clone();
    Some(Call { code: card.code.clone(), name: card.name.clone(), group, since, answered })
}

/// Where these workers belong, by id.
async fn homes<'a>(
    db: &Db,
    workers: impl IntoIterator<Item = &'a str>,
) -> sqlx::Result<HashMap<String, Home>> {
    let members = roster::of_ids(db, workers).await?;
    if members.is_empty() {
        return Ok(HashMap::new());
    }
    let all = groups::groups(db).await?;
    let site_of =
        |group: &str| all.iter().find(|one| one.id == group).map(|one| one.hall.site_id.clone());
    let home = |member: roster::Member| {
        let site = site_of(&member.group_id)?;
        let worker = member.id.clone();
        Some((member.id, Home { worker, site, group: member.group_id }))
    };
    Ok(members.into_iter().filter_map(home).collect())
}

/// What the other rooms said, for every card of the hall.
struct Known {
    tasks: HashMap<String, TaskInfo>,
    good: HashMap<String, i64>,
    names: HashMap<String, String>,
    coaches: HashMap<String, Vec<String>>,
    homes: HashMap<String, Home>,
    presence: HashMap<String, Presence>,
    behind: HashSet<String>,
}

impl Known {
    fn card(&self, place: &Place, now: Option<&Now>, task: Option<&str>) -> Card {
        let work = task.and_then(|task| self.tasks.get(task)).map(|task| Work {
            made: self.good.get(&task.id).copied().unwrap_or_default(),
            task: task.clone(),
        });
        let somebody = |id: &String| Somebody {
            name: self.names.get(id).cloned(),
            coaches: self.coaches.get(id).cloned().unwrap_or_default(),
            home: self.homes.get(id).cloned(),
        };
        let people = now.map(|now| now.people.iter().map(somebody).collect());
        Card {
            code: place.code.clone(),
            name: place.name.clone(),
            state: now.map(|now| now.state).unwrap_or_default(),
            since: now.and_then(|now| now.state_since),
            help: now.and_then(|now| now.help_since),
            work,
            people: people.unwrap_or_default(),
            presence: self.presence.get(&place.code).copied(),
            is_behind: self.behind.contains(&place.code),
        }
    }
}

/// These halls in one line each.
pub async fn overview(db: &Db, halls: Vec<Hall>, at: DateTime<Utc>) -> sqlx::Result<Vec<Summary>> {
    let places = board::stations(db, None).await?;
    let now = live::now(db, places.iter().map(|place| place.code.as_str())).await?;
    let heard = presence(db, places.iter().map(|place| place.code.as_str())).await?;
    let summaries = halls.into_iter().map(|hall| {
        let today = hall.time.day_of(at);
        let mut summary = Summary { stations: 0, working: 0, calls: 0, offline: 0, hall };
        for place in places.iter().filter(|place| place.hall_id == summary.hall.id) {
            let now = now.get(&place.code).filter(|now| now.day == today);
            let heard = heard.get(&place.code);
            summary.stations += 1;
            summary.working += usize::from(now.is_some_and(|now| now.state == State::Working));
            summary.calls += usize::from(now.is_some_and(|now| now.help_since.is_some()));
            summary.offline += usize::from(heard.is_some_and(|heard| *heard != Presence::Online));
        }
        summary
    });
    Ok(summaries.collect())
}
