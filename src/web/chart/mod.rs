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

use axis::Places;
use maud::{Markup, html};

/// A value at a place of a line.
#[derive(Clone, Debug, Default)]
pub struct Spot {
    /// Its height; `None` where nothing is known.
    pub value: Option<f64>,
    /// What it tells.
    pub tells: String,
    /// Where it leads.
    pub href: Option<String>,
    /// Its time is not over yet, or only partly in the period: an open point.
    pub is_partial: bool,
}

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

/// What is pressed around a point of a line: the height of the picture where the line is alone, else what is nearest.
fn hit(places: &Places, (x, y): (f64, f64), (top, bottom): (f64, f64), is_alone: bool) -> Markup {
    let wide = places.width();
    let (from, to) =
        if is_alone { (top, bottom) } else { ((y - 24.0).max(top), (y + 24.0).min(bottom)) };
    html! {
        rect.wv-c-hit x=(at(x - wide / 2.0)) y=(at(from)) width=(at(wide)) height=(at(to - from)) {}
    }
}

/// Narrower places lead nowhere: a finger could not choose between them, and the table behind leads there as well.
const PRESSED: f64 = 48.0;

/// Where a mark's words stand: at the top, above everything that is drawn, as near to it as they fit.
fn above(tells: &str, x: f64, (left, right): (f64, f64)) -> (f64, f64) {
    #[expect(clippy::cast_precision_loss, reason = "a line of words")]
    let half = tells.chars().count() as f64 * 3.6;
    (x.min(right - half).max(left + half), 14.0)
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
