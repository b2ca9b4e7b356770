//! Every mistake in a dashboard's file, each at its place: names that mean nothing, columns that are not there, queries that
//! may not run.

use super::file::{Draw, File, Holds, Mistake, Panel, Withheld};
use super::filter::Filter;
use super::letters::Wrong;
use super::period::PRESETS;
use super::source::Source;
use super::sql::{self, Sound};
use crate::access::role::Role;
use std::collections::BTreeSet;

/// Looks a file over; gives the queries of its panels, in their order, when nothing is wrong.
pub fn check(text: &str, file: &File) -> Result<Vec<Sound>, Vec<Mistake>> {
    let mut mistakes = Vec::new();
    let mut wrong = |byte: usize, what: String| mistakes.push(Mistake::at(text, byte, what));

    for (words, what) in [(&file.title, "title"), (&file.about, "about")] {
        if words.nl.trim().is_empty() || words.en.trim().is_empty() {
            wrong(0, format!("'{what}' needs words in nl and in en"));
        }
    }
    if file.audience.get_ref().is_empty() {
        wrong(
            file.audience.span().start,
            "'audience' names no role: nobody would see it".to_owned(),
        );
    }
    for role in file.audience.get_ref() {
        if Role::from_word(role).is_none() {
            let known: Vec<&str> = Role::ALL.iter().map(|role| role.word()).collect();
            let what = format!("there is no role '{role}', only {}", known.join(", "));
            wrong(file.audience.span().start, what);
        }
    }
    for word in file.filters.get_ref() {
        if word != "period" && Filter::of(word).is_none() {
            let known: Vec<&str> =
                super::filter::FILTERS.iter().map(|filter| filter.word).collect();
            let what = format!("there is no filter '{word}', only period, {}", known.join(", "));
            wrong(file.filters.span().start, what);
        }
    }
    if !PRESETS.contains(&file.period.get_ref().as_str()) {
        let what =
            format!("there is no period '{}', only {}", file.period.get_ref(), PRESETS.join(", "));
        wrong(file.period.span().start, what);
    }
    if file.panels.is_empty() {
        wrong(0, "there is no [[panel]]".to_owned());
    }
    let mut names = BTreeSet::new();
    let mut sound = Vec::new();
    for panel in &file.panels {
        let name = panel.name.get_ref();
        if !is_name(name) || !names.insert(name) {
            let what = format!(
                "'{name}' is no name for a panel here: small letters, digits and dashes, each name once"
            );
            wrong(panel.name.span().start, what);
        }
        if panel.title.nl.trim().is_empty() || panel.title.en.trim().is_empty() {
            wrong(panel.name.span().start, format!("panel '{name}' needs a title in nl and in en"));
        }
        for (byte, what) in columns(panel) {
            wrong(byte, what);
        }
        if let Draw::Figures { to, .. } = panel.draw.get_ref() {
            for other in to.values().filter(|other| file.panel(other).is_none()) {
                wrong(panel.draw.span().start, format!("there is no panel '{other}' to lead to"));
            }
        }
        match sql::read(panel.query.get_ref()) {
            Ok(query) => {
                if query.parameters.contains(&"person") && !file.person {
                    let what = "':person' is for a dashboard with person = true".to_owned();
                    wrong(panel.query.span().start, what);
                }
                let persons = query.sources.iter().filter_map(|name| Source::named(name));
                if let Some(one) = persons.clone().find(|s| s.is_of_one_person() && !file.person) {
                    let what = format!("'{}' is for a dashboard with person = true", one.name);
                    wrong(panel.query.span().start, what);
                }
                if persons.clone().any(Source::is_about_persons)
                    && !file.person
                    && is_exposed(panel)
                {
                    wrong(
                        panel.query.span().start,
                        "persons are not drawn beside each other".to_owned(),
                    );
                }
                sound.push(query);
            }
            Err(Wrong { line, column, what }) => {
                wrong(place_in(text, panel, (line, column)), what);
            }
        }
    }
    if mistakes.is_empty() {
        Ok(sound)
    } else {
        mistakes.sort();
        Err(mistakes)
    }
}

/// The byte of the file at a line and a column of a panel's query; the query's begin when it is not written there as it is read.
pub fn place_in(text: &str, panel: &Panel, (line, column): (u64, u64)) -> usize {
    let span = panel.query.span();
    let query = panel.query.get_ref();
    let place = || {
        let begin = span.start + text.get(span.clone())?.find(query.as_str())?;
        let before = usize::try_from(line).ok()?.checked_sub(1)?;
        let within: usize = query.split_inclusive('\n').take(before).map(str::len).sum();
        let letters = usize::try_from(column).ok()?.saturating_sub(1);
        let on_line: usize = query.get(within..)?.chars().take(letters).map(char::len_utf8).sum();
        Some(begin + within + on_line)
    };
    place().unwrap_or(span.start)
}

/// True for a picture that puts rows side by side by their size, which of persons would be a ranking.
fn is_exposed(panel: &Panel) -> bool {
    !matches!(
        panel.draw.get_ref(),
        Draw::Table { .. } | Draw::Figures { .. } | Draw::Timeline { .. }
    )
}

/// A name as it stands in an address.
pub fn is_name(name: &str) -> bool {
    (1..=40).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

fn is_column(name: &str) -> bool {
    (1..=60).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

fn columns(panel: &Panel) -> Vec<(usize, String)> {
    let mut wrong = Vec::new();
    if panel.columns.is_empty() {
        wrong.push((panel.name.span().start, "a panel needs its columns".to_owned()));
    }
    for column in &panel.columns {
        let name = column.name.get_ref();
        if !is_column(name) {
            wrong.push((
                column.name.span().start,
                format!("'{name}' is no name for a column: small letters, digits and _"),
            ));
        }
        if !column.hidden
            && (column.title.nl.trim().is_empty() || column.title.en.trim().is_empty())
        {
            wrong.push((
                column.name.span().start,
                format!("column '{name}' needs a title in nl and in en, or hidden = true"),
            ));
        }
        if let Withheld::Where(counts) = &column.withheld
            && panel.place(counts).is_none()
        {
            let what = format!("there is no column '{counts}' that counts what is left out");
            wrong.push((column.name.span().start, what));
        }
        let can_be_added = matches!(column.holds, Holds::Whole | Holds::Euro | Holds::Hours);
        if column.total && !can_be_added {
            wrong.push((
                column.name.span().start,
                format!("column '{name}' cannot be added up: total is for whole, euro and hours"),
            ));
        }
    }
    let draw = panel.draw.span().start;
    for name in panel.draw.get_ref().names() {
        if panel.place(name).is_none() {
            wrong.push((draw, format!("there is no column '{name}' to draw")));
        }
    }
    let is_number = |name: &str| {
        panel.place(name).and_then(|at| panel.columns.get(at)).is_none_or(|column| {
            matches!(
                column.holds,
                Holds::Whole | Holds::Real | Holds::Euro | Holds::Hours | Holds::Share
            )
        })
    };
    let numbers: Vec<&String> = match panel.draw.get_ref() {
        Draw::Bars { y, budget, before, .. } => {
            std::iter::once(y).chain(budget).chain(before).collect()
        }
        Draw::Lines { y, .. } => y.iter().collect(),
        Draw::Control { y, norm, .. } => std::iter::once(y).chain(norm).collect(),
        Draw::Controls { y, norm, .. } => y.iter().chain(norm).collect(),
        Draw::Sparklines { y, .. } | Draw::Pareto { y, .. } => vec![y],
        Draw::Heatmap { value, .. } => vec![value],
        Draw::Figures { .. } | Draw::Timeline { .. } | Draw::Table { .. } => Vec::new(),
    };
    for name in numbers.into_iter().filter(|name| !is_number(name)) {
        wrong.push((draw, format!("column '{name}' is drawn as a number and holds none")));
    }
    if let Some(link) = &panel.link {
        for (filter, column) in &link.get_ref().with {
            let is_filter = ["week", "month", "day", "person"].contains(&filter.as_str())
                || Filter::of(filter).is_some();
            if !is_filter {
                wrong.push((
                    link.span().start,
                    format!("there is no filter '{filter}' to lead with"),
                ));
            }
            if panel.place(column).is_none() {
                wrong.push((
                    link.span().start,
                    format!("there is no column '{column}' to lead with"),
                ));
            }
        }
    }
    wrong
}
