//! Who looked at one person's data, in words that person can read. Names of accounts are another room's: whoever calls gives
//! a way to look them up, and where that knows nothing the id stands.

use crate::lang::Lang;
use crate::trail::{Action, Ground, Kind, Line, Outcome};
use chrono::NaiveDate;
use chrono_tz::Tz;
use std::collections::HashMap;

/// One sentence or two for each line: when, who, what, and why that was allowed. What happened in the same manner several times
/// on one day is told once, with how often: a list that nobody reads to its end tells nothing.
pub fn told(
    lines: &[Line],
    lang: Lang,
    zone: Tz,
    name_of: &dyn Fn(&str) -> Option<String>,
) -> Vec<String> {
    let mut alike: Vec<Vec<&Line>> = Vec::new();
    let mut places: HashMap<(NaiveDate, Vec<&str>), usize> = HashMap::new();
    for line in lines {
        let day = line.at.with_timezone(&zone).date_naive();
        let place = *places.entry((day, manner(line))).or_insert(alike.len());
        match alike.get_mut(place) {
            Some(many) => many.push(line),
            None => alike.push(vec![line]),
        }
    }
    let told = |many: &[&Line]| {
        let last = many.iter().max_by_key(|line| (line.at, line.no))?;
        Some(one(last, many.len(), lang, zone, name_of))
    };
    alike.iter().filter_map(|many| told(many)).collect()
}

/// All that the sentence tells but the time.
fn manner(line: &Line) -> Vec<&str> {
    let behalf = line.on_behalf_of.as_deref().unwrap_or_default();
    let list = if is_in_list(line) { "list" } else { "" };
    vec![
        &line.actor,
        &line.acting_as,
        behalf,
        &line.action,
        &line.object_kind,
        &line.ground,
        &line.outcome,
        list,
    ]
}

/// True when the person stood in a list, as one of many.
fn is_in_list(line: &Line) -> bool {
    line.note.as_deref().is_some_and(|note| note.starts_with("in a list"))
}

fn one(
    line: &Line,
    times: usize,
    lang: Lang,
    zone: Tz,
    name_of: &dyn Fn(&str) -> Option<String>,
) -> String {
    let name = |id: &str| name_of(id).unwrap_or_else(|| id.to_owned());
    let local = line.at.with_timezone(&zone);
    let known = |key: Option<&'static str>, word: &str| match key {
        Some(key) => lang.text(key).to_owned(),
        None => word.to_owned(),
    };
    let did = known(Action::from_word(&line.action).map(Action::key), &line.action);
    let mut what = known(Kind::from_word(&line.object_kind).map(Kind::key), &line.object_kind);
    if is_in_list(line) {
        what = lang.fill("who_looked.in_list", &[("what", &what)]);
    }
    let role = role_words(lang, &line.acting_as).to_owned();
    let (day, time) = (local.format("%d-%m-%Y"), local.format("%H:%M"));
    let who = name(&line.actor);
    let mut text = if times > 1 {
        lang.fill(
            "who_looked.lines",
            &[
                ("day", &day),
                ("n", &times),
                ("time", &time),
                ("who", &who),
                ("role", &role),
                ("did", &did),
                ("what", &what),
            ],
        )
    } else {
        lang.fill(
            "who_looked.line",
            &[
                ("day", &day),
                ("time", &time),
                ("who", &who),
                ("role", &role),
                ("did", &did),
                ("what", &what),
            ],
        )
    };
    let mut add = |more: &str| {
        text.push(' ');
        text.push_str(more);
    };
    if let Some(other) = &line.on_behalf_of {
        add(&lang.fill("who_looked.on_behalf_of", &[("who", &name(other))]));
    }
    if line.outcome == Outcome::Refused.word() {
        add(lang.text("who_looked.refused"));
    } else {
        add(&known(Ground::from_word(&line.ground).map(Ground::key), &line.ground));
    }
    text
}

/// The words of a role. A role that is not known here is shown as it is.
pub fn role_words(lang: Lang, role: &str) -> &str {
    role_key(role).map_or(role, |key| lang.text(key))
}

fn role_key(role: &str) -> Option<&'static str> {
    Some(match role {
        "supervisor" => "role.supervisor",
        "job_coach" => "role.job_coach",
        "sales" => "role.sales",
        "planner" => "role.planner",
        "controller" => "role.controller",
        "administrator" => "role.administrator",
        "privacy_officer" => "role.privacy_officer",
        "device" => "who_looked.device",
        "operator" => "who_looked.operator",
        _ => return None,
    })
}
