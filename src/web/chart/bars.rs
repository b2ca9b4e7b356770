//! Bars side by side, with a stepped, dashed line of what was budgeted.

use super::axis::{Places, Scale};
use super::{Size, above, at, mark, picture};
use maud::{Markup, html};
use std::fmt::Write as _;

/// A bar.
#[derive(Default)]
pub struct Bar {
    /// What stands below it.
    pub name: String,
    /// Its height; `None` where nothing is known.
    pub value: Option<f64>,
    /// What was budgeted.
    pub budget: Option<f64>,
    /// What it was before: a stroke across it.
    pub before: Option<f64>,
    /// What it tells when one points at it.
    pub tells: String,
    /// Where it leads.
    pub href: Option<String>,
    /// Its time is not over yet, or only partly in the period.
    pub is_partial: bool,
}

const HEIGHT: f64 = 300.0;
const LEFT: f64 = 84.0;
const BOTTOM: f64 = HEIGHT - 30.0;
const TOP: f64 = 26.0;

/// Draws them. `text` writes a value beside the axis.
pub fn bars(size: Size, label: &str, bars: &[Bar], text: impl Fn(f64) -> String) -> Markup {
    let right = size.width() - 8.0;
    let scale = Scale::new(
        bars.iter().flat_map(|bar| [bar.value, bar.budget, bar.before]).flatten(),
        TOP,
        BOTTOM,
    );
    let places = Places::new(bars.len(), LEFT, right);
    let wide = (places.width() * 0.7).min(56.0);
    let one = |place: usize, bar: &Bar| {
        let value = bar.value?;
        let (x, zero, y) = (places.middle(place), scale.y(0.0), scale.y(value));
        let is_below = bar.budget.is_some_and(|budget| value < budget);
        let class = match (bar.is_partial, is_below) {
            (true, _) => "wv-c-bar-partial",
            (false, true) => "wv-c-bar-below",
            (false, false) => "wv-c-bar-full",
        };
        let body = html! {
            rect.wv-c-hit x=(at(x - places.width() / 2.0)) y=(at(TOP)) width=(at(places.width())) height=(at(BOTTOM - TOP)) {}
            rect class=(class) x=(at(x - wide / 2.0)) y=(at(y.min(zero))) width=(at(wide))
                height=(at((zero - y).abs().max(1.0))) {}
            @if is_below && !bar.is_partial {
                text.wv-c-below x=(at(x)) y=(at(y - 5.0)) text-anchor="middle" aria-hidden="true" { "▼" }
            }
        };
        let place = above(&bar.tells, x, (LEFT, right));
        Some(mark(&bar.tells, bar.href.as_deref(), place, &body))
    };
    let mut steps = String::new();
    for (place, bar) in bars.iter().enumerate() {
        if let Some(budget) = bar.budget {
            let (x, y) = (places.middle(place), scale.y(budget));
            let half = places.width() / 2.0;
            // Writing into a String cannot fail.
            let _ = write!(steps, "M{} {}H{}", at(x - half), at(y), at(x + half));
        }
    }
    let mut strokes = String::new();
    for (place, bar) in bars.iter().enumerate() {
        if let Some(before) = bar.before {
            let (x, y) = (places.middle(place), scale.y(before));
            let half = wide * 0.62;
            let _ = write!(strokes, "M{} {}H{}", at(x - half), at(y), at(x + half));
        }
    }
    let body = html! {
        (scale.draw(LEFT, right, text))
        (places.draw(HEIGHT - 10.0, bars.iter().map(|bar| bar.name.as_str())))
        @for (place, bar) in bars.iter().enumerate() { @if let Some(drawn) = one(place, bar) { (drawn) } }
        @if !steps.is_empty() { path.wv-c-budget d=(steps) fill="none" {} }
        @if !strokes.is_empty() { path.wv-c-before d=(strokes) fill="none" {} }
    };
    picture(size, HEIGHT, label, bars.iter().any(|bar| bar.href.is_some()), &body)
}
