//! Numbers that are read at a glance, and facts that are read one by one.

use super::badge::Tone;
use maud::{Markup, html};

/// A number with its name.
pub struct Figure<'a> {
    /// What is counted.
    pub label: &'a str,
    /// The number, as people write it.
    pub value: String,
    /// How it is meant; most are neutral.
    pub tone: Tone,
}

/// Numbers side by side.
pub fn figures(figures: &[Figure<'_>]) -> Markup {
    html! {
        dl.wv-figures {
            @for Figure { label, value, tone } in figures {
                div class={ "wv-figure " (tone.class()) } { dt { (label) } dd { (value) } }
            }
        }
    }
}

/// What is known, a line each.
pub fn facts(facts: &[(&str, Markup)]) -> Markup {
    html! {
        dl.wv-facts { @for (name, value) in facts { dt { (name) } dd { (value) } } }
    }
}

/// How far something is. Nobody's speed: pieces of a task.
pub fn progress(label: &str, value: i64, of: i64, text: &str) -> Markup {
    let of = of.max(1);
    html! { progress.wv-progress max=(of) value=(value.clamp(0, of)) aria-label=(label) { (text) } }
}
