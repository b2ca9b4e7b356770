//! A control chart: somebody's or something's values against their own mean and limits, so that ordinary ups and downs are
//! seen as such. Limits are those of an individuals chart: the mean and 2.66 times the mean moving range on either side, over
//! the first twelve points (Shewhart's limits, as Wheeler gives them for individual values; 2.66 is 3 / 1.128).

use super::axis::{Places, Scale};
use super::lines::path;
use super::{PRESSED, Size, Spot, above, at, hit, mark, picture};
use maud::{Markup, html};

/// A point.
pub struct Point {
    /// What stands below it.
    pub name: String,
    /// What was to be expected of a regular worker, where that may be shown.
    pub norm: Option<f64>,
    /// Its value, of which there is none where there is too little to say one.
    pub spot: Spot,
}

/// The mean of a row of values and the limits of its ordinary ups and downs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// The mean.
    pub mean: f64,
    /// Below this is unusual.
    pub low: f64,
    /// Above this is unusual.
    pub high: f64,
}

/// Over so many points the limits are taken.
const FIRST: usize = 12;
/// With fewer points there are no limits to speak of.
const FEWEST: usize = 5;

impl Limits {
    /// Of values in order of time that lie between nothing and `most`; `None` of too few.
    pub fn of(values: &[f64], most: f64) -> Option<Self> {
        let first = values.get(..values.len().min(FIRST)).filter(|first| first.len() >= FEWEST)?;
        #[expect(clippy::cast_precision_loss, reason = "at most twelve")]
        let count = first.len() as f64;
        let mean = first.iter().sum::<f64>() / count;
        let ranges =
            first.windows(2).map(|pair| (pair[1] - pair[0]).abs()).sum::<f64>() / (count - 1.0);
        let reach = 2.66 * ranges;
        Some(Self { mean, low: (mean - reach).max(0.0), high: (mean + reach).min(most) })
    }

    /// True for an ordinary value.
    pub fn hold(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }
}

const TOP: f64 = 26.0;
/// Room for the names of weeks.
const BELOW: f64 = 30.0;

/// How high it is, and how much room its values need at the left and the names of its lines at the right.
fn room(size: Size) -> (f64, f64, f64) {
    if size == Size::Third { (190.0, 58.0, 90.0) } else { (300.0, 84.0, 110.0) }
}

/// What its lines are called.
pub struct Words<'a> {
    /// The mean.
    pub mean: &'a str,
    /// The upper limit: above it is unusual.
    pub above: &'a str,
    /// The lower limit.
    pub below: &'a str,
    /// What was to be expected of a regular worker.
    pub norm: &'a str,
}

/// Draws it. `whole`: what a value is a part of, in the unit in which it is drawn.
pub fn control(
    size: Size,
    label: &str,
    (points, whole): (&[Point], Option<f64>),
    words: &Words<'_>,
    text: impl Fn(f64) -> String,
) -> Markup {
    let (height, left, beside) = room(size);
    let (right, bottom) = (size.width() - beside, height - BELOW);
    let values: Vec<f64> = points.iter().filter_map(|point| point.spot.value).collect();
    // A part cannot be more than the whole; of a tempo against a norm more than all of it is possible.
    let most = whole.filter(|whole| values.iter().all(|value| value <= whole));
    let limits = Limits::of(&values, most.unwrap_or(f64::INFINITY));
    let bounds = limits.iter().flat_map(|limits| [limits.low, limits.high]);
    let norms = points.iter().filter_map(|point| point.norm);
    let scale = Scale::new(values.iter().copied().chain(bounds).chain(norms), TOP, bottom);
    let places = Places::new(points.len(), left, right);
    let line: Vec<_> = points
        .iter()
        .enumerate()
        .map(|(place, point)| point.spot.value.map(|value| (places.middle(place), scale.y(value))))
        .collect();
    let leads = places.width() >= PRESSED;
    let has_links = leads && points.iter().any(|point| point.spot.href.is_some());
    let norm: Vec<_> = points
        .iter()
        .enumerate()
        .map(|(place, point)| point.norm.map(|value| (places.middle(place), scale.y(value))))
        .collect();
    let body = html! {
        (scale.draw(left, right, &text))
        (places.draw(height - 10.0, points.iter().map(|point| point.name.as_str())))
        @if let Some(limits) = limits {
            rect.wv-c-band x=(at(left)) width=(at(right - left)) y=(at(scale.y(limits.high)))
                height=(at((scale.y(limits.low) - scale.y(limits.high)).max(1.0))) {}
            line.wv-c-mean x1=(at(left)) x2=(at(right)) y1=(at(scale.y(limits.mean))) y2=(at(scale.y(limits.mean))) {}
            // A small one has no room for three names beside each other; what the band means stands below all of them.
            @let named = [(words.mean, limits.mean), (words.above, limits.high), (words.below, limits.low)];
            @for (word, value) in named.into_iter().take(if size == Size::Third { 1 } else { 3 }) {
                text.wv-c-line-name x=(at(right + 6.0)) y=(at(scale.y(value) + 4.0)) { (word) " " (text(value)) }
            }
            @for value in [limits.high, limits.low] {
                line.wv-c-limit x1=(at(left)) x2=(at(right)) y1=(at(scale.y(value))) y2=(at(scale.y(value))) {}
            }
        }
        @if norm.iter().any(Option::is_some) {
            path.wv-c-budget d=(path(&norm)) fill="none" {}
            @if let Some((_, y)) = norm.iter().rev().flatten().next() {
                text.wv-c-line-name x=(at(right + 6.0)) y=(at(y + 4.0)) { (words.norm) }
            }
        }
        g.wv-c-line.wv-c-line-0 {
            path d=(path(&line)) fill="none" {}
            @for (point, place) in points.iter().zip(&line) {
                @if let (Some((x, y)), spot @ Spot { value: Some(value), .. }) = (place, &point.spot) {
                    @let is_ordinary = limits.is_none_or(|limits| limits.hold(*value));
                    (mark(&spot.tells, spot.href.as_deref().filter(|_| leads), above(&spot.tells, *x, (left, right)), &html! {
                        (hit(&places, (*x, *y), (TOP, bottom), true))
                        @if is_ordinary {
                            circle.wv-c-open[spot.is_partial] cx=(at(*x)) cy=(at(*y)) r="4" {}
                        } @else {
                            path.wv-c-unusual.wv-c-open[spot.is_partial] d=(format!("M{} {}l7 7l-7 7l-7 -7z", at(*x), at(y - 7.0))) {}
                        }
                    }))
                }
            }
        }
    };
    picture(size, height, label, has_links, &body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_those_of_an_individuals_chart() {
        let limits = Limits::of(&[10.0, 12.0, 11.0, 13.0, 12.0, 14.0], f64::INFINITY).unwrap();
        assert!((limits.mean - 12.0).abs() < 1e-9);
        // Moving ranges 2, 1, 2, 1, 2: mean 1.6, times 2.66.
        assert!((limits.high - (12.0 + 4.256)).abs() < 1e-9, "{limits:?}");
        assert!(limits.hold(16.2) && !limits.hold(16.3) && !limits.hold(7.7));
        assert_eq!(Limits::of(&[1.0, 2.0, 3.0, 4.0], f64::INFINITY), None);
        let later =
            Limits::of(&[[10.0; 12].as_slice(), &[99.0; 5]].concat(), f64::INFINITY).unwrap();
        assert!((later.mean - 10.0).abs() < 1e-9, "what comes later does not move the limits");
        let share = Limits::of(&[0.9, 1.0, 0.8, 1.0, 0.95], 1.0).unwrap();
        assert!((share.high - 1.0).abs() < 1e-9, "a part is no more than the whole: {share:?}");
    }
}
