//! Causes from the largest on: a bar each, and what share they make together with those before.

use super::{Size, at, cut, mark, picture};
use maud::{Markup, html};

/// A cause.
pub struct Cause {
    /// Its name.
    pub name: String,
    /// How much.
    pub value: f64,
    /// The same, written.
    pub text: String,
    /// Where it leads.
    pub href: Option<String>,
    /// What is left, all together: it stands last, whatever its size.
    pub is_rest: bool,
}

/// How high a row is, and one that leads somewhere: large enough to press.
const ROW: f64 = 34.0;
const PRESSED: f64 = 50.0;

/// Draws them, the largest first; `share` writes a share of one.
pub fn pareto(size: Size, label: &str, causes: &[Cause], share: impl Fn(f64) -> String) -> Markup {
    let mut order: Vec<&Cause> = causes.iter().filter(|cause| cause.value > 0.0).collect();
    order.sort_by(|a, b| a.is_rest.cmp(&b.is_rest).then(b.value.total_cmp(&a.value)));
    let all: f64 = order.iter().map(|cause| cause.value).sum();
    // What is left has no bar: many together would make each of the others look like nothing.
    let drawn = order.iter().filter(|cause| !cause.is_rest);
    let most = drawn.map(|cause| cause.value).fold(1e-9, f64::max);
    let (left, right) = (size.width() * 0.4, size.width() - 130.0);
    let has_links = order.iter().any(|cause| cause.href.is_some());
    let row = if has_links { PRESSED } else { ROW };
    let mut seen = 0.0;
    let mut y = 0.0;
    let rows = html! {
        @for cause in &order {
            @let top = y;
            @let together = { seen += cause.value; y += row; seen / all };
            @let wide = if cause.is_rest { 0.0 } else { (right - left) * cause.value / most };
            @let tells = format!("{}: {} ({})", cause.name, cause.text, share(cause.value / all));
            text.wv-c-bar-name x=(at(left - 8.0)) y=(at(top + row / 2.0 + 4.0)) text-anchor="end" { (cut(&cause.name, left)) }
            (mark(&tells, cause.href.as_deref(), (f64::midpoint(left, right), top + row / 2.0 + 4.0), &html! {
                rect.wv-c-hit x=(at(left)) y=(at(top)) width=(at(right - left)) height=(at(row)) {}
                @if !cause.is_rest {
                    rect.wv-c-bar-full x=(at(left)) y=(at(top + 5.0)) width=(at(wide.max(1.0))) height=(at(row - 10.0)) {}
                }
            }))
            text.wv-c-bar-text x=(at(left + wide + 8.0)) y=(at(top + row / 2.0 + 4.0)) { (cause.text) " · " (share(together)) }
        }
    };
    picture(size, y.max(row), label, has_links, &rows)
}
