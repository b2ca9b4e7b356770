//! The board drawn: calls for help on top, the hall in four numbers, then a card a station. A state is told by colour,
//! shape and word together. Nothing here compares people or stations, and nothing says how fast. A viewer sees the people,
//! the buttons and the ways on that are theirs, and the stations and the work of the whole hall.

use super::view::{Board, Call, Card, Group, Somebody, Work};
use crate::access::{Access, Action, Target};
use crate::lang::Lang;
use crate::output::live::State;
use crate::terminals::Presence;
use crate::web::form::form_key;
use crate::web::format::{count, moment};
use crate::web::parts::{Figure, Icon, Tone, Weight, figures, icon, progress};
use chrono::{DateTime, Utc};
use maud::{Markup, html};

/// The part of the page that changes. What has an id is kept in place when the next board comes.
pub(super) fn board(board: &Board, access: &Access, lang: Lang) -> Markup {
    let draw = Draw { board, access, lang };
    // Who leads groups of this hall sees those first.
    let (own, others): (Vec<&Group>, Vec<&Group>) =
        board.groups.iter().partition(|group| draw.may(Action::CorrectCount, &group.id));
    html! {
        (draw.calls())
        (draw.head())
        @if board.groups.is_empty() {
            p.wv-nothing { (lang.text("board.no_stations")) }
        }
        @for group in own.into_iter().chain(others) {
            section.wv-group #{ "groep-" (group.id) } aria-label=(group.name) {
                h2 { (group.name) }
                div.wv-stations {
                    @for card in &group.cards { (draw.card(group, card)) }
                }
            }
        }
    }
}

#[derive(Clone, Copy)]
struct Draw<'a> {
    board: &'a Board,
    access: &'a Access,
    lang: Lang,
}

impl Draw<'_> {
    fn moment(self, at: DateTime<Utc>) -> String {
        moment(self.lang, at, self.board.hall.time.zone, self.board.today)
    }

    /// The hall in four numbers.
    fn head(self) -> Markup {
        let lang = self.lang;
        let cards = || self.board.groups.iter().flat_map(|group| &group.cards);
        let number = |n: usize| count(lang, i64::try_from(n).unwrap_or(i64::MAX));
        let working = cards().filter(|card| card.state == State::Working).count();
        let waiting = cards().filter(|card| card.state.waits()).count();
        let calls = self.board.calls.len();
        let of = lang.fill("board.of", &[("n", &working), ("all", &cards().count())]);
        let asks = |n, tone| if n == 0 { Tone::Neutral } else { tone };
        let figure = |label, value, tone| Figure { label: lang.text(label), value, tone };
        figures(&[
            figure(
                "board.present",
                number(cards().map(|card| card.people.len()).sum()),
                Tone::Neutral,
            ),
            figure("board.at_work", of, Tone::Neutral),
            figure("board.waiting", number(waiting), asks(waiting, Tone::Danger)),
            figure("board.calls", number(calls), asks(calls, Tone::Warning)),
        ])
    }

    /// May the viewer do this to the stations of a group of this hall?
    fn may(self, action: Action, group: &str) -> bool {
        self.access.may(action, &Target::Group { site: &self.board.hall.site_id, group })
    }

    /// Those of the card whom the viewer may see.
    fn people<'c>(self, group: &'c Group, card: &'c Card) -> Vec<&'c Somebody> {
        let site = &self.board.hall.site_id;
        let is_theirs = |somebody: &&Somebody| {
            let target = Target::Worker { site, group: &group.id, coaches: &somebody.coaches };
            self.access.may(Action::SeePeople, &target)
        };
        card.people.iter().filter(is_theirs).collect()
    }

    /// Somebody by name, and for who may open it the way to their page.
    fn somebody(self, somebody: &Somebody) -> Markup {
        let Some(name) = &somebody.name else {
            return html! { (self.lang.text("board.somebody")) };
        };
        let theirs = somebody.home.as_ref().filter(|home| {
            let coaches = &somebody.coaches;
            let target = Target::Worker { site: &home.site, group: &home.group, coaches };
            self.access.may(Action::SeePerson, &target)
        });
        html! {
            @if let Some(home) = theirs { a href={ "/medewerkers/" (home.worker) } { (name) } }
            @else { (name) }
        }
    }

    fn calls(self) -> Markup {
        let lang = self.lang;
        html! {
            section.wv-calls #hulp aria-label=(lang.text("board.calls")) hidden[self.board.calls.is_empty()] {
                @if !self.board.calls.is_empty() {
                    ul {
                        @for call in &self.board.calls { li class=(Tone::Warning.class()) { (self.call(call)) } }
                    }
                }
            }
        }
    }

    fn call(self, call: &Call) -> Markup {
        let lang = self.lang;
        html! {
            a.wv-call #{ "hulp-" (call.code) } href={ "#station-" (call.code) }
                data-call={ (call.code) "@" (call.since.timestamp_millis()) }
                data-say=(lang.fill("board.call_said", &[("code", &call.code), ("station", &call.name)])) {
                (icon(Icon::Hand))
                span {
                    strong { (call.code) " " (call.name) }
                    " "
                    span.wv-since { (lang.fill("board.help_since", &[("time", &self.moment(call.since))])) }
                }
            }
            @if call.answered {
                p.wv-answered { (icon(Icon::Going)) (lang.text("board.on_the_way")) }
            } @else if self.may(Action::AnswerHelp, &call.group) {
                form method="post" action={ "/vloer/" (self.board.hall.id) "/" (call.code) "/hulp" } {
                    (form_key(&self.access.form_key(&format!("hulp {} {}", call.code, call.since.timestamp_millis()))))
                    input type="hidden" name="sinds" value=(call.since.timestamp_millis());
                    button class=(Weight::Primary.button()) #{ "kom-" (call.code) } type="submit" {
                        (lang.text("board.i_come"))
                        span.wv-unseen { " " (call.code) " " (call.name) }
                    }
                }
            }
        }
    }

    fn card(self, group: &Group, card: &Card) -> Markup {
        let lang = self.lang;
        let people = self.people(group, card);
        let help = if card.help.is_some() { " wv-station--help" } else { "" };
        html! {
            article class={ "wv-station " (looks(card.state).0) (help) } #{ "station-" (card.code) }
                aria-labelledby={ "naam-" (card.code) } {
                header {
                    h3 #{ "naam-" (card.code) } {
                        @if self.may(Action::SeeStation, &group.id) {
                            a.wv-whole #{ "dag-" (card.code) } href={ "/vloer/" (self.board.hall.id) "/" (card.code) } {
                                span.wv-code { (card.code) } " " (card.name)
                            }
                        } @else { span.wv-code { (card.code) } " " (card.name) }
                    }
                    (self.state(card))
                }
                div.wv-station-body {
                    @if let Some(work) = &card.work { (self.work(work)) }
                    @else { p.wv-calm { (lang.text("board.nothing_planned")) } }
                    @if !people.is_empty() {
                        ul.wv-people aria-label=(lang.text("board.people")) {
                            @for somebody in people { li { (self.somebody(somebody)) } }
                        }
                    }
                    @if card.is_behind {
                        p.wv-offline { (icon(Icon::Going)) span { (lang.text("board.behind")) } }
                    }
                    (self.presence(card))
                }
            }
        }
    }

    fn state(self, card: &Card) -> Markup {
        let (_, shape, word) = looks(card.state);
        // How long a break lasts is nobody's business; how long a station waits for others is.
        let since = card.since.filter(|_| card.state.waits());
        html! {
            p.wv-state {
                (icon(shape))
                span {
                    (self.lang.text(word))
                    @if let Some(at) = since {
                        " " span.wv-since { (self.lang.fill("board.since", &[("time", &self.moment(at))])) }
                    }
                }
            }
        }
    }

    fn work(self, work: &Work) -> Markup {
        let lang = self.lang;
        let task = &work.task;
        let (made, asked) = (work.task.packs_made(work.made), work.task.packs_asked());
        let key = if task.pack_size > 1 { "board.packs" } else { "board.pieces" };
        let packs = lang.fill(key, &[("made", &count(lang, made)), ("asked", &count(lang, asked))]);
        html! {
            p.wv-task { (task.name) }
            p.wv-order { (task.order_name) " · " (task.client_name) }
            p.wv-made {
                strong { (packs) }
                @if task.pack_size > 1 {
                    " " span.wv-small {
                        (lang.fill("board.pieces", &[
                            ("made", &count(lang, work.made)), ("asked", &count(lang, task.asked)),
                        ]))
                    }
                }
            }
            (progress(lang.text("board.progress"), made, asked, &packs))
        }
    }

    fn presence(self, card: &Card) -> Markup {
        let text = match card.presence {
            None | Some(Presence::Online) => return html! {},
            Some(Presence::Offline(at)) => {
                self.lang.fill("board.offline_since", &[("time", &self.moment(at))])
            }
            Some(Presence::Never) => self.lang.text("board.never_online").to_owned(),
        };
        html! { p.wv-offline { (icon(Icon::NoSignal)) span { (text) } } }
    }
}

/// Colour, shape and word of a state.
fn looks(state: State) -> (&'static str, Icon, &'static str) {
    match state {
        State::Idle => ("wv-idle", Icon::Empty, "state.idle"),
        State::Working => (Tone::Good.class(), Icon::Going, "state.working"),
        State::Break => (Tone::Neutral.class(), Icon::Pause, "state.break"),
        State::Material => (Tone::Warning.class(), Icon::Box, "state.material"),
        State::Fault => (Tone::Danger.class(), Icon::Stop, "state.fault"),
        State::Instruction => (Tone::Info.class(), Icon::Book, "state.instruction"),
        State::Talk => (Tone::Talk.class(), Icon::Talk, "state.talk"),
    }
}
