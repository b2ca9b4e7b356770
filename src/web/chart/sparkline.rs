//! A line the size of a word, beside the number it is about. Its points tell their values when one points at them; who hears
//! the page hears all of them as the picture's description.

use super::axis::Scale;
use super::lines::path;
use super::{Spot, at};
use maud::{Markup, html};

const WIDTH: f64 = 120.0;
const HEIGHT: f64 = 32.0;

/// Draws it over values in order of time.
pub fn sparkline(label: &str, spots: &[Spot]) -> Markup {
    let scale = Scale::new(spots.iter().filter_map(|spot| spot.value), 4.0, HEIGHT - 4.0);
    #[expect(clippy::cast_precision_loss, reason = "some hundreds at most")]
    let step = (WIDTH - 8.0) / spots.len().saturating_sub(1).max(1) as f64;
    let mut x = 4.0 - step;
    let points: Vec<_> = spots
        .iter()
        .map(|spot| {
            x += step;
            spot.value.map(|value| (x, scale.y(value)))
        })
        .collect();
    let last = points.iter().rposition(Option::is_some);
    let told: Vec<&str> = spots.iter().map(|spot| spot.tells.as_str()).collect();
    html! {
        svg.wv-sparkline viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-label=(label) {
            desc { (told.join("; ")) }
            path d=(path(&points)) fill="none" {}
            @for (place, (point, spot)) in points.iter().zip(spots).enumerate() {
                @if let Some((x, y)) = point {
                    g {
                        title { (spot.tells) }
                        rect.wv-c-hit x=(at(x - step / 2.0)) y="0" width=(at(step)) height=(HEIGHT) {}
                        @if Some(place) == last || spot.is_partial {
                            circle.wv-c-open[spot.is_partial] cx=(at(*x)) cy=(at(*y)) r="3" {}
                        }
                    }
                }
            }
        }
    }
}
