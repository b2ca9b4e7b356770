//! Who is signed in, as the bar shows it: the name, as what, the other roles and the way out; or the device at which nobody
//! is, and the way in. And, in a demo, the line that
//! says that everything is made up.

use crate::web::Viewer;
use maud::{Markup, html};

/// The end of the bar. Another role and signing out change something, so they are forms.
pub(super) fn person(viewer: &Viewer) -> Markup {
    let lang = viewer.lang;
    let Some(person) = &viewer.menu.person else { return nobody(viewer) };
    html! {
        div.wv-person role="group" aria-label=(lang.text("shell.person")) {
            @let who = html! { span.wv-person-name { (person.name) } " · " span.wv-person-role { (lang.text(person.role)) } };
            @if person.is_brief { p { (who) } } @else { a href="/mijn" { (who) } }
            @if !person.others.is_empty() {
                form method="post" action="/rol" aria-label=(lang.text("shell.roles")) {
                    @for (word, key) in &person.others {
                        button type="submit" name="rol" value=(word) {
                            span.wv-unseen { (lang.text("shell.go_on_as")) " " } (lang.text(key))
                        }
                    }
                }
            }
            form method="post" action="/afmelden" {
                button.wv-sign-out type="submit" {
                    (lang.text(if person.is_brief { "shell.ready" } else { "shell.sign_out" }))
                }
            }
        }
    }
}

/// A device at which nobody is signed on.
fn nobody(viewer: &Viewer) -> Markup {
    let Some(device) = &viewer.menu.device else { return html! {} };
    html! {
        div.wv-person role="group" aria-label=(viewer.lang.text("shell.device")) {
            p { (device.name) }
            @if device.can_sign_on { a href="/tablet" { (viewer.lang.text("shell.who")) } }
        }
    }
}

/// On every page of a demo.
pub(super) fn demo_notice(viewer: &Viewer) -> Markup {
    html! {
        @if viewer.menu.is_demo { aside.wv-demo { (viewer.lang.text("shell.demo")) } }
    }
}
