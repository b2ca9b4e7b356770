//! What is held on one person, as a text that person can read: what it is, where it comes from, how much there is. The
//! details stand beside it in a file for machines.

use super::held::Held;
use super::who_looked::told;
use crate::lang::Lang;
use crate::people::Photo;
use chrono_tz::Tz;
use std::fmt::Write as _;

/// The overview, in Markdown.
pub fn overview(
    held: &Held,
    lang: Lang,
    zone: Tz,
    name_of: &dyn Fn(&str) -> Option<String>,
) -> String {
    let day = |at: chrono::DateTime<chrono::Utc>| at.with_timezone(&zone).format("%d-%m-%Y");
    let name = held.worker.as_ref().map_or(held.id.as_str(), |worker| worker.name.as_str());
    let mut text = format!("# {}\n", lang.fill("overview.title", &[("name", &name)]));
    let about = [("id", &held.id as &dyn std::fmt::Display), ("day", &day(held.gathered_at))];
    paragraph(&mut text, &lang.fill("overview.about", &about));
    if let Some(at) = held.erased_at {
        paragraph(&mut text, &lang.fill("overview.was_erased", &[("day", &day(at))]));
    }
    if let Some(worker) = &held.worker {
        heading(&mut text, lang.text("overview.worker"));
        let none = || lang.text("overview.nothing").to_owned();
        let photo = match &held.photo {
            Some(photo) => photo_file(lang, photo),
            None => none(),
        };
        let facts = [
            ("overview.name", worker.name.clone()),
            ("overview.badge", worker.badge.clone().unwrap_or_else(none)),
            ("overview.group", worker.group.clone()),
            ("overview.municipality", worker.municipality.clone().unwrap_or_else(none)),
            ("overview.phone", worker.phone.clone().unwrap_or_else(none)),
            ("overview.email", worker.email.clone().unwrap_or_else(none)),
            ("overview.photo", photo),
        ];
        for (key, value) in facts {
            item(&mut text, &format!("{}: {value}", lang.text(key)));
        }
    }
    heading(&mut text, lang.text("overview.caseloads"));
    paragraph(&mut text, lang.text("overview.caseloads_hint"));
    for caseload in &held.caseloads {
        let until = caseload.until.map_or_else(
            || lang.text("overview.now").to_owned(),
            |day| day.format("%d-%m-%Y").to_string(),
        );
        let from = caseload.from.format("%d-%m-%Y");
        let values: [(&str, &dyn std::fmt::Display); 3] =
            [("coach", &name_or_id(&caseload.coach, name_of)), ("from", &from), ("until", &until)];
        item(&mut text, &lang.fill("overview.caseload", &values));
    }
    growth(&mut text, held, lang);
    let employment = &held.employment;
    let rows =
        employment.enrolments.len() + employment.contracts.len() + employment.placements.len();
    for (key, hint, count) in [
        ("overview.employment", "overview.employment_hint", rows),
        ("overview.plan", "overview.plan_hint", held.plan.len()),
        ("overview.signs", "overview.signs_hint", held.signs.len()),
        ("overview.tallies", "overview.tallies_hint", held.tallies.len()),
        ("overview.quarantine", "overview.quarantine_hint", held.quarantine.len()),
    ] {
        heading(&mut text, lang.text(key));
        paragraph(&mut text, lang.text(hint));
        paragraph(&mut text, &lang.fill("overview.count", &[("n", &count)]));
    }
    heading(&mut text, lang.text("overview.trail"));
    paragraph(&mut text, lang.text("overview.trail_hint"));
    for line in told(&held.trail, lang, zone, name_of) {
        item(&mut text, &line);
    }
    text
}

/// Goals and agreements in the words in which they were made, and how many contacts there were.
fn growth(text: &mut String, held: &Held, lang: Lang) {
    let written = |day: chrono::NaiveDate| day.format("%d-%m-%Y");
    heading(text, lang.text("overview.goals"));
    paragraph(text, lang.text("overview.goals_hint"));
    for goal in &held.growth.goals {
        let values: [(&str, &dyn std::fmt::Display); 3] =
            [("words", &goal.words), ("from", &written(goal.from)), ("due", &written(goal.due))];
        item(text, &lang.fill("overview.goal", &values));
    }
    heading(text, lang.text("overview.agreements"));
    paragraph(text, lang.text("overview.agreements_hint"));
    for agreement in &held.growth.agreements {
        let values: [(&str, &dyn std::fmt::Display); 2] =
            [("words", &agreement.words), ("due", &written(agreement.due))];
        item(text, &lang.fill("overview.agreement", &values));
    }
    heading(text, lang.text("overview.contacts"));
    paragraph(text, lang.text("overview.contacts_hint"));
    paragraph(text, &lang.fill("overview.count", &[("n", &held.growth.contacts.len())]));
}

/// The name of the file beside the overview that holds the photo.
pub fn photo_file(lang: Lang, photo: &Photo) -> String {
    format!("{}.{}", lang.text("overview.photo_file"), photo.ending())
}

fn name_or_id(id: &str, name_of: &dyn Fn(&str) -> Option<String>) -> String {
    name_of(id).unwrap_or_else(|| id.to_owned())
}

fn heading(text: &mut String, words: &str) {
    // Writing into a String cannot fail.
    let _ = writeln!(text, "\n## {words}");
}

fn paragraph(text: &mut String, words: &str) {
    let _ = writeln!(text, "\n{words}");
}

fn item(text: &mut String, words: &str) {
    // A value must not begin a heading or a list of its own.
    let words: String = words.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let _ = writeln!(text, "- {words}");
}
