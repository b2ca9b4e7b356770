//! `/vloer/{hall}/{station}/correctie/{terminal}/{epoch}/{seq}`: the form that says what a count really was.

use super::events::{Events, what};
use super::station::{Found, find};
use crate::access::{Action, Deciders, Refusal, Visit, deciders};
use crate::error::Error;
use crate::floor::board::planned;
use crate::floor::day::DayPart;
use crate::orders::progress::{TaskInfo, tasks};
use crate::output::{close, live};
use crate::quarantine::{self, CorrectError, Correction, Event, correct_in};
use crate::web::form::{Errors, Fields, Kind, LONGEST_REASON, Reader, kept_form_key, whole_number};
use crate::web::format::{count, day as day_text};
use crate::web::menu::Section;
use crate::web::parts::{Tone, Way, Weight, alert, facts, submit};
use crate::web::{Density, Form, Page, Path};
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use contract::{Epoch, MAX_QTY, TerminalName};
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::{BTreeSet, HashMap};

const LABELS: [(&str, &str); 3] =
    [("qty", "correction.qty"), ("task", "station.task"), ("reason", "correction.reason")];

/// The correction's page.
pub fn router() -> Router {
    Router::new()
        .route("/vloer/{hall}/{station}/correctie/{terminal}/{epoch}/{seq}", get(show).post(book))
}

/// Which count, as the address says it.
type Address = (String, String, String, String, u64);

/// As typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct CorrectionForm {
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

async fn show(visit: Visit, Path(address): Path<Address>) -> Result<Markup, Error> {
    let count = find_count(&visit, address).await?;
    let event = &count.event;
    let said = event.corrected.as_ref().and_then(|said| said.task.clone());
    let typed = CorrectionForm {
        qty: event.counts().to_string(),
        task: said.filter(|task| Some(task) != event.task.as_ref()).unwrap_or_default(),
        ..CorrectionForm::default()
    };
    Ok(count.page(&visit, &typed, &Errors::default()))
}

impl CorrectionForm {
    fn read(&self, count: &Count) -> Result<Correction, Errors> {
        let mut form = Reader::default();
        let qty = form.text("qty", &self.qty, 12);
        let qty = qty.and_then(|qty| whole_number(&qty, 0..=MAX_QTY));
        let qty = form.that_is("qty", qty, "correction.wrong_qty");
        let task = form.optional_text("task", &self.task, 64);
        let reason = form.text("reason", &self.reason, LONGEST_REASON);
        let read = || {
            Some(Correction {
                terminal: count.terminal.clone(),
                epoch: count.event.epoch,
                seq: count.event.seq,
                qty: qty?,
                task: task?,
                reason: reason?,
            })
        };
        form.done(read())
    }
}

async fn book(
    visit: Visit,
    Path(address): Path<Address>,
    Form(typed): Form<CorrectionForm>,
) -> Result<Response, Error> {
    let count = find_count(&visit, address).await?;
    let said = ("correction.done_corrected", &*count.found.address(count.event.day));
    let acted = visit
        .act(
            &typed.sleutel,
            said,
            || typed.read(&count),
            async |act, correction| {
                let decider = act.decider();
                match correct_in(act.tx(), visit.clock(), &decider, correction).await {
                    Ok(_) => Ok(()),
                    Err(CorrectError::NotFound(..)) => Err(NO_COUNT.into()),
                    // A task of the page, or of a page a while ago: any that exists will do.
                    Err(CorrectError::UnknownTask(_)) => {
                        Err(Refusal::field("task", "quarantine.wrong_task"))
                    }
                    Err(CorrectError::Database(error)) => Err(error.into()),
                }
            },
        )
        .await?;
    Ok(acted.or_page(|wrong| count.page(&visit, &typed, wrong)))
}

const NO_COUNT: Error = Error::NotFound("correction.no_count");

async fn find_count(
    visit: &Visit,
    (hall, station, terminal, epoch, seq): Address,
) -> Result<Count, Error> {
    let db = visit.db();
    let found = find(visit, Action::CorrectCount, &hall, &station).await?;
    let terminal = TerminalName::new(&found.hall.site_id, &terminal).ok_or(NO_COUNT)?;
    let epoch: Epoch = epoch.parse().map_err(|_| NO_COUNT)?;
    let event = quarantine::event(db, &terminal, epoch, seq).await?;
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
    let names = deciders(db, visit.lang(), kept).await?;
    Ok(Count { found, terminal, event, is_closed, tasks, names })
}

impl Count {
    fn page(&self, visit: &Visit, typed: &CorrectionForm, wrong: &Errors) -> Markup {
        let (lang, access, now) = (visit.lang(), visit.access(), visit.now());
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
                (kept_form_key(&typed.sleutel))
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
        visit.page(&page)
    }
}
