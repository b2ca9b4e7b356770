//! The events of a station's day, in plain words: what was reported, what it counts for now, and who said so.

use super::station::Found;
use crate::access::{Access, Action, Deciders};
use crate::lang::Lang;
use crate::ledger::EntryKind;
use crate::orders::progress::TaskInfo;
use crate::quarantine::Event;
use crate::web::format::{count, moment};
use crate::web::parts::{Column, Holds, Row, Table};
use chrono::NaiveDate;
use contract::{Kind, PauseReason, RejectReason};
use maud::{Markup, html};
use std::collections::HashMap;

/// Draws events.
pub(super) struct Events<'a> {
    pub(super) lang: Lang,
    pub(super) access: &'a Access,
    pub(super) found: &'a Found,
    pub(super) day: NaiveDate,
    pub(super) tasks: &'a HashMap<String, TaskInfo>,
    pub(super) names: &'a Deciders,
}

impl Events<'_> {
    pub(super) fn table(&self, events: &[Event]) -> Markup {
        let lang = self.lang;
        let columns = [
            Column::new(lang.text("station.time"), Holds::Line),
            Column::new(lang.text("station.what"), Holds::Words),
            Column::new(lang.text("station.number"), Holds::Number),
            Column::new(lang.text("station.task"), Holds::Words),
            Column::new(lang.text("station.correct"), Holds::Actions),
        ];
        let table = Table {
            label: lang.text("station.events"),
            columns: &columns,
            empty: lang.text("station.no_events"),
            order: None,
        };
        let rows: Vec<_> = events.iter().map(|event| self.row(event)).collect();
        table.draw(lang, &rows, None)
    }

    pub(super) fn time(&self, event: &Event) -> String {
        moment(self.lang, event.at, self.found.hall.time.zone, self.day)
    }

    fn row(&self, event: &Event) -> Row {
        let lang = self.lang;
        let is_count = event.kind.is_count();
        let action = html! {
            @if let (false, Some(item)) = (event.is_counted, &event.item) {
                (self.quarantine(item, "station.in_quarantine"))
            }
            @if event.is_correctable() && self.found.may(self.access, Action::CorrectCount) {
                a href=(self.correction(event)) {
                    (lang.text("station.correct"))
                    span.wv-unseen { ": " (self.time(event)) ", " (event.counts()) }
                }
            }
        };
        let cells = vec![
            html! { (self.time(event)) },
            html! { (what(lang, event)) (self.since(event)) },
            html! { @if is_count { (self.pieces(event)) } },
            html! { @if is_count { (self.task(event.counts_for())) } },
            action,
        ];
        Row { cells, is_past: !event.is_counted }
    }

    /// The way to an item in quarantine, for who may go there.
    fn quarantine(&self, item: &str, words: &'static str) -> Markup {
        let words = self.lang.text(words);
        html! {
            @if self.found.may(self.access, Action::DecideQuarantine) {
                a href={ "/quarantaine/" (item) } { (words) }
            } @else { (words) }
        }
    }

    /// The address of the form.
    pub(super) fn correction(&self, event: &Event) -> String {
        let (hall, station) = (&self.found.hall.id, &self.found.place.code);
        format!(
            "/vloer/{hall}/{station}/correctie/{}/{}/{}",
            event.terminal, event.epoch, event.seq
        )
    }

    fn pieces(&self, event: &Event) -> Markup {
        let (was, now) = (count(self.lang, event.qty), count(self.lang, event.counts()));
        html! {
            @if event.is_counted && was != now { del { (was) } " " strong { (now) } }
            @else { (was) }
        }
    }

    /// The name of a task, or that it was the planned one.
    pub(super) fn task(&self, task: Option<&str>) -> String {
        match task {
            None => self.lang.text("station.as_planned").to_owned(),
            Some(id) => self.tasks.get(id).map_or(id, |task| task.name.as_str()).to_owned(),
        }
    }

    /// What became of the event since it came in.
    pub(super) fn since(&self, event: &Event) -> Markup {
        let lang = self.lang;
        let was = count(lang, event.qty);
        let change = if let Some(said) = &event.corrected {
            let time = moment(lang, said.at, self.found.hall.time.zone, self.day);
            let now = count(lang, said.qty);
            let numbers: [(&str, &dyn std::fmt::Display); 4] = [
                ("was", &was),
                ("now", &now),
                ("who", &self.names.name(&said.by)),
                ("time", &time),
            ];
            html! {
                div.wv-small {
                    (lang.fill("station.corrected_by", &numbers))
                    @if said.task.is_some() && said.task != event.task {
                        " " (lang.fill("station.task_was", &[("task", &self.task(event.task.as_deref()))]))
                    }
                    " " (lang.fill("station.because", &[("reason", &said.reason)]))
                }
            }
        } else if event.is_undone && event.is_counted {
            html! { div.wv-small { (lang.fill("station.undone", &[("was", &was)])) } }
        } else {
            html! {}
        };
        html! {
            (change)
            @if let (true, Some(item)) = (event.is_counted, &event.item) {
                div.wv-small { (self.quarantine(item, "station.from_quarantine")) }
            }
        }
    }
}

/// What happened, without who.
pub(super) fn what(lang: Lang, event: &Event) -> String {
    let kind = match &event.kind {
        EntryKind::Event(kind) => *kind,
        EntryKind::Correct | EntryKind::Unknown(_) => {
            return lang.text("station.event_other").to_owned();
        }
    };
    let key = match kind {
        Kind::Good => "station.event_good",
        Kind::Reject => {
            let reason = event.reason.as_deref().and_then(RejectReason::from_word);
            let reason = lang.text(reject(reason.unwrap_or(RejectReason::Unknown)));
            return lang.fill("station.event_reject", &[("reason", &reason)]);
        }
        Kind::Undo => "station.event_undo",
        Kind::SignOn => "station.event_sign_on",
        Kind::SignOff => "station.event_sign_off",
        Kind::Pause => match event.reason.as_deref().and_then(PauseReason::from_word) {
            Some(PauseReason::Break) => "state.break",
            Some(PauseReason::Material) => "state.material",
            Some(PauseReason::Fault) => "state.fault",
            Some(PauseReason::Instruction) => "state.instruction",
            Some(PauseReason::Talk) => "state.talk",
            None => "station.event_other",
        },
        Kind::Resume => "station.event_resume",
        Kind::Help => "station.event_help",
        Kind::HelpDone => "station.event_help_done",
    };
    lang.text(key).to_owned()
}

fn reject(reason: RejectReason) -> &'static str {
    match reason {
        RejectReason::Material => "reject.material",
        RejectReason::Work => "reject.work",
        RejectReason::Dirt => "reject.dirt",
        RejectReason::Broken => "reject.broken",
        RejectReason::Unknown => "reject.unknown",
    }
}
