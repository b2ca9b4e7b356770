//! Who looked at one person's data, in words that person can read. Names of accounts are another room's: whoever calls gives
//! a way to look them up, and where that knows nothing the id stands.

use crate::lang::Lang;
use crate::trail::{Action, Ground, Kind, Line, Outcome};
use chrono_tz::Tz;

/// One sentence or two for each line: when, who, what, and why that was allowed.
pub fn told(
    lines: &[Line],
    lang: Lang,
    zone: Tz,
    name_of: &dyn Fn(&str) -> Option<String>,
) -> Vec<String> {
    lines.iter().map(|line| one(line, lang, zone, name_of)).collect()
}

fn one(line: &Line, lang: Lang, zone: Tz, name_of: &dyn Fn(&str) -> Option<String>) -> String {
    let name = |id: &str| name_of(id).unwrap_or_else(|| id.to_owned());
    let local = line.at.with_timezone(&zone);
    let known = |key: Option<&'static str>, word: &str| match key {
        Some(key) => lang.text(key).to_owned(),
        None => word.to_owned(),
    };
    let did = known(Action::from_word(&line.action).map(Action::key), &line.action);
    let what = known(Kind::from_word(&line.object_kind).map(Kind::key), &line.object_kind);
    let role = role_words(lang, &line.acting_as).to_owned();
    let mut text = lang.fill(
        "who_looked.line",
        &[
            ("day", &local.format("%d-%m-%Y")),
            ("time", &local.format("%H:%M")),
            ("who", &name(&line.actor)),
            ("role", &role),
            ("did", &did),
            ("what", &what),
        ],
    );
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
