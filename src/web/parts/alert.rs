//! A message above or between what a page says.

use super::badge::Tone;
use super::icon::{Icon, icon};
use maud::{Markup, html};

/// A box with a message. It is not read out by itself: say so at the call with a role where that is needed.
pub fn alert(tone: Tone, message: impl maud::Render) -> Markup {
    html! { div class=(class(tone)) { (inside(tone, message)) } }
}

/// The answer to what a person just did; read out once.
pub fn flash(message: &str) -> Markup {
    html! { div class=(class(Tone::Good)) role="status" { (inside(Tone::Good, message)) } }
}

fn inside(tone: Tone, message: impl maud::Render) -> Markup {
    html! {
        div.utrecht-alert__icon { (icon(shape(tone))) }
        div.utrecht-alert__content { div.utrecht-alert__message { (message) } }
    }
}

fn class(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "utrecht-alert utrecht-alert--ok wv-alert",
        Tone::Neutral | Tone::Info | Tone::Talk => "utrecht-alert utrecht-alert--info wv-alert",
        Tone::Warning => "utrecht-alert utrecht-alert--warning wv-alert",
        Tone::Danger => "utrecht-alert utrecht-alert--error wv-alert",
    }
}

fn shape(tone: Tone) -> Icon {
    match tone {
        Tone::Good => Icon::Going,
        Tone::Neutral | Tone::Info => Icon::Info,
        Tone::Talk => Icon::Talk,
        Tone::Warning => Icon::Warning,
        Tone::Danger => Icon::Stop,
    }
}
