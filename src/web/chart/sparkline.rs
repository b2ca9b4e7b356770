//! A line the size of a word, beside the number it is about; hidden from who hears the page, because the number says it.

use super::at;
use super::axis::Scale;
use super::lines::path;
use maud::{Markup, html};

const WIDTH: f64 = 120.0;
const HEIGHT: f64 = 32.0;

/// Draws it over the values in order of time.
pub fn sparkline(values: &[Option<f64>]) -> Markup {
    let scale = Scale::new(values.iter().flatten().copied(), 4.0, HEIGHT - 4.0);
    #[expect(clippy::cast_precision_loss, reason = "some hundreds at most")]
    let step = (WIDTH - 8.0) / values.len().saturating_sub(1).max(1) as f64;
    let mut x = 4.0 - step;
    let points: Vec<_> = values
        .iter()
        .map(|value| {
            x += step;
            value.map(|value| (x, scale.y(value)))
        })
        .collect();
    html! {
        svg.wv-sparkline viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } aria-hidden="true" {
            path d=(path(&points)) fill="none" {}
            @if let Some((x, y)) = points.iter().rev().flatten().next() { circle cx=(at(*x)) cy=(at(*y)) r="3" {} }
        }
    }
}
