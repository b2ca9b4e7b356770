//! The scale of a picture: round steps from zero, and labels that do not run into each other.

use super::at;
use maud::{Markup, html};

/// From values to heights.
pub(super) struct Scale {
    top: f64,
    bottom: f64,
    lowest: f64,
    highest: f64,
    step: f64,
}

impl Scale {
    /// Holds all of these values and zero, between two heights of the picture.
    pub(super) fn new(values: impl IntoIterator<Item = f64>, top: f64, bottom: f64) -> Self {
        let (mut low, mut high) = (0.0_f64, 0.0_f64);
        for value in values.into_iter().filter(|value| value.is_finite()) {
            low = low.min(value);
            high = high.max(value);
        }
        if high - low <= 0.0 {
            high = 1.0;
        }
        let step = round_step((high - low) / 4.0);
        // A step may be a hair less than what it stands for: two of 0.5 must hold a whole.
        let (below, above) = ((low / step + 1e-9).floor(), (high / step - 1e-9).ceil());
        let (lowest, highest) = (below * step, above * step);
        Self { top, bottom, lowest, highest, step }
    }

    /// The height of a value.
    pub(super) fn y(&self, value: f64) -> f64 {
        let share = (value - self.lowest) / (self.highest - self.lowest);
        self.bottom - share.clamp(0.0, 1.0) * (self.bottom - self.top)
    }

    /// Lines with the value at their left end.
    pub(super) fn draw(&self, left: f64, right: f64, text: impl Fn(f64) -> String) -> Markup {
        let mut values = Vec::new();
        let mut value = self.lowest;
        while value <= self.highest + self.step / 2.0 && values.len() < 12 {
            values.push(value);
            value += self.step;
        }
        html! {
            g.wv-c-axis {
                @for value in values {
                    line x1=(at(left)) x2=(at(right)) y1=(at(self.y(value))) y2=(at(self.y(value))) {}
                    text x=(at(left - 6.0)) y=(at(self.y(value) + 4.0)) text-anchor="end" { (text(value)) }
                }
            }
        }
    }
}

/// 1, 2 or 5 with zeros, at least as large.
fn round_step(about: f64) -> f64 {
    let power = 10_f64.powf(about.log10().floor());
    [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|digit| digit * power)
        .find(|step| *step >= about)
        .unwrap_or(about)
}

/// Places side by side, with a name below each, or below every second, third … when there are many.
pub(super) struct Places {
    left: f64,
    width: f64,
    count: usize,
}

impl Places {
    pub(super) fn new(count: usize, left: f64, right: f64) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "some hundreds at most")]
        let width = (right - left) / count.max(1) as f64;
        Self { left, width, count }
    }

    /// The middle of a place.
    pub(super) fn middle(&self, place: usize) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "some hundreds at most")]
        let place = place as f64;
        self.left + (place + 0.5) * self.width
    }

    /// How wide one is.
    pub(super) fn width(&self) -> f64 {
        self.width
    }

    /// The names.
    pub(super) fn draw<'a>(&self, y: f64, names: impl IntoIterator<Item = &'a str>) -> Markup {
        let names: Vec<&str> = names.into_iter().collect();
        let longest = names.iter().map(|name| name.chars().count()).max().unwrap_or(1);
        let every =
            (1..=self.count.max(1)).find(|every| self.has_room(*every, longest)).unwrap_or(1);
        // The latest is always named.
        let last = names.len().saturating_sub(1);
        html! {
            g.wv-c-axis {
                @for (place, name) in names.iter().enumerate() {
                    @if (last - place).is_multiple_of(every) {
                        text x=(at(self.middle(place))) y=(at(y)) text-anchor="middle" { (name) }
                    }
                }
            }
        }
    }

    fn has_room(&self, every: usize, letters: usize) -> bool {
        #[expect(clippy::cast_precision_loss, reason = "some hundreds at most")]
        let (every, letters) = (every as f64, letters as f64);
        every * self.width >= letters * 7.2 + 8.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round_and_zero_is_on_the_scale() {
        let scale = Scale::new([3.0, 47.0, f64::NAN], 0.0, 100.0);
        assert!((scale.highest - 60.0).abs() < 1e-9 && scale.lowest.abs() < 1e-9);
        assert!((scale.y(0.0) - 100.0).abs() < 1e-9 && (scale.y(60.0)).abs() < 1e-9);
        let below = Scale::new([-5.0, 5.0], 0.0, 100.0);
        assert!(below.lowest <= -5.0 && below.highest >= 5.0);
        assert!(Scale::new([], 0.0, 100.0).y(0.0).is_finite());
        assert!((round_step(0.012) - 0.02).abs() < 1e-9);
        assert!(
            (Scale::new([0.9, 1.0], 0.0, 100.0).highest - 1.0).abs() < 1e-9,
            "no step above the whole"
        );
    }
}
