//! A state in a word, told by colour and shape as well: no state is told by colour alone.

use super::icon::{Icon, icon};
use maud::{Markup, html};

/// What a state means to who looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Goes well, is done.
    Good,
    /// Nothing to do.
    Neutral,
    /// Good to know.
    Info,
    /// Somebody is needed soon.
    Warning,
    /// Somebody is needed now.
    Danger,
    /// People among each other.
    Talk,
}

impl Tone {
    /// Its class, which brings the colours.
    pub fn class(self) -> &'static str {
        match self {
            Self::Good => "wv-good",
            Self::Neutral => "wv-neutral",
            Self::Info => "wv-info",
            Self::Warning => "wv-warning",
            Self::Danger => "wv-danger",
            Self::Talk => "wv-talk",
        }
    }
}

/// A word with its colour and shape.
pub fn badge(tone: Tone, shape: Icon, word: impl maud::Render) -> Markup {
    html! {
        span class={ "utrecht-status-badge wv-badge " (tone.class()) } { (icon(shape)) span { (word) } }
    }
}
