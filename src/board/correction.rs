//! `/vloer/{hall}/{station}/correctie/{terminal}/{epoch}/{seq}`: the form that says what a count really was.

use super::events::{Events, what};
use super::station::{Found, find};
use crate::access::{Access, Action, Deciders, Once, deciders};
use crate::clock::Clock;
use crate::db::Db;
use crate::error::Error;
use crate::floor::board::planned;
use crate::floor::day::DayPart;
use crate::intake::corrections::{CorrectError, Correction, correct_in};
use crate::intake::station_day::{self, Event};
use crate::orders::progress::{TaskInfo, tasks};
use crate::output::{close, live};
use crate::web::form::{Errors, Fields, Kind, LONGEST_REASON, new_form_key, whole_number};
use crate::web::format::{count, day as day_text};
use crate::web::menu::Section;
use crate::web::parts::{Tone, Way, Weight, alert, facts, submit};
use crate::web::{self, Density, Form, Page, Path, Viewer, done};
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use contract::{Epoch, MAX_QTY, TerminalName};
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::{BTreeSet, HashMap};

const LABELS: [(&str, &str); 3] =
    [("qty", "correction.qty"), ("task", "station.task"), ("reason", "correction.reason")];

#[derive(Clone)]
struct Corrections {
    db: Db,
    clock: Clock,
}

/// The correction's page.
pub fn router(db: Db, clock: Clock) -> Router {
    Router::new()
        .route("/vloer/{hall}/{station}/correctie/{terminal}/{epoch}/{seq}", get(show).post(book))
        .with_state(Corrections { db, clock })
}

/// Which count, as the address says it.
type Address = (String, String, String, String, u64);

/// As typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Typed {
    sleutel: String,
    qty: String,
    task: String,
    reason: String,
}

/// A count that can be corrected, and what its page needs.
struct Count {
    found: Found,
    terminal: TerminalName,
    event: Event,
    is_closed: bool,
    tasks: HashMap<String, TaskInfo>,
    names: Deciders,
}

async fn show(
    State(room): State<Corrections>,
    access: Access,
    viewer: Viewer,
    Path(address): Path<Address>,
) -> Result<Markup, Error> {
    let count = room.find((&viewer, &access), address).await?;
    let event = &count.event;
    let said = event.corrected.as_ref().and_then(|said| said.task.clone());
    let typed = Typed {
        qty: event.counts().to_string(),
        task: said.filter(|task| Some(task) != event.task.as_ref()).unwrap_or_default(),
        ..Typed::default()
    };
    Ok(count.page((&viewer, &access), room.clock.now(), &typed, &Errors::default()))
}

async fn book(
    State(room): State<Corrections>,
    access: Access,
    viewer: Viewer,
    Path(address): Path<Address>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let count = room.find((&viewer, &access), address).await?;
    let sent = Once::of(&access, &typed.sleutel)?;
    if let Some(answer) = sent.before(&room.db).await? {
        return Ok(answer);
    }
    let mut wrong = Errors::default();
    let qty = whole_number(wrong.required("qty", &typed.qty, 12), 0..=MAX_QTY);
    if qty.is_none() {
        wrong.add("qty", "correction.wrong_qty");
    }
    let reason = wrong.required("reason", &typed.reason, LONGEST_REASON).to_owned();
    let task = Some(typed.task.trim()).filter(|task| !task.is_empty());
    // A chosen task of the page, or of a page a while ago: any that exists will do.
    if let Some(task) = task
        && (task.contains('\0') || tasks(&room.db, [task]).await?.is_empty())
    {
        wrong.add("task", "quarantine.wrong_task");
    }
    if let (Some(qty), true) = (qty, wrong.is_empty()) {
        let correction = Correction {
            terminal: count.terminal.clone(),
            epoch: count.event.epoch,
            seq: count.event.seq,
            qty,
            task: task.map(str::to_owned),
            reason,
        };
        let back = count.found.address(count.event.day);
        let mut tx = room.db.begin().await?;
        if let Some(answer) =
            sent.act(&mut tx, room.clock.now(), ("correction.done_corrected", &back)).await?
        {
            return Ok(answer);
        }
        match correct_in(&mut tx, &room.clock, &access.decider(), correction).await {
            Ok(_) => {
                tx.commit().await?;
                return Ok(done("correction.done_corrected", &back));
            }
            Err(CorrectError::NotFound(..)) => return Err(NO_COUNT),
            Err(CorrectError::UnknownTask(_)) => wrong.add("task", "quarantine.wrong_task"),
            Err(CorrectError::Database(e)) => return Err(e.into()),
        }
    }
    let page = count.page((&viewer, &access), room.clock.now(), &typed, &wrong);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

const NO_COUNT: Error = Error::NotFound("correction.no_count");

impl Corrections {
    async fn find(
        &self,
        (viewer, access): (&Viewer, &Access),
        (hall, station, terminal, epoch, seq): Address,
    ) -> Result<Count, Error> {
        let db = &self.db;
        let found = find(db, (access, Action::CorrectCount), &hall, &station).await?;
        let terminal = TerminalName::new(&found.hall.site_id, &terminal).ok_or(NO_COUNT)?;
        let epoch: Epoch = epoch.parse().map_err(|_| NO_COUNT)?;
        let event = station_day::event(db, &terminal, epoch, seq).await?;
        let event = event.filter(|event| event.station == station && event.is_correctable());
        let event = event.ok_or(NO_COUNT)?;
        let is_closed = close::of(db, &found.hall.site_id, event.day).await?.is_some();
        // What may be meant: what was made here that day, what this hall was to make, and what the count says itself.
        let mut ids: BTreeSet<String> =
            live::made(db, &station, event.day).await?.into_iter().map(|made| made.task).collect();
        for part in [DayPart::Morning, DayPart::Afternoon] {
            let planned = planned(db, Some(&found.hall.id), event.day, part).await?;
            ids.extend(planned.into_iter().map(|(_, task)| task));
        }
        ids.extend(
            [event.task.as_deref(), event.counts_for()].into_iter().flatten().map(str::to_owned),
        );
        let tasks = tasks(db, ids.iter().map(String::as_str)).await?;
        let kept = event.corrected.as_ref().map(|said| said.by.as_str());
        let names = deciders(db, viewer.lang, kept).await?;
        Ok(Count { found, terminal, event, is_closed, tasks, names })
    }
}

impl Count {
    fn page(
        &self,
        (viewer, access): (&Viewer, &Access),
        now: chrono::DateTime<chrono::Utc>,
        typed: &Typed,
        wrong: &Errors,
    ) -> Markup {
        let lang = viewer.lang;
        let Self { found, event, .. } = self;
        let (tasks, names) = (&self.tasks, &self.names);
        let events = Events { lang, access, found, day: event.day, tasks, names };
        let fields = Fields { form: "juist", lang, errors: wrong };
        let day = day_text(lang, event.day, found.hall.time.day_of(now));
        let as_reported = format!(
            "{} ({})",
            events.task(event.task.as_deref()),
            lang.text("correction.as_reported")
        );
        let mut known: Vec<_> = self.tasks.values().collect();
        known.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
        let known: Vec<(&str, String)> = known
            .into_iter()
            .filter(|task| Some(&task.id) != event.task.as_ref())
            .map(|task| (task.id.as_str(), format!("{} · {}", task.name, task.order_name)))
            .collect();
        let mut options = vec![("", as_reported.as_str())];
        options.extend(known.iter().map(|(id, text)| (*id, text.as_str())));
        let reported = html! {
            (what(lang, event)) ", "
            (lang.fill("station.pieces", &[("n", &count(lang, event.qty))]))
            (events.since(event))
        };
        let body = html! {
            h1 { (lang.text("correction.title")) }
            (facts(&[
                (lang.text("station.time"), html! { (day) ", " (events.time(event)) }),
                (lang.text("correction.reported"), reported),
                (lang.text("station.task"), html! { (events.task(event.task.as_deref())) }),
            ]))
            @if self.is_closed { (alert(Tone::Warning, html! { p { (lang.text("day_closing.only_corrections")) } })) }
            form.wv-form.wv-narrow method="post" action=(events.correction(event)) novalidate {
                (new_form_key())
                p { (lang.text("correction.hint")) }
                (fields.summary(&LABELS))
                (fields.input("qty", "correction.qty", &typed.qty, Kind::Number))
                (fields.select("task", "station.task", typed.task.trim(), &options))
                (fields.input("reason", "correction.reason", &typed.reason, Kind::Lines))
                (submit(Weight::Primary, lang.text("station.correct")))
            }
        };
        let title = lang.text("correction.title");
        let mut above = found.above(lang);
        let station = format!("{} {}", found.place.code, found.place.name);
        above.push(Way::new(found.address(event.day), station));
        let page = Page {
            title,
            section: Some(Section::Floor),
            density: Density::Floor,
            above,
            body,
            live: false,
        };
        web::page(viewer, &page)
    }
}
