//! `/medewerkers`: the people somebody leads or coaches, by name, and where they work now. Whoever stands on the sheet that is
//! shown was looked at, and each gets a line in the trail for it.

use super::Found;
use crate::access::grant::day_of;
use crate::access::{Access, Action, Rows, Visit};
use crate::coaching;
use crate::db::Db;
use crate::error::Error;
use crate::floor::board::{self, day_and_part};
use crate::floor::groups::{Group, groups};
use crate::floor::seated;
use crate::lang::Lang;
use crate::people::names::initials;
use crate::people::photo::with_photo;
use crate::people::roster::{self, Member};
use crate::trail;
use crate::web::form::{Errors, Fields};
use crate::web::menu::Section;
use crate::web::parts::button::row as buttons;
use crate::web::parts::{Column, Holds, Row, Table, Weight, sheets, submit};
use crate::web::{Page, Query};
use axum::Router;
use axum::routing::get;
use chrono::{DateTime, Utc};
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap, HashSet};

/// People on a sheet.
const SHEET: usize = 50;

pub(super) fn router() -> Router {
    Router::new().route("/medewerkers", get(show))
}

/// Ids and numbers only: an address holds nothing about a person.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    groep: String,
    blad: Option<i64>,
}

async fn show(visit: Visit, Query(asked): Query<Asked>) -> Result<Markup, Error> {
    let rows = visit.rows(Action::SeePerson)?;
    let (db, now) = (visit.db(), visit.now());
    let groups = groups(db).await?;
    let mut people = own(db, &rows, &groups, now).await?;
    let theirs: HashSet<String> = people.iter().map(|one| one.group_id.clone()).collect();
    if !asked.groep.is_empty() {
        people.retain(|one| one.group_id == asked.groep);
    }
    let number = Number::of(asked.blad, people.len());
    let sheet: Vec<Member> = people.into_iter().skip(number.skipped()).take(SHEET).collect();
    let shown = look(db, visit.access(), (&groups, &sheet), now).await?;
    let stations: HashMap<String, String> = board::stations(db, None)
        .await?
        .into_iter()
        .map(|place| (place.code.clone(), format!("{} {}", place.code, place.name)))
        .collect();
    let with_photo = with_photo(db, shown.iter().map(|one| one.found.id.as_str())).await?;

    let lang = visit.lang();
    let mut choices = vec![("", lang.text("workers.all_groups"))];
    let own_groups = groups.iter().filter(|group| theirs.contains(&group.id));
    choices.extend(own_groups.map(|group| (group.id.as_str(), group.name.as_str())));
    let table: Vec<Row> = shown
        .iter()
        .map(|one| one.row(lang, &stations, with_photo.contains(&one.found.id)))
        .collect();
    let to = |number: i64| match asked.groep.as_str() {
        "" => format!("/medewerkers?blad={number}"),
        group => {
            format!("/medewerkers?groep={}&blad={number}", crate::web::language::escaped(group))
        }
    };
    let title = lang.text("workers.title");
    let body = html! {
        h1 { (title) }
        p { (lang.text("workers.hint")) }
        @if choices.len() > 2 { (filter(lang, &asked, &choices)) }
        (drawn(lang, &table))
        (sheets(lang, number.this, number.last, to))
    };
    Ok(visit.page(&Page { title, section: Some(Section::People), body, ..Page::default() }))
}

/// Everybody whom the viewer leads or coaches, by name. Reading is not showing: the names are read here to bring them in order.
async fn own(
    db: &Db,
    rows: &Rows,
    groups: &[Group],
    now: DateTime<Utc>,
) -> Result<Vec<Member>, Error> {
    let is_led = |group: &&Group| match rows {
        Rows::All => true,
        Rows::Of { sites, groups, .. } => {
            sites.contains(&group.hall.site_id) || groups.contains(&group.id)
        }
    };
    let led = groups.iter().filter(is_led).map(|group| group.id.as_str());
    let mut people = roster::of_groups(db, led).await?;
    if let Rows::Of { coaches, .. } = rows {
        let coached = coaching::coached_by(db, coaches.iter().map(String::as_str), day_of(now));
        let coached = coached.await?;
        people.extend(roster::of_ids(db, coached.iter().map(String::as_str)).await?);
    }
    // Not in SQL: each engine has its own idea of the order of letters.
    people.sort_by_cached_key(|one| (one.name.to_lowercase(), one.id.clone()));
    people.dedup_by(|a, b| a.id == b.id);
    Ok(people)
}

/// Which sheet, of how many.
struct Number {
    this: i64,
    last: i64,
}

impl Number {
    fn of(asked: Option<i64>, people: usize) -> Self {
        let last = i64::try_from(people.div_ceil(SHEET)).unwrap_or(i64::MAX).max(1);
        Self { this: asked.unwrap_or(1).clamp(1, last), last }
    }

    fn skipped(&self) -> usize {
        usize::try_from(self.this - 1).unwrap_or_default().saturating_mul(SHEET)
    }
}

/// Somebody on the sheet.
struct Shown {
    found: Found,
    name: String,
    /// Code of the station where they are planned now.
    station: Option<String>,
}

/// Reads whom the viewer sees, with a line for each.
async fn look(
    db: &Db,
    access: &Access,
    (groups, sheet): (&[Group], &[Member]),
    now: DateTime<Utc>,
) -> Result<Vec<Shown>, Error> {
    let mut of_site: BTreeMap<&str, Vec<(&Group, &Member)>> = BTreeMap::new();
    for one in sheet {
        let Some(group) = groups.iter().find(|group| group.id == one.group_id) else { continue };
        of_site.entry(&group.hall.site_id).or_default().push((group, one));
    }
    let mut found = Vec::new();
    for people in of_site.values() {
        let Some((group, _)) = people.first() else { continue };
        let today = group.hall.time.day_of(now);
        let ids = people.iter().map(|(_, one)| one.id.as_str());
        let mut coaches = coaching::coaches_of(db, ids, today).await?;
        found.extend(people.iter().map(|(group, one)| Found {
            id: one.id.clone(),
            group: (*group).clone(),
            coaches: coaches.remove(&one.id).unwrap_or_default(),
        }));
    }
    // A caseload may have begun or ended between two readings.
    found.retain(|one| access.may(Action::SeePerson, &one.target()));
    let (mut names, mut planned) = trail::read_many(db, async |tx| {
        let ids = || found.iter().map(|one| one.id.as_str());
        let names = roster::full_names(tx, ids()).await?;
        let mut planned = HashMap::new();
        for people in of_site.values() {
            let Some((group, _)) = people.first() else { continue };
            let (day, part) = day_and_part(&group.hall.time, now);
            let ids = people.iter().map(|(_, one)| one.id.as_str());
            planned.extend(seated::in_part(tx, ids, day, part).await?);
        }
        let looked = found.iter().filter(|one| names.contains_key(&one.id));
        let entries = looked.map(|one| {
            let basis = (Action::SeePerson, &one.target());
            access.did_to(&one.id, basis, trail::Action::Read).noting("in a list")
        });
        let entries = entries.collect();
        Ok::<_, Error>(((names, planned), entries))
    })
    .await?;
    let mut shown: Vec<Shown> = found
        .into_iter()
        .filter_map(|found| {
            let name = names.remove(&found.id)?;
            let station = planned.remove(&found.id);
            Some(Shown { found, name, station })
        })
        .collect();
    shown.sort_by_cached_key(|one| (one.name.to_lowercase(), one.found.id.clone()));
    Ok(shown)
}

impl Shown {
    fn row(&self, lang: Lang, stations: &HashMap<String, String>, has_photo: bool) -> Row {
        let at = self.station.as_ref().and_then(|code| stations.get(code));
        let id = &self.found.id;
        let name = html! {
            (face(id, &self.name, has_photo)) a href={ "/medewerkers/" (id) } { (self.name) }
        };
        let at = at.map_or(lang.text("workers.not_planned"), String::as_str);
        let cells = vec![name, html! { (self.found.group.name) }, html! { (at) }];
        Row { cells, is_past: false }
    }
}

/// The photo, or the initials in its place. The name stands beside it, so who cannot see it misses nothing.
pub(super) fn face(id: &str, name: &str, has_photo: bool) -> Markup {
    html! {
        @if has_photo {
            img.wv-face src={ "/medewerkers/" (id) "/foto" } alt="" loading="lazy";
        } @else {
            span.wv-face aria-hidden="true" { (initials(name)) }
        }
    }
}

fn filter(lang: Lang, asked: &Asked, choices: &[(&str, &str)]) -> Markup {
    let errors = Errors::default();
    let fields = Fields { form: "medewerkers", lang, errors: &errors };
    html! {
        form.wv-form.wv-narrow method="get" action="/medewerkers" {
            (fields.select("groep", "workers.group", &asked.groep, choices))
            (buttons(&submit(Weight::Secondary, lang.text("parts.show"))))
        }
    }
}

fn drawn(lang: Lang, rows: &[Row]) -> Markup {
    let columns = [
        Column::new(lang.text("workers.name"), Holds::Name),
        Column::new(lang.text("workers.group"), Holds::Words),
        Column::new(lang.text("workers.now"), Holds::Words),
    ];
    let table = Table {
        label: lang.text("workers.title"),
        columns: &columns,
        empty: lang.text("workers.nobody"),
        order: None,
    };
    table.draw(lang, rows, None)
}
