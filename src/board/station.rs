//! `/vloer/{hall}/{station}`: a station's production day: what was made, and what was reported, the newest first. The
//! station as a whole: nothing here tells who did what, or how fast. When somebody came, paused and asked for help is theirs all
//! the same where one person sits, so it is shown only to who may see the people of the station; others see what was made.

use super::events::Events;
use crate::access::{Access, Action, Deciders, Target, Visit, deciders};
use crate::error::Error;
use crate::floor::board::{self, Hall, Place};
use crate::lang::Lang;
use crate::orders::progress::{TaskInfo, tasks};
use crate::output::close::{self, Closed};
use crate::output::live::{self, Made};
use crate::output::stale;
use crate::quarantine::{self, Sheet};
use crate::web::format::{count, day as day_text, is_plausible, moment};
use crate::web::menu::Section;
use crate::web::parts::{
    Column, Holds, Icon, Row, Table, Tone, Way, Weight, alert, button, facts, icon, link, sheets,
};
use crate::web::{Density, Page, Path, Query};
use axum::Router;
use axum::routing::get;
use chrono::{DateTime, NaiveDate, Utc};
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::HashMap;

/// The stations' pages.
pub fn router() -> Router {
    Router::new().route("/vloer/{hall}/{station}", get(show))
}

/// A station in its hall.
pub(super) struct Found {
    pub(super) hall: Hall,
    pub(super) place: Place,
}

/// Looks a station up where the address says it stands, for a viewer who wants to do this to it.
pub(super) async fn find(
    visit: &Visit,
    action: Action,
    hall: &str,
    station: &str,
) -> Result<Found, Error> {
    let (db, access) = (visit.db(), visit.access());
    let hall = board::hall(db, hall).await?.ok_or(Error::NotFound("board.no_hall"))?;
    let groups = board::groups(db, Some(&hall.id)).await?;
    let groups: Vec<&str> = groups.iter().map(|(group, _)| group.as_str()).collect();
    let site = hall.site_id.as_str();
    // Foreign and unknown are the same answer, for the hall as for the station.
    if !visit
        .access()
        .may(Action::SeeBoard, &Target::Hall { site, hall: &hall.id, groups: &groups })
    {
        return Err(Error::NotFound("board.no_hall"));
    }
    let places = board::stations(db, Some(&hall.id)).await?;
    let place = places.into_iter().find(|place| place.code == station);
    let is_theirs =
        |place: &Place| access.may(action, &Target::Group { site, group: &place.group_id });
    let place = place.filter(is_theirs).ok_or(Error::NotFound("station.no_station"))?;
    Ok(Found { hall, place })
}

impl Found {
    /// The pages above the station's.
    pub(super) fn above(&self, lang: Lang) -> Vec<Way> {
        let board = format!("/vloer/{}#station-{}", self.hall.id, self.place.code);
        vec![Way::new("/vloer", lang.text("board.halls")), Way::new(board, &*self.hall.name)]
    }

    /// May the viewer do this to it?
    pub(super) fn may(&self, access: &Access, action: Action) -> bool {
        let target = Target::Group { site: &self.hall.site_id, group: &self.place.group_id };
        access.may(action, &target)
    }

    /// The station's address.
    pub(super) fn path(&self) -> String {
        format!("/vloer/{}/{}", self.hall.id, self.place.code)
    }

    /// The address of a day of the station.
    pub(super) fn address(&self, day: NaiveDate) -> String {
        format!("{}?dag={day}", self.path())
    }
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default, rename = "dag")]
    day: Option<NaiveDate>,
    #[serde(default, rename = "blad")]
    sheet: Option<i64>,
}

async fn show(
    visit: Visit,
    Path((hall, station)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Markup, Error> {
    let found = find(&visit, Action::SeeStation, &hall, &station).await?;
    let (db, access, now) = (visit.db(), visit.access(), visit.now());
    let today = found.hall.time.day_of(now);
    let day = asked.day.unwrap_or(today);
    if !is_plausible(day) {
        return Err(Error::NO_PAGE);
    }
    // Before the figures: a day folded in between is shown right, and said to be behind.
    let is_behind = stale::is_behind(db, &station, day).await?;
    let made = live::made(db, &station, day).await?;
    let sheet = if found.may(access, Action::SeePeople) {
        Some(quarantine::sheet(db, &station, day, asked.sheet.unwrap_or(1)).await?)
    } else {
        None
    };
    let events = || sheet.iter().flat_map(|sheet| &sheet.events);
    let ids = events().flat_map(|event| {
        let corrected = event.corrected.as_ref().and_then(|said| said.task.as_deref());
        [event.task.as_deref(), corrected].into_iter().flatten()
    });
    let tasks = tasks(db, made.iter().map(|made| made.task.as_str()).chain(ids)).await?;
    let closed = close::of(db, &found.hall.site_id, day).await?;
    let said = events().filter_map(|event| event.corrected.as_ref());
    let kept = said.map(|said| said.by.as_str()).chain(closed.iter().map(|c| c.closed_by.as_str()));
    let names = deciders(db, visit.lang(), kept).await?;
    let writer = Writer {
        lang: visit.lang(),
        access,
        found: &found,
        day,
        today,
        now,
        tasks: &tasks,
        names: &names,
    };
    let lang = visit.lang();
    let title = format!("{} {}", found.place.code, found.place.name);
    let body = html! {
        div.wv-title {
            h1 { (title) }
            (writer.other_days())
        }
        (writer.about(closed.as_ref()))
        h2 { (lang.text("station.totals")) }
        @if is_behind { (alert(Tone::Info, html! { p { (lang.text("station.behind")) } })) }
        (writer.totals(&made))
        @if let Some(sheet) = &sheet {
            (writer.times(&made))
            h2 { (lang.text("station.events")) }
            (writer.events(sheet))
        } @else { p { (lang.text("station.no_people")) } }
    };
    let title = title.as_str();
    let above = found.above(lang);
    let page = Page {
        title,
        section: Some(Section::Floor),
        density: Density::Floor,
        above,
        body,
        live: false,
    };
    Ok(visit.page(&page))
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
    names: &'a Deciders,
}

impl Writer<'_> {
    fn other_days(&self) -> Markup {
        let before = self.day.pred_opt().filter(|day| is_plausible(*day));
        let after = self.day.succ_opt().filter(|day| *day <= self.today);
        html! {
            nav.wv-others aria-label=(self.lang.text("station.other_days")) {
                @if let Some(before) = before {
                    (link(Weight::Secondary, &self.found.address(before), Some("prev"), html! {
                        (icon(Icon::Left)) (self.lang.text("station.day_before"))
                    }))
                }
                @if let Some(after) = after {
                    (link(Weight::Secondary, &self.found.address(after), Some("next"), html! {
                        (self.lang.text("station.day_after")) (icon(Icon::Right))
                    }))
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
                    @if self.day == self.today { (lang.text("parts.today")) ", " }
                    (day_text(lang, self.day, self.today))
                }
                @if let Some(closed) = closed {
                    " · "
                    (lang.fill("day_closing.closed_by", &[("who", &self.names.name(&closed.closed_by)), ("time", &time(closed.closed_at))]))
                }
            }
        }
    }

    fn totals(&self, made: &[Made]) -> Markup {
        let lang = self.lang;
        let columns = [
            Column::new(lang.text("station.task"), Holds::Name),
            Column::new(lang.text("station.good"), Holds::Number),
            Column::new(lang.text("station.rejected"), Holds::Number),
        ];
        let table = Table {
            label: lang.text("station.totals"),
            columns: &columns,
            empty: lang.text("station.nothing_made"),
            order: None,
        };
        let rows: Vec<_> =
            made.iter().filter(|made| has_pieces(made)).map(|made| self.task(made)).collect();
        table.draw(lang, &rows, None)
    }

    /// How long was worked and waited. Where one person sits it is that person's time.
    fn times(&self, made: &[Made]) -> Markup {
        let lang = self.lang;
        let sum = |of: fn(&Made) -> i64| made.iter().map(of).sum::<i64>();
        let times = [
            ("station.net", sum(|m| m.net_seconds)),
            ("station.waiting_material", sum(|m| m.waiting_material)),
            ("station.waiting_fault", sum(|m| m.waiting_fault)),
            ("station.waiting_instruction", sum(|m| m.waiting_instruction)),
            ("station.waiting_talk", sum(|m| m.waiting_talk)),
        ];
        let minutes =
            |seconds: i64| lang.fill("station.minutes", &[("n", &count(lang, seconds / 60))]);
        let times: Vec<_> = times
            .into_iter()
            .filter(|(key, seconds)| *key == "station.net" || *seconds > 0)
            .map(|(key, seconds)| (lang.text(key), html! { (minutes(seconds)) }))
            .collect();
        html! { @if !made.is_empty() { div.wv-times { (facts(&times)) } } }
    }

    fn task(&self, made: &Made) -> Row {
        let lang = self.lang;
        let task = self.tasks.get(&made.task);
        let pack = task.map_or(1, |task| task.pack_size.max(1));
        let pieces = lang.fill("station.pieces", &[("n", &count(lang, made.good))]);
        let rejected: Vec<_> = rejected(made).into_iter().filter(|(_, n)| *n != 0).collect();
        let name = html! {
            @match task {
                Some(task) => { (task.name) br; span.wv-small { (task.order_name) " · " (task.client_name) } }
                None => (lang.text("station.no_task")),
            }
        };
        let good = html! {
            @if pack > 1 {
                strong { (lang.fill("station.packs", &[("n", &count(lang, made.good.max(0) / pack))])) }
                br; span.wv-small { (pieces) }
            } @else { strong { (pieces) } }
        };
        let bad = html! {
            @if rejected.is_empty() { "–" } @else {
                @let all = rejected.iter().map(|(_, n)| n).sum();
                strong { (lang.fill("station.pieces", &[("n", &count(lang, all))])) }
            }
            @for (key, n) in rejected {
                div.wv-small { (lang.text(key)) ": " (count(lang, n)) }
            }
        };
        Row { cells: vec![name, good, bad], is_past: false }
    }

    fn events(&self, sheet: &Sheet) -> Markup {
        let Sheet { number, last, events } = sheet;
        let to = |number: i64| format!("{}&blad={number}", self.found.address(self.day));
        let drawn = Events {
            lang: self.lang,
            access: self.access,
            found: self.found,
            day: self.day,
            tasks: self.tasks,
            names: self.names,
        };
        html! {
            div.wv-events { (drawn.table(events)) }
            (sheets(self.lang, *number, *last, to))
            @if self.found.may(self.access, Action::CorrectCount) {
                (button::row(&link(
                    Weight::Secondary,
                    &format!("{}/aanwezig?dag={}", self.found.path(), self.day),
                    None,
                    self.lang.text("attendance.title"),
                )))
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
