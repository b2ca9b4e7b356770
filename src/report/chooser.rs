//! What a viewer chose, in a sentence, and the form with which they choose otherwise.

use super::file::File;
use super::filter::{Chosen, FILTERS, Filter, Options};
use super::period::PRESETS;
use crate::lang::Lang;
use crate::web::form::{Errors, Fields, Kind};
use crate::web::format;
use crate::web::parts::{Weight, submit};
use maud::{Markup, html};
use std::collections::BTreeMap;

/// What is shown, in a sentence: also what stands above a printed page.
pub fn said(lang: Lang, options: &BTreeMap<&'static str, Options>, chosen: &Chosen) -> String {
    let day = |date| format::day(lang, date, chosen.today);
    let mut said = lang
        .fill("report.said", &[("from", &day(chosen.period.from)), ("to", &day(chosen.period.to))]);
    for (_, name) in names(options, chosen) {
        said.push_str(" · ");
        said.push_str(&name);
    }
    said
}

/// The names of what was chosen.
pub fn names(
    options: &BTreeMap<&'static str, Options>,
    chosen: &Chosen,
) -> Vec<(&'static str, String)> {
    let name = |(word, value): (&&'static str, &String)| {
        let found = options.get(word)?.iter().find(|(id, _)| id == value)?;
        Some((*word, found.1.clone()))
    };
    chosen.values.iter().filter_map(name).collect()
}

/// What is shown, with the periods that move along and the form with which a viewer chooses otherwise. The form is folded
/// away until it is asked for: who looks comes for the figures.
pub fn filters(
    lang: Lang,
    name: &str,
    file: &File,
    options: &BTreeMap<&'static str, Options>,
    chosen: &Chosen,
) -> Markup {
    let has_period = file.filters.get_ref().iter().any(|word| word == "period");
    if file.filters.get_ref().is_empty() {
        return html! {};
    }
    let mut errors = Errors::default();
    for (field, _, key) in &chosen.wrong {
        errors.add(field, key);
    }
    let fields = Fields { form: "filter", lang, errors: &errors };
    let typed = |field: &str, value: String| {
        chosen
            .wrong
            .iter()
            .find(|(name, ..)| *name == field)
            .map_or(value, |(_, typed, _)| typed.clone())
    };
    let labels: Vec<(&str, &'static str)> =
        [("periode", "report.period"), ("van", "report.from"), ("tot", "report.to")]
            .into_iter()
            .chain(FILTERS.iter().map(|filter| (filter.name, filter.label)))
            .collect();
    html! {
        (fields.summary(&labels))
        @if has_period {
            nav.wv-presets #filter-periode tabindex="-1" aria-label=(lang.text("report.period")) {
                @for (_, _, key) in chosen.wrong.iter().filter(|(field, ..)| *field == "periode") {
                    p.utrecht-form-field-error-message #filter-periode-fout { (lang.text(key)) }
                }
                @for word in PRESETS {
                    a href={ "/dashboards/" (name) "?" (chosen.query(Some(word))) }
                        aria-current=[(chosen.preset.as_deref() == Some(word)).then_some("true")] {
                        (lang.text(preset_text(word)))
                    }
                }
            }
        }
        details.wv-choose open[!chosen.wrong.is_empty() || !chosen.values.is_empty()] {
            summary { span.wv-chosen { (said(lang, options, chosen)) } span.wv-change { (lang.text("report.change")) } }
            form.wv-filters method="get" action={ "/dashboards/" (name) } {
                @if let Some(person) = &chosen.person { input type="hidden" name="medewerker" value=(person); }
                @if has_period {
                    (fields.filter().input("van", "report.from", &typed("van", chosen.period.from.to_string()), Kind::Day))
                    (fields.filter().input("tot", "report.to", &typed("tot", chosen.period.to.to_string()), Kind::Day))
                }
                @for filter in file.filters.get_ref().iter().filter_map(|word| Filter::of(word)) {
                    @let all = lang.text("report.all");
                    @let known = chosen.values.get(filter.word).cloned().unwrap_or_default();
                    @let value = typed(filter.name, known.clone());
                    // What nobody knows is kept in sight, beside the sentence about it.
                    @let unknown = (value != known).then_some((value.as_str(), value.as_str()));
                    @let of: Vec<(&str, &str)> = std::iter::once(("", all))
                        .chain(unknown)
                        .chain(options.get(filter.word).into_iter().flatten().map(|(id, name)| (id.as_str(), name.as_str())))
                        .collect();
                    (fields.filter().select(filter.name, filter.label, &value, &of))
                }
                (submit(Weight::Secondary, lang.text("report.show")))
            }
        }
    }
}

fn preset_text(word: &str) -> &'static str {
    match word {
        "4w" => "report.preset_4w",
        "13w" => "report.preset_13w",
        "52w" => "report.preset_52w",
        "maand" => "report.preset_month",
        "kwartaal" => "report.preset_quarter",
        "jaar" => "report.preset_year",
        "vorige-maand" => "report.preset_last_month",
        "vorig-kwartaal" => "report.preset_last_quarter",
        _ => "report.preset_last_year",
    }
}
