//! The board drawn: calls for help on top, then a card a station. A state is told by colour, shape and word together.
//! Nothing here compares people or stations, and nothing says how fast. A viewer sees the people, the buttons and the ways on
//! that are theirs, and the stations and the work of the whole hall.

use super::view::{Board, Call, Card, Group, Somebody, Work};
use crate::access::{Access, Action, Target};
use crate::intake::presence::Presence;
use crate::lang::Lang;
use crate::output::live::State;
use crate::web::format::{count, moment};
use chrono::{DateTime, Utc};
use maud::{Markup, html};

/// The part of the page that changes. Parts with a `data-key` are replaced one by one, so that the rest stays put.
pub(super) fn board(board: &Board, access: &Access, lang: Lang) -> Markup {
    let draw = Draw { board, access, lang };
    html! {
        (draw.calls())
        @if board.groups.is_empty() {
            p.wv-lead data-key="empty" { (lang.text("floor.no_stations")) }
        }
        @for group in &board.groups {
            section.wv-group aria-label=(group.name) data-group=(group.id) {
                h2 { (group.name) }
                div.wv-cards {
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

    fn calls(self) -> Markup {
        let lang = self.lang;
        html! {
            section.wv-calls #hulp data-key="calls" aria-label=(lang.text("floor.calls")) hidden[self.board.calls.is_empty()] {
                @if !self.board.calls.is_empty() {
                    ul {
                        @for call in &self.board.calls { li { (self.call(call)) } }
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
                data-say=(lang.fill("floor.call_said", &[("code", &call.code), ("station", &call.name)])) {
                (hand())
                span {
                    strong { (call.code) " " (call.name) }
                    " "
                    span.wv-since { (lang.fill("floor.help_since", &[("time", &self.moment(call.since))])) }
                }
            }
            @if call.answered {
                p.wv-answered { (lang.text("floor.on_the_way")) }
            } @else if self.may(Action::AnswerHelp, &call.group) {
                form method="post" action={ "/vloer/" (self.board.hall.id) "/" (call.code) "/hulp" } {
                    input type="hidden" name="sinds" value=(call.since.timestamp_millis());
                    button.wv-button #{ "kom-" (call.code) } type="submit" {
                        (lang.text("floor.i_come"))
                        span.wv-unseen { " " (call.code) " " (call.name) }
                    }
                }
            }
        }
    }

    fn card(self, group: &Group, card: &Card) -> Markup {
        let lang = self.lang;
        let people = self.people(group, card);
        html! {
            article class=(if card.help.is_some() { "wv-card wv-card-help" } else { "wv-card" }) id={ "station-" (card.code) } data-key=(card.code)
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
                @if let Some(work) = &card.work { (self.work(work)) }
                @else { p.wv-calm { (lang.text("floor.nothing_planned")) } }
                @if !people.is_empty() {
                    ul.wv-people aria-label=(lang.text("floor.people")) {
                        @for somebody in people {
                            li { (somebody.name.as_deref().unwrap_or(lang.text("floor.somebody"))) }
                        }
                    }
                }
                (self.presence(card))
            }
        }
    }

    fn state(self, card: &Card) -> Markup {
        let (word, class) = match card.state {
            State::Idle => ("state.idle", "wv-state-idle"),
            State::Working => ("state.working", "wv-state-working"),
            State::Break => ("state.break", "wv-state-break"),
            State::Material => ("state.material", "wv-state-material"),
            State::Fault => ("state.fault", "wv-state-fault"),
            State::Instruction => ("state.instruction", "wv-state-instruction"),
            State::Talk => ("state.talk", "wv-state-talk"),
        };
        // How long a break lasts is nobody's business; how long a station waits for others is.
        let since = card.since.filter(|_| matches!(card.state, State::Material | State::Fault));
        html! {
            p class={ "wv-state " (class) } {
                (shape(card.state))
                span {
                    (self.lang.text(word))
                    @if let Some(at) = since {
                        " " span.wv-since { (self.lang.fill("floor.since", &[("time", &self.moment(at))])) }
                    }
                }
            }
        }
    }

    fn work(self, work: &Work) -> Markup {
        let lang = self.lang;
        let task = &work.task;
        let (made, asked) = (work.packs_made(), work.packs_asked());
        let key = if task.pack_size > 1 { "floor.packs" } else { "floor.pieces" };
        let packs = lang.fill(key, &[("made", &count(lang, made)), ("asked", &count(lang, asked))]);
        html! {
            p.wv-task { (task.name) }
            p.wv-order { (task.order_name) " · " (task.client_name) }
            p.wv-made {
                strong { (packs) }
                @if task.pack_size > 1 {
                    " " span.wv-small {
                        (lang.fill("floor.pieces", &[
                            ("made", &count(lang, work.made)), ("asked", &count(lang, task.asked)),
                        ]))
                    }
                }
            }
            progress max=(asked.max(1)) value=(made.clamp(0, asked.max(1))) aria-label=(lang.text("floor.progress")) { (packs) }
        }
    }

    fn presence(self, card: &Card) -> Markup {
        let text = match card.presence {
            None | Some(Presence::Online) => return html! {},
            Some(Presence::Offline(at)) => {
                self.lang.fill("floor.offline_since", &[("time", &self.moment(at))])
            }
            Some(Presence::Never) => self.lang.text("floor.never_online").to_owned(),
        };
        html! { p.wv-offline { (no_signal()) span { (text) } } }
    }
}

/// A shape a state, told apart without colour.
fn shape(state: State) -> Markup {
    let drawn = match state {
        State::Idle => html! { circle cx="12" cy="12" r="8" class="wv-line" {} },
        State::Working => {
            html! { circle cx="12" cy="12" r="10" {} path d="M7 12.5l3.5 3.5L17 9" class="wv-cut" {} }
        }
        State::Break => {
            html! { rect x="5" y="4" width="5" height="16" {} rect x="14" y="4" width="5" height="16" {} }
        }
        State::Material => {
            html! { path d="M3 8l9-5 9 5v9l-9 5-9-5z" {} path d="M3 8l9 5 9-5M12 13v9" class="wv-cut" {} }
        }
        State::Fault => {
            html! { path d="M8 2h8l6 6v8l-6 6H8l-6-6V8z" {} path d="M8 8l8 8M16 8l-8 8" class="wv-cut" {} }
        }
        State::Instruction => {
            html! { rect x="3" y="3" width="18" height="18" rx="2" {} path d="M7 8h10M7 12h10M7 16h6" class="wv-cut" {} }
        }
        State::Talk => html! { path d="M2 4h20v13H11l-5 5v-5H2z" {} },
    };
    icon(&drawn)
}

fn hand() -> Markup {
    icon(&html! { path d="M12 1l11 20H1z" {} path d="M12 8v6M12 17v1.5" class="wv-cut" {} })
}

fn no_signal() -> Markup {
    icon(
        &html! { path d="M2 9a15 15 0 0 1 20 0M6 13.5a9 9 0 0 1 12 0M12 19h.01M3 3l18 18" class="wv-line" {} },
    )
}

fn icon(drawn: &Markup) -> Markup {
    html! { svg.wv-icon viewBox="0 0 24 24" aria-hidden="true" focusable="false" { (drawn) } }
}
