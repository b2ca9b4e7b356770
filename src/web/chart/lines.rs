//! Lines over time: each has a dash of its own and its name at its end.

use super::axis::{Places, Scale};
use super::{PRESSED, Size, Spot, above, at, hit, mark, picture};
use maud::{Markup, html};
use std::fmt::Write as _;

/// A line.
pub struct Line<'a> {
    /// Its name.
    pub name: &'a str,
    /// A value a place.
    pub spots: Vec<Spot>,
}

const HEIGHT: f64 = 300.0;
const LEFT: f64 = 84.0;
const BOTTOM: f64 = HEIGHT - 30.0;
const TOP: f64 = 26.0;

/// Draws them over places with these names.
pub fn lines(
    size: Size,
    label: &str,
    names: &[String],
    lines: &[Line<'_>],
    text: impl Fn(f64) -> String,
) -> Markup {
    let right = size.width() - 110.0;
    let values = lines.iter().flat_map(|line| line.spots.iter().filter_map(|spot| spot.value));
    let scale = Scale::new(values, TOP, BOTTOM);
    let places = Places::new(names.len(), LEFT, right);
    let leads = places.width() >= PRESSED;
    let has_links =
        leads && lines.iter().flat_map(|line| &line.spots).any(|spot| spot.href.is_some());
    let body = html! {
        (scale.draw(LEFT, right, text))
        (places.draw(HEIGHT - 10.0, names.iter().map(String::as_str)))
        @for (number, line) in lines.iter().enumerate() {
            @let points: Vec<Option<(f64, f64)>> = line.spots.iter().enumerate()
                .map(|(place, spot)| spot.value.map(|value| (places.middle(place), scale.y(value)))).collect();
            g class={ "wv-c-line wv-c-line-" (number % 4) } {
                path d=(path(&points)) fill="none" {}
                @for (point, spot) in points.iter().zip(&line.spots) {
                    @if let Some((x, y)) = point {
                        (mark(&spot.tells, spot.href.as_deref().filter(|_| leads), above(&spot.tells, *x, (LEFT, right)), &html! {
                            (hit(&places, (*x, *y), (TOP, BOTTOM), lines.len() == 1))
                            circle.wv-c-open[spot.is_partial] cx=(at(*x)) cy=(at(*y)) r="4" {}
                        }))
                    }
                }
                @if let Some((x, y)) = points.iter().rev().flatten().next() {
                    text.wv-c-line-name x=(at(x + 10.0)) y=(at(y + 4.0)) { (line.name) }
                }
            }
        }
    };
    picture(size, HEIGHT, label, has_links, &body)
}

/// A path through the points, broken where one is missing.
pub(super) fn path(points: &[Option<(f64, f64)>]) -> String {
    let mut path = String::new();
    let mut is_down = false;
    for point in points {
        match point {
            Some((x, y)) => {
                // Writing into a String cannot fail.
                let _ = write!(path, "{}{} {}", if is_down { "L" } else { "M" }, at(*x), at(*y));
                is_down = true;
            }
            None => is_down = false,
        }
    }
    path
}
