//! Asks a panel's query for a viewer: the views it names hold the viewer's rows and the chosen ones before it sees them, it
//! cannot write, and it ends in time.

use super::expected;
use super::file::{Holds, Panel};
use super::filter::{Chosen, Filter};
use super::period::first_of_quarter;
use super::source::Source;
use super::sql::Sound;
use crate::db::{Bounds, Cell, Db, Question, Storage, Unanswered, Value};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// What a panel may cost.
pub const BOUNDS: Bounds = Bounds { time: Duration::from_secs(5), rows: 5_000 };

/// The rows of a view that a viewer may see.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Seen {
    /// All of them.
    All,
    /// Those of which one of these columns holds one of these values.
    Of(Vec<(&'static str, BTreeSet<String>)>),
}

/// The answer to a panel.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// The rows, a cell a column of the panel.
    pub rows: Vec<Vec<Cell>>,
    /// Filters that were chosen and of which a view knows nothing, so that it gave no rows.
    pub without: BTreeSet<&'static str>,
}

enum Bound {
    Text(String),
    Day(NaiveDate),
}

impl Bound {
    fn value(&self) -> &dyn Value {
        match self {
            Self::Text(text) => text,
            Self::Day(day) => day,
        }
    }
}

/// Asks. `seen` holds for each view of the query what the viewer may see of it.
pub async fn ask(
    db: &Db,
    (panel, sound): (&Panel, &Sound),
    seen: &BTreeMap<&'static str, Seen>,
    chosen: &Chosen,
    bounds: Bounds,
) -> Result<Answer, Unanswered> {
    let before = chosen.period.year_before();
    let mut values: Vec<Bound> = sound
        .parameters
        .iter()
        .map(|name| match *name {
            "from" => Bound::Day(chosen.period.from),
            "to" => Bound::Day(chosen.period.to),
            "before_from" => Bound::Day(before.from),
            "before_to" => Bound::Day(before.to),
            "quarter_from" => Bound::Day(first_of_quarter(chosen.period.from)),
            "today" => Bound::Day(chosen.today),
            _ => Bound::Text(chosen.person.clone().unwrap_or_default()),
        })
        .collect();
    let mut without = BTreeSet::new();
    let mut parts = Vec::new();
    for source in sound.sources.iter().filter_map(|name| Source::named(name)) {
        let mut wheres = Vec::new();
        match seen.get(source.name) {
            _ if source.is_everybodys() => {}
            Some(Seen::All) => {}
            Some(Seen::Of(own)) => wheres.push(one_of(own, &mut values)),
            None => wheres.push("1 = 0".to_owned()),
        }
        for (word, value) in &chosen.values {
            let Some(filter) = Filter::of(word) else { continue };
            if source.has(filter.column) {
                values.push(Bound::Text(value.clone()));
                wheres.push(format!("{} = ${}", filter.column, values.len()));
            } else if !source.is_everybodys() {
                without.insert(filter.word);
                wheres.push("1 = 0".to_owned());
            }
        }
        if source.name == "report_growth" {
            values.push(Bound::Day(chosen.period.from));
            values.push(Bound::Day(chosen.period.to));
            wheres.push(format!("day between ${} and ${}", values.len() - 1, values.len()));
        }
        let columns: Vec<&str> = source.columns.iter().map(|(name, _)| *name).collect();
        let only = if wheres.is_empty() {
            String::new()
        } else {
            format!(" where {}", wheres.join(" and "))
        };
        let own = match source.name {
            "report_lines" if expected::is_asked_for(&asked(panel, sound)) => {
                values.push(Bound::Day(chosen.today));
                expected::reckoned(&columns, &wheres, values.len())
            }
            "report_lines" => {
                format!("(select {} from report_lines{only})", expected::without(&columns))
            }
            name => format!("(select {} from {name}{only})", columns.join(", ")),
        };
        let own = if source.name == "report_growth" { fair(&columns, &own) } else { own };
        parts.push(format!("s_{} as not materialized {own}", source.name));
    }
    parts.extend(sound.parts.iter().cloned());
    let columns = panel
        .columns
        .iter()
        .map(|column| (column.name.get_ref().as_str(), storage(column.holds)))
        .collect();
    let values: Vec<&dyn Value> = values.iter().map(Bound::value).collect();
    let question = Question { parts: &parts, text: &sound.text, columns };
    let rows = db.ask(&question, &values, bounds).await?;
    Ok(Answer { rows, without })
}

/// Everything in which a query can say the name of a column.
fn asked(panel: &Panel, sound: &Sound) -> String {
    let columns = panel.columns.iter().map(|column| column.name.get_ref().as_str());
    let parts = sound.parts.iter().map(String::as_str);
    parts.chain([sound.text.as_str()]).chain(columns).collect::<Vec<_>>().join(" ")
}

/// Pieces that may be set against time: those of a work, in whatever orders, of which the period holds ten net hours in three
/// weeks, at stations where pieces are one person's. Of anything less no file learns a pace.
fn fair(columns: &[&str], own: &str) -> String {
    const PIECES: [&str; 3] = ["good", "rejected_material", "rejected_work"];
    let shown: Vec<String> = columns
        .iter()
        .map(|name| match *name {
            piece if PIECES.contains(&piece) => format!(
                "case when fair_seconds >= 36000 and fair_weeks >= 3 and attributable = 1 then {piece} end as {piece}"
            ),
            other => other.to_owned(),
        })
        .collect();
    format!(
        "(select {} from (
             select f.*, sum(case when attributable = 1 then net_seconds else 0 end)
                             over (partition by worker_id, work_id) as fair_seconds,
                    sum(fair_first) over (partition by worker_id, work_id) as fair_weeks
               from (select o.*, case when attributable = 1 and net_seconds > 0
                                       and row_number() over (partition by worker_id, work_id, week,
                                               case when attributable = 1 and net_seconds > 0 then 1 else 0 end
                                               order by day, station_id) = 1
                                      then 1 else 0 end as fair_first
                       from {own} o) f) g)",
        shown.join(", ")
    )
}

/// A condition that one of the columns holds one of its values; one that nothing fulfils when there are none.
fn one_of(own: &[(&'static str, BTreeSet<String>)], values: &mut Vec<Bound>) -> String {
    let mut any = Vec::new();
    for (column, ids) in own.iter().filter(|(_, ids)| !ids.is_empty()) {
        let places: Vec<String> = ids
            .iter()
            .map(|id| {
                values.push(Bound::Text(id.clone()));
                format!("${}", values.len())
            })
            .collect();
        any.push(format!("{column} in ({})", places.join(", ")));
    }
    if any.is_empty() { "1 = 0".to_owned() } else { format!("({})", any.join(" or ")) }
}

/// How a column travels.
pub fn storage(holds: Holds) -> Storage {
    match holds {
        Holds::Text
        | Holds::Word
        | Holds::Day
        | Holds::Ago
        | Holds::Week
        | Holds::Month
        | Holds::Quarter => Storage::Text,
        Holds::Whole | Holds::Euro | Holds::Hours => Storage::Whole,
        Holds::Real | Holds::Share => Storage::Real,
    }
}
