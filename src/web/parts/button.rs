//! What a person presses: a button that sends its form, or a link that looks like one.

use maud::{Markup, html};

/// How much a button asks for attention. At most one on a page is primary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// What one came for.
    Primary,
    /// The other way.
    Secondary,
    /// A way out.
    Quiet,
    /// Cannot be undone.
    Danger,
}

impl Weight {
    /// The classes of a `button`.
    pub fn button(self) -> &'static str {
        match self {
            Self::Primary => "utrecht-button utrecht-button--primary-action",
            Self::Secondary => "utrecht-button utrecht-button--secondary-action",
            Self::Quiet => "utrecht-button utrecht-button--subtle",
            Self::Danger => "utrecht-button utrecht-button--primary-action utrecht-button--danger",
        }
    }

    /// The classes of an `a`. A link changes nothing, so none is dangerous.
    fn link(self) -> &'static str {
        match self {
            Self::Primary | Self::Danger => {
                "utrecht-button-link utrecht-button-link--html-a utrecht-button-link--primary-action"
            }
            Self::Secondary => {
                "utrecht-button-link utrecht-button-link--html-a utrecht-button-link--secondary-action"
            }
            Self::Quiet => {
                "utrecht-button-link utrecht-button-link--html-a utrecht-button-link--subtle"
            }
        }
    }
}

/// Sends its form.
pub fn submit(weight: Weight, text: impl maud::Render) -> Markup {
    html! { button class=(weight.button()) type="submit" { (text) } }
}

/// Leads on; `rel` says how the other page relates to this one, such as `prev`.
pub fn link(weight: Weight, href: &str, rel: Option<&str>, text: impl maud::Render) -> Markup {
    html! { a class=(weight.link()) href=(href) rel=[rel] { (text) } }
}

/// Buttons side by side, under each other where there is no room.
pub fn row(buttons: &Markup) -> Markup {
    html! { div.wv-buttons { (buttons) } }
}
