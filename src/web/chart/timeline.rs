//! Orders over time: a bar from the first day of work to the day it is expected to be done, a thin one for how far it is, a
//! black mark at the day it was promised for, and a line for today.

use super::{Size, at, cut, mark, picture};
use chrono::{NaiveDate, TimeDelta};
use maud::{Markup, html};

/// An order.
pub struct Run {
    /// Its name.
    pub name: String,
    /// The first day of work.
    pub from: NaiveDate,
    /// The day it was promised for.
    pub due: Option<NaiveDate>,
    /// The day it is expected to be done at its own pace.
    pub expected: Option<NaiveDate>,
    /// How far it is, from 0 to 1.
    pub done: Option<f64>,
    /// What it tells.
    pub tells: String,
    /// Where it leads.
    pub href: Option<String>,
}

impl Run {
    /// True when it will be done after the day it was promised for, or that day is behind us.
    pub fn is_late(&self, today: NaiveDate) -> bool {
        self.due.is_some_and(|due| due < self.expected.unwrap_or(today).max(today))
    }
}

/// How high a row is, and one that leads somewhere: large enough to press.
const ROW: f64 = 38.0;
const PRESSED: f64 = 50.0;
const HEAD: f64 = 26.0;

/// Draws them in the order given; `day` writes a date, `late` is the word for what is too late.
pub fn timeline(
    size: Size,
    label: &str,
    runs: &[Run],
    today: NaiveDate,
    (day, late, at_risk): (impl Fn(NaiveDate) -> String, &str, &str),
) -> Markup {
    let days = || {
        runs.iter().flat_map(|run| [Some(run.from), run.due, run.expected]).flatten().chain([today])
    };
    let first = days().min().unwrap_or(today);
    let last = days().max().unwrap_or(today);
    let (left, right) = (size.width() * 0.34, size.width() - 16.0);
    #[expect(clippy::cast_precision_loss, reason = "some years of days")]
    let x = |date: NaiveDate| {
        let span = (last - first).num_days().max(1) as f64;
        left + (date - first).num_days() as f64 / span * (right - left)
    };
    let has_links = runs.iter().any(|run| run.href.is_some());
    let row = if has_links { PRESSED } else { ROW };
    let mut top = HEAD - row;
    #[expect(clippy::cast_precision_loss, reason = "some hundreds at most")]
    let bottom = HEAD + row * runs.len() as f64;
    let body = html! {
        g.wv-c-axis {
            @for tick in ticks(first, last) {
                line x1=(at(x(tick))) x2=(at(x(tick))) y1=(at(HEAD - 4.0)) y2=(at(bottom)) {}
                text x=(at(x(tick))) y="16" text-anchor=(if tick == last { "end" } else { "middle" }) { (day(tick)) }
            }
        }
        @for run in runs {
            @let y = { top += row; top };
            @let is_late = run.is_late(today);
            @let end = run.expected.or(run.due).unwrap_or(today).max(run.from);
            text.wv-c-bar-name x=(at(left - 8.0)) y=(at(y + 22.0)) text-anchor="end" { (cut(&run.name, left)) }
            @let word = if run.due.is_some_and(|due| due < today) { late } else { at_risk };
            @let tells = if is_late { format!("{}, {word}", run.tells) } else { run.tells.clone() };
            (mark(&tells, run.href.as_deref(), (f64::midpoint(left, right), y + 10.0), &html! {
                rect.wv-c-hit x=(at(left)) y=(at(y)) width=(at(right - left)) height=(at(row)) {}
                rect class=(if is_late { "wv-c-run-late" } else { "wv-c-run" }) x=(at(x(run.from))) y=(at(y + 8.0))
                    width=(at((x(end) - x(run.from)).max(3.0))) height="20" rx="2" {}
                @if let Some(done) = run.done {
                    rect.wv-c-run-done x=(at(x(run.from))) y=(at(y + 14.0))
                        width=(at(((x(end) - x(run.from)) * done.clamp(0.0, 1.0)).max(1.0))) height="8" {}
                }
                @if let Some(due) = run.due {
                    rect.wv-c-due x=(at(x(due) - 2.0)) y=(at(y + 4.0)) width="4" height="28" {}
                }
                @if is_late {
                    @let has_room = x(end) + 95.0 < right;
                    text.wv-c-late x=(at(if has_room { x(end) + 8.0 } else { x(end) - 6.0 })) y=(at(y + 23.0))
                        text-anchor=(if has_room { "start" } else { "end" }) aria-hidden="true" { "! " (word) }
                }
            }))
        }
        line.wv-c-today x1=(at(x(today))) x2=(at(x(today))) y1=(at(HEAD - 4.0)) y2=(at(bottom)) {}
    };
    picture(size, bottom + 6.0, label, has_links, &body)
}

/// Some days from the first to the last, evenly.
fn ticks(first: NaiveDate, last: NaiveDate) -> Vec<NaiveDate> {
    let span = (last - first).num_days();
    let parts = span.clamp(1, 4);
    (0..=parts).map(|part| first + TimeDelta::days(span * part / parts)).collect()
}
