//! What only a database can say of a dashboard's file: that a column is not there, that a sum is of words. Each query is run
//! for somebody who may see nothing, so it is looked over whole and reads no row.

use super::check::place_in;
use super::file::{Mistake, Panel};
use super::filter::Chosen;
use super::letters::is_word;
use super::library::Dashboard;
use super::period::Period;
use super::run::{BOUNDS, ask};
use super::service::Sight;
use crate::db::{Db, Unanswered};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// Tries every query of a file whose text is `text`.
pub async fn try_out(db: &Db, text: &str, dashboard: &Dashboard, today: NaiveDate) -> Vec<Mistake> {
    let chosen = Chosen {
        period: Period { from: today, to: today },
        preset: None,
        values: BTreeMap::new(),
        today,
        person: None,
        wrong: Vec::new(),
    };
    let mut mistakes = Vec::new();
    for (panel, sound) in dashboard.file.panels.iter().zip(&dashboard.queries) {
        let what = match ask(db, (panel, sound), &Sight::new(), &chosen, BOUNDS).await {
            Ok(_) => continue,
            Err(Unanswered::TooLong) => {
                "the query takes too long even with no row to read".to_owned()
            }
            Err(Unanswered::TooMany) => {
                "the query gives too many rows even with none to read".to_owned()
            }
            Err(Unanswered::Failed(error)) => match error.as_database_error() {
                Some(error) => error.message().to_owned(),
                None => error.to_string(),
            },
        };
        mistakes.push(placed(text, panel, &what));
    }
    mistakes
}

/// At the word of which an engine complains: it knows places only in what was made of the query.
fn placed(text: &str, panel: &Panel, what: &str) -> Mistake {
    let word = complained_of(what);
    if let Some(column) = what
        .contains("answer.")
        .then(|| panel.columns.iter().find(|column| Some(column.name.get_ref().as_str()) == word))
        .flatten()
    {
        let name = column.name.get_ref();
        let what = format!("the query gives no column '{name}'");
        return Mistake::at(text, column.name.span().start, what);
    }
    let query = panel.query.get_ref();
    let place = word.and_then(|word| find_word(query, word)).map_or((0, 0), |byte| {
        let before = query.get(..byte).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        (u64::try_from(line).unwrap_or_default(), u64::try_from(column).unwrap_or_default())
    });
    Mistake::at(text, place_in(text, panel, place), what)
}

/// The name in `no such column: t.wek` and in `column "wek" does not exist`.
fn complained_of(what: &str) -> Option<&str> {
    let named = match what.split_once("no such column: ") {
        Some((_, name)) => name,
        None => what.split_once("column ")?.1.split_once(" does not exist")?.0,
    };
    let word = named.trim_matches('"').rsplit('.').next()?.trim_matches('"');
    is_word(word).then_some(word)
}

/// Where a whole word stands first.
fn find_word(text: &str, word: &str) -> Option<usize> {
    let is_part = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
    text.match_indices(word).map(|(at, _)| at).find(|at| {
        let before = text.get(..*at).and_then(|before| before.chars().next_back());
        let after = text.get(at + word.len()..).and_then(|after| after.chars().next());
        !is_part(before) && !is_part(after)
    })
}
