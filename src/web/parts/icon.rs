//! Drawings beside words, never instead of them: Tabler's icons, inside the page, so that they take the colour of the text
//! and cost no request. A screen reader passes them by.

#[expect(clippy::disallowed_types, reason = "the drawings are compiled in; nobody typed them")]
use maud::PreEscaped;
use maud::{Markup, html};

/// What is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// A hand that asks to stop: somebody calls.
    Hand,
    /// A tick in a round: goes well.
    Going,
    /// Two bars: a break.
    Pause,
    /// A box: material.
    Box,
    /// An exclamation mark in an octagon: nothing works.
    Stop,
    /// A book: instruction.
    Book,
    /// A balloon: a talk.
    Talk,
    /// A dotted round: nobody.
    Empty,
    /// A triangle with an exclamation mark: look at this.
    Warning,
    /// A letter i in a round.
    Info,
    /// A cross in a round: went wrong, does not count.
    Cross,
    /// A clock: waits.
    Clock,
    /// A link that is cut.
    NoSignal,
    /// An empty round: open, to be done.
    Round,
    /// Backward.
    Left,
    /// Forward.
    Right,
    /// Smallest first.
    Up,
    /// Largest first.
    Down,
    /// Can be sorted.
    Sort,
    /// Closed for good.
    Lock,
}

impl Icon {
    fn drawing(self) -> &'static str {
        match self {
            Self::Hand => include_str!("../assets/vendor/icons/hand-stop.svg"),
            Self::Going => include_str!("../assets/vendor/icons/filled-circle-check.svg"),
            Self::Pause => include_str!("../assets/vendor/icons/filled-player-pause.svg"),
            Self::Box => include_str!("../assets/vendor/icons/package.svg"),
            Self::Stop => include_str!("../assets/vendor/icons/filled-alert-octagon.svg"),
            Self::Book => include_str!("../assets/vendor/icons/filled-book.svg"),
            Self::Talk => include_str!("../assets/vendor/icons/filled-message.svg"),
            Self::Empty => include_str!("../assets/vendor/icons/circle-dashed.svg"),
            Self::Warning => include_str!("../assets/vendor/icons/filled-alert-triangle.svg"),
            Self::Info => include_str!("../assets/vendor/icons/filled-info-circle.svg"),
            Self::Cross => include_str!("../assets/vendor/icons/filled-circle-x.svg"),
            Self::Clock => include_str!("../assets/vendor/icons/filled-clock.svg"),
            Self::NoSignal => include_str!("../assets/vendor/icons/wifi-off.svg"),
            Self::Round => include_str!("../assets/vendor/icons/circle.svg"),
            Self::Left => include_str!("../assets/vendor/icons/chevron-left.svg"),
            Self::Right => include_str!("../assets/vendor/icons/chevron-right.svg"),
            Self::Up => include_str!("../assets/vendor/icons/chevron-up.svg"),
            Self::Down => include_str!("../assets/vendor/icons/chevron-down.svg"),
            Self::Sort => include_str!("../assets/vendor/icons/selector.svg"),
            Self::Lock => include_str!("../assets/vendor/icons/filled-lock.svg"),
        }
    }

    /// Tabler draws some icons with lines and some as a filled shape.
    fn is_line(self) -> bool {
        use Icon::{Box, Down, Empty, Hand, Left, NoSignal, Right, Round, Sort, Up};
        matches!(self, Hand | Box | Empty | NoSignal | Round | Left | Right | Up | Down | Sort)
    }
}

/// Draws it in the size of the text.
pub fn icon(icon: Icon) -> Markup {
    let class = if icon.is_line() { "wv-icon wv-icon--line" } else { "wv-icon" };
    html! {
        svg class=(class) viewBox="0 0 24 24" aria-hidden="true" focusable="false" { (PreEscaped(icon.drawing())) }
    }
}
