//! Pictures of figures, drawn on the server: SVG with classes and the theme's variables, no script and no style of its own.
//! They know numbers and the texts to write beside them, and neither database nor room.
//!
//! A mark tells its value when one points at it or taps it, and may lead to what is behind it. What colour says, shape or a
//! word says too. A value that is not there is a gap, never zero.

mod axis;
mod bars;
mod control;
mod heatmap;
mod lines;
mod pareto;
mod sparkline;
mod timeline;

pub use bars::{Bar, bars};
pub use control::{Limits, Point, Words, control};
pub use heatmap::{Shade, heatmap};
pub use lines::{Line, lines};
pub use pareto::{Cause, pareto};
pub use sparkline::sparkline;
pub use timeline::{Run, timeline};

use maud::{Markup, html};

/// How wide a picture is drawn, in its own units: one is a pixel where there is room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// Over the whole width of a page.
    Full,
    /// Two beside each other.
    Half,
    /// Three beside each other.
    Third,
}

impl Size {
    fn width(self) -> f64 {
        match self {
            Self::Full => 760.0,
            Self::Half => 480.0,
            Self::Third => 380.0,
        }
    }
}

/// A picture with its description for who does not see it. `has_links`: its marks lead somewhere, so they are not hidden
/// behind one image.
fn picture(size: Size, height: f64, label: &str, has_links: bool, body: &Markup) -> Markup {
    let class = match size {
        Size::Full => "wv-chart wv-chart-full",
        Size::Half => "wv-chart wv-chart-half",
        Size::Third => "wv-chart wv-chart-third",
    };
    html! {
        div.wv-chart-frame tabindex="0" role="region" aria-label=(label) {
            svg class=(class) viewBox={ "0 0 " (size.width()) " " (height) }
                role=(if has_links { "group" } else { "img" }) aria-label=(label) { (body) }
        }
    }
}

/// A number as an attribute: a tenth of a pixel is enough.
fn at(number: f64) -> String {
    let text = format!("{number:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// A name that fits in so many pixels; one that is cut says so, and the mark beside it tells the whole.
fn cut(name: &str, width: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a few hundred pixels"
    )]
    let room = ((width - 12.0) / 7.0).max(4.0) as usize;
    if name.chars().count() <= room {
        return name.to_owned();
    }
    let kept: String = name.chars().take(room - 1).collect();
    format!("{}…", kept.trim_end())
}

/// A mark that tells its value and perhaps leads somewhere.
fn mark(tells: &str, href: Option<&str>, (x, y): (f64, f64), body: &Markup) -> Markup {
    let inside = html! {
        title { (tells) }
        (body)
        text.wv-c-tells x=(at(x)) y=(at(y)) text-anchor="middle" aria-hidden="true" { (tells) }
    };
    html! {
        @match href {
            Some(href) => a.wv-c-mark href=(href) aria-label=(tells) { (inside) },
            None => g.wv-c-mark tabindex="-1" { (inside) },
        }
    }
}
