//! `/vloer/{hall}/{station}`: a station's production day: what was made, and what was reported, the newest first. The
//! station as a whole: nothing here tells who did what, or how fast.

use super::events::Events;
use crate::access::{Access, Action, Target};
use crate::clock::Clock;
use crate::db::Db;
use crate::error::Error;
use crate::floor::board::{self, Hall, Place};
use crate::intake::station_day::{self, Sheet};
use crate::lang::Lang;
use crate::orders::progress::{TaskInfo, tasks};
use crate::output::close::{self, Closed};
use crate::output::live::{self, Made};
use crate::output::stale;
use crate::web::format::{count, day as day_text, is_plausible, moment};
use crate::web::menu::Section;
use crate::web::{Page, Path, Query, Viewer, page};
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use chrono::{DateTime, NaiveDate, Utc};
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::HashMap;

#[derive(Clone)]
struct Stations {
    db: Db,
    clock: Clock,
}

/// The stations' pages.
pub fn router(db: Db, clock: Clock) -> Router {
    Router::new().route("/vloer/{hall}/{station}", get(show)).with_state(Stations { db, clock })
}

/// A station in its hall.
pub(super) struct Found {
    pub(super) hall: Hall,
    pub(super) place: Place,
}

/// Looks a station up where the address says it stands, for a viewer who wants to do this to it.
pub(super) async fn find(
    db: &Db,
    (access, action): (&Access, Action),
    hall: &str,
    station: &str,
) -> Result<Found, Error> {
    let hall = board::hall(db, hall).await?.ok_or(Error::NotFound("error.no_hall"))?;
    let groups = board::groups(db, Some(&hall.id)).await?;
    let groups: Vec<&str> = groups.iter().map(|(group, _)| group.as_str()).collect();
    let site = hall.site_id.as_str();
    // Foreign and unknown are the same answer, for the hall as for the station.
    if !access.may(Action::SeeBoard, &Target::Hall { site, groups: &groups }) {
        return Err(Error::NotFound("error.no_hall"));
    }
    let places = board::stations(db, Some(&hall.id)).await?;
    let place = places.into_iter().find(|place| place.code == station);
    let is_theirs =
        |place: &Place| access.may(action, &Target::Group { site, group: &place.group_id });
    let place = place.filter(is_theirs).ok_or(Error::NotFound("error.no_station"))?;
    Ok(Found { hall, place })
}

impl Found {
    /// May the viewer do this to it?
    pub(super) fn may(&self, access: &Access, action: Action) -> bool {
        let target = Target::Group { site: &self.hall.site_id, group: &self.place.group_id };
        access.may(action, &target)
    }

    /// The address of a day of the station.
    pub(super) fn address(&self, day: NaiveDate) -> String {
        format!("/vloer/{}/{}?dag={day}", self.hall.id, self.place.code)
    }
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default, rename = "dag")]
    day: Option<NaiveDate>,
    #[serde(default, rename = "blad")]
    sheet: Option<i64>,
    #[serde(default, rename = "gecorrigeerd")]
    corrected: Option<String>,
}

async fn show(
    State(Stations { db, clock }): State<Stations>,
    access: Access,
    viewer: Viewer,
    Path((hall, station)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Markup, Error> {
    let found = find(&db, (&access, Action::SeeStation), &hall, &station).await?;
    let now = clock.now();
    let today = found.hall.time.day_of(now);
    let day = asked.day.unwrap_or(today);
    if !is_plausible(day) {
        return Err(Error::NO_PAGE);
    }
    // Before the figures: a day folded in between is shown right, and said to be behind.
    let is_behind = stale::is_behind(&db, &station, day).await?;
    let made = live::made(&db, &station, day).await?;
    let sheet = station_day::sheet(&db, &station, day, asked.sheet.unwrap_or(1)).await?;
    let named = sheet.events.iter().flat_map(|event| {
        let corrected = event.corrected.as_ref().and_then(|said| said.task.as_deref());
        [event.task.as_deref(), corrected].into_iter().flatten()
    });
    let tasks = tasks(&db, made.iter().map(|made| made.task.as_str()).chain(named)).await?;
    let closed = close::of(&db, &found.hall.site_id, day).await?;
    let writer = Writer {
        lang: viewer.lang,
        access: &access,
        found: &found,
        day,
        today,
        now,
        tasks: &tasks,
    };
    let lang = viewer.lang;
    let title = format!("{} {}", found.place.code, found.place.name);
    let body = html! {
        p { a.wv-back href={ "/vloer/" (found.hall.id) "#station-" (station) } { "← " (found.hall.name) } }
        div.wv-title {
            h1 { (title) }
            (writer.other_days())
        }
        @if asked.corrected.is_some() {
            p.wv-said role="status" { (lang.text("station.corrected")) }
        }
        (writer.about(closed.as_ref()))
        h2 { (lang.text("station.totals")) }
        @if is_behind { p.wv-small { (lang.text("station.behind")) } }
        (writer.totals(&made))
        h2 { (lang.text("station.events")) }
        (writer.events(&sheet))
    };
    Ok(page(
        &viewer,
        &Page { title: &title, section: Some(Section::Floor), body, ..Page::default() },
    ))
}

/// Writes a station's day down.
struct Writer<'a> {
    lang: Lang,
    access: &'a Access,
    found: &'a Found,
    day: NaiveDate,
    today: NaiveDate,
    now: DateTime<Utc>,
    tasks: &'a HashMap<String, TaskInfo>,
}

impl Writer<'_> {
    fn other_days(&self) -> Markup {
        let before = self.day.pred_opt().filter(|day| is_plausible(*day));
        let after = self.day.succ_opt().filter(|day| *day <= self.today);
        html! {
            nav.wv-others aria-label=(self.lang.text("station.other_days")) {
                @if let Some(before) = before {
                    a rel="prev" href=(self.found.address(before)) { "← " (self.lang.text("station.day_before")) }
                }
                @if let Some(after) = after {
                    a rel="next" href=(self.found.address(after)) { (self.lang.text("station.day_after")) " →" }
                }
            }
        }
    }

    fn about(&self, closed: Option<&Closed>) -> Markup {
        let lang = self.lang;
        let time =
            |at| moment(lang, at, self.found.hall.time.zone, self.found.hall.time.day_of(self.now));
        html! {
            p.wv-lead {
                strong {
                    @if self.day == self.today { (lang.text("station.today")) ", " }
                    (day_text(lang, self.day, self.today))
                }
                @if let Some(closed) = closed {
                    " · "
                    (lang.fill("station.closed_by", &[("who", &closed.closed_by), ("time", &time(closed.closed_at))]))
                }
            }
        }
    }

    fn totals(&self, made: &[Made]) -> Markup {
        let lang = self.lang;
        if made.is_empty() {
            return html! { p { (lang.text("station.nothing_made")) } };
        }
        let sum = |of: fn(&Made) -> i64| made.iter().map(of).sum::<i64>();
        let times = [
            ("station.net", sum(|m| m.net_seconds)),
            ("station.waiting_material", sum(|m| m.waiting_material)),
            ("station.waiting_fault", sum(|m| m.waiting_fault)),
            ("station.waiting_instruction", sum(|m| m.waiting_instruction)),
            ("station.waiting_talk", sum(|m| m.waiting_talk)),
        ];
        html! {
            @if made.iter().any(has_pieces) {
                div.wv-scroll {
                    table.wv-table {
                        thead {
                            tr {
                                th scope="col" { (lang.text("station.task")) }
                                th scope="col" { (lang.text("station.good")) }
                                th scope="col" { (lang.text("station.rejected")) }
                            }
                        }
                        tbody { @for made in made.iter().filter(|made| has_pieces(made)) { (self.task(made)) } }
                    }
                }
            } @else { p { (lang.text("station.nothing_made")) } }
            dl.wv-facts.wv-times {
                @for (key, seconds) in times.into_iter().filter(|(key, n)| *key == "station.net" || *n > 0) {
                    dt { (lang.text(key)) }
                    dd { (lang.fill("station.minutes", &[("n", &count(lang, seconds / 60))])) }
                }
            }
        }
    }

    fn task(&self, made: &Made) -> Markup {
        let lang = self.lang;
        let task = self.tasks.get(&made.task);
        let pack = task.map_or(1, |task| task.pack_size.max(1));
        let pieces = lang.fill("station.pieces", &[("n", &count(lang, made.good))]);
        let rejected: Vec<_> = rejected(made).into_iter().filter(|(_, n)| *n != 0).collect();
        html! {
            tr {
                th scope="row" {
                    @match task {
                        Some(task) => { (task.name) br; span.wv-small { (task.order_name) " · " (task.client_name) } }
                        None => (lang.text("station.no_task")),
                    }
                }
                td {
                    @if pack > 1 {
                        strong { (lang.fill("station.packs", &[("n", &count(lang, made.good.max(0) / pack))])) }
                        br; span.wv-small { (pieces) }
                    } @else { strong { (pieces) } }
                }
                td {
                    @if rejected.is_empty() { "–" } @else {
                        @let all = rejected.iter().map(|(_, n)| n).sum();
                        strong { (lang.fill("station.pieces", &[("n", &count(lang, all))])) }
                    }
                    @for (key, n) in rejected {
                        div.wv-small { (lang.text(key)) ": " (count(lang, n)) }
                    }
                }
            }
        }
    }

    fn events(&self, sheet: &Sheet) -> Markup {
        let lang = self.lang;
        let Sheet { number, last, events } = sheet;
        let to = |number: i64| format!("{}&blad={number}", self.found.address(self.day));
        let drawn = Events {
            lang,
            access: self.access,
            found: self.found,
            day: self.day,
            tasks: self.tasks,
        };
        html! {
            (drawn.table(events))
            @if *last > 1 {
                nav.wv-paging aria-label=(lang.text("quarantine.paging")) {
                    @if *number > 1 { a.wv-button rel="prev" href=(to(number - 1)) { (lang.text("quarantine.previous")) } }
                    span { (lang.fill("quarantine.sheet", &[("n", number), ("last", last)])) }
                    @if number < last { a.wv-button rel="next" href=(to(number + 1)) { (lang.text("quarantine.next")) } }
                }
            }
        }
    }
}

/// Rejected pieces, with the word of each reason.
fn rejected(made: &Made) -> [(&'static str, i64); 5] {
    [
        ("reject.material", made.rejected_material),
        ("reject.work", made.rejected_work),
        ("reject.dirt", made.rejected_dirt),
        ("reject.broken", made.rejected_broken),
        ("reject.unknown", made.rejected_unknown),
    ]
}

/// Time alone, such as of somebody signed on before anything was counted, makes no line.
fn has_pieces(made: &Made) -> bool {
    made.good != 0 || rejected(made).iter().any(|(_, n)| *n != 0)
}
